#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_gbl;

static void an_encrypted_and_signed_file_is_said_to_be_so(void **state)
{
	(void)state;
	KIT_CORPUS(ota, "firmware/zigbee/sonoff-minizb1gp.ota");
	struct bytes in = bytes_part(ota, 62, ota.len);

	kit_lists(&format_gbl, in, "property type = GBL 3.0, encrypted, signed\n");
	kit_lists(&format_gbl, in,
		  "property signature = ecdsa-p256\nproperty signature.status = unverified (no key at hand)\n");
	kit_lists(&format_gbl, in, "property checksum = crc32: ok\nproperty encrypted = ");
	KIT_FREE(ota);
}

static void a_plain_file_gives_its_program(void **state)
{
	(void)state;
	KIT_CORPUS(ota, "firmware/zigbee/ikea-signal-repeater.ota");
	struct bytes in = bytes_part(ota, 62, ota.len);
	uint8_t *copy = kit_copy(in);

	kit_lists(&format_gbl, in, "property signature = none\n");
	kit_lists(&format_gbl, in, "property version = 0x23086631");
	kit_lists(&format_gbl, in, "P - - - 185668 ");
	kit_lists(&format_gbl, in, "crc32: ok\n");
	copy[5000] ^= 1;
	kit_lists(&format_gbl, bytes_of(copy, in.len), "crc32: bad\n");
	kit_lists(&format_gbl, bytes_part(in, 0, 5000), "property truncated = 5000 bytes, and no end tag\n");
	kit_lists_not(&format_gbl, bytes_part(in, 0, 5000), "signature = none");
	kit_survives(&format_gbl, bytes_part(in, 0, 600));
	free(copy);
	KIT_FREE(ota);
}

static void noise_is_no_file(void **state)
{
	(void)state;
	kit_refuses_noise(&format_gbl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_encrypted_and_signed_file_is_said_to_be_so),
		cmocka_unit_test(a_plain_file_gives_its_program),
		cmocka_unit_test(noise_is_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
