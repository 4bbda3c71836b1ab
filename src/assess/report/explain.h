/* What a provision, clause, test case or unit asks, in both editions, and how far the machine answers it: behind
 * `holdfast explain 5.1-1` and docs/standard. Reads only the catalogue and the registry of checks. */
#ifndef HF_ASSESS_EXPLAIN_H
#define HF_ASSESS_EXPLAIN_H

#include "core/base/writer.h"

/* Accepts "5.1", "5.1-1", "5_1_1", "5.1-1-2", "5.1-1-2 b", "5.1-1-2b". Writes plain text. False where nothing has that
 * id: then the text names the nearest ones. */
bool explain_print(struct writer *out, const char *id);

#endif
