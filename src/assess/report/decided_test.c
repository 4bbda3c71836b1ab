#include "assess/report/decided.h"
#include "assess/report/report_testkit.h"

static const struct answer passed = {.verdict = VERDICT_PASS, .by = "R. Example", .overrule = true};
static const struct answer failed = {.verdict = VERDICT_FAIL, .by = "R. Example"};

static void who_decided_follows_from_the_two_verdicts(void **state)
{
	static const struct {
		struct unit_result unit;
		enum decided by;
		bool takes, overrules;
	} rows[] = {
		{{.verdict = VERDICT_PASS, .machine = VERDICT_PASS}, DECIDED_BY_PROGRAM, false, false},
		{{.verdict = VERDICT_INCONCLUSIVE}, DECIDED_NOT, false, false},
		{{.verdict = VERDICT_PASS, .answer = &passed}, DECIDED_BY_PERSON, true, false},
		/* a person who says the same confirms what the program decided */
		{{.verdict = VERDICT_PASS, .machine = VERDICT_PASS, .answer = &passed},
		 DECIDED_BY_PROGRAM,
		 true,
		 false},
		{{.verdict = VERDICT_PASS, .machine = VERDICT_FAIL, .answer = &passed}, DECIDED_BY_PERSON, true, true},
		{{.verdict = VERDICT_FAIL, .machine = VERDICT_PASS, .answer = &failed}, DECIDED_BY_PERSON, true, false},
		/* stale, or not strong enough: the program's verdict stands */
		{{.verdict = VERDICT_FAIL, .machine = VERDICT_FAIL, .answer = &passed, .stale = true},
		 DECIDED_BY_PROGRAM,
		 false,
		 false},
		{{.verdict = VERDICT_FAIL, .machine = VERDICT_FAIL, .answer = &passed},
		 DECIDED_BY_PROGRAM,
		 false,
		 false},
		{{.verdict = VERDICT_NOT_APPLICABLE, .answer = &passed}, DECIDED_BY_CLAIM, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct unit_result *u = &rows[i].unit;

		assert_int_equal(decided_by(u), rows[i].by);
		assert_int_equal(decided_takes_answer(u), rows[i].takes);
		assert_ptr_equal(decided_overrules(u), rows[i].overrules ? u->answer : NULL);
	}
}

static void what_is_not_claimed_is_not_called_not_applicable(void **state)
{
	struct provision_result p = {.verdict = VERDICT_NOT_APPLICABLE, .ics = {.support = SUPPORT_NO}};

	(void)state;
	assert_string_equal(decided_provision_word(&p), "not claimed");
	p.ics.support = SUPPORT_NOT_APPLICABLE;
	assert_string_equal(decided_provision_word(&p), "N/A");
	p.verdict = VERDICT_FAIL;
	assert_string_equal(decided_provision_word(&p), "FAIL");
}

static void units_and_their_provisions_are_found(void **state)
{
	struct bench b = bench_of(kit_router);

	(void)state;
	for (size_t i = 0; i < b.a.unit_count; i++) {
		const struct unit *unit = unit_find(b.a.edition, b.a.units[i].unit);

		assert_ptr_equal(decided_unit(&b.a, unit->id), &b.a.units[i]);
		assert_string_equal(decided_provision(&b.a, unit->id)->provision->id, unit->provision);
	}
	assert_null(decided_unit(&b.a, UNIT_COUNT));
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(who_decided_follows_from_the_two_verdicts),
		cmocka_unit_test(what_is_not_claimed_is_not_called_not_applicable),
		cmocka_unit_test(units_and_their_provisions_are_found),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
