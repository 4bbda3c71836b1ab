/* Many answers from one table: UNIT, VERDICT, BY, NOTE and, where it overrules what was found, "overrule", between
 * tabs; '#' starts a comment. A row that has nothing but its unit is one that is not decided yet: it is left out. The
 * file is untrusted and taken whole or refused with the line named. Read in this process: what a confined one would
 * hand back is no simpler to read than the table itself. */
#ifndef HF_ASSESS_RECORD_BATCH_H
#define HF_ASSESS_RECORD_BATCH_H

#include "assess/judge/answer.h"
#include "core/base/arena.h"

enum { BATCH_BYTES_MAX = 16 << 20, BATCH_ROWS_MAX = 20000 };

struct batch_row {
	size_t line; /* from 1 */
	enum unit_id unit;
	enum verdict verdict;
	const char *by, *note;
	bool overrule;
};

struct batch {
	struct batch_row *rows;
	size_t count;
};

/* PASS, FAIL or INCONCLUSIVE, in any case. */
bool batch_verdict(struct bytes word, enum verdict *ret);
/* The unit as a person writes it, "5.2-1-2 b"; must exist in the edition. */
MUST_CHECK bool batch_unit(struct bytes name, enum edition edition, enum unit_id *ret, struct error *e);
/* by: who decided where a row does not say; "": each has to. On failure *ret_line is the line, 0 where it is none in
 * particular. */
MUST_CHECK bool batch_parse(struct bytes text, enum edition edition, const char *by, struct arena *arena,
			    struct batch *ret, size_t *ret_line, struct error *e);

#endif
