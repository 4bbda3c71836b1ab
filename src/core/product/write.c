#include "core/product/write.h"

#include "core/base/text.h"
#include "core/product/features.h"
#include "core/product/parts.h"
#include "core/product/profile.h"

#include <stdlib.h>

enum { COLUMNS = 112 };

/* The items by table and entry, as the loader has them: a required key is missing here by the same rule as there. */
struct sheet {
	struct loader l;
	const struct product_style *style;
	struct writer *out;
};

struct sorted {
	struct product_item item;
	size_t table, entry, key, order;
};

static int compare(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int by_place(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	int ret = compare(a->table, b->table);

	if (!ret)
		ret = compare(a->entry, b->entry);
	if (!ret)
		ret = compare(a->key, b->key);
	return ret ? ret : compare(a->order, b->order);
}

static int by_name(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;
	int ret = compare(a->table, b->table);

	if (!ret)
		ret = strcmp(a->item.table, b->item.table); /* the ICS of two editions */
	if (!ret)
		ret = strcmp(a->item.id, b->item.id);
	return ret ? ret : compare(a->order, b->order);
}

static bool is_ics(const char *table)
{
	return strncmp(table, "ics ", 4) == 0;
}

/* Row number of the table's first key in the catalogue, which is the tables' order. */
static bool place_of(const struct product_item *item, struct sorted *ret)
{
	const char *table = is_ics(item->table) ? "ics" : item->table;
	size_t count;
	const struct declaration_key *rows = declaration_table(table, &count), *row;
	enum edition edition;

	if (!rows || (is_ics(item->table) && !edition_by_name(item->table + 4, &edition)))
		return false;
	row = declaration_find(table, item->key);
	if (!row && strcmp(item->key, "none") != 0)
		return false;
	ret->item = *item;
	ret->table = (size_t)(rows - catalogue_declaration);
	ret->key = row ? (size_t)(row - rows) : 0;
	return true;
}

/* Entries stand in the order their first item came in. */
static void number_entries(struct sorted *all, size_t count)
{
	size_t first = 0;

	if (count)
		qsort(all, count, sizeof *all, by_name);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(all[i].item.table, all[first].item.table) != 0 ||
		    strcmp(all[i].item.id, all[first].item.id) != 0)
			first = i;
		all[i].entry = all[first].order;
	}
	if (count)
		qsort(all, count, sizeof *all, by_place);
}

const struct product_item *product_arranged(const struct product_item *items, size_t count, struct arena *arena,
					    struct error *e)
{
	struct sorted *all = arena_array(arena, count + 1, sizeof *all);
	struct product_item *ret = arena_array(arena, count + 1, sizeof *ret);

	if (!all || !ret)
		return error_memory(e, "product file"), NULL;
	for (size_t i = 0; i < count; i++) {
		all[i].order = i;
		if (!place_of(&items[i], &all[i]))
			return error_set(e, ERROR_INPUT, "there is no key '%s' in a table '%s'", items[i].key,
					 items[i].table),
			       NULL;
	}
	number_entries(all, count);
	for (size_t i = 0; i < count; i++)
		ret[i] = all[i].item;
	return ret;
}

static bool said_by_profile(const struct product_style *style, const char *feature, const char *holds)
{
	for (size_t i = 0; style->profile && i < profile_row_count; i++)
		if (strcmp(profile_rows[i].profile, style->profile) == 0 &&
		    strcmp(profile_rows[i].feature, feature) == 0)
			return strcmp(profile_rows[i].holds, holds) == 0;
	return false;
}

static bool is_profiles_kind(const struct product_style *style, const struct product_item *item)
{
	return style->profile && strcmp(item->table, "product") == 0 && strcmp(item->key, "kind") == 0 &&
	       strcmp(item->value, style->profile) == 0;
}

/* What the tables show is not written again, and where they show nothing, what the profile says. A reason keeps its
 * entry. */
static bool said_elsewhere(const struct sheet *s, const struct loaded_entry *e)
{
	const struct product_item *items = &s->l.items[e->first];
	struct feature_said said;
	const char *reason;

	if (strcmp(e->table, "features") != 0 || !e->count || strcmp(items[0].key, "holds") != 0)
		return false;
	said = features_of_tables(&s->l, e->id);
	if (!said.holds)
		return e->count == 1 && said_by_profile(s->style, e->id, items[0].value);
	reason = features_reason(&said, s->l.arena);
	return e->count == 2 && strcmp(said.holds, items[0].value) == 0 && reason &&
	       strcmp(items[1].value, reason) == 0;
}

static bool drop_said(struct sheet *s)
{
	bool *drop = arena_array(s->l.arena, s->l.entry_count + 1, sizeof *drop);
	size_t kept = 0;

	for (size_t i = 0; drop && i < s->l.entry_count; i++)
		drop[i] = said_elsewhere(s, &s->l.entries[i]);
	for (size_t i = 0; drop && i < s->l.entry_count; i++)
		if (!drop[i])
			s->l.entries[kept++] = s->l.entries[i];
	if (drop)
		s->l.entry_count = kept;
	return drop;
}

static bool arrange(struct sheet *s, const struct product_item *items, size_t count, struct error *e)
{
	struct loader *l = &s->l;
	const struct product_item *all = product_arranged(items, count, l->arena, e);

	if (!all)
		return false;
	l->items = arena_array(l->arena, count + 1, sizeof *l->items);
	l->entries = arena_array(l->arena, count + 1, sizeof *l->entries);
	if (!l->items || !l->entries)
		return error_memory(e, "product file");
	for (size_t i = 0; i < count; i++) {
		const struct product_item *item = &all[i];
		struct loaded_entry *last = l->entry_count ? &l->entries[l->entry_count - 1] : NULL;

		if (is_profiles_kind(s->style, item))
			continue;
		if (!last || strcmp(last->table, item->table) != 0 || strcmp(last->id, item->id) != 0) {
			last = &l->entries[l->entry_count++];
			*last = (struct loaded_entry){.table = item->table, .id = item->id, .first = l->count};
			last->rows = declaration_table(is_ics(item->table) ? "ics" : item->table, &last->row_count);
		}
		last->count++;
		l->items[l->count++] = *item;
	}
	return drop_said(s) || error_memory(e, "product file");
}

/* ------------------------------------------------------------------------------------------------ values */

static void indent(struct writer *out, unsigned columns)
{
	write_fill(out, ' ', columns);
}

static bool is_text(const struct declaration_key *row)
{
	return row->type == TYPE_TEXT || row->type == TYPE_LIST || row->type == TYPE_ID || row->type == TYPE_REFS ||
	       row->type == TYPE_URL || row->type == TYPE_EMAIL;
}

static void note(struct sheet *s, const struct product_item *item)
{
	const char *text = s->style->note ? s->style->note(item, s->style->ctx) : NULL;

	if (text && text[0]) {
		write_str(s->out, " # ");
		text_print_safe(s->out, bytes_str(text));
	}
}

/* Literal where the text has lines of its own, folded where one line is too long. */
static bool blocks_fit(struct bytes text)
{
	return text.len && text.at[0] != ' ' && text.at[0] != '\n' && text.at[text.len - 1] != '\n' &&
	       text.at[text.len - 1] != ' ' && !memchr(text.at, '\t', text.len);
}

static void literal(struct sheet *s, const struct product_item *item, unsigned column)
{
	struct bytes rest = bytes_str(item->value), line;

	write_str(s->out, "|-");
	note(s, item);
	write_str(s->out, "\n");
	while (text_split(&rest, '\n', &line)) {
		if (line.len)
			indent(s->out, column);
		write_bytes(s->out, line);
		write_str(s->out, "\n");
	}
}

/* Breaks only between two words with one blank between them: folding gives that blank back. */
static void folded(struct sheet *s, const struct product_item *item, unsigned column)
{
	struct bytes text = bytes_str(item->value);
	size_t from = 0, width = COLUMNS > column + 40 ? COLUMNS - column : 40;

	write_str(s->out, ">-");
	note(s, item);
	write_str(s->out, "\n");
	while (from < text.len) {
		size_t end = text.len, fit = from;

		for (size_t i = from + 1; i + 1 < text.len && (i - from <= width || fit == from); i++)
			if (text.at[i] == ' ' && text.at[i - 1] != ' ' && text.at[i + 1] != ' ')
				fit = i;
		if (text.len - from > width && fit > from)
			end = fit;
		indent(s->out, column);
		write_bytes(s->out, bytes_part(text, from, end - from));
		write_str(s->out, "\n");
		from = end + (end < text.len);
	}
}

/* Behind "key:"; with the line's end. */
static void one_value(struct sheet *s, const struct declaration_key *row, const struct product_item *item,
		      unsigned key_column)
{
	struct bytes text = bytes_str(item->value);
	bool lines = text.len && memchr(text.at, '\n', text.len);

	write_str(s->out, " ");
	if (lines && blocks_fit(text)) {
		literal(s, item, key_column + 2);
	} else if (!lines && row->type == TYPE_TEXT && blocks_fit(text) &&
		   key_column + strlen(row->key) + 2 + text.len > COLUMNS) {
		folded(s, item, key_column + 2);
	} else {
		yaml_value(s->out, item->value, is_text(row), false);
		note(s, item);
		write_str(s->out, "\n");
	}
}

static bool noted(struct sheet *s, const struct product_item *items, size_t count)
{
	for (size_t i = 0; s->style->note && i < count; i++) {
		const char *text = s->style->note(&items[i], s->style->ctx);

		if (text && text[0])
			return true;
	}
	return false;
}

static void list(struct sheet *s, const struct declaration_key *row, const struct product_item *items, size_t count,
		 unsigned column)
{
	struct writer flow = writer_of(1 << 20, "list");

	write_str(&flow, " [");
	for (size_t i = 0; i < count; i++) {
		write_str(&flow, i ? ", " : "");
		yaml_value(&flow, items[i].value, is_text(row), true);
	}
	write_str(&flow, "]\n");
	if (writer_ok(&flow) && column + strlen(row->key) + flow.len < COLUMNS && !noted(s, items, count)) {
		write_bytes(s->out, writer_bytes(&flow));
	} else {
		write_str(s->out, "\n");
		for (size_t i = 0; i < count; i++) {
			indent(s->out, column + 2);
			write_str(s->out, "- ");
			yaml_value(s->out, items[i].value, is_text(row), false);
			note(s, &items[i]);
			write_str(s->out, "\n");
		}
	}
	writer_free(&flow);
}

static void hint(struct sheet *s, const struct declaration_key *row, unsigned column)
{
	indent(s->out, column);
	write_fmt(s->out, "# %s: %s", row->key, row->meaning);
	if (row->type == TYPE_CHOICE || row->type == TYPE_CHOICES)
		write_fmt(s->out, " %s: %s", row->type == TYPE_CHOICE ? "One of" : "Some of",
			  field_choices(&s->l, row));
	else if (row->type == TYPE_YES_NO)
		write_str(s->out, " yes or no");
	else if (row->type == TYPE_REFS)
		write_fmt(s->out, " Ids in %s", field_choices(&s->l, row));
	write_str(s->out, "\n");
}

/* All keys of an entry; the first line's indentation is there already where `begun`. */
static void keys(struct sheet *s, const struct loaded_entry *e, unsigned column, bool begun)
{
	for (size_t k = 0; k < e->row_count; k++) {
		const struct declaration_key *row = &e->rows[k];
		const struct product_item *items = &s->l.items[e->first];
		size_t first = 0, count = 0;

		while (first < e->count && strcmp(items[first].key, row->key) != 0)
			first++;
		while (first + count < e->count && strcmp(items[first + count].key, row->key) == 0)
			count++;
		if (!count) {
			if (s->style->hints && key_needed(&s->l, e, row) && !begun)
				hint(s, row, column);
			continue;
		}
		if (!begun)
			indent(s->out, column);
		begun = false;
		write_fmt(s->out, "%s:", row->key);
		if (count == 1)
			one_value(s, row, &items[first], column);
		else
			list(s, row, &items[first], count, column);
	}
}

/* ------------------------------------------------------------------------------------------------ tables */

static const struct loaded_entry *entries_of(const struct sheet *s, const char *table, size_t *ret_count)
{
	const struct loaded_entry *first = NULL;

	*ret_count = 0;
	for (size_t i = 0; i < s->l.entry_count; i++) {
		if (strcmp(s->l.entries[i].table, table) != 0)
			continue;
		if (!first)
			first = &s->l.entries[i];
		(*ret_count)++;
	}
	return first;
}

static bool declared_none(const struct sheet *s, const struct loaded_entry *e)
{
	return e && e->count == 1 && strcmp(s->l.items[e->first].key, "none") == 0;
}

/* "id: value", or the mapping below where there is more than the first key. */
static void map_entry(struct sheet *s, const struct loaded_entry *e, unsigned column)
{
	const struct product_item *item = &s->l.items[e->first];

	indent(s->out, column);
	yaml_value(s->out, e->id, false, false);
	write_str(s->out, ":");
	if (e->count == 1 && strcmp(item->key, e->rows[0].key) == 0) {
		one_value(s, &e->rows[0], item, column);
		return;
	}
	write_str(s->out, "\n");
	keys(s, e, column + 2, false);
}

static void write_table(struct sheet *s, const struct declaration_key *rows, unsigned column)
{
	size_t count;
	const struct loaded_entry *e = entries_of(s, rows->table, &count);

	if (!e) {
		if (!s->style->hints)
			return;
		indent(s->out, column);
		write_fmt(s->out, "# %s:%s\n", rows->table,
			  rows->ixit ? " not declared yet; [] where there is none" : "");
		return;
	}
	indent(s->out, column);
	write_fmt(s->out, "%s:", rows->table);
	if (declared_none(s, e)) {
		write_str(s->out, " []");
		note(s, &s->l.items[e->first]);
		write_str(s->out, "\n");
		return;
	}
	write_str(s->out, "\n");
	for (size_t i = 0; i < count; i++) {
		if (rows->form == FORM_MAP) {
			map_entry(s, &e[i], column + 2);
		} else if (rows->form == FORM_ONE) {
			keys(s, &e[i], column + 2, false);
		} else {
			indent(s->out, column + 2);
			write_str(s->out, "- ");
			keys(s, &e[i], column + 4, true);
		}
	}
}

static const struct loaded_entry *ics_entry(const struct sheet *s, unsigned edition, const char *id)
{
	for (size_t i = 0; i < s->l.entry_count; i++)
		if (is_ics(s->l.entries[i].table) && strcmp(s->l.entries[i].id, id) == 0 &&
		    strcmp(s->l.entries[i].table + 4, edition_name((enum edition)edition)) == 0)
			return &s->l.entries[i];
	return NULL;
}

static bool same_entry(const struct sheet *s, const struct loaded_entry *a, const struct loaded_entry *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(s->l.items[a->first + i].key, s->l.items[b->first + i].key) != 0 ||
		    strcmp(s->l.items[a->first + i].value, s->l.items[b->first + i].value) != 0)
			return false;
	return true;
}

/* What is said for an id in both editions alike, or can be said of one only, stands once. */
static const struct loaded_entry *shared(const struct sheet *s, const char *id)
{
	const struct loaded_entry *ret = NULL;

	for (unsigned e = 0; e < EDITIONS; e++) {
		const struct loaded_entry *said = ics_entry(s, e, id);

		if (strcmp(id, "default") != 0 && !provision_find((enum edition)e, id))
			continue;
		if (!said || (ret && !same_entry(s, ret, said)))
			return NULL;
		ret = said;
	}
	return ret;
}

static int by_id(const void *left, const void *right)
{
	return provision_compare(*(const char *const *)left, *(const char *const *)right);
}

/* Ids of the ICS, each once, in the standard's order. */
static const char **ics_ids(struct sheet *s, size_t *ret_count)
{
	const char **ids = arena_array(s->l.arena, s->l.entry_count + 1, sizeof *ids);
	size_t count = 0, kept = 0;

	*ret_count = 0;
	for (size_t i = 0; ids && i < s->l.entry_count; i++)
		if (is_ics(s->l.entries[i].table) && strcmp(s->l.entries[i].id, "default") != 0)
			ids[count++] = s->l.entries[i].id;
	if (count)
		qsort(ids, count, sizeof *ids, by_id);
	for (size_t i = 0; i < count; i++)
		if (!kept || strcmp(ids[kept - 1], ids[i]) != 0)
			ids[kept++] = ids[i];
	*ret_count = kept;
	return ids;
}

static bool write_ics(struct sheet *s, struct error *e)
{
	size_t count;
	const char **ids = ics_ids(s, &count);
	const struct loaded_entry *any = shared(s, "default");

	if (!ids)
		return error_memory(e, "product file");
	if (!count && !ics_entry(s, 0, "default") && !ics_entry(s, 1, "default"))
		return true;
	write_str(s->out, "\nics:\n");
	if (any)
		map_entry(s, any, 2);
	for (size_t i = 0; i < count; i++)
		if (shared(s, ids[i]))
			map_entry(s, shared(s, ids[i]), 2);
	for (unsigned edition = 0; edition < EDITIONS; edition++) {
		bool begun = false;

		for (size_t i = 0; i <= count; i++) {
			const char *id = i ? ids[i - 1] : "default";
			const struct loaded_entry *said = shared(s, id) ? NULL : ics_entry(s, edition, id);

			if (!said)
				continue;
			if (!begun)
				write_fmt(s->out, "  %s:\n", edition_name((enum edition)edition));
			begun = true;
			map_entry(s, said, 4);
		}
	}
	return true;
}

static void write_tables(struct sheet *s, bool ixit)
{
	for (size_t i = 0; i < catalogue_declaration_count; i++) {
		const struct declaration_key *row = &catalogue_declaration[i];
		size_t count;

		if ((i && strcmp(row[-1].table, row->table) == 0) || row->ixit != ixit ||
		    strcmp(row->table, "ics") == 0)
			continue;
		if (!ixit && (entries_of(s, row->table, &count) || s->style->hints))
			write_str(s->out, "\n");
		write_table(s, row, ixit ? 2 : 0);
	}
}

static void write_head(struct sheet *s)
{
	struct bytes rest = bytes_str(s->style->head ? s->style->head : ""), line;

	while (s->style->head && text_split(&rest, '\n', &line)) {
		write_str(s->out, line.len ? "# " : "#");
		text_print_safe(s->out, line);
		write_str(s->out, "\n");
	}
	write_str(s->out, "holdfast: 1\n");
	if (s->style->profile)
		write_fmt(s->out, "profile: %s\n", s->style->profile);
}

static bool any_ixit(const struct sheet *s)
{
	for (size_t i = 0; i < s->l.entry_count; i++)
		if (s->l.entries[i].rows->ixit)
			return true;
	return s->style->hints;
}

bool product_write(const struct product_item *items, size_t count, const struct product_style *style,
		   struct writer *out, struct error *e)
{
	struct arena arena;
	struct problems problems = {.arena = &arena};
	struct sheet s = {.l = {.arena = &arena, .problems = &problems, .gaps = &problems}, .style = style, .out = out};
	bool ok;

	arena_init(&arena, 0);
	ok = arrange(&s, items, count, e);
	if (ok) {
		write_head(&s);
		write_tables(&s, false);
		ok = write_ics(&s, e);
	}
	if (ok && any_ixit(&s)) {
		write_str(out, "\nixit:\n");
		write_tables(&s, true);
	}
	arena_done(&arena);
	return ok && writer_done(out, e);
}
