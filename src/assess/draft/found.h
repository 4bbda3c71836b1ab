/* What a firmware image says about the declaration of its product: listeners, log-ins, components, keys, the update
 * agent, sensors, each as values of product.yaml with the place they were seen at. They are a start: the maker has to
 * confirm each and fill in what no image shows. Pure. */
#ifndef HF_ASSESS_FOUND_H
#define HF_ASSESS_FOUND_H

#include "assess/facts/facts.h"

struct found_item {
	const char *table, *id, *key, *value;
	const char *where; /* "found: cam.bin!0x0:squashfs!/etc/inittab"; "" for what only follows from another value */
};

struct found {
	struct arena *arena;
	struct found_item *items; /* entry by entry, in the order of the tables they go to */
	size_t count, room;
	bool failed; /* memory is out */
};

enum { FOUND_ENTRIES_MAX = 60 }; /* of one table: a product file is read by people */

MUST_CHECK bool found_in(const struct facts *facts, struct arena *arena, struct found *ret, struct error *e);
/* Appends a value; "" values are left out. */
void found_add(struct found *f, const char *table, const char *id, const char *key, const char *value,
	       const char *where);

#endif
