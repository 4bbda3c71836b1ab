#include "core/crypto/key.h"

#include "core/crypto/key_native.h"

#include <openssl/crypto.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

void crypto_prepare(void)
{
	struct key ignored;
	/* Ed25519 public key of RFC 8032's first test: makes the library fetch what it fetches once */
	static const uint8_t sample[] = {
		0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00, 0xd7, 0x5a, 0x98,
		0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1,
		0x72, 0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
	};

	OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG | OPENSSL_INIT_ADD_ALL_CIPHERS | OPENSSL_INIT_ADD_ALL_DIGESTS,
			    NULL);
	(void)!key_from_der(bytes_of(sample, sizeof sample), &ignored);
}

static void set_name(char *ret, size_t room, const char *name)
{
	static const char *const ours[][2] = {{"rsaEncryption", "rsa"},
					      {"rsassaPss", "rsa-pss"},
					      {"id-ecPublicKey", "ec"},
					      {"dsaEncryption", "dsa"},
					      {"ED25519", "ed25519"},
					      {"X25519", "x25519"},
					      {"ED448", "ed448"},
					      {"X448", "x448"},
					      {"RSA", "rsa"},
					      {"RSA-PSS", "rsa-pss"},
					      {"EC", "ec"},
					      {"DSA", "dsa"},
					      {"DH", "dh"},
					      {"dhKeyAgreement", "dh"},
					      {"2.16.840.1.101.3.4.3.17", "ml-dsa-44"},
					      {"2.16.840.1.101.3.4.3.18", "ml-dsa-65"},
					      {"2.16.840.1.101.3.4.3.19", "ml-dsa-87"}};

	for (size_t i = 0; i < ARRAY_LEN(ours); i++)
		if (strcmp(name, ours[i][0]) == 0) {
			name = ours[i][1];
			break;
		}
	snprintf(ret, room, "%s", name);
}

static void set_algorithm(const X509_ALGOR *algorithm, char *ret, size_t room)
{
	const ASN1_OBJECT *oid;
	char text[80];

	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	if (OBJ_obj2nid(oid) != NID_undef)
		set_name(ret, room, OBJ_nid2sn(OBJ_obj2nid(oid)));
	else if (OBJ_obj2txt(text, sizeof text, oid, 1) > 0)
		set_name(ret, room, text);
}

static bool describe(EVP_PKEY *pkey, struct key *ret)
{
	struct key k = *ret;
	unsigned char *spki = NULL;
	const char *name = EVP_PKEY_get0_type_name(pkey);
	size_t len = 0;
	int n = i2d_PUBKEY(pkey, &spki);

	set_name(k.algorithm, sizeof k.algorithm, name ? name : "");
	k.bits = (unsigned)EVP_PKEY_get_bits(pkey);
	if (EVP_PKEY_get_group_name(pkey, k.curve, sizeof k.curve, &len) != 1)
		k.curve[0] = 0;
	if (n > 0) {
		hash_sha256(bytes_of(spki, (size_t)n), k.fingerprint);
		k.has_fingerprint = true;
	}
	OPENSSL_free(spki);
	if (k.bits == 0)
		return false;
	*ret = k;
	return true;
}

/* PKCS#8 of an algorithm this library does not know: named by its identifier. */
static bool from_pkcs8(struct bytes der, struct key *ret)
{
	const unsigned char *at = der.at;
	PKCS8_PRIV_KEY_INFO *info = d2i_PKCS8_PRIV_KEY_INFO(NULL, &at, (long)der.len);
	const X509_ALGOR *algorithm = NULL;
	EVP_PKEY *pkey;
	bool ok = false;

	if (!info)
		return false;
	if (at == der.at + der.len) {
		pkey = EVP_PKCS82PKEY(info);
		if (pkey)
			ok = describe(pkey, ret);
		else if (PKCS8_pkey_get0(NULL, NULL, NULL, &algorithm, info) == 1) {
			set_algorithm(algorithm, ret->algorithm, sizeof ret->algorithm);
			ok = strncmp(ret->algorithm, "ml-dsa", 6) == 0;
		}
		EVP_PKEY_free(pkey);
	}
	PKCS8_PRIV_KEY_INFO_free(info);
	return ok;
}

static bool from_encrypted_pkcs8(struct bytes der, struct key *ret)
{
	const unsigned char *at = der.at;
	X509_SIG *sig = d2i_X509_SIG(NULL, &at, (long)der.len);
	const X509_ALGOR *algorithm;
	const ASN1_OBJECT *oid;
	int nid;
	bool ok = false;

	if (!sig)
		return false;
	X509_SIG_get0(sig, &algorithm, NULL);
	X509_ALGOR_get0(&oid, NULL, NULL, algorithm);
	nid = OBJ_obj2nid(oid);
	/* only the password-based schemes: the same outer shape is also a hash in a signature */
	if (at == der.at + der.len && (nid == NID_pbes2 || strncmp(OBJ_nid2sn(nid), "PBE-", 4) == 0)) {
		ret->encrypted = true;
		ok = true;
	}
	X509_SIG_free(sig);
	return ok;
}

static bool from_legacy(struct bytes der, struct key *ret)
{
	/* the shapes of PKCS#1 (9 or more numbers), SEC 1 (version 1, octets) and DSA (6 numbers) differ: try each */
	static const int types[] = {EVP_PKEY_RSA, EVP_PKEY_EC, EVP_PKEY_DSA};

	for (size_t i = 0; i < ARRAY_LEN(types); i++) {
		const unsigned char *at = der.at;
		EVP_PKEY *pkey = d2i_PrivateKey(types[i], NULL, &at, (long)der.len);
		bool ok = pkey && at == der.at + der.len && describe(pkey, ret);

		EVP_PKEY_free(pkey);
		if (ok)
			return true;
	}
	return false;
}

static bool from_public(struct bytes der, struct key *ret)
{
	const unsigned char *at = der.at;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)der.len);
	bool ok = pkey && at == der.at + der.len && describe(pkey, ret);

	EVP_PKEY_free(pkey);
	if (!ok) {
		at = der.at;
		pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)der.len);
		ok = pkey && at == der.at + der.len && describe(pkey, ret);
		EVP_PKEY_free(pkey);
	}
	return ok;
}

bool key_from_der(struct bytes der, struct key *ret)
{
	struct key k = {.format = "der"};
	struct bytes whole, first;
	bool ok = false;

	if (!der_cut(der, 0x30, &whole) || whole.len != der.len || whole.len < 32)
		return false;
	/* private keys begin with a version number, public ones with the algorithm, RSAPublicKey with the modulus */
	if (der_cut(der_content(whole), 0x02, &first) && first.len == 3) {
		k.is_private = true;
		ok = from_pkcs8(der, &k) || from_legacy(der, &k);
	} else if (der_cut(der_content(whole), 0x30, &first)) {
		ok = from_public(der, &k);
		if (!ok) {
			k.is_private = true;
			ok = from_encrypted_pkcs8(der, &k);
		}
	} else if (der_cut(der_content(whole), 0x02, &first)) {
		ok = from_public(der, &k);
	}
	ERR_clear_error();
	if (ok)
		*ret = k;
	return ok;
}

bool key_from_pkcs12(struct bytes der, struct key *ret)
{
	const unsigned char *at = der.at;
	struct bytes whole;
	PKCS12 *p12;
	bool ok;

	if (!der_cut(der, 0x30, &whole) || whole.len != der.len)
		return false;
	p12 = d2i_PKCS12(NULL, &at, (long)der.len);
	ok = p12 && at == der.at + der.len && PKCS12_mac_present(p12);
	PKCS12_free(p12);
	ERR_clear_error();
	if (ok)
		*ret = (struct key){.is_private = true, .encrypted = true, .format = "pkcs12"};
	return ok;
}

static bool pem_is(const struct pem *pem, const char *label)
{
	return bytes_is(pem->label, label);
}

bool key_from_pem(const struct pem *pem, struct key *ret)
{
	struct writer body = writer_of(DER_MAX, "PEM");
	struct key k = {.format = "pem"};
	bool pgp = bytes_starts(pem->label, "PGP ") && bytes_ends(pem->label, "KEY BLOCK");
	bool ok = (pgp || bytes_ends(pem->label, "PRIVATE KEY") || bytes_ends(pem->label, "PUBLIC KEY")) &&
		  pem_decode(pem, &body);
	struct bytes der = writer_bytes(&body);

	if (ok && pgp) {
		ok = key_from_pgp(der, &k);
	} else if (ok && pem_is(pem, "OPENSSH PRIVATE KEY")) {
		ok = key_from_openssh(der, &k);
	} else if (ok && bytes_find_str(pem->headers, "ENCRYPTED") != SIZE_MAX) {
		/* traditional encryption: the kind is in the label, the rest is hidden */
		k.is_private = true;
		k.encrypted = true;
		set_name(k.algorithm, sizeof k.algorithm,
			 pem_is(pem, "RSA PRIVATE KEY")   ? "rsa"
			 : pem_is(pem, "EC PRIVATE KEY")  ? "ec"
			 : pem_is(pem, "DSA PRIVATE KEY") ? "dsa"
							  : "");
		ok = der.len >= 32;
	} else if (ok) {
		ok = key_from_der(der, &k) && k.is_private == bytes_ends(pem->label, "PRIVATE KEY");
		k.format = "pem";
	}
	/* what was decoded may be a private key */
	if (body.at)
		OPENSSL_cleanse(body.at, body.room);
	writer_free(&body);
	if (ok)
		*ret = k;
	return ok;
}
