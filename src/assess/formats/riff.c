/* RIFF files (WebP, WAV, AVI): recognised, and left alone. */
#include "assess/formats/parts.h"

static bool riff_probe(struct bytes in, struct claim *ret)
{
	static const char *const kinds[] = {"WEBP", "WAVE", "AVI ", "ACON", "RMID"};
	struct reader r = reader_of(in, "RIFF");
	uint32_t len;
	struct bytes kind, chunk;

	read_skip(&r, 4, "magic");
	len = read_u32le(&r, "size");
	kind = read_bytes(&r, 4, "kind");
	chunk = read_bytes(&r, 4, "first chunk");
	if (!reader_ok(&r) || !bytes_starts(in, "RIFF") || len < 12 || !parts_field_is_text(chunk))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		if (bytes_is(kind, kinds[i])) {
			uint64_t end = 8 + (uint64_t)len;

			*ret = (struct claim){
				.len = end < in.len ? end : in.len, .sure = 80, .truncated = end > in.len};
			return true;
		}
	return false;
}

static bool riff_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct reader r = reader_of(p->in, "RIFF");
	uint64_t end;

	read_skip(&r, 4, "magic");
	end = 8 + (uint64_t)read_u32le(&r, "size");
	parts_text(p, v, "type", read_bytes(&r, 4, "kind"));
	TRY(reader_done(&r, e));
	if (end > p->in.len)
		visit_property_fmt(v, "truncated", 4, 4, "%zu of %llu bytes", p->in.len, (unsigned long long)end);
	visit_unread(v, bytes_str(""), 0, "media file: named, not opened");
	return true;
}

static const struct magic riff_magics[] = {{"RIFF", 4, 0}};

const struct format format_riff = {
	.name = "riff",
	.title = "RIFF media file",
	.flags = FORMAT_CARVE | FORMAT_NAMED,
	.magics = riff_magics,
	.magic_count = ARRAY_LEN(riff_magics),
	.probe = riff_probe,
	.open = parts_open,
	.walk = riff_walk,
};
