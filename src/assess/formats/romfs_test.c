#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_romfs;

static void image_has_every_file(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.romfs");
	struct claim claim = {0};
	const char *difference;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	assert_true(format_romfs.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	difference = testkit_compare_files_tsv(&format_romfs, in, false);
	if (difference)
		fail_msg("%s", difference);
	listing = testkit_listing(&format_romfs, in);
	assert_non_null(strstr(listing, "property checksum = header: ok\n"));
	assert_null(strstr(listing, "unread"));
	free(listing);
	free((void *)in.at);
}

static void smallest_image_is_read(void **state)
{
	struct bytes in = testkit_corpus("signatures/romfs.bin"), content;

	(void)state;
	if (!in.at)
		skip();
	content = testkit_member(&format_romfs, in, "/lsb-release");
	assert_non_null(content.at);
	assert_int_equal(content.len, 104);
	free((void *)content.at);
	free((void *)in.at);
}

static struct bytes sample(void)
{
	return testkit_make(
		"mkdir -p \"$2/r/d/e\" && cd \"$2/r\" && seq 1 300 > big && echo small > d/small && "
		"ln d/small again && ln -s d/small link && mkfifo d/e/pipe && genromfs -d . -f \"$1\" -V volume");
}

static void hard_links_and_pipes_come_back(void **state)
{
	struct bytes in = sample();
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_romfs, in);
	assert_non_null(strstr(listing, "/link -> d/small\n"));
	assert_true(strstr(listing, "/again -> /d/small\n") || strstr(listing, "/d/small -> /again\n"));
	assert_non_null(strstr(listing, "p - - - 0 - /d/e/pipe\n"));
	assert_null(strstr(listing, "unread"));
	free(listing);
	free((void *)in.at);
}

static void prefixes_and_failing_allocations_are_survived(void **state)
{
	struct bytes in = sample();

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_all_prefixes(&format_romfs, in, 800, 13) > 500);
	assert_true(testkit_failing_allocations(&format_romfs, in, 5000) > 2);
	free((void *)in.at);
}

static void a_wrong_header_sum_is_not_claimed_and_a_wrong_file_sum_is_said(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.romfs");
	struct claim claim;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	((uint8_t *)in.at)[0x1990 + 10] ^= 1;
	listing = testkit_listing(&format_romfs, in);
	assert_non_null(strstr(listing, "the checksum of its header is wrong"));
	free(listing);
	((uint8_t *)in.at)[100] ^= 1;
	assert_false(format_romfs.probe(in, &claim));
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(image_has_every_file),
		cmocka_unit_test(smallest_image_is_read),
		cmocka_unit_test(hard_links_and_pipes_come_back),
		cmocka_unit_test(prefixes_and_failing_allocations_are_survived),
		cmocka_unit_test(a_wrong_header_sum_is_not_claimed_and_a_wrong_file_sum_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
