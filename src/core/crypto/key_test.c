#include "core/base/text.h"
#include "core/crypto/key.h"
#include "core/crypto/x509.h"

#include <stdio.h>
#include <stdlib.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static struct bytes load(const char *name)
{
	const char *corpus = getenv("HOLDFAST_CORPUS");
	char path[1024];
	FILE *file;
	uint8_t *data = malloc(1 << 16);
	size_t len = 0;

	snprintf(path, sizeof path, "%s/%s", corpus ? corpus : "", name);
	file = fopen(path, "rb");
	if (file && data) {
		len = fread(data, 1, 1 << 16, file);
		fclose(file);
		return bytes_of(data, len);
	}
	free(data);
	return bytes_of(NULL, 0);
}

static bool first_key(struct bytes in, struct key *ret)
{
	struct pem pem;

	for (size_t at = 0; at < in.len; at++) {
		if (!pem_cut(in, at, &pem))
			continue;
		if (key_from_pem(&pem, ret))
			return true;
		at += pem.len - 1;
	}
	return false;
}

static void check(const char *name, bool private, bool encrypted, const char *algorithm, unsigned bits,
		  const char *print)
{
	struct bytes in = load(name);
	struct key k = {0};
	char hex[65];

	if (!in.at)
		skip();
	assert_true(first_key(in, &k) || key_from_der(in, &k));
	assert_int_equal(k.is_private, private);
	assert_int_equal(k.encrypted, encrypted);
	assert_string_equal(k.algorithm, algorithm);
	assert_int_equal(k.bits, bits);
	text_hex(bytes_of(k.fingerprint, 32), hex);
	if (print)
		assert_string_equal(hex, print);
	free((void *)in.at);
}

static void keys_of_the_corpus_are_described(void **state)
{
	(void)state;
	check("kat/known-keys/mcuboot-root-rsa-2048.pem", true, false, "rsa", 2048,
	      "a14bcb1bf9bb821146ba32838217e476f5412621320534ffe490a1890c994660");
	check("kat/known-keys/mcuboot-root-ec-p256.pem", true, false, "ec", 256,
	      "e30466f6b8470c1f29070b17f1e2d3e94d445e3f608087fdc711e4382bb538b6");
	check("kat/known-keys/mcuboot-root-ed25519.pem", true, false, "ed25519", 256,
	      "c1907fa4eac7fae3840a78902b6f0710b037e9968e5c6274a12a28790c7d4e3c");
	check("kat/known-keys/mcuboot-enc-x25519-priv.pem", true, false, "x25519", 253, NULL);
	check("kat/fact/crypto_material/id_rsa_encrypted", true, true, "rsa", 0, NULL);
	check("kat/fact/crypto_material/id_rsa", true, false, "rsa", 8192, NULL);
	check("kat/fact/crypto_material/ssl.key", true, false, "rsa", 1024, NULL);
	check("kat/fact/crypto_material/generic_public_key", false, false, "rsa", 1024, NULL);
	check("kat/fact/crypto_material/0x6C2DF2C5-pub.asc", false, false, "rsa", 4096, NULL);
	check("kat/fact/crypto_material/pkcs", true, false, "rsa", 1024, NULL);
	/* listed with the false positives there, but it is a DSA key: y = g^x mod p and g^q = 1 mod p hold */
	check("kat/fact/crypto_material/error.der", true, false, "dsa", 2048, NULL);
	check("kat/certs/mixed_chains/p256_root_mldsa87_leaf/server-key.pem", true, false, "ml-dsa-87", 0, NULL);
}

static void what_only_looks_like_a_key_is_refused(void **state)
{
	static const char *const names[] = {"FP_test", "ssl_fp.file", "pkcs_fp.file"};
	struct key k;
	struct certificate c;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[64];
		struct bytes in;

		snprintf(path, sizeof path, "kat/fact/crypto_material/%s", names[i]);
		in = load(path);
		if (!in.at)
			skip();
		assert_false(first_key(in, &k));
		assert_false(key_from_der(in, &k));
		assert_false(key_from_pkcs12(in, &k));
		assert_false(key_from_dropbear(in, &k));
		assert_false(certificate_read(in, &c));
		free((void *)in.at);
	}
}

/* made with ssh-keygen -t ed25519 for this test and used nowhere */
#define SSH_PUBLIC "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJveHIgmQPytLWNG/2uTeZaMn72KqFPflS1sn/JDBhlp"

static void ssh_lines_give_the_fingerprint_of_the_same_key_elsewhere(void **state)
{
	/* 302a300506032b6570032100 and the 32 bytes of the line: RFC 8410 4 */
	struct writer blob = writer_of(1024, "blob"), spki = writer_of(1024, "spki");
	struct key a, b;

	(void)state;
	assert_true(key_from_ssh_line(bytes_str(SSH_PUBLIC " me@here"), &a));
	assert_false(a.is_private);
	assert_string_equal(a.algorithm, "ed25519");
	assert_true(base64_decode(bytes_str(&SSH_PUBLIC[12]), &blob));
	write_bytes(&spki, bytes_of("\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00", 12));
	write_bytes(&spki, bytes_part(writer_bytes(&blob), 19, 32));
	assert_true(key_from_der(writer_bytes(&spki), &b));
	assert_memory_equal(a.fingerprint, b.fingerprint, 32);
	assert_false(key_from_ssh_line(
		bytes_str("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIIu3q0WcBkDTqTKNRYFdQ7gXpEpQEkt1AFh24g"), &b));
	writer_free(&blob);
	writer_free(&spki);
}

static void certificates_of_the_corpus_are_described(void **state)
{
	struct bytes in = load("kat/certs/rsa_1024_sha1_CA_cert.pem");
	struct writer der = writer_of(DER_MAX, "der");
	struct certificate c;
	struct pem pem;

	(void)state;
	if (!in.at)
		skip();
	assert_true(pem_cut(in, bytes_find_str(in, "-----BEGIN"), &pem));
	assert_true(pem_decode(&pem, &der));
	assert_true(certificate_read(writer_bytes(&der), &c));
	assert_string_equal(c.algorithm, "rsa");
	assert_int_equal(c.bits, 1024);
	assert_string_equal(c.signature, "sha1WithRSAEncryption");
	assert_true(c.self_signed);
	assert_true(c.ca);
	assert_int_equal(strlen(c.not_after), 10);
	/* every prefix, each in its own allocation, is refused */
	for (size_t len = 0; len < der.len; len++) {
		uint8_t *copy = malloc(len + 1);
		struct key k;

		memcpy(copy, der.at, len);
		assert_false(certificate_read(bytes_of(copy, len), &c));
		assert_false(key_from_der(bytes_of(copy, len), &k));
		free(copy);
	}
	free((void *)in.at);
	writer_free(&der);
}

static void base64_is_read_as_written_in_files_and_source_text(void **state)
{
	struct writer out = writer_of(100, "out");

	(void)state;
	assert_true(base64_decode(bytes_str("aGVs\\n\"\n\"bG8="), &out));
	assert_true(bytes_is(writer_bytes(&out), "hello"));
	assert_false(base64_decode(bytes_str(""), &out));
	assert_false(base64_decode(bytes_str("a"), &out));
	assert_false(base64_decode(bytes_str("aGVs!bG8="), &out));
	assert_false(base64_decode(bytes_str("aG=VsbG8="), &out));
	writer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_of_the_corpus_are_described),
		cmocka_unit_test(what_only_looks_like_a_key_is_refused),
		cmocka_unit_test(ssh_lines_give_the_fingerprint_of_the_same_key_elsewhere),
		cmocka_unit_test(certificates_of_the_corpus_are_described),
		cmocka_unit_test(base64_is_read_as_written_in_files_and_source_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
