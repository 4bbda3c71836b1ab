/* Two assessments compared: what got worse, what got better, by provision. Findings are matched by id (stable over
 * builds of the same product), components by name, listeners by program, protocol and port, accounts by name and state,
 * declared values by table, entry and key; a unit's changed verdict says what changed it. Pure. */
#ifndef HF_ASSESS_DIFF_H
#define HF_ASSESS_DIFF_H

#include "assess/judge/assessment.h"
#include "core/base/writer.h"

struct diff_summary {
	size_t worse, better; /* provisions, failed findings, listeners and accounts that are new or gone */
	size_t again;         /* units that a person had decided and has to decide again */
	size_t kept;          /* answers that fit the second as well, and are not given there */
};

/* Text for a person. `before` and `after` must be of the same edition. */
MUST_CHECK bool diff_text(const struct assessment *before, const struct assessment *after, struct writer *out,
			  struct diff_summary *ret, struct error *e);
/* The same as JSON ("holdfast-diff/1"; docs/schema/diff-1.json). */
MUST_CHECK bool diff_json(const struct assessment *before, const struct assessment *after, struct writer *out,
			  struct diff_summary *ret, struct error *e);

#endif
