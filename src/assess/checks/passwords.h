/* What the rules on 5.1 share about declared passwords. Part of c5_01_declared.c. */
#ifndef HF_ASSESS_PASSWORDS_H
#define HF_ASSESS_PASSWORDS_H

#include "assess/facts/declared.h"

/* True where a password, PIN or passphrase is an attribute of the mechanism. */
bool password_used(const struct declared_entry *e);
/* Bits of a generated password in thousandths: random characters times log2 of the alphabet. */
bool password_millibits(const struct declared_entry *e, uint64_t *ret);
/* True where it can be guessed away from the device: a WPA or WPA2 passphrase, from one recorded handshake. */
bool password_offline(const struct declared_entry *e);
/* True where it is used over a network: declared so, or guarding a service that is on one. */
bool password_over_network(const struct declared *d, const struct declared_entry *e);

#endif
