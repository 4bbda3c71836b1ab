#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_esp_partitions;

static void a_real_table_is_listed_and_verified(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/esp32s3-partition-table.bin");
	uint8_t *copy = kit_copy(in);
	struct claim claim = {0};

	kit_lists(&format_esp_partitions, in, "property partition = factory app/factory 0x10000 0xa0000\n");
	kit_lists(&format_esp_partitions, in, "property partition = linux custom 0x120000 0x360000\n");
	kit_lists(&format_esp_partitions, in, "property checksum = md5: ok\n");
	assert_true(format_esp_partitions.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	kit_survives(&format_esp_partitions, bytes_part(in, 0, 300));
	copy[12] ^= 1;
	kit_lists(&format_esp_partitions, bytes_of(copy, in.len), "property checksum = md5: bad\n");
	copy[28] = 1; /* flags: encrypted */
	kit_lists(&format_esp_partitions, bytes_of(copy, in.len), "property encrypted = 1 partitions");
	free(copy);
	KIT_FREE(in);
}

static void noise_and_overlapping_rows_are_no_table(void **state)
{
	(void)state;
	uint8_t in[96] = "\xaa\x50\x01\x02\x00\x90\x00\x00\x00\x50\x00\x00nvs";

	memcpy(in + 32, in, 32);
	memset(in + 64, 0xff, 32);
	kit_refuses(&format_esp_partitions, bytes_of(in, sizeof in));
	in[32 + 5] = 0xe0;
	kit_lists(&format_esp_partitions, bytes_of(in, sizeof in), "property checksum = md5: absent\n");
	kit_refuses_noise(&format_esp_partitions);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_table_is_listed_and_verified),
		cmocka_unit_test(noise_and_overlapping_rows_are_no_table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
