#include "core/sys/folder_write.h"

#include "core/base/text.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* Calls `each` for every name in the folder that `fd` stands for; does not follow links. */
static bool each_entry(int fd, bool (*each)(int fd, const char *name, unsigned depth, struct error *), unsigned depth,
		       struct error *e)
{
	int copy = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir = copy < 0 ? NULL : fdopendir(copy);
	bool ok = true;

	if (!dir) {
		fd_done(&copy);
		return error_errno(e, "cannot read");
	}
	while (ok) {
		const struct dirent *entry;

		errno = 0;
		entry = readdir(dir);
		if (!entry) {
			ok = errno == 0 || error_errno(e, "cannot read");
			break;
		}
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			ok = each(fd, entry->d_name, depth, e);
	}
	closedir(dir);
	return ok;
}

static bool open_folder(int fd, const char *name, unsigned depth, int *ret, struct error *e)
{
	if (depth > FOLDER_DEPTH_MAX)
		return error_set(e, ERROR_LIMIT, "folders nested deeper than %d", FOLDER_DEPTH_MAX);
	*ret = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	return *ret >= 0 || error_errno(e, "'%s'", name);
}

static bool is_folder(int fd, const char *name)
{
	struct stat st;

	return fstatat(fd, name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

static bool remove_one(int fd, const char *name, unsigned depth, struct error *e)
{
	SCOPED(fd_done) int below = -1;

	if (!is_folder(fd, name))
		return unlinkat(fd, name, 0) == 0 || error_errno(e, "cannot remove '%s'", name);
	TRY(open_folder(fd, name, depth, &below, e));
	TRY(each_entry(below, remove_one, depth + 1, e));
	return unlinkat(fd, name, AT_REMOVEDIR) == 0 || error_errno(e, "cannot remove '%s'", name);
}

/* a file system that cannot sync directories (EINVAL) has done what it can */
static bool sync_folder(int fd, struct error *e)
{
	return fsync(fd) == 0 || errno == EINVAL || error_errno(e, "cannot sync");
}

static bool sync_one(int fd, const char *name, unsigned depth, struct error *e)
{
	SCOPED(fd_done) int below = -1;

	if (!is_folder(fd, name))
		return true; /* folder_put() has */
	TRY(open_folder(fd, name, depth, &below, e));
	return each_entry(below, sync_one, depth + 1, e) && sync_folder(below, e);
}

/* "a/b/" into "a" and "b". */
static bool name_of(const char *path, char above[static 4096], char name[static 256], struct error *e)
{
	struct bytes whole = bytes_str(path), base, front;

	while (whole.len > 1 && whole.at[whole.len - 1] == '/')
		whole.len--;
	base = text_basename(whole);
	front = text_dirname(whole);
	if (base.len == 0 || base.len > 255 || bytes_is(base, ".") || bytes_is(base, "..") || front.len >= 4096)
		return error_set(e, ERROR_USAGE, "'%s' names no folder that could be written", path);
	snprintf(name, 256, "%.*s", (int)base.len, (const char *)base.at);
	if (base.len == whole.len)
		snprintf(above, 4096, ".");
	else
		snprintf(above, 4096, "%.*s", front.len ? (int)front.len : 1, front.len ? (const char *)front.at : "/");
	return true;
}

/* The hidden folder, ours by its lock; what an interrupted run left in it goes. */
static bool open_hidden(struct folder_new *f, struct error *e)
{
	bool fresh = mkdirat(f->above, f->hidden, 0777) == 0;

	if (!fresh && errno != EEXIST)
		return error_errno(e, "cannot create");
	TRY(open_folder(f->above, f->hidden, 1, &f->fd, e));
	if (flock(f->fd, LOCK_EX | LOCK_NB) != 0)
		return error_set(e, ERROR_USAGE, "it is being written by another run");
	return fresh || each_entry(f->fd, remove_one, 2, e);
}

bool folder_begin(const char *path, struct folder_new *ret, struct error *e)
{
	struct folder_new f = {.fd = -1};
	char above[4096];

	TRY(name_of(path, above, f.name, e));
	snprintf(f.hidden, sizeof f.hidden, ".%s.holdfast-new", f.name);
	if (strlen(f.hidden) > 255)
		return error_set(e, ERROR_USAGE, "'%s': the name is too long", path);
	if ((size_t)snprintf(f.path, sizeof f.path, "%s/%s", above, f.hidden) >= sizeof f.path)
		return error_set(e, ERROR_USAGE, "path too long");
	f.above = open(above, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (f.above < 0)
		return error_errno(e, "'%s'", above);
	if (!open_hidden(&f, e)) {
		fd_done(&f.fd);
		fd_done(&f.above);
		return error_add(e, "'%s'", path);
	}
	*ret = f;
	return true;
}

/* The folder that `path` stands in, made where it is missing. */
static bool open_parent(int root, const char *path, int *ret, const char **ret_name, struct error *e)
{
	SCOPED(fd_done) int at = dup(root);
	const char *slash;

	if (at < 0)
		return error_errno(e, "cannot open");
	while ((slash = strchr(path, '/'))) {
		char part[FOLDER_PATH_MAX + 1];
		int next;

		memcpy(part, path, (size_t)(slash - path));
		part[slash - path] = '\0';
		if (mkdirat(at, part, 0777) != 0 && errno != EEXIST)
			return error_errno(e, "cannot create '%s'", part);
		TRY(open_folder(at, part, 1, &next, e));
		close(at);
		at = next;
		path = slash + 1;
	}
	*ret = at;
	at = -1;
	*ret_name = path;
	return true;
}

bool folder_put(const struct folder_new *f, const char *path, struct bytes content, struct error *e)
{
	SCOPED(fd_done) int parent = -1;
	SCOPED(fd_done) int fd = -1;
	const char *name;

	if (!folder_path_fits(bytes_str(path)))
		return error_set(e, ERROR_USAGE, "'%s' leaves the folder", path);
	TRY(open_parent(f->fd, path, &parent, &name, e));
	fd = openat(parent, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (fd < 0)
		return error_errno(e, "'%s': cannot create", path);
	if (!fd_write_all(fd, content, e))
		return error_add(e, "'%s'", path);
	return fsync(fd) == 0 || error_errno(e, "'%s': cannot sync", path);
}

bool folder_commit(struct folder_new *f, bool replace, struct error *e)
{
	bool there = faccessat(f->above, f->name, F_OK, AT_SYMLINK_NOFOLLOW) == 0;
	unsigned how = there ? RENAME_EXCHANGE : RENAME_NOREPLACE;

	if (there && !replace)
		return error_set(e, ERROR_USAGE, "'%s' is there already", f->name);
	if (there && !is_folder(f->above, f->name))
		return error_set(e, ERROR_USAGE, "'%s' is no folder", f->name);
	TRY(each_entry(f->fd, sync_one, 2, e) && sync_folder(f->fd, e));
	if (renameat2(f->above, f->hidden, f->above, f->name, how) != 0) {
		if (there && (errno == EINVAL || errno == ENOSYS))
			return error_set(e, ERROR_ENVIRONMENT,
					 "this file system cannot swap folders: move '%s' away first", f->name);
		/* not every file system knows RENAME_NOREPLACE; a rename never replaces a folder with files in it */
		if (errno != EINVAL || renameat(f->above, f->hidden, f->above, f->name) != 0)
			return error_errno(e, "cannot rename to '%s'", f->name);
	}
	if (!there)
		f->hidden[0] = '\0';
	return sync_folder(f->above, e);
}

void folder_end(struct folder_new *f)
{
	struct error unsaid; /* a hidden folder that stays is taken away by the next run */

	if (f->hidden[0])
		(void)!remove_one(f->above, f->hidden, 1, &unsaid);
	f->hidden[0] = '\0';
	fd_done(&f->fd);
	fd_done(&f->above);
}
