#include "assess/dossier/risk.h"

#include "assess/dossier/dossier_testkit.h"

static struct risks risks_of(struct desk *k)
{
	struct risks ret;
	struct error e;

	assert_true(risk_assess(&k->a[EDITION_V3_1_3], k->arena, &ret, &e));
	return ret;
}

static const struct risk *find(const struct risks *all, const char *id)
{
	for (size_t i = 0; i < all->count; i++)
		if (strcmp(all->items[i].id, id) == 0)
			return &all->items[i];
	return NULL;
}

static void check_term(const struct risk_rule *rule, struct bytes term)
{
	struct bytes rest = term, key, value;
	const struct declaration_key *row;
	char name[80];

	assert_true(text_split(&rest, '=', &key));
	if (key.len && key.at[key.len - 1] == '!')
		key.len--;
	snprintf(name, sizeof name, "%.*s", (int)key.len, (const char *)key.at);
	row = declaration_find(rule->table, name);
	if (!row)
		fail_msg("%s: %s has no key '%s'", rule->id, rule->table, name);
	while (rest.len && !bytes_is(rest, "*") && text_split(&rest, ';', &value)) {
		value = text_trim(value);
		snprintf(name, sizeof name, "%.*s", (int)value.len, (const char *)value.at);
		if (row->type == TYPE_YES_NO ? strcmp(name, "yes") && strcmp(name, "no")
					     : !id_list_has(row->values, name))
			fail_msg("%s: %s.%s is never '%s'", rule->id, rule->table, row->key, name);
	}
}

static void rules_name_keys_values_and_provisions_that_exist(void **state)
{
	(void)state;
	for (size_t i = 0; i < risk_rule_count; i++) {
		const struct risk_rule *rule = &risk_rules[i];
		struct bytes rest = bytes_str(rule->when), term, id;
		size_t count;

		assert_non_null(declaration_table(rule->table, &count));
		while (rest.len && text_split(&rest, '&', &term))
			check_term(rule, text_trim(term));
		rest = bytes_str(rule->provisions);
		while (text_split(&rest, ';', &id)) {
			char name[16];

			id = text_trim(id);
			snprintf(name, sizeof name, "%.*s", (int)id.len, (const char *)id.at);
			if (!provision_find(EDITION_V3_1_3, name))
				fail_msg("%s: no provision %s", rule->id, name);
		}
		for (size_t n = 0; n < i; n++)
			assert_string_not_equal(rule->id, risk_rules[n].id);
	}
}

/* A threat model that leaves provisions out would call their failure harmless. */
static void almost_every_provision_is_a_mitigation_of_some_threat(void **state)
{
	static const char *const apart[] = {"5.3-4B",  "5.3-6A", "5.3-6B", "5.3-12", "5.3-15A",
					    "5.3-15B", "5.5-3",  "6-3A",   "6-7"};
	size_t count;
	const struct provision *p = provisions_of(EDITION_V3_1_3, &count);

	(void)state;
	for (size_t i = 0; i < count; i++) {
		bool found = false;

		for (size_t n = 0; n < risk_rule_count; n++)
			found |= id_list_has(risk_rules[n].provisions, p[i].id);
		for (size_t n = 0; n < ARRAY_LEN(apart); n++)
			found |= strcmp(apart[n], p[i].id) == 0;
		if (!found)
			fail_msg("no threat for %s (%s)", p[i].id, p[i].short_name);
	}
}

static void a_failing_provision_gives_no_credit_and_stands_first(void **state)
{
	const struct risk *r;
	struct risks all;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("account /etc/shadow | name=root | state=empty | source=shadow\n"
				"system - | kind=linux-rootfs\n"
				"@AuthMech AM-1 | factor=password | set-by=maker | network=yes | subject=user\n"));
	assert_int_equal(k.a[EDITION_V3_1_3].provisions[1].verdict, VERDICT_FAIL);
	all = risks_of(&k);
	r = find(&all, "AM-S2");
	assert_non_null(r);
	assert_int_equal(r->shown, SHOWN_ABSENT);
	assert_int_equal(r->residual_likelihood, r->likelihood);
	assert_non_null(strstr(r->reason, "No credit: 5.1-1"));
	assert_int_equal(all.items[0].shown, SHOWN_ABSENT);
	desk_done(&k);
}

/* Verdicts are put in by hand: what they make of a risk. */
static void the_residual_risk_follows_the_verdicts_of_the_mitigations(void **state)
{
	static const struct {
		enum verdict verdict;
		enum support support;
		size_t pass, open;
		enum risk_shown shown;
		unsigned lower;
	} cases[] = {{VERDICT_PASS, SUPPORT_YES, 3, 0, SHOWN_WHOLE, 3},
		     {VERDICT_INCONCLUSIVE, SUPPORT_YES, 1, 2, SHOWN_DESIGN, 1},
		     {VERDICT_INCONCLUSIVE, SUPPORT_YES, 0, 3, SHOWN_NOT, 0},
		     {VERDICT_FAIL, SUPPORT_YES, 2, 0, SHOWN_ABSENT, 0},
		     {VERDICT_NOT_APPLICABLE, SUPPORT_NO, 0, 0, SHOWN_ABSENT, 0},
		     {VERDICT_NOT_APPLICABLE, SUPPORT_NOT_APPLICABLE, 0, 0, SHOWN_NONE, 0}};

	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
		struct provision_result *bent;
		const struct risk *r;
		struct risks all;
		struct desk k;

		desk_open(&k,
			  kit_facts("@SoftServ SS-1 | network=yes | allows-configuration=yes | authentication=AM-1\n"));
		bent = arena_array(k.arena, k.a[1].provision_count, sizeof *bent);
		memcpy(bent, k.a[1].provisions, k.a[1].provision_count * sizeof *bent);
		for (size_t i = 0; i < k.a[1].provision_count; i++) {
			if (strcmp(bent[i].provision->id, "5.5-5") != 0)
				continue;
			bent[i].verdict = cases[c].verdict;
			bent[i].ics.support = cases[c].support;
			bent[i].units_pass = cases[c].pass;
			bent[i].units_open = cases[c].open;
			bent[i].units_fail = cases[c].verdict == VERDICT_FAIL;
		}
		k.a[1].provisions = bent;
		all = risks_of(&k);
		r = find(&all, "SS-E2");
		assert_non_null(r);
		assert_int_equal(r->likelihood, 3);
		assert_int_equal(r->shown, cases[c].shown);
		assert_int_equal(r->residual_likelihood,
				 r->likelihood > cases[c].lower ? r->likelihood - cases[c].lower : 1);
		desk_done(&k);
	}
}

static void reach_follows_the_interfaces_that_are_named(void **state)
{
	static const struct {
		const char *table, *id;
		enum risk_actor reach;
	} want[] = {{"PhyIntf", "P-wifi", ACTOR_LOCAL},       {"PhyIntf", "P-ble", ACTOR_RADIO},
		    {"PhyIntf", "P-uart", ACTOR_PHYSICAL},    {"PhyIntf", "P-lte", ACTOR_INTERNET},
		    {"LogIntf", "L-web", ACTOR_LOCAL},        {"LogIntf", "L-ble", ACTOR_RADIO},
		    {"LogIntf", "L-cloud", ACTOR_INTERNET},   {"LogIntf", "L-serial", ACTOR_PHYSICAL},
		    {"SoftServ", "S-web", ACTOR_LOCAL},       {"AuthMech", "A-web", ACTOR_LOCAL},
		    {"AuthMech", "A-keypad", ACTOR_PHYSICAL}, {"SecComMech", "C-cloud", ACTOR_INTERNET},
		    {"UpdMech", "U-ota", ACTOR_INTERNET},     {"UserIntf", "UI-app", ACTOR_LOCAL}};
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@PhyIntf P-wifi | type=wifi | network=yes | air=yes\n@PhyIntf P-ble | type=bluetooth "
				"| air=yes\n"
				"@PhyIntf P-uart | type=uart\n@PhyIntf P-lte | type=cellular | air=yes\n"
				"@LogIntf L-web | network=yes | access=P-wifi & P-ble\n@LogIntf L-ble | network=yes | "
				"access=P-ble\n"
				"@LogIntf L-cloud | network=yes | access=P-wifi | endpoints=cloud.example\n"
				"@LogIntf L-serial | network=no | access=P-uart\n"
				"@SoftServ S-web | network=yes | interface=L-web | authentication=A-web\n"
				"@AuthMech A-web | network=yes\n@AuthMech A-keypad | network=no\n"
				"@SecComMech C-cloud | remote=yes\n@UpdMech U-ota | network=yes\n@UserIntf UI-app | "
				"type=app\n"));
	for (size_t i = 0; i < ARRAY_LEN(want); i++) {
		enum risk_actor reach =
			risk_reach(k.in.declared, declared_find(k.in.declared, want[i].table, want[i].id));

		if (reach != want[i].reach)
			fail_msg("%s: %s", want[i].id, risk_actor_name(reach));
	}
	desk_done(&k);
}

static void what_is_declared_of_an_element_moves_likelihood_and_impact(void **state)
{
	const struct risk *r;
	struct risks all;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@product - | kind=smart-lock\n"
				"@SoftServ S-open | network=yes | allows-configuration=yes\n"
				"@PhyIntf P-jtag | type=jtag | debug=yes | exposed=no\n"
				"@SecParam K-1 | type=critical | unique-per-device=no\n"
				"@SecParam K-2 | type=critical | unique-per-device=yes\n"));
	all = risks_of(&k);
	r = find(&all, "SS-E2");
	assert_true(r && r->likelihood == 4 && strstr(r->likelihood_why, "no authentication"));
	assert_int_equal(r->impact, 4);
	r = find(&all, "PI-E1");
	assert_true(r && r->likelihood == 1);
	r = find(&all, "SP-I1");
	assert_true(r && r->impact == 4 && r->element_count == 1);
	r = find(&all, "SP-I1b");
	assert_true(r && r->impact == 3 && strcmp(r->elements[0]->id, "K-2") == 0);
	desk_done(&k);
}

/* A lock without a cloud: nobody on the internet reads what goes to the phone beside it. */
static void what_is_communicated_is_within_reach_of_who_reaches_its_connection(void **state)
{
	const struct risk *r;
	struct risks all;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@PhyIntf P-ble | type=bluetooth | air=yes\n"
				"@LogIntf L-ble | network=no | access=P-ble | direction=both\n"
				"@LogIntf L-dhcp | network=yes | direction=both\n"
				"@SecComMech C-ble | interface=L-ble\n"
				"@SecComMech C-update | remote=yes\n"
				"@PersData D-log | sensitive=yes | communication=C-ble\n"
				"@SecParam K-lost | type=critical | communication=nothing\n"));
	all = risks_of(&k);
	r = find(&all, "PD-I1");
	assert_true(r && r->actor == ACTOR_RADIO && r->impact == 4);
	r = find(&all, "SP-I4");
	assert_true(r && r->actor == ACTOR_INTERNET);
	r = find(&all, "SC-I1");
	assert_true(r && r->impact == 4 && strcmp(r->elements[0]->id, "C-ble") == 0);
	/* updates carry no personal data, and a home's DHCP overloads nobody */
	r = find(&all, "SC-I1b");
	assert_true(r && r->impact == 2 && strcmp(r->elements[0]->id, "C-update") == 0);
	assert_null(find(&all, "LI-D2"));
	desk_done(&k);
}

static void the_reason_tells_by_how_much_the_likelihood_is_lower(void **state)
{
	struct risks all;
	struct desk k;

	(void)state;
	desk_example(&k, "camera");
	all = risks_of(&k);
	for (size_t i = 0; i < all.count; i++) {
		const struct risk *r = &all.items[i];
		unsigned lower = r->likelihood - r->residual_likelihood;
		char told[40];

		snprintf(told, sizeof told, "Likelihood %u lower: ", lower);
		if ((strncmp(r->reason, told, strlen(told)) == 0) != (lower > 0))
			fail_msg("%s: %u lower, but '%s'", r->id, lower, r->reason);
	}
	desk_done(&k);
}

static void levels_are_those_the_method_states(void **state)
{
	(void)state;
	assert_int_equal(risk_level_of(1, 3), RISK_LOW);
	assert_int_equal(risk_level_of(1, 4), RISK_MEDIUM);
	assert_int_equal(risk_level_of(2, 3), RISK_MEDIUM);
	assert_int_equal(risk_level_of(2, 4), RISK_HIGH);
	assert_int_equal(risk_level_of(3, 3), RISK_HIGH);
	assert_int_equal(risk_level_of(3, 4), RISK_VERY_HIGH);
}

static void the_document_of_both_examples_has_its_parts_and_every_declared_asset(void **state)
{
	static const char *const examples[] = {"smart-lock", "camera"};
	static const char *const tables[] = {"SecParam", "PersData", "SoftComp", "PhyIntf", "LogIntf"};

	(void)state;
	for (size_t x = 0; x < 2; x++) {
		struct desk k;
		char *text;

		desk_example(&k, examples[x]);
		text = desk_plain(&k, "risk-assessment", EDITION_V3_1_3);
		DESK_HOLDS(text, "Article 13(2)", "Result", "Method", "Product, purpose and use", "Foreseeable misuse",
			   "Actors", "Threats and risks", "Assets", "Interfaces", "Requirements of Annex I",
			   "Part I (2)(a)", "Confirmation");
		for (size_t t = 0; t < ARRAY_LEN(tables); t++)
			DECLARED_EACH (k.in.declared, tables[t], e) {
				char line[200];

				snprintf(line, sizeof line, "\n%s | ", e->id);
				if (!strstr(text, line))
					fail_msg("%s: no %s", examples[x], e->id);
			}
		free(text);
		desk_done(&k);
	}
}

static void without_a_declaration_no_risk_is_made_up(void **state)
{
	struct risks all;
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, kit_facts("account /etc/shadow | name=root | state=empty | source=shadow\n"));
	all = risks_of(&k);
	assert_int_equal(all.count, 0);
	text = desk_plain(&k, "risk-assessment", EDITION_V3_1_3);
	assert_non_null(strstr(text, "holds no declaration"));
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rules_name_keys_values_and_provisions_that_exist),
		cmocka_unit_test(almost_every_provision_is_a_mitigation_of_some_threat),
		cmocka_unit_test(a_failing_provision_gives_no_credit_and_stands_first),
		cmocka_unit_test(the_residual_risk_follows_the_verdicts_of_the_mitigations),
		cmocka_unit_test(reach_follows_the_interfaces_that_are_named),
		cmocka_unit_test(what_is_declared_of_an_element_moves_likelihood_and_impact),
		cmocka_unit_test(what_is_communicated_is_within_reach_of_who_reaches_its_connection),
		cmocka_unit_test(the_reason_tells_by_how_much_the_likelihood_is_lower),
		cmocka_unit_test(levels_are_those_the_method_states),
		cmocka_unit_test(the_document_of_both_examples_has_its_parts_and_every_declared_asset),
		cmocka_unit_test(without_a_declaration_no_risk_is_made_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
