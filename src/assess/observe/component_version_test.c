#include "assess/observe/component_version.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void versions_end_where_they_do(void **state)
{
	static const char *const rows[][2] = {
		{"1.0.2g  1 Mar", "1.0.2g"},
		{"4.2.8p15", "4.2.8p15"},
		{"1.3.8rc4 ", "1.3.8rc4"},
		{"2.9.0dev.10", "2.9.0dev.10"},
		{"2.1.0-beta3", "2.1.0"},
		{"7.34.0)", "7.34.0"},
		{"0.9.8zg,", "0.9.8zg"},
		{"1.2.", "1.2"},
		{"2", ""},
		{"x1.2", ""},
		{"1.2foo", ""},
		{"", ""},
		{"123456789.1", ""},
		{"1.5_beta", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!bytes_is(version_at_front(bytes_str(rows[i][0]), 2), rows[i][1]))
			fail_msg("'%s' is not '%s'", rows[i][0], rows[i][1]);
	assert_true(bytes_is(version_at_front(bytes_str("239"), 1), "239"));
	assert_int_equal(version_at_front(bytes_str("1.2"), 3).len, 0);
}

static void a_text_is_a_version_as_a_whole_or_not_at_all(void **state)
{
	static const char *const rows[][2] = {
		{"2.80", "2.80"},
		{"v2.4", "2.4"},
		{"version 4.99.4", "4.99.4"},
		{"%s version 3.2.14-1~deb9u1", "3.2.14"},
		{"1.0.6, 6-Sept-2010", "1.0.6"},
		{"8.43 2019-02-23", "8.43"},
		{"?1.18.1", "1.18.1"},
		{"1.0", ""},
		{"127.0.0.1", ""},
		{"255.255.255.0", ""},
		{"2.80 of them are here", ""},
		{"1.2 and more", ""},
		{"text", ""},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (!bytes_is(version_of_text(bytes_str(rows[i][0])), rows[i][1]))
			fail_msg("'%s' is not '%s'", rows[i][0], rows[i][1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(versions_end_where_they_do),
		cmocka_unit_test(a_text_is_a_version_as_a_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
