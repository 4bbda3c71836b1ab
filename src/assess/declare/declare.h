/* A product file in the facts: each item becomes a FACT_DECLARED whose node is the file, with offset, line and the
 * bytes as they stand. Facts hold one declaration at most. */
#ifndef HF_ASSESS_DECLARE_H
#define HF_ASSESS_DECLARE_H

#include "assess/facts/facts.h"
#include "core/product/product.h"

/* Puts `p` in the place of what was declared before; `text`: the file's bytes, for excerpts. *facts becomes a new,
 * sorted one where an earlier declaration has to go; pointers into the old facts are void then. Facts are good for
 * facts_free() only where it fails. */
MUST_CHECK bool declare(struct facts **facts, const struct product *p, struct bytes text, struct error *e);
/* Takes the declaration out. Sorted afterwards. */
MUST_CHECK bool declare_remove(struct facts **facts, struct error *e);
/* Takes over what `from` declares into `to`, which declares nothing; sorted afterwards. */
MUST_CHECK bool declare_carry(struct facts *to, const struct facts *from, struct error *e);
/* The way back: what is declared as items, in the order of the file. ret->name: the file's. In the arena and the facts.
 */
MUST_CHECK bool declare_items(const struct facts *facts, struct arena *arena, struct product *ret, struct error *e);
/* The product file as a node: its name, size and SHA-256; NULL where nothing is declared. */
const struct fact_node *declare_source(const struct facts *facts);

#endif
