#include "assess/facts/declared.h"

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

struct declared {
	struct declared_entry *entries; /* by table, then in the order of the file */
	size_t count;
};

struct item {
	struct declared_value value;
	size_t entry, order;
};

static int by_entry(const void *left, const void *right)
{
	const struct item *a = left, *b = right;
	int ret = a->entry < b->entry ? -1 : a->entry > b->entry;

	if (!ret)
		ret = strcmp(a->value.key, b->value.key);
	return ret ? ret : (a->order < b->order ? -1 : a->order > b->order);
}

struct named {
	struct declared_entry entry;
	size_t table, order; /* number of its table by first appearance */
};

static bool same(const struct declared_entry *e, const char *table, const char *id)
{
	return strcmp(e->id, id) == 0 && strcmp(e->table, table) == 0;
}

static size_t entry_of(struct named *all, size_t *count, size_t last, const char *table, const char *id)
{
	if (*count && same(&all[last].entry, table, id))
		return last;
	for (size_t i = 0; i < *count; i++)
		if (same(&all[i].entry, table, id))
			return i;
	all[*count] = (struct named){.entry = {.table = table, .id = id}};
	return (*count)++;
}

const struct declared *declared_of(const struct facts *facts, struct arena *arena)
{
	size_t count = facts_count(facts, FACT_DECLARED), named_count = 0, last = 0;
	struct declared *ret = arena_alloc(arena, sizeof *ret);
	struct item *items = arena_array(arena, count + 1, sizeof *items);
	struct named *named = arena_array(arena, count + 1, sizeof *named);
	struct declared_value *values = arena_array(arena, count + 1, sizeof *values);

	if (!ret || !items || !named || !values)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		const struct fact *f = facts_at(facts, FACT_DECLARED, i);
		char *text[4];
		static const unsigned fields[] = {DECLARED_TABLE, DECLARED_ID, DECLARED_FIELD, DECLARED_VALUE};

		for (unsigned k = 0; k < ARRAY_LEN(fields); k++) {
			text[k] = arena_str(arena, fact_get(f, fields[k]));
			if (!text[k])
				return NULL;
		}
		last = entry_of(named, &named_count, last, text[0], text[1]);
		items[i] = (struct item){.value = {text[2], text[3], f}, .entry = last, .order = i};
	}
	if (count)
		qsort(items, count, sizeof *items, by_entry);
	ret->entries = arena_array(arena, named_count + 1, sizeof *ret->entries);
	if (!ret->entries)
		return NULL;
	for (size_t i = 0; i < count; i++) {
		struct declared_entry *e = &named[items[i].entry].entry;

		values[i] = items[i].value;
		if (!e->count++)
			e->values = &values[i];
	}
	for (size_t i = 0; i < named_count; i++)
		ret->entries[i] = named[i].entry;
	ret->count = named_count;
	return ret;
}

const struct declared *declared_empty(void)
{
	static const struct declared empty;

	return &empty;
}

bool declared_any(const struct declared *d)
{
	return d->count > 0;
}

/* A table declared empty is an entry that says only so. */
static bool is_none(const struct declared_entry *e)
{
	return !e->id[0] && e->count == 1 && strcmp(e->values[0].key, "none") == 0;
}

size_t declared_count(const struct declared *d, const char *table)
{
	size_t count = 0;

	for (size_t i = 0; i < d->count; i++)
		count += strcmp(d->entries[i].table, table) == 0 && !is_none(&d->entries[i]);
	return count;
}

const struct declared_entry *declared_at(const struct declared *d, const char *table, size_t at)
{
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->entries[i].table, table) == 0 && !is_none(&d->entries[i]) && !at--)
			return &d->entries[i];
	return NULL;
}

const struct declared_entry *declared_find(const struct declared *d, const char *table, const char *id)
{
	for (size_t i = 0; i < d->count; i++)
		if (same(&d->entries[i], table, id) && !is_none(&d->entries[i]))
			return &d->entries[i];
	return NULL;
}

const struct fact *declared_none(const struct declared *d, const char *table)
{
	for (size_t i = 0; i < d->count; i++)
		if (strcmp(d->entries[i].table, table) == 0 && is_none(&d->entries[i]))
			return d->entries[i].values[0].fact;
	return NULL;
}

const struct declared_entry *declared_one(const struct declared *d, const char *table)
{
	return declared_find(d, table, "");
}

/* The first value of the key, or NULL. */
static const struct declared_value *first(const struct declared_entry *e, const char *key)
{
	for (size_t i = 0; e && i < e->count; i++)
		if (strcmp(e->values[i].key, key) == 0)
			return &e->values[i];
	return NULL;
}

const char *entry_get(const struct declared_entry *e, const char *key)
{
	const struct declared_value *v = first(e, key);

	return v ? v->value : "";
}

bool entry_has(const struct declared_entry *e, const char *key)
{
	return entry_get(e, key)[0] != '\0';
}

bool entry_is(const struct declared_entry *e, const char *key, const char *value)
{
	return strcmp(entry_get(e, key), value) == 0;
}

bool entry_yes(const struct declared_entry *e, const char *key)
{
	return entry_is(e, key, "yes");
}

bool entry_no(const struct declared_entry *e, const char *key)
{
	return entry_is(e, key, "no");
}

size_t entry_count(const struct declared_entry *e, const char *key)
{
	size_t count = 0;

	for (size_t i = 0; e && i < e->count; i++)
		count += strcmp(e->values[i].key, key) == 0;
	return count;
}

const char *entry_at(const struct declared_entry *e, const char *key, size_t at)
{
	for (size_t i = 0; e && i < e->count; i++)
		if (strcmp(e->values[i].key, key) == 0 && !at--)
			return e->values[i].value;
	return "";
}

bool entry_lists(const struct declared_entry *e, const char *key, const char *value)
{
	for (size_t i = 0; i < entry_count(e, key); i++)
		if (strcmp(entry_at(e, key, i), value) == 0)
			return true;
	return false;
}

bool entry_among(const struct declared_entry *e, const char *key, const char *words)
{
	struct bytes rest = bytes_str(words), word;

	while (text_word(&rest, &word))
		for (size_t i = 0; i < entry_count(e, key); i++)
			if (bytes_is(word, entry_at(e, key, i)))
				return true;
	return false;
}

bool entry_number(const struct declared_entry *e, const char *key, uint64_t *ret)
{
	return text_number(bytes_str(entry_get(e, key)), ret);
}

const struct fact *entry_fact(const struct declared_entry *e, const char *key)
{
	const struct declared_value *v = first(e, key);

	if (!v)
		v = first(e, "id");
	return v ? v->fact : e && e->count ? e->values[0].fact : NULL;
}

enum feature declared_feature(const struct declared *d, const char *short_name)
{
	const struct declared_entry *e = declared_find(d, "features", short_name);

	return entry_yes(e, "holds") ? FEATURE_YES : entry_no(e, "holds") ? FEATURE_NO : FEATURE_UNSAID;
}
