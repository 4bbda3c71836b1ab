#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_sparse, format_qcow2;

static void a_real_sparse_image_expands_to_the_file_system_it_was_made_from(void **state)
{
	struct bytes in = testkit_corpus("formats/rootfs.ext4.simg"), want = testkit_corpus("formats/rootfs.ext4.img");
	struct claim claim = {0};
	struct bytes got;

	(void)state;
	if (!in.at || !want.at)
		skip();
	assert_true(format_sparse.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	got = testkit_member(&format_sparse, in, "data");
	/* whole blocks: the original ends inside its last one */
	assert_int_equal(got.len, (want.len + 4095) & ~(size_t)4095);
	assert_true(bytes_equal(bytes_part(got, 0, want.len), want));
	free((void *)got.at);
	free((void *)in.at);
	free((void *)want.at);
}

#define HEADER "\x3a\xff\x26\xed\1\0\0\0\x1c\0\x0c\0\0\2\0\0"
static const char image[] = HEADER "\4\0\0\0\3\0\0\0\0\0\0\0"
				   "\xc2\xca\0\0\1\0\0\0\x10\0\0\0"
				   "abcd"
				   "\xc3\xca\0\0\3\0\0\0\x0c\0\0\0"
				   "\xc4\xca\0\0\0\0\0\0\x10\0\0\0"
				   "\0\0\0\0";

static void fill_and_holes_are_expanded_and_a_wrong_sum_is_told(void **state)
{
	struct bytes in = bytes_of(image, sizeof image - 1), got = testkit_member(&format_sparse, in, "data");
	char *listing = testkit_listing(&format_sparse, in);

	(void)state;
	assert_int_equal(got.len, 2048);
	assert_memory_equal(got.at, "abcdabcd", 8);
	assert_memory_equal(got.at + 508, "abcd\0\0\0\0", 8);
	assert_non_null(strstr(listing, "property checksum = content crc32: bad\n"));
	assert_null(strstr(listing, "error"));
	free(listing);
	free((void *)got.at);
	assert_int_equal(testkit_all_prefixes(&format_sparse, in, 1000, 1), sizeof image - 1);
	assert_true(testkit_failing_allocations(&format_sparse, in, 50) >= 2);
}

static void a_few_bytes_that_ask_for_terabytes_stop_at_the_budget(void **state)
{
	static const char bomb[] = HEADER "\xff\xff\xff\xff\1\0\0\0\0\0\0\0"
					  "\xc3\xca\0\0\xff\xff\xff\xff\x0c\0\0\0";
	char *listing = testkit_listing(&format_sparse, bytes_of(bomb, sizeof bomb - 1));

	(void)state;
	assert_non_null(strstr(listing, "error: sparse image: more bytes than limits"));
	free(listing);
}

static void a_qcow2_image_is_named(void **state)
{
	struct bytes in = testkit_corpus("signatures/qcow.bin");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_qcow2, in);
	if (!strstr(listing, "property size = ") || !strstr(listing, "not opened") || strstr(listing, "error"))
		fail_msg("%s", listing);
	free(listing);
	assert_true(testkit_all_prefixes(&format_qcow2, in, 1000, 1) > 100);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_real_sparse_image_expands_to_the_file_system_it_was_made_from),
		cmocka_unit_test(fill_and_holes_are_expanded_and_a_wrong_sum_is_told),
		cmocka_unit_test(a_few_bytes_that_ask_for_terabytes_stop_at_the_budget),
		cmocka_unit_test(a_qcow2_image_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
