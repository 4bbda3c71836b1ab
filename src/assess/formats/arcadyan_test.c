#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_arcadyan;

static void a_real_image_is_put_right_and_decoded(void **state)
{
	(void)state;
	KIT_CORPUS(in, "signatures/arcadyan.bin");

	kit_lists(&format_arcadyan, in, "P - - - 2813252 ");
	kit_lists(&format_arcadyan, in, "property compression = lzma\n");
	kit_lists_not(&format_arcadyan, in, "unread");
	KIT_FREE(in);
}

static void a_cut_or_damaged_image_keeps_what_was_good(void **state)
{
	(void)state;
	KIT_CORPUS(in, "signatures/arcadyan.bin");

	kit_lists(&format_arcadyan, bytes_part(in, 0, 100000), "unread data @0x4: ");
	kit_lists(&format_arcadyan, bytes_part(in, 0, 100000), "P - - - ");
	kit_survives(&format_arcadyan, bytes_part(in, 0, 1500));
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_arcadyan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_image_is_put_right_and_decoded),
		cmocka_unit_test(a_cut_or_damaged_image_keeps_what_was_good),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
