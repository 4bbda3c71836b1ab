#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_cramfs;

static void big_endian_image_has_every_file(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.be.cramfs");
	struct claim claim = {0};
	const char *difference;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_cramfs.probe(in, &claim));
	assert_int_equal(claim.len, 1449984);
	assert_int_equal(claim.sure, 100);
	difference = testkit_compare_files_tsv(&format_cramfs, in, false);
	if (difference)
		fail_msg("%s", difference);
	free((void *)in.at);
}

static void image_for_execution_in_place_is_read(void **state)
{
	struct bytes in = testkit_corpus("firmware/esp32s3-linux-rootfs.cramfs");
	size_t nodes = 0;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_cramfs, in);
	assert_non_null(strstr(listing, "property checksum = crc32 0x96d45af5: ok\n"));
	assert_null(strstr(listing, "unread"));
	assert_null(strstr(listing, "unloadable"));
	for (const char *line = listing; line && *line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
		nodes += line[1] == ' ';
	assert_int_equal(nodes, 400); /* the header counts 401 with the root */
	free(listing);
	free((void *)in.at);
}

static void one_small_file_comes_back(void **state)
{
	struct bytes in = testkit_corpus("signatures/cramfs.bin"), content;

	(void)state;
	if (!in.at)
		skip();
	content = testkit_member(&format_cramfs, in, "/lsb-release");
	assert_non_null(content.at);
	assert_int_equal(content.len, 104);
	assert_memory_equal(content.at, "DISTRIB_ID=Ubuntu\n", 18);
	free((void *)content.at);
	free((void *)in.at);
}

static struct bytes sample(const char *order)
{
	char command[512];

	snprintf(command, sizeof command,
		 "mkdir -p \"$2/r/d/e\" && cd \"$2/r\" && seq 1 3000 > big && echo small > d/small && chmod 4755 "
		 "d/small && "
		 "ln -s d/small link && mkfifo d/e/pipe && head -c 9000 /dev/zero > hole && : > empty && "
		 "mkfs.cramfs -N %s -n volume . \"$1\"",
		 order);
	return testkit_make(command);
}

static void both_byte_orders_give_the_same(void **state)
{
	struct bytes little = sample("little"), big = sample("big");
	char *one, *two;

	(void)state;
	if (!little.at || !big.at)
		skip();
	one = testkit_listing(&format_cramfs, little);
	two = testkit_listing(&format_cramfs, big);
	assert_non_null(strstr(one, " -> d/small\n"));
	assert_non_null(strstr(one, "f 4755 "));
	assert_non_null(strstr(one, "p 0"));
	assert_non_null(strstr(one, " 9000 "));
	assert_non_null(strstr(one, "property name = volume\n"));
	assert_null(strstr(one, "unread"));
	assert_string_equal(strstr(one, "\nd "), strstr(two, "\nd "));
	free(one);
	free(two);
	free((void *)little.at);
	free((void *)big.at);
}

static void prefixes_and_failing_allocations_are_survived(void **state)
{
	struct bytes in = sample("little");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_cramfs, in, 600, 37) > 300);
	assert_true(testkit_failing_allocations(&format_cramfs, in, 5000) > 5);
	free((void *)in.at);
}

static void a_changed_byte_is_a_bad_checksum(void **state)
{
	struct bytes in = sample("little");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	((uint8_t *)in.at)[in.len - 2000] ^= 1;
	listing = testkit_listing(&format_cramfs, in);
	assert_non_null(strstr(listing, ": bad\n"));
	free(listing);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(big_endian_image_has_every_file),
		cmocka_unit_test(image_for_execution_in_place_is_read),
		cmocka_unit_test(one_small_file_comes_back),
		cmocka_unit_test(both_byte_orders_give_the_same),
		cmocka_unit_test(prefixes_and_failing_allocations_are_survived),
		cmocka_unit_test(a_changed_byte_is_a_bad_checksum),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
