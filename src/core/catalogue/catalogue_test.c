#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/catalogue/catalogue.h"

static void count_modalities(enum edition edition, size_t want_m, size_t want_r)
{
	size_t count, m = 0, r = 0;
	const struct provision *p = provisions_of(edition, &count);

	for (size_t i = 0; i < count; i++) {
		assert_int_equal(p[i].edition, edition);
		*(p[i].mandatory ? &m : &r) += 1;
		assert_int_equal(p[i].status[0], p[i].mandatory ? 'M' : 'R');
	}
	assert_int_equal(m, want_m);
	assert_int_equal(r, want_r);
}

static void both_editions_have_the_provisions_of_the_standard(void **state)
{
	(void)state;
	count_modalities(EDITION_V2_1_1, 33, 35);
	count_modalities(EDITION_V3_1_3, 36, 42);
	assert_int_equal(catalogue_provision_count, 68 + 78);
}

static void both_editions_have_the_units_of_the_standard(void **state)
{
	size_t count;

	(void)state;
	(void)units_of(EDITION_V2_1_1, &count);
	assert_int_equal(count, 226);
	(void)units_of(EDITION_V3_1_3, &count);
	assert_int_equal(count, 260);
	assert_int_equal(catalogue_unit_count, 226 + 260);
}

static void provisions_stand_in_the_order_of_the_standard(void **state)
{
	(void)state;
	for (size_t i = 1; i < catalogue_provision_count; i++)
		if (catalogue_provisions[i - 1].edition == catalogue_provisions[i].edition)
			assert_true(provision_compare(catalogue_provisions[i - 1].id, catalogue_provisions[i].id) < 0);
		else
			assert_true(catalogue_provisions[i - 1].edition < catalogue_provisions[i].edition);
	assert_true(provision_compare("4-1", "5.0-1") < 0);
	assert_true(provision_compare("5.9-3", "5.10-1") < 0);
	assert_true(provision_compare("5.3-4A", "5.3-4B") < 0);
	assert_true(provision_compare("5.3-4B", "5.3-5") < 0);
	assert_true(provision_compare("5.13-1", "6-1") < 0);
	assert_int_equal(provision_compare("6-3A", "6-3A"), 0);
	assert_true(provision_compare("6-8", "nothing") < 0);
}

static void units_stand_in_the_order_of_their_ids(void **state)
{
	(void)state;
	for (size_t i = 1; i < catalogue_unit_count; i++)
		if (catalogue_units[i - 1].edition == catalogue_units[i].edition)
			assert_true(catalogue_units[i - 1].id < catalogue_units[i].id);
	assert_int_equal(catalogue_units[0].id, U_4_1_1_a);
	assert_int_equal(catalogue_units[0].id, 0);
}

static void every_unit_belongs_to_a_provision_of_its_edition(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_unit_count; i++) {
		const struct unit *u = &catalogue_units[i];
		char name[32];

		assert_non_null(provision_find(u->edition, u->provision));
		assert_ptr_equal(unit_find(u->edition, u->id), u);
		assert_string_equal(unit_name(u->id), u->name);
		assert_int_equal(strncmp(u->test_case, u->provision, strlen(u->provision)), 0);
		snprintf(name, sizeof(name), "%s %c", u->test_case, u->letter);
		assert_string_equal(u->name, name);
		assert_true(u->text[0] && u->purpose[0] && u->pass_rule[0]);
	}
	for (size_t i = 0; i < UNIT_COUNT; i++)
		assert_true(unit_find(EDITION_V2_1_1, (enum unit_id)i) || unit_find(EDITION_V3_1_3, (enum unit_id)i));
}

static void every_provision_is_found_and_has_units(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_provision_count; i++) {
		const struct provision *p = &catalogue_provisions[i];
		size_t units = 0;

		assert_ptr_equal(provision_find(p->edition, p->id), p);
		for (size_t j = 0; j < catalogue_unit_count; j++)
			units += catalogue_units[j].edition == p->edition &&
				 !strcmp(catalogue_units[j].provision, p->id);
		assert_true(units > 0);
	}
	assert_null(provision_find(EDITION_V3_1_3, "4-1"));
	assert_null(provision_find(EDITION_V2_1_1, "5.0-1"));
	assert_null(provision_find(EDITION_V3_1_3, "5.3-4"));
	assert_null(provision_find(EDITION_V2_1_1, ""));
}

static void clause_six_ids_are_in_text_form(void **state)
{
	const struct provision *p = provision_find(EDITION_V3_1_3, "6-3A");

	(void)state;
	assert_non_null(p);
	assert_string_equal(p->clause, "6");
	assert_non_null(provision_find(EDITION_V2_1_1, "6-5"));
	assert_non_null(unit_find(EDITION_V3_1_3, U_6_3A_1_a));
	assert_null(unit_find(EDITION_V2_1_1, U_6_3A_1_a));
	assert_non_null(unit_find(EDITION_V2_1_1, U_6_3_1_a));
}

static void unit_names_are_read_in_their_spellings(void **state)
{
	enum unit_id id = UNIT_COUNT;

	(void)state;
	assert_true(unit_by_name("5.1-1-2 b", &id));
	assert_int_equal(id, U_5_1_1_2_b);
	assert_true(unit_by_name("5.3-4A-1a", &id));
	assert_int_equal(id, U_5_3_4A_1_a);
	assert_true(unit_by_name("5_13_1B_2_b", &id));
	assert_int_equal(id, U_5_13_1B_2_b);
	id = UNIT_COUNT;
	assert_false(unit_by_name("5.1-1-2", &id));
	assert_false(unit_by_name("5.1-1-2 z", &id));
	assert_false(unit_by_name("", &id));
	assert_false(unit_by_name("5.1-1-2 bb", &id));
	assert_int_equal(id, UNIT_COUNT);
	for (unsigned i = 0; i < UNIT_COUNT; i++) {
		assert_true(unit_by_name(unit_name((enum unit_id)i), &id));
		assert_int_equal(id, i);
	}
}

static void editions_are_read_in_their_spellings(void **state)
{
	enum edition e = EDITIONS;

	(void)state;
	assert_true(edition_by_name("3.1.3", &e));
	assert_int_equal(e, EDITION_V3_1_3);
	assert_true(edition_by_name("V2.1.1", &e));
	assert_int_equal(e, EDITION_V2_1_1);
	assert_true(edition_by_name("v3.1", &e));
	assert_int_equal(e, EDITION_V3_1_3);
	assert_false(edition_by_name("2", &e));
	assert_false(edition_by_name("", &e));
	assert_false(edition_by_name(NULL, &e));
	assert_string_equal(edition_name(EDITION_V3_1_3), "V3.1.3");
	assert_string_equal(edition_tests(EDITION_V3_1_3), "V2.1.1");
}

static void laws_name_provisions_that_exist(void **state)
{
	size_t mapped = 0;

	(void)state;
	for (size_t i = 0; i < catalogue_regime_count; i++)
		mapped += id_list_has(catalogue_regimes[i].ids_v3, "5.1-1") &&
			  !strcmp(catalogue_regimes[i].regime, "CRA");
	assert_true(mapped > 0);
	assert_true(id_list_has("5.1-1; 5.1-2", "5.1-2"));
	assert_false(id_list_has("5.1-1; 5.1-2", "5.1"));
	assert_false(id_list_has("5.3-10", "5.3-1"));
	assert_false(id_list_has("", "5.3-1"));
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(both_editions_have_the_provisions_of_the_standard),
		cmocka_unit_test(both_editions_have_the_units_of_the_standard),
		cmocka_unit_test(provisions_stand_in_the_order_of_the_standard),
		cmocka_unit_test(units_stand_in_the_order_of_their_ids),
		cmocka_unit_test(every_unit_belongs_to_a_provision_of_its_edition),
		cmocka_unit_test(every_provision_is_found_and_has_units),
		cmocka_unit_test(clause_six_ids_are_in_text_form),
		cmocka_unit_test(unit_names_are_read_in_their_spellings),
		cmocka_unit_test(editions_are_read_in_their_spellings),
		cmocka_unit_test(laws_name_provisions_that_exist),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
