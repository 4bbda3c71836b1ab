#include "core/base/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void a_short_read_fails_once_and_stays_failed(void **state)
{
	struct reader r = reader_of(bytes_of("\x01\x02\x03", 3), "sample");
	struct error e = {0};

	(void)state;
	assert_int_equal(read_u16le(&r, "first"), 0x0201);
	assert_int_equal(read_u16le(&r, "second"), 0);
	assert_int_equal(read_u8(&r, "third"), 0);
	assert_int_equal(reader_left(&r), 0);
	assert_false(reader_done(&r, &e));
	assert_string_equal(e.text, "sample: 'second' does not fit at offset 0x2");
	assert_int_equal(e.code, ERROR_INPUT);
}

static void numbers_come_in_both_byte_orders(void **state)
{
	struct bytes in = bytes_of("\x01\x02\x03\x04\x05\x06\x07\x08", 8);
	struct reader r = reader_of(in, "sample");

	(void)state;
	assert_int_equal(read_u32be(&r, "n"), 0x01020304);
	reader_seek(&r, 0, "back");
	assert_int_equal(read_u32le(&r, "n"), 0x04030201);
	reader_seek(&r, 0, "back");
	assert_true(read_u64be(&r, "n") == UINT64_C(0x0102030405060708));
	reader_seek(&r, 1, "back");
	assert_int_equal(read_u24le(&r, "n"), 0x040302);
	assert_int_equal(reader_left(&r), 4);
}

static void lengths_beyond_the_address_space_do_not_wrap(void **state)
{
	struct reader r = reader_of(bytes_of("abc", 3), "sample");

	(void)state;
	read_skip(&r, 1, "one");
	assert_int_equal(read_bytes(&r, UINT64_MAX, "huge").len, 0);
	assert_false(reader_ok(&r));
}

static void lines_end_at_newline_or_at_the_end(void **state)
{
	struct reader r = reader_of(bytes_str("one\r\ntwo\n\nend"), "text");

	(void)state;
	assert_true(bytes_is(read_line(&r, "line"), "one"));
	assert_true(bytes_is(read_line(&r, "line"), "two"));
	assert_true(bytes_is(read_line(&r, "line"), ""));
	assert_true(bytes_is(read_line(&r, "line"), "end"));
	assert_true(reader_ok(&r));
	(void)read_line(&r, "line");
	assert_false(reader_ok(&r));
}

static void text_fields_stop_at_nul(void **state)
{
	struct reader r = reader_of(bytes_of("ab\0cd\0e", 7), "text");

	(void)state;
	assert_true(bytes_is(read_text(&r, 4, "field"), "ab"));
	assert_true(bytes_is(read_cstr(&r, "string"), "d"));
	assert_int_equal(read_cstr(&r, "string").len, 0);
	assert_false(reader_ok(&r));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_short_read_fails_once_and_stays_failed),
		cmocka_unit_test(numbers_come_in_both_byte_orders),
		cmocka_unit_test(lengths_beyond_the_address_space_do_not_wrap),
		cmocka_unit_test(lines_end_at_newline_or_at_the_end),
		cmocka_unit_test(text_fields_stop_at_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
