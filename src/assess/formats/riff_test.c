#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_riff;

static void a_real_file_is_named(void **state)
{
	(void)state;
	KIT_CORPUS(in, "signatures/riff.bin");

	kit_lists(&format_riff, in, "property type = WEBP\n");
	kit_lists(&format_riff, in, "media file: named, not opened");
	kit_survives(&format_riff, bytes_part(in, 0, 64));
	KIT_FREE(in);
}

static void noise_is_no_media(void **state)
{
	(void)state;
	kit_refuses_noise(&format_riff);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_file_is_named),
		cmocka_unit_test(noise_is_no_media),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
