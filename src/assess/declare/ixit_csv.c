#include "assess/declare/ixit_csv.h"

#include "assess/declare/csv.h"
#include "core/base/text.h"
#include "core/catalogue/catalogue.h"

#include <stdio.h>
#include <stdlib.h>

enum { CELL_MAX = 1 << 20 };

/* Its number in TS 103 701 V2.1.1: "1-AuthMech" is 1. */
static unsigned number_of(const char *table)
{
	size_t count;
	const struct declaration_key *rows = declaration_table(table, &count);

	for (size_t i = 0; i < count; i++)
		if (rows[i].std_table[EDITION_V3_1_3][0])
			return (unsigned)strtoul(rows[i].std_table[EDITION_V3_1_3], NULL, 10) % 100;
	return 0;
}

void ixit_csv_name(const char *table, char ret[static IXIT_NAME_MAX])
{
	snprintf(ret, IXIT_NAME_MAX, "%02u-%s.csv", number_of(table), table);
}

const char *ixit_csv_table(const char *name)
{
	struct bytes stem = bytes_str(name);

	if (!bytes_ends(stem, ".csv"))
		return NULL;
	stem.len -= 4;
	while (stem.len && stem.at[0] >= '0' && stem.at[0] <= '9')
		stem = bytes_part(stem, 1, stem.len);
	if (stem.len && stem.at[0] == '-')
		stem = bytes_part(stem, 1, stem.len);
	for (size_t i = 0; i < catalogue_declaration_count; i++)
		if (catalogue_declaration[i].ixit && bytes_is(stem, catalogue_declaration[i].table))
			return catalogue_declaration[i].table;
	return NULL;
}

void ixit_list_write(struct writer *out, const char *member, bool first)
{
	if (!first)
		write_str(out, "; ");
	for (; *member; member++) {
		if (*member == ';' || *member == '\\')
			write_u8(out, '\\');
		write_u8(out, (uint8_t)*member);
	}
}

bool ixit_list_next(struct bytes *rest, struct writer *ret)
{
	struct bytes trimmed;

	writer_reset(ret);
	*rest = text_trim(*rest);
	if (rest->len == 0)
		return false;
	while (rest->len && rest->at[0] != ';') {
		if (rest->at[0] == '\\' && rest->len > 1)
			*rest = bytes_part(*rest, 1, rest->len);
		write_u8(ret, rest->at[0]);
		*rest = bytes_part(*rest, 1, rest->len);
	}
	if (rest->len)
		*rest = bytes_part(*rest, 1, rest->len);
	trimmed = text_trim(writer_bytes(ret));
	if (ret->len)
		ret->len = (size_t)(trimmed.at + trimmed.len - ret->at);
	return true;
}

/* All values of a key of an entry as one cell. */
static void write_cell(struct writer *out, struct writer *cell, const struct product_item *items, size_t count,
		       const char *table, const char *id, const struct declaration_key *row, bool first)
{
	bool list = row->type == TYPE_LIST || row->type == TYPE_CHOICES || row->type == TYPE_REFS ||
		    row->type == TYPE_NUMBERS;

	writer_reset(cell);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(items[i].key, row->key) != 0 || strcmp(items[i].table, table) != 0 ||
		    strcmp(items[i].id, id) != 0)
			continue;
		if (list)
			ixit_list_write(cell, items[i].value, cell->len == 0);
		else
			write_str(cell, items[i].value);
	}
	write_u8(cell, 0);
	if (!writer_ok(cell))
		out->failed = cell->failed;
	else
		csv_write(out, (const char *)writer_bytes(cell).at, first);
}

static bool is_none(const struct product_item *item)
{
	return strcmp(item->key, "none") == 0 && !item->id[0];
}

/* The table's items alone: they are searched for each cell. */
struct part {
	const struct product_item *items;
	size_t count;
};

static void write_many(struct writer *out, struct writer *cell, struct part part, const struct declaration_key *rows,
		       size_t row_count)
{
	const struct product_item *all = part.items;

	for (size_t k = 0; k < row_count; k++)
		csv_write(out, rows[k].key, k == 0);
	csv_end(out);
	for (size_t i = 0, end; i < part.count; i = end) {
		for (end = i + 1; end < part.count && strcmp(all[end].id, all[i].id) == 0; end++)
			;
		if (is_none(&all[i]))
			continue;
		for (size_t k = 0; k < row_count; k++)
			write_cell(out, cell, all + i, end - i, rows->table, all[i].id, &rows[k], k == 0);
		csv_end(out);
	}
}

static void write_form(struct writer *out, struct writer *cell, struct part part, const struct declaration_key *rows,
		       size_t row_count)
{
	csv_write(out, "key", true);
	csv_write(out, "value", false);
	csv_end(out);
	for (size_t k = 0; k < row_count && !(part.count && is_none(&part.items[0])); k++) {
		csv_write(out, rows[k].key, true);
		write_cell(out, cell, part.items, part.count, rows->table, "", &rows[k], false);
		csv_end(out);
	}
}

bool ixit_csv_write(const struct product_item *items, size_t count, const char *table, struct writer *out)
{
	size_t row_count, first = 0, end = count;
	const struct declaration_key *rows = declaration_table(table, &row_count);
	struct writer cell = writer_of(CELL_MAX, "cell");

	while (first < count && strcmp(items[first].table, table) != 0)
		first++;
	while (end > first && strcmp(items[end - 1].table, table) != 0)
		end--;
	if (!rows || first == end)
		return false;
	if (rows->form == FORM_ONE)
		write_form(out, &cell, (struct part){items + first, end - first}, rows, row_count);
	else
		write_many(out, &cell, (struct part){items + first, end - first}, rows, row_count);
	writer_free(&cell);
	return true;
}
