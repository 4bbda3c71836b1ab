/* Part of iso9660.c. ECMA-119 9.1; SUSP 1.12 (IEEE P1281) and Rock Ridge 1.12 (IEEE P1282); Joliet's names are UCS-2,
 * big-endian. */
#include "assess/formats/iso9660_record.h"

#define MORE_HOPS 8
#define MORE_LEN_MOST 8192

enum { NAME_CONTINUES = 1, PART_CONTINUES = 1, PART_CURRENT = 2, PART_PARENT = 4, PART_ROOT = 8 };

static void append(uint8_t *text, size_t *len, struct bytes more)
{
	size_t room = ISO_NAME_MAX - *len, take = more.len < room ? more.len : room;

	if (take)
		memcpy(text + *len, more.at, take);
	*len += take;
}

/* Days before a date of the Gregorian calendar, counted from 1970. */
static int64_t days_of(int64_t year, unsigned month, unsigned day)
{
	static const unsigned before[] = {0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334};
	int64_t past = year - (month < 3);
	int64_t leaps = past / 4 - past / 100 + past / 400 - 477;

	return (year - 1970) * 365 + leaps + before[month - 1] + day - 1;
}

/* Years since 1900, month, day, hour, minute, second, quarters of an hour from UTC. */
static int64_t time_of(struct bytes t)
{
	if (t.len < 7 || t.at[1] < 1 || t.at[1] > 12 || t.at[2] < 1)
		return 0;
	return days_of(1900 + (int64_t)t.at[0], t.at[1], t.at[2]) * 86400 + t.at[3] * 3600 + t.at[4] * 60 + t.at[5] -
	       (int64_t)(int8_t)t.at[6] * 900;
}

static void symlink_parts(struct iso_record *record, struct bytes in, bool *unfinished)
{
	struct reader r = reader_of(in, "SL");

	read_skip(&r, 1, "flags");
	while (reader_left(&r) >= 2) {
		uint8_t flags = read_u8(&r, "part flags"), len = read_u8(&r, "part length");
		struct bytes part = read_bytes(&r, len, "part");

		if (!reader_ok(&r)) {
			record->damaged = true;
			return;
		}
		if (record->link_len && !*unfinished && record->link[record->link_len - 1] != '/')
			append(record->link, &record->link_len, bytes_str("/"));
		if (flags & PART_ROOT)
			append(record->link, &record->link_len, bytes_str("/"));
		append(record->link, &record->link_len,
		       flags & PART_CURRENT  ? bytes_str(".")
		       : flags & PART_PARENT ? bytes_str("..")
					     : part);
		*unfinished = flags & PART_CONTINUES;
	}
}

/* Both byte orders stand side by side in every number: the little-endian one comes first. */
static uint32_t both(struct reader *r)
{
	uint32_t value = read_u32le(r, "number");

	read_skip(r, 4, "number");
	return value;
}

static void system_entry(struct iso_record *record, const uint8_t *kind, struct bytes in, bool *link_unfinished)
{
	struct reader r = reader_of(in, "system use entry");

	if (memcmp(kind, "PX", 2) == 0) {
		record->mode = both(&r);
		both(&r);
		record->uid = both(&r);
		record->gid = both(&r);
		record->has_mode = reader_ok(&r);
	} else if (memcmp(kind, "NM", 2) == 0) {
		uint8_t flags = read_u8(&r, "flags");

		if (!(flags & 6))
			append(record->name, &record->name_len, bytes_part(in, 1, in.len));
	} else if (memcmp(kind, "SL", 2) == 0) {
		symlink_parts(record, in, link_unfinished);
	} else if (memcmp(kind, "PN", 2) == 0) {
		record->rdev_high = both(&r);
		record->rdev_low = both(&r);
	} else if (memcmp(kind, "TF", 2) == 0) {
		uint8_t flags = read_u8(&r, "flags");

		/* the long form is text: dates of the short one are what every maker writes */
		if (!(flags & 0x80) && flags & 2) {
			read_skip(&r, flags & 1 ? 7 : 0, "creation");
			record->mtime = time_of(read_bytes(&r, 7, "modification"));
		}
	} else if (memcmp(kind, "CL", 2) == 0) {
		record->child = both(&r);
	} else if (memcmp(kind, "RE", 2) == 0) {
		record->relocated = true;
	} else if (memcmp(kind, "ZF", 2) == 0) {
		record->compressed = true;
	}
	record->damaged |= !reader_ok(&r);
}

/* A system use area and the areas it is continued in, each read once at most as far as its hops reach. */
static void system_use(struct bytes in, struct bytes area, struct iso_names *names, struct iso_record *record)
{
	bool link_unfinished = false;

	for (unsigned hops = 0; hops <= MORE_HOPS; hops++) {
		struct reader r = reader_of(area, "system use");
		uint32_t block = 0, offset = 0, len = 0;

		while (reader_left(&r) >= 4) {
			struct bytes kind = read_bytes(&r, 2, "kind"), body;
			uint8_t size = read_u8(&r, "length");
			struct reader b;

			read_skip(&r, 1, "version");
			/* zeros pad the area */
			if (size < 4 || memcmp(kind.at, "ST", 2) == 0)
				break;
			body = read_bytes(&r, size - 4u, "entry");
			if (!reader_ok(&r)) {
				record->damaged = true;
				break;
			}
			if (memcmp(kind.at, "CE", 2) == 0) {
				b = reader_of(body, "CE");
				block = both(&b);
				offset = both(&b);
				len = both(&b);
			} else {
				system_entry(record, kind.at, body, &link_unfinished);
			}
		}
		if (!len)
			return;
		len = len < MORE_LEN_MOST ? len : MORE_LEN_MOST;
		if (hops == MORE_HOPS || names->more_budget < len) {
			record->damaged = true; /* a loop, or an image that is nothing but continuations */
			return;
		}
		names->more_budget -= len;
		area = bytes_part(in, block * names->block_len + offset, len);
	}
}

/* UCS-2 (as UTF-16, where surrogates pair) to UTF-8. */
static void joliet_name(struct iso_record *record, struct bytes in)
{
	struct reader r = reader_of(in, "Joliet name");

	while (reader_left(&r) >= 2) {
		uint32_t c = read_u16be(&r, "character");
		uint8_t out[4];
		size_t n = 0;

		if (c >= 0xd800 && c < 0xdc00 && reader_left(&r) >= 2) {
			uint32_t low = read_u16be(&r, "surrogate");

			c = low >= 0xdc00 && low < 0xe000 ? 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00) : 0xfffd;
		}
		if (c == ';')
			break;
		if (c < 0x80) {
			out[n++] = (uint8_t)c;
		} else if (c < 0x800) {
			out[n++] = (uint8_t)(0xc0 | c >> 6);
			out[n++] = (uint8_t)(0x80 | (c & 0x3f));
		} else if (c < 0x10000) {
			out[n++] = (uint8_t)(0xe0 | c >> 12);
			out[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
			out[n++] = (uint8_t)(0x80 | (c & 0x3f));
		} else {
			out[n++] = (uint8_t)(0xf0 | c >> 18);
			out[n++] = (uint8_t)(0x80 | (c >> 12 & 0x3f));
			out[n++] = (uint8_t)(0x80 | (c >> 6 & 0x3f));
			out[n++] = (uint8_t)(0x80 | (c & 0x3f));
		}
		append(record->name, &record->name_len, bytes_of(out, n));
	}
}

/* "README.TXT;1" and "README.;1" as Linux shows them: in lower case, without version and empty extension. */
static void plain_name(struct iso_record *record, struct bytes in)
{
	size_t len = bytes_find_str(in, ";");

	in.len = len == SIZE_MAX ? in.len : len;
	if (in.len > 1 && in.at[in.len - 1] == '.')
		in.len--;
	append(record->name, &record->name_len, in);
	for (size_t i = 0; i < record->name_len; i++)
		if (record->name[i] >= 'A' && record->name[i] <= 'Z')
			record->name[i] |= 0x20;
}

bool iso_record_read(struct bytes in, uint64_t at, uint64_t end, struct iso_names *names, struct iso_record *ret)
{
	struct bytes room = bytes_part(in, at, end > at ? end - at : 0), name, area;
	struct reader r = reader_of(room, "directory record");
	uint8_t len = read_u8(&r, "length"), name_len;
	struct bytes date;
	uint16_t interleave;

	memset(ret, 0, offsetof(struct iso_record, name));
	if (len < 34 || len > room.len)
		return false;
	r = reader_of(bytes_part(room, 0, len), "directory record");
	read_skip(&r, 1, "length");
	ret->at = at;
	ret->len = len;
	ret->attribute_blocks = read_u8(&r, "attribute blocks");
	ret->block = both(&r);
	ret->size = both(&r);
	date = read_bytes(&r, 7, "date");
	ret->flags = read_u8(&r, "flags");
	interleave = read_u16le(&r, "unit and gap");
	read_skip(&r, 4, "volume");
	name_len = read_u8(&r, "name length");
	name = read_bytes(&r, name_len, "name");
	if (!reader_ok(&r) || name.len == 0)
		return false;
	ret->interleaved = interleave != 0;
	ret->mtime = time_of(date);
	ret->dot = name.len == 1 && name.at[0] <= 1;
	read_skip(&r, name_len % 2 ? 0 : 1, "padding");
	read_skip(&r, names->skip, "system use");
	area = read_bytes(&r, reader_left(&r), "system use");
	if (names->rock_ridge && reader_ok(&r))
		system_use(in, area, names, ret);
	if (!ret->dot && ret->name_len == 0) {
		if (names->joliet)
			joliet_name(ret, name);
		else
			plain_name(ret, name);
	}
	return true;
}
