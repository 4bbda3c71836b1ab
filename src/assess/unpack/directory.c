#include "assess/unpack/directory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { DEPTH_MAX = 128 };

/* One file system only is entered, so that the inode number alone tells files apart. */
struct seen {
	uint64_t inode; /* 0: free */
	size_t path;    /* index into paths */
};

struct directory {
	int fd;
	uint64_t device;
	struct arena arena;
	char **paths; /* relative, for load: index is the cookie */
	size_t count, room;
	struct seen *seen; /* files with more than one name; open addressing by inode */
	size_t seen_count, seen_room;
};

bool directory_open(int dirfd, void **ret_state, struct error *e)
{
	struct directory *d = calloc(1, sizeof *d);
	struct stat st;

	if (!d)
		return error_memory(e, "directory");
	if (fstat(dirfd, &st)) {
		free(d);
		return error_errno(e, "cannot read the folder");
	}
	d->fd = dirfd;
	d->device = st.st_dev;
	arena_init(&d->arena, 0);
	*ret_state = d;
	return true;
}

static void directory_close(void *state)
{
	struct directory *d = state;

	arena_done(&d->arena);
	free(d);
}

/* The slot of a file in the table, taken or free. */
static struct seen *seen_slot(struct seen *table, size_t room, uint64_t inode)
{
	size_t i = (size_t)(inode * UINT64_C(0x9e3779b97f4a7c15) >> 20) & (room - 1);

	while (table[i].inode && table[i].inode != inode)
		i = (i + 1) & (room - 1);
	return &table[i];
}

/* The first name under which a file with several was seen; NULL for the first one itself. */
static const char *first_name(struct directory *d, uint64_t inode, size_t path)
{
	struct seen *slot;

	if (d->seen_count * 2 >= d->seen_room) {
		size_t room = d->seen_room ? d->seen_room * 2 : 1024;
		struct seen *fresh = arena_array(&d->arena, room, sizeof *fresh);

		if (!fresh)
			return NULL; /* taken for a file of its own: read twice, not wrong */
		for (size_t i = 0; i < d->seen_room; i++)
			if (d->seen[i].inode)
				*seen_slot(fresh, room, d->seen[i].inode) = d->seen[i];
		d->seen = fresh;
		d->seen_room = room;
	}
	slot = seen_slot(d->seen, d->seen_room, inode);
	if (slot->inode)
		return d->paths[slot->path];
	*slot = (struct seen){inode, path};
	d->seen_count++;
	return NULL;
}

static enum node_type type_of(mode_t mode)
{
	switch (mode & S_IFMT) {
	case S_IFDIR:
		return NODE_DIR;
	case S_IFLNK:
		return NODE_SYMLINK;
	case S_IFCHR:
		return NODE_CHAR;
	case S_IFBLK:
		return NODE_BLOCK;
	case S_IFIFO:
		return NODE_FIFO;
	case S_IFSOCK:
		return NODE_SOCKET;
	default:
		return NODE_FILE;
	}
}

static bool visit_entry(struct directory *d, const struct visitor *v, int parent, const char *name, const char *path,
			struct node *ret, struct error *e)
{
	struct stat st;
	const char *other = NULL;
	char link[4096], linked[4200];
	ssize_t len;

	if (fstatat(parent, name, &st, AT_SYMLINK_NOFOLLOW)) {
		visit_unread(v, bytes_str(path), OFFSET_UNKNOWN, "cannot be read");
		ret->type = NODE_FIFO; /* anything that is not entered */
		return true;
	}
	*ret = (struct node){.path = bytes_str(path),
			     .type = type_of(st.st_mode),
			     .mode = st.st_mode & 07777,
			     .uid = st.st_uid,
			     .gid = st.st_gid,
			     .has_owner = true,
			     .mtime = st.st_mtime,
			     .rdev_major = major(st.st_rdev),
			     .rdev_minor = minor(st.st_rdev),
			     .offset = OFFSET_UNKNOWN};
	if (ret->type == NODE_SYMLINK) {
		len = readlinkat(parent, name, link, sizeof link);
		ret->link = bytes_of(link, len > 0 ? (size_t)len : 0);
	}
	if (ret->type == NODE_FILE) {
		if (!arena_grow(&d->arena, &d->paths, d->count, &d->room, sizeof *d->paths))
			return error_memory(e, "directory");
		d->paths[d->count] = arena_str(&d->arena, bytes_str(path + 1));
		if (!d->paths[d->count])
			return error_memory(e, "directory");
		if (st.st_nlink > 1)
			other = first_name(d, st.st_ino, d->count);
		ret->size = (uint64_t)st.st_size;
		ret->kind = st.st_size ? CONTENT_LAZY : CONTENT_NONE;
		ret->cookie = d->count++;
		if (other) {
			snprintf(linked, sizeof linked, "/%s", other);
			ret->type = NODE_HARDLINK;
			ret->kind = CONTENT_NONE;
			ret->link = bytes_str(linked);
		}
	}
	if (ret->type == NODE_DIR && st.st_dev != d->device) {
		visit_unread(v, bytes_str(path), OFFSET_UNKNOWN, "another file system is mounted here: not entered");
		return true;
	}
	return visit_node(v, ret, e);
}

static int compare_names(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static bool walk_folder(struct directory *d, const struct visitor *v, int fd, const char *path, unsigned depth,
			struct error *e)
{
	struct dirent **names;
	/* sorted, so that the same tree gives the same order on every machine */
	int count = scandirat(fd, ".", &names, NULL, compare_names);
	bool ok = true;

	if (count < 0) {
		visit_unread(v, bytes_str(path[0] ? path : "/"), OFFSET_UNKNOWN, "folder cannot be read");
		return true;
	}
	for (int i = 0; i < count; i++) {
		const char *name = names[i]->d_name;
		char *below;
		struct node node = {0};

		if (!ok || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
			continue;
		if (asprintf(&below, "%s/%s", path, name) < 0) {
			ok = error_memory(e, "directory");
			continue;
		}
		ok = visit_entry(d, v, fd, name, below, &node, e);
		if (ok && node.type == NODE_DIR && depth >= DEPTH_MAX) {
			visit_unread(v, bytes_str(below), OFFSET_UNKNOWN, "folders nested too deep");
		} else if (ok && node.type == NODE_DIR) {
			int sub = openat(fd, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

			if (sub < 0) {
				visit_unread(v, bytes_str(below), OFFSET_UNKNOWN, "folder cannot be read");
			} else {
				ok = walk_folder(d, v, sub, below, depth + 1, e);
				close(sub);
			}
		}
		free(below);
	}
	for (int i = 0; i < count; i++)
		free(names[i]);
	free(names);
	return ok;
}

static bool directory_walk(void *state, const struct visitor *v, struct error *e)
{
	struct directory *d = state;

	return walk_folder(d, v, d->fd, "", 0, e);
}

static bool directory_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct directory *d = state;
	int fd = openat(d->fd, d->paths[cookie], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	uint64_t len = 0;

	if (fd < 0)
		return error_errno(e, "cannot be read");
	/* the file may grow or shrink meanwhile: what is there now counts, up to the size seen first */
	while (len < size) {
		uint64_t want = size - len < (1u << 20) ? size - len : 1u << 20;
		uint8_t *to = writer_reserve(out, want);
		ssize_t n = to ? read(fd, to, want) : -1;

		if (!to || (n < 0 && errno != EINTR)) {
			close(fd);
			return to ? error_errno(e, "cannot be read") : writer_done(out, e);
		}
		if (n == 0)
			break;
		if (n > 0) {
			writer_commit(out, (size_t)n);
			len += (uint64_t)n;
		}
	}
	close(fd);
	return true;
}

const struct format format_directory = {
	.name = "directory",
	.title = "Folder",
	.flags = FORMAT_FILE_SYSTEM,
	.walk = directory_walk,
	.load = directory_load,
	.close = directory_close,
};
