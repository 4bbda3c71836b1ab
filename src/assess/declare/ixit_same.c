#include "assess/declare/ixit_same.h"

#include <stdlib.h>

struct ranked {
	const struct product_item *item;
	size_t rank;
};

static int by_name(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;
	int ret = strcmp(a->item->table, b->item->table);

	if (!ret)
		ret = strcmp(a->item->id, b->item->id);
	if (!ret)
		ret = strcmp(a->item->key, b->item->key);
	return ret ? ret : (a->rank < b->rank ? -1 : a->rank > b->rank);
}

static struct ranked *ranked_of(const struct product *p, const char *table, struct arena *arena, size_t *ret_count)
{
	struct ranked *ret = arena_array(arena, p->count + 1, sizeof *ret);

	*ret_count = 0;
	for (size_t i = 0; ret && i < p->count; i++)
		if (!table || strcmp(p->items[i].table, table) == 0)
			ret[(*ret_count)++] = (struct ranked){&p->items[i], i};
	if (*ret_count)
		qsort(ret, *ret_count, sizeof *ret, by_name);
	return ret;
}

bool ixit_same(const struct product *a, const struct product *b, const char *table, struct arena *arena, bool *ret)
{
	size_t count, other;
	const struct ranked *x = ranked_of(a, table, arena, &count), *y = ranked_of(b, table, arena, &other);

	if (!x || !y)
		return false;
	*ret = count == other;
	for (size_t i = 0; *ret && i < count; i++)
		*ret = strcmp(x[i].item->table, y[i].item->table) == 0 && strcmp(x[i].item->id, y[i].item->id) == 0 &&
		       strcmp(x[i].item->key, y[i].item->key) == 0 && strcmp(x[i].item->value, y[i].item->value) == 0;
	return true;
}
