#include "assess/dossier/dossier_testkit.h"

static const char *const examples[] = {"smart-lock", "camera"};

static void the_pages_of_the_examples_lack_nothing(void **state)
{
	static const char *const stems[] = {"disclosure-policy", "support-period"};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(examples); i++) {
		struct desk k;

		desk_example(&k, examples[i]);
		for (size_t s = 0; s < ARRAY_LEN(stems); s++) {
			char *text = desk_plain(&k, stems[s], EDITION_V3_1_3);

			if (document_missing_count(k.last))
				fail_msg("%s: %s", stems[s], document_missing_field(k.last, 0));
			free(text);
		}
		desk_done(&k);
	}
}

static void the_policy_tells_where_when_and_how(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "disclosure-policy", EDITION_V3_1_3);
	DESK_HOLDS(text, "Halvorsund Door One", "mailto:security@halvorsund.example", "We read: en, sv",
		   "within 3 days", "every 14 days");
	free(text);
	desk_done(&k);
}

/* Each key the pages cannot do without: taken out, the page names it. */
static void a_page_without_a_mandatory_value_is_refused(void **state)
{
	static const struct {
		const char *stem, *line, *field;
	} cases[] = {
		{"disclosure-policy", "  acknowledge: 3 days\n", "disclosure.acknowledge"},
		{"disclosure-policy", "  status-updates: 14 days\n", "disclosure.status-updates"},
		{"disclosure-policy", "  url: https://www.halvorsund.example/security\n", "disclosure.url"},
		{"disclosure-policy", "  open: yes\n", "disclosure.open"},
		{"support-period", "  end: 2034-12-31\n", "support.end"},
		{"support-period", "  url: https://www.halvorsund.example/support/hd-100\n", "support.url"},
		{"support-period", "  model: HD-100\n", "product.model"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct desk k;
		bool named = false;
		char *text;

		desk_open(&k, desk_facts("examples/smart-lock/product.yaml", cases[i].line, ""));
		text = desk_plain(&k, cases[i].stem, EDITION_V3_1_3);
		for (size_t m = 0; m < document_missing_count(k.last); m++)
			named |= !strcmp(document_missing_field(k.last, m), cases[i].field);
		if (!named)
			fail_msg("%s without %s was not refused", cases[i].stem, cases[i].field);
		free(text);
		desk_done(&k);
	}
}

static void a_page_promises_no_more_than_is_declared(void **state)
{
	struct desk k;
	char *text;

	(void)state;
	desk_example(&k, "smart-lock");
	text = desk_plain(&k, "disclosure-policy", EDITION_V3_1_3);
	assert_null(strstr(text, "we do not ask who you are"));
	free(text);
	text = desk_plain(&k, "support-period", EDITION_V3_1_3);
	DESK_HOLDS(text, "until 2034-12-31 at least", "no repair of new weaknesses is promised");
	free(text);
	k.in.date = "2035-01-01";
	text = desk_plain(&k, "support-period", EDITION_V3_1_3);
	DESK_HOLDS(text, "ended on 2034-12-31", "were repaired");
	free(text);
	desk_done(&k);
}

static struct document *txt(struct desk *k, struct writer *out)
{
	struct document *missing = document_new(k->arena, "security", "security.txt", NULL);
	struct error e;

	assert_true(dossier_security_txt(&k->in, missing, out, &e));
	return missing;
}

static void security_txt_has_the_fields_of_rfc_9116(void **state)
{
	struct writer out = writer_of(65536, "security.txt");
	struct desk k;

	(void)state;
	desk_example(&k, "smart-lock");
	assert_int_equal(document_missing_count(txt(&k, &out)), 0);
	write_u8(&out, 0);
	DESK_HOLDS((const char *)out.at, "Contact: mailto:security@halvorsund.example\r\n", "Contact: https://",
		   "Expires: 2027-10-31T00:00:00Z\r\n",
		   "Encryption: ", "Acknowledgments: ", "Preferred-Languages: en, sv\r\n", "Canonical: ", "Policy: ");
	/* exactly one Expires, at most one Preferred-Languages */
	assert_null(strstr(strstr((const char *)out.at, "Expires:") + 1, "Expires:"));
	writer_free(&out);
	desk_done(&k);
}

static void security_txt_that_has_expired_or_is_not_https_is_refused(void **state)
{
	struct writer out = writer_of(65536, "security.txt");
	struct desk k;

	(void)state;
	desk_example(&k, "smart-lock");
	k.in.date = "2027-10-31";
	assert_string_equal(document_missing_field(txt(&k, &out), 0), "disclosure.expires");
	desk_done(&k);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "  expires: 2027-10-31\n", ""));
	assert_string_equal(document_missing_field(txt(&k, &out), 0), "disclosure.expires");
	desk_done(&k);
	desk_open(&k, desk_facts("examples/smart-lock/product.yaml", "https://www.halvorsund.example/security/thanks",
				 "http://www.halvorsund.example/security/thanks"));
	assert_non_null(strstr(document_missing_why(txt(&k, &out), 0), "https"));
	desk_done(&k);
	writer_free(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_pages_of_the_examples_lack_nothing),
		cmocka_unit_test(the_policy_tells_where_when_and_how),
		cmocka_unit_test(a_page_without_a_mandatory_value_is_refused),
		cmocka_unit_test(a_page_promises_no_more_than_is_declared),
		cmocka_unit_test(security_txt_has_the_fields_of_rfc_9116),
		cmocka_unit_test(security_txt_that_has_expired_or_is_not_https_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
