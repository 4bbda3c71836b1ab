/* A printed document of the dossier: a list of blocks, built with the calls below and written by two renderers, HTML
 * and PDF. Everything lies in the arena; the texts are copied, so the caller's may go.
 *
 * Texts are hostile (a maker's declaration, bytes of an image): they are made safe to show as they come in. Invalid
 * UTF-8, control and bidirectional characters become escapes; a newline stays and breaks the line.
 *
 * The calls return nothing: the first one that fails (memory, a limit) fails the document for good, and document_done()
 * or the renderer reports it. A NULL document, from document_new() without memory, may be passed to every call.
 *
 * Serves 5.0 and the legal texts: a document whose mandatory fields are missing cannot be written unless it is a draft.
 */
#ifndef HF_ASSESS_DOSSIER_DOCUMENT_H
#define HF_ASSESS_DOSSIER_DOCUMENT_H

#include "assess/checks/check.h"
#include "core/base/arena.h"
#include "core/base/writer.h"

enum {
	DOCUMENT_BLOCKS_MAX = 200000, /* blocks and cells together */
	DOCUMENT_BYTES_MAX = 16 * 1024 * 1024,
	DOCUMENT_TEXT_MAX = 32 * 1024, /* of one text: the rest is cut, and the cut is said */
	DOCUMENT_COLUMNS_MAX = 16,
	DOCUMENT_PAGES_MAX = 2000,
};

/* What a cell or a note says beside its words: shown by colour and weight, so the words have to say it too. */
enum tone { TONE_PLAIN, TONE_GOOD, TONE_BAD, TONE_OPEN, TONE_MUTE };

/* Footer and file properties. Each may be NULL or empty: it is then left out. */
struct document_about {
	const char *product; /* "Example Lock 2" */
	const char *author;  /* who the document speaks for: the maker, the laboratory */
	const char *digest;  /* of the case, in hex */
	const char *date;    /* "2026-11-21" or with "T10:00:00Z" behind it; the only date that the files hold */
};

struct document_column {
	const char *title;
	unsigned width; /* relative to the other columns; 0 counts as 1 */
	bool mono;      /* digests, paths, keys */
};

struct document;

/* `kind` is the stem of the file name, lower case: "test-report". `subtitle` may be NULL. */
struct document *document_new(struct arena *a, const char *kind, const char *title, const char *subtitle);
void document_about(struct document *doc, const struct document_about *about);
/* A row of the block under the title. */
void document_meta(struct document *doc, const char *key, const char *fmt, ...) PRINTF(3, 4);
/* Under the word "Contents", a list of the headings of levels 1 and 2, with page numbers in the PDF. Stands where it is
 * called. */
void document_contents(struct document *doc);
/* This is a legal text: the remark that it is not legal advice is printed on it. */
void document_legal(struct document *doc);
/* "DRAFT" across each page. */
void document_draft(struct document *doc, bool draft);

/* Level 1 to 4; the title is above level 1. */
void document_heading(struct document *doc, unsigned level, const char *fmt, ...) PRINTF(3, 4);
void document_text(struct document *doc, const char *fmt, ...) PRINTF(2, 3);
/* A bullet; consecutive ones are one list. */
void document_item(struct document *doc, const char *fmt, ...) PRINTF(2, 3);
/* "key: text"; consecutive ones are one list. */
void document_pair(struct document *doc, const char *key, const char *fmt, ...) PRINTF(3, 4);
/* A remark in a box. */
void document_note(struct document *doc, enum tone tone, const char *fmt, ...) PRINTF(3, 4);
/* A text in a fixed-width font: a command, an excerpt, a file to publish. */
void document_code(struct document *doc, const char *fmt, ...) PRINTF(2, 3);
/* The address is printed behind the label; it is clickable where it is http, https, mailto or tel. */
void document_link(struct document *doc, const char *label, const char *url);
void document_page_break(struct document *doc);
/* Where somebody signs: what is NULL or empty is left as a line to be filled in by hand. */
void document_signature(struct document *doc, const char *role, const char *name, const char *place, const char *date);

/* Starts a table: cells follow in rows, up to the next block. The header row is repeated on each page; the columns are
 * copied. A last row that is short is filled up with empty cells. */
void document_table(struct document *doc, const struct document_column *columns, size_t count);
void document_cell(struct document *doc, enum tone tone, const char *fmt, ...) PRINTF(3, 4);
/* A cell of the verdict's name in its tone. */
void document_cell_verdict(struct document *doc, enum verdict verdict);
/* Memory ran out while a text for the document was made: the document fails. */
void document_out_of_memory(struct document *doc);
/* A cell of what was written, which is given back; what did not fit is told to be cut. */
void document_cell_from(struct document *doc, enum tone tone, struct writer *text);
/* A cell of paths of files beside this one, a line each: links in the HTML. Paths of our own making alone. */
void document_cell_files(struct document *doc, const char *fmt, ...) PRINTF(2, 3);
/* A row of one cell over all columns that names what the rows under it belong to. Only between full rows. */
void document_group(struct document *doc, const char *fmt, ...) PRINTF(2, 3);
enum tone document_tone(enum verdict verdict);

/* Notes that a mandatory field is missing: `field` is its key in product.yaml ("maker.address"), `why` the rule that
 * asks for it ("PSTI Sch. 4 para. 2(b)"). Unless the document is a draft the renderers then refuse it (ERROR_USAGE). */
void document_missing(struct document *doc, const char *field, const char *why);
/* document_pair() of `value`; where that is NULL or blank, document_missing() and "missing" in its place. */
void document_required(struct document *doc, const char *key, const char *value, const char *field, const char *why);
size_t document_missing_count(const struct document *doc);
const char *document_missing_field(const struct document *doc, size_t index);
const char *document_missing_why(const struct document *doc, size_t index);

/* Whether all calls so far succeeded. */
MUST_CHECK bool document_done(const struct document *doc, struct error *e);
/* What a draft carries in its bytes, beside the word across each page. */
#define DOCUMENT_DRAFT_MARK "holdfast-draft"
/* True where a file is an HTML page, a PDF or a text that was written as a draft: nobody signs or archives those. */
bool document_marked_draft(struct bytes file);
size_t document_block_count(const struct document *doc);
size_t document_cell_count(const struct document *doc);
/* The words, a block or a row a line, cells parted by " | ". For tests and comparisons. */
void document_plain(const struct document *doc, struct writer *out);

/* One page without script and without anything to load. */
MUST_CHECK bool document_html(const struct document *doc, struct writer *out, struct error *e);
/* A4, tagged, fonts embedded; the same document gives the same bytes. Characters that no installed font has are boxes,
 * and the last page says so; a legal document that is no draft is refused then. Unlike the rest of the project, the
 * text layout under it (GLib) ends the process where memory runs out: a file is to be written under a temporary name
 * first. */
MUST_CHECK bool document_pdf(const struct document *doc, struct writer *out, struct error *e);

#endif
