/* The parts of the SquashFS reader: superblock, metadata tables, inodes, file data. Versions 1 to 4 in both byte
 * orders. Owns: struct squashfs owns its tables and its pool of decoders (heap, freed by format->close); `in` is
 * borrowed. Format: linux/Documentation/filesystems/squashfs.rst for 4.0; the layouts of 1.x to 3.x are bit fields
 * whose order of bits follows the byte order of the image. */
#ifndef HF_ASSESS_SQUASHFS_PARTS_H
#define HF_ASSESS_SQUASHFS_PARTS_H

#include "assess/formats/codec.h"
#include "assess/formats/format.h"

enum {
	SQUASHFS_METADATA = 8192, /* decoded bytes of a metadata block, at most */
	SQUASHFS_BLOCK_LOG_MAX = 20,
	SQUASHFS_DEPTH = 128,
};
#define SQUASHFS_NO_FRAGMENT UINT32_MAX
#define SQUASHFS_NO_TABLE UINT64_MAX

struct squashfs_super {
	uint8_t major, minor;
	bool big_endian;
	uint16_t flags, block_log;
	uint16_t compression; /* 1 gzip, 2 lzma, 3 lzo, 4 xz, 5 lz4, 6 zstd; 1.x to 3.x: 1 */
	uint32_t inodes, created, block_size, fragments;
	uint32_t uids, gids; /* 4.x: `uids` counts the one table of ids */
	uint64_t root;       /* inode reference: block << 16 | offset */
	uint64_t used;       /* bytes of the file system without padding */
	uint64_t id_table, gid_table, inode_table, directory_table, fragment_table, lookup_table, xattr_table;
};

/* False unless the fields agree with each other. Says nothing of in.len against `used`. */
bool squashfs_super_read(struct bytes in, struct squashfs_super *ret);
/* `width` (at most 32) bits at bit `at` of `in`, in the image's order of bits; 0 beyond the end. */
uint32_t squashfs_bits(const struct squashfs_super *s, struct bytes in, unsigned at, unsigned width);
const char *squashfs_compression_name(uint16_t compression);

/* How compressed blocks are really stored: vendors leave headers out or put another codec behind the declared one. */
struct squashfs_packing {
	enum codec codec;
	uint8_t skip;           /* bytes in front of the raw stream */
	bool properties_inside; /* LZMA_RAW: the block's first byte holds the properties */
	uint8_t properties;
	bool exact;       /* no second guess for a block that fails */
	const char *note; /* NULL: as the header says */
};

bool squashfs_unpack(struct codec_context *codecs, const struct squashfs_packing *p, struct bytes in, uint8_t *out,
		     size_t cap, size_t *ret_len, struct error *e);

/* A table of metadata blocks, decoded as a whole. Positions are offsets in `data`. */
struct squashfs_table_block {
	uint64_t disk;  /* where the block stands, counted from the table's start */
	size_t at, end; /* its decoded bytes, and where the run of readable blocks it belongs to ends */
	bool bad;
};
struct squashfs_table {
	struct writer data;
	struct squashfs_table_block *blocks; /* heap */
	size_t count, room, bad;
};

struct squashfs;
/* Decodes the metadata blocks in [start, end) of the image. Unreadable blocks leave a gap. False: memory or budget
 * only. */
bool squashfs_table_read(struct squashfs *s, uint64_t start, uint64_t end, struct squashfs_table *ret, struct error *e);
void squashfs_table_free(struct squashfs_table *t);
/* The readable bytes from a reference (block offset, offset in it) on; *ret_at its position. False where there are
 * none. */
bool squashfs_table_find(const struct squashfs_table *t, uint64_t block, uint32_t offset, size_t *ret_at,
			 struct bytes *ret);
/* The readable bytes from a position on; empty in a gap. */
struct bytes squashfs_table_at(const struct squashfs_table *t, size_t at);
/* One metadata block at `at`; *ret_next: where the next one begins (0 unknown, also set on failure). */
bool squashfs_metadata(const struct squashfs *s, struct codec_context *codecs, const struct squashfs_packing *p,
		       uint64_t at, uint8_t out[SQUASHFS_METADATA], size_t *ret_len, uint64_t *ret_next,
		       struct error *e);
/* Reads a table reached through a list of block addresses (fragments, ids of 4.x). */
bool squashfs_indexed_read(struct squashfs *s, uint64_t index, uint64_t entries, size_t entry_len, struct writer *ret,
			   struct error *e);
/* The first address in such a list; `none` where the list is unreadable. */
uint64_t squashfs_indexed_first(const struct squashfs *s, uint64_t index, uint64_t none);

struct squashfs_inode {
	enum node_type type;
	uint32_t mode, uid_index, gid_index;
	bool gid_is_uid;
	uint32_t mtime, number, nlink; /* nlink 0: the layout does not say */
	uint64_t size;                 /* file: bytes; directory: bytes of its listing */
	uint64_t start;                /* file: first data block; directory: block in the directory table */
	uint32_t offset;               /* file: offset in the fragment; directory: offset in the block */
	uint32_t fragment;
	uint32_t rdev_major, rdev_minor;
	struct bytes link;
	struct bytes blocks; /* the list of block sizes as stored */
};

/* `in` begins at the inode. */
bool squashfs_inode_read(const struct squashfs_super *s, struct bytes in, struct squashfs_inode *ret, struct error *e);

struct squashfs_data_block {
	uint64_t at;
	uint32_t len; /* stored bytes; 0: a hole */
	bool packed;
};
size_t squashfs_block_count(const struct squashfs_super *s, const struct squashfs_inode *i);
/* Block `index` of a file; .at counts on from `at`. */
struct squashfs_data_block squashfs_block(const struct squashfs_super *s, const struct squashfs_inode *i, size_t index,
					  uint64_t at);

struct squashfs_pool;

struct squashfs {
	struct bytes in;
	const struct limits *limits;
	struct squashfs_super super;
	struct squashfs_packing packing;
	struct squashfs_table inodes, directories;
	struct writer fragments, ids;
	struct bytes gids;
	bool ids_known, readable;
	struct error why; /* not readable: why */
	struct squashfs_pool *pool;
};

/* Finds out how blocks are packed by unpacking the one that holds the root directory. False where none of the known
 * ways leads to a directory there. */
bool squashfs_find_packing(const struct squashfs *s, struct codec_context *codecs, struct squashfs_packing *ret);

MUST_CHECK struct squashfs_pool *squashfs_pool_new(void);
void squashfs_pool_free(struct squashfs_pool *p);
/* A decoder for one thread; NULL when memory is out. */
struct codec_context *squashfs_pool_take(struct squashfs_pool *p);
void squashfs_pool_give(struct squashfs_pool *p, struct codec_context *codecs);

/* Appends a file's content. Thread-safe. */
bool squashfs_data_load(const struct squashfs *s, const struct squashfs_inode *i, struct writer *out, struct error *e);
/* True where the content stands unpacked and in one piece in the image. */
bool squashfs_data_in_place(const struct squashfs *s, const struct squashfs_inode *i, uint64_t *ret_offset);

#endif
