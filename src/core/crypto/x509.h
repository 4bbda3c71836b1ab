/* An X.509 certificate described (RFC 5280). Reads one bounded DER element; keeps nothing of the library.
 * Serves 5.5-1, 5.4-3, 5.3-7 (authenticity of updates) and 5.5-3 (weak signatures). */
#ifndef HF_CORE_CRYPTO_X509_H
#define HF_CORE_CRYPTO_X509_H

#include "core/crypto/der.h"
#include "core/crypto/hash.h"

struct certificate {
	char subject[512], issuer[512];     /* RFC 4514, cut where longer */
	char algorithm[24], curve[32];      /* of the key */
	char signature[48];                 /* OpenSSL's long name, or dotted */
	char not_before[11], not_after[11]; /* YYYY-MM-DD */
	unsigned bits;                      /* 0: a key the library does not know */
	bool ca, self_signed;               /* self_signed: the signature was verified with its own key */
	bool server, client;                /* extended key usage says so */
	uint8_t fingerprint[SHA256_LEN];    /* of the DER */
	bool has_key_fingerprint;
	uint8_t key_fingerprint[SHA256_LEN]; /* of the SubjectPublicKeyInfo */
};

/* `der` must be the certificate and nothing else. */
MUST_CHECK bool certificate_read(struct bytes der, struct certificate *ret);

#endif
