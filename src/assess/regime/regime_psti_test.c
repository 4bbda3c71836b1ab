#include "assess/regime/regime_testkit.h"

#define IN_SCOPE                                                                                                       \
	"@product - | name=Lock | type=smart lock | model=L1 | kind=smart-lock | markets=UK | batch=2026-1\n"          \
	"@scope - | connection=internet | customers=consumers | category=ordinary\n"
#define PASSWORD                                                                                                       \
	"@AuthMech AM-1 | factor=password | subject=user | network=yes | used-when-initialised=yes | set-by=maker | "  \
	"generation-unique=yes | generation-length=12 | generation-alphabet=62 | generation-inputs="
#define DISCLOSURE                                                                                                     \
	"@disclosure - | url=https://x.example/vdp | contact=mailto:security@x.example | acknowledge=5 days | "        \
	"status-updates=14 days | open=yes\n"
#define SUPPORT "@support - | end=2032-01-31 | start=2026-01-31 | published=yes | url=https://x.example/support\n"
#define PUBLISHED                                                                                                      \
	"@psti - | reporting-english=yes | support-english=yes | support-plain=yes | support-prominent=yes | "         \
	"support-shortened=no | support-covers=hardware & installed-software & required-software & other-software | "  \
	"reporting-covers=hardware & installed-software & required-software & other-software\n"

static void a_password_of_one_unit_for_all_breaks_the_first_requirement(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE "@AuthMech AM-1 | factor=password | set-by=maker | "
							       "generation-unique=no | generation-inputs=constant\n");

	(void)state;
	kit_again(&k, NULL, VERDICT_PASS);
	kit_state(&k, "pw-unique", STATE_NOT_MET);
	kit_state(&k, "pw-guess", STATE_NOT_MET);
	kit_state(&k, "m-8", STATE_NOT_MET);
	assert_true(kit_row(&k, "pw-unique")->fact_count > 0);
	assert_true(kit_row(&k, "pw-unique")->todo[0]);
	kit_regime_done(&k);
}

static void each_source_of_a_generated_password_breaks_its_own_condition(void **state)
{
	static const struct {
		const char *facts, *row;
		enum regime_state state;
	} cases[] = {
		{IN_SCOPE PASSWORD "csprng", "pw-counter", STATE_MET},
		{IN_SCOPE PASSWORD "csprng", "pw-public", STATE_MET},
		{IN_SCOPE PASSWORD "csprng", "pw-serial", STATE_MET},
		{IN_SCOPE PASSWORD "csprng", "pw-guess", STATE_MET},
		{IN_SCOPE PASSWORD "counter", "pw-counter", STATE_NOT_MET},
		{IN_SCOPE PASSWORD "ssid", "pw-public", STATE_NOT_MET},
		{IN_SCOPE PASSWORD "serial-number", "pw-serial", STATE_NOT_MET},
		{IN_SCOPE PASSWORD "serial-number & device-key", "pw-serial", STATE_MET},
		{IN_SCOPE PASSWORD "mac-address", "pw-public", STATE_NOT_MET},
		{IN_SCOPE PASSWORD "dictionary", "pw-guess", STATE_NOT_MET},
		{IN_SCOPE PASSWORD "serial-number", "pw-guess", STATE_UNKNOWN},
		{IN_SCOPE "@AuthMech AM-1 | factor=pin | set-by=device | generation-unique=yes | "
			  "generation-inputs=csprng | generation-length=4 | generation-alphabet=10",
		 "pw-guess", STATE_NOT_MET},
		{IN_SCOPE "@AuthMech AM-1 | factor=password | set-by=user | set-before-use=yes", "pw-unique",
		 STATE_MET},
		{IN_SCOPE "@AuthMech AM-1 | factor=password | set-by=user", "pw-serial", STATE_NOT_APPLICABLE},
		{IN_SCOPE "@AuthMech AM-1 | factor=password", "pw-unique", STATE_UNKNOWN},
		{IN_SCOPE "@AuthMech AM-1 | factor=pairing", "pw-unique", STATE_NOT_APPLICABLE},
		{IN_SCOPE "@AuthMech none", "pw-unique", STATE_NOT_APPLICABLE},
		{IN_SCOPE, "pw-unique", STATE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_PSTI, cases[i].facts);

		kit_state(&k, cases[i].row, cases[i].state);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void a_shared_password_seen_in_the_image_counts_before_the_declaration(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE PASSWORD "csprng");

	(void)state;
	kit_state(&k, "pw-unique", STATE_MET);
	kit_again(&k, "5.1-1", VERDICT_FAIL);
	kit_state(&k, "pw-unique", STATE_NOT_MET);
	assert_int_equal(k.result.overall, STATE_NOT_MET);
	kit_regime_done(&k);
}

static void reporting_and_support_need_each_of_their_points(void **state)
{
	static const struct {
		const char *without, *row;
		enum regime_state state;
	} cases[] = {
		{"", "vr-contact", STATE_MET},
		{"", "vr-ack", STATE_MET},
		{"", "vr-updates", STATE_MET},
		{"", "vr-access", STATE_MET},
		{"", "vr-scope", STATE_MET},
		{"", "sp-publish", STATE_MET},
		{"", "sp-access", STATE_MET},
		{"", "sp-prominence", STATE_MET},
		{"", "sp-no-shorten", STATE_MET},
		{"", "sp-extend", STATE_NOT_APPLICABLE},
		{"acknowledge", "vr-ack", STATE_UNKNOWN},
		{"acknowledge", "vr-contact", STATE_MET},
		{"status-updates", "vr-updates", STATE_UNKNOWN},
		{"contact", "vr-contact", STATE_UNKNOWN},
		{"open", "vr-access", STATE_UNKNOWN},
		{"reporting-english", "vr-access", STATE_UNKNOWN},
		{"end", "sp-publish", STATE_UNKNOWN},
		{"support-plain", "sp-access", STATE_UNKNOWN},
		{"support-prominent", "sp-prominence", STATE_UNKNOWN},
		{"support-shortened", "sp-no-shorten", STATE_UNKNOWN},
		{"support-covers", "sp-scope", STATE_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char facts[2048] = IN_SCOPE DISCLOSURE SUPPORT PUBLISHED, part[64];
		struct kit_regime k;
		char *at;

		snprintf(part, sizeof part, "| %s=", cases[i].without);
		at = strstr(facts, part);
		if (cases[i].without[0]) {
			assert_non_null(at);
			memcpy(at, "| x", 3); /* no such key */
		}
		k = kit_regime(REGIME_PSTI, facts);
		kit_state(&k, cases[i].row, cases[i].state);
		kit_rows_sound(&k.result);
		if (cases[i].state == STATE_UNKNOWN)
			assert_true(strstr(kit_row(&k, cases[i].row)->missing[0], cases[i].without) != NULL);
		kit_regime_done(&k);
	}
}

static void what_is_declared_otherwise_is_not_met(void **state)
{
	static const struct {
		const char *facts, *row;
	} cases[] = {
		{IN_SCOPE SUPPORT "@psti - | support-shortened=yes", "sp-no-shorten"},
		{IN_SCOPE "@support - | end=2032-01-31 | published=no | url=x", "sp-publish"},
		{IN_SCOPE "@psti - | support-prominent=no", "sp-prominence"},
		{IN_SCOPE DISCLOSURE "@psti - | reporting-english=no", "vr-access"},
		{IN_SCOPE "@psti - | statement=no", "m-9"},
		{IN_SCOPE "@psti - | records=no", "m-12"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct kit_regime k = kit_regime(REGIME_PSTI, cases[i].facts);

		kit_state(&k, cases[i].row, STATE_NOT_MET);
		assert_true(kit_row(&k, cases[i].row)->fact_count > 0);
		kit_regime_done(&k);
	}
}

static void a_refuted_provision_refutes_only_what_it_looks_at(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE "@disclosure - | url=https://x.example | open=yes | "
							       "contact=mailto:a@b.example | status-updates=7 days\n");

	(void)state;
	kit_again(&k, "5.2-1", VERDICT_FAIL);
	kit_again(&k, "5.1-1", VERDICT_FAIL);
	kit_state(&k, "vr-ack", STATE_NOT_MET);
	kit_state(&k, "vr-contact", STATE_MET);
	kit_state(&k, "vr-access", STATE_UNKNOWN); /* the standard asks for no language */
	kit_state(&k, "pw-unique", STATE_NOT_MET);
	kit_state(&k, "pw-scope", STATE_UNKNOWN);
	assert_int_equal(kit_row(&k, "pw-unique")->provision_count, 1);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

static void a_requirement_counts_as_met_by_the_provisions_that_schedule_2_names(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE SUPPORT PUBLISHED);

	(void)state;
	kit_state(&k, "vr-contact", STATE_UNKNOWN);
	kit_again(&k, "5.2-1", VERDICT_PASS);
	kit_state(&k, "dc-2a", STATE_MET);
	kit_state(&k, "vr-contact", STATE_MET);
	assert_non_null(strstr(kit_row(&k, "vr-contact")->reason, "5.2-1"));
	kit_state(&k, "pw-unique", STATE_UNKNOWN);
	kit_again(&k, "5.1-1", VERDICT_PASS);
	kit_state(&k, "pw-unique", STATE_UNKNOWN); /* 5.1-2 is open */
	kit_again(&k, "5.1-2", VERDICT_NOT_APPLICABLE);
	kit_state(&k, "pw-unique", STATE_MET);
	kit_again(&k, "5.3-13", VERDICT_PASS);
	kit_state(&k, "dc-3", STATE_MET);
	kit_state(&k, "m-8", STATE_MET);
	kit_state(&k, "soc-2", STATE_MET);
	kit_regime_done(&k);
}

static void provision_5_3_13_does_not_stand_for_the_points_that_still_hold(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE SUPPORT);

	(void)state;
	kit_again(&k, "5.3-13", VERDICT_PASS);
	kit_state(&k, "dc-3", STATE_UNKNOWN);
	kit_state(&k, "sp-no-shorten", STATE_UNKNOWN);
	kit_regime_done(&k);
}

static void a_valid_label_stands_for_requirements_and_statement(void **state)
{
	struct kit_regime k =
		kit_regime(REGIME_PSTI,
			   IN_SCOPE "@psti - | label=Singapore-CLS | label-id=CSA/010126/1 | label-expires=2028-01-01");

	(void)state;
	kit_state(&k, "dc-cls", STATE_MET);
	kit_state(&k, "m-8", STATE_MET);
	kit_state(&k, "m-9", STATE_MET);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI,
		       IN_SCOPE "@psti - | label=Singapore-CLS | label-id=CSA/010126/1 | label-expires=2026-11-21");
	kit_state(&k, "dc-cls", STATE_NOT_MET);
	kit_state(&k, "m-9", STATE_UNKNOWN);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI, IN_SCOPE "@psti - | label=JC-STAR | label-level=STAR-2 | label-id=1 | "
					     "label-expires=2028-01-01");
	kit_state(&k, "dc-jcstar", STATE_UNKNOWN);
	kit_regime_done(&k);
}

static void duties_are_those_of_the_role(void **state)
{
	struct kit_regime k =
		kit_regime(REGIME_PSTI, IN_SCOPE "@maker - | name=M | role=importer\n@psti - | statement=yes");

	(void)state;
	kit_state(&k, "i-15-2", STATE_MET);
	for (size_t i = 0; i < k.result.row_count; i++) {
		assert_string_not_equal(k.result.rows[i].row->id, "m-9");
		assert_string_not_equal(k.result.rows[i].row->id, "soc-a");
	}
	assert_false(kit_row(&k, "pw-unique")->yours);
	kit_regime_done(&k);
}

static void a_product_out_of_scope_has_nothing_to_do(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, "@product - | markets=UK | kind=other\n"
						      "@scope - | connection=internet | category=ev-charge-point");

	(void)state;
	assert_int_equal(k.result.overall, STATE_NOT_APPLICABLE);
	assert_int_equal(k.result.not_applicable, k.result.row_count);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

static void the_statement_is_kept_ten_years_or_as_long_as_the_support(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE SUPPORT "@psti - | statement-date=2026-03-01");
	bool kept = false;

	(void)state;
	for (size_t i = 0; i < k.result.date_count; i++)
		kept |= strcmp(k.result.dates[i].date, "2036-03-01") == 0;
	assert_true(kept);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI, IN_SCOPE "@support - | end=2040-06-30\n@psti - | statement-date=2026-03-01");
	kept = false;
	for (size_t i = 0; i < k.result.date_count; i++)
		kept |= strcmp(k.result.dates[i].date, "2040-06-30") == 0 &&
			strcmp(k.result.dates[i].source, "SI 2023/1007 reg. 8") == 0;
	assert_true(kept);
	kit_regime_done(&k);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_password_of_one_unit_for_all_breaks_the_first_requirement),
		cmocka_unit_test(each_source_of_a_generated_password_breaks_its_own_condition),
		cmocka_unit_test(a_shared_password_seen_in_the_image_counts_before_the_declaration),
		cmocka_unit_test(reporting_and_support_need_each_of_their_points),
		cmocka_unit_test(what_is_declared_otherwise_is_not_met),
		cmocka_unit_test(a_refuted_provision_refutes_only_what_it_looks_at),
		cmocka_unit_test(a_requirement_counts_as_met_by_the_provisions_that_schedule_2_names),
		cmocka_unit_test(provision_5_3_13_does_not_stand_for_the_points_that_still_hold),
		cmocka_unit_test(a_valid_label_stands_for_requirements_and_statement),
		cmocka_unit_test(duties_are_those_of_the_role),
		cmocka_unit_test(a_product_out_of_scope_has_nothing_to_do),
		cmocka_unit_test(the_statement_is_kept_ten_years_or_as_long_as_the_support),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
