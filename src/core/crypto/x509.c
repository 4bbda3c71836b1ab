/* Part of key.c. */
#include "core/crypto/x509.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdio.h>

static bool print_name(const X509_NAME *name, char *ret, size_t room)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long len = 0;
	bool ok = bio && X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253) >= 0;

	if (ok) {
		len = BIO_get_mem_data(bio, &text);
		snprintf(ret, room, "%.*s", (int)(len < (long)room ? len : (long)room - 1), text ? text : "");
	}
	BIO_free(bio);
	return ok;
}

static bool print_date(const ASN1_TIME *time, char ret[11])
{
	struct tm tm;

	if (ASN1_TIME_to_tm(time, &tm) != 1 || tm.tm_year < 0 || tm.tm_year > 8099)
		return false;
	/* years, months and days are checked by the library; the remainders tell the compiler so */
	snprintf(ret, 11, "%04u-%02u-%02u", (unsigned)(tm.tm_year + 1900) % 10000, (unsigned)(tm.tm_mon + 1) % 100,
		 (unsigned)tm.tm_mday % 100);
	return true;
}

static void name_algorithm(const char *name, char *ret, size_t room)
{
	static const char *const ours[][2] = {{"2.16.840.1.101.3.4.3.17", "ml-dsa-44"},
					      {"2.16.840.1.101.3.4.3.18", "ml-dsa-65"},
					      {"2.16.840.1.101.3.4.3.19", "ml-dsa-87"},
					      {"RSA", "rsa"},
					      {"RSA-PSS", "rsa-pss"},
					      {"EC", "ec"},
					      {"DSA", "dsa"},
					      {"ED25519", "ed25519"},
					      {"ED448", "ed448"},
					      {"X25519", "x25519"},
					      {"rsaEncryption", "rsa"},
					      {"id-ecPublicKey", "ec"}};

	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (strcmp(name, ours[i][0]) == 0)
			name = ours[i][1];
	snprintf(ret, room, "%s", name);
}

static void print_object(const ASN1_OBJECT *oid, char *ret, size_t room)
{
	char text[80] = "";
	int nid = OBJ_obj2nid(oid);

	if (nid == NID_undef)
		OBJ_obj2txt(text, sizeof text, oid, 1);
	name_algorithm(nid == NID_undef ? text : OBJ_nid2ln(nid), ret, room);
}

static void read_key(X509 *x, struct certificate *c)
{
	EVP_PKEY *pkey = X509_get0_pubkey(x);
	X509_PUBKEY *raw = X509_get_X509_PUBKEY(x);
	ASN1_OBJECT *oid = NULL;
	unsigned char *spki = NULL;
	size_t len;
	int n = i2d_X509_PUBKEY(raw, &spki);

	if (n > 0) {
		hash_sha256(bytes_of(spki, (size_t)n), c->key_fingerprint);
		c->has_key_fingerprint = true;
	}
	OPENSSL_free(spki);
	if (pkey) {
		const char *name = EVP_PKEY_get0_type_name(pkey);

		name_algorithm(name ? name : "", c->algorithm, sizeof c->algorithm);
		c->bits = (unsigned)EVP_PKEY_get_bits(pkey);
		if (EVP_PKEY_get_group_name(pkey, c->curve, sizeof c->curve, &len) != 1)
			c->curve[0] = 0;
	} else if (X509_PUBKEY_get0_param(&oid, NULL, NULL, NULL, raw) == 1) {
		print_object(oid, c->algorithm, sizeof c->algorithm);
	}
}

static bool read_all(X509 *x, struct bytes der, struct certificate *c)
{
	uint32_t flags = X509_get_extension_flags(x), usage = X509_get_extended_key_usage(x);
	const ASN1_BIT_STRING *signature;
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *oid;

	if (flags & EXFLAG_INVALID && X509_get_version(x) > 2)
		return false;
	if (!print_name(X509_get_subject_name(x), c->subject, sizeof c->subject) ||
	    !print_name(X509_get_issuer_name(x), c->issuer, sizeof c->issuer) ||
	    !print_date(X509_get0_notBefore(x), c->not_before) || !print_date(X509_get0_notAfter(x), c->not_after))
		return false;
	X509_get0_signature(&signature, &algorithm, x);
	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	print_object(oid, c->signature, sizeof c->signature);
	if (ASN1_STRING_length(signature) < 16)
		return false;
	read_key(x, c);
	if (c->algorithm[0] == 0)
		return false;
	/* version 1 has no extensions: a self-signed one is taken as an authority, as verifiers do */
	c->self_signed =
		X509_NAME_cmp(X509_get_subject_name(x), X509_get_issuer_name(x)) == 0 && X509_self_signed(x, 1) == 1;
	c->ca = flags & EXFLAG_BCONS ? (flags & EXFLAG_CA) != 0 : X509_get_version(x) == 0 && c->self_signed;
	if (flags & EXFLAG_XKUSAGE) {
		c->server = usage & XKU_SSL_SERVER;
		c->client = usage & XKU_SSL_CLIENT;
	}
	hash_sha256(der, c->fingerprint);
	return true;
}

bool certificate_read(struct bytes der, struct certificate *ret)
{
	struct certificate c = {0};
	const unsigned char *at = der.at;
	struct bytes whole;
	X509 *x;
	bool ok;

	if (!der_cut(der, 0x30, &whole) || whole.len != der.len || der.len < 64)
		return false;
	x = d2i_X509(NULL, &at, (long)der.len);
	ok = x && at == der.at + der.len && read_all(x, der, &c);
	X509_free(x);
	ERR_clear_error();
	if (ok)
		*ret = c;
	return ok;
}
