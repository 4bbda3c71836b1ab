/* Part of document.c: a document as plain text. */
#include "assess/dossier/document_model.h"

static void plain_table(const struct document_grid *grid, struct writer *out)
{
	const struct document_cell *cells;
	size_t at = 0, count;

	for (size_t i = 0; i < grid->column_count; i++)
		write_fmt(out, "%s%s", i ? " | " : "", grid->columns[i].title);
	write_str(out, "\n");
	while ((count = document_row_next(grid, &at, &cells))) {
		for (size_t i = 0; i < count; i++)
			write_fmt(out, "%s%s", i ? " | " : "", cells[i].text);
		write_str(out, "\n");
	}
}

static void plain_block(const struct document_block *b, struct writer *out)
{
	switch (b->kind) {
	case BLOCK_HEADING:
		write_fmt(out, "%.*s %s\n", (int)b->level, "####", b->text);
		break;
	case BLOCK_ITEM:
		write_fmt(out, "- %s\n", b->text);
		break;
	case BLOCK_PAIR:
	case BLOCK_LINK:
		write_fmt(out, "%s: %s\n", b->key, b->text);
		break;
	case BLOCK_TEXT:
	case BLOCK_NOTE:
	case BLOCK_CODE:
		write_fmt(out, "%s\n", b->text);
		break;
	case BLOCK_TABLE:
		plain_table(b->grid, out);
		break;
	case BLOCK_SIGNATURE:
		write_fmt(out, "Signed: %s | %s | %s | %s\n", b->key, b->text, b->place, b->date);
		break;
	case BLOCK_CONTENTS:
	case BLOCK_PAGE_BREAK:
		break;
	}
}

bool document_marked_draft(struct bytes file)
{
	return bytes_find_str(file, "<meta name=\"keywords\" content=\"" DOCUMENT_DRAFT_MARK "\">") != SIZE_MAX ||
	       bytes_find_str(file, "/Keywords (" DOCUMENT_DRAFT_MARK ")") != SIZE_MAX ||
	       bytes_starts(file, "# " DOCUMENT_DRAFT_MARK ":");
}

void document_plain(const struct document *doc, struct writer *out)
{
	if (!doc)
		return;
	if (doc->draft)
		write_str(out, "DRAFT\n");
	write_fmt(out, "%s\n", doc->title);
	if (doc->subtitle[0])
		write_fmt(out, "%s\n", doc->subtitle);
	for (size_t i = 0; i < doc->meta_count; i++)
		write_fmt(out, "%s: %s\n", doc->meta[i].key, doc->meta[i].text);
	for (size_t i = 0; i < doc->block_count; i++)
		plain_block(&doc->blocks[i], out);
	for (size_t i = 0; i < doc->missing_count; i++)
		write_fmt(out, "Missing: %s (%s)\n", doc->missing[i].key, doc->missing[i].text);
	if (doc->legal)
		write_fmt(out, "%s\n", document_legal_remark);
}
