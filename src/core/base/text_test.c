#include "core/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

static void shows(const char *in, size_t len, const char *out)
{
	struct writer w = writer_of(1000, "text");

	text_print_safe(&w, bytes_of(in, len));
	write_u8(&w, 0);
	assert_string_equal((const char *)w.at, out);
	writer_free(&w);
}

static void hostile_bytes_become_harmless(void **state)
{
	(void)state;
	shows("plain", 5, "plain");
	shows("a\x1b[31m\n\t", 8, "a\\x1b[31m\\n\\t");
	shows("\xc3\xa9", 2, "\xc3\xa9");
	shows("\xc3", 1, "\\xc3");
	shows("\xc0\xaf", 2, "\\xc0\\xaf");          /* overlong '/' */
	shows("\xed\xa0\x80", 3, "\\xed\\xa0\\x80"); /* surrogate */
	shows("\xe2\x80\xae"
	      "exe",
	      6,
	      "\\xe2\\x80\\xae"
	      "exe");                                         /* right-to-left override */
	shows("\xd8\x9c", 2, "\\xd8\\x9c");                   /* Arabic letter mark */
	shows("\xc2\x9b", 2, "\\xc2\\x9b");                   /* C1 control: CSI */
	shows("\xf4\x90\x80\x80", 4, "\\xf4\\x90\\x80\\x80"); /* beyond Unicode */
	shows("\0", 1, "\\x00");
}

/* The Unicode Standard, table 3-7: what is well formed, at the edges of each row. */
static void characters_are_well_formed_or_none(void **state)
{
	static const char *const good[] = {
		"\x7f",
		"\xc2\x80",
		"\xdf\xbf",
		"\xe0\xa0\x80",
		"\xec\xbf\xbf",
		"\xed\x9f\xbf",
		"\xee\x80\x80",
		"\xef\xbf\xbf",
		"\xf0\x90\x80\x80",
		"\xf3\xbf\xbf\xbf",
		"\xf4\x8f\xbf\xbf",
	};
	static const char *const bad[] = {
		"\x80",
		"\xbf",
		"\xc0\x80",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x7f",
		"\xc2\xc0",
		"\xe0\x9f\xbf",
		"\xe1\x80",
		"\xe1\x80\x7f",
		"\xe1\x7f\x80",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x8f\xbf\xbf",
		"\xf1\x80\x80",
		"\xf1\x7f\x80\x80",
		"\xf1\x80\x7f\x80",
		"\xf1\x80\x80\x7f",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xff",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(good); i++)
		assert_int_equal(text_utf8_len(bytes_str(good[i])), strlen(good[i]));
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		if (text_utf8_len(bytes_str(bad[i])))
			fail_msg("row %zu is no character", i);
	assert_int_equal(text_utf8_len(bytes_of("", 0)), 0);
}

static void characters_that_turn_or_break_the_line_are_shown_as_bytes(void **state)
{
	static const char *const hidden[] = {"\xe2\x80\x8b", "\xe2\x80\x8f", "\xe2\x80\xa8", "\xe2\x80\xae",
					     "\xef\xbb\xbf"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(hidden); i++) {
		const unsigned char *c = (const unsigned char *)hidden[i];
		char want[16];

		snprintf(want, sizeof want, "\\x%02x\\x%02x\\x%02x", c[0], c[1], c[2]);
		shows(hidden[i], 3, want);
	}
	shows("\xe2\x80\x8a", 3, "\xe2\x80\x8a");
	shows("\xe2\x80\x90", 3, "\xe2\x80\x90");
	shows("\xe2\x80\xa7", 3, "\xe2\x80\xa7");
	shows("\xe2\x80\xaf", 3, "\xe2\x80\xaf");
	shows("\xef\xbb\xbe", 3, "\xef\xbb\xbe");
	shows("a\rb", 3, "a\\rb");
}

static void splitting_keeps_empty_parts(void **state)
{
	struct bytes rest = bytes_str("a,,b,"), part;

	(void)state;
	assert_true(text_split(&rest, ',', &part) && bytes_is(part, "a"));
	assert_true(text_split(&rest, ',', &part) && bytes_is(part, ""));
	assert_true(text_split(&rest, ',', &part) && bytes_is(part, "b"));
	assert_true(text_split(&rest, ',', &part) && bytes_is(part, ""));
	assert_false(text_split(&rest, ',', &part));
	rest = bytes_str("  two\twords ");
	assert_true(text_word(&rest, &part) && bytes_is(part, "two"));
	assert_true(text_word(&rest, &part) && bytes_is(part, "words"));
	assert_false(text_word(&rest, &part));
}

static void numbers_are_read_strictly(void **state)
{
	uint64_t n;

	(void)state;
	assert_true(text_number(bytes_str("18446744073709551615"), &n) && n == UINT64_MAX);
	assert_false(text_number(bytes_str("18446744073709551616"), &n));
	assert_false(text_number(bytes_str(""), &n));
	assert_false(text_number(bytes_str("1 "), &n));
	assert_false(text_number(bytes_str("-1"), &n));
	assert_true(text_number_c(bytes_str("0x1F"), &n) && n == 31);
	assert_true(text_number_c(bytes_str("0755"), &n) && n == 0755);
	assert_false(text_number_c(bytes_str("08"), &n));
}

static void patterns_match_as_in_a_shell(void **state)
{
	(void)state;
	assert_true(text_glob("/etc/init.d/S??*", bytes_str("/etc/init.d/S50network")));
	assert_false(text_glob("/etc/init.d/S??*", bytes_str("/etc/init.d/K50")));
	assert_true(text_glob("*a*b*c", bytes_str("xxaxxbxxc")));
	assert_false(text_glob("*a*b*c", bytes_str("xxaxxbxx")));
	assert_true(text_glob("*", bytes_str("")));
	assert_false(text_glob("?", bytes_str("")));
	/* would take for ever with naive backtracking */
	assert_false(text_glob("*a*a*a*a*a*a*a*a*b", bytes_str("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
}

/* What the pattern says, slowly. */
static bool glob(const char *pattern, struct bytes in)
{
	if (*pattern == '*')
		return glob(pattern + 1, in) || (in.len && glob(pattern, bytes_part(in, 1, in.len)));
	if (!*pattern || !in.len)
		return !*pattern && !in.len;
	return (*pattern == '?' || (uint8_t)*pattern == in.at[0]) && glob(pattern + 1, bytes_part(in, 1, in.len));
}

static void all_short_patterns_match_all_short_texts_as_they_should(void **state)
{
	static const char letters[] = "*?ab";

	(void)state;
	for (unsigned p = 0; p < 4 * 4 * 4 * 4 * 4; p++) {
		char pattern[6] = {letters[p % 4],      letters[p / 4 % 4],   letters[p / 16 % 4],
				   letters[p / 64 % 4], letters[p / 256 % 4], 0};

		for (unsigned start = 0; start < 5; start++)
			for (unsigned t = 0; t < 64; t++)
				for (size_t len = 0; len <= 6; len++) {
					char text[6];

					for (size_t i = 0; i < 6; i++)
						text[i] = t >> i & 1 ? 'a' : 'b';
					if (text_glob(pattern + start, bytes_of(text, len)) !=
					    glob(pattern + start, bytes_of(text, len)))
						fail_msg("%s in %.*s", pattern + start, (int)len, text);
				}
	}
}

static void text_that_prints_is_told_from_other_bytes_wherever_they_stand(void **state)
{
	uint8_t text[80];

	(void)state;
	for (unsigned c = 0; c < 256; c++)
		for (size_t at = 0; at < sizeof text; at++) {
			memset(text, 'x', sizeof text);
			text[at] = (uint8_t)c;
			assert_int_equal(text_is_printable(bytes_of(text, sizeof text)),
					 (c >= 0x20 && c < 0x7f) || c == '\t' || c == '\r' || c == '\n');
		}
	assert_true(text_is_printable(bytes_of("", 0)));
}

static void paths_are_taken_apart(void **state)
{
	(void)state;
	assert_true(bytes_is(text_basename(bytes_str("/a/b")), "b"));
	assert_true(bytes_is(text_basename(bytes_str("b")), "b"));
	assert_true(bytes_is(text_dirname(bytes_str("/a/b")), "/a"));
	assert_true(bytes_is(text_dirname(bytes_str("/b")), ""));
	assert_true(bytes_is(text_trim(bytes_str(" \t x y \n")), "x y"));
}

static void hex_goes_both_ways(void **state)
{
	uint8_t raw[2];
	char text[5];

	(void)state;
	text_hex(bytes_of("\x0f\xa0", 2), text);
	assert_string_equal(text, "0fa0");
	assert_true(text_unhex(bytes_str("0FA0"), raw, 2));
	assert_memory_equal(raw, "\x0f\xa0", 2);
	assert_false(text_unhex(bytes_str("0fa"), raw, 2));
	assert_false(text_unhex(bytes_str("0fag"), raw, 2));
}

static void the_front_of_a_text_ends_with_a_whole_character(void **state)
{
	(void)state;
	assert_true(bytes_is(text_front(bytes_str("abc"), 3), "abc"));
	assert_true(bytes_is(text_front(bytes_str("abcd"), 3), "abc"));
	assert_true(bytes_is(text_front(bytes_str("a\xc3\xa9z"), 2), "a"));
	assert_true(bytes_is(text_front(bytes_str("a\xe2\x82\xacz"), 3), "a"));
	assert_true(bytes_is(text_front(bytes_str("a\xe2\x82\xacz"), 4), "a\xe2\x82\xac"));
	assert_int_equal(text_front(bytes_str("\x80\x80\x80\x80\x80\x80"), 5).len, 2); /* no character at all */
	assert_int_equal(text_front(bytes_str("x"), 0).len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hostile_bytes_become_harmless),
		cmocka_unit_test(characters_are_well_formed_or_none),
		cmocka_unit_test(the_front_of_a_text_ends_with_a_whole_character),
		cmocka_unit_test(characters_that_turn_or_break_the_line_are_shown_as_bytes),
		cmocka_unit_test(splitting_keeps_empty_parts),
		cmocka_unit_test(numbers_are_read_strictly),
		cmocka_unit_test(patterns_match_as_in_a_shell),
		cmocka_unit_test(all_short_patterns_match_all_short_texts_as_they_should),
		cmocka_unit_test(text_that_prints_is_told_from_other_bytes_wherever_they_stand),
		cmocka_unit_test(paths_are_taken_apart),
		cmocka_unit_test(hex_goes_both_ways),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
