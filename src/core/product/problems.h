/* What is wrong with a product file, collected: at most PRODUCT_PROBLEMS_MAX, with the place. Lives in the arena. */
#ifndef HF_CORE_PRODUCT_PROBLEMS_H
#define HF_CORE_PRODUCT_PROBLEMS_H

#include "core/product/product.h"

struct problems {
	struct arena *arena;
	struct product_problem *at;
	size_t count, cap;
	bool out_of_memory;
};

/* Returns false, so that a caller can write `return problem_add(...)`. The first beyond the maximum says that there are
 * more; later ones are dropped. */
bool problem_add(struct problems *p, uint32_t line, uint32_t column, const char *fmt, ...) PRINTF(4, 5);
/* Nothing more would be kept: no need to work out what to say. */
bool problems_full(const struct problems *p);
/* By place. */
void problems_sort(struct problems *p);
/* Text from the file, safe to show, cut to what a message bears. */
const char *problem_quote(struct problems *p, struct bytes text);

#endif
