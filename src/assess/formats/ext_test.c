#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_ext;

static void ext4_image_has_every_file(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.ext4.img");
	struct claim claim = {0};
	const char *difference;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_ext.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	assert_int_equal(claim.sure, 100);
	difference = testkit_compare_files_tsv(&format_ext, in, true);
	if (difference)
		fail_msg("%s", difference);
	listing = testkit_listing(&format_ext, in);
	assert_non_null(strstr(listing, "property type = ext4\n"));
	assert_non_null(strstr(listing, "property name = rootfs\n"));
	assert_non_null(strstr(listing, "property checksum = superblock crc32c: ok\n"));
	assert_non_null(strstr(listing, "property journal = clean\n"));
	assert_null(strstr(listing, "unread"));
	free(listing);
	free((void *)in.at);
}

static struct bytes sample(const char *options)
{
	char command[1024];

	snprintf(command, sizeof command,
		 "mkdir -p \"$2/r/d/e\" && cd \"$2/r\" && seq 1 60000 > big && echo small > d/small && "
		 "chmod 4755 d/small && ln d/small again && ln -s d/small link && "
		 "ln -s $(seq -s/ 1 60) long && mkfifo d/e/pipe && truncate -s 300000 hole && echo end >> hole && : > "
		 "empty && "
		 "/sbin/mke2fs -q -F %s -E root_owner=0:0 -d . \"$1\" 1500k",
		 options);
	return testkit_make(command);
}

static void all_generations_give_the_same(void **state)
{
	static const char *const options[] = {
		"-t ext2 -b 1024", "-t ext3 -b 1024 -J size=1", "-t ext4 -b 4096 -O ^has_journal",
		"-t ext4 -b 1024 -O inline_data,^has_journal", "-t ext2 -b 2048 -r 0 -O none"};
	char *first = NULL;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(options); i++) {
		struct bytes in = sample(options[i]);
		char *listing;

		if (!in.at)
			continue;
		listing = testkit_listing(&format_ext, in);
		if (strstr(listing, "unread") || strstr(listing, "unloadable") || strstr(listing, "error: "))
			fail_msg("%s: %s", options[i], listing);
		assert_non_null(strstr(listing, "/link -> d/small\n"));
		assert_non_null(strstr(listing, "/long -> 1/2/3"));
		assert_non_null(strstr(listing, " /d/small -> /again\n"));
		assert_non_null(strstr(listing, "f 4755 "));
		assert_non_null(strstr(listing, " /d/e/pipe\n"));
		assert_non_null(strstr(listing, " 300004 "));
		if (!first)
			first = strdup(strstr(listing, " /again\n"));
		else
			assert_string_equal(first, strstr(listing, " /again\n"));
		free(listing);
		free((void *)in.at);
	}
	if (!first)
		skip();
	free(first);
}

static void prefixes_and_failing_allocations_are_survived(void **state)
{
	struct bytes in = sample("-t ext4 -b 1024 -O ^has_journal");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_ext, in, 0, 4099) > 300);
	assert_true(testkit_all_prefixes(&format_ext, bytes_part(in, 0, 2100), 2100, 1) > 2000);
	assert_true(testkit_failing_allocations(&format_ext, in, 5000) > 3);
	free((void *)in.at);
}

static void damage_is_said_and_the_rest_is_read(void **state)
{
	struct bytes in = sample("-t ext2 -b 1024");
	uint8_t *at = (uint8_t *)in.at;
	char *listing;
	size_t name;

	(void)state;
	if (!in.at)
		skip();
	name = bytes_find_str(in, "pipe");
	assert_true(name < in.len);
	memset(at + name - 4, 0xee, 4); /* its record length and name length */
	listing = testkit_listing(&format_ext, in);
	assert_non_null(strstr(listing, "unread  @"));
	assert_non_null(strstr(listing, " /d/small"));
	assert_null(strstr(listing, "/d/e/pipe"));
	free(listing);
	at[1024 + 0x28]++; /* inodes per group */
	assert_non_null(strstr(listing = testkit_listing(&format_ext, in), "error: probe says no"));
	free(listing);
	free(at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ext4_image_has_every_file),
		cmocka_unit_test(all_generations_give_the_same),
		cmocka_unit_test(prefixes_and_failing_allocations_are_survived),
		cmocka_unit_test(damage_is_said_and_the_rest_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
