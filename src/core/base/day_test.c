#include "core/base/day.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

static int32_t day(const char *text)
{
	int32_t ret = -1;

	assert_true(day_parse(bytes_str(text), &ret));
	return ret;
}

static void every_day_agrees_with_the_c_library_and_prints_as_it_was_read(void **state)
{
	char text[DAY_TEXT];

	(void)state;
	for (int32_t n = DAY_FIRST; n <= DAY_LAST; n += n < 60000 ? 1 : 97) {
		time_t at = (time_t)n * DAY_SECONDS;
		char want[32];
		struct tm tm;

		assert_non_null(gmtime_r(&at, &tm));
		strftime(want, sizeof want, "%Y-%m-%d", &tm);
		day_print(n, text);
		assert_string_equal(text, want);
		assert_int_equal(day(text), n);
	}
	day_print(DAY_LAST, text);
	assert_string_equal(text, "9999-12-31");
	assert_int_equal(day("1900-01-01"), DAY_FIRST);
	assert_int_equal(day("9999-12-31"), DAY_LAST);
	day_print(INT32_MIN, text);
	assert_string_equal(text, "1900-01-01");
	day_print(INT32_MAX, text);
	assert_string_equal(text, "9999-12-31");
}

static void what_no_calendar_has_is_refused(void **state)
{
	static const char *const wrong[] = {"2026-02-29", "2026-13-01",  "2026-00-10", "2026-01-00",
					    "2026-1-31",  "2026-01-32",  "26-01-01",   "2026/01/31",
					    " 2026-01-3", "2026-01-31T", "1899-12-31", "",
					    "+026-01-01", "2100-02-29",  "1900-02-29", "2026-04-31"};
	int32_t ret;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		assert_false(day_parse(bytes_str(wrong[i]), &ret));
	assert_int_equal(day("2000-02-29"), 11016);
}

static void a_period_of_years_is_never_cut_short(void **state)
{
	(void)state;
	assert_int_equal(day_add_years(day("2026-01-31"), 10), day("2036-01-31"));
	assert_int_equal(day_add_years(day("2024-02-29"), 10), day("2034-03-01"));
	assert_int_equal(day_add_years(day("2024-02-29"), 4), day("2028-02-29"));
	assert_int_equal(day_add_years(day("9995-06-01"), 10), DAY_LAST);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_agrees_with_the_c_library_and_prints_as_it_was_read),
		cmocka_unit_test(what_no_calendar_has_is_refused),
		cmocka_unit_test(a_period_of_years_is_never_cut_short),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
