#include "core/product/product_wire.h"

#include "core/base/reader.h"
#include "core/base/text.h"

static void write_text(struct writer *w, const char *text)
{
	write_u32le(w, (uint32_t)strlen(text));
	write_str(w, text);
}

static void write_problems(struct writer *w, const struct product_problem *p, size_t count)
{
	write_u32le(w, (uint32_t)count);
	for (size_t i = 0; i < count; i++) {
		write_u32le(w, p[i].line);
		write_u32le(w, p[i].column);
		write_text(w, p[i].text);
	}
}

void product_wire_write(struct writer *w, const struct product *p)
{
	write_text(w, p->profile);
	write_u32le(w, (uint32_t)p->count);
	for (size_t i = 0; i < p->count; i++) {
		const struct product_item *item = &p->items[i];

		write_text(w, item->table);
		write_text(w, item->id);
		write_text(w, item->key);
		write_text(w, item->value);
		write_u32le(w, item->line);
		write_u32le(w, item->column);
		write_u64le(w, item->offset);
		write_u64le(w, item->len);
	}
	write_problems(w, p->problems, p->problem_count);
	write_problems(w, p->gaps, p->gap_count);
}

/* Text without a NUL inside, else the reader fails. */
static const char *read_word(struct reader *r, struct arena *arena, const char *name)
{
	struct bytes text = read_bytes(r, read_u32le(r, name), name);
	char *ret;

	if (text.len && memchr(text.at, 0, text.len))
		read_skip(r, UINT64_MAX, name);
	ret = reader_ok(r) ? arena_str(arena, text) : NULL;
	if (!ret)
		read_skip(r, UINT64_MAX, name);
	return ret;
}

static bool read_problems(struct reader *r, struct arena *arena, const struct product_problem **ret, size_t *ret_count,
			  struct error *e)
{
	uint32_t count = read_u32le(r, "problems");
	struct product_problem *all;

	if (count > PRODUCT_PROBLEMS_MAX)
		return error_set(e, ERROR_INPUT, "more problems than there can be");
	all = arena_array(arena, (size_t)count + 1, sizeof *all);
	if (!all)
		return error_memory(e, "product file");
	for (uint32_t i = 0; i < count && reader_ok(r); i++) {
		all[i].line = read_u32le(r, "line");
		all[i].column = read_u32le(r, "column");
		all[i].text = read_word(r, arena, "problem");
		/* it will be shown */
		if (all[i].text)
			all[i].text = text_safe(arena, bytes_str(all[i].text), SIZE_MAX);
	}
	*ret = all;
	*ret_count = count;
	return true;
}

bool product_wire_read(struct bytes in, struct arena *arena, struct product *ret, struct error *e)
{
	struct reader r = reader_of(in, "product file, as the confined process tells it");
	const char *profile = read_word(&r, arena, "profile");
	uint32_t count = read_u32le(&r, "items");
	struct product p = *ret;
	struct product_item *items;

	/* an item takes 40 bytes at least */
	if (count > PRODUCT_ITEMS_MAX || count > reader_left(&r) / 40)
		return error_set(e, ERROR_INPUT, "more values than there can be");
	items = arena_array(arena, (size_t)count + 1, sizeof *items);
	if (!items)
		return error_memory(e, "product file");
	for (uint32_t i = 0; i < count && reader_ok(&r); i++) {
		items[i].table = read_word(&r, arena, "table");
		items[i].id = read_word(&r, arena, "id");
		items[i].key = read_word(&r, arena, "key");
		items[i].value = read_word(&r, arena, "value");
		items[i].line = read_u32le(&r, "line");
		items[i].column = read_u32le(&r, "column");
		items[i].offset = read_u64le(&r, "offset");
		items[i].len = read_u64le(&r, "length");
	}
	p.profile = profile ? profile : "";
	p.items = items;
	p.count = count;
	TRY(read_problems(&r, arena, &p.problems, &p.problem_count, e));
	TRY(read_problems(&r, arena, &p.gaps, &p.gap_count, e));
	TRY(reader_done(&r, e));
	if (reader_left(&r))
		return error_set(e, ERROR_INPUT, "bytes behind the last value");
	*ret = p;
	return true;
}
