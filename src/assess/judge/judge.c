#include "assess/judge/judge.h"

#include "assess/checks/finding.h"

#include <stdlib.h>
#include <string.h>

const char *verdict_name(enum verdict verdict)
{
	static const char *const names[] = {"INCONCLUSIVE", "PASS", "FAIL", "NOT APPLICABLE"};

	return (unsigned)verdict < ARRAY_LEN(names) ? names[verdict] : "";
}

const char *severity_name(enum severity severity)
{
	static const char *const names[] = {"info", "low", "medium", "high", "critical"};

	return (unsigned)severity < ARRAY_LEN(names) ? names[severity] : "";
}

const char *automation_name(enum automation how)
{
	static const char *const names[] = {"by hand", "assisted", "automatic"};

	return (unsigned)how < ARRAY_LEN(names) ? names[how] : "";
}

enum verdict verdict_of(size_t pass, size_t fail, size_t open, size_t not_applicable)
{
	if (fail)
		return VERDICT_FAIL;
	if (open)
		return VERDICT_INCONCLUSIVE;
	if (pass)
		return VERDICT_PASS;
	return not_applicable ? VERDICT_NOT_APPLICABLE : VERDICT_INCONCLUSIVE;
}

/* FAIL is worse than an observation, an observation worse than support. */
static int rank(enum verdict verdict)
{
	return verdict == VERDICT_FAIL ? 0 : verdict == VERDICT_INCONCLUSIVE ? 1 : 2;
}

static int order(long a, long b)
{
	return a < b ? -1 : a > b;
}

static int worst_first(const struct finding *a, const struct finding *b)
{
	int ret = order(rank(a->verdict), rank(b->verdict));

	return ret ? ret : order((long)b->severity, (long)a->severity);
}

static int by_id(const void *left, const void *right)
{
	const struct finding *a = *(struct finding *const *)left, *b = *(struct finding *const *)right;
	int ret = strcmp(a->id, b->id);

	if (!ret)
		ret = worst_first(a, b);
	if (!ret)
		ret = strcmp(a->title, b->title);
	/* Facts lie in one sorted array: their addresses are their order. */
	if (!ret && a->evidence_count && b->evidence_count)
		ret = a->evidence[0] < b->evidence[0] ? -1 : a->evidence[0] > b->evidence[0];
	return ret;
}

static int by_rank(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int ret = worst_first(a, b);

	if (!ret)
		ret = order((long)a->unit, (long)b->unit);
	return ret ? ret : strcmp(a->id, b->id);
}

/* Two slots or copies of one file system show the same thing twice: one finding with the evidence of both. */
static size_t merge(struct finding **all, size_t count)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		struct finding *last = kept ? all[kept - 1] : NULL;

		if (!last || strcmp(last->id, all[i]->id)) {
			all[kept++] = all[i];
			continue;
		}
		for (size_t j = 0; j < all[i]->evidence_count; j++)
			finding_evidence(NULL, last, all[i]->evidence[j]);
	}
	return kept;
}

struct unit_state {
	const char *missing, *said, *question;
	size_t checks, findings, fails, passes, dropped;
	enum automation automation;
	const struct finding *worst;
};

static bool run_checks(const struct facts *facts, const struct assessment *a, struct finding_sink *out,
		       struct unit_state *states, struct error *e)
{
	size_t kept;

	for (size_t i = 0; i < checks_count; i++) {
		const struct check *row = &checks[i];
		struct unit_state *s = &states[row->unit];

		if (!check_serves(row, a->edition))
			continue;
		if (row->automation > s->automation)
			s->automation = row->automation;
		if (row->question && !s->question)
			s->question = row->question;
		if (row->missing && !s->missing)
			s->missing = row->missing;
		if (!row->run)
			continue;
		check_run(row, facts, out);
		if (out->failed)
			return error_memory(e, "findings");
		s->checks++;
		s->dropped += out->dropped;
		if (out->missing)
			s->said = out->missing;
	}
	if (out->count)
		qsort(out->findings, out->count, sizeof(struct finding *), by_id);
	out->count = merge(out->findings, out->count);
	kept = 0;
	for (size_t i = 0; i < out->count; i++) {
		struct finding *f = out->findings[i];

		ASSERT(f->verdict == VERDICT_INCONCLUSIVE || f->evidence_count > 0);
		/* Where no system was found, nothing can have been shown to hold. */
		if (f->verdict != VERDICT_PASS || a->judgeable)
			out->findings[kept++] = f;
	}
	out->count = kept;
	return true;
}

static bool file_findings(struct assessment *a, const struct finding_sink *out, struct unit_state *states,
			  struct arena *arena, struct error *e)
{
	struct finding *all = arena_array(arena, out->count, sizeof *all);

	if (!all)
		return error_memory(e, "findings");
	for (size_t i = 0; i < out->count; i++)
		all[i] = *out->findings[i];
	if (out->count)
		qsort(all, out->count, sizeof *all, by_rank);
	for (size_t i = 0; i < out->count; i++) {
		struct unit_state *s = &states[all[i].unit];

		s->findings++;
		s->fails += all[i].verdict == VERDICT_FAIL;
		s->passes += all[i].verdict == VERDICT_PASS;
		if (!s->worst)
			s->worst = &all[i];
	}
	a->findings = all;
	a->finding_count = out->count;
	return true;
}

static const char *reason_of(const struct assessment *a, const struct unit_state *s, struct arena *arena)
{
	const char *need = s->said ? s->said : s->missing;
	const char *more = s->dropped ? " (and more that are not listed)" : "";

	if (s->fails)
		return s->fails > 1 ? arena_printf(arena, "%s, and %zu more against it%s", s->worst->title,
						   s->fails - 1, more)
				    : arena_printf(arena, "%s%s", s->worst->title, more);
	if (s->passes)
		return arena_printf(arena, "%s%s", s->worst->title, more);
	if (!a->judgeable)
		return arena_printf(arena, "no system that can be judged was found; to decide: %s", need);
	if (s->findings)
		return arena_printf(arena, "%zu observation%s%s, not decisive; to decide: %s", s->findings,
				    s->findings == 1 ? "" : "s", more, need);
	if (s->checks)
		return arena_printf(arena, "the input %s%s; to decide: %s",
				    s->automation == AUTOMATIC ? "shows nothing against it" : "gives no hint",
				    a->coverage.complete ? "" : " as far as it could be read", need);
	return arena_printf(arena, "not to be seen in an image; to decide: %s", need);
}

static bool file_units(struct assessment *a, const struct unit_state *states, struct arena *arena, struct error *e)
{
	const struct unit *rows = units_of(a->edition, &a->unit_count);
	struct unit_result *all = arena_array(arena, a->unit_count, sizeof *all);

	if (!all)
		return error_memory(e, "units");
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_state *s = &states[rows[i].id];

		all[i].unit = rows[i].id;
		/* An observation beside support leaves the unit open: only support alone passes it. */
		all[i].verdict = verdict_of(s->passes, s->fails, s->findings - s->fails - s->passes, 0);
		all[i].automation = s->automation;
		all[i].question = s->question;
		all[i].findings = s->findings;
		all[i].reason = reason_of(a, s, arena);
		if (!all[i].reason)
			return error_memory(e, "units");
		ASSERT(all[i].verdict == VERDICT_INCONCLUSIVE || all[i].findings > 0);
	}
	a->units = all;
	return true;
}

struct tally {
	size_t pass, fail, open, not_applicable;
};

static void tally_add(struct tally *t, enum verdict verdict)
{
	*(verdict == VERDICT_FAIL           ? &t->fail
	  : verdict == VERDICT_PASS         ? &t->pass
	  : verdict == VERDICT_INCONCLUSIVE ? &t->open
					    : &t->not_applicable) += 1;
}

static enum verdict tally_verdict(const struct tally *t)
{
	return verdict_of(t->pass, t->fail, t->open, t->not_applicable);
}

/* Units stand in the order of their provisions, cases in between. */
static bool file_provisions(struct assessment *a, struct arena *arena, struct error *e)
{
	size_t units, at = 0;
	const struct unit *rows = units_of(a->edition, &units);
	const struct provision *provisions = provisions_of(a->edition, &a->provision_count);
	struct provision_result *all = arena_array(arena, a->provision_count, sizeof *all);

	if (!all)
		return error_memory(e, "provisions");
	for (size_t i = 0; i < a->provision_count; i++) {
		struct tally cases = {0};

		all[i].provision = &provisions[i];
		while (at < units && !strcmp(rows[at].provision, provisions[i].id)) {
			const char *name = rows[at].test_case;
			struct tally in_case = {0};

			for (; at < units && !strcmp(rows[at].test_case, name); at++)
				tally_add(&in_case, a->units[at].verdict);
			tally_add(&cases, tally_verdict(&in_case));
			all[i].units_pass += in_case.pass;
			all[i].units_fail += in_case.fail;
			all[i].units_open += in_case.open;
		}
		all[i].verdict = tally_verdict(&cases);
	}
	ASSERT(at == units);
	a->provisions = all;
	return true;
}

/* Without an ICS nobody has said which recommendations are claimed: a failed recommendation needs a written reason
 * (5.0-1), a failed mandatory provision is a failure in any case. */
static bool file_clauses(struct assessment *a, struct arena *arena, struct error *e)
{
	struct clause_result *all = arena_array(arena, a->provision_count, sizeof *all);
	struct tally mandatory = {0};

	if (!all)
		return error_memory(e, "clauses");
	for (size_t i = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];
		struct clause_result *c = a->clause_count ? &all[a->clause_count - 1] : NULL;
		struct tally t = {0};

		if (!c || strcmp(c->clause, p->provision->clause)) {
			c = &all[a->clause_count++];
			c->clause = p->provision->clause;
			c->title = p->provision->clause_title;
		}
		tally_add(&t, p->verdict);
		c->pass += t.pass;
		c->fail += t.fail;
		c->open += t.open;
		c->verdict = verdict_of(c->pass, c->fail, c->open, 1);
		tally_add(&mandatory,
			  p->provision->mandatory || p->verdict != VERDICT_FAIL ? p->verdict : VERDICT_INCONCLUSIVE);
	}
	a->clauses = all;
	a->overall = tally_verdict(&mandatory);
	return true;
}

bool judge(const struct facts *facts, const struct judge_input *in, struct arena *arena, struct assessment *ret,
	   struct error *e)
{
	struct assessment a = {.arena = arena, .edition = in->edition, .facts = facts, .coverage = in->coverage};
	struct finding_sink out = finding_sink_of(arena);
	struct unit_state *states = arena_array(arena, UNIT_COUNT, sizeof *states);

	ASSERT(in->edition < EDITIONS);
	a.input_name = arena_str(arena, bytes_str(in->name));
	a.input_size = in->size;
	if (!states || !a.input_name)
		return error_memory(e, "assessment");
	if (in->sha256 && strlen(in->sha256) < sizeof a.input_sha256)
		memcpy(a.input_sha256, in->sha256, strlen(in->sha256));
	TRY(judge_input_about(facts, in, arena, &a, e));
	TRY(run_checks(facts, &a, &out, states, e));
	TRY(file_findings(&a, &out, states, arena, e));
	TRY(file_units(&a, states, arena, e));
	TRY(file_provisions(&a, arena, e));
	TRY(file_clauses(&a, arena, e));
	*ret = a;
	return true;
}
