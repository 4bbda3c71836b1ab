#include "assess/unpack/ledger.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

static void overlapping_ranges_count_once(void **state)
{
	struct ledger l = {0};
	struct error e;

	(void)state;
	assert_true(ledger_add(&l, 10, 20, &e));
	assert_true(ledger_add(&l, 30, 40, &e));
	assert_true(ledger_add(&l, 15, 35, &e));
	assert_int_equal(ledger_sum(&l), 30);
	assert_int_equal(l.count, 1);
	ledger_done(&l);
}

static void a_hole_can_be_cut_out(void **state)
{
	struct ledger l = {0};
	struct error e;

	(void)state;
	assert_true(ledger_add(&l, 0, 100, &e));
	assert_true(ledger_remove(&l, 40, 60, &e));
	assert_int_equal(ledger_sum(&l), 80);
	assert_int_equal(l.count, 2);
	assert_true(ledger_remove(&l, 0, 100, &e));
	assert_int_equal(ledger_sum(&l), 0);
	ledger_done(&l);
}

/* The same as the ledger, kept as one byte per position. */
static void it_agrees_with_a_map_of_every_position(void **state)
{
	enum { SPAN = 512 };
	unsigned char map[SPAN] = {0};
	struct ledger l = {0};
	struct error e;
	unsigned seed = 1;

	(void)state;
	for (unsigned round = 0; round < 3000; round++) {
		uint64_t from, to, sum = 0;

		seed = seed * 1103515245u + 12345u;
		from = seed >> 16 & (SPAN - 1);
		seed = seed * 1103515245u + 12345u;
		to = from + (seed >> 16) % 64;
		if (to > SPAN)
			to = SPAN;
		if (seed >> 30 & 1)
			assert_true(ledger_add(&l, from, to, &e));
		else
			assert_true(ledger_remove(&l, from, to, &e));
		memset(map + from, (int)(seed >> 30 & 1), to - from);
		for (unsigned i = 0; i < SPAN; i++)
			sum += map[i];
		assert_int_equal(ledger_sum(&l), sum);
		for (size_t i = 1; i < l.count; i++)
			assert_true(l.ranges[i - 1].to < l.ranges[i].from);
	}
	ledger_done(&l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(overlapping_ranges_count_once),
		cmocka_unit_test(a_hole_can_be_cut_out),
		cmocka_unit_test(it_agrees_with_a_map_of_every_position),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
