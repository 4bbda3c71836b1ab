/* Part of diff.c: what the maker declares differently, and which units have another verdict or have to be judged again
 * because of it. */
#include "assess/judge/judge.h"
#include "assess/report/decided.h"
#include "assess/report/diff_parts.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VALUE_SHOWN = 200, BECAUSE_MAX = 1 << 12 };

static int compare_names(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

/* The tables that either side declares, each once. */
static const char **tables_of(struct rows *rows, const struct assessment *const sides[2], size_t *ret_count)
{
	size_t total = facts_count(sides[0]->facts, FACT_DECLARED) + facts_count(sides[1]->facts, FACT_DECLARED);
	const char **names = arena_array(&rows->arena, total + 1, sizeof *names), *last = NULL;
	size_t count = 0;

	*ret_count = 0;
	if (!names) {
		rows->failed = true;
		return NULL;
	}
	for (size_t s = 0; s < 2; s++) {
		FACTS_EACH (sides[s]->facts, FACT_DECLARED, fact) {
			struct bytes table = fact->field[DECLARED_TABLE];

			/* facts of a table stand close together */
			if (!last || !bytes_is(table, last))
				names[count++] = last = text_safe(&rows->arena, table, SIZE_MAX);
		}
	}
	qsort(names, count, sizeof *names, compare_names);
	for (size_t i = 0; i < count; i++)
		if (*ret_count == 0 || strcmp(names[*ret_count - 1], names[i]) != 0)
			names[(*ret_count)++] = names[i];
	return names;
}

/* ---- values ---- */

static bool same_value(const struct declared_entry *a, const struct declared_entry *b, const char *key)
{
	size_t count = entry_count(a, key);

	if (entry_count(b, key) != count)
		return false;
	for (size_t i = 0; i < count; i++)
		if (strcmp(entry_at(a, key, i), entry_at(b, key, i)) != 0)
			return false;
	return true;
}

static bool same_entry(const struct declared_entry *a, const struct declared_entry *b)
{
	if (!a || !b)
		return a == b;
	for (size_t i = 0; i < a->count; i++)
		if (!same_value(a, b, a->values[i].key))
			return false;
	for (size_t i = 0; i < b->count; i++)
		if (!entry_has(a, b->values[i].key))
			return false;
	return true;
}

static const char *shown(struct rows *rows, const struct declared_entry *e, const char *key)
{
	struct writer w = writer_of(SIZE_MAX / 2, "value");
	const char *ret = "absent";

	for (size_t i = 0; i < entry_count(e, key); i++) {
		write_str(&w, i ? ", " : "");
		write_str(&w, entry_at(e, key, i));
	}
	if (entry_has(e, key))
		ret = writer_ok(&w) ? text_safe(&rows->arena, writer_bytes(&w), VALUE_SHOWN) : NULL;
	if (ret && w.len > VALUE_SHOWN)
		ret = arena_printf(&rows->arena, "%s...", ret);
	writer_free(&w);
	return ret;
}

static const char *name_of(struct rows *rows, const struct declared_entry *e)
{
	const char *safe = text_safe(&rows->arena, bytes_str(e->id), VALUE_SHOWN);

	return arena_printf(&rows->arena, "%s%s%s", e->table, safe[0] ? " " : "", safe);
}

static void add_value(struct rows *rows, const struct declared_entry *a, const struct declared_entry *b,
		      const char *provision, const char *key)
{
	const char *name = name_of(rows, a);

	diff_add(rows, (struct row){CHANGE_OTHER, "declared", provision,
				    name ? arena_printf(&rows->arena, "%s: %s", name, key) : NULL, shown(rows, a, key),
				    shown(rows, b, key), NULL});
}

static void compare_entries(struct rows *rows, const struct declared_entry *a, const struct declared_entry *b,
			    const char *provision)
{
	const char *last = "";

	for (size_t i = 0; i < a->count; i++) {
		const char *key = a->values[i].key;

		if (strcmp(last, key) != 0 && !same_value(a, b, key))
			add_value(rows, a, b, provision, key);
		last = key;
	}
	last = "";
	for (size_t i = 0; i < b->count; i++) {
		const char *key = b->values[i].key;

		if (strcmp(last, key) != 0 && !entry_has(a, key))
			add_value(rows, a, b, provision, key);
		last = key;
	}
}

/* The ICS of the other edition says nothing about these verdicts. */
static bool counts(const char *table, enum edition edition)
{
	return strncmp(table, "ics ", 4) != 0 || strcmp(table + 4, edition_name(edition)) == 0;
}

static void compare_table(struct rows *rows, const struct assessment *a, const struct assessment *b, const char *table)
{
	bool claims = strncmp(table, "ics ", 4) == 0;

	DECLARED_EACH (a->declared, table, e) {
		const struct declared_entry *other = declared_find(b->declared, table, e->id);
		const char *provision = claims ? e->id : "";

		if (other)
			compare_entries(rows, e, other, provision);
		else
			diff_add(rows, (struct row){CHANGE_OTHER, "declared", provision, name_of(rows, e), "declared",
						    "gone", NULL});
	}
	DECLARED_EACH (b->declared, table, e) {
		if (!declared_find(a->declared, table, e->id))
			diff_add(rows, (struct row){CHANGE_OTHER, "declared", claims ? e->id : "", name_of(rows, e),
						    "absent", "declared", NULL});
	}
}

void diff_declared(struct rows *rows, const struct assessment *a, const struct assessment *b)
{
	const struct assessment *const sides[2] = {a, b};
	size_t count;
	const char **tables = tables_of(rows, sides, &count);

	/* one side alone has a declaration: every line of it would be a difference */
	if (!tables || !declared_any(a->declared) || !declared_any(b->declared))
		return;
	for (size_t i = 0; i < count; i++)
		if (counts(tables[i], b->edition))
			compare_table(rows, a, b, tables[i]);
}

/* ---- units ---- */

struct changes {
	const struct assessment *a, *b;
	const char **tables; /* those that differ */
	size_t count;
};

static bool table_differs(const struct assessment *a, const struct assessment *b, const char *table)
{
	if (declared_count(a->declared, table) != declared_count(b->declared, table) ||
	    !declared_none(a->declared, table) != !declared_none(b->declared, table))
		return true;
	DECLARED_EACH (a->declared, table, e)
		if (!same_entry(e, declared_find(b->declared, table, e->id)))
			return true;
	return false;
}

static void more(struct writer *w, const char *text)
{
	write_str(w, w->len ? "; " : "");
	write_str(w, text);
}

/* What is another between the two, of that which the unit was judged on; else of that which it may have been. */
static const char *because_of(struct rows *rows, const struct changes *c, const struct unit *unit)
{
	const struct assessment *a = c->a, *b = c->b;
	struct writer w = writer_of(BECAUSE_MAX, "because");
	bool input = strcmp(a->input_sha256, b->input_sha256) != 0;
	char claims[32];
	const char *ret;

	for (size_t i = 0; i < c->count; i++)
		if (strncmp(c->tables[i], "ics ", 4) != 0 && unit_reads(b->edition, unit, c->tables[i])) {
			write_str(&w, w.len ? ", " : "declared: ");
			write_str(&w, c->tables[i]);
		}
	snprintf(claims, sizeof claims, "ics %s", edition_name(b->edition));
	if (!same_entry(declared_find(a->declared, claims, unit->provision),
			declared_find(b->declared, claims, unit->provision)))
		more(&w, "the claim");
	if (input && (!w.len || strcmp(unit->kind, "conceptual") != 0))
		more(&w, "the input");
	for (size_t i = 0, own = w.len; i < c->count && !own; i++) {
		write_str(&w, i ? ", " : "declared elsewhere: ");
		write_str(&w, c->tables[i]);
	}
	ret = writer_ok(&w) ? arena_str(&rows->arena, writer_bytes(&w)) : NULL;
	writer_free(&w);
	return ret;
}

/* An answer that no longer fits has to be given again, unless somebody did or nothing is left to decide. */
static bool judge_again(struct rows *rows, const struct changes *c, const struct unit *unit,
			const struct unit_result *before, const struct unit_result *after)
{
	const struct answer *was = before->answer ? before->answer : after->answer;
	struct again row = {.unit = unit->name, .provision = unit->provision};
	char basis[65];

	if (!was || after->verdict != VERDICT_INCONCLUSIVE || (after->answer && !after->stale))
		return false;
	if (!unit_basis(c->b, unit, basis)) {
		rows->failed = true;
		return true;
	}
	if (strcmp(was->basis, basis) == 0) {
		rows->kept++;
		return true;
	}
	row.verdict = verdict_name(was->verdict);
	row.by = was->by;
	row.at = was->at;
	row.because = because_of(rows, c, unit);
	/* the same in both, and older than both */
	if (row.because && !row.because[0])
		row.because = "changed before the first of the two";
	if (!row.because || !arena_grow(&rows->arena, &rows->again, rows->again_count, &rows->again_room, sizeof row)) {
		rows->failed = true;
		return true;
	}
	rows->again[rows->again_count++] = row;
	return true;
}

static void compare_unit(struct rows *rows, const struct changes *c, const struct unit *unit,
			 const struct unit_result *before, const struct unit_result *after)
{
	int step = diff_badness(after->verdict) - diff_badness(before->verdict);
	const char *because;

	if (judge_again(rows, c, unit, before, after) || before->verdict == after->verdict)
		return;
	if (decided_by(after) == DECIDED_BY_PERSON && !decided_takes_answer(before))
		because =
			arena_printf(&rows->arena, "answer of %s",
				     after->answer ? text_safe(&rows->arena, bytes_str(after->answer->by), VALUE_SHOWN)
						   : "a person");
	else
		because = because_of(rows, c, unit);
	if (!because)
		rows->failed = true;
	diff_add(rows, (struct row){step > 0   ? CHANGE_WORSE
				    : step < 0 ? CHANGE_BETTER
					       : CHANGE_OTHER,
				    "unit", unit->provision, unit->name, verdict_name(before->verdict),
				    verdict_name(after->verdict), because});
}

static bool any_answer(const struct assessment *a)
{
	for (size_t i = 0; i < a->unit_count; i++)
		if (a->units[i].answer)
			return true;
	return false;
}

void diff_units(struct rows *rows, const struct assessment *a, const struct assessment *b)
{
	const struct assessment *const sides[2] = {a, b};
	struct changes c = {.a = a, .b = b};
	size_t count;
	const char **tables;

	/* of images alone the findings say what changed */
	if (!declared_any(a->declared) && !declared_any(b->declared) && !any_answer(a) && !any_answer(b))
		return;
	tables = tables_of(rows, sides, &count);
	c.tables = tables;
	for (size_t i = 0; tables && i < count; i++)
		if (counts(tables[i], b->edition) && table_differs(a, b, tables[i]))
			c.tables[c.count++] = tables[i];
	/* one edition, so both lists are the catalogue's */
	for (size_t i = 0; i < a->unit_count && i < b->unit_count; i++) {
		const struct unit *unit = unit_find(b->edition, b->units[i].unit);

		if (unit && a->units[i].unit == b->units[i].unit)
			compare_unit(rows, &c, unit, &a->units[i], &b->units[i]);
	}
}
