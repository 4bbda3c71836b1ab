#include "core/crypto/cms_testkit.h"

struct listing {
	const struct party *by;
	const struct party *revoked; /* NULL: nobody */
	long since, made, next;      /* seconds beside NOW; next 0: a month on */
	bool der;
	const EVP_MD *md;
	int part; /* the extension that says that this is a part; 0: none */
};

/* A revocation list; free() what .at points to. */
static struct bytes list_of(struct listing l)
{
	X509_CRL *list = X509_CRL_new();
	time_t made = NOW + l.made, next = NOW + (l.next ? l.next : 30L * DAY), since = NOW + l.since;
	ASN1_TIME *at = ASN1_TIME_new();
	BIO *bio = BIO_new(BIO_s_mem());
	char *data, *copy;
	long len;

	assert_true(X509_CRL_set_version(list, 1) == 1);
	X509_CRL_set_issuer_name(list, X509_get_subject_name(l.by->cert));
	ASN1_TIME_set(at, made);
	X509_CRL_set1_lastUpdate(list, at);
	ASN1_TIME_set(at, next);
	X509_CRL_set1_nextUpdate(list, at);
	if (l.revoked) {
		X509_REVOKED *row = X509_REVOKED_new();

		ASN1_TIME_set(at, since);
		X509_REVOKED_set_revocationDate(row, at);
		X509_REVOKED_set_serialNumber(row, X509_get_serialNumber(l.revoked->cert));
		assert_true(X509_CRL_add0_revoked(list, row) == 1);
	}
	if (l.part) {
		static const uint8_t base[] = {0x02, 1, 1}, only_users[] = {0x30, 3, 0x81, 1, 0xff};
		ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
		X509_EXTENSION *x;

		assert_true(l.part == NID_delta_crl ? ASN1_OCTET_STRING_set(value, base, sizeof base)
						    : ASN1_OCTET_STRING_set(value, only_users, sizeof only_users));
		x = X509_EXTENSION_create_by_NID(NULL, l.part, 1, value);
		ASN1_OCTET_STRING_free(value);
		assert_non_null(x);
		assert_true(X509_CRL_add_ext(list, x, -1) == 1);
		X509_EXTENSION_free(x);
	}
	assert_true(X509_CRL_sign(list, l.by->key, l.md ? l.md : EVP_sha256()) > 0);
	if (l.der)
		i2d_X509_CRL_bio(bio, list);
	else
		PEM_write_bio_X509_CRL(bio, list);
	len = BIO_get_mem_data(bio, &data);
	copy = malloc((size_t)len);
	assert_non_null(copy);
	memcpy(copy, data, (size_t)len);
	BIO_free(bio);
	ASN1_TIME_free(at);
	X509_CRL_free(list);
	return bytes_of(copy, (size_t)len);
}

/* An authority, one below it, a maker whose certificate that one issued, and the maker's signature. */
struct scene {
	struct party root, middle, maker;
	struct writer signature;
};

static struct scene scene_of(void)
{
	struct scene s = {
		.root = party_of((struct wish){
			.kind = "P-256", .name = "root authority", .ca = true, .usage = "keyCertSign,cRLSign"})};

	s.middle = party_of((struct wish){
		.kind = "P-256", .name = "middle", .issuer = &s.root, .ca = true, .usage = "keyCertSign,cRLSign"});
	s.maker = party_of((struct wish){.kind = "P-256", .name = "maker", .issuer = &s.middle});
	/* the chain goes with the signature */
	s.maker.cert_pem = realloc(s.maker.cert_pem, strlen(s.maker.cert_pem) + strlen(s.middle.cert_pem) + 1);
	assert_non_null(s.maker.cert_pem);
	strcat(s.maker.cert_pem, s.middle.cert_pem);
	s.signature = signed_at(&s.maker, "document", NOW);
	return s;
}

static void scene_done(struct scene *s)
{
	writer_free(&s->signature);
	party_free(&s->maker);
	party_free(&s->middle);
	party_free(&s->root);
}

static void expect(const struct scene *s, struct listing l, struct cms_trust trust, enum cms_standing standing,
		   const char *why)
{
	struct cms_verdict v;

	trust.crl = list_of(l);
	if (!trust.pinned.len)
		trust.ca = bytes_str(s->root.cert_pem);
	v = verdict_of(writer_bytes(&s->signature), "document", trust);
	free((void *)(uintptr_t)trust.crl.at);
	if (v.standing != standing || !strstr(v.signatures[0].why, why))
		fail_msg("%d: %s, not %s", v.standing, v.signatures[0].why, why);
}

static void a_revoked_certificate_is_refused_whenever_the_signature_says_it_was_made(void **state)
{
	struct scene s = scene_of();
	struct cms_trust pinned = {.pinned = bytes_str(s.maker.cert_pem)};

	(void)state;
	for (int der = 0; der < 2; der++) {
		expect(&s, (struct listing){.by = &s.middle, .der = der}, (struct cms_trust){0}, CMS_VOUCHED,
		       "leads to");
		expect(&s, (struct listing){.by = &s.middle, .der = der}, pinned, CMS_VOUCHED, "certificate given");
		expect(&s, (struct listing){.by = &s.middle, .revoked = &s.maker, .since = -DAY, .der = der},
		       (struct cms_trust){0}, CMS_REFUSED, "revoked on 2025-12-31");
		expect(&s, (struct listing){.by = &s.middle, .revoked = &s.maker, .since = -DAY, .der = der}, pinned,
		       CMS_REFUSED, "revoked on 2025-12-31");
	}
	/* after it was made: by the signer's own word only */
	expect(&s, (struct listing){.by = &s.middle, .revoked = &s.maker, .since = 5 * DAY},
	       (struct cms_trust){.at = NOW + 9 * DAY}, CMS_REFUSED, "revoked on 2026-01-06");
	/* another one's */
	expect(&s, (struct listing){.by = &s.middle, .revoked = &s.root}, (struct cms_trust){0}, CMS_VOUCHED, "");
	scene_done(&s);
}

static void who_knows_that_a_signature_was_there_before_the_revocation_says_so(void **state)
{
	struct scene s = scene_of();
	struct listing l = {.by = &s.middle, .revoked = &s.maker, .since = 5 * DAY, .made = 6 * DAY};

	(void)state;
	expect(&s, l, (struct cms_trust){.at = NOW + 3 * DAY, .at_given = true}, CMS_VOUCHED, "");
	expect(&s, l, (struct cms_trust){.at = NOW + 5 * DAY, .at_given = true}, CMS_REFUSED, "revoked on");
	expect(&s, l, (struct cms_trust){.at = NOW + 3 * DAY}, CMS_REFUSED, "revoked on");
	scene_done(&s);
}

static void a_revoked_authority_takes_its_signers_with_it(void **state)
{
	struct scene s = scene_of();

	(void)state;
	expect(&s, (struct listing){.by = &s.root, .revoked = &s.middle}, (struct cms_trust){0}, CMS_REFUSED,
	       "or one that it leads to, was revoked");
	scene_done(&s);
}

static void a_list_that_says_nothing_about_the_signer_vouches_for_nothing(void **state)
{
	struct scene s = scene_of();
	struct party stranger = party_of((struct wish){.kind = "P-256", .name = "middle", .ca = true});
	struct cms_trust trust = {.ca = bytes_str(s.root.cert_pem), .at = NOW};
	struct cms_verdict v;
	struct error e;

	(void)state;
	expect(&s, (struct listing){.by = &s.root}, (struct cms_trust){0}, CMS_UNKNOWN, "is its issuer's");
	/* of the issuer's name and not of its key, or signed with means that are too weak */
	expect(&s, (struct listing){.by = &stranger}, (struct cms_trust){0}, CMS_UNKNOWN, "is its issuer's");
	expect(&s, (struct listing){.by = &stranger, .revoked = &s.maker}, (struct cms_trust){0}, CMS_UNKNOWN,
	       "is its issuer's");
	expect(&s, (struct listing){.by = &s.middle, .md = EVP_sha1()}, (struct cms_trust){0}, CMS_UNKNOWN,
	       "is its issuer's");
	/* a part of a list names who is revoked and nobody who is not */
	expect(&s, (struct listing){.by = &s.middle, .part = NID_delta_crl}, (struct cms_trust){0}, CMS_UNKNOWN, "");
	expect(&s, (struct listing){.by = &s.middle, .part = NID_issuing_distribution_point}, (struct cms_trust){0},
	       CMS_UNKNOWN, "");
	expect(&s, (struct listing){.by = &s.middle, .revoked = &s.maker, .part = NID_delta_crl}, (struct cms_trust){0},
	       CMS_REFUSED, "revoked on");
	/* overdue */
	expect(&s, (struct listing){.by = &s.middle, .made = -60L * DAY, .next = -30L * DAY}, (struct cms_trust){0},
	       CMS_UNKNOWN, "renewed by 2025-12-02");
	expect(&s, (struct listing){.by = &s.middle, .revoked = &s.maker, .made = -60L * DAY, .next = -30L * DAY},
	       (struct cms_trust){0}, CMS_REFUSED, "revoked on");
	trust.crl = bytes_str(s.root.cert_pem);
	assert_false(cms_verify(writer_bytes(&s.signature), bytes_str("document"), &trust, &v, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_non_null(strstr(e.text, "no revocation list"));
	party_free(&stranger);
	scene_done(&s);
}

/* Lists one behind the other, `times` of them and then `rest`, in place of what the caller believes. */
static void expect_refused(const struct scene *s, bool der, unsigned times, const char *rest)
{
	struct bytes one = list_of((struct listing){.by = &s->middle, .der = der});
	struct writer all = writer_of(1 << 20, "lists");
	struct cms_trust trust = {.ca = bytes_str(s->root.cert_pem), .at = NOW};
	struct cms_verdict v;
	struct error e;

	for (unsigned i = 0; i < times; i++)
		write_bytes(&all, one);
	write_str(&all, rest);
	trust.crl = writer_bytes(&all);
	assert_false(cms_verify(writer_bytes(&s->signature), bytes_str("document"), &trust, &v, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_non_null(strstr(e.text, "cannot be read, or there are more"));
	writer_free(&all);
	free((void *)(uintptr_t)one.at);
}

static void a_list_behind_the_first_that_cannot_be_read_is_not_passed_over(void **state)
{
	struct scene s = scene_of();

	(void)state;
	expect_refused(&s, false, 1, "-----BEGIN X509 CRL-----\nMIIB\n-----END X509 CRL-----\n");
	expect_refused(&s, false, 1, "-----BEGIN X509 CRL-----\nMIIB\n");
	expect_refused(&s, true, 2, "0\x82");
	expect_refused(&s, false, 33, "");
	expect_refused(&s, true, 33, "");
	scene_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_revoked_certificate_is_refused_whenever_the_signature_says_it_was_made),
		cmocka_unit_test(who_knows_that_a_signature_was_there_before_the_revocation_says_so),
		cmocka_unit_test(a_revoked_authority_takes_its_signers_with_it),
		cmocka_unit_test(a_list_that_says_nothing_about_the_signer_vouches_for_nothing),
		cmocka_unit_test(a_list_behind_the_first_that_cannot_be_read_is_not_passed_over),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
