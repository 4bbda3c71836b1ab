#include "assess/regime/regime.h"

#include "assess/regime/regime_rows.h"

#include <stdlib.h>

static const struct {
	const char *key, *name;
	void (*build)(struct regime_rows *r);
} regimes[REGIMES] = {
	[REGIME_PSTI] = {"psti", "UK PSTI", regime_psti},
	[REGIME_CRA] = {"cra", "EU Cyber Resilience Act", regime_cra},
	[REGIME_EN_18031] = {"en18031", "EN 18031", regime_scheme},
	[REGIME_NIST_8425] = {"nist8425", "NIST IR 8425", regime_scheme},
	[REGIME_CLS] = {"cls", "Singapore CLS", regime_scheme},
	[REGIME_JC_STAR] = {"jcstar", "JC-STAR", regime_scheme},
	[REGIME_UL] = {"ul", "UL IoT Security Rating", regime_scheme},
	[REGIME_ISO_29147] = {"iso29147", "ISO/IEC 29147", regime_scheme},
	[REGIME_ISO_30111] = {"iso30111", "ISO/IEC 30111", regime_scheme},
};

const char *regime_key(enum regime_id id)
{
	return regimes[id].key;
}

const char *regime_name(enum regime_id id)
{
	return regimes[id].name;
}

bool regime_by_key(struct bytes key, enum regime_id *ret)
{
	for (unsigned i = 0; i < REGIMES; i++) {
		if (bytes_is(key, regimes[i].key)) {
			*ret = (enum regime_id)i;
			return true;
		}
	}
	return false;
}

enum edition regime_edition(enum regime_id id)
{
	return id == REGIME_PSTI ? EDITION_V2_1_1 : EDITION_V3_1_3;
}

const char *regime_state_name(enum regime_state state)
{
	static const char *const names[] = {"UNKNOWN", "MET", "NOT MET", "N/A"};

	return names[state];
}

const char *regime_force_name(enum regime_force force)
{
	static const char *const names[] = {"must", "should", "may"};

	return names[force];
}

const char *regime_effort_name(enum regime_effort effort)
{
	static const char *const names[] = {"small", "medium", "large"};

	return names[effort];
}

static int by_date(const void *a, const void *b)
{
	const struct regime_date *x = a, *y = b;
	int order = strcmp(x->date, y->date);

	return order ? order : strcmp(x->what, y->what);
}

/* Out of scope: the law asks nothing of this product. */
static void set_out(struct regime_rows *r, const struct scope_decision *scope)
{
	for (size_t i = 0; i < r->count; i++)
		rows_set(r, &r->rows[i], STATE_NOT_APPLICABLE, "Out of scope: %s", scope->reasons[0].rule->reason);
	for (size_t i = 0; i < r->group_count; i++)
		r->groups[i].state = STATE_NOT_APPLICABLE;
}

static bool penalties_of(enum regime_id id, struct regime_result *ret, struct arena *arena)
{
	const struct regime_row **list = NULL;
	size_t cap = 0;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (!(id == REGIME_PSTI && strcmp(row->regime, "PSTI") == 0 && strcmp(row->kind, "enforcement") == 0) &&
		    !(id == REGIME_CRA && strcmp(row->regime, "CRA") == 0 && strcmp(row->kind, "penalty") == 0))
			continue;
		if (!arena_grow(arena, &list, ret->penalty_count, &cap, sizeof *list))
			return false;
		list[ret->penalty_count++] = row;
	}
	ret->penalties = list;
	return true;
}

bool regime_evaluate(enum regime_id id, const struct regime_input *in, struct arena *arena, struct regime_result *ret,
		     struct error *e)
{
	struct scope *scope = arena_alloc(arena, sizeof *scope);
	struct regime_rows r = {.id = id,
				.in = in,
				.a = in->assessment[regime_edition(id)],
				.d = in->declared,
				.scope = scope,
				.role = "",
				.arena = arena};
	struct regime_result result = {.id = id,
				       .key = regime_key(id),
				       .name = regime_name(id),
				       .edition = regime_edition(id),
				       .today = in->today};
	size_t state[4] = {0};

	if (!scope)
		return error_memory(e, "regime");
	TRY(scope_decide(in->declared, in->facts, arena, scope, e));
	if (id == REGIME_PSTI) {
		result.scope = &scope->decision[SCOPE_PSTI];
		result.role = &scope->decision[SCOPE_PSTI_ROLE];
	} else if (id == REGIME_CRA) {
		result.scope = &scope->decision[SCOPE_CRA];
		result.role = &scope->decision[SCOPE_CRA_ROLE];
		result.class = &scope->decision[SCOPE_CRA_CLASS];
		result.route = &scope->decision[SCOPE_CRA_ROUTE];
	}
	if (result.role)
		r.role = result.role->what;
	regimes[id].build(&r);
	if (result.scope && result.scope->answer == SCOPE_OUT)
		set_out(&r, result.scope);
	if (!penalties_of(id, &result, arena))
		return error_memory(e, "regime");
	result.penalties_from = result.penalty_count ? rows_iso_date(&r, result.penalties[0]->applies_from) : "";
	if (strcmp(result.penalties_from, in->today) <= 0)
		result.penalties_from = "";
	if (r.failed)
		return error_memory(e, "regime");
	for (size_t i = 0; i < r.count; i++) {
		struct regime_result_row *row = &r.rows[i];
		bool passes = false;

		for (size_t k = 0; k < row->provision_count; k++)
			passes |= row->provisions[k]->verdict == VERDICT_PASS;
		row->declared_only = row->state == STATE_MET && !passes;
		result.declared_only += row->declared_only;
		state[row->state]++;
	}
	if (r.date_count)
		qsort(r.dates, r.date_count, sizeof *r.dates, by_date);
	result.rows = r.rows;
	result.row_count = r.count;
	result.groups = r.groups;
	result.group_count = r.group_count;
	result.dates = r.dates;
	result.date_count = r.date_count;
	result.met = state[STATE_MET];
	result.not_met = state[STATE_NOT_MET];
	result.unknown = state[STATE_UNKNOWN];
	result.not_applicable = state[STATE_NOT_APPLICABLE];
	result.overall = STATE_NOT_APPLICABLE;
	for (size_t i = 0; i < r.group_count; i++) {
		enum regime_state s = r.groups[i].state;

		if (s == STATE_NOT_MET || result.overall == STATE_NOT_MET)
			result.overall = STATE_NOT_MET;
		else if (s == STATE_UNKNOWN || result.overall == STATE_UNKNOWN)
			result.overall = STATE_UNKNOWN;
		else if (s == STATE_MET)
			result.overall = STATE_MET;
	}
	*ret = result;
	return true;
}

/* The order of regime_todos(); equal ones by regime and place in the law, so that the order is one. */
static int by_press(const void *a, const void *b)
{
	const struct regime_todo *x = a, *y = b;
	const struct regime_result_row *p = x->row, *q = y->row;
	int order = (int)p->force - (int)q->force;

	if (!order)
		order = (int)q->in_force - (int)p->in_force;
	if (!order && !p->in_force)
		order = strcmp(p->applies_from, q->applies_from);
	if (!order)
		order = (int)q->yours - (int)p->yours;
	if (!order)
		order = (p->state == STATE_UNKNOWN) - (q->state == STATE_UNKNOWN);
	if (!order)
		order = (int)p->effort - (int)q->effort;
	if (!order)
		order = (int)x->regime->id - (int)y->regime->id;
	return order ? order : (p > q) - (p < q);
}

bool regime_todos(const struct regime_result *results, size_t count, struct arena *arena, struct regime_todo **ret,
		  size_t *ret_count, struct error *e)
{
	struct regime_todo *list = NULL;
	size_t cap = 0, n = 0;

	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < results[i].row_count; k++) {
			if (!results[i].rows[k].todo[0])
				continue;
			if (!arena_grow(arena, &list, n, &cap, sizeof *list))
				return error_memory(e, "list of what to do");
			list[n++] = (struct regime_todo){&results[i], &results[i].rows[k]};
		}
	}
	if (n)
		qsort(list, n, sizeof *list, by_press);
	*ret = list;
	*ret_count = n;
	return true;
}
