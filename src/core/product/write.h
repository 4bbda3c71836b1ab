/* Items as a product file that people read and go on writing: tables in the catalogue's order, nothing written twice,
 * quotes only where they are needed. What is written loads again and gives the same items. */
#ifndef HF_CORE_PRODUCT_WRITE_H
#define HF_CORE_PRODUCT_WRITE_H

#include "core/base/writer.h"
#include "core/product/product.h"

struct product_style {
	const char *head;    /* text of a comment at the top, lines parted by newlines; NULL: none */
	const char *profile; /* written as profile:, and what it says left out; NULL: none */
	bool hints;          /* each required key that is missing stands as a comment with its meaning, as do tables */
	/* A comment behind the item: "found: /etc/init.d/S50dropbear"; NULL or "": none. */
	const char *(*note)(const struct product_item *item, const void *ctx);
	const void *ctx;
};

/* Fails where memory is out, the writer is full, or a table or key is none of the catalogue. */
MUST_CHECK bool product_write(const struct product_item *items, size_t count, const struct product_style *style,
			      struct writer *out, struct error *e);

/* A copy in the arena: tables in the catalogue's order, entries in that of their first item, keys in the catalogue's,
 * members of a list as they were. NULL where it fails. */
const struct product_item *product_arranged(const struct product_item *items, size_t count, struct arena *arena,
					    struct error *e);

/* One value as YAML, as it may stand behind "key: " or, `flow`, inside [ ]. `text`: it is free text, that must not read
 * as a number, a date or a truth value. One line; no newline behind it. */
void yaml_value(struct writer *out, const char *value, bool text, bool flow);

#endif
