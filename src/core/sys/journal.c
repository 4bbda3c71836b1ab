#include "core/sys/journal.h"

#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* The folder that holds `path`, so that a name in it lasts. */
static bool sync_above(const char *path, struct error *e)
{
	char copy[4096];
	int n = snprintf(copy, sizeof copy, "%s", path);

	if (n < 0 || (size_t)n >= sizeof copy)
		return error_set(e, ERROR_USAGE, "path too long");

	SCOPED(fd_done) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0 || (fsync(fd) && errno != EINVAL))
		return error_errno(e, "'%s': cannot sync the folder", path);
	return true;
}

bool journal_create(const char *path, struct error *e)
{
	SCOPED(fd_done) int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);

	if (fd < 0)
		return error_errno(e, "'%s'", path);
	return sync_above(path, e);
}

bool journal_read(const char *path, size_t max, struct bytes *ret, size_t *ret_torn, struct error *e)
{
	struct bytes all;
	size_t whole;

	TRY(file_read(path, max, &all, e));
	whole = all.len;
	while (whole && all.at[whole - 1] != '\n')
		whole--;
	*ret_torn = all.len - whole;
	all.len = whole;
	*ret = all;
	return true;
}

static bool append(int fd, uint64_t size, struct bytes line, struct error *e)
{
	if (lseek(fd, (off_t)size, SEEK_SET) < 0)
		return error_errno(e, "cannot seek");
	TRY(fd_write_all(fd, line, e));
	if (fsync(fd))
		return error_errno(e, "cannot sync");
	/* from here on the line counts */
	TRY(fd_write_all(fd, bytes_str("\n"), e));
	if (fsync(fd))
		return error_errno(e, "cannot sync");
	return true;
}

bool journal_append(const char *path, uint64_t size, struct bytes line, struct error *e)
{
	SCOPED(fd_done) int fd = open(path, O_RDWR | O_CLOEXEC);
	struct bytes now = {0};
	size_t torn;
	bool same;

	if (memchr(line.at, '\n', line.len))
		BUG("a line with a newline in it");
	if (fd < 0)
		return error_errno(e, "'%s'", path);
	TRY(journal_read(path, SIZE_MAX - 1, &now, &torn, e));
	free((void *)(uintptr_t)now.at);
	same = now.len == size;
	if (!same)
		return error_set(e, ERROR_ENVIRONMENT, "'%s' was changed meanwhile", path);
	if (torn && (ftruncate(fd, (off_t)size) || fsync(fd)))
		return error_errno(e, "'%s': cannot cut off a torn line", path);
	if (!append(fd, size, line, e)) {
		(void)!ftruncate(fd, (off_t)size); /* what cannot be undone now is recognised as torn later */
		(void)!fsync(fd);
		return error_add(e, "'%s'", path);
	}
	return true;
}

bool folder_lock(const char *path, bool exclusive, int *ret_fd, struct error *e)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(e, "'%s'", path);
	while (flock(fd, exclusive ? LOCK_EX : LOCK_SH)) {
		if (errno == EINTR)
			continue;
		close(fd);
		return error_errno(e, "'%s': cannot lock", path);
	}
	*ret_fd = fd;
	return true;
}

bool folder_make(const char *path, struct error *e)
{
	struct stat st;

	if (mkdir(path, 0777) == 0)
		return sync_above(path, e);
	if (errno != EEXIST)
		return error_errno(e, "'%s'", path);
	if (stat(path, &st) || !S_ISDIR(st.st_mode))
		return error_set(e, ERROR_ENVIRONMENT, "'%s' is no folder", path);
	return true;
}

bool file_remove(const char *path, struct error *e)
{
	if (unlink(path) && errno != ENOENT)
		return error_errno(e, "'%s'", path);
	return sync_above(path, e);
}
