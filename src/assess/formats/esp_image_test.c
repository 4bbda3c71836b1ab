#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_esp_image;

static void a_real_esp8266_image_is_named_for_what_it_is(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/tasmota-esp8266.bin");
	struct claim claim = {0};

	kit_lists(&format_esp_image, in,
		  "property hardware = ESP8266\nproperty type = microcontroller image, 1 segments\n");
	kit_lists(&format_esp_image, in, "property checksum = xor: ok\n");
	assert_true(format_esp_image.probe(bytes_part(in, 0x1000, in.len), &claim));
	assert_int_equal(claim.len, in.len - 0x1000);
	kit_survives(&format_esp_image, bytes_part(in, 0, 0xe20));
	KIT_FREE(in);
}

static void a_real_esp32_image_verifies_and_tells_its_version(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/tasmota32c3.factory.bin");
	struct bytes app = bytes_part(in, 0xe0000, in.len);
	uint8_t *copy = kit_copy(app);

	kit_lists(&format_esp_image, in, "property hardware = ESP32-C3\n");
	kit_lists(&format_esp_image, in, "property integrity = sha256: ok\n");
	kit_lists(&format_esp_image, app, "property integrity = sha256: ok\n");
	kit_lists(&format_esp_image, app, "property banner = ESP-IDF ");
	kit_lists(&format_esp_image, app, "property created = ");
	kit_lists(&format_esp_image, app, "P - - - 1484412 ");
	copy[5000] ^= 1; /* the checksum byte and the hash are both wrong now */
	kit_refuses(&format_esp_image, bytes_of(copy, app.len));
	free(copy);
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_esp_image);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_esp8266_image_is_named_for_what_it_is),
		cmocka_unit_test(a_real_esp32_image_verifies_and_tells_its_version),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
