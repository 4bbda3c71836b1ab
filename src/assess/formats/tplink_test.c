#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"

extern const struct format format_tplink;

static void a_real_image_is_described_and_its_digest_checked(void **state)
{
	(void)state;
	KIT_CORPUS(in, "firmware/librarybox-openwrt-tl-wr703n.bin");
	uint8_t *copy;

	kit_lists(&format_tplink, in,
		  "property vendor = OpenWrt\nproperty version = r42647\nproperty hardware = 07030101 rev 1\n");
	kit_lists(&format_tplink, in, "property checksum = md5 (public salt): ok\nproperty signature = none\n");
	kit_lists(&format_tplink, in, "P - - - 970308 ");
	copy = kit_copy(in);
	copy[0x100000] ^= 1;
	kit_lists(&format_tplink, bytes_of(copy, in.len), "property checksum = md5 (public salt): bad\n");
	free(copy);
	KIT_FREE(in);
}

static void a_small_image_survives_all_cuts(void **state)
{
	(void)state;
	uint8_t in[1024] = "\x01\0\0\0TP-LINK Technologies";

	memcpy(in + 28, "ver. 1.0", 8);
	memcpy(in + 0x40, "\x08\x41\0\x08", 4);
	in[0x7e] = 4; /* 1024 bytes in all */
	in[0x82] = 2; /* kernel at 512 */
	in[0x86] = 1; /* 256 bytes */
	in[0x8a] = 3; /* root file system at 768 */
	in[0x8e] = 1;
	kit_lists(&format_tplink, bytes_of(in, sizeof in), "property vendor = TP-LINK Technologies\n");
	kit_lists(&format_tplink, bytes_of(in, 900), "property truncated = 900 of 1024 bytes\n");
	kit_survives(&format_tplink, bytes_of(in, sizeof in));
	in[0x8a] = 5; /* outside */
	kit_refuses(&format_tplink, bytes_of(in, sizeof in));
}

static void noise_is_no_image(void **state)
{
	(void)state;
	kit_refuses_noise(&format_tplink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_image_is_described_and_its_digest_checked),
		cmocka_unit_test(a_small_image_survives_all_cuts),
		cmocka_unit_test(noise_is_no_image),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
