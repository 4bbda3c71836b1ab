/* Zigbee OTA upgrade files (Zigbee Cluster Library, chapter 11.4): header, then elements of tag, length and content.
 * Makers put wrappers of their own around them and use tags from 0xf000 up for what they like. */
#include "assess/formats/parts.h"

#include "core/base/text.h"

#define MAGIC "\x1e\xf1\xee\x0b"
#define ELEMENTS_MAX 64
#define FIXED_LEN 56

struct zigbee {
	uint16_t version, header_len, control, maker, type, stack;
	uint32_t file_version, total;
	struct bytes name, optional;
};

static bool parse(struct bytes in, struct zigbee *ret, struct error *e)
{
	struct reader r = reader_of(in, "Zigbee OTA header");
	struct zigbee z = {0};
	uint16_t want;

	read_skip(&r, 4, "magic");
	z.version = read_u16le(&r, "header version");
	z.header_len = read_u16le(&r, "header length");
	z.control = read_u16le(&r, "field control");
	z.maker = read_u16le(&r, "manufacturer");
	z.type = read_u16le(&r, "image type");
	z.file_version = read_u32le(&r, "file version");
	z.stack = read_u16le(&r, "stack version");
	z.name = read_text(&r, 32, "name");
	z.total = read_u32le(&r, "total size");
	z.optional = read_bytes(&r, z.header_len > FIXED_LEN ? z.header_len - FIXED_LEN : 0, "optional fields");
	TRY(reader_done(&r, e));
	/* security credential version, upgrade destination, hardware versions */
	want = (uint16_t)(FIXED_LEN + (z.control & 1 ? 1 : 0) + (z.control & 2 ? 8 : 0) + (z.control & 4 ? 4 : 0));
	if (!bytes_starts(in, MAGIC) || z.version != 0x0100 || z.control > 7 || z.header_len != want ||
	    z.total <= z.header_len + 6u)
		return error_set(e, ERROR_INPUT, "Zigbee OTA header: fields do not fit together");
	*ret = z;
	return true;
}

static bool zigbee_ota_probe(struct bytes in, struct claim *ret)
{
	struct zigbee z;
	struct error e;

	if (!parse(in, &z, &e))
		return false;
	*ret = (struct claim){.len = z.total < in.len ? z.total : in.len, .sure = 90, .truncated = z.total > in.len};
	return true;
}

/* Names from the cluster library; a maker's own tags keep their number. */
static const char *tag_name(uint16_t tag)
{
	static const char *const names[] = {
		"upgrade image", "ecdsa signature",       "ecdsa signing certificate",      "image integrity code",
		"picture data",  "ecdsa signature 283k1", "ecdsa signing certificate 283k1"};

	return tag < ARRAY_LEN(names) ? names[tag] : tag >= 0xf000 ? "manufacturer specific" : "reserved";
}

static bool walk_element(const struct parts *p, uint16_t tag, uint64_t at, uint64_t len, bool *is_signed,
			 const struct visitor *v, struct error *e)
{
	char name[32] = "image";

	visit_property_fmt(v, "partition", at, len, "0x%04x %s, %llu bytes", tag, tag_name(tag),
			   (unsigned long long)len);
	if (tag == 1 || tag == 5) {
		visit_property(v, "signature", bytes_str(tag == 1 ? "ecdsa-sect163k1" : "ecdsa-sect283k1"), at, len);
		visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), at, len);
		*is_signed = true;
		return true;
	}
	if (tag == 3)
		visit_property(v, "integrity", bytes_str("aes-mmo: declared (element 0x0003, image integrity code)"),
			       at, len);
	if (tag >= 0xf000 && len == 64)
		visit_property_fmt(v, "signature.status", at, len,
				   "unknown: manufacturer element 0x%04x has the size of an ECDSA P-256 signature",
				   tag);
	if (tag) {
		char *put = name;

		memcpy(put, "element_0x", 10);
		for (int i = 0; i < 4; i++)
			put[10 + i] = "0123456789abcdef"[tag >> (12 - 4 * i) & 15];
		put[14] = 0;
	}
	return part_in_place(p, v, name, at, len, e);
}

static bool zigbee_ota_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct zigbee z;
	uint64_t at;
	bool is_signed = false;

	TRY(parse(p->in, &z, e));
	parts_text(p, v, "name", z.name);
	visit_property_fmt(v, "vendor", 10, 2, "0x%04x", z.maker);
	visit_property_fmt(v, "type", 12, 2, "0x%04x", z.type);
	visit_property_fmt(v, "version", 14, 4, "0x%08x", (unsigned)z.file_version);
	if (z.control & 4) {
		struct reader r = reader_of(z.optional, "hardware versions");

		read_skip(&r, (z.control & 1 ? 1 : 0) + (z.control & 2 ? 8 : 0), "other fields");
		uint16_t least = read_u16le(&r, "least"), most = read_u16le(&r, "most");
		visit_property_fmt(v, "hardware", FIXED_LEN, z.optional.len, "0x%04x to 0x%04x", least, most);
	}
	if (z.total > p->in.len)
		visit_property_fmt(v, "truncated", 52, 4, "%zu of %u bytes", p->in.len, (unsigned)z.total);
	at = z.header_len;
	for (size_t i = 0; at < z.total && at < p->in.len; i++) {
		struct reader r = reader_of(p->in, "Zigbee OTA element");
		uint16_t tag;
		uint32_t len;

		reader_seek(&r, at, "element");
		tag = read_u16le(&r, "tag");
		len = read_u32le(&r, "length");
		if (!reader_ok(&r) || i == ELEMENTS_MAX || len > z.total - at - 6) {
			visit_unread(v, bytes_str(""), at, "what follows is no element");
			break;
		}
		at += 6;
		TRY(walk_element(p, tag, at, len, &is_signed, v, e));
		at += len;
	}
	if (!is_signed)
		visit_property(v, "signature", bytes_str("none (no ECDSA signature element of the standard)"), 0,
			       z.header_len);
	return true;
}

static const struct magic zigbee_ota_magics[] = {{MAGIC "\x00\x01", 6, 0}};

const struct format format_zigbee_ota = {
	.name = "zigbee_ota",
	.title = "Zigbee OTA upgrade file",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = zigbee_ota_magics,
	.magic_count = ARRAY_LEN(zigbee_ota_magics),
	.probe = zigbee_ota_probe,
	.open = parts_open,
	.walk = zigbee_ota_walk,
};
