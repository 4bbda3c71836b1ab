/* Whether two product files say the same: as sets of items. Pure. */
#ifndef HF_ASSESS_IXIT_SAME_H
#define HF_ASSESS_IXIT_SAME_H

#include "core/product/product.h"

/* In one table, or (NULL) in all. The order of entries and keys does not count, that of a list's members does. False
 * only where memory is out. */
MUST_CHECK bool ixit_same(const struct product *a, const struct product *b, const char *table, struct arena *arena,
			  bool *ret);

#endif
