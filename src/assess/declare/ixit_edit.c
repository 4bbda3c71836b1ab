#include "assess/declare/ixit_edit.h"

#include "assess/declare/ixit_same.h"
#include "assess/declare/yaml_lines.h"
#include "core/base/text.h"
#include "core/catalogue/catalogue.h"
#include "core/product/write.h"

#include <stdlib.h>

enum { LOOKS_MAX = 100000000 }; /* items looked at; a file that costs more is written anew */

/* [from, to) of the file gives way to `text`. */
struct edit {
	uint64_t from, to;
	struct bytes text;
	size_t order;
};

struct editor {
	struct bytes in;
	struct arena *arena;
	const struct product *now, *next;
	struct edit *edits;
	size_t count, cap;
	uint64_t looks;
	uint32_t lost;
	bool odd; /* something here is not understood: the file has to be written anew */
	bool out_of_memory;
};

/* Values of one key, in order. */
struct run {
	const struct product_item *at;
	size_t count;
};

struct place {
	const char *id;
	const struct node *key, *map; /* key NULL: the entry stands in a list */
};

struct places {
	struct place *at;
	size_t count, cap;
};

static bool give_up(struct editor *ed)
{
	ed->odd = true;
	return false;
}

static bool edit(struct editor *ed, uint64_t from, uint64_t to, struct bytes text)
{
	if (!arena_grow(ed->arena, &ed->edits, ed->count, &ed->cap, sizeof *ed->edits)) {
		ed->out_of_memory = true;
		return give_up(ed);
	}
	ed->edits[ed->count] = (struct edit){from, to, text, ed->count};
	ed->count++;
	return true;
}

/* ------------------------------------------------------------------------------------------------ places */

static bool is_flow(const struct editor *ed, const struct node *n)
{
	return n->offset < ed->in.len && (ed->in.at[n->offset] == '{' || ed->in.at[n->offset] == '[');
}

/* Behind the bracket that closes a flow collection whose last member ends at `at`. */
static uint64_t behind_bracket(struct editor *ed, uint64_t at)
{
	for (; at < ed->in.len; at++) {
		uint8_t c = ed->in.at[at];

		if (c == ']' || c == '}')
			return at + 1;
		if (!yaml_blank(c) && c != ',')
			break; /* a comment, or something else: not for us */
	}
	give_up(ed);
	return at;
}

/* Where a node ends. An alias, and what `<<` took over, stands elsewhere: nothing is then said about the end. */
static uint64_t end_of(struct editor *ed, const struct node *n, uint64_t from)
{
	uint64_t end = n->offset;

	if (node_empty(n))
		return n->offset + n->len > from ? n->offset + n->len : from;
	if (n->offset < from || n->offset > ed->in.len || n->len > ed->in.len - n->offset) {
		give_up(ed);
		return from;
	}
	if (n->kind == NODE_TEXT) {
		end = n->offset + n->len;
		/* the library's marks of a quoted text stand between its quotes */
		if (!n->plain && n->offset && end < ed->in.len && ed->in.at[end] == ed->in.at[n->offset - 1] &&
		    (ed->in.at[end] == '"' || ed->in.at[end] == '\''))
			return end + 1;
		while (end > n->offset && yaml_blank(ed->in.at[end - 1]))
			end--;
		return end;
	}
	end += is_flow(ed, n);
	for (size_t i = 0; i < n->count && !ed->odd; i++) {
		if (n->members[i].key)
			end = end_of(ed, n->members[i].key, end);
		end = end_of(ed, n->members[i].value, end);
	}
	return is_flow(ed, n) && !ed->odd ? behind_bracket(ed, end) : end;
}

/* ------------------------------------------------------------------------------------------------ items */

static bool look(struct editor *ed, const struct product *p)
{
	ed->looks += p->count;
	return ed->looks <= LOOKS_MAX || give_up(ed);
}

static struct run run_of(struct editor *ed, const struct product *p, const char *table, const char *id, const char *key)
{
	struct run ret = {0};

	if (!look(ed, p))
		return ret;
	for (size_t i = 0; i < p->count; i++) {
		const struct product_item *item = &p->items[i];
		bool same = strcmp(item->table, table) == 0 && strcmp(item->id, id) == 0 && strcmp(item->key, key) == 0;

		if (same && !ret.at)
			ret.at = item;
		if (same && ret.at + ret.count == item)
			ret.count++;
	}
	return ret;
}

static bool runs_equal(struct run a, struct run b)
{
	if (a.count != b.count)
		return false;
	for (size_t i = 0; i < a.count; i++)
		if (strcmp(a.at[i].value, b.at[i].value) != 0)
			return false;
	return true;
}

static bool says_the_same(struct editor *ed, const struct product *a, const struct product *b, const char *table)
{
	bool ret = false;

	if (!ixit_same(a, b, table, ed->arena, &ret))
		ed->out_of_memory = ed->odd = true;
	return ret;
}

static bool has_entry(struct editor *ed, const struct product *p, const char *table, const char *id)
{
	if (!look(ed, p))
		return false;
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->items[i].table, table) == 0 && strcmp(p->items[i].id, id) == 0)
			return true;
	return false;
}

/* ------------------------------------------------------------------------------------------------ new text */

/* What product_write() makes of a table, of one entry of it or of one key of that, from below "ixit:". */
static struct bytes written(struct editor *ed, const char *table, const char *id, const char *key)
{
	static const struct product_style plain;
	struct product_item *items = NULL;
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "table");
	struct bytes text = {0}, line;
	struct error e = {0};
	size_t count = 0, cap = 0;
	bool ok = look(ed, ed->next);

	for (size_t i = 0; ok && i < ed->next->count; i++) {
		const struct product_item *item = &ed->next->items[i];

		if (strcmp(item->table, table) != 0 || (id && strcmp(item->id, id) != 0) ||
		    (key && strcmp(item->key, key) != 0 && strcmp(item->key, "id") != 0))
			continue;
		ok = arena_grow(ed->arena, &items, count, &cap, sizeof *items);
		ed->out_of_memory |= !ok;
		if (ok)
			items[count++] = *item;
	}
	if (ok && product_write(items, count, &plain, &out, &e))
		text = arena_copy(ed->arena, writer_bytes(&out));
	writer_free(&out);
	if (!text.at) {
		ed->out_of_memory |= e.code == ERROR_ENVIRONMENT;
		give_up(ed);
		return text;
	}
	while (text_split(&text, '\n', &line) && !bytes_is(line, "ixit:"))
		;
	return text;
}

/* A copy, without newlines at its end. */
static struct bytes kept(struct editor *ed, struct writer *w)
{
	struct bytes text = writer_bytes(w), ret;

	while (text.len && text.at[text.len - 1] == '\n')
		text.len--;
	ret = arena_copy(ed->arena, text);
	if (!ret.at || !writer_ok(w))
		ed->out_of_memory = ed->odd = true;
	writer_free(w);
	return ret;
}

/* Lines of `text` with `had` blanks fewer and `wanted` more in front. */
static struct bytes indented(struct editor *ed, struct bytes text, size_t had, size_t wanted, bool first_too)
{
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "table");
	struct bytes line;
	bool first = true;

	while (text_split(&text, '\n', &line)) {
		if (!first)
			write_str(&out, "\n");
		if (line.len && (!first || first_too))
			write_fill(&out, ' ', wanted);
		write_bytes(&out, bytes_part(line, line.len < had ? line.len : had, line.len));
		first = false;
	}
	return kept(ed, &out);
}

static struct bytes without_line(struct bytes text)
{
	struct bytes line;

	(void)text_split(&text, '\n', &line);
	return text;
}

static bool is_text(const struct declaration_key *row)
{
	return row->type == TYPE_TEXT || row->type == TYPE_LIST || row->type == TYPE_ID || row->type == TYPE_REFS ||
	       row->type == TYPE_URL || row->type == TYPE_EMAIL;
}

/* "key: value" as it may stand between { and }. */
static struct bytes key_in_flow(struct editor *ed, const struct declaration_key *row, struct run values,
				const char *before)
{
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "key");

	write_fmt(&out, "%s%s: %s", before, row->key, values.count > 1 ? "[" : "");
	for (size_t i = 0; i < values.count; i++) {
		write_str(&out, i ? ", " : "");
		yaml_value(&out, values.at[i].value, is_text(row), true);
	}
	write_str(&out, values.count > 1 ? "]" : "");
	return kept(ed, &out);
}

/* "key: value" with its lines, for a mapping whose keys stand `column` blanks in. */
static struct bytes key_in_block(struct editor *ed, const struct declaration_key *row, const char *id, size_t column,
				 bool first_too)
{
	struct bytes text = without_line(written(ed, row->table, id, row->key)); /* behind "Table:" */

	if (row->form == FORM_MANY)
		text = without_line(text); /* behind "- id: X" */
	return indented(ed, text, row->form == FORM_MANY ? 6 : 4, column, first_too);
}

/* ------------------------------------------------------------------------------------------------ edits */

/* Whole lines, in front of the line that begins at `at`. */
static bool insert_lines(struct editor *ed, uint64_t at, struct bytes text)
{
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "lines");
	struct bytes with;

	if (at && ed->in.at[at - 1] != '\n')
		write_str(&out, "\n");
	write_bytes(&out, text);
	write_str(&out, "\n");
	with = arena_copy(ed->arena, writer_bytes(&out));
	ed->out_of_memory |= !with.at || !writer_ok(&out);
	writer_free(&out);
	return ed->out_of_memory ? give_up(ed) : edit(ed, at, at, with);
}

static const struct node_member *member_of(const struct node *n, const char *key)
{
	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->count; i++)
		if (node_is(n->members[i].key, key))
			return &n->members[i];
	return NULL;
}

static uint64_t member_end(struct editor *ed, const struct node_member *m)
{
	uint64_t end = end_of(ed, m->key, 0), colon = end, value;

	while (colon < ed->in.len && ed->in.at[colon] == ' ')
		colon++;
	if (colon >= ed->in.len || ed->in.at[colon] != ':')
		return give_up(ed), end;
	for (value = colon + 1; value < ed->in.len && ed->in.at[value] == ' ';)
		value++;
	if (value < ed->in.len && ed->in.at[value] == '*') { /* an alias: its value stands elsewhere */
		while (value < ed->in.len && !yaml_blank(ed->in.at[value]) && !strchr(",]}", ed->in.at[value]))
			value++;
		return value;
	}
	return node_empty(m->value) && !m->value->len ? colon + 1 : end_of(ed, m->value, end);
}

static bool remove_key(struct editor *ed, const struct node *map, const struct node_member *m)
{
	uint64_t end = member_end(ed, m), from = m->key->offset;
	size_t at = (size_t)(m - map->members);

	if (!is_flow(ed, map))
		return yaml_begins_line(ed->in, from, 0)
			       ? edit(ed, yaml_line_start(ed->in, from), yaml_next_line(ed->in, end), bytes_str(""))
			       : give_up(ed);
	if (at)
		return edit(ed, member_end(ed, m - 1), end, bytes_str(""));
	return map->count > 1 ? edit(ed, from, m[1].key->offset, bytes_str("")) : give_up(ed);
}

/* The keys of one entry, in the catalogue's order: changed, taken out, put behind those that stay. */
static bool edit_keys(struct editor *ed, const struct declaration_key *rows, size_t count, const char *id,
		      const struct node *map)
{
	bool flow = is_flow(ed, map);
	const struct node_member *before = NULL;
	size_t column = map->count ? map->members[0].key->column - 1 : 0;

	for (size_t i = 0; i < count && !ed->odd; i++) {
		const struct declaration_key *row = &rows[i];
		const struct node_member *m = member_of(map, row->key);
		struct run now = run_of(ed, ed->now, row->table, id, row->key),
			   next = run_of(ed, ed->next, row->table, id, row->key);
		uint64_t end;

		if (row->type == TYPE_ID || runs_equal(now, next)) {
			before = m ? m : before;
			continue;
		}
		if (m && !next.count) {
			TRY(remove_key(ed, map, m));
		} else if (m) {
			end = member_end(ed, m);
			ed->lost += yaml_comments(ed->in, m->key->offset, end);
			TRY(edit(ed, m->key->offset, end,
				 flow ? key_in_flow(ed, row, next, "") : key_in_block(ed, row, id, column, false)));
			before = m;
		} else if (!before) {
			return give_up(ed);
		} else if (flow) {
			end = member_end(ed, before);
			TRY(edit(ed, end, end, key_in_flow(ed, row, next, ", ")));
		} else {
			TRY(insert_lines(ed, yaml_next_line(ed->in, member_end(ed, before)),
					 key_in_block(ed, row, id, column, true)));
		}
	}
	return !ed->odd;
}

/* The whole table again; its comments go. */
static bool edit_table(struct editor *ed, const char *table, const struct node_member *m)
{
	uint64_t end = member_end(ed, m);

	if (ed->odd || !yaml_begins_line(ed->in, m->key->offset, 0))
		return give_up(ed);
	ed->lost += yaml_comments(ed->in, m->key->offset, end);
	return edit(ed, m->key->offset, end,
		    indented(ed, written(ed, table, NULL, NULL), 2, m->key->column - 1, false));
}

/* Entries as they stand: in a list, or under their ids. False: neither. */
static bool find_places(struct editor *ed, const struct node *value, struct places *ret)
{
	const struct node_member *id = member_of(value, "id");

	if (is_flow(ed, value) || !value->count || (id && id->value->kind == NODE_TEXT))
		return false;
	for (size_t i = 0; i < value->count; i++) {
		const struct node_member *m = &value->members[i];
		struct place p = {.key = m->key, .map = m->value};

		id = member_of(m->value, "id");
		p.id = (const char *)(m->key ? m->key->text.at : id ? id->value->text.at : NULL);
		if (!p.id || p.map->kind != NODE_MAP || !p.map->count ||
		    !yaml_begins_line(ed->in, m->key ? m->key->offset : p.map->offset, m->key ? 0 : 1))
			return false;
		if (!arena_grow(ed->arena, &ret->at, ret->count, &ret->cap, sizeof *ret->at)) {
			ed->out_of_memory = true;
			return give_up(ed);
		}
		ret->at[ret->count++] = p;
	}
	return true;
}

static uint64_t place_start(const struct editor *ed, const struct place *p)
{
	return yaml_line_start(ed->in, p->key ? p->key->offset : p->map->offset);
}

static uint64_t place_end(struct editor *ed, const struct place *p)
{
	return yaml_next_line(ed->in, end_of(ed, p->map, p->map->offset));
}

/* A new entry in the style of the others: behind a dash, or under its id. */
static bool insert_entry(struct editor *ed, const char *table, const char *id, const struct place *like, uint64_t at)
{
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "entry");
	struct bytes text = without_line(written(ed, table, id, NULL));
	uint64_t start = place_start(ed, like);
	size_t column = 0;

	while (start + column < ed->in.len && ed->in.at[start + column] == ' ')
		column++;
	if (!like->key)
		return insert_lines(ed, at, indented(ed, text, 4, column, true));
	text = indented(ed, without_line(text), 6, column + 2, true);
	write_fill(&out, ' ', column);
	write_fmt(&out, "%s:%s", id, text.len ? "\n" : " {}");
	write_bytes(&out, text);
	return insert_lines(ed, at, kept(ed, &out));
}

/* One entry without a list around it, and it stays the only one. */
static bool only_entry(struct editor *ed, const char *table, const struct node *value)
{
	const struct node_member *id = member_of(value, "id");
	bool other = false;

	if (!id || id->value->kind != NODE_TEXT)
		return false;
	for (size_t i = 0; i < ed->next->count; i++)
		other |= strcmp(ed->next->items[i].table, table) == 0 && !node_is(id->value, ed->next->items[i].id);
	return !other;
}

static bool edit_entries(struct editor *ed, const struct declaration_key *rows, size_t count,
			 const struct node_member *m)
{
	struct places places = {0};
	const char *table = rows->table;
	const struct place *last = NULL;

	if (only_entry(ed, table, m->value))
		return edit_keys(ed, rows, count, (const char *)member_of(m->value, "id")->value->text.at, m->value);
	if (!find_places(ed, m->value, &places))
		return ed->odd ? false : edit_table(ed, table, m);
	for (size_t i = 0; i < places.count && !ed->odd; i++) {
		const struct place *p = &places.at[i];

		if (!has_entry(ed, ed->next, table, p->id)) {
			TRY(edit(ed, place_start(ed, p), place_end(ed, p), bytes_str("")));
			continue;
		}
		TRY(edit_keys(ed, rows, count, p->id, p->map));
		last = p;
	}
	for (size_t i = 0; i < ed->next->count && !ed->odd; i++) {
		const struct product_item *item = &ed->next->items[i];

		if (strcmp(item->table, table) == 0 && strcmp(item->key, "id") == 0 &&
		    !has_entry(ed, ed->now, table, item->id))
			TRY(insert_entry(ed, table, item->id, &places.at[0],
					 last ? place_end(ed, last) : place_start(ed, &places.at[0])));
	}
	return !ed->odd;
}

static bool edit_one(struct editor *ed, const char *table, const struct node_member *ixit)
{
	size_t count;
	const struct declaration_key *rows = declaration_table(table, &count);
	const struct node_member *m = member_of(ixit->value, table);
	bool none = has_entry(ed, ed->next, table, "") && run_of(ed, ed->next, table, "", "none").count;

	if (!rows || says_the_same(ed, ed->now, ed->next, table))
		return !ed->odd;
	if (!m) {
		const struct node *tables = ixit->value;
		size_t column = tables->members[0].key->column - 1;

		return insert_lines(ed, yaml_next_line(ed->in, member_end(ed, &tables->members[tables->count - 1])),
				    indented(ed, written(ed, table, NULL, NULL), 2, column, true));
	}
	if (none || m->value->kind == NODE_TEXT || !m->value->count)
		return edit_table(ed, table, m);
	if (rows->form == FORM_MANY)
		return edit_entries(ed, rows, count, m);
	return m->value->kind == NODE_MAP ? edit_keys(ed, rows, count, "", m->value) : edit_table(ed, table, m);
}

static int by_place(const void *left, const void *right)
{
	const struct edit *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	/* what is put in comes before what is taken out behind it */
	if ((a->to == a->from) != (b->to == b->from))
		return a->to == a->from ? -1 : 1;
	return a->order < b->order ? -1 : a->order > b->order;
}

/* {0}: edits overlap, or memory is out. */
static struct bytes apply(struct editor *ed)
{
	struct writer out = writer_of(PRODUCT_BYTES_MAX, "product file");
	struct bytes ret = {0};
	uint64_t at = 0;

	if (ed->count)
		qsort(ed->edits, ed->count, sizeof *ed->edits, by_place);
	for (size_t i = 0; i < ed->count; i++) {
		const struct edit *edit = &ed->edits[i];

		if (edit->from < at || edit->to < edit->from || edit->to > ed->in.len) {
			writer_free(&out);
			return ret;
		}
		write_bytes(&out, bytes_part(ed->in, at, edit->from - at));
		write_bytes(&out, edit->text);
		at = edit->to;
	}
	write_bytes(&out, bytes_part(ed->in, at, ed->in.len - at));
	if (writer_ok(&out))
		ret = arena_copy(ed->arena, writer_bytes(&out));
	writer_free(&out);
	return ret;
}

bool ixit_edit(struct bytes yaml, const struct node *root, const char *const *tables, size_t count,
	       const struct product *now, const struct product *next, struct arena *arena, struct ixit_text *ret,
	       struct error *e)
{
	struct editor ed = {.in = yaml, .arena = arena, .now = now, .next = next};
	const struct node_member *ixit = member_of(root, "ixit");
	struct product again;
	struct bytes text;
	struct error ignored;

	*ret = (struct ixit_text){.comments_lost = yaml_comments(yaml, 0, yaml.len)};
	if (!ixit || ixit->value->kind != NODE_MAP || !ixit->value->count || is_flow(&ed, ixit->value))
		return true;
	for (size_t i = 0; i < count && !ed.odd; i++)
		if (!edit_one(&ed, tables[i], ixit))
			ed.odd = true;
	if (ed.out_of_memory)
		return error_memory(e, "product file");
	text = ed.odd ? (struct bytes){0} : apply(&ed);
	if (text.at && product_parse(text, next->name, arena, &again, &ignored) &&
	    says_the_same(&ed, &again, next, NULL))
		*ret = (struct ixit_text){text, ed.lost};
	return !ed.out_of_memory || error_memory(e, "product file");
}
