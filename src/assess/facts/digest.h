/* One SHA-256 over all facts with their evidence, in their sorted order: what a case's audit trail pins. */
#ifndef HF_ASSESS_DIGEST_H
#define HF_ASSESS_DIGEST_H

#include "assess/facts/facts.h"

/* 64 hex digits. */
void facts_digest(const struct facts *facts, char ret[65]);

#endif
