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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(durations_are_hours_rounded_up),
		cmocka_unit_test(what_is_no_duration_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
