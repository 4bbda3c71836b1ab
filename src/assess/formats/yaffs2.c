/* YAFFS2: pages of NAND flash with their spare bytes. A page's tags (in the spare bytes) say which object and which
 * piece of it the page holds; piece 0 is the object's header. Blocks carry rising sequence numbers: the newest page
 * wins. Neither page size, place of the tags nor byte order are written down, so they are found by trying: the pages
 * must then make sense one after the other. Error correcting codes are not used. Layout after yaffs_guts.h and
 * yaffs_packedtags2.h of the YAFFS project. */
#include "assess/formats/format.h"
#include "assess/formats/fstree.h"
#include "core/base/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
	HEADER_LEN = 512,
	TAGS_LEN = 16,
	NAME_LEN = 256,
	ALIAS_LEN = 160,
	SEQ_LEAST = 0x1000,
	OBJECT_MAX = 0x3ffff,
	CHUNK_MAX = 0xfffff,
	EXTRA_SHIFT = 28, /* tags of headers may repeat header fields: flags and type in the upper 4 bits */
	CHECKPOINT_SEQ = 0x21,
	OBJECT_ROOT = 1,
	OBJECT_UNLINKED = 3,
	OBJECT_DELETED = 4,
	OBJECT_FIRST = 0x100, /* lower ones are the file system's own */
	PROBE_PAGES = 16,     /* pages that must make sense before a geometry is believed */
	GAP_MAX = 64,         /* pages in a row that make no sense inside one claim */
};
#define SEQ_MOST 0xefffff00u
#define EXTRA_HEADER 0x80000000u
#define EXTRA_MASK 0x0fffffffu

enum object_type { OBJECT_NONE, OBJECT_FILE, OBJECT_SYMLINK, OBJECT_DIR, OBJECT_HARDLINK, OBJECT_SPECIAL };

struct geometry {
	uint16_t page, spare, tags_at;
	bool big_endian;
};

struct tags {
	uint32_t seq, object, chunk, len;
};

struct header {
	uint32_t type, parent, mode, uid, gid, mtime, equivalent, rdev, shadows, shrink;
	uint64_t size;
	struct bytes name, alias;
};

struct yaffs {
	struct bytes in;
	struct limits limits;
	struct geometry geometry;
	struct fstree tree;
	size_t bad_pages;
	uint64_t bad_at;
};

static bool is_erased(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] != 0xff)
			return false;
	return true;
}

static bool read_tags(struct bytes in, const struct geometry *g, uint64_t at, struct tags *ret)
{
	struct reader r = reader_of(bytes_part(in, at + g->page + g->tags_at, TAGS_LEN), "yaffs2 tags");

	ret->seq = read_u32(&r, g->big_endian, "sequence");
	ret->object = read_u32(&r, g->big_endian, "object");
	ret->chunk = read_u32(&r, g->big_endian, "chunk");
	ret->len = read_u32(&r, g->big_endian, "length");
	if (!reader_ok(&r) || ret->seq < SEQ_LEAST || ret->seq > SEQ_MOST)
		return false;
	if (ret->chunk & EXTRA_HEADER) {
		ret->chunk = 0;
		if (ret->object >> EXTRA_SHIFT > OBJECT_SPECIAL)
			return false;
		ret->object &= EXTRA_MASK;
	}
	return ret->object && ret->object <= OBJECT_MAX && ret->chunk <= CHUNK_MAX &&
	       (!ret->chunk || ret->len <= g->page);
}

static bool mode_fits(uint32_t type, uint32_t mode)
{
	if (type != OBJECT_HARDLINK && mode > 0xffff)
		return false;
	switch (type) {
	case OBJECT_FILE:
		return S_ISREG(mode);
	case OBJECT_SYMLINK:
		return S_ISLNK(mode);
	case OBJECT_DIR:
		return S_ISDIR(mode);
	case OBJECT_HARDLINK:
		return true; /* not filled in */
	case OBJECT_SPECIAL:
		return S_ISCHR(mode) || S_ISBLK(mode) || S_ISFIFO(mode) || S_ISSOCK(mode);
	default:
		return false;
	}
}

static bool read_header(struct bytes page, bool be, struct header *ret)
{
	struct reader r = reader_of(bytes_part(page, 0, HEADER_LEN), "yaffs2 object");
	uint32_t low, high;

	ret->type = read_u32(&r, be, "type");
	ret->parent = read_u32(&r, be, "parent");
	read_skip(&r, 2, "sum");
	ret->name = read_text(&r, NAME_LEN, "name");
	read_skip(&r, 2, "padding");
	ret->mode = read_u32(&r, be, "mode");
	ret->uid = read_u32(&r, be, "uid");
	ret->gid = read_u32(&r, be, "gid");
	read_skip(&r, 4, "atime");
	ret->mtime = read_u32(&r, be, "mtime");
	read_skip(&r, 4, "ctime");
	low = read_u32(&r, be, "size");
	ret->equivalent = read_u32(&r, be, "equivalent");
	ret->alias = read_text(&r, ALIAS_LEN, "alias");
	ret->rdev = read_u32(&r, be, "device");
	read_skip(&r, 32, "other times");
	high = read_u32(&r, be, "size, upper half");
	read_skip(&r, 4, "reserved");
	ret->shadows = read_u32(&r, be, "shadows");
	ret->shrink = read_u32(&r, be, "shrink");
	/* writers older than the upper half leave it erased */
	ret->size = low == UINT32_MAX ? 0 : low | (uint64_t)(high == UINT32_MAX ? 0 : high) << 32;
	return reader_ok(&r) && ret->parent && ret->parent <= OBJECT_MAX && mode_fits(ret->type, ret->mode) &&
	       ret->name.len < NAME_LEN;
}

enum page_kind { PAGE_GOOD, PAGE_ERASED, PAGE_OTHER };

static enum page_kind read_page(struct bytes in, const struct geometry *g, uint64_t at, struct tags *ret_tags,
				struct header *ret_header)
{
	struct bytes page = bytes_part(in, at, g->page);
	struct reader r = reader_of(bytes_part(in, at + g->page + g->tags_at, 4), "sequence");

	if (read_tags(in, g, at, ret_tags))
		return ret_tags->chunk || read_header(page, g->big_endian, ret_header) ? PAGE_GOOD : PAGE_OTHER;
	if (is_erased(bytes_part(in, at + g->page, g->spare)) && is_erased(bytes_part(page, 0, 64)))
		return PAGE_ERASED;
	/* a copy of the whole tree that speeds up mounting */
	return read_u32(&r, g->big_endian, "sequence") == CHECKPOINT_SEQ ? PAGE_ERASED : PAGE_OTHER;
}

static size_t stride(const struct geometry *g)
{
	return (size_t)g->page + g->spare;
}

/* The pages from the first on make sense under this geometry. */
static bool geometry_holds(struct bytes in, const struct geometry *g)
{
	struct tags tags;
	struct header header;
	uint32_t object;
	size_t good = 0, i;

	if (read_page(in, g, 0, &tags, &header) != PAGE_GOOD || tags.chunk)
		return false;
	object = tags.object;
	/* only the root may be nameless, and nothing but the root is inside itself */
	if (object == OBJECT_ROOT ? header.type != OBJECT_DIR : !header.name.len || header.parent == object)
		return false;
	for (i = 0; i < PROBE_PAGES && (i + 1) * stride(g) <= in.len; i++) {
		enum page_kind kind = read_page(in, g, i * stride(g), &tags, &header);

		if (kind == PAGE_OTHER)
			break;
		good += kind == PAGE_GOOD;
		/* right behind a file's header its first page */
		if (i == 1 && tags.object == object && tags.chunk > 1)
			break;
	}
	return good >= 2 && (good >= 4 || (i + 1) * stride(g) > in.len || i == PROBE_PAGES);
}

static bool find_geometry(struct bytes in, struct geometry *ret)
{
	/* rising, because pages of a smaller size can look like every n-th of a larger one */
	static const uint16_t sizes[][2] = {{512, 16},   {1024, 32},  {2048, 64},  {2048, 128},
					    {4096, 64},  {4096, 128}, {4096, 218}, {4096, 224},
					    {8192, 256}, {8192, 448}, {16384, 512}};
	struct header header;
	bool be = in.len > 3 && in.at[0] == 0;

	if (!read_header(in, be, &header))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (uint16_t at = 0; at + TAGS_LEN <= sizes[i][1]; at += 2) {
			*ret = (struct geometry){
				.page = sizes[i][0], .spare = sizes[i][1], .tags_at = at, .big_endian = be};
			if (geometry_holds(in, ret))
				return true;
		}
	return false;
}

static bool yaffs_probe(struct bytes in, struct claim *ret)
{
	struct geometry g;
	struct tags tags;
	struct header header;
	uint64_t end = 0;
	size_t gap = 0;

	if (!find_geometry(in, &g))
		return false;
	for (uint64_t at = 0; at + stride(&g) <= in.len && gap <= GAP_MAX; at += stride(&g)) {
		switch (read_page(in, &g, at, &tags, &header)) {
		case PAGE_GOOD:
			end = at + stride(&g);
			gap = 0;
			break;
		case PAGE_ERASED:
			break;
		default:
			gap++;
		}
	}
	*ret = (struct claim){.len = end, .sure = 90};
	return true;
}

static bool add_header(struct yaffs *fs, uint32_t id, uint64_t seq, uint64_t at, const struct header *h)
{
	struct fstree_inode *inode = fstree_inode(&fs->tree, id);

	if (!inode)
		return false;
	if (h->type == OBJECT_FILE && h->shrink == 1 &&
	    !fstree_add_extent(
		    &fs->tree,
		    (struct fstree_extent){
			    .inode = id, .at = h->size, .len = UINT64_MAX, .seq = seq, .where = FSTREE_HOLE}))
		return false;
	if (inode->known && inode->seq > seq)
		return true;
	inode->known = inode->has_owner = true;
	inode->seq = seq;
	inode->offset = at;
	inode->mode = h->mode;
	inode->uid = h->uid;
	inode->gid = h->gid;
	inode->mtime = h->mtime;
	inode->size = h->type == OBJECT_FILE ? h->size : 0;
	inode->link = h->type == OBJECT_SYMLINK ? h->alias : (struct bytes){(const uint8_t *)"", 0};
	inode->rdev_major = h->rdev >> 8 & 0xfff;
	inode->rdev_minor = (h->rdev & 0xff) | (h->rdev >> 12 & 0xfff00);
	inode->dead = h->parent == OBJECT_UNLINKED || h->parent == OBJECT_DELETED;
	return true;
}

static bool scan(struct yaffs *fs)
{
	const struct geometry *g = &fs->geometry;
	uint64_t number = 0;

	for (uint64_t at = 0; at + stride(g) <= fs->in.len; at += stride(g), number++) {
		struct tags tags;
		struct header header;
		uint64_t seq;

		switch (read_page(fs->in, g, at, &tags, &header)) {
		case PAGE_ERASED:
			continue;
		case PAGE_OTHER:
			if (!fs->bad_pages++)
				fs->bad_at = at;
			continue;
		default:
			break;
		}
		if (tags.object < OBJECT_FIRST && tags.object != OBJECT_ROOT)
			continue;
		/* within a block pages are written in order */
		seq = (uint64_t)tags.seq << 32 | (number & UINT32_MAX);
		if (tags.chunk == 0)
			TRY(add_header(fs, tags.object, seq, at, &header));
		else if (!fstree_inode(&fs->tree, tags.object) ||
			 !fstree_add_extent(&fs->tree,
					    (struct fstree_extent){.inode = tags.object,
								   .at = (uint64_t)(tags.chunk - 1) * g->page,
								   .len = tags.len,
								   .seq = seq,
								   .where = at}))
			return false;
	}
	return true;
}

/* Names come from the newest header only: an object has one. */
static bool add_names(struct yaffs *fs)
{
	struct fstree *t = &fs->tree;
	size_t count = t->inode_count;

	for (size_t i = 0; i < count; i++) {
		const struct fstree_inode *inode = &t->inodes[i];
		struct fstree_inode *other;
		struct fstree_entry entry = {.child = inode->id, .seq = inode->seq, .offset = inode->offset};
		struct header h;

		if (!inode->known || inode->id == OBJECT_ROOT ||
		    !read_header(bytes_part(fs->in, inode->offset, HEADER_LEN), fs->geometry.big_endian, &h))
			continue;
		entry.parent = h.parent;
		entry.name = h.name;
		if (h.type == OBJECT_HARDLINK)
			entry.child = h.equivalent;
		/* a rename over another file: that one is gone even where its own deletion was not written */
		other = h.shadows >= OBJECT_FIRST && h.shadows <= OBJECT_MAX && h.shadows != inode->id
				? (struct fstree_inode *)fstree_find(t, h.shadows)
				: NULL;
		if (other && other->known && other->seq < inode->seq)
			other->dead = true;
		if (!inode->dead && entry.child && !fstree_add_entry(t, entry))
			return false;
	}
	/* pages written behind the last header make the file longer */
	for (size_t i = 0; i < t->extent_count; i++) {
		const struct fstree_extent *x = &t->extents[i];
		struct fstree_inode *inode = (struct fstree_inode *)fstree_find(t, x->inode);

		if (inode && inode->known && S_ISREG(inode->mode) && x->where != FSTREE_HOLE && x->seq > inode->seq &&
		    x->at + x->len > inode->size)
			inode->size = x->at + x->len;
	}
	return true;
}

/* A file of one page stands in place. */
static void find_plain(struct yaffs *fs)
{
	for (size_t i = 0; i < fs->tree.inode_count; i++) {
		struct fstree_inode *inode = &fs->tree.inodes[i];
		const struct fstree_extent *x = inode->count == 1 ? &fs->tree.extents[inode->first] : NULL;

		if (x && inode->size && x->where != FSTREE_HOLE && x->at == 0 && x->len == inode->size) {
			inode->plain = true;
			inode->bytes = bytes_part(fs->in, x->where, x->len);
		}
	}
}

static bool yaffs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct yaffs *fs = arena_alloc(arena, sizeof *fs);

	if (!fs)
		return error_memory(e, "yaffs2");
	fs->in = in;
	fs->limits = *limits;
	if (!find_geometry(in, &fs->geometry))
		return error_set(e, ERROR_INPUT, "yaffs2: pages make no sense in any known geometry");
	fstree_init(&fs->tree, arena, in);
	if (!scan(fs) || !add_names(fs))
		return error_memory(e, "yaffs2 tree");
	fstree_finish(&fs->tree);
	find_plain(fs);
	*ret_state = fs;
	return true;
}

static bool yaffs_walk(void *state, const struct visitor *v, struct error *e)
{
	struct yaffs *fs = state;
	const struct geometry *g = &fs->geometry;
	char why[96];

	visit_property_fmt(v, "type", 0, 0, "%s endian, pages of %u+%u bytes, tags at %u",
			   g->big_endian ? "big" : "little", g->page, g->spare, g->tags_at);
	if (fs->bad_pages) {
		snprintf(why, sizeof why, "%zu pages whose tags or header make no sense, the first here",
			 fs->bad_pages);
		visit_unread(v, bytes_str(""), fs->bad_at, why);
	}
	return fstree_walk(&fs->tree, OBJECT_ROOT, v, e);
}

static bool apply(const void *format, const struct fstree_extent *x, uint8_t *content, uint64_t size, struct error *e)
{
	const struct yaffs *fs = format;
	uint64_t len = x->len < size - x->at ? x->len : size - x->at;
	struct bytes data;

	data = bytes_part(fs->in, x->where, len);
	if (data.len != len)
		return error_set(e, ERROR_INPUT, "a page lies outside the image");
	if (len)
		memcpy(content + x->at, data.at, data.len);
	return true;
}

static bool yaffs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct yaffs *fs = state;

	return fstree_load(&fs->tree, cookie, size, fs->limits.node_bytes, apply, fs, out, e);
}

/* An object in the root directory, its old sum field erased: file, symlink, directory, special; both byte orders. */
static const struct magic yaffs_magics[] = {
	{"\1\0\0\0\1\0\0\0\xff\xff", 10, 0}, {"\2\0\0\0\1\0\0\0\xff\xff", 10, 0}, {"\3\0\0\0\1\0\0\0\xff\xff", 10, 0},
	{"\5\0\0\0\1\0\0\0\xff\xff", 10, 0}, {"\0\0\0\1\0\0\0\1\xff\xff", 10, 0}, {"\0\0\0\2\0\0\0\1\xff\xff", 10, 0},
	{"\0\0\0\3\0\0\0\1\xff\xff", 10, 0}, {"\0\0\0\5\0\0\0\1\xff\xff", 10, 0},
};

const struct format format_yaffs2 = {
	.name = "yaffs2",
	.title = "YAFFS2 file system with spare bytes",
	.flags = FORMAT_CARVE | FORMAT_FILE_SYSTEM,
	.magics = yaffs_magics,
	.magic_count = ARRAY_LEN(yaffs_magics),
	.probe = yaffs_probe,
	.open = yaffs_open,
	.walk = yaffs_walk,
	.load = yaffs_load,
};
