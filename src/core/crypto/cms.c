#include "core/crypto/cms.h"

#include "core/crypto/cms_parts.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/ess.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdio.h>

/* How far ahead of ours the signer's clock may be. */
enum { CLOCK_SLACK = 600 };

bool cms_openssl(struct error *e, const char *what)
{
	unsigned long code = ERR_peek_last_error();
	const char *reason = code ? ERR_reason_error_string(code) : NULL;

	error_set(e, ERROR_ENVIRONMENT, "%s: %s", what, reason ? reason : "the cryptographic library gives no reason");
	ERR_clear_error();
	return false;
}

bool cms_certificates(struct bytes in, STACK_OF(X509) * *ret, struct error *e)
{
	STACK_OF(X509) *all = sk_X509_new_null();
	BIO *bio = in.len && in.len <= CMS_MAX ? BIO_new_mem_buf(in.at, (int)in.len) : NULL;
	bool ok = all && bio, pem = bytes_find_str(in, "-----BEGIN") != SIZE_MAX;

	while (ok && sk_X509_num(all) < CMS_CERTIFICATES_MAX) {
		X509 *cert = pem ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : d2i_X509_bio(bio, NULL);

		if (!cert)
			break;
		ok = sk_X509_push(all, cert) > 0;
		if (!ok)
			X509_free(cert);
	}
	BIO_free(bio);
	ERR_clear_error();
	if (!ok || sk_X509_num(all) == 0) {
		sk_X509_pop_free(all, X509_free);
		return error_set(e, ERROR_INPUT, "no certificate in PEM or DER form was found");
	}
	*ret = all;
	return true;
}

bool cms_describe(X509 *cert, struct certificate *ret, struct error *e)
{
	unsigned char *der = NULL;
	int len = i2d_X509(cert, &der);
	bool ok = len > 0 && certificate_read(bytes_of(der, (size_t)len), ret);

	OPENSSL_free(der);
	ERR_clear_error();
	return ok || error_set(e, ERROR_INPUT, "a certificate that is not well formed");
}

const char *cms_key_weakness(EVP_PKEY *key)
{
	static const char *const curves[] = {"prime256v1",      "secp384r1",       "secp521r1",
					     "brainpoolP256r1", "brainpoolP384r1", "brainpoolP512r1"};
	char curve[32] = "";
	size_t len;

	if (!key)
		return "it is of a kind the cryptographic library does not know";
	switch (EVP_PKEY_get_base_id(key)) {
	case EVP_PKEY_RSA:
	case EVP_PKEY_RSA_PSS:
		return EVP_PKEY_get_bits(key) >= 2048 ? NULL : "RSA below 2048 bits";
	case EVP_PKEY_EC:
		if (EVP_PKEY_get_group_name(key, curve, sizeof curve, &len) == 1)
			for (size_t i = 0; i < ARRAY_LEN(curves); i++)
				if (strcmp(curve, curves[i]) == 0)
					return NULL;
		return "a curve other than P-256, P-384, P-521 and Brainpool's of these sizes";
	case EVP_PKEY_ED25519:
	case EVP_PKEY_ED448:
		return "Ed25519 and Ed448 signatures in CMS need a newer OpenSSL than 3.0; use ECDSA or RSA";
	default:
		return "neither RSA nor ECDSA";
	}
}

bool cms_may_sign(X509 *cert)
{
	return X509_get_key_usage(cert) & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION);
}

/* The attribute's only value, of the type that is right for it; NULL where it is not there. */
static const void *attribute(CMS_SignerInfo *info, int nid, int type)
{
	return CMS_signed_get0_data_by_OBJ(info, OBJ_nid2obj(nid), -3, type);
}

static bool signing_time(CMS_SignerInfo *info, time_t *ret)
{
	const ASN1_TIME *at = attribute(info, NID_pkcs9_signingTime, V_ASN1_UTCTIME);
	struct tm tm;

	if (!at)
		at = attribute(info, NID_pkcs9_signingTime, V_ASN1_GENERALIZEDTIME);
	if (!at || ASN1_TIME_to_tm(at, &tm) != 1 || tm.tm_year < 70 || tm.tm_year > 8099)
		return false;
	*ret = timegm(&tm);
	return true;
}

/* One signature while it is being judged. */
struct judged {
	CMS_ContentInfo *cms;
	CMS_SignerInfo *info;
	X509 *cert; /* the signer's; NULL: not at hand */
	STACK_OF(X509) * others;
	bool has_time;
	time_t time;
	struct cms_signature *to;
};

static bool stands(struct judged *j, enum cms_standing standing, const char *why)
{
	j->to->standing = standing;
	snprintf(j->to->why, sizeof j->to->why, "%s", why);
	return false;
}

/* The algorithm that the signature names is the one that its key and digest make. Not covered by the signature. */
static bool algorithm_fits(const X509_ALGOR *sign, int digest, EVP_PKEY *key)
{
	int nid = OBJ_obj2nid(sign->algorithm), of_digest, of_key, own = EVP_PKEY_get_base_id(key);

	if (OBJ_find_sigid_algs(nid, &of_digest, &of_key) != 1)
		return nid == own; /* rsaEncryption names no digest (RFC 3370 3.2) */
	if (of_digest != NID_undef && of_digest != digest)
		return false;
	return of_key == own || (nid == NID_rsassaPss && (own == EVP_PKEY_RSA || own == EVP_PKEY_RSA_PSS));
}

/* Where the signer signed which certificate is meant (RFC 5035), it is this one. */
static bool certificate_meant(const struct judged *j)
{
	const ASN1_STRING *v1 = attribute(j->info, NID_id_smime_aa_signingCertificate, V_ASN1_SEQUENCE);
	const ASN1_STRING *v2 = attribute(j->info, NID_id_smime_aa_signingCertificateV2, V_ASN1_SEQUENCE);
	const unsigned char *at1 = v1 ? ASN1_STRING_get0_data(v1) : NULL, *at2 = v2 ? ASN1_STRING_get0_data(v2) : NULL;
	ESS_SIGNING_CERT *old = v1 ? d2i_ESS_SIGNING_CERT(NULL, &at1, ASN1_STRING_length(v1)) : NULL;
	ESS_SIGNING_CERT_V2 *now = v2 ? d2i_ESS_SIGNING_CERT_V2(NULL, &at2, ASN1_STRING_length(v2)) : NULL;
	STACK_OF(X509) *certs = sk_X509_new_null();
	bool ok = certs && sk_X509_push(certs, j->cert) > 0 && (!v1 || old) && (!v2 || now);

	for (int i = 0; ok && i < sk_X509_num(j->others); i++)
		ok = sk_X509_push(certs, sk_X509_value(j->others, i)) > 0;
	if (ok && (old || now))
		ok = OSSL_ESS_check_signing_certs(old, now, certs, 1) > 0;
	sk_X509_free(certs);
	ESS_SIGNING_CERT_free(old);
	ESS_SIGNING_CERT_V2_free(now);
	return ok;
}

/* The signature fits the content, with means that are strong enough. */
static bool intact(struct judged *j, BIO *digests)
{
	X509_ALGOR *digest, *sign;
	const ASN1_OBJECT *type;
	char why[160];
	const char *weak;
	int nid;

	if (!j->cert)
		return stands(j, CMS_BROKEN, "it cannot be checked: the signer's certificate did not come with it");
	CMS_SignerInfo_get0_algs(j->info, NULL, NULL, &digest, &sign);
	nid = OBJ_obj2nid(digest->algorithm);
	snprintf(j->to->digest, sizeof j->to->digest, "%s", nid ? OBJ_nid2sn(nid) : "unknown");
	if (nid != NID_sha256 && nid != NID_sha384 && nid != NID_sha512 && nid != NID_sha3_256 && nid != NID_sha3_384 &&
	    nid != NID_sha3_512) {
		snprintf(why, sizeof why, "its digest %s is not accepted: SHA-256 or stronger is needed",
			 j->to->digest);
		return stands(j, CMS_BROKEN, why);
	}
	weak = cms_key_weakness(X509_get0_pubkey(j->cert));
	if (weak) {
		snprintf(why, sizeof why, "its key is not accepted: %s", weak);
		return stands(j, CMS_BROKEN, why);
	}
	/* without them the same signature could be passed off as one over the attributes' bytes (RFC 5652 11) */
	type = attribute(j->info, NID_pkcs9_contentType, V_ASN1_OBJECT);
	if (!type || OBJ_cmp(type, CMS_get0_eContentType(j->cms)) != 0 ||
	    !attribute(j->info, NID_pkcs9_messageDigest, V_ASN1_OCTET_STRING))
		return stands(j, CMS_BROKEN, "its signed attributes are missing or do not fit");
	if (!algorithm_fits(sign, nid, X509_get0_pubkey(j->cert)))
		return stands(j, CMS_BROKEN, "it names an algorithm that its key and digest do not make");
	if (!certificate_meant(j))
		return stands(j, CMS_BROKEN, "the certificate is not the one that the signer meant");
	if (CMS_SignerInfo_verify_content(j->info, digests) != 1)
		return stands(j, CMS_BROKEN, "the content is not what was signed");
	if (CMS_SignerInfo_verify(j->info) != 1)
		return stands(j, CMS_BROKEN, "the signature was not made with the key of the certificate");
	return true;
}

/* X509_V_OK or why the chain does not hold at that moment. */
static int chain_at(const struct judged *j, STACK_OF(X509) * authorities, time_t at)
{
	X509_STORE *store = X509_STORE_new();
	X509_STORE_CTX *ctx = X509_STORE_CTX_new();
	bool ok = store && ctx;
	int result = X509_V_ERR_OUT_OF_MEM;

	for (int i = 0; ok && i < sk_X509_num(authorities); i++)
		ok = X509_STORE_add_cert(store, sk_X509_value(authorities, i)) == 1;
	if (ok && X509_STORE_CTX_init(ctx, store, j->cert, j->others) == 1) {
		X509_VERIFY_PARAM *param = X509_STORE_CTX_get0_param(ctx);

		X509_VERIFY_PARAM_set_time(param, at);
		X509_VERIFY_PARAM_set_depth(param, 8);
		X509_VERIFY_PARAM_set_auth_level(param, 2); /* 112 bits: no SHA-1, no RSA below 2048 */
		/* an authority in the caller's file is trusted by itself, whoever signed it */
		X509_VERIFY_PARAM_set_flags(param, X509_V_FLAG_PARTIAL_CHAIN);
		result = X509_verify_cert(ctx) == 1 ? X509_V_OK : X509_STORE_CTX_get_error(ctx);
		if (result == X509_V_OK && !ok)
			result = X509_V_ERR_UNSPECIFIED;
	}
	X509_STORE_CTX_free(ctx);
	X509_STORE_free(store);
	return result;
}

/* What an authority says of the signer at a moment; where none was given, the certificate's own dates. */
static int valid_at(const struct judged *j, STACK_OF(X509) * authorities, time_t at)
{
	if (authorities)
		return chain_at(j, authorities, at);
	if (X509_cmp_time(X509_get0_notBefore(j->cert), &at) >= 0)
		return X509_V_ERR_CERT_NOT_YET_VALID;
	if (X509_cmp_time(X509_get0_notAfter(j->cert), &at) <= 0)
		return X509_V_ERR_CERT_HAS_EXPIRED;
	return X509_V_OK;
}

/* Whom to believe, read. */
struct believed {
	STACK_OF(X509) * pinned, *authorities;
	STACK_OF(X509_CRL) * lists;
	const struct cms_trust *trust;
};

static bool entitled(struct judged *j, const struct believed *b)
{
	STACK_OF(X509) *pinned = b->pinned, *authorities = b->authorities;
	const struct cms_trust *trust = b->trust;
	enum cms_standing lists = CMS_VOUCHED;
	char why[200];
	int result;

	if (pinned && X509_cmp(j->cert, sk_X509_value(pinned, 0)) != 0)
		return stands(j, CMS_REFUSED, "it was made with another certificate than the one given");
	if (!cms_may_sign(j->cert))
		return stands(j, CMS_REFUSED, "its certificate is not meant for signing (key usage)");
	if (j->has_time && j->time > trust->at + CLOCK_SLACK)
		return stands(j, CMS_REFUSED, "it says that it was made later than the moment it is judged at");
	result = j->has_time ? valid_at(j, authorities, j->time) : X509_V_OK;
	if (result != X509_V_OK) {
		snprintf(why, sizeof why, "its certificate was not valid when it was made: %s",
			 X509_verify_cert_error_string(result));
		return stands(j, CMS_REFUSED, why);
	}
	if (!pinned && !authorities)
		return stands(j, CMS_UNKNOWN,
			      "nobody vouches for the signer: neither its certificate nor an authority was given");
	if (b->lists) {
		STACK_OF(X509) *const pools[3] = {authorities, pinned, j->others};

		lists = cms_revocation(b->lists, j->cert, pools, trust, why);
		if (lists == CMS_REFUSED)
			return stands(j, lists, why);
	}
	result = valid_at(j, authorities, trust->at);
	if (result == X509_V_ERR_CERT_HAS_EXPIRED && !trust->at_given && j->has_time)
		return stands(j, CMS_OUTDATED,
			      "its certificate has expired since; that it was made earlier is its own word");
	if (result != X509_V_OK) {
		snprintf(why, sizeof why, "its certificate does not hold: %s", X509_verify_cert_error_string(result));
		return stands(j, CMS_REFUSED, why);
	}
	if (lists != CMS_VOUCHED)
		return stands(j, lists, why);
	return stands(j, CMS_VOUCHED,
		      pinned ? "made with the certificate given" : "its certificate leads to a given authority");
}

static bool judge(struct judged *j, BIO *digests, const struct believed *b, struct error *e)
{
	struct tm tm;

	if (j->cert) {
		TRY(cms_describe(j->cert, &j->to->certificate, e));
		j->to->has_certificate = true;
	}
	j->has_time = signing_time(j->info, &j->time);
	if (j->has_time && gmtime_r(&j->time, &tm))
		strftime(j->to->signed_at, sizeof j->to->signed_at, "%Y-%m-%dT%H:%M:%SZ", &tm);
	if (intact(j, digests))
		(void)!entitled(j, b);
	/* a want of memory is no word on the signature */
	for (unsigned long code; (code = ERR_get_error()) != 0;)
		if (ERR_GET_REASON(code) == ERR_R_MALLOC_FAILURE)
			return error_memory(e, "signature");
	return true;
}

static CMS_ContentInfo *parse_der(struct bytes in)
{
	const unsigned char *at = in.at;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, (long)in.len);

	if (cms && at != in.at + in.len) {
		CMS_ContentInfo_free(cms);
		cms = NULL;
	}
	ERR_clear_error();
	return cms;
}

static CMS_ContentInfo *parse(struct bytes in)
{
	CMS_ContentInfo *cms = NULL;
	struct writer der;
	struct pem pem;

	if (!bytes_starts(in, "-----BEGIN"))
		return parse_der(in);
	der = writer_of(CMS_MAX, "signature");
	if (pem_cut(in, 0, &pem) && (bytes_is(pem.label, "CMS") || bytes_is(pem.label, "PKCS7")) &&
	    pem_decode(&pem, &der))
		cms = parse_der(writer_bytes(&der));
	writer_free(&der);
	return cms;
}

/* The digests of the content, as far as the signers name any that the library knows. */
static BIO *digest(CMS_ContentInfo *cms, struct bytes content)
{
	BIO *in = BIO_new_mem_buf(content.len ? content.at : (const void *)"", (int)content.len);
	BIO *chain = in ? CMS_dataInit(cms, in) : NULL;
	uint8_t step[4096];

	if (!chain) {
		BIO_free(in);
		return NULL;
	}
	while (BIO_read(chain, step, sizeof step) > 0)
		;
	return chain;
}

static bool judge_all(CMS_ContentInfo *cms, BIO *digests, const struct believed *b, struct cms_verdict *v,
		      struct error *e)
{
	STACK_OF(CMS_SignerInfo) *infos = CMS_get0_SignerInfos(cms);
	STACK_OF(X509) *others = CMS_get1_certs(cms);
	int count = sk_CMS_SignerInfo_num(infos);
	bool ok = true, broken = false;

	/* the ones that came along first, so that a changed one is noticed; the pinned one where none came at all */
	CMS_set1_signers_certs(cms, NULL, 0);
	if (sk_X509_num(others) <= 0)
		CMS_set1_signers_certs(cms, b->pinned, 0);
	for (int i = 0; ok && i < count; i++) {
		struct judged j = {.cms = cms,
				   .info = sk_CMS_SignerInfo_value(infos, i),
				   .others = others,
				   .to = &v->signatures[v->count++]};

		CMS_SignerInfo_get0_algs(j.info, NULL, &j.cert, NULL, NULL);
		ok = judge(&j, digests, b, e);
		broken |= j.to->standing == CMS_BROKEN;
		if (j.to->standing > v->standing)
			v->standing = j.to->standing;
	}
	if (broken)
		v->standing = CMS_BROKEN;
	sk_X509_pop_free(others, X509_free);
	return ok;
}

static bool counts_fit(CMS_ContentInfo *cms, struct error *e)
{
	STACK_OF(X509) *certs = CMS_get1_certs(cms);
	int signers = sk_CMS_SignerInfo_num(CMS_get0_SignerInfos(cms)), others = sk_X509_num(certs);

	sk_X509_pop_free(certs, X509_free);
	if (signers >= 1 && signers <= CMS_SIGNERS_MAX && others <= CMS_CERTIFICATES_MAX)
		return true;
	return error_set(e, ERROR_INPUT, "a signature with %d signers and %d certificates", signers < 0 ? 0 : signers,
			 others < 0 ? 0 : others);
}

static bool verify(CMS_ContentInfo *cms, struct bytes content, const struct cms_trust *trust, struct cms_verdict *v,
		   struct error *e)
{
	struct believed b = {.trust = trust};
	BIO *digests = NULL;
	bool ok;

	if (OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return error_set(e, ERROR_INPUT, "it is no signature");
	if (!CMS_is_detached(cms))
		return error_set(e, ERROR_INPUT, "it holds content of its own: a detached signature is needed");
	TRY(counts_fit(cms, e));
	ok = (!trust->pinned.len || cms_certificates(trust->pinned, &b.pinned, e) || error_add(e, "certificate")) &&
	     (!trust->ca.len || cms_certificates(trust->ca, &b.authorities, e) || error_add(e, "authorities")) &&
	     (!trust->crl.len || cms_lists(trust->crl, &b.lists, e));
	if (!ok && e->code == ERROR_INPUT)
		e->code = ERROR_USAGE; /* the caller's own files, not the signature */
	if (ok) {
		digests = digest(cms, content);
		ok = digests || error_set(e, ERROR_INPUT, "its digest is of a kind that is not known here");
	}
	ok = ok && judge_all(cms, digests, &b, v, e);
	BIO_free_all(digests);
	sk_X509_pop_free(b.pinned, X509_free);
	sk_X509_pop_free(b.authorities, X509_free);
	sk_X509_CRL_pop_free(b.lists, X509_CRL_free);
	return ok;
}

bool cms_verify(struct bytes signature, struct bytes content, const struct cms_trust *trust, struct cms_verdict *ret,
		struct error *e)
{
	struct cms_verdict v = {.standing = CMS_BROKEN};
	CMS_ContentInfo *cms;
	bool ok;

	if (signature.len > CMS_MAX || content.len > INT_MAX)
		return error_set(e, ERROR_LIMIT, "the signature or the content is too long");
	crypto_prepare();
	cms = parse(signature);
	if (!cms)
		return error_set(e, ERROR_INPUT, "the signature cannot be read: it is no CMS in DER or PEM form");
	ok = verify(cms, content, trust, &v, e);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	if (ok)
		*ret = v;
	return ok;
}
