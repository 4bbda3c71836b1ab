/* A product file for a command: loaded, and what is wrong with it said on standard error, all of it. */
#ifndef HF_ASSESS_DECLARING_H
#define HF_ASSESS_DECLARING_H

#include "core/base/writer.h"
#include "core/product/product.h"

/* Which gaps are told: none, the first few and how many there are, all. */
enum declaring_told { DECLARING_QUIET, DECLARING_SOME, DECLARING_ALL };

/* False: it was said why. `open`: without confinement. ret_text: see product_load(). */
MUST_CHECK bool declaring_load(const char *command, const char *path, bool open, enum declaring_told told,
			       struct arena *arena, struct product *ret, struct bytes *ret_text);
/* "holdfast COMMAND: NAME:LINE:COLUMN: text", one a line. */
void declaring_print(struct writer *out, const char *command, const struct product *p, enum declaring_told told);

#endif
