#include "assess/checks/checks_testkit.h"
#include "assess/checks/rule.h"

struct bench {
	struct facts *facts;
	struct arena arena;
	struct finding_sink out;
};

/* Runs one function as if it were a check of 5.1-3-1 c. */
static struct bench run_as(const char *table, void (*function)(const struct facts *, struct finding_sink *),
			   bool decides)
{
	struct bench b = {.facts = kit_facts(table)};
	const struct check row = {
		.unit = U_5_1_3_1_c, .name = "test", .automation = AUTOMATIC, .run = function, .decides = decides};

	arena_init(&b.arena, 0);
	b.out = finding_sink_of(&b.arena);
	b.out.edition = EDITION_V3_1_3;
	check_run(&row, b.facts, &b.out);
	assert_false(b.out.failed);
	for (size_t i = 0; i < b.out.count; i++)
		kit_sound(b.out.findings[i]);
	return b;
}

static struct bench run(const char *table, void (*function)(const struct facts *, struct finding_sink *))
{
	return run_as(table, function, true);
}

static void done(struct bench *b)
{
	arena_done(&b->arena);
	facts_free(b->facts);
}

static void fails_pins(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e) {
		if (entry_is(e, "factor", "pin"))
			rule_fail(out, e, "factor", SEVERITY_HIGH, "%s uses a PIN", e->id);
		if (!entry_has(e, "factor"))
			rule_open(out, e, "factor", "%s says nothing of its factor", e->id);
	}
	rule_pass_table(out, "AuthMech", "no mechanism uses a PIN");
}

static void without_a_product_file_the_unit_asks_for_it(void **state)
{
	struct bench b = run("", fails_pins);

	(void)state;
	assert_int_equal(b.out.count, 0);
	assert_string_equal(b.out.missing, "the product file");
	done(&b);
}

static void a_value_that_breaks_the_rule_fails_with_the_value_as_evidence(void **state)
{
	struct bench b = run("@AuthMech A-1 | factor=pin\n@AuthMech A-2 | factor=key", fails_pins);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_FAIL);
	assert_string_equal(b.out.findings[0]->title, "A-1 uses a PIN");
	assert_true(fact_is(b.out.findings[0]->evidence[0], DECLARED_VALUE, "pin"));
	assert_non_null(strstr(b.out.findings[0]->remedy, "AuthMech.A-1.factor"));
	done(&b);
}

static void material_that_is_missing_leaves_the_unit_open(void **state)
{
	struct bench b = run("@AuthMech A-1 | description=x", fails_pins);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_INCONCLUSIVE);
	assert_string_equal(b.out.missing, "AuthMech.A-1.factor in the product file");
	done(&b);
}

static void doubts_pins(const struct facts *facts, struct finding_sink *out)
{
	DECLARED_EACH (rule_begin(facts, out), "AuthMech", e)
		rule_open(out, e, "factor", "is %s enough?", entry_get(e, "factor"));
}

static void a_value_that_only_a_person_can_judge_asks_for_the_person(void **state)
{
	struct bench b = run("@AuthMech A-1 | factor=pin", doubts_pins);

	(void)state;
	assert_string_equal(b.out.findings[0]->title, "is pin enough?");
	assert_string_equal(b.out.missing, "a person who looks at what is declared in AuthMech");
	done(&b);
}

static void sees_accounts(const struct facts *facts, struct finding_sink *out)
{
	(void)rule_begin(facts, out);
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		if (fact_is(a, ACCOUNT_STATE, "empty"))
			rule_fail_fact(out, a, "empty", SEVERITY_HIGH, "%.*s is open",
				       (int)fact_get(a, ACCOUNT_NAME).len, (const char *)fact_get(a, ACCOUNT_NAME).at);
		rule_pass_fact(out, a, "the first account is locked");
	}
}

static void what_is_seen_passes_unless_something_speaks_against_it(void **state)
{
	struct bench b = run("@product - | name=x\naccount /etc/shadow | name=root | state=locked", sees_accounts);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_PASS);
	assert_int_equal(b.out.findings[0]->evidence[0]->kind, FACT_ACCOUNT);
	assert_string_equal(b.out.findings[0]->title, "the first account is locked");
	done(&b);
	b = run("@product - | name=x\naccount /etc/shadow | name=root\x1b | state=empty", sees_accounts);
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_FAIL);
	assert_non_null(strstr(b.out.findings[0]->title, "root"));
	assert_null(strchr(b.out.findings[0]->title, 0x1b));
	done(&b);
}

static void a_rule_that_holds_for_all_passes_with_the_entries_as_evidence(void **state)
{
	struct bench b = run("@AuthMech A-1 | factor=key\n@AuthMech A-2 | factor=token", fails_pins);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_PASS);
	assert_string_equal(b.out.findings[0]->title, "no mechanism uses a PIN");
	assert_null(b.out.missing);
	assert_int_equal(b.out.findings[0]->evidence_count, 2);
	done(&b);
}

static void a_table_declared_empty_passes_and_one_left_out_does_not(void **state)
{
	struct bench b = run("@AuthMech none", fails_pins);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_PASS);
	done(&b);
	b = run("@product - | name=x", fails_pins);
	assert_int_equal(b.out.count, 0);
	assert_non_null(strstr(b.out.missing, "IXIT table AuthMech"));
	done(&b);
}

static void passes_components(const struct facts *facts, struct finding_sink *out)
{
	(void)rule_begin(facts, out);
	rule_pass_table(out, "SoftComp", "all components are fine");
}

static void a_table_that_no_product_can_leave_empty_passes_nothing(void **state)
{
	struct bench b = run("@SoftComp none", passes_components);

	(void)state;
	assert_int_equal(b.out.count, 0);
	assert_non_null(strstr(b.out.missing, "declared empty"));
	done(&b);
}

static void a_rule_that_only_refutes_leaves_to_a_person_what_it_cannot_fault(void **state)
{
	struct bench b = run_as("@AuthMech A-1 | factor=key\n@AuthMech A-2 | factor=token", fails_pins, false);

	(void)state;
	assert_int_equal(b.out.count, 1);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(b.out.findings[0]->evidence_count, 2);
	assert_non_null(strstr(b.out.findings[0]->title, "a person judges"));
	assert_string_equal(b.out.missing, "a person who judges what is declared");
	done(&b);
	b = run_as("@AuthMech A-1 | factor=pin", fails_pins, false);
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_FAIL);
	done(&b);
}

static void passes_on_name(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	rule_pass(out, declared_one(d, "product"), "name", "it has a name");
}

static void one_value_can_be_the_evidence_and_its_absence_asks_for_it(void **state)
{
	struct bench b = run("@product - | name=x", passes_on_name);

	(void)state;
	assert_int_equal(b.out.findings[0]->verdict, VERDICT_PASS);
	done(&b);
	b = run("@product - | model=x", passes_on_name);
	assert_int_equal(b.out.count, 0);
	assert_non_null(strstr(b.out.missing, "product.name"));
	done(&b);
}

static void names_badly(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e)
		rule_fail(out, e, "description", SEVERITY_LOW, "%s", entry_get(e, "description"));
}

static void declared_text_is_made_safe_in_titles(void **state)
{
	struct bench b = run("@AuthMech A-1 | description=a\x1b[31mb", names_badly);

	(void)state;
	assert_null(strchr(b.out.findings[0]->title, 0x1b));
	done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_a_product_file_the_unit_asks_for_it),
		cmocka_unit_test(a_value_that_breaks_the_rule_fails_with_the_value_as_evidence),
		cmocka_unit_test(material_that_is_missing_leaves_the_unit_open),
		cmocka_unit_test(a_value_that_only_a_person_can_judge_asks_for_the_person),
		cmocka_unit_test(what_is_seen_passes_unless_something_speaks_against_it),
		cmocka_unit_test(a_rule_that_holds_for_all_passes_with_the_entries_as_evidence),
		cmocka_unit_test(a_table_declared_empty_passes_and_one_left_out_does_not),
		cmocka_unit_test(a_table_that_no_product_can_leave_empty_passes_nothing),
		cmocka_unit_test(a_rule_that_only_refutes_leaves_to_a_person_what_it_cannot_fault),
		cmocka_unit_test(one_value_can_be_the_evidence_and_its_absence_asks_for_it),
		cmocka_unit_test(declared_text_is_made_safe_in_titles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
