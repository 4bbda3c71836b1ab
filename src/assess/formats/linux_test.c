#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"

extern const struct format format_linux;

#define CPIO_HEADER                                                                                                    \
	"070701000002D1000041ED000000000000000000000002546DC651000000000000000000000000000000000000000000000005000000" \
	"00"

/* Text at a few places of 300 KiB of zeros. */
static struct bytes kernel(const char *extra)
{
	struct writer w = writer_of(1 << 20, "kernel");

	write_fill(&w, 0, 5000);
	write_str(&w, "%s version %s (someone@somewhere)");
	write_fill(&w, 0, 100);
	write_str(&w, "Linux version 5.10.7 (someone@somewhere) (gcc 9) #7 SMP Tue Jan 5\n");
	write_fill(&w, 0, 100);
	write_str(&w, "/build/arch/arm/mm/fault.c");
	write_fill(&w, 0, 100);
	write_str(&w, extra);
	write_fill(&w, 0, 300 << 10);
	return writer_take(&w);
}

static void banner_version_and_architecture_are_told(void **state)
{
	(void)state;
	struct bytes in = kernel(CPIO_HEADER "dev TRAILER!!!");

	kit_lists(&format_linux, in,
		  "property banner = Linux version 5.10.7 (someone@somewhere) (gcc 9) #7 SMP Tue Jan 5\n"
		  "property version = 5.10.7\nproperty os = linux\nproperty arch = arm\nf - - - ");
	kit_lists(&format_linux, in, " /vmlinux\nP - - - 125 ");
	kit_survives(&format_linux, in);
	KIT_FREE(in);
}

static void real_kernels_are_recognised(void **state)
{
	(void)state;
	KIT_CORPUS(flash, "firmware/rraycom-camera-flash-0-29ab2c.bin");
	extern const struct format format_uimage;
	struct bytes in = testkit_member(&format_uimage, bytes_part(flash, 0x40000, flash.len), "kernel");

	kit_lists(&format_linux, in,
		  "property version = 3.10.14__isvp_swan_1.0__\nproperty os = linux\nproperty arch = mips\n");
	kit_lists_not(&format_linux, in, "error");
	KIT_FREE(in);
	kit_refuses(&format_linux, flash);
	KIT_FREE(flash);
}

static void what_only_talks_of_linux_is_no_kernel(void **state)
{
	(void)state;
	struct bytes in = kernel("");
	uint8_t *copy = kit_copy(in);
	size_t at = bytes_find_str(in, "Linux version 5");

	copy[at + 14] = '%';
	kit_refuses(&format_linux, bytes_of(copy, in.len));
	memcpy(copy, in.at, in.len);
	memcpy(copy + 8192, "hsqs", 4); /* a flash image: there is more in it than a kernel */
	kit_refuses(&format_linux, bytes_of(copy, in.len));
	kit_refuses_noise(&format_linux);
	free(copy);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(banner_version_and_architecture_are_told),
		cmocka_unit_test(real_kernels_are_recognised),
		cmocka_unit_test(what_only_talks_of_linux_is_no_kernel),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
