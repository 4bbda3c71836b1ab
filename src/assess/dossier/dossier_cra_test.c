#include "assess/dossier/dossier_testkit.h"

static const struct {
	const char *stem;
	const char *words[6];
} whole[] = {
	{"eu-declaration-of-conformity",
	 {"Halvorsund Door One", "alone is responsible", "(OJ L, 2024/2847, 20.11.2024)", "It has been demonstrated",
	  "Norrland Conformity AB, 9901", "Astrid Nyberg"}},
	{"eu-declaration-simplified",
	 {"Halvorsund Lock AB declares", "Halvorsund Door One", "https://www.halvorsund.example/hd-100/declaration",
	  "https://www.halvorsund.example/hd-100/declaration", "", ""}},
	{"user-information",
	 {"Who makes it", "Where to report a weakness", "What can lead to risks", "2034-12-31", "Giving it away",
	  "Bill of materials"}},
	{"technical-documentation",
	 {"1(a) Intended purpose", "photos/board.jpg", "2(a) Design", "3. Cybersecurity risk assessment",
	  "6. Test reports", "8. Bill of materials"}},
};

static void the_documents_of_the_example_are_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		struct desk k;
		char *text;

		desk_example(&k, "smart-lock");
		text = desk_plain(&k, whole[i].stem, EDITION_V3_1_3);
		for (size_t m = 0; m < document_missing_count(k.last); m++)
			print_message("missing in %s: %s: %s\n", whole[i].stem, document_missing_field(k.last, m),
				      document_missing_why(k.last, m));
		assert_int_equal(document_missing_count(k.last), 0);
		for (size_t w = 0; w < ARRAY_LEN(whole[i].words); w++)
			if (!strstr(text, whole[i].words[w]))
				fail_msg("%s does not say '%s'", whole[i].stem, whole[i].words[w]);
		free(text);
		desk_done(&k);
	}
}

/* Each item of Annexes II, V, VI and VII, taken out of the declaration: the document is refused and names it. */
static const struct removal {
	const char *row, *stem, *line, *field;
} removals[] = {
	{"A5-1", "eu-declaration-of-conformity", "  name: Halvorsund Door One\n", "product.name"},
	{"A5-1", "eu-declaration-of-conformity", "  type: smart door lock\n", "product.type"},
	{"A5-2", "eu-declaration-of-conformity", "  name: Halvorsund Lock AB\n", "maker.name"},
	{"A5-2", "eu-declaration-of-conformity", "  address: Norra Kajen 12, 852 30 Sundsvall, Sweden\n",
	 "maker.address"},
	{"A5-4", "eu-declaration-of-conformity", "  model: HD-100\n", "product.model"},
	{"A5-6", "eu-declaration-of-conformity", "  harmonised-standards: [EN 18031-1]\n",
	 "product.harmonised-standards"},
	{"A5-7", "eu-declaration-of-conformity", "  notified-body: Norrland Conformity AB, 9901\n",
	 "cra.notified-body"},
	{"A5-7", "eu-declaration-of-conformity", "  certificate: NC-2026-0117\n", "cra.certificate"},
	{"A5-7", "eu-declaration-of-conformity", "  route: B+C\n", "cra.route"},
	{"A5-8", "eu-declaration-of-conformity", "  signatory: Astrid Nyberg\n", "maker.signatory"},
	{"A5-8", "eu-declaration-of-conformity", "  signatory-function: Head of product security\n",
	 "maker.signatory-function"},
	{"A5-8", "eu-declaration-of-conformity", "  place: Sundsvall\n", "maker.place"},
	{"A6", "eu-declaration-simplified", "  declaration-url: https://www.halvorsund.example/hd-100/declaration\n",
	 "cra.declaration-url"},
	{"A6", "eu-declaration-simplified", "  name: Halvorsund Lock AB\n", "maker.name"},
	{"A2-1", "user-information", "  email: compliance@halvorsund.example\n", "maker.email"},
	{"A2-2", "user-information", "  url: https://www.halvorsund.example/security\n", "disclosure.url"},
	{"A2-3", "user-information", "  model: HD-100\n", "product.model"},
	{"A2-6", "user-information", "  declaration-url: https://www.halvorsund.example/hd-100/declaration\n",
	 "cra.declaration-url"},
	{"A2-7", "user-information", "  end: 2034-12-31\n", "support.end"},
	{"A2-8(f)", "user-information", "  integrator-information: not for integration\n",
	 "cra.integrator-information"},
	{"A7-1(b)", "technical-documentation", "  software-version: 2.4.1\n", "product.software-version"},
	{"A7-1(c)", "technical-documentation", "  photos: [photos/front.jpg, photos/label.jpg, photos/board.jpg]\n",
	 "product.photos"},
	{"A7-1(d)", "technical-documentation",
	 "  user-information-url: https://www.halvorsund.example/hd-100/information\n", "cra.user-information-url"},
	{"A7-2(a)", "technical-documentation",
	 "  technical-file: At the maker's in Sundsvall, file HD-100-TF revision 4\n", "cra.technical-file"},
	{"A7-2(b)", "technical-documentation", "  url: https://www.halvorsund.example/security\n", "disclosure.url"},
	{"A7-2(b)", "technical-documentation", "  sbom: CycloneDX\n", "cra.sbom"},
	{"A7-2(c)", "technical-documentation",
	 "  series-conformity: Each unit's software is verified at the end of the line against the release; one in 500 "
	 "is tested "
	 "in full\n",
	 "cra.series-conformity"},
	{"A7-3", "technical-documentation", "  risk-assessment: 2026-08-20\n", "cra.risk-assessment"},
	{"A7-4", "technical-documentation",
	 "  reason: Buyers of earlier locks kept them for 7 years on average, and the battery cover and motor last for "
	 "8\n",
	 "support.reason"},
	{"A7-5", "technical-documentation", "  harmonised-standards: [EN 18031-1]\n", "product.harmonised-standards"},
	{"A7-6", "technical-documentation",
	 "  technical-file: At the maker's in Sundsvall, file HD-100-TF revision 4\n", "cra.technical-file"},
	{"A7-7", "technical-documentation", "  declaration-url: https://www.halvorsund.example/hd-100/declaration\n",
	 "cra.declaration-url"},
	{"A7-8", "technical-documentation", "  sbom: CycloneDX\n", "cra.sbom"},
};

static bool lacks(const struct desk *k, const char *field)
{
	for (size_t i = 0; i < document_missing_count(k->last); i++)
		if (!strcmp(document_missing_field(k->last, i), field))
			return true;
	return false;
}

static void each_item_that_is_missing_is_named_and_refuses_the_document(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(removals); i++) {
		struct writer out = writer_of(DOCUMENT_BYTES_MAX, "html");
		struct error e;
		struct desk k;
		char *text;

		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", removals[i].line, ""));
		text = desk_plain(&k, removals[i].stem, EDITION_V3_1_3);
		if (!lacks(&k, removals[i].field))
			fail_msg("%s: without '%s' nothing is missing", removals[i].row, removals[i].line);
		assert_false(document_html(k.last, &out, &e));
		assert_int_equal(e.code, ERROR_USAGE);
		writer_free(&out);
		free(text);
		desk_done(&k);
	}
}

/* Values over several lines: the key is renamed away with them. */
static void items_with_longer_values_are_missed_too(void **state)
{
	static const struct {
		const char *table, *key, *stem;
	} cases[] = {
		{"product", "description", "technical-documentation"},
		{"product", "description", "user-information"},
		{"product", "description", "eu-declaration-of-conformity"},
		{"product", "security-properties", "user-information"},
		{"product", "foreseeable-misuse", "user-information"},
		{"cra", "effects-of-changes", "user-information"},
		{"UserInfo", "documentation-of-secure-setup", "user-information"},
		{"UserInfo", "documentation-of-deletion", "user-information"},
		{"UpdMech", "initiation", "user-information"},
		{"UpdMech", "configuration", "user-information"},
		{"disclosure", "contact", "user-information"},
		{"SoftComp", "description", "technical-documentation"},
		{"PhyIntf", "description", "technical-documentation"},
		{"UpdMech", "description", "technical-documentation"},
		{"disclosure", "contact", "technical-documentation"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct facts *all = desk_facts("examples/smart-lock/product.yaml", NULL, NULL), *some = facts_new();
		char field[128];
		struct error e;
		struct desk k;

		/* all facts but those of the key; of SoftComp all, as its entries count */
		FACTS_EACH (all, FACT_DECLARED, fact) {
			struct fact copy = *fact;
			bool table = fact_is(fact, DECLARED_TABLE, cases[i].table);

			if (table &&
			    (fact_is(fact, DECLARED_FIELD, cases[i].key) || !strcmp(cases[i].table, "SoftComp")))
				continue;
			assert_true(facts_node(some, fact_node_of(all, fact), &copy.node, &e) &&
				    facts_add(some, &copy, &e));
		}
		assert_true(facts_sort(some, &e));
		desk_open(&k, some);
		free(desk_plain(&k, cases[i].stem, EDITION_V3_1_3));
		snprintf(field, sizeof field, "%s.%s", cases[i].table, cases[i].key);
		if (!lacks(&k, field))
			fail_msg("%s does not miss %s", cases[i].stem, field);
		desk_done(&k);
		facts_free(all);
	}
}

static void every_item_of_the_annexes_is_taken_out_by_a_test(void **state)
{
	static const char *const elsewhere[] = {
		"A2-4",    "A2-5", "A2-8(a)", "A2-8(b)", "A2-8(c)", "A2-8(d)", "A2-8(e)", /* longer values, above */
		"A2-9",            /* only where the SBOM is offered to users */
		"A5-3",    "A5-5", /* the words of the declaration itself */
		"A7-1(a)",
	};

	(void)state;
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];
		bool found = false;

		if (strcmp(row->regime, "CRA") ||
		    (strcmp(row->kind, "declaration-field") && strcmp(row->kind, "technical-documentation") &&
		     strcmp(row->kind, "user-information")))
			continue;
		for (size_t k = 0; k < ARRAY_LEN(removals) && !found; k++)
			found = !strcmp(removals[k].row, row->id);
		for (size_t k = 0; k < ARRAY_LEN(elsewhere) && !found; k++)
			found = !strcmp(elsewhere[k], row->id);
		if (!found)
			fail_msg("no test takes %s (%s) out", row->id, row->short_name);
	}
}

static void a_requirement_that_is_not_met_refuses_the_declaration(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  ce-marking: yes\n", "  ce-marking: no\n"));
	free(desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3));
	assert_true(document_missing_count(k.last) > 0);
	desk_done(&k);
}

/* EN 303 645 covers Annex I only in part: the rest has to be shown by a document that the maker names. */
static void a_row_of_annex_i_that_nothing_shows_refuses_the_declaration(void **state)
{
	struct desk k;
	bool named = false;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml",
				 "    - \"A1-I-2l: HD-100-TF chapter 11 (log of security events)\"\n", ""));
	free(desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3));
	for (size_t i = 0; i < document_missing_count(k.last); i++)
		named |= !strcmp(document_missing_why(k.last, i), "A1-I-2l");
	assert_true(named);
	desk_done(&k);
}

static bool lacks_why(const struct desk *k, const char *why)
{
	for (size_t i = 0; i < document_missing_count(k->last); i++)
		if (strstr(document_missing_why(k->last, i), why))
			return true;
	return false;
}

/* Art. 28(3), Annex V 5 to 7: each act with its publication reference, its standards, its body. */
static void one_declaration_names_every_union_act(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3);
	DESK_HOLDS(text, "OJ L, 2024/2847, 20.11.2024",
		   "Directive 2014/53/EU on radio equipment (OJ L 153, 22.5.2014, p. 62)", "Directive 2011/65/EU",
		   "OJ L 174, 1.7.2011, p. 88", "EN 18031-1 (as a technical specification",
		   "Directive 2014/53/EU | EN 300 328", "Directive 2011/65/EU | EN IEC 63000", "modules B and C",
		   "Norrland Conformity AB, 9901", "Radioprov Botten AB, 9903", "internal production control");
	free(text);
	text = desk_plain(&k, "eu-declaration-simplified", EDITION_V3_1_3);
	DESK_HOLDS(text, "Regulation (EU) 2024/2847", "Directive 2014/53/EU", "Directive 2011/65/EU");
	free(text);
	desk_done(&k);
}

static void an_act_that_no_document_shows_refuses_the_declaration(void **state)
{
	static const char shown[] = "    shown-by: HD-100-TF chapter 21 (materials)\n";
	static const char *const stems[] = {"eu-declaration-of-conformity", "eu-declaration-simplified"};
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", shown, ""));
	for (size_t i = 0; i < ARRAY_LEN(stems); i++) {
		free(desk_plain(&k, stems[i], EDITION_V3_1_3));
		assert_true(lacks(&k, "union-act.shown-by"));
	}
	desk_done(&k);
	/* nothing said of other acts is no answer */
	desk_open(&k, kit_facts("@product - | name=x | markets=EU\n@scope - | connection=internet\n"));
	free(desk_plain(&k, stems[0], EDITION_V3_1_3));
	assert_true(lacks(&k, "union-act"));
	desk_done(&k);
	desk_open(&k, kit_facts("@product - | name=x | markets=EU\n@cra - | no-other-acts=yes\n"));
	free(desk_plain(&k, stems[0], EDITION_V3_1_3));
	assert_false(lacks(&k, "union-act"));
	desk_done(&k);
}

static void before_the_regulation_applies_the_declaration_says_so(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3);
	assert_non_null(strstr(text, "applies in full from 11 December 2027"));
	free(text);
	k.in.date = "2027-12-11";
	text = desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3);
	assert_null(strstr(text, "applies in full from"));
	free(text);
	desk_done(&k);
}

/* Art. 69(2): what is placed on the market earlier has to be reported on, not to be declared. */
static void a_product_of_before_gets_no_declaration(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  supply: sale\n",
				 "  supply: sale\n  available-until: 2027-06-30\n"));
	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		free(desk_plain(&k, whole[i].stem, EDITION_V3_1_3));
		if (!k.omitted || !strstr(k.omitted, "before 11 December 2027"))
			fail_msg("%s: %s", whole[i].stem, k.omitted ? k.omitted : "is drawn up");
	}
	desk_done(&k);
}

static void importers_and_distributors_draw_up_no_document_of_the_manufacturer(void **state)
{
	static const struct {
		const char *role;
		bool wanted;
	} cases[] = {
		{"  role: importer\n  own-brand: no\n", false},
		{"  role: distributor\n  own-brand: no\n", false},
		{"  role: importer\n  own-brand: yes\n", true}, /* Art. 21 */
		{"  role: authorised-representative\n  own-brand: no\n", true},
	};

	(void)state;
	for (size_t c = 0; c < ARRAY_LEN(cases); c++) {
		struct desk k;

		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  role: manufacturer\n  own-brand: no\n",
					 cases[c].role));
		for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
			free(desk_plain(&k, whole[i].stem, EDITION_V3_1_3));
			assert_int_equal(!k.omitted, cases[c].wanted);
		}
		desk_done(&k);
	}
}

static void what_is_not_known_to_be_in_scope_is_not_declared(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  connection: [internet]\n", ""));
	free(desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3));
	assert_true(lacks(&k, "scope.connection"));
	assert_true(lacks_why(&k, "whether the law applies"));
	desk_done(&k);
}

static void a_procedure_that_is_not_settled_refuses_the_declaration(void **state)
{
	struct desk k;

	(void)state;
	/* internal control on the strength of a standard of another act */
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  standards-full: no\n  route: B+C\n",
				 "  standards-full: yes\n  route: A\n"));
	free(desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3));
	assert_true(lacks(&k, "Art32-2"));
	desk_done(&k);
}

static void a_certificate_needs_no_notified_body(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml",
				 "  route: B+C\n  notified-body: Norrland Conformity AB, 9901\n",
				 "  route: certification\n"));
	text = desk_plain(&k, "eu-declaration-of-conformity", EDITION_V3_1_3);
	assert_false(lacks(&k, "cra.notified-body"));
	DESK_HOLDS(text, "certification scheme", "NC-2026-0117");
	free(text);
	desk_done(&k);
}

static void the_technical_documentation_names_copies_that_there_are(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "technical-documentation", EDITION_V3_1_3);
	DESK_HOLDS(text, "Copy in this dossier: 2-regulatory/user-information",
		   "Copy in this dossier: 2-regulatory/eu-declaration-of-conformity");
	free(text);
	desk_done(&k);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  certificate: NC-2026-0117\n", ""));
	text = desk_plain(&k, "technical-documentation", EDITION_V3_1_3);
	DESK_HOLDS(text, "Copy in this dossier: 2-regulatory/user-information",
		   "eu-declaration-of-conformity is refused, since cra.certificate is missing");
	free(text);
	desk_done(&k);
}

static void support_that_is_over_is_not_promised_to_users(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.date = "2035-01-01";
	text = desk_plain(&k, "user-information", EDITION_V3_1_3);
	assert_non_null(strstr(text, "were repaired by updates until"));
	assert_null(strstr(text, "are repaired by updates until"));
	free(text);
	desk_done(&k);
}

static void a_product_that_is_not_sold_in_the_union_needs_none(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  markets: [EU, UK]\n", "  markets: [UK]\n"));
	for (size_t i = 0; i < ARRAY_LEN(whole); i++) {
		free(desk_plain(&k, whole[i].stem, EDITION_V3_1_3));
		assert_non_null(k.omitted);
	}
	desk_done(&k);
}

static void a_case_that_has_decided_nothing_is_no_test_report(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@product - | name=x | markets=EU\n"));
	free(desk_plain(&k, "technical-documentation", EDITION_V3_1_3));
	assert_true(lacks(&k, "holdfast assess"));
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_documents_of_the_example_are_whole),
		cmocka_unit_test(each_item_that_is_missing_is_named_and_refuses_the_document),
		cmocka_unit_test(items_with_longer_values_are_missed_too),
		cmocka_unit_test(every_item_of_the_annexes_is_taken_out_by_a_test),
		cmocka_unit_test(a_requirement_that_is_not_met_refuses_the_declaration),
		cmocka_unit_test(a_row_of_annex_i_that_nothing_shows_refuses_the_declaration),
		cmocka_unit_test(one_declaration_names_every_union_act),
		cmocka_unit_test(an_act_that_no_document_shows_refuses_the_declaration),
		cmocka_unit_test(before_the_regulation_applies_the_declaration_says_so),
		cmocka_unit_test(a_product_of_before_gets_no_declaration),
		cmocka_unit_test(importers_and_distributors_draw_up_no_document_of_the_manufacturer),
		cmocka_unit_test(what_is_not_known_to_be_in_scope_is_not_declared),
		cmocka_unit_test(a_procedure_that_is_not_settled_refuses_the_declaration),
		cmocka_unit_test(a_certificate_needs_no_notified_body),
		cmocka_unit_test(the_technical_documentation_names_copies_that_there_are),
		cmocka_unit_test(support_that_is_over_is_not_promised_to_users),
		cmocka_unit_test(a_product_that_is_not_sold_in_the_union_needs_none),
		cmocka_unit_test(a_case_that_has_decided_nothing_is_no_test_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
