/* Values of product.yaml read: durations, dates, numbers. Pure. */
#ifndef HF_CORE_PRODUCT_VALUE_H
#define HF_CORE_PRODUCT_VALUE_H

#include "core/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* "30 days", "1 hour", "2 weeks", "6 months", "5 years", "90 minutes" in hours, rounded up; a month is 30 days, a year
 * 365. False: not a duration. */
bool value_duration(const char *text, uint64_t *ret_hours);
/* "2031-12-31", a real day between 1900 and 9999, as days since 1970-01-01. */
bool value_date(const char *text, int64_t *ret_days);
/* The way back; ret has room for "2031-12-31" and a NUL. */
void value_print_date(int64_t days, char ret[11]);
/* The same day `years` later (29 February becomes 1 March). */
int64_t value_add_years(int64_t days, unsigned years);

#endif
