/* What the two files of the regime share. Not for others. */
#ifndef HF_ASSESS_REGIME_PSTI_H
#define HF_ASSESS_REGIME_PSTI_H

#include "assess/regime/regime_rows.h"

enum { PSTI_REQUIREMENTS = 3 };
extern const char *const psti_groups[PSTI_REQUIREMENTS]; /* in the order of Schedule 1 */

enum regime_state psti_state_of(struct regime_rows *r, const char *id); /* UNKNOWN where there is no such row */
/* The duties of who declares, the fields of the statement of compliance, the dates. `label`: a valid one stands for
 * requirements and statement. */
void psti_duties(struct regime_rows *r, bool label);

#endif
