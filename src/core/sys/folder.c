#include "core/sys/folder.h"

#include "core/base/text.h"
#include "core/sys/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

bool folder_is(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

bool folder_path_fits(struct bytes path)
{
	struct bytes rest = path, part;
	size_t depth = 0;

	if (path.len == 0 || path.len > FOLDER_PATH_MAX || memchr(path.at, 0, path.len))
		return false;
	while (text_split(&rest, '/', &part))
		if (part.len == 0 || bytes_is(part, ".") || bytes_is(part, "..") || ++depth > FOLDER_DEPTH_MAX)
			return false;
	return true;
}

static bool add(struct folder *f, size_t *room, const char *path, const struct stat *st, struct error *e)
{
	struct folder_file file = {path, (uint64_t)st->st_size, S_ISREG(st->st_mode)};

	if (f->count == FOLDER_FILES_MAX)
		return error_set(e, ERROR_LIMIT, "more than %d files", FOLDER_FILES_MAX);
	if (!arena_grow(&f->arena, &f->files, f->count, room, sizeof *f->files))
		return error_memory(e, "folder");
	f->files[f->count++] = file;
	return true;
}

static bool walk(struct folder *f, size_t *room, int fd, const char *above, unsigned depth, struct error *e);

static bool enter(struct folder *f, size_t *room, int fd, const char *name, const char *path, unsigned depth,
		  struct error *e)
{
	int below;

	if (depth >= FOLDER_DEPTH_MAX)
		return error_set(e, ERROR_LIMIT, "folders nested deeper than %d", FOLDER_DEPTH_MAX);
	below = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (below < 0)
		return error_errno(e, "cannot read");
	return walk(f, room, below, path, depth + 1, e);
}

/* Takes the descriptor. */
static bool walk(struct folder *f, size_t *room, int fd, const char *above, unsigned depth, struct error *e)
{
	DIR *dir = fdopendir(fd);
	bool ok = true;

	if (!dir) {
		close(fd);
		return error_errno(e, "cannot read");
	}
	while (ok) {
		const struct dirent *entry;
		const char *path;
		struct stat st;

		errno = 0;
		entry = readdir(dir);
		if (!entry) {
			ok = errno == 0 || error_errno(e, "cannot read");
			break;
		}
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		path = arena_printf(&f->arena, "%s%s%s", above, above[0] ? "/" : "", entry->d_name);
		if (!path)
			ok = error_memory(e, "folder");
		else if (strlen(path) > FOLDER_PATH_MAX)
			ok = error_set(e, ERROR_LIMIT, "a path longer than %d bytes", FOLDER_PATH_MAX);
		else if (fstatat(fd, entry->d_name, &st, AT_SYMLINK_NOFOLLOW))
			ok = error_errno(e, "cannot read");
		else if (S_ISDIR(st.st_mode))
			ok = enter(f, room, fd, entry->d_name, path, depth, e);
		else
			ok = add(f, room, path, &st, e);
	}
	closedir(dir);
	return ok;
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const struct folder_file *)a)->path, ((const struct folder_file *)b)->path);
}

bool folder_open(const char *path, struct folder *ret, struct error *e)
{
	struct folder f = {.fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};

	if (f.fd < 0)
		return error_errno(e, "'%s'", path);
	arena_init(&f.arena, 0);
	*ret = f;
	return true;
}

bool folder_read(const char *path, struct folder *ret, struct error *e)
{
	struct folder f;
	size_t room = 0;
	int copy;

	TRY(folder_open(path, &f, e));
	copy = openat(f.fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (copy < 0 ? !error_errno(e, "cannot read") : !walk(&f, &room, copy, "", 1, e)) {
		folder_done(&f);
		return error_add(e, "'%s'", path);
	}
	if (f.count)
		qsort(f.files, f.count, sizeof *f.files, by_path);
	*ret = f;
	return true;
}

void folder_done(struct folder *f)
{
	fd_done(&f->fd);
	arena_done(&f->arena);
	f->files = NULL;
	f->count = 0;
}

/* Every part of the way is opened without following links. */
static bool open_below(int root, const char *path, int *ret, struct error *e)
{
	struct bytes rest = bytes_str(path), part;
	int at = root;

	while (text_split(&rest, '/', &part)) {
		bool last = part.at + part.len == (const uint8_t *)path + strlen(path);
		char name[FOLDER_PATH_MAX + 1];
		int next;

		memcpy(name, part.at, part.len);
		name[part.len] = 0;
		next = openat(at, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? 0 : O_DIRECTORY));
		if (at != root)
			close(at);
		if (next < 0 && (errno == ELOOP || errno == ENOTDIR))
			return error_set(e, ERROR_INPUT, "a link: not followed");
		if (next < 0)
			return error_errno(e, "cannot open");
		at = next;
	}
	*ret = at;
	return true;
}

static bool stream(int fd, bool (*take)(void *, struct bytes, struct error *), void *ctx, struct error *e)
{
	enum { STEP = 1 << 17 };
	uint8_t *step;
	struct stat st;
	bool ok = true;

	if (fstat(fd, &st))
		return error_errno(e, "cannot read");
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "no regular file");
	step = malloc(STEP);
	if (!step)
		return error_memory(e, "file");
	while (ok) {
		ssize_t n = read(fd, step, STEP);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			ok = error_errno(e, "cannot read");
		if (n <= 0)
			break;
		ok = take(ctx, bytes_of(step, (size_t)n), e);
	}
	free(step);
	return ok;
}

bool folder_stream(const struct folder *f, const char *path, bool (*take)(void *, struct bytes, struct error *),
		   void *ctx, struct error *e)
{
	SCOPED(fd_done) int fd = -1;

	if (!folder_path_fits(bytes_str(path)))
		return error_set(e, ERROR_INPUT, "a path that leaves the folder");
	return open_below(f->fd, path, &fd, e) && stream(fd, take, ctx, e);
}
