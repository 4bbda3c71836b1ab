/* Rows that draw conclusions over several files of one root from facts alone: pure, no I/O. They run after all files
 * were observed and before the checks, in the order of derive.def; each sees what the ones before it added. A derived
 * fact points at the node, offset and excerpt of the fact it rests on. */
#ifndef HF_ASSESS_DERIVE_H
#define HF_ASSESS_DERIVE_H

#include "assess/facts/facts.h"

struct derive_out {
	struct facts *facts; /* where derived facts go; not visible to readers until the row is done */
	struct arena *arena; /* scratch, freed after the row */
	struct error *error;
	bool failed;
	struct fact *pending; /* what the row has derived so far; moved into facts when it returns */
	size_t count, room;
};
struct derivation {
	const char *name;
	void (*derive)(const struct facts *facts, struct derive_out *out);
};
extern const struct derivation *const derivations[];
extern const size_t derivations_count;

/* Adds a fact resting on `base` (its node, offset, len, excerpt), with `fields` values (NULL .at: absent). */
void derive_fact(struct derive_out *out, const struct fact *base, enum fact_kind kind, const struct bytes *fields,
		 unsigned count);
/* Runs one row over sorted facts and sorts again. On failure the facts hold none or some of what the row derived. */
MUST_CHECK bool derive_run(struct facts *facts, const struct derivation *row, struct error *e);
/* Runs all rows over sorted facts and sorts again. */
MUST_CHECK bool derive_all(struct facts *facts, struct error *e);

#endif
