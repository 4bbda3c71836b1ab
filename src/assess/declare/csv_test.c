#include "assess/declare/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

struct kit {
	struct arena arena;
	struct problems problems;
	struct csv csv;
};

static bool parse_bytes(struct kit *k, struct bytes in)
{
	arena_init(&k->arena, (size_t)64 << 20);
	k->problems = (struct problems){.arena = &k->arena};
	return csv_parse(in, 1, &k->problems, &k->csv);
}

static void parse(struct kit *k, const char *text)
{
	if (!parse_bytes(k, bytes_str(text)))
		fail_msg("%u:%u: %s", k->problems.at[0].line, k->problems.at[0].column, k->problems.at[0].text);
}

static void done(struct kit *k)
{
	arena_done(&k->arena);
}

static const char *cell(const struct kit *k, size_t row, size_t column)
{
	assert_true(row < k->csv.count && column < k->csv.rows[row].count);
	return (const char *)k->csv.rows[row].cells[column].text.at;
}

static void rows_and_cells_are_read(void **state)
{
	struct kit k;

	(void)state;
	parse(&k, "a,b,c\r\n1,\"two, with comma\",3\r\n\"a \"\"quote\"\"\",\"two\r\nlines\",\n\nlast");
	assert_int_equal(k.csv.count, 4);
	assert_int_equal(k.csv.rows[0].count, 3);
	assert_string_equal(cell(&k, 1, 1), "two, with comma");
	assert_string_equal(cell(&k, 2, 0), "a \"quote\"");
	assert_string_equal(cell(&k, 2, 1), "two\nlines");
	assert_string_equal(cell(&k, 2, 2), "");
	assert_string_equal(cell(&k, 3, 0), "last");
	assert_int_equal(k.csv.rows[3].count, 1);
	done(&k);
}

static void each_cell_knows_its_place(void **state)
{
	struct kit k;

	(void)state;
	parse(&k, "a,b\n\"x\ny\",\"\xc3\xa9\",z\n");
	assert_int_equal(k.csv.rows[1].cells[0].line, 2);
	assert_int_equal(k.csv.rows[1].cells[0].column, 1);
	assert_int_equal(k.csv.rows[1].cells[1].line, 3);
	assert_int_equal(k.csv.rows[1].cells[1].column, 4);
	assert_int_equal(k.csv.rows[1].cells[2].column, 8);
	assert_int_equal(k.csv.rows[1].cells[2].offset, 15);
	assert_int_equal(k.csv.rows[1].cells[2].len, 1);
	done(&k);
}

static void semicolons_tabs_and_a_byte_order_mark_are_read(void **state)
{
	struct kit k;

	(void)state;
	parse(&k, "\xef\xbb\xbf"
		  "a;b\r\n1,5;2\r\n");
	assert_string_equal(cell(&k, 0, 0), "a");
	assert_string_equal(cell(&k, 1, 0), "1,5");
	assert_string_equal(cell(&k, 1, 1), "2");
	done(&k);
	parse(&k, "a\tb\n1\t2\n");
	assert_string_equal(cell(&k, 1, 1), "2");
	done(&k);
}

static void expect_wrong(const char *text, uint32_t line, uint32_t column, const char *what)
{
	struct kit k;

	assert_false(parse_bytes(&k, bytes_str(text)));
	assert_int_equal(k.problems.count, 1);
	if (!strstr(k.problems.at[0].text, what))
		fail_msg("%s", k.problems.at[0].text);
	assert_int_equal(k.problems.at[0].line, line);
	assert_int_equal(k.problems.at[0].column, column);
	done(&k);
}

static void what_is_no_csv_is_refused_with_its_place(void **state)
{
	(void)state;
	expect_wrong("a,b\n1,\"open\n", 2, 3, "a quote begins here that never ends");
	expect_wrong("a,b\n1,\"x\"y\n", 2, 6, "text behind the quote");
	expect_wrong("a,b\n1,x\"y\"\n", 2, 4, "a quote inside a cell");
	expect_wrong("a,b\n1,\x01\n", 2, 3, "a control character");
	expect_wrong("a,b\n1,\xff\n", 2, 3, "is no UTF-8");
	expect_wrong("a\rb\r", 1, 2, "a carriage return without a newline");
}

static void cells_and_bytes_are_bounded(void **state)
{
	char *text = malloc(CSV_BYTES_MAX + 2);
	struct kit k;

	(void)state;
	assert_non_null(text);
	memset(text, ',', CSV_BYTES_MAX + 1);
	text[CSV_BYTES_MAX + 1] = '\0';
	assert_false(parse_bytes(&k, bytes_of(text, CSV_BYTES_MAX + 1)));
	assert_non_null(strstr(k.problems.at[0].text, "longer than"));
	done(&k);
	assert_false(parse_bytes(&k, bytes_of(text, CSV_BYTES_MAX)));
	assert_non_null(strstr(k.problems.at[0].text, "more than 400000 cells"));
	done(&k);
	memset(text, 'x', PRODUCT_VALUE_MAX + 1);
	assert_false(parse_bytes(&k, bytes_of(text, PRODUCT_VALUE_MAX + 1)));
	assert_non_null(strstr(k.problems.at[0].text, "more than 65536 bytes in a cell"));
	done(&k);
	free(text);
}

static const char *const texts[] = {"",     "plain", "a,b",  "a;b",      "a\tb", "say \"x\"", "two\nlines",
				    "=1+1", "+1",    "-1",   "@SUM(A1)", "'=1",  "''",        "'",
				    "'a",   "'''=",  "\t=1", "\"",       "\"\"", " blank ",   "caf\xc3\xa9",
				    "=",    "-",     "'-",   "''-",      ",",    "\n"};

static void any_text_comes_back_as_it_was(void **state)
{
	struct writer out = writer_of(1 << 16, "csv");
	struct kit k;

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		csv_write(&out, "head", i == 0);
	csv_end(&out);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		csv_write(&out, "x", true);
		csv_write(&out, texts[i], false);
		csv_write(&out, texts[i], false);
		csv_end(&out);
	}
	assert_true(parse_bytes(&k, writer_bytes(&out)));
	assert_int_equal(k.csv.count, 1 + sizeof texts / sizeof *texts);
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		assert_int_equal(k.csv.rows[i + 1].count, 3);
		assert_string_equal(cell(&k, i + 1, 1), texts[i]);
		assert_string_equal(cell(&k, i + 1, 2), texts[i]);
	}
	writer_free(&out);
	done(&k);
}

static void no_cell_begins_as_a_formula(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
		struct writer out = writer_of(1 << 16, "csv");
		struct bytes in;

		csv_write(&out, texts[i], true);
		in = writer_bytes(&out);
		if (bytes_starts(in, "\""))
			in = bytes_part(in, 1, in.len);
		assert_true(!texts[i][0] || !strchr("=+-@\t\r", texts[i][0]) || csv_computes(texts[i]));
		assert_false(in.len && strchr("=+-@\t\r", in.at[0]));
		writer_free(&out);
	}
}

static void any_prefix_is_read_or_refused(void **state)
{
	static const char text[] = "a,\"b\"\"c\",d\r\n'=1,\"x\r\ny\",\xc3\xa9\r\n";
	struct kit k;

	(void)state;
	for (size_t len = 0; len < sizeof text; len++) {
		char *copy = malloc(len ? len : 1);

		assert_non_null(copy);
		memcpy(copy, text, len);
		assert_true(parse_bytes(&k, bytes_of(copy, len)) || k.problems.count);
		done(&k);
		free(copy);
	}
}

static void an_exhausted_arena_is_noticed(void **state)
{
	bool whole = false;

	(void)state;
	for (size_t cap = 1; cap < 8192 && !whole; cap += 8) {
		struct arena arena;
		struct problems p = {.arena = &arena};
		struct csv csv;

		arena_init(&arena, cap);
		whole = csv_parse(bytes_str("a,b\n1,2\n"), 1, &p, &csv);
		assert_true(whole || p.out_of_memory);
		arena_done(&arena);
	}
	assert_true(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_and_cells_are_read),
		cmocka_unit_test(each_cell_knows_its_place),
		cmocka_unit_test(semicolons_tabs_and_a_byte_order_mark_are_read),
		cmocka_unit_test(what_is_no_csv_is_refused_with_its_place),
		cmocka_unit_test(cells_and_bytes_are_bounded),
		cmocka_unit_test(any_text_comes_back_as_it_was),
		cmocka_unit_test(no_cell_begins_as_a_formula),
		cmocka_unit_test(any_prefix_is_read_or_refused),
		cmocka_unit_test(an_exhausted_arena_is_noticed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
