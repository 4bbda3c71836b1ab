#include "assess/checks/checks_testkit.h"

static struct finding_sink sink_for(struct arena *arena)
{
	struct finding_sink out;

	arena_init(arena, 0);
	out = finding_sink_of(arena);
	out.row = &checks[0];
	out.provision = "5.1-1";
	return out;
}

static void a_finding_has_an_id_of_provision_check_and_subject(void **state)
{
	struct arena arena;
	struct finding_sink out = sink_for(&arena);
	struct finding *a = finding_add(&out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, NULL, "one");
	struct finding *b = finding_add(&out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, NULL, "two");

	(void)state;
	assert_true(bytes_starts(bytes_str(a->id), "5.1-1/"));
	assert_string_not_equal(a->id, b->id);
	assert_int_equal(out.count, 2);
	assert_string_equal(a->title, "");
	arena_done(&arena);
}

static void one_subject_is_one_finding_with_the_worse_verdict(void **state)
{
	static const struct fact facts[2];
	struct arena arena;
	struct finding_sink out = sink_for(&arena);
	struct finding *a = finding_add(&out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, &facts[0], "same");
	struct finding *b = finding_add(&out, VERDICT_FAIL, SEVERITY_HIGH, &facts[1], "same");

	(void)state;
	assert_ptr_equal(a, b);
	assert_int_equal(out.count, 1);
	assert_int_equal(a->verdict, VERDICT_FAIL);
	assert_int_equal(a->severity, SEVERITY_HIGH);
	assert_int_equal(a->evidence_count, 2);
	finding_add(&out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, &facts[0], "same");
	assert_int_equal(a->verdict, VERDICT_FAIL);
	assert_int_equal(a->evidence_count, 2);
	arena_done(&arena);
}

static void evidence_and_findings_have_their_limits(void **state)
{
	static const struct fact facts[FINDING_EVIDENCE_MAX + 5];
	struct arena arena;
	struct finding_sink out = sink_for(&arena);
	struct finding *f = finding_add(&out, VERDICT_FAIL, SEVERITY_LOW, &facts[0], "x");

	(void)state;
	for (size_t i = 0; i < FINDING_EVIDENCE_MAX + 5; i++)
		finding_evidence(&out, f, &facts[i]);
	assert_int_equal(f->evidence_count, FINDING_EVIDENCE_MAX);
	for (int i = 0; i < FINDINGS_PER_CHECK_MAX + 50; i++) {
		char subject[16];

		snprintf(subject, sizeof subject, "s%d", i);
		f = finding_add(&out, VERDICT_FAIL, SEVERITY_LOW, &facts[0], subject);
		finding_title(&out, f, "title %d", i);
	}
	assert_int_equal(out.count, FINDINGS_PER_CHECK_MAX);
	assert_int_equal(out.dropped, 51);
	assert_true(finding_full(&out));
	assert_false(out.failed);
	arena_done(&arena);
}

static void floods(const struct facts *facts, struct finding_sink *out)
{
	char subject[16];

	(void)facts;
	for (unsigned i = 0; i < FINDINGS_PER_CHECK_MAX + 3; i++) {
		snprintf(subject, sizeof subject, "%u", i);
		finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, NULL, subject);
	}
	finding_missing(out, "less");
}

static void finds_one(const struct facts *facts, struct finding_sink *out)
{
	(void)facts;
	finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, NULL, "0");
}

static void a_check_starts_clean_behind_one_that_found_too_much(void **state)
{
	const struct check flood = {.unit = U_5_1_1_1_a, .name = "flood", .automation = ASSISTED, .run = floods},
			   next = {.unit = U_5_2_1_1_a, .name = "next", .automation = ASSISTED, .run = finds_one};
	struct facts *facts = kit_facts("");
	struct arena arena;
	struct finding_sink out = sink_for(&arena);

	(void)state;
	check_run(&flood, facts, &out);
	assert_int_equal(out.count, FINDINGS_PER_CHECK_MAX);
	assert_int_equal(out.dropped, 3);
	assert_string_equal(out.missing, "less");
	check_run(&next, facts, &out);
	assert_int_equal(out.count, FINDINGS_PER_CHECK_MAX + 1);
	assert_int_equal(out.dropped, 0);
	assert_null(out.missing);
	assert_true(bytes_starts(bytes_str(out.findings[out.count - 1]->id), "5.2-1/next/"));
	facts_free(facts);
	arena_done(&arena);
}

static void values_from_outside_are_made_safe_and_short(void **state)
{
	char longer[400];
	struct arena arena;
	struct finding_sink out = sink_for(&arena);

	(void)state;
	memset(longer, 'a', sizeof longer);
	assert_string_equal(finding_text(&out, bytes_str("a\x1b[31mb\n")), "a\\x1b[31mb\\n");
	assert_true(strlen(finding_text(&out, bytes_of(longer, sizeof longer))) < 200);
	assert_true(bytes_ends(bytes_str(finding_text(&out, bytes_of(longer, sizeof longer))), " ..."));
	assert_string_equal(finding_text(&out, bytes_of(NULL, 0)), "");
	arena_done(&arena);
}

static void exhausted_memory_is_remembered_and_harmless(void **state)
{
	struct arena arena;
	struct finding_sink out = sink_for(&arena);
	struct finding *f;

	(void)state;
	arena.cap = 1;
	f = finding_add(&out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, NULL, "x");
	finding_title(&out, f, "title of %s", "something");
	finding_missing(&out, "a live device");
	assert_true(out.failed);
	assert_int_equal(out.count, 0);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_finding_has_an_id_of_provision_check_and_subject),
		cmocka_unit_test(one_subject_is_one_finding_with_the_worse_verdict),
		cmocka_unit_test(evidence_and_findings_have_their_limits),
		cmocka_unit_test(a_check_starts_clean_behind_one_that_found_too_much),
		cmocka_unit_test(values_from_outside_are_made_safe_and_short),
		cmocka_unit_test(exhausted_memory_is_remembered_and_harmless),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
