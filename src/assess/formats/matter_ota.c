/* Matter OTA software images (Matter Core Specification 11.21): magic, total size, header size and a TLV header that
 * names vendor, product, version and the digest of the payload. The header itself is not signed. */
#include "assess/formats/parts.h"

#define MAGIC "\x1e\xf1\xee\x1b"
#define FIXED_LEN 16
#define FIELDS_MAX 64

struct matter {
	uint64_t total, payload_len;
	uint32_t header_len, vendor, product, version, digest_type;
	struct bytes version_text, notes, digest;
	unsigned seen; /* bit per context tag */
};

/* Matter TLV (appendix A) of one flat structure: control byte = type | context tag, tag, value. */
static bool parse_fields(struct bytes in, struct matter *m)
{
	struct reader r = reader_of(in, "Matter OTA header");

	if (read_u8(&r, "structure") != 0x15)
		return false;
	for (size_t i = 0; i < FIELDS_MAX; i++) {
		uint8_t control = read_u8(&r, "control"), type = control & 0x1f, tag;
		uint64_t number = 0;
		struct bytes text = {NULL, 0};

		if (!reader_ok(&r))
			return false;
		if (control == 0x18) /* end of the structure */
			return r.at == in.len;
		if (control >> 5 != 1) /* context tags only */
			return false;
		tag = read_u8(&r, "tag");
		switch (type) {
		case 4:
			number = read_u8(&r, "value");
			break;
		case 5:
			number = read_u16le(&r, "value");
			break;
		case 6:
			number = read_u32le(&r, "value");
			break;
		case 7:
			number = read_u64le(&r, "value");
			break;
		case 0x0c:
		case 0x10:
			text = read_bytes(&r, read_u8(&r, "length"), "text");
			break;
		case 0x0d:
		case 0x11:
			text = read_bytes(&r, read_u16le(&r, "length"), "text");
			break;
		default:
			return false;
		}
		if (tag < 32)
			m->seen |= 1u << tag;
		switch (tag) {
		case 0:
			m->vendor = (uint32_t)number;
			break;
		case 1:
			m->product = (uint32_t)number;
			break;
		case 2:
			m->version = (uint32_t)number;
			break;
		case 3:
			m->version_text = text;
			break;
		case 4:
			m->payload_len = number;
			break;
		case 7:
			m->notes = text;
			break;
		case 8:
			m->digest_type = (uint32_t)number;
			break;
		case 9:
			m->digest = text;
			break;
		default:
			break;
		}
	}
	return false;
}

static bool parse(struct bytes in, struct matter *ret, struct error *e)
{
	struct reader r = reader_of(in, "Matter OTA header");
	struct matter m = {0};
	struct bytes fields;

	read_skip(&r, 4, "magic");
	m.total = read_u64le(&r, "total size");
	m.header_len = read_u32le(&r, "header size");
	fields = read_bytes(&r, m.header_len, "header");
	TRY(reader_done(&r, e));
	if (!bytes_starts(in, MAGIC) || !parse_fields(fields, &m) || (m.seen & 0x31f) != 0x31f ||
	    m.total != FIXED_LEN + (uint64_t)m.header_len + m.payload_len)
		return error_set(e, ERROR_INPUT, "Matter OTA header: fields do not fit together");
	*ret = m;
	return true;
}

static bool matter_ota_probe(struct bytes in, struct claim *ret)
{
	struct matter m;
	struct error e;

	if (!parse(in, &m, &e))
		return false;
	*ret = (struct claim){.len = m.total < in.len ? m.total : in.len, .sure = 95, .truncated = m.total > in.len};
	return true;
}

static bool matter_ota_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const digests[] = {NULL, "sha256", NULL, NULL, NULL, NULL, NULL, "sha384", "sha512"};
	const struct parts *p = state;
	uint8_t sum[PARTS_DIGEST_MAX];
	struct matter m;
	struct bytes payload;
	uint64_t at;
	size_t len = 0;

	TRY(parse(p->in, &m, e));
	at = FIXED_LEN + (uint64_t)m.header_len;
	payload = bytes_part(p->in, at, m.payload_len);
	visit_property_fmt(v, "vendor", FIXED_LEN, m.header_len, "0x%04x", (unsigned)m.vendor);
	visit_property_fmt(v, "model", FIXED_LEN, m.header_len, "product 0x%04x", (unsigned)m.product);
	parts_text(p, v, "version", m.version_text);
	parts_text(p, v, "meta", m.notes);
	if (m.total > p->in.len)
		visit_property_fmt(v, "truncated", 4, 8, "%zu of %llu bytes", p->in.len, (unsigned long long)m.total);
	else if (m.digest_type < ARRAY_LEN(digests) && digests[m.digest_type])
		len = parts_digest(digests[m.digest_type], payload, sum);
	if (len)
		parts_check(v, "integrity", digests[m.digest_type], bytes_equal(m.digest, bytes_of(sum, len)),
			    FIXED_LEN, m.header_len);
	else
		visit_property_fmt(v, "integrity", FIXED_LEN, m.header_len, "digest type %u: declared",
				   (unsigned)m.digest_type);
	visit_property(v, "signature", bytes_str("none (of the OTA header; the payload may carry its own)"), 0, at);
	return part_in_place(p, v, "payload", at, m.payload_len, e);
}

static const struct magic matter_ota_magics[] = {{MAGIC, 4, 0}};

const struct format format_matter_ota = {
	.name = "matter_ota",
	.title = "Matter OTA software image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = matter_ota_magics,
	.magic_count = ARRAY_LEN(matter_ota_magics),
	.probe = matter_ota_probe,
	.open = parts_open,
	.walk = matter_ota_walk,
};
