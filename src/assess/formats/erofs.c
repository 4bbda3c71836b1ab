/* EROFS: a read-only file system of 32-byte slots for inodes, sorted directories in blocks, and content that is plain,
 * inlined behind the inode, in chunks, or compressed (erofs_packed.c). Layout after linux fs/erofs/erofs_fs.h. */
#include "assess/formats/erofs.h"
#include "assess/formats/format.h"
#include "assess/formats/fstree.h"
#include "core/base/checked.h"
#include "core/base/reader.h"

#include <stdlib.h>
#include <sys/stat.h>

enum {
	SUPER_AT = 1024,
	SUPER_LEN = 128,
	SLOT = 32,
	ENTRY_LEN = 12,
	BLOCK_BITS_MIN = 9,
	BLOCK_BITS_MAX = 16,
	COMPAT_CHECKSUM = 1,
	INCOMPAT_ALGORITHMS = 2,
	INCOMPAT_KNOWN = 0x1f, /* zero padding, big runs, chunks, devices or second head, inline tails */
	CHUNK_BITS = 0x1f,
	CHUNK_INDEXES = 0x20,
	LINK_MAX = 4096,
};
#define NO_BLOCK UINT32_MAX
/* inode numbers are kept plus one: 0 means a deleted name to fstree */
#define ID(nid) ((nid) + 1)
#define NID_MAX ((uint64_t)1 << 40)

struct super {
	unsigned block_bits;
	uint64_t root, size;
	int64_t built;
	uint64_t meta_at;
	uint32_t compat, incompat;
	uint16_t algorithms; /* bits */
	struct bytes name;
	bool checksum_ok;
};

struct erofs {
	struct bytes in;
	struct limits limits;
	struct super super;
	struct fstree tree;
	uint64_t budget; /* bytes of directories still to be read */
	bool packed;
};

/* Castagnoli's CRC, plain register. */
static uint32_t crc32c(uint32_t crc, struct bytes in)
{
	for (size_t i = 0; i < in.len; i++) {
		crc ^= in.at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return crc;
}

static bool checksum_matches(struct bytes in, unsigned block_bits, uint32_t want)
{
	static const uint8_t zero[4] = {0};
	uint64_t len = (uint64_t)1 << block_bits;
	struct bytes block;
	uint32_t crc;

	if (len > SUPER_AT)
		len -= SUPER_AT;
	block = bytes_part(in, SUPER_AT, len);
	if (block.len != len)
		return false;
	crc = crc32c(UINT32_MAX, bytes_part(block, 0, 4));
	crc = crc32c(crc, bytes_of(zero, 4));
	return crc32c(crc, bytes_part(block, 8, UINT64_MAX)) == want;
}

static bool read_super(struct bytes in, struct super *ret)
{
	struct reader r = reader_of(bytes_part(in, SUPER_AT, SUPER_LEN), "erofs superblock");
	uint32_t sum, blocks, meta;

	*ret = (struct super){0};
	if (read_u32le(&r, "magic") != 0xe0f5e1e2)
		return false;
	sum = read_u32le(&r, "checksum");
	ret->compat = read_u32le(&r, "features");
	ret->block_bits = read_u8(&r, "block bits");
	read_skip(&r, 1, "slots");
	ret->root = read_u16le(&r, "root");
	read_skip(&r, 8, "inodes");
	ret->built = (int64_t)read_u64le(&r, "built");
	read_skip(&r, 4, "nanoseconds");
	blocks = read_u32le(&r, "blocks");
	meta = read_u32le(&r, "metadata");
	read_skip(&r, 4 + 16, "uuid");
	ret->name = read_text(&r, 16, "name");
	ret->incompat = read_u32le(&r, "needed features");
	ret->algorithms = read_u16le(&r, "algorithms");
	if (!(ret->incompat & INCOMPAT_ALGORITHMS))
		ret->algorithms = 1; /* the field is the distance of lz4 */
	if (!reader_ok(&r) || ret->block_bits < BLOCK_BITS_MIN || ret->block_bits > BLOCK_BITS_MAX || !blocks ||
	    meta >= blocks)
		return false;
	ret->size = (uint64_t)blocks << ret->block_bits;
	ret->meta_at = (uint64_t)meta << ret->block_bits;
	ret->checksum_ok = ret->compat & COMPAT_CHECKSUM && checksum_matches(in, ret->block_bits, sum);
	return true;
}

static bool read_inode(struct bytes in, const struct super *s, uint64_t nid, struct erofs_inode *ret)
{
	struct reader r = reader_of(in, "erofs inode");
	uint16_t format, attributes;
	bool extended;

	if (nid >= NID_MAX)
		return false;
	reader_seek(&r, s->meta_at + nid * SLOT, "slot");
	format = read_u16le(&r, "format");
	attributes = read_u16le(&r, "attributes");
	ret->mode = read_u16le(&r, "mode");
	extended = format & 1;
	ret->layout = format >> 1 & 7;
	read_skip(&r, 2, "links");
	if (extended) {
		ret->size = read_u64le(&r, "size");
		ret->u = read_u32le(&r, "block");
		read_skip(&r, 4, "number");
		ret->uid = read_u32le(&r, "uid");
		ret->gid = read_u32le(&r, "gid");
		ret->mtime = (int64_t)read_u64le(&r, "mtime");
		read_skip(&r, 24, "rest");
	} else {
		ret->size = read_u32le(&r, "size");
		read_skip(&r, 4, "reserved");
		ret->u = read_u32le(&r, "block");
		read_skip(&r, 4, "number");
		ret->uid = read_u16le(&r, "uid");
		ret->gid = read_u16le(&r, "gid");
		ret->mtime = s->built;
		read_skip(&r, 4, "rest");
	}
	if (attributes)
		read_skip(&r, 12 + (uint64_t)(attributes - 1) * 4, "attributes");
	ret->after = r.at;
	return reader_ok(&r) && format >> 4 == 0 && ret->layout <= EROFS_CHUNKS && (ret->mode & S_IFMT);
}

/* Block `number` of plain or inlined content; empty where it lies outside the image. */
static struct bytes content_block(struct bytes in, const struct super *s, const struct erofs_inode *inode,
				  uint64_t number)
{
	uint64_t size = (uint64_t)1 << s->block_bits, at = number << s->block_bits, len, from;
	struct bytes ret;

	len = inode->size - at < size ? inode->size - at : size;
	if (inode->layout == EROFS_INLINE && len < size)
		from = inode->after;
	else
		from = ((uint64_t)inode->u << s->block_bits) + at;
	ret = bytes_part(in, from, len);
	if (ret.len != len)
		ret.len = 0;
	return ret;
}

/* The content where it stands in one piece. */
static bool in_one_piece(struct bytes in, const struct super *s, const struct erofs_inode *inode, struct bytes *ret)
{
	if (inode->layout == EROFS_INLINE && inode->size < (uint64_t)1 << s->block_bits)
		*ret = bytes_part(in, inode->after, inode->size);
	else if (inode->layout == EROFS_PLAIN)
		*ret = bytes_part(in, (uint64_t)inode->u << s->block_bits, inode->size);
	else
		return false;
	return ret->len == inode->size;
}

struct entry {
	uint64_t nid;
	struct bytes name;
};

/* Entry `index` of a directory block; false at its end. *ret_bad: the block contradicts itself. */
static bool read_entry(struct bytes block, size_t index, struct entry *ret, bool *ret_bad)
{
	struct reader r = reader_of(block, "erofs directory");
	uint16_t first, from, to;

	reader_seek(&r, 8, "first name");
	first = read_u16le(&r, "first name");
	*ret_bad = !reader_ok(&r) || first < ENTRY_LEN || first % ENTRY_LEN || first > block.len;
	if (*ret_bad || index >= first / ENTRY_LEN)
		return false;
	reader_seek(&r, index * ENTRY_LEN, "entry");
	ret->nid = read_u64le(&r, "inode");
	from = read_u16le(&r, "name");
	to = (uint16_t)block.len;
	if (index + 1 < first / ENTRY_LEN) {
		reader_seek(&r, (index + 1) * ENTRY_LEN + 8, "next name");
		to = read_u16le(&r, "next name");
	}
	*ret_bad = !reader_ok(&r) || from < first || to < from || to > block.len || ret->nid >= NID_MAX;
	if (*ret_bad)
		return false;
	ret->name = bytes_part(block, from, to - from);
	if (index + 1 == first / ENTRY_LEN) {
		const uint8_t *end = memchr(ret->name.at, 0, ret->name.len);

		if (end)
			ret->name.len = (size_t)(end - ret->name.at);
	}
	return true;
}

static bool erofs_probe(struct bytes in, struct claim *ret)
{
	struct super s;
	struct erofs_inode root;
	struct entry entry;
	bool bad, self = false, up = false;

	if (!read_super(in, &s) || !read_inode(in, &s, s.root, &root) || !S_ISDIR(root.mode) || !root.size ||
	    (root.layout != EROFS_PLAIN && root.layout != EROFS_INLINE))
		return false;
	/* '.' and '..' of the root are itself; names are sorted, so they come early */
	for (size_t i = 0; i < 64 && read_entry(content_block(in, &s, &root, 0), i, &entry, &bad); i++) {
		self = self || (bytes_is(entry.name, ".") && entry.nid == s.root);
		up = up || (bytes_is(entry.name, "..") && entry.nid == s.root);
	}
	if (!self || !up)
		return false;
	*ret = (struct claim){.len = s.size < in.len ? s.size : in.len,
			      .sure = s.checksum_ok ? 100 : 80,
			      .truncated = s.size > in.len};
	return true;
}

/* Reads the names of a directory; *ret_damaged where some could not be. False: out of memory. */
static bool add_directory(struct erofs *fs, uint64_t id, const struct erofs_inode *dir, bool *ret_damaged)
{
	uint64_t blocks = dir->size ? ((dir->size - 1) >> fs->super.block_bits) + 1 : 0;

	*ret_damaged = dir->layout != EROFS_PLAIN && dir->layout != EROFS_INLINE;
	for (uint64_t i = 0; i < blocks && !*ret_damaged; i++) {
		struct bytes block = content_block(fs->in, &fs->super, dir, i);
		struct entry entry;
		bool bad;

		/* directories do not share blocks: together they are not larger than the image */
		if (block.len == 0 || block.len > fs->budget) {
			*ret_damaged = true;
			return true;
		}
		fs->budget -= block.len;
		for (size_t k = 0; read_entry(block, k, &entry, &bad); k++) {
			if (bytes_is(entry.name, ".") || bytes_is(entry.name, ".."))
				continue;
			if (!fstree_inode(&fs->tree, ID(entry.nid)) ||
			    !fstree_add_entry(&fs->tree,
					      (struct fstree_entry){.parent = id,
								    .child = ID(entry.nid),
								    .name = entry.name,
								    .offset = (uint64_t)(block.at - fs->in.at)}))
				return false;
		}
		*ret_damaged = *ret_damaged || bad;
	}
	return true;
}

/* Fills in inode number `index` of the tree, which is also the list of what is still to be read. */
static bool add_inode(struct erofs *fs, size_t index)
{
	uint64_t id = fs->tree.inodes[index].id;
	struct fstree_inode *inode = &fs->tree.inodes[index];
	struct erofs_inode found = {0};
	struct bytes content;
	bool damaged;

	if (!read_inode(fs->in, &fs->super, id - 1, &found))
		return true;
	inode->known = inode->has_owner = true;
	inode->offset = fs->super.meta_at + (id - 1) * SLOT;
	inode->mode = found.mode;
	inode->uid = found.uid;
	inode->gid = found.gid;
	inode->mtime = found.mtime;
	switch (found.mode & S_IFMT) {
	case S_IFDIR:
		TRY(add_directory(fs, id, &found, &damaged));
		if (damaged)
			fs->tree.inodes[index].damage = "a part of this directory is damaged";
		break;
	case S_IFLNK:
		if (found.size <= LINK_MAX && in_one_piece(fs->in, &fs->super, &found, &content))
			inode->link = content;
		else
			inode->damage = "its target could not be read";
		break;
	case S_IFCHR:
	case S_IFBLK:
		inode->rdev_major = found.u >> 8 & 0xfff;
		inode->rdev_minor = (found.u & 0xff) | (found.u >> 12 & 0xfff00);
		break;
	case S_IFREG:
		inode->size = found.size;
		if (found.size && in_one_piece(fs->in, &fs->super, &found, &content)) {
			inode->plain = true;
			inode->bytes = content;
		}
		if (found.layout == EROFS_PACKED_FULL || found.layout == EROFS_PACKED_COMPACT)
			fs->packed = true;
		break;
	default:
		break;
	}
	return true;
}

static bool erofs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct erofs *fs = arena_alloc(arena, sizeof *fs);

	if (!fs)
		return error_memory(e, "erofs");
	if (!read_super(in, &fs->super))
		return error_set(e, ERROR_INPUT, "erofs: no valid superblock");
	fs->in = in;
	fs->limits = *limits;
	fs->budget = in.len;
	fstree_init(&fs->tree, arena, in);
	if (!fstree_inode(&fs->tree, ID(fs->super.root)))
		return error_memory(e, "erofs tree");
	for (size_t i = 0; i < fs->tree.inode_count; i++)
		if (!add_inode(fs, i))
			return error_memory(e, "erofs tree");
	fstree_finish(&fs->tree);
	*ret_state = fs;
	return true;
}

static bool erofs_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const algorithms[] = {"lz4", "lzma", "deflate", "zstd"};
	struct erofs *fs = state;
	const struct super *s = &fs->super;
	const struct fstree_inode *root = fstree_find(&fs->tree, ID(s->root));

	if (s->name.len)
		visit_property(v, "name", s->name, SUPER_AT + 64, 16);
	if (s->compat & COMPAT_CHECKSUM)
		visit_property(v, "checksum",
			       bytes_str(s->checksum_ok ? "superblock crc32c: ok" : "superblock crc32c: bad"),
			       SUPER_AT + 4, 4);
	else
		visit_property(v, "checksum", bytes_str("superblock crc32c: absent"), SUPER_AT + 4, 4);
	for (size_t i = 0; fs->packed && i < ARRAY_LEN(algorithms); i++)
		if (s->algorithms >> i & 1)
			visit_property(v, "compression", bytes_str(algorithms[i]), SUPER_AT + 84, 2);
	if (s->incompat & ~(uint32_t)INCOMPAT_KNOWN)
		visit_unread(v, bytes_str(""), SUPER_AT + 80, "the file system uses features that are not known");
	if (root && (!root->known || root->damage))
		visit_unread(v, bytes_str("/"), root->offset,
			     root->damage ? root->damage : "the root inode is damaged");
	return fstree_walk(&fs->tree, ID(s->root), v, e);
}

static bool load_chunks(const struct erofs *fs, const struct erofs_inode *inode, uint8_t *content, struct error *e)
{
	unsigned bits = fs->super.block_bits + (inode->u & CHUNK_BITS);
	bool indexes = inode->u & CHUNK_INDEXES;
	struct reader r = reader_of(fs->in, "erofs chunks");
	uint64_t chunk = (uint64_t)1 << bits;

	reader_seek(&r, indexes ? (inode->after + 7) & ~(uint64_t)7 : (inode->after + 3) & ~(uint64_t)3, "index");
	for (uint64_t at = 0; at < inode->size; at += chunk) {
		uint64_t len = inode->size - at < chunk ? inode->size - at : chunk;
		struct bytes data;
		uint32_t block;

		if (indexes) {
			read_skip(&r, 2, "high bits");
			if (read_u16le(&r, "device"))
				return error_set(e, ERROR_INPUT, "erofs: content lies on another device");
		}
		block = read_u32le(&r, "block");
		TRY(reader_done(&r, e));
		if (block == NO_BLOCK)
			continue;
		data = bytes_part(fs->in, (uint64_t)block << fs->super.block_bits, len);
		if (data.len != len)
			return error_set(e, ERROR_INPUT, "erofs: a chunk lies outside the image");
		memcpy(content + at, data.at, data.len);
	}
	return true;
}

static bool load_blocks(const struct erofs *fs, const struct erofs_inode *inode, uint8_t *content, struct error *e)
{
	for (uint64_t at = 0, i = 0; at < inode->size; at = ++i << fs->super.block_bits) {
		struct bytes block = content_block(fs->in, &fs->super, inode, i);

		if (!block.len)
			return error_set(e, ERROR_INPUT, "erofs: content lies outside the image");
		memcpy(content + at, block.at, block.len);
	}
	return true;
}

static bool erofs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct erofs *fs = state;
	const struct fstree_inode *known = fstree_at(&fs->tree, cookie);
	struct erofs_inode inode = {0};
	uint8_t *content;

	if (!known || size != known->size || !read_inode(fs->in, &fs->super, known->id - 1, &inode))
		return error_set(e, ERROR_INPUT, "no such file");
	if (size > fs->limits.node_bytes)
		return error_set(e, ERROR_LIMIT, "the file announces %llu bytes", (unsigned long long)size);
	content = writer_reserve(out, size);
	if (!content)
		return writer_done(out, e);
	memset(content, 0, (size_t)size);
	switch (inode.layout) {
	case EROFS_PLAIN:
	case EROFS_INLINE:
		TRY(load_blocks(fs, &inode, content, e));
		break;
	case EROFS_CHUNKS:
		TRY(load_chunks(fs, &inode, content, e));
		break;
	default:
		TRY(erofs_unpack(fs->in, fs->super.block_bits, &inode, content, e));
	}
	writer_commit(out, (size_t)size);
	return true;
}

static const struct magic erofs_magics[] = {{"\xe2\xe1\xf5\xe0", 4, SUPER_AT}};

const struct format format_erofs = {
	.name = "erofs",
	.title = "EROFS file system",
	.flags = FORMAT_CARVE | FORMAT_FILE_SYSTEM,
	.magics = erofs_magics,
	.magic_count = ARRAY_LEN(erofs_magics),
	.probe = erofs_probe,
	.open = erofs_open,
	.walk = erofs_walk,
	.load = erofs_load,
};
