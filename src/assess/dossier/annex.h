/* What the legal documents share: an item of an annex, printed from declared values, with what is missing named. */
#ifndef HF_ASSESS_DOSSIER_ANNEX_H
#define HF_ASSESS_DOSSIER_ANNEX_H

#include "assess/dossier/dossier.h"
#include "assess/regime/regime.h"

/* One item: a heading and the values of keys, "table.key", "; "-separated; '?' behind a key: optional. Where a key that
 * is not optional has no value, document_missing() names it with `ref`, the place in the law. Tables of many entries
 * give one line an entry. */
struct annex_item {
	const char *row;   /* of the regime: "A2-1" */
	const char *title; /* in the reader's words */
	const char *keys;
	const char *lead; /* a sentence before the values; NULL */
	bool for_users;   /* read by people to whom the ids of entries mean nothing */
};
void annex_print(const struct dossier_input *in, struct document *doc, const char *regime, unsigned level,
		 const struct annex_item *item);
/* "Annex II 1", from the catalogue. */
const char *annex_ref(const char *regime, const char *row);

MUST_CHECK bool annex_evaluate(const struct dossier_input *in, enum regime_id id, struct regime_result *ret,
			       struct error *e);
/* False, with the reason for the index, where the product is not offered in `market` or outside the law's scope. */
bool annex_wanted(const struct dossier_input *in, const struct regime_result *r, const char *market, const char *name);

#endif
