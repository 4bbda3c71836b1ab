/* The regulatory gap analysis: law by law what is met, not met and not known, what to do in order of legal force and
 * effort, and what changes by which date. Printed from assess/regime. */
#include "assess/dossier/dossier.h"
#include "assess/regime/regime.h"

#include <string.h>

static enum tone tone_of(enum regime_state state)
{
	return state == STATE_MET       ? TONE_GOOD
	       : state == STATE_NOT_MET ? TONE_BAD
	       : state == STATE_UNKNOWN ? TONE_OPEN
					: TONE_MUTE;
}

static void state_cell(struct document *doc, enum regime_state state)
{
	document_cell(doc, tone_of(state), "%s", regime_state_name(state));
}

static void number_cell(struct document *doc, size_t number)
{
	document_cell(doc, TONE_PLAIN, "%zu", number);
}

static void overview(struct document *doc, const struct regime_result *all, size_t count)
{
	static const struct document_column columns[] = {
		{"Law or scheme", 4, false}, {"Edition", 2, false}, {"State", 2, false}, {"Met", 1, false},
		{"Not met", 1, false},       {"Unknown", 1, false}, {"N/A", 1, false}};

	document_heading(doc, 1, "Overview");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < count; i++) {
		document_cell(doc, TONE_PLAIN, "%s", all[i].name);
		document_cell(doc, TONE_PLAIN, "EN 303 645 %s", edition_name(all[i].edition));
		state_cell(doc, all[i].overall);
		number_cell(doc, all[i].met);
		number_cell(doc, all[i].not_met);
		number_cell(doc, all[i].unknown);
		number_cell(doc, all[i].not_applicable);
	}
}

static void to_do(struct document *doc, const struct regime_todo *todos, size_t count)
{
	static const struct document_column columns[] = {
		{"Law", 2, false},  {"Row", 2, false},   {"Force", 1, false},     {"Effort", 1, false},
		{"From", 2, false}, {"State", 2, false}, {"What to do", 8, false}};

	document_heading(doc, 1, "What to do, most pressing first");
	if (!count) {
		document_text(doc, "Nothing is left to do by what is known.");
		return;
	}
	document_text(
		doc,
		"What the law asks comes before what a scheme asks, what is in force before what comes, what is not "
		"met before what is not known, little effort first. The effort is a guess by rule.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < count; i++) {
		const struct regime_result_row *row = todos[i].row;

		document_cell(doc, TONE_PLAIN, "%s", todos[i].regime->name);
		document_cell(doc, TONE_PLAIN, "%s", row->row->id);
		document_cell(doc, TONE_PLAIN, "%s", regime_force_name(row->force));
		document_cell(doc, TONE_PLAIN, "%s", regime_effort_name(row->effort));
		document_cell(doc, TONE_PLAIN, "%s", row->applies_from[0] ? row->applies_from : "-");
		state_cell(doc, row->state);
		document_cell(doc, TONE_PLAIN, "%s", row->todo);
	}
}

static void scope_part(struct document *doc, const char *title, const struct scope_decision *d)
{
	if (!d)
		return;
	document_pair(doc, title, "%s%s%s (confidence of the rule: %s)", d->what, d->reason_count ? ": " : "",
		      d->reason_count ? d->reasons[0].rule->reason : "", d->confidence);
	for (size_t i = 0; i < d->missing_count; i++)
		document_pair(doc, "Would tell", "%s", d->missing[i]);
}

static void rows_of(struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {{"Row", 2, false},
							 {"What it asks", 6, false},
							 {"State", 2, false},
							 {"Why", 7, false},
							 {"From", 2, false}};
	const char *last = "";

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < r->row_count; i++) {
		const struct regime_result_row *row = &r->rows[i];

		if (strcmp(last, row->group) != 0)
			document_group(doc, "%s", row->group);
		last = row->group;
		document_cell(doc, TONE_PLAIN, "%s\n%s", row->row->id, row->row->ref);
		document_cell(doc, TONE_PLAIN, "%s", row->row->requirement);
		state_cell(doc, row->state);
		document_cell(doc, TONE_PLAIN, "%s%s", row->reason, row->unsure ? " (unsure mapping)" : "");
		document_cell(doc, TONE_PLAIN, "%s", row->applies_from[0] ? row->applies_from : "-");
	}
}

static void dates(struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {
		{"Date", 2, false}, {"What changes", 8, false}, {"Source", 4, false}, {"", 1, false}};

	if (!r->date_count)
		return;
	document_heading(doc, 2, "Dates");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < r->date_count; i++) {
		document_cell(doc, TONE_PLAIN, "%s", r->dates[i].date);
		document_cell(doc, TONE_PLAIN, "%s", r->dates[i].what);
		document_cell(doc, TONE_PLAIN, "%s", r->dates[i].source);
		document_cell(doc, r->dates[i].past ? TONE_MUTE : TONE_OPEN, "%s",
			      r->dates[i].past ? "past" : "to come");
	}
}

static void one_regime(struct document *doc, const struct regime_result *r)
{
	document_page_break(doc);
	document_heading(doc, 1, "%s", r->name);
	scope_part(doc, "Scope", r->scope);
	scope_part(doc, "Role", r->role);
	scope_part(doc, "Class", r->class);
	scope_part(doc, "Conformity route", r->route);
	if (r->overall == STATE_NOT_APPLICABLE) {
		document_text(doc, "The product is outside: the rows are not judged.");
		return;
	}
	document_heading(doc, 2, "Requirements");
	rows_of(doc, r);
	dates(doc, r);
	if (!r->penalty_count)
		return;
	document_heading(doc, 2, "What is at stake");
	for (size_t i = 0; i < r->penalty_count; i++)
		document_item(doc, "%s: %s%s%s", r->penalties[i]->ref, r->penalties[i]->requirement,
			      r->penalties[i]->figure[0] ? " " : "", r->penalties[i]->figure);
}

bool dossier_gap_analysis(const struct dossier_input *in, struct document *doc, struct error *e)
{
	struct regime_input input = {.assessment = {in->a[EDITION_V2_1_1], in->a[EDITION_V3_1_3]},
				     .declared = in->declared,
				     .facts = in->facts,
				     .today = in->date};
	struct regime_result all[REGIMES];
	struct regime_todo *todos;
	size_t count;

	for (unsigned i = 0; i < REGIMES; i++)
		TRY(regime_evaluate((enum regime_id)i, &input, in->arena, &all[i], e));
	TRY(regime_todos(all, REGIMES, in->arena, &todos, &count, e));
	document_text(
		doc,
		"What laws and schemes ask of the product, held against the case as it stands on %s. A row is met only "
		"where provisions pass or declared values show it; what nobody has shown is unknown. The mapping of "
		"provisions to laws is our own reading, row by row with its confidence, and no official "
		"correspondence.",
		in->date);
	overview(doc, all, REGIMES);
	to_do(doc, todos, count);
	for (unsigned i = 0; i < REGIMES; i++)
		one_regime(doc, &all[i]);
	return true;
}
