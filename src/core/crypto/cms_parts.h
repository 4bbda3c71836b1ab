/* What the two halves of cms.c share: certificates read and described, keys weighed. */
#ifndef HF_CORE_CRYPTO_CMS_PARTS_H
#define HF_CORE_CRYPTO_CMS_PARTS_H

#include "core/crypto/key.h"
#include "core/crypto/x509.h"

#include <openssl/x509.h>

/* ERROR_ENVIRONMENT "WHAT: the library's reason"; returns false. */
bool cms_openssl(struct error *e, const char *what);
/* All certificates of PEM text, or the one of DER: at least one, at most CMS_CERTIFICATES_MAX. */
MUST_CHECK bool cms_certificates(struct bytes in, STACK_OF(X509) * *ret, struct error *e);
MUST_CHECK bool cms_describe(X509 *cert, struct certificate *ret, struct error *e);
/* Why a key is too weak to sign with, or NULL. RSA below 2048 bits, curves below 256 bits or unheard of, DSA (SOGIS
 * Agreed Cryptographic Mechanisms; NIST SP 800-131A). */
const char *cms_key_weakness(EVP_PKEY *key);
/* Its key usage allows signing documents, or says nothing (RFC 5280 4.2.1.3). */
bool cms_may_sign(X509 *cert);

#endif
