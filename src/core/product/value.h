/* Values of product.yaml read: durations. Dates are core/base/day.h. Pure. */
#ifndef HF_CORE_PRODUCT_VALUE_H
#define HF_CORE_PRODUCT_VALUE_H

#include "core/base/bytes.h"

#include <stdbool.h>
#include <stdint.h>

/* "30 days", "1 hour", "2 weeks", "6 months", "5 years", "90 minutes" in hours, rounded up; a month is 30 days, a year
 * 365. False: not a duration. */
bool value_duration(const char *text, uint64_t *ret_hours);

#endif
