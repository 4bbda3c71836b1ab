/* product.yaml: what a maker declares about one product, as flat items that say where they stand. Loaded with libfyaml,
 * held against catalogue/declaration.tsv; a file with one mistake is refused whole, and all its mistakes are named with
 * line, column, what was expected and how to put it right. What is not said yet is no mistake but a gap: a maker works
 * step by step. Untrusted: parsed in a confined process (product_load). docs/product-file.md says how it is built.
 * Everything in a struct product lives in the arena given. */
#ifndef HF_CORE_PRODUCT_H
#define HF_CORE_PRODUCT_H

#include "core/base/arena.h"
#include "core/base/error.h"

/* One value. A list gives one item per member, all under the same key, in order. An IXIT table written as an empty list
 * gives {table, "", "none", "yes"}: the maker says that there is none. Tables of form `one` have the id "". In the ICS,
 * `table` is "ics V2.1.1" or "ics V3.1.3": what holds for both stands twice, resolved by edition. */
struct product_item {
	const char *table;     /* "AuthMech", "product", "features", "ics V3.1.3" */
	const char *id;        /* "AuthMech-1", "5.1-1", "" */
	const char *key;       /* "factor" */
	const char *value;     /* plain text, canonical: yes/no, dates as 2031-12-31, numbers in decimal */
	uint32_t line, column; /* from 1, of the value */
	uint64_t offset, len;  /* bytes of the value in the file */
};

struct product_problem {
	uint32_t line, column; /* from 1; 0: the file as a whole */
	const char *text;      /* what is wrong, what was expected, how to fix it */
	const char *file;      /* where it stands in another file than the product file; else NULL */
};

struct product {
	const char *name;    /* base name of the file */
	char sha256[65];     /* of the file */
	const char *profile; /* what `profile:` names; "" */
	uint64_t size;
	const struct product_item *items; /* in the order of the file */
	size_t count;
	const struct product_problem *problems; /* where parsing failed: all of them, PRODUCT_PROBLEMS_MAX at most */
	size_t problem_count;
	const struct product_problem *gaps; /* what is missing or not meant, by place; at most PRODUCT_PROBLEMS_MAX */
	size_t gap_count;
};

enum {
	PRODUCT_BYTES_MAX = 4 << 20,
	PRODUCT_ITEMS_MAX = 100000,
	PRODUCT_DEPTH_MAX = 16,
	PRODUCT_PROBLEMS_MAX = 100,
	PRODUCT_VALUE_MAX = 64 << 10, /* bytes of one value */
	PRODUCT_TEXT_MAX = 16 << 20,  /* bytes of all values, repeated ones counted each time */
};

/* Pure: parses and validates. False: ret->problems tell all (ret is written then too), *e the first as
 * "NAME:LINE:COLUMN: text". */
MUST_CHECK bool product_parse(struct bytes in, const char *name, struct arena *arena, struct product *ret,
			      struct error *e);
/* Reads the file and parses it in a confined process; without, where `open` is set because the user asked for it.
 * ret_text: the file's bytes, malloc'ed, for who needs excerpts; NULL: not wanted. False: as product_parse(), and *e.
 */
MUST_CHECK bool product_load(const char *path, bool open, struct arena *arena, struct product *ret,
			     struct bytes *ret_text, struct error *e);

/* "" where there is none. */
const char *product_get(const struct product *p, const char *table, const char *id, const char *key);

#endif
