#include "assess/facts/facts.h"

#include "core/base/text.h"
#include "core/base/writer.h"

#include <stdlib.h>

struct kind_row {
	const char *name, *about;
	unsigned fields;
};
static const struct kind_row kinds[FACT_KINDS] = {
#define KIND(NAME, text, about)                                                                                        \
	{                                                                                                              \
		text, about,
#define FIELD(KIND, NAME, text, about)
#define END(NAME)                                                                                                      \
	NAME##_FIELDS                                                                                                  \
	}                                                                                                              \
	,
#include "assess/facts/kinds.def"
#undef KIND
#undef FIELD
#undef END
};

static const char *const field_names[FACT_KINDS][FACT_FIELDS_MAX] = {
#define KIND(NAME, text, about) {
#define FIELD(KIND, NAME, text, about) text,
#define END(NAME)                                                                                                      \
	NULL                                                                                                           \
	}                                                                                                              \
	,
#include "assess/facts/kinds.def"
#undef KIND
#undef FIELD
#undef END
};

struct facts {
	struct arena arena;
	struct fact_node *nodes;
	size_t node_count, node_room;
	uint32_t *buckets; /* open addressing over chains: node index + 1, 0 empty */
	size_t bucket_count;
	struct bytes last_root; /* the last root interned: members come in runs */
	struct fact *facts;
	size_t count, room;
	size_t first[FACT_KINDS + 1]; /* after sorting: where each kind begins */
	bool sorted;
};

struct facts *facts_new(void)
{
	struct facts *f = calloc(1, sizeof *f);

	if (f)
		arena_init(&f->arena, 0);
	return f;
}

void facts_free(struct facts *f)
{
	if (!f)
		return;
	arena_done(&f->arena);
	free(f->nodes);
	free(f->buckets);
	free(f->facts);
	free(f);
}

static bool grow(void *array_at, size_t count, size_t *room, size_t size, struct error *e)
{
	void **array = array_at;
	size_t want = *room ? *room * 2 : 256;
	void *fresh;

	if (count < *room)
		return true;
	fresh = want <= SIZE_MAX / size ? realloc(*array, want * size) : NULL;
	if (!fresh)
		return error_memory(e, "facts");
	*array = fresh;
	*room = want;
	return true;
}

/* Eight bytes at a time: half the time of deriving went into these sums when it was one. */
static uint64_t hash_bytes(struct bytes in)
{
	uint64_t h = in.len, word;

	for (size_t i = 0; i < in.len; i += sizeof word) {
		size_t left = in.len - i;

		word = 0;
		memcpy(&word, in.at + i, left < sizeof word ? left : sizeof word);
		h = (h ^ word) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	return h ^ h >> 32;
}

static size_t bucket_of(const struct facts *f, struct bytes chain)
{
	size_t i = (size_t)hash_bytes(chain) & (f->bucket_count - 1);

	while (f->buckets[i] && !bytes_equal(f->nodes[f->buckets[i] - 1].chain, chain))
		i = (i + 1) & (f->bucket_count - 1);
	return i;
}

static bool rehash(struct facts *f, struct error *e)
{
	size_t want = f->bucket_count ? f->bucket_count : 1024;
	uint32_t *fresh;

	while (want < f->node_count * 2 + 2)
		want *= 2;
	fresh = calloc(want, sizeof *fresh);
	if (!fresh)
		return error_memory(e, "facts");
	free(f->buckets);
	f->buckets = fresh;
	f->bucket_count = want;
	for (size_t i = 0; i < f->node_count; i++)
		f->buckets[bucket_of(f, f->nodes[i].chain)] = (uint32_t)i + 1;
	return true;
}

bool facts_node(struct facts *f, const struct fact_node *n, uint32_t *ret, struct error *e)
{
	struct fact_node copy = *n;
	size_t bucket;

	if (f->node_count >= NODE_NONE - 1)
		return error_set(e, ERROR_LIMIT, "too many nodes");
	if ((f->node_count + 1) * 2 > f->bucket_count)
		TRY(rehash(f, e));
	bucket = bucket_of(f, n->chain);
	if (f->buckets[bucket]) {
		*ret = f->buckets[bucket] - 1;
		return true;
	}
	TRY(grow(&f->nodes, f->node_count, &f->node_room, sizeof *f->nodes, e));
	copy.chain = arena_copy(&f->arena, n->chain);
	if (!bytes_equal(f->last_root, n->root) || !f->last_root.at)
		f->last_root = arena_copy(&f->arena, n->root);
	copy.root = f->last_root;
	copy.path = arena_copy(&f->arena, n->path);
	if (!copy.chain.at || !copy.root.at || !copy.path.at)
		return error_memory(e, "facts");
	f->nodes[f->node_count] = copy;
	f->buckets[bucket] = (uint32_t)++f->node_count;
	*ret = (uint32_t)f->node_count - 1;
	f->sorted = false;
	return true;
}

bool facts_add(struct facts *f, const struct fact *fact, struct error *e)
{
	struct fact copy = *fact;

	ASSERT(fact->kind < FACT_KINDS);
	ASSERT(fact->node == NODE_NONE || fact->node < f->node_count);
	TRY(grow(&f->facts, f->count, &f->room, sizeof *f->facts, e));
	for (unsigned i = 0; i < FACT_FIELDS_MAX; i++) {
		if (!fact->field[i].at)
			continue;
		copy.field[i] = arena_copy(&f->arena, fact->field[i]);
		if (!copy.field[i].at)
			return error_memory(e, "facts");
	}
	if (copy.excerpt.len > FACT_EXCERPT_MAX)
		copy.excerpt.len = FACT_EXCERPT_MAX;
	copy.excerpt = arena_copy(&f->arena, copy.excerpt);
	if (!copy.excerpt.at)
		return error_memory(e, "facts");
	f->facts[f->count++] = copy;
	f->sorted = false;
	return true;
}

bool facts_change(struct facts *f, const struct fact *fact, unsigned field, struct bytes value, struct error *e)
{
	struct bytes copy = arena_copy(&f->arena, value);

	ASSERT(fact >= f->facts && fact < f->facts + f->count && field < fact_kind_fields(fact->kind));
	if (!copy.at)
		return error_memory(e, "facts");
	f->facts[fact - f->facts].field[field] = copy;
	f->sorted = false;
	return true;
}

bool facts_cover(struct facts *f, const struct fact *fact, unsigned field, struct bytes value, struct error *e)
{
	struct bytes copy = arena_copy(&f->arena, value);
	struct fact *own = &f->facts[fact - f->facts];

	ASSERT(fact >= f->facts && fact < f->facts + f->count &&
	       (field < fact_kind_fields(fact->kind) || field == FACT_FIELDS_MAX));
	if (!copy.at)
		return error_memory(e, "facts");
	*(field == FACT_FIELDS_MAX ? &own->excerpt : &own->field[field]) = copy;
	return true;
}

static int compare_nodes(const void *left, const void *right, void *ctx)
{
	const struct facts *f = ctx;

	return bytes_compare(f->nodes[*(const uint32_t *)left].chain, f->nodes[*(const uint32_t *)right].chain);
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_facts(const void *left, const void *right)
{
	const struct fact *a = left, *b = right;
	int order = compare_numbers(a->kind, b->kind);

	if (!order)
		order = compare_numbers(a->node, b->node);
	if (!order)
		order = compare_numbers(a->offset, b->offset);
	if (!order)
		order = compare_numbers(a->len, b->len);
	for (unsigned i = 0; !order && i < FACT_FIELDS_MAX; i++)
		order = bytes_compare(a->field[i], b->field[i]);
	return order ? order : bytes_compare(a->excerpt, b->excerpt);
}

static bool sort_nodes(struct facts *f, struct error *e)
{
	size_t count = f->node_count;
	uint32_t *order = malloc((count + 1) * sizeof *order);
	uint32_t *place = malloc((count + 1) * sizeof *place);
	struct fact_node *fresh = malloc((count + 1) * sizeof *fresh);
	bool ok = order && place && fresh;

	if (ok) {
		for (size_t i = 0; i < count; i++)
			order[i] = (uint32_t)i;
		if (count)
			qsort_r(order, count, sizeof *order, compare_nodes, f);
		for (size_t i = 0; i < count; i++) {
			fresh[i] = f->nodes[order[i]];
			place[order[i]] = (uint32_t)i;
		}
		for (size_t i = 0; i < f->count; i++)
			if (f->facts[i].node != NODE_NONE)
				f->facts[i].node = place[f->facts[i].node];
		if (count)
			memcpy(f->nodes, fresh, count * sizeof *fresh);
	}
	free(order);
	free(place);
	free(fresh);
	if (!ok)
		return error_memory(e, "facts");
	return rehash(f, e);
}

bool facts_sort(struct facts *f, struct error *e)
{
	size_t kept = 0, at = 0;

	TRY(sort_nodes(f, e));
	if (f->count)
		qsort(f->facts, f->count, sizeof *f->facts, compare_facts);
	for (size_t i = 0; i < f->count; i++)
		if (kept == 0 || compare_facts(&f->facts[kept - 1], &f->facts[i]) != 0)
			f->facts[kept++] = f->facts[i];
	f->count = kept;
	for (unsigned kind = 0; kind <= FACT_KINDS; kind++) {
		while (at < f->count && f->facts[at].kind < kind)
			at++;
		f->first[kind] = at;
	}
	f->sorted = true;
	return true;
}

size_t facts_count(const struct facts *f, enum fact_kind kind)
{
	ASSERT(f->sorted || f->count == 0);
	return f->first[kind + 1] - f->first[kind];
}

const struct fact *facts_at(const struct facts *f, enum fact_kind kind, size_t i)
{
	ASSERT(f->sorted && i < facts_count(f, kind));
	return &f->facts[f->first[kind] + i];
}

size_t facts_node_count(const struct facts *f)
{
	return f->node_count;
}

const struct fact_node *facts_node_at(const struct facts *f, uint32_t node)
{
	ASSERT(node < f->node_count);
	return &f->nodes[node];
}

const struct fact_node *fact_node_of(const struct facts *f, const struct fact *fact)
{
	static const struct fact_node none;

	return fact->node == NODE_NONE ? &none : facts_node_at(f, fact->node);
}

const struct fact *facts_file(const struct facts *f, struct bytes root, const char *path)
{
	struct writer chain = writer_of(1u << 20, "chain");
	const struct fact *ret = NULL;
	size_t low = f->first[FACT_FILE], high = f->first[FACT_FILE + 1];
	uint32_t node = NODE_NONE;

	ASSERT(f->sorted || f->count == 0);
	write_bytes(&chain, root);
	write_str(&chain, "!");
	write_str(&chain, path);
	if (writer_ok(&chain) && f->bucket_count) {
		size_t bucket = bucket_of(f, writer_bytes(&chain));

		if (f->buckets[bucket])
			node = f->buckets[bucket] - 1;
	}
	writer_free(&chain);
	while (node != NODE_NONE && low < high) {
		size_t middle = low + (high - low) / 2;

		if (f->facts[middle].node < node) {
			low = middle + 1;
		} else {
			if (f->facts[middle].node == node)
				ret = &f->facts[middle];
			high = middle;
		}
	}
	return ret;
}

bool facts_same_root(const struct facts *f, const struct fact *a, const struct fact *b)
{
	return bytes_equal(fact_node_of(f, a)->root, fact_node_of(f, b)->root);
}

bool fact_number(const struct fact *fact, unsigned field, uint64_t *ret)
{
	return text_number(fact->field[field], ret);
}

uint64_t fact_line(const struct fact *fact)
{
	uint64_t line;

	return fact->kind == FACT_DECLARED && fact_number(fact, DECLARED_LINE, &line) ? line : 0;
}

const char *fact_kind_name(enum fact_kind kind)
{
	return kinds[kind].name;
}

unsigned fact_kind_fields(enum fact_kind kind)
{
	return kinds[kind].fields;
}

const char *fact_field_name(enum fact_kind kind, unsigned field)
{
	ASSERT(field < kinds[kind].fields);
	return field_names[kind][field];
}

bool fact_kind_by_name(struct bytes name, enum fact_kind *ret)
{
	for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
		if (bytes_is(name, kinds[kind].name)) {
			*ret = (enum fact_kind)kind;
			return true;
		}
	}
	return false;
}
