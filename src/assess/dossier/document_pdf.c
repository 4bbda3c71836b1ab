/* A document as PDF: each block becomes rows of the page engine. Pango lays out, cairo writes; why these two, and what
 * a page costs, stands in docs/decisions/0008-pdf.md. No text is ever read as Pango's markup. */
#include "assess/dossier/document_pdf_marks.h"
#include "assess/dossier/document_pdf_page.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

enum { CELL_PAD = 4, KEY_WIDTH = 140, SIGNATURE_HEIGHT = 130, PAIRS_KEPT = 8, UNDER_MAX = 300 };

static const enum pdf_ink tone_inks[] = {[TONE_PLAIN] = INK_TEXT,
					 [TONE_GOOD] = INK_GOOD,
					 [TONE_BAD] = INK_BAD,
					 [TONE_OPEN] = INK_OPEN,
					 [TONE_MUTE] = INK_MUTED};
static const enum pdf_ink tone_panels[] = {[TONE_PLAIN] = INK_PANEL,
					   [TONE_GOOD] = INK_GOOD_PANEL,
					   [TONE_BAD] = INK_BAD_PANEL,
					   [TONE_OPEN] = INK_OPEN_PANEL,
					   [TONE_MUTE] = INK_PANEL};

static bool is_strong(enum tone tone)
{
	return tone == TONE_GOOD || tone == TONE_BAD || tone == TONE_OPEN;
}

static struct pdf_row row_of(const char *tag, double before)
{
	return (struct pdf_row){.tag = tag, .left = PDF_LEFT, .right = PDF_RIGHT, .before = before, .whole = 40};
}

/* Adds a cell of the row in hand. */
static void put(struct pdf *pdf, struct pdf_row *row, enum pdf_font font, enum pdf_ink ink, const char *tag,
		const char *text, double x, double width)
{
	PangoLayout *layout = pdf->layouts[row->count];

	pango_layout_set_alignment(layout, PANGO_ALIGN_LEFT);
	pdf_lay(pdf, layout, font, text, width);
	row->cells[row->count++] = (struct pdf_cell){.layout = layout, .x = x, .ink = ink, .tag = tag};
}

static void paragraph(struct pdf *pdf, const char *tag, enum pdf_font font, enum pdf_ink ink, double before,
		      const char *text)
{
	struct pdf_row row = row_of(NULL, before);

	put(pdf, &row, font, ink, tag, text, PDF_LEFT, PDF_RIGHT - PDF_LEFT);
	pdf_row(pdf, &row);
}

static void pair(struct pdf *pdf, const char *key, enum tone tone, const char *text, bool first)
{
	struct pdf_row row = row_of("TR", first ? 8 : 0);

	row.above = row.below = 3.5;
	row.rule = INK_LINE;
	row.whole = 160;
	put(pdf, &row, FONT_BODY, INK_MUTED, "TH", key, PDF_LEFT, KEY_WIDTH - 10);
	put(pdf, &row, is_strong(tone) ? FONT_STRONG : FONT_BODY, tone_inks[tone], "TD", text, PDF_LEFT + KEY_WIDTH,
	    PDF_RIGHT - PDF_LEFT - KEY_WIDTH);
	pdf_row(pdf, &row);
}

static void boxed(struct pdf *pdf, enum pdf_font font, enum tone tone, bool bar, const char *text)
{
	struct pdf_row row = row_of(NULL, 9);

	row.ground = tone_panels[tone];
	row.bar = !bar ? INK_NONE : tone == TONE_PLAIN || tone == TONE_MUTE ? INK_STRONG_LINE : tone_inks[tone];
	row.above = row.below = 6;
	row.whole = 200;
	put(pdf, &row, font, INK_TEXT, "P", text, PDF_LEFT + 12, PDF_RIGHT - PDF_LEFT - 22);
	pdf_row(pdf, &row);
	pdf->y += 3;
}

static void item(struct pdf *pdf, const char *text, bool first)
{
	struct pdf_row row = row_of("LI", first ? 5 : 2.5);

	put(pdf, &row, FONT_BODY, INK_ACCENT, "Lbl", "\xe2\x80\xa2", PDF_LEFT + 4, 0);
	put(pdf, &row, FONT_BODY, INK_TEXT, "LBody", text, PDF_LEFT + 16, PDF_RIGHT - PDF_LEFT - 16);
	pdf_row(pdf, &row);
}

static void link_row(struct pdf *pdf, const struct document_block *b)
{
	struct pdf_row row = row_of("P", 6);
	struct writer uri = writer_of(2 * (size_t)DOCUMENT_TEXT_MAX, "address");
	double x = PDF_LEFT;
	int width;

	if (b->key[0]) {
		put(pdf, &row, FONT_BODY, INK_TEXT, NULL, b->key, x, KEY_WIDTH * 2);
		pango_layout_get_size(pdf->layouts[0], &width, NULL);
		x += (double)width / PANGO_SCALE + 8;
	}
	put(pdf, &row, FONT_BODY, b->live ? INK_LINK : INK_TEXT, NULL, b->text, x, PDF_RIGHT - x);
	/* a live address holds no quote and no backslash, so it cannot leave the quotes */
	if (b->live) {
		write_fmt(&uri, "uri='%s'", b->text);
		write_u8(&uri, 0);
		row.cells[row.count - 1].link = writer_ok(&uri) ? (const char *)uri.at : NULL;
	}
	pdf_row(pdf, &row);
	writer_free(&uri);
}

static void column_places(const struct document_grid *grid, double *x)
{
	unsigned sum = 0;

	for (size_t i = 0; i < grid->column_count; i++)
		sum += grid->columns[i].width;
	x[0] = PDF_LEFT;
	for (size_t i = 0; i < grid->column_count; i++)
		x[i + 1] = x[i] + (PDF_RIGHT - PDF_LEFT) * grid->columns[i].width / sum;
}

static struct pdf_row table_row(void)
{
	struct pdf_row row = row_of("TR", 0);

	row.above = row.below = 3;
	row.rule = INK_LINE;
	row.whole = 140;
	return row;
}

static struct pdf_row head_row(struct pdf *pdf, const struct document_grid *grid, const double *x)
{
	struct pdf_row head = table_row();

	head.ground = INK_PANEL;
	head.rule = INK_STRONG_LINE;
	for (size_t i = 0; i < grid->column_count; i++) {
		pdf_lay(pdf, pdf->heads[i], FONT_CELL_STRONG, grid->columns[i].title, x[i + 1] - x[i] - 2 * CELL_PAD);
		head.cells[head.count++] =
			(struct pdf_cell){.layout = pdf->heads[i], .x = x[i] + CELL_PAD, .ink = INK_TEXT, .tag = "TH"};
	}
	return head;
}

/* A muted row whose last cell is empty says what the rows under it belong to. */
static bool introduces(const struct document_cell *cells, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (cells[i].tone != TONE_MUTE)
			return false;
	return cells[count - 1].text[0] == '\0';
}

static struct pdf_row body_row(struct pdf *pdf, const struct document_grid *grid, const struct document_cell *cells,
			       size_t count, const double *x)
{
	struct pdf_row row = table_row();

	if (cells[0].spans) {
		row.ground = INK_PANEL;
		put(pdf, &row, FONT_CELL_STRONG, INK_ACCENT, "TH", cells[0].text, PDF_LEFT + CELL_PAD,
		    PDF_RIGHT - PDF_LEFT - 2 * CELL_PAD);
		return row;
	}
	for (size_t i = 0; i < count; i++)
		put(pdf, &row,
		    is_strong(cells[i].tone) ? FONT_CELL_STRONG
		    : grid->columns[i].mono  ? FONT_CELL_MONO
					     : FONT_CELL,
		    tone_inks[cells[i].tone], "TD", cells[i].text, x[i] + CELL_PAD, x[i + 1] - x[i] - 2 * CELL_PAD);
	return row;
}

/* How much of the rows from cell `at` on has to stand under what introduces them: the first one, or its beginning where
 * it may be parted, and the one behind it where it introduces others itself. The layouts of the row in hand are used.
 */
static double under_row(struct pdf *pdf, const struct document_grid *grid, size_t at, const double *x)
{
	const struct document_cell *cells;
	double ret = 0;
	size_t count;

	for (unsigned rows = 0; rows < 3 && (count = document_row_next(grid, &at, &cells)); rows++) {
		struct pdf_row row = body_row(pdf, grid, cells, count, x);
		double height = 0;

		for (size_t i = 0; i < row.count; i++)
			height = fmax(height, pdf_height_of(row.cells[i].layout));
		height += row.above + row.below;
		ret += height <= row.whole ? height : 60;
		if (!cells[0].spans && !introduces(cells, count))
			break;
	}
	return ret;
}

static void table(struct pdf *pdf, const struct document_grid *grid)
{
	double x[DOCUMENT_COLUMNS_MAX + 1];
	const struct document_cell *cells;
	struct pdf_row head, again;
	size_t at = 0, count;

	column_places(grid, x);
	head = head_row(pdf, grid, x);
	head.before = 9;
	/* the header is one for the reader of the structure, and again on each page for the eye */
	again = head;
	again.tag = NULL;
	for (size_t i = 0; i < again.count; i++)
		again.cells[i].tag = NULL;
	head.keep = under_row(pdf, grid, 0, x);
	pdf_tag(pdf, "Table", NULL);
	pdf_row(pdf, &head);
	pdf->repeat = &again;
	while (!pdf->failed && (count = document_row_next(grid, &at, &cells))) {
		bool begins = cells[0].spans || introduces(cells, count);
		double keep = begins ? under_row(pdf, grid, at, x) : 0;
		struct pdf_row row = body_row(pdf, grid, cells, count, x);

		row.keep = keep;
		pdf_row(pdf, &row);
	}
	pdf->repeat = NULL;
	pdf_untag(pdf, "Table");
	pdf->y += 5;
}

/* What has to fit under a heading: the beginning of the block behind it; a table's header with its first rows, and a
 * paragraph before it; who signs, with the few lines before. */
static double under_heading(struct pdf *pdf, size_t index)
{
	const struct document *doc = pdf->doc;
	size_t next = index + 1, pairs = 0, signers = 0;
	double x[DOCUMENT_COLUMNS_MAX + 1], text = 0;

	/* a short paragraph takes no more than two pairs */
	while (next < doc->block_count && pairs < PAIRS_KEPT &&
	       (doc->blocks[next].kind == BLOCK_PAIR || (doc->blocks[next].kind == BLOCK_TEXT && next == index + 1))) {
		pairs += doc->blocks[next].kind == BLOCK_TEXT ? 2 : 1;
		next++;
	}
	while (next < doc->block_count && doc->blocks[next].kind == BLOCK_SIGNATURE) {
		next++;
		signers++;
	}
	if (signers)
		return fmin((double)pairs * 19 + (double)signers * (34 + SIGNATURE_HEIGHT), 2 * UNDER_MAX);
	if (index + 2 < doc->block_count && doc->blocks[index + 1].kind == BLOCK_TEXT &&
	    doc->blocks[index + 2].kind == BLOCK_TABLE) {
		pdf_lay(pdf, pdf->layouts[0], FONT_BODY, doc->blocks[index + 1].text, PDF_RIGHT - PDF_LEFT);
		text = pdf_height_of(pdf->layouts[0]) + 6;
		index++;
	}
	switch (index + 1 < doc->block_count ? doc->blocks[index + 1].kind : BLOCK_TEXT) {
	case BLOCK_TABLE:
		column_places(doc->blocks[index + 1].grid, x);
		return fmin(text + 44 + under_row(pdf, doc->blocks[index + 1].grid, 0, x), UNDER_MAX);
	case BLOCK_HEADING:
	case BLOCK_NOTE:
	case BLOCK_CODE:
		return 104;
	default:
		return 56;
	}
}

static void heading(struct pdf *pdf, size_t index, int *parents)
{
	static const enum pdf_font fonts[] = {FONT_H1, FONT_H2, FONT_H3, FONT_H4};
	static const double spaces[] = {24, 17, 13, 11};
	static const char *const tags[] = {"H2", "H3", "H4", "H5"}; /* the title is H1 */
	const struct document_block *b = &pdf->doc->blocks[index];
	unsigned at = b->level - 1;
	struct pdf_row row = row_of(NULL, spaces[at]);
	char name[64], target[32];

	row.keep = under_heading(pdf, index);
	row.whole = 300;
	if (at == 0) {
		row.rule = INK_LINE;
		row.below = 4;
	}
	put(pdf, &row, fonts[at], at < 2 ? INK_ACCENT : INK_TEXT, tags[at], b->text, PDF_LEFT, PDF_RIGHT - PDF_LEFT);
	pdf_row(pdf, &row);
	pdf->heading_pages[index] = pdf->page;
	snprintf(target, sizeof target, "dest='s%zu'", index);
	/* whole numbers: a fraction's point depends on the locale */
	snprintf(name, sizeof name, "name='s%zu' x=0 y=%d", index,
		 (int)fmax(pdf->y - pdf_height_of(row.cells[0].layout) - 12, 0));
	if (pdf->drawing) {
		int parent = CAIRO_PDF_OUTLINE_ROOT;

		cairo_tag_begin(pdf->cr, CAIRO_TAG_DEST, name);
		cairo_tag_end(pdf->cr, CAIRO_TAG_DEST);
		for (unsigned up = 0; up < at; up++)
			if (parents[up])
				parent = parents[up];
		parents[at] = cairo_pdf_surface_add_outline(pdf->surface, parent, b->text, target,
							    at == 0 ? CAIRO_PDF_OUTLINE_FLAG_OPEN : 0);
		for (unsigned down = at + 1; down < 4; down++)
			parents[down] = 0;
	}
}

static void signature(struct pdf *pdf, const struct document_block *b)
{
	static const char *const keys[] = {"Name", "Place", "Date"};
	const char *const values[] = {b->text, b->place, b->date};
	struct pdf_row row = row_of(NULL, 20);

	row.keep = SIGNATURE_HEIGHT; /* nobody signs a page that has nothing else on it: it stays in one piece */
	put(pdf, &row, FONT_STRONG, INK_TEXT, "P", b->key, PDF_LEFT, PDF_RIGHT - PDF_LEFT);
	pdf_row(pdf, &row);
	for (size_t i = 0; i <= ARRAY_LEN(keys); i++) {
		bool last = i == ARRAY_LEN(keys);

		row = row_of("P", 0);
		row.above = 4;
		row.below = 3;
		row.right = PDF_LEFT + 330;
		row.rule = INK_LINE;
		row.whole = 200;
		row.least = last ? 44 : 0;
		put(pdf, &row, FONT_BODY, INK_MUTED, NULL, last ? "Signature" : keys[i], PDF_LEFT, 90);
		put(pdf, &row, FONT_BODY, INK_TEXT, NULL, last ? "" : values[i], PDF_LEFT + 100, 230);
		pdf_row(pdf, &row);
	}
}

static void contents(struct pdf *pdf)
{
	const struct document *doc = pdf->doc;

	paragraph(pdf, "P", FONT_H2, INK_ACCENT, 18, "Contents");
	pdf_tag(pdf, "TOC", NULL);
	for (size_t i = 0; i < doc->block_count; i++) {
		const struct document_block *b = &doc->blocks[i];
		struct pdf_row row = row_of("TOCI", 2);
		char number[16], target[48];
		double indent;

		if (b->kind != BLOCK_HEADING || b->level > 2)
			continue;
		indent = b->level == 1 ? 0 : 14;
		row.before = b->level == 1 ? 5 : 1.5;
		/* while measuring, the page is not known yet; any number is one line high */
		snprintf(number, sizeof number, "%u", pdf->heading_pages[i]);
		snprintf(target, sizeof target, "dest='s%zu'", i);
		put(pdf, &row, b->level == 1 ? FONT_STRONG : FONT_BODY, INK_TEXT, NULL, b->text, PDF_LEFT + indent,
		    PDF_RIGHT - PDF_LEFT - indent - 50);
		row.cells[0].link = target;
		put(pdf, &row, FONT_BODY, INK_MUTED, NULL, number, PDF_RIGHT - 40, 40);
		pango_layout_set_alignment(row.cells[1].layout, PANGO_ALIGN_RIGHT);
		pdf_row(pdf, &row);
	}
	pdf_untag(pdf, "TOC");
	pdf->y += 6;
}

/* The element around a run of such blocks; NULL where they stand alone. */
static const char *holder(enum block_kind kind)
{
	return kind == BLOCK_ITEM ? "L" : kind == BLOCK_PAIR ? "Table" : NULL;
}

static void block(struct pdf *pdf, size_t index, bool first, int *parents)
{
	const struct document_block *b = &pdf->doc->blocks[index];

	switch (b->kind) {
	case BLOCK_HEADING:
		heading(pdf, index, parents);
		break;
	case BLOCK_TEXT:
		paragraph(pdf, "P", FONT_BODY, INK_TEXT, 6, b->text);
		break;
	case BLOCK_ITEM:
		item(pdf, b->text, first);
		break;
	case BLOCK_PAIR:
		pair(pdf, b->key, b->tone, b->text, first);
		break;
	case BLOCK_NOTE:
		boxed(pdf, FONT_BODY, b->tone, true, b->text);
		break;
	case BLOCK_CODE:
		boxed(pdf, FONT_MONO, TONE_PLAIN, false, b->text);
		break;
	case BLOCK_LINK:
		link_row(pdf, b);
		break;
	case BLOCK_TABLE:
		table(pdf, b->grid);
		break;
	case BLOCK_SIGNATURE:
		signature(pdf, b);
		break;
	case BLOCK_CONTENTS:
		contents(pdf);
		break;
	case BLOCK_PAGE_BREAK:
		if (pdf->y > PDF_TOP)
			pdf_new_page(pdf);
		break;
	}
}

static void cover(struct pdf *pdf)
{
	const struct document *doc = pdf->doc;
	struct pdf_row title = row_of(NULL, 0);

	pdf->y += 14;
	put(pdf, &title, FONT_TITLE, INK_ACCENT, "H1", doc->title, PDF_LEFT, PDF_RIGHT - PDF_LEFT);
	pdf_row(pdf, &title);
	if (doc->subtitle[0])
		paragraph(pdf, "P", FONT_SUBTITLE, INK_MUTED, 4, doc->subtitle);
	pdf->y += 10;
	if (doc->meta_count) {
		pdf_tag(pdf, "Table", NULL);
		for (size_t i = 0; i < doc->meta_count; i++)
			pair(pdf, doc->meta[i].key, TONE_PLAIN, doc->meta[i].text, i == 0);
		pdf_untag(pdf, "Table");
	}
	pdf->y += 8;
	if (doc->missing_count == 0)
		return;
	paragraph(pdf, "P", FONT_STRONG, INK_BAD, 6, "Draft. What is missing:");
	pdf_tag(pdf, "L", NULL);
	for (size_t i = 0; i < doc->missing_count; i++) {
		char *text = arena_printf(pdf->arena, "%s (%s)", doc->missing[i].key, doc->missing[i].text);

		item(pdf, text ? text : doc->missing[i].key, i == 0);
	}
	pdf_untag(pdf, "L");
}

static void run(struct pdf *pdf, bool drawing)
{
	const struct document *doc = pdf->doc;
	const char *open = NULL;
	int parents[4] = {0};

	pdf_begin(pdf, drawing);
	pdf_tag(pdf, "Document", NULL);
	cover(pdf);
	for (size_t i = 0; i < doc->block_count && !pdf->failed; i++) {
		bool first = i == 0 || doc->blocks[i - 1].kind != doc->blocks[i].kind;
		const char *want = holder(doc->blocks[i].kind);

		if (open && first)
			pdf_untag(pdf, open);
		if (want && first)
			pdf_tag(pdf, want, NULL);
		open = want;
		block(pdf, i, first, parents);
	}
	if (open)
		pdf_untag(pdf, open);
	if (pdf->unknown) {
		char remark[200];

		snprintf(remark, sizeof remark,
			 "No font on the system that made this file has %u of its characters. They stand as boxes with "
			 "their "
			 "numbers; the HTML form of this document has them.",
			 pdf->unknown);
		paragraph(pdf, "P", FONT_SMALL, INK_BAD, 18, remark);
	}
	if (doc->legal)
		paragraph(pdf, "P", FONT_SMALL, INK_MUTED, 18, document_legal_remark);
	pdf_untag(pdf, "Document");
	pdf_end(pdf);
}

/* A legal text with boxes in place of letters is worth nothing. */
static bool is_readable(const struct pdf *pdf, struct error *e)
{
	if (!pdf->unknown || !pdf->doc->legal || pdf->doc->draft)
		return true;
	/* refused like one whose fields are missing: the other documents are written */
	return error_set(
		e, ERROR_USAGE,
		"document '%s': no installed font has %u of its characters (Debian: fonts-noto-cjk for Chinese, "
		"Japanese and Korean, fonts-noto-core for other scripts)",
		pdf->doc->kind, pdf->unknown);
}

/* As cairo makes it. */
static bool draw(const struct document *doc, struct writer *out, struct error *e)
{
	struct arena arena;
	struct pdf pdf;
	cairo_status_t status;
	bool ok;

	TRY(document_ready(doc, e));
	arena_init(&arena, 0);
	ok = pdf_open(&pdf, doc, &arena, out, e);
	if (ok) {
		run(&pdf, false);
		ok = !pdf.failed && is_readable(&pdf, e);
		if (ok)
			run(&pdf, true);
		ok = ok && !pdf.failed;
	}
	/* a file without pages is not finished: cairo would write one */
	if (pdf.surface) {
		cairo_surface_finish(pdf.surface);
		status = cairo_surface_status(pdf.surface);
		if (ok && status == CAIRO_STATUS_SUCCESS)
			status = cairo_status(pdf.cr);
		if (ok && writer_ok(out) && status)
			ok = error_set(e, ERROR_ENVIRONMENT, "document '%s': %s", doc->kind,
				       cairo_status_to_string(status));
	}
	pdf_close(&pdf);
	arena_done(&arena);
	return ok && writer_done(out, e);
}

bool document_pdf(const struct document *doc, struct writer *out, struct error *e)
{
	struct writer drawn = writer_of(out->cap, out->what);
	bool ok = draw(doc, &drawn, e);

	if (ok) {
		const struct pdf_words words = {doc->title, doc->author, doc->subtitle, "holdfast " HF_VERSION,
						pdf_date(doc)};

		ok = pdf_marks(writer_bytes(&drawn), &words, out, e);
	}
	writer_free(&drawn);
	return ok;
}
