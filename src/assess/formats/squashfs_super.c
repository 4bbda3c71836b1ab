/* Part of squashfs.c. The superblock of all versions and byte orders. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/reader.h"

uint32_t squashfs_bits(const struct squashfs_super *s, struct bytes in, unsigned at, unsigned width)
{
	uint64_t value = 0;

	for (size_t i = 0; i < 8; i++) {
		size_t index = at / 8 + i;
		uint64_t byte = index < in.len ? in.at[index] : 0;

		value |= byte << (s->big_endian ? 56 - 8 * i : 8 * i);
	}
	value = s->big_endian ? value << at % 8 >> (64 - width) : value >> at % 8 & (((uint64_t)1 << width) - 1);
	return (uint32_t)value;
}

const char *squashfs_compression_name(uint16_t compression)
{
	static const char *const names[] = {"none", "gzip", "lzma", "lzo", "xz", "lz4", "zstd"};

	return compression < ARRAY_LEN(names) ? names[compression] : "unknown";
}

static void super_read_4(struct reader *r, struct squashfs_super *s)
{
	s->inodes = read_u32le(r, "inodes");
	s->created = read_u32le(r, "mkfs time");
	s->block_size = read_u32le(r, "block size");
	s->fragments = read_u32le(r, "fragments");
	s->compression = read_u16le(r, "compression");
	s->block_log = read_u16le(r, "block log");
	s->flags = read_u16le(r, "flags");
	s->uids = read_u16le(r, "ids");
	read_skip(r, 4, "version");
	s->root = read_u64le(r, "root inode");
	s->used = read_u64le(r, "bytes used");
	s->id_table = read_u64le(r, "id table");
	s->xattr_table = read_u64le(r, "xattr table");
	s->inode_table = read_u64le(r, "inode table");
	s->directory_table = read_u64le(r, "directory table");
	s->fragment_table = read_u64le(r, "fragment table");
	s->lookup_table = read_u64le(r, "lookup table");
	s->gid_table = SQUASHFS_NO_TABLE;
}

/* 1.x to 3.x share one header that grew: each version reads as far as its own fields go. */
static void super_read_old(struct reader *r, struct squashfs_super *s)
{
	bool be = s->big_endian;

	s->compression = 1;
	s->fragment_table = s->lookup_table = s->xattr_table = SQUASHFS_NO_TABLE;
	s->inodes = read_u32(r, be, "inodes");
	s->used = read_u32(r, be, "bytes used");
	s->id_table = read_u32(r, be, "uid table");
	s->gid_table = read_u32(r, be, "gid table");
	s->inode_table = read_u32(r, be, "inode table");
	s->directory_table = read_u32(r, be, "directory table");
	read_skip(r, 4, "version");
	s->block_size = read_u16(r, be, "block size");
	s->block_log = read_u16(r, be, "block log");
	s->flags = read_u8(r, "flags");
	s->uids = read_u8(r, "uids");
	s->gids = read_u8(r, "gids");
	s->created = read_u32(r, be, "mkfs time");
	s->root = read_u64(r, be, "root inode");
	if (s->major == 1)
		return;
	s->block_size = read_u32(r, be, "block size");
	s->fragments = read_u32(r, be, "fragments");
	s->fragment_table = read_u32(r, be, "fragment table");
	if (s->major == 2)
		return;
	s->used = read_u64(r, be, "bytes used");
	s->id_table = read_u64(r, be, "uid table");
	s->gid_table = read_u64(r, be, "gid table");
	s->inode_table = read_u64(r, be, "inode table");
	s->directory_table = read_u64(r, be, "directory table");
	s->fragment_table = read_u64(r, be, "fragment table");
	s->lookup_table = read_u64(r, be, "lookup table");
}

static bool table_ok(const struct squashfs_super *s, uint64_t table)
{
	return table == SQUASHFS_NO_TABLE || table < s->used;
}

static bool super_plausible(const struct squashfs_super *s, size_t header)
{
	if (s->block_log < 12 || s->block_log > SQUASHFS_BLOCK_LOG_MAX || s->block_size != 1u << s->block_log)
		return false;
	if (s->inodes == 0 || s->used <= header || s->used > INT64_MAX)
		return false;
	if (s->inode_table < header || s->inode_table >= s->directory_table || s->directory_table > s->used)
		return false;
	if ((s->root & 0xffff) >= SQUASHFS_METADATA || s->root >> 16 >= s->directory_table - s->inode_table)
		return false;
	if (!table_ok(s, s->fragment_table) && s->fragments)
		return false;
	if (s->major == 4)
		return s->compression >= 1 && s->compression <= 6 && s->uids && s->id_table < s->used &&
		       s->minor == 0 && table_ok(s, s->lookup_table) && table_ok(s, s->xattr_table);
	/* an empty table of users (or groups) may stand at the very end */
	return s->minor <= 1 && s->id_table <= s->used && s->gid_table <= s->used;
}

static bool super_read_as(struct bytes in, bool big_endian, struct squashfs_super *ret)
{
	struct squashfs_super s = {.big_endian = big_endian};
	struct reader r = reader_of(in, "squashfs superblock");
	uint16_t major, minor;
	struct error ignored;

	reader_seek(&r, 28, "version");
	major = read_u16(&r, big_endian, "major");
	minor = read_u16(&r, big_endian, "minor");
	if (!reader_ok(&r) || major < 1 || major > 4 || minor > 255 || (major == 4 && big_endian))
		return false;
	s.major = (uint8_t)major;
	s.minor = (uint8_t)minor;
	reader_seek(&r, 4, "fields");
	if (major == 4)
		super_read_4(&r, &s);
	else
		super_read_old(&r, &s);
	if (!reader_done(&r, &ignored) || !super_plausible(&s, r.at))
		return false;
	*ret = s;
	return true;
}

bool squashfs_super_read(struct bytes in, struct squashfs_super *ret)
{
	/* The magic tells the byte order only where the vendor did not rename it; the version field always does. */
	return super_read_as(in, false, ret) || super_read_as(in, true, ret);
}
