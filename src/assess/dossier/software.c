#include "assess/dossier/software.h"

#include <stdio.h>
#include <string.h>

static bool add_component(struct facts *facts, uint32_t node, const struct declared_entry *e, const char *name,
			  bool whole, struct error *error)
{
	const struct fact *from = entry_fact(e, "id");
	struct fact fact = {.kind = FACT_COMPONENT, .node = node, .offset = from->offset, .len = from->len};

	fact.field[COMPONENT_NAME] = bytes_str(name);
	fact.field[COMPONENT_HOW] = bytes_str("manifest");
	fact.field[COMPONENT_RELATION] = bytes_str("contains");
	if (whole) { /* what is said of the entry is said of the component it names, not of each it includes */
		fact.field[COMPONENT_VERSION] = bytes_str(entry_get(e, "version"));
		fact.field[COMPONENT_SUPPLIER] = bytes_str(entry_get(e, "supplier"));
		fact.field[COMPONENT_LICENCE] = bytes_str(entry_get(e, "licence"));
	}
	return facts_add(facts, &fact, error);
}

/* The entry's own name; else what it includes, patterns left aside; else its id. */
static bool add_entry(struct facts *facts, uint32_t node, const struct declared_entry *entry, struct error *e)
{
	size_t added = 0;

	if (entry_has(entry, "name"))
		return add_component(facts, node, entry, entry_get(entry, "name"), true, e);
	for (size_t i = 0; i < entry_count(entry, "includes"); i++) {
		const char *name = entry_at(entry, "includes", i);

		if (strpbrk(name, "*?"))
			continue;
		TRY(add_component(facts, node, entry, name, false, e));
		added++;
	}
	return added || add_component(facts, node, entry, entry->id, true, e);
}

static bool declared_facts(const struct dossier_input *in, struct facts *facts, struct error *e)
{
	DECLARED_EACH (in->declared, "SoftComp", entry) {
		const struct fact *from = entry_fact(entry, "id");
		uint32_t node;

		if (!from)
			continue;
		TRY(facts_node(facts, fact_node_of(in->facts, from), &node, e));
		TRY(add_entry(facts, node, entry, e));
	}
	return facts_sort(facts, e);
}

bool software_of(const struct dossier_input *in, struct software *ret, struct error *e)
{
	const struct assessment *a = dossier_assessment(in);
	const struct declared_entry *product = declared_one(in->declared, "product"),
				    *maker = declared_one(in->declared, "maker");
	struct software s = {.own = NULL};
	struct sbom_input input = {.name = a->input_name[0] ? a->input_name : "product.yaml",
				   .sha256 = a->input_sha256,
				   .size = a->input_size,
				   .coverage = a->coverage,
				   .creator = entry_has(maker, "email") ? entry_get(maker, "email") : NULL,
				   .product = entry_has(product, "name") ? dossier_product(in) : NULL,
				   .product_version = entry_has(product, "software-version")
							      ? entry_get(product, "software-version")
							      : NULL,
				   .folder = strcmp(a->input_kind, "directory") == 0};
	char stamp[40];

	snprintf(stamp, sizeof stamp, "%.10sT00:00:00Z", in->date);
	if (!sbom_time(stamp, &input.timestamp))
		return error_set(e, ERROR_USAGE, "'%s' is no date", in->date);
	if (facts_count(in->facts, FACT_COMPONENT) == 0 && declared_count(in->declared, "SoftComp")) {
		s.declared = true;
		s.own = facts_new();
		if (!s.own)
			return error_memory(e, "software");
		if (!declared_facts(in, s.own, e)) {
			facts_free(s.own);
			return false;
		}
	}
	if (!sbom_build(s.own ? s.own : in->facts, &input, in->arena, &s.sbom, e)) {
		facts_free(s.own);
		return false;
	}
	*ret = s;
	return true;
}

void software_done(struct software *s)
{
	facts_free(s->own);
	s->own = NULL;
}
