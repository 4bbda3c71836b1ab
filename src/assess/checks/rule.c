#include "assess/checks/rule.h"

#include "assess/checks/finding.h"
#include "assess/checks/said.h"
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

/* A key as the table has it: "guarantees/integrity" is one member of "guarantees". */
static const char *key_of(struct finding_sink *out, const char *key)
{
	const char *slash = strchr(key, '/'), *ret;

	if (!slash)
		return key;
	ret = arena_str(out->arena, bytes_of(key, (size_t)(slash - key)));
	out->failed |= !ret;
	return ret ? ret : key;
}

/* What every finding says where the rule has no better words: what the unit asks, and which key answers it. */
static struct finding *explained(struct finding_sink *out, struct finding *f, const struct declared_entry *e,
				 const char *subject)
{
	const struct unit *unit = unit_find(out->edition, out->row->unit);
	const char *key = key_of(out, subject), *value = entry_get(e, key), *id = e ? e->id : "";
	const struct declaration_key *row = e ? declaration_find(e->table, key) : NULL;

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
	id = finding_text(out, bytes_str(id));
	if (f->verdict == VERDICT_PASS)
		finding_remedy(out, f, "Nothing to do; it holds as long as the declaration is true.");
	else if (!row)
		finding_remedy(out, f, "%s: bring product and product file into line.", unit->provision);
	else if (!value[0])
		finding_remedy(out, f, "%s: declare %s%s%s.%s in the product file: %s", unit->provision, e->table,
			       id[0] ? "." : "", id, key, row->meaning);
	else if (f->verdict == VERDICT_INCONCLUSIVE)
		finding_remedy(
			out, f,
			"%s: say it plainly in %s%s%s.%s of the product file; what is left a person answers: holdfast "
			"questions CASE --unit '%s'.",
			unit->provision, e->table, id[0] ? "." : "", id, key, unit->name);
	else
		finding_remedy(out, f,
			       "%s: change what is built or the process behind it, then %s%s%s.%s in the product file.",
			       unit->provision, e->table, id[0] ? "." : "", id, key);
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
	struct finding *f =
		finding_add(out, VERDICT_FAIL, severity, entry_fact(e, key_of(out, key)), subject_of(out, e, key));
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
	struct finding *f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, entry_fact(e, key_of(out, key)),
					subject_of(out, e, key));
	const char *text;

	TITLED(text);
	finding_title(out, f, "%s", text);
	/* what would decide the unit: the value, or somebody's judgement of it */
	if (e && !entry_has(e, key_of(out, key)) && declaration_find(e->table, key_of(out, key)))
		finding_missing(out, "%s%s%s.%s in the product file", finding_text(out, bytes_str(e->table)),
				e->id[0] ? "." : "", finding_text(out, bytes_str(e->id)), key_of(out, key));
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

/* What nobody described cannot be judged, however good its other keys look. */
static bool described(struct finding_sink *out, const struct declared_entry *e)
{
	struct bytes text = bytes_str(entry_get(e, "description"));

	if (!out->row->decides || !entry_has(e, "description") || (!said_nothing(text) && !said_elsewhere(text)))
		return true;
	rule_open(out, e, "description", "%s%s%s is not described: '%s'", e->table, e->id[0] ? " " : "", e->id,
		  entry_get(e, "description"));
	return false;
}

/* The entries that `about` is true of; NULL: all. False where there is none. */
static bool pass_entries(struct finding_sink *out, const char *table,
			 bool (*about)(const struct declared *, const struct declared_entry *), const char *text)
{
	const struct declared *d = out->declared;
	struct finding *f = NULL;
	bool any = false, all = true;

	DECLARED_EACH (d, table, e) {
		if (about && !about(d, e))
			continue;
		any = true;
		all = described(out, e) && all;
	}
	DECLARED_EACH (d, table, e) {
		if (!all || (about && !about(d, e)))
			continue;
		if (f) {
			finding_evidence(out, f, entry_fact(e, "id"));
			continue;
		}
		pass(out, entry_fact(e, "id"), text);
		if (out->count == out->first)
			return true;
		f = out->findings[out->first];
	}
	return any;
}

void rule_pass_table(struct finding_sink *out, const char *table, const char *title, ...)
{
	const struct fact *none = declared_none(out->declared, table);
	const char *text;

	if (!rule_clean(out))
		return;
	TITLED(text);
	if (pass_entries(out, table, NULL, text))
		return;
	if (none && never_empty(table))
		finding_missing(out, "an entry in IXIT table %s of the product file, which is declared empty", table);
	else if (none)
		pass(out, none, text);
	else
		finding_missing(out, "IXIT table %s in the product file", table);
}

void rule_pass_those(struct finding_sink *out, const char *table,
		     bool (*about)(const struct declared *, const struct declared_entry *), const char *what,
		     const char *title, ...)
{
	const char *text;

	if (!rule_clean(out))
		return;
	TITLED(text);
	if (pass_entries(out, table, about, text))
		return;
	if (!declared_count(out->declared, table) && !declared_none(out->declared, table))
		finding_missing(out, "IXIT table %s in the product file", table);
	else
		finding_missing(out, "an entry in IXIT table %s %s, or a person who confirms that there is none", table,
				what);
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
	if (!described(out, e))
		return;
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
