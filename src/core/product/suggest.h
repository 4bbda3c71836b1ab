/* "Did you mean": how far two names lie apart, and the nearest of a list. Pure. */
#ifndef HF_CORE_PRODUCT_SUGGEST_H
#define HF_CORE_PRODUCT_SUGGEST_H

#include "core/base/arena.h"

enum { SUGGEST_LEN_MAX = 64, SUGGEST_NONE = 1000 };

/* Letters to add, drop, change or swap, case not counted; SUGGEST_NONE where one is longer than SUGGEST_LEN_MAX. */
unsigned suggest_distance(struct bytes a, struct bytes b);

/* Takes candidates one by one and keeps the nearest that is near enough to be meant. */
struct suggestion {
	struct bytes typed;
	struct bytes best; /* at is NULL: none */
	unsigned distance;
};
struct suggestion suggestion_of(struct bytes typed);
void suggestion_offer(struct suggestion *s, struct bytes candidate);
/* "; did you mean 'x'?", or "". */
const char *suggestion_text(const struct suggestion *s, struct arena *arena);

#endif
