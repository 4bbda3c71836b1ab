/* Part of regime.c: rows being built. */
#include "assess/regime/regime_rows.h"

#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/base/day.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static const char *format(struct regime_rows *r, const char *fmt, va_list args)
{
	char text[1024];
	const char *ret;

	vsnprintf(text, sizeof text, fmt, args);
	ret = arena_printf(r->arena, "%s", text);
	r->failed |= !ret;
	return ret ? ret : "";
}

const char *rows_iso_date(struct regime_rows *r, const char *words)
{
	static const char *const months[] = {"January", "February", "March",     "April",   "May",      "June",
					     "July",    "August",   "September", "October", "November", "December"};
	struct bytes rest = bytes_str(words), day, month, year;
	uint64_t d, y;

	if (!text_word(&rest, &day) || !text_word(&rest, &month) || !text_word(&rest, &year) || !text_number(day, &d) ||
	    !text_number(year, &y) || d > 31 || y > 9999)
		return "";
	for (unsigned m = 0; m < ARRAY_LEN(months); m++) {
		const char *ret = bytes_is(month, months[m])
					  ? arena_printf(r->arena, "%04u-%02u-%02u", (unsigned)y, m + 1, (unsigned)d)
					  : "";

		r->failed |= !ret;
		if (ret && ret[0])
			return ret;
	}
	return "";
}

struct regime_result_row *rows_add(struct regime_rows *r, const struct regime_row *row, const char *group)
{
	struct regime_result_row *ret = &r->spare;

	if (arena_grow(r->arena, &r->rows, r->count, &r->cap, sizeof *r->rows))
		ret = &r->rows[r->count++];
	else
		r->failed = true;
	*ret = (struct regime_result_row){.row = row, .group = group, .reason = "", .todo = ""};
	ret->applies_from = rows_iso_date(r, row->applies_from);
	ret->in_force = strcmp(ret->applies_from, r->in->today) <= 0;
	ret->yours = !r->role[0] || scope_falls_on(row, r->role);
	ret->unsure = strcmp(row->confidence, "unsure") == 0;
	return ret;
}

struct regime_result_row *rows_find(struct regime_rows *r, const char *id)
{
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->rows[i].row->id, id) == 0)
			return &r->rows[i];
	return NULL;
}

void rows_set(struct regime_rows *r, struct regime_result_row *row, enum regime_state state, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	row->reason = format(r, fmt, args);
	va_end(args);
	row->state = state;
	if (state == STATE_MET || state == STATE_NOT_APPLICABLE)
		row->todo = "";
}

void rows_todo(struct regime_rows *r, struct regime_result_row *row, enum regime_effort effort, const char *fmt, ...)
{
	va_list args;

	row->effort = effort;
	if (row->state == STATE_MET || row->state == STATE_NOT_APPLICABLE)
		return;
	va_start(args, fmt);
	row->todo = format(r, fmt, args);
	va_end(args);
}

void rows_fact(struct regime_result_row *row, const struct fact *fact)
{
	for (size_t i = 0; i < row->fact_count; i++)
		if (row->facts[i] == fact)
			return;
	if (fact && row->fact_count < REGIME_EVIDENCE_MAX)
		row->facts[row->fact_count++] = fact;
}

void rows_missing(struct regime_result_row *row, const char *key)
{
	for (size_t i = 0; i < row->missing_count; i++)
		if (strcmp(row->missing[i], key) == 0)
			return;
	if (row->missing_count < REGIME_EVIDENCE_MAX)
		row->missing[row->missing_count++] = key;
}

static const struct provision_result *result_of(const struct assessment *a, struct bytes id)
{
	for (size_t i = 0; a && i < a->provision_count; i++)
		if (bytes_is(id, a->provisions[i].provision->id))
			return &a->provisions[i];
	return NULL;
}

enum verdict rows_verdict(const struct regime_rows *r, const char *provision)
{
	const struct provision_result *p = result_of(r->a, bytes_str(provision));

	return p ? p->verdict : VERDICT_INCONCLUSIVE;
}

struct verdicts rows_verdicts(struct regime_rows *r, struct regime_result_row *row, const char *ids)
{
	struct verdicts ret = {0};
	struct bytes rest = bytes_str(ids), id;

	while (rest.len && text_split(&rest, ';', &id)) {
		const struct provision_result *p = result_of(r->a, text_trim(id));

		bool known = false;

		for (size_t i = 0; i < row->provision_count; i++)
			known |= row->provisions[i] == p;
		if (p && !known && row->provision_count < REGIME_EVIDENCE_MAX)
			row->provisions[row->provision_count++] = p;
		ret.pass += p && p->verdict == VERDICT_PASS;
		ret.not_applicable += p && p->verdict == VERDICT_NOT_APPLICABLE;
		if (!p || p->verdict == VERDICT_INCONCLUSIVE) {
			size_t len = strlen(ret.open_ids);

			id = text_trim(id);
			snprintf(ret.open_ids + len, sizeof ret.open_ids - len, "%s%.*s", len ? "; " : "", (int)id.len,
				 (const char *)id.at);
			ret.open++;
		}
		if (p && p->verdict == VERDICT_FAIL && !ret.fail++)
			ret.first_fail = p;
	}
	return ret;
}

/* The worst finding that fails the provision: findings stand worst first. */
static const struct finding *finding_of(const struct assessment *a, const struct provision_result *p)
{
	for (size_t i = 0; i < a->finding_count; i++) {
		const struct unit *unit = unit_find(a->edition, a->findings[i].unit);

		if (a->findings[i].verdict == VERDICT_FAIL && unit && strcmp(unit->provision, p->provision->id) == 0)
			return &a->findings[i];
	}
	return NULL;
}

/* Engineering takes longest, words least: by the clause of the provision that fails. */
static enum regime_effort effort_of(const struct provision *p)
{
	static const char small[] = "5.2; 5.12; 6; 4; 5.0", large[] = "5.3; 5.4; 5.5; 5.7";

	return id_list_has(small, p->clause)   ? EFFORT_SMALL
	       : id_list_has(large, p->clause) ? EFFORT_LARGE
					       : EFFORT_MEDIUM;
}

static void not_met_by(struct regime_rows *r, struct regime_result_row *row, const struct provision_result *p,
		       const char *how)
{
	const struct finding *f = finding_of(r->a, p);

	rows_set(r, row, STATE_NOT_MET, "EN 303 645 %s %s%s FAILs%s%s", edition_name(r->a->edition), p->provision->id,
		 how,
		 f                ? ": "
		 : p->ics.problem ? ": "
				  : "",
		 f                ? f->title
		 : p->ics.problem ? p->ics.problem
				  : "");
	for (size_t i = 0; f && i < f->evidence_count; i++)
		rows_fact(row, f->evidence[i]);
	rows_todo(r, row, effort_of(p->provision), "%s", f && f->remedy ? f->remedy : p->provision->requirement);
}

void rows_by_provisions(struct regime_rows *r, struct regime_result_row *row)
{
	const char *ids = regime_edition(r->id) == EDITION_V2_1_1 ? row->row->ids_v2 : row->row->ids_v3;
	bool good = strcmp(row->row->strength, "good") == 0;
	struct verdicts v = rows_verdicts(r, row, ids);
	size_t all = v.pass + v.fail + v.open + v.not_applicable;
	/* what is unsure is no ground for an alarm */
	bool unsure = row->unsure;

	if (!all) {
		rows_set(r, row, STATE_UNKNOWN, "No provision of EN 303 645 shows it: a person has to look.");
		rows_todo(r, row, EFFORT_MEDIUM, "Show by documents: %s", row->row->requirement);
	} else if (v.fail && !unsure) {
		not_met_by(r, row, v.first_fail,
			   strcmp(row->row->strength, "partial") == 0 ? ", which covers a part of it," : "");
	} else if (v.fail) {
		rows_set(r, row, STATE_UNKNOWN, "EN 303 645 %s %s FAILs, but whether it stands for this is unsure.",
			 edition_name(r->a->edition), v.first_fail->provision->id);
		rows_todo(r, row, effort_of(v.first_fail->provision), "%s", v.first_fail->provision->requirement);
	} else if (v.not_applicable == all && good) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "The provisions that stand for it do not apply: %s.", ids);
	} else if (v.open) {
		rows_set(r, row, STATE_UNKNOWN, "%zu of %zu provisions that stand for %sit are open: %s.", v.open, all,
			 good ? "" : "a part of ", v.open_ids);
		rows_todo(r, row, EFFORT_SMALL, "Decide the open test units ('holdfast questions'), for: %s",
			  row->row->requirement);
	} else if (good && !unsure) {
		rows_set(r, row, STATE_MET, "EN 303 645 %s %s %s.", edition_name(r->a->edition), ids,
			 all == 1 ? "PASSes" : "PASS");
	} else {
		rows_set(r, row, STATE_UNKNOWN, "Supported by EN 303 645 %s %s, not shown.", ids,
			 unsure ? "as far as is known" : "for a part of it");
		rows_todo(r, row, EFFORT_SMALL, "Show the rest by documents: %s", row->row->requirement);
	}
}

/* One value: present, or one of the values behind '='. */
static enum regime_state key_state(struct regime_rows *r, struct regime_result_row *row, struct bytes term)
{
	struct bytes table, key, values = term, value;
	const char *table_name, *key_name, *name;
	size_t count;
	enum regime_state ret = STATE_MET;

	(void)text_split(&values, '=', &key);
	name = arena_str(r->arena, key);
	(void)text_split(&key, '.', &table);
	table_name = arena_str(r->arena, table);
	key_name = arena_str(r->arena, key);
	if (!name || !table_name || !key_name) {
		r->failed = true;
		return STATE_UNKNOWN;
	}
	count = declared_count(r->d, table_name);
	for (size_t i = 0; i < count && ret == STATE_MET; i++) {
		const struct declared_entry *entry = declared_at(r->d, table_name, i);
		bool holds = !values.len;

		if (!entry_has(entry, key_name)) {
			ret = STATE_UNKNOWN;
			break;
		}
		for (struct bytes rest = values; rest.len && text_split(&rest, ',', &value);)
			for (size_t k = 0; k < entry_count(entry, key_name); k++)
				holds |= bytes_is(value, entry_at(entry, key_name, k));
		rows_fact(row, entry_fact(entry, key_name));
		if (!holds)
			ret = STATE_NOT_MET;
	}
	if (!count || ret == STATE_UNKNOWN) {
		rows_missing(row, name);
		return STATE_UNKNOWN;
	}
	return ret;
}

bool rows_by_keys(struct regime_rows *r, struct regime_result_row *row, const char *needs)
{
	struct bytes rest = bytes_str(needs), term, wrong = {NULL, 0};
	bool open = false;

	while (rest.len && text_split(&rest, ';', &term)) {
		enum regime_state state = key_state(r, row, text_trim(term));

		open |= state == STATE_UNKNOWN;
		if (state == STATE_NOT_MET && !wrong.at)
			wrong = text_trim(term);
	}
	if (wrong.at) {
		size_t mark = bytes_find_str(wrong, "=");

		rows_set(r, row, STATE_NOT_MET, "Declared otherwise: %.*s is not '%.*s'.", (int)mark,
			 (const char *)wrong.at, (int)(wrong.len - mark - 1), (const char *)wrong.at + mark + 1);
	} else if (open) {
		rows_set(r, row, STATE_UNKNOWN, "Not declared: %s%s%s%s%s.", row->missing[0],
			 row->missing_count > 1 ? ", " : "", row->missing_count > 1 ? row->missing[1] : "",
			 row->missing_count > 2 ? ", " : "",
			 row->missing_count > 3   ? "and more"
			 : row->missing_count > 2 ? row->missing[2]
						  : "");
	} else {
		char keys[160] = "";

		for (rest = bytes_str(needs); rest.len && text_split(&rest, ';', &term);) {
			size_t len = strlen(keys), mark;

			term = text_trim(term);
			mark = bytes_find_str(term, "=");
			if (mark < term.len)
				term.len = mark;
			snprintf(keys + len, sizeof keys - len, "%s%.*s", len ? ", " : "", (int)term.len,
				 (const char *)term.at);
		}
		rows_set(r, row, STATE_MET, "Declared: %s.", keys);
	}
	return !open || wrong.at;
}

const struct key_rule *key_rule_of(const struct key_rule *rules, size_t count, const char *row)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(rules[i].row, row) == 0)
			return &rules[i];
	return NULL;
}

enum regime_state rows_state_of(const struct regime_rows *r, const char *group)
{
	size_t state[4] = {0};

	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->rows[i].group, group) == 0)
			state[r->rows[i].state]++;
	return state[STATE_NOT_MET]   ? STATE_NOT_MET
	       : state[STATE_UNKNOWN] ? STATE_UNKNOWN
	       : state[STATE_MET]     ? STATE_MET
				      : STATE_NOT_APPLICABLE;
}

void rows_group(struct regime_rows *r, const char *name, const char *route)
{
	if (!arena_grow(r->arena, &r->groups, r->group_count, &r->group_cap, sizeof *r->groups)) {
		r->failed = true;
		return;
	}
	r->groups[r->group_count] = (struct regime_group){name, rows_state_of(r, name), route, false};
	for (size_t i = 0; i < r->count; i++)
		if (strcmp(r->rows[i].group, name) == 0)
			r->groups[r->group_count].deemed |= r->rows[i].deemed;
	r->group_count++;
}

void rows_date(struct regime_rows *r, const char *date, const char *source, const char *fmt, ...)
{
	va_list args;
	int32_t days;

	/* a case from elsewhere may hold any text here */
	if (!day_parse(bytes_str(date), &days))
		return;
	if (!arena_grow(r->arena, &r->dates, r->date_count, &r->date_cap, sizeof *r->dates)) {
		r->failed = true;
		return;
	}
	va_start(args, fmt);
	r->dates[r->date_count++] =
		(struct regime_date){date, format(r, fmt, args), source, strcmp(date, r->in->today) < 0};
	va_end(args);
}

bool rows_later(struct regime_rows *r, const char *date, unsigned years, char ret[11])
{
	int32_t days;

	(void)r;
	if (!day_parse(bytes_str(date), &days))
		return false;
	day_print(day_add_years(days, years), ret);
	return true;
}
