/* What the two halves of cms.c share: certificates read and described, keys weighed. */
#ifndef HF_CORE_CRYPTO_CMS_PARTS_H
#define HF_CORE_CRYPTO_CMS_PARTS_H

#include "core/crypto/cms.h"
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

/* All lists of PEM text, or the one of DER: at least one. */
MUST_CHECK bool cms_lists(struct bytes in, STACK_OF(X509_CRL) * *ret, struct error *e);
/* What the lists say of a certificate and of those it leads to, whose certificates lie in the pools: REFUSED where one
 * was revoked (before trust->at, where the caller knows that the signature was there then), UNKNOWN where no list that
 * is whole and still good is its issuer's; else VOUCHED, and why is not written. */
enum cms_standing cms_revocation(STACK_OF(X509_CRL) * lists, X509 *cert, STACK_OF(X509) *const pools[3],
				 const struct cms_trust *trust, char why[200]);

#endif
