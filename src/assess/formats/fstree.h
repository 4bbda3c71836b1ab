/* The tree of a file system that is found as loose records: inodes, names and pieces of content, in any order and with
 * newer ones replacing older (JFFS2, UBIFS, YAFFS2), or found directory by directory (EROFS). All memory is the
 * arena's; names, links and plain content are views into the container. Serves all provisions: see format.h. */
#ifndef HF_ASSESS_FSTREE_H
#define HF_ASSESS_FSTREE_H

#include "assess/formats/format.h"

struct fstree_inode {
	uint64_t id;
	uint64_t seq; /* of the record these attributes come from */
	bool known;   /* a record was found; false: only named or only with content */
	bool dead;    /* deleted: names that point here are left out */
	bool sealed;  /* content is there but cannot be read (encrypted, unknown layout): `damage` says why */
	bool plain;   /* content is `bytes`, in place */
	bool has_owner;
	uint32_t mode; /* with the S_IFMT bits */
	uint32_t uid, gid;
	int64_t mtime;
	uint64_t size;
	uint32_t rdev_major, rdev_minor;
	struct bytes link;
	struct bytes bytes;
	uint64_t offset;       /* of the record in the container */
	uint64_t covered;      /* for the format: how far content was found */
	const char *damage;    /* what could not be read of it, NULL: nothing */
	uint32_t first, count; /* its extents after fstree_finish() */
	/* the walk's own */
	uint32_t links;
	bool seen;
	struct bytes path;
};

struct fstree_entry {
	uint64_t parent, child; /* child 0: the name was deleted */
	uint64_t seq;
	uint64_t offset;
	struct bytes name;
};

/* A piece of content; where it lies and how it is packed is the format's business. */
struct fstree_extent {
	uint64_t inode;
	uint64_t at; /* offset in the file */
	uint64_t len;
	uint64_t seq;
	uint64_t where;
};

struct fstree {
	struct arena *arena;
	struct fstree_inode *inodes;
	size_t inode_count, inode_cap;
	uint32_t *slots; /* hash of ids: index + 1 */
	size_t slot_count;
	struct fstree_entry *entries;
	size_t entry_count, entry_cap;
	struct fstree_extent *extents;
	size_t extent_count, extent_cap;
	uint64_t content_offset; /* start of the container's bytes, for IN_PLACE offsets */
	const uint8_t *base;
};

void fstree_init(struct fstree *t, struct arena *arena, struct bytes in);
/* Found or added; valid until the next call. NULL: out of memory. */
MUST_CHECK struct fstree_inode *fstree_inode(struct fstree *t, uint64_t id);
const struct fstree_inode *fstree_find(const struct fstree *t, uint64_t id);
MUST_CHECK bool fstree_add_entry(struct fstree *t, struct fstree_entry entry);
MUST_CHECK bool fstree_add_extent(struct fstree *t, struct fstree_extent extent);
/* Keeps the newest of each name, sorts names, and gives each inode its extents, oldest first. */
void fstree_finish(struct fstree *t);
/* Files get their inode's index as cookie: fstree_at() in load. Names that cannot be, names without an inode, loops and
 * names no path leads to are reported as unread. */
MUST_CHECK bool fstree_walk(struct fstree *t, uint64_t root, const struct visitor *v, struct error *e);
const struct fstree_inode *fstree_at(const struct fstree *t, uint64_t cookie);

#define FSTREE_HOLE UINT64_MAX /* an extent's `where`: zeros, written or left by a truncation */

/* Puts one extent (no hole) into content[0..size). */
typedef bool fstree_apply(const void *format, const struct fstree_extent *x, uint8_t *content, uint64_t size,
			  struct error *e);
/* A format's load(): zeros, then all extents of the file, oldest first. Refuses files longer than `most` and holes
 * that are punched beyond reason. */
MUST_CHECK bool fstree_load(const struct fstree *t, uint64_t cookie, uint64_t size, uint64_t most, fstree_apply *apply,
			    const void *format, struct writer *out, struct error *e);

/* CRC-32 with the plain register (no inversion before or after), as flash file systems use it. */
uint32_t fstree_crc32(uint32_t start, struct bytes in);
/* The same, compared. Fuzz builds also accept half of all wrong sums, so that what lies behind them is reached. */
bool fstree_crc_ok(uint32_t start, struct bytes in, uint32_t want);

#endif
