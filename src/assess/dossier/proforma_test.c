#include "assess/dossier/proforma.h"

#include "assess/dossier/dossier_testkit.h"

static struct proforma_table table_of(enum edition edition, const char *id)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	size_t count = proforma_tables(edition, tables);

	for (size_t i = 0; i < count; i++)
		if (strcmp(tables[i].id, id) == 0)
			return tables[i];
	fail_msg("no table %s", id);
	return tables[0];
}

static void both_editions_have_the_form_and_29_tables_in_order(void **state)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];

	(void)state;
	for (unsigned i = 0; i < EDITIONS; i++) {
		assert_int_equal(proforma_tables((enum edition)i, tables), 30);
		assert_string_equal(tables[0].id, "A.2-DUT");
		assert_string_equal(tables[1].id, "1-AuthMech");
		for (size_t t = 0; t < 30; t++)
			if (!tables[t].source_count || !tables[t].field_count)
				fail_msg("%s has no source or no field", tables[t].id);
	}
	assert_string_equal(table_of(EDITION_V2_1_1, "15-Intf").sources[1], "LogIntf");
	assert_string_equal(table_of(EDITION_V3_1_3, "28-LogIntf").sources[0], "LogIntf");
}

/* Every key that the catalogue maps to a field is printed under it: none falls out between tables. */
static void every_mapped_key_has_a_field_of_its_table(void **state)
{
	(void)state;
	for (unsigned i = 0; i < EDITIONS; i++) {
		for (size_t k = 0; k < catalogue_declaration_count; k++) {
			const struct declaration_key *key = &catalogue_declaration[k];
			struct proforma_table t;
			bool found = false;

			if (!key->std_table[i][0])
				continue;
			t = table_of((enum edition)i, key->std_table[i]);
			for (size_t f = 0; f < t.field_count; f++)
				found |= strcmp(t.fields[f]->field, key->std_field[i]) == 0;
			if (!found)
				fail_msg("%s.%s: %s has no field '%s'", key->table, key->key, t.id, key->std_field[i]);
		}
	}
}

static void several_keys_make_one_field_text_first_then_facts(void **state)
{
	static const char facts[] = "@AuthMech AM-1 | network=yes | subject=user | description=A code opens it | "
				    "change-how=In the app | factor=pin & key\n";
	struct proforma_table t = table_of(EDITION_V3_1_3, "1-AuthMech");
	const struct declared_entry *e;
	const char *text;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts(facts));
	e = declared_at(k.in.declared, "AuthMech", 0);
	assert_int_equal(proforma_content(&t, k.in.declared, e, "Description", k.arena, &text), PROFORMA_SAID);
	assert_string_equal(text, "A code opens it\nChange how: In the app\nSubject: user \u00b7 Network: yes");
	assert_int_equal(proforma_content(&t, k.in.declared, e, "Authentication Factor", k.arena, &text),
			 PROFORMA_SAID);
	assert_string_equal(text, "Factor: pin; key");
	desk_done(&k);
}

static void what_is_not_declared_is_missing_where_it_is_needed_and_not_applicable_elsewhere(void **state)
{
	static const char facts[] = "@AuthMech AM-1 | factor=password | set-by=maker\n@AuthMech AM-2 | factor=key\n";
	struct proforma_table t = table_of(EDITION_V3_1_3, "1-AuthMech");
	const struct declared_entry *e;
	const char *text;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts(facts));
	e = declared_at(k.in.declared, "AuthMech", 0);
	assert_int_equal(proforma_content(&t, k.in.declared, e, "Description", k.arena, &text), PROFORMA_MISSING);
	assert_int_equal(proforma_content(&t, k.in.declared, e, "Password Generation Mechanism", k.arena, &text),
			 PROFORMA_MISSING);
	e = declared_at(k.in.declared, "AuthMech", 1);
	assert_int_equal(proforma_content(&t, k.in.declared, e, "Password Generation Mechanism", k.arena, &text),
			 PROFORMA_NOT_NEEDED);
	assert_string_equal(text, "");
	desk_done(&k);
}

static void logical_interfaces_stand_among_the_interfaces_and_the_external_ones_as_apis_too(void **state)
{
	static const char facts[] = "@PhyIntf P-1 | type=uart | description=Port\n@LogIntf L-1 | external-api=yes | "
				    "description=Web API\n@LogIntf L-2 | external-api=no | description=Log\n";
	struct proforma_table intf = table_of(EDITION_V2_1_1, "15-Intf"), api = table_of(EDITION_V2_1_1, "28-ExtAPI");
	const struct declared_entry *one, *two;
	const char *text;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts(facts));
	one = declared_at(k.in.declared, "LogIntf", 0);
	two = declared_at(k.in.declared, "LogIntf", 1);
	assert_true(proforma_takes(&intf, one) && proforma_takes(&intf, two));
	assert_true(proforma_takes(&api, one) && !proforma_takes(&api, two));
	assert_int_equal(proforma_content(&api, k.in.declared, one, "Description", k.arena, &text), PROFORMA_SAID);
	assert_non_null(strstr(text, "Web API"));
	assert_int_equal(proforma_content(&intf, k.in.declared, one, "Type", k.arena, &text), PROFORMA_SAID);
	assert_non_null(strstr(text, "logical"));
	desk_done(&k);
}

static void measures_of_a_provision_are_the_entries_its_units_read(void **state)
{
	struct desk k;
	const char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = proforma_measures(k.in.declared, EDITION_V3_1_3, "5.3-2", k.arena);
	assert_non_null(strstr(text, "7-UpdMech: UpdMech-Ota"));
	text = proforma_needed_for(&(struct proforma_table){.edition = EDITION_V3_1_3, .id = "1-AuthMech"}, k.arena);
	assert_true(strncmp(text, "5.1-1, 5.1-2", 12) == 0);
	desk_done(&k);
}

static void ics_and_ixit_of_both_examples_leave_nothing_undeclared(void **state)
{
	static const char *const examples[] = {"smart-lock", "camera"};

	(void)state;
	for (size_t x = 0; x < 2; x++) {
		struct desk k;

		desk_example(&k, examples[x]);
		for (unsigned i = 0; i < EDITIONS; i++) {
			char *ics = desk_plain(&k, "ics", (enum edition)i);
			char *ixit = desk_plain(&k, "ixit", (enum edition)i);

			assert_null(strstr(ics, "Not declared"));
			assert_null(strstr(ixit, "Not declared"));
			assert_null(strstr(ics, "not declared"));
			DESK_HOLDS(ics, "A.2-DUT", "Conditions and features", "5.1-1", "By 1-AuthMech", "6-5");
			DESK_HOLDS(ixit, "A.2-DUT", "1-AuthMech", "2-UserInfo", "29-InpVal", "For the supplier");
			free(ics);
			free(ixit);
		}
		desk_done(&k);
	}
}

static void a_contradiction_of_the_ics_is_printed_beside_its_row(void **state)
{
	char *text;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@features passwords-used | holds=yes\n@AuthMech AM-1 | factor=password\n"
				"@ics V3.1.3 5.1-1 | support=N/A | reason=None here\n"));
	text = desk_plain(&k, "ics", EDITION_V3_1_3);
	DESK_HOLDS(text, "5.1-1", "N/A", "None here", "Contradiction: ");
	free(text);
	desk_done(&k);
}

static void without_a_declaration_the_documents_say_so(void **state)
{
	char *text;
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("account /etc/shadow | name=root | state=empty | source=shadow\n"));
	text = desk_plain(&k, "ixit", EDITION_V3_1_3);
	assert_non_null(strstr(text, "no declaration of the maker"));
	free(text);
	text = desk_plain(&k, "ics", EDITION_V2_1_1);
	assert_non_null(strstr(text, "not declared"));
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_editions_have_the_form_and_29_tables_in_order),
		cmocka_unit_test(every_mapped_key_has_a_field_of_its_table),
		cmocka_unit_test(several_keys_make_one_field_text_first_then_facts),
		cmocka_unit_test(what_is_not_declared_is_missing_where_it_is_needed_and_not_applicable_elsewhere),
		cmocka_unit_test(logical_interfaces_stand_among_the_interfaces_and_the_external_ones_as_apis_too),
		cmocka_unit_test(measures_of_a_provision_are_the_entries_its_units_read),
		cmocka_unit_test(ics_and_ixit_of_both_examples_leave_nothing_undeclared),
		cmocka_unit_test(a_contradiction_of_the_ics_is_printed_beside_its_row),
		cmocka_unit_test(without_a_declaration_the_documents_say_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
