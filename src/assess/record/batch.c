#include "assess/record/batch.h"

#include "assess/record/record.h"
#include "core/base/text.h"

#include <stdio.h>
#include <string.h>

enum { CELLS_MAX = 6, CELLS_MIN = 4 };

bool batch_verdict(struct bytes word, enum verdict *ret)
{
	static const struct {
		const char *word;
		enum verdict verdict;
	} words[] = {{"pass", VERDICT_PASS}, {"fail", VERDICT_FAIL}, {"inconclusive", VERDICT_INCONCLUSIVE}};

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (text_equal_nocase(word, words[i].word)) {
			*ret = words[i].verdict;
			return true;
		}
	}
	return false;
}

/* For messages: short, and without what a terminal would obey. */
static void quote(struct bytes in, char ret[static 64])
{
	size_t len = in.len < 60 ? in.len : 60;

	for (size_t i = 0; i < len; i++)
		ret[i] = in.at[i] < ' ' || in.at[i] >= 0x7f ? '?' : (char)in.at[i];
	ret[len] = '\0';
}

bool batch_unit(struct bytes name, enum edition edition, enum unit_id *ret, struct error *e)
{
	char quoted[64];

	quote(name, quoted);
	if (name.len < 60 && unit_by_name(quoted, ret) && unit_find(edition, *ret))
		return true;
	return error_set(e, ERROR_USAGE, "EN 303 645 %s has no test unit '%s': write it as \"5.2-1-2 b\"",
			 edition_name(edition), quoted);
}

/* Text that is kept for years and shown to many: whole characters, none that only a terminal knows. */
static bool is_plain(struct bytes in)
{
	while (in.len) {
		size_t len = text_utf8_len(in);

		if (!len || in.at[0] == 0x7f || (in.at[0] < ' ' && in.at[0] != '\t'))
			return false;
		in = bytes_part(in, len, in.len);
	}
	return true;
}

/* *ret_empty: the row says nothing of its unit yet. */
static bool parse_row(struct bytes line, enum edition edition, const char *by, struct arena *arena,
		      struct batch_row *ret, bool *ret_empty, struct error *e)
{
	struct bytes cells[CELLS_MAX] = {{0}}, rest = line;
	size_t count = 0;
	char quoted[64];

	while (count < CELLS_MAX && text_split(&rest, '\t', &cells[count]))
		count++;
	for (size_t i = 0; i < count; i++)
		cells[i] = text_trim(cells[i]);
	if (count < CELLS_MIN || rest.len)
		return error_set(e, ERROR_INPUT,
				 "unit, verdict, by and note belong in a row, between tabs; %zu cells here", count);
	TRY(batch_unit(cells[0], edition, &ret->unit, e));
	quote(cells[0], quoted);
	*ret_empty = !cells[1].len && !cells[2].len && !cells[3].len && !cells[4].len && !cells[5].len;
	if (*ret_empty)
		return true;
	if (!cells[2].len)
		cells[2] = bytes_str(by);
	if (!batch_verdict(cells[1], &ret->verdict))
		return error_set(e, ERROR_USAGE, "%s: a verdict is pass, fail or inconclusive", quoted);
	if (!cells[2].len)
		return error_set(e, ERROR_USAGE, "%s: an answer needs a named person: in the third cell, or --by",
				 quoted);
	if (cells[2].len > RECORD_TEXT_MAX || cells[3].len > RECORD_TEXT_MAX)
		return error_set(e, ERROR_LIMIT, "%s: name or note is longer than %d bytes", quoted, RECORD_TEXT_MAX);
	if (!is_plain(cells[2]) || !is_plain(cells[3]))
		return error_set(e, ERROR_INPUT, "%s: name or note is no text in UTF-8", quoted);
	ret->overrule = bytes_is(cells[4], "overrule");
	if ((cells[4].len && !ret->overrule) || cells[5].len)
		return error_set(e, ERROR_INPUT, "%s: behind the note only 'overrule' may stand", quoted);
	ret->by = arena_str(arena, cells[2]);
	ret->note = arena_str(arena, cells[3]);
	return (ret->by && ret->note) || error_memory(e, "answers");
}

bool batch_parse(struct bytes text, enum edition edition, const char *by, struct arena *arena, struct batch *ret,
		 size_t *ret_line, struct error *e)
{
	struct batch b = {0};
	struct bytes line;
	size_t room = 0, number = 0;
	bool empty = false;

	*ret_line = 0;
	if (text.len > BATCH_BYTES_MAX)
		return error_set(e, ERROR_LIMIT, "longer than %d bytes", BATCH_BYTES_MAX);
	if (text.len >= 3 && memcmp(text.at, "\xef\xbb\xbf", 3) == 0)
		text = bytes_part(text, 3, text.len);
	while (text_split(&text, '\n', &line)) {
		*ret_line = ++number;
		if (!text_trim(line).len || line.at[0] == '#')
			continue;
		if (b.count == BATCH_ROWS_MAX)
			return error_set(e, ERROR_LIMIT, "more than %d rows", BATCH_ROWS_MAX);
		if (!arena_grow(arena, &b.rows, b.count, &room, sizeof *b.rows))
			return error_memory(e, "answers");
		TRY(parse_row(line, edition, by, arena, &b.rows[b.count], &empty, e));
		b.rows[b.count].line = number;
		b.count += !empty;
	}
	*ret = b;
	return true;
}
