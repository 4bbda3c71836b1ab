/* Files of the host: read whole, hashed in pieces, written so that a power cut leaves the old or the new content, never
 * a half one. Paths come from the user's command line, not from images. */
#ifndef HF_SYS_FILE_H
#define HF_SYS_FILE_H

#include "core/base/bytes.h"
#include "core/base/error.h"

void fd_done(int *fd); /* for SCOPED(fd_done) int fd = ... */

/* The whole file; at is malloc'ed (free((void *)ret->at)); at most `max` bytes, else ERROR_LIMIT. */
MUST_CHECK bool file_read(const char *path, size_t max, struct bytes *ret, struct error *e);
/* Writes beside the target, syncs, renames over it and syncs the directory. "-" writes to standard output. A full disk
 * or any other failure leaves the old file as it was. */
MUST_CHECK bool file_write(const char *path, struct bytes content, struct error *e);
struct file_part {
	const char *path;
	struct bytes content;
};
/* Several files that belong together: all are written beside their targets before the first one is put in its place, so
 * that a full disk leaves every old one. A power cut between two renames may leave some old and some new, each whole.
 */
MUST_CHECK bool file_write_all(const struct file_part *parts, size_t count, struct error *e);
/* Writes all of it to a descriptor, over short writes and interrupts. */
MUST_CHECK bool fd_write_all(int fd, struct bytes content, struct error *e);

#endif
