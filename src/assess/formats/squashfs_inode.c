/* Part of squashfs.c. Inodes of all versions. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/reader.h"

/* Inode types of 2.x to 4.x; 8 and up are the extended kinds. 1.x packs the type with a quarter of the user number. */
enum {
	TYPE_DIR = 1,
	TYPE_FILE,
	TYPE_SYMLINK,
	TYPE_BLOCK,
	TYPE_CHAR,
	TYPE_FIFO,
	TYPE_SOCKET,
	TYPE_EXTENDED, /* added to the above less one: 8 directory, 9 file, ... 14 socket */
};

static enum node_type node_type_of(unsigned type)
{
	static const enum node_type types[] = {
		[TYPE_DIR] = NODE_DIR,       [TYPE_FILE] = NODE_FILE, [TYPE_SYMLINK] = NODE_SYMLINK,
		[TYPE_BLOCK] = NODE_BLOCK,   [TYPE_CHAR] = NODE_CHAR, [TYPE_FIFO] = NODE_FIFO,
		[TYPE_SOCKET] = NODE_SOCKET,
	};

	return types[type];
}

static uint64_t block_count(const struct squashfs_super *s, uint64_t size, uint32_t fragment)
{
	uint64_t whole = size >> s->block_log;

	return whole + (fragment == SQUASHFS_NO_FRAGMENT && size & (s->block_size - 1));
}

size_t squashfs_block_count(const struct squashfs_super *s, const struct squashfs_inode *i)
{
	return (size_t)block_count(s, i->size, i->fragment);
}

static void read_blocks(const struct squashfs_super *s, struct reader *r, struct squashfs_inode *i)
{
	uint64_t count = block_count(s, i->size, i->fragment);
	uint64_t width = s->major == 1 ? 2 : 4;

	i->blocks = read_bytes(r, count > UINT64_MAX / 4 ? UINT64_MAX : count * width, "block list");
}

struct squashfs_data_block squashfs_block(const struct squashfs_super *s, const struct squashfs_inode *i, size_t index,
					  uint64_t at)
{
	struct reader r = reader_of(bytes_part(i->blocks, (uint64_t)index * (s->major == 1 ? 2 : 4), 4), "block");
	struct squashfs_data_block ret = {.at = at};
	uint32_t size;

	if (s->major == 1) {
		size = read_u16(&r, s->big_endian, "size");
		ret.len = size & 0x7fff ? size & 0x7fff : 0x8000;
		ret.packed = !(size & 0x8000);
	} else {
		size = read_u32(&r, s->big_endian, "size");
		ret.len = size & 0xffffff;
		ret.packed = !(size & 0x1000000);
	}
	return ret;
}

/* 4.0: little-endian fields, a linear layout. */
static bool inode_read_4(const struct squashfs_super *s, struct bytes in, struct squashfs_inode *i, struct error *e)
{
	struct reader r = reader_of(in, "inode");
	unsigned type = read_u16le(&r, "type");
	bool extended = type >= TYPE_EXTENDED;
	uint32_t rdev, len;

	if (reader_ok(&r) && (type == 0 || type > TYPE_SOCKET + TYPE_SOCKET))
		return error_set(e, ERROR_INPUT, "unknown inode type %u", type);
	i->mode = read_u16le(&r, "mode") & 07777;
	i->uid_index = read_u16le(&r, "uid");
	i->gid_index = read_u16le(&r, "gid");
	i->mtime = read_u32le(&r, "mtime");
	i->number = read_u32le(&r, "number");
	TRY(reader_done(&r, e));
	type = extended ? type - TYPE_EXTENDED + 1 : type;
	i->type = node_type_of(type);
	switch (type) {
	case TYPE_DIR:
		if (extended) {
			i->nlink = read_u32le(&r, "links");
			i->size = read_u32le(&r, "size");
			i->start = read_u32le(&r, "start block");
			read_skip(&r, 6, "parent");
			i->offset = read_u16le(&r, "offset");
		} else {
			i->start = read_u32le(&r, "start block");
			i->nlink = read_u32le(&r, "links");
			i->size = read_u16le(&r, "size");
			i->offset = read_u16le(&r, "offset");
		}
		break;
	case TYPE_FILE:
		i->nlink = 1;
		i->start = extended ? read_u64le(&r, "start block") : read_u32le(&r, "start block");
		if (extended) {
			i->size = read_u64le(&r, "size");
			read_skip(&r, 8, "sparse");
			i->nlink = read_u32le(&r, "links");
		}
		i->fragment = read_u32le(&r, "fragment");
		i->offset = read_u32le(&r, "offset");
		if (extended)
			read_skip(&r, 4, "xattr");
		else
			i->size = read_u32le(&r, "size");
		read_blocks(s, &r, i);
		break;
	case TYPE_SYMLINK:
		i->nlink = read_u32le(&r, "links");
		len = read_u32le(&r, "target length");
		i->link = read_bytes(&r, len, "target");
		break;
	default:
		i->nlink = read_u32le(&r, "links");
		if (type == TYPE_BLOCK || type == TYPE_CHAR) {
			rdev = read_u32le(&r, "device");
			i->rdev_major = rdev >> 8 & 0xfff;
			i->rdev_minor = (rdev & 0xff) | (rdev >> 12 & 0xfff00);
		}
	}
	return reader_done(&r, e);
}

/* A header of bit fields; `field(n)` takes the next n bits. Missing bytes fail the reader. */
struct fields {
	const struct squashfs_super *s;
	struct bytes in;
	unsigned at;
	bool short_read;
};

static uint32_t field(struct fields *f, unsigned width)
{
	uint32_t value = squashfs_bits(f->s, f->in, f->at, width);

	f->at += width;
	f->short_read |= f->at > f->in.len * 8;
	return value;
}

static uint64_t field64(struct fields *f)
{
	uint64_t first = field(f, 32), second = field(f, 32);

	return f->s->big_endian ? first << 32 | second : second << 32 | first;
}

/* The directory fields of 1.x to 3.x differ in order only. */
static void fields_dir(struct fields *f, struct squashfs_inode *i, bool extended)
{
	unsigned major = f->s->major;

	if (major == 3)
		i->nlink = field(f, 32);
	i->size = field(f, extended ? 27 : 19);
	i->offset = field(f, 13);
	if (major < 3)
		i->mtime = field(f, 32);
	i->start = field(f, major < 3 ? 24 : 32);
}

static void fields_file(struct fields *f, struct squashfs_inode *i, bool extended)
{
	unsigned major = f->s->major;

	if (major < 3)
		i->mtime = field(f, 32);
	if (major == 3)
		i->nlink = extended ? field(f, 32) : 1;
	i->start = major == 3 ? field64(f) : field(f, 32);
	if (major > 1) {
		i->fragment = field(f, 32);
		i->offset = field(f, 32);
	}
	i->size = extended ? field64(f) : field(f, 32);
}

/* The head all inodes of 1.x to 3.x begin with; the plain type, or 0 where there is none such. */
static unsigned fields_head(struct fields *f, struct squashfs_inode *i, bool *extended)
{
	unsigned type = field(f, 4), major = f->s->major;
	unsigned ids = major == 1 ? 4 : 8;

	i->mode = field(f, 12);
	i->uid_index = field(f, ids);
	i->gid_index = field(f, ids);
	i->gid_is_uid = i->gid_index == (1u << ids) - 1;
	if (major == 1) {
		if (type) {
			/* five types, three times over: which third of the users is meant */
			i->uid_index += (type - 1) / 5 * 16;
			return (type - 1) % 5 + 1;
		}
		type = field(f, 4) == TYPE_SOCKET ? TYPE_SOCKET : TYPE_FIFO;
		i->uid_index += field(f, 4) * 16;
		return type;
	}
	if (major == 3) {
		i->mtime = field(f, 32);
		i->number = field(f, 32);
	}
	*extended = type == TYPE_EXTENDED || (type == TYPE_EXTENDED + 1 && major == 3);
	if (*extended)
		return type - TYPE_EXTENDED + 1;
	return type <= TYPE_SOCKET ? type : 0;
}

static bool inode_read_old(const struct squashfs_super *s, struct bytes in, struct squashfs_inode *i, struct error *e)
{
	struct fields f = {.s = s, .in = in};
	struct reader r = reader_of(in, "inode");
	uint32_t rdev, len = 0;
	bool extended = false;
	unsigned type;

	i->mtime = s->created; /* 1.x and 2.x store times of files and directories only */
	type = fields_head(&f, i, &extended);
	if (type == 0 && !f.short_read)
		return error_set(e, ERROR_INPUT, "unknown inode type");
	i->type = node_type_of(type);
	if (type == TYPE_DIR)
		fields_dir(&f, i, extended);
	else if (type == TYPE_FILE)
		fields_file(&f, i, extended);
	else if (s->major == 3)
		i->nlink = field(&f, 32);
	if (type == TYPE_SYMLINK)
		len = field(&f, 16);
	if (type == TYPE_BLOCK || type == TYPE_CHAR) {
		rdev = field(&f, 16);
		i->rdev_major = rdev >> 8;
		i->rdev_minor = rdev & 0xff;
	}
	read_skip(&r, (f.at + 7) / 8, "fields");
	i->link = read_bytes(&r, len, "target");
	if (type == TYPE_FILE)
		read_blocks(s, &r, i);
	return reader_done(&r, e);
}

bool squashfs_inode_read(const struct squashfs_super *s, struct bytes in, struct squashfs_inode *ret, struct error *e)
{
	struct squashfs_inode i = {.fragment = SQUASHFS_NO_FRAGMENT};

	TRY(s->major == 4 ? inode_read_4(s, in, &i, e) : inode_read_old(s, in, &i, e));
	if (i.type == NODE_DIR && s->major >= 3)
		i.size = i.size > 3 ? i.size - 3 : 0; /* 3.x and 4.x count 3 for '.' and '..', which are not stored */
	if (i.type == NODE_FILE && i.size > INT64_MAX)
		return error_set(e, ERROR_INPUT, "impossible file size");
	*ret = i;
	return true;
}
