/* The parts of key.h that need no library: OpenSSH, dropbear, OpenPGP. */
#ifndef HF_CORE_CRYPTO_KEY_NATIVE_H
#define HF_CORE_CRYPTO_KEY_NATIVE_H

#include "core/crypto/key.h"

/* The decoded body of an OPENSSH PRIVATE KEY block. */
MUST_CHECK bool key_from_openssh(struct bytes in, struct key *ret);

#endif
