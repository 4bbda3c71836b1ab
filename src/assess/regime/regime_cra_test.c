#include "assess/regime/regime_testkit.h"

#define IN_SCOPE                                                                                                       \
	"@product - | name=Lock | type=smart lock | model=L1 | kind=smart-lock | markets=EU | "                        \
	"placed-on-market=2026-01-31\n"                                                                                \
	"@scope - | connection=internet | customers=consumers | category=ordinary\n"

static void the_support_period_is_five_years_or_the_expected_use(void **state)
{
	static const struct {
		const char *support;
		enum regime_state state;
	} cases[] = {
		{"end=2031-01-31", STATE_MET},
		{"end=2031-01-29", STATE_UNKNOWN}, /* less than five years, the use is not declared */
		{"end=2031-01-30", STATE_MET},     /* the five years that begin on 31 January end with it */
		{"end=2029-01-31 | expected-use=3 years | reason=battery", STATE_MET},
		{"end=2029-01-31 | expected-use=3 years", STATE_UNKNOWN},
		{"end=2029-01-31 | expected-use=4 years | reason=battery", STATE_NOT_MET},
		{"end=2031-01-31 | expected-use=10 years", STATE_UNKNOWN},
		{"end=2031-01-31 | expected-use=5 years", STATE_MET},
		{"end=2031-01-31 | start=2027-01-31", STATE_UNKNOWN},
		{"published=yes", STATE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char facts[1024];
		struct kit_regime k;

		snprintf(facts, sizeof facts, IN_SCOPE "@support - | %s\n", cases[i].support);
		k = kit_regime(REGIME_CRA, facts);
		if (kit_row(&k, "Art13-8")->state != cases[i].state)
			fail_msg("%s: %s: %s", cases[i].support, regime_state_name(kit_row(&k, "Art13-8")->state),
				 kit_row(&k, "Art13-8")->reason);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

/* Each unit counts from its own placing on the market. */
static void the_last_unit_has_five_years_too(void **state)
{
	static const struct {
		const char *facts;
		enum regime_state state;
	} cases[] = {
		{"@support - | end=2033-06-30\n@scope - | available-until=2028-06-30\n", STATE_MET},
		{"@support - | end=2033-06-28\n@scope - | available-until=2028-06-30\n", STATE_UNKNOWN},
		{"@support - | end=2033-06-28\n", STATE_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char facts[1024];
		struct kit_regime k;

		snprintf(facts, sizeof facts, IN_SCOPE "%s", cases[i].facts);
		k = kit_regime(REGIME_CRA, facts);
		kit_state(&k, "Art13-8", cases[i].state);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void the_clocks_of_article_14_are_held_against_the_declared_times(void **state)
{
#define PROCESS IN_SCOPE "@cra - | reporting-process=duty engineer"
	static const struct {
		const char *facts, *row;
		enum regime_state state;
	} cases[] = {
		{PROCESS, "Art14-1", STATE_MET},
		{PROCESS, "Art14-2a", STATE_UNKNOWN}, /* a process without a time shows no clock */
		{PROCESS " | early-warning=24 hours", "Art14-2a", STATE_MET},
		{PROCESS " | early-warning=24 hours", "Art14-4a", STATE_MET},
		{PROCESS " | early-warning=25 hours", "Art14-2a", STATE_NOT_MET},
		{PROCESS " | early-warning=2 days", "Art14-4a", STATE_NOT_MET},
		{PROCESS " | full-notification=72 hours", "Art14-2b", STATE_MET},
		{PROCESS " | full-notification=4 days", "Art14-4b", STATE_NOT_MET},
		{PROCESS " | vulnerability-report=14 days", "Art14-2c", STATE_MET},
		{PROCESS " | vulnerability-report=1 month", "Art14-2c", STATE_NOT_MET},
		{PROCESS " | incident-report=1 month", "Art14-4c", STATE_MET},
		{PROCESS " | incident-report=6 weeks", "Art14-4c", STATE_NOT_MET},
		{IN_SCOPE "@cra - | early-warning=2 days", "Art14-2a", STATE_NOT_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_CRA, cases[i].facts);

		kit_state(&k, cases[i].row, cases[i].state);
		assert_true(kit_row(&k, cases[i].row)->in_force);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void one_declaration_covers_all_union_acts(void **state)
{
#define DECLARATION IN_SCOPE "@cra - | declaration-url=https://x.example/doc"
	static const struct {
		const char *facts;
		enum regime_state state;
	} cases[] = {
		{DECLARATION, STATE_UNKNOWN},
		{DECLARATION " | no-other-acts=yes", STATE_MET},
		{DECLARATION "\n@union-act r | act=RED", STATE_UNKNOWN},
		{DECLARATION "\n@union-act r | act=RED | shown-by=report 3", STATE_MET},
		{DECLARATION " | no-other-acts=yes\n@union-act r | act=RED | shown-by=report 3", STATE_NOT_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_CRA, cases[i].facts);

		kit_state(&k, "Art28", cases[i].state);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void importers_and_distributors_see_their_own_articles(void **state)
{
	static const char uk[] = IN_SCOPE "@maker - | name=M | role=importer\n"
					  "@importer i | name=I | address=A | market=UK\n";
	struct kit_regime k = kit_regime(REGIME_CRA, uk);
	char facts[1024];

	(void)state;
	kit_state(&k, "Art19-2", STATE_UNKNOWN);
	kit_state(&k, "Art19-3", STATE_NOT_APPLICABLE);
	kit_state(&k, "Art19-4", STATE_UNKNOWN); /* the importer into the United Kingdom is another */
	kit_state(&k, "Art23", STATE_UNKNOWN);
	assert_false(kit_row(&k, "Art13-13")->yours);
	/* what the case refutes is believed not to conform */
	kit_again(&k, "5.6-8", VERDICT_FAIL);
	kit_state(&k, "Art19-3", STATE_UNKNOWN);
	assert_non_null(strstr(kit_row(&k, "Art19-3")->todo, "Do not place on the market"));
	kit_regime_done(&k);
	snprintf(facts, sizeof facts, "%s@importer e | name=I | address=A | market=EU\n", uk);
	k = kit_regime(REGIME_CRA, facts);
	kit_state(&k, "Art19-4", STATE_MET);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
	k = kit_regime(REGIME_CRA, IN_SCOPE "@maker - | name=M | role=distributor");
	kit_state(&k, "Art20-2", STATE_UNKNOWN);
	kit_state(&k, "Art20-3", STATE_NOT_APPLICABLE);
	kit_state(&k, "Art20-6", STATE_NOT_APPLICABLE);
	kit_regime_done(&k);
}

static void updates_stay_available_for_ten_years(void **state)
{
	struct kit_regime k = kit_regime(REGIME_CRA, IN_SCOPE "@support - | updates-available=10 years");

	(void)state;
	kit_state(&k, "Art13-9", STATE_MET);
	kit_regime_done(&k);
	k = kit_regime(REGIME_CRA, IN_SCOPE "@support - | updates-available=5 years");
	kit_state(&k, "Art13-9", STATE_NOT_MET);
	kit_regime_done(&k);
	/* the rest of a longer support period counts where it is more */
	k = kit_regime(REGIME_CRA, IN_SCOPE "@support - | updates-available=10 years | end=2038-01-31");
	kit_state(&k, "Art13-9", STATE_NOT_MET);
	kit_regime_done(&k);
	k = kit_regime(REGIME_CRA, IN_SCOPE "@support - | updates-available=10 years | end=2036-01-31");
	kit_state(&k, "Art13-9", STATE_MET);
	kit_regime_done(&k);
	k = kit_regime(REGIME_CRA, IN_SCOPE);
	kit_state(&k, "Art13-9", STATE_UNKNOWN);
	kit_regime_done(&k);
}

static void good_mappings_show_a_row_and_partial_ones_never_do(void **state)
{
	struct kit_regime k = kit_regime(REGIME_CRA, IN_SCOPE);

	(void)state;
	kit_again(&k, NULL, VERDICT_PASS);
	kit_state(&k, "A1-I-2k", STATE_UNKNOWN);
	kit_again(&k, "5.6-7", VERDICT_PASS);
	kit_again(&k, "5.6-8", VERDICT_PASS);
	kit_again(&k, "5.6-9", VERDICT_PASS);
	kit_state(&k, "A1-I-2k", STATE_MET);
	assert_int_equal(kit_row(&k, "A1-I-2k")->provision_count, 3);
	kit_again(&k, "5.6-8", VERDICT_FAIL);
	kit_state(&k, "A1-I-2k", STATE_NOT_MET);
	assert_non_null(strstr(kit_row(&k, "A1-I-2k")->reason, "5.6-8"));
	/* partial */
	kit_again(&k, "5.10-1", VERDICT_PASS);
	kit_state(&k, "A1-I-2l", STATE_UNKNOWN);
	assert_non_null(strstr(kit_row(&k, "A1-I-2l")->reason, "not shown"));
	kit_again(&k, "5.10-1", VERDICT_FAIL);
	kit_state(&k, "A1-I-2l", STATE_NOT_MET);
	kit_state(&k, "Art13-1", STATE_NOT_MET);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

static void a_document_outside_the_case_shows_what_is_open_and_nothing_that_is_refuted(void **state)
{
	struct kit_regime k =
		kit_regime(REGIME_CRA, IN_SCOPE "@cra - | shown-elsewhere=A1-I-2l: report 12 & A1-I-2k: & "
						"A1-I-2: no row & A1-I-2i: report 13");

	(void)state;
	kit_again(&k, NULL, VERDICT_PASS);
	kit_state(&k, "A1-I-2l", STATE_MET);
	assert_non_null(strstr(kit_row(&k, "A1-I-2l")->reason, "report 12"));
	assert_true(kit_row(&k, "A1-I-2l")->declared_only && kit_row(&k, "A1-I-2l")->fact_count > 0);
	kit_state(&k, "A1-I-2k", STATE_UNKNOWN);
	kit_again(&k, "5.9-3", VERDICT_FAIL);
	kit_state(&k, "A1-I-2i", STATE_NOT_MET);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

static void each_declared_point_is_asked_for_and_found(void **state)
{
	static const struct {
		const char *facts, *row;
		enum regime_state state;
	} cases[] = {
		{IN_SCOPE "@maker - | name=M | address=A | email=a@b.example", "A2-1", STATE_MET},
		{IN_SCOPE "@maker - | name=M | address=A", "A2-1", STATE_UNKNOWN},
		{IN_SCOPE "@cra - | sbom=CycloneDX", "A1-II-1", STATE_MET},
		{IN_SCOPE "@cra - | sbom=none", "A1-II-1", STATE_NOT_MET},
		{IN_SCOPE, "A1-II-1", STATE_UNKNOWN},
		{IN_SCOPE "@cra - | free-updates=no", "A1-II-8", STATE_NOT_MET},
		{IN_SCOPE "@cra - | reporting-process=x", "Art14-1", STATE_MET},
		{IN_SCOPE, "Art14-2a", STATE_UNKNOWN},
		{IN_SCOPE "@cra - | ce-marking=no", "Art30", STATE_NOT_MET},
		{IN_SCOPE, "A2-9", STATE_NOT_APPLICABLE},
		{IN_SCOPE "@UpdMech none", "A2-8(c)", STATE_UNKNOWN},
		{IN_SCOPE "@UpdMech U1 | initiation=x\n@UpdMech U2 | description=y", "A2-8(c)", STATE_UNKNOWN},
		{IN_SCOPE "@UpdMech U1 | initiation=x\n@UpdMech U2 | initiation=y", "A2-8(c)", STATE_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_CRA, cases[i].facts);

		kit_state(&k, cases[i].row, cases[i].state);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void the_declared_procedure_has_to_fit_the_class(void **state)
{
	static const struct {
		const char *facts, *row;
		enum regime_state state;
	} cases[] = {
		{IN_SCOPE "@cra - | route=A", "Art32-2", STATE_NOT_MET},                      /* a lock is important */
		{IN_SCOPE "@cra - | route=A | standards-full=yes", "Art32-2", STATE_UNKNOWN}, /* which? */
		{IN_SCOPE "@cra - | route=A | standards-full=yes\n@product - | harmonised-standards=EN 18031-1",
		 "Art32-2", STATE_UNKNOWN}, /* harmonised under another act */
		{IN_SCOPE "@cra - | route=A | standards-full=yes\n@product - | harmonised-standards=EN 99999-1",
		 "Art32-2", STATE_MET},
		{IN_SCOPE "@cra - | route=H", "Art32-2", STATE_MET},
		{IN_SCOPE "@cra - | route=A | category=none", "Art32-1", STATE_MET},
		{IN_SCOPE "@cra - | route=A", "Art32-1", STATE_NOT_APPLICABLE},
		{IN_SCOPE "@cra - | category=A4-1 | route=B+C", "Art32-4", STATE_MET},
		{IN_SCOPE "@cra - | category=A3-II-2 | route=A", "Art32-3", STATE_NOT_MET},
		{IN_SCOPE, "Art32-2", STATE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_CRA, cases[i].facts);

		kit_state(&k, cases[i].row, cases[i].state);
		kit_regime_done(&k);
	}
}

static void reporting_is_in_force_before_the_rest(void **state)
{
	struct kit_regime k = kit_regime(REGIME_CRA, IN_SCOPE);
	struct regime_todo *todo;
	size_t count;
	struct error e;

	(void)state;
	assert_true(kit_row(&k, "Art14-2a")->in_force);
	assert_non_null(strstr(kit_row(&k, "Art14-2a")->todo, "24 hours"));
	assert_non_null(strstr(kit_row(&k, "Art14-2b")->todo, "72 hours"));
	assert_non_null(strstr(kit_row(&k, "Art14-2c")->todo, "14 days"));
	assert_non_null(strstr(kit_row(&k, "Art14-4c")->todo, "1 month"));
	assert_string_equal(kit_row(&k, "Art14-2a")->applies_from, "2026-09-11");
	assert_false(kit_row(&k, "A1-I-2a")->in_force);
	assert_string_equal(kit_row(&k, "A1-I-2a")->applies_from, "2027-12-11");
	assert_true(regime_todos(&k.result, 1, k.arena, &todo, &count, &e));
	assert_true(count > 20);
	assert_true(todo[0].row->in_force);
	assert_false(todo[count - 1].row->in_force);
	kit_regime_done(&k);
}

static void a_product_of_before_has_only_to_report(void **state)
{
	struct kit_regime k = kit_regime(REGIME_CRA, IN_SCOPE "@scope - | available-until=2027-06-30");

	(void)state;
	assert_int_equal(k.result.scope->answer, SCOPE_PARTLY);
	kit_state(&k, "A1-I-2a", STATE_NOT_APPLICABLE);
	kit_state(&k, "Art14-2a", STATE_UNKNOWN);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

/* Rows that provisions stand for wholly, where nothing is declared that shows them another way. */
static void provisions_that_stand_for_a_row_decide_it(void **state)
{
	static const struct {
		enum verdict verdict;
		enum regime_state state;
	} cases[] = {{VERDICT_PASS, STATE_MET},
		     {VERDICT_INCONCLUSIVE, STATE_UNKNOWN},
		     {VERDICT_FAIL, STATE_NOT_MET},
		     {VERDICT_NOT_APPLICABLE, STATE_NOT_APPLICABLE}};
	struct kit_regime k = kit_regime(REGIME_CRA, IN_SCOPE);
	char good[32][24], first[16] = "", two[24] = "";
	size_t count = 0;

	(void)state;
	kit_all(&k, VERDICT_PASS);
	for (size_t i = 0; i < k.result.row_count && count < ARRAY_LEN(good); i++) {
		const struct regime_result_row *row = &k.result.rows[i];

		if (row->state != STATE_MET || !row->provision_count)
			continue;
		assert_string_equal(row->row->strength, "good");
		snprintf(good[count++], sizeof good[0], "%s", row->row->id);
		if (row->provision_count > 1) {
			snprintf(two, sizeof two, "%s", row->row->id);
			snprintf(first, sizeof first, "%s", row->provisions[0]->provision->id);
		}
	}
	assert_true(count >= 5 && two[0]);
	for (size_t n = 0; n < ARRAY_LEN(cases); n++) {
		kit_all(&k, cases[n].verdict);
		for (size_t i = 0; i < count; i++)
			kit_state(&k, good[i], cases[n].state);
	}
	/* one of several */
	kit_all(&k, VERDICT_PASS);
	kit_again(&k, first, VERDICT_INCONCLUSIVE);
	kit_state(&k, two, STATE_UNKNOWN);
	assert_non_null(strstr(kit_row(&k, two)->reason, first));
	kit_again(&k, first, VERDICT_FAIL);
	kit_state(&k, two, STATE_NOT_MET);
	kit_again(&k, first, VERDICT_NOT_APPLICABLE);
	kit_state(&k, two, STATE_MET);
	kit_regime_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_support_period_is_five_years_or_the_expected_use),
		cmocka_unit_test(the_last_unit_has_five_years_too),
		cmocka_unit_test(the_clocks_of_article_14_are_held_against_the_declared_times),
		cmocka_unit_test(one_declaration_covers_all_union_acts),
		cmocka_unit_test(importers_and_distributors_see_their_own_articles),
		cmocka_unit_test(updates_stay_available_for_ten_years),
		cmocka_unit_test(good_mappings_show_a_row_and_partial_ones_never_do),
		cmocka_unit_test(a_document_outside_the_case_shows_what_is_open_and_nothing_that_is_refuted),
		cmocka_unit_test(each_declared_point_is_asked_for_and_found),
		cmocka_unit_test(the_declared_procedure_has_to_fit_the_class),
		cmocka_unit_test(reporting_is_in_force_before_the_rest),
		cmocka_unit_test(a_product_of_before_has_only_to_report),
		cmocka_unit_test(provisions_that_stand_for_a_row_decide_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
