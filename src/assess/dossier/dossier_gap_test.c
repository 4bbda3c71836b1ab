#include "assess/dossier/dossier_testkit.h"

static void the_analysis_of_the_example_lists_laws_rows_and_dates(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "gap-analysis", EDITION_V3_1_3);
	DESK_HOLDS(text, "Overview", "UK PSTI", "What to do, most pressing first", "Requirements", "pw-unique", "Dates",
		   "What is at stake");
	free(text);
	desk_done(&k);
}

static void what_a_change_of_the_declaration_breaks_stands_under_what_to_do(void **state)
{
	struct desk good, bad;
	char *before, *after;

	(void)state;
	desk_example(&good, "smart-lock");
	desk_open(&bad, desk_facts("examples/smart-lock/product.yaml", "  reporting-english: yes\n",
				   "  reporting-english: no\n"));
	before = desk_plain(&good, "gap-analysis", EDITION_V3_1_3);
	after = desk_plain(&bad, "gap-analysis", EDITION_V3_1_3);
	assert_null(strstr(before, "UK PSTI | vr-access"));
	assert_non_null(strstr(after, "UK PSTI | vr-access"));
	free(before);
	free(after);
	desk_done(&good);
	desk_done(&bad);
}

static void a_product_outside_a_law_is_not_judged_by_it(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  category: [ordinary]\n",
				 "  category: [desktop]\n"));
	text = desk_plain(&k, "gap-analysis", EDITION_V3_1_3);
	assert_non_null(strstr(text, "The product is outside"));
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_analysis_of_the_example_lists_laws_rows_and_dates),
		cmocka_unit_test(what_a_change_of_the_declaration_breaks_stands_under_what_to_do),
		cmocka_unit_test(a_product_outside_a_law_is_not_judged_by_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
