#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_png;

static const uint8_t picture[] =
	"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\0\x01\0\0\0\x01\x08\0\0\0\0\x3a\x7e\x9b\x55"
	"\0\0\0\x0aIDAT\x78\x9c\x63\x60\0\0\0\x02\0\x01\x48\xaf\xa4\x71\0\0\0\0IEND\xae\x42\x60\x82";

static void a_whole_picture_ends_where_it_ends(void **state)
{
	(void)state;
	struct claim claim = {0};

	assert_true(format_png.probe(bytes_of(picture, sizeof picture), &claim));
	assert_int_equal(claim.len, sizeof picture - 1);
	kit_lists(&format_png, bytes_of(picture, sizeof picture), "property type = picture, 1 x 1\n");
	kit_lists(&format_png, bytes_of(picture, sizeof picture), "named, not opened");
	kit_survives(&format_png, bytes_of(picture, sizeof picture - 1));
}

static void a_malformed_picture_is_said_to_be_so(void **state)
{
	(void)state;
	KIT_CORPUS(in, "signatures/png_malformed.bin");

	kit_lists(&format_png, in, "property type = picture, 200 x 200\n");
	kit_lists(&format_png, in, ": malformed");
	KIT_FREE(in);
}

static void noise_is_no_picture(void **state)
{
	(void)state;
	kit_refuses_noise(&format_png);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_whole_picture_ends_where_it_ends),
		cmocka_unit_test(a_malformed_picture_is_said_to_be_so),
		cmocka_unit_test(noise_is_no_picture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
