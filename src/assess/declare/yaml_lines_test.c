#include "assess/declare/yaml_lines.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void lines_begin_and_end(void **state)
{
	const struct bytes in = bytes_str("a: 1\n  - b: 2\nc");

	(void)state;
	assert_int_equal(yaml_line_start(in, 0), 0);
	assert_int_equal(yaml_line_start(in, 9), 5);
	assert_int_equal(yaml_next_line(in, 0), 5);
	assert_int_equal(yaml_next_line(in, 9), 14);
	assert_int_equal(yaml_next_line(in, 14), 15);
	assert_true(yaml_begins_line(in, 9, 1));
	assert_false(yaml_begins_line(in, 9, 0));
	assert_true(yaml_begins_line(in, 0, 0));
	assert_false(yaml_begins_line(in, 3, 0));
}

static void comments_are_counted_and_what_is_in_quotes_is_none(void **state)
{
	const struct bytes in = bytes_str("# one\na: b # two # the same\nc: 'd # none'\ne: \"f # none\" # three\n"
					  "g: h#none\ni: it's # four\n");

	(void)state;
	assert_int_equal(yaml_comments(in, 0, in.len), 4);
	assert_int_equal(yaml_comments(in, 6, in.len), 3);
	assert_int_equal(yaml_comments(in, 0, 6), 1);
	assert_int_equal(yaml_comments(in, 0, 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_begin_and_end),
		cmocka_unit_test(comments_are_counted_and_what_is_in_quotes_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
