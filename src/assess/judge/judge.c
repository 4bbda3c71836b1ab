#include "assess/judge/judge.h"

#include "assess/checks/finding.h"
#include "assess/judge/ics.h"
#include "assess/judge/judge_parts.h"

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

static int by_rank(const void *left, const void *right)
{
	const struct finding *a = left, *b = right;
	int ret = worst_first(a, b);

	if (!ret)
		ret = order((long)a->unit, (long)b->unit);
	return ret ? ret : strcmp(a->id, b->id);
}

/* The ICS as far as the declaration has one, before anything is judged. */
static struct provision_result *claims(struct assessment *a, struct arena *arena)
{
	const struct provision *rows = provisions_of(a->edition, &a->provision_count);
	struct provision_result *all = arena_array(arena, a->provision_count, sizeof *all);

	for (size_t i = 0; all && i < a->provision_count; i++) {
		all[i].provision = &rows[i];
		if (!ics_row_of(a->facts, a->declared, &rows[i], arena, &all[i].ics))
			return NULL;
		a->ics_problems += all[i].ics.problem != NULL;
	}
	a->provisions = all;
	return all;
}

/* A claim that cannot be true fails the provision, at its first unit; so does a mandatory provision that is not
 * claimed. */
static void judge_claims(const struct assessment *a, struct finding_sink *out, struct unit_state *states)
{
	size_t units;
	const struct unit *rows = units_of(a->edition, &units);

	for (size_t i = 0, at = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];
		const char *problem = p->ics.problem;
		const struct fact *fact = problem ? p->ics.problem_fact : p->ics.fact;
		struct check row = {.unit = rows[at].id, .name = "ics", .automation = AUTOMATIC};
		struct finding *f;

		while (at < units && strcmp(rows[at].provision, p->provision->id) == 0)
			at++;
		if (!problem && p->ics.support == SUPPORT_NO && p->provision->mandatory)
			problem = "a mandatory provision is claimed as not supported";
		if (!problem || !fact)
			continue;
		out->row = &row;
		out->provision = p->provision->id;
		out->first = out->count;
		f = finding_add(out, VERDICT_FAIL, SEVERITY_HIGH, fact, "claim");
		if (p->ics.fact)
			finding_evidence(out, f, p->ics.fact);
		finding_title(out, f, "ICS %s: %s", p->provision->id, problem);
		finding_detail(out, f, "%s (%s) is claimed '%s'%s%s. Conditions and features: %s.", p->provision->id,
			       p->provision->status, support_name(p->ics.support), p->ics.reason[0] ? ": " : "",
			       finding_text(out, bytes_str(p->ics.reason)),
			       p->ics.conditions[0] ? p->ics.conditions : "none");
		finding_remedy(out, f,
			       "%s: put the claim, the feature or the tables right in the product file, or remove "
			       "what was found from the product.",
			       p->provision->id);
		states[row.unit].automation = AUTOMATIC;
		out->row = NULL;
	}
}

static bool run_checks(const struct facts *facts, const struct assessment *a, struct finding_sink *out,
		       struct unit_state *states, struct error *e)
{
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
	return true;
}

/* Where no system was found, nothing of it can have been shown to hold: only what the documents show counts. */
static bool stands(const struct assessment *a, const struct finding *f)
{
	if (f->verdict != VERDICT_PASS || a->judgeable)
		return true;
	for (size_t i = 0; i < f->evidence_count; i++)
		if (f->evidence[i]->kind != FACT_DECLARED)
			return false;
	return true;
}

/* What counts. */
static void sift(const struct assessment *a, struct finding_sink *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->count; i++) {
		struct finding *f = out->findings[i];
		const struct provision_result *p = judge_provision_of(a, f->unit);

		ASSERT(f->verdict == VERDICT_INCONCLUSIVE || f->evidence_count > 0);
		/* A recommendation that is not claimed is not assessed: what speaks against it is worth a look, no
		 * more. */
		if (p && p->ics.support == SUPPORT_NO && !p->provision->mandatory && !p->ics.problem &&
		    f->verdict == VERDICT_FAIL)
			f->verdict = VERDICT_INCONCLUSIVE;
		if (stands(a, f))
			out->findings[kept++] = f;
	}
	out->count = kept;
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
static void file_provisions(struct assessment *a, struct provision_result *all)
{
	size_t units, at = 0;
	const struct unit *rows = units_of(a->edition, &units);

	for (size_t i = 0; i < a->provision_count; i++) {
		struct tally cases = {0};

		while (at < units && !strcmp(rows[at].provision, all[i].provision->id)) {
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
		/* Only what is claimed can pass. */
		if (all[i].verdict == VERDICT_PASS && declared_any(a->declared) && all[i].ics.support == SUPPORT_UNSAID)
			all[i].verdict = VERDICT_INCONCLUSIVE;
	}
	ASSERT(at == units);
}

/* TS 103 701: the whole fails where a group that is claimed fails. Without an ICS nobody has said which recommendations
 * are claimed: a failed recommendation needs a written reason (5.0-1), a failed mandatory provision is a failure in any
 * case. */
static enum verdict weight_of(const struct provision_result *p)
{
	if (p->verdict == VERDICT_FAIL && !p->provision->mandatory && p->ics.support != SUPPORT_YES && !p->ics.problem)
		return p->ics.support == SUPPORT_NO ? VERDICT_NOT_APPLICABLE : VERDICT_INCONCLUSIVE;
	return p->verdict;
}

static bool file_clauses(struct assessment *a, struct arena *arena, struct error *e)
{
	struct clause_result *all = arena_array(arena, a->provision_count, sizeof *all);
	struct tally whole = {0};

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
		tally_add(&whole, weight_of(p));
	}
	a->clauses = all;
	a->overall = tally_verdict(&whole);
	return true;
}

bool judge(const struct facts *facts, const struct judge_input *in, struct arena *arena, struct assessment *ret,
	   struct error *e)
{
	struct assessment a = {.arena = arena, .edition = in->edition, .facts = facts, .coverage = in->coverage};
	struct finding_sink out = finding_sink_of(arena);
	struct unit_state *states = arena_array(arena, UNIT_COUNT, sizeof *states);

	struct provision_result *provisions;

	ASSERT(in->edition < EDITIONS);
	a.input_name = arena_str(arena, bytes_str(in->name));
	a.input_size = in->size;
	a.declared = declared_of(facts, arena);
	if (!states || !a.input_name || !a.declared)
		return error_memory(e, "assessment");
	if (in->sha256 && strlen(in->sha256) < sizeof a.input_sha256)
		memcpy(a.input_sha256, in->sha256, strlen(in->sha256));
	out.edition = in->edition;
	out.facts = facts;
	out.declared = a.declared;
	TRY(judge_input_about(facts, in, arena, &a, e));
	provisions = claims(&a, arena);
	if (!provisions)
		return error_memory(e, "provisions");
	TRY(run_checks(facts, &a, &out, states, e));
	judge_claims(&a, &out, states);
	if (out.failed)
		return error_memory(e, "findings");
	sift(&a, &out);
	TRY(file_findings(&a, &out, states, arena, e));
	TRY(judge_units(&a, in, states, arena, e));
	file_provisions(&a, provisions);
	TRY(file_clauses(&a, arena, e));
	*ret = a;
	return true;
}
