/* What the tests of signatures share: parties with keys and certificates, made on the spot. Tests only. */
#ifndef HF_CORE_CRYPTO_CMS_TESTKIT_H
#define HF_CORE_CRYPTO_CMS_TESTKIT_H

#include "core/crypto/cms.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

enum { DAY = 86400, NOW = 1767225600 /* 2026-01-01 */ };

/* A key, its certificate and the authority that signed it, as PEM. */
struct party {
	EVP_PKEY *key;
	X509 *cert;
	char *key_pem, *cert_pem;
};

struct wish {
	const char *kind; /* "P-256", "RSA:2048", "ED25519" */
	const char *name;
	const struct party *issuer; /* NULL: self-signed */
	const char *usage;          /* key usage; NULL: none */
	long from, to;              /* seconds beside NOW; both 0: a year before, a year after */
	bool ca;
	const char *passphrase;
	const EVP_MD *md;
};

static inline char *text_of(BIO *bio)
{
	char *at, *copy;
	long len = BIO_get_mem_data(bio, &at);

	copy = calloc(1, (size_t)len + 1);
	memcpy(copy, at, (size_t)len);
	BIO_free(bio);
	return copy;
}

static inline void extend(X509 *cert, int nid, const char *value)
{
	X509_EXTENSION *x = X509V3_EXT_conf_nid(NULL, NULL, nid, value);

	assert_non_null(x);
	X509_add_ext(cert, x, -1);
	X509_EXTENSION_free(x);
}

static inline EVP_PKEY *key_of(const char *kind)
{
	if (strncmp(kind, "RSA:", 4) == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)strtoul(kind + 4, NULL, 10));
	if (strcmp(kind, "ED25519") == 0)
		return EVP_PKEY_Q_keygen(NULL, NULL, kind);
	return EVP_PKEY_Q_keygen(NULL, NULL, "EC", kind);
}

static inline struct party party_of(struct wish w)
{
	struct party p = {.key = key_of(w.kind), .cert = X509_new()};
	time_t now = NOW;
	BIO *bio = BIO_new(BIO_s_mem());
	X509_NAME *name = X509_get_subject_name(p.cert);
	const EVP_MD *md = strcmp(w.kind, "ED25519") == 0 ? NULL : w.md ? w.md : EVP_sha256();

	assert_non_null(p.key);
	X509_set_version(p.cert, 2);
	ASN1_INTEGER_set(X509_get_serialNumber(p.cert), (long)strlen(w.name) * 7 + w.name[0]);
	X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, (const uint8_t *)w.name, -1, -1, 0);
	X509_set_issuer_name(p.cert, w.issuer ? X509_get_subject_name(w.issuer->cert) : name);
	if (!w.from && !w.to) {
		w.from = -365L * DAY;
		w.to = 365L * DAY;
	}
	X509_time_adj_ex(X509_getm_notBefore(p.cert), 0, w.from, &now);
	X509_time_adj_ex(X509_getm_notAfter(p.cert), 0, w.to, &now);
	X509_set_pubkey(p.cert, p.key);
	if (w.usage)
		extend(p.cert, NID_key_usage, w.usage);
	extend(p.cert, NID_basic_constraints, w.ca ? "critical,CA:TRUE" : "CA:FALSE");
	assert_true(X509_sign(p.cert, w.issuer ? w.issuer->key : p.key, md) > 0);
	PEM_write_bio_PKCS8PrivateKey(bio, p.key, w.passphrase ? EVP_aes_128_cbc() : NULL, w.passphrase,
				      w.passphrase ? (int)strlen(w.passphrase) : 0, NULL, NULL);
	p.key_pem = text_of(bio);
	bio = BIO_new(BIO_s_mem());
	PEM_write_bio_X509(bio, p.cert);
	p.cert_pem = text_of(bio);
	return p;
}

static inline void party_free(struct party *p)
{
	EVP_PKEY_free(p->key);
	X509_free(p->cert);
	free(p->key_pem);
	free(p->cert_pem);
}

static inline struct cms_signer_source source_of(const struct party *p)
{
	return (struct cms_signer_source){.key = bytes_str(p->key_pem), .certificate = bytes_str(p->cert_pem)};
}

static inline struct writer signed_at(const struct party *p, const char *content, time_t at)
{
	struct cms_signer_source source = source_of(p);
	struct writer out = writer_of(CMS_MAX, "signature");
	struct cms_signer *s;
	struct error e;
	bool locked;

	if (!cms_signer_open(&source, at, &s, &locked, &e) || !cms_sign(s, bytes_str(content), at, &out, &e))
		fail_msg("%s", e.text);
	cms_signer_free(s);
	return out;
}

static inline struct cms_verdict verdict_of(struct bytes signature, const char *content, struct cms_trust trust)
{
	struct cms_verdict v;
	struct error e;

	if (!trust.at)
		trust.at = NOW;
	if (!cms_verify(signature, bytes_str(content), &trust, &v, &e))
		fail_msg("%s", e.text);
	return v;
}

#endif
