#include "assess/formats/flash_testkit.h"
#include "assess/formats/fstree.h"

extern const struct format format_ubi;
extern const struct format format_ubifs;

enum { LEB = 15872, BLOCKS = 40 };

static struct bytes sample(const char *options)
{
	char command[1024];

	snprintf(command, sizeof command,
		 "mkdir -p $2/r/etc/init.d && printf 'root::0:0::/:/bin/sh\\n' >$2/r/etc/passwd && seq 1 4000 "
		 ">$2/r/etc/numbers "
		 "&& ln -s ../init $2/r/etc/init.d/S01 && ln $2/r/etc/passwd $2/r/etc/passwd- && chmod 4755 "
		 "$2/r/etc/numbers && : >$2/r/empty && mkdir $2/r/many && for i in $(seq 1 150); do "
		 "echo $i >$2/r/many/$i; done && PATH=$PATH:/usr/sbin mkfs.ubifs -r $2/r -o $1 -m 512 -e %d -c %d %s",
		 LEB, BLOCKS, options);
	return testkit_make(command);
}

static void the_corpus_volume_holds_the_files_it_was_made_from(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.ubi"), volume;
	const char *difference;

	(void)state;
	if (!in.at)
		skip();
	volume = testkit_member(&format_ubi, in, "rootfs");
	free_bytes(in);
	assert_non_null(volume.at);
	difference = testkit_compare_files_tsv(&format_ubifs, volume, true);
	if (difference)
		fail_msg("%s", difference);
	free_bytes(volume);
}

static void every_kind_of_file_comes_out(void **state)
{
	static const char *const options[] = {"-x none", "-x lzo", "-x zlib", "-x zstd"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		struct bytes in = sample(options[i]), numbers;
		struct claim claim;
		char *listing;

		if (!in.at)
			skip();
		assert_true(format_ubifs.probe(in, &claim));
		assert_int_equal(claim.len, in.len);
		assert_false(claim.truncated);
		listing = testkit_listing(&format_ubifs, in);
		assert_listed(listing,
			      " 21 4f3be931777a8310f41390dd3e3ec58db7feadb869974ad23bb0225a41af0ddf /etc/passwd\n");
		assert_listed(listing, "/etc/init.d/S01 -> ../init\n");
		assert_listed(listing, "/etc/passwd- -> /etc/passwd\n");
		assert_listed(listing, "f 4755 ");
		assert_listed(listing, " /empty\n");
		assert_listed(listing, " /many/150\n");
		assert_not_listed(listing, "unread");
		assert_not_listed(listing, "error");
		numbers = testkit_member(&format_ubifs, in, "/etc/numbers");
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

static size_t put_node(uint8_t *at, uint8_t kind, uint64_t seq, size_t len)
{
	put32(at, 0x06101831);
	put32(at + 8, (uint32_t)seq);
	put32(at + 12, 0);
	put32(at + 16, (uint32_t)len);
	at[20] = kind;
	at[21] = at[22] = at[23] = 0;
	put32(at + 4, fstree_crc32(UINT32_MAX, bytes_of(at + 8, len - 8)));
	return (len + 7) & ~(size_t)7;
}

static size_t put_entry(uint8_t *at, uint64_t seq, uint32_t parent, const char *name, uint32_t inode)
{
	memset(at, 0, 56 + 64);
	put32(at + 24, parent);
	put32(at + 28, 2u << 29);
	put32(at + 40, inode);
	at[50] = (uint8_t)strlen(name);
	memcpy(at + 56, name, strlen(name));
	return put_node(at, 2, seq, 56 + strlen(name) + 1);
}

static size_t put_file(uint8_t *at, uint64_t seq, uint32_t inode, uint32_t size, uint32_t links)
{
	memset(at, 0, 160);
	put32(at + 24, inode);
	put32(at + 48, size);
	put32(at + 92, links);
	put32(at + 104, 0100600);
	return put_node(at, 0, seq, 160);
}

static size_t put_data(uint8_t *at, uint64_t seq, uint32_t inode, const char *text)
{
	size_t len = strlen(text);

	memset(at, 0, 48 + len);
	put32(at + 24, inode);
	put32(at + 28, 1u << 29);
	put32(at + 40, (uint32_t)len);
	memcpy(at + 48, text, len);
	return put_node(at, 1, seq, 48 + len);
}

/* Two journal blocks behind the last used one, the first named by a reference in the log. */
static void add_journal(uint8_t *at, bool named)
{
	uint8_t *log = at + 3 * LEB, *bud = at + (BLOCKS - 1) * LEB;

	put32(at + 40, BLOCKS); /* mkfs counts the blocks it wrote */
	put_node(at, 6, 1, 4096);
	if (named) {
		uint8_t *ref = log + 512;

		memset(ref, 0, 64);
		put32(ref + 24, BLOCKS - 1);
		put_node(ref, 8, 1000000, 64);
	}
	memset(bud, 0xff, LEB);
	bud += put_file(bud, 1000001, 5000, 3, 1);
	bud += put_data(bud, 1000002, 5000, "newer");
	bud += put_entry(bud, 1000003, 1, "written-late", 5000);
	bud += put_entry(bud, 1000004, 1, "empty", 0);
}

static void what_was_written_after_the_last_commit_is_seen(void **state)
{
	struct bytes in = sample("-x none"), content;
	uint8_t *at;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	at = malloc(BLOCKS * LEB);
	assert_non_null(at);
	assert_true(in.len <= (BLOCKS - 1) * LEB);
	memset(at, 0xff, BLOCKS * LEB);
	memcpy(at, in.at, in.len);
	add_journal(at, true);
	listing = testkit_listing(&format_ubifs, bytes_of(at, BLOCKS * LEB));
	assert_listed(listing, " /written-late\n");
	assert_not_listed(listing, " /empty\n");
	assert_not_listed(listing, "unread");
	free(listing);
	content = testkit_member(&format_ubifs, bytes_of(at, BLOCKS * LEB), "/written-late");
	assert_true(bytes_is(content, "new")); /* the inode says 3 bytes */
	free_bytes(content);
	memcpy(at, in.at, in.len);
	add_journal(at, false); /* garbage of an older life that no log names */
	listing = testkit_listing(&format_ubifs, bytes_of(at, BLOCKS * LEB));
	assert_not_listed(listing, "written-late");
	assert_listed(listing, " /empty\n");
	free(listing);
	free(at);
	free_bytes(in);
}

static void a_damaged_index_is_said_and_all_nodes_are_taken(void **state)
{
	struct bytes in = sample("-x zlib");
	uint8_t *at = (uint8_t *)in.at;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	for (size_t i = 3 * LEB; i + 28 < in.len; i += 8)
		if (memcmp(at + i, "\x31\x18\x10\x06", 4) == 0 && at[i + 20] == 9)
			at[i + 26] ^= 1;
	listing = testkit_listing(&format_ubifs, in);
	assert_listed(listing, "the index is damaged");
	assert_listed(listing, " /etc/passwd\n");
	assert_listed(listing, " /many/150\n");
	free(listing);
	free_bytes(in);
}

static void a_damaged_block_is_said_with_its_file(void **state)
{
	struct bytes in = sample("-x none");
	uint8_t *at = (uint8_t *)in.at;
	char *listing;
	size_t where;

	(void)state;
	if (!in.at)
		skip();
	where = bytes_find_str(in, "root::0:0");
	assert_true(where < in.len);
	at[where] ^= 1;
	listing = testkit_listing(&format_ubifs, in);
	assert_listed(listing, "1 damaged nodes");
	assert_listed(listing, "unread /etc/passwd @");
	assert_listed(listing, " /etc/numbers\n");
	free(listing);
	free_bytes(in);
}

static void noise_is_not_claimed(void **state)
{
	(void)state;
	assert_noise_is_not_claimed(&format_ubifs);
}

static void every_prefix_and_every_failing_allocation_is_survived(void **state)
{
	struct bytes in = sample("-x lzo");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_ubifs, in, 64, 1021) > 300);
	assert_true(testkit_failing_allocations(&format_ubifs, in, 2000) > 3);
	free_bytes(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_corpus_volume_holds_the_files_it_was_made_from),
		cmocka_unit_test(every_kind_of_file_comes_out),
		cmocka_unit_test(what_was_written_after_the_last_commit_is_seen),
		cmocka_unit_test(a_damaged_index_is_said_and_all_nodes_are_taken),
		cmocka_unit_test(a_damaged_block_is_said_with_its_file),
		cmocka_unit_test(noise_is_not_claimed),
		cmocka_unit_test(every_prefix_and_every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
