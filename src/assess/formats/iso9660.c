/* ISO 9660 (ECMA-119) with Rock Ridge or Joliet names. Our own reader, because libarchive 3.6 does not end on looped
 * Rock Ridge continuations. Every block is read as part of a directory once at most, so that neither loops nor
 * directories that overlap make work without end. Files lie in one piece and are given out in place. */
#include "assess/formats/iso9660_record.h"

#include "core/base/checked.h"
#include "core/base/text.h"

#include <sys/stat.h>

#define PRIMARY 0x8000
#define DESCRIPTORS_MOST 64
#define DEPTH_MOST 64
#define PATH_MOST 8192

struct iso {
	struct bytes in;
	const struct visitor *v;
	struct iso_names names;
	uint8_t *seen; /* a bit for every block that was part of a directory */
	size_t path_len;
	uint8_t path[PATH_MOST];
};

struct volume {
	uint32_t root_block, root_size;
	uint64_t block_len;
	bool joliet, joliet_there, bootable;
};

/* ------------------------------------------------------------------------------------------- descriptors */

static bool root_of(struct bytes descriptor, uint32_t *block, uint32_t *size)
{
	struct reader r = reader_of(descriptor, "root directory");

	reader_seek(&r, 156 + 2, "root");
	*block = read_u32le(&r, "block");
	read_skip(&r, 4, "block");
	*size = read_u32le(&r, "size");
	return reader_ok(&r);
}

static bool is_joliet(struct bytes descriptor)
{
	struct bytes escape = bytes_part(descriptor, 88, 3);

	return bytes_is(escape, "%/@") || bytes_is(escape, "%/C") || bytes_is(escape, "%/E");
}

static bool read_primary(struct bytes in, struct volume *ret, uint64_t *len)
{
	struct reader r = reader_of(in, "iso9660");
	uint32_t blocks, blocks_be;
	uint16_t size, size_be;
	struct bytes magic;

	/* ECMA-119 8.4: the primary descriptor in sector 16, numbers in both byte orders */
	reader_seek(&r, PRIMARY, "descriptor");
	magic = read_bytes(&r, 7, "magic");
	reader_seek(&r, PRIMARY + 80, "space size");
	blocks = read_u32le(&r, "blocks");
	blocks_be = read_u32be(&r, "blocks");
	reader_seek(&r, PRIMARY + 128, "block size");
	size = read_u16le(&r, "block size");
	size_be = read_u16be(&r, "block size");
	reader_seek(&r, PRIMARY + ISO_SECTOR, "next descriptor");
	if (!reader_ok(&r) || memcmp(magic.at, "\1CD001\1", 7) != 0 || blocks != blocks_be || size != size_be ||
	    (size != 512 && size != 1024 && size != 2048) || blocks < 17)
		return false;
	*len = (uint64_t)blocks * size;
	*ret = (struct volume){.block_len = size};
	return root_of(bytes_part(in, PRIMARY, ISO_SECTOR), &ret->root_block, &ret->root_size);
}

/* The other descriptors: is there a Joliet tree, does the volume boot. */
static void read_others(struct bytes in, struct volume *ret, uint32_t *joliet_block, uint32_t *joliet_size)
{
	for (uint64_t i = 1; i < DESCRIPTORS_MOST; i++) {
		struct bytes d = bytes_part(in, PRIMARY + i * ISO_SECTOR, ISO_SECTOR);

		if (d.len < ISO_SECTOR || memcmp(d.at + 1, "CD001", 5) != 0 || d.at[0] == 255)
			return;
		if (d.at[0] == 0 && memcmp(d.at + 7, "EL TORITO SPECIFICATION", 23) == 0)
			ret->bootable = true;
		if (d.at[0] == 2 && is_joliet(d) && root_of(d, joliet_block, joliet_size))
			ret->joliet_there = true;
	}
}

/* The root's first record begins its system use area with SP where Rock Ridge is used. */
static bool has_rock_ridge(struct bytes in, const struct volume *volume, uint8_t *skip)
{
	struct bytes root = bytes_part(in, volume->root_block * volume->block_len, 256);
	struct reader r = reader_of(root, "root directory");
	uint8_t len = read_u8(&r, "length");

	r = reader_of(bytes_part(root, 34, len > 34 ? len - 34u : 0), "system use");
	if (!bytes_is(read_bytes(&r, 2, "kind"), "SP") || read_u8(&r, "length") != 7)
		return false;
	read_skip(&r, 1, "version");
	if (read_u16be(&r, "check") != 0xbeef)
		return false;
	*skip = read_u8(&r, "skip");
	return reader_ok(&r);
}

/* ------------------------------------------------------------------------------------------------ the tree */

static struct bytes path_of(const struct iso *iso)
{
	return bytes_of(iso->path, iso->path_len);
}

static void unread(const struct iso *iso, uint64_t at, const char *why)
{
	visit_unread(iso->v, path_of(iso), at, why);
}

/* A name that is none, or leads elsewhere, is not used. */
static bool push_name(struct iso *iso, struct bytes name)
{
	if (name.len == 0 || bytes_is(name, ".") || bytes_is(name, "..") || memchr(name.at, '/', name.len) ||
	    memchr(name.at, 0, name.len) || name.len + 1 > PATH_MOST - iso->path_len)
		return false;
	iso->path[iso->path_len++] = '/';
	memcpy(iso->path + iso->path_len, name.at, name.len);
	iso->path_len += name.len;
	return true;
}

static struct node node_of(const struct iso *iso, const struct iso_record *record)
{
	struct node n = {.path = path_of(iso),
			 .type = record->flags & ISO_DIRECTORY ? NODE_DIR : NODE_FILE,
			 .has_owner = record->has_mode,
			 .mtime = record->mtime,
			 .offset = record->at};

	if (!record->has_mode)
		return n;
	n.mode = record->mode & 07777;
	n.uid = record->uid;
	n.gid = record->gid;
	switch (record->mode & S_IFMT) {
	case S_IFDIR:
		n.type = NODE_DIR;
		break;
	case S_IFLNK:
		n.type = NODE_SYMLINK;
		n.link = bytes_of(record->link, record->link_len);
		break;
	case S_IFCHR:
	case S_IFBLK:
		n.type = (record->mode & S_IFMT) == S_IFCHR ? NODE_CHAR : NODE_BLOCK;
		n.rdev_major = record->rdev_high ? record->rdev_high : record->rdev_low >> 8;
		n.rdev_minor = record->rdev_high ? record->rdev_low : record->rdev_low & 0xff;
		break;
	case S_IFIFO:
		n.type = NODE_FIFO;
		break;
	case S_IFSOCK:
		n.type = NODE_SOCKET;
		break;
	default:
		break;
	}
	return n;
}

/* `size`: of all the file's pieces, which follow one another. */
static bool give_file(struct iso *iso, const struct iso_record *record, uint64_t size, struct error *e)
{
	struct node n = node_of(iso, record);
	uint64_t at = ((uint64_t)record->block + record->attribute_blocks) * iso->names.block_len;

	if (n.type != NODE_FILE)
		return visit_node(iso->v, &n, e);
	if (record->compressed || record->interleaved) {
		unread(iso, record->at, record->compressed ? "compressed by zisofs" : "an interleaved file");
		return true;
	}
	n.bytes = bytes_part(iso->in, at, size);
	if (size && n.bytes.len == 0) {
		unread(iso, record->at, "lies outside the file system");
		return true;
	}
	if (n.bytes.len < size)
		unread(iso, record->at, "reaches beyond the end of the file system");
	n.size = n.bytes.len;
	n.kind = n.size ? CONTENT_IN_PLACE : CONTENT_NONE;
	n.offset = n.size ? at : record->at;
	return visit_node(iso->v, &n, e);
}

/* False where one of the blocks was part of a directory before. */
static bool take_blocks(struct iso *iso, uint64_t at, uint64_t len)
{
	uint64_t first = at / iso->names.block_len, last = (at + len - 1) / iso->names.block_len;

	for (uint64_t b = first; b <= last; b++) {
		if (iso->seen[b >> 3] & 1u << (b & 7))
			return false;
		iso->seen[b >> 3] |= (uint8_t)(1u << (b & 7));
	}
	return true;
}

static bool walk_directory(struct iso *iso, uint32_t block, uint64_t size, unsigned depth, struct error *e);

/* The size in a relocated directory's place stands in its own first record. */
static uint64_t size_at(struct iso *iso, uint32_t block)
{
	struct reader r = reader_of(bytes_part(iso->in, block * iso->names.block_len + 10, 4), "directory");

	return read_u32le(&r, "size");
}

static bool give_record(struct iso *iso, const struct iso_record *record, uint64_t size, unsigned depth,
			struct error *e)
{
	size_t before = iso->path_len;
	bool ok;

	if (!push_name(iso, bytes_of(record->name, record->name_len))) {
		unread(iso, record->at, "a name that cannot be");
		return true;
	}
	if (record->damaged)
		unread(iso, record->at, "Rock Ridge: damaged, or continued without end");
	if (record->child) {
		struct node n = node_of(iso, record);

		n.type = NODE_DIR;
		ok = visit_node(iso->v, &n, e) &&
		     walk_directory(iso, record->child, size_at(iso, record->child), depth + 1, e);
	} else if (record->flags & ISO_DIRECTORY) {
		struct node n = node_of(iso, record);

		n.type = NODE_DIR;
		ok = visit_node(iso->v, &n, e) &&
		     walk_directory(iso, record->block + record->attribute_blocks, record->size, depth + 1, e);
	} else {
		ok = give_file(iso, record, size, e);
	}
	iso->path_len = before;
	return ok;
}

/* Pieces of one file stand in records that follow one another: together their size where they lie without a gap. */
static uint64_t add_pieces(struct iso *iso, uint64_t *at, uint64_t end, struct iso_record *record)
{
	uint64_t size = record->size;
	struct iso_record next;

	while (record->flags & ISO_MORE && iso_record_read(iso->in, *at, end, &iso->names, &next)) {
		uint64_t behind = ((uint64_t)record->block + record->attribute_blocks) * iso->names.block_len + size;

		if ((uint64_t)next.block * iso->names.block_len != behind)
			break;
		size += next.size;
		*at += next.len;
		record->flags = next.flags;
	}
	return size;
}

static bool walk_directory(struct iso *iso, uint32_t block, uint64_t size, unsigned depth, struct error *e)
{
	uint64_t at = block * iso->names.block_len, end = at + size;
	struct iso_record record;

	if (depth > DEPTH_MOST || at >= iso->in.len || size == 0) {
		unread(iso, at, depth > DEPTH_MOST ? "directories too deep" : "a directory outside the file system");
		return true;
	}
	if (end > iso->in.len) {
		unread(iso, at, "a directory reaches beyond the end of the file system");
		end = iso->in.len;
	}
	if (!take_blocks(iso, at, end - at)) {
		unread(iso, at, "a directory that is part of another one, or a loop");
		return true;
	}
	while (at < end) {
		uint64_t left = ISO_SECTOR - (at - block * iso->names.block_len) % ISO_SECTOR, total;

		/* records do not cross sectors: zero ends one */
		if (iso->in.at[at] == 0) {
			at += left;
			continue;
		}
		if (!iso_record_read(iso->in, at, at + left < end ? at + left : end, &iso->names, &record)) {
			unread(iso, at, "a damaged directory record, and what follows it");
			return true;
		}
		at += record.len;
		if (record.dot || record.relocated || record.flags & ISO_ASSOCIATED)
			continue;
		total = add_pieces(iso, &at, end, &record);
		TRY(give_record(iso, &record, total, depth, e));
	}
	return true;
}

/* ------------------------------------------------------------------------------------------------ the row */

static bool iso9660_probe(struct bytes in, struct claim *ret)
{
	struct volume volume;
	uint64_t len;

	if (!read_primary(in, &volume, &len))
		return false;
	*ret = (struct claim){.len = len < in.len ? len : in.len, .sure = 95, .truncated = len > in.len};
	return true;
}

static void tell(const struct parts *p, const struct visitor *v, const struct volume *volume, const struct iso *iso)
{
	parts_text(p, v, "name", text_trim(bytes_part(p->in, PRIMARY + 40, 32)));
	parts_text(p, v, "vendor", text_trim(bytes_part(p->in, PRIMARY + 318, 128)));
	parts_text(p, v, "created", bytes_part(p->in, PRIMARY + 813, 14));
	visit_property_fmt(v, "type", PRIMARY, ISO_SECTOR, "%s%s",
			   iso->names.rock_ridge ? "Rock Ridge"
			   : volume->joliet      ? "Joliet"
						 : "plain",
			   volume->bootable ? ", bootable" : "");
}

static bool iso9660_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct iso *iso = arena_alloc(p->arena, sizeof *iso);
	uint32_t joliet_block = 0, joliet_size = 0;
	struct volume volume;
	uint64_t len;

	if (!read_primary(p->in, &volume, &len))
		return error_set(e, ERROR_INPUT, "ISO 9660: no primary descriptor");
	read_others(p->in, &volume, &joliet_block, &joliet_size);
	if (!iso)
		return error_memory(e, "ISO 9660");
	iso->in = p->in;
	iso->v = v;
	iso->names.block_len = volume.block_len;
	iso->names.more_budget = 2 * (uint64_t)p->in.len;
	iso->names.rock_ridge = has_rock_ridge(p->in, &volume, &iso->names.skip);
	if (!iso->names.rock_ridge && volume.joliet_there) {
		volume.joliet = iso->names.joliet = true;
		volume.root_block = joliet_block;
		volume.root_size = joliet_size;
	}
	iso->seen = arena_alloc(p->arena, p->in.len / volume.block_len / 8 + 1);
	if (!iso->seen)
		return error_memory(e, "ISO 9660");
	tell(p, v, &volume, iso);
	return walk_directory(iso, volume.root_block, volume.root_size, 0, e);
}

static const struct magic iso9660_magics[] = {{"\1CD001\1", 7, PRIMARY}};

const struct format format_iso9660 = {
	.name = "iso9660",
	.title = "ISO 9660 file system",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES | FORMAT_FILE_SYSTEM,
	.magics = iso9660_magics,
	.magic_count = ARRAY_LEN(iso9660_magics),
	.probe = iso9660_probe,
	.open = parts_open,
	.walk = iso9660_walk,
};
