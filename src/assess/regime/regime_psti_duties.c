/* Part of regime_psti.c: the duties of Part 1 of the 2022 Act by role, the fields of the statement of compliance, the
 * dates. */
#include "assess/regime/regime_psti.h"

#include "core/base/text.h"

static const char duties[] = "duties", statement[] = "statement of compliance";

static const struct key_rule key_rules[] = {
	{"m-9", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"m-12", "psti.records=yes", EFFORT_MEDIUM, NULL},
	{"m-r8", "psti.statement-kept=yes", EFFORT_SMALL, NULL},
	{"i-14", "", EFFORT_SMALL, "No security requirement is specified for importers."},
	{"i-15-2", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"i-15-3", "psti.statement-kept=yes", EFFORT_SMALL, NULL},
	{"i-18", "", EFFORT_SMALL, "No security requirement is specified for importers: there is none to fail."},
	{"i-20", "psti.records=yes", EFFORT_MEDIUM, NULL},
	{"d-21", "", EFFORT_SMALL, "No security requirement is specified for distributors."},
	{"d-22", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"d-24", "", EFFORT_SMALL, "No security requirement is specified for distributors: there is none to fail."},
	/* fields of the statement */
	{"soc-a", "product.type; product.batch", EFFORT_SMALL, NULL},
	{"soc-b", "maker.name; maker.address", EFFORT_SMALL, NULL},
	{"soc-c", "maker.name", EFFORT_SMALL, NULL},
	{"soc-e", "psti.support-first", EFFORT_SMALL, NULL},
	{"soc-f", "maker.signatory; maker.signatory-function", EFFORT_SMALL, NULL},
	{"soc-g", "psti.statement-place; psti.statement-date", EFFORT_SMALL, NULL},
};

/* Duties that arise with a compliance failure of the manufacturer: before one they can only be prepared for. */
static const char on_failure[] = "m-10; m-11-2; m-11-3; m-11-6; m-11-7; ar-13-2; ar-13-3; i-16; i-17; i-19; d-23; d-25";
/* What a manufacturer abroad can have done by its representative: s. 51(3); keeping the statement is s. 9(6)(b). */
static const char delegable[] = "m-11-2; m-11-3; m-11-6; m-11-7; m-12; m-r8";

static bool several(const struct regime_rows *r)
{
	return declared_count(r->d, "manufacturer") > 0;
}

static bool speaks_for_manufacturer(const struct regime_rows *r)
{
	return strcmp(r->role, "manufacturer") == 0 || strcmp(r->role, "authorised representative") == 0;
}

/* s. 8: the three requirements as a whole. */
static void comply_row(struct regime_rows *r, struct regime_result_row *row)
{
	size_t count[4] = {0};

	for (size_t i = 0; i < PSTI_REQUIREMENTS; i++)
		count[rows_state_of(r, psti_groups[i])]++;
	rows_set(r, row,
		 count[STATE_NOT_MET]   ? STATE_NOT_MET
		 : count[STATE_UNKNOWN] ? STATE_UNKNOWN
					: STATE_MET,
		 "Of the three requirements %zu are not met, %zu are not known.", count[STATE_NOT_MET],
		 count[STATE_UNKNOWN]);
	if (row->state == STATE_MET)
		rows_set(r, row, STATE_MET, "All three requirements are met, or count as met.");
	/* what to do stands at the requirements */
}

/* A requirement that this case shows to be missed; NULL. */
static const char *failed_requirement(const struct regime_rows *r)
{
	for (size_t i = 0; i < PSTI_REQUIREMENTS; i++)
		if (rows_state_of(r, psti_groups[i]) == STATE_NOT_MET)
			return psti_groups[i];
	return NULL;
}

static void failure_row(struct regime_rows *r, struct regime_result_row *row)
{
	const char *failed = failed_requirement(r);

	if (failed) {
		rows_set(r, row, STATE_UNKNOWN,
			 "This case shows a compliance failure of the manufacturer (%s): what was done about it is not "
			 "known here.",
			 failed);
	} else {
		rows_by_keys(r, row, "psti.failure-process");
		if (row->state == STATE_MET)
			rows_set(r, row, STATE_MET,
				 "Prepared for, as psti.failure-process says; the duty itself arises with a compliance "
				 "failure, and none is known here.");
	}
	rows_todo(r, row, EFFORT_MEDIUM, "%s", row->row->requirement);
}

/* True where the label takes the duty's place, or changes what it asks: ss. 15(5), 22(3), reg. 4A. */
static bool label_row(struct regime_rows *r, struct regime_result_row *row, bool label)
{
	const char *id = row->row->id;
	bool check = strcmp(id, "i-15-5") == 0 || strcmp(id, "d-22") == 0;

	if (!label) {
		if (strcmp(id, "i-15-5") != 0)
			return false;
		rows_set(r, row, STATE_NOT_APPLICABLE, "The manufacturer relies on no label.");
		return true;
	}
	if (check) {
		rows_by_keys(r, row, "psti.label-checked=yes");
		rows_todo(r, row, EFFORT_SMALL,
			  "Satisfy yourself that the label is current and that of this product, before you supply it.");
	} else if (strcmp(id, "m-9") == 0) {
		rows_fact(row, entry_fact(declared_one(r->d, "psti"), "label"));
		rows_set(r, row, STATE_MET, "Counts as met by the label (reg. 4A).");
	} else if (strcmp(id, "i-15-2") == 0 || strcmp(id, "i-15-3") == 0) {
		rows_set(r, row, STATE_NOT_APPLICABLE,
			 "Where the manufacturer relies on a label it is the label that has to be checked: s. 15(5).");
	} else if (strcmp(id, "m-r8") == 0) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "No statement is required where the label stands for it.");
	} else {
		return false;
	}
	return true;
}

static const struct declared_entry *uk_representative(const struct regime_rows *r)
{
	DECLARED_EACH (r->d, "representative", rep)
		if (entry_is(rep, "market", "UK"))
			return rep;
	return NULL;
}

static void duty_row(struct regime_rows *r, struct regime_result_row *row, bool label)
{
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), row->row->id);
	const char *id = row->row->id;

	if (strcmp(id, "m-8") == 0) {
		comply_row(r, row);
	} else if (row->yours && strcmp(row->row->who, r->role) != 0 && !entry_has(uk_representative(r), "mandate")) {
		rows_missing(row, "representative.mandate");
		rows_set(r, row, STATE_UNKNOWN, "Whether the mandate covers it (s. 51(3)) is not declared.");
		rows_todo(r, row, EFFORT_SMALL, "Declare what the representative is authorised to do.");
	} else if (strcmp(id, "dc-multi") == 0 && !several(r)) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "No other manufacturer is declared.");
	} else if (strcmp(id, "dc-multi") == 0) {
		rows_by_keys(r, row, "manufacturer.meets=yes");
		rows_todo(r, row, EFFORT_MEDIUM, "%s", row->row->requirement);
	} else if (label_row(r, row, label)) {
		return;
	} else if (id_list_has(on_failure, id)) {
		failure_row(r, row);
	} else if (!rule) {
		rows_set(r, row, STATE_UNKNOWN, "A person has to look.");
		rows_todo(r, row, EFFORT_MEDIUM, "%s", row->row->requirement);
	} else if (rule->reason) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "%s", rule->reason);
	} else {
		rows_by_keys(r, row, rule->needs);
		rows_todo(r, row, rule->effort, "%s", row->row->requirement);
	}
}

/* Sch. 4 para. 1(2): which standards the manufacturer relies on. */
static void standard_row(struct regime_rows *r, struct regime_result_row *row)
{
	static const char *const routes[] = {"passwords-route", "reporting-route", "support-route"};
	const struct declared_entry *psti = declared_one(r->d, "psti");
	bool standard = false;

	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		if (entry_has(psti, routes[i]))
			rows_fact(row, entry_fact(psti, routes[i]));
		standard |= entry_among(psti, routes[i], "standard iso-29147");
	}
	if (standard)
		rows_set(r, row, STATE_MET,
			 "The statement names the edition that the law names: EN 303 645 V2.1.1 of 19 June 2020, "
			 "ISO/IEC 29147:2018.");
	else
		rows_set(r, row, STATE_NOT_APPLICABLE, "No standard is declared to be relied on.");
}

static void statement_row(struct regime_rows *r, struct regime_result_row *row)
{
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), row->row->id);
	const char *id = row->row->id, *needs = rule ? rule->needs : "";
	bool joint = entry_yes(declared_one(r->d, "psti"), "joint-statement");

	if (strcmp(id, "soc-d") == 0) {
		enum regime_state state = psti_state_of(r, "m-8");

		rows_set(r, row, state, "%s",
			 state == STATE_MET ? "The requirements are met or count as met."
					    : "The requirements are not all shown to be met.");
		return;
	}
	if (strcmp(id, "soc-2") == 0) {
		standard_row(r, row);
		return;
	}
	if (strcmp(id, "soc-e") == 0 && psti_state_of(r, "sp-publish") == STATE_NOT_APPLICABLE) {
		rows_set(r, row, STATE_NOT_APPLICABLE,
			 "Nothing in the product can be updated: there is no such period.");
		return;
	}
	/* several manufacturers: all are named; one statement serves where all prepare it jointly: s. 9(5) */
	if (strcmp(id, "soc-b") == 0 && several(r))
		needs = uk_representative(r) ? "maker.name; maker.address; manufacturer.name; manufacturer.address; "
					       "representative.name; representative.address"
					     : "maker.name; maker.address; manufacturer.name; manufacturer.address";
	else if (strcmp(id, "soc-b") == 0 && uk_representative(r))
		needs = "maker.name; maker.address; representative.name; representative.address";
	else if (strcmp(id, "soc-c") == 0 && several(r))
		needs = "maker.name; psti.joint-statement";
	else if (strcmp(id, "soc-f") == 0 && several(r) && joint)
		needs = "maker.signatory; maker.signatory-function; manufacturer.signatory; "
			"manufacturer.signatory-function";
	rows_by_keys(r, row, needs);
	rows_todo(r, row, EFFORT_SMALL, "Needed in the statement: %s", row->row->requirement);
}

static void dates(struct regime_rows *r)
{
	const struct declared_entry *psti = declared_one(r->d, "psti"), *s = declared_one(r->d, "support");
	const char *issued = entry_get(psti, "statement-date"), *end = entry_get(s, "end");
	/* the period set out in the statement is the one of first supply */
	const char *stated = entry_has(psti, "support-first") ? entry_get(psti, "support-first") : end;
	char *keep = arena_alloc(r->arena, 11);

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") == 0 && strcmp(row->kind, "date") == 0)
			rows_date(r, rows_iso_date(r, row->applies_from), row->ref, "%s", row->requirement);
	}
	rows_date(r, end, "declaration", "The declared support period ends.");
	rows_date(r, entry_get(psti, "label-expires"), "declaration",
		  "The %s label expires: requirements and statement no longer count as met by it.",
		  entry_get(psti, "label"));
	if (!keep) {
		r->failed = true;
		return;
	}
	/* ten years, or the support period in the statement, whichever is longer */
	if (rows_later(r, issued, 10, keep))
		rows_date(r, strcmp(stated, keep) > 0 ? stated : keep,
			  strcmp(r->role, "importer") == 0 ? "SI 2023/1007 reg. 9" : "SI 2023/1007 reg. 8",
			  "Until then the statement of compliance has to be kept.");
}

void psti_duties(struct regime_rows *r, bool label)
{
	bool representative = strcmp(r->role, "authorised representative") == 0;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *about = &catalogue_regimes[i];
		bool delegated = representative && id_list_has(delegable, about->id);

		if (strcmp(about->regime, "PSTI") == 0 && strcmp(about->kind, "duty") == 0 &&
		    (delegated || scope_falls_on(about, r->role))) {
			struct regime_result_row *row = rows_add(r, about, duties);

			row->yours |= delegated;
			duty_row(r, row, label);
		}
	}
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *about = &catalogue_regimes[i];

		if (strcmp(about->regime, "PSTI") == 0 && strcmp(about->kind, "statement-field") == 0 && !label &&
		    speaks_for_manufacturer(r))
			statement_row(r, rows_add(r, about, statement));
	}
	dates(r);
}
