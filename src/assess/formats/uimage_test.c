#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_uimage;

/* mkimage's own image of a gzip-compressed "kernel" */
static struct bytes kernel_image(void)
{
	return testkit_make("printf 'a kernel, so to say%.0s' $(seq 200) | gzip -n > \"$2/k\" && "
			    "mkimage -A mips -O linux -T kernel -C gzip -a 0x80000000 -e 0x80000400 -n 'Linux-9.9.9' "
			    "-d \"$2/k\" \"$1\"");
}

static void a_kernel_image_is_described_and_its_payload_decoded(void **state)
{
	(void)state;
	struct bytes in = kernel_image();

	if (!in.at)
		skip();
	kit_lists(&format_uimage, in, "property name = Linux-9.9.9\n");
	kit_lists(&format_uimage, in, "property arch = mips\n");
	kit_lists(&format_uimage, in, "property load-address = 0x80000000\n");
	kit_lists(&format_uimage, in, "property checksum = header crc32: ok\n");
	kit_lists(&format_uimage, in, "property checksum = data crc32: ok\n");
	kit_lists(&format_uimage, in, "property signature = none\n");
	kit_lists(&format_uimage, in, "P - - - 3800 ");
	KIT_FREE(in);
}

static void damaged_data_is_said_and_a_damaged_header_too(void **state)
{
	(void)state;
	struct bytes in = kernel_image();
	uint8_t *copy;

	if (!in.at)
		skip();
	copy = kit_copy(in);
	copy[in.len - 9] ^= 1;
	kit_lists(&format_uimage, bytes_of(copy, in.len), "property checksum = data crc32: bad\n");
	copy[9] ^= 1;
	kit_lists(&format_uimage, bytes_of(copy, in.len), "property checksum = header crc32: bad\n");
	copy[28] = 200; /* no such operating system */
	kit_refuses(&format_uimage, bytes_of(copy, in.len));
	free(copy);
	KIT_FREE(in);
}

static void what_is_cut_off_is_said(void **state)
{
	(void)state;
	struct bytes in = kernel_image();
	struct claim claim = {0};
	char want[64];

	if (!in.at)
		skip();
	in.len -= 10;
	assert_true(format_uimage.probe(in, &claim));
	assert_true(claim.truncated);
	snprintf(want, sizeof want, "property truncated = %zu of %zu bytes\n", in.len, in.len + 10);
	kit_lists(&format_uimage, in, want);
	KIT_FREE(in);
}

static void each_part_of_a_multi_file_image_is_a_node(void **state)
{
	(void)state;
	struct bytes in = testkit_make(
		"printf 12345 > \"$2/a\"; printf 'second part' > \"$2/b\"; mkimage -A arm -O linux -T multi "
		"-C none -d \"$2/a:$2/b\" \"$1\"");
	struct bytes part;

	if (!in.at)
		skip();
	part = testkit_member(&format_uimage, in, "part00");
	assert_true(bytes_is(part, "12345"));
	KIT_FREE(part);
	part = testkit_member(&format_uimage, in, "part01");
	assert_true(bytes_is(part, "second part"));
	KIT_FREE(part);
	kit_survives(&format_uimage, in);
	KIT_FREE(in);
}

static void the_kernel_of_a_real_flash_image_is_found(void **state)
{
	(void)state;
	KIT_CORPUS(flash, "firmware/rraycom-camera-flash-0-29ab2c.bin");
	size_t at = bytes_find(flash, bytes_of("\x27\x05\x19\x56", 4));
	struct claim claim = {0};
	bool found = false;

	for (struct bytes rest = flash; !found && at != SIZE_MAX;
	     at = bytes_find(rest, bytes_of("\x27\x05\x19\x56", 4))) {
		rest = bytes_part(rest, at, rest.len);
		found = format_uimage.probe(rest, &claim) && claim.sure == 100;
		if (found)
			kit_lists(&format_uimage, rest, "property checksum = data crc32: ok\n");
		rest = bytes_part(rest, 1, rest.len);
	}
	assert_true(found);
	KIT_FREE(flash);
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_uimage);
}

static void no_prefix_and_no_lack_of_memory_does_harm(void **state)
{
	(void)state;
	struct bytes in = kernel_image();

	if (!in.at)
		skip();
	kit_survives(&format_uimage, in);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_kernel_image_is_described_and_its_payload_decoded),
		cmocka_unit_test(damaged_data_is_said_and_a_damaged_header_too),
		cmocka_unit_test(what_is_cut_off_is_said),
		cmocka_unit_test(each_part_of_a_multi_file_image_is_a_node),
		cmocka_unit_test(the_kernel_of_a_real_flash_image_is_found),
		cmocka_unit_test(noise_is_no_image),
		cmocka_unit_test(no_prefix_and_no_lack_of_memory_does_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
