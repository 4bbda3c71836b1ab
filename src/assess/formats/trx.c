/* Broadcom's TRX: "HDR0", a length, a CRC-32 without the final inversion over all that follows it, and the offsets of
 * up to three (version 1) or four (version 2) parts. */
#include "assess/formats/parts.h"

struct trx {
	uint32_t len, crc, offsets[4];
	uint16_t version;
	size_t count, header;
};

static bool parse(struct bytes in, struct trx *ret, struct error *e)
{
	struct reader r = reader_of(in, "TRX header");
	struct trx t = {0};
	uint32_t before = 0;

	read_skip(&r, 4, "magic");
	t.len = read_u32le(&r, "length");
	t.crc = read_u32le(&r, "crc");
	read_skip(&r, 2, "flags");
	t.version = read_u16le(&r, "version");
	t.count = t.version == 2 ? 4 : 3;
	for (size_t i = 0; i < t.count; i++)
		t.offsets[i] = read_u32le(&r, "offset");
	TRY(reader_done(&r, e));
	t.header = r.at;
	if ((t.version != 1 && t.version != 2) || t.len < t.header || t.offsets[0] < t.header)
		return error_set(e, ERROR_INPUT, "TRX header: not version 1 or 2, or impossible sizes");
	for (size_t i = 0; i < t.count; i++) {
		if (t.offsets[i] && (t.offsets[i] <= before || t.offsets[i] >= t.len))
			return error_set(e, ERROR_INPUT, "TRX header: part %zu out of order", i);
		if (t.offsets[i])
			before = t.offsets[i];
	}
	*ret = t;
	return true;
}

static bool trx_probe(struct bytes in, struct claim *ret)
{
	struct trx t;
	struct error e;

	if (!bytes_starts(in, "HDR0") || !parse(in, &t, &e))
		return false;
	*ret = (struct claim){.len = t.len < in.len ? t.len : in.len, .sure = 85, .truncated = t.len > in.len};
	return true;
}

static bool trx_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const names[] = {"part0", "part1", "part2", "part3"};
	const struct parts *p = state;
	struct trx t;

	TRY(parse(p->in, &t, e));
	visit_property_fmt(v, "version", 14, 2, "%u", (unsigned)t.version);
	if (t.len <= p->in.len)
		parts_check(v, "checksum", "crc32",
			    (uint32_t)~parts_crc32(0, bytes_part(p->in, 12, t.len - 12)) == t.crc, 8, 4);
	else
		visit_property_fmt(v, "truncated", 4, 4, "%zu of %u bytes", p->in.len, (unsigned)t.len);
	visit_property(v, "signature", bytes_str("none"), 0, t.header);
	for (size_t i = 0; i < t.count; i++) {
		uint64_t end = t.len;

		if (t.offsets[i] == 0)
			continue;
		for (size_t j = i + 1; j < t.count && end == t.len; j++)
			end = t.offsets[j] ? t.offsets[j] : t.len;
		TRY(part_in_place(p, v, names[i], t.offsets[i], end - t.offsets[i], e));
	}
	return true;
}

static const struct magic trx_magics[] = {{"HDR0", 4, 0}};

const struct format format_trx = {
	.name = "trx",
	.title = "TRX firmware image (Broadcom)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = trx_magics,
	.magic_count = ARRAY_LEN(trx_magics),
	.probe = trx_probe,
	.open = parts_open,
	.walk = trx_walk,
};
