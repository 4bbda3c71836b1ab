/* The parts of the ext2/3/4 reader: superblock and inodes; where a file's blocks lie. Owns nothing; `in` is borrowed.
 * Format: linux/Documentation/filesystems/ext4/. All numbers are little-endian. Journals are not replayed. */
#ifndef HF_ASSESS_EXT_PARTS_H
#define HF_ASSESS_EXT_PARTS_H

#include "assess/formats/format.h"

enum {
	EXT_SUPER_AT = 1024,
	EXT_ROOT = 2,
	EXT_META_BG = 0x10, /* incompatible features */
	EXT_RECOVER = 4,
	EXT_64BIT = 0x80,
	EXT_HAS_JOURNAL = 4, /* compatible feature */
	EXT_INODE_EXTENTS = 0x80000,
	EXT_INODE_INLINE = 0x10000000,
	EXT_INODE_ENCRYPTED = 0x800,
	EXT_INODE_COMPRESSED = 4,
};

struct ext_super {
	uint32_t inodes, first_block, blocks_per_group, inodes_per_group, inode_size, descriptor_size;
	uint32_t compat, incompat, ro_compat, created, state;
	uint32_t block_size;
	uint64_t blocks, groups;
	struct bytes name;
	bool has_sum, sum_ok;
};

struct ext_inode {
	uint32_t mode, uid, gid, mtime, flags, links;
	uint64_t size, at; /* at: where it stands */
	struct bytes map;  /* its 60 bytes of block map, inline content or link target */
};

/* False unless the fields agree with each other. */
bool ext_super_read(struct bytes in, struct ext_super *ret);
bool ext_inode_read(struct bytes in, const struct ext_super *s, uint32_t number, struct ext_inode *ret,
		    struct error *e);

/* A run of a file's blocks. Holes and preallocated blocks are not reported. false stops. */
typedef bool ext_run(void *ctx, uint64_t file_block, uint64_t disk_block, uint64_t count, struct error *e);
/* Reports all runs, in the order of the file. `*work` counts down per block of the map that is read: loops end. */
bool ext_map(struct bytes in, const struct ext_super *s, const struct ext_inode *i, uint64_t *work, ext_run *run,
	     void *ctx, struct error *e);
/* The whole content where it lies in one piece. */
bool ext_in_place(struct bytes in, const struct ext_super *s, const struct ext_inode *i, struct bytes *ret);
bool ext_content(struct bytes in, const struct ext_super *s, const struct ext_inode *i, struct writer *out,
		 struct error *e);

#endif
