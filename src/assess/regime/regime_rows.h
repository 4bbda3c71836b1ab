/* Part of regime.h: what the regimes share while they build their rows. Not for others. */
#ifndef HF_ASSESS_REGIME_ROWS_H
#define HF_ASSESS_REGIME_ROWS_H

#include "assess/regime/regime.h"

struct regime_rows {
	enum regime_id id;
	const struct regime_input *in;
	const struct assessment *a; /* of the regime's edition; NULL */
	const struct declared *d;
	const struct scope *scope;
	const char *role; /* of who filled in the declaration, under this regime; "" where it has none */
	struct arena *arena;
	struct regime_result_row *rows;
	size_t count, cap;
	struct regime_group *groups;
	size_t group_count, group_cap;
	struct regime_date *dates;
	size_t date_count, date_cap;
	struct regime_result_row spare; /* stands in for a row there is no memory for */
	bool failed;                    /* memory is out: the whole is refused */
};

/* A fresh row, UNKNOWN. Never NULL. The pointer holds until the next row is added. */
struct regime_result_row *rows_add(struct regime_rows *r, const struct regime_row *row, const char *group);
struct regime_result_row *rows_find(struct regime_rows *r, const char *id); /* NULL */
void rows_set(struct regime_rows *r, struct regime_result_row *row, enum regime_state state, const char *fmt, ...)
	PRINTF(4, 5);
void rows_todo(struct regime_rows *r, struct regime_result_row *row, enum regime_effort effort, const char *fmt, ...)
	PRINTF(4, 5);
void rows_fact(struct regime_result_row *row, const struct fact *fact);
void rows_missing(struct regime_result_row *row, const char *key);

/* What the row's provisions say, put into the row with its reason: good mappings show MET and NOT_MET, partial ones
 * NOT_MET only, none UNKNOWN. */
void rows_by_provisions(struct regime_rows *r, struct regime_result_row *row);
/* Adds the row's provisions as material and says how they stand. *ret_fail: the first that FAILs. */
struct verdicts {
	size_t pass, fail, open, not_applicable;
	const struct provision_result *first_fail;
	char open_ids[160]; /* "5.1-1; 5.1-2"; cut where it is longer */
};
struct verdicts rows_verdicts(struct regime_rows *r, struct regime_result_row *row, const char *ids);
enum verdict rows_verdict(const struct regime_rows *r, const char *provision); /* INCONCLUSIVE without assessment */

/* Decides the row by declared keys: "support.end; support.published=yes; UpdMech.configuration". Present, or one of the
 * values; a table of many entries needs it in each. MET where all hold, NOT_MET where one says otherwise, else UNKNOWN
 * with the keys that are missing. True where it decided. */
bool rows_by_keys(struct regime_rows *r, struct regime_result_row *row, const char *needs);

/* A row of a regime decided by keys: what it needs, and what to do where that is not so. */
struct key_rule {
	const char *row;
	const char *needs; /* as in rows_by_keys(); "" with `reason`: not applicable */
	enum regime_effort effort;
	const char *reason; /* why not applicable */
};
const struct key_rule *key_rule_of(const struct key_rule *rules, size_t count, const char *row);

void rows_group(struct regime_rows *r, const char *name, const char *route);
enum regime_state rows_state_of(const struct regime_rows *r, const char *group);
/* `date` may be empty or none at all: then nothing is added. */
void rows_date(struct regime_rows *r, const char *date, const char *source, const char *fmt, ...) PRINTF(4, 5);
const char *rows_iso_date(struct regime_rows *r, const char *words); /* "29 April 2024" as "2024-04-29"; "" */
bool rows_later(struct regime_rows *r, const char *date, unsigned years, char ret[11]);

void regime_psti(struct regime_rows *r);
void regime_cra(struct regime_rows *r);
void regime_scheme(struct regime_rows *r);

#endif
