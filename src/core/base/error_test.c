#include "core/base/error.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

static void context_is_put_in_front(void **state)
{
	struct error e;

	(void)state;
	assert_false(error_set(&e, ERROR_INPUT, "'%s' too short", "header"));
	assert_false(error_add(&e, "partition %d", 3));
	assert_string_equal(e.text, "partition 3: 'header' too short");
	assert_int_equal(e.code, ERROR_INPUT);
}

static void long_messages_are_cut_and_stay_terminated(void **state)
{
	struct error e;
	char words[600];

	(void)state;
	memset(words, 'x', sizeof words);
	words[sizeof words - 1] = '\0';
	error_set(&e, ERROR_LIMIT, "%s", words);
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	error_add(&e, "%s", words);
	error_add(&e, "front");
	assert_int_equal(strlen(e.text), sizeof e.text - 1);
	assert_memory_equal(e.text, "front: xxx", 10);
	assert_int_equal(e.code, ERROR_LIMIT);
}

static void the_system_says_why(void **state)
{
	struct error e;

	(void)state;
	errno = ENOENT;
	error_errno(&e, "'%s'", "file");
	assert_string_equal(e.text, "'file': No such file or directory");
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(context_is_put_in_front),
		cmocka_unit_test(long_messages_are_cut_and_stay_terminated),
		cmocka_unit_test(the_system_says_why),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
