/* A text file that only ever grows by whole lines. A line counts from its newline on, which is written after the line
 * itself has reached the disk: a power cut at any write leaves the lines that were there, and behind them at most a
 * torn one that is recognised. Paths come from the user's command line. */
#ifndef HF_SYS_JOURNAL_H
#define HF_SYS_JOURNAL_H

#include "core/base/bytes.h"
#include "core/base/error.h"

/* Makes an empty one; fails where there is one. */
MUST_CHECK bool journal_create(const char *path, struct error *e);
/* The whole lines, newlines included; *ret_torn: how many bytes stand behind the last newline. ret->at is malloc'ed. */
MUST_CHECK bool journal_read(const char *path, size_t max, struct bytes *ret, size_t *ret_torn, struct error *e);
/* Appends `line` (no newline in it) behind the `size` bytes of whole lines that were read; a torn rest is cut off.
 * Refused where the file holds fewer bytes, or more whole lines, than that. A failure leaves the whole lines as they
 * were. The caller keeps others from writing (folder_lock()). */
MUST_CHECK bool journal_append(const char *path, uint64_t size, struct bytes line, struct error *e);

/* Waits until this process alone (or, not `exclusive`, no writer) works in the folder; *ret_fd is closed to let go. */
MUST_CHECK bool folder_lock(const char *path, bool exclusive, int *ret_fd, struct error *e);
/* Makes a folder durably; true also where it is there. */
MUST_CHECK bool folder_make(const char *path, struct error *e);
/* Removes a file durably; true also where there is none. */
MUST_CHECK bool file_remove(const char *path, struct error *e);

#endif
