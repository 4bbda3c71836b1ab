#include "assess/judge/ics.h"

#include "assess/checks/look.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

struct shown {
	const char *feature, *table, *first, *second;
	bool only; /* the feature cannot hold without an entry like this, or one of its other rows */
};
struct seen {
	const char *feature;
	enum fact_kind kind;
	unsigned field;
	const char *words;
};

static const struct shown shown_rows[] = {
#define SHOWN(name, table, first, second) {name, table, first, second, true},
#define PROVED(name, table, first, second) {name, table, first, second, false},
#include "core/product/shown.def"
#undef SHOWN
#undef PROVED
};
static const struct seen seen_rows[] = {
#define SEEN(name, kind, field, words) {name, kind, field, words},
#define EITHER(one, other)
#include "assess/judge/features.def"
#undef SEEN
#undef EITHER
};
static const char *const pairs[][2] = {
#define SEEN(name, kind, field, words)
#define EITHER(one, other) {one, other},
#include "assess/judge/features.def"
#undef SEEN
#undef EITHER
};

const char *support_name(enum support support)
{
	static const char *const names[] = {"", "Y", "N", "N/A"};

	return (unsigned)support < ARRAY_LEN(names) ? names[support] : "";
}

/* "key=words": one of them; "key=": absent; "key=*": present; "": holds. */
static bool holds(const struct declared_entry *e, const char *clause)
{
	struct bytes words = bytes_str(clause), key;
	char name[64];

	if (!clause[0])
		return true;
	if (!text_split(&words, '=', &key) || key.len >= sizeof name)
		return false;
	memcpy(name, key.at, key.len);
	name[key.len] = '\0';
	if (!words.len)
		return !entry_has(e, name);
	if (bytes_is(words, "*"))
		return entry_has(e, name);
	return entry_among(e, name, (const char *)words.at);
}

static const struct fact *shown_by_entry(const struct declared *d, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(shown_rows); i++) {
		const struct shown *row = &shown_rows[i];

		if (strcmp(row->feature, name) != 0)
			continue;
		DECLARED_EACH (d, row->table, e) {
			struct bytes key, rest = bytes_str(row->first);
			char first[64] = "";

			if (!holds(e, row->first) || !holds(e, row->second))
				continue;
			if (text_split(&rest, '=', &key) && key.len < sizeof first)
				memcpy(first, key.at, key.len);
			return entry_fact(e, first);
		}
	}
	return NULL;
}

/* A fact that stands for the product's own: not a local socket, an example's key, a driver for what may be plugged in,
 * a console that only shows messages, an address that merely looks like one. */
static bool counts(const struct fact *fact)
{
	static const char forwarders[] = "telegraf fluent-bit"; /* others keep what they measure */

	return fact->kind == FACT_LISTENER  ? look_listens(fact)
	       : fact->kind == FACT_KEY     ? look_real_key(fact)
	       : fact->kind == FACT_SENSOR  ? look_sensor(fact)
	       : fact->kind == FACT_CONSOLE ? look_console(fact)
	       : fact->kind == FACT_TELEMETRY
		       ? look_collector(fact).len || look_among(fact, TELEMETRY_PROGRAM, forwarders)
		       : true;
}

static const struct fact *shown_by_image(const struct facts *facts, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(seen_rows); i++) {
		const struct seen *row = &seen_rows[i];

		if (strcmp(row->feature, name) != 0)
			continue;
		FACTS_EACH (facts, row->kind, fact) {
			struct bytes words = bytes_str(row->words), word;

			if (!counts(fact))
				continue;
			if (bytes_is(words, "*") && fact_get(fact, row->field).len)
				return fact;
			while (text_word(&words, &word))
				if (bytes_equal(word, fact_get(fact, row->field)))
					return fact;
		}
	}
	return NULL;
}

const struct fact *feature_shown(const struct facts *facts, const struct declared *d, const char *short_name)
{
	const struct fact *fact = shown_by_entry(d, short_name);

	return fact ? fact : shown_by_image(facts, short_name);
}

/* The first table that could show the feature and is declared neither filled nor empty; NULL: none, then the feature's
 * absence says something. */
static const char *undeclared_table(const struct declared *d, const char *name, bool *ret_any)
{
	*ret_any = false;
	for (size_t i = 0; i < ARRAY_LEN(shown_rows); i++) {
		if (strcmp(shown_rows[i].feature, name) != 0 || !shown_rows[i].only)
			continue;
		*ret_any = true;
		if (!declared_count(d, shown_rows[i].table) && !declared_none(d, shown_rows[i].table))
			return shown_rows[i].table;
	}
	return NULL;
}

static bool tables_declared(const struct declared *d, const char *name)
{
	bool any;

	return !undeclared_table(d, name, &any) && any;
}

struct tally {
	struct writer text;      /* of the conditions */
	bool ruled_out;          /* one is declared not to hold */
	bool unsaid;             /* one is not declared */
	const char *ruled_by;    /* its name */
	const char *reason;      /* as declared with it */
	const char *unshown;     /* table that would show it, not declared */
	const struct fact *fact; /* where */
	const char *problem;
	const struct fact *problem_fact;
};

/* The feature that has to hold where this one does not, and is declared not to either; NULL. */
static const char *neither(const struct declared *d, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(pairs); i++)
		for (size_t side = 0; side < 2; side++)
			if (strcmp(pairs[i][side], name) == 0 && declared_feature(d, pairs[i][!side]) == FEATURE_NO)
				return pairs[i][!side];
	return NULL;
}

/* Declared against shown, and against each other. */
static bool contradiction(const struct facts *facts, const struct declared *d, const struct condition *c,
			  enum feature said, struct arena *arena, struct tally *t)
{
	const struct declared_entry *e = declared_find(d, "features", c->short_name);
	const struct fact *shown = feature_shown(facts, d, c->short_name);

	if (t->problem)
		return true;
	if (said == FEATURE_NO && shown) {
		t->problem = arena_printf(arena, "%s is declared not to hold, but %s shows that it does", c->short_name,
					  shown->kind == FACT_DECLARED ? "the declaration itself" : "the firmware");
		t->problem_fact = shown;
		return t->problem;
	}
	if (said == FEATURE_NO && neither(d, c->short_name)) {
		t->problem = arena_printf(arena, "neither %s nor %s is declared to hold, but one of them has to",
					  c->short_name, neither(d, c->short_name));
		t->problem_fact = entry_fact(e, "holds");
		return t->problem;
	}
	if (said == FEATURE_YES && !shown_by_entry(d, c->short_name) && tables_declared(d, c->short_name)) {
		t->problem = arena_printf(arena, "%s is declared to hold, but no entry of the tables shows it",
					  c->short_name);
		t->problem_fact = entry_fact(e, "holds");
		return t->problem;
	}
	return true;
}

static bool judged_by(const struct condition *c, const struct provision *p)
{
	if (c->edition != p->edition || !id_list_has(c->used_by, p->id))
		return false;
	/* TS 103 701 V1.1.1 carries the EN's own conditions and adds to them */
	return p->edition != EDITION_V2_1_1 || strncmp(c->source_table, "TS ", 3) == 0;
}

static bool tally_conditions(const struct facts *facts, const struct declared *d, const struct provision *p,
			     struct arena *arena, struct tally *t, size_t *ret_count)
{
	*ret_count = 0;
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		enum feature said;

		if (!judged_by(c, p) || (strcmp(c->kind, "condition") != 0 && strcmp(c->kind, "feature") != 0))
			continue;
		said = declared_feature(d, c->short_name);
		write_fmt(&t->text, "%s(%s) %s: %s", *ret_count ? "; " : "", c->ref, c->short_name,
			  said == FEATURE_YES  ? "yes"
			  : said == FEATURE_NO ? "no"
					       : "not declared");
		(*ret_count)++;
		t->unsaid |= said == FEATURE_UNSAID;
		if (said == FEATURE_NO && !t->ruled_out) {
			const struct declared_entry *e = declared_find(d, "features", c->short_name);
			bool any;

			t->ruled_out = true;
			t->unshown = undeclared_table(d, c->short_name, &any);
			t->ruled_by = c->short_name;
			t->reason = entry_get(e, "reason");
			t->fact = entry_fact(e, "holds");
		}
		TRY(contradiction(facts, d, c, said, arena, t));
	}
	return true;
}

static enum support support_of(const char *text)
{
	return strcmp(text, "Y") == 0     ? SUPPORT_YES
	       : strcmp(text, "N") == 0   ? SUPPORT_NO
	       : strcmp(text, "N/A") == 0 ? SUPPORT_NOT_APPLICABLE
					  : SUPPORT_UNSAID;
}

/* The rules of EN 303 645 Annex B on what may be claimed. */
static const char *claim_problem(const struct ics_row *row, const struct tally *t, size_t conditions, bool mandatory)
{
	if (row->support == SUPPORT_NOT_APPLICABLE && !conditions)
		return "claimed not applicable, which is open only to provisions with a condition or feature";
	if (row->support == SUPPORT_NOT_APPLICABLE && !t->ruled_out)
		return t->unsaid ? "claimed not applicable, but no condition or feature is declared that rules it out"
				 : "claimed not applicable, but its conditions and features are declared to hold";
	if (row->support == SUPPORT_YES && t->ruled_out)
		return "claimed as supported, but its conditions or features are declared not to hold";
	if (row->support == SUPPORT_NO && t->ruled_out && mandatory)
		return "claimed as not supported (N), but its conditions or features are declared not to hold: claim "
		       "N/A";
	if (row->support == SUPPORT_NO && !row->reason[0])
		return "claimed as not supported without a reason";
	return NULL;
}

bool ics_row_of(const struct facts *facts, const struct declared *d, const struct provision *p, struct arena *arena,
		struct ics_row *ret)
{
	struct ics_row row = {.reason = "", .conditions = "", .applies = true};
	char table[32];
	const struct declared_entry *e, *rest;
	struct tally t = {.text = writer_of(4096, "conditions"), .reason = ""};
	size_t conditions;
	bool ok;

	snprintf(table, sizeof table, "ics %s", edition_name(p->edition));
	e = declared_find(d, table, p->id);
	rest = declared_find(d, table, "default");
	ok = tally_conditions(facts, d, p, arena, &t, &conditions);
	row.conditions = ok ? arena_str(arena, writer_bytes(&t.text)) : NULL;
	writer_free(&t.text);
	if (!ok || !row.conditions)
		return false;
	row.applies = !t.ruled_out;
	row.unshown = t.unshown;
	row.support = support_of(entry_get(e, "support"));
	row.reason = entry_get(e, "reason");
	row.fact = entry_fact(e, "support");
	if (row.support == SUPPORT_UNSAID && entry_is(rest, "support", "Y")) {
		row.support = t.ruled_out ? SUPPORT_NOT_APPLICABLE : SUPPORT_YES;
		row.fact = t.ruled_out ? t.fact : entry_fact(rest, "support");
	}
	if (row.support == SUPPORT_NOT_APPLICABLE && !row.reason[0]) {
		row.reason = t.reason && t.reason[0] ? t.reason
			     : t.ruled_by            ? arena_printf(arena, "%s does not hold", t.ruled_by)
						     : "";
		if (!row.reason)
			return false;
	}
	if (row.support != SUPPORT_UNSAID) {
		row.problem = claim_problem(&row, &t, conditions, p->mandatory);
		if (!row.problem && t.problem) {
			row.problem = t.problem;
			row.problem_fact = t.problem_fact;
		}
		if (row.problem && !row.problem_fact)
			row.problem_fact = row.fact;
	}
	*ret = row;
	return true;
}
