/* CSV as RFC 4180 has it, read as untrusted and written so that no spreadsheet takes a cell for a formula. Read too:
 * semicolons or tabs between cells (what spreadsheets write in many countries), lines that end with a newline alone, a
 * byte order mark. Serves 5.13-1A on ourselves. */
#ifndef HF_ASSESS_CSV_H
#define HF_ASSESS_CSV_H

#include "core/base/writer.h"
#include "core/product/problems.h"

enum { CSV_BYTES_MAX = 2 << 20, CSV_CELLS_MAX = 400000 };

struct csv_cell {
	struct bytes text;     /* without quotes and guard; lines parted by newlines alone; NUL-terminated */
	uint32_t line, column; /* from 1: where the cell begins */
	uint64_t offset, len;  /* its bytes in the file */
};
struct csv_row {
	const struct csv_cell *cells;
	size_t count;
};
struct csv {
	const struct csv_row *rows; /* empty lines left out */
	size_t count;
};

/* `line`: number of the first line. False: p says why. *ret lives in p's arena. */
MUST_CHECK bool csv_parse(struct bytes in, uint32_t line, struct problems *p, struct csv *ret);

/* One cell of a row, with the separator in front of it unless it is the first. A text that a spreadsheet would compute
 * (it begins with = + - @, a tab or a carriage return) gets an apostrophe in front; csv_parse() takes it away again. */
void csv_write(struct writer *out, const char *text, bool first);
/* Whether a text needs that apostrophe: for tables that are not CSV. */
bool csv_computes(const char *text);
void csv_end(struct writer *out);

#endif
