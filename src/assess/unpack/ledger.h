/* Which bytes of the input are explained: a sorted list of disjoint intervals. Small: one entry a container or gap.
 * Thread-safety is the caller's. */
#ifndef HF_ASSESS_LEDGER_H
#define HF_ASSESS_LEDGER_H

#include "core/base/error.h"

#include <stddef.h>
#include <stdint.h>

struct ledger_range {
	uint64_t from, to;
};
struct ledger {
	struct ledger_range *ranges;
	size_t count, room;
};

void ledger_done(struct ledger *l);
MUST_CHECK bool ledger_add(struct ledger *l, uint64_t from, uint64_t to, struct error *e);
/* Takes a range out again (a hole inside something explained). */
MUST_CHECK bool ledger_remove(struct ledger *l, uint64_t from, uint64_t to, struct error *e);
uint64_t ledger_sum(const struct ledger *l);

#endif
