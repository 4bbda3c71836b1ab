#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_esp_flash;

static void the_partitions_of_a_real_flash_image_are_parts(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/tasmota32c3.factory.bin");
	struct claim claim = {0};

	assert_true(format_esp_flash.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	kit_lists(&format_esp_flash, in, "property partition = app0 app/ota 0xe0000 0x2d0000\n");
	kit_lists(&format_esp_flash, in, "property checksum = md5: ok\n");
	kit_lists(&format_esp_flash, in, "property partition.held = spiffs: 0 of 327680 bytes\n");
	kit_lists(&format_esp_flash, in, "P - - - 851968 ");
	kit_lists_not(&format_esp_flash, in, "unread");
	kit_survives(&format_esp_flash, bytes_part(in, 0, 0x8400));
	KIT_FREE(in);
}

static void noise_and_a_single_image_are_no_flash(void **state)
{
	(void)state;
	struct bytes in = testkit_corpus("firmware/tasmota-esp8266.bin");

	kit_refuses_noise(&format_esp_flash);
	if (!in.at)
		skip();
	kit_refuses(&format_esp_flash, in);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_partitions_of_a_real_flash_image_are_parts),
		cmocka_unit_test(noise_and_a_single_image_are_no_flash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
