/* Silicon Labs GBL upgrade files (Gecko Bootloader, UG489): little-endian tags of identity, length and content, from
 * the header tag to the end tag, whose content is the CRC-32 of all before it. */
#include "assess/formats/parts.h"

#define TAG_HEADER 0x03a617ebu
#define TAG_END 0xfc0404fcu
#define TAG_SIGNATURE 0xf70a0af7u
#define TAG_CERTIFICATE 0xf30b0bf3u
#define TAG_ENCRYPTED 0xf90707f9u
#define TAG_APPLICATION 0xf40a0af4u
#define TAGS_MAX 100000

struct gbl_tag {
	uint32_t id;
	struct bytes content;
	uint64_t at; /* of the content */
};

static bool known(uint32_t id)
{
	static const uint32_t ids[] = {
		TAG_HEADER,
		TAG_END,
		TAG_SIGNATURE,
		TAG_CERTIFICATE,
		TAG_ENCRYPTED,
		TAG_APPLICATION,
		0xf50909f5u /* boot loader */,
		0xfd0303fdu /* program data */,
		0xfe0101feu /* program data, erase first */,
		0xfd0505fdu /* lz4 */,
		0xfd0707fdu /* lzma */,
		0xfd0606fdu /* delta */,
		0xfa0606fau /* encryption header */,
		0xf60808f6u /* metadata */,
		0x5ea617ebu /* secure element upgrade */,
		0x76a617ebu /* version dependency */,
	};

	for (size_t i = 0; i < ARRAY_LEN(ids); i++)
		if (ids[i] == id)
			return true;
	return false;
}

/* The next tag, in full or, at the end of a cut file, in part. */
static bool next_tag(struct reader *r, struct gbl_tag *ret, bool *cut)
{
	uint32_t id = read_u32le(r, "tag"), len = read_u32le(r, "length");

	*cut = !reader_ok(r);
	if (!reader_ok(r) || !known(id))
		return false;
	*ret = (struct gbl_tag){.id = id, .at = r->at};
	*cut = len > reader_left(r);
	ret->content = read_bytes(r, *cut ? reader_left(r) : len, "content");
	return true;
}

static bool gbl_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "GBL");
	struct gbl_tag tag = {0};
	bool cut = false;

	if (!next_tag(&r, &tag, &cut) || tag.id != TAG_HEADER || tag.content.len != 8 || cut)
		return false;
	for (size_t i = 1; i < TAGS_MAX; i++) {
		if (!next_tag(&r, &tag, &cut)) {
			if (!cut || i < 2)
				return false;
			*ret = (struct claim){.len = in.len, .sure = 70, .truncated = true};
			return true;
		}
		if (tag.id == TAG_END && tag.content.len == 4 && !cut) {
			*ret = (struct claim){.len = r.at, .sure = 95};
			return true;
		}
		if (cut) {
			*ret = (struct claim){.len = in.len, .sure = 70, .truncated = true};
			return true;
		}
	}
	return false;
}

static void report_tag(const struct parts *p, const struct gbl_tag *tag, const struct visitor *v)
{
	struct reader r = reader_of(tag->content, "tag");

	switch (tag->id) {
	case TAG_HEADER: {
		uint32_t version = read_u32le(&r, "version"), type = read_u32le(&r, "type");

		visit_property_fmt(v, "type", tag->at, tag->content.len, "GBL %u.%u%s%s", (unsigned)(version >> 24),
				   (unsigned)(version >> 16 & 255), type & 1 ? ", encrypted" : "",
				   type & 0x100 ? ", signed" : "");
		break;
	}
	case TAG_APPLICATION: {
		uint32_t type = read_u32le(&r, "type"), version = read_u32le(&r, "version");

		if (reader_ok(&r))
			visit_property_fmt(v, "version", tag->at, tag->content.len, "0x%08x (application type %u)",
					   (unsigned)version, (unsigned)type);
		break;
	}
	case TAG_CERTIFICATE:
		visit_property(v, "signature.cert", bytes_str("GBL certificate, ecdsa-p256"), tag->at,
			       tag->content.len);
		break;
	case TAG_SIGNATURE:
		visit_property(v, "signature", bytes_str("ecdsa-p256"), tag->at, tag->content.len);
		visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), tag->at,
			       tag->content.len);
		break;
	case TAG_END: {
		uint32_t crc = read_u32le(&r, "crc");

		if (reader_ok(&r))
			parts_check(v, "checksum", "crc32", parts_crc32(0, bytes_part(p->in, 0, tag->at)) == crc,
				    tag->at, 4);
		break;
	}
	default:
		break;
	}
}

static bool gbl_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct reader r = reader_of(p->in, "GBL");
	struct gbl_tag tag;
	bool cut = false, is_signed = false, encrypted = false, ended = false;

	for (size_t i = 0; i < TAGS_MAX && !ended && next_tag(&r, &tag, &cut); i++) {
		if (!cut)
			report_tag(p, &tag, v);
		is_signed |= tag.id == TAG_SIGNATURE && !cut;
		encrypted |= tag.id == TAG_ENCRYPTED;
		ended = tag.id == TAG_END;
		/* program data carries its flash address in front */
		if ((tag.id == 0xfd0303fdu || tag.id == 0xfe0101feu) && tag.content.len > 4) {
			struct reader address = reader_of(tag.content, "address");

			visit_property_fmt(v, "load-address", tag.at, 4, "0x%08x",
					   (unsigned)read_u32le(&address, "address"));
			TRY(part_in_place(p, v, "program", tag.at + 4, tag.content.len - 4, e));
		}
	}
	if (!ended)
		visit_property_fmt(v, "truncated", r.at, 0, "%zu bytes, and no end tag", p->in.len);
	if (!is_signed && ended)
		visit_property(v, "signature", bytes_str("none"), 0, 16);
	if (encrypted) {
		visit_property(v, "encrypted", bytes_str("program data, AES-CTR-128"), 0, 16);
		visit_unread(v, bytes_str("program"), 0, "encrypted; the key is in the device");
	}
	return true;
}

static const struct magic gbl_magics[] = {{"\xeb\x17\xa6\x03\x08\0\0\0", 8, 0}};

const struct format format_gbl = {
	.name = "gbl",
	.title = "Silicon Labs GBL upgrade file",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = gbl_magics,
	.magic_count = ARRAY_LEN(gbl_magics),
	.probe = gbl_probe,
	.open = parts_open,
	.walk = gbl_walk,
};
