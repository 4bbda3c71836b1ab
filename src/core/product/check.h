/* A declaration as a tree of nodes, from wherever, held against the catalogue: what product_parse() does once YAML is
 * read.
 */
#ifndef HF_CORE_PRODUCT_CHECK_H
#define HF_CORE_PRODUCT_CHECK_H

#include "core/product/tree.h"

/* root NULL: the problems say why. *ret: items, problems, gaps and profile are written, also where it fails; the rest
 * is kept. */
MUST_CHECK bool product_check(const struct node *root, struct problems *problems, struct product *ret, struct error *e);
/* Sets *e to the first problem; true where there is none. */
bool product_first_problem(const struct product *p, struct error *e);

#endif
