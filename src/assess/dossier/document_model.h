/* What document.c builds and the two renderers read. Inside this directory only. All texts are safe to show already. */
#ifndef HF_ASSESS_DOSSIER_DOCUMENT_MODEL_H
#define HF_ASSESS_DOSSIER_DOCUMENT_MODEL_H

#include "assess/dossier/document.h"

enum block_kind {
	BLOCK_HEADING,
	BLOCK_TEXT,
	BLOCK_ITEM,
	BLOCK_PAIR,
	BLOCK_NOTE,
	BLOCK_CODE,
	BLOCK_LINK,
	BLOCK_TABLE,
	BLOCK_SIGNATURE,
	BLOCK_CONTENTS,
	BLOCK_PAGE_BREAK,
};

struct document_cell {
	const char *text;
	enum tone tone;
	bool spans; /* over all columns: the row has this cell alone */
	bool files; /* each line is the path of a file beside the document */
};

struct document_grid {
	struct document_column *columns;
	size_t column_count;
	struct document_cell *cells;
	size_t cell_count, cell_cap;
	size_t in_row; /* cells of the last row, 0 where it is full */
};

struct document_block {
	enum block_kind kind;
	unsigned level; /* of a heading */
	enum tone tone;
	bool live;        /* a link whose address may be clicked */
	const char *key;  /* of a pair, a link's label, who signs */
	const char *text; /* a link's address, the name of who signs */
	const char *place, *date;
	struct document_grid *grid;
};

struct document_row {
	const char *key, *text;
};

struct document {
	struct arena *arena;
	const char *kind, *title, *subtitle;
	const char *product, *author, *digest, *date; /* "" where not given */
	bool draft, legal;
	struct document_block *blocks;
	size_t block_count, block_cap;
	struct document_row *meta;
	size_t meta_count, meta_cap;
	struct document_row *missing; /* field, why */
	size_t missing_count, missing_cap;
	size_t cell_count, bytes;
	struct error failed; /* code ERROR_NONE while all went well */
};

/* The next row of a table from cell *at on: how many cells it has; 0 at the end. */
size_t document_row_next(const struct document_grid *grid, size_t *at, const struct document_cell **ret);
/* document_done(), and that nothing mandatory is missing: what a renderer asks first. */
MUST_CHECK bool document_ready(const struct document *doc, struct error *e);
extern const char document_legal_remark[];

#endif
