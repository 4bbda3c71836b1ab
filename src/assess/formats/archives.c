/* Archives that libarchive reads: tar (ustar, GNU, pax, v7), zip, ar, 7z, rar; and ARJ, which is only named. The
 * probes are ours and strict: they find the archive's own end, so that raw flash behind it is still searched. */
#include "assess/formats/archives_walk.h"

#include "core/base/checked.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#include <archive.h>
#include <zlib.h>

#define TAR_BLOCK 512

/* A number field of tar: octal text, or base 256 where the top bit is set (GNU). */
static bool tar_number(struct bytes field, uint64_t *ret)
{
	uint64_t value = 0;
	size_t i = 0;

	if (field.len && field.at[0] & 0x80) {
		value = field.at[0] & 0x3f;
		for (i = 1; i < field.len; i++) {
			if (value >> 55)
				return false;
			value = value << 8 | field.at[i];
		}
		*ret = value;
		return !(field.at[0] & 0x40);
	}
	while (i < field.len && field.at[i] == ' ')
		i++;
	for (; i < field.len && field.at[i] >= '0' && field.at[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field.at[i] - '0');
	if (i < field.len && field.at[i] != ' ' && field.at[i] != 0)
		return false;
	*ret = value;
	return true;
}

/* A header block: the sum of its bytes, the checksum field counted as spaces, stands in that field. */
static bool tar_header(struct bytes block, uint64_t *ret_size)
{
	uint64_t want, sum = 0;

	if (block.len < TAR_BLOCK || block.at[0] == 0 || !tar_number(bytes_part(block, 148, 8), &want) ||
	    !tar_number(bytes_part(block, 124, 12), ret_size))
		return false;
	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : block.at[i];
	return sum == want;
}

static bool all_zero(struct bytes in)
{
	return in.len == 0 || (in.at[0] == 0 && memcmp(in.at, in.at + 1, in.len - 1) == 0);
}

static bool tar_probe(struct bytes in, struct claim *ret)
{
	uint64_t at = 0, size = 0;
	bool ustar, truncated = false;
	struct bytes block = bytes_part(in, 0, TAR_BLOCK);

	if (block.len < TAR_BLOCK || !tar_header(block, &size))
		return false;
	ustar = memcmp(block.at + 257, "ustar", 5) == 0;
	/* v7 has no magic: the fields between must be what tar writes */
	if (!ustar && (!all_zero(bytes_part(block, 345, 167)) || block.at[99] != 0 ||
		       !tar_number(bytes_part(block, 100, 8), &size) || !tar_header(block, &size)))
		return false;
	while (tar_header(bytes_part(in, at, TAR_BLOCK), &size)) {
		uint8_t type = in.at[at + 156];

		/* links, devices and directories have no content, whatever the size says (POSIX ustar) */
		if (type >= '1' && type <= '6')
			size = 0;
		if (size > UINT64_MAX / 2 || !range_ok(at + TAR_BLOCK, (size + 511) & ~(uint64_t)511, in.len)) {
			truncated = true;
			at = in.len;
			break;
		}
		at += TAR_BLOCK + ((size + 511) & ~(uint64_t)511);
	}
	/* two zero blocks end it; writers pad to their record, most to 10240 bytes */
	for (size_t zero = 0; at < in.len && zero < 20 && all_zero(bytes_part(in, at, TAR_BLOCK)); zero++) {
		at += TAR_BLOCK;
		if (zero >= 1 && at % 10240 == 0)
			break;
	}
	*ret = (struct claim){.len = at < in.len ? at : in.len, .sure = ustar ? 95 : 45, .truncated = truncated};
	return true;
}

/* The end of central directory record that fits an archive beginning at the first byte. */
static uint64_t zip_end(struct bytes in)
{
	uint64_t at = 0;

	for (;;) {
		size_t hit = bytes_find(bytes_part(in, at, UINT64_MAX), bytes_of("PK\5\6", 4));
		struct reader r;
		uint64_t size, offset;
		uint16_t comment;

		if (hit == SIZE_MAX)
			return 0;
		at += hit;
		r = reader_of(bytes_part(in, at, 22), "zip end");
		read_skip(&r, 12, "disks and counts");
		size = read_u32le(&r, "directory size");
		offset = read_u32le(&r, "directory offset");
		comment = read_u16le(&r, "comment length");
		/* zip64 puts its own records between directory and end, and all ones here */
		if (reader_ok(&r) &&
		    (offset + size == at || offset == UINT32_MAX || size == UINT32_MAX ||
		     (offset + size < at && at - offset - size == 76)) &&
		    range_ok(at + 22, comment, in.len))
			return at + 22 + comment;
		at += 4;
	}
}

static bool zip_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "zip");
	uint16_t version, method, name;
	struct bytes magic = read_bytes(&r, 4, "magic");

	if (magic.len < 4 || memcmp(magic.at, "PK\3\4", 4) != 0)
		return false;
	version = read_u16le(&r, "version");
	read_skip(&r, 2, "flags");
	method = read_u16le(&r, "method");
	read_skip(&r, 16, "time, sum, sizes");
	name = read_u16le(&r, "name length");
	read_skip(&r, 2, "extra length");
	if (!reader_ok(&r) || (version & 0xff) > 63 || method > 99 || name == 0 || name > 4096)
		return false;
	*ret = (struct claim){.len = zip_end(in), .sure = 95};
	if (!ret->len) /* no directory: cut; where it ends cannot be said */
		*ret = (struct claim){.len = in.len, .sure = 45, .truncated = true};
	return true;
}

static const char *zip_cut(struct bytes in)
{
	return zip_end(in) ? NULL : "the archive ends before its central directory: members may be missing";
}

static bool ar_probe(struct bytes in, struct claim *ret)
{
	uint64_t at = 8;
	size_t count = 0;
	bool truncated = false;

	if (!bytes_starts(in, "!<arch>\n"))
		return false;
	while (!truncated && range_ok(at, 60, in.len) && memcmp(in.at + at + 58, "`\n", 2) == 0) {
		uint64_t size;

		if (!text_number(text_trim(bytes_part(in, at + 48, 10)), &size))
			break;
		count++;
		truncated = !range_ok(at + 60, size, in.len);
		at = truncated ? in.len : at + 60 + size + (size & 1);
	}
	if (!count)
		return false;
	*ret = (struct claim){.len = at < in.len ? at : in.len, .sure = 95, .truncated = truncated};
	return true;
}

static bool seven_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "7z");
	struct bytes magic = read_bytes(&r, 6, "magic"), start;
	uint64_t offset, size, end;
	uint32_t sum;

	read_skip(&r, 2, "version");
	sum = read_u32le(&r, "start header crc32");
	start = read_bytes(&r, 20, "start header");
	if (!reader_ok(&r) || memcmp(magic.at, "7z\xbc\xaf\x27\x1c", 6) != 0 ||
	    crc32(0, start.at, (unsigned)start.len) != sum)
		return false;
	r = reader_of(start, "7z start header");
	offset = read_u64le(&r, "offset");
	size = read_u64le(&r, "size");
	if (!add_ok(offset, size, &end) || !add_ok(end, 32, &end))
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 100, .truncated = end > in.len};
	return true;
}

static bool rar_probe(struct bytes in, struct claim *ret)
{
	if (in.len < 20 || (memcmp(in.at, "Rar!\x1a\7\0", 7) != 0 && memcmp(in.at, "Rar!\x1a\7\1\0", 8) != 0))
		return false;
	/* RAR 4: the main header of 13 bytes comes next; RAR 5: a header with a vint size */
	if (in.at[6] == 0 && in.at[9] != 0x73)
		return false;
	*ret = (struct claim){.len = in.len, .sure = 90};
	return true;
}

static bool arj_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "arj");
	uint16_t magic = read_u16le(&r, "magic"), size = read_u16le(&r, "header size");
	struct bytes header = read_bytes(&r, size, "header");
	uint32_t sum = read_u32le(&r, "crc32");

	if (!reader_ok(&r) || magic != 0xea60 || size < 30 || size > 2600 || header.at[0] < 30 || header.at[0] > size ||
	    header.at[6] != 2)
		return false;
	if (crc32(0, header.at, (unsigned)header.len) != sum)
		return false;
	*ret = (struct claim){.len = in.len, .sure = 90};
	return true;
}

static bool named_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct bytes *state = arena_alloc(arena, sizeof *state);

	(void)limits;
	if (!state)
		return error_memory(e, "archive");
	*state = in;
	*ret_state = state;
	return true;
}

static bool arj_walk(void *state, const struct visitor *v, struct error *e)
{
	(void)state;
	(void)e;
	visit_unread(v, bytes_of("", 0), 0, "ARJ archives are recognised but not opened");
	return true;
}

static const struct archives_kind tar_kind = {archive_read_support_format_tar, NULL, true, NULL};
static const struct archives_kind zip_kind = {archive_read_support_format_zip, NULL, false, zip_cut};
static const struct archives_kind ar_kind = {archive_read_support_format_ar, NULL, true, NULL};
static const struct archives_kind seven_kind = {archive_read_support_format_7zip, NULL, false, NULL};
static const struct archives_kind rar_kind = {archive_read_support_format_rar, archive_read_support_format_rar5, false,
					      NULL};

static const struct magic tar_magics[] = {{"ustar", 5, 257}};
static const struct magic zip_magics[] = {{"PK\3\4", 4, 0}};
static const struct magic ar_magics[] = {{"!<arch>\n", 8, 0}};
static const struct magic seven_magics[] = {{"7z\xbc\xaf\x27\x1c", 6, 0}};
static const struct magic rar_magics[] = {{"Rar!\x1a\7", 6, 0}};

#define ARCHIVE(word, short_name, people, extra)                                                                       \
	static bool word##_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,   \
				struct error *e)                                                                       \
	{                                                                                                              \
		return archives_open(&word##_kind, in, limits, arena, ret_state, e);                                   \
	}                                                                                                              \
	extern const struct format format_##short_name;                                                                \
	const struct format format_##short_name = {                                                                    \
		.name = #short_name,                                                                                   \
		.title = people,                                                                                       \
		.flags = FORMAT_IN_FILES | FORMAT_FILE_SYSTEM | (extra),                                               \
		.magics = word##_magics,                                                                               \
		.magic_count = ARRAY_LEN(word##_magics),                                                               \
		.probe = word##_probe,                                                                                 \
		.open = word##_open,                                                                                   \
		.walk = archives_walk,                                                                                 \
	};

ARCHIVE(tar, tar, "tar archive", FORMAT_CARVE)
ARCHIVE(zip, zip, "zip archive", FORMAT_CARVE)
ARCHIVE(ar, ar, "ar archive", FORMAT_CARVE)
ARCHIVE(seven, 7z, "7-Zip archive", FORMAT_CARVE)
ARCHIVE(rar, rar, "RAR archive", 0) /* its length is not known: never searched for in raw bytes */

extern const struct format format_arj;
const struct format format_arj = {
	.name = "arj",
	.title = "ARJ archive",
	.flags = FORMAT_IN_FILES | FORMAT_NAMED,
	.probe = arj_probe,
	.open = named_open,
	.walk = arj_walk,
};
