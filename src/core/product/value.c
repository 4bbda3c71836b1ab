#include "core/product/value.h"

#include "core/base/checked.h"
#include "core/base/text.h"

#include <stdio.h>

bool value_duration(const char *text, uint64_t *ret_hours)
{
	static const struct {
		const char *name;
		uint64_t minutes;
	} units[] = {{"minute", 1}, {"hour", 60}, {"day", 1440}, {"week", 10080}, {"month", 43200}, {"year", 525600}};
	struct bytes rest = bytes_str(text), count, unit, more;
	uint64_t n, minutes;

	if (!text_word(&rest, &count) || !text_word(&rest, &unit) || text_word(&rest, &more) || !text_number(count, &n))
		return false;
	if (unit.len > 1 && unit.at[unit.len - 1] == 's')
		unit.len--;
	for (size_t i = 0; i < ARRAY_LEN(units); i++) {
		if (!bytes_is(unit, units[i].name))
			continue;
		if (!mul_ok(n, units[i].minutes, &minutes))
			return false;
		*ret_hours = minutes / 60 + (minutes % 60 != 0);
		return true;
	}
	return false;
}

static bool is_leap(unsigned year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static unsigned days_in(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

/* Days from 1970-01-01; the year is taken to begin in March, so that the leap day is its last. */
static int64_t days_from(unsigned year, unsigned month, unsigned day)
{
	int64_t y = (int64_t)year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int64_t of_year = (153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void date_of(int64_t days, unsigned *year, unsigned *month, unsigned *day)
{
	int64_t z = days + 719468, era = (z >= 0 ? z : z - 146096) / 146097, of_era = z - era * 146097;
	int64_t y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
	*month = (unsigned)(m < 10 ? m + 3 : m - 9);
	*year = (unsigned)(y + era * 400 + (*month <= 2));
}

bool value_date(const char *text, int64_t *ret_days)
{
	struct bytes in = bytes_str(text);
	uint64_t year, month, day;

	if (in.len != 10 || in.at[4] != '-' || in.at[7] != '-' || !text_number(bytes_part(in, 0, 4), &year) ||
	    !text_number(bytes_part(in, 5, 2), &month) || !text_number(bytes_part(in, 8, 2), &day))
		return false;
	if (year < 1900 || month < 1 || month > 12 || day < 1 || day > days_in((unsigned)year, (unsigned)month))
		return false;
	*ret_days = days_from((unsigned)year, (unsigned)month, (unsigned)day);
	return true;
}

void value_print_date(int64_t days, char ret[11])
{
	unsigned year, month, day;

	/* what four digits of a year cannot show is shown as the nearest day they can */
	if (days < -719162)
		days = -719162; /* 0001-01-01 */
	if (days > 2932896)
		days = 2932896; /* 9999-12-31 */
	date_of(days, &year, &month, &day);
	snprintf(ret, 11, "%04u-%02u-%02u", year % 10000, month % 100, day % 100);
}

int64_t value_add_years(int64_t days, unsigned years)
{
	unsigned year, month, day;

	date_of(days, &year, &month, &day);
	year += years;
	if (month == 2 && day == 29 && !is_leap(year)) {
		month = 3;
		day = 1;
	}
	return days_from(year, month, day);
}
