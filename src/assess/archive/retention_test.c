#include "assess/archive/retention.h"

#include "core/catalogue/catalogue.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static int32_t day(const char *text)
{
	int32_t ret = RETENTION_UNKNOWN;

	if (text)
		assert_true(day_parse(bytes_str(text), &ret));
	return ret;
}

static const char *until(const char *kind, const char *issued, const char *support_end, const char *placed)
{
	static char text[DAY_TEXT];
	struct retention_dates dates = {day(issued), day(support_end), day(placed)};
	struct error e;
	int32_t last;

	if (!retention_until(retention_find(kind), &dates, &last, &e)) {
		assert_int_equal(e.code, ERROR_USAGE);
		return strstr(e.text, "--placed")        ? "placed?"
		       : strstr(e.text, "--support-end") ? "support?"
							 : "issued?";
	}
	day_print(last, text);
	return text;
}

static void the_later_of_ten_years_and_the_support_period_counts(void **state)
{
	(void)state;
	assert_string_equal(until("psti-statement", "2026-01-31", "2031-12-31", NULL), "2036-01-31");
	assert_string_equal(until("psti-statement", "2026-01-31", "2036-02-01", NULL), "2036-02-01");
	assert_string_equal(until("psti-statement", "2024-02-29", "2031-12-31", NULL), "2034-03-01");
	assert_string_equal(until("security-update", "2026-01-31", "2040-12-31", NULL), "2040-12-31");
	/* the placing on the market counts, not the issue */
	assert_string_equal(until("eu-declaration", "2026-01-31", "2031-12-31", "2029-06-30"), "2039-06-30");
	assert_string_equal(until("technical-file", "2026-01-31", "2045-12-31", "2029-06-30"), "2045-12-31");
	/* records have no support period */
	assert_string_equal(until("psti-record", "2026-01-31", "2045-12-31", NULL), "2036-01-31");
	assert_string_equal(until("other", "2026-01-31", NULL, NULL), "2036-01-31");
}

static void a_date_that_a_rule_needs_is_asked_for(void **state)
{
	(void)state;
	assert_string_equal(until("psti-statement", "2026-01-31", NULL, NULL), "support?");
	assert_string_equal(until("eu-declaration", "2026-01-31", "2031-12-31", NULL), "placed?");
	assert_string_equal(until("eu-declaration", "2026-01-31", NULL, "2026-02-01"), "support?");
	assert_string_equal(until("eu-declaration", NULL, "2031-12-31", "2026-02-01"), "issued?");
	assert_string_equal(until("psti-record", NULL, NULL, NULL), "issued?");
	assert_null(retention_find("statement"));
}

/* The table here and the catalogue say the same. */
static void every_rule_is_the_catalogues(void **state)
{
	(void)state;
	for (size_t i = 0; i < retention_rule_count; i++) {
		const struct retention_rule *rule = &retention_rules[i];
		const struct regime_row *row = NULL;
		char text[240];

		retention_say(rule, text, sizeof text);
		assert_true(strlen(text) < sizeof text - 1);
		if (!rule->regime)
			continue;
		for (size_t k = 0; k < catalogue_regime_count && !row; k++)
			if (strcmp(catalogue_regimes[k].regime, rule->regime) == 0 &&
			    strcmp(catalogue_regimes[k].id, rule->id) == 0)
				row = &catalogue_regimes[k];
		if (!row)
			fail_msg("%s: no row %s %s", rule->kind, rule->regime, rule->id);
		const char *years = strstr(row->retention, " years");

		while (years && years > row->retention && years[-1] >= '0' && years[-1] <= '9')
			years--;
		if (!years || strtoul(years, NULL, 10) != rule->years ||
		    (strstr(row->retention, "support period") != NULL) != rule->or_support ||
		    (strstr(row->retention, "placing on the market") != NULL) != rule->from_placing)
			fail_msg("%s: %s", rule->kind, row->retention);
		if (!strstr(rule->source, strrchr(row->ref, ';') ? strrchr(row->ref, ';') + 2 : row->ref))
			fail_msg("%s: %s, not %s", rule->kind, rule->source, row->ref);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_later_of_ten_years_and_the_support_period_counts),
		cmocka_unit_test(a_date_that_a_rule_needs_is_asked_for),
		cmocka_unit_test(every_rule_is_the_catalogues),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
