#include "assess/report/report_testkit.h"

static char *print(const struct assessment *a, struct text_options options)
{
	struct writer out = writer_of(REPORT_MAX, "summary");
	struct error e;

	assert_true(report_text(a, &options, &out, &e));
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static void the_summary_names_input_verdict_clauses_and_the_worst_finding(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = print(&b.a, (struct text_options){.columns = 100});

	(void)state;
	kit_has(text, "EN 303 645 V3.1.3  router.bin  (8192 bytes, ");
	kit_has(text, "\nFAIL  provisions: ");
	for (size_t i = 0; i < b.a.clause_count; i++) {
		char row[16];

		snprintf(row, sizeof row, "\n  %-5s ", b.a.clauses[i].clause);
		kit_has(text, row);
	}
	kit_has(text, b.a.findings[0].title);
	kit_has(text, "image.bin!0x0:squashfs!/etc/shadow");
	kit_has(text, "\nNext\n  1. Fix what fails");
	free(text);
	bench_done(&b);
}

static void what_was_not_read_is_said(void **state)
{
	struct bench b = bench_of(kit_router);
	char *text = print(&b.a, (struct text_options){.columns = 100});

	(void)state;
	kit_has(text, "Coverage: 75.0 % of 8192 bytes explained");
	kit_has(text, "not read: image.bin!0x0:squashfs!/lib/big.bin: longer than the budget");
	kit_has(text, "not explained: image.bin!0x0:squashfs");
	kit_has_not(text, "WITHOUT the sandbox");
	free(text);
	b.a.coverage.sandboxed = false;
	text = print(&b.a, (struct text_options){.columns = 100});
	kit_has(text, "WITHOUT the sandbox");
	free(text);
	bench_done(&b);
}

static void colour_comes_only_when_asked_for(void **state)
{
	struct bench b = bench_of(kit_router);
	char *plain = print(&b.a, (struct text_options){.columns = 100});
	char *painted = print(&b.a, (struct text_options){.columns = 100, .colour = true});

	(void)state;
	kit_has_not(plain, "\033");
	kit_has(painted, "\033[1;31m");
	free(plain);
	free(painted);
	bench_done(&b);
}

static void all_findings_come_with_all_and_the_worst_without(void **state)
{
	struct bench b = bench_of(kit_router);
	enum { MANY = 40 };
	static struct finding rows[MANY];
	char *few, *all;

	(void)state;
	for (size_t i = 0; i < MANY; i++)
		rows[i] = b.a.findings[0];
	b.a.findings = rows;
	b.a.finding_count = MANY;
	few = print(&b.a, (struct text_options){.columns = 100});
	all = print(&b.a, (struct text_options){.columns = 100, .all = true});
	assert_int_equal(kit_times(all, rows[0].title), MANY + 1); /* and once under Next */
	assert_true(kit_times(few, rows[0].title) < 20);
	kit_has(few, "28 more: --all");
	free(few);
	free(all);
	bench_done(&b);
}

static void where_nothing_is_worth_a_line_there_is_no_list_and_it_is_said(void **state)
{
	struct bench b = bench_of(kit_router);
	struct finding low = b.a.findings[0];
	char *text;

	(void)state;
	low.verdict = VERDICT_INCONCLUSIVE;
	low.severity = SEVERITY_LOW;
	b.a.findings = &low;
	b.a.finding_count = 1;
	text = print(&b.a, (struct text_options){.columns = 100});
	kit_has_not(text, "worst first\n");
	kit_has(text, "\nFindings: none that fails or is of medium severity or more; 1 lower: --all, or --html FILE\n");
	free(text);
	text = print(&b.a, (struct text_options){.columns = 100, .all = true});
	kit_has(text, "\nFindings, worst first\n  low ");
	free(text);
	b.a.finding_count = 0;
	text = print(&b.a, (struct text_options){.columns = 100});
	kit_has_not(text, "\nFindings");
	free(text);
	bench_done(&b);
}

static void hostile_text_cannot_steer_the_terminal(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	char *text = print(&b.a, (struct text_options){.columns = 100, .all = true});

	(void)state;
	for (const char *c = text; *c; c++)
		assert_true(*c == '\n' || ((unsigned char)*c >= 0x20 && *c != 0x7f));
	kit_has_not(text, "\xe2\x80\xae");
	kit_has(text, "\\x1b[31m\\xe2\\x80\\xaegpj");
	free(text);
	bench_done(&b);
}

static void an_input_that_cannot_be_judged_is_no_pass(void **state)
{
	struct bench b = bench_of("container - | format=zigbee-ota | title=Zigbee OTA | status=whole\n");
	char *text = print(&b.a, (struct text_options){.columns = 100});

	(void)state;
	assert_false(b.a.judgeable);
	kit_has(text, "cannot be judged as a whole product: nothing here is a pass");
	free(text);
	bench_done(&b);
}

static void what_persons_decided_is_told_apart(void **state)
{
	struct bench b = bench_of(kit_declares);
	struct text_options options = {.columns = 100, .all = true};
	struct kit_answers given;
	char *text = print(&b.a, options);

	(void)state;
	kit_has(text, "product: Door <One>, made by Lock and \"Sons\"\n");
	kit_has(text, " not applicable or not claimed\n");
	kit_has(text, " of the maker cannot hold\n");
	kit_has_not(text, "persons' answers");
	kit_has_not(text, "no longer count");
	kit_has_not(text, "overruled");
	free(text);
	bench_done(&b);
	kit_answers(&given);
	b = bench_answered(kit_facts(kit_declares), "router.bin", given.at, ARRAY_LEN(given.at));
	text = print(&b.a, options);
	kit_has(text, " are decided by this program, 3 by persons' answers, ");
	kit_has(text, "1 answer no longer counts, what was answered about has changed: holdfast questions CASE");
	kit_has(text, " (5.1-1-1 a, overruled by a person)\n");
	free(text);
	bench_done(&b);
}

static void a_summary_that_does_not_fit_is_an_error(void **state)
{
	struct bench b = bench_of(kit_router);
	struct text_options options = {.columns = 100};
	struct error e;

	(void)state;
	for (size_t cap = 0; cap < 2000; cap += 97) {
		struct writer out = writer_of(cap, "summary");

		assert_false(report_text(&b.a, &options, &out, &e));
		assert_int_equal(e.code, ERROR_LIMIT);
		writer_free(&out);
	}
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(the_summary_names_input_verdict_clauses_and_the_worst_finding),
		cmocka_unit_test(what_was_not_read_is_said),
		cmocka_unit_test(colour_comes_only_when_asked_for),
		cmocka_unit_test(all_findings_come_with_all_and_the_worst_without),
		cmocka_unit_test(where_nothing_is_worth_a_line_there_is_no_list_and_it_is_said),
		cmocka_unit_test(hostile_text_cannot_steer_the_terminal),
		cmocka_unit_test(an_input_that_cannot_be_judged_is_no_pass),
		cmocka_unit_test(what_persons_decided_is_told_apart),
		cmocka_unit_test(a_summary_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
