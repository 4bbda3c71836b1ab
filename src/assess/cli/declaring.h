/* A product file for a command: loaded, and what is wrong with it said on standard error, all of it. */
#ifndef HF_ASSESS_DECLARING_H
#define HF_ASSESS_DECLARING_H

#include "core/base/writer.h"
#include "core/product/product.h"

/* False: it was said why. `open`: without confinement; `quiet`: gaps are not told. ret_text: see product_load(). */
MUST_CHECK bool declaring_load(const char *command, const char *path, bool open, bool quiet, struct arena *arena,
			       struct product *ret, struct bytes *ret_text);
/* "holdfast COMMAND: NAME:LINE:COLUMN: text", one a line; of the gaps the first few and how many there are. */
void declaring_print(struct writer *out, const char *command, const struct product *p, bool quiet);

#endif
