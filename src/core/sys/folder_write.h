/* A folder that appears whole or not at all: its files are written into a hidden folder beside the target, synced, and
 * put in its place by one rename. A power cut or a full disk leaves what was there before; what an interrupted run left
 * behind is taken away by the next one. Where the target exists it is swapped with the new folder in one step and then
 * removed. folder_put() may be called from several threads; the rest may not. */
#ifndef HF_SYS_FOLDER_WRITE_H
#define HF_SYS_FOLDER_WRITE_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct folder_new {
	int above, fd;        /* the folder around the target; the hidden one */
	char name[256];       /* base name of the target */
	char hidden[300];     /* ".NAME.holdfast-new" */
	char path[4096 + 64]; /* of the hidden folder: until it is committed, what was put lies there */
};

/* ERROR_USAGE where another run is writing the same folder, or the path names none. */
MUST_CHECK bool folder_begin(const char *path, struct folder_new *ret, struct error *e);
/* `path` below the folder, "annex/ixit.pdf": folders on the way are made. A path that is there already is refused. */
MUST_CHECK bool folder_put(const struct folder_new *f, const char *path, struct bytes content, struct error *e);
/* Puts it in the target's place. Whether an existing target may go is the caller's to know: without `replace` it
 * stays, and that is an error. */
MUST_CHECK bool folder_commit(struct folder_new *f, bool replace, struct error *e);
/* Removes what was not committed; closes. May follow folder_commit(). */
void folder_end(struct folder_new *f);

#endif
