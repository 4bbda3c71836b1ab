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
		   "In the opinion of the manufacturer, it has complied", "Passwords", "report security issues",
		   "2034-12-31", "Astrid Nyberg", "Head of product security", "Sundsvall", "2026-09-14",
		   "until 2036-09-14");
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

/* The opinion has to rest on what the manufacturer says it rests on. */
static void a_way_that_the_case_does_not_show_refuses_the_statement(void **state)
{
	static const struct {
		const char *line, *put, *field;
	} cases[] = {
		{"  passwords-route: requirements\n", "  passwords-route: standard\n", "psti.passwords-route"},
		{"  reporting-route: requirements\n", "  reporting-route: iso-29147\n", "psti.reporting-route"},
		{"  support-route: requirements\n", "  support-route: label\n", "psti.support-route"},
	};
	struct desk k;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", cases[i].line, cases[i].put));
		free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
		if (!lacks(&k, cases[i].field))
			fail_msg("'%s' is not refused", cases[i].put);
		free(desk_plain(&k, "psti-statement-summary", EDITION_V3_1_3));
		assert_true(lacks(&k, cases[i].field));
		desk_done(&k);
	}
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  reporting-route: requirements\n",
				 "  reporting-route: iso-29147\n  iso-29147-evidence: report 7\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_int_equal(document_missing_count(k.last), 0);
	desk_done(&k);
}

#define OTHER_MAKER                                                                                                    \
	"manufacturer:\n  - id: brand\n    name: Harbour Brand plc\n    address: 1 Pier Road, Leith EH6 6AA, United "  \
	"Kingdom\n"

static void several_manufacturers_are_all_named_and_state_it_jointly(void **state)
{
	static const struct {
		const char *joint, *other, *field;
	} cases[] = {
		{"", OTHER_MAKER, "psti.joint-statement"},
		{"  joint-statement: yes\n", OTHER_MAKER, "manufacturer.meets"},
		{"  joint-statement: yes\n", OTHER_MAKER "    meets: yes\n", "manufacturer.signatory"},
		{"  joint-statement: yes\n", OTHER_MAKER "    meets: no\n", "manufacturer.meets"},
	};
	const char *all[] = {"  joint-statement: yes\n",
			     OTHER_MAKER "    meets: yes\n    signatory: Jo Muir\n    signatory-function: Director\n"};
	char put[1024];
	struct desk k;
	char *text;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		snprintf(put, sizeof put, "%spsti:\n%s", cases[i].other, cases[i].joint);
		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "psti:\n", put));
		free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
		if (!lacks(&k, cases[i].field))
			fail_msg("case %zu: %s is not missed", i, cases[i].field);
		desk_done(&k);
	}
	snprintf(put, sizeof put, "%spsti:\n%s", all[1], all[0]);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "psti:\n", put));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	assert_int_equal(document_missing_count(k.last), 0);
	DESK_HOLDS(text, "Manufacturers", "Halvorsund Lock AB", "Harbour Brand plc", "1 Pier Road", "acting jointly",
		   "opinion of each of these manufacturers, it has complied", "Astrid Nyberg", "Harbour Brand plc",
		   "Jo Muir");
	free(text);
	text = desk_plain(&k, "psti-statement-summary", EDITION_V3_1_3);
	DESK_HOLDS(text, "Halvorsund Lock AB", "Harbour Brand plc", "manufacturers jointly");
	free(text);
	desk_done(&k);
	/* a statement of its own: all are named (Sch. 4 para. 1(1)(b)), one speaks */
	snprintf(put, sizeof put, "%spsti:\n  joint-statement: no\n", all[1]);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "psti:\n", put));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	assert_int_equal(document_missing_count(k.last), 0);
	DESK_HOLDS(text, "Harbour Brand plc", "In the opinion of the manufacturer Halvorsund Lock AB, it has complied");
	assert_null(strstr(text, "Jo Muir"));
	free(text);
	desk_done(&k);
}

static void importers_and_distributors_issue_no_statement(void **state)
{
	static const char *const stems[] = {"psti-statement-of-compliance", "psti-statement-summary",
					    "disclosure-policy", "support-period"};
	static const char *const roles[] = {"  role: importer\n", "  role: distributor\n"};

	(void)state;
	for (size_t r = 0; r < ARRAY_LEN(roles); r++) {
		struct desk k;

		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  role: manufacturer\n", roles[r]));
		for (size_t i = 0; i < ARRAY_LEN(stems); i++) {
			free(desk_plain(&k, stems[i], EDITION_V3_1_3));
			if (!k.omitted || !strstr(k.omitted, "for the manufacturer to issue"))
				fail_msg("%s: %s", stems[i], k.omitted ? k.omitted : "is issued");
		}
		desk_done(&k);
	}
}

static void a_statement_is_not_issued_on_a_day_to_come(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  statement-date: 2026-09-14\n",
				 "  statement-date: 2026-12-24\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_true(lacks(&k, "psti.statement-date"));
	desk_done(&k);
}

static void a_period_that_was_made_shorter_refuses_the_statement(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  support-first: 2034-12-31\n",
				 "  support-first: 2035-12-31\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_true(document_missing_count(k.last) > 0);
	desk_done(&k);
}

static void what_cannot_be_updated_has_no_support_period_to_state(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  software-not-updateable: no\n",
				 "  software-not-updateable: yes\n"));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	DESK_HOLDS(text, "Does not apply: nothing in the product can be updated",
		   "None: nothing in the product can receive security updates");
	assert_false(lacks(&k, "psti.support-first"));
	free(text);
	text = desk_plain(&k, "psti-statement-summary", EDITION_V3_1_3);
	assert_non_null(strstr(text, "none: nothing in the product can receive them"));
	free(text);
	desk_done(&k);
}

static void a_british_manufacturer_has_no_representative_at_home(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  country: SE\n", "  country: GB\n"));
	free(desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3));
	assert_true(lacks(&k, "representative.market"));
	desk_done(&k);
}

static void units_for_northern_ireland_may_be_left_out_and_the_statement_says_so(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k,
		  desk_facts("examples/smart-lock/product.yaml", "  supply: sale\n",
			     "  supply: sale\n  territory: [Great-Britain, Northern-Ireland]\n  annex-2-law: yes\n"));
	text = desk_plain(&k, "psti-statement-of-compliance", EDITION_V3_1_3);
	assert_null(k.omitted);
	assert_non_null(strstr(text, "units for Northern Ireland are excepted"));
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
		cmocka_unit_test(a_way_that_the_case_does_not_show_refuses_the_statement),
		cmocka_unit_test(several_manufacturers_are_all_named_and_state_it_jointly),
		cmocka_unit_test(importers_and_distributors_issue_no_statement),
		cmocka_unit_test(a_statement_is_not_issued_on_a_day_to_come),
		cmocka_unit_test(a_period_that_was_made_shorter_refuses_the_statement),
		cmocka_unit_test(what_cannot_be_updated_has_no_support_period_to_state),
		cmocka_unit_test(a_british_manufacturer_has_no_representative_at_home),
		cmocka_unit_test(units_for_northern_ireland_may_be_left_out_and_the_statement_says_so),
		cmocka_unit_test(a_product_that_is_not_sold_in_the_united_kingdom_needs_none),
		cmocka_unit_test(a_product_outside_the_law_needs_none),
		cmocka_unit_test(the_summary_names_product_maker_and_support_period),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
