#include "core/base/arena.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <cmocka.h>

static void memory_is_zeroed_aligned_and_kept(void **state)
{
	struct arena a;
	uint8_t *items[500];

	(void)state;
	arena_init(&a, 0);
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		size_t len = i * 97 % 40000;

		items[i] = arena_alloc(&a, len);
		assert_non_null(items[i]);
		assert_int_equal((uintptr_t)items[i] % sizeof(void *), 0);
		for (size_t k = 0; k < len; k++)
			assert_int_equal(items[i][k], 0);
		memset(items[i], (int)(i & 255), len);
	}
	/* nobody wrote over anybody */
	for (size_t i = 0; i < ARRAY_LEN(items); i++)
		for (size_t k = 0; k < i * 97 % 40000; k += 331)
			assert_int_equal(items[i][k], i & 255);
	arena_done(&a);
}

static void the_cap_holds_and_sizes_cannot_wrap(void **state)
{
	struct arena a;

	(void)state;
	arena_init(&a, 1000);
	assert_non_null(arena_alloc(&a, 900));
	assert_null(arena_alloc(&a, 200));
	assert_null(arena_alloc(&a, SIZE_MAX));
	assert_null(arena_array(&a, SIZE_MAX / 2, 4));
	assert_non_null(arena_alloc(&a, 64));
	arena_done(&a);
}

static void copies_end_in_a_nul_that_is_not_counted(void **state)
{
	struct arena a;
	struct bytes copy;

	(void)state;
	arena_init(&a, 0);
	copy = arena_copy(&a, bytes_of("ab", 2));
	assert_int_equal(copy.len, 2);
	assert_int_equal(copy.at[2], 0);
	assert_string_equal(arena_printf(&a, "%s-%d", "x", 7), "x-7");
	arena_done(&a);
}

static void arrays_grow_and_keep_what_they_held(void **state)
{
	struct arena a;
	uint32_t *array = NULL;
	size_t count = 0, cap = 0;

	(void)state;
	arena_init(&a, 0);
	for (; count < 1000; count++) {
		assert_true(arena_grow(&a, &array, count, &cap, sizeof *array));
		array[count] = (uint32_t)count * 3;
	}
	for (size_t i = 0; i < count; i++)
		assert_int_equal(array[i], i * 3);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(memory_is_zeroed_aligned_and_kept),
		cmocka_unit_test(the_cap_holds_and_sizes_cannot_wrap),
		cmocka_unit_test(copies_end_in_a_nul_that_is_not_counted),
		cmocka_unit_test(arrays_grow_and_keep_what_they_held),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
