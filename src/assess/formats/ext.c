/* ext2, ext3 and ext4: see ext_parts.h. docs/decisions/0003-ext-reader.md says why this is not libext2fs. */
#include "assess/formats/ext_parts.h"
#include "assess/formats/fstree.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <sys/stat.h>
#include <time.h>

struct ext {
	struct bytes in;
	const struct limits *limits;
	struct arena *arena;
	struct ext_super super;
	struct fstree tree;
	uint64_t work; /* blocks of directories and of their maps still to be read: all together, so that loops end */
	uint64_t dir;  /* being scanned */
	uint64_t damaged;
	struct error why;
};

/* The magic has two bytes; the state behind it has three bits. */
static const struct magic magics[] = {
	{"\x53\xef\x00", 3, 1080}, {"\x53\xef\x01", 3, 1080}, {"\x53\xef\x02", 3, 1080}, {"\x53\xef\x03", 3, 1080},
	{"\x53\xef\x04", 3, 1080}, {"\x53\xef\x05", 3, 1080}, {"\x53\xef\x06", 3, 1080}, {"\x53\xef\x07", 3, 1080},
};

static bool ext_probe(struct bytes in, struct claim *ret)
{
	struct ext_super s;
	struct ext_inode root;
	struct error ignored;
	uint64_t len;

	if (!ext_super_read(in, &s) || !mul_ok(s.blocks, s.block_size, &len))
		return false;
	*ret = (struct claim){.len = len < in.len ? len : in.len, .sure = 70, .truncated = len > in.len};
	if (ext_inode_read(in, &s, EXT_ROOT, &root, &ignored)) {
		if (!S_ISDIR(root.mode))
			return false;
		ret->sure = s.sum_ok ? 100 : 95;
	}
	return true;
}

static bool inode_link(struct ext *x, const struct ext_inode *i, struct fstree_inode *node, struct error *e)
{
	struct writer out = writer_of(65536, "symlink target");
	struct error damage;

	if (i->size < 60) {
		node->link = bytes_part(i->map, 0, i->size);
		return true;
	}
	if (i->size > x->super.block_size || !ext_content(x->in, &x->super, i, &out, &damage)) {
		node->damage = "the link's target is unreadable";
	} else {
		struct bytes text = writer_bytes(&out);

		node->link = arena_copy(x->arena, bytes_part(text, 0, strnlen((const char *)text.at, text.len)));
		if (!node->link.at)
			node->link.len = SIZE_MAX;
	}
	writer_free(&out);
	return node->link.len != SIZE_MAX || error_memory(e, "ext");
}

static bool inode_add(struct ext *x, uint32_t number, struct error *e)
{
	struct fstree_inode *node = fstree_inode(&x->tree, number);
	struct ext_inode i;
	struct error damage;
	struct reader r;
	uint32_t device;

	if (!node)
		return error_memory(e, "ext");
	if (node->known || node->damage)
		return true;
	if (!ext_inode_read(x->in, &x->super, number, &i, &damage) || i.mode == 0) {
		node->damage = "its inode is unreadable";
		return true;
	}
	node->known = node->has_owner = true;
	node->offset = i.at;
	node->mode = i.mode;
	node->uid = i.uid;
	node->gid = i.gid;
	node->mtime = i.mtime;
	if (i.flags & EXT_INODE_ENCRYPTED) {
		node->sealed = true;
		node->damage = "encrypted (fscrypt)";
	} else if (i.flags & EXT_INODE_COMPRESSED) {
		node->sealed = true;
		node->damage = "compressed in a way that is not known";
	}
	if (S_ISLNK(i.mode) && !node->sealed)
		return inode_link(x, &i, node, e);
	if (S_ISCHR(i.mode) || S_ISBLK(i.mode)) {
		r = reader_of(i.map, "device");
		device = read_u32le(&r, "device");
		node->rdev_major = device >> 8 & 0xff;
		node->rdev_minor = device & 0xff;
		if (device == 0) {
			device = read_u32le(&r, "device");
			node->rdev_major = device >> 8 & 0xfff;
			node->rdev_minor = (device & 0xff) | (device >> 12 & 0xfff00);
		}
	}
	if (!S_ISREG(i.mode))
		return true;
	node->size = i.size;
	if (i.flags & EXT_INODE_INLINE) {
		node->plain = i.size <= i.map.len;
		node->bytes = bytes_part(i.map, 0, i.size);
		if (!node->plain) {
			node->sealed = true;
			node->damage = "content inside extended attributes is not read";
		}
	} else if (!node->sealed) {
		node->plain = ext_in_place(x->in, &x->super, &i, &node->bytes);
	}
	return true;
}

static bool scan_entries(struct ext *x, struct bytes block, struct error *e)
{
	struct reader r = reader_of(block, "directory");

	while (reader_left(&r) >= 8) {
		size_t at = r.at;
		uint32_t number = read_u32le(&r, "inode");
		uint32_t len = read_u16le(&r, "record length");
		struct bytes name;

		/* 64 KiB blocks cannot write their own length in 16 bits */
		if (len == 0 || len == 0xffff)
			len = (uint32_t)(block.len - at);
		name = read_bytes(&r, read_u16le(&r, "name length") & 0xff, "name");
		if (len < 8 || len > block.len - at || len % 4 || !reader_ok(&r) || name.len + 8 > len) {
			x->damaged++;
			return true;
		}
		reader_seek(&r, at + len, "record");
		if (number == 0 || bytes_is(name, ".") || bytes_is(name, ".."))
			continue;
		if (x->tree.entry_count >= x->limits->nodes)
			return error_set(e, ERROR_LIMIT, "too many names (limit 'nodes')");
		TRY(inode_add(x, number, e));
		if (!fstree_add_entry(&x->tree, (struct fstree_entry){.parent = x->dir,
								      .child = number,
								      .offset = (uint64_t)(name.at - x->in.at),
								      .name = name}))
			return error_memory(e, "ext");
	}
	return true;
}

static bool scan_run(void *ctx, uint64_t file_block, uint64_t disk, uint64_t count, struct error *e)
{
	struct ext *x = ctx;
	uint32_t size = x->super.block_size;

	(void)file_block;
	for (uint64_t n = 0; n < count; n++) {
		if (!range_ok((disk + n) * size, size, x->in.len))
			return error_set(e, ERROR_INPUT, "content lies beyond the end of the image");
		if (x->work == 0)
			return error_set(e, ERROR_INPUT, "directories share blocks");
		x->work--;
		TRY(scan_entries(x, bytes_part(x->in, (disk + n) * size, size), e));
	}
	return true;
}

static bool scan_directory(struct ext *x, uint32_t number, struct error *e)
{
	struct ext_inode i;
	struct error damage = {0};

	if (!ext_inode_read(x->in, &x->super, number, &i, &damage))
		return true;
	x->dir = number;
	if (i.flags & EXT_INODE_INLINE) {
		TRY(scan_entries(x, bytes_part(i.map, 4, 56), e));
		if (i.size > 60)
			x->damaged++;
		return true;
	}
	if (ext_map(x->in, &x->super, &i, &x->work, scan_run, x, &damage))
		return true;
	if (damage.code != ERROR_INPUT)
		return *e = damage, false;
	x->damaged++;
	if (!x->why.code)
		x->why = damage;
	return true;
}

static bool ext_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct ext *x = arena_alloc(arena, sizeof *x);

	if (!x)
		return error_memory(e, "ext");
	x->in = in;
	x->limits = limits;
	x->arena = arena;
	if (!ext_super_read(in, &x->super))
		return error_set(e, ERROR_INPUT, "no ext superblock");
	if (x->super.incompat & EXT_META_BG)
		return error_set(e, ERROR_INPUT, "ext with meta block groups is not read");
	fstree_init(&x->tree, arena, in);
	x->work = in.len / x->super.block_size * 2 + 64;
	TRY(inode_add(x, EXT_ROOT, e));
	for (size_t n = 0; n < x->tree.inode_count; n++)
		if (x->tree.inodes[n].known && S_ISDIR(x->tree.inodes[n].mode) && !x->tree.inodes[n].sealed)
			TRY(scan_directory(x, (uint32_t)x->tree.inodes[n].id, e));
	fstree_finish(&x->tree);
	*ret_state = x;
	return true;
}

static bool ext_walk(void *state, const struct visitor *v, struct error *e)
{
	struct ext *x = state;
	const struct ext_super *s = &x->super;
	time_t created = (time_t)s->created;
	struct tm tm;

	visit_property(v, "type",
		       bytes_str(s->incompat & 0x2c0           ? "ext4"
				 : s->compat & EXT_HAS_JOURNAL ? "ext3"
							       : "ext2"),
		       EXT_SUPER_AT + 0x5c, 12);
	if (s->name.len)
		visit_property(v, "name", s->name, EXT_SUPER_AT + 0x78, s->name.len);
	if (s->created && gmtime_r(&created, &tm))
		visit_property_fmt(v, "created", EXT_SUPER_AT + 0x108, 4, "%04d-%02d-%02dT%02d:%02d:%02dZ",
				   tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
	visit_property_fmt(v, "checksum", EXT_SUPER_AT + 0x3fc, 4, "superblock crc32c: %s",
			   !s->has_sum ? "absent"
			   : s->sum_ok ? "ok"
				       : "bad");
	visit_property(v, "journal",
		       bytes_str(!(s->compat & EXT_HAS_JOURNAL) ? "none"
				 : s->incompat & EXT_RECOVER    ? "needs recovery, not replayed"
								: "clean"),
		       EXT_SUPER_AT + 0x60, 4);
	if (s->incompat & 0x10000)
		visit_property(v, "encrypted", bytes_str("some directories may be (fscrypt)"), EXT_SUPER_AT + 0x60, 4);
	if (s->blocks > x->in.len / s->block_size)
		visit_property_fmt(v, "truncated", 0, x->in.len, "%zu of %llu bytes", x->in.len,
				   (unsigned long long)(s->blocks * s->block_size));
	if (x->damaged)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN,
			     x->why.code ? x->why.text : "a directory's listing is damaged or cut");
	return fstree_walk(&x->tree, EXT_ROOT, v, e);
}

static bool ext_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct ext *x = state;
	const struct fstree_inode *node = fstree_at(&x->tree, cookie);
	struct ext_inode i;

	if (!node || node->sealed)
		return error_set(e, ERROR_INPUT, "no such file");
	TRY(ext_inode_read(x->in, &x->super, (uint32_t)node->id, &i, e));
	if (i.size != size)
		return error_set(e, ERROR_INPUT, "no such file");
	if (size > x->limits->node_bytes)
		return error_set(e, ERROR_LIMIT, "file of %llu bytes", (unsigned long long)size);
	return ext_content(x->in, &x->super, &i, out, e);
}

const struct format format_ext = {
	.name = "ext",
	.title = "ext2, ext3 or ext4 file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = ext_probe,
	.open = ext_open,
	.walk = ext_walk,
	.load = ext_load,
};
