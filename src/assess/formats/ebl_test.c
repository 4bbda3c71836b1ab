#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_ebl;

static void a_real_file_verifies_and_gives_its_program(void **state)
{
	(void)state;
	KIT_CORPUS(ota, "firmware/zigbee/ikea-wireless-dimmer.ota");
	struct bytes in = bytes_part(ota, 62, ota.len);
	uint8_t *copy = kit_copy(in);

	kit_lists(&format_ebl, in,
		  "property version = EBL 2.1\nproperty checksum = crc32: ok\nproperty signature = none");
	kit_lists(&format_ebl, in, "P - - - 178");
	copy[2000] ^= 1;
	kit_lists(&format_ebl, bytes_of(copy, in.len), "property checksum = crc32: bad\n");
	free(copy);
	kit_refuses(&format_ebl, bytes_part(in, 0, 5000));
	KIT_FREE(ota);
}

static void a_small_file_survives_all_cuts(void **state)
{
	(void)state;
	uint8_t in[4 + 140 + 4 + 8 + 8] = "\x00\x00\x00\x8c\x02\x01\xe3\x50";

	memcpy(in + 144, "\xfd\x03\x00\x08\0\0\x40\0code\xfc\x04\x00\x04", 16);
	kit_lists(&format_ebl, bytes_of(in, sizeof in), "property checksum = crc32: bad\n");
	kit_lists(&format_ebl, bytes_of(in, sizeof in), "P - - - 4 ");
	kit_survives(&format_ebl, bytes_of(in, sizeof in));
	kit_refuses_noise(&format_ebl);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_file_verifies_and_gives_its_program),
		cmocka_unit_test(a_small_file_survives_all_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
