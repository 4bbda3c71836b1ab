#include "assess/formats/flash_testkit.h"
#include "assess/formats/fstree.h"

extern const struct format format_ubi;

enum { PEB = 16384, VID_AT = 512, DATA_AT = 1024 };

/* Two volumes of 16 KiB blocks: "stat" (static) and "dyn" (dynamic), each holding the numbers 1 to 9000. */
static struct bytes sample(void)
{
	return testkit_make(
		"seq 1 9000 >$2/n && printf '[a]\\nmode=ubi\\nimage=%s/n\\nvol_id=0\\nvol_size=60000\\n"
		"vol_type=static\\nvol_name=stat\\n[b]\\nmode=ubi\\nimage=%s/n\\nvol_id=3\\nvol_size=80000\\n"
		"vol_type=dynamic\\nvol_name=dyn\\n' $2 $2 >$2/c && "
		"PATH=$PATH:/usr/sbin ubinize -o $1 -p 16KiB -m 512 -Q 77 $2/c");
}

static void volumes_come_out_by_name_and_whole(void **state)
{
	struct bytes in = sample(), content;
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_ubi.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	listing = testkit_listing(&format_ubi, in);
	assert_listed(listing, "blocks of 16384 bytes");
	assert_not_listed(listing, "unread");
	assert_not_listed(listing, "error");
	free(listing);
	content = testkit_member(&format_ubi, in, "stat");
	assert_int_equal(content.len, 43893);
	assert_true(bytes_starts(content, "1\n2\n") && bytes_ends(content, "\n8999\n9000\n"));
	free_bytes(content);
	content = testkit_member(&format_ubi, in, "dyn");
	assert_int_equal(content.len, 3 * (PEB - DATA_AT));
	assert_true(bytes_starts(content, "1\n2\n") && content.at[43892] == '\n' && content.at[43893] == 0xff);
	free_bytes(content);
	free_bytes(in);
}

static void put32be(uint8_t *at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

static void seal(uint8_t *header)
{
	put32be(header + 60, fstree_crc32(UINT32_MAX, bytes_of(header, 60)));
}

/* The sample with a second copy of the dynamic volume's block 0 behind it; its first byte changed to 'X'. */
static struct bytes with_copy(bool flag, bool crc_right)
{
	struct bytes in = sample();
	uint8_t *at = in.at ? malloc(in.len + PEB) : NULL, *copy;

	if (!at)
		return (struct bytes){NULL, 0};
	memcpy(at, in.at, in.len);
	copy = at + in.len;
	for (size_t i = 0; i < in.len; i += PEB)
		if (at[i + VID_AT] == 'U' && at[i + VID_AT + 11] == 3 && at[i + VID_AT + 15] == 0 &&
		    !at[i + VID_AT + 8])
			memcpy(copy, at + i, PEB);
	copy[DATA_AT] = 'X';
	copy[VID_AT + 6] = flag;
	copy[VID_AT + 40] = 1; /* a high sequence number */
	put32be(copy + VID_AT + 20, 1000);
	put32be(copy + VID_AT + 32, fstree_crc32(UINT32_MAX, bytes_of(copy + DATA_AT, 1000)) + !crc_right);
	seal(copy + VID_AT);
	in.len += PEB;
	free((void *)in.at);
	return bytes_of(at, in.len);
}

static void first_byte_is(bool flag, bool crc_right, uint8_t want)
{
	struct bytes in = with_copy(flag, crc_right), content;

	if (!in.at)
		skip();
	content = testkit_member(&format_ubi, in, "dyn");
	assert_int_equal(content.len, 3 * (PEB - DATA_AT));
	assert_int_equal(content.at[0], want);
	free_bytes(content);
	free_bytes(in);
}

static void of_two_copies_the_newer_complete_one_counts(void **state)
{
	(void)state;
	first_byte_is(false, false, 'X');
	first_byte_is(true, true, 'X');
	first_byte_is(true, false, '1'); /* the move was interrupted */
}

static void damaged_blocks_are_said(void **state)
{
	struct bytes in = sample();
	uint8_t *at = (uint8_t *)in.at;
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	at[PEB + 3] ^= 1;                 /* second block: its erase counter header */
	at[2 * PEB + VID_AT + 9] ^= 1;    /* the static volume's first block is lost */
	at[3 * PEB + DATA_AT + 100] ^= 1; /* content of its second */
	assert_true(format_ubi.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	listing = testkit_listing(&format_ubi, in);
	assert_listed(listing, "blocks of 16384 bytes");
	assert_listed(listing, "1 blocks without a valid erase counter header, 1 without a valid volume header");
	assert_listed(listing, "unread stat");
	assert_listed(listing, "1 of 3 blocks are missing");
	assert_listed(listing, "1 blocks have a wrong data crc");
	free(listing);
	free_bytes(in);
}

static void a_claim_ends_where_another_device_begins(void **state)
{
	struct bytes in = sample();
	uint8_t *both = in.at ? malloc(2 * in.len) : NULL;
	struct claim claim;

	(void)state;
	if (!both)
		skip();
	memcpy(both, in.at, in.len);
	memcpy(both + in.len, in.at, in.len);
	for (size_t i = in.len; i < 2 * in.len; i += PEB) {
		put32be(both + i + 24, 78);
		seal(both + i);
	}
	assert_true(format_ubi.probe(bytes_of(both, 2 * in.len), &claim));
	assert_int_equal(claim.len, in.len);
	assert_false(claim.truncated);
	assert_true(format_ubi.probe(bytes_of(both, in.len - 100), &claim));
	assert_true(claim.truncated);
	assert_false(format_ubi.probe(bytes_of(both, PEB), &claim));
	free(both);
	free_bytes(in);
}

static void corpus_volumes_are_found(void **state)
{
	struct bytes dynamic = testkit_corpus("formats/rootfs.ubi"), fixed = testkit_corpus("formats/squashfs-in.ubi");
	struct bytes content;
	char *listing;

	(void)state;
	if (!dynamic.at || !fixed.at)
		skip();
	listing = testkit_listing(&format_ubi, dynamic);
	assert_listed(listing, "property partition = rootfs dynamic");
	assert_not_listed(listing, "unread");
	free(listing);
	content = testkit_member(&format_ubi, dynamic, "rootfs");
	assert_true(bytes_starts(content, "\x31\x18\x10\x06"));
	free_bytes(content);
	listing = testkit_listing(&format_ubi, fixed);
	assert_listed(listing, " static ");
	assert_listed(listing, "999424 36251197f5d6e838ab2f4b3e06e3d40bfb13a5f1c0c3cc0d85c1f61daea2e743 rootfs_sq\n");
	assert_not_listed(listing, "unread");
	free(listing);
	free_bytes(dynamic);
	free_bytes(fixed);
}

static void noise_is_not_claimed(void **state)
{
	(void)state;
	assert_noise_is_not_claimed(&format_ubi);
}

static void every_prefix_and_every_failing_allocation_is_survived(void **state)
{
	struct bytes in = sample();

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_ubi, in, 400, 509) > 500);
	assert_true(testkit_failing_allocations(&format_ubi, in, 5000) > 3);
	free_bytes(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(volumes_come_out_by_name_and_whole),
		cmocka_unit_test(of_two_copies_the_newer_complete_one_counts),
		cmocka_unit_test(damaged_blocks_are_said),
		cmocka_unit_test(a_claim_ends_where_another_device_begins),
		cmocka_unit_test(corpus_volumes_are_found),
		cmocka_unit_test(noise_is_not_claimed),
		cmocka_unit_test(every_prefix_and_every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
