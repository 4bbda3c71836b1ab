#include "assess/formats/magic.h"

#include <stdlib.h>

/* Two neighbouring pairs of each literal's bytes are entered; of any two neighbouring pairs exactly one stands at an
 * even offset of the region, so only even offsets need a look, and each hit is seen once. The look is one bit of an 8
 * KiB map that stays in the nearest cache. */
#define BUCKETS 1024u

struct magic_entry {
	const uint8_t *bytes;
	uint8_t len;
	uint8_t pair_at; /* where in the literal the pair stands */
	uint16_t pair;
	uint32_t format, magic;
	uint32_t next; /* in the bucket; 0 ends it */
};

struct magic_scanner {
	uint64_t map[65536 / 64];
	uint32_t bucket[BUCKETS]; /* index of the first entry; 0: none */
	size_t count;
	struct magic_entry entries[]; /* the first is not used */
};

static unsigned bucket_of(uint16_t pair)
{
	return ((uint32_t)pair * 40503u >> 6) & (BUCKETS - 1);
}

static uint16_t pair_of(const uint8_t *at)
{
	return (uint16_t)(at[0] | at[1] << 8);
}

/* How often a byte is met in firmware, roughly: zeros, erased flash, small numbers and text make poor landmarks. */
static unsigned commonness(uint8_t c)
{
	if (c == 0 || c == 0xff)
		return 40;
	if (c < 0x10 || c == 0x20 || c == 0x80)
		return 10;
	if (c >= 'a' && c <= 'z')
		return 6;
	return c < 0x80 ? 4 : 2;
}

/* The first of the two neighbouring pairs that are met least. */
static uint8_t best_pair(const uint8_t *bytes, size_t len)
{
	unsigned best_cost = UINT32_MAX;
	uint8_t best = 0;

	for (size_t i = 0; i + 3 <= len; i++) {
		unsigned a = commonness(bytes[i]), b = commonness(bytes[i + 1]), c = commonness(bytes[i + 2]);
		unsigned cost = a * b + b * c;

		if (bytes[i] == bytes[i + 1])
			cost += a * b * 4;
		if (bytes[i + 1] == bytes[i + 2])
			cost += b * c * 4;
		if (cost < best_cost) {
			best_cost = cost;
			best = (uint8_t)i;
		}
	}
	return best;
}

static void scanner_add(struct magic_scanner *m, const struct magic *magic, uint32_t format, uint32_t index,
			uint8_t pair_at)
{
	const uint8_t *bytes = (const uint8_t *)magic->bytes;
	uint16_t pair = pair_of(bytes + pair_at);
	unsigned bucket = bucket_of(pair);
	uint32_t at = (uint32_t)++m->count;

	m->entries[at] = (struct magic_entry){bytes, magic->len, pair_at, pair, format, index, m->bucket[bucket]};
	m->bucket[bucket] = at;
	m->map[pair >> 6] |= UINT64_C(1) << (pair & 63);
}

struct magic_scanner *magic_scanner_new(const struct format *const *list, size_t count, unsigned flags, struct error *e)
{
	size_t magics = 0;
	struct magic_scanner *m;

	for (size_t i = 0; i < count; i++)
		magics += list[i]->flags & flags ? list[i]->magic_count : 0;
	m = calloc(1, sizeof *m + (2 * magics + 1) * sizeof m->entries[0]);
	if (!m) {
		error_memory(e, "magic scanner");
		return NULL;
	}
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; list[i]->flags & flags && k < list[i]->magic_count; k++) {
			const struct magic *magic = &list[i]->magics[k];
			uint8_t pair_at;

			ASSERT(magic->len >= 3 && magic->len <= 16);
			pair_at = best_pair((const uint8_t *)magic->bytes, magic->len);
			scanner_add(m, magic, (uint32_t)i, (uint32_t)k, pair_at);
			scanner_add(m, magic, (uint32_t)i, (uint32_t)k, (uint8_t)(pair_at + 1));
		}
	return m;
}

void magic_scanner_free(struct magic_scanner *m)
{
	free(m);
}

static bool scan_pair(const struct magic_scanner *m, struct bytes region, size_t at, uint16_t pair,
		      bool (*found)(void *ctx, uint64_t at, uint32_t format, uint32_t magic), void *ctx)
{
	for (uint32_t i = m->bucket[bucket_of(pair)]; i; i = m->entries[i].next) {
		const struct magic_entry *entry = &m->entries[i];
		size_t from;

		if (entry->pair != pair || at < entry->pair_at)
			continue;
		from = at - entry->pair_at;
		if (region.len - from >= entry->len && memcmp(region.at + from, entry->bytes, entry->len) == 0 &&
		    !found(ctx, from, entry->format, entry->magic))
			return false;
	}
	return true;
}

bool magic_scan(const struct magic_scanner *m, struct bytes region,
		bool (*found)(void *ctx, uint64_t at, uint32_t format, uint32_t magic), void *ctx)
{
	size_t at = 0;

	for (; region.len - at >= 16; at += 16) {
		uint64_t words[2], any = 0;

		memcpy(words, region.at + at, sizeof words); /* pairs as a little-endian machine sees them */
		for (unsigned w = 0; w < 2; w++)
			for (unsigned shift = 0; shift < 64; shift += 16) {
				uint16_t pair = (uint16_t)(words[w] >> shift);

				any |= m->map[pair >> 6] >> (pair & 63);
			}
		if (!(any & 1))
			continue;
		for (unsigned i = 0; i < 16; i += 2) {
			uint16_t pair = pair_of(region.at + at + i);

			if (m->map[pair >> 6] >> (pair & 63) & 1 && !scan_pair(m, region, at + i, pair, found, ctx))
				return false;
		}
	}
	for (; region.len - at >= 2; at += 2) {
		uint16_t pair = pair_of(region.at + at);

		if (m->map[pair >> 6] >> (pair & 63) & 1 && !scan_pair(m, region, at, pair, found, ctx))
			return false;
	}
	return true;
}
