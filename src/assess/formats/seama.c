/* Seama, the container of Alpha Networks (D-Link and others; "DLOB" in older texts): entities of a 12-byte header, an
 * MD5 over the image where there is one, a block of NUL-separated key=value texts, and the image. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#define MAGIC 0x5ea3a417u
#define ENTITIES_MAX 16

struct entity {
	struct bytes digest, meta;
	uint64_t image_at, image_len, end;
};

static bool parse(struct bytes in, uint64_t at, struct entity *ret, struct error *e)
{
	struct reader r = reader_of(in, "Seama header");
	struct entity t = {0};
	uint32_t magic;
	uint16_t meta_len;

	reader_seek(&r, at, "header");
	magic = read_u32be(&r, "magic");
	read_skip(&r, 2, "reserved");
	meta_len = read_u16be(&r, "size of texts");
	t.image_len = read_u32be(&r, "size of the image");
	if (t.image_len)
		t.digest = read_bytes(&r, MD5_LEN, "digest");
	t.meta = read_bytes(&r, meta_len, "texts");
	TRY(reader_done(&r, e));
	if (magic != MAGIC)
		return error_set(e, ERROR_INPUT, "Seama header: no magic");
	/* every text is key=value */
	if (t.meta.len && (!parts_field_is_text(bytes_part(t.meta, 0, 1)) || !memchr(t.meta.at, '=', t.meta.len)))
		return error_set(e, ERROR_INPUT, "Seama header: no texts");
	for (size_t i = 0; i < t.meta.len; i++)
		if (t.meta.at[i] && (t.meta.at[i] < 0x20 || t.meta.at[i] >= 0x7f))
			return error_set(e, ERROR_INPUT, "Seama header: texts with other bytes");
	t.image_at = r.at;
	t.end = t.image_at + t.image_len;
	*ret = t;
	return true;
}

static bool seama_probe(struct bytes in, struct claim *ret)
{
	struct entity t = {0};
	struct error e;
	uint64_t end = 0;
	size_t count = 0;
	bool image = false;

	while (count < ENTITIES_MAX && end < in.len && parse(in, end, &t, &e)) {
		if (count == 0 && t.meta.len == 0)
			return false;
		count++;
		image |= t.image_len > 0;
		end = t.end;
	}
	if (count == 0 || !image)
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 85, .truncated = end > in.len};
	return true;
}

static bool seama_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	uint64_t at = 0;
	struct error last;

	for (size_t i = 0; i < ENTITIES_MAX && at < p->in.len; i++) {
		struct entity t;
		struct bytes image, rest, text;
		uint8_t sum[MD5_LEN];

		if (!parse(p->in, at, &t, i ? &last : e))
			return i > 0;
		for (rest = t.meta; rest.at && text_split(&rest, 0, &text);)
			parts_text(p, v, "meta", text);
		at = t.end;
		if (t.image_len == 0)
			continue;
		image = bytes_part(p->in, t.image_at, t.image_len);
		if (image.len < t.image_len) {
			visit_property_fmt(v, "truncated", 0, 0, "%zu of %llu bytes", p->in.len,
					   (unsigned long long)t.end);
		} else {
			hash_md5(image, sum);
			parts_check(v, "checksum", "md5", bytes_equal(bytes_of(sum, MD5_LEN), t.digest),
				    (uint64_t)(t.digest.at - p->in.at), MD5_LEN);
		}
		TRY(part_in_place(p, v, "image", t.image_at, t.image_len, e));
	}
	visit_property(v, "signature", bytes_str("none"), 0, 12);
	return true;
}

static const struct magic seama_magics[] = {{"\x5e\xa3\xa4\x17", 4, 0}};

const struct format format_seama = {
	.name = "seama",
	.title = "Seama firmware image (Alpha Networks)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = seama_magics,
	.magic_count = ARRAY_LEN(seama_magics),
	.probe = seama_probe,
	.open = parts_open,
	.walk = seama_walk,
};
