#include "core/product/product.h"

#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/product/check.h"
#include "core/product/parts.h"
#include "core/product/product_wire.h"
#include "core/sys/confine.h"
#include "core/sys/file.h"

#include <stdlib.h>

static const struct confine_limits confinement = {
	.memory = (uint64_t)512 << 20, .cpu_seconds = 10, .wall_ms = 20000, .out = 128 << 20};

bool product_first_problem(const struct product *p, struct error *e)
{
	const struct product_problem *first = p->problems;

	if (!p->problem_count)
		return true;
	if (!first->line)
		return error_set(e, ERROR_INPUT, "%s: %s", first->file ? first->file : p->name, first->text);
	return error_set(e, ERROR_INPUT, "%s:%u:%u: %s", first->file ? first->file : p->name, first->line,
			 first->column, first->text);
}

bool product_check(const struct node *root, struct problems *problems, struct product *ret, struct error *e)
{
	struct problems gaps = {.arena = problems->arena};
	struct loader l = {.arena = problems->arena, .problems = problems, .gaps = &gaps};

	if (root) {
		load_file(&l, root);
		validate(&l);
	}
	if (problems->out_of_memory || gaps.out_of_memory)
		return error_memory(e, "product file");
	problems_sort(problems);
	problems_sort(&gaps);
	ret->profile = l.profile ? l.profile : "";
	ret->items = l.items;
	ret->count = problems->count ? 0 : l.count;
	ret->problems = problems->at;
	ret->problem_count = problems->count;
	ret->gaps = gaps.at;
	ret->gap_count = problems->count ? 0 : gaps.count;
	return product_first_problem(ret, e);
}

bool product_parse(struct bytes in, const char *name, struct arena *arena, struct product *ret, struct error *e)
{
	struct problems problems = {.arena = arena};
	uint8_t sum[SHA256_LEN];

	*ret = (struct product){.name = name, .size = in.len, .profile = ""};
	hash_sha256(in, sum);
	text_hex(bytes_of(sum, sizeof sum), ret->sha256);
	return product_check(tree_parse(in, &problems), &problems, ret, e);
}

/* In the confined process. A file with problems is a good result there: they are what has to come out. */
static bool parse_to_wire(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	struct product p;
	struct arena arena;
	bool ok;

	arena_init(&arena, confinement.memory);
	ok = product_parse(in, ctx, &arena, &p, e) || p.problem_count;
	if (ok)
		product_wire_write(out, &p);
	arena_done(&arena);
	return ok;
}

static bool parse_confined(struct bytes in, const char *name, bool open, struct arena *arena, struct product *ret,
			   struct error *e)
{
	struct confine_limits limits = confinement;
	struct product p = {.name = name, .size = in.len, .profile = ""};
	uint8_t sum[SHA256_LEN];
	struct bytes wire;
	bool ok;

	limits.open = open;
	hash_sha256(in, sum);
	text_hex(bytes_of(sum, sizeof sum), p.sha256);
	*ret = p;
	TRY(confine_run(parse_to_wire, in, name, &limits, name, &wire, e));
	ok = product_wire_read(wire, arena, ret, e);
	free((void *)(uintptr_t)wire.at);
	return ok && product_first_problem(ret, e);
}

bool product_load(const char *path, bool open, struct arena *arena, struct product *ret, struct bytes *ret_text,
		  struct error *e)
{
	const char *name = text_safe(arena, text_basename(bytes_str(path)), 200);
	struct bytes text;
	bool ok;

	*ret = (struct product){.name = name, .profile = ""};
	TRY(file_read(path, PRODUCT_BYTES_MAX, &text, e));
	ok = parse_confined(text, name, open, arena, ret, e);
	if (ok && ret_text)
		*ret_text = text;
	else
		free((void *)(uintptr_t)text.at);
	return ok;
}

const char *product_get(const struct product *p, const char *table, const char *id, const char *key)
{
	for (size_t i = 0; i < p->count; i++)
		if (strcmp(p->items[i].key, key) == 0 && strcmp(p->items[i].table, table) == 0 &&
		    strcmp(p->items[i].id, id) == 0)
			return p->items[i].value;
	return "";
}
