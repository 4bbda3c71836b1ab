/* The page engine under document_pdf.c: a document is rows, one under the other, and a row is cells side by side; a
 * paragraph is a row of one cell. A row that does not fit goes to the next page or is parted between lines.
 *
 * The engine runs twice over a document: once measuring only, to learn the number of pages and the pages of the
 * headings, and once drawing. Both runs lay out the same texts at the same widths, so they agree. Inside this directory
 * only. */
#ifndef HF_ASSESS_DOSSIER_DOCUMENT_PDF_PAGE_H
#define HF_ASSESS_DOSSIER_DOCUMENT_PDF_PAGE_H

#include "assess/dossier/document_model.h"

#include <cairo.h>
#include <pango/pangocairo.h>

#define PDF_WIDTH 595.28
#define PDF_HEIGHT 841.89
#define PDF_LEFT 54.0
#define PDF_RIGHT (PDF_WIDTH - 54.0)
#define PDF_TOP 56.0
#define PDF_BOTTOM (PDF_HEIGHT - 66.0)

enum pdf_font {
	FONT_BODY,
	FONT_STRONG,
	FONT_TITLE,
	FONT_SUBTITLE,
	FONT_H1,
	FONT_H2,
	FONT_H3,
	FONT_H4,
	FONT_CELL,
	FONT_CELL_STRONG,
	FONT_CELL_MONO,
	FONT_MONO,
	FONT_SMALL,
	FONT_SMALL_STRONG,
	FONT_DRAFT,
	FONT_COUNT,
};

enum pdf_ink {
	INK_NONE,
	INK_TEXT,
	INK_MUTED,
	INK_ACCENT,
	INK_LINK,
	INK_GOOD,
	INK_BAD,
	INK_OPEN,
	INK_LINE,
	INK_STRONG_LINE,
	INK_PANEL,
	INK_GOOD_PANEL,
	INK_BAD_PANEL,
	INK_OPEN_PANEL,
};

struct pdf_cell {
	PangoLayout *layout;
	double x;
	enum pdf_ink ink;
	const char *tag;  /* structure element; NULL: none */
	const char *link; /* attributes of a link around it; NULL: none */
};

struct pdf_row {
	struct pdf_cell cells[DOCUMENT_COLUMNS_MAX];
	size_t count;
	const char *tag;    /* structure element around the cells; NULL: none */
	double left, right; /* of the ground and the rule */
	double before, above,
		below; /* space before the row (not at the top of a page); inside it over and under the text */
	double least;  /* height at least */
	double keep;   /* so much must fit under it on the same page */
	double whole;  /* not parted where it is at most this high */
	enum pdf_ink ground, bar, rule;
};

struct pdf {
	const struct document *doc;
	struct arena *arena; /* for this run, apart from the document's */
	cairo_surface_t *surface;
	cairo_t *cr;
	PangoContext *context;
	PangoFontDescription *fonts[FONT_COUNT];
	PangoLayout *layouts[DOCUMENT_COLUMNS_MAX]; /* of the row in hand */
	PangoLayout *heads[DOCUMENT_COLUMNS_MAX];   /* of the header row of the table in hand */
	PangoLayout *furniture;
	const struct pdf_row *repeat; /* the header row that a new page begins with */
	bool drawing;
	double y;
	unsigned page, page_count;
	unsigned *heading_pages; /* by block */
	unsigned unknown;        /* characters that no installed font has; counted while measuring */
	struct error *error;
	bool failed;
};

MUST_CHECK bool pdf_open(struct pdf *pdf, const struct document *doc, struct arena *a, struct writer *out,
			 struct error *e);
/* The document's date as a file can hold it; "" where it is none. */
const char *pdf_date(const struct document *doc);
void pdf_close(struct pdf *pdf);
void pdf_begin(struct pdf *pdf, bool drawing);
void pdf_end(struct pdf *pdf);
void pdf_new_page(struct pdf *pdf);
/* Sets the text of a layout; width 0: one line. */
void pdf_lay(struct pdf *pdf, PangoLayout *layout, enum pdf_font font, const char *text, double width);
void pdf_row(struct pdf *pdf, const struct pdf_row *row);
void pdf_tag(struct pdf *pdf, const char *tag, const char *attributes);
void pdf_untag(struct pdf *pdf, const char *tag);
double pdf_height_of(PangoLayout *layout);

#endif
