#include "assess/declare/csv.h"

#include "core/product/tree.h"

/* What makes a spreadsheet compute a cell. */
static bool computes(uint8_t c)
{
	return c && strchr("=+-@\t\r", c) != NULL;
}

/* An apostrophe of the text's own is guarded where it would be taken for a guard. */
static bool needs_guard(struct bytes text)
{
	if (text.len == 0)
		return false;
	if (text.at[0] == '\'')
		return text.len > 1 && (computes(text.at[1]) || text.at[1] == '\'');
	return computes(text.at[0]);
}

bool csv_computes(const char *text)
{
	return needs_guard(bytes_str(text));
}

static bool has_guard(struct bytes text)
{
	return text.len > 1 && text.at[0] == '\'' && (computes(text.at[1]) || text.at[1] == '\'');
}

void csv_write(struct writer *out, const char *text, bool first)
{
	bool quotes = strpbrk(text, "\",;\t\r\n") || text[0] == ' ' || (text[0] && text[strlen(text) - 1] == ' ');

	if (!first)
		write_str(out, ",");
	if (quotes)
		write_str(out, "\"");
	if (needs_guard(bytes_str(text)))
		write_str(out, "'");
	for (; *text; text++) {
		if (*text == '"')
			write_str(out, "\"");
		write_u8(out, (uint8_t)*text);
	}
	if (quotes)
		write_str(out, "\"");
}

void csv_end(struct writer *out)
{
	write_str(out, "\r\n");
}

struct parser {
	struct bytes in;
	size_t at;
	uint32_t line, column;
	uint8_t separator;
	struct problems *problems;
	struct csv_cell *cells;
	size_t cell_count, cell_cap;
	struct writer text; /* of the cell that is read */
};

static uint8_t peek(const struct parser *p)
{
	return p->at < p->in.len ? p->in.at[p->at] : 0;
}

static bool at_end(const struct parser *p)
{
	return p->at >= p->in.len;
}

/* The line's end, in either form. */
static bool at_line_end(const struct parser *p)
{
	return at_end(p) || peek(p) == '\n' ||
	       (peek(p) == '\r' && p->at + 1 < p->in.len && p->in.at[p->at + 1] == '\n');
}

static void advance(struct parser *p)
{
	uint8_t c = peek(p);

	p->at++;
	if (c == '\n') {
		p->line++;
		p->column = 1;
	} else if ((c & 0xc0) != 0x80) { /* not the middle of a character */
		p->column++;
	}
}

static void skip_line_end(struct parser *p)
{
	if (peek(p) == '\r')
		advance(p);
	if (peek(p) == '\n')
		advance(p);
}

static bool quoted(struct parser *p, const struct csv_cell *cell)
{
	advance(p);
	for (;;) {
		uint8_t c = peek(p);

		if (at_end(p))
			return problem_add(p->problems, cell->line, cell->column,
					   "a quote begins here that never ends");
		advance(p);
		if (c == '"' && peek(p) != '"')
			break;
		if (c == '"')
			advance(p);
		if (c != '\r') /* CR LF is a newline */
			write_u8(&p->text, c);
	}
	if (!at_line_end(p) && peek(p) != p->separator)
		return problem_add(p->problems, p->line, p->column, "text behind the quote that ends the cell");
	return true;
}

static bool plain(struct parser *p)
{
	while (!at_line_end(p) && peek(p) != p->separator) {
		if (peek(p) == '"')
			return problem_add(p->problems, p->line, p->column,
					   "a quote inside a cell that does not begin with one");
		write_u8(&p->text, peek(p));
		advance(p);
	}
	return true;
}

static bool read_cell(struct parser *p)
{
	struct csv_cell cell = {.line = p->line, .column = p->column, .offset = p->at};
	struct bytes text;

	writer_reset(&p->text);
	TRY(peek(p) == '"' ? quoted(p, &cell) : plain(p));
	cell.len = p->at - cell.offset;
	text = writer_bytes(&p->text);
	if (!writer_ok(&p->text))
		return problem_add(p->problems, cell.line, cell.column, "more than %d bytes in a cell",
				   PRODUCT_VALUE_MAX);
	if (p->cell_count >= CSV_CELLS_MAX)
		return problem_add(p->problems, cell.line, cell.column, "more than %d cells", CSV_CELLS_MAX);
	if (has_guard(text))
		text = bytes_part(text, 1, text.len);
	cell.text = arena_copy(p->problems->arena, text);
	if (!cell.text.at ||
	    !arena_grow(p->problems->arena, &p->cells, p->cell_count, &p->cell_cap, sizeof *p->cells)) {
		p->problems->out_of_memory = true;
		return false;
	}
	p->cells[p->cell_count++] = cell;
	return true;
}

/* What parts the header's cells. */
static uint8_t find_separator(struct bytes in)
{
	for (size_t i = 0; i < in.len && in.at[i] != '\n'; i++)
		if (in.at[i] == ',' || in.at[i] == ';' || in.at[i] == '\t')
			return in.at[i];
	return ',';
}

struct rows {
	size_t *first; /* cell each row begins with */
	size_t count, cap;
};

static bool read_rows(struct parser *p, struct rows *rows)
{
	while (!at_end(p)) {
		size_t first = p->cell_count;

		for (;;) {
			TRY(read_cell(p));
			if (at_line_end(p))
				break;
			advance(p); /* the separator */
		}
		skip_line_end(p);
		if (p->cell_count == first + 1 && p->cells[first].len == 0) {
			p->cell_count = first; /* an empty line */
			continue;
		}
		if (!arena_grow(p->problems->arena, &rows->first, rows->count, &rows->cap, sizeof *rows->first)) {
			p->problems->out_of_memory = true;
			return false;
		}
		rows->first[rows->count++] = first;
	}
	return true;
}

bool csv_parse(struct bytes in, uint32_t line, struct problems *problems, struct csv *ret)
{
	struct parser p = {.in = in, .line = line, .column = 1, .problems = problems};
	struct rows rows = {0};
	struct csv_row *all;
	bool ok;

	if (in.len > CSV_BYTES_MAX)
		return problem_add(problems, line, 1, "longer than %d bytes", CSV_BYTES_MAX);
	if (bytes_starts(in, "\xef\xbb\xbf"))
		p.at = 3;
	TRY(tree_is_text(in, line, problems));
	p.separator = find_separator(bytes_part(in, p.at, in.len));
	p.text = writer_of(PRODUCT_VALUE_MAX, "cell");
	ok = read_rows(&p, &rows);
	writer_free(&p.text);
	if (!ok)
		return false;
	all = arena_array(problems->arena, rows.count + 1, sizeof *all);
	if (!all) {
		problems->out_of_memory = true;
		return false;
	}
	for (size_t i = 0; i < rows.count; i++) {
		size_t end = i + 1 < rows.count ? rows.first[i + 1] : p.cell_count;

		all[i] = (struct csv_row){p.cells + rows.first[i], end - rows.first[i]};
	}
	ret->rows = all;
	ret->count = rows.count;
	return true;
}
