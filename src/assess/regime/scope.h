/* Whether UK PSTI and the EU Cyber Resilience Act catch a product, as what and in whose hands: the rules of
 * catalogue/scope.tsv applied to what is declared. Pure; everything returned lives in the arena, the catalogue or the
 * declaration. Not legal advice: each answer names its source and how sure the rule is. */
#ifndef HF_ASSESS_SCOPE_H
#define HF_ASSESS_SCOPE_H

#include "assess/facts/declared.h"
#include "core/catalogue/catalogue.h"

enum scope_answer {
	SCOPE_UNKNOWN, /* `missing` says which keys of product.yaml would tell, or a rule that a person has to read the
			  law */
	SCOPE_IN,
	SCOPE_PARTLY, /* some units, or some duties: the reasons say which */
	SCOPE_OUT,
};

/* One rule that holds, and the declared or observed value it holds by; fact NULL: by what is not declared. */
struct scope_reason {
	const struct scope_rule *rule;
	const struct fact *fact;
};

struct scope_decision {
	const char *topic;        /* "PSTI", "CRA class" ... as in catalogue/scope.tsv */
	enum scope_answer answer; /* of class, route and role: IN where known */
	const char *what;         /* "IN"; of class, route and role "important class I", "importer"; "UNKNOWN" */
	const struct scope_reason *reasons; /* the one that decides against; otherwise one for each step passed */
	size_t reason_count;
	const char *const *missing; /* "scope.category": keys that would decide; none where the answer is known */
	size_t missing_count;
	const char *confidence; /* of the least sure rule behind the answer */
};

enum scope_topic {
	SCOPE_PSTI,
	SCOPE_PSTI_ROLE,
	SCOPE_CRA,
	SCOPE_CRA_CLASS,
	SCOPE_CRA_ROUTE,
	SCOPE_CRA_ROLE,
	SCOPE_TOPICS
};
struct scope {
	struct scope_decision decision[SCOPE_TOPICS];
};

/* `facts` are for what was observed (a listener shows that a product speaks IP); NULL: only the declaration counts.
 * False only where memory is out. */
MUST_CHECK bool scope_decide(const struct declared *d, const struct facts *facts, struct arena *arena,
			     struct scope *ret, struct error *e);
/* True where a row's `who` names the role: "manufacturer", "importer or distributor", "all". */
bool scope_falls_on(const struct regime_row *row, const char *role);
/* A row of PSTI or CRA by its id; NULL where there is none. */
const struct regime_row *regime_row_find(const char *regime, const char *id);

#endif
