#include "assess/formats/flash_testkit.h"
#include "assess/formats/fstree.h"

extern const struct format format_jffs2;

static const char make_small[] =
	"mkdir -p $2/r/etc/init.d $2/r/dev && printf 'root::0:0::/:/bin/sh\\n' >$2/r/etc/passwd && "
	"seq 1 4000 >$2/r/etc/numbers && ln -s ../init $2/r/etc/init.d/S01 && "
	"ln $2/r/etc/passwd $2/r/etc/passwd- && chmod 4755 $2/r/etc/numbers && : >$2/r/empty && ";

static struct bytes small(const char *options)
{
	char command[1024];

	snprintf(command, sizeof command, "%s PATH=$PATH:/usr/sbin mkfs.jffs2 -r $2/r -o $1 %s", make_small, options);
	return testkit_make(command);
}

static void corpus_matches(const char *name)
{
	struct bytes in = testkit_corpus(name);
	const char *difference;

	if (!in.at)
		skip();
	difference = testkit_compare_files_tsv(&format_jffs2, in, true);
	free_bytes(in);
	if (difference)
		fail_msg("%s", difference);
}

static void a_little_endian_image_holds_the_files_it_was_made_from(void **state)
{
	(void)state;
	corpus_matches("formats/rootfs.le.jffs2");
}

static void a_big_endian_image_holds_the_files_it_was_made_from(void **state)
{
	(void)state;
	corpus_matches("formats/rootfs.be.jffs2");
}

static void a_vendor_image_is_read_without_a_gap(void **state)
{
	struct bytes in = testkit_corpus("firmware/esp32s3-linux-etc.jffs2");
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_jffs2.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	listing = testkit_listing(&format_jffs2, in);
	assert_listed(listing, " /shadow\n");
	assert_not_listed(listing, "unread");
	assert_not_listed(listing, "error");
	free(listing);
	free_bytes(in);
}

static void every_kind_of_file_comes_out(void **state)
{
	static const char *const options[] = {"-l -e 64KiB -p",
					      "-b -e 128KiB",
					      "-l -m none",
					      "-l -X rtime -m size -x zlib",
					      "-b -X lzo -m favourlzo -n",
					      "-l -s 65536 -e 256KiB"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		struct bytes in = small(options[i]), numbers;
		char *listing;

		if (!in.at)
			skip();
		listing = testkit_listing(&format_jffs2, in);
		assert_listed(listing,
			      " 21 4f3be931777a8310f41390dd3e3ec58db7feadb869974ad23bb0225a41af0ddf /etc/passwd\n");
		assert_listed(listing, "/etc/init.d/S01 -> ../init\n");
		assert_listed(listing, "/etc/passwd- -> /etc/passwd\n");
		assert_listed(listing, "f 4755 ");
		assert_listed(listing, " /empty\n");
		assert_not_listed(listing, "unread");
		assert_not_listed(listing, "error");
		numbers = testkit_member(&format_jffs2, in, "/etc/numbers");
		assert_int_equal(numbers.len, 18893);
		assert_true(bytes_starts(numbers, "1\n2\n3\n") && bytes_ends(numbers, "3999\n4000\n"));
		free_bytes(numbers);
		free(listing);
		free_bytes(in);
	}
}

static void put32(uint8_t *at, uint32_t value)
{
	for (size_t i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (8 * i));
}

/* A little-endian node with its header's CRC. */
static size_t put_header(uint8_t *at, uint16_t type, uint32_t len)
{
	memset(at, 0, len);
	at[0] = 0x85;
	at[1] = 0x19;
	at[2] = (uint8_t)type;
	at[3] = (uint8_t)(type >> 8);
	put32(at + 4, len);
	put32(at + 8, fstree_crc32(0, bytes_of(at, 8)));
	return (len + 3) & ~3u;
}

static size_t put_name(uint8_t *at, const char *name, uint32_t inode, uint32_t version)
{
	size_t len = strlen(name), whole = put_header(at, 0xe001, (uint32_t)(40 + len));

	put32(at + 12, 1);
	put32(at + 16, version);
	put32(at + 20, inode);
	at[28] = (uint8_t)len;
	at[29] = 8;
	put32(at + 32, fstree_crc32(0, bytes_of(at, 32)));
	put32(at + 36, fstree_crc32(0, bytes_str(name)));
	memcpy(at + 40, name, len);
	return whole;
}

static size_t put_file(uint8_t *at, uint32_t inode, uint32_t version, uint32_t size, uint32_t offset, const char *text)
{
	size_t len = strlen(text), whole = put_header(at, 0xe002, (uint32_t)(68 + len));

	put32(at + 12, inode);
	put32(at + 16, version);
	put32(at + 20, 0100644);
	put32(at + 28, size);
	put32(at + 44, offset);
	put32(at + 48, (uint32_t)len);
	put32(at + 52, (uint32_t)len);
	put32(at + 60, fstree_crc32(0, bytes_str(text)));
	put32(at + 64, fstree_crc32(0, bytes_of(at, 60)));
	memcpy(at + 68, text, len);
	return whole;
}

static void the_newest_version_wins_and_deleted_names_are_gone(void **state)
{
	uint8_t at[2048];
	struct bytes content, in;
	char *listing;
	size_t len = 0;

	(void)state;
	memset(at, 0xff, sizeof at);
	len += put_header(at, 0x2003, 12);
	len += put_name(at + len, "gone", 7, 4);
	len += put_file(at + len, 5, 3, 6, 2, "NEW!"); /* newer, stands before the older */
	len += put_file(at + len, 5, 1, 9, 0, "oldoldold");
	len += put_name(at + len, "gone", 0, 9);
	len += 128; /* erased flash in between */
	len += put_name(at + len, "kept", 5, 2);
	len += put_name(at + len, "moved", 99, 6);
	len += put_file(at + len, 7, 1, 3, 0, "bye");
	in = bytes_of(at, len);
	content = testkit_member(&format_jffs2, in, "/kept");
	assert_true(bytes_is(content, "olNEW!"));
	free_bytes(content);
	listing = testkit_listing(&format_jffs2, in);
	assert_not_listed(listing, "gone");
	assert_listed(listing, "unread /moved @");
	free(listing);
}

static void damage_is_said_and_the_rest_is_read(void **state)
{
	uint8_t at[1024];
	char *listing;
	size_t len = 0, first, bad_node;

	(void)state;
	len += put_name(at, "one", 2, 1);
	first = len;
	len += put_file(at + len, 2, 1, 5, 0, "11111");
	len += put_name(at + len, "two", 3, 2);
	len += put_file(at + len, 3, 1, 5, 0, "22222");
	bad_node = len;
	len += put_name(at + len, "three", 4, 3);
	at[first + 70] ^= 1;    /* data */
	at[bad_node + 14] ^= 1; /* dirent, its header still right */
	listing = testkit_listing(&format_jffs2, bytes_of(at, len));
	assert_listed(listing, "unread /one @0x2c: part of its content is damaged");
	assert_listed(listing, "damaged nodes (node crc)");
	assert_listed(listing, " /two\n");
	assert_not_listed(listing, "three");
	free(listing);
}

static void hostile_names_do_not_leave_the_tree(void **state)
{
	uint8_t at[1024];
	char *listing;
	size_t len = 0;

	(void)state;
	len += put_name(at, "..", 2, 1);
	len += put_name(at + len, "a/b", 2, 2);
	len += put_name(at + len, "loop", 1, 3);
	len += put_name(at + len, "ok", 2, 4);
	len += put_file(at + len, 2, 1, 2, 0, "ok");
	listing = testkit_listing(&format_jffs2, bytes_of(at, len));
	assert_listed(listing, "impossible name");
	assert_listed(listing, " /ok\n");
	assert_not_listed(listing, "a/b");
	assert_listed(listing, "unread /loop");
	free(listing);
}

static void clean_but_empty_erase_blocks_are_not_claimed(void **state)
{
	uint8_t at[4096];
	struct claim claim;
	struct bytes in = testkit_corpus("firmware/librarybox-openwrt-tl-wr703n.bin");

	(void)state;
	memset(at, 0xff, sizeof at);
	put_header(at, 0x2003, 12);
	put_header(at + 2048, 0x2003, 12);
	assert_false(format_jffs2.probe(bytes_of(at, sizeof at), &claim));
	memcpy(at, "\xde\xad\xc0\xde", 4);
	assert_false(format_jffs2.probe(bytes_of(at, sizeof at), &claim));
	if (!in.at)
		skip();
	for (size_t i = 0; i + 12 < in.len; i++)
		assert_false((in.at[i] == 0x19 || in.at[i] == 0x85) &&
			     format_jffs2.probe(bytes_part(in, i, SIZE_MAX), &claim));
	free_bytes(in);
}

static void the_claim_ends_with_the_last_node(void **state)
{
	uint8_t at[256 << 10];
	struct claim claim;
	size_t len;

	(void)state;
	memset(at, 0xff, sizeof at);
	len = put_name(at, "one", 2, 1);
	len += put_file(at + len, 2, 1, 5, 0, "11111");
	for (size_t i = 128 << 10; i < sizeof at; i++)
		at[i] = (uint8_t)(i * i >> 3);
	assert_true(format_jffs2.probe(bytes_of(at, sizeof at), &claim));
	assert_int_equal(claim.len, len);
	assert_false(claim.truncated);
	assert_true(format_jffs2.probe(bytes_of(at, len - 4), &claim));
	assert_true(claim.truncated);
}

static void noise_is_not_claimed(void **state)
{
	(void)state;
	assert_noise_is_not_claimed(&format_jffs2);
}

static void every_prefix_and_every_failing_allocation_is_survived(void **state)
{
	struct bytes in = small("-l -e 8KiB");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_jffs2, in, 1500, 61) > 1500);
	assert_true(testkit_failing_allocations(&format_jffs2, in, 5000) > 3);
	free_bytes(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_little_endian_image_holds_the_files_it_was_made_from),
		cmocka_unit_test(a_big_endian_image_holds_the_files_it_was_made_from),
		cmocka_unit_test(a_vendor_image_is_read_without_a_gap),
		cmocka_unit_test(every_kind_of_file_comes_out),
		cmocka_unit_test(the_newest_version_wins_and_deleted_names_are_gone),
		cmocka_unit_test(damage_is_said_and_the_rest_is_read),
		cmocka_unit_test(hostile_names_do_not_leave_the_tree),
		cmocka_unit_test(clean_but_empty_erase_blocks_are_not_claimed),
		cmocka_unit_test(the_claim_ends_with_the_last_node),
		cmocka_unit_test(noise_is_not_claimed),
		cmocka_unit_test(every_prefix_and_every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
