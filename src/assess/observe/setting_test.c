#include "assess/observe/setting.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void each_way_to_write_a_setting_is_read(void **state)
{
	static const struct {
		const char *line, *key, *value;
		bool quoted;
	} rows[] = {
		{"PASSWORD=hunter2", "PASSWORD", "hunter2", false},
		{"  password = \"hunter2\"", "password", "hunter2", true},
		{"\"password\": \"hunter2\",", "password", "hunter2", true},
		{"\toption password 'hunter2'", "password", "hunter2", true},
		{"<Password>hunter2</Password>", "Password", "hunter2", true},
		{"$password = 'hunter2';", "password", "hunter2", true},
		{"password: hunter2", "password", "hunter2", false},
		{"define('DB_PASSWORD', 'hunter2');", "DB_PASSWORD", "hunter2", true},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct setting s = {.quoted = false};

		if (!setting_read(bytes_str(rows[i].line), &s))
			fail_msg("nothing in: %s", rows[i].line);
		if (!bytes_is(s.key, rows[i].key) || !bytes_is(s.value, rows[i].value) || s.quoted != rows[i].quoted)
			fail_msg("%s: '%.*s' is '%.*s'", rows[i].line, (int)s.key.len, (const char *)s.key.at,
				 (int)s.value.len, (const char *)s.value.at);
	}
}

static void a_line_without_a_key_and_a_value_is_no_setting(void **state)
{
	static const char *const lines[] = {"", "   ", "just words", "=value", "<Password></Password",
					    /* code that writes a setting */
					    "\"passwd=\".$passwd.\"\\n\".", "'password=' + p",
					    "print('pwd=' + x + '')"};
	struct setting s;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++)
		if (setting_read(bytes_str(lines[i]), &s) && s.key.len && s.value.len)
			fail_msg("a setting in: %s", lines[i]);
}

static void what_stands_for_another_value_is_no_literal(void **state)
{
	static const char *const others[] = {"$PASSWORD",  "${password}",   "$(cat /tmp/p)", "%s",
					     "<password>", "/etc/password", ".$passwd."};

	(void)state;
	assert_true(setting_is_literal(bytes_str("hunter2")));
	for (size_t i = 0; i < ARRAY_LEN(others); i++)
		if (setting_is_literal(bytes_str(others[i])))
			fail_msg("taken for a literal: %s", others[i]);
}

static void the_line_around_an_offset_is_found(void **state)
{
	struct bytes text = bytes_str("one\ntwo three\nfour");

	(void)state;
	assert_true(bytes_is(setting_line(text, 0), "one"));
	assert_true(bytes_is(setting_line(text, 8), "two three"));
	assert_true(bytes_is(setting_line(text, text.len - 1), "four"));
	assert_true(setting_line(text, text.len + 100).len <= text.len);
}

static void comments_are_known(void **state)
{
	(void)state;
	assert_true(setting_is_comment(bytes_str("# password=x")));
	assert_true(setting_is_comment(bytes_str("// password=x")));
	assert_false(setting_is_comment(bytes_str("password=x # really")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_way_to_write_a_setting_is_read),
		cmocka_unit_test(a_line_without_a_key_and_a_value_is_no_setting),
		cmocka_unit_test(what_stands_for_another_value_is_no_literal),
		cmocka_unit_test(the_line_around_an_offset_is_found),
		cmocka_unit_test(comments_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
