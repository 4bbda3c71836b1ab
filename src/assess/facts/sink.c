#include "assess/facts/sink.h"

#include <stdarg.h>
#include <stdio.h>

void sink_init(struct fact_sink *s, size_t max)
{
	*s = (struct fact_sink){.max = max};
	arena_init(&s->arena, 0);
}

void sink_done(struct fact_sink *s)
{
	arena_done(&s->arena);
	*s = (struct fact_sink){0};
}

struct fact_draft fact_begin(struct fact_sink *s, enum fact_kind kind, uint64_t offset, uint64_t len)
{
	return (struct fact_draft){
		.fact = {.kind = kind, .node = NODE_NONE, .offset = offset, .len = len},
		.sink = s,
	};
}

void fact_put(struct fact_draft *d, unsigned field, struct bytes value)
{
	ASSERT(field < fact_kind_fields(d->fact.kind));
	d->fact.field[field] = arena_copy(&d->sink->arena, value);
	if (!d->fact.field[field].at)
		d->sink->failed = true;
}

void fact_put_str(struct fact_draft *d, unsigned field, const char *value)
{
	if (value)
		fact_put(d, field, bytes_str(value));
}

void fact_put_fmt(struct fact_draft *d, unsigned field, const char *fmt, ...)
{
	char value[1024];
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(value, sizeof value, fmt, args);
	va_end(args);
	if (len >= 0)
		fact_put(d, field, bytes_of(value, (size_t)len < sizeof value ? (size_t)len : sizeof value - 1));
}

void fact_put_number(struct fact_draft *d, unsigned field, uint64_t value)
{
	fact_put_fmt(d, field, "%llu", (unsigned long long)value);
}

void fact_put_bool(struct fact_draft *d, unsigned field, bool value)
{
	fact_put_str(d, field, value ? "yes" : "no");
}

void fact_excerpt(struct fact_draft *d, struct bytes excerpt)
{
	if (excerpt.len > FACT_EXCERPT_MAX)
		excerpt.len = FACT_EXCERPT_MAX;
	d->fact.excerpt = arena_copy(&d->sink->arena, excerpt);
	if (!d->fact.excerpt.at)
		d->sink->failed = true;
}

void fact_end(struct fact_draft *d)
{
	struct fact_sink *s = d->sink;

	if (s->max && s->count >= s->max) {
		s->failed = true;
		return;
	}
	if (!arena_grow(&s->arena, &s->facts, s->count, &s->room, sizeof *s->facts)) {
		s->failed = true;
		return;
	}
	s->facts[s->count++] = d->fact;
}
