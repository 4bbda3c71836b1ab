/* A document as one HTML page: web/document/document.html with its parts filled in. Its content security policy allows
 * the built-in style and nothing else; texts come safe to show from the model and are escaped here. */
#include "assess/dossier/document_model.h"

#include "document_page.h"

#include <stdio.h>
#include <string.h>

static const char *const tone_classes[] = {
	[TONE_PLAIN] = "", [TONE_GOOD] = "good", [TONE_BAD] = "bad", [TONE_OPEN] = "open", [TONE_MUTE] = "mute"};

static void escaped(struct writer *out, const char *text)
{
	const char *from = text;

	for (; *text; text++) {
		const char *entity = *text == '&'    ? "&amp;"
				     : *text == '<'  ? "&lt;"
				     : *text == '>'  ? "&gt;"
				     : *text == '"'  ? "&quot;"
				     : *text == '\'' ? "&#39;"
						     : NULL;

		if (!entity)
			continue;
		write_bytes(out, bytes_of(from, (size_t)(text - from)));
		write_str(out, entity);
		from = text + 1;
	}
	write_bytes(out, bytes_of(from, (size_t)(text - from)));
}

static void element(struct writer *out, const char *name, const char *text)
{
	write_fmt(out, "<%s>", name);
	escaped(out, text);
	write_fmt(out, "</%s>\n", name);
}

static void toned(struct writer *out, const char *name, const char *classes, enum tone tone, const char *text)
{
	const char *own = tone_classes[tone];

	write_fmt(out, "<%s", name);
	if (classes[0] || own[0])
		write_fmt(out, " class=\"%s%s%s\"", classes, classes[0] && own[0] ? " " : "", own);
	write_str(out, ">");
	escaped(out, text);
	write_fmt(out, "</%s>\n", name);
}

static void html_properties(struct writer *out, const struct document *doc)
{
	static const char *const names[] = {"author", "dcterms.date", "description"};
	const char *const values[] = {doc->author, doc->date, doc->subtitle};

	if (doc->draft)
		write_str(out, "<meta name=\"keywords\" content=\"" DOCUMENT_DRAFT_MARK "\">\n");
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (!values[i][0])
			continue;
		write_fmt(out, "<meta name=\"%s\" content=\"", names[i]);
		escaped(out, values[i]);
		write_str(out, "\">\n");
	}
}

static void html_cover(struct writer *out, const struct document *doc)
{
	if (doc->subtitle[0])
		toned(out, "p", "subtitle", TONE_PLAIN, doc->subtitle);
	if (doc->meta_count) {
		write_str(out, "<dl>\n");
		for (size_t i = 0; i < doc->meta_count; i++) {
			element(out, "dt", doc->meta[i].key);
			element(out, "dd", doc->meta[i].text);
		}
		write_str(out, "</dl>\n");
	}
	if (doc->missing_count == 0)
		return;
	write_str(out, "<div class=\"note bad\"><strong>Draft. What is missing:</strong>\n<ul>\n");
	for (size_t i = 0; i < doc->missing_count; i++) {
		write_str(out, "<li><span class=\"mono\">");
		escaped(out, doc->missing[i].key);
		write_str(out, "</span> (");
		escaped(out, doc->missing[i].text);
		write_str(out, ")</li>\n");
	}
	write_str(out, "</ul>\n</div>\n");
}

static void html_contents(struct writer *out, const struct document *doc)
{
	write_str(out,
		  "<nav aria-labelledby=\"contents\">\n<p class=\"contents\" id=\"contents\">Contents</p>\n<ol>\n");
	for (size_t i = 0; i < doc->block_count; i++) {
		const struct document_block *b = &doc->blocks[i];

		if (b->kind != BLOCK_HEADING || b->level > 2)
			continue;
		write_fmt(out, "<li class=\"l%u\"><a href=\"#s%zu\">", b->level, i);
		escaped(out, b->text);
		write_str(out, "</a></li>\n");
	}
	write_str(out, "</ol>\n</nav>\n");
}

static void html_header_row(struct writer *out, const struct document_grid *grid)
{
	unsigned sum = 0;

	for (size_t i = 0; i < grid->column_count; i++)
		sum += grid->columns[i].width;
	write_str(out, "<thead>\n<tr>\n");
	for (size_t i = 0; i < grid->column_count; i++) {
		unsigned steps = (unsigned)((20ull * grid->columns[i].width + sum / 2) / sum);

		write_fmt(out, "<th scope=\"col\" class=\"w%u\">", steps ? steps : 1);
		escaped(out, grid->columns[i].title);
		write_str(out, "</th>\n");
	}
	write_str(out, "</tr>\n</thead>\n");
}

static void html_files(struct writer *out, const char *classes, const char *text)
{
	if (classes[0])
		write_fmt(out, "<td class=\"%s\">", classes);
	else
		write_str(out, "<td>");
	while (*text) {
		size_t len = strcspn(text, "\n");
		char path[300];

		snprintf(path, sizeof path, "%.*s", len < sizeof path ? (int)len : 0, text);
		write_str(out, "<a href=\"");
		escaped(out, path);
		write_str(out, "\">");
		escaped(out, path);
		write_str(out, text[len] ? "</a>\n" : "</a>");
		text += len + (text[len] != '\0');
	}
	write_str(out, "</td>\n");
}

/* The heading it stands under tells it from the others. */
static void html_table(struct writer *out, const struct document *doc, size_t index)
{
	const struct document_grid *grid = doc->blocks[index].grid;
	const char *heading = doc->title;
	const struct document_cell *cells;
	size_t at = 0, count;

	/* reachable by keyboard, since it may scroll on a narrow screen */
	for (size_t i = 0; i < index; i++)
		if (doc->blocks[i].kind == BLOCK_HEADING)
			heading = doc->blocks[i].text;
	write_str(out, "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"Table: ");
	escaped(out, heading);
	write_str(out, "\">\n<table>\n");
	html_header_row(out, grid);
	write_str(out, "<tbody>\n");
	while ((count = document_row_next(grid, &at, &cells))) {
		write_str(out, cells[0].spans ? "<tr class=\"group\">\n" : "<tr>\n");
		if (cells[0].spans) {
			write_fmt(out, "<th colspan=\"%zu\" scope=\"colgroup\">", grid->column_count);
			escaped(out, cells[0].text);
			write_str(out, "</th>\n");
		}
		for (size_t i = 0; i < count && !cells[0].spans; i++) {
			if (cells[i].files) {
				html_files(out, grid->columns[i].mono ? "mono" : "", cells[i].text);
				continue;
			}
			toned(out, "td", grid->columns[i].mono ? "mono" : "", cells[i].tone, cells[i].text);
		}
		write_str(out, "</tr>\n");
	}
	write_str(out, "</tbody>\n</table>\n</div>\n");
}

static void html_signature(struct writer *out, const struct document_block *b)
{
	static const char *const keys[] = {"Name", "Place", "Date"};
	const char *const values[] = {b->text, b->place, b->date};

	write_str(out, "<div class=\"sign\">\n");
	element(out, "p", b->key);
	write_str(out, "<dl>\n");
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		element(out, "dt", keys[i]);
		element(out, "dd", values[i]);
	}
	write_str(out, "<dt>Signature</dt>\n<dd class=\"line\"></dd>\n</dl>\n</div>\n");
}

static void html_link(struct writer *out, const struct document_block *b)
{
	write_str(out, "<p>");
	if (b->key[0]) {
		escaped(out, b->key);
		write_str(out, ": ");
	}
	if (b->live) {
		write_str(out, "<a rel=\"noreferrer\" href=\"");
		escaped(out, b->text);
		write_str(out, "\">");
	}
	escaped(out, b->text);
	write_str(out, b->live ? "</a></p>\n" : "</p>\n");
}

static void html_block(struct writer *out, const struct document *doc, size_t index)
{
	const struct document_block *b = &doc->blocks[index];
	bool breaks = index && doc->blocks[index - 1].kind == BLOCK_PAGE_BREAK;

	switch (b->kind) {
	case BLOCK_HEADING:
		write_fmt(out, "<h%u id=\"s%zu\"%s>", b->level + 1, index, breaks ? " class=\"break\"" : "");
		escaped(out, b->text);
		write_fmt(out, "</h%u>\n", b->level + 1);
		break;
	case BLOCK_TEXT:
		toned(out, "p", breaks ? "break" : "", TONE_PLAIN, b->text);
		break;
	case BLOCK_ITEM:
		element(out, "li", b->text);
		break;
	case BLOCK_PAIR:
		element(out, "dt", b->key);
		toned(out, "dd", "", b->tone, b->text);
		break;
	case BLOCK_NOTE:
		toned(out, "p", "note", b->tone, b->text);
		break;
	case BLOCK_CODE:
		element(out, "pre", b->text);
		break;
	case BLOCK_LINK:
		html_link(out, b);
		break;
	case BLOCK_TABLE:
		html_table(out, doc, index);
		break;
	case BLOCK_SIGNATURE:
		html_signature(out, b);
		break;
	case BLOCK_CONTENTS:
		html_contents(out, doc);
		break;
	case BLOCK_PAGE_BREAK:
		break;
	}
}

/* The element that holds a run of such blocks; NULL where they stand alone. */
static const char *holder(enum block_kind kind)
{
	return kind == BLOCK_ITEM ? "ul" : kind == BLOCK_PAIR ? "dl" : NULL;
}

static void html_main(struct writer *out, const struct document *doc)
{
	const char *open = NULL;

	for (size_t i = 0; i < doc->block_count; i++) {
		const char *want = holder(doc->blocks[i].kind);

		if (open && open != want)
			write_fmt(out, "</%s>\n", open);
		if (want && open != want)
			write_fmt(out, "<%s>\n", want);
		open = want;
		html_block(out, doc, i);
	}
	if (open)
		write_fmt(out, "</%s>\n", open);
}

static void html_foot(struct writer *out, const struct document *doc)
{
	if (doc->legal)
		element(out, "p", document_legal_remark);
	write_str(out, "<p>");
	escaped(out, doc->title);
	if (doc->product[0]) {
		write_str(out, " &middot; ");
		escaped(out, doc->product);
	}
	write_str(out, " &middot; made by holdfast " HF_VERSION "</p>\n");
	if (doc->digest[0]) {
		write_str(out, "<p>Case <span class=\"mono\">");
		escaped(out, doc->digest);
		write_str(out, "</span></p>\n");
	}
}

static void html_part(struct writer *out, const struct document *doc, enum page_part part)
{
	switch (part) {
	case PART_GENERATOR:
		write_str(out, "holdfast " HF_VERSION);
		break;
	case PART_PROPERTIES:
		html_properties(out, doc);
		break;
	case PART_NAME:
		if (doc->draft)
			write_str(out, "DRAFT: ");
		escaped(out, doc->title);
		if (doc->product[0]) {
			write_str(out, " - ");
			escaped(out, doc->product);
		}
		break;
	case PART_DRAFT:
		if (doc->draft)
			write_str(out, "<div class=\"draft\"><span>DRAFT</span></div>\n");
		break;
	case PART_TITLE:
		escaped(out, doc->title);
		break;
	case PART_COVER:
		html_cover(out, doc);
		break;
	case PART_MAIN:
		html_main(out, doc);
		break;
	case PART_FOOT:
		html_foot(out, doc);
		break;
	case PART_END:
		break;
	}
}

bool document_html(const struct document *doc, struct writer *out, struct error *e)
{
	TRY(document_ready(doc, e));
	for (size_t i = 0; i < ARRAY_LEN(page); i++) {
		write_str(out, page[i].text);
		html_part(out, doc, page[i].then);
	}
	return writer_done(out, e);
}
