#include "core/json/json_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void is(json_t *value, const char *want)
{
	assert_non_null(value);
	assert_string_equal(json_string_value(value), want);
	json_decref(value);
}

static void text_stays_and_what_could_mislead_is_escaped(void **state)
{
	(void)state;
	is(json_safe(bytes_str("plain \xc3\xa9")), "plain \xc3\xa9");
	is(json_safe(bytes_of("a\0b", 3)), "a\\x00b");
	is(json_safe(bytes_str("\x1b[31m")), "\\x1b[31m");
	is(json_safe(bytes_str("\xff")), "\\xff");
	is(json_safe(bytes_str("two\nlines")), "two\\nlines");
}

static void nothing_is_the_empty_text(void **state)
{
	(void)state;
	is(json_safe_text(NULL), "");
	is(json_safe_text(""), "");
	is(json_safe(bytes_of("", 0)), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_stays_and_what_could_mislead_is_escaped),
		cmocka_unit_test(nothing_is_the_empty_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
