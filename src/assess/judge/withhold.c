#include "assess/judge/withhold.h"

#include "core/base/text.h"
#include "core/base/writer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	SECRETS_MAX = 20000,
	LABEL_MAX = 24, /* as much of a value as a finding's title shows */
	WORD_MIN = 4,   /* of the same file, shorter ones are looked for in quotes alone */
	STRONG_MIN = 6, /* with a digit or sign in it: no word of a sentence */
	TEXT_MAX = 1 << 20,
};
static const char mask[] = "[withheld]";

struct secret {
	struct bytes value;
	const char *shown, *label; /* as texts have it: whole, and its front with dots */
	uint32_t node;
	bool strong; /* found anywhere it is that secret and no word */
};

struct secrets {
	struct secret *items;
	size_t count;
};

static bool is_strong(struct bytes value)
{
	for (size_t i = 0; i < value.len; i++)
		if (!isalpha(value.at[i]))
			return value.len >= STRONG_MIN;
	return false;
}

/* What of a fact is secret; `at` 0 and 1. */
static struct bytes secret_of(const struct fact *f, unsigned at)
{
	struct bytes hash;

	if (f->kind == FACT_SECRET)
		return at || fact_is(f, SECRET_CLASS, "wifi-open") || fact_is(f, SECRET_CLASS, "password-file")
			       ? bytes_of(NULL, 0)
			       : fact_get(f, SECRET_VALUE);
	if (at == 0)
		return fact_get(f, ACCOUNT_PASSWORD);
	hash = fact_get(f, ACCOUNT_HASH); /* "x", "*" and "!" are none */
	return hash.len >= 8 ? hash : bytes_of(NULL, 0);
}

static int by_value(const void *left, const void *right)
{
	const struct secret *a = left, *b = right;
	/* the longer first: it may hold the shorter */
	int ret = a->value.len < b->value.len ? 1 : -(a->value.len > b->value.len);

	ret = ret ? ret : bytes_compare(a->value, b->value);
	return ret ? ret : (a->node > b->node) - (a->node < b->node);
}

static bool gather(const struct facts *facts, struct arena *arena, struct secrets *ret)
{
	static const enum fact_kind kinds[] = {FACT_SECRET, FACT_ACCOUNT};
	size_t room = 2 * (facts_count(facts, FACT_SECRET) + facts_count(facts, FACT_ACCOUNT));

	if (room > SECRETS_MAX)
		room = SECRETS_MAX;
	*ret = (struct secrets){arena_array(arena, room, sizeof *ret->items), 0};
	if (!ret->items)
		return false;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++)
		FACTS_EACH (facts, kinds[k], f)
			for (unsigned at = 0; at < 2 && ret->count < room; at++) {
				struct bytes value = secret_of(f, at);

				if (value.len)
					ret->items[ret->count++] = (struct secret){
						.value = value, .node = f->node, .strong = is_strong(value)};
			}
	if (ret->count)
		qsort(ret->items, ret->count, sizeof *ret->items, by_value);
	return true;
}

static size_t different(const struct secrets *all)
{
	size_t ret = 0;

	for (size_t i = 0; i < all->count; i++)
		ret += i == 0 || !bytes_equal(all->items[i - 1].value, all->items[i].value);
	return ret;
}

size_t withhold_count(const struct facts *facts)
{
	struct secrets all;
	struct arena arena;
	size_t ret;

	arena_init(&arena, 0);
	ret = gather(facts, &arena, &all) ? different(&all) : 0;
	arena_done(&arena);
	return ret;
}

static bool is_word(struct bytes in, size_t at)
{
	return at < in.len && (isalnum(in.at[at]) || in.at[at] == '_');
}

/* The first place from `from` on of a needle that is no part of a longer word; SIZE_MAX. */
static size_t find_apart(struct bytes in, size_t from, struct bytes needle)
{
	while (from < in.len) {
		size_t at = bytes_find(bytes_part(in, from, SIZE_MAX), needle), end;

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		end = at + needle.len;
		if (!(at && is_word(in, at - 1) && is_word(needle, 0)) &&
		    !(is_word(in, end) && is_word(needle, needle.len - 1)))
			return at;
		from = at + 1;
	}
	return SIZE_MAX;
}

static size_t find_quoted(struct bytes in, size_t from, struct bytes text)
{
	size_t len = text.len;

	while (from < in.len && len) {
		size_t at = bytes_find(bytes_part(in, from, SIZE_MAX), text);

		if (at == SIZE_MAX)
			return SIZE_MAX;
		at += from;
		if (at && in.at[at - 1] == '\'' && at + len < in.len && in.at[at + len] == '\'')
			return at;
		from = at + 1;
	}
	return SIZE_MAX;
}

/* A text that was cut may end inside a secret. */
static size_t find_begun(struct bytes in, struct bytes needle)
{
	for (size_t len = in.len < needle.len ? in.len : needle.len; len >= STRONG_MIN; len--)
		if (bytes_equal(bytes_part(in, in.len - len, len), bytes_part(needle, 0, len)))
			return in.len - len;
	return SIZE_MAX;
}

struct text {
	struct arena *arena;
	struct bytes in; /* as it is now */
	bool changed, no_memory;
};

static void cover(struct text *t, size_t at, size_t len)
{
	struct writer out = writer_of(TEXT_MAX + sizeof mask, "text");

	write_bytes(&out, bytes_part(t->in, 0, at));
	write_str(&out, mask);
	write_bytes(&out, bytes_part(t->in, at + len, SIZE_MAX));
	t->in = arena_copy(t->arena, writer_bytes(&out));
	t->no_memory = t->no_memory || !writer_ok(&out) || !t->in.at;
	t->changed = true;
	writer_free(&out);
}

/* Each place that `find` gives, once: the mask itself is not looked at again. */
static void cover_all(struct text *t, size_t (*find)(struct bytes in, size_t from, struct bytes needle),
		      struct bytes needle)
{
	size_t at = 0;

	while (needle.len && !t->no_memory && (at = find(t->in, at, needle)) != SIZE_MAX) {
		cover(t, at, needle.len);
		at += strlen(mask);
	}
}

/* A sentence of ours: values stand in quotes; what is no word is looked for everywhere. */
static void cover_sentence(struct text *t, const struct secrets *all)
{
	for (size_t i = 0; i < all->count; i++) {
		const struct secret *s = &all->items[i];

		if (i && bytes_equal(s[-1].value, s->value))
			continue;
		cover_all(t, find_quoted, bytes_str(s->shown));
		cover_all(t, find_quoted, bytes_str(s->label));
		if (s->strong)
			cover_all(t, find_apart, bytes_str(s->shown));
	}
}

/* Bytes of the input. */
static void cover_excerpt(struct text *t, const struct secrets *all, uint32_t node)
{
	for (size_t i = 0; i < all->count && !t->no_memory; i++) {
		const struct secret *s = &all->items[i];
		bool here = s->node == node && s->value.len >= WORD_MIN;
		size_t at;

		if (!s->strong && !here)
			continue;
		cover_all(t, find_apart, s->value);
		if (t->in.len >= FACT_EXCERPT_MAX && !t->no_memory && (at = find_begun(t->in, s->value)) != SIZE_MAX)
			cover(t, at, t->in.len - at);
	}
}

static const char *sentence(const char *text, const struct secrets *all, struct arena *arena, bool *no_memory)
{
	struct text t = {arena, bytes_str(text ? text : ""), false, false};

	cover_sentence(&t, all);
	*no_memory = *no_memory || t.no_memory;
	return t.changed && !t.no_memory ? (const char *)t.in.at : text;
}

static bool cover_assessment(struct assessment *a, const struct secrets *all, struct arena *arena)
{
	struct finding *findings = arena_array(arena, a->finding_count, sizeof *findings);
	struct unit_result *units = arena_array(arena, a->unit_count, sizeof *units);
	bool no_memory = !findings || !units;

	for (size_t i = 0; i < a->finding_count && !no_memory; i++) {
		findings[i] = a->findings[i];
		findings[i].title = sentence(findings[i].title, all, arena, &no_memory);
		findings[i].detail = sentence(findings[i].detail, all, arena, &no_memory);
		findings[i].remedy = sentence(findings[i].remedy, all, arena, &no_memory);
	}
	for (size_t i = 0; i < a->unit_count && !no_memory; i++) {
		units[i] = a->units[i];
		units[i].reason = sentence(units[i].reason, all, arena, &no_memory);
	}
	if (no_memory)
		return false;
	a->findings = findings;
	a->units = units;
	a->withheld = different(all);
	return true;
}

static bool cover_own(struct facts *facts, const struct fact *f, struct error *e)
{
	const unsigned fields[] = {f->kind == FACT_SECRET ? (unsigned)SECRET_VALUE : (unsigned)ACCOUNT_PASSWORD,
				   ACCOUNT_HASH};

	for (unsigned at = 0; at < 2; at++)
		if (secret_of(f, at).len)
			TRY(facts_cover(facts, f, fields[at], bytes_str(mask), e));
	return true;
}

/* The other fields and the excerpt. */
static bool cover_fact(struct facts *facts, const struct fact *f, const struct secrets *all, struct arena *arena,
		       struct error *e)
{
	for (unsigned i = 0; i <= fact_kind_fields(f->kind); i++) {
		bool excerpt = i == fact_kind_fields(f->kind);
		struct text t = {arena, excerpt ? f->excerpt : f->field[i], false, false};

		if (t.in.len < WORD_MIN)
			continue;
		cover_excerpt(&t, all, f->node);
		if (t.no_memory)
			return error_memory(e, "withheld secrets");
		if (t.changed)
			TRY(facts_cover(facts, f, excerpt ? FACT_FIELDS_MAX : i,
					bytes_part(t.in, 0, excerpt ? FACT_EXCERPT_MAX : SIZE_MAX), e));
	}
	return true;
}

bool withhold(struct assessment *const *assessments, size_t count, struct facts *facts, struct arena *arena,
	      struct error *e)
{
	struct secrets all;

	if (!gather(facts, arena, &all))
		return error_memory(e, "withheld secrets");
	if (all.count == 0)
		return true;
	for (size_t i = 0; i < all.count; i++) {
		struct secret *s = &all.items[i];
		const char *front = text_safe(arena, bytes_part(s->value, 0, LABEL_MAX), 4 * LABEL_MAX);

		s->shown = text_safe(arena, s->value, SIZE_MAX);
		s->label = front && s->value.len > LABEL_MAX ? arena_printf(arena, "%s...", front) : "";
		if (!front || !s->shown || !s->label)
			return error_memory(e, "withheld secrets");
	}
	for (size_t i = 0; i < count; i++)
		if (!cover_assessment(assessments[i], &all, arena))
			return error_memory(e, "withheld secrets");
	/* a declaration is the maker's word, and a list of files holds names */
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		for (size_t i = 0;
		     kind != FACT_DECLARED && kind != FACT_FILE && i < facts_count(facts, (enum fact_kind)kind); i++)
			TRY(cover_fact(facts, facts_at(facts, (enum fact_kind)kind, i), &all, arena, e));
	for (unsigned at = 0; at < 2; at++) {
		enum fact_kind kind = at ? FACT_ACCOUNT : FACT_SECRET;

		for (size_t i = 0; i < facts_count(facts, kind); i++)
			TRY(cover_own(facts, facts_at(facts, kind, i), e));
	}
	return true;
}
