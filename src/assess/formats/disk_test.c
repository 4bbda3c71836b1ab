#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_gpt, format_mbr;

static void a_gpt_disk_yields_its_labelled_partitions(void **state)
{
	struct bytes in = testkit_corpus("formats/disk.gpt.img");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_gpt.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	assert_false(format_mbr.probe(in, &claim));
	listing = testkit_listing(&format_gpt, in);
	if (!strstr(listing, " boot\n") || !strstr(listing, " rootfs_a\n") || !strstr(listing, " rootfs_b\n") ||
	    !strstr(listing, "checksum = entries crc32: ok\n") ||
	    !strstr(listing, "checksum = backup header crc32: ok\n") || strstr(listing, "error") ||
	    strstr(listing, "unread"))
		fail_msg("%s", listing);
	free(listing);
	assert_true(testkit_all_prefixes(&format_gpt, bytes_part(in, 0, 65536), 100, 499) > 200);
	assert_true(testkit_failing_allocations(&format_gpt, in, 20) >= 1);
	free((void *)in.at);
}

static void damaged_entries_are_told_and_read_from_the_backup(void **state)
{
	struct bytes in =
		testkit_make("truncate -s 2M $1 && /usr/sbin/sgdisk -a 1 -n 1:64:127 -c 1:alpha -n 2:128:255 $1");
	char *listing;
	uint8_t *copy;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_gpt, in);
	if (!strstr(listing, " alpha\n") || !strstr(listing, "P - - - 65536 ") || !strstr(listing, " p2\n"))
		fail_msg("%s", listing);
	free(listing);
	copy = malloc(in.len);
	memcpy(copy, in.at, in.len);
	memset(copy + 1024, 0, 128);
	listing = testkit_listing(&format_gpt, bytes_of(copy, in.len));
	if (!strstr(listing, "entries crc32: bad\n") || !strstr(listing, " alpha\n"))
		fail_msg("%s", listing);
	free(listing);
	copy[512 + 60] ^= 1; /* now the header's own sum is wrong */
	listing = testkit_listing(&format_gpt, bytes_of(copy, in.len));
	assert_non_null(strstr(listing, "error: "));
	free(listing);
	free(copy);
	free((void *)in.at);
}

static void put_entry(uint8_t *sector, size_t i, uint8_t type, uint32_t first, uint32_t count)
{
	uint8_t *at = sector + 446 + 16 * i;

	at[4] = type;
	for (size_t k = 0; k < 4; k++) {
		at[8 + k] = (uint8_t)(first >> (8 * k));
		at[12 + k] = (uint8_t)(count >> (8 * k));
	}
	sector[510] = 0x55;
	sector[511] = 0xaa;
}

static void an_mbr_yields_primary_and_logical_partitions(void **state)
{
	uint8_t *disk = calloc(1, 64 * 512);
	struct bytes in = bytes_of(disk, 64 * 512);
	struct claim claim = {0};
	char *listing;

	(void)state;
	put_entry(disk, 0, 0x83, 2, 6);
	put_entry(disk, 1, 0x05, 10, 50);
	put_entry(disk + 10 * 512, 0, 0x83, 1, 9);
	put_entry(disk + 10 * 512, 1, 0x05, 20, 30);
	put_entry(disk + 30 * 512, 0, 0x0c, 2, 8);
	assert_true(format_mbr.probe(in, &claim));
	assert_int_equal(claim.len, 60 * 512);
	listing = testkit_listing(&format_mbr, in);
	if (!strstr(listing, "partition = p1 0x83 1024 3072\n") ||
	    !strstr(listing, "partition = p5 0x83 5632 4608\n") ||
	    !strstr(listing, "partition = p6 0x0c 16384 4096\n") || strstr(listing, "unread"))
		fail_msg("%s", listing);
	free(listing);
	put_entry(disk + 30 * 512, 1, 0x05, 0xfffffff0, 1); /* far away */
	listing = testkit_listing(&format_mbr, in);
	assert_non_null(strstr(listing, "chain of logical partitions is broken"));
	free(listing);
	put_entry(disk + 30 * 512, 1, 0x05, 5, 1); /* back into the first */
	listing = testkit_listing(&format_mbr, in);
	assert_non_null(strstr(listing, "chain of logical partitions is broken"));
	free(listing);
	assert_true(testkit_all_prefixes(&format_mbr, in, 1100, 511) > 1100);
	free(disk);
}

static void a_real_mbr_is_read_and_a_boot_sector_is_none(void **state)
{
	struct bytes in = testkit_corpus("signatures/mbr.bin");
	struct bytes fat = testkit_make("truncate -s 1M $1 && /usr/sbin/mkfs.vfat $1");
	struct claim claim = {0};
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_mbr, in);
	if (!strstr(listing, "property partition = p1 "))
		fail_msg("%s", listing);
	free(listing);
	if (fat.at)
		assert_false(format_mbr.probe(fat, &claim));
	free((void *)fat.at);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_gpt_disk_yields_its_labelled_partitions),
		cmocka_unit_test(damaged_entries_are_told_and_read_from_the_backup),
		cmocka_unit_test(an_mbr_yields_primary_and_logical_partitions),
		cmocka_unit_test(a_real_mbr_is_read_and_a_boot_sector_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
