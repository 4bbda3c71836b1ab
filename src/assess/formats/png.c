/* PNG pictures: chunk by chunk to the end, so that they are not searched for anything else. A malformed one is said to
 * be so, and ends where its last sound chunk does. */
#include "assess/formats/parts.h"

#define MAGIC "\x89PNG\r\n\x1a\n"
#define CHUNKS_MAX 100000

struct png {
	uint64_t len;      /* up to the last sound chunk */
	const char *wrong; /* NULL where the picture is whole */
};

static bool parse(struct bytes in, struct png *ret)
{
	struct reader r = reader_of(in, "PNG");
	struct png png = {0, "more chunks than a picture has"};

	if (!bytes_starts(in, MAGIC))
		return false;
	read_skip(&r, 8, "magic");
	for (size_t i = 0; i < CHUNKS_MAX; i++) {
		size_t at = r.at;
		uint32_t len = read_u32be(&r, "length");
		struct bytes type = read_bytes(&r, 4, "type");

		read_skip(&r, len, "data");
		if (read_u32be(&r, "crc") != parts_crc32(0, bytes_part(in, at + 4, 4 + (uint64_t)len)) ||
		    !reader_ok(&r)) {
			png.wrong = "malformed: what follows is no sound chunk";
			break;
		}
		if (i == 0 && (len != 13 || !bytes_is(type, "IHDR")))
			return false;
		png.len = r.at;
		if (bytes_is(type, "IEND")) {
			png.wrong = NULL;
			break;
		}
	}
	*ret = png;
	return png.len > 0;
}

static bool png_probe(struct bytes in, struct claim *ret)
{
	struct png png;

	if (!parse(in, &png))
		return false;
	*ret = (struct claim){.len = png.len, .sure = png.wrong ? 80 : 100};
	return true;
}

static bool png_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct reader r = reader_of(p->in, "PNG");
	struct png png;
	uint32_t width;

	if (!parse(p->in, &png))
		return error_set(e, ERROR_INPUT, "PNG: no header chunk");
	reader_seek(&r, 16, "width");
	width = read_u32be(&r, "width");
	visit_property_fmt(v, "type", 16, 8, "picture, %u x %u", (unsigned)width, (unsigned)read_u32be(&r, "height"));
	visit_unread(v, bytes_str(""), png.wrong ? png.len : 0, png.wrong ? png.wrong : "picture: named, not opened");
	return true;
}

static const struct magic png_magics[] = {{MAGIC, 8, 0}};

const struct format format_png = {
	.name = "png",
	.title = "PNG picture",
	.flags = FORMAT_CARVE | FORMAT_NAMED,
	.magics = png_magics,
	.magic_count = ARRAY_LEN(png_magics),
	.probe = png_probe,
	.open = parts_open,
	.walk = png_walk,
};
