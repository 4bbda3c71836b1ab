/* Part of cms.c. A signature described, without anybody to trust: for what is found in firmware. */
#include "core/crypto/cms.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>

static void name_of(X509 *cert, char *ret, size_t room)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *at = NULL;
	long len = 0;

	if (out && X509_NAME_print_ex(out, X509_get_subject_name(cert), 0, XN_FLAG_RFC2253) >= 0)
		len = BIO_get_mem_data(out, &at);
	if (len > 0)
		snprintf(ret, room, "%.*s", (int)(len < (long)room ? len : (long)room - 1), at);
	BIO_free(out);
}

/* Borrowed from `certs`; NULL: it did not come along. */
static X509 *certificate_of(CMS_SignerInfo *signer, STACK_OF(X509) * certs)
{
	for (int i = 0; i < sk_X509_num(certs); i++)
		if (CMS_SignerInfo_cert_cmp(signer, sk_X509_value(certs, i)) == 0)
			return sk_X509_value(certs, i);
	return NULL;
}

static void describe(CMS_SignerInfo *signer, STACK_OF(X509) * certs, struct cms_outline_signer *ret)
{
	X509 *cert = certificate_of(signer, certs);
	EVP_PKEY *key = cert ? X509_get0_pubkey(cert) : NULL;
	X509_ALGOR *digest = NULL;

	CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, NULL);
	if (digest)
		snprintf(ret->digest, sizeof ret->digest, "%s", OBJ_nid2sn(OBJ_obj2nid(digest->algorithm)));
	if (key) {
		snprintf(ret->key, sizeof ret->key, "%s", OBJ_nid2sn(EVP_PKEY_get_base_id(key)));
		ret->bits = (unsigned)EVP_PKEY_get_bits(key);
	}
	ret->has_certificate = cert != NULL;
	if (cert)
		name_of(cert, ret->subject, sizeof ret->subject);
}

static enum cms_fit fit(CMS_ContentInfo *cms, bool inside, struct bytes detached)
{
	BIO *content = NULL;
	bool fits;

	if (!inside && (!detached.len || detached.len > INT_MAX))
		return CMS_FIT_NO_CONTENT;
	if (!inside) {
		content = BIO_new_mem_buf(detached.at, (int)detached.len);
		if (!content)
			return CMS_FIT_NO_MEMORY;
	}
	fits = CMS_verify(cms, NULL, NULL, content, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1;
	BIO_free(content);
	return fits ? CMS_FITS : CMS_FITS_NOT;
}

static void outline_signed(CMS_ContentInfo *cms, struct bytes detached, struct cms_outline *o, struct writer *content)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	STACK_OF(X509) *certs = CMS_get1_certs(cms);
	ASN1_OCTET_STRING **held = CMS_get0_content(cms);
	int count = sk_CMS_SignerInfo_num(signers);
	bool all = true;

	for (int i = 0; i < count && i < CMS_OUTLINE_MAX; i++) {
		describe(sk_CMS_SignerInfo_value(signers, i), certs, &o->signers[o->count]);
		all &= o->signers[o->count++].has_certificate;
	}
	sk_X509_pop_free(certs, X509_free);
	if (count <= 0)
		return;
	o->fit = all ? fit(cms, held && *held, detached) : CMS_FIT_NO_CERTIFICATE;
	if (content && held && *held)
		write_bytes(content, bytes_of(ASN1_STRING_get0_data(*held), (size_t)ASN1_STRING_length(*held)));
}

bool cms_outline(struct bytes der, struct bytes detached, struct writer *content, struct cms_outline *ret,
		 struct error *e)
{
	const unsigned char *at = der.at;
	CMS_ContentInfo *cms = der.len <= INT_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)der.len) : NULL;
	int type;

	*ret = (struct cms_outline){.fit = CMS_FIT_NO_SIGNER};
	ERR_clear_error();
	if (!cms)
		return error_set(e, ERROR_INPUT, "cms: the signature cannot be parsed");
	type = OBJ_obj2nid(CMS_get0_type(cms));
	ret->is_signed = type == NID_pkcs7_signed;
	snprintf(ret->type, sizeof ret->type, "%s", OBJ_nid2sn(type));
	if (ret->is_signed)
		outline_signed(cms, detached, ret, content);
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return true;
}
