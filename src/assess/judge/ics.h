/* The implementation conformance statement: what the maker claims for each provision, and whether the claim can be
 * true. A provision applies where all its conditions and features hold (EN 303 645 Annex B; for V2.1.1 with the
 * conditions that TS 103 701 V1.1.1 adds in Table A.1). Pure. */
#ifndef HF_ASSESS_ICS_H
#define HF_ASSESS_ICS_H

#include "assess/judge/assessment.h"

/* False only where memory is out. */
MUST_CHECK bool ics_row_of(const struct facts *facts, const struct declared *d, const struct provision *p,
			   struct arena *arena, struct ics_row *ret);
/* "Y", "N", "N/A" or "" */
const char *support_name(enum support support);

/* What shows that a condition or feature holds: the fact, or NULL. */
const struct fact *feature_shown(const struct facts *facts, const struct declared *d, const char *short_name);

#endif
