#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_android_boot;

static void a_real_image_gives_command_line_and_parts(void **state)
{
	(void)state;
	KIT_CORPUS(in, "formats/boot.img");

	kit_lists(&format_android_boot, in, "property cmdline = console=ttyS1,115200n8 root=/dev/mtdblock2\n");
	kit_lists(&format_android_boot, in, "P - - - 1461216 ");
	kit_lists(&format_android_boot, in, "P - - - 1251039 ");
	kit_lists(&format_android_boot, in, "property integrity = sha1 id: ok\n");
	KIT_FREE(in);
}

static void every_version_that_mkbootimg_makes_is_read(void **state)
{
	(void)state;
	static const char *const versions[] = {"0", "1", "2", "3"};
	size_t made = 0;

	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		char command[512];
		struct bytes in;

		snprintf(command, sizeof command,
			 "printf kernel > \"$2/k\"; printf ramdisk > \"$2/r\"; printf 'dtb dtb' > \"$2/d\"; "
			 "mkbootimg --header_version %s --kernel \"$2/k\" --ramdisk \"$2/r\" %s --os_version 12.0.0 "
			 "--os_patch_level 2022-05 --cmdline 'quiet root=/dev/ram' -o \"$1\"",
			 versions[i], i == 2 ? "--dtb \"$2/d\"" : "");
		in = testkit_make(command);
		if (!in.at)
			continue;
		made++;
		kit_lists(&format_android_boot, in, "property cmdline = quiet root=/dev/ram\n");
		kit_lists(&format_android_boot, in, "property os = Android 12.0.0, patch level 2022-05\n");
		kit_lists(&format_android_boot, in, "P - - - 6 ");
		kit_lists(&format_android_boot, in, "P - - - 7 ");
		kit_lists_not(&format_android_boot, in, "id: declared");
		kit_survives(&format_android_boot, in);
		KIT_FREE(in);
	}
	if (!made)
		skip();
	assert_int_equal(made, ARRAY_LEN(versions));
}

static void a_vendor_boot_image_is_read(void **state)
{
	(void)state;
	struct bytes in = testkit_make(
		"printf ramdisk > \"$2/r\"; printf 'dtb dtb' > \"$2/d\"; mkbootimg --header_version 3 "
		"--vendor_ramdisk \"$2/r\" --dtb \"$2/d\" --vendor_cmdline 'console=ttyMSM0' --vendor_boot \"$1\"");

	if (!in.at)
		skip();
	kit_lists(&format_android_boot, in, "property version = vendor boot header version 3\n");
	kit_lists(&format_android_boot, in, "property cmdline = console=ttyMSM0\n");
	kit_survives(&format_android_boot, in);
	KIT_FREE(in);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_android_boot);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_image_gives_command_line_and_parts),
		cmocka_unit_test(every_version_that_mkbootimg_makes_is_read),
		cmocka_unit_test(a_vendor_boot_image_is_read),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
