/* EBL, the older upgrade file of Ember and Silicon Labs boot loaders: big-endian tags of 16-bit identity and length,
 * from the header (whose signature is 0xe350) to the end tag, whose content makes the CRC-32 of the whole come out
 * constant. */
#include "assess/formats/parts.h"

#define TAG_HEADER 0x0000
#define TAG_ENC_HEADER 0xfb05
#define TAG_PROG 0xfe01
#define TAG_ERASE_PROG 0xfd03
#define TAG_ENC_DATA 0xf907
#define TAG_END 0xfc04
#define TAGS_MAX 100000
#define CRC_OF_ALL 0x2144df1cu /* the CRC-32 of any message with its own CRC behind it, little-endian */

struct ebl_tag {
	uint16_t id;
	struct bytes content;
	uint64_t at;
};

static bool known(uint16_t id)
{
	return id == TAG_PROG || id == TAG_ERASE_PROG || id == TAG_END || id == TAG_ENC_DATA || id == TAG_ENC_HEADER ||
	       id == 0xfa06 /* encryption start */ || id == 0xf709 /* authentication code */ ||
	       id == 0xf608 /* metadata */ || id == 0x02fe /* manufacturing data */;
}

static bool next_tag(struct reader *r, bool first, struct ebl_tag *ret)
{
	struct ebl_tag tag = {.id = read_u16be(r, "tag")};
	uint16_t len = read_u16be(r, "length");

	tag.at = r->at;
	tag.content = read_bytes(r, len, "content");
	if (!reader_ok(r) || !(first ? tag.id == TAG_HEADER || tag.id == TAG_ENC_HEADER : known(tag.id)))
		return false;
	*ret = tag;
	return true;
}

static bool ebl_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "EBL");
	struct ebl_tag tag;

	if (!next_tag(&r, true, &tag) || tag.content.len < 4)
		return false;
	if (tag.id == TAG_HEADER && (tag.content.at[2] != 0xe3 || tag.content.at[3] != 0x50))
		return false;
	for (size_t i = 0; i < TAGS_MAX && next_tag(&r, false, &tag); i++)
		if (tag.id == TAG_END && tag.content.len == 4 && i > 0) {
			*ret = (struct claim){.len = r.at, .sure = 90};
			return true;
		}
	return false;
}

static bool ebl_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct reader r = reader_of(p->in, "EBL");
	struct writer program = writer_of((size_t)p->limits.node_bytes, "program");
	struct ebl_tag tag;
	bool encrypted = false, ended = false, ok = true;

	for (size_t i = 0; i < TAGS_MAX && !ended && next_tag(&r, i == 0, &tag); i++) {
		encrypted |= tag.id == TAG_ENC_DATA || tag.id == TAG_ENC_HEADER;
		ended = tag.id == TAG_END;
		if ((tag.id == TAG_PROG || tag.id == TAG_ERASE_PROG) && tag.content.len > 4)
			write_bytes(&program, bytes_part(tag.content, 4, tag.content.len));
		if (tag.id == TAG_HEADER && i == 0)
			visit_property_fmt(v, "version", tag.at, 2, "EBL %u.%u",
					   tag.content.len ? tag.content.at[0] : 0,
					   tag.content.len > 1 ? tag.content.at[1] : 0);
	}
	if (ended) {
		parts_check(v, "checksum", "crc32", parts_crc32(0, bytes_part(p->in, 0, r.at)) == CRC_OF_ALL, tag.at,
			    4);
		visit_property(v, "signature", bytes_str("none (the format has no place for one)"), 0, 4);
	} else {
		visit_property_fmt(v, "truncated", 0, 0, "%zu bytes, and no end tag", p->in.len);
	}
	if (encrypted) {
		visit_property(v, "encrypted", bytes_str("program data, AES-CCM"), 0, 4);
		visit_unread(v, bytes_str("program"), 0, "encrypted; the key is in the device");
	}
	if (!writer_ok(&program))
		visit_unread(v, bytes_str("program"), 0, "longer than the budget, or memory is out");
	if (program.len)
		ok = part_bytes(v, "program", writer_bytes(&program), e);
	writer_free(&program);
	return ok;
}

static const struct magic ebl_magics[] = {{"\x00\x00\x00\x8c\x02\x01\xe3\x50", 8, 0}, {"\xfb\x05\x00", 3, 0}};

const struct format format_ebl = {
	.name = "ebl",
	.title = "Silicon Labs EBL upgrade file",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = ebl_magics,
	.magic_count = ARRAY_LEN(ebl_magics),
	.probe = ebl_probe,
	.open = parts_open,
	.walk = ebl_walk,
};
