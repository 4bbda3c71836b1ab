/* UBI: volumes of logical erase blocks (LEBs) over the physical ones (PEBs) of raw flash. Each PEB says in two headers
 * with CRCs which LEB of which volume it holds; of two copies the one with the higher sequence number counts.
 * Layout after linux drivers/mtd/ubi/ubi-media.h. */
#include "assess/formats/format.h"
#include "assess/formats/fstree.h"
#include "core/base/reader.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	HEADER_LEN = 64,
	HEADER_CRC_AT = 60,
	PEB_STEP = 512, /* PEB sizes are multiples of this */
	PEB_MIN = 4096,
	PEB_MAX = 16 << 20,
	SAMPLE_MAX = 32,            /* headers looked at to find the PEB size */
	GAP_MAX = 64,               /* PEBs in a row without a header inside one claim (erased or bad) */
	LAYOUT_VOLUME = 0x7fffefff, /* and ids above it: UBI's own volumes (fastmap) */
	VOLUME_RECORD_LEN = 172,
	VOLUMES_MAX = 128,
	STATIC_VOLUME = 2,
};

struct ec_header {
	uint32_t vid_offset, data_offset, image;
};

struct peb {
	uint32_t volume, leb;
	uint8_t type;
	bool copy;
	uint32_t data_len, used, pad, data_crc;
	uint64_t seq;
	uint64_t offset; /* of the data in the container */
};

struct volume {
	uint32_t id;
	uint8_t type;
	uint32_t pad;
	bool listed;   /* in the volume table */
	bool updating; /* an update was interrupted */
	uint32_t reserved;
	struct bytes name;
	size_t first, count; /* its PEBs, by LEB, one each */
	uint32_t lebs;       /* logical length */
	size_t missing, bad_data;
	uint64_t size;
};

struct ubi {
	struct bytes in;
	struct limits limits;
	struct ec_header ec;
	uint32_t peb_size, leb_size;
	size_t peb_count, bad_ec, bad_vid;
	uint64_t bad_at;
	struct peb *pebs;
	size_t count, cap;
	struct volume *volumes;
	size_t volume_count;
	bool table_found;
};

static bool header_crc_ok(struct bytes head)
{
	struct reader r = reader_of(bytes_part(head, HEADER_CRC_AT, 4), "crc");
	uint32_t crc = read_u32be(&r, "crc");

	return head.len == HEADER_LEN && fstree_crc_ok(UINT32_MAX, bytes_part(head, 0, HEADER_CRC_AT), crc);
}

static bool read_ec(struct bytes in, uint64_t at, struct ec_header *ret)
{
	struct bytes head = bytes_part(in, at, HEADER_LEN);
	struct reader r = reader_of(head, "erase counter header");

	if (!bytes_starts(head, "UBI#") || head.len < HEADER_LEN || head.at[4] != 1 || !header_crc_ok(head))
		return false;
	read_skip(&r, 16, "erase counter");
	ret->vid_offset = read_u32be(&r, "volume header offset");
	ret->data_offset = read_u32be(&r, "data offset");
	ret->image = read_u32be(&r, "image sequence");
	return reader_ok(&r) && ret->vid_offset >= HEADER_LEN && ret->vid_offset % 8 == 0 &&
	       ret->data_offset >= ret->vid_offset + HEADER_LEN && ret->data_offset <= PEB_MAX / 2 &&
	       ret->vid_offset <= PEB_MAX / 2;
}

static bool same_device(const struct ec_header *a, const struct ec_header *b)
{
	/* old kernels write image sequence 0 */
	return a->vid_offset == b->vid_offset && a->data_offset == b->data_offset &&
	       (a->image == b->image || !a->image || !b->image);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

/* The greatest common divisor of the distances between headers, so that one damaged block does not double it; 0 where
 * fewer than two are found. */
static uint32_t find_peb_size(struct bytes in, const struct ec_header *first)
{
	uint64_t size = 0, last = 0;
	size_t found = 0;

	for (uint64_t at = PEB_MIN; at < in.len && found < SAMPLE_MAX && at - last <= PEB_MAX; at += PEB_STEP) {
		struct ec_header ec;

		if (!read_ec(in, at, &ec) || !same_device(first, &ec))
			continue;
		size = common_divisor(at, size);
		last = at;
		found++;
	}
	return size >= PEB_MIN && size <= PEB_MAX && first->data_offset < size ? (uint32_t)size : 0;
}

static bool read_vid(struct bytes in, uint64_t at, struct peb *ret)
{
	struct bytes head = bytes_part(in, at, HEADER_LEN);
	struct reader r = reader_of(head, "volume identifier header");

	if (!bytes_starts(head, "UBI!") || !header_crc_ok(head))
		return false;
	read_skip(&r, 5, "version");
	ret->type = read_u8(&r, "type");
	ret->copy = read_u8(&r, "copy flag") != 0;
	read_skip(&r, 1, "compatibility");
	ret->volume = read_u32be(&r, "volume");
	ret->leb = read_u32be(&r, "leb");
	read_skip(&r, 4, "padding");
	ret->data_len = read_u32be(&r, "data size");
	ret->used = read_u32be(&r, "used blocks");
	ret->pad = read_u32be(&r, "data pad");
	ret->data_crc = read_u32be(&r, "data crc");
	read_skip(&r, 4, "padding");
	ret->seq = read_u64be(&r, "sequence");
	return reader_ok(&r);
}

static bool ubi_probe(struct bytes in, struct claim *ret)
{
	struct ec_header first, ec;
	uint32_t size;
	uint64_t end = 0, at;
	size_t gap = 0, pebs = 0, volumes = 0;
	struct peb peb;

	if (!read_ec(in, 0, &first) || !(size = find_peb_size(in, &first)))
		return false;
	for (at = 0; at < in.len && gap <= GAP_MAX; at += size) {
		if (read_ec(in, at, &ec) && same_device(&first, &ec)) {
			gap = 0;
			pebs++;
			volumes += read_vid(in, at + first.vid_offset, &peb);
			end = at + size;
		} else if (bytes_starts(bytes_part(in, at, 4), "UBI#") && read_ec(in, at, &ec)) {
			break; /* another device begins */
		} else {
			gap++;
		}
	}
	if (pebs < 2 || !volumes)
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 100, .truncated = end > in.len};
	return true;
}

static int peb_order(const void *left, const void *right)
{
	const struct peb *a = left, *b = right;

	if (a->volume != b->volume)
		return a->volume < b->volume ? -1 : 1;
	if (a->leb != b->leb)
		return a->leb < b->leb ? -1 : 1;
	if (a->seq != b->seq)
		return a->seq > b->seq ? -1 : 1;
	return a->offset > b->offset ? -1 : a->offset < b->offset;
}

static struct bytes peb_data(const struct ubi *u, const struct peb *p)
{
	return bytes_part(u->in, p->offset, u->leb_size);
}

/* A block that was being moved when power failed has the copy flag and a CRC that tells whether the move was done. */
static bool copy_complete(const struct ubi *u, const struct peb *p)
{
	struct bytes data = bytes_part(peb_data(u, p), 0, p->data_len);

	return !p->copy || (data.len == p->data_len && fstree_crc_ok(UINT32_MAX, data, p->data_crc));
}

static bool scan(struct ubi *u, struct arena *arena)
{
	static const char erased[] = "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff";
	size_t kept = 0;

	for (uint64_t at = 0; at < u->in.len; at += u->peb_size) {
		struct ec_header ec;
		struct peb p = {0};

		u->peb_count++;
		if (!bytes_starts(bytes_part(u->in, at, 16), erased) && !read_ec(u->in, at, &ec) && !u->bad_ec++ &&
		    !u->bad_vid)
			u->bad_at = at;
		/* as the kernel does: the volume header counts even where the erase counter is lost */
		if (bytes_starts(bytes_part(u->in, at + u->ec.vid_offset, 16), erased))
			continue;
		if (!read_vid(u->in, at + u->ec.vid_offset, &p)) {
			if (bytes_starts(bytes_part(u->in, at, 4), "UBI#") && !u->bad_vid++ && !u->bad_ec)
				u->bad_at = at;
			continue;
		}
		if (p.volume > LAYOUT_VOLUME || at + u->ec.data_offset >= u->in.len)
			continue; /* fastmap, or cut off */
		p.offset = at + u->ec.data_offset;
		if (!arena_grow(arena, &u->pebs, u->count, &u->cap, sizeof *u->pebs))
			return false;
		u->pebs[u->count++] = p;
	}
	if (u->count)
		qsort(u->pebs, u->count, sizeof *u->pebs, peb_order);
	for (size_t i = 0, end, best; i < u->count; i = end) {
		for (end = i + 1;
		     end < u->count && u->pebs[end].volume == u->pebs[i].volume && u->pebs[end].leb == u->pebs[i].leb;
		     end++)
			;
		for (best = i; best + 1 < end && !copy_complete(u, &u->pebs[best]); best++)
			;
		u->pebs[kept++] = u->pebs[best];
	}
	u->count = kept;
	return true;
}

/* The volume's row of the table; LEB 0 and 1 of the layout volume hold the same. */
static bool read_record(const struct ubi *u, struct volume *volume)
{
	for (size_t i = 0; i < u->count; i++) {
		struct bytes row;
		struct reader r;
		uint16_t name_len;
		uint32_t crc;

		if (u->pebs[i].volume != LAYOUT_VOLUME)
			continue;
		row = bytes_part(peb_data(u, &u->pebs[i]), (uint64_t)volume->id * VOLUME_RECORD_LEN, VOLUME_RECORD_LEN);
		r = reader_of(row, "volume table");
		volume->reserved = read_u32be(&r, "reserved");
		read_skip(&r, 4, "alignment");
		volume->pad = read_u32be(&r, "data pad");
		volume->type = read_u8(&r, "type");
		volume->updating = read_u8(&r, "update marker") != 0;
		name_len = (uint16_t)(read_u8(&r, "name length") << 8);
		name_len = (uint16_t)(name_len | read_u8(&r, "name length"));
		volume->name = bytes_part(read_bytes(&r, 128, "name"), 0, name_len);
		read_skip(&r, 24, "flags");
		crc = read_u32be(&r, "crc");
		if (reader_ok(&r) && fstree_crc_ok(UINT32_MAX, bytes_part(row, 0, VOLUME_RECORD_LEN - 4), crc) &&
		    volume->reserved)
			return true;
	}
	return false;
}

static uint64_t leb_room(const struct ubi *u, const struct volume *volume)
{
	return volume->pad < u->leb_size ? u->leb_size - volume->pad : 0;
}

static bool find_volumes(struct ubi *u, struct arena *arena)
{
	u->volumes = arena_array(arena, VOLUMES_MAX, sizeof *u->volumes);
	if (!u->volumes)
		return false;
	for (size_t i = 0, end; i < u->count; i = end) {
		struct volume *volume = &u->volumes[u->volume_count];
		uint64_t most;

		for (end = i + 1; end < u->count && u->pebs[end].volume == u->pebs[i].volume; end++)
			;
		if (u->pebs[i].volume == LAYOUT_VOLUME) {
			u->table_found = true;
			continue;
		}
		if (u->pebs[i].volume >= VOLUMES_MAX)
			continue;
		*volume = (struct volume){.id = u->pebs[i].volume};
		volume->listed = read_record(u, volume);
		if (!volume->listed) {
			*volume = (struct volume){
				.id = u->pebs[i].volume, .type = u->pebs[i].type, .pad = u->pebs[i].pad};
			volume->name = (struct bytes){(const uint8_t *)"", 0};
		}
		/* block numbers beyond what the flash could hold are nonsense and would only make the volume long */
		most = volume->reserved > u->peb_count ? volume->reserved : u->peb_count;
		volume->first = i;
		while (end > i && u->pebs[end - 1].leb >= most)
			end--;
		volume->count = end - i;
		for (; end < u->count && u->pebs[end].volume == volume->id; end++)
			;
		if (!volume->count)
			continue;
		volume->lebs = u->pebs[i + volume->count - 1].leb + 1;
		volume->size = volume->lebs * leb_room(u, volume);
		if (volume->type == STATIC_VOLUME) {
			const struct peb *last = &u->pebs[i + volume->count - 1];

			if (last->used > volume->lebs && last->used <= most)
				volume->lebs = last->used;
			volume->size = (volume->lebs - 1) * leb_room(u, volume);
			volume->size += last->leb + 1 == volume->lebs && last->data_len <= u->leb_size
						? last->data_len
						: leb_room(u, volume);
			volume->missing = volume->lebs - volume->count;
			for (size_t k = i; k < i + volume->count; k++) {
				struct peb p = u->pebs[k];

				p.copy = true; /* static blocks always carry a CRC */
				volume->bad_data += !copy_complete(u, &p);
			}
		}
		u->volume_count++;
	}
	return true;
}

static bool ubi_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct ubi *u = arena_alloc(arena, sizeof *u);

	if (!u)
		return error_memory(e, "ubi");
	u->in = in;
	u->limits = *limits;
	if (!read_ec(in, 0, &u->ec) || !(u->peb_size = find_peb_size(in, &u->ec)))
		return error_set(e, ERROR_INPUT, "ubi: no two erase counter headers of one device");
	u->leb_size = u->peb_size - u->ec.data_offset;
	if (!scan(u, arena) || !find_volumes(u, arena))
		return error_memory(e, "ubi blocks");
	*ret_state = u;
	return true;
}

static bool walk_volume(const struct ubi *u, size_t index, const struct visitor *v, struct error *e)
{
	const struct volume *volume = &u->volumes[index];
	char name[16], why[128];
	struct node n = {.type = NODE_PART,
			 .path = volume->name,
			 .size = volume->size,
			 .kind = CONTENT_LAZY,
			 .cookie = index,
			 .offset = OFFSET_UNKNOWN};

	snprintf(name, sizeof name, "volume%u", volume->id);
	if (!volume->name.len)
		n.path = bytes_str(name);
	visit_property_fmt(v, "partition", u->pebs[volume->first].offset, volume->size, "%.*s %s %llu %llu",
			   (int)n.path.len, (const char *)n.path.at,
			   volume->type == STATIC_VOLUME ? "static" : "dynamic",
			   (unsigned long long)u->pebs[volume->first].offset, (unsigned long long)volume->size);
	if (!volume->listed)
		visit_unread(v, n.path, u->pebs[volume->first].offset,
			     "the volume table has no valid row for this volume");
	if (volume->updating)
		visit_unread(v, n.path, u->pebs[volume->first].offset, "an update of this volume was interrupted");
	if (volume->missing) {
		snprintf(why, sizeof why, "%zu of %u blocks are missing", volume->missing, volume->lebs);
		visit_unread(v, n.path, OFFSET_UNKNOWN, why);
	}
	if (volume->bad_data) {
		snprintf(why, sizeof why, "%zu blocks have a wrong data crc", volume->bad_data);
		visit_unread(v, n.path, OFFSET_UNKNOWN, why);
	}
	return visit_node(v, &n, e);
}

static bool ubi_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct ubi *u = state;
	char why[128];

	visit_property_fmt(v, "type", 0, HEADER_LEN, "%zu blocks of %u bytes", u->peb_count, u->peb_size);
	if (u->bad_ec || u->bad_vid) {
		snprintf(why, sizeof why,
			 "%zu blocks without a valid erase counter header, %zu without a valid volume header",
			 u->bad_ec, u->bad_vid);
		visit_unread(v, bytes_str(""), u->bad_at, why);
	}
	if (!u->table_found)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN, "no copy of the volume table was found");
	for (size_t i = 0; i < u->volume_count; i++)
		TRY(walk_volume(u, i, v, e));
	return true;
}

static bool ubi_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct ubi *u = state;
	const struct volume *volume;
	uint64_t room, written = 0;
	size_t next = 0;

	if (cookie >= u->volume_count || size != u->volumes[cookie].size)
		return error_set(e, ERROR_INPUT, "no such volume");
	volume = &u->volumes[cookie];
	room = leb_room(u, volume);
	if (size > u->limits.node_bytes)
		return error_set(e, ERROR_LIMIT, "the volume has %llu bytes", (unsigned long long)size);
	for (uint32_t leb = 0; leb < volume->lebs && written < size && writer_ok(out); leb++) {
		uint64_t want = room < size - written ? room : size - written;
		struct bytes data = {NULL, 0};

		if (next < volume->count && u->pebs[volume->first + next].leb == leb)
			data = bytes_part(peb_data(u, &u->pebs[volume->first + next++]), 0, want);
		write_bytes(out, data);
		write_fill(out, 0xff, want - data.len); /* unmapped blocks read as erased flash */
		written += want;
	}
	return writer_done(out, e);
}

static const struct magic ubi_magics[] = {{"UBI#\1", 5, 0}};

const struct format format_ubi = {
	.name = "ubi",
	.title = "UBI volumes on raw flash",
	.flags = FORMAT_CARVE,
	.magics = ubi_magics,
	.magic_count = ARRAY_LEN(ubi_magics),
	.probe = ubi_probe,
	.open = ubi_open,
	.walk = ubi_walk,
	.load = ubi_load,
};
