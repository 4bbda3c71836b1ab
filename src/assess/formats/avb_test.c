#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts.h"
#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

extern const struct format format_avb;

enum { AUTHENTICATION = 320, HASH = 32, SIGNATURE = 256, KEY = 8 + 256 + 256 };

static void put_u64be(struct writer *w, uint64_t value)
{
	write_u32be(w, (uint32_t)(value >> 32));
	write_u32be(w, (uint32_t)value);
}

static void pad_to(struct writer *w, size_t multiple)
{
	write_fill(w, 0, (multiple - w->len % multiple) % multiple);
}

/* A length that is known only behind what it counts. */
static void set_u64be(struct writer *w, size_t at, uint64_t value)
{
	for (int i = 0; i < 8; i++)
		w->at[at + (size_t)i] = (uint8_t)(value >> (56 - 8 * i));
}

static void add_descriptors(struct writer *w)
{
	size_t from = w->len;

	put_u64be(w, 1);
	put_u64be(w, 0);
	write_u32be(w, 1);
	put_u64be(w, 0x100000);
	write_fill(w, 0, 44);
	write_bytes(w, bytes_of("sha256\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32));
	write_u32be(w, 6);
	write_u32be(w, 2);
	write_u32be(w, 4);
	write_fill(w, 0, 64);
	write_str(w, "system\xaa\xbb\x01\x02\x03\x04");
	pad_to(w, 8);
	set_u64be(w, from + 8, w->len - from - 16);
	from = w->len;
	put_u64be(w, 2);
	put_u64be(w, 0);
	put_u64be(w, 0x2000);
	write_bytes(w, bytes_of("sha256\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 32));
	write_u32be(w, 4);
	write_u32be(w, 0);
	write_u32be(w, 2);
	write_fill(w, 0, 64);
	write_str(w, "boot\x0a\x0b");
	pad_to(w, 8);
	set_u64be(w, from + 8, w->len - from - 16);
	from = w->len;
	put_u64be(w, 3);
	put_u64be(w, 0);
	write_u32be(w, 0);
	write_u32be(w, 16);
	write_str(w, "console=ttyS0 ro");
	pad_to(w, 8);
	set_u64be(w, from + 8, w->len - from - 16);
	from = w->len;
	put_u64be(w, 0);
	put_u64be(w, 0);
	put_u64be(w, 3);
	put_u64be(w, 2);
	write_bytes(w, bytes_of("os.\00013\0", 7));
	pad_to(w, 8);
	set_u64be(w, from + 8, w->len - from - 16);
}

static void add_key(struct writer *w, EVP_PKEY *key)
{
	BIGNUM *n = NULL;
	uint8_t modulus[256] = {0x80};

	if (key) {
		assert_int_equal(EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n), 1);
		BN_bn2binpad(n, modulus, sizeof modulus);
		BN_free(n);
	}
	write_u32be(w, 2048);
	write_u32be(w, 0);
	write_bytes(w, bytes_of(modulus, sizeof modulus));
	write_fill(w, 0, 256);
}

static void sign(struct writer *w, EVP_PKEY *key)
{
	struct writer covered = writer_of(1 << 16, "covered");
	size_t len = SIGNATURE;
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(key, NULL);

	write_bytes(&covered, bytes_of(w->at, 256));
	write_bytes(&covered, bytes_of(w->at + 256 + AUTHENTICATION, w->len - 256 - AUTHENTICATION));
	assert_int_equal(parts_digest("sha256", writer_bytes(&covered), w->at + 256), 32);
	writer_free(&covered);
	assert_int_equal(EVP_PKEY_sign_init(ctx), 1);
	assert_int_equal(EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING), 1);
	assert_int_equal(EVP_PKEY_CTX_set_signature_md(ctx, EVP_sha256()), 1);
	assert_int_equal(EVP_PKEY_sign(ctx, w->at + 256 + HASH, &len, w->at + 256, 32), 1);
	EVP_PKEY_CTX_free(ctx);
}

static struct bytes vbmeta(EVP_PKEY *key, uint32_t algorithm, uint32_t flags)
{
	struct writer w = writer_of(1 << 16, "vbmeta");
	size_t descriptors;

	write_str(&w, "AVB0");
	write_u32be(&w, 1);
	write_u32be(&w, 2);
	put_u64be(&w, AUTHENTICATION);
	put_u64be(&w, 0);
	write_u32be(&w, algorithm);
	const uint64_t place[5][2] = {{0, HASH}, {HASH, SIGNATURE}, {0, KEY}, {KEY, 0}, {KEY, 0}};
	for (size_t i = 0; i < 5; i++) {
		put_u64be(&w, place[i][0]);
		put_u64be(&w, place[i][1]);
	}
	put_u64be(&w, 7);
	write_u32be(&w, flags);
	write_u32be(&w, 0);
	write_str(&w, "avbtool 1.2.0");
	write_fill(&w, 0, 256 - w.len + AUTHENTICATION);
	add_key(&w, key);
	descriptors = w.len;
	add_descriptors(&w);
	set_u64be(&w, 104, w.len - descriptors);
	pad_to(&w, 64);
	set_u64be(&w, 20, w.len - 256 - AUTHENTICATION);
	if (key)
		sign(&w, key);
	assert_true(writer_ok(&w));
	return writer_take(&w);
}

static void a_signature_is_verified_with_the_key_inside(void **state)
{
	(void)state;
	EVP_PKEY *key = EVP_RSA_gen(2048);
	struct bytes in = vbmeta(key, 1, 0);
	struct claim claim = {0};

	assert_true(format_avb.probe(in, &claim));
	assert_int_equal(claim.len, in.len);
	kit_lists(&format_avb, in, "property type = vbmeta\nproperty version = 1.2\n");
	kit_lists(&format_avb, in, "property meta = release=avbtool 1.2.0\nproperty rollback-index = 7 (location 0)\n");
	kit_lists(&format_avb, in, "property signature = rsa2048 sha256\nproperty integrity = sha256: ok\n");
	kit_lists(&format_avb, in, "property signature.status = verified (with the key found inside)\n");
	kit_lists(&format_avb, in, "property signature.key-fingerprint = ");
	kit_lists_not(&format_avb, in, "property verification");
	kit_survives(&format_avb, in);
	((uint8_t *)in.at)[256 + HASH + 10] ^= 1;
	kit_lists(&format_avb, in, "property integrity = sha256: ok\nproperty signature.status = bad\n");
	((uint8_t *)in.at)[in.len - 1] ^= 1;
	kit_lists(&format_avb, in, "property integrity = sha256: bad\nproperty signature.status = bad\n");
	KIT_FREE(in);
	EVP_PKEY_free(key);
}

static void what_the_descriptors_declare_is_told(void **state)
{
	(void)state;
	struct bytes in = vbmeta(NULL, 0, 0);

	kit_lists(&format_avb, in, "property signature = none\n");
	kit_lists(&format_avb, in,
		  "property partition = system hashtree-sha256 0x0 1048576\nproperty verity.salt = aabb\n"
		  "property verity.root-hash = 01020304\n"
		  "property partition = boot hash-sha256 0x0 8192\nproperty integrity = boot sha256: declared 0a0b\n"
		  "property cmdline = console=ttyS0 ro\nproperty meta = os.=13\n");
	kit_lists_not(&format_avb, in, "unread");
	KIT_FREE(in);
}

static void disabled_verification_is_told(void **state)
{
	(void)state;
	struct bytes in = vbmeta(NULL, 0, 2);

	kit_lists(&format_avb, in, "property verification = disabled\n");
	KIT_FREE(in);
	in = vbmeta(NULL, 0, 1);
	kit_lists(&format_avb, in, "property verification = hashtree disabled\n");
	KIT_FREE(in);
	in = vbmeta(NULL, 9, 0);
	kit_lists(&format_avb, in, "property signature.status = unverified (algorithm not known)\n");
	KIT_FREE(in);
}

static void the_footer_says_where_vbmeta_stands(void **state)
{
	(void)state;
	uint8_t footer[64] = "AVBf\0\0\0\1\0\0\0\0\0\0\0\0\0\0\x10\0\0\0\0\0\0\0\x20\0\0\0\0\0\0\0\x02\x40";
	struct bytes in = bytes_of(footer, sizeof footer);

	kit_lists(&format_avb, in,
		  "property type = footer\nproperty partition = image original 0x0 4096\n"
		  "property partition = vbmeta vbmeta 0x2000 576\n");
	kit_survives(&format_avb, in);
	footer[63] = 1;
	kit_refuses(&format_avb, in);
}

static void damage_is_said_or_refused(void **state)
{
	(void)state;
	struct bytes in = vbmeta(NULL, 0, 0);
	uint8_t *at = (uint8_t *)in.at;

	kit_refuses(&format_avb, bytes_part(in, 0, in.len - 64));
	at[256 + AUTHENTICATION + KEY + 15] = 0xff; /* the first descriptor's length */
	kit_lists(&format_avb, in, "a descriptor is damaged, and what follows it\n");
	at[111] = 0xff; /* the descriptors reach behind their block */
	at[110] = 0xff;
	kit_refuses(&format_avb, in);
	kit_refuses_noise(&format_avb);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_is_verified_with_the_key_inside),
		cmocka_unit_test(what_the_descriptors_declare_is_told),
		cmocka_unit_test(disabled_verification_is_told),
		cmocka_unit_test(the_footer_says_where_vbmeta_stands),
		cmocka_unit_test(damage_is_said_or_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
