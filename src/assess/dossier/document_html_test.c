#include "assess/dossier/document.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

static const struct document_column columns[] = {{"Unit <u>", 2, true}, {"Verdict", 1}, {"Why", 5}};

static char *page_of(const struct document *doc)
{
	struct writer out = writer_of(1u << 24, "page");
	struct error e = {0};

	if (!document_html(doc, &out, &e))
		fail_msg("%s", e.text);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static size_t count_of(const char *text, const char *needle)
{
	size_t count = 0;

	for (text = strstr(text, needle); text; text = strstr(text + 1, needle))
		count++;
	return count;
}

static void no_text_of_a_document_becomes_markup(void **state)
{
	static const char evil[] = "</title></style><script>alert('1')</script><img src=x onerror=\"alert(2)\">";
	struct document *doc;
	struct arena a;
	char *page, *clean = NULL;

	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		const char *s = turn ? evil : "words";

		arena_init(&a, 0);
		doc = document_new(&a, "x", s, s);
		document_about(doc, &(struct document_about){s, s, s, s});
		document_meta(doc, s, "%s", s);
		document_contents(doc);
		document_heading(doc, 1, "%s", s);
		document_text(doc, "%s", s);
		document_item(doc, "%s", s);
		document_pair(doc, s, "%s", s);
		document_note(doc, TONE_OPEN, "%s", s);
		document_code(doc, "%s", s);
		document_link(doc, s, s);
		document_table(doc, columns, 3);
		document_group(doc, "%s", s);
		document_cell(doc, TONE_BAD, "%s", s);
		document_cell_files(doc, "%s", s);
		document_signature(doc, s, s, s, s);
		document_missing(doc, s, s);
		document_draft(doc, true);
		page = page_of(doc);
		assert_null(strstr(page, "<script"));
		assert_null(strstr(page, "<img"));
		if (turn) {
			/* the same elements, whatever the words are */
			assert_int_equal(count_of(page, "<"), count_of(clean, "<"));
			assert_int_equal(count_of(page, "\""), count_of(clean, "\""));
			free(clean);
			free(page);
		} else {
			clean = page;
		}
		arena_done(&a);
	}
}

static void a_page_has_its_structure_and_its_policy(void **state)
{
	struct document *doc;
	struct arena a;
	char *page;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "Title", NULL);
	document_heading(doc, 1, "First");
	document_item(doc, "a");
	document_item(doc, "b");
	document_pair(doc, "k", "v");
	document_link(doc, "Policy", "https://example.com/?a=1&b=2");
	document_link(doc, "Not", "javascript:alert(1)");
	document_table(doc, columns, 3);
	document_group(doc, "Group");
	document_cell(doc, TONE_PLAIN, "u");
	document_cell_verdict(doc, VERDICT_FAIL);
	page = page_of(doc);
	assert_non_null(strstr(page, "content=\"default-src 'none'; style-src 'sha256-"));
	assert_non_null(strstr(page, "script-src 'none'"));
	assert_non_null(strstr(page, "<html lang=\"en\">"));
	assert_non_null(
		strstr(page, "<h2 id=\"s0\">First</h2>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n<dl>\n<dt>k</dt>\n"));
	assert_non_null(strstr(page, "href=\"https://example.com/?a=1&amp;b=2\""));
	assert_int_equal(count_of(page, "href="), 1);
	assert_non_null(strstr(page, "<th scope=\"col\" class=\"w5\">Unit &lt;u&gt;</th>"));
	assert_non_null(strstr(page, "<th colspan=\"3\" scope=\"colgroup\">Group</th>"));
	assert_non_null(strstr(page, "<td class=\"bad\">FAIL</td>"));
	assert_null(strstr(page, "DRAFT"));
	assert_null(strstr(page, "legal advice"));
	document_legal(doc);
	document_draft(doc, true);
	free(page);
	page = page_of(doc);
	assert_non_null(strstr(page, "<div class=\"draft\"><span>DRAFT</span></div>"));
	assert_non_null(strstr(page, "not legal advice"));
	free(page);
	arena_done(&a);
}

static void a_page_that_does_not_fit_is_an_error(void **state)
{
	struct writer out = writer_of(3000, "page");
	struct document *doc;
	struct error e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "Title", NULL);
	assert_false(document_html(doc, &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	writer_free(&out);
	arena_done(&a);
}

static void paths_of_files_are_links_a_line_each(void **state)
{
	struct document *doc;
	struct arena a;
	char *page;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "X", NULL);
	document_table(doc, columns, 3);
	document_cell_files(doc, "1-a/x.html\n1-a/x.pdf");
	page = page_of(doc);
	assert_non_null(
		strstr(page, "<a href=\"1-a/x.html\">1-a/x.html</a>\n<a href=\"1-a/x.pdf\">1-a/x.pdf</a></td>"));
	free(page);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_text_of_a_document_becomes_markup),
		cmocka_unit_test(paths_of_files_are_links_a_line_each),
		cmocka_unit_test(a_page_has_its_structure_and_its_policy),
		cmocka_unit_test(a_page_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
