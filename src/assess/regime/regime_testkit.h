/* What tests of the regimes share: the products of tests/e2e/scope_products.tsv as declarations in the notation of
 * checks_testkit.h. Header only, tests only. */
#ifndef HF_ASSESS_REGIME_TESTKIT_H
#define HF_ASSESS_REGIME_TESTKIT_H

#include "assess/checks/checks_testkit.h"
#include "assess/judge/judge.h"
#include "assess/regime/regime.h"

#include <stdlib.h>

/* A regime evaluated over a text table of facts, judged by both editions. */
struct kit_regime {
	struct facts *facts;
	struct arena *arena;
	struct assessment assessment[EDITIONS];
	struct regime_input in;
	struct regime_result result;
};

static inline struct kit_regime kit_regime(enum regime_id id, const char *table)
{
	struct kit_regime k = {.facts = kit_facts(table), .arena = malloc(sizeof *k.arena)};
	struct error e;

	assert_non_null(k.arena);
	arena_init(k.arena, 0);
	k.in = (struct regime_input){
		.declared = declared_of(k.facts, k.arena), .facts = k.facts, .today = "2026-11-22"};
	for (unsigned i = 0; i < EDITIONS; i++) {
		struct judge_input in = {.name = "product.yaml", .edition = (enum edition)i};

		assert_true(judge(k.facts, &in, k.arena, &k.assessment[i], &e));
	}
	assert_true(regime_evaluate(id, &k.in, k.arena, &k.result, &e));
	return k;
}

/* The verdict of a provision as if it had been judged so; evaluates again. The assessments must not move after. */
static inline void kit_again(struct kit_regime *k, const char *provision, enum verdict verdict)
{
	struct error e;

	for (unsigned i = 0; i < EDITIONS; i++) {
		k->in.assessment[i] = &k->assessment[i];
		for (size_t p = 0; p < k->assessment[i].provision_count; p++) {
			struct provision_result *result =
				(struct provision_result *)(uintptr_t)&k->assessment[i].provisions[p];

			if (provision && strcmp(result->provision->id, provision) == 0)
				result->verdict = verdict;
		}
	}
	assert_true(regime_evaluate(k->result.id, &k->in, k->arena, &k->result, &e));
}

/* The same for every provision at once. */
static inline void kit_all(struct kit_regime *k, enum verdict verdict)
{
	for (unsigned i = 0; i < EDITIONS; i++)
		for (size_t p = 0; p < k->assessment[i].provision_count; p++)
			((struct provision_result *)(uintptr_t)&k->assessment[i].provisions[p])->verdict = verdict;
	kit_again(k, NULL, verdict);
}

static inline void kit_regime_done(struct kit_regime *k)
{
	arena_done(k->arena);
	free(k->arena);
	facts_free(k->facts);
}

static inline const struct regime_result_row *kit_row(const struct kit_regime *k, const char *id)
{
	for (size_t i = 0; i < k->result.row_count; i++)
		if (strcmp(k->result.rows[i].row->id, id) == 0)
			return &k->result.rows[i];
	fail_msg("%s has no row %s", k->result.name, id);
	return NULL;
}

static inline void kit_state(const struct kit_regime *k, const char *id, enum regime_state state)
{
	const struct regime_result_row *row = kit_row(k, id);

	if (row->state != state)
		fail_msg("%s is %s where %s belongs: %s", id, regime_state_name(row->state), regime_state_name(state),
			 row->reason);
}

/* What has to hold of every row of every regime. */
static inline void kit_rows_sound(const struct regime_result *r)
{
	for (size_t i = 0; i < r->row_count; i++) {
		const struct regime_result_row *row = &r->rows[i];
		bool todo = row->state == STATE_UNKNOWN || row->state == STATE_NOT_MET;

		if (!row->reason[0])
			fail_msg("%s %s has no reason", r->name, row->row->id);
		if (!todo && row->todo[0])
			fail_msg("%s %s is settled and asks for something", r->name, row->row->id);
		for (const char *c = row->reason; *c; c++)
			assert_true((unsigned char)*c >= 0x20);
	}
	assert_int_equal(r->met + r->not_met + r->unknown + r->not_applicable, r->row_count);
	for (size_t i = 1; i < r->date_count; i++)
		assert_true(strcmp(r->dates[i - 1].date, r->dates[i].date) <= 0);
}

struct kit_product {
	const char *name, *psti, *rule, *cra, *cra_class;
	char *facts; /* free() it */
};

/* The table as text; free() it. */
static inline char *kit_products(void)
{
	const char *source = getenv("HOLDFAST_SOURCE");
	char path[512], *text = calloc(1, 1 << 16);
	FILE *file;

	snprintf(path, sizeof path, "%s/tests/e2e/scope_products.tsv", source ? source : ".");
	file = fopen(path, "rb");
	if (!file || !text)
		fail_msg("cannot read %s", path);
	assert_true(fread(text, 1, (1 << 16) - 1, file) > 0);
	fclose(file);
	return text;
}

/* The next line behind the header; NULL at the end. Cuts the text. */
static inline char *kit_line_of(char **rest)
{
	char *line = *rest, *end = strchr(line, '\n');

	if (strncmp(line, "product\t", 8) == 0 && end) {
		line = end + 1;
		end = strchr(line, '\n');
	}
	if (!end)
		return NULL;
	*end = '\0';
	*rest = end + 1;
	return line;
}

static inline struct kit_product kit_product_of(char *line)
{
	char *cell[7] = {line}, *facts = calloc(1, strlen(line) * 4 + 64), *at, *end;
	struct kit_product p;

	assert_non_null(facts);
	for (size_t i = 1; i < 7; i++) {
		end = strchr(cell[i - 1], '\t');
		if (!end)
			fail_msg("%s: a cell is missing", line);
		*end = '\0';
		cell[i] = end + 1;
	}
	p = (struct kit_product){cell[0], cell[2], cell[3], cell[4], cell[5], facts};
	/* "scope.supply=gift, sale | ..." becomes "@scope - | supply=gift & sale" */
	for (char *item = cell[1]; item; item = end) {
		end = strstr(item, " | ");
		if (end) {
			*end = '\0';
			end += 3;
		}
		at = strchr(item, '.');
		assert_non_null(at);
		*at = '\0';
		facts += sprintf(facts, "@%s - | ", item);
		for (at++; *at; at++)
			facts += sprintf(facts, *at == ',' ? " &" : "%c", *at);
		facts += sprintf(facts, "\n");
	}
	return p;
}

#endif
