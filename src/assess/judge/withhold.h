/* Keeps what somebody could log in with out of what is printed for others: passwords and keys found in clear, passwords
 * that were guessed, and password hashes. The findings, the reasons and the facts are the same with "[withheld]" in
 * their place, and verdicts stay as they are: this comes after judging and after the case is kept, and nothing may be
 * judged or kept from the facts afterwards. Serves 5.2-1 (a report is handed on) on ourselves. */
#ifndef HF_ASSESS_WITHHOLD_H
#define HF_ASSESS_WITHHOLD_H

#include "assess/judge/assessment.h"

/* How many different secrets the facts hold. */
size_t withhold_count(const struct facts *facts);
/* All of `assessments` were judged from `facts`; new texts lie in `arena`. Sets their `withheld`. */
MUST_CHECK bool withhold(struct assessment *const *assessments, size_t count, struct facts *facts, struct arena *arena,
			 struct error *e);

#endif
