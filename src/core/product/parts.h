/* Part of product.c: what load.c, fields.c and validate.c share. */
#ifndef HF_CORE_PRODUCT_PARTS_H
#define HF_CORE_PRODUCT_PARTS_H

#include "core/catalogue/catalogue.h"
#include "core/product/tree.h"

/* One entry of a table with the items it gave: a run of loader.items. */
struct loaded_entry {
	const char *table, *id;
	const struct declaration_key *rows;
	size_t row_count, first, count;
	uint32_t line, column;
};

struct loader {
	struct arena *arena;
	struct problems *problems, *gaps;
	struct product_item *items;
	size_t count, cap;
	struct loaded_entry *entries; /* in the order of the file until validate() sorts them by table and id */
	size_t entry_count, entry_cap;
	const char *profile; /* NULL: none */
	const struct node *profile_at;
	size_t visits, text;
	bool by_name; /* the entries are sorted */
	bool stopped; /* a budget is used up */
};

/* load.c */
void load_file(struct loader *l, const struct node *root);
/* "AuthMech.AM-1.factor"; "" for what there is none of. */
const char *load_path(struct loader *l, const char *table, const char *id, const char *key);
bool load_emit(struct loader *l, const struct product_item *item);
void load_begin(struct loader *l, const char *table, const char *id, const struct declaration_key *rows,
		size_t row_count, uint32_t line, uint32_t column);
void load_end(struct loader *l);
bool load_has(const struct loader *l, const char *table, const char *id); /* such an entry */

/* fields.c: one value of the row's type as its canonical text; false: a problem was added. */
bool field_read(struct loader *l, const struct declaration_key *row, const char *path, const struct node *n,
		const char **ret);
/* "password, pin, passphrase" */
const char *field_choices(struct loader *l, const struct declaration_key *row);
bool field_is_list(const struct declaration_key *row);
bool id_ok(struct bytes id); /* letters, digits, '-', '_', '.' */

/* validate.c: what can be said only once everything is read: unique ids, references, what is missing. */
void validate(struct loader *l);
/* The key is required, always or as the entry stands. */
bool key_needed(const struct loader *l, const struct loaded_entry *e, const struct declaration_key *row);

#endif
