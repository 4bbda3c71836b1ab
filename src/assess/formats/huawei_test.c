#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts.h"
#include "assess/formats/parts_testkit.h"

extern const struct format format_huawei;

enum {
	PRODUCTS = 16,
	TABLE = 36 + PRODUCTS,
	DATA = TABLE + 2 * 360,
	SCRIPT = 18,
	ROOT = 40,
	ALL = DATA + SCRIPT + ROOT
};

static void put_u32le(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

static void put_item(uint8_t *at, const char *path, const char *section, uint32_t offset, struct bytes content)
{
	put_u32le(at + 4, parts_crc32(0, content));
	put_u32le(at + 8, offset);
	put_u32le(at + 12, (uint32_t)content.len);
	strcpy((char *)at + 16, path);
	strcpy((char *)at + 272, section);
	strcpy((char *)at + 288, "V5R020");
}

static void seal(uint8_t *at)
{
	uint32_t sum;

	put_u32le(at + 16, parts_crc32(0, bytes_of(at + 20, DATA - 20)));
	sum = parts_crc32(0, bytes_of(at + 12, DATA - 12));
	put_u32le(at + 8, parts_crc32(sum, bytes_of(at + DATA, ALL - DATA)));
}

/* A script that is executed after the upgrade, and a root file system. */
static struct bytes image(const char *section)
{
	uint8_t *at = calloc(1, ALL + 5);

	assert_non_null(at);
	memcpy(at, "HWNP", 4);
	at[6] = (ALL - 0x4c) >> 8;
	at[7] = (ALL - 0x4c) & 0xff;
	put_u32le(at + 12, DATA);
	put_u32le(at + 20, 2);
	at[26] = PRODUCTS;
	put_u32le(at + 28, 360);
	strcpy((char *)at + 36, "164C|15AD|");
	memcpy(at + DATA, "#!/bin/sh\ntelnetd\n", SCRIPT);
	memset(at + DATA + SCRIPT, 'r', ROOT);
	put_item(at + TABLE, "file:/var/../run.sh", section, DATA, bytes_of(at + DATA, SCRIPT));
	put_u32le(at + TABLE + 352, 2);
	put_item(at + TABLE + 360, "flash:rootfs", "ROOTFS", DATA + SCRIPT, bytes_of(at + DATA + SCRIPT, ROOT));
	seal(at);
	memcpy(at + ALL, "after", 5);
	return bytes_of(at, ALL + 5);
}

static void items_versions_and_checksums_are_reported(void **state)
{
	(void)state;
	struct bytes in = image("UNKNOWN"), member;
	struct claim claim = {0};

	assert_true(format_huawei.probe(in, &claim));
	assert_int_equal(claim.len, ALL);
	assert_int_equal(claim.sure, 100);
	assert_false(claim.truncated);
	in.len = ALL;
	kit_lists(&format_huawei, in, "property hardware = 164C|15AD|\nproperty checksum = header crc32: ok\n");
	kit_lists(&format_huawei, in,
		  "property partition = file:/var/../run.sh UNKNOWN 0x304 18\n"
		  "property meta = file:/var/../run.sh version=V5R020\n"
		  "property meta = file:/var/../run.sh policy=2\n"
		  "property checksum = file:/var/../run.sh crc32: ok\n");
	kit_lists(&format_huawei, in,
		  "property checksum = flash:rootfs crc32: ok\nproperty checksum = file crc32: ok\n"
		  "property signature = none\n");
	member = testkit_member(&format_huawei, in, "/run.sh");
	assert_true(bytes_is(member, "#!/bin/sh\ntelnetd\n"));
	KIT_FREE(member);
	member = testkit_member(&format_huawei, in, "rootfs");
	assert_int_equal(member.len, ROOT);
	KIT_FREE(member);
	kit_survives(&format_huawei, in);
	KIT_FREE(in);
}

static void a_signature_item_is_told_and_not_believed(void **state)
{
	(void)state;
	struct bytes in = image("SIGNINFO");

	kit_lists(&format_huawei, in,
		  "property signature = rsa\nproperty signature.status = unverified (no key at hand)\n");
	KIT_FREE(in);
}

static void damage_is_said_or_refused(void **state)
{
	(void)state;
	struct bytes in = image("UNKNOWN");
	uint8_t *at = (uint8_t *)in.at;
	struct claim claim = {0};

	at[ALL - 1] ^= 1;
	kit_lists(&format_huawei, in,
		  "property checksum = flash:rootfs crc32: bad\nproperty checksum = file crc32: bad\n");
	assert_true(format_huawei.probe(bytes_part(in, 0, ALL - 8), &claim));
	assert_true(claim.truncated);
	kit_lists(&format_huawei, bytes_part(in, 0, ALL - 8), "unread flash:rootfs @0x316: reaches beyond the end");
	at[40] ^= 1; /* the header's sum does not speak for it any more, but all is consistent */
	assert_true(format_huawei.probe(in, &claim));
	assert_int_equal(claim.sure, 60);
	kit_lists(&format_huawei, in, "property checksum = header crc32: bad\n");
	kit_refuses(&format_huawei, bytes_part(in, 0, ALL - 8));
	put_u32le(at + 20, 0x7fffffff);
	kit_refuses(&format_huawei, in);
	kit_refuses_noise(&format_huawei);
	KIT_FREE(in);
}

/* Each of many items names the whole file: the checksums must not become work without end. */
static void overlapping_items_are_not_summed_again_and_again(void **state)
{
	(void)state;
	struct bytes in = image("UNKNOWN");
	uint8_t *at = (uint8_t *)in.at;

	in.len = ALL;
	for (int i = 0; i < 2; i++) {
		put_u32le(at + TABLE + 360 * i + 8, 0);
		put_u32le(at + TABLE + 360 * i + 12, ALL);
	}
	seal(at);
	kit_lists(&format_huawei, in, "property checksum = file:/var/../run.sh crc32: bad\n");
	kit_lists_not(&format_huawei, in, "property checksum = flash:rootfs");
	kit_lists_not(&format_huawei, in, "property checksum = file crc32");
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(items_versions_and_checksums_are_reported),
		cmocka_unit_test(a_signature_item_is_told_and_not_believed),
		cmocka_unit_test(damage_is_said_or_refused),
		cmocka_unit_test(overlapping_items_are_not_summed_again_and_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
