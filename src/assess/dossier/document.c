#include "assess/dossier/document_model.h"

#include "assess/judge/judge.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char document_legal_remark[] = "This document was drawn up from the maker's declaration and from what was "
				     "observed. It is not legal advice; who "
				     "signs or publishes it answers for what it says.";

enum { MARKS_MAX = 4 };

static bool usable(const struct document *doc)
{
	return doc && doc->failed.code == ERROR_NONE;
}

static void out_of_memory(struct document *doc)
{
	(void)error_memory(&doc->failed, "document");
}

/* Marks that are drawn over or under the letter before them. */
static bool is_mark(struct bytes in, size_t len)
{
	static const uint32_t ranges[][2] = {{0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},  {0x610, 0x61a},
					     {0x64b, 0x65f},   {0xe34, 0xe3a},   {0xe47, 0xe4e},  {0x1ab0, 0x1aff},
					     {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe20, 0xfe2f}};
	uint32_t code = len == 2   ? (in.at[0] & 0x1fu) << 6 | (in.at[1] & 0x3fu)
			: len == 3 ? (in.at[0] & 0xfu) << 12 | (in.at[1] & 0x3fu) << 6 | (in.at[2] & 0x3fu)
				   : 0;

	for (size_t i = 0; i < ARRAY_LEN(ranges); i++)
		if (code >= ranges[i][0] && code <= ranges[i][1])
			return true;
	return false;
}

/* A tower of marks would be drawn over the lines around it: those above MARKS_MAX become escapes. */
static void write_level(struct writer *out, struct bytes safe)
{
	size_t marks = 0;

	while (safe.len) {
		size_t len = text_utf8_len(safe);

		len = len ? len : 1;
		marks = is_mark(safe, len) ? marks + 1 : 0;
		for (size_t i = 0; marks > MARKS_MAX && i < len; i++)
			write_fmt(out, "\\x%02x", safe.at[i]);
		if (marks <= MARKS_MAX)
			write_bytes(out, bytes_part(safe, 0, len));
		safe = bytes_part(safe, len, SIZE_MAX);
	}
}

static bool is_ascii(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] >= 0x80)
			return false;
	return true;
}

static const char *keep_bytes(struct document *doc, struct bytes in, bool breaks)
{
	struct writer w = writer_of(8 * (size_t)DOCUMENT_TEXT_MAX, "text");
	struct bytes rest = text_front(in, DOCUMENT_TEXT_MAX), line;
	const char *ret = NULL;
	bool first = true;

	if (!breaks)
		text_print_safe(&w, rest);
	while (breaks && text_split(&rest, '\n', &line)) {
		if (!first)
			write_u8(&w, '\n');
		if (bytes_ends(line, "\r"))
			line.len--;
		text_print_safe(&w, line);
		first = false;
	}
	if (!is_ascii(writer_bytes(&w))) {
		struct writer level = writer_of(32 * (size_t)DOCUMENT_TEXT_MAX, "text");

		write_level(&level, writer_bytes(&w));
		writer_free(&w);
		w = level;
	}
	if (in.len > DOCUMENT_TEXT_MAX)
		write_fmt(&w, "\xe2\x80\xa6 (cut: %zu bytes in all)", in.len);
	doc->bytes += w.len;
	if (doc->bytes > DOCUMENT_BYTES_MAX)
		(void)error_set(&doc->failed, ERROR_LIMIT, "document '%s': more than %d bytes", doc->kind,
				DOCUMENT_BYTES_MAX);
	else if (writer_ok(&w))
		ret = arena_str(doc->arena, writer_bytes(&w));
	if (!ret && usable(doc))
		out_of_memory(doc);
	writer_free(&w);
	return ret ? ret : "";
}

static const char *keep(struct document *doc, const char *text)
{
	return text ? keep_bytes(doc, bytes_str(text), false) : "";
}

static const char *keep_args(struct document *doc, const char *fmt, va_list args)
{
	const char *ret = "";
	char small[512], *text = small;
	va_list again;
	int len;

	va_copy(again, args);
	len = vsnprintf(small, sizeof small, fmt, args);
	if (len < 0) {
		(void)error_set(&doc->failed, ERROR_LIMIT, "document '%s': a text of more than 2 GiB", doc->kind);
	} else if ((size_t)len >= sizeof small) {
		text = malloc((size_t)len + 1);
		if (text)
			vsnprintf(text, (size_t)len + 1, fmt, again);
		else
			out_of_memory(doc);
	}
	va_end(again);
	if (usable(doc))
		ret = keep_bytes(doc, bytes_of(text, (size_t)len), true);
	if (text != small)
		free(text);
	return ret;
}

struct document *document_new(struct arena *a, const char *kind, const char *title, const char *subtitle)
{
	struct document *doc = arena_alloc(a, sizeof *doc);

	if (!doc)
		return NULL;
	doc->arena = a;
	doc->kind = kind;
	doc->product = doc->author = doc->digest = doc->date = "";
	doc->title = keep(doc, title);
	doc->subtitle = keep(doc, subtitle);
	return doc;
}

void document_about(struct document *doc, const struct document_about *about)
{
	if (!usable(doc))
		return;
	doc->product = keep(doc, about->product);
	doc->author = keep(doc, about->author);
	doc->digest = keep(doc, about->digest);
	doc->date = keep(doc, about->date);
}

void document_legal(struct document *doc)
{
	if (doc)
		doc->legal = true;
}

void document_draft(struct document *doc, bool draft)
{
	if (doc)
		doc->draft = draft;
}

static void add_row(struct document *doc, struct document_row **rows, size_t *count, size_t *cap,
		    struct document_row row)
{
	if (!usable(doc))
		return;
	if (*count >= DOCUMENT_BLOCKS_MAX)
		(void)error_set(&doc->failed, ERROR_LIMIT, "document '%s': more than %d rows", doc->kind,
				DOCUMENT_BLOCKS_MAX);
	else if (!arena_grow(doc->arena, rows, *count, cap, sizeof **rows))
		out_of_memory(doc);
	else
		(*rows)[(*count)++] = row;
}

void document_meta(struct document *doc, const char *key, const char *fmt, ...)
{
	struct document_row row;
	va_list args;

	if (!usable(doc))
		return;
	va_start(args, fmt);
	row.text = keep_args(doc, fmt, args);
	va_end(args);
	row.key = keep(doc, key);
	add_row(doc, &doc->meta, &doc->meta_count, &doc->meta_cap, row);
}

/* Blocks and cells share one limit; a renderer's time depends on both. */
static bool room_for_one(struct document *doc)
{
	if (!usable(doc))
		return false;
	if (doc->block_count + doc->cell_count < DOCUMENT_BLOCKS_MAX)
		return true;
	return error_set(&doc->failed, ERROR_LIMIT, "document '%s': more than %d blocks and cells", doc->kind,
			 DOCUMENT_BLOCKS_MAX);
}

/* Empty cells behind a last row that is short. */
static void fill_row(struct document *doc)
{
	struct document_grid *grid = doc->block_count ? doc->blocks[doc->block_count - 1].grid : NULL;

	while (grid && grid->in_row && usable(doc))
		document_cell(doc, TONE_PLAIN, "%s", "");
}

static void add_block(struct document *doc, struct document_block block)
{
	if (!usable(doc))
		return;
	fill_row(doc);
	if (!room_for_one(doc))
		return;
	if (!arena_grow(doc->arena, &doc->blocks, doc->block_count, &doc->block_cap, sizeof *doc->blocks))
		out_of_memory(doc);
	else
		doc->blocks[doc->block_count++] = block;
}

static void add_text(struct document *doc, struct document_block block, const char *fmt, va_list args)
{
	if (!usable(doc))
		return;
	block.text = keep_args(doc, fmt, args);
	add_block(doc, block);
}

#define ADD_TEXT(...)                                                                                                  \
	do {                                                                                                           \
		va_list args;                                                                                          \
                                                                                                                       \
		va_start(args, fmt);                                                                                   \
		add_text(doc, (struct document_block){__VA_ARGS__}, fmt, args);                                        \
		va_end(args);                                                                                          \
	} while (0)

void document_heading(struct document *doc, unsigned level, const char *fmt, ...)
{
	ADD_TEXT(BLOCK_HEADING, .level = level < 1 ? 1 : level > 4 ? 4 : level);
}

void document_text(struct document *doc, const char *fmt, ...)
{
	ADD_TEXT(BLOCK_TEXT);
}

void document_item(struct document *doc, const char *fmt, ...)
{
	ADD_TEXT(BLOCK_ITEM);
}

void document_note(struct document *doc, enum tone tone, const char *fmt, ...)
{
	ADD_TEXT(BLOCK_NOTE, .tone = tone);
}

void document_code(struct document *doc, const char *fmt, ...)
{
	ADD_TEXT(BLOCK_CODE);
}

void document_pair(struct document *doc, const char *key, const char *fmt, ...)
{
	if (usable(doc))
		ADD_TEXT(BLOCK_PAIR, .key = keep(doc, key));
}

void document_contents(struct document *doc)
{
	add_block(doc, (struct document_block){BLOCK_CONTENTS});
}

void document_page_break(struct document *doc)
{
	add_block(doc, (struct document_block){BLOCK_PAGE_BREAK});
}

/* Whether a click may follow it: a page must not run script or open files. Blanks end the address. */
static bool is_live(const char *url)
{
	static const char *const schemes[] = {"https://", "http://", "mailto:", "tel:"};

	if (strpbrk(url, " \"'<>\\\n"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(schemes); i++)
		if (strncmp(url, schemes[i], strlen(schemes[i])) == 0)
			return true;
	return false;
}

void document_link(struct document *doc, const char *label, const char *url)
{
	struct document_block block = {BLOCK_LINK};

	if (!usable(doc))
		return;
	block.key = keep(doc, label);
	block.text = keep(doc, url);
	block.live = is_live(block.text);
	add_block(doc, block);
}

void document_signature(struct document *doc, const char *role, const char *name, const char *place, const char *date)
{
	struct document_block block = {BLOCK_SIGNATURE};

	if (!usable(doc))
		return;
	block.key = keep(doc, role);
	block.text = keep(doc, name);
	block.place = keep(doc, place);
	block.date = keep(doc, date);
	add_block(doc, block);
}

void document_table(struct document *doc, const struct document_column *columns, size_t count)
{
	struct document_grid *grid;

	ASSERT(count && count <= DOCUMENT_COLUMNS_MAX);
	if (!usable(doc))
		return;
	grid = arena_alloc(doc->arena, sizeof *grid);
	if (grid)
		grid->columns = arena_array(doc->arena, count, sizeof *columns);
	if (!grid || !grid->columns) {
		out_of_memory(doc);
		return;
	}
	grid->column_count = count;
	for (size_t i = 0; i < count; i++) {
		grid->columns[i] = columns[i];
		grid->columns[i].title = keep(doc, columns[i].title);
		grid->columns[i].width = columns[i].width ? columns[i].width : 1;
	}
	add_block(doc, (struct document_block){BLOCK_TABLE, .grid = grid});
}

static void add_cell(struct document *doc, struct document_cell cell)
{
	struct document_grid *grid;

	if (!room_for_one(doc))
		return;
	ASSERT(doc->block_count && doc->blocks[doc->block_count - 1].grid);
	grid = doc->blocks[doc->block_count - 1].grid;
	ASSERT(!cell.spans || grid->in_row == 0);
	if (!arena_grow(doc->arena, &grid->cells, grid->cell_count, &grid->cell_cap, sizeof *grid->cells)) {
		out_of_memory(doc);
		return;
	}
	grid->cells[grid->cell_count++] = cell;
	doc->cell_count++;
	if (!cell.spans)
		grid->in_row = (grid->in_row + 1) % grid->column_count;
}

static void add_cell_args(struct document *doc, struct document_cell cell, const char *fmt, va_list args)
{
	if (!usable(doc))
		return;
	cell.text = keep_args(doc, fmt, args);
	add_cell(doc, cell);
}

void document_cell(struct document *doc, enum tone tone, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_cell_args(doc, (struct document_cell){.tone = tone}, fmt, args);
	va_end(args);
}

void document_out_of_memory(struct document *doc)
{
	if (usable(doc))
		out_of_memory(doc);
}

void document_cell_from(struct document *doc, enum tone tone, struct writer *text)
{
	if (!writer_ok(text) && text->failed != ERROR_LIMIT)
		document_out_of_memory(doc);
	document_cell(doc, tone, "%.*s%s", (int)text->len, text->len ? (const char *)text->at : "",
		      writer_ok(text) ? "" : "\xe2\x80\xa6 (cut)");
	writer_free(text);
}

void document_cell_files(struct document *doc, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_cell_args(doc, (struct document_cell){.files = true}, fmt, args);
	va_end(args);
}

void document_group(struct document *doc, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	add_cell_args(doc, (struct document_cell){.spans = true}, fmt, args);
	va_end(args);
}

enum tone document_tone(enum verdict verdict)
{
	static const enum tone tones[] = {
		[VERDICT_INCONCLUSIVE] = TONE_OPEN,
		[VERDICT_PASS] = TONE_GOOD,
		[VERDICT_FAIL] = TONE_BAD,
		[VERDICT_NOT_APPLICABLE] = TONE_MUTE,
	};

	return tones[verdict];
}

void document_cell_verdict(struct document *doc, enum verdict verdict)
{
	document_cell(doc, document_tone(verdict), "%s", verdict_name(verdict));
}

void document_missing(struct document *doc, const char *field, const char *why)
{
	if (usable(doc))
		add_row(doc, &doc->missing, &doc->missing_count, &doc->missing_cap,
			(struct document_row){keep(doc, field), keep(doc, why)});
}

void document_required(struct document *doc, const char *key, const char *value, const char *field, const char *why)
{
	if (value && text_trim(bytes_str(value)).len) {
		document_pair(doc, key, "%s", value);
		return;
	}
	document_missing(doc, field, why);
	if (usable(doc))
		add_block(doc, (struct document_block){BLOCK_PAIR, .tone = TONE_BAD, .key = keep(doc, key),
						       .text = "missing"});
}

size_t document_missing_count(const struct document *doc)
{
	return doc ? doc->missing_count : 0;
}

const char *document_missing_field(const struct document *doc, size_t index)
{
	ASSERT(index < doc->missing_count);
	return doc->missing[index].key;
}

const char *document_missing_why(const struct document *doc, size_t index)
{
	ASSERT(index < doc->missing_count);
	return doc->missing[index].text;
}

bool document_done(const struct document *doc, struct error *e)
{
	if (!doc)
		return error_memory(e, "document");
	if (doc->failed.code == ERROR_NONE)
		return true;
	*e = doc->failed;
	return false;
}

bool document_ready(const struct document *doc, struct error *e)
{
	TRY(document_done(doc, e));
	if (doc->draft || doc->missing_count == 0)
		return true;
	return error_set(e, ERROR_USAGE, "'%.60s' lacks %zu mandatory field%s, '%.60s' first (%.60s)", doc->title,
			 doc->missing_count, doc->missing_count == 1 ? "" : "s", doc->missing[0].key,
			 doc->missing[0].text);
}

size_t document_block_count(const struct document *doc)
{
	return doc ? doc->block_count : 0;
}

size_t document_cell_count(const struct document *doc)
{
	return doc ? doc->cell_count : 0;
}

size_t document_row_next(const struct document_grid *grid, size_t *at, const struct document_cell **ret)
{
	size_t left = grid->cell_count - *at, count = grid->column_count;

	if (left == 0)
		return 0;
	*ret = grid->cells + *at;
	if ((*ret)->spans)
		count = 1;
	else if (count > left)
		count = left; /* the last row of a document that ends inside it */
	*at += count;
	return count;
}
