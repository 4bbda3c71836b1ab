/* Part of gap.c: the answers on scope as text and JSON. */
#include "assess/regime/gap_parts.h"

#include "core/base/text.h"

enum { COLUMNS_PRESET = 100, COLUMNS_LEAST = 60 };

static const struct {
	enum scope_topic scope, role;
	const char *regime, *name;
} laws[] = {
	{SCOPE_PSTI, SCOPE_PSTI_ROLE, "PSTI", "UK PSTI"},
	{SCOPE_CRA, SCOPE_CRA_ROLE, "CRA", "EU Cyber Resilience Act"},
};

/* What a role has to do, as opposed to what its product has to be. */
static bool is_duty(const struct regime_row *row, const char *role)
{
	static const char kinds[] = "duty; manufacturer-duty; reporting; economic-operator; conformity";

	return id_list_has(kinds, row->kind) && scope_falls_on(row, role);
}

static void write_decision(struct writer *out, const struct scope_decision *d, const char *title, bool colour,
			   unsigned columns)
{
	const char *bold = part_paint(colour, "\033[1m"), *plain = part_paint(colour, "\033[0m");

	write_fmt(out, "%s%s: %s%s  (%s)\n", bold, title, d->what, plain, d->confidence);
	for (size_t i = 0; i < d->reason_count; i++) {
		struct writer words = writer_of(1 << 16, "reason");

		write_fmt(&words, "%s [%s]", d->reasons[i].rule->reason, d->reasons[i].rule->source);
		write_u8(&words, 0);
		write_str(out, "  - ");
		part_wrapped(out, writer_ok(&words) ? (const char *)words.at : "", 4, columns);
		writer_free(&words);
	}
	for (size_t i = 0; i < d->missing_count; i++)
		write_fmt(out, "%s%s%s", i ? ", " : "  say in product.yaml: ", d->missing[i],
			  i + 1 == d->missing_count ? "\n" : "");
}

bool scope_text(const struct scope *scope, const struct declared *d, const struct gap_text_options *options,
		struct writer *out, struct error *e)
{
	unsigned columns = options->columns >= COLUMNS_LEAST ? options->columns : COLUMNS_PRESET;

	text_print_safe(out, bytes_str(entry_get(declared_one(d, "product"), "name")));
	write_str(out, "\nNot legal advice: rules are paraphrases with their source; read the law before you rely on "
		       "them.\n");
	for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
		const struct scope_decision *role = &scope->decision[laws[i].role];

		write_str(out, "\n");
		write_decision(out, &scope->decision[laws[i].scope], laws[i].name, options->colour, columns);
		if (scope->decision[laws[i].scope].answer == SCOPE_OUT)
			continue;
		write_decision(out, role, "role", options->colour, columns);
		if (laws[i].scope == SCOPE_CRA) {
			write_decision(out, &scope->decision[SCOPE_CRA_CLASS], "class", options->colour, columns);
			write_decision(out, &scope->decision[SCOPE_CRA_ROUTE], "conformity procedure", options->colour,
				       columns);
		}
		write_str(out, "duties of that role:\n");
		for (size_t k = 0; k < catalogue_regime_count; k++) {
			const struct regime_row *row = &catalogue_regimes[k];

			if (strcmp(row->regime, laws[i].regime) != 0 || !is_duty(row, role->what))
				continue;
			write_fmt(out, "  %-9s %-11s ", row->id, row->applies_from[0] ? "from" : "");
			part_wrapped(out, row->applies_from, 22, columns);
			write_str(out, "            ");
			part_wrapped(out, row->requirement, 12, columns);
		}
	}
	return writer_done(out, e);
}

bool scope_json(const struct scope *scope, const struct declared *d, const struct facts *facts, struct writer *out,
		struct error *e)
{
	json_t *root = json_object(), *decisions = json_array(), *duties = json_array();
	bool failed = false;

	part_put(&failed, root, "schema", json_string(SCOPE_SCHEMA));
	part_put(&failed, root, "product", part_text(entry_get(declared_one(d, "product"), "name")));
	for (unsigned i = 0; i < SCOPE_TOPICS; i++)
		part_append(&failed, decisions, part_decision(&scope->decision[i], facts));
	for (size_t i = 0; i < ARRAY_LEN(laws); i++) {
		const char *role = scope->decision[laws[i].role].what;

		for (size_t k = 0; k < catalogue_regime_count; k++) {
			const struct regime_row *row = &catalogue_regimes[k];
			json_t *duty;

			if (strcmp(row->regime, laws[i].regime) != 0 || !is_duty(row, role) ||
			    scope->decision[laws[i].scope].answer == SCOPE_OUT)
				continue;
			duty = json_object();
			part_put(&failed, duty, "law", part_text(row->regime));
			part_put(&failed, duty, "row", part_text(row->id));
			part_put(&failed, duty, "ref", part_text(row->ref));
			part_put(&failed, duty, "role", part_text(role));
			part_put(&failed, duty, "requirement", part_text(row->requirement));
			part_put(&failed, duty, "timing", part_text(row->timing));
			part_put(&failed, duty, "retention", part_text(row->retention));
			part_put(&failed, duty, "applies_from", part_text(row->applies_from));
			part_put(&failed, duty, "confidence", part_text(row->confidence));
			part_append(&failed, duties, duty);
		}
	}
	part_put(&failed, root, "decisions", decisions);
	part_put(&failed, root, "duties", duties);
	return part_print(root, failed, out, e);
}
