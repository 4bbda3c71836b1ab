/* dm-verity: the hash tree behind a read-only device, checked against the data.
 * Serves 5.7-1 (software integrity at boot) and 5.3-9. */
#ifndef HF_ASSESS_VERITY_H
#define HF_ASSESS_VERITY_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#define VERITY_DIGEST_MOST 64

struct verity {
	uint32_t type; /* 1: salt in front of the block; 0: behind it (Chrome OS) */
	char algorithm[33];
	uint32_t data_block, hash_block;
	uint64_t data_blocks;
	uint8_t salt[256];
	uint16_t salt_len;
};

/* Bytes that the tree takes (all levels, without the superblock). 0 where the parameters cannot be. */
uint64_t verity_tree_size(const struct verity *p);
/* The root hash that the data itself gives. False where `data` is shorter than it should be, or memory is out. */
bool verity_root(const struct verity *p, struct bytes data, uint8_t ret[VERITY_DIGEST_MOST], size_t *ret_len,
		 struct error *e);
/* Checks the data in front of the superblock at `superblock_at` of `whole` against the tree behind it: *ret_ok says
 * whether they fit. False where it cannot be said (*e: why). */
bool verity_check(struct bytes whole, uint64_t superblock_at, bool *ret_ok, struct error *e);

#endif
