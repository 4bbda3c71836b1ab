/* The pages of docs/standard, generated from the catalogue and the registry of checks: one a clause, with every
 * provision and test unit of both editions, and how far the machine answers it; and an index with the counts. Pure. */
#ifndef HF_ASSESS_STANDARD_H
#define HF_ASSESS_STANDARD_H

#include "core/base/writer.h"

size_t standard_count(void);
/* "README.md", "5.1.md" ...; i < standard_count(). Valid as long as the program runs. */
void standard_name(size_t i, char ret[32]);
void standard_page(size_t i, struct writer *out);

#endif
