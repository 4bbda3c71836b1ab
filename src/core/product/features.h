/* Conditions and features of the ICS that a product file does not say, taken from its tables (shown.def): nothing has
 * to be written twice. One holds where an entry shows it. It does not hold where each table that could show it is
 * declared and each of their entries says a value that excludes it; a key that is left out excludes nothing. */
#ifndef HF_CORE_PRODUCT_FEATURES_H
#define HF_CORE_PRODUCT_FEATURES_H

#include "core/product/parts.h"

struct feature_said {
	const char *holds;             /* "yes", "no"; NULL: the tables do not tell */
	const char *table;             /* the first that tells */
	const struct product_item *at; /* where */
};

/* Some table can show it; else only its maker knows. */
bool features_in_tables(const char *name);
/* From the entries and items of `l`, sorted or not. */
struct feature_said features_of_tables(const struct loader *l, const char *name);
/* Adds what tables say of features that no entry of `l` says. */
void features_derive(struct loader *l);
/* The reason that goes with it, by which it is known as taken from there: "as IXIT table SecParam declares". NULL: no
 * memory. */
const char *features_reason(const struct feature_said *said, struct arena *arena);

#endif
