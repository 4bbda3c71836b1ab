#include "assess/observe/strings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void the_run_around_an_offset_ends_at_unprintable_bytes(void **state)
{
	struct bytes data = bytes_of("\0abc def\0\1gh\0", 13);

	(void)state;
	assert_true(bytes_is(strings_run(data, 3, 100), "abc def"));
	assert_true(bytes_is(strings_run(data, 1, 100), "abc def"));
	assert_true(bytes_is(strings_run(data, 4, 2), "bc d"));
	assert_int_equal(strings_run(data, 0, 100).len, 0);
	assert_int_equal(strings_run(data, 13, 100).len, 0);
	assert_int_equal(strings_run(data, UINT64_MAX, 100).len, 0);
}

static void neighbours_are_found_within_a_distance(void **state)
{
	struct bytes data = bytes_of("first\0\0x\0middle\0\0\0\0\0last", 24);
	struct bytes middle = strings_run(data, 9, 100);

	(void)state;
	assert_true(bytes_is(middle, "middle"));
	assert_true(bytes_is(strings_before(data, middle, 3, 16, 100), "first"));
	assert_true(bytes_is(strings_before(data, middle, 1, 16, 100), "x"));
	assert_true(bytes_is(strings_behind(data, middle, 3, 16, 100), "last"));
	assert_int_equal(strings_behind(data, middle, 3, 2, 100).len, 0);
	assert_int_equal(strings_before(data, strings_run(data, 0, 9), 1, 16, 100).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_run_around_an_offset_ends_at_unprintable_bytes),
		cmocka_unit_test(neighbours_are_found_within_a_distance),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
