/* Part of ext.c. */
#include "assess/formats/ext_parts.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <sys/stat.h>

/* CRC-32C as ext4 uses it: all ones at the start, no inversion at the end. */
static uint32_t crc32c(struct bytes in)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < in.len; i++) {
		crc ^= in.at[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ 0x82f63b78 : crc >> 1;
	}
	return crc;
}

static bool super_plausible(const struct ext_super *s, uint32_t revision, uint32_t group)
{
	if (revision > 1 || group != 0 || s->block_size == 0)
		return false;
	if (s->first_block != (s->block_size == 1024) || s->blocks <= s->first_block + 1 ||
	    s->blocks > UINT64_MAX >> 17)
		return false;
	if (s->blocks_per_group == 0 || s->blocks_per_group > s->block_size * 8 || s->inodes_per_group == 0 ||
	    s->inodes_per_group > s->block_size * 8)
		return false;
	if (s->inode_size < 128 || s->inode_size > s->block_size || s->inode_size & (s->inode_size - 1))
		return false;
	if (s->descriptor_size < 32 || s->descriptor_size > 1024 || s->descriptor_size & (s->descriptor_size - 1))
		return false;
	return s->groups * s->inodes_per_group == s->inodes;
}

bool ext_super_read(struct bytes in, struct ext_super *ret)
{
	struct bytes block = bytes_part(in, EXT_SUPER_AT, 1024);
	struct reader r = reader_of(block, "ext superblock");
	struct ext_super s = {0};
	uint32_t log, revision, group, high, sum;

	s.inodes = read_u32le(&r, "inodes");
	s.blocks = read_u32le(&r, "blocks");
	reader_seek(&r, 0x14, "first block");
	s.first_block = read_u32le(&r, "first block");
	log = read_u32le(&r, "block size");
	s.block_size = log <= 6 ? 1024u << log : 0;
	reader_seek(&r, 0x20, "blocks per group");
	s.blocks_per_group = read_u32le(&r, "blocks per group");
	reader_seek(&r, 0x28, "inodes per group");
	s.inodes_per_group = read_u32le(&r, "inodes per group");
	reader_seek(&r, 0x38, "magic");
	if (read_u16le(&r, "magic") != 0xef53)
		return false;
	s.state = read_u16le(&r, "state");
	reader_seek(&r, 0x4c, "revision");
	revision = read_u32le(&r, "revision");
	reader_seek(&r, 0x58, "inode size");
	s.inode_size = read_u16le(&r, "inode size");
	group = read_u16le(&r, "group");
	s.compat = read_u32le(&r, "features");
	s.incompat = read_u32le(&r, "features");
	s.ro_compat = read_u32le(&r, "features");
	reader_seek(&r, 0x78, "name");
	s.name = read_text(&r, 16, "name");
	reader_seek(&r, 0xfe, "descriptor size");
	s.descriptor_size = read_u16le(&r, "descriptor size");
	reader_seek(&r, 0x108, "created");
	s.created = read_u32le(&r, "created");
	reader_seek(&r, 0x150, "blocks");
	high = read_u32le(&r, "blocks");
	reader_seek(&r, 0x3fc, "checksum");
	sum = read_u32le(&r, "checksum");
	if (!reader_ok(&r))
		return false;
	if (revision == 0) {
		s.inode_size = 128;
		s.compat = s.incompat = s.ro_compat = group = 0;
	}
	if (s.incompat & EXT_64BIT)
		s.blocks |= (uint64_t)high << 32;
	if (!(s.incompat & EXT_64BIT) || s.descriptor_size == 0)
		s.descriptor_size = 32;
	if (s.blocks_per_group && s.blocks > s.first_block)
		s.groups = (s.blocks - s.first_block + s.blocks_per_group - 1) / s.blocks_per_group;
	if (!super_plausible(&s, revision, group))
		return false;
	s.has_sum = s.ro_compat & 0x400;
	s.sum_ok = s.has_sum && crc32c(bytes_part(block, 0, 0x3fc)) == sum;
	*ret = s;
	return true;
}

static struct bytes block_at(struct bytes in, const struct ext_super *s, uint64_t block)
{
	if (block >= s->blocks || !range_ok(block * s->block_size, s->block_size, in.len))
		return bytes_of(in.at, 0);
	return bytes_part(in, block * s->block_size, s->block_size);
}

bool ext_inode_read(struct bytes in, const struct ext_super *s, uint32_t number, struct ext_inode *ret, struct error *e)
{
	struct reader r = reader_of(in, "inode");
	struct ext_inode i = {0};
	uint64_t group, table, at;

	if (number == 0 || number > s->inodes)
		return error_set(e, ERROR_INPUT, "there is no inode %u", number);
	group = (number - 1) / s->inodes_per_group;
	reader_seek(&r, (s->first_block + 1ull) * s->block_size + group * s->descriptor_size + 8, "group descriptor");
	table = read_u32le(&r, "inode table");
	if (s->descriptor_size >= 64) {
		read_skip(&r, 28, "group descriptor");
		table |= (uint64_t)read_u32le(&r, "inode table") << 32;
	}
	TRY(reader_done(&r, e));
	if (table == 0 || table >= s->blocks)
		return error_set(e, ERROR_INPUT, "the inode table of group %llu is outside", (unsigned long long)group);
	at = table * s->block_size + (uint64_t)((number - 1) % s->inodes_per_group) * s->inode_size;
	reader_seek(&r, at, "inode");
	i.at = at;
	i.mode = read_u16le(&r, "mode");
	i.uid = read_u16le(&r, "uid");
	i.size = read_u32le(&r, "size");
	read_skip(&r, 8, "times");
	i.mtime = read_u32le(&r, "mtime");
	read_skip(&r, 4, "dtime");
	i.gid = read_u16le(&r, "gid");
	i.links = read_u16le(&r, "links");
	read_skip(&r, 4, "blocks");
	i.flags = read_u32le(&r, "flags");
	read_skip(&r, 4, "version");
	i.map = read_bytes(&r, 60, "map");
	read_skip(&r, 8, "acl");
	i.size |= (uint64_t)(S_ISREG(i.mode) ? read_u32le(&r, "size") : (read_skip(&r, 4, "acl"), 0u)) << 32;
	read_skip(&r, 8, "fragment");
	i.uid |= (uint32_t)read_u16le(&r, "uid") << 16;
	i.gid |= (uint32_t)read_u16le(&r, "gid") << 16;
	TRY(reader_done(&r, e));
	*ret = i;
	return true;
}

struct map {
	struct bytes in;
	const struct ext_super *s;
	uint64_t *work, end, next; /* blocks of the file; the lowest that may come next */
	ext_run *run;
	void *ctx;
};

static bool map_run(struct map *m, uint64_t block, uint64_t disk, uint64_t count, struct error *e)
{
	if (block < m->next)
		return error_set(e, ERROR_INPUT, "the block map goes backwards");
	if (block >= m->end)
		return true; /* preallocated beyond the end */
	if (count > m->end - block)
		count = m->end - block;
	m->next = block + count;
	if (!range_ok(disk, count, m->s->blocks))
		return error_set(e, ERROR_INPUT, "blocks lie outside the file system");
	return m->run(m->ctx, block, disk, count, e);
}

static bool map_work(struct map *m, struct error *e)
{
	if (*m->work == 0)
		return error_set(e, ERROR_INPUT, "the block map is larger than the file system can hold");
	--*m->work;
	return true;
}

/* One node of an extent tree; `depth` is what the node above says this one has. */
static bool map_extents(struct map *m, struct bytes node, unsigned depth, struct error *e)
{
	struct reader r = reader_of(node, "extents");
	uint16_t magic = read_u16le(&r, "magic"), count = read_u16le(&r, "entries");

	TRY(map_work(m, e));
	read_skip(&r, 2, "room");
	if (magic != 0xf30a || read_u16le(&r, "depth") != depth || depth > 5)
		return error_set(e, ERROR_INPUT, "damaged extent tree");
	read_skip(&r, 4, "generation");
	for (uint16_t n = 0; n < count; n++) {
		uint64_t block = read_u32le(&r, "block"), disk;
		uint32_t len;

		if (depth) {
			disk = read_u32le(&r, "leaf");
			disk |= (uint64_t)read_u16le(&r, "leaf") << 32;
			read_skip(&r, 2, "unused");
			TRY(reader_done(&r, e));
			TRY(map_extents(m, block_at(m->in, m->s, disk), depth - 1, e));
			continue;
		}
		len = read_u16le(&r, "length");
		disk = (uint64_t)read_u16le(&r, "start") << 32;
		disk |= read_u32le(&r, "start");
		TRY(reader_done(&r, e));
		if (len <= 32768) /* longer: allocated, never written */
			TRY(map_run(m, block, disk, len, e));
	}
	return reader_done(&r, e);
}

/* Pointers of ext2 and ext3: *block counts on; level 0 holds content blocks. Adjacent blocks are joined by the caller.
 */
static bool map_pointers(struct map *m, struct bytes list, unsigned level, uint64_t *block, struct error *e)
{
	struct reader r = reader_of(list, "block pointers");
	uint64_t span = 1;

	for (unsigned i = 0; i < level; i++)
		span *= m->s->block_size / 4;
	while (reader_left(&r) >= 4 && *block < m->end) {
		uint32_t disk = read_u32le(&r, "pointer");

		if (disk == 0) {
			*block += span;
		} else if (level) {
			struct bytes below = block_at(m->in, m->s, disk);

			TRY(map_work(m, e));
			if (below.len == 0)
				return error_set(e, ERROR_INPUT, "blocks lie outside the file system");
			TRY(map_pointers(m, below, level - 1, block, e));
		} else {
			TRY(map_run(m, *block, disk, 1, e));
			++*block;
		}
	}
	return true;
}

bool ext_map(struct bytes in, const struct ext_super *s, const struct ext_inode *i, uint64_t *work, ext_run *run,
	     void *ctx, struct error *e)
{
	struct map m = {.in = in, .s = s, .work = work, .run = run, .ctx = ctx};
	struct reader r = reader_of(i->map, "block map");
	uint64_t block = 0;

	m.end = i->size / s->block_size + (i->size % s->block_size != 0);
	if (i->flags & EXT_INODE_EXTENTS) {
		read_skip(&r, 6, "header");
		return map_extents(&m, i->map, read_u16le(&r, "depth"), e);
	}
	TRY(map_pointers(&m, bytes_part(i->map, 0, 48), 0, &block, e));
	for (unsigned level = 1; level <= 3; level++)
		TRY(map_pointers(&m, bytes_part(i->map, 44 + 4 * level, 4), level, &block, e));
	return true;
}

struct joined {
	uint64_t first, count;
};

static bool join_run(void *ctx, uint64_t block, uint64_t disk, uint64_t count, struct error *e)
{
	struct joined *j = ctx;

	if (j->count == 0)
		j->first = disk;
	if (block != j->count || disk != j->first + j->count)
		return error_set(e, ERROR_INPUT, "not in one piece");
	j->count += count;
	return true;
}

bool ext_in_place(struct bytes in, const struct ext_super *s, const struct ext_inode *i, struct bytes *ret)
{
	struct joined j = {0};
	uint64_t work = 64; /* larger maps are not worth looking through twice */
	struct error ignored;

	if (i->size == 0 || i->size > in.len || !ext_map(in, s, i, &work, join_run, &j, &ignored))
		return false;
	if (j.count * s->block_size < i->size || !range_ok(j.first * s->block_size, i->size, in.len))
		return false;
	*ret = bytes_part(in, j.first * s->block_size, i->size);
	return true;
}

struct copying {
	struct bytes in;
	const struct ext_super *s;
	uint8_t *to;
	uint64_t size;
};

static bool copy_run(void *ctx, uint64_t block, uint64_t disk, uint64_t count, struct error *e)
{
	struct copying *c = ctx;
	uint64_t at = block * c->s->block_size, len = count * c->s->block_size;

	if (len > c->size - at)
		len = c->size - at;
	if (!range_ok(disk * c->s->block_size, len, c->in.len))
		return error_set(e, ERROR_INPUT, "content lies beyond the end of the image");
	memcpy(c->to + at, c->in.at + disk * c->s->block_size, (size_t)len);
	return true;
}

bool ext_content(struct bytes in, const struct ext_super *s, const struct ext_inode *i, struct writer *out,
		 struct error *e)
{
	struct copying c = {.in = in, .s = s, .size = i->size};
	uint64_t work = in.len / s->block_size + 16;

	c.to = writer_reserve(out, i->size);
	if (!c.to)
		return writer_done(out, e);
	memset(c.to, 0, (size_t)i->size);
	TRY(ext_map(in, s, i, &work, copy_run, &c, e));
	writer_commit(out, (size_t)i->size);
	return true;
}
