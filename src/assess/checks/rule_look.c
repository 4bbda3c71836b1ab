#include "assess/checks/rule_look.h"

#include "assess/checks/finding.h"
#include "assess/checks/said.h"
#include "core/base/text.h"
#include "core/product/value.h"

#include <string.h>

const struct declared *rule_table(const struct facts *facts, struct finding_sink *out, const char *table)
{
	const struct declared *d = rule_begin(facts, out);

	if (declared_count(d, table))
		return d;
	if (declared_any(d))
		finding_missing(out, "an entry in IXIT table %s of the product file", table);
	return NULL;
}

const struct declared_entry *rule_ruled_out(const struct declared *d, enum edition edition, const char *provision)
{
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];

		if (c->edition == edition && id_list_has(c->used_by, provision) &&
		    declared_feature(d, c->short_name) == FEATURE_NO)
			return declared_find(d, "features", c->short_name);
	}
	return NULL;
}

/* The provision does not apply, and the empty table says the same as the features. */
static bool does_not_apply(const struct finding_sink *out, const struct declared *d)
{
	const struct unit *unit = unit_find(out->edition, out->row->unit);

	return unit && rule_ruled_out(d, out->edition, unit->provision);
}

const struct declared *rule_table_needed(const struct facts *facts, struct finding_sink *out, const char *table,
					 enum severity severity, const char *title)
{
	const struct declared *d = rule_begin(facts, out);
	const struct fact *none = declared_none(d, table);
	struct finding *f;

	if (declared_count(d, table) || !none || does_not_apply(out, d))
		return rule_table(facts, out, table);
	f = rule_fail_fact(out, none, table, severity, "%s", title);
	finding_remedy(out, f, "Build the mechanism and declare it in %s; or say N in the ICS, with the reason.",
		       table);
	return NULL;
}

bool rule_stated(struct finding_sink *out, const struct declared *d, const char *table)
{
	if (declared_count(d, table) || declared_none(d, table))
		return true;
	finding_missing(out, "IXIT table %s in the product file", table);
	return false;
}

const char *rule_name(struct finding_sink *out, const struct declared_entry *e)
{
	const char *ret = arena_printf(out->arena, "%s%s%s", e->table, e->id[0] ? " " : "", e->id);

	out->failed |= !ret;
	return ret ? ret : "";
}

bool rule_has(struct finding_sink *out, const struct declared_entry *e, const char *key)
{
	if (entry_has(e, key))
		return true;
	if (!e)
		finding_missing(out, "%s in the product file", key);
	else
		rule_open(out, e, key, "%s does not say: %s", rule_name(out, e), key);
	return false;
}

bool rule_says_nothing(const char *text)
{
	return said_nothing(bytes_str(text));
}

bool rule_reason(struct finding_sink *out, const struct declared_entry *e, const char *key, enum severity severity)
{
	const char *text = entry_get(e, key);
	struct finding *f;

	if (!rule_has(out, e, key))
		return false;
	if (rule_says_nothing(text)) {
		f = rule_fail(out, e, key, severity, "%s says nothing under %s: '%s'", rule_name(out, e), key, text);
		finding_remedy(out, f,
			       "Write into %s%s%s.%s of the product file what is really done, in words that "
			       "somebody else can check.",
			       e->table, e->id[0] ? "." : "", finding_text(out, bytes_str(e->id)), key);
		return false;
	}
	if (!said_elsewhere(bytes_str(text)))
		return true;
	rule_open(out, e, key, "%s only points elsewhere under %s: '%s'", rule_name(out, e), key, text);
	return false;
}

bool rule_hours(struct finding_sink *out, const struct declared_entry *e, const char *key, uint64_t *ret)
{
	if (!rule_has(out, e, key))
		return false;
	if (value_duration(entry_get(e, key), ret))
		return true;
	rule_open(out, e, key, "%s: %s is no duration: '%s'", rule_name(out, e), key, entry_get(e, key));
	return false;
}

const char *rule_lacks(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *words)
{
	struct bytes rest = bytes_str(words), word;

	while (text_word(&rest, &word)) {
		const char *text = arena_str(out->arena, word);

		out->failed |= !text;
		if (text && !entry_lists(e, key, text))
			return text;
	}
	return NULL;
}

const struct declared_entry *rule_ref(const struct declared *d, const struct declared_entry *e, const char *key,
				      size_t i, const char *tables)
{
	struct bytes rest = bytes_str(tables), word;
	const char *id = entry_at(e, key, i);
	char table[32];

	while (id[0] && text_word(&rest, &word)) {
		const struct declared_entry *found;

		if (word.len >= sizeof table)
			continue;
		memcpy(table, word.at, word.len);
		table[word.len] = '\0';
		found = declared_find(d, table, id);
		if (found)
			return found;
	}
	return NULL;
}

bool rule_referred(const struct declared *d, const char *table, const char *key, const char *id)
{
	DECLARED_EACH (d, table, e)
		if (entry_lists(e, key, id))
			return true;
	return false;
}

/* The two families of Article 29 Working Party, opinion 05/2014, section 3: randomisation and generalisation. */
bool rule_anonymous(const struct declared_entry *e)
{
	return entry_yes(e, "anonymization") &&
	       entry_among(e, "anonymization-techniques",
			   "aggregation k-anonymity differential-privacy noise generalisation");
}
