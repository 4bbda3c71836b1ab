/* Part of dossier_report.c: each unit with what it asks, what was found, and its verdict. */
#include "assess/dossier/report_parts.h"

#include "assess/judge/ics.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/base/writer.h"

#include <string.h>

enum { CELL_MAX = 64 << 10 };

struct results {
	const struct dossier_input *in;
	const struct assessment *a;
	struct document *doc;
};

/* The number a finding has in the annex, from 1; 0 where the annex is full before. */
static size_t number_of(const struct assessment *a, const struct finding *f)
{
	size_t i = (size_t)(f - a->findings);

	return i < REPORT_FINDINGS_MAX ? i + 1 : 0;
}

/* Evidence that speaks for the verdict: of findings with the same verdict, or of observations where it is open. */
static size_t put_evidence(const struct results *r, struct writer *out, const struct unit_result *u)
{
	size_t shown = 0, more = 0, findings = 0;

	for (size_t i = 0; i < r->a->finding_count; i++) {
		const struct finding *f = &r->a->findings[i];

		if (f->unit != u->unit || f->verdict != u->machine)
			continue;
		if (findings++ == 0 && number_of(r->a, f))
			write_fmt(out, "\nFinding %zu", number_of(r->a, f));
		for (size_t n = 0; n < f->evidence_count; n++) {
			if (shown == REPORT_PLACES_MAX) {
				more++;
				continue;
			}
			write_fmt(out, "\n%s", report_place(r->in, f->evidence[n], false));
			shown++;
		}
	}
	if (more)
		write_fmt(out, "\nand %zu more place%s, see the annex", more, more == 1 ? "" : "s");
	return shown;
}

static size_t put_answer(struct writer *out, const struct unit_result *u)
{
	const struct answer *answer = u->answer;

	if (!answer)
		return 0;
	for (size_t i = 0; i < answer->attachment_count; i++)
		write_fmt(out, "\nAttachment %s, SHA-256 %.12s\u2026", answer->attachments[i].name,
			  answer->attachments[i].sha256);
	return u->stale ? 0 : 1;
}

/* How the verdict came about, or how one could. */
static const char *how(const struct unit_result *u)
{
	if (u->verdict == VERDICT_NOT_APPLICABLE)
		return "ruled out by the ICS";
	if (u->answer && !u->stale)
		return u->machine == VERDICT_FAIL && u->verdict != VERDICT_FAIL
			       ? "decided by a person, against what the machine found"
			       : "decided by a person";
	if (u->verdict == VERDICT_INCONCLUSIVE)
		return u->automation == AUTOMATIC  ? "open; a machine can decide it where the material is there"
		       : u->automation == ASSISTED ? "open; for a person, with material laid out"
						   : "open; for a person";
	return automation_name(u->automation);
}

/* Our paraphrases of the standard begin small. */
static const char *sentence(const struct results *r, const char *text)
{
	char *ret = arena_printf(r->in->arena, "%s", text);

	if (ret && ret[0] >= 'a' && ret[0] <= 'z')
		ret[0] = (char)(ret[0] - 'a' + 'A');
	return ret ? ret : text;
}

static void put_unit(const struct results *r, const struct unit *unit, const struct unit_result *u)
{
	struct writer out = writer_of(CELL_MAX, "result");
	enum verdict verdict = u->verdict;
	size_t evidence = 0;

	write_str(&out, u->reason);
	if (verdict == VERDICT_INCONCLUSIVE && u->question)
		write_fmt(&out, "\nTo be answered: %s", u->question);
	if (verdict != VERDICT_NOT_APPLICABLE)
		evidence = put_evidence(r, &out, u) + put_answer(&out, u);
	write_fmt(&out, "\nHow: %s", how(u));
	/* the judge does not let it happen; were it to, no report says PASS */
	if (verdict == VERDICT_PASS && evidence == 0) {
		verdict = VERDICT_INCONCLUSIVE;
		write_str(&out, "\nNo evidence is recorded: not printed as a pass");
	}
	document_cell(r->doc, TONE_PLAIN, "%s", unit->name);
	document_cell(r->doc, TONE_PLAIN, "%s", sentence(r, unit->text));
	document_cell_from(r->doc, TONE_PLAIN, &out);
	document_cell_verdict(r->doc, verdict);
}

static void put_provision(const struct results *r, const struct provision_result *p)
{
	const char *support = support_name(p->ics.support), *test_case = "";

	document_group(r->doc, "%s  %s", p->provision->id, p->provision->requirement);
	document_cell(r->doc, TONE_PLAIN, "%s", p->provision->id);
	document_cell(r->doc, TONE_PLAIN, "Provision, %s", p->provision->status);
	document_cell(r->doc, p->ics.problem ? TONE_BAD : TONE_PLAIN, "ICS: %s%s%s%s%s%s%s",
		      support[0] ? support : "not declared", p->ics.reason[0] ? ", " : "", p->ics.reason,
		      p->ics.conditions[0] ? "\nCondition: " : "", p->ics.conditions,
		      p->ics.problem ? "\nContradiction: " : "", p->ics.problem ? p->ics.problem : "");
	document_cell_verdict(r->doc, p->verdict);
	for (size_t i = 0; i < r->a->unit_count; i++) {
		const struct unit *unit = unit_find(r->a->edition, r->a->units[i].unit);

		if (!unit || strcmp(unit->provision, p->provision->id) != 0)
			continue;
		if (strcmp(unit->test_case, test_case) != 0) {
			test_case = unit->test_case;
			document_cell(r->doc, TONE_MUTE, "%s", test_case);
			document_cell(r->doc, TONE_MUTE, "Test case, %s: %s", unit->kind, unit->purpose);
			document_cell(r->doc, TONE_MUTE, "Passes where: %s", unit->pass_rule);
			document_cell(r->doc, TONE_MUTE, "%s", "");
		}
		put_unit(r, unit, &r->a->units[i]);
	}
}

void report_results(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"Clause", 5, false},
							 {"Requirement, test", 14, false},
							 {"Result, remark", 20, false},
							 {"Verdict", 7, false}};
	struct results r = {in, dossier_assessment(in), doc};

	document_page_break(doc);
	document_heading(doc, 1, "Results");
	document_text(
		doc, "Requirements and units are told in our own words; the standard's text is what counts. Numbers of "
		     "findings refer to the annex.");
	for (size_t c = 0; c < r.a->clause_count; c++) {
		document_heading(doc, 2, "%s %s", r.a->clauses[c].clause, r.a->clauses[c].title);
		document_table(doc, columns, ARRAY_LEN(columns));
		for (size_t i = 0; i < r.a->provision_count; i++)
			if (strcmp(r.a->provisions[i].provision->clause, r.a->clauses[c].clause) == 0)
				put_provision(&r, &r.a->provisions[i]);
	}
}
