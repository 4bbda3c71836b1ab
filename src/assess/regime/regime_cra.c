/* EU Cyber Resilience Act, Regulation (EU) 2024/2847: Annex I over provisions, Annex II, V and VII and the duties of
 * the operators over declared values, the rule on the support period, the clocks of Article 14. */
#include "assess/regime/regime_rows.h"

#include "core/base/text.h"
#include "core/base/day.h"
#include "core/product/value.h"

#include <stdlib.h>

enum { HOURS_A_DAY = 24, SUPPORT_YEARS = 5, KEEP_YEARS = 10, MONTH_DAYS = 30 };

static const struct group_rule {
	const char *kind, *group;
} group_rules[] = {
	{"essential-requirement", "Annex I Part I"},
	{"vulnerability-handling", "Annex I Part II"},
	{"user-information", "Annex II user information"},
	{"manufacturer-duty", "Article 13"},
	{"reporting", "Article 14 reporting"},
	{"economic-operator", "duties of operators"},
	{"conformity", "conformity"},
	{"declaration-field", "Annex V declaration"},
	{"technical-documentation", "Annex VII technical documentation"},
};

/* Rows that declared values decide; provisions add to none of these. */
static const struct key_rule key_rules[] = {
	{"A2-1", "maker.name; maker.address; maker.email", EFFORT_SMALL, NULL},
	{"A2-2", "disclosure.contact; disclosure.url", EFFORT_SMALL, NULL},
	{"A2-3", "product.name; product.type; product.model", EFFORT_SMALL, NULL},
	{"A2-4", "product.description; product.security-properties", EFFORT_SMALL, NULL},
	{"A2-5", "product.foreseeable-misuse", EFFORT_SMALL, NULL},
	{"A2-6", "cra.declaration-url", EFFORT_SMALL, NULL},
	{"A2-7", "support.end", EFFORT_SMALL, NULL},
	{"A2-8(a)", "UserInfo.documentation-of-secure-setup", EFFORT_SMALL, NULL},
	{"A2-8(b)", "cra.effects-of-changes", EFFORT_SMALL, NULL},
	{"A2-8(c)", "UpdMech.initiation", EFFORT_SMALL, NULL},
	{"A2-8(d)", "UserInfo.documentation-of-deletion", EFFORT_SMALL, NULL},
	{"A2-8(e)", "UpdMech.configuration", EFFORT_SMALL, NULL},
	{"A2-8(f)", "cra.integrator-information", EFFORT_SMALL, NULL},
	{"Art13-2", "cra.risk-assessment", EFFORT_MEDIUM, NULL},
	{"Art13-3", "cra.risk-assessment", EFFORT_MEDIUM, NULL},
	{"Art13-4", "cra.risk-assessment; cra.technical-file", EFFORT_SMALL, NULL},
	{"Art13-5", "cra.component-diligence", EFFORT_MEDIUM, NULL},
	{"Art13-10", "", EFFORT_SMALL, "A relief that a manufacturer may use; nothing has to be shown."},
	{"Art13-11", "", EFFORT_SMALL, "Only where archives of old versions are offered."},
	{"Art13-12", "cra.technical-file; cra.declaration-url; cra.ce-marking=yes", EFFORT_MEDIUM, NULL},
	{"Art13-13", "cra.technical-file; cra.documents-kept=yes", EFFORT_SMALL, NULL},
	{"Art13-14", "cra.series-conformity", EFFORT_MEDIUM, NULL},
	{"Art13-15", "product.model", EFFORT_SMALL, NULL},
	{"Art13-16", "maker.name; maker.address; maker.email", EFFORT_SMALL, NULL},
	{"Art13-17", "cra.single-contact", EFFORT_SMALL, NULL},
	{"Art13-18", "cra.user-information-url", EFFORT_SMALL, NULL},
	{"Art13-19", "support.end; support.published=yes", EFFORT_SMALL, NULL},
	{"Art13-20", "cra.declaration-url", EFFORT_SMALL, NULL},
	{"Art13-21", "", EFFORT_SMALL, "Arises when the product is suspected not to conform."},
	{"Art13-22", "", EFFORT_SMALL, "Arises when an authority asks."},
	{"Art13-23", "", EFFORT_SMALL, "Arises when operations cease."},
	{"Art14-1", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-2a", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-2b", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-2c", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-3", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-4a", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-4b", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-4c", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art14-5", "", EFFORT_SMALL, "Says what counts as severe."},
	{"Art14-6", "", EFFORT_SMALL, "Arises when the CSIRT asks."},
	{"Art14-7", "cra.csirt", EFFORT_SMALL, NULL},
	{"Art14-8", "cra.reporting-process", EFFORT_MEDIUM, NULL},
	{"Art15", "", EFFORT_SMALL, "Voluntary."},
	/* what has to be there, of Art. 19(2)(a) to (d): procedure, file, marking, declaration, information, and the
	 * identification, contact and end date of Art. 13(15), (16), (19) */
	{"Art19-2",
	 "cra.route; cra.technical-file; cra.ce-marking=yes; cra.declaration-url; cra.user-information-url; "
	 "product.model; maker.name; maker.address; maker.email; support.end; support.published=yes",
	 EFFORT_MEDIUM, NULL},
	{"Art19-5", "", EFFORT_SMALL, "Arises when the product is suspected not to conform."},
	{"Art19-6", "cra.declaration-url; cra.technical-file; cra.documents-kept=yes", EFFORT_SMALL, NULL},
	{"Art19-7", "", EFFORT_SMALL, "Arises when an authority asks."},
	{"Art19-8", "", EFFORT_SMALL, "Arises when the manufacturer ceases operations."},
	{"Art20-2",
	 "cra.ce-marking=yes; cra.declaration-url; cra.user-information-url; product.model; maker.name; "
	 "maker.address; support.end; support.published=yes",
	 EFFORT_SMALL, NULL},
	{"Art20-4", "", EFFORT_SMALL, "Arises when the product is suspected not to conform."},
	{"Art20-5", "", EFFORT_SMALL, "Arises when an authority asks."},
	{"Art20-6", "", EFFORT_SMALL, "Arises when the manufacturer ceases operations."},
	{"Art23", "cra.supply-records=yes", EFFORT_MEDIUM, NULL},
	{"Art21", "", EFFORT_SMALL, "Says who becomes a manufacturer; see the role."},
	{"Art24", "", EFFORT_SMALL, "For stewards of open-source software."},
	{"Art30", "cra.ce-marking=yes", EFFORT_SMALL, NULL},
	{"Art31", "cra.technical-file", EFFORT_MEDIUM, NULL},
	{"A5-1", "product.name; product.type", EFFORT_SMALL, NULL},
	{"A5-2", "maker.name; maker.address", EFFORT_SMALL, NULL},
	{"A5-3", "", EFFORT_SMALL, "The words of the declaration itself."},
	{"A5-4", "product.name; product.model", EFFORT_SMALL, NULL},
	{"A5-5", "", EFFORT_SMALL, "The words of the declaration itself; true only where all else is met."},
	{"A5-6", "product.harmonised-standards", EFFORT_SMALL, NULL},
	{"A5-8", "maker.signatory; maker.signatory-function; maker.place", EFFORT_SMALL, NULL},
	{"A6", "cra.declaration-url", EFFORT_SMALL, NULL},
	{"A7-1(a)", "product.description", EFFORT_SMALL, NULL},
	{"A7-1(b)", "product.software-version", EFFORT_SMALL, NULL},
	{"A7-1(c)", "product.photos", EFFORT_SMALL, NULL},
	{"A7-1(d)", "cra.user-information-url", EFFORT_SMALL, NULL},
	{"A7-2(a)", "cra.technical-file; SoftComp.description; PhyIntf.description", EFFORT_MEDIUM, NULL},
	{"A7-2(b)", "disclosure.url; disclosure.contact; UpdMech.description; cra.sbom=CycloneDX,SPDX,other",
	 EFFORT_MEDIUM, NULL},
	{"A7-2(c)", "cra.series-conformity", EFFORT_MEDIUM, NULL},
	{"A7-3", "cra.risk-assessment", EFFORT_MEDIUM, NULL},
	{"A7-4", "support.reason", EFFORT_SMALL, NULL},
	{"A7-5", "product.harmonised-standards", EFFORT_SMALL, NULL},
	{"A7-6", "cra.technical-file", EFFORT_SMALL, NULL},
	{"A7-7", "cra.declaration-url", EFFORT_SMALL, NULL},
	{"A7-8", "cra.sbom=CycloneDX,SPDX,other", EFFORT_SMALL, NULL},
};

/* The five years count for each unit from its own placing on the market: Art. 13(8) with 3(20) and (21), as the
 * Commission's answers to questions read it. */
struct period {
	int32_t begin, end; /* of the first unit */
	int32_t last;       /* placing of the last unit; `begin` where that is not declared */
};

static bool support_of(const struct regime_rows *r, struct period *ret)
{
	const struct declared_entry *s = declared_one(r->d, "support");
	const char *from = entry_get(s, "start");

	if (!from[0])
		from = entry_get(declared_one(r->d, "product"), "placed-on-market");
	if (!day_parse(bytes_str(from), &ret->begin) || !day_parse(bytes_str(entry_get(s, "end")), &ret->end))
		return false;
	if (!day_parse(bytes_str(entry_get(declared_one(r->d, "scope"), "available-until")), &ret->last) ||
	    ret->last < ret->begin)
		ret->last = ret->begin;
	return true;
}

/* Five years that begin with a day end with the day before it. */
static bool five_years(int32_t begin, int32_t end)
{
	return end >= day_add_years(begin, SUPPORT_YEARS) - 1;
}

/* Article 13(8): at least five years, less only where the product is expected to be in use for less; it reflects the
 * expected use. */
static void support_row(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *s = declared_one(r->d, "support");
	uint64_t use_hours = 0;
	bool use = value_duration(entry_get(s, "expected-use"), &use_hours);
	int64_t use_days = (int64_t)(use_hours / HOURS_A_DAY), days;
	struct period p;

	(void)rows_verdicts(r, row, row->row->ids_v3);
	if (!support_of(r, &p)) {
		rows_missing(row, "support.end");
		rows_missing(row, "support.start");
		rows_set(r, row, STATE_UNKNOWN, "The support period's end, or its beginning, is not declared.");
		rows_todo(r, row, EFFORT_SMALL,
			  "Set and publish a support period of five years or the expected use, and write down why.");
		return;
	}
	days = p.end - p.begin;
	rows_fact(row, entry_fact(s, "end"));
	if (use)
		rows_fact(row, entry_fact(s, "expected-use"));
	if (five_years(p.begin, p.end) && (!use || days >= use_days)) {
		if (five_years(p.last, p.end))
			rows_set(r, row, STATE_MET,
				 "The support period is five years or more (%lld days), counted from the %s unit.",
				 (long long)(p.end - p.last), p.last > p.begin ? "last" : "first");
		else
			rows_set(
				r, row, STATE_UNKNOWN,
				"Five years are reached for the first unit and not for the last (%lld days): each unit "
				"counts from its own placing on the market.",
				(long long)(p.end - p.last));
	} else if (!five_years(p.begin, p.end) && use && days >= use_days && entry_has(s, "reason")) {
		rows_set(r, row, STATE_MET, "The period of %lld days is as long as the declared use, with a reason.",
			 (long long)days);
	} else if (!five_years(p.begin, p.end) && use && days < use_days) {
		rows_set(r, row, STATE_NOT_MET,
			 "The period of %lld days is shorter than five years and than the declared use.",
			 (long long)days);
	} else if (!five_years(p.begin, p.end)) {
		rows_missing(row, use ? "support.reason" : "support.expected-use");
		rows_set(r, row, STATE_UNKNOWN,
			 "The period of %lld days is less than five years: right only where the product is in use for "
			 "less, which %s.",
			 (long long)days, use ? "has no reason" : "is not declared");
	} else {
		rows_set(r, row, STATE_UNKNOWN,
			 "Five years are reached, but the product is expected to be in use for longer; a person has to "
			 "judge whether the period reflects that.");
	}
	rows_todo(r, row, EFFORT_SMALL,
		  "Set and publish a support period of five years or the expected use, and write down why.");
}

/* Article 13(9): each update stays available for ten years after issue, or for the rest of the period if longer. */
static void availability_row(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *s = declared_one(r->d, "support");
	uint64_t hours, least = (uint64_t)KEEP_YEARS * 365 * HOURS_A_DAY;
	struct period p;

	if (!value_duration(entry_get(s, "updates-available"), &hours)) {
		rows_missing(row, "support.updates-available");
		rows_set(r, row, STATE_UNKNOWN, "Not declared: support.updates-available.");
	} else {
		rows_fact(row, entry_fact(s, "updates-available"));
		/* a longer period: ten years of 365 days are no shortfall where it is ten years long */
		if (support_of(r, &p) && p.end > day_add_years(p.begin, KEEP_YEARS) &&
		    (uint64_t)(p.end - p.begin) * HOURS_A_DAY > hours) {
			rows_fact(row, entry_fact(s, "end"));
			rows_set(r, row, STATE_NOT_MET,
				 "Each security update stays available for %s; the support period is longer.",
				 entry_get(s, "updates-available"));
		} else {
			rows_set(r, row, hours >= least ? STATE_MET : STATE_NOT_MET,
				 "Each security update stays available for %s.", entry_get(s, "updates-available"));
		}
	}
	rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
}

/* Article 14(2) and (4): the declared times against those of the law. */
static void clock_row(struct regime_rows *r, struct regime_result_row *row)
{
	static const struct {
		const char *row, *name, *key;
		unsigned hours;
	} clocks[] = {
		{"Art14-2a", "cra.early-warning", "early-warning", 24},
		{"Art14-4a", "cra.early-warning", "early-warning", 24},
		{"Art14-2b", "cra.full-notification", "full-notification", 72},
		{"Art14-4b", "cra.full-notification", "full-notification", 72},
		{"Art14-2c", "cra.vulnerability-report", "vulnerability-report", 14 * HOURS_A_DAY},
		{"Art14-4c", "cra.incident-report", "incident-report", MONTH_DAYS * HOURS_A_DAY},
	};
	const struct declared_entry *cra = declared_one(r->d, "cra");
	uint64_t hours;

	for (size_t i = 0; i < ARRAY_LEN(clocks); i++) {
		const char *key = clocks[i].key;

		if (strcmp(clocks[i].row, row->row->id) != 0)
			continue;
		if (!value_duration(entry_get(cra, key), &hours)) {
			rows_missing(row, clocks[i].name);
			if (row->state == STATE_MET)
				rows_set(r, row, STATE_UNKNOWN, "Not declared: %s.", clocks[i].name);
		} else {
			rows_fact(row, entry_fact(cra, key));
			if (hours > clocks[i].hours)
				rows_set(r, row, STATE_NOT_MET, "%s says %s; the law gives %s.", clocks[i].name,
					 entry_get(cra, key), row->row->timing);
		}
		rows_todo(r, row, EFFORT_MEDIUM, "%s Clock: %s", row->row->requirement, row->row->timing);
	}
}

/* Article 28(3): one declaration for all Union acts that ask for one. */
static void declaration_row(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *cra = declared_one(r->d, "cra");
	size_t acts = declared_count(r->d, "union-act");

	rows_by_keys(r, row, acts ? "cra.declaration-url; union-act.shown-by" : "cra.declaration-url");
	if (acts && entry_yes(cra, "no-other-acts")) {
		rows_fact(row, entry_fact(cra, "no-other-acts"));
		rows_set(r, row, STATE_NOT_MET, "Other Union acts are declared, and that there are none.");
	} else if (!acts && !entry_yes(cra, "no-other-acts")) {
		rows_missing(row, "union-act");
		rows_set(
			r, row, STATE_UNKNOWN,
			"Which other Union acts ask for an EU declaration (radio equipment, RoHS ...) is not declared: "
			"one declaration covers all.");
	}
	rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
}

/* Of the importers, or representatives, in the Union. */
static void party_row(struct regime_rows *r, struct regime_result_row *row, const char *table, const char *first,
		      const char *second)
{
	const char *const keys[] = {first, second};
	bool any = false, all = true;

	DECLARED_EACH (r->d, table, e) {
		if (!entry_is(e, "market", "EU"))
			continue;
		any = true;
		for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
			all &= entry_has(e, keys[i]);
			rows_fact(row, entry_has(e, keys[i]) ? entry_fact(e, keys[i]) : NULL);
		}
	}
	if (any && all) {
		rows_set(r, row, STATE_MET, "Declared: %s and %s of the %s in the Union.", first, second, table);
	} else {
		rows_missing(row, table);
		rows_set(r, row, STATE_UNKNOWN, "Not declared: %s with market EU, its %s and %s.", table, first,
			 second);
	}
	rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
}

/* Who doubts that the product conforms may not supply it: Art. 19(3), 20(3). */
static void doubt_row(struct regime_rows *r, struct regime_result_row *row)
{
	bool refuted = rows_state_of(r, "Annex I Part I") == STATE_NOT_MET ||
		       rows_state_of(r, "Annex I Part II") == STATE_NOT_MET;

	if (refuted)
		rows_set(r, row, STATE_UNKNOWN,
			 "This case shows that Annex I is not met: whether supply waits until it is, is not known "
			 "here.");
	else
		rows_set(r, row, STATE_NOT_APPLICABLE, "Arises when the product is believed not to conform.");
	rows_todo(r, row, EFFORT_MEDIUM, "%s", row->row->requirement);
}

static void sbom_row(struct regime_rows *r, struct regime_result_row *row)
{
	rows_by_keys(r, row, "cra.sbom=CycloneDX,SPDX");
	if (row->state == STATE_MET)
		rows_set(r, row, STATE_MET, "An SBOM is kept as %s.", entry_get(declared_one(r->d, "cra"), "sbom"));
	rows_todo(r, row, EFFORT_SMALL, "Keep an SBOM: 'holdfast sbom' writes one from the image.");
	(void)rows_verdicts(r, row, row->row->ids_v3);
}

/* A standard that may be one of this Regulation: EN 18031 is harmonised under another act, EN 303 645 under none. */
static bool names_a_standard(const struct regime_rows *r)
{
	const struct declared_entry *product = declared_one(r->d, "product");

	for (size_t i = 0; i < entry_count(product, "harmonised-standards"); i++) {
		const char *name = entry_at(product, "harmonised-standards", i);

		if (!strstr(name, "18031") && !strstr(name, "303 645") && !strstr(name, "303645"))
			return true;
	}
	return false;
}

static void route_row(struct regime_rows *r, struct regime_result_row *row)
{
	static const char *const class_of[] = {"default", "important class I", "important class II", "critical"};
	const struct scope_decision *class = &r->scope->decision[SCOPE_CRA_CLASS];
	const struct scope_decision *allowed = &r->scope->decision[SCOPE_CRA_ROUTE];
	const struct declared_entry *cra = declared_one(r->d, "cra");
	const char *route = entry_get(cra, "route"), *id = row->row->id;
	unsigned at = id[6] >= '1' && id[6] <= '4' ? (unsigned)(id[6] - '1') : 0;

	if (class->answer != SCOPE_IN) {
		rows_missing(row, "cra.category");
		rows_set(r, row, STATE_UNKNOWN, "The product's class is not known.");
	} else if (strcmp(class->what, class_of[at]) != 0) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "The product's class is: %s.", class->what);
	} else if (!route[0]) {
		rows_missing(row, "cra.route");
		rows_set(r, row, STATE_UNKNOWN, "No procedure is declared; allowed: %s.", allowed->what);
	} else {
		bool ok = false;
		struct bytes rest = bytes_str(allowed->what), word;

		while (text_word(&rest, &word)) {
			if (word.len && word.at[word.len - 1] == ',')
				word.len--;
			ok |= bytes_is(word, route);
		}
		rows_fact(row, entry_fact(cra, "route"));
		rows_set(r, row, ok ? STATE_MET : STATE_NOT_MET, "Procedure %s is declared; allowed: %s.", route,
			 allowed->what);
		/* Art. 32(2): what is applied in full has to be named, and to be of this Regulation */
		if (ok && at == 1 && strcmp(route, "A") == 0 && !entry_yes(cra, "public-documentation") &&
		    !names_a_standard(r)) {
			rows_missing(row, "product.harmonised-standards");
			rows_set(r, row, STATE_UNKNOWN,
				 "Internal control of class I rests on standards applied in full, and none of this "
				 "Regulation is named (EN 18031 is harmonised under Directive 2014/53/EU).");
		}
	}
	rows_todo(r, row, at ? EFFORT_LARGE : EFFORT_MEDIUM, "Choose the procedure: %s.", allowed->what);
}

/* A row that is open here, and that a document outside this case shows: "A1-I-1: report 12". */
static void shown_elsewhere(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *cra = declared_one(r->d, "cra");
	size_t len = strlen(row->row->id);

	for (size_t i = 0; row->state == STATE_UNKNOWN && i < entry_count(cra, "shown-elsewhere"); i++) {
		const char *text = entry_at(cra, "shown-elsewhere", i);

		if (strncmp(text, row->row->id, len) != 0 || text[len] != ':' || text[len + 1] != ' ' || !text[len + 2])
			continue;
		rows_fact(row, entry_fact(cra, "shown-elsewhere"));
		rows_set(r, row, STATE_MET, "Declared to be shown outside this case: %s", text + len + 2);
	}
}

static void one_row(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *cra = declared_one(r->d, "cra");
	const char *id = row->row->id;
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), id);

	if (strcmp(id, "Art13-8") == 0)
		support_row(r, row);
	else if (strcmp(id, "Art13-9") == 0)
		availability_row(r, row);
	else if (strcmp(id, "A1-II-1") == 0)
		sbom_row(r, row);
	else if (strncmp(id, "Art32-", 6) == 0)
		route_row(r, row);
	else if (strcmp(id, "Art28") == 0)
		declaration_row(r, row);
	else if (strcmp(id, "Art18") == 0)
		party_row(r, row, "representative", "name", "mandate");
	else if (strcmp(id, "Art19-4") == 0)
		party_row(r, row, "importer", "name", "address");
	else if (strcmp(id, "Art19-3") == 0 || strcmp(id, "Art20-3") == 0)
		doubt_row(r, row);
	else if (strcmp(id, "A2-9") == 0 && !entry_has(cra, "sbom-url"))
		rows_set(r, row, STATE_NOT_APPLICABLE, "No SBOM is declared to be offered to users.");
	else if (strcmp(id, "Art33-5") == 0 && !entry_yes(cra, "small-enterprise"))
		rows_set(r, row, STATE_NOT_APPLICABLE,
			 "The manufacturer is not declared to be a micro or small enterprise.");
	else if (strcmp(id, "A5-7") == 0 && (!entry_has(cra, "route") || entry_is(cra, "route", "A")))
		rows_set(r, row, STATE_NOT_APPLICABLE, "No procedure with a notified body is declared.");
	else if (strcmp(id, "A5-7") == 0)
		rows_by_keys(r, row,
			     entry_is(cra, "route", "certification") ? "cra.certificate"
								     : "cra.notified-body; cra.certificate");
	else if (strcmp(id, "A2-9") == 0)
		rows_by_keys(r, row, "cra.sbom-url");
	else if (rule && rule->reason)
		rows_set(r, row, STATE_NOT_APPLICABLE, "%s", rule->reason);
	else if (rule)
		rows_by_keys(r, row, rule->needs);
	else if (strcmp(id, "Art13-1") != 0)
		rows_by_provisions(r, row);
	/* a declared answer shows a part; where the provision behind a row is refuted, the row is not met */
	if (rule && !rule->reason && strcmp(row->row->strength, "good") == 0) {
		enum regime_state declared = row->state;
		const char *reason = row->reason;

		if (rows_verdicts(r, row, row->row->ids_v3).fail) {
			row->provision_count = 0;
			rows_by_provisions(r, row);
		} else if (declared == STATE_MET) {
			rows_set(r, row, STATE_MET, "%s", reason);
		}
	}
	clock_row(r, row);
	if (strcmp(id, "A1-II-8") == 0 && entry_no(cra, "free-updates")) {
		rows_fact(row, entry_fact(cra, "free-updates"));
		rows_set(r, row, STATE_NOT_MET, "Security updates are declared not to be free of charge.");
	}
	shown_elsewhere(r, row);
	if ((row->state == STATE_UNKNOWN || row->state == STATE_NOT_MET) && !row->todo[0])
		rows_todo(r, row, rule ? rule->effort : EFFORT_MEDIUM, "%s%s%s", row->row->requirement,
			  row->row->timing[0] ? " Clock: " : "", row->row->timing);
	/* the clocks of Article 14 are what counts there */
	if (strcmp(row->row->kind, "reporting") == 0 && row->row->timing[0] && row->state == STATE_MET)
		rows_set(r, row, STATE_MET, "%s Clock: %s.", row->reason, row->row->timing);
}

static void dates(struct regime_rows *r)
{
	const struct declared_entry *s = declared_one(r->d, "support"), *product = declared_one(r->d, "product");
	const char *end = entry_get(s, "end"), *placed = entry_get(product, "placed-on-market");
	char *keep = arena_alloc(r->arena, 11);

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "CRA") == 0 && strcmp(row->kind, "date") == 0)
			rows_date(r, rows_iso_date(r, row->applies_from), row->ref, "%s", row->requirement);
	}
	rows_date(r, end, "declaration", "The declared support period ends.");
	if (!keep) {
		r->failed = true;
		return;
	}
	if (rows_later(r, placed, KEEP_YEARS, keep))
		rows_date(r, strcmp(end, keep) > 0 ? end : keep, "Art. 13(13)",
			  "Technical documentation and declaration need no longer be kept for the first unit.");
}

void regime_cra(struct regime_rows *r)
{
	bool only_reporting = r->scope->decision[SCOPE_CRA].answer == SCOPE_PARTLY;

	for (size_t k = 0; k < ARRAY_LEN(group_rules); k++) {
		bool any = false;

		for (size_t i = 0; i < catalogue_regime_count; i++) {
			const struct regime_row *about = &catalogue_regimes[i];
			struct regime_result_row *row;
			bool operators = strcmp(group_rules[k].kind, "economic-operator") == 0;

			if (strcmp(about->regime, "CRA") != 0 || strcmp(about->kind, group_rules[k].kind) != 0 ||
			    (operators && !scope_falls_on(about, r->role)))
				continue;
			any = true;
			row = rows_add(r, about, group_rules[k].group);
			if (only_reporting && strcmp(about->kind, "reporting") != 0)
				rows_set(r, row, STATE_NOT_APPLICABLE,
					 "Only Article 14 holds for products placed on the market earlier.");
			else
				one_row(r, row);
		}
		/* Article 13(1) is Annex I Part I as a whole */
		for (size_t i = 0; i < r->count; i++) {
			enum regime_state state = rows_state_of(r, "Annex I Part I");

			if (strcmp(r->rows[i].row->id, "Art13-1") == 0 && !only_reporting) {
				rows_set(r, &r->rows[i], state, "Annex I Part I as a whole: %s.",
					 regime_state_name(state));
				r->rows[i].todo = ""; /* it stands at the rows of Annex I */
			}
		}
		if (any)
			rows_group(r, group_rules[k].group, "");
	}
	dates(r);
}
