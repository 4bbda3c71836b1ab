#include "core/base/day.h"

#include "core/base/text.h"

#include <stdio.h>

static bool leap(unsigned year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static unsigned month_days(unsigned year, unsigned month)
{
	static const uint8_t days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && leap(year));
}

/* The year is taken to begin in March, so that the leap day is its last. */
static int32_t day_of(unsigned year, unsigned month, unsigned day)
{
	int32_t y = (int32_t)year - (month <= 2), era = y / 400, of_era = y - era * 400;
	int32_t of_year = (153 * ((int32_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int32_t)day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static void split(int32_t day, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	int32_t z = (day < DAY_FIRST ? DAY_FIRST : day > DAY_LAST ? DAY_LAST : day) + 719468, era = z / 146097;
	int32_t of_era = z - era * 146097, y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int32_t of_year = of_era - (365 * y + y / 4 - y / 100), m = (5 * of_year + 2) / 153;

	*ret_day = (unsigned)(of_year - (153 * m + 2) / 5 + 1);
	*ret_month = (unsigned)(m < 10 ? m + 3 : m - 9);
	*ret_year = (unsigned)(y + era * 400) + (*ret_month <= 2);
}

bool day_parse(struct bytes text, int32_t *ret)
{
	uint64_t year, month, day;

	if (text.len != DAY_TEXT - 1 || text.at[4] != '-' || text.at[7] != '-' ||
	    !text_number(bytes_part(text, 0, 4), &year) || !text_number(bytes_part(text, 5, 2), &month) ||
	    !text_number(bytes_part(text, 8, 2), &day))
		return false;
	if (year < 1900 || month < 1 || month > 12 || day < 1 || day > month_days((unsigned)year, (unsigned)month))
		return false;
	*ret = day_of((unsigned)year, (unsigned)month, (unsigned)day);
	return true;
}

void day_print(int32_t day, char ret[DAY_TEXT])
{
	unsigned y, m, d;

	split(day, &y, &m, &d);
	snprintf(ret, DAY_TEXT, "%04u-%02u-%02u", y % 10000, m % 100, d % 100);
}

int32_t day_add_years(int32_t day, unsigned years)
{
	unsigned y, m, d;

	split(day, &y, &m, &d);
	if (years > 9999 - y)
		return DAY_LAST;
	y += years;
	if (d > month_days(y, m))
		return day_of(y, m + 1, 1);
	return day_of(y, m, d);
}
