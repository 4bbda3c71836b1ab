/* Part of dossier.c: the test report, in the order a laboratory's report has: what was tested, how, the verdicts in
 * short, each unit with its result, annexes with what stands behind them. */
#include "assess/dossier/proforma.h"
#include "assess/dossier/report_parts.h"

#include "assess/judge/judge.h"
#include "assess/judge/withhold.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

static const char *const verdict_meanings[] = {
	[VERDICT_PASS] = "What the unit asks was found to be so, and the evidence for it is printed beside it.",
	[VERDICT_FAIL] = "Something was found that contradicts what the unit asks; the evidence is printed beside it.",
	[VERDICT_INCONCLUSIVE] = "Too little is known to decide. It is no pass: what is missing is printed beside it.",
	[VERDICT_NOT_APPLICABLE] = ("Not assessed: the provision does not apply, or is a recommendation that is not "
				    "claimed; the reason is "
				    "printed beside it."),
};
static const enum verdict verdict_order[] = {VERDICT_PASS, VERDICT_FAIL, VERDICT_INCONCLUSIVE, VERDICT_NOT_APPLICABLE};

const char *report_declared(const struct dossier_input *in, const struct fact *fact)
{
	const char *table = text_safe(in->arena, fact_get(fact, DECLARED_TABLE), 60),
		   *id = text_safe(in->arena, fact_get(fact, DECLARED_ID), 100),
		   *field = text_safe(in->arena, fact_get(fact, DECLARED_FIELD), 80);
	bool named = id[0] && strncmp(id, table, strlen(table)) == 0, whole = id[0] && strcmp(field, "id") == 0;
	const char *ret = arena_printf(in->arena, "%s%s%s%s%s", named ? "" : table, named || !id[0] ? "" : " ", id,
				       whole ? "" : ", ", whole ? "" : field);

	return ret ? ret : "";
}

bool report_by_person(const struct unit_result *u)
{
	return u->answer && !u->stale && u->verdict != VERDICT_NOT_APPLICABLE &&
	       (u->machine != VERDICT_FAIL || u->answer->verdict == VERDICT_FAIL || u->answer->overrule);
}

const char *report_seen(const struct dossier_input *in, const struct finding *f)
{
	for (unsigned edition = 0; edition < EDITIONS; edition++) {
		const struct unit *unit = unit_find((enum edition)edition, f->unit);
		const char *asks = unit ? arena_printf(in->arena, "Unit %s asks: %s.", unit->name, unit->text) : NULL;
		size_t len = asks ? strlen(asks) : 0;

		if (len && strncmp(f->detail, asks, len) == 0)
			return f->detail + len + strspn(f->detail + len, " ");
	}
	return f->detail;
}

/* The annex has what contradicts a unit, what was seen in files, and what a unit that is open needs looking at. The
 * rest is said in the results: which entries of the declaration bear a verdict out. */
static bool in_annex(const struct dossier_input *in, const struct finding *f, const struct unit_result *u)
{
	bool files = false;

	if (f->verdict == VERDICT_FAIL)
		return true;
	if (u && u->verdict == VERDICT_NOT_APPLICABLE)
		return false;
	for (size_t i = 0; i < f->evidence_count; i++)
		files = files || f->evidence[i]->kind != FACT_DECLARED;
	if (files)
		return true;
	if (f->verdict == VERDICT_PASS || (u && report_by_person(u) && f->severity == SEVERITY_INFO))
		return false;
	return report_seen(in, f)[0] != '\0';
}

const size_t *report_numbers(const struct dossier_input *in, const struct assessment *a)
{
	size_t *ret = arena_array(in->arena, a->finding_count, sizeof *ret), number = 0;

	for (size_t i = 0; ret && i < a->finding_count && number < REPORT_FINDINGS_MAX; i++) {
		const struct unit_result *u = NULL;

		for (size_t n = 0; n < a->unit_count && !u; n++)
			if (a->units[n].unit == a->findings[i].unit)
				u = &a->units[n];
		if (in_annex(in, &a->findings[i], u))
			ret[i] = ++number;
	}
	return ret;
}

const char *report_place(const struct dossier_input *in, const struct fact *fact, bool whole)
{
	const struct fact_node *node = fact_node_of(in->facts, fact);
	const char *chain = text_safe(in->arena, node->chain, 400), *ret;
	char sum[65] = "";

	if (node->has_sha256)
		text_hex(bytes_of(node->sha256, sizeof node->sha256), sum);
	if (fact->kind == FACT_DECLARED) {
		ret = arena_printf(in->arena, "%s line %s (%s)", chain,
				   text_safe(in->arena, fact_get(fact, DECLARED_LINE), 20), report_declared(in, fact));
	} else {
		char at[40] = "";

		if (fact->len)
			snprintf(at, sizeof at, " at 0x%llx", (unsigned long long)fact->offset);
		ret = arena_printf(in->arena, "%s%s%s%.*s%s", chain[0] ? chain : "the input as a whole", at,
				   sum[0] ? ", SHA-256 " : "", whole ? 64 : 12, sum, sum[0] && !whole ? "\u2026" : "");
	}
	return ret ? ret : "";
}

static void put_cover(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	const struct declared_entry *product = declared_one(in->declared, "product"),
				    *maker = declared_one(in->declared, "maker");
	bool laboratory = in->issuer && in->issuer[0];

	document_meta(doc, "Product", "%s", dossier_product(in));
	if (entry_has(product, "type"))
		document_meta(doc, "Type", "%s", entry_get(product, "type"));
	if (entry_has(product, "brand"))
		document_meta(doc, "Trade mark", "%s", entry_get(product, "brand"));
	if (entry_has(product, "software-version"))
		document_meta(doc, "Software version", "%s", entry_get(product, "software-version"));
	if (entry_has(maker, "name"))
		document_meta(doc, "Manufacturer", "%s\n%s", entry_get(maker, "name"), entry_get(maker, "address"));
	document_meta(doc, "Standard", "ETSI EN 303 645 %s", edition_name(a->edition));
	document_meta(doc, "Test specification", "ETSI TS 103 701 %s", edition_tests(a->edition));
	document_meta(doc, "Report drawn up by", "%s%s",
		      laboratory             ? in->issuer
		      : dossier_maker(in)[0] ? dossier_maker(in)
					     : "not named",
		      !laboratory && dossier_maker(in)[0] ? ", the manufacturer" : "");
	if (in->record && dossier_digest(in->record)[0])
		document_meta(doc, "Reference",
			      "%.16s, %s, %s: the case (its whole digest is at the foot of each page), "
			      "the edition, the date of issue",
			      dossier_digest(in->record), edition_name(a->edition), in->date);
	document_meta(doc, "Date of issue", "%s", in->date);
	document_meta(doc, "Overall verdict", "%s", verdict_name(a->overall));
}

static void put_identification(const struct dossier_input *in, struct document *doc)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	const struct proforma_table *t = &tables[0];

	document_heading(doc, 1, "Identification of the device under test");
	if (!declared_any(in->declared)) {
		document_note(doc, TONE_OPEN, "The maker declared nothing: what the device is was not stated.");
		return;
	}
	(void)proforma_tables(in->edition, tables);
	for (size_t i = 0; i < t->field_count; i++) {
		const char *text;

		if (proforma_content(t, in->declared, NULL, t->fields[i]->field, in->arena, &text) == PROFORMA_SAID &&
		    text)
			document_pair(doc, t->fields[i]->field, "%s", text);
	}
}

/* Who answered, once each, with how many answers count. */
static void put_persons(struct document *doc, const struct assessment *a)
{
	const char *names[64];
	size_t count[64] = {0}, known = 0, more = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		size_t n = 0;

		if (!report_by_person(&a->units[i]))
			continue;
		while (n < known && strcmp(names[n], a->units[i].answer->by) != 0)
			n++;
		if (n == known && known < ARRAY_LEN(names))
			names[known++] = a->units[i].answer->by;
		*(n < known ? &count[n] : &more) += 1;
	}
	for (size_t n = 0; n < known; n++)
		document_pair(doc, "Assessor", "%s, who decided %zu unit%s", names[n], count[n],
			      count[n] == 1 ? "" : "s");
	if (more)
		document_pair(doc, "Assessors", "Others decided %zu units; their names stand beside them", more);
	if (!known)
		document_pair(doc, "Assessors", "None: no answer of a person counts in this report");
}

/* From the first to the last entry of the trail that is no issue. */
static void put_period(const struct dossier_input *in, struct document *doc)
{
	const struct record *r = in->record;
	const char *from = NULL, *to = NULL;

	for (size_t i = 0; r && i < r->trail_count; i++) {
		if (strcmp(r->trail[i].event.what, "issued") == 0)
			continue;
		from = from ? from : r->trail[i].event.at;
		to = r->trail[i].event.at;
	}
	if (from && strncmp(from, to, 10) == 0)
		document_pair(doc, "Date of the work", "%.10s, by the audit trail", from);
	else if (from)
		document_pair(doc, "Dates of the work", "%.10s to %.10s, by the audit trail", from, to);
}

static const struct fact_node *declaration_of(const struct dossier_input *in)
{
	return facts_count(in->facts, FACT_DECLARED) ? fact_node_of(in->facts, facts_at(in->facts, FACT_DECLARED, 0))
						     : NULL;
}

/* Whether the tool's verdict on a unit rests on something seen in the firmware. */
static bool on_firmware(const struct assessment *a, const struct unit_result *u)
{
	for (size_t i = 0; i < a->finding_count; i++)
		for (size_t n = 0; a->findings[i].unit == u->unit && a->findings[i].verdict == u->machine &&
				   n < a->findings[i].evidence_count;
		     n++)
			if (a->findings[i].evidence[n]->kind != FACT_DECLARED)
				return true;
	return false;
}

static bool is_decided(const struct unit_result *u)
{
	return u->verdict == VERDICT_PASS || u->verdict == VERDICT_FAIL;
}

static void put_deciders(struct document *doc, const struct assessment *a)
{
	size_t declared = 0, firmware = 0, person = 0;

	for (size_t i = 0; i < a->unit_count; i++)
		if (is_decided(&a->units[i]))
			*(report_by_person(&a->units[i]) ? &person
			  : on_firmware(a, &a->units[i]) ? &firmware
							 : &declared) += 1;
	document_pair(
		doc, "Units decided",
		"%zu by the tool on evidence in the declaration, %zu by the tool on evidence in the firmware, %zu by "
		"a person.%s",
		declared, firmware, person,
		declared ? " What rests on the declaration holds as long as the declaration is true." : "");
}

static void put_deviations(struct document *doc, const struct assessment *a)
{
	size_t functional = 0, overruled = 0, unclaimed = 0, open = 0;

	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];
		const struct unit *unit = unit_find(a->edition, u->unit);

		functional += unit && is_decided(u) && !report_by_person(u) && strcmp(unit->kind, "conceptual") != 0;
		overruled += report_by_person(u) && u->machine == VERDICT_FAIL && u->verdict != VERDICT_FAIL;
		open += u->verdict == VERDICT_INCONCLUSIVE;
	}
	for (size_t i = 0; i < a->provision_count; i++)
		unclaimed += a->provisions[i].ics.support == SUPPORT_NO;
	document_pair(doc, "Deviations, exclusions",
		      "Functional units decided on files in place of a running device: %zu. Findings of the tool "
		      "overruled by a person: %zu. Provisions not claimed and for that reason not assessed: %zu. Units "
		      "left open: %zu. The case records no other.",
		      functional, overruled, unclaimed, open);
}

/* Whether this copy may go to others as it is. */
static void put_secrets(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	size_t shown = a->withheld ? 0 : withhold_count(in->facts);

	if (a->withheld)
		document_pair(doc, "Withheld",
			      "Passwords, keys and password hashes found in the firmware: %zu. In their place stands "
			      "[withheld], here and in report.json; holdfast file --show-secrets prints them.",
			      a->withheld);
	if (shown)
		document_note(
			doc, TONE_BAD,
			"Passwords, keys and password hashes found in the firmware, as they are: %zu. This copy is "
			"not for others.",
			shown);
}

static void put_particulars(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	const struct fact_node *file = declaration_of(in);
	const struct coverage *c = &a->coverage;
	char sum[65] = "";

	document_heading(doc, 1, "Test particulars");
	document_pair(doc, "Test method",
		      "ETSI TS 103 701 %s: test cases and units for each provision; verdicts are "
		      "rolled up from units to cases, provisions, clauses and the whole",
		      edition_tests(a->edition));
	document_pair(doc, "Tool", "holdfast %s; the same case gives the same verdicts again", HF_VERSION);
	put_persons(doc, a);
	put_period(in, doc);
	if (file) {
		if (file->has_sha256)
			text_hex(bytes_of(file->sha256, sizeof file->sha256), sum);
		document_pair(doc, "Declaration", "%s%s%s", text_safe(in->arena, file->chain, 200),
			      sum[0] ? "\nSHA-256 " : "", sum);
	}
	if (a->input_sha256[0]) {
		document_pair(doc, "Firmware", "%s (%s), %llu bytes\nSHA-256 %s", a->input_name, a->input_kind,
			      (unsigned long long)a->input_size, a->input_sha256);
		document_pair(doc, "Looked at", "%llu file%s in %llu container%s; %.1f %% of the bytes explained%s",
			      (unsigned long long)c->files, c->files == 1 ? "" : "s", (unsigned long long)c->containers,
			      c->containers == 1 ? "" : "s",
			      c->bytes ? 100.0 * (double)c->explained / (double)c->bytes : 100.0,
			      c->complete ? "" : "; something was left unread, see Annex B");
	} else {
		document_pair(doc, "Firmware",
			      "None was looked at: this report rests on the declaration and on persons");
	}
	put_deciders(doc, a);
	document_pair(doc, "Place, samples, equipment",
		      "Not kept in the case: the tool reads files and runs nothing. Where, on which units of the "
		      "product and with what persons tested is what their remarks and attachments say.");
	put_deviations(doc, a);
	put_secrets(in, doc, a);
	if (a->stale)
		document_note(doc, TONE_OPEN,
			      "%zu answer%s of persons %s not count: what was answered about has changed since.",
			      a->stale, a->stale == 1 ? "" : "s", a->stale == 1 ? "does" : "do");
}

static void put_verdicts_explained(struct document *doc)
{
	static const struct document_column columns[] = {{"Verdict", 3, false}, {"Meaning", 12, false}};

	document_heading(doc, 1, "Possible verdicts");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < ARRAY_LEN(verdict_order); i++) {
		document_cell_verdict(doc, verdict_order[i]);
		document_cell(doc, TONE_PLAIN, "%s", verdict_meanings[verdict_order[i]]);
	}
	document_text(doc,
		      "A case, provision or clause fails where a part of it fails, passes where all parts that apply "
		      "pass, and is inconclusive otherwise.");
}

static void put_counts(struct document *doc, const size_t count[4])
{
	for (size_t i = 0; i < ARRAY_LEN(verdict_order); i++)
		document_cell(doc, count[verdict_order[i]] ? document_tone(verdict_order[i]) : TONE_MUTE, "%zu",
			      count[verdict_order[i]]);
}

static void put_summary(const struct dossier_input *in, struct document *doc, const struct assessment *a)
{
	static const struct document_column columns[] = {
		{"Clause", 2, false},   {"Title", 9, false}, {"PASS", 2, false},   {"FAIL", 2, false},
		{"INCONCL.", 3, false}, {"N/A", 2, false},   {"Verdict", 4, false}};
	size_t sum[4] = {0};

	document_heading(doc, 1, "Summary of verdicts");
	document_note(doc, document_tone(a->overall), "%s. Of %s.", verdict_name(a->overall), dossier_counts(in, a));
	document_text(doc, "Provisions by clause:");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < a->clause_count; i++) {
		const struct clause_result *c = &a->clauses[i];
		size_t count[4] = {0};

		for (size_t p = 0; p < a->provision_count; p++)
			if (strcmp(a->provisions[p].provision->clause, c->clause) == 0)
				count[a->provisions[p].verdict]++;
		document_cell(doc, TONE_PLAIN, "%s", c->clause);
		document_cell(doc, TONE_PLAIN, "%s", c->title);
		put_counts(doc, count);
		document_cell_verdict(doc, c->verdict);
		for (size_t v = 0; v < 4; v++)
			sum[v] += count[v];
	}
	document_cell(doc, TONE_PLAIN, "%s", "");
	document_cell(doc, TONE_PLAIN, "All provisions");
	put_counts(doc, sum);
	document_cell_verdict(doc, a->overall);
}

static void put_failed(struct document *doc, const struct assessment *a)
{
	static const struct document_column columns[] = {{"Provision", 3, false},
							 {"What it asks", 9, false},
							 {"Units that fail", 3, false},
							 {"Modality", 3, false}};
	bool begun = false;

	/* mandatory ones first */
	for (unsigned recommended = 0; recommended < 2; recommended++) {
		for (size_t i = 0; i < a->provision_count; i++) {
			const struct provision_result *p = &a->provisions[i];

			if (p->verdict != VERDICT_FAIL || p->provision->mandatory == (recommended == 1))
				continue;
			if (!begun) {
				document_heading(doc, 2, "Provisions that fail");
				document_table(doc, columns, ARRAY_LEN(columns));
				begun = true;
			}
			document_cell(doc, TONE_BAD, "%s", p->provision->id);
			document_cell(doc, TONE_PLAIN, "%s", p->provision->requirement);
			document_cell(doc, TONE_PLAIN, "%zu of %zu", p->units_fail,
				      p->units_pass + p->units_fail + p->units_open);
			document_cell(doc, TONE_PLAIN, "%s", p->provision->mandatory ? "mandatory" : "recommended");
		}
	}
}

bool dossier_test_report(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct assessment *a = dossier_assessment(in);
	const size_t *numbers = report_numbers(in, a);

	if (!numbers)
		return error_memory(e, "test report");
	put_cover(in, doc, a);
	document_text(doc,
		      "This report holds for the software, the declaration and the answers that are named in it. A "
		      "pass says that a test unit was decided on the evidence shown, not that the product has no "
		      "weakness.");
	document_contents(doc);
	document_page_break(doc);
	put_identification(in, doc);
	put_particulars(in, doc, a);
	document_page_break(doc);
	put_verdicts_explained(doc);
	put_summary(in, doc, a);
	put_failed(doc, a);
	document_heading(doc, 1, "Signatures");
	document_text(doc, "To the test report on %s by EN 303 645 %s, drawn%s%.16s on %s: overall verdict %s.",
		      dossier_product(in), edition_name(a->edition),
		      dossier_digest(in->record)[0] ? " from the case " : " up", dossier_digest(in->record), in->date,
		      verdict_name(a->overall));
	document_signature(doc, "Tested by", NULL, NULL, NULL);
	document_signature(doc, "Reviewed and approved by", NULL, NULL, NULL);
	report_results(in, doc, numbers);
	report_annexes(in, doc, numbers);
	return document_done(doc, e);
}
