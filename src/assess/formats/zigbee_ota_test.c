#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_zigbee_ota;

static void a_file_cut_short_is_said(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/zigbee/onokom-truncated.ota");

	kit_lists(&format_zigbee_ota, in, "property truncated = 92222 of 278830 bytes\n");
	KIT_FREE(in);
}

static void manufacturer_elements_keep_their_numbers(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/zigbee/ikea-signal-repeater.ota");
	struct bytes osram = testkit_corpus("firmware/zigbee/osram-cla60.ota");

	kit_lists(&format_zigbee_ota, in, "property partition = 0xffbf manufacturer specific, 64 bytes\n");
	kit_lists(&format_zigbee_ota, in, "property partition = 0xffbe manufacturer specific, 11170 bytes\n");
	kit_lists(&format_zigbee_ota, in, "has the size of an ECDSA P-256 signature");
	kit_lists(&format_zigbee_ota, in, "property version = 0x23086631\n");
	kit_lists(&format_zigbee_ota, osram, "property partition = 0xff01 manufacturer specific, 516 bytes\n");
	kit_lists(&format_zigbee_ota, osram, "property partition = 0xff3e manufacturer specific, 504 bytes\n");
	kit_survives(&format_zigbee_ota, bytes_part(in, 0, 300));
	KIT_FREE(in);
	KIT_FREE(osram);
}

static void the_image_integrity_code_is_an_element_of_its_own(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/zigbee/nodon-sin-4-2-20.zigbee");

	kit_lists(&format_zigbee_ota, in, "property partition = 0x0003 image integrity code, 16 bytes\n");
	kit_lists(&format_zigbee_ota, in, "property signature = none");
	kit_lists(&format_zigbee_ota, in, "P - - - 47368 ");
	KIT_FREE(in);
}

static void optional_fields_are_understood(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/zigbee/thirdreality-plug.ota");

	kit_lists(&format_zigbee_ota, in, "property hardware = 0x0000 to 0xfff0\n");
	kit_lists(&format_zigbee_ota, in, "P - - - 281680 ");
	KIT_FREE(in);
}

static void a_file_in_a_vendor_wrapper_ends_where_it_says(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/zigbee/ikea-bulb-signed-wrapper.ota.signed");
	struct claim claim = {0};

	assert_true(format_zigbee_ota.probe(bytes_part(in, 488, in.len), &claim));
	assert_int_equal(488 + claim.len + 512, in.len);
	assert_false(claim.truncated);
	KIT_FREE(in);
}

static void a_standard_signature_element_counts_as_one(void **state)
{
	(void)state;
	uint8_t in[56 + 6 + 4 + 6 + 50] =
		"\x1e\xf1\xee\x0b\x00\x01\x38\x00\x00\x00\x34\x12\x01\x00\x02\x00\x00\x00\x02";

	in[52] = sizeof in;
	in[58] = 4; /* element 0: 4 bytes */
	in[66] = 1; /* element 1: 50 bytes */
	in[68] = 50;
	kit_lists(&format_zigbee_ota, bytes_of(in, sizeof in), "property signature = ecdsa-sect163k1\n");
	kit_lists_not(&format_zigbee_ota, bytes_of(in, sizeof in), "signature = none");
	kit_survives(&format_zigbee_ota, bytes_of(in, sizeof in));
	in[6] = 57; /* the header is as long as its flags say, or it is none */
	kit_refuses(&format_zigbee_ota, bytes_of(in, sizeof in));
	kit_refuses_noise(&format_zigbee_ota);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_file_cut_short_is_said),
		cmocka_unit_test(manufacturer_elements_keep_their_numbers),
		cmocka_unit_test(the_image_integrity_code_is_an_element_of_its_own),
		cmocka_unit_test(optional_fields_are_understood),
		cmocka_unit_test(a_file_in_a_vendor_wrapper_ends_where_it_says),
		cmocka_unit_test(a_standard_signature_element_counts_as_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
