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
	"reporting-covers=hardware & installed-software & required-software & other-software | "                       \
	"passwords-cover=hardware & installed-software & required-software\n"

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
		{IN_SCOPE PASSWORD "mac-address & device-key", "pw-public", STATE_MET},
		{IN_SCOPE PASSWORD "ssid & device-key", "pw-public", STATE_UNKNOWN}, /* a key excuses identifiers */
		{IN_SCOPE PASSWORD "csprng", "pw-scope", STATE_UNKNOWN},
		{IN_SCOPE PASSWORD "csprng\n@psti - | passwords-cover=hardware & installed-software", "pw-scope",
		 STATE_MET},
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
		{IN_SCOPE SUPPORT "@psti - | support-shortened=no | support-first=2033-01-31", "sp-no-shorten"},
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
	kit_state(&k, "soc-2", STATE_NOT_APPLICABLE); /* the maker does not say that it relies on it */
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

static bool asks(const struct kit_regime *k, const char *id)
{
	for (size_t i = 0; i < k->result.row_count; i++)
		if (strcmp(k->result.rows[i].row->id, id) == 0)
			return true;
	return false;
}

static void duties_are_those_of_the_role(void **state)
{
	struct kit_regime k =
		kit_regime(REGIME_PSTI, IN_SCOPE "@maker - | name=M | role=importer\n@psti - | statement=yes");

	(void)state;
	kit_state(&k, "i-15-2", STATE_MET);
	assert_false(asks(&k, "m-9"));
	assert_false(asks(&k, "soc-a"));
	assert_false(kit_row(&k, "pw-unique")->yours);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI, IN_SCOPE "@maker - | name=M | role=distributor");
	assert_true(asks(&k, "d-25"));
	assert_false(asks(&k, "i-20")); /* no record duty for distributors */
	kit_state(&k, "d-24", STATE_NOT_APPLICABLE);
	kit_regime_done(&k);
}

static void an_importer_sees_the_own_duties_first_and_what_a_failure_means(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE "@maker - | name=M | role=importer\n"
							       "@psti - | failure-process=quality | records=yes\n");
	struct regime_todo *todo;
	bool others = false;
	struct error e;
	size_t count;

	(void)state;
	assert_true(regime_todos(&k.result, 1, k.arena, &todo, &count, &e));
	for (size_t i = 0; i < count && todo[i].row->force == FORCE_MUST; i++) {
		others |= !todo[i].row->yours;
		assert_true(!todo[i].row->yours || !others);
	}
	kit_state(&k, "i-15-2", STATE_UNKNOWN);
	kit_state(&k, "i-15-3", STATE_UNKNOWN);
	kit_state(&k, "i-15-5", STATE_NOT_APPLICABLE);
	kit_state(&k, "i-16", STATE_MET);
	assert_non_null(strstr(kit_row(&k, "i-16")->reason, "Prepared for"));
	kit_state(&k, "i-18", STATE_NOT_APPLICABLE);
	kit_state(&k, "i-20", STATE_MET);
	kit_regime_done(&k);
	/* what the case shows is known from then on: no supply */
	k = kit_regime(REGIME_PSTI, IN_SCOPE "@maker - | name=M | role=importer\n@psti - | failure-process=quality\n"
					     "@AuthMech AM-1 | factor=password | set-by=maker | generation-unique=no");
	kit_state(&k, "i-16", STATE_UNKNOWN);
	assert_non_null(strstr(kit_row(&k, "i-16")->reason, "compliance failure of the manufacturer (passwords)"));
	assert_non_null(strstr(kit_row(&k, "i-16")->todo, "Do not make the product available"));
	kit_state(&k, "i-19", STATE_UNKNOWN);
	kit_rows_sound(&k.result);
	kit_regime_done(&k);
}

static void a_representative_has_the_duties_that_can_be_delegated(void **state)
{
	static const char role[] = IN_SCOPE "@maker - | name=M | role=authorised-representative\n"
					    "@psti - | failure-process=quality | records=yes | statement-kept=yes\n";
	char facts[2048];
	struct kit_regime k = kit_regime(REGIME_PSTI, role);

	(void)state;
	assert_true(asks(&k, "ar-13-2"));
	assert_true(asks(&k, "soc-b"));
	assert_false(asks(&k, "m-9"));
	assert_true(kit_row(&k, "m-12")->yours);
	kit_state(&k, "m-12", STATE_UNKNOWN);
	assert_string_equal(kit_row(&k, "m-12")->missing[0], "representative.mandate");
	kit_regime_done(&k);
	snprintf(facts, sizeof facts, "%s@representative r | name=R | address=A | market=UK | mandate=s. 51(3) all\n",
		 role);
	k = kit_regime(REGIME_PSTI, facts);
	kit_state(&k, "m-12", STATE_MET);
	kit_state(&k, "m-r8", STATE_MET);
	kit_regime_done(&k);
}

static void each_of_several_manufacturers_has_to_meet_the_requirements(void **state)
{
	static const struct {
		const char *facts, *row;
		enum regime_state state;
	} cases[] = {
		{"", "dc-multi", STATE_NOT_APPLICABLE},
		{"@manufacturer a | name=A | address=B", "dc-multi", STATE_UNKNOWN},
		{"@manufacturer a | name=A | address=B | meets=yes", "dc-multi", STATE_MET},
		{"@manufacturer a | name=A | address=B | meets=yes\n@manufacturer b | name=C | address=D | meets=no",
		 "dc-multi", STATE_NOT_MET},
		{"@manufacturer a | name=A | address=B | meets=yes", "soc-b", STATE_MET},
		{"@manufacturer a | name=A | meets=yes", "soc-b", STATE_UNKNOWN},
		{"@manufacturer a | name=A | address=B | meets=yes", "soc-c", STATE_UNKNOWN},
		{"@manufacturer a | name=A | address=B\n@psti - | joint-statement=yes", "soc-c", STATE_MET},
		{"@manufacturer a | name=A | address=B\n@psti - | joint-statement=yes", "soc-f", STATE_UNKNOWN},
		{"@manufacturer a | name=A | address=B\n@psti - | joint-statement=no", "soc-f", STATE_MET},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char facts[2048];
		struct kit_regime k;

		snprintf(facts, sizeof facts,
			 IN_SCOPE "@maker - | name=M | address=N | signatory=S | signatory-function=F\n%s",
			 cases[i].facts);
		k = kit_regime(REGIME_PSTI, facts);
		kit_state(&k, cases[i].row, cases[i].state);
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void with_a_label_it_is_the_label_that_traders_check(void **state)
{
	static const char label[] =
		IN_SCOPE "@psti - | label=Singapore-CLS | label-id=CSA/010126/1 | label-expires=2028-01-01";
	static const struct {
		const char *more, *row;
		enum regime_state state;
	} cases[] = {
		{"\n@maker - | role=importer", "i-15-2", STATE_NOT_APPLICABLE},
		{"\n@maker - | role=importer", "i-15-3", STATE_NOT_APPLICABLE},
		{"\n@maker - | role=importer", "i-15-5", STATE_UNKNOWN},
		{" | label-checked=yes\n@maker - | role=importer", "i-15-5", STATE_MET},
		{" | label-checked=no\n@maker - | role=importer", "i-15-5", STATE_NOT_MET},
		{" | statement=yes\n@maker - | role=distributor", "d-22", STATE_UNKNOWN},
		{" | label-checked=yes\n@maker - | role=distributor", "d-22", STATE_MET},
		{"", "m-r8", STATE_NOT_APPLICABLE},
		{"", "pw-scope", STATE_MET},
		{" | support-prominent=no", "sp-prominence", STATE_MET}, /* conditions B and C have no "subject to" */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		char facts[2048];
		struct kit_regime k;

		snprintf(facts, sizeof facts, "%s%s\n", label, cases[i].more);
		k = kit_regime(REGIME_PSTI, facts);
		kit_state(&k, cases[i].row, cases[i].state);
		if (strcmp(cases[i].row, "sp-prominence") == 0)
			assert_non_null(strstr(kit_row(&k, cases[i].row)->reason, "Without the label it would not be"));
		kit_rows_sound(&k.result);
		kit_regime_done(&k);
	}
}

static void a_route_that_is_relied_on_has_to_be_shown(void **state)
{
	static const char iso[] = IN_SCOPE DISCLOSURE SUPPORT PUBLISHED "@psti - | reporting-route=iso-29147";
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE DISCLOSURE SUPPORT PUBLISHED);
	char facts[4096];

	(void)state;
	/* met without it, and not asked for */
	kit_state(&k, "dc-2a", STATE_NOT_APPLICABLE);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI, IN_SCOPE DISCLOSURE SUPPORT PUBLISHED "@psti - | reporting-route=standard");
	kit_state(&k, "dc-2a", STATE_UNKNOWN);
	assert_true(kit_row(&k, "dc-2a")->todo[0]);
	kit_state(&k, "soc-2", STATE_MET);
	kit_regime_done(&k);
	k = kit_regime(REGIME_PSTI, iso);
	kit_state(&k, "dc-2b", STATE_UNKNOWN);
	kit_regime_done(&k);
	snprintf(facts, sizeof facts, "%s | iso-29147-evidence=report 7\n", iso);
	k = kit_regime(REGIME_PSTI, facts);
	kit_state(&k, "dc-2b", STATE_MET);
	kit_regime_done(&k);
}

static void provisions_do_not_stand_for_software_they_were_not_held_against(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE DISCLOSURE);

	(void)state;
	kit_again(&k, "5.2-1", VERDICT_PASS);
	kit_state(&k, "vr-access", STATE_MET);
	assert_true(kit_row(&k, "vr-access")->deemed);
	kit_state(&k, "vr-scope", STATE_UNKNOWN);
	kit_regime_done(&k);
}

static void a_period_that_is_over_is_said_to_be(void **state)
{
	struct kit_regime k = kit_regime(REGIME_PSTI, IN_SCOPE
					 "@support - | end=2026-11-01 | published=yes | url=https://x.example\n");

	(void)state;
	kit_state(&k, "sp-publish", STATE_MET);
	assert_non_null(strstr(kit_row(&k, "sp-publish")->reason, "ended on 2026-11-01"));
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
		cmocka_unit_test(an_importer_sees_the_own_duties_first_and_what_a_failure_means),
		cmocka_unit_test(a_representative_has_the_duties_that_can_be_delegated),
		cmocka_unit_test(each_of_several_manufacturers_has_to_meet_the_requirements),
		cmocka_unit_test(with_a_label_it_is_the_label_that_traders_check),
		cmocka_unit_test(a_route_that_is_relied_on_has_to_be_shown),
		cmocka_unit_test(provisions_do_not_stand_for_software_they_were_not_held_against),
		cmocka_unit_test(a_period_that_is_over_is_said_to_be),
		cmocka_unit_test(a_product_out_of_scope_has_nothing_to_do),
		cmocka_unit_test(the_statement_is_kept_ten_years_or_as_long_as_the_support),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
