/* The regulatory gap analysis: several regimes evaluated for one product, what to do in which order, what changes by
 * which date; as text and as JSON. Pure: the day asked about comes from the caller. Documents are printed from the same
 * struct. Owned by the arena. */
#ifndef HF_ASSESS_GAP_H
#define HF_ASSESS_GAP_H

#include "assess/regime/regime.h"
#include "core/base/writer.h"

/* The version of the JSON form; it changes when a key changes its meaning or goes away. docs/schema/gap-1.json. */
#define GAP_SCHEMA "holdfast-gap/1"
#define SCOPE_SCHEMA "holdfast-scope/1"
#define GAP_BYTES_MAX (UINT64_C(64) << 20)

struct gap_date {
	const struct regime_date *date;
	const struct regime_result *regime;
};

struct gap {
	const char *product, *model, *maker; /* as declared; "" */
	const char *input;                   /* base name of what was assessed */
	const char *today;
	const struct facts *facts;
	const struct regime_result *results;
	size_t count;
	const struct regime_todo *todo; /* most pressing first: see regime_todos() */
	size_t todo_count;
	const struct gap_date *dates; /* of all regimes, sorted; what several say on one day stands once */
	size_t date_count;
};

/* `ids` without doubles. False only where memory is out. */
MUST_CHECK bool gap_make(const enum regime_id *ids, size_t count, const struct regime_input *in, const char *input,
			 struct arena *arena, struct gap *ret, struct error *e);

struct gap_text_options {
	bool colour, all; /* all: every row and everything to do */
	unsigned columns; /* 0: 100 */
};
MUST_CHECK bool gap_text(const struct gap *gap, const struct gap_text_options *options, struct writer *out,
			 struct error *e);
MUST_CHECK bool gap_json(const struct gap *gap, struct writer *out, struct error *e);

/* The answers on scope alone, with the duties that fall on the role. */
MUST_CHECK bool scope_text(const struct scope *scope, const struct declared *d, const struct gap_text_options *options,
			   struct writer *out, struct error *e);
MUST_CHECK bool scope_json(const struct scope *scope, const struct declared *d, const struct facts *facts,
			   struct writer *out, struct error *e);

#endif
