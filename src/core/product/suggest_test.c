#include "core/product/suggest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static unsigned apart(const char *a, const char *b)
{
	return suggest_distance(bytes_str(a), bytes_str(b));
}

static void distance_counts_letters_added_dropped_changed_and_swapped(void **state)
{
	(void)state;
	assert_int_equal(apart("password", "password"), 0);
	assert_int_equal(apart("pasword", "password"), 1);
	assert_int_equal(apart("passwords", "password"), 1);
	assert_int_equal(apart("passworf", "password"), 1);
	assert_int_equal(apart("passwrod", "password"), 1);
	assert_int_equal(apart("PassWord", "password"), 0);
	assert_int_equal(apart("brute_force", "brute-force"), 0);
	assert_int_equal(apart("", "abc"), 3);
	assert_int_equal(apart("abc", ""), 3);
	assert_int_equal(apart("kitten", "sitting"), 3);
}

static void names_too_long_to_be_meant_have_no_distance(void **state)
{
	uint8_t text[SUGGEST_LEN_MAX + 1];

	(void)state;
	memset(text, 'a', sizeof text);
	assert_int_equal(suggest_distance(bytes_of(text, sizeof text), bytes_str("a")), SUGGEST_NONE);
	assert_int_equal(suggest_distance(bytes_of(text, SUGGEST_LEN_MAX), bytes_str("a")), SUGGEST_LEN_MAX - 1);
}

static const char *nearest(struct arena *arena, const char *typed, const char *a, const char *b)
{
	struct suggestion s = suggestion_of(bytes_str(typed));

	suggestion_offer(&s, bytes_str(a));
	suggestion_offer(&s, bytes_str(b));
	return suggestion_text(&s, arena);
}

static void the_nearest_is_suggested_and_nothing_that_lies_far(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	assert_string_equal(nearest(&arena, "pasword", "passphrase", "password"), "; did you mean 'password'?");
	assert_string_equal(nearest(&arena, "colour", "password", "pin"), "");
	assert_string_equal(nearest(&arena, "x", "y", "pin"), "");
	assert_string_equal(nearest(&arena, "5.3-4", "5.1-4", "5.3-4A"), "; did you mean '5.3-4A'?");
	/* the end of a name */
	assert_string_equal(nearest(&arena, "frequency", "update-check-frequency", "pin"),
			    "; did you mean 'update-check-frequency'?");
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(distance_counts_letters_added_dropped_changed_and_swapped),
		cmocka_unit_test(names_too_long_to_be_meant_have_no_distance),
		cmocka_unit_test(the_nearest_is_suggested_and_nothing_that_lies_far),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
