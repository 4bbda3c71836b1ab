#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "assess/formats/parts.h"
#include "core/base/writer.h"

extern const struct format format_uboot_env;

#define TEXTS "bootcmd=run flash\0bootdelay=3\0bootargs=console=ttyS0 root=/dev/sda1\0password=geheim\0\0"

/* An environment of `size` bytes at 512 in a page of 0xff. */
static struct bytes flash(size_t size, bool redundant, bool big_endian)
{
	struct writer data = writer_of(1 << 20, "data"), w = writer_of(1 << 20, "flash");
	uint32_t crc;

	write_bytes(&data, bytes_of(TEXTS, sizeof TEXTS - 1));
	write_fill(&data, 0, size - 4 - redundant - data.len);
	crc = parts_crc32(0, writer_bytes(&data));
	write_fill(&w, 0xff, 512);
	if (big_endian)
		write_u32be(&w, crc);
	else
		write_u32le(&w, crc);
	if (redundant)
		write_u8(&w, 1);
	write_bytes(&w, writer_bytes(&data));
	write_fill(&w, 0xff, 300);
	writer_free(&data);
	return writer_take(&w);
}

static void environments_of_all_layouts_are_found_from_any_variable(void **state)
{
	(void)state;
	static const size_t sizes[] = {512, 4096, 0x4000, 0x10000};

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++)
		for (int layout = 0; layout < 4; layout++) {
			struct bytes in = flash(sizes[i], layout & 1, layout & 2);
			struct claim claim = {0};
			uint64_t at = format_uboot_env.locate(in, bytes_find_str(in, "bootargs="));

			assert_int_equal(at, 512);
			assert_int_equal(format_uboot_env.locate(in, bytes_find_str(in, "bootcmd=")), 512);
			assert_true(format_uboot_env.probe(bytes_part(in, at, in.len), &claim));
			assert_int_equal(claim.len, sizes[i]);
			assert_int_equal(claim.sure, 100);
			kit_lists(&format_uboot_env, bytes_part(in, at, in.len), "property env.password = geheim\n");
			kit_lists(&format_uboot_env, bytes_part(in, at, in.len), "property checksum = crc32: ok\n");
			kit_lists(&format_uboot_env, bytes_part(in, at, in.len),
				  layout & 1 ? "= redundant" : "= single");
			KIT_FREE(in);
		}
}

static void the_default_environment_of_a_real_boot_loader_is_found(void **state)
{
	(void)state;
	KIT_CORPUS(camera, "firmware/rraycom-camera-flash-0-29ab2c.bin");
	struct bytes router = testkit_corpus("firmware/tplink-mt7628-flash-0-3e0000.bin");
	uint64_t at = format_uboot_env.locate(camera, bytes_find_str(camera, "baudrate="));

	assert_true(at < 0x2f8c3);
	kit_lists(&format_uboot_env, bytes_part(camera, at, camera.len), "property origin = compiled-in default\n");
	kit_lists(&format_uboot_env, bytes_part(camera, at, camera.len), "property env.bootdelay = 1\n");
	kit_lists(&format_uboot_env, bytes_part(camera, at, camera.len), "property cmdline = ");
	at = format_uboot_env.locate(router, bytes_find_str(router, "bootdelay="));
	assert_int_equal(at, 0xa018);
	kit_lists(&format_uboot_env, bytes_part(router, at, router.len), "property env.serverip = 192.168.0.225\n");
	KIT_FREE(camera);
	KIT_FREE(router);
}

static void a_few_texts_of_a_program_are_no_environment(void **state)
{
	(void)state;
	static const char texts[] = "usage\0bootcmd=%s\0bootdelay=\0\0 more than sixteen bytes";

	kit_refuses(&format_uboot_env, bytes_of(texts + 6, sizeof texts - 6));
	kit_refuses_noise(&format_uboot_env);
}

static void no_prefix_and_no_lack_of_memory_does_harm(void **state)
{
	(void)state;
	struct bytes in = flash(512, true, false);

	kit_survives(&format_uboot_env, bytes_part(in, 512, in.len));
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(environments_of_all_layouts_are_found_from_any_variable),
		cmocka_unit_test(the_default_environment_of_a_real_boot_loader_is_found),
		cmocka_unit_test(a_few_texts_of_a_program_are_no_environment),
		cmocka_unit_test(no_prefix_and_no_lack_of_memory_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
