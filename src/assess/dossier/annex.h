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
/* False, with the reason for the index, where the product is not offered in `market`, outside the law's scope, under
 * it only for reports (CRA Art. 69(3)), or where who declares is not who has to draw the document up. Where it is not
 * known whether the law applies, what would tell is noted as missing. */
bool annex_wanted(const struct dossier_input *in, struct document *doc, const struct regime_result *r,
		  const char *market, const char *name);
/* False, with the reason for the index, where an importer or distributor fills the declaration in: a text that speaks
 * for the manufacturer is not theirs to issue. */
bool annex_for_maker(const struct dossier_input *in);
/* Notes in `doc` all that is missing in `other`, a text that it stands for. */
void annex_missing_as_in(struct document *doc, const struct document *other);

#endif
