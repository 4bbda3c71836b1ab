/* FAT12, FAT16 and FAT32 with long names. Stores neither modes nor owners; times are local and taken as UTC.
 * Format: Microsoft FAT32 File System Specification 1.03 (also ECMA-107 for the older kinds). Little-endian. */
#include "assess/formats/fstree.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <sys/stat.h>
#include <time.h>

enum {
	ENTRY = 32,
	ROOT = 1, /* no entry stands at this offset */
	ATTR_LABEL = 8,
	ATTR_DIR = 16,
	ATTR_LONG = 15,
	LONG_PARTS = 20,
	LONG_UNITS = 13, /* of UTF-16 in one part */
};

struct fat {
	struct bytes in;
	const struct limits *limits;
	struct arena *arena;
	struct fstree tree;
	unsigned bits;
	uint32_t sector, cluster_size, clusters, root_entries, root_cluster;
	uint64_t total, fat_at, fat_len, root_at, data_at;
	struct bytes oem, label;
	uint8_t *seen; /* one bit a cluster: part of a directory */
	uint64_t work, damaged;
};

static const struct magic magics[] = {
	{"FAT12   ", 8, 54},
	{"FAT16   ", 8, 54},
	{"FAT     ", 8, 54},
	{"FAT32   ", 8, 82},
};

static bool boot_read(struct bytes in, struct fat *ret)
{
	struct reader r = reader_of(in, "FAT boot sector");
	uint8_t jump = read_u8(&r, "jump"), per_cluster, fats;
	uint32_t reserved, sectors, fat_sectors;
	uint64_t data_sectors;

	read_skip(&r, 2, "jump");
	ret->oem = read_bytes(&r, 8, "system name");
	ret->sector = read_u16le(&r, "sector size");
	per_cluster = read_u8(&r, "sectors per cluster");
	reserved = read_u16le(&r, "reserved");
	fats = read_u8(&r, "tables");
	ret->root_entries = read_u16le(&r, "root entries");
	sectors = read_u16le(&r, "sectors");
	read_skip(&r, 1, "media");
	fat_sectors = read_u16le(&r, "table sectors");
	reader_seek(&r, 32, "sectors");
	if (sectors == 0)
		sectors = read_u32le(&r, "sectors");
	ret->bits = fat_sectors ? 16 : 32;
	reader_seek(&r, 36, "table sectors");
	if (fat_sectors == 0)
		fat_sectors = read_u32le(&r, "table sectors");
	reader_seek(&r, 44, "root cluster");
	ret->root_cluster = ret->bits == 32 ? read_u32le(&r, "root cluster") : 0;
	reader_seek(&r, ret->bits == 32 ? 71 : 43, "label");
	ret->label = read_bytes(&r, 11, "label");
	reader_seek(&r, 510, "signature");
	if (read_u16le(&r, "signature") != 0xaa55 || !reader_ok(&r) || (jump != 0xeb && jump != 0xe9))
		return false;
	if (ret->sector < 512 || ret->sector > 4096 || ret->sector & (ret->sector - 1) || per_cluster == 0 ||
	    per_cluster & (per_cluster - 1) || reserved == 0 || fats == 0 || fats > 4 || fat_sectors == 0)
		return false;
	ret->cluster_size = ret->sector * per_cluster;
	ret->total = (uint64_t)sectors * ret->sector;
	ret->fat_at = (uint64_t)reserved * ret->sector;
	ret->fat_len = (uint64_t)fat_sectors * ret->sector;
	ret->root_at = ret->fat_at + fats * ret->fat_len;
	ret->data_at =
		ret->root_at + ((uint64_t)ret->root_entries * ENTRY + ret->sector - 1) / ret->sector * ret->sector;
	if (ret->data_at >= ret->total || (ret->bits == 32) != (ret->root_entries == 0))
		return false;
	data_sectors = (ret->total - ret->data_at) / ret->cluster_size;
	if (data_sectors == 0 || data_sectors > 0x0ffffff5)
		return false;
	ret->clusters = (uint32_t)data_sectors;
	if (ret->bits != 32 && ret->clusters < 4085)
		ret->bits = 12;
	/* the table has an entry for each cluster, and two more */
	return (ret->clusters + 2ull) * ret->bits / 8 <= ret->fat_len &&
	       (ret->bits != 32 || (ret->root_cluster >= 2 && ret->root_cluster < ret->clusters + 2));
}

static bool fat_probe(struct bytes in, struct claim *ret)
{
	struct fat f = {0};

	if (!boot_read(in, &f))
		return false;
	*ret = (struct claim){.len = f.total < in.len ? f.total : in.len, .sure = 80, .truncated = f.total > in.len};
	/* the first entry of the table repeats the media byte behind one bits */
	if (range_ok(f.fat_at, 3, in.len) && in.at[f.fat_at] == in.at[21] && in.at[f.fat_at + 1] == 0xff)
		ret->sure = 95;
	return true;
}

/* What follows a cluster; 0 at the end of a chain or where the table is damaged. */
static uint32_t next_cluster(const struct fat *f, uint32_t cluster)
{
	struct reader r = reader_of(bytes_part(f->in, f->fat_at, f->fat_len), "FAT");
	uint32_t value;

	reader_seek(&r, (uint64_t)cluster * f->bits / 8, "entry");
	if (f->bits == 12) {
		value = read_u16le(&r, "entry");
		value = cluster & 1 ? value >> 4 : value & 0xfff;
	} else {
		value = f->bits == 16 ? read_u16le(&r, "entry") : read_u32le(&r, "entry") & 0x0fffffff;
	}
	return reader_ok(&r) && value >= 2 && value < f->clusters + 2 ? value : 0;
}

static struct bytes cluster_at(const struct fat *f, uint32_t cluster)
{
	uint64_t at = f->data_at + (uint64_t)(cluster - 2) * f->cluster_size;

	if (cluster < 2 || cluster >= f->clusters + 2)
		return bytes_of(f->in.at, 0);
	return bytes_part(f->in, at, f->cluster_size);
}

/* --- names --- */

struct long_name {
	uint16_t units[LONG_PARTS * LONG_UNITS];
	unsigned parts, left; /* how many parts it has, and how many are still to come */
	uint8_t sum;          /* of the short name it belongs to */
};

static void long_part(struct long_name *l, struct bytes entry)
{
	static const uint8_t at[LONG_UNITS] = {1, 3, 5, 7, 9, 14, 16, 18, 20, 22, 24, 28, 30};
	unsigned order = entry.at[0] & 0x3f;

	if (entry.at[0] & 0x40) {
		l->parts = l->left = order <= LONG_PARTS ? order : 0;
		l->sum = entry.at[13];
	}
	if (order == 0 || order != l->left || entry.at[13] != l->sum) {
		l->parts = l->left = 0;
		return;
	}
	for (unsigned i = 0; i < LONG_UNITS; i++)
		l->units[(order - 1) * LONG_UNITS + i] = (uint16_t)(entry.at[at[i]] | entry.at[at[i] + 1] << 8);
	l->left--;
}

static bool long_fits(const struct long_name *l, struct bytes entry)
{
	uint8_t sum = 0;

	for (unsigned i = 0; i < 11; i++)
		sum = (uint8_t)((sum >> 1 | sum << 7) + entry.at[i]);
	return l->parts && l->left == 0 && sum == l->sum;
}

/* UTF-16 to UTF-8; a lone surrogate keeps its three bytes, so that different names stay different. */
static size_t long_text(const struct long_name *l, uint8_t ret[LONG_PARTS * LONG_UNITS * 3])
{
	size_t len = 0;

	for (unsigned i = 0; i < l->parts * LONG_UNITS && l->units[i]; i++) {
		uint32_t c = l->units[i];

		if ((c & 0xfc00) == 0xd800 && i + 1 < l->parts * LONG_UNITS && (l->units[i + 1] & 0xfc00) == 0xdc00)
			c = 0x10000 + ((c & 0x3ff) << 10) + (l->units[++i] & 0x3ff);
		if (c >= 0x10000) {
			ret[len++] = (uint8_t)(0xf0 | c >> 18);
			ret[len++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
		} else if (c >= 0x800) {
			ret[len++] = (uint8_t)(0xe0 | c >> 12);
		}
		if (c >= 0x800)
			ret[len++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
		else if (c >= 0x80)
			ret[len++] = (uint8_t)(0xc0 | c >> 6);
		ret[len++] = c >= 0x80 ? (uint8_t)(0x80 | (c & 0x3f)) : (uint8_t)c;
	}
	return len;
}

static size_t short_part(struct bytes from, bool lower, uint8_t *ret)
{
	size_t len = from.len;

	while (len && from.at[len - 1] == ' ')
		len--;
	for (size_t i = 0; i < len; i++)
		ret[i] = lower && from.at[i] >= 'A' && from.at[i] <= 'Z' ? (uint8_t)(from.at[i] | 0x20) : from.at[i];
	return len;
}

/* NAME.EXT; bytes above 127 stay as they are in the unknown code page. */
static size_t short_text(struct bytes entry, uint8_t ret[12])
{
	size_t len = short_part(bytes_part(entry, 0, 8), entry.at[12] & 8, ret), more;

	if (len && ret[0] == 5)
		ret[0] = 0xe5;
	more = short_part(bytes_part(entry, 8, 3), entry.at[12] & 16, ret + len + 1);
	if (more)
		ret[len] = '.';
	return more ? len + 1 + more : len;
}

/* --- directories --- */

static int64_t time_of(unsigned date, unsigned clock)
{
	struct tm tm = {
		.tm_year = 80 + (int)(date >> 9),
		.tm_mon = (int)(date >> 5 & 15) - 1,
		.tm_mday = (int)(date & 31),
		.tm_hour = (int)(clock >> 11),
		.tm_min = (int)(clock >> 5 & 63),
		.tm_sec = (int)(clock & 31) * 2,
	};

	return date ? (int64_t)timegm(&tm) : 0;
}

/* The content where its clusters follow each other. */
static bool in_place(struct fat *f, uint32_t first, uint64_t size, struct bytes *ret)
{
	struct bytes start = cluster_at(f, first);
	uint64_t count = (size + f->cluster_size - 1) / f->cluster_size;
	uint32_t cluster = first;

	if (start.len == 0 || !range_ok((uint64_t)(start.at - f->in.at), size, f->in.len) || count > f->clusters)
		return false;
	for (uint64_t n = 1; n < count; n++) {
		if (f->work == 0)
			return false;
		f->work--;
		if (next_cluster(f, cluster) != cluster + 1)
			return false;
		cluster++;
	}
	*ret = bytes_of(start.at, (size_t)size);
	return true;
}

static bool entry_add(struct fat *f, uint64_t dir, struct bytes entry, const struct long_name *l, struct error *e)
{
	struct reader r = reader_of(entry, "FAT entry");
	uint8_t text[LONG_PARTS * LONG_UNITS * 3];
	uint64_t at = (uint64_t)(entry.at - f->in.at);
	struct fstree_inode *node;
	struct bytes name;
	unsigned clock, date;
	uint32_t first, size;
	uint8_t attributes;

	if (f->tree.entry_count >= f->limits->nodes)
		return error_set(e, ERROR_LIMIT, "too many names (limit 'nodes')");
	name = arena_copy(f->arena, bytes_of(text, long_fits(l, entry) ? long_text(l, text) : short_text(entry, text)));
	node = name.at ? fstree_inode(&f->tree, at) : NULL;
	if (!node ||
	    !fstree_add_entry(&f->tree, (struct fstree_entry){.parent = dir, .child = at, .offset = at, .name = name}))
		return error_memory(e, "fat");
	reader_seek(&r, 11, "attributes");
	attributes = read_u8(&r, "attributes");
	read_skip(&r, 8, "times");
	first = f->bits == 32 ? (uint32_t)read_u16le(&r, "cluster") << 16 : (read_skip(&r, 2, "cluster"), 0);
	clock = read_u16le(&r, "time");
	date = read_u16le(&r, "date");
	first |= read_u16le(&r, "cluster");
	size = read_u32le(&r, "size");
	node->known = true;
	node->offset = at;
	node->mtime = time_of(date, clock);
	node->mode = attributes & ATTR_DIR ? S_IFDIR | 0755 : S_IFREG | 0644;
	node->covered = first;
	if (attributes & ATTR_DIR)
		return true;
	node->size = size;
	node->plain = size && in_place(f, first, size, &node->bytes);
	return true;
}

/* One stretch of a directory. *ret_end: the mark behind the last entry was met. */
static bool scan_part(struct fat *f, uint64_t dir, struct bytes part, struct long_name *l, bool *ret_end,
		      struct error *e)
{
	for (size_t at = 0; part.len - at >= ENTRY; at += ENTRY) {
		struct bytes entry = bytes_part(part, at, ENTRY);

		if (entry.at[0] == 0) {
			*ret_end = true;
			return true;
		}
		if (entry.at[0] != 0xe5 && (entry.at[11] & 0x3f) == ATTR_LONG) {
			long_part(l, entry);
			continue;
		}
		if (entry.at[0] != 0xe5 && entry.at[11] & ATTR_LABEL) {
			if (dir == ROOT)
				f->label = bytes_part(entry, 0, 11);
		} else if (entry.at[0] != 0xe5 && entry.at[0] != '.') {
			TRY(entry_add(f, dir, entry, l, e));
		}
		l->parts = 0;
	}
	return true;
}

static bool scan_directory(struct fat *f, uint64_t dir, uint32_t cluster, struct error *e)
{
	struct long_name l = {0};
	bool end = false;

	if (dir == ROOT && f->bits != 32)
		return scan_part(f, dir, bytes_part(f->in, f->root_at, (uint64_t)f->root_entries * ENTRY), &l, &end, e);
	while (cluster && !end) {
		struct bytes part = cluster_at(f, cluster);

		if (part.len == 0 || f->seen[cluster / 8] >> cluster % 8 & 1) {
			f->damaged++; /* beyond the end, or shared with another directory, or a loop */
			return true;
		}
		f->seen[cluster / 8] |= (uint8_t)(1 << cluster % 8);
		TRY(scan_part(f, dir, part, &l, &end, e));
		cluster = next_cluster(f, cluster);
	}
	return true;
}

static bool fat_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct fat *f = arena_alloc(arena, sizeof *f);
	struct fstree_inode *root;
	uint64_t present;

	if (!f)
		return error_memory(e, "fat");
	f->in = in;
	f->limits = limits;
	f->arena = arena;
	if (!boot_read(in, f))
		return error_set(e, ERROR_INPUT, "no FAT boot sector");
	present = in.len > f->data_at ? (in.len - f->data_at) / f->cluster_size + 1 : 0;
	if (f->clusters > present)
		f->clusters = (uint32_t)present;
	f->seen = arena_alloc(arena, f->clusters / 8 + 2);
	f->work = f->clusters * 4ull + 1024;
	fstree_init(&f->tree, arena, in);
	root = f->seen ? fstree_inode(&f->tree, ROOT) : NULL;
	if (!root)
		return error_memory(e, "fat");
	root->known = true;
	root->mode = S_IFDIR | 0755;
	root->covered = f->root_cluster;
	for (size_t i = 0; i < f->tree.inode_count; i++)
		if (S_ISDIR(f->tree.inodes[i].mode))
			TRY(scan_directory(f, f->tree.inodes[i].id, (uint32_t)f->tree.inodes[i].covered, e));
	fstree_finish(&f->tree);
	*ret_state = f;
	return true;
}

static bool fat_walk(void *state, const struct visitor *v, struct error *e)
{
	struct fat *f = state;
	struct bytes label = f->label;

	visit_property_fmt(v, "type", 0, 512, "FAT%u", f->bits);
	while (label.len && (label.at[label.len - 1] == ' ' || label.at[label.len - 1] == 0))
		label.len--;
	if (label.len && !bytes_is(label, "NO NAME"))
		visit_property(v, "name", label, (uint64_t)(label.at - f->in.at), label.len);
	if (f->total > f->in.len)
		visit_property_fmt(v, "truncated", 0, f->in.len, "%zu of %llu bytes", f->in.len,
				   (unsigned long long)f->total);
	if (f->damaged)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN, "a directory's listing is damaged or cut");
	return fstree_walk(&f->tree, ROOT, v, e);
}

static bool fat_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct fat *f = state;
	const struct fstree_inode *node = fstree_at(&f->tree, cookie);
	uint32_t cluster;
	uint64_t left = size;

	if (!node || node->size != size)
		return error_set(e, ERROR_INPUT, "no such file");
	cluster = (uint32_t)node->covered;
	/* a chain that loops ends with the size, which no image can make larger than what it holds */
	if (size > (uint64_t)f->clusters * f->cluster_size)
		return error_set(e, ERROR_INPUT, "the file is larger than the file system");
	while (left) {
		struct bytes part = cluster_at(f, cluster);
		size_t want = left < f->cluster_size ? (size_t)left : f->cluster_size;

		if (part.len < want)
			return error_set(e, ERROR_INPUT, "the cluster chain ends %llu bytes early",
					 (unsigned long long)left);
		write_bytes(out, bytes_part(part, 0, want));
		TRY(writer_done(out, e));
		left -= want;
		cluster = next_cluster(f, cluster);
	}
	return true;
}

const struct format format_fat = {
	.name = "fat",
	.title = "FAT file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = fat_probe,
	.open = fat_open,
	.walk = fat_walk,
	.load = fat_load,
};
