#include "assess/derive/derive.h"

#define DERIVATION(name) extern const struct derivation derivation_##name;
#include "assess/derive/derive.def"
#undef DERIVATION

const struct derivation *const derivations[] = {
#define DERIVATION(name) &derivation_##name,
#include "assess/derive/derive.def"
#undef DERIVATION
	NULL,
};
const size_t derivations_count = ARRAY_LEN(derivations) - 1;

static void out_of_memory(struct derive_out *out)
{
	out->failed = true;
	error_memory(out->error, "derived facts");
}

void derive_fact(struct derive_out *out, const struct fact *base, enum fact_kind kind, const struct bytes *fields,
		 unsigned count)
{
	struct fact fact = {.kind = kind, .node = NODE_NONE};

	ASSERT(count <= fact_kind_fields(kind));
	if (out->failed)
		return;
	if (base) {
		fact.node = base->node;
		fact.offset = base->offset;
		fact.len = base->len;
		fact.excerpt = base->excerpt;
	}
	for (unsigned i = 0; i < count; i++) {
		if (!fields[i].at)
			continue;
		fact.field[i] = arena_copy(out->arena, fields[i]);
		if (!fact.field[i].at) {
			out_of_memory(out);
			return;
		}
	}
	if (!arena_grow(out->arena, &out->pending, out->count, &out->room, sizeof *out->pending)) {
		out_of_memory(out);
		return;
	}
	out->pending[out->count++] = fact;
}

static bool run_in(struct facts *facts, const struct derivation *row, struct arena *arena, struct error *e)
{
	struct derive_out out = {.facts = facts, .arena = arena, .error = e};

	row->derive(facts, &out);
	if (out.failed)
		return error_add(e, "derivation '%s'", row->name);
	for (size_t i = 0; i < out.count; i++)
		TRY(facts_add(facts, &out.pending[i], e));
	return out.count == 0 || facts_sort(facts, e);
}

bool derive_run(struct facts *facts, const struct derivation *row, struct error *e)
{
	struct arena arena;
	bool ok;

	arena_init(&arena, 0);
	ok = run_in(facts, row, &arena, e);
	arena_done(&arena);
	return ok;
}

bool derive_all(struct facts *facts, struct error *e)
{
	for (size_t i = 0; i < derivations_count; i++)
		TRY(derive_run(facts, derivations[i], e));
	return true;
}
