#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"

extern const struct format format_uboot;

#define ENVIRONMENT "bootcmd=bootm\0bootdelay=3\0baudrate=115200\0ethaddr=00:11:22:33:44:55\0bootargs=ro\0\0"

/* 32 KiB of what looks like a program, with a banner, an environment and what follows. */
static struct bytes image(const char *banner, size_t padding, const char *behind)
{
	struct writer w = writer_of(1 << 20, "image");

	for (uint32_t i = 0; i < 4096; i++)
		write_u32le(&w, 0x24000000 | (i * 7 & 0x3ff));
	write_str(&w, banner);
	write_u8(&w, 0);
	write_bytes(&w, bytes_of(ENVIRONMENT, sizeof ENVIRONMENT));
	for (uint32_t i = 0; w.len % 4096 != 1000; i++)
		write_u8(&w, 0x24);
	write_fill(&w, 0xff, padding);
	write_str(&w, behind);
	return writer_take(&w);
}

static void banner_environment_and_all_bytes_come_out(void **state)
{
	(void)state;
	struct bytes in = image("U-Boot 2013.07 (Dec 23 2020 - 12:31:13)", 8000, "another thing"), member;
	struct claim claim = {0};

	assert_true(format_uboot.probe(in, &claim));
	assert_int_equal(claim.len, in.len - 13 - 8000);
	in.len = claim.len;
	kit_lists(&format_uboot, in,
		  "property banner = U-Boot 2013.07 (Dec 23 2020 - 12:31:13)\nproperty version = 2013.07\n");
	member = testkit_member(&format_uboot, in, "/u-boot.bin");
	assert_int_equal(member.len, in.len);
	KIT_FREE(member);
	member = testkit_member(&format_uboot, in, "environment");
	assert_true(bytes_starts(member, "bootcmd=bootm"));
	KIT_FREE(member);
	kit_survives(&format_uboot, in);
	KIT_FREE(in);
}

static void the_claim_ends_before_the_next_container(void **state)
{
	(void)state;
	static const char *const versions[] = {"U-Boot 1.1.3 (Nov 19 2023 - 18:30:02)",
					       "U-Boot 2016.11-rc2-gabc (Jan 01 2017 - 00:00:00 +0100), Build: 7"};

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct bytes in = image(versions[i], 3096, "");
		struct writer w = writer_of(1 << 20, "flash");
		struct claim claim = {0};

		write_bytes(&w, in);
		assert_int_equal(w.len % 4096, 0);
		write_fill(&w, 0x24, 512); /* a header nobody knows */
		/* an archive, which its own row is sure of */
		write_str(&w, "!<arch>\nx/              0           0     0     644     4         `\nbody");
		assert_true(format_uboot.probe(writer_bytes(&w), &claim));
		assert_int_equal(claim.len, in.len);
		writer_free(&w);
		KIT_FREE(in);
	}
}

static void what_is_no_boot_loader_is_left_alone(void **state)
{
	(void)state;
	static const char *const texts[] = {"U-Boot 2013.07", "U-Boot tools (Dec 23 2020 - 12:31:13)",
					    "U-Boot 2013.07 (for the board)",
					    "u-boot 2013.07 (Dec 23 2020 - 12:31:13)"};
	struct bytes in;
	uint8_t *at;
	uint32_t x = 2463534242u;

	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		in = image(texts[i], 8000, "");
		kit_refuses(&format_uboot, in);
		KIT_FREE(in);
	}
	in = image("U-Boot 2013.07 (Dec 23 2020 - 12:31:13)", 8000, "");
	at = (uint8_t *)in.at;
	for (size_t i = 0; i < 4096; i++) {
		x ^= x << 13;
		x ^= x >> 17;
		x ^= x << 5;
		at[4096 + i] = (uint8_t)x; /* something packed stands before it */
	}
	kit_refuses(&format_uboot, in);
	KIT_FREE(in);
	kit_refuses_noise(&format_uboot);
}

static void real_boot_loaders_end_where_flash_goes_on(void **state)
{
	(void)state;
	KIT_CORPUS(camera, "firmware/rraycom-camera-flash-0-29ab2c.bin");
	KIT_CORPUS(router, "firmware/tplink-mt7628-flash-0-3e0000.bin");
	struct claim claim = {0};

	assert_true(format_uboot.probe(camera, &claim));
	assert_int_equal(claim.len, 0x3ad48);
	camera.len = claim.len;
	kit_lists(&format_uboot, camera,
		  "property banner = U-Boot 2013.07 (Dec 23 2020 - 12:31:13)\nproperty version = 2013.07\n");
	kit_lists(&format_uboot, camera, " environment\n");
	assert_true(format_uboot.probe(router, &claim));
	assert_int_equal(claim.len, 0x10000);
	router.len = claim.len;
	kit_lists(&format_uboot, router, "property version = 1.1.3\n");
	kit_lists(&format_uboot, router, " environment2\n");
	KIT_FREE(camera);
	KIT_FREE(router);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(banner_environment_and_all_bytes_come_out),
		cmocka_unit_test(the_claim_ends_before_the_next_container),
		cmocka_unit_test(what_is_no_boot_loader_is_left_alone),
		cmocka_unit_test(real_boot_loaders_end_where_flash_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
