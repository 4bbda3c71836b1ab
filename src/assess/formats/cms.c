/* Part of raucb.c. The signature of a bundle or of an update archive. */
#include "assess/formats/cms.h"

#include "core/base/reader.h"

#include <limits.h>
#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

bool cms_starts(struct bytes der, uint64_t *ret_len)
{
	struct reader r = reader_of(der, "cms");
	uint8_t tag = read_u8(&r, "tag"), first = read_u8(&r, "length");
	uint64_t len = first;
	struct bytes oid;

	if (first & 0x80) {
		size_t count = first & 0x7f;

		if (count < 1 || count > 4)
			return false;
		for (len = 0; count; count--)
			len = len << 8 | read_u8(&r, "length");
	}
	len += r.at;
	/* pkcs7: signedData is 2, envelopedData 3; 1.2.840.113549.1.9.16.1.23 is authEnvelopedData */
	oid = read_bytes(&r, 11, "content type");
	if (!reader_ok(&r) || tag != 0x30 || memcmp(oid.at, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", 10) != 0)
		return false;
	*ret_len = len;
	return oid.at[10] == 2 || oid.at[10] == 3;
}

static void report_name(const char *key, X509_NAME *name, uint64_t offset, uint64_t len, const struct visitor *v)
{
	BIO *out = BIO_new(BIO_s_mem());
	char *at = NULL;
	long text;

	if (out && name && X509_NAME_print_ex(out, name, 0, XN_FLAG_RFC2253) >= 0) {
		text = BIO_get_mem_data(out, &at);
		if (text > 0)
			visit_property(v, key, bytes_of(at, (size_t)text), offset, len);
	}
	BIO_free(out);
}

/* The certificate of one signer among those that came with the signature. Borrowed from `certs`; NULL: none. */
static X509 *cert_of(CMS_SignerInfo *signer, STACK_OF(X509) * certs)
{
	for (int i = 0; i < sk_X509_num(certs); i++)
		if (CMS_SignerInfo_cert_cmp(signer, sk_X509_value(certs, i)) == 0)
			return sk_X509_value(certs, i);
	return NULL;
}

/* Describes every signer; *ret_certs: all of their certificates came along. */
static int report_signers(CMS_ContentInfo *cms, uint64_t offset, uint64_t len, const struct visitor *v, bool *ret_certs)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	STACK_OF(X509) *certs = CMS_get1_certs(cms);
	int count = sk_CMS_SignerInfo_num(signers);

	*ret_certs = count > 0;
	for (int i = 0; i < count && i < 16; i++) {
		CMS_SignerInfo *signer = sk_CMS_SignerInfo_value(signers, i);
		X509 *cert = cert_of(signer, certs);
		X509_ALGOR *digest = NULL, *sign = NULL;
		EVP_PKEY *key = cert ? X509_get0_pubkey(cert) : NULL;

		CMS_SignerInfo_get0_algs(signer, NULL, NULL, &digest, &sign);
		visit_property_fmt(v, "signature", offset, len, "cms, %s, %s",
				   key ? OBJ_nid2sn(EVP_PKEY_get_base_id(key)) : "key unknown",
				   digest ? OBJ_nid2sn(OBJ_obj2nid(digest->algorithm)) : "digest unknown");
		if (key)
			visit_property_fmt(v, "signature.key-hint", offset, len, "%s %d bits",
					   OBJ_nid2sn(EVP_PKEY_get_base_id(key)), EVP_PKEY_get_bits(key));
		if (cert)
			report_name("signature.cert", X509_get_subject_name(cert), offset, len, v);
		else
			*ret_certs = false;
	}
	sk_X509_pop_free(certs, X509_free);
	return count;
}

static void report_status(CMS_ContentInfo *cms, struct bytes detached, bool certs, uint64_t offset, uint64_t len,
			  const struct visitor *v)
{
	ASN1_OCTET_STRING **held = CMS_get0_content(cms);
	bool inside = held && *held;
	const char *status;
	BIO *content = NULL;

	if (!certs) {
		status = "unverified (the signer's certificate did not come with it)";
	} else if (!inside && (!detached.len || detached.len > INT_MAX)) {
		status = "unverified (the signed content is not at hand)";
	} else {
		if (!inside)
			content = BIO_new_mem_buf(detached.at, (int)detached.len);
		if (!inside && !content)
			status = "unverified (out of memory)";
		else if (CMS_verify(cms, NULL, NULL, content, NULL, CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) == 1)
			status = "verified against the certificate that came with it (trust not established)";
		else
			status = "bad";
		BIO_free(content);
	}
	visit_property(v, "signature.status", bytes_str(status), offset, len);
}

bool cms_report(struct bytes der, struct bytes detached, uint64_t offset, const struct visitor *v,
		struct writer *ret_content, struct error *e)
{
	const unsigned char *at = der.at;
	CMS_ContentInfo *cms = der.len <= INT_MAX ? d2i_CMS_ContentInfo(NULL, &at, (long)der.len) : NULL;
	bool certs = false;
	int type;

	ERR_clear_error();
	if (!cms)
		return error_set(e, ERROR_INPUT, "cms: the signature cannot be parsed");
	type = OBJ_obj2nid(CMS_get0_type(cms));
	if (type != NID_pkcs7_signed) {
		visit_property_fmt(v, "encrypted", offset, der.len, "cms %s", OBJ_nid2sn(type));
	} else if (report_signers(cms, offset, der.len, v, &certs) <= 0) {
		visit_property(v, "signature", bytes_str("none"), offset, der.len);
		visit_property(v, "signature.status", bytes_str("unverified (a cms without signers)"), offset, der.len);
	} else {
		ASN1_OCTET_STRING **held = CMS_get0_content(cms);

		report_status(cms, detached, certs, offset, der.len, v);
		if (ret_content && held && *held)
			write_bytes(ret_content,
				    bytes_of(ASN1_STRING_get0_data(*held), (size_t)ASN1_STRING_length(*held)));
	}
	CMS_ContentInfo_free(cms);
	ERR_clear_error();
	return true;
}
