/* A folder that the user named, read whole: every file below it, sorted, without following a link out of it. What is
 * found is hostile: depth, count and lengths are bounded, links and devices are told and never opened, and a file that
 * turns into a link between listing and reading is refused. The list owns its memory until folder_done(). */
#ifndef HF_SYS_FOLDER_H
#define HF_SYS_FOLDER_H

#include "core/base/arena.h"

enum { FOLDER_DEPTH_MAX = 16, FOLDER_FILES_MAX = 500000, FOLDER_PATH_MAX = 1024 };

struct folder_file {
	const char *path; /* below the folder, "annex/ixit.pdf"; never ".." or absolute */
	uint64_t size;
	bool regular; /* else a link, device, socket or pipe */
};

struct folder {
	int fd;
	struct arena arena;
	struct folder_file *files; /* by path, as bytes */
	size_t count;
};

MUST_CHECK bool folder_read(const char *path, struct folder *ret, struct error *e);
/* For folder_stream() alone: without the list. */
MUST_CHECK bool folder_open(const char *path, struct folder *ret, struct error *e);
void folder_done(struct folder *f);
/* Gives the content of one file piece by piece to `take`, which may stop by returning false (with *e set).
 * ERROR_INPUT where it is no regular file. */
MUST_CHECK bool folder_stream(const struct folder *f, const char *path,
			      bool (*take)(void *, struct bytes, struct error *), void *ctx, struct error *e);
/* True where the path stays below a folder: not empty, not absolute, no "", "." or ".." in it, at most
 * FOLDER_PATH_MAX bytes and FOLDER_DEPTH_MAX deep. */
bool folder_path_fits(struct bytes path);
/* Whether there is a folder of this name (a link to one counts). */
bool folder_is(const char *path);

#endif
