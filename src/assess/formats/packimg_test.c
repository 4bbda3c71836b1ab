#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_packimg;

static void the_tag_of_a_real_image_ends_with_the_image(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/dlink-dir300-revb5-2.15b01.bin");
	size_t at = bytes_find_str(in, "--PaCkImGs--");
	struct claim claim = {0};

	assert_int_equal(at, 0x12006c);
	assert_true(format_packimg.probe(bytes_part(in, at, in.len), &claim));
	assert_int_equal(at + claim.len, in.len);
	KIT_FREE(in);
}

static void both_byte_orders_are_understood(void **state)
{
	(void)state;
	static const uint8_t be[40] = "--PaCkImGs--\0\0\0\0\0\0\0\x08", le[40] = "--PaCkImGs--\0\0\0\0\x08";

	kit_lists(&format_packimg, bytes_of(be, 40), "P - - - 8 ");
	kit_lists(&format_packimg, bytes_of(le, 40), "P - - - 8 ");
	kit_refuses(&format_packimg, bytes_of(le, 39));
	kit_survives(&format_packimg, bytes_of(be, 40));
	kit_refuses_noise(&format_packimg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tag_of_a_real_image_ends_with_the_image),
		cmocka_unit_test(both_byte_orders_are_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
