#include "assess/regime/regime_testkit.h"

#define PRODUCT "@product - | name=Lock | type=smart lock | model=L1 | kind=smart-lock | markets=EU\n"

static void no_row_of_a_scheme_is_met_by_provisions_that_cover_a_part(void **state)
{
	(void)state;
	for (unsigned id = REGIME_EN_18031; id < REGIMES; id++) {
		struct kit_regime k = kit_regime((enum regime_id)id, PRODUCT);

		kit_again(&k, NULL, VERDICT_PASS);
		for (size_t p = 0; p < k.assessment[EDITION_V3_1_3].provision_count; p++)
			kit_again(&k, k.assessment[EDITION_V3_1_3].provisions[p].provision->id, VERDICT_PASS);
		assert_true(k.result.row_count > 0);
		for (size_t i = 0; i < k.result.row_count; i++)
			if (strcmp(k.result.rows[i].row->strength, "good") != 0)
				assert_int_not_equal(k.result.rows[i].state, STATE_MET);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void a_refuted_provision_refutes_the_rows_it_stands_for_unless_that_is_unsure(void **state)
{
	struct kit_regime k = kit_regime(REGIME_JC_STAR, PRODUCT);

	(void)state;
	kit_again(&k, "5.1-5", VERDICT_FAIL);
	kit_state(&k, "S1.1-04", STATE_NOT_MET);
	kit_again(&k, "5.4-1", VERDICT_FAIL);
	kit_state(&k, "S1.1-11", STATE_UNKNOWN);
	assert_true(kit_row(&k, "S1.1-11")->unsure);
	assert_non_null(strstr(kit_row(&k, "S1.1-11")->reason, "unsure"));
	kit_regime_done(&k);
}

static void declared_values_show_what_provisions_cannot(void **state)
{
	struct kit_regime k = kit_regime(REGIME_ISO_29147, PRODUCT "@disclosure - | url=https://x.example | "
								   "contact=mailto:a@b.example | acknowledge=3 days");

	(void)state;
	kit_state(&k, "6.2.2", STATE_MET);
	kit_state(&k, "6.2.5", STATE_MET);
	kit_state(&k, "6.5", STATE_UNKNOWN);
	kit_state(&k, "6.7", STATE_UNKNOWN);
	kit_regime_done(&k);
}

static void rows_for_other_kinds_of_product_do_not_apply(void **state)
{
	struct kit_regime k = kit_regime(REGIME_EN_18031, PRODUCT);

	(void)state;
	kit_state(&k, "ACM-5", STATE_NOT_APPLICABLE);
	kit_state(&k, "NMM-1", STATE_NOT_APPLICABLE);
	assert_int_equal(kit_row(&k, "ACM-1")->force, FORCE_SHOULD);
	kit_regime_done(&k);
	k = kit_regime(REGIME_EN_18031, "@product - | kind=toy | markets=JP");
	kit_state(&k, "ACM-5", STATE_UNKNOWN);
	assert_int_equal(kit_row(&k, "ACM-1")->force, FORCE_MAY);
	kit_regime_done(&k);
	k = kit_regime(REGIME_EN_18031, "@product - | kind=router | markets=EU");
	kit_state(&k, "NMM-1", STATE_UNKNOWN);
	kit_regime_done(&k);
}

/* Provisions stand for a part of a scheme's row at most: they can refute it, and not where the mapping is unsure. */
static enum regime_state by_mapping(const struct regime_result_row *row, enum verdict verdict)
{
	return row->provision_count && verdict == VERDICT_FAIL && !row->unsure ? STATE_NOT_MET : STATE_UNKNOWN;
}

static void verdicts_of_provisions_refute_a_row_and_never_show_it(void **state)
{
	static const enum verdict verdicts[] = {VERDICT_INCONCLUSIVE, VERDICT_PASS, VERDICT_FAIL,
						VERDICT_NOT_APPLICABLE};
	size_t seen[4] = {0};

	(void)state;
	for (unsigned n = 0; n < REGIMES * ARRAY_LEN(verdicts); n++) {
		enum regime_id id = (enum regime_id)(n / ARRAY_LEN(verdicts));
		enum verdict verdict = verdicts[n % ARRAY_LEN(verdicts)];
		struct kit_regime k;

		if (id == REGIME_PSTI || id == REGIME_CRA)
			continue;
		k = kit_regime(id, "");
		kit_all(&k, verdict);
		for (size_t i = 0; i < k.result.row_count; i++) {
			const struct regime_result_row *row = &k.result.rows[i];

			kit_state(&k, row->row->id, by_mapping(row, verdict));
			seen[row->state]++;
			if (row->provision_count == 1 && verdict == VERDICT_INCONCLUSIVE)
				assert_non_null(strstr(row->reason, row->provisions[0]->provision->id));
			if (row->unsure)
				assert_non_null(strstr(row->reason, "The mapping is unsure."));
		}
		kit_regime_done(&k);
	}
	assert_true(seen[STATE_UNKNOWN] > 0 && seen[STATE_NOT_MET] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_row_of_a_scheme_is_met_by_provisions_that_cover_a_part),
		cmocka_unit_test(a_refuted_provision_refutes_the_rows_it_stands_for_unless_that_is_unsure),
		cmocka_unit_test(rows_for_other_kinds_of_product_do_not_apply),
		cmocka_unit_test(declared_values_show_what_provisions_cannot),
		cmocka_unit_test(verdicts_of_provisions_refute_a_row_and_never_show_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
