#include "assess/observe/scan_testkit.h"

#include <stdio.h>

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

extern const struct observer observer_key;

static size_t lines_of(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static char *observe_corpus(const char *name, const char *path)
{
	struct bytes data = testkit_corpus(name);
	char *ret = NULL;

	if (data.at)
		ret = testkit_observe_scanned(&observer_key, path, data);
	free((void *)data.at);
	return ret;
}

static void expect(const char *name, const char *path, const char *want)
{
	char *got = observe_corpus(name, path);

	if (!got)
		skip();
	if (!strstr(got, want) || lines_of(got) != 1)
		fail_msg("%s: got '%s', want one line with '%s'", name, got, want);
	free(got);
}

static void keys_in_files_are_told_with_their_kind_and_use(void **state)
{
	(void)state;
	expect("kat/fact/crypto_material/id_rsa", "/root/.ssh/id_rsa",
	       "class=private algorithm=rsa bits=8192 encrypted=no format=pem fingerprint=");
	expect("kat/fact/crypto_material/id_rsa_encrypted", "/root/.ssh/id_rsa",
	       "class=private algorithm=rsa encrypted=yes format=pem state=present");
	expect("kat/fact/crypto_material/id_rsa.pub", "/root/.ssh/authorized_keys",
	       "class=public algorithm=rsa bits=2048 format=ssh fingerprint=");
	expect("kat/fact/crypto_material/ssl.key", "/etc/lighttpd/server.key",
	       "class=private algorithm=rsa bits=1024 encrypted=no format=pem fingerprint=");
	expect("kat/fact/crypto_material/pkcs12", "/etc/client.p12",
	       "class=private encrypted=yes format=pkcs12 state=present");
	expect("kat/fact/crypto_material/pkcs", "/etc/key.der",
	       "class=private algorithm=rsa bits=1024 encrypted=no format=der");
	expect("kat/fact/crypto_material/0x6C2DF2C5-pub.asc", "/usr/share/keyrings/a.asc",
	       "class=public algorithm=rsa bits=4096 format=pgp fingerprint=");
}

static void publicly_known_keys_are_named(void **state)
{
	static const char *const names[] = {"bad-ec-p256",  "bad-rsa-2048",  "enc-rsa2048",
					    "enc-x25519",   "root-ec-p256",  "root-ec-p384",
					    "root-ed25519", "root-rsa-2048", "root-rsa-3072"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char name[96], want[96];

		snprintf(name, sizeof name, "kat/known-keys/mcuboot-%s%s.pem", names[i],
			 strncmp(names[i], "enc-", 4) == 0 ? "-priv" : "");
		snprintf(want, sizeof want, "known=MCUboot development key %s ", names[i]);
		expect(name, "/etc/keys/sign.pem", want);
	}
}

static void what_only_looks_like_a_key_is_not_told(void **state)
{
	static const char *const names[] = {"FP_test", "ssl_fp.file", "pkcs_fp.file", "ssl.crt"};

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

static void an_empty_host_key_is_a_placeholder(void **state)
{
	char *got = testkit_observe_scanned(&observer_key, "/etc/dropbear/dropbear_rsa_host_key", bytes_of("", 0));

	(void)state;
	assert_string_equal(got, "key @0+0 class=private format=dropbear use=ssh-host state=empty\n");
	free(got);
	got = testkit_observe_scanned(&observer_key, "/etc/empty", bytes_of("", 0));
	assert_string_equal(got, "");
	free(got);
}

/* An element between bytes of a program. */
static char *embedded(struct bytes element, const char *path)
{
	struct writer image = writer_of(1 << 20, "image");
	char *ret;

	write_bytes(&image, bytes_of("\x7f"
				     "ELF",
				     4));
	write_fill(&image, 0xe1, 1000);
	write_bytes(&image, element);
	write_fill(&image, 0xc3, 1000);
	ret = testkit_observe_scanned(&observer_key, path, writer_bytes(&image));
	writer_free(&image);
	return ret;
}

static void keys_inside_programs_are_found_in_der_and_pem(void **state)
{
	static const char *const commands[][2] = {
		{"openssl genrsa -traditional 2048 2>/dev/null | openssl rsa -traditional -outform DER -out \"$1\" "
		 "2>/dev/null",
		 "class=private algorithm=rsa bits=2048 encrypted=no format=der"},
		{"openssl genpkey -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -outform DER -out \"$1\" 2>/dev/null",
		 "class=private algorithm=rsa bits=2048 encrypted=no format=der"},
		{"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -outform DER -out \"$1\"",
		 "class=private algorithm=ec bits=256 curve=prime256v1 encrypted=no format=der"},
		{"openssl ecparam -name prime256v1 -genkey -noout -outform DER -out \"$1\"",
		 "class=private algorithm=ec bits=256 curve=prime256v1 encrypted=no format=der"},
		{"openssl ecparam -name secp384r1 -genkey -noout -outform DER -out \"$1\"",
		 "class=private algorithm=ec bits=384 curve=secp384r1 encrypted=no format=der"},
		{"openssl genpkey -algorithm ed25519 -outform DER -out \"$1\"",
		 "class=private algorithm=ed25519 bits=256 encrypted=no format=der"},
		{"openssl genpkey -algorithm ed25519 -out \"$1\"",
		 "class=private algorithm=ed25519 bits=256 encrypted=no format=pem"},
		{"openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 | openssl pkey -pubout -outform DER "
		 "-out \"$1\"",
		 "class=public algorithm=ec bits=256 curve=prime256v1 format=der"},
		{"openssl genrsa 2048 2>/dev/null | openssl rsa -RSAPublicKey_out -outform DER -out \"$1\" 2>/dev/null",
		 "class=public algorithm=rsa bits=2048 format=der"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct bytes element = testkit_make(commands[i][0]);
		char *got;

		if (!element.at)
			skip();
		got = embedded(element, "/usr/sbin/httpd");
		if (!strstr(got, commands[i][1]) || lines_of(got) != 1 || !strstr(got, "@1004+"))
			fail_msg("%s: got '%s'", commands[i][0], got);
		free(got);
		got = testkit_observe_scanned(&observer_key, "/usr/sbin/httpd",
					      bytes_part(element, 0, element.len - 30));
		if (strcmp(got, "") != 0)
			fail_msg("%s cut short: got '%s'", commands[i][0], got);
		free(got);
		free((void *)element.at);
	}
}

static void the_key_inside_a_certificate_belongs_to_it(void **state)
{
	struct bytes der = testkit_make("openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=t -days 9 -outform DER "
					"-keyout /dev/null -out \"$1\" 2>/dev/null");
	char *got;

	(void)state;
	if (!der.at)
		skip();
	got = embedded(der, "/usr/bin/app");
	assert_string_equal(got, "");
	free(got);
	got = testkit_observe_scanned(&observer_key, "/etc/ca.der", der);
	assert_string_equal(got, "");
	free(got);
	free((void *)der.at);
}

static void openssh_and_dropbear_keys_are_told(void **state)
{
	struct bytes plain = testkit_make("ssh-keygen -q -t ecdsa -N '' -f \"$2/k\" && cp \"$2/k\" \"$1\"");
	struct bytes closed = testkit_make("ssh-keygen -q -t rsa -b 2048 -N secret -f \"$2/k\" && cp \"$2/k\" \"$1\"");
	static const char dropbear[] = "\0\0\0\x0bssh-ed25519\0\0\0\x40"
				       "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
	char *got;

	(void)state;
	got = testkit_observe_scanned(&observer_key, "/etc/dropbear/dropbear_ed25519_host_key",
				      bytes_of(dropbear, sizeof dropbear - 1));
	assert_non_null(strstr(got, "key @0+83 class=private algorithm=ed25519 bits=256 encrypted=no format=dropbear"));
	assert_non_null(strstr(got, "use=ssh-host state=present"));
	free(got);
	if (!plain.at || !closed.at)
		skip();
	got = testkit_observe_scanned(&observer_key, "/etc/ssh/ssh_host_ecdsa_key", plain);
	assert_non_null(
		strstr(got, "class=private algorithm=ec bits=256 curve=prime256v1 encrypted=no format=openssh"));
	free(got);
	got = testkit_observe_scanned(&observer_key, "/home/u/.ssh/id_rsa", closed);
	assert_non_null(strstr(got, "class=private algorithm=rsa bits=2048 encrypted=yes format=openssh"));
	free(got);
	free((void *)plain.at);
	free((void *)closed.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_in_files_are_told_with_their_kind_and_use),
		cmocka_unit_test(publicly_known_keys_are_named),
		cmocka_unit_test(what_only_looks_like_a_key_is_not_told),
		cmocka_unit_test(an_empty_host_key_is_a_placeholder),
		cmocka_unit_test(keys_inside_programs_are_found_in_der_and_pem),
		cmocka_unit_test(the_key_inside_a_certificate_belongs_to_it),
		cmocka_unit_test(openssh_and_dropbear_keys_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
