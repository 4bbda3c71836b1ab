/* A file in memory with a path, for libraries that can only write to a path: nothing reaches a disk. */
#ifndef HF_SYS_MEMFILE_H
#define HF_SYS_MEMFILE_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct memfile {
	int fd;
	char path[40]; /* good in this process, as long as it is open */
};

MUST_CHECK bool memfile_open(struct memfile *ret, struct error *e);
/* What was written to it, at most `max` bytes; at is malloc'ed. */
MUST_CHECK bool memfile_read(const struct memfile *m, size_t max, struct bytes *ret, struct error *e);
void memfile_close(struct memfile *m);

#endif
