#include "assess/declare/ixit_same.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static const struct product_item first[] = {{.table = "PhyIntf", .id = "a", .key = "id", .value = "a"},
					    {.table = "PhyIntf", .id = "a", .key = "type", .value = "usb"},
					    {.table = "PhyIntf", .id = "b", .key = "id", .value = "b"},
					    {.table = "AuthMech", .id = "m", .key = "factor", .value = "pin"},
					    {.table = "AuthMech", .id = "m", .key = "factor", .value = "key"}};

static bool same(const struct product_item *items, size_t count, const char *table)
{
	const struct product a = {.items = first, .count = ARRAY_LEN(first)}, b = {.items = items, .count = count};
	struct arena arena;
	bool ret;

	arena_init(&arena, 0);
	assert_true(ixit_same(&a, &b, table, &arena, &ret));
	arena_done(&arena);
	return ret;
}

static void the_order_of_entries_does_not_count_that_of_members_does(void **state)
{
	const struct product_item moved[] = {first[2], first[3], first[4], first[1], first[0]},
				  turned[] = {first[0], first[1], first[2], first[4], first[3]};

	(void)state;
	assert_true(same(first, ARRAY_LEN(first), NULL));
	assert_true(same(moved, ARRAY_LEN(moved), NULL));
	assert_false(same(turned, ARRAY_LEN(turned), NULL));
	assert_true(same(turned, ARRAY_LEN(turned), "PhyIntf"));
	assert_false(same(first, ARRAY_LEN(first) - 1, NULL));
	assert_false(same(first, ARRAY_LEN(first) - 1, "AuthMech"));
	assert_true(same(first, ARRAY_LEN(first) - 1, "PhyIntf"));
	assert_true(same(NULL, 0, "ExtSens"));
}

static void memory_that_runs_out_is_told(void **state)
{
	const struct product p = {.items = first, .count = ARRAY_LEN(first)};
	struct arena arena;
	bool ret;

	(void)state;
	arena_init(&arena, 64);
	assert_false(ixit_same(&p, &p, NULL, &arena, &ret));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_order_of_entries_does_not_count_that_of_members_does),
		cmocka_unit_test(memory_that_runs_out_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
