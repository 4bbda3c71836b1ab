#include "core/sys/memfile.h"

#include "core/sys/file.h"

#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

bool memfile_open(struct memfile *ret, struct error *e)
{
	int fd = memfd_create("holdfast", MFD_CLOEXEC);

	if (fd < 0)
		return error_errno(e, "cannot make a file in memory");
	ret->fd = fd;
	snprintf(ret->path, sizeof ret->path, "/proc/self/fd/%d", fd);
	return true;
}

bool memfile_read(const struct memfile *m, size_t max, struct bytes *ret, struct error *e)
{
	return file_read(m->path, max, ret, e);
}

void memfile_close(struct memfile *m)
{
	fd_done(&m->fd);
	m->fd = -1;
}
