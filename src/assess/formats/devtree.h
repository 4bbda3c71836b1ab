/* A flattened device tree read with bounds only: no copy, no cast, no recursion. It follows the Devicetree
 * Specification, chapter 5 (versions 16 and 17). Borrows its input. Serves the formats `dtb` and `fit`. */
#ifndef HF_ASSESS_DEVTREE_H
#define HF_ASSESS_DEVTREE_H

#include "core/base/bytes.h"
#include "core/base/reader.h"

#define DEVTREE_MAGIC "\xd0\x0d\xfe\xed"
#define DEVTREE_DEPTH 32

struct devtree {
	struct bytes all;  /* header to total size */
	struct bytes tree; /* the structure block */
	struct bytes strings;
};

enum devtree_step { DEVTREE_NODE, DEVTREE_END_NODE, DEVTREE_PROPERTY, DEVTREE_END, DEVTREE_DAMAGED };

struct devtree_cursor {
	struct devtree tree;
	struct reader r;
	struct bytes path[DEVTREE_DEPTH]; /* names from the root (empty) down; depth of them are valid */
	size_t depth;
	size_t steps; /* NOPs too */
	/* of the last DEVTREE_PROPERTY */
	struct bytes name;
	struct bytes value;
};

/* The header alone: sizes and places consistent and inside `in`. */
MUST_CHECK bool devtree_open(struct bytes in, struct devtree *ret, struct error *e);
struct devtree_cursor devtree_begin(struct devtree tree);
enum devtree_step devtree_next(struct devtree_cursor *c);
/* True where the whole structure block is sound (or the first `max` steps of it are). */
bool devtree_sound(struct devtree tree, size_t max);
/* True where the cursor stands in the node a/b, "" being the root (or below, for `exact` false). */
bool devtree_in(const struct devtree_cursor *c, const char *path, bool exact);
/* The first string of a property's value, without its NUL. */
struct bytes devtree_text(struct bytes value);
/* A one-cell property; 0 where the value has another size. *ok says which. */
uint32_t devtree_cell(struct bytes value, bool *ok);

#endif
