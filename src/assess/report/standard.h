/* The pages of docs/standard, generated from the catalogue and the registry of checks: one a clause, with every
 * provision and test unit of both editions, and how far the machine answers it; and an index with the counts. Pure. */
#ifndef HF_ASSESS_STANDARD_H
#define HF_ASSESS_STANDARD_H

#include "core/base/writer.h"
#include "core/catalogue/catalogue.h"

size_t standard_count(void);
/* "README.md", "5.1.md" ...; i < standard_count(). Valid as long as the program runs. */
void standard_name(size_t i, char ret[32]);
void standard_page(size_t i, struct writer *out);

/* How far a unit is automated: the best of its checks. */
enum reach {
	REACH_BY_HAND,  /* a person answers */
	REACH_ASSISTED, /* a check brings material */
	REACH_REFUTED,  /* a check fails it on evidence, a person passes it */
	REACH_DECIDED,  /* a rule passes or fails it */
	REACHES
};
enum reach standard_reach(const struct unit *unit);
/* A table of how many units of each kind and edition are automated how far. */
void standard_shares(struct writer *out);

#endif
