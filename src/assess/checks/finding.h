/* Where one check puts its findings while it runs. The judge owns it: one sink, all checks in turn, one arena.
 * Checks see only the functions of check.h. */
#ifndef HF_ASSESS_FINDING_H
#define HF_ASSESS_FINDING_H

#include "assess/checks/check.h"
#include "assess/facts/declared.h"
#include "core/base/arena.h"

/* Findings of one check beyond this many are counted, not kept: a hostile image cannot flood the report. */
#define FINDINGS_PER_CHECK_MAX 200

struct finding_sink {
	struct arena *arena;
	enum edition edition;      /* that is judged */
	const struct facts *facts; /* that `declared` is a view of */
	const struct declared *declared;
	const struct check *row;   /* the check that runs now */
	const char *provision;     /* of its unit */
	struct finding **findings; /* all so far, of all checks */
	size_t count, room;
	size_t first;                            /* where the running check's begin */
	uint32_t hashes[FINDINGS_PER_CHECK_MAX]; /* of their subjects */
	size_t dropped;                          /* of the running check */
	const char *missing;                     /* what the running check said */
	struct finding spare;                    /* written to when there is no room */
	const struct fact *spare_evidence[FINDING_EVIDENCE_MAX];
	bool failed; /* memory is out */
};

struct finding_sink finding_sink_of(struct arena *arena);
/* Runs one row over the facts; its findings are out->findings[out->first ... out->count). A row without a function does
 * nothing. */
void check_run(const struct check *row, const struct facts *facts, struct finding_sink *out);

#endif
