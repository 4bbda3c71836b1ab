#include "core/product/problems.h"

#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

enum { QUOTE_MAX = 60 };

bool problems_full(const struct problems *p)
{
	return p->count >= PRODUCT_PROBLEMS_MAX || p->out_of_memory;
}

bool problem_add(struct problems *p, uint32_t line, uint32_t column, const char *fmt, ...)
{
	char text[1200];
	va_list args;

	if (problems_full(p))
		return false;
	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	if (p->count == PRODUCT_PROBLEMS_MAX - 1)
		snprintf(text, sizeof text, "there are more problems than %d; the others are not listed",
			 PRODUCT_PROBLEMS_MAX - 1);
	if (!arena_grow(p->arena, &p->at, p->count, &p->cap, sizeof *p->at)) {
		p->out_of_memory = true;
		return false;
	}
	p->at[p->count].file = NULL;
	p->at[p->count].line = line;
	p->at[p->count].column = column;
	p->at[p->count].text = arena_str(p->arena, bytes_str(text));
	if (!p->at[p->count].text)
		p->out_of_memory = true;
	else
		p->count++;
	return false;
}

static int by_place(const void *left, const void *right)
{
	const struct product_problem *a = left, *b = right;

	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	if (a->column != b->column)
		return a->column < b->column ? -1 : 1;
	return strcmp(a->text, b->text);
}

void problems_sort(struct problems *p)
{
	size_t count = p->count == PRODUCT_PROBLEMS_MAX ? p->count - 1 : p->count, kept = 0;

	if (count)
		qsort(p->at, count, sizeof *p->at, by_place);
	if (count < p->count)
		return;
	/* what holds for both editions is told once */
	for (size_t i = 0; i < count; i++)
		if (!kept || by_place(&p->at[kept - 1], &p->at[i]) != 0)
			p->at[kept++] = p->at[i];
	p->count = kept;
}

const char *problem_quote(struct problems *p, struct bytes text)
{
	const char *safe = text_safe(p->arena, text, QUOTE_MAX);
	const char *ret = text.len > QUOTE_MAX ? arena_printf(p->arena, "%s...", safe) : safe;

	return ret ? ret : "";
}
