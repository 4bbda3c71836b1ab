#include "assess/regime/regime_testkit.h"

#define PRODUCT                                                                                                        \
	"@product - | name=Lock | type=smart lock | model=L1 | kind=smart-lock | markets=UK & EU\n"                    \
	"@scope - | connection=internet | customers=consumers | category=ordinary\n"

static void every_regime_has_rows_with_reasons(void **state)
{
	(void)state;
	for (unsigned id = 0; id < REGIMES; id++) {
		struct kit_regime k = kit_regime((enum regime_id)id, PRODUCT);
		enum regime_id back;

		kit_again(&k, NULL, VERDICT_PASS);
		assert_true(k.result.row_count > 0 && k.result.group_count > 0);
		assert_true(regime_by_key(bytes_str(regime_key((enum regime_id)id)), &back));
		assert_int_equal(back, id);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void nothing_is_met_by_an_empty_declaration(void **state)
{
	(void)state;
	for (unsigned id = 0; id < REGIMES; id++) {
		struct kit_regime k = kit_regime((enum regime_id)id, "");

		kit_again(&k, NULL, VERDICT_PASS);
		if (k.result.met)
			for (size_t i = 0; i < k.result.row_count; i++)
				if (k.result.rows[i].state == STATE_MET)
					fail_msg("%s %s is met by nothing: %s", k.result.name, k.result.rows[i].row->id,
						 k.result.rows[i].reason);
		assert_int_equal(k.result.not_met, 0);
		kit_regime_done(&k);
	}
}

static void what_is_met_or_not_has_something_behind_it(void **state)
{
	(void)state;
	for (unsigned id = 0; id < REGIMES; id++) {
		struct kit_regime k =
			kit_regime((enum regime_id)id, PRODUCT
				   "@AuthMech AM-1 | factor=password | set-by=maker | generation-unique=no | "
				   "generation-inputs=serial-number\n@support - | end=2027-01-01 | published=no\n"
				   "@maker - | name=M | address=A | email=a@b.example\n"
				   "@psti - | statement=yes | records=no | support-prominent=yes\n@cra - | sbom=SPDX | "
				   "ce-marking=yes");

		kit_again(&k, "5.3-10", VERDICT_PASS);
		kit_again(&k, "5.4-1", VERDICT_FAIL);
		for (size_t i = 0; i < k.result.row_count; i++) {
			const struct regime_result_row *row = &k.result.rows[i];
			/* sums over other rows stand on those */
			bool sum = strcmp(row->row->id, "m-8") == 0 || strcmp(row->row->id, "soc-d") == 0 ||
				   strcmp(row->row->id, "Art13-1") == 0;

			if ((row->state == STATE_MET || row->state == STATE_NOT_MET) && !sum && !row->fact_count &&
			    !row->provision_count)
				fail_msg("%s %s has nothing behind it: %s", k.result.name, row->row->id, row->reason);
		}
		kit_regime_done(&k);
	}
}

static void the_whole_is_what_its_worst_group_is(void **state)
{
	static const enum verdict verdicts[] = {VERDICT_INCONCLUSIVE, VERDICT_PASS, VERDICT_FAIL,
						VERDICT_NOT_APPLICABLE};
	size_t seen[4] = {0};

	(void)state;
	for (unsigned id = 0; id < REGIMES * ARRAY_LEN(verdicts); id++) {
		struct kit_regime k = kit_regime((enum regime_id)(id / ARRAY_LEN(verdicts)), PRODUCT);
		size_t groups[4] = {0};
		enum regime_state whole;

		kit_all(&k, verdicts[id % ARRAY_LEN(verdicts)]);
		for (size_t i = 0; i < k.result.group_count; i++)
			groups[k.result.groups[i].state]++;
		whole = groups[STATE_NOT_MET]   ? STATE_NOT_MET
			: groups[STATE_UNKNOWN] ? STATE_UNKNOWN
			: groups[STATE_MET]     ? STATE_MET
						: STATE_NOT_APPLICABLE;
		assert_int_equal(k.result.overall, whole);
		seen[whole]++;
		kit_regime_done(&k);
	}
	assert_true(seen[STATE_NOT_MET] && seen[STATE_UNKNOWN]);
}

static void a_law_that_does_not_catch_the_product_asks_nothing(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, "@product - | name=Lock | markets=EU\n"
						      "@scope - | connection=none | customers=businesses\n");

	(void)state;
	kit_all(&k, VERDICT_FAIL);
	assert_int_equal(k.result.scope->answer, SCOPE_OUT);
	assert_int_equal(k.result.overall, STATE_NOT_APPLICABLE);
	assert_int_equal(k.result.not_applicable, k.result.row_count);
	for (size_t i = 0; i < k.result.group_count; i++)
		assert_int_equal(k.result.groups[i].state, STATE_NOT_APPLICABLE);
	kit_regime_done(&k);
}

static void what_only_the_maker_says_is_told_from_what_was_tested(void **state)
{
	struct kit_regime k =
		kit_regime(REGIME_CRA, PRODUCT "@cra - | sbom=SPDX\n@support - | start=2026-01-31 | end=2036-01-31\n");
	size_t declared = 0, tested = 0;

	(void)state;
	kit_all(&k, VERDICT_PASS);
	for (size_t i = 0; i < k.result.row_count; i++) {
		const struct regime_result_row *row = &k.result.rows[i];

		if (row->state != STATE_MET)
			assert_false(row->declared_only);
		else
			assert_int_equal(row->declared_only, row->provision_count == 0);
		declared += row->declared_only;
		tested += row->state == STATE_MET && !row->declared_only;
	}
	assert_true(declared > 0 && tested > 0);
	assert_int_equal(k.result.declared_only, declared);
	kit_all(&k, VERDICT_NOT_APPLICABLE);
	for (size_t i = 0; i < k.result.row_count; i++)
		assert_int_equal(k.result.rows[i].declared_only, k.result.rows[i].state == STATE_MET);
	kit_regime_done(&k);
}

static void each_law_threatens_with_its_own_penalties_and_no_scheme_does(void **state)
{
	(void)state;
	for (unsigned id = 0; id < REGIMES; id++) {
		struct kit_regime k = kit_regime((enum regime_id)id, PRODUCT);
		bool law = id == REGIME_PSTI || id == REGIME_CRA;

		assert_int_equal(k.result.penalty_count > 0, law);
		for (size_t i = 0; i < k.result.penalty_count; i++) {
			assert_string_equal(k.result.penalties[i]->regime, id == REGIME_PSTI ? "PSTI" : "CRA");
			assert_string_equal(k.result.penalties[i]->kind, id == REGIME_PSTI ? "enforcement" : "penalty");
		}
		kit_regime_done(&k);
	}
}

static void what_presses_most_comes_first(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, PRODUCT "@psti - | statement=no");
	struct regime_result results[2];
	struct regime_todo *todo;
	size_t count;
	struct error e;

	(void)state;
	kit_again(&k, NULL, VERDICT_PASS);
	results[1] = k.result;
	assert_true(regime_evaluate(REGIME_JC_STAR, &k.in, k.arena, &results[0], &e));
	assert_true(regime_todos(results, 2, k.arena, &todo, &count, &e));
	assert_string_equal(todo[0].row->row->id, "m-9");
	assert_string_equal(todo[count - 1].regime->key, "jcstar");
	for (size_t i = 1; i < count; i++)
		assert_true(todo[i - 1].row->force <= todo[i].row->force);
	kit_regime_done(&k);
}

static void failing_allocations_are_errors(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, PRODUCT);

	(void)state;
	kit_again(&k, NULL, VERDICT_PASS);
	for (unsigned id = 0; id < REGIMES; id++) {
		bool done = false;

		for (size_t cap = 64; !done; cap += cap / 8 + 64) {
			struct arena arena;
			struct regime_result result;
			struct error e;

			arena_init(&arena, cap);
			done = regime_evaluate((enum regime_id)id, &k.in, &arena, &result, &e);
			assert_true(done || e.code == ERROR_ENVIRONMENT);
			arena_done(&arena);
			assert_true(cap < 1 << 24);
		}
	}
	kit_regime_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_regime_has_rows_with_reasons),
		cmocka_unit_test(nothing_is_met_by_an_empty_declaration),
		cmocka_unit_test(what_is_met_or_not_has_something_behind_it),
		cmocka_unit_test(the_whole_is_what_its_worst_group_is),
		cmocka_unit_test(a_law_that_does_not_catch_the_product_asks_nothing),
		cmocka_unit_test(what_only_the_maker_says_is_told_from_what_was_tested),
		cmocka_unit_test(each_law_threatens_with_its_own_penalties_and_no_scheme_does),
		cmocka_unit_test(what_presses_most_comes_first),
		cmocka_unit_test(failing_allocations_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
