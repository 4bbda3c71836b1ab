/* Partitioned disks: GPT (UEFI 2.x chapter 5) and MBR with its chain of logical partitions. */
#include "assess/formats/format.h"

#include "core/base/checked.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#include <zlib.h>

#define SECTOR 512
#define ENTRIES_MOST 1024
#define LOGICAL_MOST 128

struct gpt {
	struct bytes in;
	uint64_t sector;
	uint64_t self, backup, entries_at;
	uint32_t entry_count, entry_size, entries_sum;
};

/* The header in sector `lba` of sectors of `sector` bytes: magic, own place and CRC must be right. */
static bool gpt_header(struct bytes in, uint64_t sector, uint64_t lba, struct gpt *ret)
{
	uint64_t at;
	struct reader r;
	uint8_t copy[SECTOR];
	uint32_t size, sum;
	struct bytes header;
	struct gpt g = {.in = in, .sector = sector};

	if (!mul_ok(lba, sector, &at))
		return false;
	header = bytes_part(in, at, SECTOR);
	r = reader_of(header, "gpt header");
	if (header.len < SECTOR || !bytes_starts(header, "EFI PART"))
		return false;
	read_skip(&r, 12, "magic and revision");
	size = read_u32le(&r, "header size");
	sum = read_u32le(&r, "header crc32");
	read_skip(&r, 4, "reserved");
	g.self = read_u64le(&r, "own sector");
	g.backup = read_u64le(&r, "backup sector");
	read_skip(&r, 32, "usable sectors and id");
	g.entries_at = read_u64le(&r, "entries");
	g.entry_count = read_u32le(&r, "entry count");
	g.entry_size = read_u32le(&r, "entry size");
	g.entries_sum = read_u32le(&r, "entries crc32");
	if (size < 92 || size > SECTOR || g.self != lba || g.entry_size < 128 || g.entry_size > 4096 ||
	    g.entry_count == 0 || g.entry_count > ENTRIES_MOST)
		return false;
	memcpy(copy, header.at, SECTOR);
	memset(copy + 16, 0, 4);
	if (crc32(0, copy, size) != sum || !mul_ok(g.entries_at, sector, &at))
		return false;
	*ret = g;
	return true;
}

static struct bytes gpt_entries(const struct gpt *g)
{
	return bytes_part(g->in, g->entries_at * g->sector, (uint64_t)g->entry_count * g->entry_size);
}

static bool gpt_entries_ok(const struct gpt *g)
{
	struct bytes entries = gpt_entries(g);

	return entries.len == (uint64_t)g->entry_count * g->entry_size &&
	       crc32(0, entries.at, (unsigned)entries.len) == g->entries_sum;
}

static bool gpt_find(struct bytes in, struct gpt *ret)
{
	return gpt_header(in, 512, 1, ret) || gpt_header(in, 4096, 1, ret);
}

static bool gpt_probe(struct bytes in, struct claim *ret)
{
	struct gpt g;
	uint64_t end;

	/* a header without its protective MBR is the backup, or a leftover */
	if (in.len < 2 * SECTOR || in.at[510] != 0x55 || in.at[511] != 0xaa || !gpt_find(in, &g))
		return false;
	if (!add_ok(g.backup, 1, &end) || !mul_ok(end, g.sector, &end))
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 100, .truncated = end > in.len};
	return true;
}

static bool gpt_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct gpt *g = arena_alloc(arena, sizeof *g);

	(void)limits;
	if (!g)
		return error_memory(e, "gpt");
	if (!gpt_find(in, g))
		return error_set(e, ERROR_INPUT, "gpt: no valid header");
	*ret_state = g;
	return true;
}

/* The type as people write it: the first three groups are stored low byte first. */
static void guid_text(struct bytes in, char ret[37])
{
	static const uint8_t order[16] = {3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
	size_t at = 0;

	for (size_t i = 0; i < 16; i++) {
		if (i == 4 || i == 6 || i == 8 || i == 10)
			ret[at++] = '-';
		text_hex(bytes_of(in.at + order[i], 1), ret + at);
		at += 2;
	}
	ret[at] = 0;
}

/* 36 characters of UTF-16; what is not ASCII is kept as '_': the name is only for people. */
static size_t label_text(struct bytes in, char *ret)
{
	size_t len = 0;

	for (; len < 36 && (in.at[2 * len] || in.at[2 * len + 1]); len++)
		ret[len] = !in.at[2 * len + 1] && in.at[2 * len] > ' ' && in.at[2 * len] < 127 && in.at[2 * len] != '/'
				   ? (char)in.at[2 * len]
				   : '_';
	ret[len] = 0;
	return len;
}

static bool visit_partition(const struct visitor *v, struct bytes in, const char *name, const char *type,
			    uint64_t offset, uint64_t len, uint64_t entry_at, struct error *e)
{
	struct node part = {
		.path = bytes_str(name), .type = NODE_PART, .offset = offset, .bytes = bytes_part(in, offset, len)};

	part.size = part.bytes.len;
	part.kind = part.size ? CONTENT_IN_PLACE : CONTENT_NONE;
	visit_property_fmt(v, "partition", entry_at, 16, "%s %s %llu %llu", name, type, (unsigned long long)offset,
			   (unsigned long long)len);
	if (part.size < len)
		visit_unread(v, part.path, offset, "the partition ends beyond the image");
	return visit_node(v, &part, e);
}

static bool gpt_entry(const struct gpt *g, uint32_t i, const struct visitor *v, struct error *e)
{
	struct bytes entry = bytes_part(gpt_entries(g), (uint64_t)i * g->entry_size, 128);
	struct reader r = reader_of(entry, "gpt entry");
	struct bytes type = read_bytes(&r, 16, "type");
	char guid[37], name[40];
	uint64_t first, last, offset, len;

	read_skip(&r, 16, "id");
	first = read_u64le(&r, "first sector");
	last = read_u64le(&r, "last sector");
	if (!reader_ok(&r) || entry.len < 128 || (type.at[0] == 0 && memcmp(type.at, type.at + 1, 15) == 0))
		return true;
	guid_text(type, guid);
	if (!label_text(bytes_part(entry, 56, 72), name)) {
		name[0] = 'p';
		name[1] = 0;
		if (i < 999) {
			size_t at = 1;

			if (i + 1 >= 100)
				name[at++] = (char)('0' + (i + 1) / 100);
			if (i + 1 >= 10)
				name[at++] = (char)('0' + (i + 1) / 10 % 10);
			name[at++] = (char)('0' + (i + 1) % 10);
			name[at] = 0;
		}
	}
	if (last < first || !mul_ok(first, g->sector, &offset) || !mul_ok(last - first + 1, g->sector, &len)) {
		visit_unread(v, bytes_str(name), 0, "the partition's sectors cannot be");
		return true;
	}
	return visit_partition(v, g->in, name, guid, offset, len,
			       g->entries_at * g->sector + (uint64_t)i * g->entry_size, e);
}

static bool gpt_walk(void *state, const struct visitor *v, struct error *e)
{
	struct gpt *g = state, backup;

	visit_property(v, "checksum", bytes_str("header crc32: ok"), g->sector, 92);
	if (!gpt_header(g->in, g->sector, g->backup, &backup))
		visit_property(v, "checksum", bytes_str("backup header: absent or bad"), 0, 0);
	else
		visit_property(
			v, "checksum",
			bytes_str(gpt_entries_ok(&backup) ? "backup header crc32: ok" : "backup entries crc32: bad"),
			g->backup * g->sector, 92);
	if (!gpt_entries_ok(g)) {
		visit_property(v, "checksum", bytes_str("entries crc32: bad"), g->entries_at * g->sector, 0);
		/* the backup exists for this */
		if (gpt_header(g->in, g->sector, g->backup, &backup) && gpt_entries_ok(&backup))
			g = &backup;
	} else {
		visit_property(v, "checksum", bytes_str("entries crc32: ok"), g->entries_at * g->sector, 0);
	}
	for (uint32_t i = 0; i < g->entry_count; i++)
		TRY(gpt_entry(g, i, v, e));
	return true;
}

struct mbr_entry {
	uint8_t boot, type;
	uint32_t first, count;
};

static struct mbr_entry mbr_entry(struct bytes sector, size_t i)
{
	struct reader r = reader_of(bytes_part(sector, 446 + 16 * i, 16), "mbr entry");
	struct mbr_entry ret = {.boot = read_u8(&r, "boot")};

	read_skip(&r, 3, "first chs");
	ret.type = read_u8(&r, "type");
	read_skip(&r, 3, "last chs");
	ret.first = read_u32le(&r, "first sector");
	ret.count = read_u32le(&r, "sectors");
	return ret;
}

static bool is_extended(uint8_t type)
{
	return type == 0x05 || type == 0x0f || type == 0x85;
}

/* A FAT or NTFS boot sector ends in 55 AA too, and holds code where a table would be. */
static bool is_boot_sector(struct bytes in)
{
	return (in.at[0] == 0xeb || in.at[0] == 0xe9) &&
	       (memcmp(in.at + 54, "FAT", 3) == 0 || memcmp(in.at + 82, "FAT", 3) == 0 ||
		memcmp(in.at + 3, "NTFS", 4) == 0 || memcmp(in.at + 3, "EXFAT", 5) == 0);
}

static bool mbr_probe(struct bytes in, struct claim *ret)
{
	uint64_t end = 0, before = 0;
	size_t used = 0, inside = 0;

	if (in.len < 2 * SECTOR || in.at[510] != 0x55 || in.at[511] != 0xaa || is_boot_sector(in))
		return false;
	for (size_t i = 0; i < 4; i++) {
		struct mbr_entry m = mbr_entry(in, i);

		if (m.boot != 0 && m.boot != 0x80)
			return false;
		if (m.type == 0) {
			if (m.first || m.count)
				return false;
			continue;
		}
		/* 0xee: a protective MBR; the GPT is claimed on its own or is damaged beyond use */
		if (m.type == 0xee || m.first == 0 || m.count == 0 || m.first < before)
			return false;
		used++;
		before = (uint64_t)m.first + m.count;
		inside += (uint64_t)m.first * SECTOR < in.len;
		if (before * SECTOR > end)
			end = before * SECTOR;
	}
	if (!used || !inside)
		return false;
	*ret = (struct claim){
		.len = end < in.len ? end : in.len, .sure = end <= in.len ? 80 : 60, .truncated = end > in.len};
	return true;
}

static bool mbr_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct bytes *s = arena_alloc(arena, sizeof *s);

	(void)limits;
	if (!s)
		return error_memory(e, "mbr");
	if (in.len < SECTOR)
		return error_set(e, ERROR_INPUT, "mbr: less than a sector");
	*s = in;
	*ret_state = s;
	return true;
}

static bool mbr_part(struct bytes in, unsigned number, const struct mbr_entry *m, uint64_t first, uint64_t table,
		     const struct visitor *v, struct error *e)
{
	char name[8] = "p", type[5] = "0x";

	name[number >= 100 ? 3 : number >= 10 ? 2 : 1] = (char)('0' + number % 10);
	if (number >= 10)
		name[number >= 100 ? 2 : 1] = (char)('0' + number / 10 % 10);
	if (number >= 100)
		name[1] = (char)('0' + number / 100);
	text_hex(bytes_of(&m->type, 1), type + 2);
	return visit_partition(v, in, name, type, first * SECTOR, (uint64_t)m->count * SECTOR, table, e);
}

/* Each logical partition has a table of its own: its place, and where the next table is. */
static bool mbr_logical(struct bytes in, uint32_t extended, const struct visitor *v, struct error *e)
{
	uint64_t at = extended, before = 0;

	for (unsigned number = 5; number < 5 + LOGICAL_MOST; number++) {
		struct bytes sector = bytes_part(in, at * SECTOR, SECTOR);
		struct mbr_entry here, next;

		/* tables lie in rising order: a chain that turns back is a loop */
		if (sector.len < SECTOR || sector.at[510] != 0x55 || sector.at[511] != 0xaa ||
		    (before && at <= before)) {
			visit_unread(v, bytes_of("", 0), at * SECTOR, "the chain of logical partitions is broken here");
			return true;
		}
		here = mbr_entry(sector, 0);
		next = mbr_entry(sector, 1);
		if (here.type && here.count)
			TRY(mbr_part(in, number, &here, at + here.first, at * SECTOR + 446, v, e));
		if (!is_extended(next.type) || !next.first)
			return true;
		before = at;
		at = (uint64_t)extended + next.first;
	}
	visit_unread(v, bytes_of("", 0), at * SECTOR, "more logical partitions than are looked at");
	return true;
}

static bool mbr_walk(void *state, const struct visitor *v, struct error *e)
{
	struct bytes in = *(struct bytes *)state;

	for (unsigned i = 0; i < 4; i++) {
		struct mbr_entry m = mbr_entry(in, i);

		if (!m.type || !m.count)
			continue;
		if (is_extended(m.type))
			TRY(mbr_logical(in, m.first, v, e));
		else
			TRY(mbr_part(in, i + 1, &m, m.first, 446 + 16 * i, v, e));
	}
	return true;
}

static const struct magic gpt_magics[] = {{"EFI PART", 8, 512}, {"EFI PART", 8, 4096}};

extern const struct format format_gpt, format_mbr;
const struct format format_gpt = {
	.name = "gpt",
	.title = "GPT disk",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = gpt_magics,
	.magic_count = ARRAY_LEN(gpt_magics),
	.probe = gpt_probe,
	.open = gpt_open,
	.walk = gpt_walk,
};
/* Two bytes of magic are too few to search for: tried at the start only. */
const struct format format_mbr = {
	.name = "mbr",
	.title = "MBR disk",
	.flags = FORMAT_IN_FILES,
	.probe = mbr_probe,
	.open = mbr_open,
	.walk = mbr_walk,
};
