#include "assess/report/report_testkit.h"

static bool plain(const struct assessment *a, struct writer *out, struct error *e)
{
	return report_text(a, &(struct text_options){.columns = 80}, out, e);
}

static bool coloured(const struct assessment *a, struct writer *out, struct error *e)
{
	return report_text(a, &(struct text_options){.colour = true, .all = true}, out, e);
}

static void the_summary_names_verdict_findings_coverage_and_what_is_next(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(plain, &b.a);

	(void)state;
	kit_has(text, "FAIL  provisions: ");
	kit_has(text, "Findings, worst first");
	kit_has(text, b.a.findings[0].title);
	kit_has(text, "Coverage: 75.0 % of");
	kit_has(text, "not read: image.bin");
	kit_has(text, "Fix what fails, worst first");
	kit_has_not(text, "\033");
	free(text);
	bench_done(&b);
}

static void colour_is_only_where_it_was_asked_for(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = kit_print(coloured, &b.a);

	(void)state;
	kit_has(text, "\033[1;31mFAIL\033[0m");
	free(text);
	bench_done(&b);
}

static void hostile_text_reaches_no_terminal(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	char *text = kit_print(plain, &b.a);

	(void)state;
	assert_true(b.a.finding_count > 0);
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\x07");
	kit_has_not(text, "\xff");
	kit_has_not(text, "\xe2\x80\xae");
	free(text);
	bench_done(&b);
}

static void short_of_room_or_memory_there_is_no_half_report(void **state)
{
	struct bench b = bench_of(kit_router);

	(void)state;
	kit_short_writers(plain, &b.a);
	kit_failing_report(plain, &b.a, 200);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_summary_names_verdict_findings_coverage_and_what_is_next),
		cmocka_unit_test(colour_is_only_where_it_was_asked_for),
		cmocka_unit_test(hostile_text_reaches_no_terminal),
		cmocka_unit_test(short_of_room_or_memory_there_is_no_half_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
