/* What a case's audit trail pins: one SHA-256 over all facts with their evidence, in their sorted order, and one over
 * what the case says of the input and of how far it was read. */
#ifndef HF_ASSESS_DIGEST_H
#define HF_ASSESS_DIGEST_H

#include "assess/facts/casefile.h"

/* 64 hex digits. */
void facts_digest(const struct facts *facts, char ret[65]);
/* The same of what a case says about the input and the run, its summary and event left aside. */
void case_run_digest(const struct case_meta *meta, char ret[65]);

#endif
