#include "assess/observe/scan_testkit.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_cert;

static size_t count_of(const char *text, const char *word)
{
	size_t n = 0;

	for (; (text = strstr(text, word)); text++)
		n++;
	return n;
}

static char *observe_corpus(const char *name, const char *path)
{
	struct bytes data = testkit_corpus(name);
	char *ret = data.at ? testkit_observe_scanned(&observer_cert, path, data) : NULL;

	free((void *)data.at);
	return ret;
}

static void certificates_of_the_corpus_are_as_their_names_say(void **state)
{
	static const struct {
		const char *name, *want;
	} rows[] = {
		{"rsa_1024_sha1_CA_cert", "algorithm=rsa bits=1024 signature=sha1WithRSAEncryption"},
		{"rsa_1024_sha512_client_cert", "algorithm=rsa bits=1024 signature=sha512WithRSAEncryption"},
		{"rsa_4096_sha256_client_cert", "algorithm=rsa bits=4096 signature=sha256WithRSAEncryption"},
		{"ecdsa_p384_pkcs1_cert", "algorithm=ec bits=384 signature=ecdsa-with-SHA256"},
		{"rsa_pss_2048_sha256_CA_cert", "algorithm=rsa-pss bits=2048 signature=rsassaPss"},
		{"mixed_chains/p256_root_mldsa87_leaf/ca-cert", "algorithm=ec bits=256 signature=ecdsa-with-SHA"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char name[96];
		char *got;

		snprintf(name, sizeof name, "kat/certs/%s.pem", rows[i].name);
		got = observe_corpus(name, "/etc/ssl/server.pem");
		if (!got)
			skip();
		if (!strstr(got, rows[i].want) || count_of(got, "\n") != 1)
			fail_msg("%s: got '%s', want '%s'", name, got, rows[i].want);
		free(got);
	}
}

static void a_key_unknown_to_the_library_is_named_by_its_identifier(void **state)
{
	char *got =
		observe_corpus("kat/certs/mixed_chains/p256_root_mldsa87_leaf/server-chain.pem", "/etc/ssl/chain.pem");

	(void)state;
	if (!got)
		skip();
	assert_non_null(strstr(got, "algorithm=ml-dsa-87"));
	free(got);
}

static void certificates_inside_a_bare_image_are_found(void **state)
{
	char *got = observe_corpus("firmware/tasmota32c3.factory.bin", "app");

	(void)state;
	if (!got)
		skip();
	assert_int_equal(count_of(got, "\n"), 2);
	assert_int_equal(count_of(got, "algorithm=ec bits=256"), 2);
	free(got);
}

static void marks_without_a_certificate_are_not_told(void **state)
{
	static const char *const names[] = {"FP_test", "ssl_fp.file", "id_rsa", "error.der"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char name[96];
		char *got;

		snprintf(name, sizeof name, "kat/fact/crypto_material/%s", names[i]);
		got = observe_corpus(name, "/etc/x");
		if (!got)
			skip();
		assert_string_equal(got, "");
		free(got);
	}
}

static void a_self_signed_authority_is_one_only_when_its_signature_holds(void **state)
{
	struct bytes der =
		testkit_make("openssl req -x509 -newkey rsa:1024 -nodes -subj /O=Example/CN=t -days 9 -outform DER "
			     "-keyout /dev/null -out \"$1\" 2>/dev/null");
	char *got;

	(void)state;
	if (!der.at)
		skip();
	got = testkit_observe_scanned(&observer_cert, "/etc/ca.der", der);
	assert_non_null(strstr(got, "subject=CN=t,O=Example issuer=CN=t,O=Example algorithm=rsa bits=1024"));
	assert_non_null(strstr(got, "ca=yes self_signed=yes"));
	free(got);
	((uint8_t *)(uintptr_t)der.at)[der.len - 1] ^= 1;
	got = testkit_observe_scanned(&observer_cert, "/etc/ca.der", der);
	assert_non_null(strstr(got, "self_signed=no"));
	free(got);
	free((void *)der.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(certificates_of_the_corpus_are_as_their_names_say),
		cmocka_unit_test(a_key_unknown_to_the_library_is_named_by_its_identifier),
		cmocka_unit_test(certificates_inside_a_bare_image_are_found),
		cmocka_unit_test(marks_without_a_certificate_are_not_told),
		cmocka_unit_test(a_self_signed_authority_is_one_only_when_its_signature_holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
