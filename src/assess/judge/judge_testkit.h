/* What the judge's tests share: a court over facts from a text table (assess/checks/checks_testkit.h). Tests only. */
#ifndef HF_ASSESS_JUDGE_TESTKIT_H
#define HF_ASSESS_JUDGE_TESTKIT_H

#include "assess/checks/checks_testkit.h"
#include "assess/judge/judge.h"

struct court {
	struct facts *facts;
	struct arena arena;
	struct assessment a;
};

/* Judges the table as `in` says. To be given to dismiss(). */
static inline struct court hold_as(const char *table, const struct judge_input *in)
{
	struct court c = {.facts = kit_facts(table)};
	struct error e;

	arena_init(&c.arena, 0);
	assert_true(judge(c.facts, in, &c.arena, &c.a, &e));
	return c;
}

static inline void dismiss(struct court *c)
{
	arena_done(&c->arena);
	facts_free(c->facts);
}

static inline const struct unit_result *unit_of(const struct court *c, enum unit_id id)
{
	for (size_t i = 0; i < c->a.unit_count; i++)
		if (c->a.units[i].unit == id)
			return &c->a.units[i];
	fail_msg("no unit %s", unit_name(id));
	return NULL;
}

static inline const struct provision_result *provision_of(const struct court *c, const char *id)
{
	for (size_t i = 0; i < c->a.provision_count; i++)
		if (!strcmp(c->a.provisions[i].provision->id, id))
			return &c->a.provisions[i];
	fail_msg("no provision %s", id);
	return NULL;
}

#endif
