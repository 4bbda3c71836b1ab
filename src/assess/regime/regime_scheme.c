/* Standards, schemes and labels that are judged by their mapping alone: EN 18031, NIST IR 8425, Singapore CLS, JC-STAR,
 * UL, ISO/IEC 29147 and 30111. */
#include "assess/regime/regime_rows.h"

#include <stdlib.h>

static const struct scheme_rule {
	enum regime_id id;
	const char *scheme; /* in catalogue/other-schemes.tsv */
	const char *market; /* whose law it helps to show; NULL: nobody's */
	const char *skip;   /* kinds of rows that are no requirements, "; "-separated */
} scheme_rules[] = {
	{REGIME_EN_18031, "EN 18031", "EU", "mechanism; part; note"},
	{REGIME_NIST_8425, "NIST IR 8425", NULL, ""},
	{REGIME_CLS, "Singapore CLS (IoT)", NULL, "note"},
	{REGIME_JC_STAR, "JC-STAR", NULL, "level; note"},
	{REGIME_UL, "UL IoT Security Rating", NULL, "level; note"},
	{REGIME_ISO_29147, "ISO/IEC 29147", "UK", ""},
	{REGIME_ISO_30111, "ISO/IEC 30111", NULL, ""},
};

/* Declared values that show a row better than provisions that cover a part of it. */
static const struct scheme_key {
	enum regime_id id;
	const char *row, *needs;
} scheme_keys[] = {
	{REGIME_NIST_8425, "AID-1", "product.model; UserInfo.model-designation"},
	{REGIME_NIST_8425, "D-1b", "SoftComp.description"},
	{REGIME_NIST_8425, "IQR-1a", "disclosure.contact; disclosure.url"},
	{REGIME_NIST_8425, "ID-1a", "support.end; support.published=yes"},
	{REGIME_NIST_8425, "ID-1b", "support.end; support.published=yes"},
	{REGIME_NIST_8425, "PEA-1c", "UserInfo.documentation-of-deletion"},
	{REGIME_JC_STAR, "S1.1-05",
	 "disclosure.url; disclosure.contact; disclosure.acknowledge; disclosure.status-updates"},
	{REGIME_JC_STAR, "S1.1-10", "product.model; UserInfo.model-designation"},
	{REGIME_ISO_29147, "6.2.2", "disclosure.contact; disclosure.url"},
	{REGIME_ISO_29147, "6.2.5", "disclosure.acknowledge; disclosure.url"},
	{REGIME_ISO_29147, "6.5", "disclosure.status-updates; disclosure.url"},
	{REGIME_ISO_29147, "9", "disclosure.url; disclosure.contact"},
	{REGIME_ISO_30111, "step-2", "disclosure.contact"},
};

/* Rows of EN 18031 for some kinds of product alone. Kinds that may be either stay open. */
static const struct scheme_kind {
	const char *row, *others, *about;
} scheme_kinds[] = {
	{"ACM-3", "hub smart-lock appliance sensor router speaker television thermostat lighting alarm", "toys"},
	{"ACM-4", "hub smart-lock appliance sensor router speaker television thermostat lighting alarm",
	 "toys and childcare equipment"},
	{"ACM-5", "hub smart-lock appliance sensor router speaker television thermostat lighting alarm",
	 "toys and childcare equipment"},
	{"ACM-6", "hub smart-lock appliance sensor router speaker television thermostat lighting alarm",
	 "toys and childcare equipment"},
	{"NMM-1", "camera smart-lock toy wearable appliance sensor speaker television thermostat lighting alarm",
	 "network equipment"},
	{"TCM-1", "camera smart-lock toy wearable appliance sensor speaker television thermostat lighting alarm",
	 "network equipment"},
};

static bool only_others(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *product = declared_one(r->d, "product");

	for (size_t i = 0; r->id == REGIME_EN_18031 && i < ARRAY_LEN(scheme_kinds); i++) {
		if (strcmp(scheme_kinds[i].row, row->row->id) != 0 ||
		    !entry_among(product, "kind", scheme_kinds[i].others))
			continue;
		rows_fact(row, entry_fact(product, "kind"));
		rows_set(r, row, STATE_NOT_APPLICABLE, "It is for %s; the product is declared as %s.",
			 scheme_kinds[i].about, entry_get(product, "kind"));
		return true;
	}
	return false;
}

static bool keys_show(struct regime_rows *r, struct regime_result_row *row)
{
	for (size_t i = 0; i < ARRAY_LEN(scheme_keys); i++) {
		const struct scheme_key *k = &scheme_keys[i];
		struct regime_result_row trial = *row;

		if (k->id != r->id || strcmp(k->row, row->row->id) != 0 || row->unsure)
			continue;
		rows_by_keys(r, &trial, k->needs);
		if (trial.state != STATE_MET)
			return false;
		*row = trial;
		return true;
	}
	return false;
}

void regime_scheme(struct regime_rows *r)
{
	const struct declared_entry *product = declared_one(r->d, "product");
	const struct scheme_rule *rule = NULL;
	bool law;

	for (size_t i = 0; i < ARRAY_LEN(scheme_rules); i++)
		if (scheme_rules[i].id == r->id)
			rule = &scheme_rules[i];
	law = rule && rule->market && (!entry_has(product, "markets") || entry_lists(product, "markets", rule->market));
	for (size_t i = 0; rule && i < catalogue_regime_count; i++) {
		const struct regime_row *about = &catalogue_regimes[i];
		struct regime_result_row *row;

		if (strcmp(about->regime, rule->scheme) != 0 || id_list_has(rule->skip, about->kind))
			continue;
		row = rows_add(r, about, about->kind);
		row->force = law ? FORCE_SHOULD : FORCE_MAY;
		if (!only_others(r, row) && !keys_show(r, row))
			rows_by_provisions(r, row);
		if (row->unsure)
			rows_set(r, row, row->state, "%s The mapping is unsure.", row->reason);
	}
	for (size_t i = 0; i < r->count; i++) {
		bool known = false;

		for (size_t k = 0; k < r->group_count; k++)
			known |= strcmp(r->groups[k].name, r->rows[i].group) == 0;
		if (!known)
			rows_group(r, r->rows[i].group, "");
	}
	if (r->id == REGIME_EN_18031)
		rows_date(
			r, "2025-08-01", "Delegated Regulation (EU) 2022/30",
			"Radio equipment that reaches the internet has to meet Article 3(3)(d) of Directive "
			"2014/53/EU, "
			"also (e) where it processes personal, traffic or location data, and (f) where it moves money "
			"or value; EN 18031-1, -2 and -3 are ways to show it, within the restrictions of Implementing "
			"Decision (EU) 2025/138.");
	if (r->id == REGIME_JC_STAR)
		rows_date(r, "2025-12-04", "SI 2025/1267", "A STAR-1 label counts for UK PSTI.");
	if (r->id == REGIME_CLS)
		rows_date(r, "2025-12-04", "SI 2025/1267", "A CLS label of any level counts for UK PSTI.");
}
