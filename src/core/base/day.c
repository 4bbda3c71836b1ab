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

/* Days of all the years before, counted from year 1. */
static int32_t days_before(unsigned year)
{
	unsigned y = year - 1;

	return (int32_t)(y * 365 + y / 4 - y / 100 + y / 400);
}

static int32_t day_of(unsigned year, unsigned month, unsigned day)
{
	int32_t n = days_before(year) - days_before(1970);

	for (unsigned m = 1; m < month; m++)
		n += (int32_t)month_days(year, m);
	return n + (int32_t)day - 1;
}

static void split(int32_t day, unsigned *ret_year, unsigned *ret_month, unsigned *ret_day)
{
	unsigned year, month = 1;

	day = day < 0 ? 0 : day > DAY_LAST ? DAY_LAST : day;
	year = 1970 + (unsigned)day / 366;
	while (year < 9999 && day_of(year + 1, 1, 1) <= day)
		year++;
	day -= day_of(year, 1, 1);
	while (month < 12 && day >= (int32_t)month_days(year, month))
		day -= (int32_t)month_days(year, month++);
	*ret_year = year;
	*ret_month = month;
	*ret_day = (unsigned)day + 1;
}

bool day_parse(struct bytes text, int32_t *ret)
{
	uint64_t year, month, day;

	if (text.len != DAY_TEXT - 1 || text.at[4] != '-' || text.at[7] != '-' ||
	    !text_number(bytes_part(text, 0, 4), &year) || !text_number(bytes_part(text, 5, 2), &month) ||
	    !text_number(bytes_part(text, 8, 2), &day))
		return false;
	if (year < 1970 || month < 1 || month > 12 || day < 1 || day > month_days((unsigned)year, (unsigned)month))
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
