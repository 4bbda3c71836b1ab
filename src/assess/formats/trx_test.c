#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "assess/formats/parts.h"
#include "core/base/writer.h"

extern const struct format format_trx;

static struct bytes image(void)
{
	struct writer w = writer_of(4096, "trx");
	struct bytes all;
	uint32_t crc;
	uint8_t *at;

	write_str(&w, "HDR0");
	write_u32le(&w, 28 + 100);
	write_u32le(&w, 0);
	write_u16le(&w, 0);
	write_u16le(&w, 1);
	write_u32le(&w, 28);
	write_u32le(&w, 68);
	write_u32le(&w, 0);
	write_fill(&w, 'k', 40);
	write_fill(&w, 'r', 60);
	write_str(&w, "behind it");
	all = writer_take(&w);
	at = (uint8_t *)all.at;
	crc = ~parts_crc32(0, bytes_part(all, 12, 128 - 12));
	for (int i = 0; i < 4; i++)
		at[8 + i] = (uint8_t)(crc >> 8 * i);
	return all;
}

static void parts_and_checksum_are_reported(void **state)
{
	(void)state;
	struct bytes in = image();
	struct claim claim = {0};

	assert_true(format_trx.probe(in, &claim));
	assert_int_equal(claim.len, 128);
	kit_lists(&format_trx, in, "property checksum = crc32: ok\n");
	kit_lists(&format_trx, in, "P - - - 40 ");
	kit_lists(&format_trx, in, "P - - - 60 ");
	kit_survives(&format_trx, in);
	((uint8_t *)in.at)[100] ^= 1;
	kit_lists(&format_trx, in, "property checksum = crc32: bad\n");
	in.len = 90;
	kit_lists(&format_trx, in, "property truncated = 90 of 128 bytes\n");
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_trx);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_and_checksum_are_reported),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
