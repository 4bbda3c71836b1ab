/* Detached signatures of documents: CMS SignedData (RFC 5652) with signed attributes, made with a key from PEM or on a
 * PKCS#11 token, and checked down to a certificate that the caller trusts. Weak keys and digests are refused both ways.
 * Revocation is not looked up, that would need the network: it is checked against the lists that the caller has. A
 * signer is heap memory whose key the library wipes. Serves PSTI Sch. 4 and CRA Art. 28 (who signed a statement or
 * declaration). */
#ifndef HF_CORE_CRYPTO_CMS_H
#define HF_CORE_CRYPTO_CMS_H

#include "core/base/writer.h"
#include "core/crypto/x509.h"

#include <time.h>

#define CMS_MAX (1u << 20) /* bytes of a signature, a key or a file of certificates that are looked at */
enum { CMS_SIGNERS_MAX = 8, CMS_CERTIFICATES_MAX = 32 };

struct cms_signer;

struct cms_signer_source {
	struct bytes key;         /* PEM; empty where uri says where the key is */
	const char *uri;          /* "pkcs11:token=...;object=..." (RFC 7512), or NULL */
	const char *module;       /* the token's PKCS#11 library; NULL: the system's default */
	struct bytes passphrase;  /* of the key, or the token's PIN; empty: none is known */
	struct bytes certificate; /* PEM: the signer's, then the chain that goes with it */
};

/* *ret_locked: it failed for want of a passphrase, or the one given is wrong. The key must belong to the certificate,
 * be strong enough, and the certificate be valid at `now` and meant for signing. */
MUST_CHECK bool cms_signer_open(const struct cms_signer_source *source, time_t now, struct cms_signer **ret,
				bool *ret_locked, struct error *e);
void cms_signer_free(struct cms_signer *s);
/* The signer's certificate. */
const struct certificate *cms_signer_certificate(const struct cms_signer *s);

/* Appends the signature of `content`, in DER, made at `at`. */
MUST_CHECK bool cms_sign(struct cms_signer *s, struct bytes content, time_t at, struct writer *out, struct error *e);

/* How far a signature is to be trusted: the later, the better. */
enum cms_standing {
	CMS_BROKEN,   /* it does not fit the content, or was made with means that are too weak */
	CMS_REFUSED,  /* intact, and its signer is not who was asked for, or was not entitled when it was made */
	CMS_UNKNOWN,  /* intact; nobody vouches for the signer */
	CMS_OUTDATED, /* intact; the certificate has expired since, and only the signature says that it was made before
		       */
	CMS_VOUCHED,  /* intact, by the pinned certificate or one that leads to a given authority */
};

/* Whom to believe; all empty: nobody. */
struct cms_trust {
	struct bytes pinned; /* PEM or DER: the signer's own certificate */
	struct bytes ca;     /* PEM or DER: authorities, each trusted by itself */
	struct bytes crl;    /* PEM or DER: revocation lists; one has to be of the signer's issuer then */
	time_t at;           /* the moment to judge at */
	bool at_given; /* the caller knows that it existed at that moment: an expiry before it counts, a later one not
			*/
};

struct cms_signature {
	enum cms_standing standing;
	char why[200];                  /* what the standing rests on */
	char signed_at[21];             /* "2026-01-31T12:00:00Z": the signer's own word; "" none */
	char digest[16];                /* "SHA256" */
	bool has_certificate;           /* it came along, or is the pinned one */
	struct certificate certificate; /* where has_certificate */
};

struct cms_verdict {
	enum cms_standing standing; /* broken where one is, else the best of them */
	size_t count;
	struct cms_signature signatures[CMS_SIGNERS_MAX];
};

/* `signature`: DER or PEM. False: it cannot be read at all (ERROR_INPUT), whom to trust cannot be read (ERROR_USAGE),
 * or it could not be checked. */
MUST_CHECK bool cms_verify(struct bytes signature, struct bytes content, const struct cms_trust *trust,
			   struct cms_verdict *ret, struct error *e);

/* What a CMS structure says of itself, for those that are found in firmware: no one is trusted, nothing is refused. */
enum { CMS_OUTLINE_MAX = 16 };
enum cms_fit {
	CMS_FIT_NO_SIGNER,
	CMS_FIT_NO_CERTIFICATE, /* one of a signer did not come with it */
	CMS_FIT_NO_CONTENT,
	CMS_FIT_NO_MEMORY,
	CMS_FITS_NOT,
	CMS_FITS, /* the certificates that came with it: says nothing of whose they are */
};
struct cms_outline_signer {
	char key[32], digest[32]; /* OpenSSL's short names; "" not known */
	unsigned bits;
	bool has_certificate;
	char subject[512];
};
struct cms_outline {
	bool is_signed;
	char type[48];
	enum cms_fit fit;
	size_t count;
	struct cms_outline_signer signers[CMS_OUTLINE_MAX];
};
/* `detached`: the content where the structure does not hold it; the content that it holds is appended to `content` (may
 * be NULL). */
MUST_CHECK bool cms_outline(struct bytes der, struct bytes detached, struct writer *content, struct cms_outline *ret,
			    struct error *e);

#endif
