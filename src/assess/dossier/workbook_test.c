#include "assess/dossier/workbook.h"

#include "assess/dossier/dossier_testkit.h"
#include "assess/formats/format_testkit.h"

#include <archive.h>
#include <archive_entry.h>
#include <signal.h>
#include <sys/resource.h>
#include <xlsxwriter.h>

/* A member of the workbook as text; free() it. NULL: there is none. */
static char *member(struct bytes book, const char *name)
{
	struct archive *a = archive_read_new();
	struct archive_entry *entry;
	char *ret = NULL;

	assert_non_null(a);
	archive_read_support_format_zip(a);
	assert_int_equal(archive_read_open_memory(a, book.at, book.len), ARCHIVE_OK);
	while (!ret && archive_read_next_header(a, &entry) == ARCHIVE_OK) {
		size_t room = 8 << 20;
		la_ssize_t got;

		if (strcmp(archive_entry_pathname(entry), name) != 0)
			continue;
		ret = calloc(1, room);
		assert_non_null(ret);
		got = archive_read_data(a, ret, room - 1);
		assert_true(got >= 0);
	}
	archive_read_free(a);
	return ret;
}

static struct bytes make(struct desk *k, enum edition edition)
{
	struct bytes book;
	struct error e;

	if (!workbook_make(&k->a[edition], k->arena, &book, &e))
		fail_msg("%s", e.text);
	return book;
}

static void expect(struct bytes book, const char *name, const char *with, bool there)
{
	char *text = member(book, name);

	assert_non_null(text);
	if ((strstr(text, with) != NULL) != there)
		fail_msg("'%s' is%s in %s", with, there ? " not" : "", name);
	free(text);
}

static void there_is_a_cover_the_ics_and_a_sheet_for_each_table_of_the_edition(void **state)
{
	static const char *const newer[] = {"Cover",      "ICS",        "A.2-DUT",  "1-AuthMech",
					    "15-PhyIntf", "28-LogIntf", "29-InpVal"};
	static const char *const older[] = {"11-ComMech", "15-Intf", "28-ExtAPI"};
	char name[64];
	struct desk k;

	(void)state;
	desk_example(&k, "smart-lock");
	for (unsigned edition = 0; edition < EDITIONS; edition++) {
		struct bytes book = make(&k, (enum edition)edition);

		for (size_t i = 0; edition == EDITION_V3_1_3 && i < ARRAY_LEN(newer); i++) {
			snprintf(name, sizeof name, "<sheet name=\"%s\"", newer[i]);
			expect(book, "xl/workbook.xml", name, true);
		}
		for (size_t i = 0; i < ARRAY_LEN(older); i++) {
			snprintf(name, sizeof name, "<sheet name=\"%s\"", older[i]);
			expect(book, "xl/workbook.xml", name, edition == EDITION_V2_1_1);
		}
		free((void *)(uintptr_t)book.at);
	}
	desk_done(&k);
}

static void sheets_have_the_standards_fields_a_header_that_stays_and_filters(void **state)
{
	struct bytes book;
	struct desk k;

	(void)state;
	desk_example(&k, "smart-lock");
	book = make(&k, EDITION_V3_1_3);
	expect(book, "xl/sharedStrings.xml", "Password Generation Mechanism", true);
	expect(book, "xl/sharedStrings.xml", "Brute Force Prevention", true);
	expect(book, "xl/worksheets/sheet4.xml", "state=\"frozen\"", true);
	expect(book, "xl/worksheets/sheet4.xml", "<autoFilter ref=\"A1:", true);
	expect(book, "xl/styles.xml", "wrapText=\"1\"", true);
	free((void *)(uintptr_t)book.at);
	desk_done(&k);
}

static void nothing_in_it_is_a_formula(void **state)
{
	static const char file[] =
		"holdfast: 1\nproduct: {name: '=cmd|calc', model: '@SUM(1)', hardware: '-1', "
		"description: '+1'}\nixit: {PhyIntf: {p: {description: '=1+1', protection: '=HYPERLINK(1)'}}}\n";
	struct facts *facts = facts_new();
	char name[64], *text;
	struct bytes book;
	struct product p;
	struct desk k;
	struct arena arena;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(facts_sort(facts, &e));
	assert_true(product_parse(bytes_str(file), "product.yaml", &arena, &p, &e));
	assert_true(declare(&facts, &p, bytes_str(file), &e));
	desk_open(&k, facts);
	arena_done(&arena);
	book = make(&k, EDITION_V3_1_3);
	expect(book, "xl/sharedStrings.xml", "=1+1", true);
	expect(book, "xl/sharedStrings.xml", "=cmd|calc", true);
	for (unsigned i = 1;; i++) {
		snprintf(name, sizeof name, "xl/worksheets/sheet%u.xml", i);
		text = member(book, name);
		if (!text) {
			assert_true(i > 30);
			break;
		}
		assert_null(strstr(text, "<f>"));
		assert_null(strstr(text, "<f "));
		/* each cell is a string of the table of strings, or empty */
		for (const char *cell = strstr(text, "<c r="); cell; cell = strstr(cell + 1, "<c r=")) {
			const char *end = strchr(cell, '>'), *type = strstr(cell, "t=\"s\"");

			assert_non_null(end);
			assert_true(end[-1] == '/' || (type && type < end));
		}
		free(text);
	}
	free((void *)(uintptr_t)book.at);
	desk_done(&k);
}

static void what_is_not_declared_is_said_and_none_is_said_to_be_none(void **state)
{
	struct facts *facts = facts_new();
	static const char file[] = "holdfast: 1\nproduct: {name: x}\nixit: {ExtSens: []}\n";
	struct bytes book;
	struct product p;
	struct desk k;
	struct arena arena;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(facts_sort(facts, &e));
	assert_true(product_parse(bytes_str(file), "product.yaml", &arena, &p, &e));
	assert_true(declare(&facts, &p, bytes_str(file), &e));
	desk_open(&k, facts);
	arena_done(&arena);
	book = make(&k, EDITION_V3_1_3);
	expect(book, "xl/sharedStrings.xml", "None: declared so", true);
	expect(book, "xl/sharedStrings.xml", "Not declared", true);
	free((void *)(uintptr_t)book.at);
	desk_done(&k);
}

static void the_same_declaration_gives_the_same_bytes(void **state)
{
	struct bytes first, second;
	struct desk k;

	(void)state;
	desk_example(&k, "camera");
	first = make(&k, EDITION_V3_1_3);
	second = make(&k, EDITION_V3_1_3);
	assert_true(bytes_equal(first, second));
	free((void *)(uintptr_t)first.at);
	free((void *)(uintptr_t)second.at);
	desk_done(&k);
}

/* The library would write its parts to /tmp and not look whether it could. */
static void a_book_is_whole_where_no_file_can_be_written(void **state)
{
	struct rlimit was, none;
	struct bytes first, second;
	struct desk k;
	FILE *part;

	(void)state;
	desk_example(&k, "camera");
	first = make(&k, EDITION_V3_1_3);
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &was), 0);
	/* the book fits, its largest part does not */
	none = (struct rlimit){first.len + 100, was.rlim_max};
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
	second = make(&k, EDITION_V3_1_3);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &was), 0);
	assert_true(bytes_equal(first, second));
	/* and the library's own function is the one that gave way */
	part = lxw_tmpfile(NULL);
	assert_non_null(part);
	assert_int_equal(fileno(part), -1);
	fclose(part);
	free((void *)(uintptr_t)first.at);
	free((void *)(uintptr_t)second.at);
	desk_done(&k);
}

static void each_allocation(void *ctx)
{
	struct desk *k = ctx;
	struct bytes book;
	struct error e = {0};

	if (workbook_make(&k->a[EDITION_V3_1_3], k->arena, &book, &e)) {
		expect(book, "xl/sharedStrings.xml", "</sst>", true);
		expect(book, "xl/styles.xml", "</styleSheet>", true);
		expect(book, "[Content_Types].xml", "</Types>", true);
		free((void *)(uintptr_t)book.at);
	} else {
		assert_true(e.text[0]);
	}
}

static void a_book_is_whole_or_an_error_where_memory_runs_out(void **state)
{
	struct desk k;

	(void)state;
	desk_example(&k, "camera");
	assert_true(testkit_failing_some(each_allocation, &k, 8, 4) > 12);
	desk_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(there_is_a_cover_the_ics_and_a_sheet_for_each_table_of_the_edition),
		cmocka_unit_test(sheets_have_the_standards_fields_a_header_that_stays_and_filters),
		cmocka_unit_test(nothing_in_it_is_a_formula),
		cmocka_unit_test(what_is_not_declared_is_said_and_none_is_said_to_be_none),
		cmocka_unit_test(the_same_declaration_gives_the_same_bytes),
		cmocka_unit_test(a_book_is_whole_where_no_file_can_be_written),
		cmocka_unit_test(a_book_is_whole_or_an_error_where_memory_runs_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
