/* The regulatory gap analysis: what is met, not met and not known, what to do in order of legal force and effort, and
 * what changes by which date. Printed from assess/regime. */
#include "assess/dossier/dossier_gap.h"

#include "assess/dossier/dossier.h"

#include <stdio.h>
#include <string.h>

static enum tone tone_of(enum regime_state state)
{
	static const enum tone tones[] = {TONE_OPEN, TONE_GOOD, TONE_BAD, TONE_MUTE};

	return tones[state];
}

static void put_state(struct document *doc, enum regime_state state)
{
	document_cell(doc, tone_of(state), "%s", regime_state_name(state));
}

static void put_decision(struct document *doc, const char *key, const struct scope_decision *d)
{
	document_pair(doc, key, "%s (%s)", d->what, d->confidence);
	for (size_t i = 0; i < d->reason_count; i++)
		document_item(doc, "%s [%s]", d->reasons[i].rule->reason, d->reasons[i].rule->source);
	for (size_t i = 0; i < d->missing_count; i++)
		document_item(doc, "Would tell: %s in the product file.", d->missing[i]);
}

static void put_overview(struct document *doc, const struct gap *gap)
{
	static const struct document_column columns[] = {
		{"Law or scheme", 6, false},        {"Catches it", 3, false}, {"State", 4, false},   {"Met", 2, false},
		{"of these as declared", 3, false}, {"Not met", 2, false},    {"Unknown", 3, false}, {"N/A", 2, false}};

	document_heading(doc, 1, "Overview");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < gap->count; i++) {
		const struct regime_result *r = &gap->results[i];

		document_cell(doc, TONE_PLAIN, "%s", r->name);
		document_cell(doc, TONE_PLAIN, "%s", r->scope ? r->scope->what : "voluntary");
		put_state(doc, r->overall);
		document_cell(doc, TONE_PLAIN, "%zu", r->met);
		document_cell(doc, TONE_PLAIN, "%zu", r->declared_only);
		document_cell(doc, r->not_met ? TONE_BAD : TONE_PLAIN, "%zu", r->not_met);
		document_cell(doc, r->unknown ? TONE_OPEN : TONE_PLAIN, "%zu", r->unknown);
		document_cell(doc, TONE_MUTE, "%zu", r->not_applicable);
	}
	document_text(doc, "Met needs provisions of EN 303 645 that pass, or declared values; what is met as declared "
			   "was not tested in the product. A provision that covers a part of a row supports it and "
			   "never shows it. UK law names EN 303 645 V2.1.1 and is judged by it, everything else by "
			   "V3.1.3.");
}

/* Whether two rows of the list stand under one heading. */
static bool same_section(const struct regime_result_row *a, const struct regime_result_row *b)
{
	return a->force == b->force && a->in_force == b->in_force &&
	       (a->in_force || strcmp(a->applies_from, b->applies_from) == 0);
}

static void put_todo(struct document *doc, const struct gap *gap)
{
	static const struct document_column columns[] = {{"Law or scheme", 4, false}, {"Row", 4, false},
							 {"State", 4, false},         {"Effort", 3, false},
							 {"Why", 8, false},           {"What to do", 11, false}};
	const struct regime_result_row *section = NULL;

	document_heading(doc, 1, "What to do, most pressing first");
	if (!gap->todo_count) {
		document_text(doc, "Nothing is left to do.");
		return;
	}
	document_text(doc, "Law comes before what shows that a law is met, and that before schemes; what is in force "
			   "before what comes; what is refuted before what is open; little effort first. Effort is a "
			   "guess by rule: small is words, medium a process, large engineering.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < gap->todo_count; i++) {
		const struct regime_result_row *row = gap->todo[i].row;

		if (!section || !same_section(section, row))
			document_group(doc, "%s%s%s", regime_force_name(row->force),
				       row->in_force ? ", now" : ", from ", row->in_force ? "" : row->applies_from);
		section = row;
		document_cell(doc, TONE_PLAIN, "%s", gap->todo[i].regime->name);
		document_cell(doc, TONE_PLAIN, "%s%s", row->row->id, row->yours ? "" : " (falls on the manufacturer)");
		put_state(doc, row->state);
		document_cell(doc, TONE_PLAIN, "%s", regime_effort_name(row->effort));
		document_cell(doc, TONE_PLAIN, "%s", row->reason);
		document_cell(doc, TONE_PLAIN, "%s", row->todo);
	}
}

static void put_dates(struct document *doc, const struct gap *gap)
{
	static const struct document_column columns[] = {
		{"Date", 3, false}, {"Law or scheme", 4, false}, {"What changes", 10, false}, {"Source", 5, false}};

	document_heading(doc, 1, "What changes when");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < gap->date_count; i++) {
		const struct regime_date *d = gap->dates[i].date;
		enum tone tone = d->past ? TONE_MUTE : TONE_PLAIN;

		document_cell(doc, tone, "%s%s", d->date, d->past ? " (past)" : "");
		document_cell(doc, tone, "%s", gap->dates[i].regime->name);
		document_cell(doc, tone, "%s", d->what);
		document_cell(doc, tone, "%s", d->source);
	}
}

static void put_penalties(struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {
		{"Where", 4, false}, {"What", 8, false}, {"How much", 6, false}};
	bool any = false;

	for (size_t i = 0; i < r->penalty_count; i++) {
		const struct regime_row *row = r->penalties[i];

		if (!row->figure[0])
			continue;
		if (!any) {
			document_heading(doc, 2, "What is at stake");
			document_table(doc, columns, ARRAY_LEN(columns));
		}
		any = true;
		document_cell(doc, TONE_PLAIN, "%s", row->ref);
		document_cell(doc, TONE_PLAIN, "%s", row->requirement);
		document_cell(doc, TONE_PLAIN, "%s%s%s%s", r->penalties_from[0] ? "From " : "", r->penalties_from,
			      r->penalties_from[0] ? ": " : "", row->figure);
	}
}

/* The provisions looked at, with their verdicts: "5.1-1 PASS, 5.1-2 FAIL". */
static void put_provisions(struct document *doc, const struct regime_result_row *row)
{
	char text[512] = "";

	for (size_t i = 0; i < row->provision_count; i++) {
		size_t len = strlen(text);
		enum verdict v = row->provisions[i]->verdict;

		snprintf(text + len, sizeof text - len, "%s%s %s", i ? ", " : "", row->provisions[i]->provision->id,
			 v == VERDICT_PASS           ? "PASS"
			 : v == VERDICT_FAIL         ? "FAIL"
			 : v == VERDICT_INCONCLUSIVE ? "open"
						     : "N/A");
	}
	document_cell(doc, TONE_PLAIN, "%s", text);
}

static bool says_declared(const char *reason)
{
	return strncmp(reason, "Declared", strlen("Declared")) == 0;
}

static void put_rows(struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {{"Row", 6, false},        {"What is asked", 9, false},
							 {"State", 4, false},      {"Why", 8, false},
							 {"EN 303 645", 4, false}, {"Confidence", 4, false}};
	const char *group = "";

	document_heading(doc, 2, "Requirements");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < r->row_count; i++) {
		const struct regime_result_row *row = &r->rows[i];

		if (strcmp(group, row->group) != 0) {
			group = row->group;
			document_group(doc, "%s", group);
		}
		document_cell(doc, TONE_PLAIN, "%s\n%s", row->row->id, row->row->ref);
		document_cell(doc, TONE_PLAIN, "%s", row->row->requirement);
		put_state(doc, row->state);
		document_cell(doc, TONE_PLAIN, "%s%s", row->reason,
			      row->declared_only && !says_declared(row->reason) ? " (as declared)" : "");
		put_provisions(doc, row);
		document_cell(doc, row->unsure ? TONE_OPEN : TONE_PLAIN, "%s", row->row->confidence);
	}
}

/* The last column only where a part was met by another way than its own rows. */
static void put_parts(struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {{"Part", 6, false}, {"State", 4, false}, {"By", 8, false}};
	bool routes = false;

	for (size_t i = 0; i < r->group_count; i++)
		routes = routes || r->groups[i].route[0];
	document_heading(doc, 2, "Parts");
	document_table(doc, columns, ARRAY_LEN(columns) - !routes);
	for (size_t i = 0; i < r->group_count; i++) {
		document_cell(doc, TONE_PLAIN, "%s", r->groups[i].name);
		put_state(doc, r->groups[i].state);
		if (routes)
			document_cell(doc, TONE_PLAIN, "%s", r->groups[i].route);
	}
}

static void put_regime(struct document *doc, const struct regime_result *r)
{
	document_heading(doc, 1, "%s", r->name);
	if (r->scope)
		put_decision(doc, "Catches the product", r->scope);
	if (r->role && r->scope->answer != SCOPE_OUT)
		put_decision(doc, "Role", r->role);
	if (r->class && r->scope->answer != SCOPE_OUT) {
		put_decision(doc, "Class", r->class);
		put_decision(doc, "Conformity procedure", r->route);
	}
	if (r->scope && r->scope->answer == SCOPE_OUT) {
		document_text(doc, "The product is outside: nothing is asked of it.");
		return;
	}
	put_parts(doc, r);
	put_rows(doc, r);
	put_penalties(doc, r);
}

bool gap_document(const struct gap *gap, struct document *doc, struct error *e)
{
	document_meta(doc, "Product", "%s%s%s", gap->product[0] ? gap->product : gap->input, gap->model[0] ? ", " : "",
		      gap->model);
	if (gap->maker[0])
		document_meta(doc, "Manufacturer", "%s", gap->maker);
	document_meta(doc, "As of", "%s", gap->today);
	document_note(doc, TONE_MUTE,
		      "This is not legal advice. Rows are paraphrases with their source, and the "
		      "correspondence of provisions to laws is our own judgement: the column on "
		      "confidence says how sure a row is. Read the law before relying on a row.");
	document_contents(doc);
	put_overview(doc, gap);
	put_todo(doc, gap);
	put_dates(doc, gap);
	for (size_t i = 0; i < gap->count; i++)
		put_regime(doc, &gap->results[i]);
	return document_done(doc, e);
}

/* The laws and schemes of the markets declared; the two laws where none is. */
static size_t regimes_of(const struct declared *d, enum regime_id ret[REGIMES])
{
	static const struct {
		const char *market;
		enum regime_id id;
	} rows[] = {
		{"UK", REGIME_PSTI},      {"EU", REGIME_CRA}, {"EU", REGIME_EN_18031},
		{"US", REGIME_NIST_8425}, {"SG", REGIME_CLS}, {"JP", REGIME_JC_STAR},
	};
	const struct declared_entry *product = declared_one(d, "product");
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (entry_lists(product, "markets", rows[i].market) || (!entry_has(product, "markets") && i < 2))
			ret[count++] = rows[i].id;
	return count;
}

bool dossier_gap_analysis(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct regime_input regimes = {
		.assessment = {in->a[0], in->a[1]}, .declared = in->declared, .facts = in->facts, .today = in->date};
	enum regime_id ids[REGIMES];
	size_t count = regimes_of(in->declared, ids);
	struct gap gap;

	if (!count) {
		dossier_omit(in, "No market is declared whose laws or schemes are known here.");
		return true;
	}
	TRY(gap_make(ids, count, &regimes, dossier_assessment(in)->input_name, in->arena, &gap, e));
	return gap_document(&gap, doc, e);
}
