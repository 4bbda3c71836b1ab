/* What the rules on 5.3 share about declared update mechanisms. Part of c5_03_mechanism.c. */
#ifndef HF_ASSESS_UPDATES_H
#define HF_ASSESS_UPDATES_H

#include "assess/checks/rule.h"

/* True where the entry names this agent. */
bool update_names(const struct declared_entry *e, struct bytes agent);

/* Fails a text under `key` that says nothing, and leaves open one that only points elsewhere. Every mechanism has to
 * fill these texts in: one that has no such thing may say "none". */
void update_reason(struct finding_sink *out, const struct declared_entry *e, const char *key);

#endif
