/* The UK statement of compliance: SI 2023/1007 Sch. 4, every field; and a summary of it for reference (s. 9(2)(b) of
 * the 2022 Act lets one stand in its place in a form that regulations specify, and none do). It speaks for the
 * manufacturer, or for all of several: it is refused where a field is missing, where the case does not show that each
 * of the three security requirements is met, and where it does not show the way that the manufacturer says it relies
 * on. */
#include "assess/dossier/annex.h"

#include "core/base/day.h"

#include <stdio.h>
#include <string.h>

static const struct requirement {
	const char *group, *title, *route;
	const char *itself, *standard, *iso; /* what is relied on, in words */
	const char *standard_row;            /* of the regime: the condition of Schedule 2 */
} requirements[] = {
	{"passwords", "Passwords (Sch. 1 para. 1)", "passwords-route", "Schedule 1, paragraph 1",
	 "Schedule 2, paragraph 1: ETSI EN 303 645, provision 5.1-1 and, where relevant, 5.1-2", NULL, "dc-1"},
	{"reporting", "Information on how to report security issues (Sch. 1 para. 2)", "reporting-route",
	 "Schedule 1, paragraph 2", "Schedule 2, paragraph 2(2)(a): ETSI EN 303 645, provision 5.2-1",
	 "Schedule 2, paragraph 2(2)(b): ISO/IEC 29147, paragraphs 6.2.2, 6.2.5 and 6.5", "dc-2a"},
	{"support", "Information on minimum security update periods (Sch. 1 para. 3)", "support-route",
	 "Schedule 1, paragraph 3", "Schedule 2, paragraph 3: ETSI EN 303 645, provision 5.3-13", NULL, "dc-3"},
};

enum { KEEP_YEARS = 10 };

static const struct declared_entry *one(const struct dossier_input *in, const char *table)
{
	return declared_one(in->declared, table);
}

static const struct regime_group *group(const struct regime_result *r, const char *name)
{
	for (size_t i = 0; i < r->group_count; i++)
		if (strncmp(r->groups[i].name, name, strlen(name)) == 0)
			return &r->groups[i];
	return NULL;
}

static bool shown(const struct regime_result *r, const char *id)
{
	for (size_t i = 0; i < r->row_count; i++)
		if (strcmp(r->rows[i].row->id, id) == 0)
			return r->rows[i].state == STATE_MET;
	return false;
}

/* Nothing can be updated, or there are no passwords: the requirement asks nothing of this product. */
static bool asks_nothing(const struct regime_result *r, const char *name)
{
	const struct regime_group *g = group(r, name);

	return g && g->state == STATE_NOT_APPLICABLE;
}

static bool several(const struct dossier_input *in)
{
	return declared_count(in->declared, "manufacturer") > 0;
}

/* One statement for all manufacturers: s. 9(5). */
static bool joint(const struct dossier_input *in)
{
	return several(in) && entry_yes(one(in, "psti"), "joint-statement");
}

/* soc-a: which product, by type and batch. */
static void product_fields(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	const struct declared_entry *product = one(in, "product");

	document_heading(doc, 1, "Product");
	document_required(doc, "Product", entry_get(product, "name"), "product.name", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Model", entry_get(product, "model"), "product.model", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Type", entry_get(product, "type"), "product.type", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Batch", entry_get(product, "batch"), "product.batch", annex_ref("PSTI", "soc-a"));
	if (r->scope->answer == SCOPE_PARTLY)
		document_pair(doc, "Supplied in",
			      "Great Britain; units for Northern Ireland are excepted (Sch. 3 para. 1)");
}

/* soc-b: name and address of each manufacturer and authorised representative. */
static void party_fields(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *maker = one(in, "maker");

	document_heading(doc, 1, several(in) ? "Manufacturers" : "Manufacturer");
	document_required(doc, "Name", entry_get(maker, "name"), "maker.name", annex_ref("PSTI", "soc-b"));
	document_required(doc, "Address", entry_get(maker, "address"), "maker.address", annex_ref("PSTI", "soc-b"));
	DECLARED_EACH (in->declared, "manufacturer", other) {
		document_required(doc, "Name", entry_get(other, "name"), "manufacturer.name",
				  annex_ref("PSTI", "soc-b"));
		document_required(doc, "Address", entry_get(other, "address"), "manufacturer.address",
				  annex_ref("PSTI", "soc-b"));
	}
	DECLARED_EACH (in->declared, "representative", rep) {
		if (!entry_is(rep, "market", "UK"))
			continue;
		if (entry_among(maker, "country", "GB UK"))
			document_missing(doc, "representative.market",
					 "2022 Act s. 51(1): only a manufacturer that is not established in the United "
					 "Kingdom has an authorised representative there");
		document_heading(doc, 1, "Authorised representative");
		document_required(doc, "Name", entry_get(rep, "name"), "representative.name",
				  annex_ref("PSTI", "soc-b"));
		document_required(doc, "Address", entry_get(rep, "address"), "representative.address",
				  annex_ref("PSTI", "soc-b"));
	}
}

/* What the manufacturer says it relies on has to be what the case shows. */
static void refuse_what_is_not_shown(struct document *doc, const struct requirement *q, const struct regime_result *r,
				     const char *route, const char *field)
{
	const struct regime_group *g = group(r, q->group);
	enum regime_state state = g ? g->state : STATE_UNKNOWN;

	if (state == STATE_NOT_MET)
		document_missing(doc, q->title, "the case shows that this requirement is not met");
	else if (state != STATE_MET && state != STATE_NOT_APPLICABLE)
		document_missing(doc, q->title, "the case does not show that this requirement is met: holdfast gap");
	else if (strcmp(route, "requirements") == 0 && g->deemed)
		document_missing(doc, field, "the case shows the requirement by Schedule 2 only");
	else if (strcmp(route, "standard") == 0 && !shown(r, q->standard_row))
		document_missing(doc, field, "the case does not show the provisions of EN 303 645 V2.1.1 to PASS");
	else if (strcmp(route, "iso-29147") == 0 && !shown(r, "dc-2b"))
		document_missing(doc, field, "the case does not show ISO/IEC 29147 to be met");
	else if (strcmp(route, "label") == 0 && !shown(r, "dc-soc"))
		document_missing(doc, field, "no valid label is declared");
}

/* soc-d: the opinion rests on what the case shows, requirement by requirement. */
static void requirement_rows(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {{"Security requirement", 3, false}, {"Relied on", 3, false}};

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < ARRAY_LEN(requirements); i++) {
		const struct requirement *q = &requirements[i];
		const char *route = entry_get(one(in, "psti"), q->route);
		char field[64];

		snprintf(field, sizeof field, "psti.%s", q->route);
		document_cell(doc, TONE_PLAIN, "%s", q->title);
		if (asks_nothing(r, q->group)) {
			document_cell(doc, TONE_PLAIN, "Does not apply: %s",
				      i == 0 ? "no passwords" : "nothing in the product can be updated");
			continue;
		}
		document_cell(doc, TONE_PLAIN, "%s",
			      strcmp(route, "requirements") == 0          ? q->itself
			      : strcmp(route, "standard") == 0            ? q->standard
			      : strcmp(route, "label") == 0               ? "Schedule 2: the label named below"
			      : strcmp(route, "iso-29147") == 0 && q->iso ? q->iso
									  : "(missing)");
		if (!route[0])
			document_missing(doc, field, annex_ref("PSTI", "soc-d"));
		refuse_what_is_not_shown(doc, q, r, route, field);
	}
}

/* soc-2: number, version and date of issue of each standard relied on. */
static void standards(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *psti = one(in, "psti");
	bool en = false, iso = false, label = false;

	for (size_t i = 0; i < ARRAY_LEN(requirements); i++) {
		en |= entry_is(psti, requirements[i].route, "standard");
		iso |= entry_is(psti, requirements[i].route, "iso-29147");
		label |= entry_is(psti, requirements[i].route, "label");
	}
	document_heading(doc, 1, "Standards relied on");
	if (en)
		document_item(doc, "ETSI EN 303 645, V2.1.1, issued 19 June 2020");
	if (iso)
		document_item(doc, "ISO/IEC 29147:2018, second edition, issued October 2018");
	if (label) {
		document_required(doc, "Label", entry_get(psti, "label"), "psti.label", annex_ref("PSTI", "dc-soc"));
		document_required(doc, "Level", entry_get(psti, "label-level"), "psti.label-level",
				  annex_ref("PSTI", "dc-soc"));
		document_required(doc, "Registration", entry_get(psti, "label-id"), "psti.label-id",
				  annex_ref("PSTI", "dc-soc"));
		document_required(doc, "Valid until", entry_get(psti, "label-expires"), "psti.label-expires",
				  annex_ref("PSTI", "dc-soc"));
	}
	if (!en && !iso && !label)
		document_text(doc, "None: the requirements of Schedule 1 are met themselves.");
}

static const char *place_of(const struct dossier_input *in)
{
	const struct declared_entry *psti = one(in, "psti");

	return entry_has(psti, "statement-place") ? entry_get(psti, "statement-place")
						  : entry_get(one(in, "maker"), "place");
}

static const char *date_of(const struct dossier_input *in)
{
	const struct declared_entry *psti = one(in, "psti");

	return entry_has(psti, "statement-date") ? entry_get(psti, "statement-date") : in->date;
}

/* soc-c and soc-d: by whom it is prepared, and whose opinion it states. */
static void declarations(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *maker = one(in, "maker"), *psti = one(in, "psti");
	const char *name = entry_has(maker, "name") ? entry_get(maker, "name") : "(missing)";

	document_heading(doc, 1, "Declarations");
	if (joint(in)) {
		document_item(doc, "The manufacturers named above, acting jointly, or somebody on behalf of all of "
				   "them, have prepared this statement of compliance.");
		document_item(doc, "In the opinion of each of these manufacturers, it has complied with the applicable "
				   "security requirements in Schedule 1, or with the deemed compliance conditions in "
				   "Schedule 2, as follows.");
	} else {
		document_item(doc,
			      "The manufacturer, %s, or somebody on its behalf has prepared this statement of "
			      "compliance.",
			      name);
		document_item(doc,
			      "In the opinion of the manufacturer%s%s, it has complied with the applicable "
			      "security requirements in Schedule 1, or with the deemed compliance conditions in "
			      "Schedule 2, as follows.",
			      several(in) ? " " : "", several(in) ? name : "");
	}
	if (several(in) && !entry_has(psti, "joint-statement"))
		document_missing(doc, "psti.joint-statement", "2022 Act s. 9(5)");
	DECLARED_EACH (in->declared, "manufacturer", other)
		if (joint(in) && !entry_yes(other, "meets"))
			document_missing(doc, "manufacturer.meets", annex_ref("PSTI", "dc-multi"));
}

/* soc-e: a period with an end date (reg. 2(1)), as it was right on first supply. */
static void support_fields(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	const struct declared_entry *support = one(in, "support");
	const char *first = entry_get(one(in, "psti"), "support-first"), *start = entry_get(support, "start");

	document_heading(doc, 1, "Defined support period");
	if (asks_nothing(r, "support")) {
		document_text(doc, "None: nothing in the product can receive security updates.");
		return;
	}
	document_text(doc, "The shortest time for which security updates are provided, as it was right when the "
			   "manufacturer first supplied the product:");
	if (start[0])
		document_pair(doc, "From", "%s", start);
	document_required(doc, "Until at least", first, "psti.support-first", annex_ref("PSTI", "soc-e"));
	if (start[0] && first[0] && strcmp(first, start) < 0)
		document_missing(doc, "psti.support-first", "the support period would end before it begins");
}

/* soc-f and soc-g */
static void signatures(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *maker = one(in, "maker");

	document_heading(doc, 1, "Signed");
	document_required(doc, "Name", entry_get(maker, "signatory"), "maker.signatory", annex_ref("PSTI", "soc-f"));
	document_required(doc, "Function", entry_get(maker, "signatory-function"), "maker.signatory-function",
			  annex_ref("PSTI", "soc-f"));
	document_required(doc, "Place of issue", place_of(in), "maker.place", annex_ref("PSTI", "soc-g"));
	document_required(doc, "Date of issue", date_of(in), "psti.statement-date", annex_ref("PSTI", "soc-g"));
	if (strcmp(date_of(in), in->date) > 0)
		document_missing(doc, "psti.statement-date", "a date of issue that is still to come");
	document_signature(doc, entry_get(maker, "signatory-function"), entry_get(maker, "signatory"), place_of(in),
			   date_of(in));
	DECLARED_EACH (in->declared, "manufacturer", other) {
		if (!joint(in))
			break;
		document_required(doc, "For", entry_get(other, "name"), "manufacturer.name",
				  annex_ref("PSTI", "soc-f"));
		document_required(doc, "Name", entry_get(other, "signatory"), "manufacturer.signatory",
				  annex_ref("PSTI", "soc-f"));
		document_required(doc, "Function", entry_get(other, "signatory-function"),
				  "manufacturer.signatory-function", annex_ref("PSTI", "soc-f"));
		document_signature(doc, entry_get(other, "signatory-function"), entry_get(other, "signatory"),
				   place_of(in), date_of(in));
	}
}

/* Regs 8 and 9: ten years from issue, or the support period in the statement, whichever is longer. */
static void keep_note(const struct dossier_input *in, struct document *doc)
{
	const char *first = entry_get(one(in, "psti"), "support-first");
	char until[DAY_TEXT];
	int32_t issued;

	if (!day_parse(bytes_str(date_of(in)), &issued))
		return;
	day_print(day_add_years(issued, KEEP_YEARS), until);
	document_note(doc, TONE_MUTE,
		      "To be kept by the manufacturer and by each importer for ten years from issue, or to the end of "
		      "the period above where that is longer (regulations 8 and 9): until %s.",
		      strcmp(first, until) > 0 ? first : until);
}

bool dossier_psti_statement(const struct dossier_input *in, struct document *doc, struct error *e)
{
	struct regime_result r;

	TRY(annex_evaluate(in, REGIME_PSTI, &r, e));
	if (!annex_wanted(in, doc, &r, "UK", "the UK regime"))
		return true;
	document_text(doc,
		      "The Product Security and Telecommunications Infrastructure (Security Requirements for Relevant "
		      "Connectable Products) Regulations 2023, Schedule 4");
	product_fields(in, doc, &r);
	party_fields(in, doc);
	declarations(in, doc);
	requirement_rows(in, doc, &r);
	standards(in, doc);
	support_fields(in, doc, &r);
	signatures(in, doc);
	keep_note(in, doc);
	return true;
}

bool dossier_psti_summary(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *product = one(in, "product"), *maker = one(in, "maker"), *psti = one(in, "psti");
	struct regime_result r;
	struct document *statement = document_new(in->arena, "statement", "Statement of compliance", NULL);

	if (!statement)
		return error_memory(e, "summary of the statement");
	/* what cannot be stated cannot be summed up */
	TRY(dossier_psti_statement(in, statement, e));
	if (*in->omitted)
		return true;
	annex_missing_as_in(doc, statement);
	TRY(annex_evaluate(in, REGIME_PSTI, &r, e));
	document_required(doc, "Product", entry_get(product, "name"), "product.name", "2022 Act s. 9(2)(b)");
	document_required(doc, "Model", entry_get(product, "model"), "product.model", "2022 Act s. 9(2)(b)");
	document_required(doc, "Batch", entry_get(product, "batch"), "product.batch", "2022 Act s. 9(2)(b)");
	document_required(doc, "Manufacturer", entry_get(maker, "name"), "maker.name", "2022 Act s. 9(2)(b)");
	document_required(doc, "Address", entry_get(maker, "address"), "maker.address", "2022 Act s. 9(2)(b)");
	DECLARED_EACH (in->declared, "manufacturer", other)
		document_pair(doc, "Manufacturer", "%s, %s", entry_get(other, "name"), entry_get(other, "address"));
	document_text(
		doc,
		"A statement of compliance with the security requirements of the UK regulations on relevant "
		"connectable products (SI 2023/1007) was prepared by or on behalf of the manufacturer%s and issued at "
		"%s on %s.",
		joint(in) ? "s jointly" : "", place_of(in)[0] ? place_of(in) : "(missing)", date_of(in));
	if (asks_nothing(&r, "support"))
		document_pair(doc, "Security updates", "none: nothing in the product can receive them");
	else
		document_required(doc, "Security updates until at least", entry_get(psti, "support-first"),
				  "psti.support-first", "2022 Act s. 9(2)(b)");
	document_text(doc, "It does not take the place of the statement, which has to accompany the product: no "
			   "regulation says yet what a summary that may do so looks like.");
	if (entry_has(psti, "statement-url"))
		document_link(doc, "The whole statement", entry_get(psti, "statement-url"));
	if (entry_has(one(in, "disclosure"), "url"))
		document_link(doc, "How to report a security issue", entry_get(one(in, "disclosure"), "url"));
	return true;
}
