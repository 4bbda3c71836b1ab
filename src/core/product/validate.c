/* Part of product.c: what can be said only once everything is read. */
#include "core/base/text.h"
#include "core/product/parts.h"
#include "core/product/suggest.h"

#include <stdlib.h>

enum { NEAR_LOOKED_AT_MAX = 2000 };

static int by_name(const void *left, const void *right)
{
	const struct loaded_entry *a = left, *b = right;
	int ret = strcmp(a->table, b->table);

	if (!ret)
		ret = strcmp(a->id, b->id);
	return ret ? ret : (a->first < b->first ? -1 : a->first > b->first);
}

static int by_table_and_id(const void *left, const void *right)
{
	const struct loaded_entry *a = left, *b = right;
	int ret = strcmp(a->table, b->table);

	return ret ? ret : strcmp(a->id, b->id);
}

static const struct loaded_entry *find(const struct loader *l, const char *table, const char *id)
{
	const struct loaded_entry key = {.table = table, .id = id};

	for (size_t i = 0; !l->by_name && i < l->entry_count; i++)
		if (by_table_and_id(&l->entries[i], &key) == 0)
			return &l->entries[i];
	if (!l->by_name)
		return NULL;
	return l->entry_count ? bsearch(&key, l->entries, l->entry_count, sizeof key, by_table_and_id) : NULL;
}

static bool has_value(const struct loader *l, const struct loaded_entry *e, const char *key, struct bytes value)
{
	for (size_t i = 0; e && i < e->count; i++) {
		const struct product_item *item = &l->items[e->first + i];

		if (strcmp(item->key, key) == 0 && (!value.at || bytes_is(value, item->value)))
			return true;
	}
	return false;
}

/* "key=value; value", "features.NAME=yes", "table.key=value", "key=" (absent), "key=*" (present). */
static bool holds(const struct loader *l, const struct loaded_entry *e, const char *when)
{
	static const struct bytes any;
	struct bytes rest = bytes_str(when), left, value;
	char key[80], table[40];

	if (!text_split(&rest, '=', &left) || left.len >= sizeof key)
		return false;
	memcpy(key, left.at, left.len);
	key[left.len] = '\0';
	if (memchr(left.at, '.', left.len)) {
		size_t len = (size_t)((const uint8_t *)memchr(left.at, '.', left.len) - left.at);
		bool features;

		if (len >= sizeof table)
			return false;
		memcpy(table, key, len);
		table[len] = '\0';
		memmove(key, key + len + 1, left.len - len);
		features = strcmp(table, "features") == 0;
		e = find(l, table, features ? key : "");
		if (features)
			memcpy(key, "holds", sizeof "holds");
	}
	if (rest.len == 0)
		return !has_value(l, e, key, any);
	if (bytes_is(rest, "*"))
		return has_value(l, e, key, any);
	while (text_split(&rest, ';', &value))
		if (has_value(l, e, key, text_trim(value)))
			return true;
	return false;
}

bool key_needed(const struct loader *l, const struct loaded_entry *e, const struct declaration_key *row)
{
	return row->type != TYPE_ID && (row->required || (row->when[0] && holds(l, e, row->when)));
}

static void find_missing(struct loader *l, const struct loaded_entry *e)
{
	static const struct bytes any;

	for (size_t i = 0; i < e->row_count && !problems_full(l->gaps); i++) {
		const struct declaration_key *row = &e->rows[i];
		const char *because = "", *choices = "";

		if (!key_needed(l, e, row) || has_value(l, e, row->key, any))
			continue;
		if (!row->required)
			because = arena_printf(l->arena, " (needed as %s)", row->when);
		if (row->type == TYPE_CHOICE || row->type == TYPE_CHOICES)
			choices = arena_printf(l->arena, " One of: %s.", field_choices(l, row));
		problem_add(l->gaps, e->line, e->column, "%s: '%s' is missing%s: %s%s",
			    load_path(l, e->table, e->id, ""), row->key, because ? because : "", row->meaning,
			    choices ? choices : "");
	}
}

/* The entry an id refers to, or the tables' nearest. */
static bool refers(struct loader *l, const struct declaration_key *row, const struct product_item *item)
{
	struct suggestion near = suggestion_of(bytes_str(item->value));
	struct bytes rest = bytes_str(row->values), name;
	unsigned found = 0, looked = 0;

	while (text_split(&rest, ';', &name)) {
		char table[40];

		name = text_trim(name);
		if (name.len >= sizeof table)
			continue;
		memcpy(table, name.at, name.len);
		table[name.len] = '\0';
		found += find(l, table, item->value) != NULL;
		for (size_t i = 0; !problems_full(l->problems) && !found && i < l->entry_count; i++)
			if (strcmp(l->entries[i].table, table) == 0 && ++looked <= NEAR_LOOKED_AT_MAX)
				suggestion_offer(&near, bytes_str(l->entries[i].id));
	}
	if (found == 1)
		return true;
	if (found > 1)
		return problem_add(l->problems, item->line, item->column,
				   "%s: '%s' is an entry of more than one of %s: give them different ids",
				   load_path(l, item->table, item->id, item->key), item->value, field_choices(l, row));
	return problem_add(l->problems, item->line, item->column, "%s: there is no entry '%s' in %s%s%s",
			   load_path(l, item->table, item->id, item->key), item->value, field_choices(l, row),
			   suggestion_text(&near, l->arena), looked ? "" : ", which has no entries at all");
}

static void check_entry(struct loader *l, const struct loaded_entry *e)
{
	for (size_t i = 0; i < e->count && !problems_full(l->problems); i++) {
		const struct product_item *item = &l->items[e->first + i];
		const struct declaration_key *row = NULL;

		for (size_t k = 0; k < e->row_count && !row; k++)
			if (strcmp(e->rows[k].key, item->key) == 0)
				row = &e->rows[k];
		if (row && row->type == TYPE_REFS)
			refers(l, row, item);
		/* members of a list stand together */
		for (size_t k = i; row && field_is_list(row) && k-- && k + 64 > i;) {
			const struct product_item *before = &l->items[e->first + k];

			if (strcmp(before->key, item->key) != 0)
				break;
			if (strcmp(before->value, item->value) != 0)
				continue;
			problem_add(l->problems, item->line, item->column, "%s: '%s' stands in the list twice",
				    load_path(l, item->table, item->id, item->key),
				    problem_quote(l->problems, bytes_str(item->value)));
			break;
		}
	}
}

static const struct product_item *item_of(const struct loader *l, const struct loaded_entry *e, const char *key)
{
	for (size_t i = 0; e && i < e->count; i++)
		if (strcmp(l->items[e->first + i].key, key) == 0)
			return &l->items[e->first + i];
	return NULL;
}

/* maker is the manufacturer, whoever fills the file in: under an importer's name every document would name the wrong
 * one, unless the importer's own brand makes it the manufacturer. */
static void check_maker(struct loader *l)
{
	const struct loaded_entry *maker = find(l, "maker", "");
	const struct product_item *name = item_of(l, maker, "name");

	if (!name || !has_value(l, maker, "role", bytes_str("importer")) ||
	    has_value(l, maker, "own-brand", bytes_str("yes")))
		return;
	for (size_t i = 0; i < l->entry_count; i++) {
		const struct loaded_entry *e = &l->entries[i];
		const struct product_item *importer = strcmp(e->table, "importer") ? NULL : item_of(l, e, "name");

		if (importer && text_equal_nocase(text_trim(bytes_str(importer->value)), name->value))
			problem_add(l->gaps, name->line, name->column,
				    "maker.name: who the manufacturer is: this is the name of importer.%s. Name who "
				    "makes it, or say own-brand: yes where the importer sells it as its own",
				    e->id);
	}
}

void validate(struct loader *l)
{
	static const char *const always[] = {"product", "maker"};

	if (l->problems->out_of_memory || l->stopped)
		return;
	if (l->entry_count)
		qsort(l->entries, l->entry_count, sizeof *l->entries, by_name);
	l->by_name = true;
	for (size_t i = 1; i < l->entry_count; i++) {
		const struct loaded_entry *a = &l->entries[i - 1], *b = &l->entries[i];

		if (by_table_and_id(a, b) == 0)
			problem_add(l->problems, b->line, b->column,
				    "%s: there are two entries '%s', the first in line %u", b->table, b->id,
				    a->line & TREE_LINE_MASK);
	}
	for (size_t i = 0; i < ARRAY_LEN(always); i++)
		if (!find(l, always[i], ""))
			problem_add(l->gaps, 0, 0, "'%s:' is missing: every document names it", always[i]);
	for (size_t i = 0; i < l->entry_count; i++) {
		check_entry(l, &l->entries[i]);
		find_missing(l, &l->entries[i]);
	}
	check_maker(l);
}
