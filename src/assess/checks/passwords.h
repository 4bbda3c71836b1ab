/* What the rules on 5.1 share about declared passwords. Part of c5_01_declared.c. */
#ifndef HF_ASSESS_PASSWORDS_H
#define HF_ASSESS_PASSWORDS_H

#include "assess/facts/declared.h"

/* True where a password, PIN or passphrase is an attribute of the mechanism. */
bool password_used(const struct declared_entry *e);
/* Bits of a generated password in thousandths: random characters times log2 of the alphabet. */
bool password_millibits(const struct declared_entry *e, uint64_t *ret);

#endif
