#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

void fd_done(int *fd)
{
	if (*fd >= 0)
		close(*fd);
	*fd = -1;
}

static bool read_all(int fd, size_t max, uint8_t **at, size_t *len, struct error *e)
{
	size_t room = 0;

	for (;;) {
		ssize_t n;

		if (*len == room) {
			uint8_t *fresh;

			room = room ? room * 2 : 65536;
			fresh = realloc(*at, room);
			if (!fresh)
				return error_memory(e, "file");
			*at = fresh;
		}
		n = read(fd, *at + *len, room - *len);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(e, "cannot read");
		if (n == 0)
			return true;
		*len += (size_t)n;
		if (*len > max)
			return error_set(e, ERROR_LIMIT, "longer than %zu bytes", max);
	}
}

/* Does not wait for somebody to open the other end of a named pipe; from one that has a writer all is taken. */
static bool open_read(const char *path, int *ret, bool *ret_pipe, struct error *e)
{
	struct stat st;

	*ret = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (*ret < 0 || fstat(*ret, &st) || fcntl(*ret, F_SETFL, 0))
		return error_errno(e, "cannot open");
	*ret_pipe = S_ISFIFO(st.st_mode);
	return true;
}

bool file_read(const char *path, size_t max, struct bytes *ret, struct error *e)
{
	SCOPED(fd_done) int fd = -1;
	uint8_t *at = NULL;
	size_t len = 0;
	bool pipe = false, ok;

	ok = open_read(path, &fd, &pipe, e) && read_all(fd, max, &at, &len, e);
	if (ok && pipe && !len)
		ok = error_set(e, ERROR_INPUT, "a pipe that nobody writes to");
	if (!ok) {
		free(at);
		return error_add(e, "'%s'", path);
	}
	*ret = bytes_of(at, len);
	return true;
}

bool fd_write_all(int fd, struct bytes content, struct error *e)
{
	while (content.len) {
		ssize_t n = write(fd, content.at, content.len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(e, "cannot write");
		content.at += n;
		content.len -= (size_t)n;
	}
	return true;
}

static bool sync_directory(const char *path, struct error *e)
{
	char copy[4096];
	int n = snprintf(copy, sizeof copy, "%s", path);

	if (n < 0 || (size_t)n >= sizeof copy)
		return error_set(e, ERROR_USAGE, "path too long");

	SCOPED(fd_done) int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	/* a file system that cannot sync directories (EINVAL) has done what it can */
	if (fd < 0 || (fsync(fd) && errno != EINVAL))
		return error_errno(e, "cannot sync the folder");
	return true;
}

enum { LITTER_MAX = 100 };

/* The number of a process comes again, in a container at every run: what a killed one left takes a name, and is left
 * alone, for it may belong to one that still runs in another container. */
static bool temporary_name(const char *path, unsigned number, char ret[static 4096], struct error *e)
{
	int n = number ? snprintf(ret, 4096, "%s.%ld-%u.tmp", path, (long)getpid(), number)
		       : snprintf(ret, 4096, "%s.%ld.tmp", path, (long)getpid());

	return (n > 0 && n < 4096) || error_set(e, ERROR_USAGE, "path too long");
}

static bool write_beside(const struct file_part *part, unsigned *ret_number, struct error *e)
{
	SCOPED(fd_done) int fd = -1;
	char temporary[4096];

	for (unsigned i = 0; fd < 0 && i < LITTER_MAX; i++) {
		TRY(temporary_name(part->path, i, temporary, e));
		fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
		*ret_number = i;
		if (fd < 0 && errno != EEXIST)
			break;
	}
	if (fd < 0)
		return error_errno(e, "cannot create");
	if (!fd_write_all(fd, part->content, e)) {
		unlink(temporary);
		return false;
	}
	if (fsync(fd)) {
		error_errno(e, "cannot sync");
		unlink(temporary);
		return false;
	}
	return true;
}

static void remove_beside(const struct file_part *part, unsigned number)
{
	char temporary[4096];
	struct error unsaid;

	if (temporary_name(part->path, number, temporary, &unsaid))
		unlink(temporary);
}

static bool put_in_place(const struct file_part *part, unsigned number, struct error *e)
{
	char temporary[4096];

	TRY(temporary_name(part->path, number, temporary, e));
	if (rename(temporary, part->path))
		return error_errno(e, "cannot rename");
	return sync_directory(part->path, e);
}

bool file_write_all(const struct file_part *parts, size_t count, struct error *e)
{
	unsigned *numbers = calloc(count + 1, sizeof *numbers);
	size_t written = 0, placed = 0;
	bool ok = numbers || error_memory(e, "files");

	while (ok && written < count) {
		ok = write_beside(&parts[written], &numbers[written], e) || error_add(e, "'%s'", parts[written].path);
		written += ok;
	}
	while (ok && placed < count) {
		ok = put_in_place(&parts[placed], numbers[placed], e) || error_add(e, "'%s'", parts[placed].path);
		placed += ok;
	}
	for (; !ok && placed < written; placed++)
		remove_beside(&parts[placed], numbers[placed]);
	free(numbers);
	return ok;
}

bool file_write(const char *path, struct bytes content, struct error *e)
{
	const struct file_part part = {path, content};
	struct stat st;

	if (strcmp(path, "-") == 0)
		return fd_write_all(STDOUT_FILENO, content, e) || error_add(e, "standard output");
	/* a device or pipe (/dev/stdout, a named pipe) is written as it is: there is nothing to replace */
	if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
		SCOPED(fd_done) int fd = open(path, O_WRONLY | O_CLOEXEC);

		if (fd < 0)
			return error_errno(e, "'%s'", path);
		return fd_write_all(fd, content, e) || error_add(e, "'%s'", path);
	}
	return file_write_all(&part, 1, e);
}
