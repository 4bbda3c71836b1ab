#include "core/product/features.h"

#include "core/base/text.h"

enum told { TOLD_NOTHING, TOLD_YES, TOLD_NO };

struct shown {
	const char *feature, *table, *first, *second;
	bool only; /* without such an entry it does not hold */
};

static const struct shown rows[] = {
#define SHOWN(name, table, first, second) {name, table, first, second, true},
#define PROVED(name, table, first, second) {name, table, first, second, false},
#include "core/product/shown.def"
#undef SHOWN
#undef PROVED
};

/* "key=words": one of them; "key=": absent; "key=*": present; "": holds. */
static enum told clause_of(const struct loader *l, const struct loaded_entry *e, const char *clause)
{
	struct bytes words = bytes_str(clause), key;
	bool present = false, among = false;

	if (!clause[0])
		return TOLD_YES;
	if (!text_split(&words, '=', &key))
		return TOLD_NOTHING;
	for (size_t i = 0; i < e->count; i++) {
		const struct product_item *item = &l->items[e->first + i];
		struct bytes rest = words, word;

		if (!bytes_is(key, item->key))
			continue;
		present = true;
		while (text_word(&rest, &word))
			among |= bytes_is(word, item->value);
	}
	if (!present) /* a file is written step by step: what is not there is not said */
		return TOLD_NOTHING;
	if (!words.len)
		return TOLD_NO;
	return among || bytes_is(words, "*") ? TOLD_YES : TOLD_NO;
}

static enum told entry_tells(const struct loader *l, const struct loaded_entry *e, const struct shown *row)
{
	enum told first = clause_of(l, e, row->first), second = clause_of(l, e, row->second);

	if (first == TOLD_NO || second == TOLD_NO)
		return TOLD_NO;
	return first == TOLD_YES && second == TOLD_YES ? TOLD_YES : TOLD_NOTHING;
}

static const struct product_item *none_of(const struct loader *l, const char *table)
{
	for (size_t i = 0; i < l->count; i++)
		if (strcmp(l->items[i].table, table) == 0 && strcmp(l->items[i].key, "none") == 0)
			return &l->items[i];
	return NULL;
}

/* What the entries of a row's table say; *at: where. */
static enum told row_tells(const struct loader *l, const struct shown *row, const struct product_item **at)
{
	const struct product_item *none = none_of(l, row->table);
	enum told ret = none ? TOLD_NO : TOLD_NOTHING;
	bool open = false;

	*at = none;
	for (size_t i = 0; !none && i < l->entry_count; i++) {
		const struct loaded_entry *e = &l->entries[i];
		enum told told;

		if (strcmp(e->table, row->table) != 0)
			continue;
		told = e->count ? entry_tells(l, e, row) : TOLD_NOTHING;
		if (!*at || told == TOLD_YES)
			*at = e->count ? &l->items[e->first] : NULL;
		/* An entry that is not filled in yet hides none behind it that shows the feature. */
		if (told == TOLD_YES)
			return told;
		open |= told == TOLD_NOTHING;
		ret = TOLD_NO;
	}
	return open ? TOLD_NOTHING : ret;
}

bool features_in_tables(const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (rows[i].only && strcmp(rows[i].feature, name) == 0)
			return true;
	return false;
}

struct feature_said features_of_tables(const struct loader *l, const char *name)
{
	struct feature_said ret = {0};
	bool open = false;

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const struct product_item *at;
		enum told told;

		if (strcmp(rows[i].feature, name) != 0)
			continue;
		told = row_tells(l, &rows[i], &at);
		if (told == TOLD_YES)
			return (struct feature_said){"yes", rows[i].table, at};
		if (!rows[i].only)
			continue;
		open |= told == TOLD_NOTHING;
		if (told == TOLD_NO && !ret.at)
			ret = (struct feature_said){"no", rows[i].table, at};
	}
	return open ? (struct feature_said){0} : ret;
}

const char *features_reason(const struct feature_said *said, struct arena *arena)
{
	return arena_printf(arena, "as %s%s declares", strcmp(said->table, "product") ? "IXIT table " : "",
			    said->table);
}

void features_derive(struct loader *l)
{
	size_t count;
	const struct declaration_key *keys = declaration_table("features", &count);

	for (size_t i = 0; keys && i < ARRAY_LEN(rows); i++) {
		struct product_item item = {.table = "features", .id = rows[i].feature, .key = "holds"};
		struct feature_said said;

		if (load_has(l, "features", rows[i].feature))
			continue;
		said = features_of_tables(l, rows[i].feature);
		if (!said.holds || !said.at)
			continue;
		item.value = said.holds;
		item.line = said.at->line;
		item.column = said.at->column;
		item.offset = said.at->offset;
		item.len = said.at->len;
		load_begin(l, "features", item.id, keys, count, item.line, item.column);
		load_emit(l, &item);
		item.key = "reason";
		item.value = features_reason(&said, l->arena);
		if (item.value)
			load_emit(l, &item);
		load_end(l);
	}
}
