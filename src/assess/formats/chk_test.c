#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_chk;

/* Sums worked out by hand-written arithmetic apart from the parser's: over "aaaa" (4 x 0x61): 0x184 and 0x3ca. */
static const uint8_t image[] = "*#$^"
			       "\0\0\0\x30"
			       "\x01\x01\x00\x00\x10\x00\x00\x02"
			       "\x03\xca\x01\x84"
			       "\0\0\0\0"
			       "\0\0\0\x04"
			       "\0\0\0\0"
			       "\0\0\0\0"
			       "\0\0\0\0"
			       "U12H0000"
			       "aaaa";

static void board_version_and_kernel_sum_are_reported(void **state)
{
	(void)state;
	struct bytes in = bytes_of(image, sizeof image - 1);

	kit_lists(&format_chk, in,
		  "property hardware = U12H0000\nproperty region = 1\nproperty version = 1.0.0.16_0.0.2\n");
	kit_lists(&format_chk, in, "property checksum = header sum: bad\nproperty checksum = kernel sum: ok\n");
	kit_lists(&format_chk, in, "P - - - 4 ");
	kit_survives(&format_chk, in);
}

static void damage_is_said_or_refused(void **state)
{
	(void)state;
	uint8_t copy[sizeof image];

	memcpy(copy, image, sizeof image);
	copy[sizeof image - 2] ^= 1;
	kit_lists(&format_chk, bytes_of(copy, sizeof image - 1), "property checksum = kernel sum: bad\n");
	copy[27] = 200; /* longer than there is, and the header's sum does not speak for it */
	kit_refuses(&format_chk, bytes_of(copy, sizeof image - 1));
	kit_refuses_noise(&format_chk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(board_version_and_kernel_sum_are_reported),
		cmocka_unit_test(damage_is_said_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
