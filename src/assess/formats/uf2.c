/* UF2 (USB flashing format, github.com/microsoft/uf2): blocks of 512 bytes, each with up to 476 bytes for one address.
 * Blocks whose addresses follow one another are put together into one part; a block that goes to no flash is left out.
 * The format has no signature; checksums are there only as an option that boot loaders use to skip writes. */
#include "assess/formats/parts.h"

#include <inttypes.h>
#include <stdio.h>

#define BLOCK 512
#define DATA_MOST 476
#define MAGIC_SECOND 0x9e5d5157u
#define MAGIC_END 0x0ab16f30u
#define SEGMENTS_MOST 4096

enum { FLAG_NOT_FLASH = 1, FLAG_FAMILY = 0x2000 };

struct block {
	uint32_t flags, address, number, count, family;
	struct bytes data;
};

static bool parse_block(struct bytes in, uint64_t at, struct block *ret)
{
	struct reader r = reader_of(bytes_part(in, at, BLOCK), "UF2 block");
	struct bytes magic = read_bytes(&r, 4, "magic"), data;
	uint32_t second = read_u32le(&r, "second magic"), len, end;
	struct block b;

	b.flags = read_u32le(&r, "flags");
	b.address = read_u32le(&r, "address");
	len = read_u32le(&r, "payload size");
	b.number = read_u32le(&r, "block number");
	b.count = read_u32le(&r, "block count");
	b.family = read_u32le(&r, "family");
	data = read_bytes(&r, DATA_MOST, "data");
	end = read_u32le(&r, "last magic");
	if (!reader_ok(&r) || !bytes_is(magic, "UF2\n") || second != MAGIC_SECOND || end != MAGIC_END ||
	    len > DATA_MOST)
		return false;
	b.data = bytes_part(data, 0, len);
	*ret = b;
	return true;
}

/* Blocks in their order, as many as the first one tells. */
static bool uf2_probe(struct bytes in, struct claim *ret)
{
	struct block first, next;
	uint64_t at = 0;
	uint32_t count = 1;

	if (!parse_block(in, 0, &first) || first.number != 0 || first.count == 0)
		return false;
	for (at = BLOCK; count < first.count && parse_block(in, at, &next) && next.count == first.count; at += BLOCK)
		count++;
	*ret = (struct claim){.len = at, .sure = 95, .truncated = count < first.count};
	return true;
}

static const char *family_name(uint32_t family)
{
	static const struct {
		uint32_t id;
		const char *name;
	} known[] = {
		{0xe48bff56, "RP2040"},          {0xe48bff59, "RP2350 (ARM, secure)"},
		{0xe48bff5a, "RP2350 (RISC-V)"}, {0xada52840, "nRF52840"},
		{0x1b57745f, "nRF52"},           {0x68ed2b88, "SAMD21"},
		{0x55114460, "SAMD51"},          {0x57755a57, "STM32F4"},
		{0x1c5f21b0, "ESP32"},           {0xbfdd4eee, "ESP32-S2"},
		{0xc47e5767, "ESP32-S3"},        {0xd42ba06c, "ESP32-C3"},
		{0x540ddf62, "ESP32-C6"},        {0x7eab61ed, "ESP8266"},
		{0x5ee21072, "STM32F1"},         {0x53b80f00, "STM32F7"},
		{0x2b88d29c, "ESP32-C2"},        {0x621e937a, "nRF52833"},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (known[i].id == family)
			return known[i].name;
	return NULL;
}

static bool give(const struct visitor *v, struct writer *w, uint32_t start, struct error *e)
{
	char name[16];
	bool ok;

	if (w->failed == ERROR_ENVIRONMENT)
		return writer_done(w, e);
	if (w->len == 0)
		return true;
	snprintf(name, sizeof name, "0x%08" PRIx32, start);
	if (!writer_ok(w))
		visit_unread(v, bytes_str(name), 0, "larger than the budget for one part");
	ok = part_bytes(v, name, writer_bytes(w), e);
	writer_reset(w);
	return ok;
}

static bool walk_blocks(const struct parts *p, const struct visitor *v, struct writer *w, struct error *e)
{
	uint64_t at = 0, next = 0;
	size_t segments = 0;
	uint32_t start = 0;
	struct block b;

	for (; parse_block(p->in, at, &b); at += BLOCK) {
		if (b.flags & FLAG_NOT_FLASH || b.data.len == 0)
			continue;
		if (b.address != next) {
			TRY(give(v, w, start, e));
			if (++segments > SEGMENTS_MOST)
				return error_set(e, ERROR_INPUT, "UF2: more than %u runs of addresses", SEGMENTS_MOST);
			start = b.address;
		}
		write_bytes(w, b.data);
		next = (uint64_t)b.address + b.data.len;
	}
	return give(v, w, start, e);
}

static bool uf2_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct writer w = writer_of((size_t)p->limits.node_bytes, "UF2 part");
	struct block first;
	uint64_t blocks = p->in.len / BLOCK;
	bool ok;

	if (!parse_block(p->in, 0, &first))
		return error_set(e, ERROR_INPUT, "UF2: no block");
	if (first.flags & FLAG_FAMILY) {
		const char *name = family_name(first.family);

		visit_property_fmt(v, "hardware", 28, 4, "%s%s0x%08x", name ? name : "", name ? " " : "", first.family);
	}
	visit_property_fmt(v, "load-address", 12, 4, "0x%08x", first.address);
	visit_property(v, "signature", bytes_str("none (of the container; the payload may carry its own)"), 0, 32);
	if (blocks < first.count)
		visit_property_fmt(v, "truncated", 24, 4, "%llu of %u blocks", (unsigned long long)blocks, first.count);
	ok = walk_blocks(p, v, &w, e);
	writer_free(&w);
	return ok;
}

static const struct magic uf2_magics[] = {{"UF2\n\x57\x51\x5d\x9e", 8, 0}};

const struct format format_uf2 = {
	.name = "uf2",
	.title = "UF2 firmware file",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = uf2_magics,
	.magic_count = ARRAY_LEN(uf2_magics),
	.probe = uf2_probe,
	.open = parts_open,
	.walk = uf2_walk,
};
