#include "assess/formats/flash_testkit.h"

extern const struct format format_yaffs2;

/* An image in the making: pages one behind the other. */
struct image {
	uint16_t page, spare, tags_at;
	bool big;
	uint32_t seq;
	uint8_t *at;
	size_t len, room;
};

static struct image image_of(uint16_t page, uint16_t spare, uint16_t tags_at, bool big)
{
	struct image i = {page, spare, tags_at, big, 0x1000, malloc(1 << 20), 0, 1 << 20};

	assert_non_null(i.at);
	memset(i.at, 0xff, i.room);
	return i;
}

static void put32(const struct image *i, uint8_t *at, uint32_t value)
{
	for (size_t k = 0; k < 4; k++)
		at[i->big ? 3 - k : k] = (uint8_t)(value >> (8 * k));
}

static uint8_t *put_page(struct image *i, uint32_t object, uint32_t chunk, uint32_t len)
{
	uint8_t *page = i->at + i->len, *tags = page + i->page + i->tags_at;

	put32(i, tags, i->seq);
	put32(i, tags + 4, object);
	put32(i, tags + 8, chunk);
	put32(i, tags + 12, len);
	i->len += (size_t)i->page + i->spare;
	assert_true(i->len <= i->room);
	return page;
}

static uint8_t *put_object(struct image *i, uint32_t id, uint32_t type, uint32_t parent, const char *name,
			   uint32_t mode, uint32_t size)
{
	uint8_t *page = put_page(i, id, 0, 0xffff);

	memset(page + 10, 0, 258);
	memset(page + 300, 0, 160);
	put32(i, page, type);
	put32(i, page + 4, parent);
	memcpy(page + 10, name, strlen(name));
	put32(i, page + 268, mode);
	put32(i, page + 272, 7);
	put32(i, page + 276, 8);
	put32(i, page + 284, 1500000000);
	put32(i, page + 292, size);
	return page;
}

static void put_text(struct image *i, uint32_t id, uint32_t chunk, const char *text)
{
	memcpy(put_page(i, id, chunk, (uint32_t)strlen(text)), text, strlen(text));
}

static void put_tree(struct image *i)
{
	put_object(i, 257, 3, 1, "etc", 040755, 0);
	put_object(i, 258, 1, 257, "passwd", 0104600, 21);
	put_text(i, 258, 1, "root::0:0::/:/bin/sh\n");
	memcpy(put_object(i, 259, 2, 257, "link", 0120777, 0) + 300, "../init", 7);
	put32(i, put_object(i, 260, 4, 1, "again", 0, 0) + 296, 258);
	put32(i, put_object(i, 261, 5, 1, "console", 020600, 0) + 460, 5 << 8 | 1);
	put_object(i, 262, 1, 1, "long", 0100644, i->page + 3u);
	memset(put_page(i, 262, 1, i->page), 'a', i->page);
	put_text(i, 262, 2, "end");
}

static void common_geometries_in_both_byte_orders_are_read(void **state)
{
	static const uint16_t sizes[][3] = {{2048, 64, 0}, {2048, 64, 2},  {4096, 128, 2},
					    {512, 16, 0},  {8192, 256, 4}, {2048, 64, 40}};

	(void)state;
	for (size_t k = 0; k < 2 * ARRAY_LEN(sizes); k++) {
		struct image i = image_of(sizes[k / 2][0], sizes[k / 2][1], sizes[k / 2][2], k & 1);
		struct claim claim;
		struct bytes content;
		char *listing;

		put_tree(&i);
		assert_true(format_yaffs2.probe(bytes_of(i.at, i.room), &claim));
		assert_int_equal(claim.len, i.len);
		listing = testkit_listing(&format_yaffs2, bytes_of(i.at, i.len));
		assert_listed(listing, i.big ? "big endian" : "little endian");
		assert_listed(listing, "d 0755 7 8 0 - /etc\n");
		assert_listed(
			listing,
			"f 4600 7 8 21 4f3be931777a8310f41390dd3e3ec58db7feadb869974ad23bb0225a41af0ddf /again\n");
		assert_listed(listing, "/etc/passwd -> /again\n");
		assert_listed(listing, "l 0777 7 8 0 - /etc/link -> ../init\n");
		assert_listed(listing, "c 0600 7 8 0 - /console\n");
		assert_not_listed(listing, "unread");
		assert_not_listed(listing, "error");
		content = testkit_member(&format_yaffs2, bytes_of(i.at, i.len), "/long");
		assert_int_equal(content.len, i.page + 3);
		assert_true(content.at[0] == 'a' && content.at[i.page - 1] == 'a' && bytes_ends(content, "aend"));
		free_bytes(content);
		free(listing);
		free(i.at);
	}
}

static void newer_pages_win_and_deleted_objects_are_gone(void **state)
{
	struct image i = image_of(2048, 64, 0, false);
	struct bytes content;
	char *listing;

	(void)state;
	put_tree(&i);
	i.seq = 0x1005; /* a newer block that stands before an older one */
	put_text(&i, 262, 2, "NEW");
	put_object(&i, 258, 1, 4, "deleted", 0100600, 0);
	put_object(&i, 259, 2, 1, "moved", 0120777, 0);
	i.seq = 0x1002;
	put_text(&i, 262, 2, "old");
	i.len += 10 * 2112; /* erased */
	put_object(&i, 262, 1, 257, "renamed", 0100644, 2051);
	listing = testkit_listing(&format_yaffs2, bytes_of(i.at, i.len));
	assert_not_listed(listing, "passwd");
	assert_not_listed(listing, "/long");
	assert_not_listed(listing, "/etc/link");
	assert_listed(listing, " /moved\n");
	free(listing);
	content = testkit_member(&format_yaffs2, bytes_of(i.at, i.len), "/etc/renamed");
	assert_true(bytes_ends(content, "aNEW"));
	free_bytes(content);
	free(i.at);
}

static void a_truncated_file_does_not_show_its_old_end(void **state)
{
	struct image i = image_of(2048, 64, 0, false);
	struct bytes content;

	(void)state;
	put_tree(&i);
	put32(&i, put_object(&i, 262, 1, 1, "long", 0100644, 4) + 508, 1);
	put_object(&i, 262, 1, 1, "long", 0100644, 2050);
	content = testkit_member(&format_yaffs2, bytes_of(i.at, i.len), "/long");
	assert_int_equal(content.len, 2050);
	assert_true(content.at[3] == 'a' && content.at[4] == 0 && content.at[2049] == 0);
	free_bytes(content);
	free(i.at);
}

static void pages_that_make_no_sense_are_said(void **state)
{
	struct image i = image_of(2048, 64, 0, false);
	char *listing;

	(void)state;
	put_tree(&i);
	memset(i.at + 5 * 2112, 0x5a, 2112); /* the device */
	listing = testkit_listing(&format_yaffs2, bytes_of(i.at, i.len));
	assert_listed(listing, "1 pages whose tags or header make no sense");
	assert_not_listed(listing, "/console");
	assert_listed(listing, "/etc/passwd");
	assert_listed(listing, " /long\n");
	free(listing);
	free(i.at);
}

static void the_corpus_sample_comes_out_whole(void **state)
{
	struct bytes in = testkit_corpus("signatures/yaffs2.bin"), content;
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_yaffs2.probe(in, &claim));
	assert_int_equal(claim.len, 0x1ef00); /* erased pages follow */
	listing = testkit_listing(&format_yaffs2, in);
	assert_listed(listing, "f 0664 1000 1000 27266 ");
	assert_not_listed(listing, "unread");
	content = testkit_member(&format_yaffs2, in, "/yaffs_guts.h");
	assert_int_equal(content.len, 27266);
	assert_true(bytes_starts(content, "/*\n") && bytes_ends(content, "#endif\n"));
	free_bytes(content);
	free(listing);
	free_bytes(in);
}

static void other_images_of_the_corpus_are_not_claimed(void **state)
{
	static const char *const names[] = {"firmware/librarybox-openwrt-tl-wr703n.bin",
					    "firmware/dlink-dir300-revb5-2.15b01.bin", "formats/rootfs.romfs",
					    "formats/rootfs.ext4.img", "firmware/tasmota32c3.factory.bin"};
	size_t tried = 0;

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(names); k++) {
		struct bytes in = testkit_corpus(names[k]);
		struct claim claim;

		for (size_t at = 0; at + 4 < in.len; at += 4, tried++)
			if (format_yaffs2.probe(bytes_part(in, at, SIZE_MAX), &claim))
				fail_msg("%s is claimed at 0x%zx", names[k], at);
		free_bytes(in);
	}
	if (!tried)
		skip();
}

static void noise_is_not_claimed(void **state)
{
	(void)state;
	assert_noise_is_not_claimed(&format_yaffs2);
}

static void every_prefix_and_every_failing_allocation_is_survived(void **state)
{
	struct image i = image_of(2048, 64, 2, true);

	(void)state;
	put_tree(&i);
	assert_true(testkit_all_prefixes(&format_yaffs2, bytes_of(i.at, i.len), 4500, 97) > 4500);
	assert_true(testkit_failing_allocations(&format_yaffs2, bytes_of(i.at, i.len), 500) > 3);
	free(i.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(common_geometries_in_both_byte_orders_are_read),
		cmocka_unit_test(newer_pages_win_and_deleted_objects_are_gone),
		cmocka_unit_test(a_truncated_file_does_not_show_its_old_end),
		cmocka_unit_test(pages_that_make_no_sense_are_said),
		cmocka_unit_test(the_corpus_sample_comes_out_whole),
		cmocka_unit_test(other_images_of_the_corpus_are_not_claimed),
		cmocka_unit_test(noise_is_not_claimed),
		cmocka_unit_test(every_prefix_and_every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
