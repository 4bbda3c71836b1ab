/* SquashFS: see squashfs_parts.h. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <stdlib.h>
#include <time.h>

static const struct magic magics[] = {
	{"hsqs", 4, 0},
	{"sqsh", 4, 0},
	/* renamed by vendors, most of them with LZMA behind a 3.x header */
	{"shsq", 4, 0},
	{"qshs", 4, 0},
	{"tqsh", 4, 0},
	{"hsqt", 4, 0},
	{"sqlz", 4, 0},
	{"zlqs", 4, 0},
};

static bool magic_known(struct bytes in)
{
	for (size_t i = 0; i < ARRAY_LEN(magics); i++)
		if (in.len >= 4 && memcmp(in.at, magics[i].bytes, 4) == 0)
			return true;
	return false;
}

/* The end of the zero padding to 4 KiB that mksquashfs writes, or `used` where it is not there. */
static uint64_t padded_end(struct bytes in, uint64_t used)
{
	uint64_t end = (used + 4095) / 4096 * 4096;

	if (end > in.len)
		return used;
	for (uint64_t i = used; i < end; i++)
		if (in.at[i])
			return used;
	return end;
}

static bool squashfs_probe(struct bytes in, struct claim *ret)
{
	struct squashfs s = {.in = in};
	struct codec_context *codecs;
	bool found;

	if (!magic_known(in) || !squashfs_super_read(in, &s.super))
		return false;
	if (s.super.used > in.len) {
		*ret = (struct claim){.len = in.len, .sure = 75, .truncated = true};
		return true;
	}
	codecs = codec_context_new();
	found = codecs && squashfs_find_packing(&s, codecs, &s.packing);
	codec_context_free(codecs);
	*ret = (struct claim){.len = padded_end(in, s.super.used), .sure = found ? 100 : 75};
	return true;
}

/* Where the directory table ends at the latest: the lowest of the tables behind it. */
static uint64_t directories_end(const struct squashfs *s)
{
	const struct squashfs_super *super = &s->super;
	uint64_t end = super->used, starts[4];

	starts[0] = super->fragments ? squashfs_indexed_first(s, super->fragment_table, super->fragment_table) : end;
	starts[1] = super->major == 4 ? squashfs_indexed_first(s, super->id_table, super->id_table) : super->id_table;
	starts[2] = super->lookup_table == SQUASHFS_NO_TABLE
			    ? end
			    : squashfs_indexed_first(s, super->lookup_table, super->lookup_table);
	starts[3] = super->gid_table;
	for (size_t i = 0; i < ARRAY_LEN(starts); i++)
		if (starts[i] > super->directory_table && starts[i] < end)
			end = starts[i];
	return end;
}

static bool read_tables(struct squashfs *s, struct error *e)
{
	const struct squashfs_super *super = &s->super;
	struct error damage = {0};

	TRY(squashfs_table_read(s, super->inode_table, super->directory_table, &s->inodes, e));
	TRY(squashfs_table_read(s, super->directory_table, directories_end(s), &s->directories, e));
	if (super->fragments &&
	    !squashfs_indexed_read(s, super->fragment_table, super->fragments, super->major >= 3 ? 16 : 8,
				   &s->fragments, &damage) &&
	    damage.code != ERROR_INPUT)
		return *e = damage, false;
	if (super->major == 4) {
		s->ids_known = squashfs_indexed_read(s, super->id_table, super->uids, 4, &s->ids, &damage);
		if (!s->ids_known && damage.code != ERROR_INPUT)
			return *e = damage, false;
		return true;
	}
	s->ids_known = range_ok(super->id_table, super->uids * 4, s->in.len) &&
		       range_ok(super->gid_table, super->gids * 4, s->in.len);
	write_bytes(&s->ids, bytes_part(s->in, super->id_table, super->uids * 4));
	s->gids = bytes_part(s->in, super->gid_table, super->gids * 4);
	return writer_done(&s->ids, e);
}

static void squashfs_close(void *state)
{
	struct squashfs *s = state;

	squashfs_table_free(&s->inodes);
	squashfs_table_free(&s->directories);
	writer_free(&s->fragments);
	writer_free(&s->ids);
	squashfs_pool_free(s->pool);
}

static bool squashfs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
			  struct error *e)
{
	struct squashfs *s = arena_alloc(arena, sizeof *s);
	struct codec_context *codecs;

	if (!s)
		return error_memory(e, "squashfs");
	s->in = in;
	s->limits = limits;
	s->fragments = writer_of((size_t)limits->memory, "squashfs fragment table");
	s->ids = writer_of((size_t)limits->memory, "squashfs id table");
	if (!magic_known(in) || !squashfs_super_read(in, &s->super))
		return error_set(e, ERROR_INPUT, "no squashfs superblock");
	s->pool = squashfs_pool_new();
	codecs = s->pool ? squashfs_pool_take(s->pool) : NULL;
	if (!codecs) {
		squashfs_pool_free(s->pool);
		return error_memory(e, "squashfs");
	}
	s->readable = squashfs_find_packing(s, codecs, &s->packing);
	squashfs_pool_give(s->pool, codecs);
	if (!s->readable)
		error_set(&s->why, ERROR_INPUT, "%s",
			  s->super.used > in.len ? "the root directory lies beyond the end of the image"
						 : "the root directory does not unpack in any known way");
	if (s->readable && !read_tables(s, e)) {
		squashfs_close(s);
		return false;
	}
	*ret_state = s;
	return true;
}

/* --- walk --- */

struct frame {
	struct bytes rest; /* what is left of the directory's listing */
	size_t path_len;   /* of the directory's own path, without the closing '/' */
	uint32_t left;     /* entries under the current header */
	uint32_t block;
	uint64_t cut; /* bytes of the listing that could not be read */
};

/* Inodes seen: directories to break cycles, others with several names for hard links. Open addressing. */
struct seen {
	uint64_t key; /* position in the inode table, plus one */
	struct bytes path;
};

struct walk {
	const struct squashfs *s;
	const struct visitor *v;
	struct arena arena;
	struct frame frames[SQUASHFS_DEPTH];
	size_t depth;
	struct writer path;
	struct seen *seen;
	size_t seen_count, seen_room;
	uint64_t entries;
};

static struct seen *seen_find(struct seen *table, size_t room, uint64_t key)
{
	size_t at = (size_t)(key * 0x9e3779b97f4a7c15u >> 20) & (room - 1);

	while (table[at].key && table[at].key != key)
		at = (at + 1) & (room - 1);
	return &table[at];
}

/* The entry of an inode; .key 0 where it is new. NULL: memory. */
static struct seen *seen_entry(struct walk *w, uint64_t key)
{
	if (w->seen_count * 2 >= w->seen_room) {
		size_t room = w->seen_room ? w->seen_room * 2 : 1024;
		struct seen *fresh = arena_array(&w->arena, room, sizeof *fresh);

		if (!fresh)
			return NULL;
		for (size_t i = 0; i < w->seen_room; i++)
			if (w->seen[i].key)
				*seen_find(fresh, room, w->seen[i].key) = w->seen[i];
		w->seen = fresh;
		w->seen_room = room;
	}
	return seen_find(w->seen, w->seen_room, key);
}

static bool id_of(const struct squashfs *s, struct bytes table, uint32_t index, uint32_t *ret)
{
	struct reader r = reader_of(table, "ids");

	read_skip(&r, (uint64_t)index * 4, "id");
	*ret = read_u32(&r, s->super.big_endian, "id");
	return reader_ok(&r);
}

static void node_owner(const struct squashfs *s, const struct squashfs_inode *i, struct node *n)
{
	n->has_owner = s->ids_known && id_of(s, writer_bytes(&s->ids), i->uid_index, &n->uid);
	if (i->gid_is_uid)
		n->gid = n->uid;
	else
		n->has_owner &= id_of(s, s->super.major == 4 ? writer_bytes(&s->ids) : s->gids, i->gid_index, &n->gid);
}

static void node_content(const struct squashfs *s, const struct squashfs_inode *i, size_t at, struct node *n)
{
	n->size = i->size;
	if (i->size == 0)
		return;
	if (squashfs_data_in_place(s, i, &n->offset)) {
		n->kind = CONTENT_IN_PLACE;
		n->bytes = bytes_part(s->in, n->offset, i->size);
	} else {
		n->kind = CONTENT_LAZY;
		n->cookie = at;
	}
}

static bool push_directory(struct walk *w, const struct squashfs_inode *i, struct bytes path)
{
	struct frame *f = &w->frames[w->depth];
	struct bytes listing = {NULL, 0};
	size_t at;

	if (i->size == 0)
		return true;
	if (w->depth == SQUASHFS_DEPTH) {
		visit_unread(w->v, path, OFFSET_UNKNOWN, "directories are nested too deeply");
		return true;
	}
	if (!squashfs_table_find(&w->s->directories, i->start, i->offset, &at, &listing)) {
		visit_unread(w->v, path, OFFSET_UNKNOWN, "the directory's listing is unreadable");
		return true;
	}
	*f = (struct frame){.rest = bytes_part(listing, 0, i->size), .path_len = w->depth ? path.len : 0};
	f->cut = i->size - f->rest.len;
	w->depth++;
	return true;
}

/* One inode under the path that stands in w->path. */
static bool visit_inode(struct walk *w, uint64_t block, uint32_t offset, struct error *e)
{
	const struct squashfs *s = w->s;
	struct bytes path = writer_bytes(&w->path), in;
	struct squashfs_inode i;
	struct node n = {.path = path, .offset = OFFSET_UNKNOWN};
	struct seen *seen;
	struct error damage;
	size_t at;

	if (++w->entries > w->s->limits->nodes)
		return error_set(e, ERROR_LIMIT, "more than %llu files and directories (limit 'nodes')",
				 (unsigned long long)w->s->limits->nodes);
	if (!squashfs_table_find(&s->inodes, block, offset, &at, &in)) {
		visit_unread(w->v, path, OFFSET_UNKNOWN, "its inode is unreadable");
		return true;
	}
	if (!squashfs_inode_read(&s->super, in, &i, &damage)) {
		visit_unread(w->v, path, OFFSET_UNKNOWN, damage.text);
		return true;
	}
	n.type = i.type;
	n.mode = i.mode;
	n.mtime = i.mtime;
	n.link = i.link;
	n.rdev_major = i.rdev_major;
	n.rdev_minor = i.rdev_minor;
	node_owner(s, &i, &n);
	if (i.type == NODE_DIR || i.nlink != 1) {
		seen = seen_entry(w, (uint64_t)at + 1);
		if (!seen)
			return error_memory(e, "squashfs");
		if (seen->key && i.type == NODE_DIR) {
			visit_unread(w->v, path, OFFSET_UNKNOWN, "a directory that was listed already");
			return true;
		}
		if (seen->key) {
			n.type = NODE_HARDLINK;
			n.link = seen->path;
			n.rdev_major = n.rdev_minor = 0;
			return visit_node(w->v, &n, e);
		}
		seen->key = (uint64_t)at + 1;
		w->seen_count++;
		if (i.type != NODE_DIR) {
			seen->path = arena_copy(&w->arena, path);
			if (!seen->path.at)
				return error_memory(e, "squashfs");
		}
	}
	if (i.type == NODE_FILE)
		node_content(s, &i, at, &n);
	TRY(visit_node(w->v, &n, e));
	return i.type != NODE_DIR || push_directory(w, &i, path);
}

/* The next header or entry of a listing, at the top of f->rest. Returns false at its end. */
static bool next_entry(const struct squashfs_super *s, struct frame *f, struct bytes *ret_name, uint32_t *ret_offset,
		       struct error *e)
{
	struct reader r = reader_of(f->rest, "directory listing");
	struct bytes head;

	*ret_name = bytes_of(f->rest.at, 0);
	while (f->left == 0) {
		size_t width = s->major == 4 ? 12 : s->major == 3 ? 9 : 4;

		if (reader_left(&r) < width) {
			f->rest.len = 0;
			return false;
		}
		head = read_bytes(&r, width, "header");
		if (s->major == 4) {
			f->left = squashfs_bits(s, head, 0, 32);
			f->block = squashfs_bits(s, head, 32, 32);
			/* 4.x stores at most 256 entries under a header */
			if (f->left > 255)
				return error_set(e, ERROR_INPUT, "directory header claims %u entries", f->left);
		} else {
			f->left = squashfs_bits(s, head, 0, 8);
			f->block = squashfs_bits(s, head, 8, s->major == 3 ? 32 : 24);
		}
		f->left++;
	}
	f->left--;
	head = read_bytes(&r, s->major == 4 ? 8 : s->major == 3 ? 5 : 3, "entry");
	*ret_offset = squashfs_bits(s, head, 0, s->major == 4 ? 16 : 13);
	*ret_name = read_bytes(
		&r, (s->major == 4 ? squashfs_bits(s, head, 48, 16) : squashfs_bits(s, head, 16, 8)) + 1ull, "name");
	if (!reader_done(&r, e))
		return false;
	f->rest = bytes_part(f->rest, r.at, SIZE_MAX);
	return true;
}

static bool name_ok(struct bytes name)
{
	return name.len && name.len <= 256 && !memchr(name.at, '/', name.len) && !memchr(name.at, 0, name.len) &&
	       !bytes_is(name, ".") && !bytes_is(name, "..");
}

static bool walk_directories(struct walk *w, struct error *e)
{
	while (w->depth) {
		struct frame *f = &w->frames[w->depth - 1];
		struct error damage = {0};
		struct bytes name;
		uint32_t offset;

		w->path.len = f->path_len;
		if (!next_entry(&w->s->super, f, &name, &offset, &damage)) {
			struct bytes path = f->path_len ? writer_bytes(&w->path) : bytes_str("/");

			if (damage.code || f->cut)
				visit_unread(w->v, path, OFFSET_UNKNOWN,
					     f->cut ? "part of the directory's listing is unreadable" : damage.text);
			w->depth--;
			continue;
		}
		write_str(&w->path, "/");
		write_bytes(&w->path, name);
		TRY(writer_done(&w->path, e));
		if (name_ok(name)) {
			TRY(visit_inode(w, f->block, offset, e));
		} else {
			w->path.len = f->path_len;
			visit_unread(w->v, f->path_len ? writer_bytes(&w->path) : bytes_str("/"), OFFSET_UNKNOWN,
				     "an entry's name is no file name");
		}
	}
	return true;
}

static void visit_properties(const struct squashfs *s, const struct visitor *v)
{
	const struct squashfs_super *super = &s->super;
	time_t created = (time_t)super->created;
	struct tm tm;

	visit_property_fmt(v, "version", 28, 4, "%u.%u", super->major, super->minor);
	visit_property_fmt(v, "type", 0, 4, "%s-endian, magic \"%.4s\"", super->big_endian ? "big" : "little",
			   (const char *)s->in.at);
	if (!s->packing.note)
		visit_property_fmt(v, "compression", 20, 2, "%s", squashfs_compression_name(super->compression));
	else
		visit_property_fmt(v, "compression", 20, 2, "%s (the header says %s)", s->packing.note,
				   squashfs_compression_name(super->compression));
	if (super->created && gmtime_r(&created, &tm))
		visit_property_fmt(v, "created", super->major == 4 ? 8 : 39, 4, "%04d-%02d-%02dT%02d:%02d:%02dZ",
				   tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	if (super->used > s->in.len)
		visit_property_fmt(v, "truncated", 0, s->in.len, "%zu of %llu bytes", s->in.len,
				   (unsigned long long)super->used);
}

static bool squashfs_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct squashfs *s = state;
	struct walk *w;
	bool ok;

	visit_properties(s, v);
	if (!s->readable) {
		visit_unread(v, bytes_str("/"), s->super.inode_table, s->why.text);
		return true;
	}
	if (s->inodes.bad || s->directories.bad)
		visit_unread(v, bytes_str(""), s->super.inode_table, "some inode or directory blocks are damaged");
	if (!s->ids_known)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN, "the table of owners is unreadable");
	w = calloc(1, sizeof *w);
	if (!w)
		return error_memory(e, "squashfs");
	*w = (struct walk){.s = s, .v = v, .path = writer_of(1 << 20, "path")};
	arena_init(&w->arena, 0);
	write_str(&w->path, "/");
	ok = writer_done(&w->path, e) && visit_inode(w, s->super.root >> 16, s->super.root & 0xffff, e) &&
	     walk_directories(w, e);
	arena_done(&w->arena);
	writer_free(&w->path);
	free(w);
	return ok;
}

static bool squashfs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct squashfs *s = state;
	struct squashfs_inode i;

	TRY(squashfs_inode_read(&s->super, squashfs_table_at(&s->inodes, (size_t)cookie), &i, e));
	if (i.type != NODE_FILE || i.size != size)
		return error_set(e, ERROR_INPUT, "not a file of this size");
	return squashfs_data_load(s, &i, out, e);
}

const struct format format_squashfs = {
	.name = "squashfs",
	.title = "SquashFS file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = squashfs_probe,
	.open = squashfs_open,
	.walk = squashfs_walk,
	.load = squashfs_load,
	.close = squashfs_close,
};
