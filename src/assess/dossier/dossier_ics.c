/* Part of dossier.c: the ICS pro forma with the identification of the device and the conditions it rests on. */
#include "assess/dossier/dossier.h"

#include "assess/dossier/proforma.h"
#include "assess/judge/ics.h"

#include <stdio.h>
#include <string.h>

static void put_identification(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"Field", 3, false}, {"Content", 8, false}};
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	const struct proforma_table *t = &tables[0];

	(void)proforma_tables(in->edition, tables);
	document_heading(doc, 1, "%s: %s", t->id, t->title);
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < t->field_count; i++) {
		const char *text;
		enum proforma_state state =
			proforma_content(t, in->declared, NULL, t->fields[i]->field, in->arena, &text);

		document_cell(doc, TONE_PLAIN, "%s", t->fields[i]->field);
		if (!text)
			document_out_of_memory(doc);
		else if (state == PROFORMA_SAID)
			document_cell(doc, TONE_PLAIN, "%s", text);
		else
			document_cell(doc, state == PROFORMA_MISSING ? TONE_BAD : TONE_MUTE, "%s",
				      state == PROFORMA_MISSING ? "Not declared" : "N/A");
	}
}

/* V2.1.1 is tested with the conditions of TS 103 701, which are those of the standard and more. */
static bool is_condition(const struct dossier_input *in, const struct condition *c)
{
	return c->edition == in->edition && (strcmp(c->kind, "condition") == 0 || strcmp(c->kind, "feature") == 0) &&
	       (in->edition != EDITION_V2_1_1 || strncmp(c->source_table, "TS", 2) == 0);
}

static void put_conditions(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"Ref", 2, false},
							 {"Condition or feature", 12, false},
							 {"Holds", 3, false},
							 {"Reason", 9, false},
							 {"Used by", 6, false}};

	document_heading(doc, 1, "Conditions and features");
	document_text(doc, "They decide which provisions apply: a provision whose condition does not hold may be N/A.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		enum feature said;

		if (!is_condition(in, c))
			continue;
		said = declared_feature(in->declared, c->short_name);
		document_cell(doc, TONE_PLAIN, "(%s)", c->ref);
		document_cell(doc, TONE_PLAIN, "%s", c->meaning);
		document_cell(doc, said == FEATURE_UNSAID ? TONE_OPEN : TONE_PLAIN, "%s",
			      said == FEATURE_YES  ? "yes"
			      : said == FEATURE_NO ? "no"
						   : "not declared");
		document_cell(doc, TONE_PLAIN, "%s",
			      entry_get(declared_find(in->declared, "features", c->short_name), "reason"));
		document_cell(doc, TONE_MUTE, "%s", c->used_by);
	}
}

static void put_detail(const struct dossier_input *in, struct document *doc, const struct provision_result *p)
{
	const struct declared_entry *row;
	const char *measures = "";
	char table[32];

	snprintf(table, sizeof table, "ics %s", edition_name(in->edition));
	row = declared_find(in->declared, table, p->provision->id);
	if (p->ics.support == SUPPORT_YES)
		measures = proforma_measures(in->declared, in->edition, p->provision->id, in->arena);
	document_cell(doc, p->ics.problem ? TONE_BAD : TONE_PLAIN, "%s%s%s%s%s%s%s%s", p->ics.reason,
		      p->ics.reason[0] && measures[0] ? "\n" : "", measures[0] ? "By " : "", measures,
		      entry_has(row, "evidence") ? "\nEvidence: " : "", entry_get(row, "evidence"),
		      p->ics.problem ? "\nContradiction: " : "", p->ics.problem ? p->ics.problem : "");
}

static void put_row(const struct dossier_input *in, struct document *doc, const struct provision_result *p)
{
	const char *support = support_name(p->ics.support);

	document_cell(doc, TONE_PLAIN, "%s", p->provision->id);
	document_cell(doc, TONE_PLAIN, "%s", p->provision->requirement);
	document_cell(doc, TONE_PLAIN, "%s", p->provision->status);
	document_cell(doc,
		      p->ics.support == SUPPORT_UNSAID           ? TONE_OPEN
		      : p->ics.support == SUPPORT_NOT_APPLICABLE ? TONE_MUTE
								 : TONE_PLAIN,
		      "%s", support[0] ? support : "not declared");
	put_detail(in, doc, p);
}

bool dossier_ics(const struct dossier_input *in, struct document *doc, struct error *e)
{
	static const struct document_column columns[] = {{"Provision", 3, false},
							 {"What it asks", 10, false},
							 {"Status", 3, false},
							 {"Support", 3, false},
							 {"Detail", 11, false}};
	const struct assessment *a = dossier_assessment(in);
	const struct declared_entry *maker = declared_one(in->declared, "maker");
	size_t count[4] = {0};
	const char *clause = "";

	for (size_t i = 0; i < a->provision_count; i++)
		count[a->provisions[i].ics.support]++;
	document_meta(doc, "Device under test", "%s", dossier_product(in));
	document_meta(doc, "Supplier", "%s", dossier_maker(in)[0] ? dossier_maker(in) : "not declared");
	document_meta(doc, "Standard", "ETSI EN 303 645 %s, tested by ETSI TS 103 701 %s", edition_name(in->edition),
		      edition_tests(in->edition));
	document_meta(doc, "Claims", "%zu Y, %zu N, %zu N/A%s", count[SUPPORT_YES], count[SUPPORT_NO],
		      count[SUPPORT_NOT_APPLICABLE], count[SUPPORT_UNSAID] ? "; some provisions are not declared" : "");
	if (a->ics_problems)
		document_meta(doc, "Contradictions", "%zu", a->ics_problems);
	else
		document_meta(doc, "Contradictions", "none found");
	document_text(doc,
		      "What the maker claims for each provision. Status: M mandatory, R recommended, C with a "
		      "condition; numbers and letters in brackets refer to the conditions and features. Support: Y "
		      "met, N not met, N/A does not apply. The requirement is told in our own words; the standard's "
		      "text is what counts.");
	document_contents(doc);
	put_identification(in, doc);
	put_conditions(in, doc);
	document_heading(doc, 1, "Implementation conformance statement");
	for (size_t i = 0; i < a->provision_count; i++) {
		const struct provision_result *p = &a->provisions[i];

		if (strcmp(p->provision->clause, clause) != 0) {
			clause = p->provision->clause;
			document_heading(doc, 2, "%s %s", clause, p->provision->clause_title);
			document_table(doc, columns, ARRAY_LEN(columns));
		}
		put_row(in, doc, p);
	}
	document_heading(doc, 1, "Signature of the supplier");
	document_signature(doc, "For the supplier", entry_get(maker, "signatory"), entry_get(maker, "place"), NULL);
	return document_done(doc, e);
}
