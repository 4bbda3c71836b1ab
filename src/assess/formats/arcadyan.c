/* Arcadyan's obfuscation: behind a 4-byte size stands an LZMA stream whose first 32 bytes were exchanged with the 32 at
 * 0x68, and have their nibbles and then their neighbouring bytes swapped. Public since long; it protects nothing. */
#include "assess/formats/parts.h"

#define FIRST_AT 4
#define SECOND_AT 0x68
#define BLOCK 32
#define LZMA_ALONE_HEADER 13

static void undo_block(const uint8_t *in, uint8_t *out)
{
	for (size_t i = 0; i < BLOCK; i++) {
		uint8_t b = in[i ^ 1];

		out[i] = (uint8_t)(b << 4 | b >> 4);
	}
}

/* The first bytes of the stream, put right: enough to see whether it is one. */
static bool arcadyan_probe(struct bytes in, struct claim *ret)
{
	uint8_t head[4096];
	size_t len = in.len < sizeof head ? in.len : sizeof head;
	struct reader r;
	uint32_t dictionary;
	uint64_t size;

	if (in.len < 1024)
		return false;
	memcpy(head, in.at, len);
	undo_block(in.at + SECOND_AT, head + FIRST_AT);
	memcpy(head + SECOND_AT, in.at + FIRST_AT, BLOCK);
	r = reader_of(bytes_of(head + FIRST_AT, len - FIRST_AT), "lzma");
	if (read_u8(&r, "properties") != 0x5d)
		return false;
	dictionary = read_u32le(&r, "dictionary");
	size = read_u64le(&r, "size");
	if (dictionary < 4096 || dictionary & (dictionary - 1) || size < 1024 || size > (UINT64_C(1) << 30) ||
	    r.at != LZMA_ALONE_HEADER)
		return false;
	if (head[FIRST_AT + LZMA_ALONE_HEADER] != 0) /* the range coder's first byte is always zero */
		return false;
	if (!codec_starts(CODEC_LZMA_ALONE, bytes_of(head + FIRST_AT, len - FIRST_AT)))
		return false;
	*ret = (struct claim){.len = in.len, .sure = 90};
	return true;
}

static bool arcadyan_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct writer out = writer_of((size_t)p->limits.node_bytes, "decoded image"),
		      plain = writer_of(p->in.len, "image");
	struct error why = {0};
	uint8_t *at;
	size_t used = 0, len = p->in.len;
	bool ok;

	if (len < SECOND_AT + BLOCK)
		return error_set(e, ERROR_INPUT, "arcadyan: too short");
	at = writer_reserve(&plain, len);
	if (!at) {
		writer_free(&plain);
		return error_memory(e, "arcadyan image");
	}
	memcpy(at, p->in.at, len);
	undo_block(p->in.at + SECOND_AT, at + FIRST_AT);
	memcpy(at + SECOND_AT, p->in.at + FIRST_AT, BLOCK);
	writer_commit(&plain, len);
	visit_property(v, "encrypted", bytes_str("no: obfuscated by swapping bytes, publicly known"), 0,
		       SECOND_AT + BLOCK);
	visit_property(v, "compression", bytes_str("lzma"), FIRST_AT, LZMA_ALONE_HEADER);
	if (!codec_stream(CODEC_LZMA_ALONE, NULL, bytes_part(writer_bytes(&plain), FIRST_AT, len), &out, &used, &why))
		visit_unread(v, bytes_str("data"), FIRST_AT, why.text);
	else if (FIRST_AT + used < len)
		visit_property_fmt(v, "trailing", FIRST_AT + used, len - FIRST_AT - used, "%zu bytes",
				   len - FIRST_AT - used);
	writer_free(&plain);
	ok = out.len == 0 || part_bytes(v, "data", writer_bytes(&out), e);
	writer_free(&out);
	return ok;
}

/* 0x5d and a dictionary of 8 MiB, obfuscated; what follows is the size */
static const struct magic arcadyan_magics[] = {{"\x00\xd5\x08\x00", 4, SECOND_AT}};

const struct format format_arcadyan = {
	.name = "arcadyan",
	.title = "Obfuscated LZMA image (Arcadyan)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = arcadyan_magics,
	.magic_count = ARRAY_LEN(arcadyan_magics),
	.probe = arcadyan_probe,
	.open = parts_open,
	.walk = arcadyan_walk,
};
