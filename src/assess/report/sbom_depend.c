/* Part of sbom.c: what depends on what. Edges come from package databases ("Depends"), from what ELF files need and
 * from programs that name a library they are linked with; only edges to components of the input are kept. */
#include "assess/report/sbom_build.h"

#include "core/base/text.h"

#include <stdlib.h>

#define EDGES_MAX 4096 /* of one component */

bool build_index(struct build *b)
{
	size_t nodes = facts_node_count(b->facts);

	b->file_of = arena_array(b->arena, nodes + 1, sizeof *b->file_of);
	b->owner_of = arena_array(b->arena, nodes + 1, sizeof *b->owner_of);
	b->holds = arena_array(b->arena, nodes + 1, sizeof *b->holds);
	if (!b->file_of || !b->owner_of || !b->holds)
		return false;
	FACTS_EACH (b->facts, FACT_FILE, file)
		if (file->node != NODE_NONE)
			b->file_of[file->node] = file;
	/* nodes are sorted by chain: what a file holds follows it, with "!" behind its own chain */
	for (size_t i = 0; i + 1 < nodes; i++) {
		struct bytes chain = facts_node_at(b->facts, (uint32_t)i)->chain;
		struct bytes next = facts_node_at(b->facts, (uint32_t)i + 1)->chain;

		b->holds[i] = next.len > chain.len && next.at[chain.len] == '!' &&
			      bytes_equal(bytes_part(next, 0, chain.len), chain);
	}
	return true;
}

bool node_holds_container(const struct build *b, uint32_t node)
{
	return b->holds[node];
}

void build_owns(struct build *b, uint32_t node, const struct sbom_component *c)
{
	struct bytes base;

	if (node == NODE_NONE)
		return;
	base = text_basename(facts_node_at(b->facts, node)->path);
	if (!b->owner_of[node] || bytes_find_nocase(base, c->name) != SIZE_MAX)
		b->owner_of[node] = c;
}

/* ------------------------------------------------------------------------------------------ who gives a library */

struct soname {
	struct bytes root, name;
	const struct sbom_component *component;
};

static int compare_sonames(const void *left, const void *right)
{
	const struct soname *a = left, *b = right;
	int order = bytes_compare(a->root, b->root);

	return order ? order : bytes_compare(a->name, b->name);
}

struct sonames {
	struct soname *at;
	size_t count;
};

static bool list_sonames(struct build *b, struct sonames *ret)
{
	size_t most = 2 * facts_count(b->facts, FACT_ELF);

	ret->count = 0;
	ret->at = arena_array(b->arena, most + 1, sizeof *ret->at);
	if (!ret->at)
		return false;
	FACTS_EACH (b->facts, FACT_ELF, elf) {
		const struct fact_node *node = fact_node_of(b->facts, elf);

		if (elf->node == NODE_NONE || !b->owner_of[elf->node])
			continue;
		ret->at[ret->count++] = (struct soname){node->root, text_basename(node->path), b->owner_of[elf->node]};
		if (fact_get(elf, ELF_SONAME).len)
			ret->at[ret->count++] =
				(struct soname){node->root, fact_get(elf, ELF_SONAME), b->owner_of[elf->node]};
	}
	qsort(ret->at, ret->count, sizeof *ret->at, compare_sonames);
	return true;
}

static const struct sbom_component *find_soname(const struct sonames *list, struct bytes root, struct bytes name)
{
	struct soname key = {root, name, NULL};
	const struct soname *found = bsearch(&key, list->at, list->count, sizeof key, compare_sonames);

	return found ? found->component : NULL;
}

/* ------------------------------------------------------------------------------------------ edges */

static int compare_name(const void *key, const void *item)
{
	return strcmp(key, ((const struct sbom_component *)item)->name);
}

static struct sbom_component *find_name(struct sbom *s, const char *name)
{
	return bsearch(name, s->components, s->count, sizeof *s->components, compare_name);
}

static bool add_edge(struct build *b, struct sbom *s, struct sbom_component *from, const struct sbom_component *to)
{
	size_t index;

	if (!to || to == from || from->depend_count >= EDGES_MAX)
		return true;
	index = (size_t)(to - s->components);
	for (size_t i = 0; i < from->depend_count; i++)
		if (from->depends[i] == index)
			return true;
	if (!arena_grow(b->arena, &from->depends, from->depend_count, &from->depend_room, sizeof *from->depends))
		return false;
	from->depends[from->depend_count++] = index;
	return true;
}

/* "libc6 so:libfoo.so.1 python3:any" */
static bool add_named(struct build *b, struct sbom *s, struct sbom_component *from, const struct sonames *sonames,
		      const struct fact *fact)
{
	struct bytes rest = fact_get(fact, COMPONENT_DEPENDS), word;

	from->depends_known = true;
	while (text_word(&rest, &word)) {
		const struct sbom_component *to = NULL;
		struct bytes name;

		if (bytes_starts(word, "so:")) {
			/* a package database lies beside the files it speaks of */
			to = find_soname(sonames, fact_node_of(b->facts, fact)->root, bytes_part(word, 3, word.len));
		} else if (text_split(&word, ':', &name)) {
			to = find_name(s, build_text(b, name, 256));
		}
		from->unresolved += !to;
		TRY(add_edge(b, s, from, to));
	}
	return true;
}

static int compare_index(const void *left, const void *right)
{
	size_t a = *(const size_t *)left, b = *(const size_t *)right;

	return a < b ? -1 : a > b;
}

static struct sbom_component *of_fact(struct build *b, struct sbom *s, const struct fact *fact)
{
	const char *name = build_text(b, text_trim(fact_get(fact, COMPONENT_NAME)), 1024);
	const char *version = build_text(b, text_trim(fact_get(fact, COMPONENT_VERSION)), 256);
	struct sbom_component *c = find_name(s, name), *end = s->components + s->count;

	while (c && c > s->components && !strcmp(c[-1].name, name))
		c--;
	for (; c && c < end && !strcmp(c->name, name); c++)
		if (!strcmp(c->version ? c->version : "", version))
			return c;
	return NULL;
}

bool build_depends(struct build *b, struct sbom *s)
{
	struct sonames sonames;

	TRY(list_sonames(b, &sonames));
	FACTS_EACH (b->facts, FACT_COMPONENT, fact) {
		struct sbom_component *from;

		if (fact_is(fact, COMPONENT_RELATION, "contains")) {
			if (!fact_is(fact, COMPONENT_HOW, "package-db"))
				continue;
			from = of_fact(b, s, fact);
			if (from)
				TRY(add_named(b, s, from, &sonames, fact));
		} else if (fact_is(fact, COMPONENT_RELATION, "links") && fact->node != NODE_NONE &&
			   b->owner_of[fact->node]) {
			from = s->components + (b->owner_of[fact->node] - s->components);
			TRY(add_edge(b, s, from, find_name(s, build_text(b, fact_get(fact, COMPONENT_NAME), 1024))));
		}
	}
	FACTS_EACH (b->facts, FACT_ELF, elf) {
		struct bytes rest = fact_get(elf, ELF_NEEDED), word;
		struct sbom_component *from;

		if (elf->node == NODE_NONE || !b->owner_of[elf->node])
			continue;
		from = s->components + (b->owner_of[elf->node] - s->components);
		from->depends_known |= rest.len > 0;
		while (text_word(&rest, &word)) {
			const struct sbom_component *to =
				find_soname(&sonames, fact_node_of(b->facts, elf)->root, word);

			from->unresolved += !to;
			TRY(add_edge(b, s, from, to));
		}
	}
	for (size_t i = 0; i < s->count; i++)
		if (s->components[i].depend_count) /* qsort takes no NULL, even for nothing */
			qsort(s->components[i].depends, s->components[i].depend_count, sizeof(size_t), compare_index);
	return true;
}

size_t build_unattributed(const struct build *b)
{
	size_t count = 0;

	FACTS_EACH (b->facts, FACT_ELF, elf)
		count += elf->node == NODE_NONE || !b->owner_of[elf->node];
	return count;
}
