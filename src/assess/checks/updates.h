/* What the rules on 5.3 share about one declared update mechanism. Part of c5_03_mechanism.c. */
#ifndef HF_ASSESS_UPDATES_H
#define HF_ASSESS_UPDATES_H

#include "assess/checks/rule.h"

/* What design, guarantees, cryptography and trust of a mechanism are worth: GRADE_UNSURE where a person has to look or
 * something is not said. */
enum grade { GRADE_GOOD, GRADE_UNSURE, GRADE_BAD };
struct graded {
	enum grade grade;
	const char *key, *why;    /* what decided, for titles; NULL, NULL for GRADE_GOOD */
	const struct fact *other; /* what it contradicts; NULL */
};

/* Can a basic attacker misuse it? Unit 5.3-2-1 a. */
struct graded update_grade(const struct facts *facts, struct finding_sink *out, const struct declared *d,
			   const struct declared_entry *e);
/* The key or channel that the mechanism trusts. Unit 5.3-10-1 b. */
struct graded update_trust(struct finding_sink *out, const struct declared *d, const struct declared_entry *e);
/* What the image shows the declared agent to verify, where that is less than declared; NULL. */
const struct fact *update_contradicted(const struct facts *facts, const struct declared_entry *e);
/* True where the entry names this agent. */
bool update_names(const struct declared_entry *e, struct bytes agent);
/* Fails or leaves open what is not GRADE_GOOD. */
void update_tell(struct finding_sink *out, const struct declared_entry *e, const struct graded *g);

#endif
