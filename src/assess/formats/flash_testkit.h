/* What the tests of flash file systems share. Tests only. */
#ifndef HF_ASSESS_FLASH_TESTKIT_H
#define HF_ASSESS_FLASH_TESTKIT_H

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

/* 4 MiB of pseudo-random bytes with each of the format's magics planted in turn every 4 KiB: nothing may be claimed. */
static inline void assert_noise_is_not_claimed(const struct format *format)
{
	size_t len = 4 << 20;
	uint8_t *at = malloc(len);
	uint64_t x = 88172645463325252u;
	struct claim claim;

	assert_non_null(at);
	for (size_t i = 0; i < len; i++) {
		x ^= x << 13;
		x ^= x >> 7;
		x ^= x << 17;
		at[i] = (uint8_t)x;
	}
	for (size_t i = 0, n = 0; i + 4096 <= len; i += 4096, n++) {
		const struct magic *m = &format->magics[n % format->magic_count];

		memcpy(at + i + m->at, m->bytes, m->len);
	}
	for (size_t i = 0; i + 4096 <= len; i += 4096)
		if (format->probe(bytes_of(at + i, len - i), &claim) && claim.sure >= 50)
			fail_msg("noise at 0x%zx was claimed", i);
	free(at);
}

static inline void free_bytes(struct bytes b)
{
	free((void *)b.at);
}

/* The listing holds `want`; said with the listing where it does not. */
static inline void assert_listed(const char *listing, const char *want)
{
	assert_non_null(listing);
	if (!strstr(listing, want))
		fail_msg("'%s' is not in:\n%.4000s", want, listing);
}
static inline void assert_not_listed(const char *listing, const char *other)
{
	assert_non_null(listing);
	if (strstr(listing, other))
		fail_msg("'%s' is in:\n%.4000s", other, listing);
}

#endif
