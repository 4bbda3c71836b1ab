#include "assess/facts/declared.h"

#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

/* Entries of one table stand together. */
struct table {
	const char *name;
	size_t first, count;     /* without those that only say that it is empty */
	const struct fact *none; /* that says so */
};

/* Both ways of asking are quick: by table and number, by table and id. A file has tens of thousands of entries. */
struct declared {
	struct declared_entry *entries; /* by table, then in the order of the file */
	size_t count;
	struct table *tables; /* by name */
	size_t table_count;
	size_t *slots; /* hash of table and id: number of the entry + 1; 0: free */
	size_t slot_count;
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

static bool same(const struct declared_entry *e, const char *table, const char *id)
{
	return strcmp(e->id, id) == 0 && strcmp(e->table, table) == 0;
}

/* FNV-1a over both, with the NUL between them. */
static uint64_t hash_of(const char *table, const char *id)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *table; table++)
		h = (h ^ (unsigned char)*table) * UINT64_C(0x100000001b3);
	h *= UINT64_C(0x100000001b3);
	for (; *id; id++)
		h = (h ^ (unsigned char)*id) * UINT64_C(0x100000001b3);
	return h ^ h >> 29;
}

/* The slot of the entry, or the free one where it belongs. There are always free ones: twice as many as entries. */
static size_t *slot_of(const struct declared *d, const char *table, const char *id)
{
	size_t i = (size_t)(hash_of(table, id) & (d->slot_count - 1));

	while (d->slots[i] && !same(&d->entries[d->slots[i] - 1], table, id))
		i = (i + 1) & (d->slot_count - 1);
	return &d->slots[i];
}

static size_t entry_of(struct declared *d, size_t last, const char *table, const char *id)
{
	size_t *slot;

	if (d->count && same(&d->entries[last], table, id))
		return last;
	slot = slot_of(d, table, id);
	if (!*slot) {
		d->entries[d->count++] = (struct declared_entry){.table = table, .id = id};
		*slot = d->count;
	}
	return *slot - 1;
}

/* A table declared empty is an entry that says only so. */
static bool is_none(const struct declared_entry *e)
{
	return !e->id[0] && e->count == 1 && strcmp(e->values[0].key, "none") == 0;
}

/* Values of an entry lie in one array, in the order in which entries first appeared. */
static int by_table(const void *left, const void *right)
{
	const struct declared_entry *a = left, *b = right;
	int ret = strcmp(a->table, b->table);

	if (!ret)
		ret = is_none(a) - is_none(b);
	return ret ? ret : (a->values < b->values ? -1 : a->values > b->values);
}

static bool index_tables(struct declared *d, struct arena *arena)
{
	if (d->count)
		qsort(d->entries, d->count, sizeof *d->entries, by_table);
	memset(d->slots, 0, d->slot_count * sizeof *d->slots);
	d->tables = arena_array(arena, d->count + 1, sizeof *d->tables);
	if (!d->tables)
		return false;
	for (size_t i = 0; i < d->count; i++) {
		const struct declared_entry *e = &d->entries[i];
		struct table *t = d->table_count ? &d->tables[d->table_count - 1] : NULL;

		*slot_of(d, e->table, e->id) = i + 1;
		if (!t || strcmp(t->name, e->table) != 0) {
			t = &d->tables[d->table_count++];
			*t = (struct table){.name = e->table, .first = i};
		}
		if (is_none(e))
			t->none = e->values[0].fact;
		else
			t->count++;
	}
	return true;
}

const struct declared *declared_of(const struct facts *facts, struct arena *arena)
{
	size_t count = facts_count(facts, FACT_DECLARED), last = 0;
	struct declared *ret = arena_alloc(arena, sizeof *ret);
	struct item *items = arena_array(arena, count + 1, sizeof *items);
	struct declared_value *values = arena_array(arena, count + 1, sizeof *values);

	if (!ret || !items || !values)
		return NULL;
	*ret = (struct declared){.slot_count = 2};
	while (ret->slot_count / 2 <= count)
		ret->slot_count *= 2;
	ret->entries = arena_array(arena, count + 1, sizeof *ret->entries);
	ret->slots = arena_array(arena, ret->slot_count, sizeof *ret->slots);
	if (!ret->entries || !ret->slots)
		return NULL;
	memset(ret->slots, 0, ret->slot_count * sizeof *ret->slots);
	for (size_t i = 0; i < count; i++) {
		const struct fact *f = facts_at(facts, FACT_DECLARED, i);
		char *text[4];
		static const unsigned fields[] = {DECLARED_TABLE, DECLARED_ID, DECLARED_FIELD, DECLARED_VALUE};

		for (unsigned k = 0; k < ARRAY_LEN(fields); k++) {
			text[k] = arena_str(arena, fact_get(f, fields[k]));
			if (!text[k])
				return NULL;
		}
		last = entry_of(ret, last, text[0], text[1]);
		items[i] = (struct item){.value = {text[2], text[3], f}, .entry = last, .order = i};
	}
	if (count)
		qsort(items, count, sizeof *items, by_entry);
	for (size_t i = 0; i < count; i++) {
		struct declared_entry *e = &ret->entries[items[i].entry];

		values[i] = items[i].value;
		if (!e->count++)
			e->values = &values[i];
	}
	return index_tables(ret, arena) ? ret : NULL;
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

static const struct table *table_of(const struct declared *d, const char *name)
{
	size_t low = 0, high = d->table_count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = strcmp(d->tables[mid].name, name);

		if (order == 0)
			return &d->tables[mid];
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return NULL;
}

size_t declared_count(const struct declared *d, const char *table)
{
	const struct table *t = table_of(d, table);

	return t ? t->count : 0;
}

const struct declared_entry *declared_at(const struct declared *d, const char *table, size_t at)
{
	const struct table *t = table_of(d, table);

	return t && at < t->count ? &d->entries[t->first + at] : NULL;
}

const struct declared_entry *declared_find(const struct declared *d, const char *table, const char *id)
{
	size_t number = d->slot_count ? *slot_of(d, table, id) : 0;

	return number && !is_none(&d->entries[number - 1]) ? &d->entries[number - 1] : NULL;
}

const struct fact *declared_none(const struct declared *d, const char *table)
{
	const struct table *t = table_of(d, table);

	return t ? t->none : NULL;
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
