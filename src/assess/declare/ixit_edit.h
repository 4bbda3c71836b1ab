/* A product file changed in place: the values that tables from elsewhere change are put into the text that is there, so
 * that its comments, its order and its style stay. What comes out is parsed again and taken only where it says the same
 * as the merged tables. */
#ifndef HF_ASSESS_IXIT_EDIT_H
#define HF_ASSESS_IXIT_EDIT_H

#include "core/product/product.h"
#include "core/product/tree.h"

struct ixit_text {
	struct bytes text; /* the new file; at is NULL: it cannot be changed in place */
	uint32_t
		comments_lost; /* comments of the old file that are not in the new one, which is written anew if NULL */
};

/* root: the tree of `yaml`, now: its items; next: what the new file has to say. tables: those that may differ. Pure.
 * False only where memory is out. */
MUST_CHECK bool ixit_edit(struct bytes yaml, const struct node *root, const char *const *tables, size_t count,
			  const struct product *now, const struct product *next, struct arena *arena,
			  struct ixit_text *ret, struct error *e);

#endif
