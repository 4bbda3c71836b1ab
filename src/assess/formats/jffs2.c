/* JFFS2: a log of nodes in erase blocks. The tree is what the newest versions say. Layout after linux/jffs2.h. */
#include "assess/formats/codec.h"
#include "assess/formats/format.h"
#include "assess/formats/fstree.h"
#include "core/base/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
	MAGIC = 0x1985,
	ACCURATE = 0x2000, /* cleared in place when a node becomes obsolete; the header's CRC was made with it set */
	TYPE_DIRENT = 0xe001,
	TYPE_INODE = 0xe002,
	HEADER_LEN = 12,
	DIRENT_LEN = 40,
	INODE_LEN = 68,
	JUNK_MAX = 64 << 10,     /* bytes that are neither nodes nor erased, between nodes */
	EMPTY_MAX = 1 << 20,     /* looked through for the first node that says anything */
	NODE_DATA_MAX = 1 << 20, /* decoded bytes of one node; Linux writes at most a page */
	SYMLINK_MAX = 4096,
};

enum compression {
	COMPR_NONE,
	COMPR_ZERO,
	COMPR_RTIME,
	COMPR_RUBINMIPS,
	COMPR_COPY,
	COMPR_DYNRUBIN,
	COMPR_ZLIB,
	COMPR_LZO,
	COMPR_LZMA
};
#define COMPR_SEEN_MAX 9

struct node_header {
	uint16_t type;
	uint32_t len;
	bool obsolete;
};

struct inode_node {
	uint32_t inode, version, mode, size, mtime, offset, data_len, decoded_len;
	uint16_t uid, gid;
	uint8_t compression;
	struct bytes data;
	bool data_ok;
};

struct jffs2 {
	struct bytes in;
	struct limits limits;
	bool big_endian;
	struct fstree tree;
	size_t bad_nodes; /* whose own CRC is wrong: whom they belong to is unknown */
	uint64_t bad_at;
	size_t junk; /* bytes that are neither node nor erased flash */
	uint64_t junk_at;
	bool seen[COMPR_SEEN_MAX];
};

static struct bytes part(struct bytes in, size_t at, size_t len)
{
	return bytes_part(in, at, len);
}

static bool read_header(struct bytes in, uint64_t at, bool big_endian, struct node_header *ret)
{
	struct bytes head = bytes_part(in, at, HEADER_LEN);
	struct reader r = reader_of(head, "jffs2 node");
	uint16_t magic = read_u16(&r, big_endian, "magic");
	uint8_t fixed[8];
	uint32_t crc;

	if (magic != MAGIC)
		return false;
	ret->type = read_u16(&r, big_endian, "type");
	ret->len = read_u32(&r, big_endian, "length");
	crc = read_u32(&r, big_endian, "header crc");
	if (!reader_ok(&r) || ret->len < HEADER_LEN)
		return false;
	ret->obsolete = !(ret->type & ACCURATE);
	memcpy(fixed, head.at, sizeof fixed);
	fixed[big_endian ? 2 : 3] |= ACCURATE >> 8;
	ret->type |= ACCURATE;
	return fstree_crc_ok(0, bytes_of(fixed, sizeof fixed), crc);
}

/* Both byte orders; false where no node begins here. */
static bool starts(struct bytes in, bool *ret_big, struct node_header *ret)
{
	*ret_big = in.len && in.at[0] == 0x19;
	return read_header(in, 0, *ret_big, ret);
}

static bool read_inode(struct bytes node, bool be, struct inode_node *ret)
{
	struct reader r = reader_of(node, "jffs2 inode");
	uint32_t data_crc, node_crc;

	read_skip(&r, HEADER_LEN, "header");
	ret->inode = read_u32(&r, be, "inode");
	ret->version = read_u32(&r, be, "version");
	ret->mode = read_u32(&r, be, "mode");
	ret->uid = read_u16(&r, be, "uid");
	ret->gid = read_u16(&r, be, "gid");
	ret->size = read_u32(&r, be, "size");
	read_skip(&r, 4, "atime");
	ret->mtime = read_u32(&r, be, "mtime");
	read_skip(&r, 4, "ctime");
	ret->offset = read_u32(&r, be, "offset");
	ret->data_len = read_u32(&r, be, "compressed size");
	ret->decoded_len = read_u32(&r, be, "size of data");
	ret->compression = read_u8(&r, "compression");
	read_skip(&r, 3, "flags");
	data_crc = read_u32(&r, be, "data crc");
	node_crc = read_u32(&r, be, "node crc");
	if (!reader_ok(&r) || !fstree_crc_ok(0, part(node, 0, INODE_LEN - 8), node_crc) || !ret->inode)
		return false;
	ret->data = read_bytes(&r, ret->data_len, "data");
	ret->data_ok = reader_ok(&r) && fstree_crc_ok(0, ret->data, data_crc);
	return true;
}

static bool read_dirent(struct bytes node, bool be, struct fstree_entry *ret)
{
	struct reader r = reader_of(node, "jffs2 dirent");
	uint32_t node_crc, name_crc;
	uint8_t name_len;

	read_skip(&r, HEADER_LEN, "header");
	ret->parent = read_u32(&r, be, "parent");
	ret->seq = read_u32(&r, be, "version");
	ret->child = read_u32(&r, be, "inode");
	read_skip(&r, 4, "mctime");
	name_len = read_u8(&r, "name length");
	read_skip(&r, 3, "type");
	node_crc = read_u32(&r, be, "node crc");
	name_crc = read_u32(&r, be, "name crc");
	ret->name = read_bytes(&r, name_len, "name");
	return reader_ok(&r) && fstree_crc_ok(0, part(node, 0, DIRENT_LEN - 8), node_crc) &&
	       fstree_crc_ok(0, ret->name, name_crc) && ret->parent;
}

/* Where the next node begins at or behind `at`, skipping erased flash freely and other bytes up to JUNK_MAX;
 * false: no more. *ret_junk: other bytes met. */
static bool next_node(struct bytes in, bool be, uint64_t *at, uint64_t limit, struct node_header *ret, size_t *ret_junk)
{
	static const uint8_t erased[64] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
					   0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	size_t junk = 0;

	for (*ret_junk = 0; *at <= limit && *at < in.len && in.len - *at >= HEADER_LEN; *ret_junk = junk) {
		size_t left = in.len - (size_t)*at;

		if (left >= sizeof erased && memcmp(in.at + *at, erased, sizeof erased) == 0) {
			*at += sizeof erased;
		} else if (memcmp(in.at + *at, erased, 4) == 0) {
			*at += 4;
		} else if (read_header(in, *at, be, ret)) {
			return true;
		} else {
			junk += 4;
			if (junk > JUNK_MAX)
				return false;
			*at += 4;
		}
	}
	return false;
}

static uint64_t behind(uint64_t at, const struct node_header *h)
{
	return at + (((uint64_t)h->len + 3) & ~(uint64_t)3);
}

static bool jffs2_probe(struct bytes in, struct claim *ret)
{
	struct node_header h;
	struct inode_node inode;
	struct fstree_entry entry;
	uint64_t at = 0, end = 0;
	bool be, says = false, truncated = false;
	size_t junk;

	if (!starts(in, &be, &h))
		return false;
	/* erase blocks that are clean but empty are no file system worth a claim: one node must say something */
	while (next_node(in, be, &at, says ? UINT64_MAX : EMPTY_MAX, &h, &junk)) {
		uint64_t next = behind(at, &h);
		struct bytes node = bytes_part(in, at, h.len);

		truncated = node.len < h.len;
		if (!says && h.type == TYPE_INODE)
			says = read_inode(node, be, &inode);
		else if (!says && h.type == TYPE_DIRENT)
			says = read_dirent(node, be, &entry);
		at = end = next;
	}
	if (!says)
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 100, .truncated = truncated};
	return true;
}

static bool add_inode(struct jffs2 *fs, const struct inode_node *n, uint64_t at)
{
	struct fstree_inode *inode = fstree_inode(&fs->tree, n->inode);
	unsigned kind = n->mode & S_IFMT;
	uint16_t wide;

	if (!inode)
		return false;
	if (n->compression < COMPR_SEEN_MAX && n->data_len)
		fs->seen[n->compression] = true;
	if (n->data_len && !n->data_ok) {
		inode->damage = "part of its content is damaged (data crc): older content or zeros stand for it";
		if (inode->offset == OFFSET_UNKNOWN)
			inode->offset = at;
	}
	if (!inode->known || n->version >= inode->seq) {
		inode->known = inode->has_owner = true;
		inode->seq = n->version;
		inode->offset = at;
		inode->mode = n->mode;
		inode->uid = n->uid;
		inode->gid = n->gid;
		inode->mtime = n->mtime;
		inode->size = kind == S_IFREG ? n->size : 0;
		if (kind == S_IFLNK && n->data_ok && n->compression == COMPR_NONE && n->data.len <= SYMLINK_MAX)
			inode->link = n->data;
		if ((kind == S_IFCHR || kind == S_IFBLK) && n->data_ok) {
			struct reader r = reader_of(n->data, "device number");

			/* Linux' old 16-bit and new 32-bit device numbers */
			if (n->data.len == 2) {
				wide = read_u16(&r, fs->big_endian, "device");
				inode->rdev_major = wide >> 8;
				inode->rdev_minor = wide & 0xff;
			} else {
				uint32_t dev = read_u32(&r, fs->big_endian, "device");

				inode->rdev_major = dev >> 8 & 0xfff;
				inode->rdev_minor = (dev & 0xff) | (dev >> 12 & 0xfff00);
			}
		}
	}
	if (kind != S_IFREG || n->decoded_len == 0 || (n->data_len && !n->data_ok) ||
	    (!n->data_len && n->compression != COMPR_ZERO))
		return true;
	return fstree_add_extent(&fs->tree,
				 (struct fstree_extent){.inode = n->inode,
							.at = n->offset,
							.len = n->decoded_len,
							.seq = n->version,
							.where = n->compression == COMPR_ZERO ? FSTREE_HOLE : at});
}

static int by_place(const void *left, const void *right)
{
	const struct fstree_extent *a = left, *b = right;

	if (a->inode != b->inode)
		return a->inode < b->inode ? -1 : 1;
	return a->at < b->at ? -1 : a->at > b->at;
}

/* Holes have nodes of their own, so bytes without a node were lost. */
static bool find_lost(struct jffs2 *fs)
{
	struct fstree *t = &fs->tree;
	size_t i = 0;

	if (t->extent_count)
		qsort(t->extents, t->extent_count, sizeof *t->extents, by_place);
	while (i < t->extent_count) {
		struct fstree_inode *inode = fstree_inode(t, t->extents[i].inode);
		uint64_t covered = 0;

		if (!inode)
			return false;
		for (; i < t->extent_count && t->extents[i].inode == inode->id && t->extents[i].at <= covered; i++)
			if (t->extents[i].at + t->extents[i].len > covered)
				covered = t->extents[i].at + t->extents[i].len;
		for (; i < t->extent_count && t->extents[i].inode == inode->id; i++)
			;
		inode->covered = covered;
	}
	for (i = 0; i < t->inode_count; i++)
		if (t->inodes[i].known && !t->inodes[i].damage && t->inodes[i].covered < t->inodes[i].size)
			t->inodes[i].damage = "part of its content is missing: zeros stand for it";
	return true;
}

static bool scan(struct jffs2 *fs)
{
	struct node_header h;
	struct inode_node n;
	struct fstree_entry entry;
	uint64_t at = 0;
	size_t junk;

	for (; next_node(fs->in, fs->big_endian, &at, UINT64_MAX, &h, &junk); at = behind(at, &h)) {
		struct bytes node = bytes_part(fs->in, at, h.len);
		bool ok = true;

		if (junk && !fs->junk)
			fs->junk_at = at - 4;
		fs->junk += junk;
		if (h.obsolete)
			continue;
		if (h.type == TYPE_INODE && (ok = read_inode(node, fs->big_endian, &n))) {
			if (!add_inode(fs, &n, at))
				return false;
		} else if (h.type == TYPE_DIRENT && (ok = read_dirent(node, fs->big_endian, &entry))) {
			entry.offset = at;
			if (!fstree_add_entry(&fs->tree, entry) ||
			    (entry.child && !fstree_inode(&fs->tree, entry.child)))
				return false;
		}
		if (!ok && !fs->bad_nodes++)
			fs->bad_at = at;
	}
	if (!find_lost(fs))
		return false;
	fstree_finish(&fs->tree);
	return true;
}

static bool jffs2_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct jffs2 *fs = arena_alloc(arena, sizeof *fs);
	struct node_header h;

	if (!fs)
		return error_memory(e, "jffs2");
	fs->in = in;
	fs->limits = *limits;
	if (!starts(in, &fs->big_endian, &h))
		return error_set(e, ERROR_INPUT, "jffs2: no node at the start");
	fstree_init(&fs->tree, arena, in);
	if (!scan(fs))
		return error_memory(e, "jffs2 tree");
	*ret_state = fs;
	return true;
}

static bool jffs2_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const names[COMPR_SEEN_MAX] = {"none",     "zero", "rtime", "rubinmips", "copy",
							  "dynrubin", "zlib", "lzo",   "lzma"};
	struct jffs2 *fs = state;
	char why[96];

	visit_property(v, "type", bytes_str(fs->big_endian ? "big endian" : "little endian"), 0, 0);
	for (size_t i = 0; i < COMPR_SEEN_MAX; i++)
		if (fs->seen[i])
			visit_property(v, "compression", bytes_str(names[i]), 0, 0);
	if (fs->bad_nodes) {
		snprintf(why, sizeof why, "%zu damaged nodes (node crc), the first here", fs->bad_nodes);
		visit_unread(v, bytes_str(""), fs->bad_at, why);
	}
	if (fs->junk) {
		snprintf(why, sizeof why, "%zu bytes between nodes are neither nodes nor erased flash", fs->junk);
		visit_unread(v, bytes_str(""), fs->junk_at, why);
	}
	return fstree_walk(&fs->tree, 1, v, e);
}

/* Pairs of (byte, count): the byte, then `count` bytes from where this byte value stood the last time. */
static bool decode_rtime(struct bytes in, uint8_t *out, size_t len)
{
	uint32_t last[256] = {0};
	size_t at = 0;

	for (size_t i = 0; at < len; i += 2) {
		size_t from, count;
		uint8_t value;

		if (i + 1 >= in.len)
			return false;
		value = in.at[i];
		count = in.at[i + 1];
		out[at++] = value;
		from = last[value];
		last[value] = (uint32_t)at;
		if (count > len - at)
			return false;
		while (count--)
			out[at++] = out[from++];
	}
	return true;
}

static bool decode(const struct inode_node *n, uint8_t *out, struct error *e)
{
	/* Linux' lzma patch: lc 0, lp 0, pb 0, 8 KiB dictionary */
	static const struct codec_options lzma = {.lzma_properties = 0, .lzma_dictionary = 0x2000};
	size_t len = 0, want = n->decoded_len;
	struct error strict;

	switch (n->compression) {
	case COMPR_NONE:
	case COMPR_COPY:
		len = n->data.len < want ? n->data.len : want;
		if (len)
			memcpy(out, n->data.at, len);
		break;
	case COMPR_RTIME:
		len = decode_rtime(n->data, out, want) ? want : 0;
		break;
	case COMPR_ZLIB:
		/* Linux checks no Adler-32 and some writers leave it out: the node has its own CRC */
		if (!codec_block(CODEC_ZLIB, NULL, n->data, out, want, &len, &strict))
			TRY(codec_block(CODEC_DEFLATE, NULL, bytes_part(n->data, 2, SIZE_MAX), out, want, &len, e));
		break;
	case COMPR_LZO:
		TRY(codec_block(CODEC_LZO1X, NULL, n->data, out, want, &len, e));
		break;
	case COMPR_LZMA:
		TRY(codec_block(CODEC_LZMA_RAW, &lzma, n->data, out, want, &len, e));
		break;
	default:
		return error_set(e, ERROR_INPUT, "jffs2 compression %u is not supported", n->compression);
	}
	return len == want ? true
			   : error_set(e, ERROR_INPUT, "a node holds %zu bytes where %zu were announced", len, want);
}

static bool apply(const void *format, const struct fstree_extent *x, uint8_t *content, uint64_t size, struct error *e)
{
	const struct jffs2 *fs = format;
	struct node_header h;
	struct inode_node n;
	uint8_t *scratch;
	bool ok;

	if (!read_header(fs->in, x->where, fs->big_endian, &h) ||
	    !read_inode(bytes_part(fs->in, x->where, h.len), fs->big_endian, &n))
		return error_set(e, ERROR_INPUT, "node at 0x%llx changed", (unsigned long long)x->where);
	if (n.decoded_len > NODE_DATA_MAX)
		return error_set(e, ERROR_INPUT, "a node announces %u bytes of content", n.decoded_len);
	if (n.decoded_len <= size - x->at) {
		ok = decode(&n, content + x->at, e);
	} else {
		scratch = malloc(n.decoded_len);
		if (!scratch)
			return error_memory(e, "jffs2 node");
		ok = decode(&n, scratch, e);
		if (ok)
			memcpy(content + x->at, scratch, (size_t)(size - x->at));
		free(scratch);
	}
	return ok ? true : error_add(e, "node at 0x%llx", (unsigned long long)x->where);
}

static bool jffs2_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct jffs2 *fs = state;

	return fstree_load(&fs->tree, cookie, size, fs->limits.node_bytes, apply, fs, out, e);
}

static const struct magic jffs2_magics[] = {
	{"\x85\x19\x03\x20", 4, 0}, {"\x85\x19\x01\xe0", 4, 0}, {"\x85\x19\x02\xe0", 4, 0},
	{"\x19\x85\x20\x03", 4, 0}, {"\x19\x85\xe0\x01", 4, 0}, {"\x19\x85\xe0\x02", 4, 0},
};

const struct format format_jffs2 = {
	.name = "jffs2",
	.title = "JFFS2 file system",
	.flags = FORMAT_CARVE | FORMAT_FILE_SYSTEM,
	.magics = jffs2_magics,
	.magic_count = ARRAY_LEN(jffs2_magics),
	.probe = jffs2_probe,
	.open = jffs2_open,
	.walk = jffs2_walk,
	.load = jffs2_load,
};
