#include "assess/dossier/document_model.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct document_column columns[] = {{"Unit", 2, true}, {"Verdict", 1}, {"Why", 5}};

static char *plain_of(const struct document *doc)
{
	struct writer out = writer_of(1u << 24, "plain");

	document_plain(doc, &out);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static void a_document_keeps_its_blocks_in_order(void **state)
{
	struct arena a;
	struct document *doc;
	struct error e;
	char *text;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "test-report", "Test report", "EN 303 645");
	document_meta(doc, "Product", "%s %d", "Lock", 2);
	document_heading(doc, 1, "Result");
	document_text(doc, "One paragraph.");
	document_item(doc, "a point");
	document_pair(doc, "Maker", "Example");
	document_note(doc, TONE_BAD, "A remark.");
	document_link(doc, "Policy", "https://example.com/");
	document_table(doc, columns, 3);
	document_group(doc, "Clause 5.1");
	document_cell(doc, TONE_PLAIN, "5.1-1-1 a");
	document_cell_verdict(doc, VERDICT_PASS);
	document_text(doc, "Behind the short row.");
	document_signature(doc, "For the maker", "A. Person", "York", NULL);
	assert_true(document_done(doc, &e));
	assert_int_equal(document_block_count(doc), 9);
	assert_int_equal(document_cell_count(doc), 4);
	text = plain_of(doc);
	assert_string_equal(text, "Test report\nEN 303 645\nProduct: Lock 2\n# Result\nOne paragraph.\n- a point\n"
				  "Maker: Example\nA remark.\nPolicy: https://example.com/\nUnit | Verdict | Why\n"
				  "Clause 5.1\n5.1-1-1 a | PASS | \nBehind the short row.\n"
				  "Signed: For the maker | A. Person | York | \n");
	free(text);
	arena_done(&a);
}

static void hostile_text_is_made_safe_as_it_comes_in(void **state)
{
	struct arena a;
	struct document *doc;
	char *text;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T\x1b", NULL);
	document_text(doc, "%s", "a\xff\xe2\x80\xae\x01\nnext\r\nlast");
	document_pair(doc, "k\n", "%s", "v");
	text = plain_of(doc);
	assert_string_equal(text, "T\\x1b\na\\xff\\xe2\\x80\\xae\\x01\nnext\nlast\nk\\n: v\n");
	free(text);
	arena_done(&a);
}

/* Accents stay; a tower of them is told, not drawn. */
static void marks_are_not_piled_up(void **state)
{
	struct writer out = writer_of(1 << 16, "text");
	struct document *doc;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "sample", "A sample", NULL);
	document_text(doc, "e\xcc\x81t\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86 n\xcc\x83");
	document_plain(doc, &out);
	write_u8(&out, 0);
	assert_non_null(strstr((const char *)out.at, "e\xcc\x81t\xcc\x81\xcc\x82\xcc\x83\xcc\x84\\xcc\\x85\\xcc\\x86 n"
						     "\xcc\x83"));
	writer_free(&out);
	arena_done(&a);
}

static void only_addresses_that_are_safe_to_follow_are_live(void **state)
{
	static const char *const dead[] = {"javascript:alert(1)", "file:///etc/passwd", "https://a b/", "https://a\n/",
					   "//example.com",       "data:text/html,x",   "https://a/\"x"};
	struct arena a;
	struct document *doc;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	for (size_t i = 0; i < ARRAY_LEN(dead); i++) {
		document_link(doc, "l", dead[i]);
		assert_false(doc->blocks[i].live);
	}
	document_link(doc, "l", "mailto:security@example.com");
	assert_true(doc->blocks[ARRAY_LEN(dead)].live);
	arena_done(&a);
}

static void a_long_text_is_cut_and_says_so(void **state)
{
	struct arena a;
	struct document *doc;
	char *text = malloc(DOCUMENT_TEXT_MAX + 10);

	(void)state;
	assert_non_null(text);
	memset(text, 'x', DOCUMENT_TEXT_MAX + 9);
	text[DOCUMENT_TEXT_MAX + 9] = '\0';
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	document_text(doc, "%s", text);
	assert_int_equal(strlen(doc->blocks[0].text),
			 DOCUMENT_TEXT_MAX + strlen("\xe2\x80\xa6 (cut: 32777 bytes in all)"));
	free(text);
	arena_done(&a);
}

static void too_many_cells_fail_the_document_for_good(void **state)
{
	struct arena a;
	struct document *doc;
	struct error e = {0};

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	document_table(doc, columns, 3);
	for (size_t i = 0; i < DOCUMENT_BLOCKS_MAX; i++)
		document_cell(doc, TONE_PLAIN, "c");
	assert_false(document_done(doc, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_string_equal(e.text, "document 'x': more than 200000 blocks and cells");
	document_text(doc, "later");
	assert_int_equal(document_block_count(doc), 1);
	arena_done(&a);
}

static void missing_fields_are_listed_and_refuse_the_document_unless_it_is_a_draft(void **state)
{
	struct arena a;
	struct document *doc;
	struct error e;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "psti-statement", "Statement of compliance", NULL);
	document_required(doc, "Name", "Maker", "maker.name", "PSTI Sch. 4");
	document_required(doc, "Address", " \n", "maker.address", "PSTI Sch. 4 para. 2(b)");
	document_required(doc, "Date", NULL, "issued", "PSTI Sch. 4");
	assert_int_equal(document_missing_count(doc), 2);
	assert_string_equal(document_missing_field(doc, 0), "maker.address");
	assert_string_equal(document_missing_why(doc, 0), "PSTI Sch. 4 para. 2(b)");
	assert_false(document_ready(doc, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_string_equal(e.text, "'Statement of compliance' lacks 2 mandatory fields, 'maker.address' first "
				    "(PSTI Sch. 4 para. 2(b))");
	document_draft(doc, true);
	assert_true(document_ready(doc, &e));
	arena_done(&a);
}

static void a_document_without_memory_takes_every_call_and_reports_it(void **state)
{
	struct document_about about = {0};
	struct error e;

	(void)state;
	document_about(NULL, &about);
	document_meta(NULL, "k", "v");
	document_heading(NULL, 1, "h");
	document_pair(NULL, "k", "v");
	document_link(NULL, "k", "v");
	document_table(NULL, columns, 3);
	document_cell(NULL, TONE_PLAIN, "c");
	document_group(NULL, "g");
	document_required(NULL, "k", NULL, "f", "w");
	document_signature(NULL, "r", NULL, NULL, NULL);
	document_page_break(NULL);
	document_legal(NULL);
	document_draft(NULL, true);
	assert_int_equal(document_missing_count(NULL), 0);
	assert_false(document_done(NULL, &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
}

struct attempt {
	size_t failed, whole;
};

static void build_and_write(void *ctx)
{
	struct attempt *attempt = ctx;
	struct writer out = writer_of(1u << 20, "page");
	struct document *doc;
	struct error e;
	struct arena a;
	char long_text[3000];

	memset(long_text, 'y', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = '\0';
	arena_init(&a, 0);
	doc = document_new(&a, "x", "Title", "Sub");
	document_about(doc, &(struct document_about){"P", "A", "00ff", "2026-01-02"});
	document_meta(doc, "k", "%s", "v");
	document_contents(doc);
	for (int i = 0; i < 40; i++) {
		document_heading(doc, 1, "h %d", i);
		document_text(doc, "%s", long_text);
	}
	document_table(doc, columns, 3);
	for (int i = 0; i < 100; i++)
		document_cell(doc, TONE_GOOD, "%d", i);
	document_required(doc, "k", NULL, "f", "w");
	document_draft(doc, true);
	if (document_html(doc, &out, &e)) {
		attempt->whole++;
	} else {
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
		attempt->failed++;
	}
	writer_free(&out);
	arena_done(&a);
}

static void each_failing_allocation_is_an_error(void **state)
{
	struct attempt attempt = {0};

	(void)state;
	testkit_failing_each(build_and_write, &attempt, 5000);
	assert_true(attempt.failed > 50);
	assert_int_equal(attempt.whole, 1);
}

static void a_cell_from_a_writer_tells_what_did_not_fit(void **state)
{
	static const struct document_column one[] = {{"A", 1, false}};
	struct writer small = writer_of(8, "cell"), whole = writer_of(100, "cell"), plain = writer_of(1000, "plain");
	struct document *doc;
	struct arena a;
	struct error e;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "X", NULL);
	document_table(doc, one, 1);
	write_str(&small, "12345678");
	write_str(&small, "9");
	write_str(&whole, "all of it");
	document_cell_from(doc, TONE_PLAIN, &small);
	document_cell_from(doc, TONE_PLAIN, &whole);
	document_plain(doc, &plain);
	write_u8(&plain, 0);
	assert_non_null(strstr((const char *)plain.at, "12345678\xe2\x80\xa6 (cut)\nall of it\n"));
	document_out_of_memory(doc);
	assert_false(document_done(doc, &e));
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	writer_free(&plain);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cell_from_a_writer_tells_what_did_not_fit),
		cmocka_unit_test(a_document_keeps_its_blocks_in_order),
		cmocka_unit_test(hostile_text_is_made_safe_as_it_comes_in),
		cmocka_unit_test(marks_are_not_piled_up),
		cmocka_unit_test(only_addresses_that_are_safe_to_follow_are_live),
		cmocka_unit_test(a_long_text_is_cut_and_says_so),
		cmocka_unit_test(too_many_cells_fail_the_document_for_good),
		cmocka_unit_test(missing_fields_are_listed_and_refuse_the_document_unless_it_is_a_draft),
		cmocka_unit_test(a_document_without_memory_takes_every_call_and_reports_it),
		cmocka_unit_test(each_failing_allocation_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
