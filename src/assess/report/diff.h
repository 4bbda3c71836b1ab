/* Two assessments compared: what got worse, what got better, by provision. Findings are matched by id (stable over
 * builds of the same product), components by name, listeners by program, protocol and port, accounts by name and state.
 * Pure. */
#ifndef HF_ASSESS_DIFF_H
#define HF_ASSESS_DIFF_H

#include "assess/judge/assessment.h"
#include "core/base/writer.h"

struct diff_summary {
	size_t worse, better; /* provisions, failed findings, listeners and accounts that are new or gone */
};

/* Text for a person. `before` and `after` must be of the same edition. */
MUST_CHECK bool diff_text(const struct assessment *before, const struct assessment *after, struct writer *out,
			  struct diff_summary *ret, struct error *e);
/* The same as JSON ("holdfast-diff/1"; docs/schema/diff-1.json). */
MUST_CHECK bool diff_json(const struct assessment *before, const struct assessment *after, struct writer *out,
			  struct diff_summary *ret, struct error *e);

#endif
