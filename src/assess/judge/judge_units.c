/* Part of judge.c: from what the checks found to the verdict of each unit. */
#include "assess/judge/judge_parts.h"

#include <string.h>

const struct provision_result *judge_provision_of(const struct assessment *a, enum unit_id unit)
{
	const struct unit *row = unit_find(a->edition, unit);

	for (size_t i = 0; row && i < a->provision_count; i++)
		if (strcmp(a->provisions[i].provision->id, row->provision) == 0)
			return &a->provisions[i];
	return NULL;
}

/* What would decide the unit. A product file that is there is no longer missing: a person has to read it. */
static const char *need_of(const struct assessment *a, const struct unit_state *s)
{
	static const char file[] = "the product file", and[] = " and ";
	const char *need = s->said ? s->said : s->missing;

	if (!need || !declared_any(a->declared) || strncmp(need, file, sizeof file - 1) != 0)
		return need;
	need += sizeof file - 1;
	if (strncmp(need, and, sizeof and-1) == 0)
		return need + sizeof and-1;
	return need[0] ? need - (sizeof file - 1) : "a person who reads what is declared";
}

static const char *reason_of(const struct assessment *a, const struct unit_state *s, struct arena *arena)
{
	const char *need = need_of(a, s);
	const char *more = s->dropped ? " (and more that are not listed)" : "";

	if (s->fails)
		return s->fails > 1 ? arena_printf(arena, "%s, and %zu more against it%s", s->worst->title,
						   s->fails - 1, more)
				    : arena_printf(arena, "%s%s", s->worst->title, more);
	if (s->findings == s->passes && s->passes)
		return arena_printf(arena, "%s%s", s->worst->title, more);
	if (s->findings && (a->judgeable || declared_any(a->declared)))
		return arena_printf(arena, "%zu observation%s%s, not decisive; to decide: %s", s->findings,
				    s->findings == 1 ? "" : "s", more, need);
	if (!a->judgeable && declared_any(a->declared))
		return arena_printf(arena, "%s; to decide: %s",
				    a->input_sha256[0] ? "no system that can be judged was found"
						       : "not to be told from the declaration alone",
				    need);
	if (!a->judgeable)
		return arena_printf(arena, "no system that can be judged was found; to decide: %s", need);
	if (s->checks)
		return arena_printf(arena, "the input %s%s; to decide: %s",
				    s->automation == AUTOMATIC ? "shows nothing against it" : "gives no hint",
				    a->coverage.complete ? "" : " as far as it could be read", need);
	return arena_printf(arena, "not to be seen in an image; to decide: %s", need);
}

/* The ICS rules a provision out: nothing is assessed, unless what was found says otherwise. */
static void rule_out(struct unit_result *u, const struct provision_result *p, struct arena *arena)
{
	const struct ics_row *ics = &p->ics;

	if (ics->problem || u->verdict == VERDICT_FAIL)
		return;
	if (ics->support == SUPPORT_NOT_APPLICABLE) {
		/* whether a duty falls away is not for a bare word to say */
		bool word = ics->unshown && p->provision->mandatory;

		u->verdict = word ? VERDICT_INCONCLUSIVE : VERDICT_NOT_APPLICABLE;
		u->reason = word ? arena_printf(
					   arena,
					   "said not to apply: %s; to decide: IXIT table %s in the product file, empty "
					   "where there is nothing in it",
					   ics->reason, ics->unshown)
				 : arena_printf(arena, "does not apply: %s", ics->reason);
	} else if (ics->support == SUPPORT_NO) {
		u->verdict = VERDICT_NOT_APPLICABLE;
		u->reason = arena_printf(arena, "not assessed, the maker does not claim it: %s", ics->reason);
	}
}

static const struct answer *answer_of(const struct judge_input *in, enum unit_id unit)
{
	const struct answer *last = NULL;

	for (size_t i = 0; i < in->answer_count; i++)
		if (in->answers[i].unit == unit && in->answers[i].edition == in->edition)
			last = &in->answers[i];
	return last;
}

/* A person's verdict counts while what it was given about is the same. It outweighs the machine's, but a FAIL with
 * evidence only where the person overrules it expressly. */
static bool take_answer(struct unit_result *u, const struct assessment *a, const struct judge_input *in,
			struct arena *arena)
{
	const struct answer *answer = answer_of(in, u->unit);
	char basis[65];

	if (!answer)
		return true;
	u->answer = answer;
	TRY(unit_basis(a, unit_find(a->edition, u->unit), basis));
	u->stale = strcmp(basis, answer->basis) != 0;
	if (u->verdict == VERDICT_NOT_APPLICABLE)
		return true;
	if (u->stale) {
		u->reason = arena_printf(arena,
					 "the %s of %s (%s) no longer counts, what it was given about has changed; %s",
					 verdict_name(answer->verdict), answer->by, answer->at, u->reason);
		return u->reason != NULL;
	}
	if (u->machine == VERDICT_FAIL && answer->verdict != VERDICT_FAIL && !answer->overrule) {
		u->reason = arena_printf(arena, "%s (%s of %s does not overrule it)", u->reason,
					 verdict_name(answer->verdict), answer->by);
		return u->reason != NULL;
	}
	u->verdict = answer->verdict;
	u->reason = arena_printf(
		arena, "%s by %s, %s%s%s%s", verdict_name(answer->verdict), answer->by, answer->at,
		answer->note[0] ? ": " : "", answer->note,
		u->machine == VERDICT_FAIL && answer->verdict != VERDICT_FAIL ? " (overrules what was found)" : "");
	return u->reason != NULL;
}

bool judge_units(struct assessment *a, const struct judge_input *in, const struct unit_state *states,
		 struct arena *arena, struct error *e)
{
	const struct unit *rows = units_of(a->edition, &a->unit_count);
	struct unit_result *all = arena_array(arena, a->unit_count, sizeof *all);

	if (!all)
		return error_memory(e, "units");
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_state *s = &states[rows[i].id];
		struct unit_result *u = &all[i];
		const struct provision_result *p = judge_provision_of(a, rows[i].id);

		u->unit = rows[i].id;
		/* An observation beside support leaves the unit open: only support alone passes it. */
		u->machine = verdict_of(s->passes, s->fails, s->findings - s->fails - s->passes, 0);
		u->verdict = u->machine;
		u->automation = s->automation;
		u->question = s->question;
		u->findings = s->findings;
		u->reason = reason_of(a, s, arena);
		ASSERT(u->machine == VERDICT_INCONCLUSIVE || u->findings > 0);
		if (u->reason && p)
			rule_out(u, p, arena);
		if (!u->reason || !take_answer(u, a, in, arena))
			return error_memory(e, "units");
		a->stale += u->stale && u->verdict != VERDICT_NOT_APPLICABLE;
	}
	a->units = all;
	return true;
}
