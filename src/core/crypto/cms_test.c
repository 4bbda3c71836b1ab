#include "core/crypto/cms_testkit.h"

#include <unistd.h>

/* Why a signer with this source is refused; "" where it is not. */
static const char *refusal(const struct cms_signer_source *source, struct error *e)
{
	struct cms_signer *s;
	bool locked;

	if (!cms_signer_open(source, NOW, &s, &locked, e))
		return e->text;
	cms_signer_free(s);
	return "";
}

static void a_signature_of_each_accepted_kind_is_vouched_for_by_its_certificate(void **state)
{
	static const char *const kinds[][2] = {{"P-256", "SHA256"},
					       {"P-384", "SHA384"},
					       {"P-521", "SHA512"},
					       {"RSA:2048", "SHA256"},
					       {"RSA:3072", "SHA256"}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct party p = party_of((struct wish){.kind = kinds[i][0], .name = "maker"});
		struct writer w = signed_at(&p, "document", NOW);
		struct cms_trust trust = {.pinned = bytes_str(p.cert_pem)};
		struct cms_verdict v = verdict_of(writer_bytes(&w), "document", trust);

		assert_int_equal(v.count, 1);
		assert_int_equal(v.standing, CMS_VOUCHED);
		assert_string_equal(v.signatures[0].digest, kinds[i][1]);
		assert_string_equal(v.signatures[0].signed_at, "2026-01-01T00:00:00Z");
		assert_string_equal(v.signatures[0].certificate.subject, "CN=maker");
		assert_int_equal(verdict_of(writer_bytes(&w), "documenu", trust).standing, CMS_BROKEN);
		assert_int_equal(verdict_of(writer_bytes(&w), "", trust).standing, CMS_BROKEN);
		writer_free(&w);
		party_free(&p);
	}
}

static void nobody_is_believed_unless_a_certificate_or_authority_is_given(void **state)
{
	struct party ca =
		party_of((struct wish){.kind = "P-256", .name = "authority", .ca = true, .usage = "keyCertSign"});
	struct party other = party_of((struct wish){.kind = "P-256", .name = "somebody", .ca = true});
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker", .issuer = &ca});
	struct writer w = signed_at(&p, "document", NOW);
	struct bytes s = writer_bytes(&w);

	(void)state;
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){0}).standing, CMS_UNKNOWN);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.ca = bytes_str(ca.cert_pem)}).standing,
			 CMS_VOUCHED);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.ca = bytes_str(other.cert_pem)}).standing,
			 CMS_REFUSED);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.pinned = bytes_str(other.cert_pem)}).standing,
			 CMS_REFUSED);
	/* both given: both have to hold */
	assert_int_equal(
		verdict_of(s, "document",
			   (struct cms_trust){.pinned = bytes_str(p.cert_pem), .ca = bytes_str(other.cert_pem)})
			.standing,
		CMS_REFUSED);
	assert_int_equal(verdict_of(s, "document",
				    (struct cms_trust){.pinned = bytes_str(p.cert_pem), .ca = bytes_str(ca.cert_pem)})
				 .standing,
			 CMS_VOUCHED);
	writer_free(&w);
	party_free(&p);
	party_free(&other);
	party_free(&ca);
}

static void an_authority_with_weak_means_does_not_count(void **state)
{
	struct party ca = party_of((struct wish){.kind = "RSA:1024", .name = "authority", .ca = true});
	struct party good = party_of((struct wish){.kind = "RSA:2048", .name = "good authority", .ca = true});
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker", .issuer = &ca});
	struct party q = party_of((struct wish){.kind = "P-256", .name = "makers", .issuer = &good, .md = EVP_sha1()});
	struct writer w = signed_at(&p, "document", NOW), x = signed_at(&q, "document", NOW);

	(void)state;
	assert_int_equal(
		verdict_of(writer_bytes(&w), "document", (struct cms_trust){.ca = bytes_str(ca.cert_pem)}).standing,
		CMS_REFUSED);
	assert_int_equal(
		verdict_of(writer_bytes(&x), "document", (struct cms_trust){.ca = bytes_str(good.cert_pem)}).standing,
		CMS_REFUSED);
	writer_free(&w);
	writer_free(&x);
	party_free(&p);
	party_free(&q);
	party_free(&good);
	party_free(&ca);
}

static void an_expiry_after_signing_is_told_and_one_before_it_refused(void **state)
{
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker"});
	struct bytes pin = bytes_str(p.cert_pem);
	struct writer w = signed_at(&p, "document", NOW);
	struct bytes s = writer_bytes(&w);

	(void)state;
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.pinned = pin, .at = NOW + 300L * DAY}).standing,
			 CMS_VOUCHED);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.pinned = pin, .at = NOW + 400L * DAY}).standing,
			 CMS_OUTDATED);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.at = NOW + 400L * DAY}).standing, CMS_UNKNOWN);
	/* who knows that the document was there at a moment knows that the certificate was good then, or not */
	assert_int_equal(
		verdict_of(s, "document", (struct cms_trust){.pinned = pin, .at = NOW + 300L * DAY, .at_given = true})
			.standing,
		CMS_VOUCHED);
	assert_int_equal(
		verdict_of(s, "document", (struct cms_trust){.pinned = pin, .at = NOW + 400L * DAY, .at_given = true})
			.standing,
		CMS_REFUSED);
	assert_int_equal(verdict_of(s, "document", (struct cms_trust){.pinned = pin, .at = NOW - 2 * DAY}).standing,
			 CMS_REFUSED);
	writer_free(&w);
	party_free(&p);
}

static void weak_foreign_or_misused_keys_are_not_signed_with(void **state)
{
	static const struct {
		struct wish wish;
		const char *why;
	} rows[] = {
		{{.kind = "RSA:1024", .name = "a"}, "RSA below 2048"},
		{{.kind = "secp256k1", .name = "a"}, "curve"},
		{{.kind = "P-224", .name = "a"}, "curve"},
		{{.kind = "ED25519", .name = "a"}, "Ed25519"},
		{{.kind = "P-256", .name = "a", .usage = "keyCertSign"}, "key usage"},
		{{.kind = "P-256", .name = "a", .from = -9 * DAY, .to = -DAY}, "expired on 2025-12-31"},
		{{.kind = "P-256", .name = "a", .from = DAY, .to = 9 * DAY}, "not valid before 2026-01-02"},
		{{.kind = "P-256", .name = "a", .usage = "nonRepudiation"}, ""},
	};
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker"});
	struct party q = party_of((struct wish){.kind = "P-256", .name = "other"});
	struct cms_signer_source source = source_of(&p);
	struct error e;

	(void)state;
	source.certificate = bytes_str(q.cert_pem);
	assert_non_null(strstr(refusal(&source, &e), "does not belong"));
	source.certificate = bytes_str("no certificate");
	assert_non_null(strstr(refusal(&source, &e), "no certificate"));
	source = source_of(&p);
	source.key = bytes_str(p.cert_pem);
	assert_non_null(strstr(refusal(&source, &e), "no private key"));
	source = source_of(&p);
	source.uri = "pkcs11:object=x?pin-value=1234";
	source.passphrase = bytes_str("1234");
	assert_non_null(strstr(refusal(&source, &e), "no PIN in a PKCS#11 URI"));
	party_free(&p);
	party_free(&q);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		const char *why;

		p = party_of(rows[i].wish);
		source = source_of(&p);
		why = refusal(&source, &e);
		if (rows[i].why[0] ? !strstr(why, rows[i].why) : why[0])
			fail_msg("%s: %s", rows[i].wish.kind, why);
		party_free(&p);
	}
}

static void a_passphrase_is_asked_for_and_a_wrong_one_refused(void **state)
{
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker", .passphrase = "open sesame"});
	struct cms_signer_source source = source_of(&p);
	struct cms_signer *s;
	struct error e;
	bool locked;

	(void)state;
	assert_false(cms_signer_open(&source, NOW, &s, &locked, &e));
	assert_true(locked);
	source.passphrase = bytes_str("open barley");
	assert_false(cms_signer_open(&source, NOW, &s, &locked, &e));
	assert_true(locked);
	assert_non_null(strstr(e.text, "does not open"));
	assert_null(strstr(e.text, "barley"));
	source.passphrase = bytes_str("open sesame");
	assert_true(cms_signer_open(&source, NOW, &s, &locked, &e));
	assert_false(locked);
	assert_string_equal(cms_signer_certificate(s)->subject, "CN=maker");
	cms_signer_free(s);
	cms_signer_free(NULL);
	party_free(&p);
}

/* Every byte of a signature, changed: never vouched for again, never a crash. Two bytes mean nothing: the version
 * numbers of the structure and of the signer, which nobody reads. */
static void no_byte_of_a_signature_can_be_changed(void **state)
{
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker"});
	struct writer w = signed_at(&p, "document", NOW);
	struct cms_trust trust = {.pinned = bytes_str(p.cert_pem), .at = NOW};
	size_t vouched = 0;

	(void)state;
	for (size_t i = 0; i < w.len; i++) {
		struct cms_verdict v;
		struct error e;

		w.at[i] ^= 1;
		if (cms_verify(writer_bytes(&w), bytes_str("document"), &trust, &v, &e) && v.standing == CMS_VOUCHED) {
			assert_memory_equal(w.at + i - 2, "\x02\x01", 2);
			vouched++;
		}
		w.at[i] ^= 1;
	}
	assert_true(vouched <= 2);
	for (size_t len = 0; len < w.len; len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct cms_verdict v;
		struct error e;

		memcpy(copy, w.at, len);
		assert_false(cms_verify(bytes_of(copy, len), bytes_str("document"), &trust, &v, &e));
		assert_int_equal(e.code, ERROR_INPUT);
		free(copy);
	}
	writer_free(&w);
	party_free(&p);
}

static char *made(const char *folder, const char *name, const char *content, size_t len)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(content, 1, len, file), len);
	fclose(file);
	return NULL;
}

static int shell(const char *folder, const char *command)
{
	char line[1024];

	snprintf(line, sizeof line, "cd '%s' && { %s ; } >/dev/null 2>&1", folder, command);
	return system(line);
}

static struct bytes load(const char *folder, const char *name, uint8_t *room, size_t max)
{
	char path[256];
	FILE *file;
	size_t len;

	snprintf(path, sizeof path, "%s/%s", folder, name);
	file = fopen(path, "rb");
	if (!file)
		return bytes_of(room, 0);
	len = fread(room, 1, max, file);
	fclose(file);
	return bytes_of(room, len);
}

static void openssl_reads_ours_and_we_read_openssls(void **state)
{
	static const char *const kinds[] = {"P-256", "RSA:2048"};
	static uint8_t room[65536];
	char folder[] = "/tmp/holdfast-cms-XXXXXX";

	(void)state;
	if (system("openssl version >/dev/null 2>&1") != 0)
		skip();
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct party ca = party_of((struct wish){.kind = "P-384", .name = "authority", .ca = true});
		struct party p = party_of((struct wish){.kind = kinds[i], .name = "maker", .issuer = &ca});
		struct writer w = signed_at(&p, "document", NOW);
		struct cms_trust trust = {.ca = bytes_str(ca.cert_pem)};
		struct cms_verdict v;
		struct error e;

		made(folder, "document", "document", 8);
		made(folder, "ours.p7s", (const char *)w.at, w.len);
		made(folder, "ca.pem", ca.cert_pem, strlen(ca.cert_pem));
		made(folder, "cert.pem", p.cert_pem, strlen(p.cert_pem));
		made(folder, "key.pem", p.key_pem, strlen(p.key_pem));
#define VERIFY "openssl cms -verify -binary -inform DER -in ours.p7s -CAfile ca.pem -purpose any -attime 1767225600 "
		assert_int_equal(shell(folder, VERIFY "-content document -cades"), 0);
		assert_int_not_equal(shell(folder, VERIFY "-content cert.pem"), 0);
#define SIGN "openssl cms -sign -binary -in document -signer cert.pem -inkey key.pem -out theirs "
		/* openssl dates it now: judged at that moment, within a year of our NOW or not */
		assert_int_equal(shell(folder, SIGN "-outform DER -md sha256"), 0);
		trust.at = time(NULL);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_true(v.standing == CMS_VOUCHED || trust.at > NOW + 364L * DAY);
		assert_int_equal(shell(folder, SIGN "-outform PEM"), 0);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_true(v.standing == CMS_VOUCHED || trust.at > NOW + 364L * DAY);
		/* what we do not take: SHA-1, no signed attributes, content inside, no certificate */
		assert_int_equal(shell(folder, SIGN "-outform DER -md sha1"), 0);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_int_equal(v.standing, CMS_BROKEN);
		assert_non_null(strstr(v.signatures[0].why, "SHA1"));
		assert_int_equal(shell(folder, SIGN "-outform DER -noattr"), 0);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_int_equal(v.standing, CMS_BROKEN);
		assert_non_null(strstr(v.signatures[0].why, "attributes"));
		assert_int_equal(shell(folder, SIGN "-outform DER -nodetach"), 0);
		assert_false(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_int_equal(shell(folder, SIGN "-outform DER -nocerts"), 0);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_int_equal(v.standing, CMS_BROKEN);
		assert_false(v.signatures[0].has_certificate);
		trust.pinned = bytes_str(p.cert_pem);
		assert_true(
			cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust, &v, &e));
		assert_true(v.standing == CMS_VOUCHED || trust.at > NOW + 364L * DAY);
		/* RSA-PSS */
		if (i == 1) {
			assert_int_equal(shell(folder, SIGN "-outform DER -keyopt rsa_padding_mode:pss"), 0);
			assert_true(cms_verify(load(folder, "theirs", room, sizeof room), bytes_str("document"), &trust,
					       &v, &e));
			assert_true(v.standing == CMS_VOUCHED || trust.at > NOW + 364L * DAY);
		}
		writer_free(&w);
		party_free(&p);
		party_free(&ca);
	}
	assert_int_equal(shell("/tmp", "true"), 0);
	shell(folder, "rm -f document ours.p7s theirs *.pem");
	rmdir(folder);
}

static void of_two_signatures_both_must_fit_and_one_vouched_for_is_enough(void **state)
{
	static uint8_t room[65536];
	char folder[] = "/tmp/holdfast-cms-XXXXXX";
	struct party p = party_of((struct wish){.kind = "P-256", .name = "maker"});
	struct party q = party_of((struct wish){.kind = "P-256", .name = "laboratory"});
	struct writer w = signed_at(&p, "document", NOW);
	struct bytes both;
	struct cms_trust trust = {.pinned = bytes_str(q.cert_pem), .at = time(NULL)};
	struct cms_verdict v;
	struct error e;

	(void)state;
	if (system("openssl version >/dev/null 2>&1") != 0)
		skip();
	assert_non_null(mkdtemp(folder));
	made(folder, "ours.p7s", (const char *)w.at, w.len);
	made(folder, "document", "document", 8);
	made(folder, "cert.pem", q.cert_pem, strlen(q.cert_pem));
	made(folder, "key.pem", q.key_pem, strlen(q.key_pem));
	assert_int_equal(shell(folder,
			       "openssl cms -resign -binary -inform DER -in ours.p7s -content document -signer "
			       "cert.pem -inkey key.pem -outform DER -out both || openssl cms -resign -inform DER -in "
			       "ours.p7s -signer cert.pem -inkey key.pem -outform DER -out both"),
			 0);
	both = load(folder, "both", room, sizeof room);
	assert_true(cms_verify(both, bytes_str("document"), &trust, &v, &e));
	assert_int_equal(v.count, 2);
	assert_int_equal(verdict_of(both, "documenu", trust).standing, CMS_BROKEN);
	assert_true(v.standing == CMS_VOUCHED || trust.at > NOW + 364L * DAY);
	shell(folder, "rm -f document ours.p7s both *.pem");
	rmdir(folder);
	writer_free(&w);
	party_free(&p);
	party_free(&q);
}

static void what_is_no_signature_is_refused_with_a_word(void **state)
{
	struct cms_trust trust = {.at = NOW};
	struct cms_verdict v;
	struct error e;
	static const char *const inputs[] = {"", "hello", "-----BEGIN CMS-----\n-----END CMS-----\n",
					     "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"};
	/* a ContentInfo of type data; one of type signedData with an empty SET of signers */
	static const uint8_t data[] = {0x30, 0x0f, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7,
				       0x0d, 0x01, 0x07, 0x01, 0xa0, 0x02, 0x04, 0x00};
	static const uint8_t none[] = {0x30, 0x23, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x02,
				       0xa0, 0x16, 0x30, 0x14, 0x02, 0x01, 0x01, 0x31, 0x00, 0x30, 0x0b, 0x06, 0x09,
				       0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, 0x01, 0x31, 0x00};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(inputs); i++) {
		assert_false(cms_verify(bytes_str(inputs[i]), bytes_str("x"), &trust, &v, &e));
		assert_int_equal(e.code, ERROR_INPUT);
	}
	assert_false(cms_verify(bytes_of(data, sizeof data), bytes_str("x"), &trust, &v, &e));
	assert_non_null(strstr(e.text, "no signature"));
	assert_false(cms_verify(bytes_of(none, sizeof none), bytes_str("x"), &trust, &v, &e));
	if (!strstr(e.text, "0 signers"))
		fail_msg("%s", e.text);
}

static void an_outline_says_what_is_there_and_trusts_nobody(void **state)
{
	struct party p = party_of((struct wish){.kind = "RSA:2048", .name = "maker"});
	struct writer w = signed_at(&p, "document", NOW);
	struct cms_outline o;
	struct error e;

	(void)state;
	assert_true(cms_outline(writer_bytes(&w), bytes_str("document"), NULL, &o, &e));
	assert_true(o.is_signed);
	assert_int_equal(o.count, 1);
	assert_int_equal(o.fit, CMS_FITS);
	assert_string_equal(o.signers[0].subject, "CN=maker");
	assert_string_equal(o.signers[0].key, "rsaEncryption");
	assert_string_equal(o.signers[0].digest, "SHA256");
	assert_int_equal(o.signers[0].bits, 2048);
	assert_true(cms_outline(writer_bytes(&w), bytes_str("documenu"), NULL, &o, &e));
	assert_int_equal(o.fit, CMS_FITS_NOT);
	assert_true(cms_outline(writer_bytes(&w), bytes_of(NULL, 0), NULL, &o, &e));
	assert_int_equal(o.fit, CMS_FIT_NO_CONTENT);
	assert_false(cms_outline(bytes_str("no"), bytes_of(NULL, 0), NULL, &o, &e));
	writer_free(&w);
	party_free(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_signature_of_each_accepted_kind_is_vouched_for_by_its_certificate),
		cmocka_unit_test(nobody_is_believed_unless_a_certificate_or_authority_is_given),
		cmocka_unit_test(an_authority_with_weak_means_does_not_count),
		cmocka_unit_test(an_expiry_after_signing_is_told_and_one_before_it_refused),
		cmocka_unit_test(weak_foreign_or_misused_keys_are_not_signed_with),
		cmocka_unit_test(a_passphrase_is_asked_for_and_a_wrong_one_refused),
		cmocka_unit_test(no_byte_of_a_signature_can_be_changed),
		cmocka_unit_test(openssl_reads_ours_and_we_read_openssls),
		cmocka_unit_test(of_two_signatures_both_must_fit_and_one_vouched_for_is_enough),
		cmocka_unit_test(what_is_no_signature_is_refused_with_a_word),
		cmocka_unit_test(an_outline_says_what_is_there_and_trusts_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
