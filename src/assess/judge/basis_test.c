#include "assess/judge/judge_testkit.h"

static const char digest[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

/* Of an assessment that found nothing. */
static void basis_of(const char *table, const struct unit *unit, const char *input, char ret[65])
{
	struct facts *facts = kit_facts(table);
	struct assessment a = {.edition = unit->edition, .facts = facts};
	struct arena arena;

	memset(ret, 'x', 65);
	arena_init(&arena, 0);
	a.arena = &arena;
	a.declared = declared_of(facts, &arena);
	snprintf(a.input_sha256, sizeof a.input_sha256, "%s", input);
	assert_true(unit_basis(&a, unit, ret));
	assert_int_equal(strlen(ret), 64);
	arena_done(&arena);
	facts_free(facts);
}

static bool changes(const char *from, const char *to, const struct unit *unit)
{
	char before[65], after[65];

	basis_of(from, unit, "", before);
	basis_of(to, unit, "", after);
	return strcmp(before, after) != 0;
}

static void an_entry_matters_exactly_where_the_unit_reads_its_table(void **state)
{
	size_t read = 0, unread = 0;

	(void)state;
	for (size_t i = 0; i < catalogue_unit_count; i += 5) {
		const struct unit *unit = &catalogue_units[i];

		for (size_t k = 0; k < catalogue_declaration_count; k++) {
			const char *table = catalogue_declaration[k].table;
			bool reads = unit_reads(unit->edition, unit, table);
			char text[80];

			if (k && strcmp(table, catalogue_declaration[k - 1].table) == 0)
				continue;
			snprintf(text, sizeof text, "@%s X-1 | description=x\n", table);
			if (strncmp(table, "ics", 3) == 0 || strcmp(table, "features") == 0)
				continue;
			if (changes("@nothing X-1 | x=y\n", text, unit) != reads)
				fail_msg("%s, %s: %s", unit->name, table, reads ? "is read" : "is not read");
			*(reads ? &read : &unread) += 1;
		}
	}
	assert_true(read > 50 && unread > 1000);
}

static void units_read_the_tables_that_the_standard_names(void **state)
{
	const struct unit *password = unit_find(EDITION_V3_1_3, U_5_1_1_1_a);

	(void)state;
	assert_true(unit_reads(EDITION_V3_1_3, password, "AuthMech"));
	assert_false(unit_reads(EDITION_V3_1_3, password, "UpdMech"));
	for (size_t i = 0; i < catalogue_unit_count; i++)
		if (strstr(catalogue_units[i].ixit, "28-ExtAPI"))
			assert_true(unit_reads(catalogue_units[i].edition, &catalogue_units[i], "LogIntf"));
}

static void key_value_and_id_of_an_entry_matter_and_so_does_a_second_one(void **state)
{
	const struct unit *unit = unit_find(EDITION_V3_1_3, U_5_1_1_1_a);
	static const char one[] = "@AuthMech A-1 | factor=pin\n";

	(void)state;
	assert_false(changes(one, one, unit));
	assert_true(changes(one, "@AuthMech A-2 | factor=pin\n", unit));
	assert_true(changes(one, "@AuthMech A-1 | factor=password\n", unit));
	assert_true(changes(one, "@AuthMech A-1 | field=pin\n", unit));
	assert_true(changes(one, "@AuthMech A-1 | factor=pin\n@AuthMech A-2 | factor=pin\n", unit));
	/* the text of one part moved into the next */
	assert_true(changes("@AuthMech A-1 | ab=c\n", "@AuthMech A-1 | a=bc\n", unit));
}

static void the_claim_for_its_provision_matters_in_its_edition(void **state)
{
	static const char yes[] = "@ics V3.1.3 5.1-1 | support=Y\n", no[] = "@ics V3.1.3 5.1-1 | support=N\n",
			  other[] = "@ics V3.1.3 5.1-2 | support=Y\n", older[] = "@ics V2.1.1 5.1-1 | support=Y\n";
	const struct unit *unit = unit_find(EDITION_V3_1_3, U_5_1_1_1_a);

	(void)state;
	assert_true(changes(yes, no, unit));
	assert_false(changes(older, other, unit));
	assert_true(changes(older, other, unit_find(EDITION_V2_1_1, U_5_1_1_1_a)));
	assert_true(unit_reads(EDITION_V3_1_3, unit, "ics V3.1.3"));
	assert_false(unit_reads(EDITION_V3_1_3, unit, "ics V2.1.1"));
	assert_false(unit_reads(EDITION_V3_1_3, unit, "maker"));
}

static void the_input_matters_to_what_is_tried_on_it_and_to_no_document(void **state)
{
	char with[65], without[65];

	(void)state;
	for (size_t i = 0; i < catalogue_unit_count; i++) {
		const struct unit *unit = &catalogue_units[i];
		bool conceptual = strcmp(unit->kind, "conceptual") == 0;

		basis_of("", unit, digest, with);
		basis_of("", unit, "", without);
		assert_int_equal(strcmp(with, without) == 0, conceptual);
	}
}

static void the_release_matters_to_what_is_tried_on_it_and_the_model_to_all(void **state)
{
	static const char old[] = "@product - | model=M1 | software-version=1.0 | hardware=A\n@maker - | name=Maker\n";
	static const char *const others[] = {
		"@product - | model=M1 | software-version=1.1 | hardware=A\n@maker - | name=Maker\n",
		"@product - | model=M1 | software-version=1.0 | hardware=B\n@maker - | name=Maker\n",
		"@product - | model=M2 | software-version=1.0 | hardware=A\n@maker - | name=Maker\n",
		"@product - | model=M1 | software-version=1.0 | hardware=A\n@maker - | name=Other\n",
	};
	const struct unit *document = unit_find(EDITION_V3_1_3, U_5_1_1_1_a),
			  *device = unit_find(EDITION_V3_1_3, U_5_1_1_2_a);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		assert_int_equal(changes(old, others[i], document), i >= 2);
		assert_true(changes(old, others[i], device));
	}
}

static void a_table_declared_empty_is_not_one_left_out(void **state)
{
	(void)state;
	assert_true(changes("@AuthMech none\n", "@nothing X-1 | x=y\n", unit_find(EDITION_V3_1_3, U_5_1_1_1_a)));
}

static void what_was_found_about_the_unit_matters_and_nothing_else(void **state)
{
	static const struct finding sample[] = {
		{.id = "5.1-1/a/1", .unit = U_5_1_1_1_a, .verdict = VERDICT_FAIL, .title = "a"},
		{.id = "5.1-1/b/1", .unit = U_5_1_1_1_a, .verdict = VERDICT_FAIL, .title = "b"},
		{.id = "5.1-2/c/1", .unit = U_5_1_2_1_a, .verdict = VERDICT_FAIL, .title = "c"},
	};
	const struct unit *unit = unit_find(EDITION_V3_1_3, U_5_1_1_1_a);
	struct facts *facts = kit_facts("");
	struct arena arena;
	char basis[6][65];

	(void)state;
	arena_init(&arena, 0);
	for (unsigned i = 0; i < 6; i++) {
		struct finding found[3] = {sample[0], sample[1], sample[2]};
		struct assessment a = {.arena = &arena,
				       .edition = EDITION_V3_1_3,
				       .facts = facts,
				       .declared = declared_of(facts, &arena),
				       .findings = found,
				       .finding_count = i == 1 ? 2 : 3};

		if (i == 2) { /* the order is not the judge's to promise */
			found[0] = sample[1];
			found[1] = sample[0];
		}
		if (i == 3)
			found[1].verdict = VERDICT_PASS;
		if (i == 4)
			found[1].title = "x";
		if (i == 5)
			found[1].id = "5.1-1/b/2";
		assert_true(unit_basis(&a, unit, basis[i]));
		assert_int_equal(strcmp(basis[0], basis[i]) == 0, i < 3);
	}
	arena_done(&arena);
	facts_free(facts);
}

static void no_two_units_have_one_basis(void **state)
{
	char one[65], other[65];

	(void)state;
	basis_of("", unit_find(EDITION_V3_1_3, U_5_1_1_1_a), "", one);
	basis_of("", unit_find(EDITION_V2_1_1, U_5_1_1_1_a), "", other);
	assert_string_not_equal(one, other);
	basis_of("", unit_find(EDITION_V3_1_3, U_5_1_2_1_a), "", other);
	assert_string_not_equal(one, other);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_entry_matters_exactly_where_the_unit_reads_its_table),
		cmocka_unit_test(units_read_the_tables_that_the_standard_names),
		cmocka_unit_test(key_value_and_id_of_an_entry_matter_and_so_does_a_second_one),
		cmocka_unit_test(the_claim_for_its_provision_matters_in_its_edition),
		cmocka_unit_test(the_input_matters_to_what_is_tried_on_it_and_to_no_document),
		cmocka_unit_test(the_release_matters_to_what_is_tried_on_it_and_the_model_to_all),
		cmocka_unit_test(a_table_declared_empty_is_not_one_left_out),
		cmocka_unit_test(what_was_found_about_the_unit_matters_and_nothing_else),
		cmocka_unit_test(no_two_units_have_one_basis),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
