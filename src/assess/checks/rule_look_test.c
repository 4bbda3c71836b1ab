#include "assess/checks/rule_look.h"

#include "assess/checks/checks_testkit.h"

struct world {
	struct facts *facts;
	struct arena arena;
	struct finding_sink out;
};

static struct world world_of(const char *table)
{
	struct world w = {.facts = kit_facts(table)};

	arena_init(&w.arena, 0);
	return w;
}

static void world_start(struct world *w)
{
	w->out = finding_sink_of(&w->arena);
	w->out.row = kit_check("boot-guarantees");
	w->out.provision = "5.7-1";
}

static void world_done(struct world *w)
{
	arena_done(&w->arena);
	facts_free(w->facts);
}

static void words_that_are_no_answer_are_known(void **state)
{
	(void)state;
	assert_true(rule_says_nothing(""));
	assert_true(rule_says_nothing(" N/A "));
	assert_true(rule_says_nothing("TBD"));
	assert_false(rule_says_nothing("none of the others"));
	assert_false(rule_says_nothing("RSA"));
}

static void a_table_without_entries_is_asked_for(void **state)
{
	struct world w = world_of("@SecBoot none\n");

	(void)state;
	world_start(&w);
	assert_null(rule_table(w.facts, &w.out, "SecBoot"));
	assert_int_equal(w.out.count, 0);
	assert_non_null(strstr(w.out.missing, "SecBoot"));
	world_done(&w);
}

static void a_table_that_is_needed_fails_where_it_is_declared_empty(void **state)
{
	struct world w = world_of("@SecBoot none\n");

	(void)state;
	world_start(&w);
	assert_null(rule_table_needed(w.facts, &w.out, "SecBoot", SEVERITY_MEDIUM, "there is none"));
	assert_int_equal(w.out.count, 1);
	assert_int_equal(w.out.findings[0]->verdict, VERDICT_FAIL);
	assert_int_equal(w.out.findings[0]->evidence_count, 1);
	world_done(&w);
}

static void an_empty_table_fails_nothing_where_the_provision_does_not_apply(void **state)
{
	/* 6-5-1 asks for TelData; telemetry-collected is the feature of 6-5 */
	static const char ruled_out[] = "@features telemetry-collected | holds=no\n@TelData none\n",
			  holds[] = "@features telemetry-collected | holds=yes\n@TelData none\n",
			  other[] = "@features passwords-used | holds=no\n@TelData none\n",
			  filled[] = "@TelData T-1 | purpose=x\n", silent[] = "@product - | name=x\n";
	static const struct {
		const char *table;
		size_t findings;
		bool entries;
	} cases[] = {
		{ruled_out, 0, false}, {holds, 1, false}, {other, 1, false}, {filled, 0, true}, {silent, 0, false}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct world w = world_of(cases[i].table);
		const struct check row = {.unit = U_6_5_1_a, .name = "test", .automation = AUTOMATIC};
		const struct declared *d;

		world_start(&w);
		w.out.row = &row;
		w.out.edition = EDITION_V3_1_3;
		d = rule_table_needed(w.facts, &w.out, "TelData", SEVERITY_MEDIUM, "there is none");
		assert_int_equal(w.out.count, cases[i].findings);
		assert_int_equal(d != NULL, cases[i].entries);
		if (cases[i].findings)
			assert_non_null(strstr(w.out.findings[0]->remedy, "declare it in TelData"));
		else if (!d)
			assert_non_null(strstr(w.out.missing, "TelData"));
		world_done(&w);
	}
}

static void a_provision_is_ruled_out_by_its_own_conditions_in_its_edition(void **state)
{
	struct world w = world_of("@features telemetry-collected | holds=no\n@features passwords-used | holds=yes\n");
	const struct declared *d;

	(void)state;
	world_start(&w);
	d = rule_begin(w.facts, &w.out);
	assert_string_equal(rule_ruled_out(d, EDITION_V3_1_3, "6-5")->id, "telemetry-collected");
	assert_null(rule_ruled_out(d, EDITION_V3_1_3, "5.1-1"));
	assert_null(rule_ruled_out(d, EDITION_V3_1_3, "5.4-3"));
	world_done(&w);
}

static void a_table_is_stated_filled_or_empty_and_else_asked_for(void **state)
{
	struct world w = world_of("@TelData none\n@SecBoot S-1 | x=y\n");
	const struct declared *d;

	(void)state;
	world_start(&w);
	d = rule_begin(w.facts, &w.out);
	assert_true(rule_stated(&w.out, d, "TelData") && rule_stated(&w.out, d, "SecBoot"));
	assert_null(w.out.missing);
	assert_false(rule_stated(&w.out, d, "AuthMech"));
	assert_string_equal(w.out.missing, "IXIT table AuthMech in the product file");
	world_done(&w);
}

static void a_key_that_is_absent_is_left_open_and_one_that_says_nothing_fails(void **state)
{
	struct world w = world_of("@SecBoot S-1 | description=n/a | guarantees=integrity\n");
	const struct declared_entry *e;

	(void)state;
	world_start(&w);
	e = declared_at(rule_table(w.facts, &w.out, "SecBoot"), "SecBoot", 0);
	assert_true(rule_has(&w.out, e, "guarantees"));
	assert_true(rule_reason(&w.out, e, "guarantees", SEVERITY_LOW));
	assert_int_equal(w.out.count, 0);
	assert_false(rule_has(&w.out, e, "detection"));
	assert_int_equal(w.out.count, 1);
	assert_int_equal(w.out.findings[0]->verdict, VERDICT_INCONCLUSIVE);
	assert_string_equal(w.out.findings[0]->title, "SecBoot S-1 does not say: detection");
	assert_false(rule_reason(&w.out, e, "recovery", SEVERITY_LOW));
	assert_int_equal(w.out.findings[1]->verdict, VERDICT_INCONCLUSIVE);
	assert_false(rule_reason(&w.out, e, "description", SEVERITY_LOW));
	assert_int_equal(w.out.count, 3);
	assert_int_equal(w.out.findings[2]->verdict, VERDICT_FAIL);
	assert_false(rule_has(&w.out, NULL, "name"));
	assert_int_equal(w.out.count, 3);
	assert_string_equal(w.out.missing, "name in the product file");
	world_done(&w);
}

static void a_duration_is_read_in_hours_or_stays_open(void **state)
{
	struct world w = world_of("@TelData T-1 | retention=30 days | examination-interval=soon\n");
	const struct declared *d;
	uint64_t hours = 0;

	(void)state;
	world_start(&w);
	d = rule_table(w.facts, &w.out, "TelData");
	assert_non_null(d);
	assert_true(rule_hours(&w.out, declared_at(d, "TelData", 0), "retention", &hours));
	assert_int_equal(hours, 720);
	assert_int_equal(w.out.count, 0);
	assert_false(rule_hours(&w.out, declared_at(d, "TelData", 0), "examination-interval", &hours));
	assert_int_equal(w.out.count, 1);
	assert_int_equal(w.out.findings[0]->verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(hours, 720);
	world_done(&w);
}

static void the_first_word_that_a_list_lacks_is_named(void **state)
{
	struct world w = world_of("@SecBoot S-1 | guarantees=integrity & authenticity\n");
	const struct declared_entry *e;

	(void)state;
	world_start(&w);
	e = declared_at(rule_table(w.facts, &w.out, "SecBoot"), "SecBoot", 0);
	assert_null(rule_lacks(&w.out, e, "guarantees", "authenticity integrity"));
	assert_string_equal(rule_lacks(&w.out, e, "guarantees", "integrity rollback-protection x"),
			    "rollback-protection");
	world_done(&w);
}

static void a_reference_leads_to_the_first_table_that_has_it(void **state)
{
	struct world w =
		world_of("@InpVal I-1 | source=L-1 & U-1 & X-1\n@LogIntf L-1 | port=1\n@UserIntf U-1 | type=app\n");
	const struct declared *d;
	const struct declared_entry *e;

	(void)state;
	world_start(&w);
	d = rule_table(w.facts, &w.out, "InpVal");
	e = declared_at(d, "InpVal", 0);
	assert_string_equal(rule_ref(d, e, "source", 0, "UserIntf LogIntf")->table, "LogIntf");
	assert_string_equal(rule_ref(d, e, "source", 1, "UserIntf LogIntf")->table, "UserIntf");
	assert_null(rule_ref(d, e, "source", 1, "LogIntf"));
	assert_null(rule_ref(d, e, "source", 2, "UserIntf LogIntf"));
	assert_null(rule_ref(d, e, "source", 3, "UserIntf LogIntf"));
	assert_true(rule_referred(d, "InpVal", "source", "U-1"));
	assert_false(rule_referred(d, "InpVal", "source", "U-2"));
	world_done(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(words_that_are_no_answer_are_known),
		cmocka_unit_test(a_table_without_entries_is_asked_for),
		cmocka_unit_test(a_table_that_is_needed_fails_where_it_is_declared_empty),
		cmocka_unit_test(an_empty_table_fails_nothing_where_the_provision_does_not_apply),
		cmocka_unit_test(a_provision_is_ruled_out_by_its_own_conditions_in_its_edition),
		cmocka_unit_test(a_table_is_stated_filled_or_empty_and_else_asked_for),
		cmocka_unit_test(a_key_that_is_absent_is_left_open_and_one_that_says_nothing_fails),
		cmocka_unit_test(a_duration_is_read_in_hours_or_stays_open),
		cmocka_unit_test(the_first_word_that_a_list_lacks_is_named),
		cmocka_unit_test(a_reference_leads_to_the_first_table_that_has_it),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
