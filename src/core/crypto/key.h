/* Key material of the formats products carry: recognised strictly and described; the fingerprint names the same key
 * wherever and in whatever format it turns up. Reads bounded slices only; never keeps or prints key bytes.
 * Serves 5.4-1, 5.4-3, 5.4-4, 5.5-1 and 5.3 (update keys). */
#ifndef HF_CORE_CRYPTO_KEY_H
#define HF_CORE_CRYPTO_KEY_H

#include "core/base/attributes.h"
#include "core/base/bytes.h"
#include "core/crypto/der.h"
#include "core/crypto/hash.h"

struct key {
	bool is_private, encrypted;
	char algorithm[24]; /* "rsa", "ec", "ed25519"; "" where it is hidden under the passphrase */
	char curve[32];
	unsigned bits;      /* 0 unknown */
	const char *format; /* pem | der | openssh | dropbear | pkcs12 | pgp | ssh */
	bool has_fingerprint;
	uint8_t fingerprint[SHA256_LEN]; /* SHA-256 of the SubjectPublicKeyInfo */
};

/* Loads nothing from the host and warms the library up: call once before the sandbox closes. */
void crypto_prepare(void);

/* One DER element that is a whole private or public key: PKCS#8, PKCS#1, SEC 1, DSA, SubjectPublicKeyInfo. */
MUST_CHECK bool key_from_der(struct bytes der, struct key *ret);
/* The block of a PEM file; false for certificates and whatever else is no key. */
MUST_CHECK bool key_from_pem(const struct pem *pem, struct key *ret);
MUST_CHECK bool key_from_pkcs12(struct bytes der, struct key *ret);
/* Dropbear's host key file (length-prefixed parts from the first byte on). */
MUST_CHECK bool key_from_dropbear(struct bytes in, struct key *ret);
/* "ssh-rsa AAAA..." at the front of a line; the base64 part of it. */
MUST_CHECK bool key_from_ssh_line(struct bytes line, struct key *ret);
/* Binary OpenPGP: the first packet. */
MUST_CHECK bool key_from_pgp(struct bytes in, struct key *ret);

#endif
