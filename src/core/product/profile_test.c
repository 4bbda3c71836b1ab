#include "core/product/profile.h"

#include "core/catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

static bool is_condition(const char *name)
{
	for (size_t i = 0; i < catalogue_condition_count; i++)
		if (strcmp(catalogue_conditions[i].short_name, name) == 0 &&
		    (strcmp(catalogue_conditions[i].kind, "condition") == 0 ||
		     strcmp(catalogue_conditions[i].kind, "feature") == 0))
			return true;
	return false;
}

static void every_row_names_a_kind_of_device_and_a_condition_once(void **state)
{
	const struct declaration_key *kind = declaration_find("product", "kind");

	(void)state;
	assert_true(profile_row_count > 20);
	for (size_t i = 0; i < profile_row_count; i++) {
		const struct profile_row *row = &profile_rows[i];

		assert_true(id_list_has(kind->values, row->profile));
		assert_true(is_condition(row->feature));
		assert_true(strcmp(row->holds, "yes") == 0 || strcmp(row->holds, "no") == 0);
		for (size_t k = 0; k < i; k++)
			assert_false(strcmp(profile_rows[k].profile, row->profile) == 0 &&
				     strcmp(profile_rows[k].feature, row->feature) == 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_names_a_kind_of_device_and_a_condition_once)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
