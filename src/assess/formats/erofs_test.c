#include "assess/formats/flash_testkit.h"

extern const struct format format_erofs;

static struct bytes sample(const char *options)
{
	char command[1536];

	snprintf(command, sizeof command,
		 "mkdir -p $2/r/etc/init.d && printf 'root::0:0::/:/bin/sh\\n' >$2/r/etc/passwd && seq 1 40000 "
		 ">$2/r/etc/numbers "
		 "&& ln -s ../init $2/r/etc/init.d/S01 && ln $2/r/etc/passwd $2/r/etc/passwd- && chmod 4755 "
		 "$2/r/etc/numbers && : >$2/r/empty && mkdir $2/r/many && for i in $(seq 1 400); do "
		 "echo $i >$2/r/many/name-$i; done && seq 1 3000 | sha512sum >$2/r/mixed && for i in $(seq 1 300); do "
		 "echo $i | sha512sum | xxd -r -p; [ $((i %% 20)) = 0 ] && head -c 9000 /dev/zero; done >>$2/r/mixed; "
		 "chmod 0666 $2/r/mixed && mkfs.erofs -T1500000000 %s $1 $2/r",
		 options);
	return testkit_make(command);
}

static void the_corpus_image_holds_the_files_it_was_made_from(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.lz4hc.erofs");
	struct claim claim;
	const char *difference;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_erofs.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	assert_int_equal(claim.sure, 100);
	difference = testkit_compare_files_tsv(&format_erofs, in, true);
	free_bytes(in);
	if (difference)
		fail_msg("%s", difference);
}

static void every_layout_gives_the_same_files(void **state)
{
	static const char *const options[] = {"",
					      "-zlz4",
					      "-zlz4hc",
					      "-zlz4hc -C65536",
					      "-zlz4 -Elegacy-compress",
					      "-zlz4hc -Eztailpacking",
					      "-zlz4hc -C16384 -Eztailpacking",
					      "-Eforce-inode-extended",
					      "-zlz4 -Eforce-inode-extended -Enosbcrc",
					      "-Enoinline_data",
					      "--chunksize=4096",
					      "--chunksize=8192 -Eforce-chunk-indexes"};
	struct bytes mixed = {NULL, 0};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		struct bytes in = sample(options[i]), content;
		struct claim claim;
		char *listing;

		if (!in.at)
			skip();
		assert_true(format_erofs.probe(in, &claim));
		assert_int_equal(claim.len, in.len);
		listing = testkit_listing(&format_erofs, in);
		assert_not_listed(listing, "unread");
		assert_not_listed(listing, "unloadable");
		assert_not_listed(listing, "error");
		assert_listed(listing,
			      " 21 4f3be931777a8310f41390dd3e3ec58db7feadb869974ad23bb0225a41af0ddf /etc/passwd\n");
		assert_listed(listing, "/etc/init.d/S01 -> ../init\n");
		assert_listed(listing, "/etc/passwd- -> /etc/passwd\n");
		assert_listed(listing, "f 4755 ");
		assert_listed(listing, " /empty\n");
		assert_listed(listing, " /many/name-400\n");
		free(listing);
		content = testkit_member(&format_erofs, in, "/etc/numbers");
		assert_int_equal(content.len, 228894);
		assert_true(bytes_starts(content, "1\n2\n3\n") && bytes_ends(content, "39999\n40000\n"));
		free_bytes(content);
		content = testkit_member(&format_erofs, in, "/mixed");
		assert_true(content.len > 100000);
		if (i == 0)
			mixed = content;
		else
			assert_true(bytes_equal(content, mixed));
		if (i)
			free_bytes(content);
		free_bytes(in);
	}
	free_bytes(mixed);
}

static void damage_is_said(void **state)
{
	struct bytes in = sample("-zlz4"), part;
	uint8_t *at = (uint8_t *)in.at;
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	at[1024 + 72] ^= 1; /* the volume's name */
	listing = testkit_listing(&format_erofs, in);
	assert_listed(listing, "superblock crc32c: bad");
	assert_listed(listing, "/etc/passwd\n");
	free(listing);
	part = bytes_part(in, 0, in.len / 2);
	assert_true(format_erofs.probe(part, &claim));
	assert_true(claim.truncated);
	listing = testkit_listing(&format_erofs, part);
	assert_true(strstr(listing, "unloadable") || strstr(listing, "unread"));
	free(listing);
	free_bytes(in);
}

static void noise_is_not_claimed(void **state)
{
	(void)state;
	assert_noise_is_not_claimed(&format_erofs);
}

static void every_prefix_and_every_failing_allocation_is_survived(void **state)
{
	struct bytes in = sample("-zlz4hc -Eztailpacking");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_erofs, in, 64, 1021) > 60);
	assert_true(testkit_failing_allocations(&format_erofs, in, 2000) > 3);
	free_bytes(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_corpus_image_holds_the_files_it_was_made_from),
		cmocka_unit_test(every_layout_gives_the_same_files),
		cmocka_unit_test(damage_is_said),
		cmocka_unit_test(noise_is_not_claimed),
		cmocka_unit_test(every_prefix_and_every_failing_allocation_is_survived),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
