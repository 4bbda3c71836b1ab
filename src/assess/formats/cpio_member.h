/* One member of a cpio archive, in each of its four encodings. Borrows; allocates nothing. */
#ifndef HF_ASSESS_CPIO_MEMBER_H
#define HF_ASSESS_CPIO_MEMBER_H

#include "core/base/bytes.h"

struct cpio_member {
	struct bytes name; /* without its NUL */
	uint32_t mode, uid, gid, mtime, inode, links, check;
	uint64_t device; /* major << 32 | minor, or the old 16-bit number */
	uint32_t rdev_major, rdev_minor;
	uint64_t offset, size; /* of the content */
	uint64_t next;         /* where the next member begins */
	bool has_check;        /* "070702": the sum of the content's bytes */
};

/* The member at `at`; false where there is none. Header and name lie inside `in`; the content may not (see next). */
bool cpio_member_at(struct bytes in, uint64_t at, struct cpio_member *ret);
bool cpio_is_trailer(const struct cpio_member *m);
/* The archive's own length from its first byte: behind the trailer and its zero padding to 512. *ret_whole: the trailer
 * was seen. 0 where not even one member is there. */
uint64_t cpio_length(struct bytes in, bool *ret_whole, uint64_t *ret_count);

#endif
