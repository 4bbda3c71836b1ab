#include "assess/dossier/document.h"
#include "assess/dossier/document_pdf_marks.h"
#include "assess/formats/format_testkit.h"

#include <libdeflate.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const struct pdf_words words = {"Title <of> a & b", "Maker", "", "holdfast", "2026-11-21"};

static struct bytes pdf_of(struct arena *a, bool draft)
{
	static const struct document_column columns[] = {{"Unit", 2, true}, {"Verdict", 2, false}};
	struct document *doc = document_new(a, "sample", "A sample", "of a document");
	struct writer out = writer_of(1u << 26, "pages");
	struct error e = {0};

	document_about(doc, &(struct document_about){"Lock 2", "Example Locks Ltd", "00ff", "2026-11-21"});
	document_draft(doc, draft);
	document_meta(doc, "Product", "Lock 2");
	document_contents(doc);
	document_heading(doc, 1, "Result /Type /Page /Contents 3 0 R");
	document_text(doc,
		      "EMC\n/Span BDC\n(EMC) find the file of the first office, in many words that go on to a line "
		      "of their own, and then on to one more line, so that there are three of them");
	document_link(doc, "Policy", "https://example.com/policy");
	document_table(doc, columns, 2);
	for (int i = 0; i < 90; i++) {
		if (i % 30 == 0)
			document_group(doc, "Part %d", i / 30);
		document_cell(doc, TONE_PLAIN, "unit %d", i);
		document_cell_verdict(doc, VERDICT_PASS);
	}
	if (!document_pdf(doc, &out, &e))
		fail_msg("%s", e.text);
	return writer_take(&out);
}

static bool holds(struct bytes in, const char *needle)
{
	return bytes_find_str(in, needle) != SIZE_MAX;
}

static size_t count_of(struct bytes in, const char *needle)
{
	size_t count = 0, at;

	while ((at = bytes_find_str(in, needle)) != SIZE_MAX) {
		in = bytes_part(in, at + 1, SIZE_MAX);
		count++;
	}
	return count;
}

static void language_title_scopes_and_metadata_are_marked(void **state)
{
	struct bytes pdf;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(&a, false);
	assert_true(holds(pdf, "/Lang (en)"));
	assert_true(holds(pdf, "/DisplayDocTitle true"));
	assert_true(holds(pdf, "x-default\">A sample</rdf:li>"));
	assert_true(holds(pdf, "/CreationDate (D:20261121"));
	assert_true(holds(pdf, "/Contents (https://example.com/policy)"));
	assert_true(holds(pdf, "/Contents (A section of this document)"));
	/* the pair on the cover, the two headers of the table, its three groups */
	assert_int_equal(count_of(pdf, "/Scope /Row"), 1);
	assert_int_equal(count_of(pdf, "/Scope /Column"), 5);
	assert_int_equal(count_of(pdf, "/ColSpan 2"), 3);
	assert_int_equal(count_of(pdf, "/Tabs /S"), count_of(pdf, "<< /Type /Page "));
	/* PDF/UA is not claimed: not all of it is there */
	assert_false(holds(pdf, "pdfuaid"));
	free((void *)pdf.at);
	arena_done(&a);
}

/* Each object is where the table says. */
static void the_table_of_objects_is_right(void **state)
{
	struct bytes pdf, table;
	struct arena a;
	size_t at, count;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(&a, true);
	at = bytes_find_str(pdf, "startxref\n");
	assert_true(at != SIZE_MAX);
	table = bytes_part(pdf, strtoul((const char *)pdf.at + at + 10, NULL, 10), SIZE_MAX);
	assert_true(bytes_starts(table, "xref\n0 "));
	count = strtoul((const char *)table.at + 7, NULL, 10);
	assert_true(count > 200);
	for (size_t i = 1; i < count; i++) {
		const char *line = (const char *)table.at + bytes_find_str(bytes_part(table, 7, 40), "\n") + 8 + 20 * i;
		size_t from = strtoul(line, NULL, 10);
		char name[32];

		if (line[17] != 'n')
			continue;
		snprintf(name, sizeof name, "%zu 0 obj\n", i);
		if (!bytes_starts(bytes_part(pdf, from, 40), name))
			fail_msg("object %zu is not at %zu", i, from);
	}
	free((void *)pdf.at);
	arena_done(&a);
}

/* The drawing of each page, with all strings' contents as they are. */
static size_t each_page(struct bytes pdf, void (*look)(struct bytes page))
{
	struct libdeflate_decompressor *d = libdeflate_alloc_decompressor();
	static uint8_t page[1 << 20];
	size_t pages = 0, at, len;

	assert_non_null(d);
	while ((at = bytes_find_str(pdf, "/Filter /FlateDecode\n>>\nstream\n")) != SIZE_MAX) {
		pdf = bytes_part(pdf, at + strlen("/Filter /FlateDecode\n>>\nstream\n"), SIZE_MAX);
		if (libdeflate_zlib_decompress_ex(d, pdf.at, pdf.len, page, sizeof page, NULL, &len) !=
			    LIBDEFLATE_SUCCESS ||
		    !holds(bytes_of(page, len), "BT\n"))
			continue;
		look(bytes_of(page, len));
		pages++;
	}
	libdeflate_free_decompressor(d);
	return pages;
}

/* Nothing is drawn outside of a tag or an artifact, none is in another, and all are closed. */
static void look_at_tags(struct bytes page)
{
	size_t depth = 0;
	bool begun = false;

	while (page.len) {
		size_t len = bytes_find_str(page, "\n");
		struct bytes line = bytes_part(page, 0, len == SIZE_MAX ? page.len : len);

		page = bytes_part(page, line.len + 1, SIZE_MAX);
		if (bytes_starts(line, "/Artifact BMC")) {
			assert_int_equal(depth, 0);
			depth++;
		} else if (bytes_starts(line, "/") && bytes_ends(line, " BDC")) {
			depth++;
		} else if (bytes_is(line, "EMC")) {
			assert_true(depth > 0);
			depth--;
		} else if (begun && !bytes_starts(line, "Q")) {
			if (depth == 0)
				fail_msg("outside: %.*s", (int)line.len, (const char *)line.at);
		}
		begun = begun || bytes_is(line, "q");
	}
	assert_int_equal(depth, 0);
}

static void what_is_no_content_is_an_artifact(void **state)
{
	struct arena a;

	(void)state;
	for (unsigned draft = 0; draft < 2; draft++) {
		struct bytes pdf;

		arena_init(&a, 0);
		pdf = pdf_of(&a, draft == 1);
		assert_true(each_page(pdf, look_at_tags) >= 3);
		free((void *)pdf.at);
		arena_done(&a);
	}
}

/* Ligatures would come as text of their own, which some readers of the structure stumble over. */
static void look_for_ligatures(struct bytes page)
{
	assert_false(holds(page, "00660069"));
}

static void letters_are_drawn_one_by_one(void **state)
{
	struct bytes pdf;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(&a, false);
	assert_true(each_page(pdf, look_for_ligatures) >= 3);
	free((void *)pdf.at);
	arena_done(&a);
}

static void a_file_of_another_make_is_left_as_it_is(void **state)
{
	static const char *const others[] = {
		"",
		"%PDF-1.7\n",
		("%PDF-1.5\nxref\n0 2\n0000000000 65535 f \n0000000009 00000 n \ntrailer\n<< /Root 1 0 R /Info 1 0 R "
		 ">>\nstartxref\n9\n%%EOF\n"),
		"xref\n0 9999999\ntrailer\n<< /Root 1 0 R\n/Info 1 0 R >>\nstartxref\n0\n%%EOF\n",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(others); i++) {
		struct writer out = writer_of(1 << 20, "marks");
		struct error e = {0};

		assert_true(pdf_marks(bytes_str(others[i]), &words, &out, &e));
		assert_true(bytes_is(writer_bytes(&out), others[i]));
		writer_free(&out);
	}
}

/* Cut anywhere or with a byte bent in its table, it is read with bounds. */
static void a_damaged_file_does_no_harm(void **state)
{
	struct bytes pdf;
	struct arena a;

	(void)state;
	arena_init(&a, 0);
	pdf = pdf_of(&a, false);
	for (size_t i = 0; i < 400; i++) {
		uint8_t *bent = malloc(pdf.len);
		struct writer out = writer_of(1 << 26, "marks");
		struct error e = {0};
		size_t len = i < 200 ? pdf.len - i * pdf.len / 200 : pdf.len;

		assert_non_null(bent);
		memcpy(bent, pdf.at, pdf.len);
		if (i >= 200)
			bent[pdf.len - 1 - (i - 200) * 37 % pdf.len] = (uint8_t)('0' + i % 10);
		assert_true(pdf_marks(bytes_of(bent, len), &words, &out, &e));
		writer_free(&out);
		free(bent);
	}
	free((void *)pdf.at);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(language_title_scopes_and_metadata_are_marked),
		cmocka_unit_test(the_table_of_objects_is_right),
		cmocka_unit_test(what_is_no_content_is_an_artifact),
		cmocka_unit_test(letters_are_drawn_one_by_one),
		cmocka_unit_test(a_file_of_another_make_is_left_as_it_is),
		cmocka_unit_test(a_damaged_file_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
