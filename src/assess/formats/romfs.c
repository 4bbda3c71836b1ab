/* romfs (genromfs), big-endian throughout. Stores neither modes nor owners nor times.
 * Format: linux/Documentation/filesystems/romfs.rst. */
#include "assess/formats/fstree.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <sys/stat.h>

enum { NAME_MOST = 256, SUM_MOST = 512 };
enum { ROMFS_HARDLINK, ROMFS_DIR, ROMFS_FILE, ROMFS_SYMLINK, ROMFS_BLOCK, ROMFS_CHAR, ROMFS_SOCKET, ROMFS_FIFO };

struct romfs {
	struct bytes in; /* cut to the size in the header */
	const struct limits *limits;
	struct fstree tree;
	uint64_t size, first;
	struct bytes name;
	bool cut, sums_bad;
};

struct romfs_header {
	uint32_t next, type, spec, size;
	bool executable, sum_ok;
	struct bytes name;
	uint64_t data;
};

static const struct magic magics[] = {{"-rom1fs-", 8, 0}};

/* The 32-bit words of a header add up to zero. */
static bool sum_ok(struct bytes in)
{
	struct reader r = reader_of(in, "checksum");
	uint32_t sum = 0;

	while (reader_left(&r) >= 4)
		sum += read_u32be(&r, "word");
	return sum == 0;
}

static bool super_read(struct bytes in, struct romfs *ret)
{
	struct reader r = reader_of(in, "romfs header");
	struct bytes magic = read_bytes(&r, 8, "magic");
	uint64_t size = read_u32be(&r, "size");

	read_skip(&r, 4, "checksum");
	ret->name = read_cstr(&r, "volume name");
	if (!reader_ok(&r) || !bytes_is(magic, "-rom1fs-") || ret->name.len > NAME_MOST)
		return false;
	ret->size = size;
	ret->first = (r.at + 15) / 16 * 16;
	return ret->first + 16 < size;
}

static bool romfs_probe(struct bytes in, struct claim *ret)
{
	struct romfs s = {0};
	uint64_t end;

	if (!super_read(in, &s))
		return false;
	if (!sum_ok(bytes_part(in, 0, s.size < SUM_MOST ? s.size : SUM_MOST)) &&
	    in.len >= (s.size < SUM_MOST ? s.size : SUM_MOST))
		return false;
	*ret = (struct claim){.len = in.len, .sure = 75, .truncated = true};
	if (s.size > in.len)
		return true;
	/* genromfs pads the file with zeros to 1 KiB */
	end = (s.size + 1023) / 1024 * 1024;
	for (uint64_t i = s.size; end <= in.len && i < end; i++)
		if (in.at[i])
			end = UINT64_MAX;
	*ret = (struct claim){.len = end <= in.len ? end : s.size, .sure = 100};
	return true;
}

static bool header_read(const struct romfs *s, uint64_t at, struct romfs_header *ret)
{
	struct reader r = reader_of(s->in, "romfs file header");
	struct romfs_header h = {0};

	reader_seek(&r, at, "header");
	h.next = read_u32be(&r, "next");
	h.spec = read_u32be(&r, "info");
	h.size = read_u32be(&r, "size");
	read_skip(&r, 4, "checksum");
	h.name = read_cstr(&r, "name");
	if (!reader_ok(&r) || h.name.len > NAME_MOST)
		return false;
	h.data = (r.at + 15) / 16 * 16;
	h.type = h.next & 7;
	h.executable = h.next & 8;
	h.next &= ~15u;
	h.sum_ok = sum_ok(bytes_part(s->in, at, h.data - at));
	*ret = h;
	return true;
}

static bool inode_add(struct romfs *s, uint64_t at, const struct romfs_header *h, bool *ret_new, struct error *e)
{
	static const uint32_t modes[] = {0, S_IFDIR, S_IFREG, S_IFLNK, S_IFBLK, S_IFCHR, S_IFSOCK, S_IFIFO};
	struct fstree_inode *node = fstree_inode(&s->tree, at);

	if (!node)
		return error_memory(e, "romfs");
	*ret_new = !node->known;
	if (node->known)
		return true;
	node->known = true;
	node->offset = at;
	node->mode = modes[h->type] | (h->executable || h->type == ROMFS_DIR ? 0755 : 0644);
	if (!h->sum_ok) {
		s->sums_bad = true;
		node->damage = "the checksum of its header is wrong";
	}
	if (h->type == ROMFS_BLOCK || h->type == ROMFS_CHAR) {
		node->rdev_major = h->spec >> 16;
		node->rdev_minor = h->spec & 0xffff;
	}
	if (h->type == ROMFS_SYMLINK)
		node->link = bytes_part(s->in, h->data, h->size);
	if (h->type == ROMFS_FILE) {
		node->size = h->size;
		if (h->size && range_ok(h->data, h->size, s->in.len)) {
			node->plain = true;
			node->bytes = bytes_part(s->in, h->data, h->size);
		} else if (h->size) {
			node->sealed = true;
			node->damage = "its content lies beyond the end";
		}
	}
	return true;
}

/* The chain of headers of one directory. Chains that run into each other end where they meet. */
static bool directory_scan(struct romfs *s, uint64_t id, uint64_t at, struct error *e)
{
	struct romfs_header h, target;

	while (at) {
		uint64_t child = at;
		bool fresh = true;

		if (s->tree.entry_count >= s->limits->nodes)
			return error_set(e, ERROR_LIMIT, "too many names (limit 'nodes')");
		if (!header_read(s, at, &h)) {
			s->cut = true;
			return true;
		}
		if (bytes_is(h.name, ".") || bytes_is(h.name, "..")) {
			if (h.next && h.next <= at) /* these are not remembered: only go forward over them */
				return true;
			at = h.next;
			continue;
		}
		if (h.type == ROMFS_HARDLINK) {
			struct fstree_inode *mark = fstree_inode(&s->tree, at);

			if (!mark)
				return error_memory(e, "romfs");
			fresh = !mark->dead; /* an id of its own that no name leads to: only keeps chains from looping
					      */
			mark->dead = true;
			child = h.spec & ~15u;
			if (!header_read(s, child, &target) || target.type == ROMFS_HARDLINK || child == 0) {
				child = at;
				s->cut = true;
			} else {
				bool ignored;

				TRY(inode_add(s, child, &target, &ignored, e));
			}
		} else {
			TRY(inode_add(s, at, &h, &fresh, e));
			/* a name that a hard link met first still is this chain's own */
			struct fstree_inode *node = fstree_inode(&s->tree, at);

			if (!node)
				return error_memory(e, "romfs");
			fresh = !node->covered;
			node->covered = 1;
		}
		if (fresh && !fstree_add_entry(
				     &s->tree,
				     (struct fstree_entry){.parent = id, .child = child, .offset = at, .name = h.name}))
			return error_memory(e, "romfs");
		if (!fresh)
			return true;
		at = h.next;
	}
	return true;
}

static bool romfs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct romfs *s = arena_alloc(arena, sizeof *s);
	struct fstree_inode *root;
	struct romfs_header h;

	if (!s)
		return error_memory(e, "romfs");
	if (!super_read(in, s))
		return error_set(e, ERROR_INPUT, "no romfs header");
	s->in = bytes_part(in, 0, s->size);
	s->limits = limits;
	fstree_init(&s->tree, arena, s->in);
	root = fstree_inode(&s->tree, 1); /* no header stands at 1 */
	if (!root)
		return error_memory(e, "romfs");
	root->known = true;
	root->mode = S_IFDIR | 0755;
	TRY(directory_scan(s, 1, s->first, e));
	for (size_t i = 1; i < s->tree.inode_count; i++)
		if (S_ISDIR(s->tree.inodes[i].mode) && header_read(s, s->tree.inodes[i].id, &h))
			TRY(directory_scan(s, s->tree.inodes[i].id, h.spec & ~15u, e));
	fstree_finish(&s->tree);
	*ret_state = s;
	return true;
}

static bool romfs_walk(void *state, const struct visitor *v, struct error *e)
{
	struct romfs *s = state;

	if (s->name.len)
		visit_property(v, "name", s->name, 16, s->name.len);
	visit_property(v, "compression", bytes_str("none"), 0, 8);
	visit_property_fmt(v, "checksum", 12, 4, "header: %s", sum_ok(bytes_part(s->in, 0, SUM_MOST)) ? "ok" : "bad");
	if (s->sums_bad)
		visit_property(v, "checksum", bytes_str("file headers: bad"), 0, s->in.len);
	if (s->size > s->in.len)
		visit_property_fmt(v, "truncated", 0, s->in.len, "%zu of %llu bytes", s->in.len,
				   (unsigned long long)s->size);
	if (s->cut)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN, "a directory's listing is damaged or cut");
	return fstree_walk(&s->tree, 1, v, e);
}

static bool romfs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	(void)state, (void)cookie, (void)size, (void)out;
	return error_set(e, ERROR_INPUT, "all content of romfs is in place");
}

const struct format format_romfs = {
	.name = "romfs",
	.title = "romfs file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = romfs_probe,
	.open = romfs_open,
	.walk = romfs_walk,
	.load = romfs_load,
};
