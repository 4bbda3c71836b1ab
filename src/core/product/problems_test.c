#include "core/product/problems.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void problems_stand_in_the_order_of_the_file(void **state)
{
	struct arena arena;
	struct problems p = {.arena = &arena};

	(void)state;
	arena_init(&arena, 0);
	assert_false(problem_add(&p, 7, 3, "second"));
	assert_false(problem_add(&p, 7, 1, "first"));
	assert_false(problem_add(&p, 0, 0, "whole %s", "file"));
	problems_sort(&p);
	assert_int_equal(p.count, 3);
	assert_string_equal(p.at[0].text, "whole file");
	assert_string_equal(p.at[1].text, "first");
	assert_string_equal(p.at[2].text, "second");
	arena_done(&arena);
}

static void beyond_the_maximum_the_last_says_that_there_are_more(void **state)
{
	struct arena arena;
	struct problems p = {.arena = &arena};

	(void)state;
	arena_init(&arena, 0);
	for (uint32_t i = 0; i < 3 * PRODUCT_PROBLEMS_MAX; i++)
		problem_add(&p, i + 1, 1, "wrong");
	assert_true(problems_full(&p));
	assert_int_equal(p.count, PRODUCT_PROBLEMS_MAX);
	problems_sort(&p);
	assert_string_equal(p.at[PRODUCT_PROBLEMS_MAX - 1].text,
			    "there are more problems than 99; the others are not listed");
	arena_done(&arena);
}

static void quotes_are_safe_to_show_and_short(void **state)
{
	struct arena arena;
	struct problems p = {.arena = &arena};
	char text[200];

	(void)state;
	arena_init(&arena, 0);
	assert_string_equal(problem_quote(&p, bytes_str("a\nb")), "a\\nb");
	memset(text, 'x', sizeof text);
	assert_int_equal(strlen(problem_quote(&p, bytes_of(text, sizeof text))), 63);
	arena_done(&arena);
}

static void exhausted_memory_is_remembered(void **state)
{
	struct arena arena;
	struct problems p = {.arena = &arena};

	(void)state;
	arena_init(&arena, 16);
	assert_false(problem_add(&p, 1, 1, "wrong"));
	assert_true(p.out_of_memory);
	assert_int_equal(p.count, 0);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(problems_stand_in_the_order_of_the_file),
		cmocka_unit_test(beyond_the_maximum_the_last_says_that_there_are_more),
		cmocka_unit_test(quotes_are_safe_to_show_and_short),
		cmocka_unit_test(exhausted_memory_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
