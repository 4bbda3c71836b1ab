#include "assess/dossier/workbook.h"

#include "assess/declare/declare.h"
#include "assess/dossier/proforma.h"
#include "assess/judge/ics.h"
#include "core/base/text.h"
#include "core/sys/memfile.h"

#include <stdio.h>
#include <stdlib.h>
#include <xlsxwriter.h>

enum {
	BOOK_MAX = 64 << 20,
	CELL_CHARACTERS = 32000, /* a spreadsheet takes 32,767 */
	WIDTH_ID = 22,
	WIDTH_TEXT = 44,
};

struct book {
	const struct assessment *a;
	struct arena *arena;
	lxw_workbook *book;
	lxw_format *head, *text, *label, *title, *open, *mute, *link;
	bool failed;
};

/* As many whole characters as a cell takes; what is left out is said. */
static const char *fit(struct book *b, const char *text)
{
	size_t at = 0, characters = 0, len = strlen(text);
	const char *ret;

	while (at < len && characters < CELL_CHARACTERS) {
		size_t step = text_utf8_len(bytes_of(text + at, len - at));

		at += step ? step : 1;
		characters++;
	}
	if (at >= len)
		return text;
	ret = arena_printf(b->arena, "%.*s ... (cut here: the whole stands in the product file)", (int)at, text);
	b->failed |= !ret;
	return ret ? ret : "";
}

static void put(struct book *b, lxw_worksheet *sheet, lxw_row_t row, lxw_col_t column, const char *text,
		lxw_format *format)
{
	if (worksheet_write_string(sheet, row, column, fit(b, text), format) != LXW_NO_ERROR)
		b->failed = true;
}

static lxw_worksheet *add_sheet(struct book *b, const char *name)
{
	lxw_worksheet *sheet = workbook_add_worksheet(b->book, name);

	if (!sheet) {
		b->failed = true;
		return NULL;
	}
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_set_footer(sheet, "&L&A&RPage &P of &N");
	return sheet;
}

/* A header that stays in sight and on each printed page, with filters. */
static void finish_table(lxw_worksheet *sheet, lxw_row_t rows, lxw_col_t columns)
{
	worksheet_freeze_panes(sheet, 1, 1);
	worksheet_repeat_rows(sheet, 0, 0);
	if (columns)
		worksheet_autofilter(sheet, 0, 0, rows ? rows : 1, (lxw_col_t)(columns - 1));
}

static const char *content(struct book *b, const struct proforma_table *t, const struct declared_entry *e,
			   const char *field, enum proforma_state *ret_state)
{
	const char *text;

	*ret_state = proforma_content(t, b->a->declared, e, field, b->arena, &text);
	b->failed |= !text;
	if (*ret_state == PROFORMA_MISSING)
		return "Not declared";
	return text ? text : "";
}

static size_t entries(const struct book *b, const struct proforma_table *t)
{
	size_t count = 0;

	for (size_t s = 0; s < t->source_count; s++)
		DECLARED_EACH (b->a->declared, t->sources[s], e)
			count += proforma_takes(t, e);
	return count;
}

static void put_entry(struct book *b, lxw_worksheet *sheet, lxw_row_t row, const struct proforma_table *t,
		      const struct declared_entry *e)
{
	for (size_t f = 0; f < t->field_count; f++) {
		enum proforma_state state;
		const char *text = content(b, t, e, t->fields[f]->field, &state);

		put(b, sheet, row, (lxw_col_t)f, text, state == PROFORMA_MISSING ? b->open : b->text);
	}
}

static void put_entries(struct book *b, lxw_worksheet *sheet, const struct proforma_table *t)
{
	lxw_row_t row = 1;

	worksheet_set_column(sheet, 0, 0, WIDTH_ID, NULL);
	if (t->field_count > 1)
		worksheet_set_column(sheet, 1, (lxw_col_t)(t->field_count - 1), WIDTH_TEXT, NULL);
	for (size_t f = 0; f < t->field_count; f++)
		put(b, sheet, 0, (lxw_col_t)f, t->fields[f]->field, b->head);
	for (size_t s = 0; s < t->source_count; s++)
		DECLARED_EACH (b->a->declared, t->sources[s], e)
			if (proforma_takes(t, e))
				put_entry(b, sheet, row++, t, e);
	if (row == 1) {
		bool none = t->source_count > 0;

		for (size_t s = 0; s < t->source_count; s++)
			none &= declared_none(b->a->declared, t->sources[s]) != NULL;
		put(b, sheet, row, 0, none ? "None: declared so" : "Not declared", none ? b->mute : b->open);
	}
	finish_table(sheet, row, (lxw_col_t)t->field_count);
}

static void put_form(struct book *b, lxw_worksheet *sheet, const struct proforma_table *t)
{
	worksheet_set_column(sheet, 0, 0, WIDTH_TEXT, NULL);
	worksheet_set_column(sheet, 1, 1, 2 * WIDTH_TEXT, NULL);
	put(b, sheet, 0, 0, "Field", b->head);
	put(b, sheet, 0, 1, "Content", b->head);
	for (size_t f = 0; f < t->field_count; f++) {
		const struct declared_entry *e = t->source_count ? proforma_form(t, b->a->declared, 0) : NULL;
		enum proforma_state state;
		const char *text = content(b, t, e, t->fields[f]->field, &state);

		put(b, sheet, (lxw_row_t)f + 1, 0, t->fields[f]->field, b->label);
		put(b, sheet, (lxw_row_t)f + 1, 1, text, state == PROFORMA_MISSING ? b->open : b->text);
	}
	finish_table(sheet, (lxw_row_t)t->field_count, 2);
}

static const char *detail(struct book *b, const struct provision_result *p)
{
	const struct ics_row *ics = &p->ics;
	const char *measures = ics->support == SUPPORT_YES
				       ? proforma_measures(b->a->declared, b->a->edition, p->provision->id, b->arena)
				       : "";
	const char *ret = arena_printf(b->arena, "%s%s%s%s%s%s", ics->reason, ics->reason[0] && measures[0] ? "\n" : "",
				       measures[0] ? "By " : "", measures, ics->problem ? "\nContradiction: " : "",
				       ics->problem ? ics->problem : "");

	b->failed |= !ret;
	return ret ? ret : "";
}

static void put_ics(struct book *b, lxw_worksheet *sheet)
{
	static const struct {
		const char *name;
		double width;
	} columns[] = {{"Provision", 12}, {"Status", 12}, {"What it asks", 60}, {"Support", 12}, {"Detail", 70}};

	for (size_t i = 0; i < ARRAY_LEN(columns); i++) {
		worksheet_set_column(sheet, (lxw_col_t)i, (lxw_col_t)i, columns[i].width, NULL);
		put(b, sheet, 0, (lxw_col_t)i, columns[i].name, b->head);
	}
	for (size_t i = 0; i < b->a->provision_count; i++) {
		const struct provision_result *p = &b->a->provisions[i];
		const char *support = support_name(p->ics.support);
		lxw_row_t row = (lxw_row_t)i + 1;

		put(b, sheet, row, 0, p->provision->id, b->label);
		put(b, sheet, row, 1, p->provision->status, b->text);
		put(b, sheet, row, 2, p->provision->requirement, b->text);
		put(b, sheet, row, 3, support[0] ? support : "Not declared", support[0] ? b->text : b->open);
		put(b, sheet, row, 4, detail(b, p), p->ics.problem ? b->open : b->text);
	}
	finish_table(sheet, (lxw_row_t)b->a->provision_count, ARRAY_LEN(columns));
}

/* ------------------------------------------------------------------------------------------------ cover */

static void cover_line(struct book *b, lxw_worksheet *sheet, lxw_row_t *row, const char *label, const char *text)
{
	put(b, sheet, *row, 0, label, b->label);
	put(b, sheet, *row, 1, text[0] ? text : "Not declared", text[0] ? b->text : b->open);
	(*row)++;
}

static void put_source(struct book *b, lxw_worksheet *sheet, lxw_row_t *row)
{
	const struct fact_node *file = declare_source(b->a->facts);
	char sum[65] = "";

	if (!file)
		return;
	if (file->has_sha256)
		text_hex(bytes_of(file->sha256, sizeof file->sha256), sum);
	cover_line(b, sheet, row, "Product file", text_safe(b->arena, file->chain, 200));
	cover_line(b, sheet, row, "SHA-256 of it", sum);
}

/* A line for each sheet, leading there. */
static void put_contents(struct book *b, lxw_worksheet *sheet, lxw_row_t row, const struct proforma_table *tables,
			 size_t count)
{
	char link[64], about[160];

	put(b, sheet, row, 0, "Sheet", b->head);
	put(b, sheet, row++, 1, "Content", b->head);
	worksheet_write_url_opt(sheet, row, 0, "internal:'ICS'!A1", b->link, "ICS", NULL);
	put(b, sheet, row++, 1, "Implementation conformance statement", b->text);
	for (size_t i = 0; i < count; i++) {
		const struct proforma_table *t = &tables[i];
		size_t lines = entries(b, t);

		snprintf(link, sizeof link, "internal:'%.31s'!A1", t->id);
		if (t->many)
			snprintf(about, sizeof about, "%.100s: %zu %s", t->title, lines,
				 lines == 1 ? "entry" : "entries");
		else
			snprintf(about, sizeof about, "%.100s", t->title);
		worksheet_write_url_opt(sheet, row, 0, link, b->link, t->id, NULL);
		put(b, sheet, row++, 1, about, b->text);
	}
}

static void put_cover(struct book *b, lxw_worksheet *sheet, const struct proforma_table *tables, size_t count)
{
	const struct declared_entry *product = declared_one(b->a->declared, "product");
	const struct declared_entry *maker = declared_one(b->a->declared, "maker");
	char standard[96];
	lxw_row_t row = 0;

	worksheet_set_column(sheet, 0, 0, WIDTH_ID + 4, NULL);
	worksheet_set_column(sheet, 1, 1, 2 * WIDTH_TEXT, NULL);
	snprintf(standard, sizeof standard, "ETSI EN 303 645 %s, tested by ETSI TS 103 701 %s",
		 edition_name(b->a->edition), edition_tests(b->a->edition));
	put(b, sheet, row, 0, "ICS and IXIT", b->title);
	row += 2;
	cover_line(b, sheet, &row, "Product", entry_get(product, "name"));
	cover_line(b, sheet, &row, "Model", entry_get(product, "model"));
	cover_line(b, sheet, &row, "Hardware", entry_get(product, "hardware"));
	cover_line(b, sheet, &row, "Software version", entry_get(product, "software-version"));
	cover_line(b, sheet, &row, "Supplier", entry_get(maker, "name"));
	cover_line(b, sheet, &row, "Date of the statement", entry_get(product, "statement-date"));
	cover_line(b, sheet, &row, "Standard", standard);
	put_source(b, sheet, &row);
	cover_line(
		b, sheet, &row, "Note",
		"Field names are the standard's; what a provision asks is told in our own words: the standard's text "
		"is what counts. A field marked 'Not declared' has to be filled in.");
	put_contents(b, sheet, row + 1, tables, count);
}

/* ------------------------------------------------------------------------------------------------ formats */

static lxw_format *format(struct book *b, bool bold, uint32_t font, uint32_t fill)
{
	lxw_format *f = workbook_add_format(b->book);

	if (!f) {
		b->failed = true;
		return NULL;
	}
	format_set_text_wrap(f);
	format_set_align(f, LXW_ALIGN_VERTICAL_TOP);
	format_set_num_format(f, "@"); /* text, also once somebody edits the cell */
	if (bold)
		format_set_bold(f);
	if (font)
		format_set_font_color(f, font);
	if (fill) {
		format_set_bg_color(f, fill);
		format_set_border(f, LXW_BORDER_THIN);
		format_set_border_color(f, 0xB8C4CE);
	}
	return f;
}

static void make_formats(struct book *b)
{
	b->head = format(b, true, 0x10293D, 0xDCE6EE);
	b->text = format(b, false, 0, 0);
	b->label = format(b, true, 0, 0);
	b->title = format(b, true, 0x10293D, 0);
	b->open = format(b, true, 0x9A3412, 0);
	b->mute = format(b, false, 0x5B6770, 0);
	b->link = format(b, false, 0x1D4E89, 0);
	if (b->title) {
		format_set_font_size(b->title, 18);
		b->title->text_wrap = LXW_FALSE;
	}
	if (b->link)
		format_set_underline(b->link, LXW_UNDERLINE_SINGLE);
}

/* No clock: the date is the statement's own, or the first a spreadsheet knows. */
static void set_properties(struct book *b)
{
	const struct declared_entry *product = declared_one(b->a->declared, "product");
	lxw_doc_properties properties = {.created = 946684800};
	const char *title = arena_printf(b->arena, "ICS and IXIT: %.100s", entry_get(product, "name"));

	properties.title = (char *)(uintptr_t)(title ? title : "ICS and IXIT");
	properties.author = (char *)(uintptr_t) "holdfast";
	b->failed |= workbook_set_properties(b->book, &properties) != LXW_NO_ERROR;
}

static void fill(struct book *b)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	size_t count = proforma_tables(b->a->edition, tables);
	lxw_worksheet *cover, *sheet;

	make_formats(b);
	set_properties(b);
	cover = b->failed ? NULL : add_sheet(b, "Cover");
	if (cover)
		put_cover(b, cover, tables, count);
	sheet = b->failed ? NULL : add_sheet(b, "ICS");
	if (sheet)
		put_ics(b, sheet);
	for (size_t i = 0; i < count && !b->failed; i++) {
		sheet = add_sheet(b, tables[i].id);
		if (sheet && tables[i].many)
			put_entries(b, sheet, &tables[i]);
		else if (sheet)
			put_form(b, sheet, &tables[i]);
	}
}

/* ------------------------------------------------------------------------------------------------ parts */

/* The library keeps each part of the book in a file in /tmp, and does not look whether it could be written: on a full
 * disk a book with empty sheets would be called good. So its lxw_tmpfile() gives way to the one below, as the program's
 * own symbols do before a shared library's: a part is memory. What it could not take cannot be read either, and that
 * the library does notice. */
struct part {
	uint8_t *at;
	size_t len, room, pos;
	bool lost;
};

static ssize_t part_write(void *cookie, const char *from, size_t len)
{
	struct part *p = cookie;
	size_t need = p->pos + len, room = p->room ? p->room : 1 << 14;
	uint8_t *grown;

	while (room < need && room < BOOK_MAX)
		room *= 2;
	grown = need > room ? NULL : room > p->room ? realloc(p->at, room) : p->at;
	if (!grown) {
		p->lost = true;
		return 0;
	}
	p->at = grown;
	p->room = room;
	memcpy(p->at + p->pos, from, len);
	p->pos = need;
	if (need > p->len)
		p->len = need;
	return (ssize_t)len;
}

static ssize_t part_read(void *cookie, char *to, size_t len)
{
	struct part *p = cookie;
	size_t left = p->len - p->pos;

	/* to the library a part that cannot be read at all is an empty one; a byte and then nothing is an error */
	if (p->lost) {
		*to = '\0';
		return p->pos++ ? -1 : 1;
	}
	len = len < left ? len : left;
	if (len)
		memcpy(to, p->at + p->pos, len);
	p->pos += len;
	return (ssize_t)len;
}

static int part_seek(void *cookie, off64_t *at, int whence)
{
	struct part *p = cookie;
	off64_t from = whence == SEEK_SET ? 0 : whence == SEEK_CUR ? (off64_t)p->pos : (off64_t)p->len;

	if (*at < -from || *at + from > (off64_t)p->len)
		return -1;
	*at += from;
	p->pos = (size_t)*at;
	return 0;
}

static int part_close(void *cookie)
{
	struct part *p = cookie;

	free(p->at);
	free(p);
	return 0;
}

FILE *lxw_tmpfile(char *folder)
{
	static const cookie_io_functions_t functions = {part_read, part_write, part_seek, part_close};
	struct part *p = calloc(1, sizeof *p);
	FILE *ret = p ? fopencookie(p, "w+", functions) : NULL;

	(void)folder;
	if (!ret)
		free(p);
	return ret;
}

/* ------------------------------------------------------------------------------------------------ all of it */

bool workbook_make(const struct assessment *a, struct arena *arena, struct bytes *ret, struct error *e)
{
	struct book b = {.a = a, .arena = arena};
	struct memfile file;
	lxw_error rc;
	bool ok;

	TRY(memfile_open(&file, e));
	b.book = workbook_new(file.path);
	if (!b.book) {
		memfile_close(&file);
		return error_memory(e, "workbook");
	}
	fill(&b);
	rc = workbook_close(b.book);
	ok = !b.failed || error_memory(e, "workbook");
	if (ok && rc != LXW_NO_ERROR)
		ok = error_set(e, ERROR_ENVIRONMENT, "workbook: %s", lxw_strerror(rc));
	ok = ok && memfile_read(&file, BOOK_MAX, ret, e);
	memfile_close(&file);
	return ok;
}
