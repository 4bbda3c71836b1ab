/* Part of cms.c. The making of signatures. */
#include "core/crypto/cms.h"
#include "core/crypto/cms_parts.h"
#include "core/crypto/token.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

struct cms_signer {
	struct token *token; /* NULL: the key is in memory */
	EVP_PKEY *key;
	STACK_OF(X509) * chain; /* the signer's first */
	struct certificate certificate;
};

void cms_signer_free(struct cms_signer *s)
{
	if (!s)
		return;
	EVP_PKEY_free(s->key);
	token_close(s->token);
	sk_X509_pop_free(s->chain, X509_free);
	free(s);
}

const struct certificate *cms_signer_certificate(const struct cms_signer *s)
{
	return &s->certificate;
}

struct unlock {
	struct bytes passphrase;
	bool asked;
};

static int give_passphrase(char *to, int room, int writing, void *ctx)
{
	struct unlock *u = ctx;

	(void)writing;
	u->asked = true;
	if (!u->passphrase.len || room < 0 || u->passphrase.len > (size_t)room)
		return -1;
	memcpy(to, u->passphrase.at, u->passphrase.len);
	return (int)u->passphrase.len;
}

static bool open_pem(const struct cms_signer_source *source, struct cms_signer *s, bool *ret_locked, struct error *e)
{
	struct unlock unlock = {source->passphrase, false};
	BIO *in = source->key.len <= CMS_MAX ? BIO_new_mem_buf(source->key.at, (int)source->key.len) : NULL;

	if (!in)
		return error_set(e, ERROR_INPUT, "the key is too long or memory is out");
	s->key = PEM_read_bio_PrivateKey(in, NULL, give_passphrase, &unlock);
	BIO_free(in);
	ERR_clear_error();
	if (s->key)
		return true;
	*ret_locked = unlock.asked;
	if (!unlock.asked)
		return error_set(e, ERROR_INPUT, "no private key in PEM form was found");
	return error_set(e, ERROR_ENVIRONMENT,
			 source->passphrase.len ? "the passphrase does not open the key" : "the key has a passphrase");
}

static bool open_key(const struct cms_signer_source *source, struct cms_signer *s, bool *ret_locked, struct error *e)
{
	if (!source->uri)
		return open_pem(source, s, ret_locked, e);
	if (!source->passphrase.len) {
		*ret_locked = true;
		return error_set(e, ERROR_ENVIRONMENT, "the token has a PIN");
	}
	return token_open(source->uri, source->module, source->passphrase, &s->token, &s->key, e);
}

/* A key and a certificate that nobody could object to later. */
static bool check(const struct cms_signer *s, time_t now, struct error *e)
{
	X509 *cert = sk_X509_value(s->chain, 0);
	const char *weak = cms_key_weakness(X509_get0_pubkey(cert));

	if (EVP_PKEY_eq(X509_get0_pubkey(cert), s->key) != 1)
		return error_set(e, ERROR_INPUT, "the key does not belong to the certificate of '%.100s'",
				 s->certificate.subject);
	if (weak)
		return error_set(e, ERROR_INPUT, "the key is not accepted: %s", weak);
	if (!cms_may_sign(cert))
		return error_set(e, ERROR_INPUT, "the certificate is not meant for signing (key usage)");
	if (X509_cmp_time(X509_get0_notBefore(cert), &now) >= 0)
		return error_set(e, ERROR_INPUT, "the certificate is not valid before %s", s->certificate.not_before);
	if (X509_cmp_time(X509_get0_notAfter(cert), &now) <= 0)
		return error_set(e, ERROR_INPUT, "the certificate has expired on %s", s->certificate.not_after);
	return true;
}

bool cms_signer_open(const struct cms_signer_source *source, time_t now, struct cms_signer **ret, bool *ret_locked,
		     struct error *e)
{
	struct cms_signer *s = calloc(1, sizeof *s);
	bool ok;

	*ret_locked = false;
	if (!s)
		return error_memory(e, "signer");
	crypto_prepare();
	ok = (cms_certificates(source->certificate, &s->chain, e) || error_add(e, "certificate")) &&
	     cms_describe(sk_X509_value(s->chain, 0), &s->certificate, e) && open_key(source, s, ret_locked, e) &&
	     check(s, now, e);
	if (!ok) {
		cms_signer_free(s);
		return false;
	}
	*ret = s;
	return true;
}

/* As strong as the key, never below SHA-256. */
static const EVP_MD *digest_for(const EVP_PKEY *key)
{
	int bits = EVP_PKEY_get_security_bits(key);

	return bits > 192 ? EVP_sha512() : bits > 128 ? EVP_sha384() : EVP_sha256();
}

static bool add_signer(struct cms_signer *s, CMS_ContentInfo *cms, time_t at)
{
	const unsigned flags = CMS_DETACHED | CMS_BINARY | CMS_PARTIAL | CMS_NOSMIMECAP | CMS_CADES;
	CMS_SignerInfo *info = CMS_add1_signer(cms, sk_X509_value(s->chain, 0), s->key, digest_for(s->key), flags);
	ASN1_TIME *time = info ? X509_time_adj_ex(NULL, 0, 0, &at) : NULL;
	bool ok = time && CMS_signed_add1_attr_by_NID(info, NID_pkcs9_signingTime, time->type, time, -1) == 1;

	ASN1_TIME_free(time);
	for (int i = 1; ok && i < sk_X509_num(s->chain); i++)
		ok = CMS_add1_cert(cms, sk_X509_value(s->chain, i)) == 1;
	return ok;
}

/* What was just signed is checked as anybody else would: a faulty token or a mistake here shows now, not in ten years.
 */
static bool check_own(const struct cms_signer *s, struct bytes signature, struct bytes content, time_t at,
		      struct error *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(sk_X509_value(s->chain, 0), &der);
	struct cms_trust trust = {.pinned = bytes_of(der, len > 0 ? (size_t)len : 0), .at = at};
	struct cms_verdict verdict;
	bool ok = len > 0 ? cms_verify(signature, content, &trust, &verdict, e) : error_memory(e, "signature");

	OPENSSL_free(der);
	if (ok && verdict.standing != CMS_VOUCHED)
		return error_set(e, ERROR_ENVIRONMENT, "the signature that was made does not verify: %.120s",
				 verdict.count ? verdict.signatures[0].why : "empty");
	return ok;
}

bool cms_sign(struct cms_signer *s, struct bytes content, time_t at, struct writer *out, struct error *e)
{
	CMS_ContentInfo *cms = CMS_sign(NULL, NULL, NULL, NULL, CMS_DETACHED | CMS_BINARY | CMS_PARTIAL);
	BIO *in = content.len <= INT_MAX
			  ? BIO_new_mem_buf(content.len ? content.at : (const void *)"", (int)content.len)
			  : NULL;
	unsigned char *der = NULL;
	int len = -1;
	bool ok;

	if (cms && in && add_signer(s, cms, at) && CMS_final(cms, in, NULL, CMS_DETACHED | CMS_BINARY) == 1)
		len = i2d_CMS_ContentInfo(cms, &der);
	ok = len > 0 || cms_openssl(e, "cannot sign");
	ok = ok && check_own(s, bytes_of(der, (size_t)len), content, at, e);
	if (ok)
		write_bytes(out, bytes_of(der, (size_t)len));
	OPENSSL_free(der);
	BIO_free(in);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return ok && writer_done(out, e);
}
