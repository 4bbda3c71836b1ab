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
	const size_t *numbers;
};

/* What is beside one unit already. */
struct beside {
	const struct fact *shown[REPORT_LINES_MAX + REPORT_PLACES_MAX];
	size_t lines, files, more;
	const struct fact_node *node; /* of the declaration that the line in hand names */
};

static bool is_shown(const struct beside *b, const struct fact *fact)
{
	for (size_t i = 0; i < b->lines + b->files; i++)
		if (b->shown[i] == fact)
			return true;
	return false;
}

/* "product.yaml: line 273 (AuthMech-Web), 296 (AuthMech-App)"; a file's place has a line to itself. */
static void put_place(const struct results *r, struct writer *out, struct beside *b, const struct fact *fact)
{
	bool declared = fact->kind == FACT_DECLARED;
	const struct fact_node *node = fact_node_of(r->in->facts, fact);

	if (is_shown(b, fact))
		return;
	if (declared ? b->lines == REPORT_LINES_MAX : b->files == REPORT_PLACES_MAX) {
		b->more++;
		return;
	}
	b->shown[b->lines + b->files] = fact;
	*(declared ? &b->lines : &b->files) += 1;
	if (!declared) {
		b->node = NULL;
		write_fmt(out, "\n%s", report_place(r->in, fact, false));
		return;
	}
	if (b->node == node)
		write_str(out, ", ");
	else
		write_fmt(out, "\n%s: line ", text_safe(r->in->arena, node->chain, 200));
	b->node = node;
	write_fmt(out, "%s (%s)", text_safe(r->in->arena, fact_get(fact, DECLARED_LINE), 20),
		  report_declared(r->in, fact));
}

static void put_numbers(const struct results *r, struct writer *out, const struct unit_result *u)
{
	size_t count = 0;

	for (size_t i = 0; i < r->a->finding_count; i++) {
		const struct finding *f = &r->a->findings[i];

		if (f->unit == u->unit && f->verdict == u->machine && r->numbers[i] && count++ < REPORT_LINES_MAX)
			write_fmt(out, "%s%zu", count == 1 ? "\nAnnex A: " : ", ", r->numbers[i]);
	}
	if (count > REPORT_LINES_MAX)
		write_fmt(out, " and %zu more", count - REPORT_LINES_MAX);
}

/* Evidence that speaks for the verdict: of findings with the same verdict, or of observations where it is open. */
static struct beside put_evidence(const struct results *r, struct writer *out, const struct unit_result *u)
{
	struct beside b = {.more = 0};

	for (size_t i = 0; i < r->a->finding_count; i++) {
		const struct finding *f = &r->a->findings[i];

		if (f->unit != u->unit || f->verdict != u->machine)
			continue;
		for (size_t n = 0; n < f->evidence_count; n++)
			put_place(r, out, &b, f->evidence[n]);
	}
	if (b.more)
		write_fmt(out, " and %zu more", b.more);
	put_numbers(r, out, u);
	return b;
}

static void put_attached(struct writer *out, const struct unit_result *u)
{
	for (size_t i = 0; u->answer && i < u->answer->attachment_count; i++)
		write_fmt(out, "\nAttachment %s, SHA-256 %.12s\u2026", u->answer->attachments[i].name,
			  u->answer->attachments[i].sha256);
}

/* Our paraphrases of the standard begin small. */
static const char *sentence(const struct results *r, const char *text)
{
	char *ret = arena_printf(r->in->arena, "%s", text);

	if (ret && ret[0] >= 'a' && ret[0] <= 'z')
		ret[0] = (char)(ret[0] - 'a' + 'A');
	return ret ? ret : text;
}

/* Who decided, and on what. */
static void put_decider(struct writer *out, const struct unit_result *u, const struct beside *b)
{
	if (report_by_person(u))
		write_fmt(out, "\nDecided by %s, %.10s%s", u->answer->by, u->answer->at,
			  u->machine == VERDICT_FAIL && u->verdict != VERDICT_FAIL ? ", against what the tool found"
										   : "");
	else if (u->verdict != VERDICT_INCONCLUSIVE && b->lines + b->files)
		write_fmt(out, "\nDecided by the tool, on %s",
			  b->lines && b->files ? "the declaration and what was found in the firmware"
			  : b->lines           ? "the declaration"
					       : "what was found in the firmware");
}

static void put_result(const struct results *r, struct writer *out, const struct unit_result *u)
{
	if (report_by_person(u))
		write_str(out, u->answer->note[0] ? sentence(r, u->answer->note) : "No remark was made.");
	else
		write_str(out, sentence(r, u->reason));
	if (u->verdict == VERDICT_INCONCLUSIVE && u->question)
		write_fmt(out, "\nTo be answered: %s", u->question);
}

/* The reason stands once, beside the provision. */
static void put_ruled_out(const struct results *r, const struct unit *unit, const struct provision_result *p)
{
	document_cell(r->doc, TONE_MUTE, "%s", unit->name);
	document_cell(r->doc, TONE_MUTE, "%s", sentence(r, unit->text));
	document_cell(r->doc, TONE_MUTE,
		      p->ics.support == SUPPORT_NO ? "Not assessed: %s is not claimed, see above"
						   : "Not assessed: %s does not apply, see above",
		      p->provision->id);
	document_cell_verdict(r->doc, VERDICT_NOT_APPLICABLE);
}

static void put_unit(const struct results *r, const struct unit *unit, const struct provision_result *p,
		     const struct unit_result *u)
{
	struct writer out = writer_of(CELL_MAX, "result");
	enum verdict verdict = u->verdict;
	struct beside beside;

	if (verdict == VERDICT_NOT_APPLICABLE && p->ics.support != SUPPORT_UNSAID && p->ics.support != SUPPORT_YES) {
		writer_free(&out);
		put_ruled_out(r, unit, p);
		return;
	}
	put_result(r, &out, u);
	beside = put_evidence(r, &out, u);
	put_attached(&out, u);
	put_decider(&out, u, &beside);
	/* the judge does not let it happen; were it to, no report says PASS */
	if (verdict == VERDICT_PASS && !report_by_person(u) && beside.lines + beside.files == 0) {
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
		put_unit(r, unit, p, &r->a->units[i]);
	}
}

void report_results(const struct dossier_input *in, struct document *doc, const size_t *numbers)
{
	static const struct document_column columns[] = {{"Clause", 5, false},
							 {"Requirement, test", 14, false},
							 {"Result, remark", 20, false},
							 {"Verdict", 7, false}};
	struct results r = {in, dossier_assessment(in), doc, numbers};

	document_page_break(doc);
	document_heading(doc, 1, "Results");
	document_text(
		doc,
		"Requirements and units are told in our own words; the standard's text is what counts. M mandatory, R "
		"recommended, C with a condition, F with a feature; ICS: Y claimed, N not claimed, N/A does not "
		"apply. A line number leads to the declaration, a number behind \"Annex A\" to a finding.");
	for (size_t c = 0; c < r.a->clause_count; c++) {
		document_heading(doc, 2, "%s %s", r.a->clauses[c].clause, r.a->clauses[c].title);
		document_table(doc, columns, ARRAY_LEN(columns));
		for (size_t i = 0; i < r.a->provision_count; i++)
			if (strcmp(r.a->provisions[i].provision->clause, r.a->clauses[c].clause) == 0)
				put_provision(&r, &r.a->provisions[i]);
	}
}
