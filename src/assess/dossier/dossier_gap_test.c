#include "assess/dossier/dossier_gap.h"

#include "assess/dossier/dossier_testkit.h"

/* The words of the document; free() it. */
static char *words(struct desk *k)
{
	struct writer out = writer_of(1 << 24, "words");
	struct document *doc = document_new(k->arena, "gap-analysis", "Regulatory gap analysis", NULL);
	struct error e;

	if (!dossier_gap_analysis(&k->in, doc, &e))
		fail_msg("%s", e.text);
	document_plain(doc, &out);
	write_u8(&out, 0);
	assert_true(writer_done(&out, &e));
	return (char *)writer_take(&out).at;
}

static void the_example_is_told_what_is_met_what_is_open_and_when_it_changes(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k,
		  desk_facts("examples/smart-lock/product.yaml",
			     "    - \"Art13-6: HD-100-TF chapter 17 (reports to maintainers of components)\"\n", ""));
	text = words(&k);
	assert_non_null(strstr(text, "UK PSTI"));
	assert_non_null(strstr(text, "EU Cyber Resilience Act"));
	assert_non_null(strstr(text, "EN 18031"));
	assert_null(strstr(text, "JC-STAR STAR-1 criterion")); /* not sold in Japan */
	assert_non_null(strstr(text, "important class I"));
	assert_non_null(strstr(text, "not legal advice"));
	assert_non_null(strstr(text, "must, from 2027-12-11"));
	assert_non_null(strstr(text, "2034-12-31"));
	assert_non_null(strstr(text, "10 million GBP"));
	free(text);
	desk_done(&k);
}

static void a_law_that_does_not_catch_the_product_asks_nothing(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_open(&k, kit_facts("@product - | name=Charger | kind=other | markets=UK\n"
				"@scope - | connection=internet | customers=consumers | category=ev-charge-point"));
	text = words(&k);
	assert_non_null(strstr(text, "charge point"));
	assert_null(strstr(text, "Requirements"));
	assert_non_null(strstr(text, "Nothing is left to do."));
	free(text);
	desk_done(&k);
}

static void a_product_for_no_market_known_here_has_no_gap_analysis(void **state)
{
	struct desk k;

	(void)state;
	desk_open(&k, kit_facts("@product - | name=Charger | kind=other | markets=other"));
	free(words(&k));
	assert_non_null(k.omitted);
	desk_done(&k);
}

static void the_page_holds_the_whole_document_and_no_script(void **state)
{
	struct writer out = writer_of(1 << 24, "page");
	struct document *doc;
	struct desk k;
	struct error e;

	(void)state;
	desk_example(&k, "camera");
	doc = document_new(k.arena, "gap-analysis", "Regulatory gap analysis", NULL);
	assert_true(dossier_gap_analysis(&k.in, doc, &e));
	assert_true(document_html(doc, &out, &e));
	write_u8(&out, 0);
	assert_non_null(strstr((char *)out.at, "What changes when"));
	assert_null(strstr((char *)out.at, "<script"));
	writer_free(&out);
	desk_done(&k);
}

static void the_analysis_of_the_example_lists_laws_rows_and_dates(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "gap-analysis", EDITION_V3_1_3);
	DESK_HOLDS(text, "Overview", "UK PSTI", "What to do, most pressing first", "What changes when", "Requirements",
		   "pw-unique", "What is at stake");
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
		cmocka_unit_test(the_example_is_told_what_is_met_what_is_open_and_when_it_changes),
		cmocka_unit_test(a_law_that_does_not_catch_the_product_asks_nothing),
		cmocka_unit_test(a_product_for_no_market_known_here_has_no_gap_analysis),
		cmocka_unit_test(the_page_holds_the_whole_document_and_no_script),
		cmocka_unit_test(the_analysis_of_the_example_lists_laws_rows_and_dates),
		cmocka_unit_test(what_a_change_of_the_declaration_breaks_stands_under_what_to_do),
		cmocka_unit_test(a_product_outside_a_law_is_not_judged_by_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
