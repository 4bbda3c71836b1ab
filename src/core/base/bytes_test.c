#include "core/base/bytes.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void parts_never_leave_the_whole(void **state)
{
	struct bytes in = bytes_str("abcdef");

	(void)state;
	assert_true(bytes_is(bytes_part(in, 2, 2), "cd"));
	assert_true(bytes_is(bytes_part(in, 4, UINT64_MAX), "ef"));
	assert_int_equal(bytes_part(in, 6, 1).len, 0);
	assert_int_equal(bytes_part(in, UINT64_MAX, UINT64_MAX).len, 0);
}

static void finding_looks_at_every_place(void **state)
{
	struct bytes in = bytes_str("aaabaaac");

	(void)state;
	assert_int_equal(bytes_find_str(in, "aaac"), 4);
	assert_int_equal(bytes_find_str(in, "aaab"), 0);
	assert_true(bytes_find_str(in, "aaad") == SIZE_MAX);
	assert_true(bytes_find_str(in, "") == SIZE_MAX);
	assert_true(bytes_find_str(bytes_str("ab"), "abc") == SIZE_MAX);
	assert_int_equal(bytes_find_nocase(bytes_str("xxHTTP"), "http"), 2);
}

static void order_is_by_bytes_then_length(void **state)
{
	(void)state;
	assert_true(bytes_compare(bytes_str("a"), bytes_str("b")) < 0);
	assert_true(bytes_compare(bytes_str("a"), bytes_str("aa")) < 0);
	assert_true(bytes_compare(bytes_of("\xff", 1), bytes_str("a")) > 0);
	assert_int_equal(bytes_compare(bytes_str("aa"), bytes_str("aa")), 0);
	assert_true(bytes_starts(bytes_str("abc"), "ab") && !bytes_starts(bytes_str("a"), "ab"));
	assert_true(bytes_ends(bytes_str("abc"), "bc") && !bytes_ends(bytes_str("c"), "bc"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(parts_never_leave_the_whole),
		cmocka_unit_test(finding_looks_at_every_place),
		cmocka_unit_test(order_is_by_bytes_then_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
