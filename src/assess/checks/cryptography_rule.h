/* Rules on declared cryptography, for every unit that asks for best practice: 5.1-3, 5.3-7, 5.5-1, 5.5-6, 5.5-7, 5.7-1,
 * 5.8-2. Each works on one entry of the declaration and the list `key` in it. */
#ifndef HF_ASSESS_CRYPTOGRAPHY_RULE_H
#define HF_ASSESS_CRYPTOGRAPHY_RULE_H

#include "assess/checks/cryptography.h"
#include "assess/checks/rule.h"

/* Reads list `key` of an entry and judges it at product.statement-date. */
enum crypto_status crypto_of(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
			     const char *key, struct crypto *ret);
/* Unit "cryptography is best practice": fails what is refused, leaves open what is unknown, what says too little, and
 * what is legacy only until before the end of support. True where all is accepted or legacy. */
bool crypto_rule(struct finding_sink *out, const struct declared *d, const struct declared_entry *e, const char *key);
/* Unit "no known feasible attack": fails on a feasible one, leaves a caveat open unless e's `threats` name the attack
 * or a declared component (SoftComp) has the version that clears it. */
void crypto_rule_attacks(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
			 const char *key);
/* Unit "the mechanism delivers the guarantees": fails where list `guarantees` claims a goal that nothing declared under
 * `key` can deliver; open where something unknown could. */
void crypto_rule_goals(struct finding_sink *out, const struct declared *d, const struct declared_entry *e,
		       const char *key, const char *guarantees);

#endif
