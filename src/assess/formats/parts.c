#include "assess/formats/parts.h"

#include "core/base/text.h"

#include <openssl/evp.h>
#include <zlib.h>

bool parts_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state, struct error *e)
{
	struct parts *p = arena_alloc(arena, sizeof *p);

	if (!p)
		return error_memory(e, "container");
	*p = (struct parts){in, *limits, arena};
	*ret_state = p;
	return true;
}

bool part_bytes(const struct visitor *v, const char *name, struct bytes content, struct error *e)
{
	return visit_node(v,
			  &(struct node){.path = bytes_str(name),
					 .type = NODE_PART,
					 .size = content.len,
					 .offset = OFFSET_UNKNOWN,
					 .kind = content.len ? CONTENT_TRANSIENT : CONTENT_NONE,
					 .bytes = content},
			  e);
}

bool part_in_place(const struct parts *p, const struct visitor *v, const char *name, uint64_t offset, uint64_t len,
		   struct error *e)
{
	struct bytes content = bytes_part(p->in, offset, len);

	if (content.len < len)
		visit_unread(v, bytes_str(name), offset, "reaches beyond the end of the container");
	if (content.len == 0)
		return true;
	return visit_node(v,
			  &(struct node){.path = bytes_str(name),
					 .type = NODE_PART,
					 .size = content.len,
					 .offset = offset,
					 .kind = CONTENT_IN_PLACE,
					 .bytes = content},
			  e);
}

bool part_coded(const struct parts *p, const struct visitor *v, const char *name, enum codec codec, uint64_t offset,
		uint64_t len, struct error *e)
{
	struct bytes packed = bytes_part(p->in, offset, len);
	struct writer out = writer_of((size_t)p->limits.node_bytes, "decoded part");
	struct error why = {0};
	size_t used = 0;
	bool ok;

	if (codec == CODEC_NONE || packed.len == 0)
		return part_in_place(p, v, name, offset, len, e);
	if (packed.len < len)
		visit_unread(v, bytes_str(name), offset, "reaches beyond the end of the container");
	if (!codec_stream(codec, NULL, packed, &out, &used, &why)) {
		visit_unread(v, bytes_str(name), offset, why.text);
		if (out.len == 0) {
			writer_free(&out);
			return part_in_place(p, v, name, offset, packed.len, e);
		}
	}
	ok = part_bytes(v, name, writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

uint32_t parts_crc32(uint32_t crc, struct bytes in)
{
	return (uint32_t)crc32_z(crc, in.len ? in.at : (const uint8_t *)"", in.len);
}

size_t parts_digest(const char *name, struct bytes in, uint8_t ret[PARTS_DIGEST_MAX])
{
	static const char *const known[] = {"md5", "sha1", "sha256", "sha384", "sha512"};
	unsigned len = 0;

	if (strcmp(name, "crc32") == 0) {
		uint32_t crc = parts_crc32(0, in);

		for (size_t i = 0; i < 4; i++)
			ret[i] = (uint8_t)(crc >> (24 - 8 * i));
		return 4;
	}
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		const EVP_MD *md = strcmp(name, known[i]) == 0 ? EVP_get_digestbyname(name) : NULL;

		if (md && EVP_MD_get_size(md) <= PARTS_DIGEST_MAX && EVP_Digest(in.at, in.len, ret, &len, md, NULL))
			return len;
	}
	return 0;
}

void parts_check(const struct visitor *v, const char *key, const char *what, bool ok, uint64_t offset, uint64_t len)
{
	visit_property_fmt(v, key, offset, len, "%s: %s", what, ok ? "ok" : "bad");
}

/* Where a borrowed view lies in the container; 0 for one that lies elsewhere. */
static uint64_t place_of(const struct parts *p, struct bytes value)
{
	uintptr_t first = (uintptr_t)p->in.at, at = (uintptr_t)value.at;

	return at >= first && at - first <= p->in.len ? (uint64_t)(at - first) : 0;
}

void parts_text(const struct parts *p, const struct visitor *v, const char *key, struct bytes value)
{
	if (value.len)
		visit_property(v, key, value, place_of(p, value), value.len);
}

void parts_hex(const struct parts *p, const struct visitor *v, const char *key, struct bytes value)
{
	char hex[129];

	value.len = value.len < 64 ? value.len : 64;
	text_hex(value, hex);
	visit_property_fmt(v, key, place_of(p, value), value.len, "%s", hex);
}

bool parts_field_is_text(struct bytes field)
{
	size_t i = 0;

	while (i < field.len && field.at[i] >= 0x20 && field.at[i] < 0x7f)
		i++;
	for (; i < field.len; i++)
		if (field.at[i] != 0 && field.at[i] != 0xff)
			return false;
	return true;
}
