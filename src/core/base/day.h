/* Calendar days (Gregorian, no time zone) as days since 1970-01-01, from 1900 to 9999. Pure: nothing here reads a
 * clock. Serves PSTI reg. 8 and CRA Art. 13(13) (how long a document is kept) and every date of a declaration. */
#ifndef HF_BASE_DAY_H
#define HF_BASE_DAY_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#define DAY_TEXT 11 /* "2026-01-31" and a NUL */
#define DAY_SECONDS 86400
#define DAY_FIRST (-25567) /* 1900-01-01 */
#define DAY_LAST 2932896   /* 9999-12-31 */

/* "2026-01-31" and nothing else; false for a day that no calendar has. */
MUST_CHECK bool day_parse(struct bytes text, int32_t *ret);
/* `day` outside the range above prints as its nearest end. */
void day_print(int32_t day, char ret[DAY_TEXT]);
/* The same day `years` later; 29 February becomes 1 March where that year has none, so that a period is never cut
 * short. Stops at 9999-12-31. */
int32_t day_add_years(int32_t day, unsigned years);

#endif
