#include "assess/regime/scope.h"

#include "assess/checks/checks_testkit.h"
#include "assess/regime/regime_testkit.h"

#include <stdlib.h>

struct asked {
	struct facts *facts;
	struct arena arena;
	struct scope scope;
};

static void ask(struct asked *a, const char *table)
{
	struct error e;
	const struct declared *d;

	arena_init(&a->arena, 0);
	a->facts = kit_facts(table);
	d = declared_of(a->facts, &a->arena);
	assert_non_null(d);
	assert_true(scope_decide(d, a->facts, &a->arena, &a->scope, &e));
}

static void asked_done(struct asked *a)
{
	arena_done(&a->arena);
	facts_free(a->facts);
}

static bool has_rule(const struct scope_decision *d, const char *id)
{
	for (size_t i = 0; i < d->reason_count; i++)
		if (strcmp(d->reasons[i].rule->id, id) == 0)
			return true;
	return false;
}

static bool misses(const struct scope_decision *d, const char *key)
{
	for (size_t i = 0; i < d->missing_count; i++)
		if (strcmp(d->missing[i], key) == 0)
			return true;
	return false;
}

static void each_product_of_the_table_gets_the_answer_it_should(void **state)
{
	char *text = kit_products(), *line, *rest = text;
	size_t count = 0;

	(void)state;
	while ((line = kit_line_of(&rest))) {
		struct kit_product p = kit_product_of(line);
		struct asked a;

		ask(&a, p.facts);
		if (strcmp(a.scope.decision[SCOPE_PSTI].what, p.psti) != 0)
			fail_msg("%s: PSTI %s where %s belongs", p.name, a.scope.decision[SCOPE_PSTI].what, p.psti);
		if (p.rule[0] && !has_rule(&a.scope.decision[SCOPE_PSTI], p.rule))
			fail_msg("%s: not by rule %s", p.name, p.rule);
		if (strcmp(a.scope.decision[SCOPE_CRA].what, p.cra) != 0)
			fail_msg("%s: CRA %s where %s belongs", p.name, a.scope.decision[SCOPE_CRA].what, p.cra);
		if (p.cra_class[0] && strcmp(a.scope.decision[SCOPE_CRA_CLASS].what, p.cra_class) != 0)
			fail_msg("%s: class %s where %s belongs", p.name, a.scope.decision[SCOPE_CRA_CLASS].what,
				 p.cra_class);
		asked_done(&a);
		free(p.facts);
		count++;
	}
	assert_true(count >= 40);
	free(text);
}

static void every_exception_is_decided_by_a_product_of_the_table(void **state)
{
	char *text = kit_products();

	(void)state;
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];
		bool shown = false;

		if (strcmp(row->kind, "exception") != 0)
			continue;
		for (size_t k = 0; k < catalogue_scope_count; k++) {
			const struct scope_rule *r = &catalogue_scope[k];
			char cell[80];

			snprintf(cell, sizeof cell, "\tOUT\t%s\t", r->id);
			shown |= strcmp(r->answer, "OUT") == 0 && id_list_has(r->rows, row->id) && strstr(text, cell);
		}
		if (!shown)
			fail_msg("no product of the table is out by exception %s", row->id);
	}
	free(text);
}

static void nothing_declared_is_unknown_and_says_which_keys_would_tell(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@product - | name=x");
	for (unsigned i = 0; i < SCOPE_TOPICS; i++)
		if (i != SCOPE_PSTI_ROLE && i != SCOPE_CRA_ROLE)
			assert_int_equal(a.scope.decision[i].answer, SCOPE_UNKNOWN);
	assert_true(misses(&a.scope.decision[SCOPE_PSTI], "product.markets"));
	assert_true(misses(&a.scope.decision[SCOPE_PSTI], "scope.connection"));
	assert_true(misses(&a.scope.decision[SCOPE_PSTI], "scope.customers"));
	assert_true(misses(&a.scope.decision[SCOPE_PSTI], "scope.category"));
	assert_string_equal(a.scope.decision[SCOPE_PSTI_ROLE].what, "manufacturer");
	asked_done(&a);
}

static void one_rule_against_decides_whatever_else_is_unknown(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@product - | markets=UK\n@scope - | customers=business");
	assert_int_equal(a.scope.decision[SCOPE_PSTI].answer, SCOPE_OUT);
	assert_int_equal(a.scope.decision[SCOPE_PSTI].reason_count, 1);
	assert_non_null(a.scope.decision[SCOPE_PSTI].reasons[0].fact);
	assert_int_equal(a.scope.decision[SCOPE_PSTI].missing_count, 0);
	asked_done(&a);
}

static void a_listener_in_the_image_shows_that_the_product_speaks_ip(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@product - | markets=UK | kind=router\n@scope - | customers=consumers\n"
		"listener /sbin/init | program=telnetd | protocol=tcp | port=23 | enabled=yes");
	assert_int_equal(a.scope.decision[SCOPE_PSTI].answer, SCOPE_IN);
	assert_true(has_rule(&a.scope.decision[SCOPE_PSTI], "p-ip-device"));
	asked_done(&a);
	/* what the maker declares counts before what was seen */
	ask(&a, "@product - | markets=UK | kind=router\n@scope - | customers=consumers | connection=none\n"
		"listener /sbin/init | program=telnetd | protocol=tcp | port=23 | enabled=yes");
	assert_int_equal(a.scope.decision[SCOPE_PSTI].answer, SCOPE_OUT);
	asked_done(&a);
}

static void an_exception_that_may_fit_leaves_the_answer_open(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@product - | markets=UK | kind=camera\n"
		"@scope - | customers=consumers | connection=internet | territory=Northern-Ireland");
	assert_int_equal(a.scope.decision[SCOPE_PSTI].answer, SCOPE_UNKNOWN);
	assert_true(misses(&a.scope.decision[SCOPE_PSTI], "scope.annex-2-law"));
	asked_done(&a);
}

static void an_answer_is_no_surer_than_its_least_sure_rule(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@product - | markets=UK | kind=camera\n@scope - | customers=consumers | connection=internet");
	assert_string_equal(a.scope.decision[SCOPE_PSTI].confidence, "likely"); /* by kind */
	asked_done(&a);
	ask(&a, "@product - | markets=UK | kind=camera\n"
		"@scope - | customers=consumers | connection=internet | category=ordinary");
	assert_string_equal(a.scope.decision[SCOPE_PSTI].confidence, "sure");
	asked_done(&a);
}

static void the_role_follows_from_the_brand_before_the_import(void **state)
{
	struct asked a;

	(void)state;
	ask(&a, "@maker - | role=importer | own-brand=yes");
	assert_string_equal(a.scope.decision[SCOPE_PSTI_ROLE].what, "manufacturer");
	assert_string_equal(a.scope.decision[SCOPE_CRA_ROLE].what, "manufacturer");
	asked_done(&a);
	ask(&a, "@maker - | role=importer");
	assert_string_equal(a.scope.decision[SCOPE_PSTI_ROLE].what, "importer");
	asked_done(&a);
	assert_true(scope_falls_on(regime_row_find("PSTI", "i-15-2"), "importer"));
	assert_false(scope_falls_on(regime_row_find("PSTI", "m-9"), "importer"));
	assert_true(scope_falls_on(regime_row_find("CRA", "Art21"), "distributor"));
}

static void the_route_follows_from_class_and_standards(void **state)
{
	static const struct {
		const char *facts, *route;
	} cases[] = {
		{"@product - | kind=television", "A, B+C, H or certification"},
		{"@product - | kind=router", "B+C or H"},
		{"@product - | kind=router\n@cra - | standards-full=yes", "A, B+C, H or certification"},
		{"@cra - | category=A3-II-1", "B+C, H or certification"},
		{"@cra - | category=A4-1", "certification, or else B+C or H"},
		{"@cra - | category=A3-II-1 | open-source=yes | public-documentation=yes",
		 "A, B+C, H or certification"},
		{"@product - | kind=toy", "UNKNOWN"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct asked a;

		ask(&a, cases[i].facts);
		assert_string_equal(a.scope.decision[SCOPE_CRA_ROUTE].what, cases[i].route);
		asked_done(&a);
	}
}

/* Every combination of the keys that decide, so that no product falls between the rules of a step. */
static void each_combination_of_declared_values_is_decided(void **state)
{
	static const char *const keys[] = {"connection", "customers", "condition", "supply", "category"};
	const struct declaration_key *rows[ARRAY_LEN(keys)];
	struct bytes left, value;

	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(keys); k++) {
		rows[k] = declaration_find("scope", keys[k]);
		assert_non_null(rows[k]);
		left = bytes_str(rows[k]->values);
		while (text_split(&left, ';', &value)) {
			char table[400];
			struct asked a;

			value = text_trim(value);
			snprintf(table, sizeof table, "@product - | markets=UK | kind=other\n@scope - | %s=%.*s%s%s%s",
				 keys[k], (int)value.len, (const char *)value.at,
				 strcmp(keys[k], "connection") ? " | connection=internet" : "",
				 strcmp(keys[k], "customers") ? " | customers=consumers" : "",
				 strcmp(keys[k], "category") ? " | category=ordinary" : "");
			ask(&a, table);
			if (a.scope.decision[SCOPE_PSTI].answer == SCOPE_UNKNOWN)
				fail_msg("no rule decides %s", table);
			asked_done(&a);
		}
	}
}

static void failing_allocations_are_errors(void **state)
{
	struct facts *facts = kit_facts("@product - | markets=UK & EU | kind=router\n@scope - | connection=internet");
	bool done = false;

	(void)state;
	for (size_t cap = 64; !done; cap += 64) {
		struct arena arena;
		const struct declared *d;
		struct scope scope;
		struct error e;

		arena_init(&arena, cap);
		d = declared_of(facts, &arena);
		done = d && scope_decide(d, facts, &arena, &scope, &e);
		assert_true(done || !d || e.code == ERROR_ENVIRONMENT);
		arena_done(&arena);
		assert_true(cap < 1 << 20);
	}
	facts_free(facts);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_product_of_the_table_gets_the_answer_it_should),
		cmocka_unit_test(every_exception_is_decided_by_a_product_of_the_table),
		cmocka_unit_test(nothing_declared_is_unknown_and_says_which_keys_would_tell),
		cmocka_unit_test(one_rule_against_decides_whatever_else_is_unknown),
		cmocka_unit_test(a_listener_in_the_image_shows_that_the_product_speaks_ip),
		cmocka_unit_test(an_exception_that_may_fit_leaves_the_answer_open),
		cmocka_unit_test(an_answer_is_no_surer_than_its_least_sure_rule),
		cmocka_unit_test(the_role_follows_from_the_brand_before_the_import),
		cmocka_unit_test(the_route_follows_from_class_and_standards),
		cmocka_unit_test(each_combination_of_declared_values_is_decided),
		cmocka_unit_test(failing_allocations_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
