/* cpio archives: newc, crc, odc and the old binary encoding. Contents are views into the archive. */
#include "assess/formats/cpio_member.h"
#include "assess/formats/format.h"

#include "core/base/checked.h"

#include <stdlib.h>

/* A member with content and more than one name: newc keeps the content at one of the names, mostly the last. */
struct cpio_link {
	uint64_t device;
	uint32_t inode;
	uint64_t at;
};

struct cpio {
	struct bytes in;
	struct arena *arena;
	struct cpio_link *links;
	size_t link_count, link_cap;
};

static bool cpio_probe(struct bytes in, struct claim *ret)
{
	bool whole;
	uint64_t count, len = cpio_length(in, &whole, &count);

	if (!len || (!whole && count < 1))
		return false;
	*ret = (struct claim){.len = len, .sure = whole ? 95 : 45, .truncated = !whole};
	return true;
}

static bool is_link_type(const struct cpio_member *m)
{
	return m->links > 1 && (m->mode & 0170000) == 0100000;
}

static int compare_links(const void *a, const void *b)
{
	const struct cpio_link *x = a, *y = b;

	if (x->device != y->device)
		return x->device < y->device ? -1 : 1;
	if (x->inode != y->inode)
		return x->inode < y->inode ? -1 : 1;
	return 0;
}

static bool cpio_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		      struct error *e)
{
	struct cpio *s = arena_alloc(arena, sizeof *s);
	struct cpio_member m;

	(void)limits;
	if (!s)
		return error_memory(e, "cpio");
	*s = (struct cpio){.in = in, .arena = arena};
	if (!cpio_member_at(in, 0, &m))
		return error_set(e, ERROR_INPUT, "cpio: no member at the start");
	for (uint64_t at = 0; cpio_member_at(in, at, &m) && !cpio_is_trailer(&m) && m.next < in.len; at = m.next) {
		if (!is_link_type(&m) || !m.size)
			continue;
		if (!arena_grow(arena, &s->links, s->link_count, &s->link_cap, sizeof *s->links))
			return error_memory(e, "cpio links");
		s->links[s->link_count++] = (struct cpio_link){m.device, m.inode, at};
	}
	if (s->link_count)
		qsort(s->links, s->link_count, sizeof *s->links, compare_links);
	*ret_state = s;
	return true;
}

static enum node_type type_of(uint32_t mode)
{
	switch (mode & 0170000) {
	case 0040000:
		return NODE_DIR;
	case 0120000:
		return NODE_SYMLINK;
	case 0020000:
		return NODE_CHAR;
	case 0060000:
		return NODE_BLOCK;
	case 0010000:
		return NODE_FIFO;
	case 0140000:
		return NODE_SOCKET;
	default:
		return NODE_FILE;
	}
}

static uint32_t sum_of(struct bytes in)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < in.len; i++)
		sum += in.at[i];
	return sum;
}

static bool visit_member(struct cpio *s, struct arena *names, const struct cpio_member *m, const struct visitor *v,
			 struct error *e)
{
	struct bytes content = bytes_part(s->in, m->offset, m->size);
	bool escaped = false;
	struct node n = {
		.type = type_of(m->mode),
		.mode = m->mode & 07777,
		.uid = m->uid,
		.gid = m->gid,
		.has_owner = true,
		.mtime = m->mtime,
		.offset = m->offset,
		.path = format_clean_path(names, m->name, &escaped),
	};

	if (!n.path.at)
		return error_memory(e, "member name");
	if (escaped)
		visit_unread(v, n.path, m->offset, "name leaves the container");
	if (content.len < m->size)
		visit_unread(v, n.path, m->offset, "the archive ends inside this member");
	if (n.type == NODE_SYMLINK) {
		n.link = content;
	} else if (n.type == NODE_CHAR || n.type == NODE_BLOCK) {
		n.rdev_major = m->rdev_major;
		n.rdev_minor = m->rdev_minor;
	} else if (n.type == NODE_FILE && m->size == 0 && is_link_type(m) && s->link_count) {
		struct cpio_link key = {m->device, m->inode, 0};
		struct cpio_link *hit = bsearch(&key, s->links, s->link_count, sizeof key, compare_links);
		struct cpio_member target;

		if (hit && cpio_member_at(s->in, hit->at, &target)) {
			n.type = NODE_HARDLINK;
			n.link = format_clean_path(names, target.name, &escaped);
			if (!n.link.at)
				return error_memory(e, "member name");
		}
	} else if (n.type == NODE_FILE) {
		n.size = content.len;
		n.bytes = content;
		n.kind = content.len ? CONTENT_IN_PLACE : CONTENT_NONE;
		if (m->has_check && sum_of(content) != m->check) {
			visit_property_fmt(v, "checksum", m->offset, m->size, "member sum: bad");
			visit_unread(v, n.path, m->offset, "the member's checksum is wrong");
		}
	}
	return visit_node(v, &n, e);
}

static bool cpio_walk(void *state, const struct visitor *v, struct error *e)
{
	struct cpio *s = state;
	struct cpio_member m;
	uint64_t at = 0;

	while (cpio_member_at(s->in, at, &m)) {
		struct arena names;
		bool ok;

		if (cpio_is_trailer(&m))
			return true;
		arena_init(&names, 1 << 16);
		ok = visit_member(s, &names, &m, v, e);
		arena_done(&names);
		TRY(ok);
		if (m.next > s->in.len)
			return error_set(e, ERROR_INPUT, "cpio: the archive ends inside a member");
		at = m.next;
	}
	return error_set(e, ERROR_INPUT, "cpio: no trailer behind the member that ends at 0x%llx",
			 (unsigned long long)at);
}

static const struct magic magics[] = {{"070701", 6, 0}, {"070702", 6, 0}, {"070707", 6, 0}};

extern const struct format format_cpio;
const struct format format_cpio = {
	.name = "cpio",
	.title = "cpio archive",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = cpio_probe,
	.open = cpio_open,
	.walk = cpio_walk,
};
