/* cramfs, versions 1 and 2, both byte orders, with holes and extended block pointers.
 * Format: linux/fs/cramfs/README and include/uapi/linux/cramfs_fs.h. Words hold bit fields, whose order follows the
 * byte order of the image. */
#include "assess/formats/codec.h"
#include "assess/formats/fstree.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <sys/stat.h>
#include <zlib.h>

enum {
	HEADER = 76, /* with the root inode, which begins at ROOT */
	ROOT = 64,
	INODE = 12,
	PAGE = 4096,
	FLAG_VERSION_2 = 1,
	FLAG_HOLES = 0x100,
	FLAG_WRONG_SIGNATURE = 0x200,
	FLAG_SHIFTED_ROOT = 0x400,
	FLAG_EXTENDED = 0x800, /* block pointers carry two flags */
	FLAGS_KNOWN = 0xff | FLAG_HOLES | FLAG_WRONG_SIGNATURE | FLAG_SHIFTED_ROOT | FLAG_EXTENDED,
	LINK_MOST = 4096,
};
#define POINTER_PLAIN 0x80000000u
#define POINTER_DIRECT 0x40000000u
#define POINTER_FLAGS (POINTER_PLAIN | POINTER_DIRECT)

struct cramfs {
	struct bytes in;
	const struct limits *limits;
	struct arena *arena;
	struct fstree tree;
	bool big_endian, cut;
	uint32_t size, flags, crc, edition, blocks, files;
	struct bytes name;
};

struct cramfs_inode {
	uint32_t mode, uid, gid, size, name_len, data;
};

static const struct magic magics[] = {{"\x45\x3d\xcd\x28", 4, 0}, {"\x28\xcd\x3d\x45", 4, 0}};

static bool header_read(struct bytes in, struct cramfs *c)
{
	struct reader r = reader_of(in, "cramfs header");
	struct bytes magic = read_bytes(&r, 4, "magic");

	c->big_endian = magic.len && magic.at[0] == 0x28;
	c->size = read_u32(&r, c->big_endian, "size");
	c->flags = read_u32(&r, c->big_endian, "flags");
	read_skip(&r, 4, "future");
	if (!bytes_is(read_bytes(&r, 16, "signature"), "Compressed ROMFS"))
		return false;
	c->crc = read_u32(&r, c->big_endian, "crc");
	c->edition = read_u32(&r, c->big_endian, "edition");
	c->blocks = read_u32(&r, c->big_endian, "blocks");
	c->files = read_u32(&r, c->big_endian, "files");
	c->name = read_text(&r, 16, "name");
	return reader_ok(&r) && memcmp(magic.at, magics[c->big_endian].bytes, 4) == 0 && !(c->flags & ~FLAGS_KNOWN);
}

static bool inode_read(const struct cramfs *c, uint64_t at, struct cramfs_inode *ret)
{
	struct reader r = reader_of(c->in, "cramfs inode");
	uint32_t a, b, d;

	reader_seek(&r, at, "inode");
	a = read_u32(&r, c->big_endian, "mode, uid");
	b = read_u32(&r, c->big_endian, "size, gid");
	d = read_u32(&r, c->big_endian, "name, offset");
	if (!reader_ok(&r))
		return false;
	if (c->big_endian)
		*ret = (struct cramfs_inode){a >> 16, a & 0xffff, b & 0xff, b >> 8, d >> 26, d & 0x3ffffff};
	else
		*ret = (struct cramfs_inode){a & 0xffff, a >> 16, b >> 24, b & 0xffffff, d & 0x3f, d >> 6};
	ret->name_len *= 4;
	ret->data *= 4;
	return true;
}

static bool crc_ok(const struct cramfs *c)
{
	static const uint8_t zeros[4];
	uLong crc = crc32(0, c->in.at, 32);

	crc = crc32(crc, zeros, 4);
	return crc32(crc, c->in.at + 36, c->size - 36) == c->crc;
}

static bool cramfs_probe(struct bytes in, struct claim *ret)
{
	struct cramfs c = {.in = in};
	struct cramfs_inode root;

	if (!header_read(in, &c) || !inode_read(&c, ROOT, &root) || !S_ISDIR(root.mode) || root.name_len)
		return false;
	/* an empty root has no place; else it stands behind the header, or behind 512 bytes for a boot loader */
	if (root.size ? root.data < HEADER || root.size % 4 : root.data != 0 && root.data < HEADER)
		return false;
	if (!(c.flags & FLAG_VERSION_2)) {
		/* version 1 does not say how long it is: what follows cannot be told from it */
		*ret = (struct claim){.len = in.len, .sure = 60};
		return root.size == 0 || range_ok(root.data, root.size, in.len);
	}
	if (c.size <= HEADER || root.data >= c.size)
		return false;
	*ret = (struct claim){.len = c.size < in.len ? c.size : in.len, .sure = 80, .truncated = c.size > in.len};
	if (!ret->truncated && crc_ok(&c))
		ret->sure = 100;
	return true;
}

/* The stored bytes of block `index` of a file; *packed; empty for a hole. */
static bool block_find(const struct cramfs *c, const struct cramfs_inode *i, uint32_t index, size_t want,
		       struct bytes *ret, bool *packed, struct error *e)
{
	struct reader r = reader_of(c->in, "cramfs block");
	uint32_t count = (i->size + PAGE - 1) / PAGE, end, previous;
	uint64_t start = (uint64_t)i->data + count * 4ull, len;

	reader_seek(&r, i->data + (index ? index - 1 : 0) * 4ull, "block pointer");
	previous = index ? read_u32(&r, c->big_endian, "block pointer") : 0;
	end = read_u32(&r, c->big_endian, "block pointer");
	TRY(reader_done(&r, e));
	*packed = true;
	if (c->flags & FLAG_EXTENDED && end & POINTER_DIRECT) {
		start = (uint64_t)(end & ~POINTER_FLAGS) << 2;
		len = want;
		*packed = !(end & POINTER_PLAIN);
		reader_seek(&r, start, "block");
		if (*packed)
			len = read_u16(&r, c->big_endian, "block length");
		*ret = read_bytes(&r, len, "block");
		return reader_done(&r, e);
	}
	if (c->flags & FLAG_EXTENDED) {
		*packed = !(end & POINTER_PLAIN);
		end &= ~POINTER_FLAGS;
	}
	if (index && c->flags & FLAG_EXTENDED && previous & POINTER_DIRECT) {
		/* the block before stands elsewhere: it ends where this one begins */
		start = (uint64_t)(previous & ~POINTER_FLAGS) << 2;
		reader_seek(&r, start, "block");
		start += previous & POINTER_PLAIN ? (uint64_t)PAGE : 2ull + read_u16(&r, c->big_endian, "block length");
	} else if (index) {
		start = c->flags & FLAG_EXTENDED ? previous & ~POINTER_FLAGS : previous;
	}
	if (end < start)
		return error_set(e, ERROR_INPUT, "block %u ends before it begins", index);
	reader_seek(&r, start, "block");
	*ret = read_bytes(&r, end - start, "block");
	return reader_done(&r, e);
}

static bool content_read(const struct cramfs *c, const struct cramfs_inode *i, struct writer *out, struct error *e)
{
	struct codec_context *codecs = codec_context_new();
	bool ok = codecs || error_memory(e, "cramfs");
	uint32_t left = i->size;

	for (uint32_t n = 0; ok && left; n++) {
		size_t want = left < PAGE ? left : PAGE, len = 0;
		struct bytes block;
		bool packed;
		uint8_t *to;

		ok = block_find(c, i, n, want, &block, &packed, e);
		to = ok ? writer_reserve(out, want) : NULL;
		if (ok && !to)
			ok = writer_done(out, e);
		else if (ok && block.len == 0)
			memset(to, 0, len = want);
		else if (ok && !packed)
			memcpy(to, block.at, len = block.len < want ? block.len : want);
		else if (ok)
			ok = codec_block_with(codecs, CODEC_ZLIB, NULL, block, to, want, &len, e);
		if (ok && len != want)
			ok = error_set(e, ERROR_INPUT, "block %u gives %zu of %zu bytes", n, len, want);
		if (ok)
			writer_commit(out, want);
		left -= (uint32_t)want;
	}
	codec_context_free(codecs);
	return ok;
}

/* A file whose blocks are all unpacked and follow each other (for execution in place). */
static bool content_in_place(const struct cramfs *c, const struct cramfs_inode *i, struct bytes *ret)
{
	struct bytes block, first = {NULL, 0};
	struct error ignored;
	bool packed;

	if (!(c->flags & FLAG_EXTENDED) || i->size == 0)
		return false;
	for (uint32_t n = 0; n * (uint32_t)PAGE < i->size; n++) {
		size_t want = i->size - n * (uint32_t)PAGE < PAGE ? i->size - n * (uint32_t)PAGE : PAGE;

		if (!block_find(c, i, n, want, &block, &packed, &ignored) || packed || block.len < want)
			return false;
		if (n == 0)
			first = block;
		if (block.at != first.at + (size_t)n * PAGE)
			return false;
	}
	*ret = bytes_of(first.at, i->size);
	return true;
}

static bool link_read(struct cramfs *c, const struct cramfs_inode *i, struct fstree_inode *node, struct error *e)
{
	struct writer out = writer_of(LINK_MOST, "symlink target");
	struct error damage;

	if (content_read(c, i, &out, &damage)) {
		node->link = arena_copy(c->arena, writer_bytes(&out));
		writer_free(&out);
		return node->link.at || error_memory(e, "cramfs");
	}
	writer_free(&out);
	node->damage = "the link's target is unreadable";
	*e = damage;
	return damage.code != ERROR_ENVIRONMENT;
}

static bool inode_add(struct cramfs *c, uint64_t at, const struct cramfs_inode *i, bool *ret_new, struct error *e)
{
	struct fstree_inode *node = fstree_inode(&c->tree, at);

	if (!node)
		return error_memory(e, "cramfs");
	*ret_new = !node->known;
	if (node->known)
		return true;
	node->known = node->has_owner = true;
	node->offset = at;
	node->mode = i->mode;
	node->uid = i->uid;
	node->gid = i->gid;
	if (S_ISREG(i->mode)) {
		node->size = i->size;
		node->plain = content_in_place(c, i, &node->bytes);
	} else if (S_ISCHR(i->mode) || S_ISBLK(i->mode)) {
		node->rdev_major = i->size >> 8 & 0xff;
		node->rdev_minor = i->size & 0xff;
	} else if (S_ISLNK(i->mode)) {
		return link_read(c, i, node, e);
	}
	return true;
}

static bool directory_scan(struct cramfs *c, uint64_t id, struct error *e)
{
	struct cramfs_inode dir, i;
	uint64_t at, end;
	bool fresh;

	if (!inode_read(c, id, &dir))
		return true;
	end = (uint64_t)dir.data + dir.size;
	for (at = dir.data; at < end; at += INODE + i.name_len) {
		struct bytes name;

		if (c->tree.entry_count >= c->limits->nodes)
			return error_set(e, ERROR_LIMIT, "too many names");
		if (at + INODE > end || !inode_read(c, at, &i) || i.name_len == 0 || at + INODE + i.name_len > end ||
		    !range_ok(at + INODE, i.name_len, c->in.len)) {
			c->cut = true;
			break;
		}
		name = bytes_part(c->in, at + INODE, i.name_len);
		name.len = strnlen((const char *)name.at, name.len);
		TRY(inode_add(c, at, &i, &fresh, e));
		if (!fstree_add_entry(&c->tree,
				      (struct fstree_entry){.parent = id, .child = at, .offset = at, .name = name}))
			return error_memory(e, "cramfs");
		if (!fresh)
			break; /* a listing shared with another directory: the walk says so */
	}
	return true;
}

static bool cramfs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
			struct error *e)
{
	struct cramfs *c = arena_alloc(arena, sizeof *c);
	struct cramfs_inode root;
	bool fresh;

	if (!c)
		return error_memory(e, "cramfs");
	c->in = in;
	c->limits = limits;
	c->arena = arena;
	if (!header_read(in, c) || !inode_read(c, ROOT, &root) || !S_ISDIR(root.mode))
		return error_set(e, ERROR_INPUT, "no cramfs header");
	fstree_init(&c->tree, arena, in);
	TRY(inode_add(c, ROOT, &root, &fresh, e));
	for (size_t i = 0; i < c->tree.inode_count; i++)
		if (S_ISDIR(c->tree.inodes[i].mode))
			TRY(directory_scan(c, c->tree.inodes[i].id, e));
	fstree_finish(&c->tree);
	*ret_state = c;
	return true;
}

static bool cramfs_walk(void *state, const struct visitor *v, struct error *e)
{
	struct cramfs *c = state;
	bool v2 = c->flags & FLAG_VERSION_2;

	visit_property(v, "version", bytes_str(v2 ? "2" : "1"), 8, 4);
	visit_property(v, "type", bytes_str(c->big_endian ? "big-endian" : "little-endian"), 0, 4);
	visit_property(v, "compression", bytes_str("zlib"), 0, 4);
	if (c->name.len)
		visit_property(v, "name", c->name, 48, c->name.len);
	if (v2 && c->size > c->in.len)
		visit_property_fmt(v, "truncated", 0, c->in.len, "%zu of %u bytes", c->in.len, c->size);
	else if (v2 && c->size > HEADER)
		visit_property_fmt(v, "checksum", 32, 4, "crc32 0x%08x: %s", c->crc, crc_ok(c) ? "ok" : "bad");
	else
		visit_property(v, "checksum", bytes_str("crc32: absent"), 32, 4);
	if (c->cut)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN, "a directory's listing is damaged or cut");
	return fstree_walk(&c->tree, ROOT, v, e);
}

static bool cramfs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct cramfs *c = state;
	const struct fstree_inode *node = fstree_at(&c->tree, cookie);
	struct cramfs_inode i;

	if (!node || !inode_read(c, node->offset, &i) || i.size != size)
		return error_set(e, ERROR_INPUT, "no such file");
	return content_read(c, &i, out, e);
}

const struct format format_cramfs = {
	.name = "cramfs",
	.title = "cramfs file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = cramfs_probe,
	.open = cramfs_open,
	.walk = cramfs_walk,
	.load = cramfs_load,
};
