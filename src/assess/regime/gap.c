#include "assess/regime/gap.h"

#include <stdlib.h>

static int by_date(const void *a, const void *b)
{
	const struct gap_date *x = a, *y = b;
	int order = strcmp(x->date->date, y->date->date);

	if (!order)
		order = strcmp(x->date->what, y->date->what);
	return order ? order : (int)x->regime->id - (int)y->regime->id;
}

static bool merge_dates(struct gap *gap, struct arena *arena)
{
	struct gap_date *list = NULL;
	size_t cap = 0, n = 0, kept = 0;

	for (size_t i = 0; i < gap->count; i++) {
		for (size_t k = 0; k < gap->results[i].date_count; k++) {
			if (!arena_grow(arena, &list, n, &cap, sizeof *list))
				return false;
			list[n++] = (struct gap_date){&gap->results[i].dates[k], &gap->results[i]};
		}
	}
	if (n)
		qsort(list, n, sizeof *list, by_date);
	for (size_t i = 0; i < n; i++)
		if (!kept || strcmp(list[kept - 1].date->date, list[i].date->date) != 0 ||
		    strcmp(list[kept - 1].date->what, list[i].date->what) != 0)
			list[kept++] = list[i];
	gap->dates = list;
	gap->date_count = kept;
	return true;
}

bool gap_make(const enum regime_id *ids, size_t count, const struct regime_input *in, const char *input,
	      struct arena *arena, struct gap *ret, struct error *e)
{
	const struct declared_entry *product = declared_one(in->declared, "product");
	struct regime_result *results = arena_array(arena, count + 1, sizeof *results);
	struct regime_todo *todo;
	struct gap gap = {.product = entry_get(product, "name"),
			  .model = entry_get(product, "model"),
			  .maker = entry_get(declared_one(in->declared, "maker"), "name"),
			  .input = input,
			  .today = in->today,
			  .facts = in->facts,
			  .results = results,
			  .count = count};

	if (!results)
		return error_memory(e, "gap analysis");
	for (size_t i = 0; i < count; i++)
		TRY(regime_evaluate(ids[i], in, arena, &results[i], e));
	TRY(regime_todos(results, count, arena, &todo, &gap.todo_count, e));
	gap.todo = todo;
	if (!merge_dates(&gap, arena))
		return error_memory(e, "gap analysis");
	*ret = gap;
	return true;
}
