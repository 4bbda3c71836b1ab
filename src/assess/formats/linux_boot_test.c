#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"

extern const struct format format_linux_boot;

static struct bytes packed(void)
{
	return testkit_make("head -c 60000 /dev/urandom | gzip -n > \"$1\"");
}

static void put32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void an_x86_kernel_is_unpacked_where_its_header_says(void **state)
{
	(void)state;
	struct bytes gz = packed();
	size_t len = 1024 + 256 + (gz.len + 15) / 16 * 16;
	uint8_t *in = calloc(1, len);

	assert_non_null(in);
	if (!gz.at)
		skip();
	in[0x1f1] = 1;
	put32(in + 0x1f4, (uint32_t)(len - 1024) / 16);
	memcpy(in + 0x1fe, "\x55\xaa", 2);
	memcpy(in + 0x202, "HdrS\x0f\x02", 6);
	in[0x20e] = 0x80;
	memcpy(in + 0x280, "5.10.7 (me@here) #1 SMP", 23);
	put32(in + 0x248, 256);
	put32(in + 0x24c, (uint32_t)gz.len);
	memcpy(in + 1280, gz.at, gz.len);
	kit_lists(&format_linux_boot, bytes_of(in, len),
		  "property banner = 5.10.7 (me@here) #1 SMP\nproperty version = 5.10.7\n");
	kit_lists(&format_linux_boot, bytes_of(in, len), "P - - - 60000 ");
	kit_survives(&format_linux_boot, bytes_of(in, 3000));
	in[1280] = 0; /* no packed kernel there */
	kit_refuses(&format_linux_boot, bytes_of(in, len));
	free(in);
	KIT_FREE(gz);
}

static void an_efi_image_names_its_compression(void **state)
{
	(void)state;
	struct bytes gz = packed();
	uint8_t *in = calloc(1, 64 + gz.len + 1);

	assert_non_null(in);
	if (!gz.at)
		skip();
	memcpy(in, "MZ\0\0zimg", 8);
	put32(in + 8, 64);
	put32(in + 12, (uint32_t)gz.len);
	memcpy(in + 24, "gzip", 4);
	memcpy(in + 64, gz.at, gz.len);
	kit_lists(&format_linux_boot, bytes_of(in, 64 + gz.len), "property compression = gzip\nP - - - 60000 ");
	free(in);
	KIT_FREE(gz);
}

static void an_arm_kernel_gives_all_behind_its_header(void **state)
{
	(void)state;
	uint8_t *in = calloc(1, 8192);

	assert_non_null(in);
	memcpy(in + 0x24, "\x18\x28\x6f\x01", 4);
	put32(in + 0x2c, 8192);
	kit_lists(&format_linux_boot, bytes_of(in, 8192), "property arch = arm\nP - - - 8144 ");
	kit_refuses(&format_linux_boot, bytes_of(in, 8000));
	free(in);
	kit_refuses_noise(&format_linux_boot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_x86_kernel_is_unpacked_where_its_header_says),
		cmocka_unit_test(an_efi_image_names_its_compression),
		cmocka_unit_test(an_arm_kernel_gives_all_behind_its_header),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
