#include "core/product/value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void durations_are_hours_rounded_up(void **state)
{
	static const struct {
		const char *text;
		uint64_t hours;
	} rows[] = {{"30 days", 720},  {"1 hour", 1},     {"2 weeks", 336}, {"6 months", 4320}, {"5 years", 43800},
		    {"90 minutes", 2}, {"60 minutes", 1}, {"0 days", 0},    {"1 minute", 1},    {" 3  days ", 72}};
	uint64_t hours;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(value_duration(rows[i].text, &hours));
		assert_int_equal(hours, rows[i].hours);
	}
}

static void what_is_no_duration_is_refused(void **state)
{
	static const char *const rows[] = {"",
					   "30",
					   "days",
					   "30days",
					   "-1 days",
					   "1.5 days",
					   "1 fortnight",
					   "1 day more",
					   "99999999999999999999 days",
					   "18446744073709551615 years",
					   "1 s"};
	uint64_t hours;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_false(value_duration(rows[i], &hours));
}

static void dates_are_days_since_1970_and_print_back(void **state)
{
	static const struct {
		const char *text;
		int64_t days;
	} rows[] = {{"1970-01-01", 0},     {"1969-12-31", -1},     {"2000-02-29", 11016},
		    {"2031-12-31", 22644}, {"1900-01-01", -25567}, {"9999-12-31", 2932896}};
	int64_t days;
	char text[11];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(value_date(rows[i].text, &days));
		assert_int_equal(days, rows[i].days);
		value_print_date(days, text);
		assert_string_equal(text, rows[i].text);
	}
	/* every day of four centuries, there and back */
	for (int64_t d = -25567; d < 120000; d++) {
		value_print_date(d, text);
		assert_true(value_date(text, &days));
		assert_int_equal(days, d);
	}
	value_print_date(INT64_MAX, text);
	assert_string_equal(text, "9999-12-31");
	value_print_date(INT64_MIN, text);
	assert_string_equal(text, "0001-01-01");
}

static void what_is_no_day_is_refused(void **state)
{
	static const char *const rows[] = {"",           "2031-13-01",  "2031-00-01", "2031-04-31",
					   "2031-02-29", "1900-02-29",  "1899-12-31", "31.12.2031",
					   "2031-1-1",   "2031-12-31 ", "2031/12/31", "+031-12-31"};
	int64_t days;

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_false(value_date(rows[i], &days));
}

static void years_are_added_to_the_same_day(void **state)
{
	static const struct {
		const char *from;
		unsigned years;
		const char *to;
	} rows[] = {{"2026-07-01", 5, "2031-07-01"},
		    {"2024-02-29", 1, "2025-03-01"},
		    {"2024-02-29", 4, "2028-02-29"},
		    {"2026-01-31", 10, "2036-01-31"}};
	int64_t days;
	char text[11];

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		assert_true(value_date(rows[i].from, &days));
		value_print_date(value_add_years(days, rows[i].years), text);
		assert_string_equal(text, rows[i].to);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_hours_rounded_up),
		cmocka_unit_test(what_is_no_duration_is_refused),
		cmocka_unit_test(dates_are_days_since_1970_and_print_back),
		cmocka_unit_test(what_is_no_day_is_refused),
		cmocka_unit_test(years_are_added_to_the_same_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
