/* Who a test unit's verdict comes from, told alike by every report: what a person saw is never printed as if this
 * program had seen it. Pure. */
#ifndef HF_ASSESS_DECIDED_H
#define HF_ASSESS_DECIDED_H

#include "assess/judge/assessment.h"

enum decided {
	DECIDED_BY_PROGRAM,
	DECIDED_BY_PERSON, /* the program alone says otherwise, or nothing */
	DECIDED_NOT,       /* open */
	DECIDED_BY_CLAIM,  /* the maker's claim rules it out: not applicable, or not claimed */
	DECIDED_KINDS
};

enum decided decided_by(const struct unit_result *u);
/* True where the verdict is the one of the person's answer (which may only confirm the program's). */
bool decided_takes_answer(const struct unit_result *u);
/* The answer that goes against a FAIL the program found; NULL where none does. */
const struct answer *decided_overrules(const struct unit_result *u);
/* True where an answer has to be given again: what it was given about has changed. */
bool decided_stale(const struct unit_result *u);
/* The result of a unit; NULL where the assessment has none. */
const struct unit_result *decided_unit(const struct assessment *a, enum unit_id unit);
/* The provision of a unit; NULL where the assessment has none. */
const struct provision_result *decided_provision(const struct assessment *a, enum unit_id unit);
/* A provision's verdict in one word: of those that are not assessed, "N/A" and "not claimed" differ. */
const char *decided_provision_word(const struct provision_result *p);

#endif
