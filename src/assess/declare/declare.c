#include "assess/declare/declare.h"

#include "core/base/text.h"

#include <stdio.h>

static bool add_items(struct facts *facts, const struct product *p, struct bytes text, struct error *e)
{
	struct fact_node node = {
		.chain = bytes_str(p->name), .root = bytes_str(p->name), .path = bytes_str(""), .size = p->size};
	uint32_t at;

	node.has_sha256 = text_unhex(bytes_str(p->sha256), node.sha256, sizeof node.sha256);
	TRY(facts_node(facts, &node, &at, e));
	for (size_t i = 0; i < p->count; i++) {
		const struct product_item *item = &p->items[i];
		char line[16];
		struct fact fact = {.kind = FACT_DECLARED,
				    .node = at,
				    .offset = item->offset,
				    .len = item->len,
				    .excerpt = bytes_part(text, item->offset, item->len)};

		snprintf(line, sizeof line, "%u", item->line);
		fact.field[DECLARED_TABLE] = bytes_str(item->table);
		fact.field[DECLARED_ID] = bytes_str(item->id);
		fact.field[DECLARED_FIELD] = bytes_str(item->key);
		fact.field[DECLARED_VALUE] = bytes_str(item->value);
		fact.field[DECLARED_LINE] = bytes_str(line);
		TRY(facts_add(facts, &fact, e));
	}
	return true;
}

/* Which nodes hold declared facts: the index of the product file, or NODE_NONE. A declaration is one file. */
static uint32_t source(const struct facts *facts)
{
	return facts_count(facts, FACT_DECLARED) ? facts_at(facts, FACT_DECLARED, 0)->node : NODE_NONE;
}

static bool used_otherwise(const struct facts *facts, uint32_t node)
{
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		for (size_t i = 0; kind != FACT_DECLARED && i < facts_count(facts, (enum fact_kind)kind); i++)
			if (facts_at(facts, (enum fact_kind)kind, i)->node == node)
				return true;
	return false;
}

/* Copies the facts of one kind; nodes are renumbered as they come. */
static bool copy_kind(struct facts *to, const struct facts *from, enum fact_kind kind, struct error *e)
{
	for (size_t i = 0; i < facts_count(from, kind); i++) {
		struct fact fact = *facts_at(from, kind, i);

		if (fact.node != NODE_NONE)
			TRY(facts_node(to, facts_node_at(from, fact.node), &fact.node, e));
		TRY(facts_add(to, &fact, e));
	}
	return true;
}

static bool copy_without(struct facts *to, const struct facts *from, uint32_t without, struct error *e)
{
	for (size_t i = 0; i < facts_node_count(from); i++) {
		uint32_t at;

		if (i != without)
			TRY(facts_node(to, facts_node_at(from, (uint32_t)i), &at, e));
	}
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		if (kind != FACT_DECLARED)
			TRY(copy_kind(to, from, (enum fact_kind)kind, e));
	return facts_sort(to, e);
}

bool declare_remove(struct facts **facts, struct error *e)
{
	uint32_t file = source(*facts);
	struct facts *fresh;

	if (!facts_count(*facts, FACT_DECLARED))
		return true;
	fresh = facts_new();
	if (!fresh)
		return error_memory(e, "facts");
	if (!copy_without(fresh, *facts, file != NODE_NONE && used_otherwise(*facts, file) ? NODE_NONE : file, e)) {
		facts_free(fresh);
		return false;
	}
	facts_free(*facts);
	*facts = fresh;
	return true;
}

bool declare(struct facts **facts, const struct product *p, struct bytes text, struct error *e)
{
	return declare_remove(facts, e) && add_items(*facts, p, text, e) && facts_sort(*facts, e);
}

bool declare_carry(struct facts *to, const struct facts *from, struct error *e)
{
	return copy_kind(to, from, FACT_DECLARED, e) && facts_sort(to, e);
}

const struct fact_node *declare_source(const struct facts *facts)
{
	uint32_t file = source(facts);

	return file == NODE_NONE ? NULL : facts_node_at(facts, file);
}

bool declare_items(const struct facts *facts, struct arena *arena, struct product *ret, struct error *e)
{
	size_t count = facts_count(facts, FACT_DECLARED);
	struct product_item *items = arena_array(arena, count + 1, sizeof *items);
	const struct fact_node *file = declare_source(facts);
	struct product p = {.profile = "", .items = items, .count = count};

	p.name = file ? text_safe(arena, file->chain, 200) : "";
	if (!items)
		return error_memory(e, "declaration");
	for (size_t i = 0; i < count; i++) {
		const struct fact *fact = facts_at(facts, FACT_DECLARED, i);
		uint64_t line = 0;

		items[i] = (struct product_item){.table = arena_str(arena, fact_get(fact, DECLARED_TABLE)),
						 .id = arena_str(arena, fact_get(fact, DECLARED_ID)),
						 .key = arena_str(arena, fact_get(fact, DECLARED_FIELD)),
						 .value = arena_str(arena, fact_get(fact, DECLARED_VALUE)),
						 .column = 1,
						 .offset = fact->offset,
						 .len = fact->len};
		if (!items[i].table || !items[i].id || !items[i].key || !items[i].value)
			return error_memory(e, "declaration");
		if (fact_number(fact, DECLARED_LINE, &line) && line <= UINT32_MAX)
			items[i].line = (uint32_t)line;
	}
	*ret = p;
	return true;
}
