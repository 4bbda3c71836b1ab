#include "assess/judge/ics.h"
#include "assess/judge/judge_testkit.h"

#include <stdlib.h>

static struct court hold_on(const char *sha256, const char *table, enum edition edition, const struct answer *answers,
			    size_t count)
{
	return hold_as(table, &(struct judge_input){.name = "product.yaml",
						    .sha256 = sha256,
						    .edition = edition,
						    .answers = answers,
						    .answer_count = count,
						    .coverage = {.complete = true}});
}

static struct court hold(const char *table, enum edition edition, const struct answer *answers, size_t count)
{
	return hold_on("", table, edition, answers, count);
}

struct claim_case {
	const char *says, *table, *provision;
	enum edition edition;
	enum support support;
	const char *problem; /* part of it; NULL: none */
};

static void claim_test(void **state)
{
	const struct claim_case *t = *state;
	struct court c = hold(t->table, t->edition, NULL, 0);
	const struct provision_result *p = provision_of(&c, t->provision);
	size_t problems = 0;

	assert_int_equal(p->ics.support, t->support);
	if (t->problem) {
		assert_non_null(p->ics.problem);
		if (!strstr(p->ics.problem, t->problem))
			fail_msg("the problem is: %s", p->ics.problem);
		assert_non_null(p->ics.problem_fact);
		assert_int_equal(p->verdict, VERDICT_FAIL);
		assert_int_equal(c.a.overall, VERDICT_FAIL);
		assert_true(c.a.ics_problems > 0);
	} else if (p->ics.problem) {
		fail_msg("a problem that is none: %s", p->ics.problem);
	}
	for (size_t i = 0; i < c.a.provision_count; i++)
		problems += c.a.provisions[i].ics.problem != NULL;
	assert_int_equal(c.a.ics_problems, problems);
	dismiss(&c);
}

static const struct claim_case claim_cases[] = {
	{"a_provision_nobody_speaks_of_is_not_claimed", "@product - | name=x", "5.1-1", EDITION_V3_1_3, SUPPORT_UNSAID,
	 NULL},
	{"a_claim_is_taken_as_it_stands", "@features passwords-used | holds=yes\n@ics V3.1.3 5.1-1 | support=Y",
	 "5.1-1", EDITION_V3_1_3, SUPPORT_YES, NULL},
	{"the_default_claims_what_applies", "@features passwords-used | holds=yes\n@ics V3.1.3 default | support=Y",
	 "5.1-1", EDITION_V3_1_3, SUPPORT_YES, NULL},
	{"the_default_leaves_out_what_a_feature_rules_out",
	 "@features telemetry-collected | holds=no\n@ics V3.1.3 default | support=Y", "6-5", EDITION_V3_1_3,
	 SUPPORT_NOT_APPLICABLE, NULL},
	{"the_conditions_that_the_test_specification_adds_count_in_v2",
	 "@features external-sensing | holds=no\n@ics V2.1.1 5.8-3 | support=N/A", "5.8-3", EDITION_V2_1_1,
	 SUPPORT_NOT_APPLICABLE, NULL},
	{"not_applicable_without_a_condition_is_no_claim", "@ics V3.1.3 5.4-3 | support=N/A | reason=no", "5.4-3",
	 EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "open only to provisions with a condition"},
	{"not_applicable_needs_a_feature_that_is_declared_absent", "@ics V3.1.3 5.1-1 | support=N/A | reason=none",
	 "5.1-1", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "no condition or feature is declared"},
	{"not_applicable_against_a_feature_that_holds_is_a_contradiction",
	 "@features passwords-used | holds=yes\n@ics V3.1.3 5.1-1 | support=N/A | reason=none", "5.1-1", EDITION_V3_1_3,
	 SUPPORT_NOT_APPLICABLE, "are declared to hold"},
	{"support_of_what_cannot_apply_is_a_contradiction",
	 "@features passwords-used | holds=no\n@ics V3.1.3 5.1-1 | support=Y", "5.1-1", EDITION_V3_1_3, SUPPORT_YES,
	 "declared not to hold"},
	{"no_support_needs_a_reason", "@ics V3.1.3 5.9-1 | support=N", "5.9-1", EDITION_V3_1_3, SUPPORT_NO,
	 "without a reason"},
	{"no_support_with_a_reason_stands", "@ics V3.1.3 5.9-1 | support=N | reason=mains only", "5.9-1",
	 EDITION_V3_1_3, SUPPORT_NO, NULL},
	{"a_feature_that_a_table_shows_cannot_be_denied",
	 "@features telemetry-collected | holds=no\n@ics V3.1.3 6-5 | support=N/A | reason=none\n@TelData T-1 | "
	 "purpose=x",
	 "6-5", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"a_feature_that_the_firmware_shows_cannot_be_denied",
	 "@features external-sensing | holds=no\n@ics V3.1.3 5.8-3 | support=N/A | reason=none\n"
	 "sensor /lib/modules/cam.ko | class=camera | how=driver",
	 "5.8-3", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the firmware shows"},
	{"a_feature_that_no_filled_table_shows_cannot_be_claimed",
	 "@features passwords-used | holds=yes\n@ics V3.1.3 5.1-1 | support=Y\n@AuthMech A-1 | factor=certificate",
	 "5.1-1", EDITION_V3_1_3, SUPPORT_YES, "no entry of the tables shows it"},
	{"neither_constrained_nor_not_is_no_device",
	 "@features device-constrained | holds=no\n@features device-not-constrained | holds=no\n"
	 "@ics V2.1.1 default | support=Y",
	 "5.3-2", EDITION_V2_1_1, SUPPORT_NOT_APPLICABLE, "one of them has to"},
	{"software_that_neither_can_nor_cannot_be_updated_does_not_exist",
	 "@features software-updateable | holds=no\n@features software-not-updateable | holds=no\n"
	 "@ics V3.1.3 default | support=Y",
	 "5.3-7", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "one of them has to"},
	{"no_resource_limit_excuses_a_device_that_is_not_constrained",
	 "@features no-limit-brute-force-protection | holds=no\n@product - | constrained=no\n"
	 "@ics V3.1.3 5.1-5 | support=N/A | reason=too small",
	 "5.1-5", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"an_update_mechanism_that_is_declared_was_not_ruled_out_by_resources",
	 "@features no-limit-update-mechanism | holds=no\n@UpdMech U-1 | network=yes\n"
	 "@ics V3.1.3 5.3-2 | support=N/A | reason=too small",
	 "5.3-2", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"a_constrained_device_may_have_room_for_updates_and_none",
	 "@features no-limit-update-mechanism | holds=yes\n@product - | constrained=yes\n@UpdMech none\n"
	 "@ics V3.1.3 5.3-2 | support=Y",
	 "5.3-2", EDITION_V3_1_3, SUPPORT_YES, NULL},
	{"what_device_and_service_both_keep_went_there",
	 "@features personal-data-transmitted | holds=no\n"
	 "@PersData P-1 | stored-on=device & service | to-service=no\n"
	 "@ics V3.1.3 5.8-1 | support=N/A | reason=local",
	 "5.8-1", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"an_account_that_an_app_opened_never_was_on_the_device",
	 "@features personal-data-transmitted | holds=no\n"
	 "@PersData P-1 | stored-on=service | to-service=no\n"
	 "@ics V3.1.3 5.8-1 | support=N/A | reason=local",
	 "5.8-1", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, NULL},
	{"personal_data_in_telemetry_goes_to_the_maker",
	 "@features personal-data-transmitted | holds=no\n@TelData T-1 | personal-data=P-1\n"
	 "@ics V2.1.1 5.8-1 | support=N/A | reason=local",
	 "5.8-1", EDITION_V2_1_1, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"a_jtag_port_is_a_debug_interface_whatever_it_is_called",
	 "@features debug-interfaces | holds=no\n@PhyIntf J-1 | type=jtag | debug=no\n"
	 "@ics V3.1.3 5.6-4A | support=N/A | reason=none",
	 "5.6-4A", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"a_password_the_user_sets_is_user_data",
	 "@features user-data-stored | holds=no\n@AuthMech A-1 | set-by=user\n"
	 "@ics V2.1.1 5.11-1 | support=N/A | reason=none",
	 "5.11-1", EDITION_V2_1_1, SUPPORT_NOT_APPLICABLE, "the declaration itself shows"},
	{"a_driver_for_cameras_that_may_be_plugged_in_is_no_sensor",
	 "@features external-sensing | holds=no\n@ics V3.1.3 5.8-3 | support=N/A | reason=none\n"
	 "sensor /lib/modules/uvcvideo.ko | class=camera | how=kernel module uvcvideo",
	 "5.8-3", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, NULL},
	{"a_screen_or_messages_of_the_kernel_are_no_debug_interface",
	 "@features debug-interfaces | holds=no\n@ics V3.1.3 5.6-4A | support=N/A | reason=none\n"
	 "console /etc/inittab | device=tty1 | login=yes | source=inittab\n"
	 "console - | device=ttyS0 | login=unknown | source=cmdline",
	 "5.6-4A", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, NULL},
	{"a_log_in_on_a_serial_line_is_one",
	 "@features debug-interfaces | holds=no\n@ics V3.1.3 5.6-4A | support=N/A | reason=none\n"
	 "console /etc/inittab | device=ttyS0 | login=yes | source=inittab",
	 "5.6-4A", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the firmware shows"},
	{"a_program_that_measures_for_itself_collects_nothing",
	 "@features telemetry-collected | holds=no\n@ics V3.1.3 6-5 | support=N/A | reason=none\n"
	 "telemetry /usr/sbin/collectd | program=collectd | what=system measurements",
	 "6-5", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, NULL},
	{"an_address_of_a_collector_is_telemetry",
	 "@features telemetry-collected | holds=no\n@ics V3.1.3 6-5 | support=N/A | reason=none\n"
	 "telemetry /usr/bin/agent | program=agent | destination=https://metrics.example.com/v1",
	 "6-5", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, "the firmware shows"},
	{"a_test_vector_is_no_stored_parameter",
	 "@features parameters-stored | holds=no\n@ics V3.1.3 5.4-1 | support=N/A | reason=none\n"
	 "key /usr/share/test.pem | class=private | use=test-vector",
	 "5.4-1", EDITION_V3_1_3, SUPPORT_NOT_APPLICABLE, NULL},
	{"what_cannot_apply_is_not_unsupported_but_not_applicable",
	 "@features telemetry-collected | holds=no\n@ics V3.1.3 6-5 | support=N | reason=none", "6-5", EDITION_V3_1_3,
	 SUPPORT_NO, "claim N/A"},
};

static void a_mandatory_provision_that_is_not_claimed_fails(void **state)
{
	struct court c = hold("@ics V3.1.3 5.4-3 | support=N | reason=later", EDITION_V3_1_3, NULL, 0);

	(void)state;
	assert_int_equal(provision_of(&c, "5.4-3")->verdict, VERDICT_FAIL);
	assert_int_equal(c.a.overall, VERDICT_FAIL);
	assert_int_equal(unit_of(&c, U_5_4_3_1_a)->verdict, VERDICT_FAIL);
	dismiss(&c);
}

static void what_does_not_apply_is_not_assessed_and_says_why(void **state)
{
	struct court c = hold("@features telemetry-collected | holds=no | reason=it sends none\n@TelData none\n"
			      "@ics V3.1.3 default | support=Y",
			      EDITION_V3_1_3, NULL, 0);

	(void)state;
	assert_int_equal(provision_of(&c, "6-5")->verdict, VERDICT_NOT_APPLICABLE);
	assert_non_null(strstr(unit_of(&c, U_6_5_1_a)->reason, "it sends none"));
	dismiss(&c);
}

static void a_duty_does_not_fall_away_by_a_word_alone(void **state)
{
	struct court c = hold("@features telemetry-collected | holds=no | reason=it sends none\n"
			      "@ics V3.1.3 default | support=Y",
			      EDITION_V3_1_3, NULL, 0);

	(void)state;
	assert_int_equal(provision_of(&c, "6-5")->verdict, VERDICT_INCONCLUSIVE);
	assert_non_null(strstr(unit_of(&c, U_6_5_1_a)->reason, "IXIT table TelData"));
	/* a recommendation may be left alone anyway */
	assert_int_equal(provision_of(&c, "5.10-1")->verdict, VERDICT_NOT_APPLICABLE);
	dismiss(&c);
}

static void what_is_found_against_a_provision_ruled_out_still_fails_it(void **state)
{
	struct court c = hold("@features passwords-used | holds=no\n@ics V3.1.3 5.1-1 | support=N/A | reason=none\n"
			      "system - | kind=linux-rootfs\n"
			      "account /etc/shadow | name=root | state=empty | source=shadow\n",
			      EDITION_V3_1_3, NULL, 0);

	(void)state;
	assert_int_equal(unit_of(&c, U_5_1_1_2_c)->verdict, VERDICT_FAIL);
	assert_int_equal(provision_of(&c, "5.1-1")->verdict, VERDICT_FAIL);
	dismiss(&c);
}

static const char doc[] = "@product - | name=x\n@ics V3.1.3 default | support=Y\n@UserInfo - | model-designation=X1\n"
			  "@AuthMech A-1 | factor=password\n";

static struct answer answer_to(enum unit_id unit, enum verdict verdict, const char *table, const char *sha256)
{
	struct answer ret = {.unit = unit,
			     .edition = EDITION_V3_1_3,
			     .verdict = verdict,
			     .note = "seen",
			     .by = "A. Tester",
			     .at = "2026-11-21T12:00:00Z"};
	struct court c = hold_on(sha256, table, EDITION_V3_1_3, NULL, 0);
	char *basis = malloc(65);

	assert_non_null(basis);
	assert_true(unit_basis(&c.a, unit_find(EDITION_V3_1_3, unit), basis));
	ret.basis = basis;
	dismiss(&c);
	return ret;
}

static void a_product_file_that_is_there_is_not_asked_for(void **state)
{
	struct court c = hold(doc, EDITION_V3_1_3, NULL, 0);

	(void)state;
	for (size_t i = 0; i < c.a.unit_count; i++)
		if (strstr(c.a.units[i].reason, "to decide: the product file and") ||
		    !strcmp(c.a.units[i].reason + strlen(c.a.units[i].reason) - strlen("the product file"),
			    "the product file"))
			if (!strstr(c.a.units[i].reason, "in the product file") &&
			    !strstr(c.a.units[i].reason, "of the product file"))
				fail_msg("%s: %s", unit_name(c.a.units[i].unit), c.a.units[i].reason);
	dismiss(&c);
}

static void a_persons_answer_decides_what_the_machine_leaves_open(void **state)
{
	struct answer answer = answer_to(U_5_3_16_2_a, VERDICT_PASS, doc, "");
	struct court c = hold(doc, EDITION_V3_1_3, &answer, 1);
	const struct unit_result *u = unit_of(&c, U_5_3_16_2_a);

	(void)state;
	assert_int_equal(u->verdict, VERDICT_PASS);
	assert_false(u->stale);
	assert_non_null(strstr(u->reason, "PASS by A. Tester"));
	dismiss(&c);
	free((void *)answer.basis);
}

static void an_answer_about_another_declaration_is_stale(void **state)
{
	struct answer answer = answer_to(U_5_3_16_2_a, VERDICT_PASS, "@UserInfo - | model-designation=X0", "");
	struct court c = hold(doc, EDITION_V3_1_3, &answer, 1);
	const struct unit_result *u = unit_of(&c, U_5_3_16_2_a);

	(void)state;
	assert_int_equal(u->verdict, VERDICT_INCONCLUSIVE);
	assert_true(u->stale);
	assert_int_equal(c.a.stale, 1);
	assert_non_null(strstr(u->reason, "no longer counts"));
	dismiss(&c);
	free((void *)answer.basis);
}

static void a_table_the_unit_does_not_read_may_change(void **state)
{
	struct answer answer = answer_to(U_5_3_16_2_a, VERDICT_PASS,
					 "@UserInfo - | model-designation=X1\n@AuthMech A-1 | factor=pin\n", "");
	struct court c = hold(doc, EDITION_V3_1_3, &answer, 1);

	(void)state;
	assert_int_equal(unit_of(&c, U_5_3_16_2_a)->verdict, VERDICT_PASS);
	dismiss(&c);
	free((void *)answer.basis);
}

static void another_firmware_makes_functional_answers_stale_and_no_others(void **state)
{
	struct answer functional = answer_to(U_5_3_16_2_a, VERDICT_PASS, doc, "aa"),
		      conceptual = answer_to(U_5_3_16_1_a, VERDICT_PASS, doc, "aa");
	struct answer both[2];
	struct court c;

	(void)state;
	both[0] = functional;
	both[1] = conceptual;
	c = hold(doc, EDITION_V3_1_3, both, 2);
	assert_true(unit_of(&c, U_5_3_16_2_a)->stale);
	assert_false(unit_of(&c, U_5_3_16_1_a)->stale);
	dismiss(&c);
	free((void *)functional.basis);
	free((void *)conceptual.basis);
}

/* Whether an answer that was given about `before` still counts with `after`. */
static bool counts_with(enum unit_id unit, const char *before, const char *after)
{
	struct answer answer = answer_to(unit, VERDICT_PASS, before, "");
	struct court c = hold(after, EDITION_V3_1_3, &answer, 1);
	bool ret = !unit_of(&c, unit)->stale;

	dismiss(&c);
	free((void *)answer.basis);
	return ret;
}

#define PRODUCT(maker, model, version)                                                                                 \
	"@product - | name=x | model=" model " | software-version=" version "\n@maker - | name=" maker                 \
	"\n@UserInfo - | model-designation=X1\n"

static void another_release_without_an_image_makes_functional_answers_stale_and_no_others(void **state)
{
	(void)state;
	assert_true(counts_with(U_5_3_16_2_a, PRODUCT("M", "X1", "1.0"), PRODUCT("M", "X1", "1.0")));
	assert_false(counts_with(U_5_3_16_2_a, PRODUCT("M", "X1", "1.0"), PRODUCT("M", "X1", "1.1")));
	assert_true(counts_with(U_5_3_16_1_a, PRODUCT("M", "X1", "1.0"), PRODUCT("M", "X1", "1.1")));
}

static void an_answer_about_another_product_counts_for_nothing(void **state)
{
	(void)state;
	assert_false(counts_with(U_5_3_16_1_a, PRODUCT("M", "X1", "1.0"), PRODUCT("M", "X2", "1.0")));
	assert_false(counts_with(U_5_3_16_1_a, PRODUCT("M", "X1", "1.0"), PRODUCT("N", "X1", "1.0")));
}

static void a_table_that_is_said_to_be_empty_is_not_one_that_is_left_out(void **state)
{
	(void)state;
	assert_false(counts_with(U_5_1_1_1_a, PRODUCT("M", "X1", "1.0") "@AuthMech none\n", PRODUCT("M", "X1", "1.0")));
}

static const char empty_root[] = "system - | kind=linux-rootfs\n"
				 "account /etc/shadow | name=root | state=empty | source=shadow\n";

static void evidence_against_a_unit_is_only_overruled_expressly(void **state)
{
	struct answer answer = answer_to(U_5_1_1_2_c, VERDICT_PASS, empty_root, "");
	struct court c = hold(empty_root, EDITION_V3_1_3, &answer, 1);

	(void)state;
	assert_int_equal(unit_of(&c, U_5_1_1_2_c)->verdict, VERDICT_FAIL);
	assert_non_null(strstr(unit_of(&c, U_5_1_1_2_c)->reason, "does not overrule"));
	dismiss(&c);
	answer.overrule = true;
	c = hold(empty_root, EDITION_V3_1_3, &answer, 1);
	assert_int_equal(unit_of(&c, U_5_1_1_2_c)->verdict, VERDICT_PASS);
	assert_int_equal(unit_of(&c, U_5_1_1_2_c)->machine, VERDICT_FAIL);
	assert_non_null(strstr(unit_of(&c, U_5_1_1_2_c)->reason, "overrules"));
	dismiss(&c);
	free((void *)answer.basis);
}

/* What was found is what was overruled: something else against the same unit stands. */
static void an_overruling_is_of_what_was_found_and_of_nothing_later(void **state)
{
	static const char one[] = "system - | kind=linux-rootfs\n"
				  "listener /etc/init.d/rcS | program=telnetd | protocol=tcp | port=23 | enabled=yes | "
				  "auth=password | cleartext=yes\n";
	static const char two[] = "system - | kind=linux-rootfs\n"
				  "listener /etc/init.d/rcS | program=telnetd | protocol=tcp | port=23 | enabled=yes | "
				  "auth=password | cleartext=yes\n"
				  "listener /etc/init.d/rcS | program=ftpd | protocol=tcp | port=21 | enabled=yes | "
				  "auth=password | cleartext=yes\n";
	struct answer answer = answer_to(U_5_6_1_2_c, VERDICT_PASS, one, "");
	struct court c;

	(void)state;
	answer.overrule = true;
	c = hold(one, EDITION_V3_1_3, &answer, 1);
	assert_int_equal(unit_of(&c, U_5_6_1_2_c)->machine, VERDICT_FAIL);
	assert_int_equal(unit_of(&c, U_5_6_1_2_c)->verdict, VERDICT_PASS);
	dismiss(&c);
	c = hold(two, EDITION_V3_1_3, &answer, 1);
	assert_true(unit_of(&c, U_5_6_1_2_c)->stale);
	assert_int_equal(unit_of(&c, U_5_6_1_2_c)->verdict, VERDICT_FAIL);
	dismiss(&c);
	free((void *)answer.basis);
}

/* A person says PASS of every unit of 5.6-2, of which these tables show nothing. */
static enum verdict all_answered(const char *table)
{
	static const enum unit_id units[] = {U_5_6_2_1_a, U_5_6_2_1_b, U_5_6_2_2_a};
	struct answer answers[ARRAY_LEN(units)];
	struct court c;
	enum verdict ret;

	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		answers[i] = answer_to(units[i], VERDICT_PASS, table, "");
	c = hold(table, EDITION_V3_1_3, answers, ARRAY_LEN(units));
	assert_int_equal(provision_of(&c, "5.6-2")->units_pass, ARRAY_LEN(units));
	ret = provision_of(&c, "5.6-2")->verdict;
	dismiss(&c);
	for (size_t i = 0; i < ARRAY_LEN(units); i++)
		free((void *)answers[i].basis);
	return ret;
}

static void where_there_is_a_product_file_only_what_it_claims_passes(void **state)
{
	(void)state;
	assert_int_equal(all_answered("@product - | name=x\n"), VERDICT_INCONCLUSIVE);
	assert_int_equal(all_answered("@product - | name=x\n@ics V3.1.3 5.6-2 | support=Y\n"), VERDICT_PASS);
	assert_int_equal(all_answered("system - | kind=linux-rootfs\n"), VERDICT_PASS);
}

static void every_feature_of_both_editions_can_be_shown(void **state)
{
	static const char names[] =
#define SHOWN(name, table, first, second) " " name " "
#define PROVED(name, table, first, second) " " name " "
#include "core/product/shown.def"
#undef SHOWN
#undef PROVED
		;

	(void)state;
	for (size_t i = 0; i < catalogue_condition_count; i++) {
		const struct condition *c = &catalogue_conditions[i];
		char word[80];

		if (strcmp(c->kind, "condition") && strcmp(c->kind, "feature"))
			continue;
		snprintf(word, sizeof word, " %s ", c->short_name);
		if (!strstr(names, word))
			fail_msg("nothing shows %s", c->short_name);
	}
}

int main(void)
{
	struct CMUnitTest all[ARRAY_LEN(claim_cases) + 16] = {{0}};
	const struct CMUnitTest own[] = {
		cmocka_unit_test(a_mandatory_provision_that_is_not_claimed_fails),
		cmocka_unit_test(what_does_not_apply_is_not_assessed_and_says_why),
		cmocka_unit_test(a_duty_does_not_fall_away_by_a_word_alone),
		cmocka_unit_test(what_is_found_against_a_provision_ruled_out_still_fails_it),
		cmocka_unit_test(a_product_file_that_is_there_is_not_asked_for),
		cmocka_unit_test(a_persons_answer_decides_what_the_machine_leaves_open),
		cmocka_unit_test(an_answer_about_another_declaration_is_stale),
		cmocka_unit_test(a_table_the_unit_does_not_read_may_change),
		cmocka_unit_test(another_firmware_makes_functional_answers_stale_and_no_others),
		cmocka_unit_test(evidence_against_a_unit_is_only_overruled_expressly),
		cmocka_unit_test(another_release_without_an_image_makes_functional_answers_stale_and_no_others),
		cmocka_unit_test(an_answer_about_another_product_counts_for_nothing),
		cmocka_unit_test(a_table_that_is_said_to_be_empty_is_not_one_that_is_left_out),
		cmocka_unit_test(an_overruling_is_of_what_was_found_and_of_nothing_later),
		cmocka_unit_test(where_there_is_a_product_file_only_what_it_claims_passes),
		cmocka_unit_test(every_feature_of_both_editions_can_be_shown),
	};
	size_t count = 0;

	for (size_t i = 0; i < ARRAY_LEN(claim_cases); i++)
		all[count++] =
			(struct CMUnitTest){claim_cases[i].says, claim_test, NULL, NULL, (void *)&claim_cases[i]};
	for (size_t i = 0; i < ARRAY_LEN(own); i++)
		all[count++] = own[i];
	return _cmocka_run_group_tests("ics", all, count, NULL, NULL);
}
