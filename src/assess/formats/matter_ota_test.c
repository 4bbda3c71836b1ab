#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_matter_ota;

static void a_real_header_is_read_and_its_digest_checked(void **state)
{
	(void)state;
	KIT_CORPUS(in, "signatures/matter_ota.bin");
	uint8_t *copy = kit_copy(in);

	kit_lists(&format_matter_ota, in, "property version = 1.2.120.0\n");
	kit_lists(&format_matter_ota, in, "property integrity = sha256: ok\n");
	kit_lists(&format_matter_ota, in, "P - - - 8 ");
	copy[in.len - 2] ^= 1;
	kit_lists(&format_matter_ota, bytes_of(copy, in.len), "property integrity = sha256: bad\n");
	kit_lists(&format_matter_ota, bytes_part(in, 0, 90), "property truncated = 90 of 96 bytes\n");
	kit_survives(&format_matter_ota, in);
	free(copy);
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_matter_ota);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_header_is_read_and_its_digest_checked),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
