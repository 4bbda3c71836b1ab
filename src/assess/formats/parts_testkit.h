/* What the tests of header formats share: one listing to look into, noise with planted magics, and the full treatment
 * of a sample. Tests only; include behind <cmocka.h>. */
#ifndef HF_ASSESS_PARTS_TESTKIT_H
#define HF_ASSESS_PARTS_TESTKIT_H

#include "assess/formats/format_testkit.h"

#include <stdio.h>
#include <stdlib.h>

/* Fails with the whole listing where `want` is not in it (or is, for the opposite). */
static inline void kit_lists(const struct format *format, struct bytes in, const char *want)
{
	char *listing = testkit_listing(format, in);

	if (!listing || !strstr(listing, want))
		fail_msg("'%s' is missing in:\n%.3000s", want, listing ? listing : "no listing");
	free(listing);
}
static inline void kit_lists_not(const struct format *format, struct bytes in, const char *unwanted)
{
	char *listing = testkit_listing(format, in);

	if (!listing || strstr(listing, unwanted))
		fail_msg("'%s' stands in:\n%.3000s", unwanted, listing ? listing : "no listing");
	free(listing);
}

static inline void kit_refuses(const struct format *format, struct bytes in)
{
	struct claim claim = {0};

	if (format->probe(in, &claim))
		fail_msg("%s claims %llu bytes that are none", format->name, (unsigned long long)claim.len);
}

/* Random bytes carry the format's own magics at their places, and still nothing may be claimed. */
static inline void kit_refuses_noise(const struct format *format)
{
	enum { LEN = 4096, ROUNDS = 2000 };
	uint8_t *noise = malloc(LEN);
	uint32_t x = 2463534242u;

	assert_non_null(noise);
	for (size_t round = 0; round < ROUNDS; round++) {
		const struct magic *m = format->magic_count ? &format->magics[round % format->magic_count] : NULL;

		for (size_t i = 0; i < LEN; i++) {
			x ^= x << 13;
			x ^= x >> 17;
			x ^= x << 5;
			noise[i] = (uint8_t)x;
		}
		if (m && m->at + m->len <= LEN)
			memcpy(noise + m->at, m->bytes, m->len);
		kit_refuses(format, bytes_of(noise, LEN));
		if (format->locate) {
			uint64_t at = format->locate(bytes_of(noise, LEN), m ? m->at : 0);

			if (at < LEN)
				kit_refuses(format, bytes_part(bytes_of(noise, LEN), at, LEN));
		}
	}
	free(noise);
}

/* All prefixes and all failing allocations. */
static inline void kit_survives(const struct format *format, struct bytes in)
{
	size_t step = in.len / 64 + 1;

	assert_true(testkit_all_prefixes(format, in, in.len < 4096 ? in.len : 700, step) > 0);
	assert_true(testkit_failing_allocations(format, in, 300) > 0);
}

/* A writable copy, to damage. */
static inline uint8_t *kit_copy(struct bytes in)
{
	uint8_t *copy = malloc(in.len ? in.len : 1);

	assert_non_null(copy);
	memcpy(copy, in.at, in.len);
	return copy;
}

#define KIT_CORPUS(name, file)                                                                                         \
	struct bytes name = testkit_corpus(file);                                                                      \
	do {                                                                                                           \
		if (!name.at)                                                                                          \
			skip();                                                                                        \
	} while (0)
#define KIT_FREE(name) free((void *)(name).at)

#endif
