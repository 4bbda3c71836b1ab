/* The "--PaCkImGs--" tag that D-Link images put before their root file system: 32 bytes, the size of what follows
 * at 16. */
#include "assess/formats/parts.h"

#define HEADER_LEN 32

/* The size is big-endian on big-endian boards. */
static bool parse(struct bytes in, uint32_t *ret)
{
	struct reader r = reader_of(in, "PackImg tag");
	struct bytes zero;
	uint32_t be, le;

	if (!bytes_starts(in, "--PaCkImGs--"))
		return false;
	read_skip(&r, 16, "tag");
	be = read_u32be(&r, "size");
	zero = read_bytes(&r, 12, "padding");
	reader_seek(&r, 16, "size");
	le = read_u32le(&r, "size");
	if (!reader_ok(&r) || in.len <= HEADER_LEN)
		return false;
	for (size_t i = 0; i < zero.len; i++)
		if (zero.at[i])
			return false;
	for (size_t i = 12; i < 16; i++)
		if (in.at[i])
			return false;
	*ret = be && be <= in.len - HEADER_LEN ? be : le;
	return *ret && *ret <= in.len - HEADER_LEN;
}

static bool packimg_probe(struct bytes in, struct claim *ret)
{
	uint32_t len;

	if (!parse(in, &len))
		return false;
	*ret = (struct claim){.len = HEADER_LEN + (uint64_t)len, .sure = 90};
	return true;
}

static bool packimg_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	uint32_t len;

	if (!parse(p->in, &len))
		return error_set(e, ERROR_INPUT, "PackImg tag: impossible size");
	return part_in_place(p, v, "image", HEADER_LEN, len, e);
}

static const struct magic packimg_magics[] = {{"--PaCkImGs--", 12, 0}};

const struct format format_packimg = {
	.name = "packimg",
	.title = "PackImg tag (D-Link)",
	.flags = FORMAT_CARVE,
	.magics = packimg_magics,
	.magic_count = ARRAY_LEN(packimg_magics),
	.probe = packimg_probe,
	.open = parts_open,
	.walk = packimg_walk,
};
