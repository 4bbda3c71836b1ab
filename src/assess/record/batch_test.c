#include "assess/record/batch.h"

#include "assess/formats/format_testkit.h"
#include "assess/record/record.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static bool parse(const char *text, size_t len, struct arena *arena, struct batch *b, size_t *line, struct error *e)
{
	arena_init(arena, 0);
	return batch_parse(bytes_of(text, len), EDITION_V3_1_3, "", arena, b, line, e);
}

static void rows_comments_and_both_ways_to_end_a_line_are_read(void **state)
{
	static const char text[] = "\xef\xbb\xbf# unit\tverdict\n\n5.1-1-1 a\tPASS\tA. Person\tseen\r\n"
				   "5.1-1-2 c \tfail\tB. Person\t\xc3\xbc seen\toverrule\n5.1-2-1 a\tInconclusive\tC\t";
	struct arena arena;
	struct batch b;
	struct error e;
	size_t line;

	(void)state;
	assert_true(parse(text, sizeof text - 1, &arena, &b, &line, &e));
	assert_int_equal(b.count, 3);
	assert_int_equal(b.rows[0].verdict, VERDICT_PASS);
	assert_string_equal(b.rows[0].note, "seen");
	assert_int_equal(b.rows[0].line, 3);
	assert_int_equal(b.rows[1].unit, U_5_1_1_2_c);
	assert_true(b.rows[1].overrule && !b.rows[0].overrule);
	assert_string_equal(b.rows[1].note, "\xc3\xbc seen");
	assert_string_equal(b.rows[2].note, "");
	arena_done(&arena);
}

static void what_does_not_fit_is_refused_with_its_line(void **state)
{
	static const struct {
		const char *text;
		size_t line;
		const char *says;
	} rows[] = {
		{"5.1-1-1 a\tpass\tA", 1, "3 cells"},
		{"\n5.1-1-1 a\tpass\tA\tb\toverrule\t\tmore\n", 2, "6 cells"},
		{"5.99-1-1 a\tpass\tA\tb", 1, "no test unit '5.99-1-1 a'"},
		{"5.1\x1b[2J\tpass\tA\tb", 1, "'5.1?[2J'"},
		{"5.1-1-1 a\tmaybe\tA\tb", 1, "pass, fail or inconclusive"},
		{"5.1-1-1 a\tpass\t \tb", 1, "named person"},
		{"5.1-1-1 a\tpass\tA\tb\tsurely", 1, "only 'overrule'"},
		{"5.1-1-1 a\tpass\tA\tb\t\tx", 1, "only 'overrule'"},
		{"5.1-1-1 a\tpass\tA\t\xff\xfe", 1, "UTF-8"},
		{"5.1-1-1 a\tpass\tA\x1b[0m\tb", 1, "UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct arena arena;
		struct batch b;
		struct error e;
		size_t line = 0;

		if (parse(rows[i].text, strlen(rows[i].text), &arena, &b, &line, &e))
			fail_msg("taken: %s", rows[i].text);
		if (!strstr(e.text, rows[i].says))
			fail_msg("'%s' does not say '%s'", e.text, rows[i].says);
		assert_int_equal(line, rows[i].line);
		arena_done(&arena);
	}
	{
		static const char nul[] = "5.1-1-1 a\tpass\tA\tbefore\0after";
		struct arena arena;
		struct batch b;
		struct error e;
		size_t line;

		assert_false(parse(nul, sizeof nul - 1, &arena, &b, &line, &e));
		assert_non_null(strstr(e.text, "UTF-8"));
		arena_done(&arena);
	}
}

static char *repeated(const char *row, size_t times, const char *fill, size_t fills)
{
	size_t len = strlen(row) + strlen(fill) * fills + 2;
	char *text = malloc(times * len + 1), *at = text;

	assert_non_null(text);
	for (size_t i = 0; i < times; i++) {
		at += sprintf(at, "%s", row);
		for (size_t k = 0; k < fills; k++)
			at += sprintf(at, "%s", fill);
		*at++ = '\n';
	}
	*at = '\0';
	return text;
}

static void a_sheet_half_filled_in_gives_what_it_says(void **state)
{
	static const char sheet[] = "# a sheet\n5.1-1-1 a\t\t\t\n5.1-1-2 a\tpass\t\tseen\n5.1-1-2 b\tfail\tB\tseen\n";
	struct arena arena;
	struct batch b;
	struct error e;
	size_t line;

	(void)state;
	arena_init(&arena, 0);
	assert_true(batch_parse(bytes_str(sheet), EDITION_V3_1_3, "A", &arena, &b, &line, &e));
	assert_int_equal(b.count, 2);
	assert_string_equal(b.rows[0].by, "A");
	assert_int_equal(b.rows[0].line, 3);
	assert_string_equal(b.rows[1].by, "B");
	assert_false(batch_parse(bytes_str(sheet), EDITION_V3_1_3, "", &arena, &b, &line, &e));
	assert_int_equal(line, 3);
	/* a note is no verdict */
	assert_false(batch_parse(bytes_str("5.1-1-1 a\t\t\tseen\n"), EDITION_V3_1_3, "A", &arena, &b, &line, &e));
	arena_done(&arena);
}

static void too_many_rows_and_notes_that_are_too_long_are_refused(void **state)
{
	char *rows = repeated("5.1-1-1 a\tpass\tA\tb", BATCH_ROWS_MAX + 1, "", 0);
	char *notes = repeated("5.1-1-1 a\tpass\tA\t", 1, "x", RECORD_TEXT_MAX + 1);
	struct arena arena;
	struct batch b;
	struct error e;
	size_t line;

	(void)state;
	assert_false(parse(rows, strlen(rows), &arena, &b, &line, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_int_equal(line, BATCH_ROWS_MAX + 1);
	arena_done(&arena);
	assert_false(parse(notes, strlen(notes), &arena, &b, &line, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	arena_done(&arena);
	free(rows);
	free(notes);
}

static void once(void *ctx)
{
	static const char text[] = "5.1-1-1 a\tpass\tA\tb\n5.1-1-2 c\tfail\tA\tb\n";
	bool *done = ctx;
	struct arena arena;
	struct batch b;
	struct error e;
	size_t line;

	*done = parse(text, sizeof text - 1, &arena, &b, &line, &e);
	if (!*done)
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
	arena_done(&arena);
}

static void every_allocation_may_fail(void **state)
{
	bool done = false;

	(void)state;
	assert_true(testkit_failing_each(once, &done, 100) > 0);
	assert_true(done);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_comments_and_both_ways_to_end_a_line_are_read),
		cmocka_unit_test(what_does_not_fit_is_refused_with_its_line),
		cmocka_unit_test(a_sheet_half_filled_in_gives_what_it_says),
		cmocka_unit_test(too_many_rows_and_notes_that_are_too_long_are_refused),
		cmocka_unit_test(every_allocation_may_fail),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
