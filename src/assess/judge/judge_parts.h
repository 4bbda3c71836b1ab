/* Part of judge.c: what its files share. */
#ifndef HF_ASSESS_JUDGE_PARTS_H
#define HF_ASSESS_JUDGE_PARTS_H

#include "assess/judge/judge.h"

/* What the checks said about one unit. */
struct unit_state {
	const char *missing, *said, *question;
	size_t checks, findings, fails, passes, dropped;
	enum automation automation;
	const struct finding *worst;
};

/* The provision a unit tests; NULL where the edition has no such unit. Needs a->provisions. */
const struct provision_result *judge_provision_of(const struct assessment *a, enum unit_id unit);
/* Verdict and reason of every unit: what the machine found, the ICS, persons' answers, in that order. */
MUST_CHECK bool judge_units(struct assessment *a, const struct judge_input *in, const struct unit_state *states,
			    struct arena *arena, struct error *e);

#endif
