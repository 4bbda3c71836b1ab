#include "assess/dossier/dossier_testkit.h"

static bool lacks(const struct desk *k, const char *field)
{
	for (size_t i = 0; i < document_missing_count(k->last); i++)
		if (!strcmp(document_missing_field(k->last, i), field))
			return true;
	return false;
}

static void the_statement_of_the_example_holds_every_field_of_schedule_4(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	for (size_t i = 0; i < document_missing_count(k.last); i++)
		print_message("missing: %s: %s\n", document_missing_field(k.last, i), document_missing_why(k.last, i));
	assert_int_equal(document_missing_count(k.last), 0);
	DESK_HOLDS(text, "Halvorsund Door One", "HD-100", "smart door lock", "HD100-2640-00001", "Halvorsund Lock AB",
		   "Norra Kajen 12", "Halvorsund (UK) Ltd", "4 Quay Row", "on its behalf has prepared this statement",
		   "In the opinion of the manufacturer", "Passwords", "report security issues", "2034-12-31",
		   "Astrid Nyberg", "Head of product security", "Sundsvall", "2026-09-14");
	free(text);
	desk_done(&k);
}

/* Each field of Schedule 4, taken out of the declaration: the statement is refused and names the field. */
static void each_field_of_the_statement_that_is_missing_is_named_and_refuses_it(void **state)
{
	static const struct {
		const char *row, *line, *field;
	} cases[] = {
		{"soc-a", "  name: Halvorsund Door One\n", "product.name"},
		{"soc-a", "  model: HD-100\n", "product.model"},
		{"soc-a", "  type: smart door lock\n", "product.type"},
		{"soc-a", "  batch: serial numbers HD100-2640-00001 to HD100-2652-99999\n", "product.batch"},
		{"soc-b", "  name: Halvorsund Lock AB\n", "maker.name"},
		{"soc-b", "  address: Norra Kajen 12, 852 30 Sundsvall, Sweden\n", "maker.address"},
		{"soc-b", "    name: Halvorsund (UK) Ltd\n", "representative.name"},
		{"soc-b", "    address: 4 Quay Row, Hull HU1 1AA, United Kingdom\n", "representative.address"},
		{"soc-c", "  name: Halvorsund Lock AB\n", "maker.name"},
		{"soc-d", "  passwords-route: requirements\n", "psti.passwords-route"},
		{"soc-d", "  reporting-route: requirements\n", "psti.reporting-route"},
		{"soc-d", "  support-route: requirements\n", "psti.support-route"},
		{"soc-e", "  support-first: 2034-12-31\n", "psti.support-first"},
		{"soc-f", "  signatory: Astrid Nyberg\n", "maker.signatory"},
		{"soc-f", "  signatory-function: Head of product security\n", "maker.signatory-function"},
		{"soc-g", "  statement-place: Sundsvall\n", "maker.place"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct writer out = writer_of(DOCUMENT_BYTES_MAX, "html");
		struct facts *facts;
		struct desk k;
		struct error e;
		char *text;

		/* the place of issue may stand with the maker instead: without both it is missing */
		facts = desk_facts("examples/smart-lock/product.yaml", cases[i].line, "");
		desk_open(&k, facts);
		text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
		if (strcmp(cases[i].row, "soc-g") == 0) {
			assert_false(lacks(&k, "maker.place"));
		} else {
			if (!lacks(&k, cases[i].field))
				fail_msg("%s: without '%s' nothing is missing", cases[i].row, cases[i].field);
			assert_false(document_html(k.last, &out, &e));
			assert_int_equal(e.code, ERROR_USAGE);
			assert_false(document_pdf(k.last, &out, &e));
		}
		writer_free(&out);
		free(text);
		desk_done(&k);
	}
}

static void without_any_place_of_issue_it_is_refused(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  statement-place: Sundsvall\n", ""));
	/* the maker's own place is the last resort */
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	assert_non_null(strstr(text, "Sundsvall"));
	free(text);
	desk_done(&k);
	desk_open(&k, kit_facts("@product - | name=x | markets=UK\n@scope - | connection=internet\n"));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	assert_true(lacks(&k, "maker.place"));
	free(text);
	desk_done(&k);
}

static void a_requirement_that_is_not_shown_refuses_the_statement(void **state)
{
	static const struct {
		const char *line, *put;
	} cases[] = {
		{"  published: yes\n", "  published: no\n"},
		{"  reporting-english: yes\n", "  reporting-english: no\n"},
		{"  support-shortened: no\n", "  support-shortened: yes\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk k;
		char *text;

		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", cases[i].line, cases[i].put));
		text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
		if (!document_missing_count(k.last))
			fail_msg("'%s' does not refuse the statement", cases[i].put);
		free(text);
		text = desk_plain(&k, "psti-statement-summary", EDITION_V3_1_3);
		assert_true(document_missing_count(k.last) > 0);
		free(text);
		desk_done(&k);
	}
}

static void a_standard_is_named_where_it_is_relied_on_and_nowhere_else(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	DESK_HOLDS(text, "Schedule 1, paragraph 1", "Schedule 1, paragraph 2", "None: the requirements of Schedule 1");
	assert_null(strstr(text, "EN 303 645"));
	free(text);
	desk_done(&k);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  support-route: requirements\n",
				 "  support-route: standard\n"));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	DESK_HOLDS(text, "Schedule 1, paragraph 2", "Schedule 2", "EN 303 645, V2.1.1, issued 19 June 2020");
	free(text);
	desk_done(&k);
}

static void a_product_that_is_not_sold_in_the_united_kingdom_needs_none(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  markets: [EU, UK]\n", "  markets: [EU]\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_non_null(k.omitted);
	assert_non_null(strstr(k.omitted, "UK is not among them"));
	desk_done(&k);
}

static void a_product_outside_the_law_needs_none(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  category: [ordinary]\n",
				 "  category: [desktop]\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_non_null(k.omitted);
	desk_done(&k);
}

static void the_summary_names_product_maker_and_support_period(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "psti-statement-summary", EDITION_V3_1_3);
	assert_int_equal(document_missing_count(k.last), 0);
	DESK_HOLDS(text, "Halvorsund Door One", "Halvorsund Lock AB", "2034-12-31");
	free(text);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_statement_of_the_example_holds_every_field_of_schedule_4),
		cmocka_unit_test(each_field_of_the_statement_that_is_missing_is_named_and_refuses_it),
		cmocka_unit_test(without_any_place_of_issue_it_is_refused),
		cmocka_unit_test(a_requirement_that_is_not_shown_refuses_the_statement),
		cmocka_unit_test(a_standard_is_named_where_it_is_relied_on_and_nowhere_else),
		cmocka_unit_test(a_product_that_is_not_sold_in_the_united_kingdom_needs_none),
		cmocka_unit_test(a_product_outside_the_law_needs_none),
		cmocka_unit_test(the_summary_names_product_maker_and_support_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
