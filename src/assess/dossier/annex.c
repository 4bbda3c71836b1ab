#include "assess/dossier/annex.h"

#include "core/base/text.h"
#include "core/catalogue/catalogue.h"

#include <stdio.h>
#include <string.h>

const char *annex_ref(const char *regime, const char *row)
{
	const struct regime_row *found = regime_row_find(regime, row);

	return found ? found->ref : row;
}

/* The key as a person would say it: "software-version" -> "Software version", "setup-url" -> "Setup, address". */
static void label_of(const char *key, char *ret, size_t room)
{
	size_t len = strlen(key);
	bool url = len > 4 && strcmp(key + len - 4, "-url") == 0;

	if (strcmp(key, "url") == 0)
		snprintf(ret, room, "Address");
	else
		snprintf(ret, room, "%.*s%s", (int)(url ? len - 4 : len), key, url ? ", address" : "");
	for (char *c = ret; *c; c++)
		if (*c == '-')
			*c = ' ';
	if (ret[0] >= 'a' && ret[0] <= 'z')
		ret[0] = (char)(ret[0] - 'a' + 'A');
}

static bool is_address(const char *value)
{
	return strncmp(value, "https:", 6) == 0 || strncmp(value, "http:", 5) == 0 || strncmp(value, "mailto:", 7) == 0;
}

static bool print_entry(struct document *doc, const struct declared_entry *e, const char *key, bool ids)
{
	size_t count = entry_count(e, key);
	char label[80];

	label_of(key, label, sizeof label);
	for (size_t i = 0; i < count; i++) {
		const char *value = entry_at(e, key, i);

		if (is_address(value))
			document_link(doc, label, value);
		else if (count > 1)
			document_item(doc, "%s", value);
		else if (e->id[0])
			document_item(doc, "%s%s%s", ids ? e->id : "", ids ? ": " : "", value);
		else
			document_pair(doc, label, "%s", value);
	}
	return count > 0;
}

static void print_key(const struct dossier_input *in, struct document *doc, const char *field, const char *ref,
		      bool ids)
{
	char table[64], key[80];
	bool optional = field[strlen(field) - 1] == '?', any = false;

	if (sscanf(field, "%63[^.].%79[^?]", table, key) != 2)
		return;
	DECLARED_EACH (in->declared, table, e)
		any |= print_entry(doc, e, key, ids);
	if (!any && !optional) {
		document_missing(doc, field, ref);
		document_note(doc, TONE_BAD, "Missing: %s", field);
	}
}

void annex_print(const struct dossier_input *in, struct document *doc, const char *regime, unsigned level,
		 const struct annex_item *item)
{
	struct bytes rest = bytes_str(item->keys), part;

	document_heading(doc, level, "%s", item->title);
	if (item->lead)
		document_text(doc, "%s", item->lead);
	while (rest.len && text_split(&rest, ';', &part)) {
		char field[160];

		part = text_trim(part);
		snprintf(field, sizeof field, "%.*s", (int)part.len, (const char *)part.at);
		if (field[0])
			print_key(in, doc, field, annex_ref(regime, item->row), !item->for_users);
	}
}

bool annex_evaluate(const struct dossier_input *in, enum regime_id id, struct regime_result *ret, struct error *e)
{
	struct regime_input input = {.assessment = {in->a[EDITION_V2_1_1], in->a[EDITION_V3_1_3]},
				     .declared = in->declared,
				     .facts = in->facts,
				     .today = in->date};

	return regime_evaluate(id, &input, in->arena, ret, e);
}

bool annex_for_maker(const struct dossier_input *in)
{
	const struct declared_entry *maker = declared_one(in->declared, "maker");

	/* whose name or mark it bears is its manufacturer: 2022 Act s. 7(3)(b), CRA Art. 21 */
	if (entry_yes(maker, "own-brand") || !entry_among(maker, "role", "importer distributor"))
		return true;
	dossier_omit(in, "It is for the manufacturer to issue; maker.role says that who declares is the %s.",
		     entry_get(maker, "role"));
	return false;
}

void annex_missing_as_in(struct document *doc, const struct document *other)
{
	for (size_t i = 0; i < document_missing_count(other); i++)
		document_missing(doc, document_missing_field(other, i), document_missing_why(other, i));
}

static const char *first_reason(const struct scope_decision *scope)
{
	return scope->reason_count ? scope->reasons[0].rule->reason : "see the scope decision";
}

/* The rule that makes it so: of those that hold, the one that answers in part. */
static const char *partly_reason(const struct scope_decision *scope)
{
	for (size_t i = 0; i < scope->reason_count; i++)
		if (strcmp(scope->reasons[i].rule->answer, "PARTLY") == 0)
			return scope->reasons[i].rule->reason;
	return first_reason(scope);
}

bool annex_wanted(const struct dossier_input *in, struct document *doc, const struct regime_result *r,
		  const char *market, const char *name)
{
	const struct declared_entry *product = declared_one(in->declared, "product");
	const struct scope_decision *scope = r->scope;

	if (entry_count(product, "markets") && !entry_lists(product, "markets", market)) {
		dossier_omit(in, "The product is not made available there (product.markets: %s is not among them).",
			     market);
		return false;
	}
	if (scope && scope->answer == SCOPE_OUT) {
		dossier_omit(in, "The product is outside %s: %s", name, first_reason(scope));
		return false;
	}
	if (scope && scope->answer == SCOPE_PARTLY && r->id == REGIME_CRA) {
		dossier_omit(in, "Only a part of %s applies: %s", name, partly_reason(scope));
		return false;
	}
	if (!annex_for_maker(in))
		return false;
	for (size_t i = 0; scope && scope->answer == SCOPE_UNKNOWN && i < scope->missing_count; i++)
		document_missing(doc, scope->missing[i], "whether the law applies to the product at all hangs on it");
	if (scope && scope->answer == SCOPE_UNKNOWN && !scope->missing_count)
		document_missing(doc, "scope", first_reason(scope));
	return true;
}
