/* Documents of the EU Cyber Resilience Act, Regulation (EU) 2024/2847: the declaration of conformity (Annex V) and its
 * short form (Annex VI), the information for users (Annex II) and the technical documentation (Annex VII).
 *
 * The declaration is refused where a field is missing, where a row of Annex I, of Article 13 or of the conformity
 * procedure is not met, where it is not known which procedure is right, and where a row of Annex I is neither shown by
 * the case nor, as the manufacturer declares with the document's name (cra.shown-elsewhere), outside it: EN 303 645
 * covers many of these rows only in part. It covers all other Union acts that ask for one (Art. 28(3)): those are
 * nothing this case looks at, so each has to name the document that shows it. */
#include "assess/dossier/annex.h"

#include "assess/judge/judge.h"

#include <string.h>

static const struct declared_entry *one(const struct dossier_input *in, const char *table)
{
	return declared_one(in->declared, table);
}

static bool opened(const struct dossier_input *in, struct document *doc, struct regime_result *r, bool *ret_wanted,
		   struct error *e)
{
	TRY(annex_evaluate(in, REGIME_CRA, r, e));
	*ret_wanted = annex_wanted(in, doc, r, "EU", "Regulation (EU) 2024/2847");
	return true;
}

/* ------------------------------------------------------------------------------------------ Annexes V and VI */

/* The document that shows a row outside this case: "report 12" of "A1-I-1: report 12"; NULL. */
static const char *shown_elsewhere(const struct dossier_input *in, const char *row)
{
	const struct declared_entry *cra = one(in, "cra");
	size_t len = strlen(row);

	for (size_t i = 0; i < entry_count(cra, "shown-elsewhere"); i++) {
		const char *text = entry_at(cra, "shown-elsewhere", i);

		if (strncmp(text, row, len) == 0 && text[len] == ':' && text[len + 1] == ' ' && text[len + 2])
			return text + len + 2;
	}
	return NULL;
}

static void refuse_what_is_not_met(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	for (size_t i = 0; i < r->row_count; i++) {
		const struct regime_result_row *row = &r->rows[i];

		if (row->state == STATE_UNKNOWN && strncmp(row->group, "Annex I ", 8) == 0 &&
		    !shown_elsewhere(in, row->row->id))
			document_missing(doc, "cra.shown-elsewhere", row->row->id);
		if (row->state == STATE_UNKNOWN && strncmp(row->row->id, "Art32-", 6) == 0)
			document_missing(doc, row->row->id, row->reason);
		if (row->state != STATE_NOT_MET || row->force != FORCE_MUST)
			continue;
		if (strncmp(row->group, "Annex I ", 8) == 0 || strcmp(row->group, "Article 13") == 0 ||
		    strcmp(row->group, "conformity") == 0)
			document_missing(doc, row->row->id, row->reason);
	}
}

/* How an act is named: Art. 28(3) wants its publication reference. */
static const char *act_name(const struct declared_entry *act, bool reference)
{
	static const struct {
		const char *act, *name, *with_reference;
	} names[] = {
		{"RED", "Directive 2014/53/EU", "Directive 2014/53/EU on radio equipment (OJ L 153, 22.5.2014, p. 62)"},
		{"LVD", "Directive 2014/35/EU",
		 "Directive 2014/35/EU on electrical equipment for use within certain voltage limits (OJ L 96, "
		 "29.3.2014, p. 357)"},
		{"EMC", "Directive 2014/30/EU",
		 "Directive 2014/30/EU on electromagnetic compatibility (OJ L 96, 29.3.2014, p. 79)"},
		{"RoHS", "Directive 2011/65/EU",
		 "Directive 2011/65/EU on hazardous substances in electrical and electronic equipment (OJ L 174, "
		 "1.7.2011, p. 88)"},
		{"toys", "Directive 2009/48/EC",
		 "Directive 2009/48/EC on the safety of toys (OJ L 170, 30.6.2009, p. 1)"},
	};

	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (entry_is(act, "act", names[i].act))
			return reference ? names[i].with_reference : names[i].name;
	return entry_has(act, "title") ? entry_get(act, "title") : "(missing)";
}

/* Annex V 5, and the acts of Art. 28(3). */
static void conformity(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	static const char applies[] = "2027-12-11"; /* Art. 71(2) */

	document_heading(doc, 1, "5. Conformity");
	document_text(doc, "The object described above conforms to the relevant Union harmonisation legislation:");
	document_item(doc, "Regulation (EU) 2024/2847, Cyber Resilience Act (OJ L, 2024/2847, 20.11.2024)");
	DECLARED_EACH (in->declared, "union-act", act) {
		document_item(doc, "%s", act_name(act, true));
		if (entry_is(act, "act", "other") && !entry_has(act, "title"))
			document_missing(doc, "union-act.title", "Art. 28(3)");
		if (!entry_has(act, "shown-by"))
			document_missing(doc, "union-act.shown-by",
					 "this case does not look at other Union acts: the document that shows it");
	}
	if (!declared_count(in->declared, "union-act") && !entry_yes(one(in, "cra"), "no-other-acts"))
		document_missing(doc, "union-act", "Art. 28(3): one declaration for all Union acts that ask for one");
	if (declared_count(in->declared, "union-act") && entry_yes(one(in, "cra"), "no-other-acts"))
		document_missing(doc, "cra.no-other-acts", "other Union acts are declared");
	/* Art. 28(1) */
	document_text(doc, "It has been demonstrated that the essential cybersecurity requirements of Annex I to "
			   "Regulation (EU) 2024/2847 that apply to it are fulfilled.");
	if (strcmp(in->date, applies) < 0)
		document_text(doc, "Regulation (EU) 2024/2847 applies in full from 11 December 2027 (Article 71(2)); "
				   "this declaration is drawn up before that day.");
	refuse_what_is_not_met(in, doc, r);
}

/* Annex V 6: to which act a standard belongs is part of the reference. */
static void standards(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column columns[] = {{"Union act", 2, false}, {"Relied on", 4, false}};
	const struct declared_entry *product = one(in, "product");

	document_heading(doc, 1, "6. Standards and specifications relied on");
	if (!entry_has(product, "harmonised-standards"))
		document_missing(doc, "product.harmonised-standards", annex_ref("CRA", "A5-6"));
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < entry_count(product, "harmonised-standards"); i++) {
		const char *name = entry_at(product, "harmonised-standards", i);

		document_cell(doc, TONE_PLAIN, "Regulation (EU) 2024/2847");
		document_cell(doc, TONE_PLAIN, "%s%s", name,
			      strstr(name, "18031")
				      ? " (as a technical specification: it is harmonised under Directive "
					"2014/53/EU, not under this Regulation)"
				      : "");
	}
	DECLARED_EACH (in->declared, "union-act", act) {
		for (size_t i = 0; i < entry_count(act, "standards"); i++) {
			document_cell(doc, TONE_PLAIN, "%s", act_name(act, false));
			document_cell(doc, TONE_PLAIN, "%s", entry_at(act, "standards", i));
		}
	}
}

/* Annex V 7: a notified body takes part in every procedure but internal control and certification. */
static void assessment(const struct dossier_input *in, struct document *doc)
{
	static const struct annex_item body = {"A5-7", "Notified body", "cra.notified-body; cra.certificate", NULL};
	static const struct annex_item scheme = {"A5-7", "Certification", "cra.certificate; cra.notified-body?", NULL};
	static const struct {
		const char *route, *words;
	} procedures[] = {
		{"A", "Internal control (module A)"},
		{"B+C",
		 "EU-type examination, and conformity to type based on internal production control (modules B and C)"},
		{"H", "Conformity based on full quality assurance (module H)"},
		{"certification", "European cybersecurity certification scheme"},
	};
	const struct declared_entry *cra = one(in, "cra");
	const char *words = "";

	for (size_t i = 0; i < ARRAY_LEN(procedures); i++)
		if (entry_is(cra, "route", procedures[i].route))
			words = procedures[i].words;
	document_heading(doc, 1, "7. Conformity assessment");
	document_required(doc, "Procedure under Regulation (EU) 2024/2847", words, "cra.route",
			  annex_ref("CRA", "A5-7"));
	if (entry_has(cra, "route") && !entry_is(cra, "route", "A"))
		annex_print(in, doc, "CRA", 2, entry_is(cra, "route", "certification") ? &scheme : &body);
	DECLARED_EACH (in->declared, "union-act", act) {
		if (!entry_has(act, "procedure") && !entry_has(act, "notified-body") && !entry_has(act, "certificate"))
			continue;
		document_heading(doc, 2, "%s", act_name(act, false));
		if (entry_has(act, "procedure"))
			document_pair(doc, "Procedure", "%s", entry_get(act, "procedure"));
		if (entry_has(act, "notified-body"))
			document_pair(doc, "Notified body", "%s", entry_get(act, "notified-body"));
		if (entry_has(act, "certificate"))
			document_pair(doc, "Certificate", "%s", entry_get(act, "certificate"));
	}
}

bool dossier_eu_declaration(const struct dossier_input *in, struct document *doc, struct error *e)
{
	static const struct annex_item items[] = {
		{"A5-1", "1. Product",
		 "product.name; product.type; product.model; product.batch?; product.software-version", NULL},
		{"A5-2", "2. Manufacturer", "maker.name; maker.address", NULL},
		{"A5-4", "4. Object of the declaration", "product.description; product.photos?",
		 "The product named under 1, with the software named there:"},
	};
	const struct declared_entry *maker = one(in, "maker");
	struct regime_result r;
	bool wanted;

	TRY(opened(in, doc, &r, &wanted, e));
	if (!wanted)
		return true;
	document_text(doc, "Regulation (EU) 2024/2847 (Cyber Resilience Act), Article 28 and Annex V");
	annex_print(in, doc, "CRA", 1, &items[0]);
	annex_print(in, doc, "CRA", 1, &items[1]);
	DECLARED_EACH (in->declared, "representative", rep) {
		if (entry_is(rep, "market", "EU"))
			document_pair(doc, "Authorised representative", "%s, %s", entry_get(rep, "name"),
				      entry_get(rep, "address"));
	}
	document_heading(doc, 1, "3. Responsibility");
	document_text(doc, "%s alone is responsible for issuing this declaration.",
		      entry_has(maker, "name") ? entry_get(maker, "name") : "(missing)");
	annex_print(in, doc, "CRA", 1, &items[2]);
	conformity(in, doc, &r);
	standards(in, doc);
	assessment(in, doc);
	document_heading(doc, 1, "8. Further information");
	document_pair(doc, "Signed for and on behalf of", "%s",
		      entry_has(maker, "name") ? entry_get(maker, "name") : "(missing)");
	document_required(doc, "Name", entry_get(maker, "signatory"), "maker.signatory", annex_ref("CRA", "A5-8"));
	document_required(doc, "Function", entry_get(maker, "signatory-function"), "maker.signatory-function",
			  annex_ref("CRA", "A5-8"));
	document_required(doc, "Place of issue", entry_get(maker, "place"), "maker.place", annex_ref("CRA", "A5-8"));
	document_pair(doc, "Date of issue", "%s", in->date);
	document_signature(doc, entry_get(maker, "signatory-function"), entry_get(maker, "signatory"),
			   entry_get(maker, "place"), in->date);
	return true;
}

/* Annex VI, for each act that the whole declaration covers. */
bool dossier_eu_declaration_short(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *maker = one(in, "maker"), *product = one(in, "product");
	struct document *whole = document_new(in->arena, "declaration", "EU declaration of conformity", NULL);

	if (!whole)
		return error_memory(e, "simplified declaration");
	/* it says where the whole one is: what cannot be declared at length cannot be declared in short */
	TRY(dossier_eu_declaration(in, whole, e));
	if (*in->omitted)
		return true;
	annex_missing_as_in(doc, whole);
	document_text(
		doc,
		"%s declares that the product with digital elements %s %s (%s) is in compliance with Regulation (EU) "
		"2024/2847 (OJ L, 2024/2847, 20.11.2024).",
		entry_get(maker, "name"), entry_get(product, "name"), entry_get(product, "model"),
		entry_get(product, "type"));
	DECLARED_EACH (in->declared, "union-act", act)
		document_item(doc, "It is in compliance with %s too.", act_name(act, false));
	document_required(doc, "Manufacturer", entry_get(maker, "name"), "maker.name", annex_ref("CRA", "A6"));
	document_required(doc, "Product", entry_get(product, "name"), "product.name", annex_ref("CRA", "A6"));
	document_required(doc, "Type", entry_get(product, "type"), "product.type", annex_ref("CRA", "A6"));
	if (entry_has(one(in, "cra"), "declaration-url"))
		document_link(doc, "The whole declaration", entry_get(one(in, "cra"), "declaration-url"));
	else
		document_missing(doc, "cra.declaration-url", annex_ref("CRA", "A6"));
	return true;
}

/* ------------------------------------------------------------------------------------------ Annex II */

bool dossier_user_information(const struct dossier_input *in, struct document *doc, struct error *e)
{
	static const struct annex_item items[] = {
		{"A2-1", "Who makes it", "maker.name; maker.address; maker.email; maker.url?", NULL},
		{"A2-2", "Where to report a weakness", "disclosure.contact; disclosure.url", NULL},
		{"A2-3", "Which product this is about", "product.name; product.type; product.model; product.batch?",
		 NULL},
		{"A2-4", "What it is for and what it does for security",
		 "product.description; product.security-properties", NULL},
		{"A2-5", "What can lead to risks", "product.foreseeable-misuse", NULL},
		{"A2-6", "EU declaration of conformity", "cra.declaration-url", NULL},
		{"A2-7", "Security updates", "support.end; support.url",
		 "Weaknesses are repaired by updates until the day named here:"},
		{"A2-8(a)", "Setting it up and using it securely",
		 "UserInfo.documentation-of-secure-setup; UserInfo.setup-url?; UserInfo.documentation-of-setup-check?; "
		 "UserInfo.setup-check-steps?",
		 NULL},
		{"A2-8(b)", "What changes can do", "cra.effects-of-changes", NULL},
		{"A2-8(c)", "Installing updates", "UpdMech.initiation", NULL},
		{"A2-8(d)", "Giving it away or throwing it away",
		 "UserInfo.documentation-of-deletion; DelFunc.initiation; UserInfo.deletion-url?", NULL},
		{"A2-8(e)", "Switching automatic updates off", "UpdMech.configuration", NULL},
		{"A2-8(f)", "For those who build it into other products", "cra.integrator-information", NULL},
		{"A2-9", "Bill of materials", "cra.sbom-url?", NULL},
	};
	struct regime_result r;
	bool wanted;

	TRY(opened(in, doc, &r, &wanted, e));
	if (!wanted)
		return true;
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		struct annex_item item = items[i];

		/* offered to users or not: Annex II 9 asks for the address only where it is */
		if (strcmp(items[i].row, "A2-9") == 0 && !entry_has(one(in, "cra"), "sbom-url"))
			continue;
		item.for_users = true;
		/* a promise of repair that is over would be none */
		if (strcmp(items[i].row, "A2-7") == 0 && strcmp(entry_get(one(in, "support"), "end"), in->date) < 0)
			item.lead = "Weaknesses were repaired by updates until the day named here; what is found since "
				    "is not:";
		annex_print(in, doc, "CRA", 1, &item);
	}
	return true;
}

/* ------------------------------------------------------------------------------------------ Annex VII */

/* Annex VII 2(a): how software components build on or feed into each other. */
static void architecture(const struct dossier_input *in, struct document *doc)
{
	static const struct document_column parts[] = {
		{"Component", 2, true}, {"What it is", 6, false}, {"Updated by", 2, true}};
	static const struct document_column services[] = {
		{"Service", 2, true}, {"What it does", 6, false}, {"Over", 3, true}, {"After", 3, true}};

	if (declared_count(in->declared, "SoftComp")) {
		document_table(doc, parts, ARRAY_LEN(parts));
		DECLARED_EACH (in->declared, "SoftComp", e) {
			document_cell(doc, TONE_PLAIN, "%s", e->id);
			document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "description"));
			document_cell(doc, TONE_PLAIN, "%s",
				      entry_has(e, "update-mechanism") ? entry_get(e, "update-mechanism")
								       : "not updated");
		}
	} else {
		document_missing(doc, "SoftComp.description", annex_ref("CRA", "A7-2(a)"));
	}
	if (!declared_count(in->declared, "SoftServ"))
		return;
	document_table(doc, services, ARRAY_LEN(services));
	DECLARED_EACH (in->declared, "SoftServ", e) {
		document_cell(doc, TONE_PLAIN, "%s", e->id);
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "description"));
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "interface"));
		document_cell(doc, TONE_PLAIN, "%s", entry_get(e, "authentication"));
	}
}

/* Annex VII 3: how Annex I Part I applies. */
static void essential_requirements(const struct dossier_input *in, struct document *doc, const struct regime_result *r)
{
	static const struct document_column columns[] = {
		{"Annex I", 2, false}, {"What it asks", 6, false}, {"In this case", 2, false}, {"Why", 6, false}};

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < r->row_count; i++) {
		const struct regime_result_row *row = &r->rows[i];
		const char *elsewhere = shown_elsewhere(in, row->row->id);

		if (strncmp(row->group, "Annex I ", 8) != 0)
			continue;
		document_cell(doc, TONE_PLAIN, "%s", row->row->ref);
		document_cell(doc, TONE_PLAIN, "%s", row->row->requirement);
		document_cell(doc,
			      row->state == STATE_MET       ? TONE_GOOD
			      : row->state == STATE_NOT_MET ? TONE_BAD
			      : row->state == STATE_UNKNOWN ? TONE_OPEN
							    : TONE_MUTE,
			      "%s", regime_state_name(row->state));
		document_cell(doc, TONE_PLAIN, "%s%s%s", row->reason, elsewhere ? "\nShown by: " : "",
			      elsewhere ? elsewhere : "");
	}
}

static bool anything_decided(const struct assessment *a)
{
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].verdict == VERDICT_PASS || a->units[i].verdict == VERDICT_FAIL)
			return true;
	return false;
}

static void test_reports(const struct dossier_input *in, struct document *doc)
{
	const struct assessment *a = dossier_assessment(in);

	document_heading(doc, 1, "6. Test reports");
	if (!anything_decided(a))
		document_missing(doc, "holdfast assess", annex_ref("CRA", "A7-6"));
	document_text(doc,
		      "1-assessment/test-report: the units of TS 103 701 for EN 303 645 %s with verdicts and evidence; "
		      "overall: "
		      "%s. Test reports beside it:",
		      edition_name(a->edition), verdict_name(a->overall));
	document_required(doc, "Kept with", entry_get(one(in, "cra"), "technical-file"), "cra.technical-file",
			  annex_ref("CRA", "A7-6"));
}

/* A copy stands in this dossier only where it can be drawn up. */
static bool beside(const struct dossier_input *in, struct document *doc, const char *path,
		   bool (*build)(const struct dossier_input *in, struct document *doc, struct error *e),
		   struct error *e)
{
	struct document *copy = document_new(in->arena, "copy", path, NULL);

	if (!copy)
		return error_memory(e, "technical documentation");
	TRY(build(in, copy, e));
	if (document_missing_count(copy))
		document_note(doc, TONE_OPEN, "Not in this dossier yet: %s is refused, since %s is missing.", path,
			      document_missing_field(copy, 0));
	else
		document_pair(doc, "Copy in this dossier", "%s", path);
	return true;
}

bool dossier_technical_documentation(const struct dossier_input *in, struct document *doc, struct error *e)
{
	static const struct annex_item items[] = {
		{"A7-1(a)", "1(a) Intended purpose", "product.description", NULL},
		{"A7-1(b)", "1(b) Software versions", "product.software-version; SoftComp.version?", NULL},
		{"A7-1(c)", "1(c) Photographs and drawings", "product.photos; product.hardware",
		 "Kept with this documentation, by name:"},
		{"A7-1(d)", "1(d) Information for users", "cra.user-information-url", "Kept available at:"},
		{"A7-2(a)", "2(a) Design, development and architecture", "cra.technical-file; PhyIntf.description",
		 "Drawings are kept as said here. Interfaces, software components and services, from the declaration:"},
		{"A7-2(b)", "2(b) Handling of vulnerabilities",
		 "disclosure.url; disclosure.contact; UpdMech.description; VulnMon.description; cra.sbom",
		 "Bill of materials: sbom.cdx.json and sbom.spdx.json beside this document. Policy, contact and "
		 "distribution of "
		 "updates:"},
		{"A7-2(c)", "2(c) Production and monitoring", "cra.series-conformity", NULL},
		{"A7-3", "3. Cybersecurity risk assessment", "cra.risk-assessment",
		 "3-technical-file/risk-assessment, beside this document; last assessed on:"},
		{"A7-4", "4. How the support period was set", "support.end; support.reason; support.expected-use?",
		 NULL},
		{"A7-5", "5. Standards applied, or the solutions in their place", "product.harmonised-standards",
		 "The solutions are the entries of the IXIT, 1-assessment/ixit. Standards:"},
		{"A7-7", "7. EU declaration of conformity", "cra.declaration-url", "Kept at:"},
		{"A7-8", "8. Bill of materials for authorities", "cra.sbom",
		 "sbom.cdx.json and sbom.spdx.json beside this document; format kept by the manufacturer:"},
	};
	struct regime_result r;
	bool wanted;

	TRY(opened(in, doc, &r, &wanted, e));
	if (!wanted)
		return true;
	document_text(
		doc, "Regulation (EU) 2024/2847, Article 31 and Annex VII, item by item: its content, or where in this "
		     "dossier it "
		     "stands. To be kept for ten years from placing on the market or for the support period, whichever "
		     "is longer (Article 13(13)).");
	for (size_t i = 0; i < ARRAY_LEN(items); i++) {
		if (strcmp(items[i].row, "A7-7") == 0)
			test_reports(in, doc);
		annex_print(in, doc, "CRA", 1, &items[i]);
		if (strcmp(items[i].row, "A7-1(d)") == 0)
			TRY(beside(in, doc, "2-regulatory/user-information", dossier_user_information, e));
		if (strcmp(items[i].row, "A7-7") == 0)
			TRY(beside(in, doc, "2-regulatory/eu-declaration-of-conformity", dossier_eu_declaration, e));
		if (strcmp(items[i].row, "A7-2(a)") == 0)
			architecture(in, doc);
		if (strcmp(items[i].row, "A7-3") == 0)
			essential_requirements(in, doc, &r);
	}
	if (entry_is(one(in, "cra"), "sbom", "none"))
		document_missing(doc, "cra.sbom", annex_ref("CRA", "A7-8"));
	return true;
}
