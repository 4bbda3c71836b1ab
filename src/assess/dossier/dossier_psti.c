/* The UK statement of compliance: SI 2023/1007 Sch. 4, every field; and its summary (s. 9 of the 2022 Act; no
 * regulation says yet what a summary holds). It speaks for the manufacturer: it is refused where a field is missing,
 * and where the case does not show that each of the three security requirements is met. */
#include "assess/dossier/annex.h"

#include <string.h>

static const char *const requirements[] = {"passwords", "reporting", "support"};

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

/* soc-a: which product, by type and batch. */
static void product_fields(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *product = one(in, "product");

	document_heading(doc, 1, "Product");
	document_required(doc, "Product", entry_get(product, "name"), "product.name", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Model", entry_get(product, "model"), "product.model", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Type", entry_get(product, "type"), "product.type", annex_ref("PSTI", "soc-a"));
	document_required(doc, "Batch", entry_get(product, "batch"), "product.batch", annex_ref("PSTI", "soc-a"));
}

/* soc-b: name and address of each manufacturer and authorised representative. */
static void party_fields(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *maker = one(in, "maker");

	document_heading(doc, 1, "Manufacturer");
	document_required(doc, "Name", entry_get(maker, "name"), "maker.name", annex_ref("PSTI", "soc-b"));
	document_required(doc, "Address", entry_get(maker, "address"), "maker.address", annex_ref("PSTI", "soc-b"));
	DECLARED_EACH (in->declared, "representative", rep) {
		if (!entry_is(rep, "market", "UK"))
			continue;
		document_heading(doc, 1, "Authorised representative");
		document_required(doc, "Name", entry_get(rep, "name"), "representative.name",
				  annex_ref("PSTI", "soc-b"));
		document_required(doc, "Address", entry_get(rep, "address"), "representative.address",
				  annex_ref("PSTI", "soc-b"));
	}
}

/* soc-d: the opinion rests on what the case shows, requirement by requirement. */
static void requirement_rows(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {{"Security requirement", 3, false}, {"Relied on", 3, false}};
	static const struct {
		const char *group, *title, *route, *first;
	} rows[] = {{"passwords", "Passwords (Sch. 1 para. 1)", "psti.passwords-route", "Schedule 1, paragraph 1"},
		    {"reporting", "Information on how to report security issues (Sch. 1 para. 2)",
		     "psti.reporting-route", "Schedule 1, paragraph 2"},
		    {"support", "Information on minimum security update periods (Sch. 1 para. 3)", "psti.support-route",
		     "Schedule 1, paragraph 3"}};

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct regime_group *g = group(r, rows[i].group);
		const char *route = entry_get(one(in, "psti"), rows[i].route + strlen("psti."));
		enum regime_state state = g ? g->state : STATE_UNKNOWN;

		document_cell(doc, TONE_PLAIN, "%s", rows[i].title);
		/* what the maker relies on, not what would do as well */
		if (strcmp(route, "requirements") == 0)
			document_cell(doc, TONE_PLAIN, "%s", rows[i].first);
		else if (strcmp(route, "label") == 0)
			document_cell(doc, TONE_PLAIN, "The label named below (Schedule 2)");
		else
			document_cell(doc, TONE_PLAIN, "%s", g && g->route[0] ? g->route : "Schedule 2");
		if (!route[0])
			document_missing(doc, rows[i].route, annex_ref("PSTI", "soc-d"));
		if (state == STATE_NOT_MET)
			document_missing(doc, rows[i].title, "the case shows that this requirement is not met");
		else if (state != STATE_MET && state != STATE_NOT_APPLICABLE)
			document_missing(doc, rows[i].title,
					 "the case does not show that this requirement is met: holdfast gap");
	}
}

/* soc-2: number, version and date of issue of each standard relied on. */
static void standards(const struct dossier_input *in, struct document *doc)
{
	static const char *const routes[] = {"passwords-route", "reporting-route", "support-route"};
	const struct declared_entry *psti = one(in, "psti");
	bool en = false, iso = false, label = false;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		en |= entry_is(psti, routes[i], "standard");
		iso |= entry_is(psti, routes[i], "iso-29147");
		label |= entry_is(psti, routes[i], "label");
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

bool dossier_psti_statement(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *maker = one(in, "maker");
	struct regime_result r;

	TRY(annex_evaluate(in, REGIME_PSTI, &r, e));
	if (!annex_wanted(in, &r, "UK", "the UK regime"))
		return true;
	document_text(doc,
		      "The Product Security and Telecommunications Infrastructure (Security Requirements for Relevant "
		      "Connectable Products) Regulations 2023, Schedule 4");
	product_fields(in, doc);
	party_fields(in, doc);
	document_heading(doc, 1, "Declarations");
	/* soc-c */
	document_item(doc, "The manufacturer, %s, or somebody on its behalf has prepared this statement of compliance.",
		      entry_has(maker, "name") ? entry_get(maker, "name") : "(missing)");
	document_item(doc, "In the opinion of the manufacturer, the product complies with each applicable security "
			   "requirement of Schedule 1, or meets the conditions for deemed compliance of Schedule 2, as "
			   "follows.");
	requirement_rows(in, doc, &r);
	standards(in, doc);
	document_heading(doc, 1, "Defined support period");
	document_required(doc, "Until, when first supplied by the manufacturer",
			  entry_get(one(in, "psti"), "support-first"), "psti.support-first",
			  annex_ref("PSTI", "soc-e"));
	document_heading(doc, 1, "Signed");
	document_required(doc, "Name", entry_get(maker, "signatory"), "maker.signatory", annex_ref("PSTI", "soc-f"));
	document_required(doc, "Function", entry_get(maker, "signatory-function"), "maker.signatory-function",
			  annex_ref("PSTI", "soc-f"));
	document_required(doc, "Place of issue", place_of(in), "maker.place", annex_ref("PSTI", "soc-g"));
	document_required(doc, "Date of issue", date_of(in), "psti.statement-date", annex_ref("PSTI", "soc-g"));
	document_signature(doc, entry_get(maker, "signatory-function"), entry_get(maker, "signatory"), place_of(in),
			   date_of(in));
	return true;
}

bool dossier_psti_summary(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *product = one(in, "product"), *maker = one(in, "maker"), *psti = one(in, "psti");
	struct regime_result r;

	TRY(annex_evaluate(in, REGIME_PSTI, &r, e));
	if (!annex_wanted(in, &r, "UK", "the UK regime"))
		return true;
	for (size_t i = 0; i < ARRAY_LEN(requirements); i++) {
		const struct regime_group *g = group(&r, requirements[i]);

		if (!g || (g->state != STATE_MET && g->state != STATE_NOT_APPLICABLE))
			document_missing(doc, requirements[i],
					 "the case does not show that this security requirement is met");
	}
	document_required(doc, "Product", entry_get(product, "name"), "product.name", "2022 Act s. 9");
	document_required(doc, "Model", entry_get(product, "model"), "product.model", "2022 Act s. 9");
	document_required(doc, "Batch", entry_get(product, "batch"), "product.batch", "2022 Act s. 9");
	document_required(doc, "Manufacturer", entry_get(maker, "name"), "maker.name", "2022 Act s. 9");
	document_required(doc, "Address", entry_get(maker, "address"), "maker.address", "2022 Act s. 9");
	document_text(
		doc,
		"The manufacturer has prepared a statement of compliance with the security requirements of the UK "
		"regulations on relevant connectable products (SI 2023/1007). It was issued at %s on %s.",
		place_of(in)[0] ? place_of(in) : "(missing)", date_of(in));
	document_required(doc, "Security updates until", entry_get(psti, "support-first"), "psti.support-first",
			  "2022 Act s. 9");
	/* s. 9(2)(b) allows a summary in the form that regulations specify, and none do */
	document_text(doc, "It does not take the place of the statement, which has to accompany the product.");
	if (entry_has(psti, "statement-url"))
		document_link(doc, "The whole statement", entry_get(psti, "statement-url"));
	if (entry_has(one(in, "disclosure"), "url"))
		document_link(doc, "How to report a security issue", entry_get(one(in, "disclosure"), "url"));
	return true;
}
