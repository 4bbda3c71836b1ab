/* The IXIT tables of a declaration as CSV, with the keys of product.yaml: one file a table, in the standard's order. A
 * table of many entries has a line an entry; a form has a line a key. Lists stand in one cell, "; " between members. A
 * file with a header alone: declared that there is none; no file: not declared. */
#ifndef HF_ASSESS_IXIT_CSV_H
#define HF_ASSESS_IXIT_CSV_H

#include "core/base/writer.h"
#include "core/product/product.h"

enum { IXIT_NAME_MAX = 64 };

/* "01-AuthMech.csv". */
void ixit_csv_name(const char *table, char ret[static IXIT_NAME_MAX]);
/* The table a file is for, by its name with or without the number; NULL: none. */
const char *ixit_csv_table(const char *name);
/* Of items as product_arranged() gives them. False where the table is not declared: nothing is written then. */
bool ixit_csv_write(const struct product_item *items, size_t count, const char *table, struct writer *out);

/* Members of a list in one cell: "a; b"; a ';' or '\' of their own has a '\' in front. */
void ixit_list_write(struct writer *out, const char *member, bool first);
/* The next member into `ret`; false: none is left. */
bool ixit_list_next(struct bytes *rest, struct writer *ret);

#endif
