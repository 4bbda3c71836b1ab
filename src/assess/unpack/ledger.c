#include "assess/unpack/ledger.h"

#include <stdlib.h>
#include <string.h>

void ledger_done(struct ledger *l)
{
	free(l->ranges);
	*l = (struct ledger){0};
}

static bool make_room(struct ledger *l, struct error *e)
{
	size_t want = l->room ? l->room * 2 : 64;
	struct ledger_range *fresh;

	/* one change adds at most one range */
	if (l->count < l->room)
		return true;
	fresh = realloc(l->ranges, want * sizeof *fresh);
	if (!fresh)
		return error_memory(e, "ledger");
	l->ranges = fresh;
	l->room = want;
	return true;
}

static void replace(struct ledger *l, size_t first, size_t end, const struct ledger_range *with, size_t count)
{
	memmove(l->ranges + first + count, l->ranges + end, (l->count - end) * sizeof *l->ranges);
	for (size_t i = 0; i < count; i++)
		l->ranges[first + i] = with[i];
	l->count = l->count - (end - first) + count;
}

bool ledger_add(struct ledger *l, uint64_t from, uint64_t to, struct error *e)
{
	struct ledger_range all = {from, to};
	size_t first = 0, end;

	if (from >= to)
		return true;
	TRY(make_room(l, e));
	while (first < l->count && l->ranges[first].to < from)
		first++;
	for (end = first; end < l->count && l->ranges[end].from <= to; end++) {
		if (l->ranges[end].from < all.from)
			all.from = l->ranges[end].from;
		if (l->ranges[end].to > all.to)
			all.to = l->ranges[end].to;
	}
	replace(l, first, end, &all, 1);
	return true;
}

bool ledger_remove(struct ledger *l, uint64_t from, uint64_t to, struct error *e)
{
	struct ledger_range keep[2];
	size_t first = 0, end, count = 0;

	if (from >= to)
		return true;
	TRY(make_room(l, e));
	while (first < l->count && l->ranges[first].to <= from)
		first++;
	for (end = first; end < l->count && l->ranges[end].from < to; end++)
		;
	if (first == end)
		return true;
	if (l->ranges[first].from < from)
		keep[count++] = (struct ledger_range){l->ranges[first].from, from};
	if (l->ranges[end - 1].to > to)
		keep[count++] = (struct ledger_range){to, l->ranges[end - 1].to};
	replace(l, first, end, keep, count);
	return true;
}

uint64_t ledger_sum(const struct ledger *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->count; i++)
		sum += l->ranges[i].to - l->ranges[i].from;
	return sum;
}
