#include "assess/declare/ixit_import.h"

#include "assess/declare/csv.h"
#include "assess/declare/ixit_csv.h"
#include "core/base/reader.h"
#include "core/base/text.h"
#include "core/catalogue/catalogue.h"
#include "core/product/check.h"
#include "core/product/product_wire.h"
#include "core/product/suggest.h"
#include "core/sys/confine.h"

#include <stdlib.h>

/* A line knows its file: there are not more lines than bytes. */
_Static_assert((int)CSV_BYTES_MAX < (int)TREE_LINE_MASK && (int)PRODUCT_BYTES_MAX < (int)TREE_LINE_MASK,
	       "a line number fits");

static const struct confine_limits confinement = {
	.memory = (uint64_t)512 << 20, .cpu_seconds = 10, .wall_ms = 20000, .out = 128 << 20};

struct maker {
	struct arena *arena;
	struct problems *problems;
	const struct declaration_key *rows;
	size_t row_count;
};

struct members {
	struct node_member *at;
	size_t count, cap;
};

static bool out_of_memory(struct maker *m)
{
	m->problems->out_of_memory = true;
	return false;
}

static bool add(struct maker *m, struct members *to, const struct node *key, const struct node *value)
{
	if (!value || !arena_grow(m->arena, &to->at, to->count, &to->cap, sizeof *to->at))
		return out_of_memory(m);
	to->at[to->count++] = (struct node_member){key, value};
	return true;
}

static struct node *new_node(struct maker *m, enum node_kind kind, const struct csv_cell *at)
{
	struct node *n = arena_alloc(m->arena, sizeof *n);

	if (!n) {
		out_of_memory(m);
		return NULL;
	}
	n->kind = kind;
	n->line = at->line;
	n->column = at->column;
	n->offset = at->offset;
	n->len = at->len;
	return n;
}

static struct node *text_node(struct maker *m, struct bytes text, const struct csv_cell *at)
{
	struct node *n = new_node(m, NODE_TEXT, at);

	if (!n)
		return NULL;
	n->text = arena_copy(m->arena, text);
	if (n->text.at)
		return n;
	out_of_memory(m);
	return NULL;
}

static struct node *collection(struct maker *m, enum node_kind kind, const struct members *of,
			       const struct csv_cell *at)
{
	struct node *n = new_node(m, kind, at);

	if (n) {
		n->members = of->at;
		n->count = of->count;
	}
	return n;
}

static bool takes_list(const struct declaration_key *row)
{
	return row->type == TYPE_LIST || row->type == TYPE_CHOICES || row->type == TYPE_REFS ||
	       row->type == TYPE_NUMBERS;
}

static struct node *value_node(struct maker *m, const struct declaration_key *row, const struct csv_cell *cell)
{
	struct writer member = writer_of(PRODUCT_VALUE_MAX, "member");
	struct bytes rest = cell->text;
	struct members all = {0};
	bool ok = true;

	if (!takes_list(row))
		return text_node(m, cell->text, cell);
	while (ok && ixit_list_next(&rest, &member))
		ok = add(m, &all, NULL, text_node(m, writer_bytes(&member), cell));
	writer_free(&member);
	return ok ? collection(m, NODE_LIST, &all, cell) : NULL;
}

/* The key a header or the first cell of a form's line names. */
static const struct declaration_key *key_of(struct maker *m, const struct csv_cell *cell)
{
	struct suggestion near = suggestion_of(cell->text);

	for (size_t i = 0; i < m->row_count; i++)
		if (bytes_is(cell->text, m->rows[i].key))
			return &m->rows[i];
	for (size_t i = 0; i < m->row_count; i++)
		suggestion_offer(&near, bytes_str(m->rows[i].key));
	problem_add(m->problems, cell->line, cell->column, "%s: there is no key '%s'%s", m->rows->table,
		    problem_quote(m->problems, cell->text), suggestion_text(&near, m->arena));
	return NULL;
}

static bool is_blank(const struct csv_row *row)
{
	for (size_t i = 0; i < row->count; i++)
		if (text_trim(row->cells[i].text).len)
			return false;
	return true;
}

static bool too_wide(struct maker *m, const struct csv_row *row, size_t width)
{
	for (size_t i = width; i < row->count; i++)
		if (row->cells[i].text.len) {
			problem_add(m->problems, row->cells[i].line, row->cells[i].column,
				    "%s: a cell beyond the header's last", m->rows->table);
			return true;
		}
	return false;
}

static const struct node *form(struct maker *m, const struct csv *csv)
{
	const struct csv_row *head = &csv->rows[0];
	struct members all = {0};

	if (head->count < 2 || !bytes_is(head->cells[0].text, "key") || !bytes_is(head->cells[1].text, "value")) {
		problem_add(m->problems, head->cells[0].line, head->cells[0].column,
			    "%s: the first line has to be 'key,value'", m->rows->table);
		return NULL;
	}
	for (size_t i = 1; i < csv->count; i++) {
		const struct csv_row *row = &csv->rows[i];
		const struct declaration_key *key;

		if (is_blank(row) || too_wide(m, row, 2))
			continue;
		key = key_of(m, &row->cells[0]);
		if (!key || row->count < 2 || row->cells[1].text.len == 0)
			continue;
		for (size_t k = 0; k < all.count; k++)
			if (node_is(all.at[k].key, key->key))
				problem_add(m->problems, row->cells[0].line, row->cells[0].column,
					    "%s: '%s' stands here twice", m->rows->table, key->key);
		if (!add(m, &all, text_node(m, row->cells[0].text, &row->cells[0]), value_node(m, key, &row->cells[1])))
			return NULL;
	}
	return collection(m, csv->count > 1 ? NODE_MAP : NODE_LIST, &all, &head->cells[0]);
}

/* The key of each column; NULL where the cell of the header is empty, or wrong. */
static const struct declaration_key **columns(struct maker *m, const struct csv_row *head)
{
	const struct declaration_key **ret = arena_array(m->arena, head->count + 1, sizeof *ret);
	bool has_id = false;

	if (!ret) {
		out_of_memory(m);
		return NULL;
	}
	for (size_t i = 0; i < head->count; i++) {
		const struct csv_cell *cell = &head->cells[i];

		if (cell->text.len == 0)
			continue;
		ret[i] = key_of(m, cell);
		has_id |= ret[i] && ret[i]->type == TYPE_ID;
		for (size_t k = 0; ret[i] && k < i; k++)
			if (ret[k] == ret[i])
				problem_add(m->problems, cell->line, cell->column, "%s: two columns '%s'",
					    m->rows->table, ret[i]->key);
	}
	if (!has_id)
		problem_add(m->problems, head->cells[0].line, head->cells[0].column, "%s: there is no column 'id'",
			    m->rows->table);
	return ret;
}

static const struct node *entry(struct maker *m, const struct declaration_key **keys, const struct csv_row *head,
				const struct csv_row *row)
{
	struct members all = {0};

	for (size_t i = 0; i < row->count && i < head->count; i++) {
		const struct csv_cell *cell = &row->cells[i];

		if (cell->text.len == 0)
			continue;
		if (head->cells[i].text.len == 0)
			problem_add(m->problems, cell->line, cell->column, "%s: a cell in a column without a name",
				    m->rows->table);
		if (keys[i] && !add(m, &all, text_node(m, head->cells[i].text, cell), value_node(m, keys[i], cell)))
			return NULL;
	}
	return collection(m, NODE_MAP, &all, &row->cells[0]);
}

static const struct node *entries(struct maker *m, const struct csv *csv)
{
	const struct csv_row *head = &csv->rows[0];
	const struct declaration_key **keys = columns(m, head);
	struct members all = {0};

	for (size_t i = 1; keys && i < csv->count; i++)
		if (!is_blank(&csv->rows[i]) && !too_wide(m, &csv->rows[i], head->count) &&
		    !add(m, &all, NULL, entry(m, keys, head, &csv->rows[i])))
			return NULL;
	return keys ? collection(m, NODE_LIST, &all, &head->cells[0]) : NULL;
}

/* A file as the node of its table; NULL: a problem was added, or memory is out. */
static const struct node *table_node(const struct ixit_file *file, uint32_t number, struct problems *problems,
				     const char **ret_table)
{
	const uint32_t line = (number << TREE_FILE_SHIFT) + 1;
	struct maker m = {.arena = problems->arena, .problems = problems};
	struct csv csv;

	*ret_table = ixit_csv_table(file->name);
	if (!*ret_table) {
		problem_add(problems, line, 1, "no IXIT table is called so: 01-AuthMech.csv, AuthMech.csv ...");
		return NULL;
	}
	m.rows = declaration_table(*ret_table, &m.row_count);
	if (!csv_parse(file->content, line, problems, &csv))
		return NULL;
	if (csv.count == 0) {
		problem_add(problems, line, 1, "%s: the file is empty: a line with the keys is expected first",
			    *ret_table);
		return NULL;
	}
	return m.rows->form == FORM_ONE ? form(&m, &csv) : entries(&m, &csv);
}

static const struct node *member_of(const struct node *n, const char *key)
{
	for (size_t i = 0; n->kind == NODE_MAP && i < n->count; i++)
		if (node_is(n->members[i].key, key))
			return n->members[i].value;
	return NULL;
}

/* A copy of `n` without `drop`, and room for more. */
static bool copy_members(struct maker *m, const struct node *n, struct members *ret, const char *const *drop,
			 size_t drop_count)
{
	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->count; i++) {
		bool dropped = false;

		for (size_t k = 0; k < drop_count; k++)
			dropped |= drop[k] && node_is(n->members[i].key, drop[k]);
		if (!dropped)
			TRY(add(m, ret, n->members[i].key, n->members[i].value));
	}
	return true;
}

static const struct node *merge(const struct node *root, const struct ixit_file *files, size_t count,
				struct problems *problems)
{
	struct maker m = {.arena = problems->arena, .problems = problems};
	const char *tables[IXIT_FILES_MAX] = {0}, *const ixit_only[] = {"ixit"};
	const struct node *nodes[IXIT_FILES_MAX];
	const struct csv_cell nowhere = {.line = 1, .column = 1};
	struct members ixit = {0}, top = {0};
	bool ok = true;

	for (size_t i = 0; i < count; i++) {
		nodes[i] = table_node(&files[i], (uint32_t)i + 1, problems, &tables[i]);
		for (size_t k = 0; k < i && tables[i]; k++)
			if (tables[k] && strcmp(tables[k], tables[i]) == 0)
				problem_add(problems, ((uint32_t)(i + 1) << TREE_FILE_SHIFT) + 1, 1,
					    "a second file for %s", tables[i]);
	}
	if (problems->count || problems->out_of_memory || root->kind != NODE_MAP)
		return root;
	ok = copy_members(&m, member_of(root, "ixit"), &ixit, tables, count);
	for (size_t i = 0; ok && i < count; i++)
		ok = add(&m, &ixit, text_node(&m, bytes_str(tables[i]), &nowhere), nodes[i]);
	ok = ok && copy_members(&m, root, &top, ixit_only, 1) &&
	     add(&m, &top, text_node(&m, bytes_str("ixit"), &nowhere), collection(&m, NODE_MAP, &ixit, &nowhere));
	return ok ? collection(&m, NODE_MAP, &top, &nowhere) : root;
}

/* From the line's upper bits to the file's name. */
static void name_files(const struct product_problem *p, size_t count, const struct ixit_file *files, size_t file_count)
{
	struct product_problem *all = (struct product_problem *)(uintptr_t)p;

	for (size_t i = 0; i < count; i++) {
		uint32_t number = all[i].line >> TREE_FILE_SHIFT;

		all[i].file = number && number <= file_count ? files[number - 1].name : NULL;
		all[i].line &= TREE_LINE_MASK;
	}
}

/* The product file with the tables put into it; where what it said until now cannot be read, it is written anew. */
static bool put_in(struct bytes yaml, const struct node *root, const struct ixit_file *files, size_t count,
		   struct arena *arena, const struct product *next, struct ixit_text *ret, struct error *e)
{
	struct problems problems = {.arena = arena};
	const char *tables[IXIT_FILES_MAX];
	struct product now = {.name = next->name, .profile = ""};
	struct error ignored;

	for (size_t i = 0; i < count; i++)
		tables[i] = ixit_csv_table(files[i].name);
	if (!product_check(root, &problems, &now, &ignored))
		count = 0;
	return ixit_edit(yaml, root, tables, count, &now, next, arena, ret, e);
}

static bool merge_with_places(struct bytes yaml, const struct ixit_file *files, size_t count, struct arena *arena,
			      struct product *ret, struct ixit_text *ret_text, struct error *e)
{
	struct problems problems = {.arena = arena};
	const struct node *root, *merged = NULL;

	*ret_text = (struct ixit_text){0};
	if (count > IXIT_FILES_MAX)
		return error_set(e, ERROR_INPUT, "more than %d tables", IXIT_FILES_MAX);
	root = tree_parse(yaml, &problems);
	if (root)
		merged = merge(root, files, count, &problems);
	/* what follows from a table that could not be read is not told */
	return product_check(problems.count ? NULL : merged, &problems, ret, e) &&
	       put_in(yaml, root, files, count, arena, ret, ret_text, e);
}

bool ixit_merge(struct bytes yaml, const char *yaml_name, const struct ixit_file *files, size_t count,
		struct arena *arena, struct product *ret, struct ixit_text *ret_text, struct error *e)
{
	bool ok;

	*ret = (struct product){.name = yaml_name, .profile = ""};
	ok = merge_with_places(yaml, files, count, arena, ret, ret_text, e);
	name_files(ret->problems, ret->problem_count, files, count);
	name_files(ret->gaps, ret->gap_count, files, count);
	return ok || !ret->problem_count ? ok : product_first_problem(ret, e);
}

/* ------------------------------------------------------------------------------------------------ confined */

static void write_framed(struct writer *out, struct bytes part)
{
	write_u32le(out, (uint32_t)part.len);
	write_bytes(out, part);
}

static bool merge_to_wire(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	struct reader r = reader_of(in, "files");
	struct ixit_file files[IXIT_FILES_MAX];
	struct product p = {.name = ctx, .profile = ""};
	struct ixit_text text;
	struct bytes yaml = read_bytes(&r, read_u32le(&r, "length"), "product file");
	struct arena arena;
	size_t count = 0;
	bool ok;

	arena_init(&arena, confinement.memory);
	for (; reader_left(&r) && count < IXIT_FILES_MAX; count++) {
		files[count].name = arena_str(&arena, read_bytes(&r, read_u32le(&r, "length"), "name"));
		files[count].content = read_bytes(&r, read_u32le(&r, "length"), "table");
		if (!files[count].name)
			break;
	}
	ok = reader_done(&r, e) && (merge_with_places(yaml, files, count, &arena, &p, &text, e) || p.problem_count);
	if (ok) {
		write_u8(out, text.text.at != NULL);
		write_u32le(out, text.comments_lost);
		write_framed(out, text.text);
		product_wire_write(out, &p);
	}
	arena_done(&arena);
	return ok;
}

static bool read_wire(struct bytes wire, struct arena *arena, struct product *ret, struct ixit_text *ret_text,
		      struct error *e)
{
	struct reader r = reader_of(wire, "merged tables");
	bool in_place = read_u8(&r, "kind") != 0;
	uint32_t lost = read_u32le(&r, "comments");
	struct bytes text = read_bytes(&r, read_u32le(&r, "length"), "product file"), rest;

	rest = read_bytes(&r, reader_left(&r), "declaration");
	TRY(reader_done(&r, e));
	*ret_text = (struct ixit_text){.comments_lost = lost};
	if (in_place)
		ret_text->text = arena_copy(arena, text);
	if (in_place && !ret_text->text.at)
		return error_memory(e, "product file");
	return product_wire_read(rest, arena, ret, e);
}

bool ixit_import(struct bytes yaml, const char *yaml_name, const struct ixit_file *files, size_t count, bool open,
		 struct arena *arena, struct product *ret, struct ixit_text *ret_text, struct error *e)
{
	struct writer in =
		writer_of(((size_t)IXIT_FILES_MAX + 1) * (CSV_BYTES_MAX + 4096) + PRODUCT_BYTES_MAX, "files");
	struct confine_limits limits = confinement;
	struct bytes wire;
	bool ok;

	*ret = (struct product){.name = yaml_name, .profile = ""};
	if (count > IXIT_FILES_MAX)
		return error_set(e, ERROR_INPUT, "more than %d tables", IXIT_FILES_MAX);
	limits.open = open;
	write_framed(&in, yaml);
	for (size_t i = 0; i < count; i++) {
		write_framed(&in, bytes_str(files[i].name));
		write_framed(&in, files[i].content);
	}
	ok = writer_done(&in, e) &&
	     confine_run(merge_to_wire, writer_bytes(&in), yaml_name, &limits, yaml_name, &wire, e);
	writer_free(&in);
	if (!ok)
		return false;
	ok = read_wire(wire, arena, ret, ret_text, e);
	free((void *)(uintptr_t)wire.at);
	if (!ok)
		return false;
	name_files(ret->problems, ret->problem_count, files, count);
	name_files(ret->gaps, ret->gap_count, files, count);
	return product_first_problem(ret, e);
}
