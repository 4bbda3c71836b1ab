#include "assess/report/report_testkit.h"

static void every_unit_is_a_case_and_every_clause_a_suite(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_junit, &b.a);
	size_t fail = 0, pass = 0;

	(void)state;
	for (size_t i = 0; i < b.a.unit_count; i++) {
		fail += b.a.units[i].verdict == VERDICT_FAIL;
		pass += b.a.units[i].verdict == VERDICT_PASS;
	}
	assert_true(fail > 0);
	assert_int_equal(kit_times(text, "<testsuite name="), b.a.clause_count);
	assert_int_equal(kit_times(text, "</testsuite>"), b.a.clause_count);
	assert_int_equal(kit_times(text, "<testcase "), b.a.unit_count);
	assert_int_equal(kit_times(text, "<failure "), fail);
	assert_int_equal(kit_times(text, "<skipped "), b.a.unit_count - fail - pass);
	free(text);
	bench_done(&b);
}

static void hostile_text_is_no_markup(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	char *text = kit_print(report_junit, &b.a);

	(void)state;
	kit_has_not(text, "<script");
	kit_has_not(text, "<img");
	kit_has_not(text, "]]>");
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\xff");
	kit_has(text, "&lt;img");
	free(text);
	bench_done(&b);
}

static void short_of_room_or_memory_there_is_no_half_report(void **state)
{
	struct bench b = bench_of("account /etc/shadow | name=root | state=empty | source=shadow\n");

	(void)state;
	kit_short_writers(report_junit, &b.a);
	kit_failing_report(report_junit, &b.a, 200);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_unit_is_a_case_and_every_clause_a_suite),
		cmocka_unit_test(hostile_text_is_no_markup),
		cmocka_unit_test(short_of_room_or_memory_there_is_no_half_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
