#include "assess/report/report_testkit.h"

static void every_unit_is_a_case_and_the_sums_are_right(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_junit, &b.a);
	size_t failed = 0, open = 0;

	(void)state;
	for (size_t i = 0; i < b.a.unit_count; i++) {
		failed += b.a.units[i].verdict == VERDICT_FAIL;
		open += b.a.units[i].verdict == VERDICT_INCONCLUSIVE;
	}
	assert_true(failed > 0);
	assert_int_equal(kit_times(text, "<testcase "), b.a.unit_count);
	assert_int_equal(kit_times(text, "</testcase>"), b.a.unit_count);
	assert_int_equal(kit_times(text, "<failure "), failed);
	assert_int_equal(kit_times(text, "<skipped "), open);
	assert_int_equal(kit_times(text, "<testsuite "), b.a.clause_count);
	free(text);
	bench_done(&b);
}

static void a_failed_unit_says_what_was_found_and_where(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(report_junit, &b.a), *at = strstr(text, "name=\"5.1-1-2 c: "), *end;

	(void)state;
	assert_non_null(at);
	end = strstr(at, "</testcase>");
	assert_non_null(end);
	*end = 0;
	kit_has(at, "<failure type=\"critical\" message=\"");
	kit_has(at, "root has an empty password");
	kit_has(at, "\n-> ");
	kit_has(at, "image.bin!0x0:squashfs!/etc/shadow @0x0");
	free(text);
	bench_done(&b);
}

static void an_open_unit_is_skipped_with_what_is_missing_and_never_a_pass(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs\n");
	char *text = kit_print(report_junit, &b.a);

	(void)state;
	assert_int_equal(kit_times(text, "<skipped message=\""), b.a.unit_count);
	kit_has(text, "to decide: ");
	free(text);
	bench_done(&b);
}

static void hostile_text_leaves_the_xml_well_formed(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE "\xef\xbf\xbf");
	char *text = kit_print(report_junit, &b.a);

	(void)state;
	kit_has_not(text, "<script");
	kit_has_not(text, "<img");
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\x07");
	kit_has_not(text, "\xef\xbf\xbf");
	kit_has_not(text, "\xff");
	kit_has(text, "&quot;'&amp;amp;]]&gt;--&gt;\\x1b[31m");
	kit_has(text, "\\xef\\xbf\\xbf\">");
	free(text);
	bench_done(&b);
}

static void the_same_assessment_gives_the_same_bytes(void **state)
{
	struct bench a = bench_of(kit_router), b = bench_of(kit_router);
	char *one = kit_print(report_junit, &a.a), *two = kit_print(report_junit, &b.a);

	(void)state;
	assert_string_equal(one, two);
	free(one);
	free(two);
	bench_done(&a);
	bench_done(&b);
}

static void a_report_that_does_not_fit_is_an_error(void **state)
{
	struct bench b = bench_of(kit_router);

	(void)state;
	kit_short_writers(report_junit, &b.a);
	bench_done(&b);
}

/* The test case of a unit alone; free() it. */
static char *case_of(const char *text, const char *unit)
{
	char name[64];
	const char *at, *end;

	snprintf(name, sizeof name, "name=\"%s: ", unit);
	at = strstr(text, name);
	assert_non_null(at);
	end = strstr(at, "</testcase>");
	assert_non_null(end);
	return strndup(at, (size_t)(end - at));
}

static void what_a_person_decided_names_the_person(void **state)
{
	static const struct {
		const char *unit, *has, *has_not;
	} rows[] = {
		{"5.1-1-2 a",
		 "<system-out>answer: PASS by A. Tester, 2026-11-21T12:00:00Z: looked at &lt;three&gt; units<",
		 "<skipped"},
		{"5.2-1-2 b", "<failure type=\"answer\" message=\"FAIL by A. Tester, ", "<skipped"},
		{"5.1-1-1 a", "The program alone says FAIL\nattachment photo.jpg, 4321 bytes, SHA-256 " KIT_SHA256,
		 "<failure"},
		{"5.1-1-2 b", "<system-out>stale answer: PASS by B. Sample", "<failure"},
	};
	struct kit_answers given;
	struct bench b;
	size_t failed = 0;
	char *text;

	(void)state;
	kit_answers(&given);
	b = bench_answered(kit_facts(kit_declares), "router.bin", given.at, ARRAY_LEN(given.at));
	text = kit_print(report_junit, &b.a);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char *one = case_of(text, rows[i].unit);

		kit_has(one, rows[i].has);
		kit_has_not(one, rows[i].has_not);
		free(one);
	}
	for (size_t i = 0; i < b.a.unit_count; i++)
		failed += b.a.units[i].verdict == VERDICT_FAIL;
	assert_int_equal(kit_times(text, "<failure "), failed);
	free(text);
	bench_done(&b);
}

static void what_does_not_apply_is_skipped_with_the_reason(void **state)
{
	struct bench b = bench_of(kit_declares);
	char *text = kit_print(report_junit, &b.a);

	(void)state;
	kit_has(text, "<skipped message=\"does not apply: no telemetry\"/>");
	kit_has(text, "<skipped message=\"not assessed, the maker does not claim it: mains only\"/>");
	free(text);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_unit_is_a_case_and_the_sums_are_right),
		cmocka_unit_test(a_failed_unit_says_what_was_found_and_where),
		cmocka_unit_test(an_open_unit_is_skipped_with_what_is_missing_and_never_a_pass),
		cmocka_unit_test(what_a_person_decided_names_the_person),
		cmocka_unit_test(what_does_not_apply_is_skipped_with_the_reason),
		cmocka_unit_test(hostile_text_leaves_the_xml_well_formed),
		cmocka_unit_test(the_same_assessment_gives_the_same_bytes),
		cmocka_unit_test(a_report_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
