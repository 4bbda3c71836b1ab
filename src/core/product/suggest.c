#include "core/product/suggest.h"

static uint8_t lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c + 32) : c == '_' ? '-' : c;
}

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Optimal string alignment: three rows are enough. */
unsigned suggest_distance(struct bytes a, struct bytes b)
{
	unsigned rows[3][SUGGEST_LEN_MAX + 1];
	unsigned *before = rows[0], *last = rows[1], *now = rows[2];

	if (a.len > SUGGEST_LEN_MAX || b.len > SUGGEST_LEN_MAX)
		return SUGGEST_NONE;
	for (size_t j = 0; j <= b.len; j++)
		last[j] = before[j] = (unsigned)j;
	for (size_t i = 1; i <= a.len; i++) {
		unsigned *spare = before;

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b.len; j++) {
			bool same = lower(a.at[i - 1]) == lower(b.at[j - 1]);

			now[j] = least(least(now[j - 1], last[j]) + 1, last[j - 1] + !same);
			if (i > 1 && j > 1 && lower(a.at[i - 1]) == lower(b.at[j - 2]) &&
			    lower(a.at[i - 2]) == lower(b.at[j - 1]))
				now[j] = least(now[j], before[j - 2] + 1);
		}
		before = last;
		last = now;
		now = spare;
	}
	return last[b.len];
}

struct suggestion suggestion_of(struct bytes typed)
{
	return (struct suggestion){.typed = typed, .distance = SUGGEST_NONE};
}

static size_t common(struct bytes a, struct bytes b)
{
	size_t len = 0;

	while (len < a.len && len < b.len && lower(a.at[len]) == lower(b.at[len]))
		len++;
	return len;
}

void suggestion_offer(struct suggestion *s, struct bytes c)
{
	size_t longer = c.len > s->typed.len ? c.len : s->typed.len;
	unsigned distance = suggest_distance(s->typed, c);

	/* a part of the name is meant too: "url" for "setup-url" */
	if (distance > longer / 3 + 1 && s->typed.len >= 4 && c.len <= SUGGEST_LEN_MAX &&
	    bytes_find(c, s->typed) != SIZE_MAX)
		distance = (unsigned)(longer / 3 + 1);
	if (distance > longer / 3 + 1 || distance >= longer || distance > s->distance)
		return;
	/* of two that are as near, the one that begins alike longer */
	if (distance == s->distance && common(s->typed, c) <= common(s->typed, s->best))
		return;
	s->best = c;
	s->distance = distance;
}

const char *suggestion_text(const struct suggestion *s, struct arena *arena)
{
	const char *ret =
		s->best.at ? arena_printf(arena, "; did you mean '%.*s'?", (int)s->best.len, (const char *)s->best.at)
			   : "";

	return ret ? ret : "";
}
