/* What the two halves of the EROFS reader share: erofs.c (superblock, directories, plain content) and erofs_packed.c
 * (compressed content). Owns nothing. Serves all provisions: see format.h. */
#ifndef HF_ASSESS_EROFS_H
#define HF_ASSESS_EROFS_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <stdbool.h>
#include <stdint.h>

enum erofs_layout { EROFS_PLAIN, EROFS_PACKED_FULL, EROFS_INLINE, EROFS_PACKED_COMPACT, EROFS_CHUNKS };

struct erofs_inode {
	uint8_t layout;
	uint32_t mode, uid, gid;
	uint64_t size;
	int64_t mtime;
	uint32_t u;     /* first block, device number or chunk format */
	uint64_t after; /* where inode and attributes end: inline data or the block index follows */
};

/* Decodes a compressed file of inode->size bytes into `content`. */
MUST_CHECK bool erofs_unpack(struct bytes image, unsigned block_bits, const struct erofs_inode *inode, uint8_t *content,
			     struct error *e);

#endif
