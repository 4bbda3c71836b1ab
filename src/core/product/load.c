/* Part of product.c: the tree of the file as items, held against the catalogue table by table. */
#include "core/base/text.h"
#include "core/product/features.h"
#include "core/product/parts.h"
#include "core/product/profile.h"
#include "core/product/suggest.h"

enum { FORMAT_VERSION = 1, VISITS_MAX = 4 * PRODUCT_ITEMS_MAX };

static bool stop(struct loader *l, const struct node *n, const char *what, size_t max)
{
	if (!l->stopped)
		problem_add(l->problems, n->line, n->column, "more than %zu %s: the file is too large", max, what);
	l->stopped = true;
	return false;
}

/* An alias is a pointer, so what a walk costs is counted while walking. */
static bool visit(struct loader *l, const struct node *n)
{
	if (l->stopped || l->problems->out_of_memory)
		return false;
	return ++l->visits <= VISITS_MAX || stop(l, n, "values, those behind aliases counted each time", VISITS_MAX);
}

const char *load_path(struct loader *l, const char *table, const char *id, const char *key)
{
	const char *ret;

	if (problems_full(l->problems) && problems_full(l->gaps))
		return "";
	if (strncmp(table, "ics ", 4) == 0) /* which edition it is for, its line tells */
		table = "ics";
	ret = arena_printf(l->arena, "%s%s%s%s%s", table, id[0] ? "." : "", id, key[0] ? "." : "", key);
	return ret ? ret : "";
}

bool load_emit(struct loader *l, const struct product_item *item)
{
	size_t len = strlen(item->value);

	if (l->stopped)
		return false;
	l->text += len;
	if (l->count >= PRODUCT_ITEMS_MAX || l->text > PRODUCT_TEXT_MAX) {
		const struct node place = {.line = item->line, .column = item->column};

		return l->count >= PRODUCT_ITEMS_MAX ? stop(l, &place, "values", PRODUCT_ITEMS_MAX)
						     : stop(l, &place, "bytes of values", PRODUCT_TEXT_MAX);
	}
	if (!arena_grow(l->arena, &l->items, l->count, &l->cap, sizeof *l->items)) {
		l->problems->out_of_memory = true;
		return false;
	}
	l->items[l->count++] = *item;
	return true;
}

static struct product_item item_at(const char *table, const char *id, const char *key, const char *value,
				   const struct node *n)
{
	return (struct product_item){table, id, key, value, n->line, n->column, n->offset, n->len};
}

void load_begin(struct loader *l, const char *table, const char *id, const struct declaration_key *rows,
		size_t row_count, uint32_t line, uint32_t column)
{
	if (!arena_grow(l->arena, &l->entries, l->entry_count, &l->entry_cap, sizeof *l->entries)) {
		l->problems->out_of_memory = true;
		return;
	}
	l->entries[l->entry_count++] = (struct loaded_entry){.table = table,
							     .id = id,
							     .rows = rows,
							     .row_count = row_count,
							     .first = l->count,
							     .line = line,
							     .column = column};
}

bool load_has(const struct loader *l, const char *table, const char *id)
{
	for (size_t i = 0; i < l->entry_count; i++)
		if (strcmp(l->entries[i].table, table) == 0 && strcmp(l->entries[i].id, id) == 0)
			return true;
	return false;
}

void load_end(struct loader *l)
{
	if (l->entry_count && !l->problems->out_of_memory)
		l->entries[l->entry_count - 1].count = l->count - l->entries[l->entry_count - 1].first;
}

/* A value or all members of a list, under one key. */
static void load_value(struct loader *l, const char *table, const char *id, const struct declaration_key *row,
		       const struct node *n)
{
	const char *path = load_path(l, table, id, row->key), *value;
	struct product_item item;

	if (!visit(l, n) || node_empty(n))
		return;
	if (!field_is_list(row) || n->kind == NODE_TEXT) {
		if (field_read(l, row, path, n, &value)) {
			item = item_at(table, id, row->key, value, n);
			load_emit(l, &item);
		}
		return;
	}
	if (n->kind != NODE_LIST) {
		problem_add(l->problems, n->line, n->column, "%s: a mapping stands where a list is expected", path);
		return;
	}
	for (size_t i = 0; i < n->count; i++) {
		const struct node *member = n->members[i].value;

		if (!visit(l, member))
			return;
		if (!field_read(l, row, path, member, &value))
			continue;
		item = item_at(table, id, row->key, value, member);
		if (!load_emit(l, &item))
			return;
	}
}

/* The keys there are, where none is near to what was written. */
static const char *all_keys(struct loader *l, const struct declaration_key *rows, size_t count)
{
	struct writer out = writer_of(1000, "keys");
	const char *ret;

	for (size_t i = 0; i < count; i++)
		write_fmt(&out, "%s%s", i ? ", " : "; there are: ", rows[i].key);
	ret = arena_str(l->arena, writer_bytes(&out));
	writer_free(&out);
	return ret ? ret : "";
}

static void unknown_key(struct loader *l, const char *table, const char *id, const struct declaration_key *rows,
			size_t count, const struct node_member *m)
{
	const struct node *key = m->key;
	struct suggestion near = suggestion_of(key->text);
	const char *hint;

	if (problems_full(l->problems))
		return;
	for (size_t i = 0; i < count; i++)
		suggestion_offer(&near, bytes_str(rows[i].key));
	/* {reason: one, two} is a reason "one" and a key "two" */
	if (node_empty(m->value) && memchr(key->text.at, ' ', key->text.len))
		hint = "; between { and } a text with a comma in it needs quotes";
	else
		hint = near.best.at ? suggestion_text(&near, l->arena) : all_keys(l, rows, count);
	problem_add(l->problems, key->line, key->column, "%s: there is no key '%s'%s", load_path(l, table, id, ""),
		    problem_quote(l->problems, key->text), hint);
}

/* The keys of one entry. */
static void load_keys(struct loader *l, const char *table, const char *id, const struct declaration_key *rows,
		      size_t count, const struct node *n)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct declaration_key *row = NULL;

		if (!visit(l, n->members[i].key))
			return;
		for (size_t k = 0; k < count && !row; k++)
			if (node_is(n->members[i].key, rows[k].key))
				row = &rows[k];
		if (!row)
			unknown_key(l, table, id, rows, count, &n->members[i]);
		else if (row->type != TYPE_ID)
			load_value(l, table, id, row, n->members[i].value);
	}
}

static const struct node *member_of(const struct node *n, const char *key)
{
	for (size_t i = 0; n->kind == NODE_MAP && i < n->count; i++)
		if (node_is(n->members[i].key, key))
			return n->members[i].value;
	return NULL;
}

static const struct declaration_key *id_row(const struct declaration_key *rows, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (rows[i].type == TYPE_ID)
			return &rows[i];
	return NULL;
}

/* An entry of a table of many; `key`: its id where the table is written as a mapping, else NULL. */
static void load_entry(struct loader *l, const struct declaration_key *rows, size_t count, const struct node *key,
		       const struct node *n)
{
	const struct declaration_key *row = id_row(rows, count);
	const char *table = rows->table, *id;
	const struct node *named = key ? key : row ? member_of(n, row->key) : NULL, *inside;
	struct product_item item;

	if (!visit(l, n))
		return;
	if (n->kind != NODE_MAP && !(key && node_empty(n))) {
		problem_add(
			l->problems, n->line, n->column,
			"%s: an entry is a mapping of keys to values, with an id of its own: '- id: name', then its "
			"keys below",
			table);
		return;
	}
	if (!named || node_empty(named)) {
		problem_add(l->problems, n->line, n->column,
			    "%s: an entry without id: give it 'id: ' and a name of its own", table);
		return;
	}
	if (!row || !field_read(l, row, load_path(l, table, "", "id"), named, &id))
		return;
	inside = key ? member_of(n, row->key) : NULL;
	if (inside && !(inside->kind == NODE_TEXT && bytes_equal(inside->text, key->text))) {
		problem_add(l->problems, inside->line, inside->column, "%s.%s: its id is given twice", table, id);
		return;
	}
	load_begin(l, table, id, rows, count, named->line, named->column);
	item = item_at(table, id, row->key, id, named);
	load_emit(l, &item);
	load_keys(l, table, id, rows, count, n);
	load_end(l);
}

static void load_many(struct loader *l, const struct declaration_key *rows, size_t count, const struct node *n)
{
	const struct declaration_key *row = id_row(rows, count);
	const struct node *id = row ? member_of(n, row->key) : NULL;

	if (n->kind == NODE_TEXT) {
		problem_add(l->problems, n->line, n->column, "%s: a list of entries is expected, or [] for none",
			    rows->table);
	} else if (id && id->kind == NODE_TEXT) {
		load_entry(l, rows, count, NULL, n); /* one entry, without the list around it */
	} else {
		for (size_t i = 0; i < n->count; i++)
			load_entry(l, rows, count, n->members[i].key, n->members[i].value);
	}
}

/* The catalogue's rows also explain the notation: "M", "R F" ... */
static bool is_condition(const struct condition *c)
{
	return strcmp(c->kind, "condition") == 0 || strcmp(c->kind, "feature") == 0;
}

/* Names of the ICS: what may stand as a key of features: and ics:. */
static bool is_feature(const char *name)
{
	for (size_t i = 0; i < catalogue_condition_count; i++)
		if (is_condition(&catalogue_conditions[i]) && strcmp(catalogue_conditions[i].short_name, name) == 0)
			return true;
	return false;
}

static bool map_id_ok(struct loader *l, const char *table, bool has[EDITIONS], const struct node *key)
{
	const char *name = (const char *)key->text.at;
	bool ics = strcmp(table, "ics") == 0, any = false;
	struct suggestion near = suggestion_of(key->text);
	const bool want[EDITIONS] = {has[0], has[1]};

	for (unsigned e = 0; e < EDITIONS; e++) {
		has[e] = has[e] && (!ics || strcmp(name, "default") == 0 || provision_find((enum edition)e, name));
		any |= has[e];
	}
	if (ics ? any : strcmp(table, "features") == 0 ? is_feature(name) : id_ok(key->text))
		return true;
	if (problems_full(l->problems))
		return false;
	for (size_t i = 0; ics && i < catalogue_provision_count; i++)
		if (want[catalogue_provisions[i].edition])
			suggestion_offer(&near, bytes_str(catalogue_provisions[i].id));
	for (size_t i = 0; !ics && i < catalogue_condition_count; i++)
		if (is_condition(&catalogue_conditions[i]))
			suggestion_offer(&near, bytes_str(catalogue_conditions[i].short_name));
	return problem_add(l->problems, key->line, key->column, "%s: '%s' is no %s%s", table,
			   problem_quote(l->problems, key->text),
			   ics ? "provision of this edition of EN 303 645" : "condition or feature of the ICS",
			   suggestion_text(&near, l->arena));
}

/* features and ics: id to value, or to a mapping of keys. `as`: the tables its items go to, one an edition for the ICS.
 */
static void load_map_entry(struct loader *l, const struct declaration_key *rows, size_t count,
			   const struct node_member *m, const bool want[EDITIONS], bool by_edition)
{
	static const char *const ics[EDITIONS] = {"ics V2.1.1", "ics V3.1.3"};
	const char *id = (const char *)m->key->text.at;
	bool has[EDITIONS];

	memcpy(has, want, sizeof has);
	if (!visit(l, m->key) || !map_id_ok(l, rows->table, has, m->key))
		return;
	for (unsigned e = 0; e < (by_edition ? EDITIONS : 1U); e++) {
		const char *table = by_edition ? ics[e] : rows->table;

		if (!has[e])
			continue;
		if (m->value->kind == NODE_LIST) {
			problem_add(l->problems, m->value->line, m->value->column,
				    "%s: a list stands where one value or a mapping is expected",
				    load_path(l, rows->table, id, ""));
			return;
		}
		load_begin(l, table, id, rows, count, m->key->line, m->key->column);
		if (m->value->kind == NODE_TEXT)
			load_value(l, table, id, &rows[0], m->value);
		else
			load_keys(l, table, id, rows, count, m->value);
		load_end(l);
		/* a mistake is told once, not once an edition */
		if (l->problems->count && by_edition)
			return;
	}
}

static bool overridden(const struct node *n, const struct node *key)
{
	return n && n->kind == NODE_MAP && member_of(n, (const char *)key->text.at) != NULL;
}

static void load_map(struct loader *l, const struct declaration_key *rows, size_t count, const struct node *n)
{
	bool by_edition = strcmp(rows->table, "ics") == 0;
	const struct node *of[EDITIONS] = {0};

	if (n->kind != NODE_MAP) {
		problem_add(l->problems, n->line, n->column, "%s: a mapping is expected", rows->table);
		return;
	}
	for (unsigned e = 0; by_edition && e < EDITIONS; e++)
		of[e] = member_of(n, edition_name((enum edition)e));
	for (size_t i = 0; i < n->count; i++) {
		const struct node_member *m = &n->members[i];
		bool want[EDITIONS] = {true, true}, section = false;

		for (unsigned e = 0; e < EDITIONS && by_edition; e++) {
			if (of[e] != m->value || !node_is(m->key, edition_name((enum edition)e))) {
				want[e] = !overridden(of[e], m->key);
				continue;
			}
			section = true;
			if (of[e]->kind != NODE_MAP && !node_empty(of[e]))
				problem_add(l->problems, m->key->line, m->key->column,
					    "ics.%s: a mapping of provisions is expected",
					    edition_name((enum edition)e));
			for (size_t k = 0; of[e]->kind == NODE_MAP && k < of[e]->count; k++) {
				const bool one[EDITIONS] = {e == EDITION_V2_1_1, e == EDITION_V3_1_3};

				load_map_entry(l, rows, count, &of[e]->members[k], one, true);
			}
		}
		if (!section && (want[0] || want[1]))
			load_map_entry(l, rows, count, m, want, by_edition);
	}
}

static void load_table(struct loader *l, const struct declaration_key *rows, size_t count, const struct node *key,
		       const struct node *n)
{
	if (!visit(l, n) || node_empty(n))
		return;
	if (rows->ixit && n->kind == NODE_LIST && n->count == 0) {
		struct product_item item = item_at(rows->table, "", "none", "yes", n);

		item.len = 2;
		load_emit(l, &item);
		return;
	}
	switch (rows->form) {
	case FORM_MANY:
		load_many(l, rows, count, n);
		break;
	case FORM_MAP:
		load_map(l, rows, count, n);
		break;
	case FORM_ONE:
		if (n->kind != NODE_MAP) {
			problem_add(l->problems, n->line, n->column, "%s: a mapping of keys to values is expected",
				    rows->table);
			return;
		}
		load_begin(l, rows->table, "", rows, count, key->line, key->column);
		load_keys(l, rows->table, "", rows, count, n);
		if (l->profile && strcmp(rows->table, "product") == 0 && !member_of(n, "kind")) {
			struct product_item item = item_at("product", "", "kind", l->profile, l->profile_at);

			load_emit(l, &item);
		}
		load_end(l);
		break;
	}
}

static void unknown_table(struct loader *l, const struct node *key, bool ixit, const char *const *others)
{
	struct suggestion near = suggestion_of(key->text);

	if (problems_full(l->problems))
		return;
	for (size_t i = 0; i < catalogue_declaration_count; i++)
		if (catalogue_declaration[i].ixit == ixit)
			suggestion_offer(&near, bytes_str(catalogue_declaration[i].table));
	for (; *others; others++)
		suggestion_offer(&near, bytes_str(*others));
	problem_add(l->problems, key->line, key->column, "there is no %s '%s'%s", ixit ? "IXIT table" : "key",
		    problem_quote(l->problems, key->text), suggestion_text(&near, l->arena));
}

static void load_tables(struct loader *l, const struct node *n, bool ixit, const char *const *others)
{
	for (size_t i = 0; i < n->count; i++) {
		const struct node *key = n->members[i].key;
		const struct declaration_key *rows;
		bool other = false;
		size_t count;

		for (const char *const *o = others; *o; o++)
			other |= node_is(key, *o);
		if (other)
			continue;
		rows = declaration_table((const char *)key->text.at, &count);
		if (!rows)
			unknown_table(l, key, ixit, others);
		else if (rows->ixit != ixit)
			problem_add(l->problems, key->line, key->column,
				    ixit ? "'%s' does not stand under ixit: but at the top" : "'%s' stands under ixit:",
				    rows->table);
		else
			load_table(l, rows, count, key, n->members[i].value);
	}
}

/* What a kind of device starts from: said nowhere else in the file, it is said by profile:. */
static void load_profile(struct loader *l)
{
	size_t count;
	const struct declaration_key *rows = declaration_table("features", &count);

	for (size_t i = 0; l->profile && rows && i < profile_row_count; i++) {
		const struct profile_row *row = &profile_rows[i];
		struct product_item item = item_at("features", row->feature, rows[0].key, row->holds, l->profile_at);

		if (strcmp(row->profile, l->profile) != 0 || load_has(l, "features", row->feature))
			continue;
		load_begin(l, "features", row->feature, rows, count, l->profile_at->line, l->profile_at->column);
		load_emit(l, &item);
		load_end(l);
	}
}

void load_file(struct loader *l, const struct node *root)
{
	static const char *const top[] = {"holdfast", "profile", "ixit", NULL}, *const none[] = {NULL};
	const struct node *version = member_of(root, "holdfast"), *ixit;

	if (root->kind != NODE_MAP) {
		problem_add(l->problems, root->line, root->column,
			    "a mapping is expected: 'holdfast: 1', then product:, maker:, ics:, ixit: ...");
		return;
	}
	if (!version)
		problem_add(l->problems, 1, 1, "'holdfast: %d' is missing: the version of this file's format",
			    FORMAT_VERSION);
	else if (!node_is(version, "1"))
		problem_add(l->problems, version->line, version->column, "holdfast: only format version %d is known",
			    FORMAT_VERSION);
	l->profile_at = member_of(root, "profile");
	if (l->profile_at && !node_empty(l->profile_at) && declaration_find("product", "kind") &&
	    !field_read(l, declaration_find("product", "kind"), "profile", l->profile_at, &l->profile))
		l->profile = NULL;
	load_tables(l, root, false, top);
	ixit = member_of(root, "ixit");
	if (ixit && !node_empty(ixit)) {
		if (ixit->kind != NODE_MAP)
			problem_add(l->problems, ixit->line, ixit->column, "ixit: a mapping of tables is expected");
		else
			load_tables(l, ixit, true, none);
	}
	/* what is said goes before what the tables show, and that before what is usual */
	features_derive(l);
	load_profile(l);
}
