/* MCUboot images (docs/design.md of MCUboot): a 32-byte header, the program, and behind it one or two areas of
 * type-length-value entries: hash, key hash, signature. The hash covers header, program and the protected area. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/crypto/hash.h"

#define MAGIC "\x3d\xb8\xf3\x96"
#define HEADER_LEN 32
#define INFO 0x6907
#define INFO_PROTECTED 0x6908
#define FLAG_ENCRYPTED_AES128 4u
#define FLAG_ENCRYPTED_AES256 8u
#define TLVS_MAX 128

struct mcuboot {
	uint32_t load, image_len, flags, build;
	uint16_t header_len, protected_len, revision;
	uint8_t major, minor;
	uint64_t hashed_len; /* header, program and protected entries */
	uint64_t tlv_at, tlv_len;
};

static bool parse(struct bytes in, struct mcuboot *ret, struct error *e)
{
	struct reader r = reader_of(in, "MCUboot header");
	struct mcuboot m = {0};
	uint16_t magic;

	read_skip(&r, 4, "magic");
	m.load = read_u32le(&r, "load address");
	m.header_len = read_u16le(&r, "header size");
	m.protected_len = read_u16le(&r, "protected size");
	m.image_len = read_u32le(&r, "image size");
	m.flags = read_u32le(&r, "flags");
	m.major = read_u8(&r, "major");
	m.minor = read_u8(&r, "minor");
	m.revision = read_u16le(&r, "revision");
	m.build = read_u32le(&r, "build");
	TRY(reader_done(&r, e));
	if (!bytes_starts(in, MAGIC) || m.header_len < HEADER_LEN || m.image_len == 0)
		return error_set(e, ERROR_INPUT, "MCUboot header: impossible sizes");
	m.hashed_len = (uint64_t)m.header_len + m.image_len + m.protected_len;
	reader_seek(&r, (uint64_t)m.header_len + m.image_len, "entries");
	if (m.protected_len && read_u16le(&r, "magic") != INFO_PROTECTED)
		return error_set(e, ERROR_INPUT, "MCUboot image: no protected entries");
	reader_seek(&r, m.hashed_len, "entries");
	magic = read_u16le(&r, "magic");
	m.tlv_len = read_u16le(&r, "size");
	m.tlv_at = m.hashed_len;
	TRY(reader_done(&r, e));
	if (magic != INFO || m.tlv_len < 4 || !range_ok(m.tlv_at, m.tlv_len, in.len))
		return error_set(e, ERROR_INPUT, "MCUboot image: no entries behind the program");
	*ret = m;
	return true;
}

static bool mcuboot_probe(struct bytes in, struct claim *ret)
{
	struct mcuboot m;
	struct error e;

	if (!parse(in, &m, &e))
		return false;
	*ret = (struct claim){.len = m.tlv_at + m.tlv_len, .sure = 95};
	return true;
}

static const char *signature_name(uint16_t type)
{
	switch (type) {
	case 0x20:
		return "rsa2048-pss";
	case 0x21:
		return "ecdsa-p224";
	case 0x22:
		return "ecdsa";
	case 0x23:
		return "rsa3072-pss";
	case 0x24:
		return "ed25519";
	default:
		return NULL;
	}
}

static void report_entry(const struct parts *p, const struct mcuboot *m, uint16_t type, struct bytes value,
			 bool *is_signed, const struct visitor *v)
{
	uint64_t at = (uint64_t)(value.at - p->in.at);
	uint8_t sum[PARTS_DIGEST_MAX];
	const char *hash = type == 0x10 ? "sha256" : type == 0x11 ? "sha384" : type == 0x12 ? "sha512" : NULL;

	if (hash) {
		size_t len = parts_digest(hash, bytes_part(p->in, 0, m->hashed_len), sum);

		/* of an encrypted image, the hash is the one of the plain program */
		if (m->flags & (FLAG_ENCRYPTED_AES128 | FLAG_ENCRYPTED_AES256))
			visit_property_fmt(v, "integrity", at, value.len, "%s: declared", hash);
		else if (len)
			parts_check(v, "integrity", hash, bytes_equal(bytes_of(sum, len), value), at, value.len);
	} else if (type == 0x01) {
		parts_hex(p, v, "signature.key-hint", value);
	} else if (signature_name(type)) {
		visit_property(v, "signature", bytes_str(signature_name(type)), at, value.len);
		visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), at, value.len);
		*is_signed = true;
	} else if (type == 0x50 && value.len == 4) {
		visit_property_fmt(
			v, "rollback-counter", at, 4, "%u",
			(unsigned)(value.at[0] | value.at[1] << 8 | value.at[2] << 16 | (uint32_t)value.at[3] << 24));
	}
}

static void walk_entries(const struct parts *p, const struct mcuboot *m, uint64_t at, uint64_t len, bool *is_signed,
			 const struct visitor *v)
{
	struct reader r = reader_of(bytes_part(p->in, at, len), "MCUboot entries");

	read_skip(&r, 4, "magic and size");
	for (size_t i = 0; i < TLVS_MAX && reader_left(&r) >= 4; i++) {
		uint16_t type = read_u16le(&r, "type"), size = read_u16le(&r, "length");
		struct bytes value = read_bytes(&r, size, "value");

		if (!reader_ok(&r)) {
			visit_unread(v, bytes_str(""), at, "an entry is longer than its area");
			return;
		}
		report_entry(p, m, type, value, is_signed, v);
	}
}

static bool mcuboot_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct mcuboot m;
	bool is_signed = false;

	TRY(parse(p->in, &m, e));
	visit_property_fmt(v, "version", 20, 8, "%u.%u.%u+%u", m.major, m.minor, m.revision, (unsigned)m.build);
	if (m.load)
		visit_property_fmt(v, "load-address", 4, 4, "0x%08x", (unsigned)m.load);
	if (m.protected_len)
		walk_entries(p, &m, (uint64_t)m.header_len + m.image_len, m.protected_len, &is_signed, v);
	walk_entries(p, &m, m.tlv_at, m.tlv_len, &is_signed, v);
	if (!is_signed)
		visit_property(v, "signature", bytes_str("none"), m.tlv_at, m.tlv_len);
	if (m.flags & (FLAG_ENCRYPTED_AES128 | FLAG_ENCRYPTED_AES256)) {
		visit_property(
			v, "encrypted",
			bytes_str(m.flags & FLAG_ENCRYPTED_AES256 ? "program, AES-256-CTR" : "program, AES-128-CTR"),
			16, 4);
		visit_unread(v, bytes_str("program"), m.header_len, "encrypted; the key is in the device");
		return true;
	}
	return part_in_place(p, v, "program", m.header_len, m.image_len, e);
}

static const struct magic mcuboot_magics[] = {{MAGIC, 4, 0}};

const struct format format_mcuboot = {
	.name = "mcuboot",
	.title = "MCUboot image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = mcuboot_magics,
	.magic_count = ARRAY_LEN(mcuboot_magics),
	.probe = mcuboot_probe,
	.open = parts_open,
	.walk = mcuboot_walk,
};
