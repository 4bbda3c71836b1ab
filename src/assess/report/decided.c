#include "assess/report/decided.h"

#include "assess/judge/judge.h"

#include <string.h>

enum decided decided_by(const struct unit_result *u)
{
	if (u->verdict == VERDICT_NOT_APPLICABLE)
		return DECIDED_BY_CLAIM;
	if (u->verdict == VERDICT_INCONCLUSIVE)
		return DECIDED_NOT;
	return u->verdict == u->machine ? DECIDED_BY_PROGRAM : DECIDED_BY_PERSON;
}

bool decided_takes_answer(const struct unit_result *u)
{
	return u->answer && !u->stale && u->verdict == u->answer->verdict;
}

const struct answer *decided_overrules(const struct unit_result *u)
{
	return decided_takes_answer(u) && u->machine == VERDICT_FAIL && u->verdict != VERDICT_FAIL ? u->answer : NULL;
}

bool decided_stale(const struct unit_result *u)
{
	return u->stale && u->verdict != VERDICT_NOT_APPLICABLE;
}

const struct unit_result *decided_unit(const struct assessment *a, enum unit_id unit)
{
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].unit == unit)
			return &a->units[i];
	return NULL;
}

const struct provision_result *decided_provision(const struct assessment *a, enum unit_id unit)
{
	const struct unit *row = unit_find(a->edition, unit);

	for (size_t i = 0; row && i < a->provision_count; i++)
		if (strcmp(a->provisions[i].provision->id, row->provision) == 0)
			return &a->provisions[i];
	return NULL;
}

const char *decided_provision_word(const struct provision_result *p)
{
	if (p->verdict != VERDICT_NOT_APPLICABLE)
		return verdict_name(p->verdict);
	return p->ics.support == SUPPORT_NO ? "not claimed" : "N/A";
}
