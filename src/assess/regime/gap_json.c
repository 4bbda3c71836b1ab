/* Part of gap.c: the JSON form. Its keys are closed: docs/schema/gap-1.json forbids any other, and a test checks it. */
#include "assess/regime/gap_parts.h"

#include "assess/judge/judge.h"

static json_t *row_json(bool *failed, const struct gap *gap, const struct regime_result_row *r)
{
	json_t *row = json_object(), *provisions = json_array(), *evidence = json_array();

	part_put(failed, row, "id", part_text(r->row->id));
	part_put(failed, row, "ref", part_text(r->row->ref));
	part_put(failed, row, "group", part_text(r->group));
	part_put(failed, row, "name", part_text(r->row->short_name));
	part_put(failed, row, "requirement", part_text(r->row->requirement));
	part_put(failed, row, "who", part_text(r->row->who));
	part_put(failed, row, "yours", json_boolean(r->yours));
	part_put(failed, row, "state", part_text(regime_state_name(r->state)));
	part_put(failed, row, "declared_only", json_boolean(r->declared_only));
	part_put(failed, row, "reason", part_text(r->reason));
	part_put(failed, row, "todo", part_text(r->todo));
	part_put(failed, row, "force", part_text(regime_force_name(r->force)));
	part_put(failed, row, "effort", part_text(regime_effort_name(r->effort)));
	part_put(failed, row, "applies_from", r->applies_from[0] ? part_text(r->applies_from) : json_null());
	part_put(failed, row, "in_force", json_boolean(r->in_force));
	part_put(failed, row, "timing", part_text(r->row->timing));
	part_put(failed, row, "retention", part_text(r->row->retention));
	part_put(failed, row, "confidence", part_text(r->row->confidence));
	for (size_t i = 0; i < r->provision_count; i++) {
		json_t *p = json_object();

		part_put(failed, p, "id", part_text(r->provisions[i]->provision->id));
		part_put(failed, p, "verdict", part_text(verdict_name(r->provisions[i]->verdict)));
		part_append(failed, provisions, p);
	}
	for (size_t i = 0; i < r->fact_count; i++)
		part_append(failed, evidence, part_fact(gap->facts, r->facts[i]));
	part_put(failed, row, "provisions", provisions);
	part_put(failed, row, "evidence", evidence);
	part_put(failed, row, "missing", part_texts(r->missing, r->missing_count));
	return row;
}

static json_t *counts_json(bool *failed, const struct regime_result *r)
{
	json_t *row = json_object();

	part_put(failed, row, "met", json_integer((json_int_t)r->met));
	part_put(failed, row, "declared_only", json_integer((json_int_t)r->declared_only));
	part_put(failed, row, "not_met", json_integer((json_int_t)r->not_met));
	part_put(failed, row, "unknown", json_integer((json_int_t)r->unknown));
	part_put(failed, row, "not_applicable", json_integer((json_int_t)r->not_applicable));
	return row;
}

static json_t *regime_json(bool *failed, const struct gap *gap, const struct regime_result *r)
{
	json_t *row = json_object(), *rows = json_array(), *groups = json_array(), *penalties = json_array();

	part_put(failed, row, "key", part_text(r->key));
	part_put(failed, row, "name", part_text(r->name));
	part_put(failed, row, "edition", part_text(edition_name(r->edition)));
	part_put(failed, row, "scope", part_decision(r->scope, gap->facts));
	part_put(failed, row, "role", part_decision(r->role, gap->facts));
	part_put(failed, row, "class", part_decision(r->class, gap->facts));
	part_put(failed, row, "route", part_decision(r->route, gap->facts));
	part_put(failed, row, "state", part_text(regime_state_name(r->overall)));
	part_put(failed, row, "counts", counts_json(failed, r));
	for (size_t i = 0; i < r->group_count; i++) {
		json_t *group = json_object();

		part_put(failed, group, "name", part_text(r->groups[i].name));
		part_put(failed, group, "state", part_text(regime_state_name(r->groups[i].state)));
		part_put(failed, group, "route", part_text(r->groups[i].route));
		part_append(failed, groups, group);
	}
	for (size_t i = 0; i < r->row_count; i++)
		part_append(failed, rows, row_json(failed, gap, &r->rows[i]));
	for (size_t i = 0; i < r->penalty_count; i++) {
		json_t *penalty = json_object();

		part_put(failed, penalty, "ref", part_text(r->penalties[i]->ref));
		part_put(failed, penalty, "name", part_text(r->penalties[i]->short_name));
		part_put(failed, penalty, "requirement", part_text(r->penalties[i]->requirement));
		part_put(failed, penalty, "figure", part_text(r->penalties[i]->figure));
		part_append(failed, penalties, penalty);
	}
	part_put(failed, row, "groups", groups);
	part_put(failed, row, "rows", rows);
	part_put(failed, row, "penalties", penalties);
	return row;
}

bool gap_json(const struct gap *gap, struct writer *out, struct error *e)
{
	json_t *root = json_object(), *product = json_object(), *regimes = json_array(), *todo = json_array(),
	       *timeline = json_array();
	bool failed = false;

	part_put(&failed, root, "schema", json_string(GAP_SCHEMA));
	part_put(&failed, root, "tool", json_string("holdfast " HF_VERSION));
	part_put(&failed, root, "date", part_text(gap->today));
	part_put(&failed, product, "name", part_text(gap->product));
	part_put(&failed, product, "model", part_text(gap->model));
	part_put(&failed, product, "maker", part_text(gap->maker));
	part_put(&failed, product, "input", part_text(gap->input));
	part_put(&failed, root, "product", product);
	for (size_t i = 0; i < gap->count; i++)
		part_append(&failed, regimes, regime_json(&failed, gap, &gap->results[i]));
	for (size_t i = 0; i < gap->todo_count; i++) {
		json_t *row = json_object();

		part_put(&failed, row, "regime", part_text(gap->todo[i].regime->key));
		part_put(&failed, row, "row", part_text(gap->todo[i].row->row->id));
		part_append(&failed, todo, row);
	}
	for (size_t i = 0; i < gap->date_count; i++) {
		const struct regime_date *d = gap->dates[i].date;
		json_t *row = json_object();

		part_put(&failed, row, "date", part_text(d->date));
		part_put(&failed, row, "regime", part_text(gap->dates[i].regime->key));
		part_put(&failed, row, "what", part_text(d->what));
		part_put(&failed, row, "source", part_text(d->source));
		part_put(&failed, row, "past", json_boolean(d->past));
		part_append(&failed, timeline, row);
	}
	part_put(&failed, root, "regimes", regimes);
	part_put(&failed, root, "todo", todo);
	part_put(&failed, root, "timeline", timeline);
	return part_print(root, failed, out, e);
}
