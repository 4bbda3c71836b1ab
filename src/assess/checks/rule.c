#include "assess/checks/rule.h"

#include "assess/checks/finding.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define TITLE_MAX 150 /* one line of a report */

const struct declared *rule_begin(const struct facts *facts, struct finding_sink *out)
{
	if (out->facts != facts || !out->declared) {
		out->declared = declared_of(facts, out->arena);
		out->facts = facts;
	}
	if (!out->declared) {
		/* memory is out: an empty view, so that rules need not ask */
		out->failed = true;
		out->declared = declared_empty();
	}
	if (!declared_any(out->declared))
		finding_missing(out, "the product file");
	return out->declared;
}

enum edition rule_edition(const struct finding_sink *out)
{
	return out->edition;
}

/* Formats, then makes safe: declared values are the maker's bytes. */
static const char *titled(struct finding_sink *out, const char *fmt, va_list args)
{
	char text[TITLE_MAX];
	const char *ret;

	vsnprintf(text, sizeof text, fmt, args);
	ret = text_safe(out->arena, bytes_str(text), sizeof text);
	return ret ? ret : "";
}

#define TITLED(ret)                                                                                                    \
	do {                                                                                                           \
		va_list args;                                                                                          \
		va_start(args, title);                                                                                 \
		(ret) = titled(out, title, args);                                                                      \
		va_end(args);                                                                                          \
	} while (0)

/* What every finding says where the rule has no better words: what the unit asks, and which key answers it. */
static struct finding *explained(struct finding_sink *out, struct finding *f, const struct declared_entry *e,
				 const char *key)
{
	const struct unit *unit = unit_find(out->edition, out->row->unit);
	const struct declaration_key *row = e ? declaration_find(e->table, key) : NULL;
	const char *value = entry_get(e, key);

	if (!unit) /* the other edition's: its wording is as good */
		unit = unit_find(out->edition == EDITION_V3_1_3 ? EDITION_V2_1_1 : EDITION_V3_1_3, out->row->unit);
	finding_detail(out, f, "Unit %s asks: %s.%s%s%s%s%s", unit->name, unit->text,
		       value[0] ? " Declared: "
		       : row    ? " Nothing is declared under "
				: "",
		       value[0] ? finding_text(out, bytes_str(value))
		       : row    ? key
				: "",
		       row ? " (" : "", row ? row->meaning : "", row ? ")" : "");
	if (f->verdict == VERDICT_PASS)
		finding_remedy(out, f, "Nothing to do; it holds as long as the declaration is true.");
	else if (row)
		finding_remedy(out, f,
			       "%s: change what is built or the process behind it, then %s%s%s.%s in the product file.",
			       unit->provision, e->table, e->id[0] ? "." : "", finding_text(out, bytes_str(e->id)),
			       key);
	else
		finding_remedy(out, f, "%s: bring product and product file into line.", unit->provision);
	return f;
}

static const char *subject_of(struct finding_sink *out, const struct declared_entry *e, const char *key)
{
	const char *ret = arena_printf(out->arena, "%s/%s/%s", e ? e->table : "", e ? e->id : "", key);

	out->failed |= !ret;
	return ret ? ret : "";
}

struct finding *rule_fail(struct finding_sink *out, const struct declared_entry *e, const char *key,
			  enum severity severity, const char *title, ...)
{
	struct finding *f = finding_add(out, VERDICT_FAIL, severity, entry_fact(e, key), subject_of(out, e, key));
	const char *text;

	TITLED(text);
	finding_title(out, f, "%s", text);
	return explained(out, f, e, key);
}

struct finding *rule_fail_fact(struct finding_sink *out, const struct fact *fact, const char *subject,
			       enum severity severity, const char *title, ...)
{
	struct finding *f = finding_add(out, VERDICT_FAIL, severity, fact, subject);
	const char *text;

	TITLED(text);
	finding_title(out, f, "%s", text);
	return explained(out, f, NULL, "");
}

struct finding *rule_open(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *title,
			  ...)
{
	struct finding *f =
		finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, entry_fact(e, key), subject_of(out, e, key));
	const char *text;

	TITLED(text);
	finding_title(out, f, "%s", text);
	/* what would decide the unit: the value, or somebody's judgement of it */
	if (e && !entry_has(e, key) && declaration_find(e->table, key))
		finding_missing(out, "%s.%s in the product file", finding_text(out, bytes_str(e->table)), key);
	else if (e)
		finding_missing(out, "a person who looks at what is declared in %s",
				finding_text(out, bytes_str(e->table)));
	return explained(out, f, e, key);
}

bool rule_clean(const struct finding_sink *out)
{
	return out->count == out->first && !out->dropped && !out->missing;
}

/* A rule that only refutes (REFUTES in rules_*.def) has found nothing against the unit: what is declared is laid out
 * for the person who judges it. */
static void pass(struct finding_sink *out, const struct fact *fact, const char *text)
{
	bool decides = out->row->decides;
	struct finding *f = finding_add(out, decides ? VERDICT_PASS : VERDICT_INCONCLUSIVE, SEVERITY_INFO, fact,
					decides ? "pass" : "judge");

	finding_title(out, f, "%s%s", decides ? "" : "Nothing speaks against it; a person judges: ", text);
	if (!decides)
		finding_missing(out, "a person who judges what is declared");
	(void)explained(out, f, NULL, "");
}

/* Tables that no connected product has reason to leave empty: without software, interfaces or a way to handle
 * vulnerabilities there is nothing that a unit could be met by. */
static bool never_empty(const char *table)
{
	static const char *const tables[] = {"SoftComp", "PhyIntf", "LogIntf", "VulnTypes", "NetSecImpl", "VulnMon",
					     "UpdProc",  "SecMgmt", "SecDev",  "CodeMin",   "PrivlCtrl",  "AccCtrl",
					     "SecBoot",  "ResMech", "InpVal",  "SecParam",  "UpdMech"};

	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		if (strcmp(table, tables[i]) == 0)
			return true;
	return false;
}

void rule_pass_table(struct finding_sink *out, const char *table, const char *title, ...)
{
	const struct fact *none = declared_none(out->declared, table);
	const char *text;

	if (!rule_clean(out))
		return;
	TITLED(text);
	if (!declared_count(out->declared, table)) {
		if (none && never_empty(table))
			finding_missing(out, "an entry in IXIT table %s of the product file, which is declared empty",
					table);
		else if (none)
			pass(out, none, text);
		else
			finding_missing(out, "IXIT table %s in the product file", table);
		return;
	}
	DECLARED_EACH (out->declared, table, e) {
		if (e_i)
			finding_evidence(out, out->findings[out->first], entry_fact(e, "id"));
		else
			pass(out, entry_fact(e, "id"), text);
		if (out->count == out->first)
			return;
	}
}

void rule_pass(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *title, ...)
{
	const char *text;

	if (!rule_clean(out))
		return;
	if (!entry_has(e, key)) {
		finding_missing(out, "%s%s%s in the product file", e ? e->table : "", e ? "." : "the key ", key);
		return;
	}
	TITLED(text);
	pass(out, entry_fact(e, key), text);
}

void rule_pass_fact(struct finding_sink *out, const struct fact *fact, const char *title, ...)
{
	const char *text;

	if (!rule_clean(out))
		return;
	TITLED(text);
	pass(out, fact, text);
}
