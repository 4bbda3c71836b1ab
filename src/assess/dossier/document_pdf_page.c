/* Part of document_pdf.c: fonts, pages and rows. */
#include "assess/dossier/document_pdf_page.h"

#include "core/base/text.h"

#include <cairo-pdf.h>
#include <math.h>
#include <stdio.h>

enum { WORD_MAX = 256 }; /* bytes */

#define ROOM (PDF_BOTTOM - PDF_TOP)

static const struct {
	double size;
	bool mono;
	PangoWeight weight;
} faces[] = {
	[FONT_BODY] = {9.4, false, PANGO_WEIGHT_NORMAL},     [FONT_STRONG] = {9.4, false, PANGO_WEIGHT_BOLD},
	[FONT_TITLE] = {21, false, PANGO_WEIGHT_BOLD},       [FONT_SUBTITLE] = {11.5, false, PANGO_WEIGHT_NORMAL},
	[FONT_H1] = {14.5, false, PANGO_WEIGHT_BOLD},        [FONT_H2] = {11.5, false, PANGO_WEIGHT_BOLD},
	[FONT_H3] = {10, false, PANGO_WEIGHT_BOLD},          [FONT_H4] = {9.4, false, PANGO_WEIGHT_BOLD},
	[FONT_CELL] = {8, false, PANGO_WEIGHT_NORMAL},       [FONT_CELL_STRONG] = {8, false, PANGO_WEIGHT_BOLD},
	[FONT_CELL_MONO] = {7.2, true, PANGO_WEIGHT_NORMAL}, [FONT_MONO] = {8, true, PANGO_WEIGHT_NORMAL},
	[FONT_SMALL] = {7, false, PANGO_WEIGHT_NORMAL},      [FONT_SMALL_STRONG] = {8, false, PANGO_WEIGHT_BOLD},
	[FONT_DRAFT] = {150, false, PANGO_WEIGHT_BOLD},
};

static const struct {
	unsigned char r, g, b;
} inks[] = {
	[INK_TEXT] = {0x1a, 0x1f, 0x24},        [INK_MUTED] = {0x52, 0x5c, 0x66},
	[INK_ACCENT] = {0x1f, 0x3a, 0x5c},      [INK_LINK] = {0x0b, 0x57, 0xa4},
	[INK_GOOD] = {0x14, 0x60, 0x2c},        [INK_BAD] = {0x9a, 0x1b, 0x1b},
	[INK_OPEN] = {0x6f, 0x47, 0x00},        [INK_LINE] = {0xd3, 0xd9, 0xdf},
	[INK_STRONG_LINE] = {0x6b, 0x76, 0x80}, [INK_PANEL] = {0xf2, 0xf5, 0xf7},
	[INK_GOOD_PANEL] = {0xe6, 0xf4, 0xea},  [INK_BAD_PANEL] = {0xfb, 0xe9, 0xe9},
	[INK_OPEN_PANEL] = {0xfd, 0xf3, 0xdc},
};

static void set_ink(struct pdf *pdf, enum pdf_ink ink)
{
	cairo_set_source_rgb(pdf->cr, inks[ink].r / 255.0, inks[ink].g / 255.0, inks[ink].b / 255.0);
}

static void rule(struct pdf *pdf, enum pdf_ink ink, double width, double left, double right, double y)
{
	set_ink(pdf, ink);
	cairo_set_line_width(pdf->cr, width);
	cairo_move_to(pdf->cr, left, y);
	cairo_line_to(pdf->cr, right, y);
	cairo_stroke(pdf->cr);
}

/* What of the wanted families is installed, else the general name, for which fontconfig finds what there is. */
static const char *family_of(PangoFontMap *map, bool mono)
{
	static const char *const sans[] = {"DejaVu Sans", "Noto Sans", "Liberation Sans"};
	static const char *const fixed[] = {"DejaVu Sans Mono", "Noto Sans Mono", "Liberation Mono"};
	const char *const *wanted = mono ? fixed : sans, *ret = NULL;
	PangoFontFamily **families;
	int count;

	pango_font_map_list_families(map, &families, &count);
	for (size_t w = 0; w < ARRAY_LEN(sans) && !ret; w++)
		for (int i = 0; i < count && !ret; i++)
			if (strcmp(pango_font_family_get_name(families[i]), wanted[w]) == 0)
				ret = wanted[w];
	g_free(families);
	if (!ret && count)
		ret = mono ? "monospace" : "sans-serif";
	return ret;
}

/* A hash that is broken between lines must not get a hyphen: it would be copied along. */
static void set_plainly(PangoLayout *layout)
{
	PangoAttrList *list = pango_attr_list_new();

	pango_attr_list_insert(list, pango_attr_insert_hyphens_new(FALSE));
	/* a ligature is drawn as one letter and has to be told as two: some readers lose the rest of the line */
	pango_attr_list_insert(list, pango_attr_font_features_new("liga=0, clig=0"));
	pango_layout_set_attributes(layout, list);
	pango_attr_list_unref(list);
}

static bool open_fonts(struct pdf *pdf, struct error *e)
{
	PangoFontMap *map = pango_cairo_font_map_get_default();
	cairo_font_options_t *options = cairo_font_options_create();

	pdf->context = pango_font_map_create_context(map);
	/* positions as the font says: a page has no pixels to fit */
	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(pdf->context, options);
	cairo_font_options_destroy(options);
	pango_cairo_context_set_resolution(pdf->context, 72);
	pango_context_set_round_glyph_positions(pdf->context, FALSE);
	pango_context_set_language(pdf->context, pango_language_from_string("en"));
	for (size_t i = 0; i < FONT_COUNT; i++) {
		const char *family = family_of(map, faces[i].mono);

		if (!family)
			return error_set(e, ERROR_ENVIRONMENT, "no font is installed (Debian: fonts-dejavu-core)");
		pdf->fonts[i] = pango_font_description_new();
		pango_font_description_set_family_static(pdf->fonts[i], family);
		pango_font_description_set_absolute_size(pdf->fonts[i], faces[i].size * PANGO_SCALE);
		pango_font_description_set_weight(pdf->fonts[i], faces[i].weight);
		if (!faces[i].mono)
			pango_font_description_set_stretch(pdf->fonts[i], PANGO_STRETCH_CONDENSED);
	}
	for (size_t i = 0; i < DOCUMENT_COLUMNS_MAX; i++) {
		pdf->layouts[i] = pango_layout_new(pdf->context);
		pdf->heads[i] = pango_layout_new(pdf->context);
		set_plainly(pdf->layouts[i]);
		set_plainly(pdf->heads[i]);
	}
	pdf->furniture = pango_layout_new(pdf->context);
	set_plainly(pdf->furniture);
	/* a value in a script that runs to the left stands where all values stand */
	for (size_t i = 0; i < DOCUMENT_COLUMNS_MAX; i++)
		pango_layout_set_auto_dir(pdf->layouts[i], FALSE);
	pango_layout_set_auto_dir(pdf->furniture, FALSE);
	return true;
}

static cairo_status_t take_bytes(void *to, const unsigned char *data, unsigned int len)
{
	struct writer *out = to;

	write_bytes(out, bytes_of(data, len));
	return writer_ok(out) ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

/* "2026-11-21", also with "T10:00:00Z" behind it: what a PDF's date can hold. */
static bool is_date(const char *date)
{
	static const char shape[] = "dddd-dd-ddTdd:dd:ddZ";
	size_t len = strlen(date);

	if (len != 10 && len != sizeof shape - 1)
		return false;
	for (size_t i = 0; i < len; i++)
		if (shape[i] == 'd' ? date[i] < '0' || date[i] > '9' : date[i] != shape[i])
			return false;
	return true;
}

const char *pdf_date(const struct document *doc)
{
	return is_date(doc->date) ? doc->date : "";
}

static void set_property(struct pdf *pdf, cairo_pdf_metadata_t name, const char *value)
{
	if (value[0])
		cairo_pdf_surface_set_metadata(pdf->surface, name, value);
}

bool pdf_open(struct pdf *pdf, const struct document *doc, struct arena *a, struct writer *out, struct error *e)
{
	*pdf = (struct pdf){.doc = doc, .arena = a, .error = e};
	pdf->heading_pages = arena_array(a, doc->block_count, sizeof *pdf->heading_pages);
	if (!pdf->heading_pages)
		return error_memory(e, "pages of a document");
	pdf->surface = cairo_pdf_surface_create_for_stream(take_bytes, out, PDF_WIDTH, PDF_HEIGHT);
	pdf->cr = cairo_create(pdf->surface);
	set_property(pdf, CAIRO_PDF_METADATA_TITLE, doc->title);
	set_property(pdf, CAIRO_PDF_METADATA_AUTHOR, doc->author);
	set_property(pdf, CAIRO_PDF_METADATA_SUBJECT, doc->subtitle);
	set_property(pdf, CAIRO_PDF_METADATA_KEYWORDS, doc->draft ? DOCUMENT_DRAFT_MARK : "");
	set_property(pdf, CAIRO_PDF_METADATA_CREATOR, "holdfast " HF_VERSION);
	/* where it is not told, cairo takes the clock; an empty date leaves the property out */
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, pdf_date(doc));
	return open_fonts(pdf, e);
}

void pdf_close(struct pdf *pdf)
{
	for (size_t i = 0; i < DOCUMENT_COLUMNS_MAX; i++) {
		g_clear_object(&pdf->layouts[i]);
		g_clear_object(&pdf->heads[i]);
	}
	g_clear_object(&pdf->furniture);
	for (size_t i = 0; i < FONT_COUNT; i++)
		if (pdf->fonts[i])
			pango_font_description_free(pdf->fonts[i]);
	g_clear_object(&pdf->context);
	if (pdf->cr)
		cairo_destroy(pdf->cr);
	if (pdf->surface)
		cairo_surface_destroy(pdf->surface);
}

void pdf_tag(struct pdf *pdf, const char *tag, const char *attributes)
{
	if (pdf->drawing && tag)
		cairo_tag_begin(pdf->cr, tag, attributes);
}

void pdf_untag(struct pdf *pdf, const char *tag)
{
	if (pdf->drawing && tag)
		cairo_tag_end(pdf->cr, tag);
}

static bool has_long_word(const char *text)
{
	for (size_t len; *text; text += len + (text[len] != '\0')) {
		len = strcspn(text, " \n");
		if (len > WORD_MAX)
			return true;
	}
	return false;
}

/* Breaks words that are longer than WORD_MAX. Pango's time grows with the square of a word's length: in a narrow column
 * 64 KiB without a blank took it 106 s. Broken like this, the longest text takes 0.3 s, 1.1 s where each letter is an
 * escape. */
static void break_words(struct writer *out, const char *text)
{
	struct bytes rest = bytes_str(text);
	size_t in_word = 0;

	while (rest.len) {
		size_t len = text_utf8_len(rest);

		len = len ? len : 1;
		in_word = rest.at[0] == ' ' || rest.at[0] == '\n' ? 0 : in_word + len;
		if (in_word > WORD_MAX) {
			write_u8(out, '\n');
			in_word = len;
		}
		write_bytes(out, bytes_part(rest, 0, len));
		rest = bytes_part(rest, len, SIZE_MAX);
	}
}

static void set_text(struct pdf *pdf, PangoLayout *layout, const char *text)
{
	struct writer broken = writer_of(16 * (size_t)DOCUMENT_TEXT_MAX, "text");

	if (!has_long_word(text)) {
		pango_layout_set_text(layout, text, -1);
		return;
	}
	break_words(&broken, text);
	if (writer_ok(&broken)) {
		pango_layout_set_text(layout, (const char *)broken.at, (int)broken.len);
	} else if (!pdf->failed) {
		error_memory(pdf->error, "text of a page");
		pdf->failed = true;
	}
	writer_free(&broken);
}

void pdf_lay(struct pdf *pdf, PangoLayout *layout, enum pdf_font font, const char *text, double width)
{
	pango_layout_set_font_description(layout, pdf->fonts[font]);
	/* a column can be asked to be narrower than a letter */
	pango_layout_set_width(layout, width > 0 ? (int)(fmax(width, 10) * PANGO_SCALE) : -1);
	pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
	set_text(pdf, layout, text);
}

double pdf_height_of(PangoLayout *layout)
{
	int height;

	pango_layout_get_size(layout, NULL, &height);
	return (double)height / PANGO_SCALE;
}

/* One line of a footer: cut with an ellipsis where it is too long. */
static void furniture(struct pdf *pdf, enum pdf_font font, enum pdf_ink ink, PangoAlignment align, double left,
		      double right, double y, const char *text)
{
	pdf_lay(pdf, pdf->furniture, font, text, right - left);
	pango_layout_set_ellipsize(pdf->furniture, PANGO_ELLIPSIZE_END);
	pango_layout_set_single_paragraph_mode(pdf->furniture, TRUE);
	pango_layout_set_alignment(pdf->furniture, align);
	set_ink(pdf, ink);
	cairo_move_to(pdf->cr, left, y);
	pango_cairo_show_layout(pdf->cr, pdf->furniture);
}

/* Across the page, over everything, and in words at the top. */
static void draw_draft(struct pdf *pdf)
{
	int width, height;

	furniture(pdf, FONT_SMALL_STRONG, INK_BAD, PANGO_ALIGN_CENTER, PDF_LEFT, PDF_RIGHT, 26,
		  "DRAFT \xe2\x80\x93 not for issue");
	pango_layout_set_ellipsize(pdf->furniture, PANGO_ELLIPSIZE_NONE);
	pango_layout_set_alignment(pdf->furniture, PANGO_ALIGN_LEFT);
	pdf_lay(pdf, pdf->furniture, FONT_DRAFT, "DRAFT", 0);
	pango_layout_get_size(pdf->furniture, &width, &height);
	cairo_save(pdf->cr);
	cairo_translate(pdf->cr, PDF_WIDTH / 2, PDF_HEIGHT / 2);
	cairo_rotate(pdf->cr, -atan2(PDF_HEIGHT, PDF_WIDTH));
	cairo_translate(pdf->cr, -width / 2.0 / PANGO_SCALE, -height / 2.0 / PANGO_SCALE);
	cairo_set_source_rgba(pdf->cr, inks[INK_BAD].r / 255.0, inks[INK_BAD].g / 255.0, inks[INK_BAD].b / 255.0, 0.12);
	/* as a shape: letters would stand between the words of whoever copies text from the page */
	cairo_move_to(pdf->cr, 0, 0);
	pango_cairo_layout_path(pdf->cr, pdf->furniture);
	cairo_fill(pdf->cr);
	cairo_restore(pdf->cr);
}

static void draw_footer(struct pdf *pdf)
{
	const struct document *doc = pdf->doc;
	const double at = PDF_HEIGHT - 48, middle = PDF_RIGHT - 110;
	struct writer line = writer_of(4 * (size_t)DOCUMENT_TEXT_MAX, "footer");
	char number[40];

	rule(pdf, INK_LINE, 0.5, PDF_LEFT, PDF_RIGHT, at - 5);
	write_fmt(&line, "%s%s%s", doc->title, doc->product[0] ? " \xc2\xb7 " : "", doc->product);
	write_u8(&line, 0);
	furniture(pdf, FONT_SMALL, INK_MUTED, PANGO_ALIGN_LEFT, PDF_LEFT, middle, at,
		  writer_ok(&line) ? (const char *)line.at : "");
	writer_reset(&line);
	if (doc->digest[0]) {
		write_fmt(&line, "Case %s", doc->digest);
		write_u8(&line, 0);
		furniture(pdf, FONT_SMALL, INK_MUTED, PANGO_ALIGN_LEFT, PDF_LEFT, middle, at + 10,
			  writer_ok(&line) ? (const char *)line.at : "");
	}
	writer_free(&line);
	snprintf(number, sizeof number, "Page %u of %u", pdf->page, pdf->page_count);
	furniture(pdf, FONT_SMALL, INK_MUTED, PANGO_ALIGN_RIGHT, middle, PDF_RIGHT, at, number);
	furniture(pdf, FONT_SMALL, INK_MUTED, PANGO_ALIGN_RIGHT, middle, PDF_RIGHT, at + 10,
		  "made by holdfast " HF_VERSION);
}

static void finish_page(struct pdf *pdf)
{
	char label[16];

	if (!pdf->drawing) {
		pdf->page_count = pdf->page;
		return;
	}
	draw_footer(pdf);
	if (pdf->doc->draft)
		draw_draft(pdf);
	snprintf(label, sizeof label, "%u", pdf->page);
	cairo_pdf_surface_set_page_label(pdf->surface, label);
	cairo_show_page(pdf->cr);
}

void pdf_begin(struct pdf *pdf, bool drawing)
{
	pdf->drawing = drawing;
	pdf->page = 1;
	pdf->y = PDF_TOP;
	pdf->repeat = NULL;
}

void pdf_end(struct pdf *pdf)
{
	finish_page(pdf);
}

void pdf_new_page(struct pdf *pdf)
{
	const struct pdf_row *repeat = pdf->repeat;

	if (pdf->page >= DOCUMENT_PAGES_MAX) {
		if (!pdf->failed)
			error_set(pdf->error, ERROR_LIMIT, "document '%s': more than %d pages", pdf->doc->kind,
				  DOCUMENT_PAGES_MAX);
		pdf->failed = true;
	}
	if (pdf->failed)
		return;
	finish_page(pdf);
	pdf->page++;
	pdf->y = PDF_TOP;
	if (repeat) {
		pdf->repeat = NULL; /* it is drawn as any row, which must not ask for itself */
		pdf_row(pdf, repeat);
		pdf->repeat = repeat;
	}
}

static void draw_ground(struct pdf *pdf, const struct pdf_row *row, double height)
{
	if (row->ground) {
		set_ink(pdf, row->ground);
		cairo_rectangle(pdf->cr, row->left, pdf->y, row->right - row->left, height);
		cairo_fill(pdf->cr);
	}
	if (row->bar) {
		set_ink(pdf, row->bar);
		cairo_rectangle(pdf->cr, row->left, pdf->y, 3, height);
		cairo_fill(pdf->cr);
	}
	if (row->rule)
		rule(pdf, row->rule, row->rule == INK_LINE ? 0.5 : 0.9, row->left, row->right, pdf->y + height);
}

static void open_cell(struct pdf *pdf, const struct pdf_cell *cell)
{
	pdf_tag(pdf, cell->tag, NULL);
	if (cell->link)
		pdf_tag(pdf, CAIRO_TAG_LINK, cell->link);
	set_ink(pdf, cell->ink);
}

static void close_cell(struct pdf *pdf, const struct pdf_cell *cell)
{
	if (cell->link)
		pdf_untag(pdf, CAIRO_TAG_LINK);
	pdf_untag(pdf, cell->tag);
}

static void draw_whole(struct pdf *pdf, const struct pdf_row *row, double height)
{
	draw_ground(pdf, row, height);
	pdf_tag(pdf, row->tag, NULL);
	for (size_t i = 0; i < row->count; i++) {
		open_cell(pdf, &row->cells[i]);
		cairo_move_to(pdf->cr, row->cells[i].x, pdf->y + row->above);
		pango_cairo_show_layout(pdf->cr, row->cells[i].layout);
		close_cell(pdf, &row->cells[i]);
	}
	pdf_untag(pdf, row->tag);
}

/* Where a cell of a parted row stands: the next line, and how far down its layout that begins. */
struct progress {
	PangoLayoutIter *line;
	bool done;
};

/* How high the lines are that fit into `room`; at least one where `force`. */
static double fitting(const struct progress *at, double room, bool force)
{
	PangoLayoutIter *line;
	double ret = 0;
	int from, top, bottom;

	if (at->done)
		return 0;
	line = pango_layout_iter_copy(at->line);
	pango_layout_iter_get_line_yrange(line, &from, NULL);
	do {
		double height;

		pango_layout_iter_get_line_yrange(line, &top, &bottom);
		height = (double)(bottom - from) / PANGO_SCALE;
		if (height > room && !(force && ret == 0))
			break;
		ret = height;
	} while (pango_layout_iter_next_line(line));
	pango_layout_iter_free(line);
	return ret;
}

/* Passes the lines that end within `height`, drawing them. */
static void pass_lines(struct pdf *pdf, const struct pdf_cell *cell, struct progress *at, double over, double height)
{
	int from, top, bottom;

	if (at->done)
		return;
	pango_layout_iter_get_line_yrange(at->line, &from, NULL);
	for (;;) {
		pango_layout_iter_get_line_yrange(at->line, &top, &bottom);
		/* half a unit for the way there and back through double */
		if ((double)(bottom - from) / PANGO_SCALE > height + 0.5 / PANGO_SCALE)
			return;
		if (pdf->drawing) {
			PangoRectangle box;

			pango_layout_iter_get_line_extents(at->line, NULL, &box);
			cairo_move_to(pdf->cr, cell->x + (double)box.x / PANGO_SCALE,
				      pdf->y + over +
					      (double)(pango_layout_iter_get_baseline(at->line) - from) / PANGO_SCALE);
			pango_cairo_show_layout_line(pdf->cr, pango_layout_iter_get_line_readonly(at->line));
		}
		if (!pango_layout_iter_next_line(at->line)) {
			at->done = true;
			return;
		}
	}
}

/* One page's part of a row; true where the row is through. */
static bool part_once(struct pdf *pdf, const struct pdf_row *row, struct progress *at)
{
	double room = PDF_BOTTOM - pdf->y - row->above - row->below, height = 0;
	bool done = true;

	for (size_t i = 0; i < row->count; i++)
		height = fmax(height, fitting(&at[i], room, true));
	if (pdf->drawing)
		draw_ground(pdf, row, row->above + height + row->below);
	pdf_tag(pdf, row->tag, NULL);
	for (size_t i = 0; i < row->count; i++) {
		if (pdf->drawing)
			open_cell(pdf, &row->cells[i]);
		pass_lines(pdf, &row->cells[i], &at[i], row->above, height);
		if (pdf->drawing)
			close_cell(pdf, &row->cells[i]);
		done = done && at[i].done;
	}
	pdf_untag(pdf, row->tag);
	pdf->y += row->above + height + row->below;
	return done;
}

static void part_row(struct pdf *pdf, const struct pdf_row *row)
{
	struct progress at[DOCUMENT_COLUMNS_MAX] = {0};

	for (size_t i = 0; i < row->count; i++)
		at[i].line = pango_layout_get_iter(row->cells[i].layout);
	while (!part_once(pdf, row, at) && !pdf->failed)
		pdf_new_page(pdf);
	for (size_t i = 0; i < row->count; i++)
		pango_layout_iter_free(at[i].line);
}

void pdf_row(struct pdf *pdf, const struct pdf_row *row)
{
	double height = 0, left;

	if (pdf->failed)
		return;
	for (size_t i = 0; i < row->count; i++) {
		height = fmax(height, pdf_height_of(row->cells[i].layout));
		if (!pdf->drawing)
			pdf->unknown += (unsigned)pango_layout_get_unknown_glyphs_count(row->cells[i].layout);
	}
	height = fmax(height + row->above + row->below, row->least);
	if (pdf->y > PDF_TOP)
		pdf->y += row->before;
	left = PDF_BOTTOM - pdf->y;
	/* not parted: whatever is small, and what would leave a line or two behind */
	if (height + row->keep > left && pdf->y > PDF_TOP &&
	    (height <= row->whole || left < 48 || (height <= left && height + row->keep <= ROOM)))
		pdf_new_page(pdf);
	if (height > PDF_BOTTOM - pdf->y) {
		part_row(pdf, row);
		return;
	}
	if (pdf->drawing)
		draw_whole(pdf, row, height);
	pdf->y += height;
}
