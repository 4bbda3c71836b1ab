#include "assess/dossier/document.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

static const struct document_column columns[] = {{"Unit", 2, true}, {"Verdict", 2}, {"Why", 5}};

static struct bytes pdf_of(const struct document *doc)
{
	struct writer out = writer_of(1u << 26, "pages");
	struct error e = {0};

	if (!document_pdf(doc, &out, &e))
		fail_msg("%s", e.text);
	return writer_take(&out);
}

/* What a tool of poppler-utils says about the file ("$1" in the command); NULL where the tool is not installed. */
static char *told(struct bytes pdf, const char *tool, const char *command)
{
	char name[] = "/tmp/holdfast-document-XXXXXX", line[512];
	struct writer out = writer_of(1u << 26, "output");
	int fd;
	FILE *pipe;
	uint8_t *to;

	snprintf(line, sizeof line, "command -v %s >/dev/null", tool);
	if (system(line) != 0)
		return NULL;
	fd = mkstemp(name);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, pdf.at, pdf.len), pdf.len);
	close(fd);
	snprintf(line, sizeof line, "set -- %s; %s", name, command);
	pipe = popen(line, "r");
	assert_non_null(pipe);
	while ((to = writer_reserve(&out, 65536))) {
		size_t got = fread(to, 1, 65536, pipe);

		writer_commit(&out, got);
		if (got == 0)
			break;
	}
	assert_int_equal(pclose(pipe), 0);
	unlink(name);
	write_u8(&out, 0);
	assert_true(writer_ok(&out));
	return (char *)writer_take(&out).at;
}

static size_t count_of(const char *text, const char *needle)
{
	size_t count = 0;

	for (text = strstr(text, needle); text; text = strstr(text + 1, needle))
		count++;
	return count;
}

static bool holds(struct bytes in, const char *needle)
{
	return bytes_find_str(in, needle) != SIZE_MAX;
}

static struct document *sample(struct arena *a, int rows)
{
	struct document *doc = document_new(a, "test-report", "Test report", "EN 303 645");

	document_about(doc, &(struct document_about){"Lock 2", "Example Locks Ltd", "00ff", "2026-11-21"});
	document_meta(doc, "Product", "Lock 2");
	document_contents(doc);
	document_heading(doc, 1, "Result");
	document_text(doc, "A paragraph.");
	document_item(doc, "a point");
	document_pair(doc, "Maker", "Example");
	document_note(doc, TONE_OPEN, "A remark.");
	document_code(doc, "holdfast file");
	document_link(doc, "Policy", "https://example.com/policy");
	document_heading(doc, 2, "Units");
	document_table(doc, columns, 3);
	for (int i = 0; i < rows; i++) {
		if (i % 10 == 0)
			document_group(doc, "Provision %d", i / 10);
		document_cell(doc, TONE_PLAIN, "unit%dx", i);
		document_cell_verdict(doc, i % 3 ? VERDICT_PASS : VERDICT_FAIL);
		document_cell(doc, TONE_PLAIN, "because of many words that go on to the next line, and on, number %d",
			      i);
	}
	document_legal(doc);
	document_signature(doc, "For the laboratory", "A. Person", "York", "2026-11-21");
	return doc;
}

static void the_same_document_gives_the_same_bytes(void **state)
{
	struct bytes once, again;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	once = pdf_of(sample(&a, 100));
	again = pdf_of(sample(&a, 100));
	assert_true(bytes_starts(once, "%PDF-"));
	assert_true(bytes_equal(once, again));
	free((void *)once.at);
	free((void *)again.at);
	arena_done(&a);
}

static void the_only_date_in_it_is_the_given_one(void **state)
{
	struct document *doc;
	struct bytes pdf;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	doc = sample(&a, 1);
	pdf = pdf_of(doc);
	/* cairo 1.16 leaves out the "D:" that later ones write */
	assert_true(holds(pdf, "/CreationDate (20261121") || holds(pdf, "/CreationDate (D:20261121"));
	assert_false(holds(pdf, "/ModDate"));
	free((void *)pdf.at);
	document_about(doc, &(struct document_about){.date = "yesterday"});
	pdf = pdf_of(doc);
	assert_false(holds(pdf, "/CreationDate"));
	free((void *)pdf.at);
	arena_done(&a);
}

static void draft_stands_on_each_page_and_only_on_a_draft(void **state)
{
	struct document *doc;
	struct arena a;
	struct bytes pdf;
	char *text;
	size_t pages;

	(void)state;
	arena_init(&a, 0);
	doc = sample(&a, 200);
	pdf = pdf_of(doc);
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	free((void *)pdf.at);
	if (!text) {
		arena_done(&a);
		skip();
	}
	assert_int_equal(count_of(text, "DRAFT"), 0);
	free(text);
	document_draft(doc, true);
	pdf = pdf_of(doc);
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	pages = count_of(text, "\f");
	assert_true(pages > 5);
	assert_int_equal(count_of(text, "DRAFT"), pages);
	for (const char *page = text; page; page = strchr(page, '\f') ? strchr(page, '\f') + 1 : NULL)
		assert_true(*page == '\0' || strncmp(page, "DRAFT", 5) == 0);
	free(text);
	free((void *)pdf.at);
	arena_done(&a);
}

/* How many pixels of the pages, small and in colour, are as light and red as the large word. */
static size_t reddish(struct bytes pdf)
{
	char *ppm = told(pdf, "pdftoppm", "pdftoppm -r 12 -f 2 -l 2 \"$1\" | od -An -v -tu1 -w3");
	size_t count = 0;

	for (char *line = ppm; line && *line;) {
		unsigned r, g, b;
		char *end = strchr(line, '\n');

		if (sscanf(line, "%u %u %u", &r, &g, &b) == 3 && r > 225 && g > 190 && g < 235 && b > 190 && b < 235)
			count++;
		line = end ? end + 1 : NULL;
	}
	free(ppm);
	return ppm ? count : SIZE_MAX;
}

static void draft_is_painted_across_the_page(void **state)
{
	struct document *doc;
	struct arena a;
	struct bytes clean, draft;
	size_t before, after;

	(void)state;
	arena_init(&a, 0);
	doc = sample(&a, 200);
	clean = pdf_of(doc);
	document_draft(doc, true);
	draft = pdf_of(doc);
	before = reddish(clean);
	after = reddish(draft);
	free((void *)clean.at);
	free((void *)draft.at);
	arena_done(&a);
	if (before == SIZE_MAX)
		skip();
	/* of 99 x 140 pixels */
	assert_in_range(before, 0, 150);
	assert_in_range(after, before + 300, 6000);
}

static void a_document_that_lacks_a_field_is_refused_and_nothing_is_written(void **state)
{
	struct writer out = writer_of(1u << 26, "pages");
	struct document *doc;
	struct error e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	doc = sample(&a, 1);
	document_required(doc, "Address", "", "maker.address", "PSTI Sch. 4 para. 2(b)");
	assert_false(document_pdf(doc, &out, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_int_equal(out.len, 0);
	document_draft(doc, true);
	assert_true(document_pdf(doc, &out, &e));
	writer_free(&out);
	arena_done(&a);
}

static void no_row_is_lost_where_pages_end_and_each_page_has_its_header_and_number(void **state)
{
	enum { ROWS = 300 };
	struct arena a;
	struct bytes pdf;
	char *text, word[32];
	size_t pages;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(sample(&a, ROWS));
	text = told(pdf, "pdftotext", "pdftotext -layout \"$1\" -");
	free((void *)pdf.at);
	arena_done(&a);
	if (!text)
		skip();
	pages = count_of(text, "\f");
	assert_true(pages > 5);
	for (int i = 0; i < ROWS; i++) {
		snprintf(word, sizeof word, "unit%dx", i);
		assert_int_equal(count_of(text, word), 1);
	}
	for (size_t i = 1; i <= pages; i++) {
		snprintf(word, sizeof word, "Page %zu of %zu\n", i, pages);
		assert_int_equal(count_of(text, word), 1);
	}
	assert_in_range(count_of(text, "Verdict"), pages - 1, pages);
	assert_int_equal(count_of(text, "Case 00ff"), pages);
	assert_int_equal(count_of(text, "not legal advice"), 1);
	free(text);
}

static void a_text_longer_than_a_page_is_parted_between_its_lines(void **state)
{
	enum { WORDS = 3000 };
	struct writer long_text = writer_of(DOCUMENT_TEXT_MAX, "text");
	struct document *doc;
	struct arena a;
	struct bytes pdf;
	char *text, word[32];

	(void)state;
	for (int i = 0; i < WORDS; i++)
		write_fmt(&long_text, "w%dx ", i);
	write_u8(&long_text, 0);
	assert_true(writer_ok(&long_text));
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	document_table(doc, columns, 3);
	document_cell(doc, TONE_PLAIN, "unit");
	document_cell(doc, TONE_PLAIN, "%s", (const char *)long_text.at);
	pdf = pdf_of(doc);
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	writer_free(&long_text);
	free((void *)pdf.at);
	arena_done(&a);
	if (!text)
		skip();
	assert_true(count_of(text, "\f") > 3);
	for (int i = 0; i < WORDS; i++) {
		snprintf(word, sizeof word, "w%dx", i);
		assert_int_equal(count_of(text, word), 1);
	}
	assert_int_equal(count_of(text, "unit\n"), 1);
	free(text);
}

static void a_word_without_end_neither_takes_forever_nor_loses_a_letter(void **state)
{
	static const struct document_column narrow[] = {{"a", 1}, {"b", 1}, {"c", 1}, {"d", 1}, {"e", 1}, {"f", 1},
							{"g", 1}, {"h", 1}, {"i", 1}, {"j", 1}, {"k", 1}, {"l", 1}};
	char *letters = malloc(DOCUMENT_TEXT_MAX), *text;
	struct document *doc;
	struct arena a;
	struct bytes pdf;

	(void)state;
	assert_non_null(letters);
	memset(letters, 'Q', DOCUMENT_TEXT_MAX - 1);
	letters[DOCUMENT_TEXT_MAX - 1] = '\0';
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	document_table(doc, narrow, ARRAY_LEN(narrow));
	document_cell(doc, TONE_PLAIN, "%s", letters);
	pdf = pdf_of(doc);
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	free(letters);
	free((void *)pdf.at);
	arena_done(&a);
	if (!text)
		skip();
	assert_int_equal(count_of(text, "Q"), DOCUMENT_TEXT_MAX - 1);
	free(text);
}

static void text_is_never_markup_and_only_safe_addresses_become_links(void **state)
{
	struct document *doc;
	struct arena a;
	struct bytes pdf;
	char *text;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "<b>T</b>", NULL);
	document_heading(doc, 1, "%s", "H ' \\ dest='x'");
	document_contents(doc);
	document_text(doc, "%s", "<span size='1'>shown</span> & as it is");
	document_link(doc, "Bad", "javascript:alert(1)");
	document_link(doc, "Quote", "https://example.com/' internal='x");
	pdf = pdf_of(doc);
	assert_false(holds(pdf, "/URI"));
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	free((void *)pdf.at);
	document_link(doc, "Good", "https://example.com/good");
	pdf = pdf_of(doc);
	assert_true(holds(pdf, "/URI (https://example.com/good)"));
	free((void *)pdf.at);
	arena_done(&a);
	if (!text)
		skip();
	assert_non_null(strstr(text, "<span size='1'>shown</span> & as it is"));
	assert_non_null(strstr(text, "<b>T</b>"));
	free(text);
}

static void fonts_are_embedded_and_the_structure_is_tagged(void **state)
{
	struct arena a;
	struct bytes pdf;
	char *fonts, *tags;
	size_t lines;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(sample(&a, 60));
	/* name type encoding emb sub uni object: the fields are counted from the end, since a type has blanks */
	fonts = told(pdf, "pdffonts", "pdffonts \"$1\" | tail -n +3 | awk '{print $(NF-4), $(NF-2)}'");
	tags = told(pdf, "pdfinfo", "pdfinfo -struct \"$1\"");
	free((void *)pdf.at);
	arena_done(&a);
	if (!fonts || !tags)
		skip();
	lines = count_of(fonts, "\n");
	assert_true(lines >= 2);
	assert_int_equal(count_of(fonts, "yes yes\n"), lines);
	assert_int_equal(count_of(tags, "Document\n"), 1);
	assert_int_equal(count_of(tags, "H1 "), 1);
	assert_int_equal(count_of(tags, "H2 "), 1);
	assert_int_equal(count_of(tags, "H3 "), 1);
	/* a header, 60 rows and 6 groups; the cover and the pair have a row each; a repeated header is no row */
	assert_int_equal(count_of(tags, "    TR"), 67 + 2);
	free(fonts);
	free(tags);
}

static void a_legal_text_whose_letters_no_font_has_is_refused(void **state)
{
	struct writer out = writer_of(1u << 26, "pages");
	struct document *doc;
	struct error e = {0};
	struct arena a;
	struct bytes pdf;
	char *text;

	(void)state;
	arena_init(&a, 0);
	doc = document_new(&a, "x", "T", NULL);
	document_text(doc, "%s", "two of a private plane: \xf4\x80\x80\x80\xf4\x80\x80\x81");
	pdf = pdf_of(doc);
	text = told(pdf, "pdftotext", "pdftotext \"$1\" -");
	free((void *)pdf.at);
	document_legal(doc);
	assert_false(document_pdf(doc, &out, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_non_null(strstr(e.text, "document 'x': no installed font has 2 of its characters"));
	writer_free(&out);
	arena_done(&a);
	if (!text)
		skip();
	assert_non_null(strstr(text, "has 2 of its characters"));
	free(text);
}

static void too_many_pages_and_a_full_buffer_are_errors(void **state)
{
	struct writer small = writer_of(5000, "the file"), out = writer_of(1u << 26, "pages");
	struct document *doc;
	struct error e = {0};
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	assert_false(document_pdf(sample(&a, 20), &small, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_string_equal(e.text, "the file: more than 5000 bytes");
	doc = document_new(&a, "x", "T", NULL);
	for (int i = 0; i <= DOCUMENT_PAGES_MAX; i++) {
		document_text(doc, "page");
		document_page_break(doc);
	}
	assert_false(document_pdf(doc, &out, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_string_equal(e.text, "document 'x': more than 2000 pages");
	writer_free(&small);
	writer_free(&out);
	arena_done(&a);
}

/* However far down the page they come: a heading, what introduces a table, its header and its first row stay together,
 * and so do a group and the row under it, and who signs and where. */
static void what_belongs_together_is_on_one_page(void **state)
{
	static const struct {
		const char *first, *last;
	} together[] = {{"Heading here", "firstrow"}, {"Group here", "grouprow"}, {"Last heading", "Signature"}};

	(void)state;
	for (unsigned lines = 20; lines < 64; lines++) {
		struct document *doc;
		struct arena a;
		struct bytes pdf;
		char *text;

		arena_init(&a, 0);
		doc = document_new(&a, "sample", "A sample", NULL);
		for (unsigned i = 0; i < lines; i++)
			document_item(doc, "line %u", i);
		document_heading(doc, 1, "Heading here");
		document_text(doc, "What the table is about.");
		document_table(doc, columns, 3);
		document_cell(doc, TONE_PLAIN, "firstrow");
		document_cell(doc, TONE_PLAIN, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight\nnine");
		document_cell(doc, TONE_PLAIN, "why");
		for (unsigned i = 0; i < 40 - lines / 2; i++)
			for (unsigned c = 0; c < 3; c++)
				document_cell(doc, TONE_PLAIN, "row");
		document_group(doc, "Group here");
		document_cell(doc, TONE_PLAIN, "grouprow");
		document_cell(doc, TONE_PLAIN, "one\ntwo\nthree\nfour\nfive\nsix\nseven\neight");
		for (unsigned i = 0; i < lines; i++)
			document_item(doc, "line %u", i);
		document_heading(doc, 1, "Last heading");
		document_pair(doc, "Name", "A. Person");
		document_pair(doc, "Place", "York");
		document_signature(doc, "For the maker", "A. Person", "York", "2026-11-21");
		pdf = pdf_of(doc);
		text = told(pdf, "pdftotext", "pdftotext -layout \"$1\" -");
		free((void *)pdf.at);
		arena_done(&a);
		if (!text)
			skip();
		for (size_t i = 0; i < ARRAY_LEN(together); i++) {
			const char *from = strstr(text, together[i].first), *to = strstr(text, together[i].last);

			assert_true(from && to && from < to);
			if (memchr(from, '\f', (size_t)(to - from)))
				fail_msg("%u lines: a page ends between '%s' and '%s'", lines, together[i].first,
					 together[i].last);
		}
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_document_gives_the_same_bytes),
		cmocka_unit_test(the_only_date_in_it_is_the_given_one),
		cmocka_unit_test(draft_stands_on_each_page_and_only_on_a_draft),
		cmocka_unit_test(draft_is_painted_across_the_page),
		cmocka_unit_test(a_document_that_lacks_a_field_is_refused_and_nothing_is_written),
		cmocka_unit_test(no_row_is_lost_where_pages_end_and_each_page_has_its_header_and_number),
		cmocka_unit_test(a_text_longer_than_a_page_is_parted_between_its_lines),
		cmocka_unit_test(a_word_without_end_neither_takes_forever_nor_loses_a_letter),
		cmocka_unit_test(text_is_never_markup_and_only_safe_addresses_become_links),
		cmocka_unit_test(fonts_are_embedded_and_the_structure_is_tagged),
		cmocka_unit_test(a_legal_text_whose_letters_no_font_has_is_refused),
		cmocka_unit_test(too_many_pages_and_a_full_buffer_are_errors),
		cmocka_unit_test(what_belongs_together_is_on_one_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
