#include "assess/judge/judge_testkit.h"

#include <stdlib.h>
#include <time.h>

static struct court hold(const char *table, enum edition edition)
{
	return hold_as(table, &(struct judge_input){.name = "image.bin",
						    .size = 4096,
						    .sha256 = "ab",
						    .edition = edition,
						    .coverage = {.complete = true}});
}

static const char rootfs[] = "system - | kind=linux-rootfs | name=OpenWrt | version=12.09 | arch=mips\n";

static void an_image_that_shows_nothing_leaves_every_unit_open_with_a_reason(void **state)
{
	(void)state;
	for (enum edition edition = 0; edition < EDITIONS; edition++) {
		struct court c = hold(rootfs, edition);

		assert_int_equal(c.a.unit_count, edition == EDITION_V3_1_3 ? 260 : 226);
		assert_int_equal(c.a.provision_count, edition == EDITION_V3_1_3 ? 78 : 68);
		assert_int_equal(c.a.clause_count, 15);
		assert_int_equal(c.a.overall, VERDICT_INCONCLUSIVE);
		assert_int_equal(c.a.finding_count, 0);
		assert_true(c.a.judgeable);
		for (size_t i = 0; i < c.a.unit_count; i++) {
			assert_int_equal(c.a.units[i].verdict, VERDICT_INCONCLUSIVE);
			assert_true(strstr(c.a.units[i].reason, "to decide: "));
			assert_non_null(c.a.units[i].question);
		}
		dismiss(&c);
	}
}

static const char broken[] = "system - | kind=linux-rootfs\n"
			     "account /etc/shadow | name=root | state=empty | source=shadow\n";

static void a_refuted_unit_fails_its_provision_its_clause_and_the_whole(void **state)
{
	(void)state;
	for (enum edition edition = 0; edition < EDITIONS; edition++) {
		struct court c = hold(broken, edition);
		const struct provision_result *p = provision_of(&c, "5.1-1");

		assert_int_equal(unit_of(&c, U_5_1_1_2_c)->verdict, VERDICT_FAIL);
		assert_int_equal(p->verdict, VERDICT_FAIL);
		assert_int_equal(p->units_fail, 1);
		assert_int_equal(p->units_fail + p->units_open + p->units_pass, 4);
		assert_string_equal(c.a.clauses[1].clause, "5.1");
		assert_int_equal(c.a.clauses[1].verdict, VERDICT_FAIL);
		assert_int_equal(c.a.clauses[1].fail, 1);
		assert_int_equal(c.a.clauses[0].verdict, VERDICT_INCONCLUSIVE);
		assert_int_equal(c.a.overall, VERDICT_FAIL);
		assert_int_equal(provision_of(&c, "5.1-2")->verdict, VERDICT_INCONCLUSIVE);
		dismiss(&c);
	}
}

static void the_rule_of_parts_is_that_of_the_standard(void **state)
{
	(void)state;
	assert_int_equal(verdict_of(0, 0, 0, 0), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(3, 0, 0, 0), VERDICT_PASS);
	assert_int_equal(verdict_of(3, 0, 1, 0), VERDICT_INCONCLUSIVE);
	assert_int_equal(verdict_of(3, 1, 1, 0), VERDICT_FAIL);
	assert_int_equal(verdict_of(1, 0, 0, 2), VERDICT_PASS);
	assert_int_equal(verdict_of(0, 0, 0, 2), VERDICT_NOT_APPLICABLE);
}

/* 5.5-2 is a recommendation; what was reviewed is not what is built in. */
#define REVIEWED(built_in)                                                                                             \
	"@SoftComp SC-1 | name=mbedtls | version=3.4.0\n"                                                              \
	"@NetSecImpl NS-1 | component=SC-1 | version=3.4.0\n"                                                          \
	"component /lib/libmbedtls.so | name=mbedtls | version=" built_in "\n"
static const char unreviewed[] = "system - | kind=linux-rootfs\n" REVIEWED("3.2.1");
static const char claimed[] = "system - | kind=linux-rootfs\n" REVIEWED("3.2.1") "@ics V3.1.3 5.5-2 | support=Y\n";
static const char not_claimed[] =
	"system - | kind=linux-rootfs\n" REVIEWED("3.2.1") "@ics V3.1.3 5.5-2 | support=N | reason=next release\n";

static void a_failed_recommendation_fails_the_whole_only_where_it_is_claimed(void **state)
{
	struct court c = hold(unreviewed, EDITION_V3_1_3);

	(void)state;
	assert_false(provision_of(&c, "5.5-2")->provision->mandatory);
	assert_int_equal(provision_of(&c, "5.5-2")->verdict, VERDICT_FAIL);
	for (size_t i = 0; i < c.a.provision_count; i++)
		assert_true(c.a.provisions[i].verdict != VERDICT_FAIL || !c.a.provisions[i].provision->mandatory);
	assert_int_equal(c.a.overall, VERDICT_INCONCLUSIVE);
	dismiss(&c);
	c = hold(claimed, EDITION_V3_1_3);
	assert_int_equal(provision_of(&c, "5.5-2")->verdict, VERDICT_FAIL);
	assert_int_equal(c.a.overall, VERDICT_FAIL);
	dismiss(&c);
}

static void what_speaks_against_a_recommendation_that_is_not_claimed_is_an_observation(void **state)
{
	struct court c = hold(not_claimed, EDITION_V3_1_3);
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < c.a.finding_count; i++) {
		const struct unit *unit = unit_find(EDITION_V3_1_3, c.a.findings[i].unit);

		if (strcmp(unit->provision, "5.5-2") != 0)
			continue;
		assert_int_equal(c.a.findings[i].verdict, VERDICT_INCONCLUSIVE);
		assert_int_equal(unit_of(&c, unit->id)->verdict, VERDICT_NOT_APPLICABLE);
		assert_non_null(strstr(unit_of(&c, unit->id)->reason, "does not claim it: next release"));
		seen++;
	}
	assert_true(seen > 0);
	assert_int_equal(provision_of(&c, "5.5-2")->verdict, VERDICT_NOT_APPLICABLE);
	dismiss(&c);
}

static void what_is_seen_passes_only_where_there_is_a_system_to_see_it_in(void **state)
{
	struct court c = hold("system - | kind=linux-rootfs\n" REVIEWED("3.4.0"), EDITION_V3_1_3);

	(void)state;
	assert_int_equal(unit_of(&c, U_5_5_2_2_a)->verdict, VERDICT_PASS);
	dismiss(&c);
	c = hold("container - | format=zigbee-ota | status=whole\n" REVIEWED("3.4.0"), EDITION_V3_1_3);
	assert_false(c.a.judgeable);
	assert_int_equal(unit_of(&c, U_5_5_2_2_a)->verdict, VERDICT_INCONCLUSIVE);
	assert_int_equal(unit_of(&c, U_5_5_2_2_a)->findings, 0);
	for (size_t i = 0; i < c.a.finding_count; i++)
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(c.a.findings[i].id, c.a.findings[j].id);
	dismiss(&c);
}

static void what_documents_show_passes_without_a_system(void **state)
{
	static const char policy[] =
		"container - | format=zigbee-ota | status=whole\n"
		"@LogIntf LI-1 | network=yes | status=enabled | disclosed=none | disclosed-relevant=no\n";
	struct court c = hold(policy, EDITION_V3_1_3);

	(void)state;
	assert_false(c.a.judgeable);
	assert_int_equal(unit_of(&c, U_5_6_2_1_b)->verdict, VERDICT_PASS);
	dismiss(&c);
}

static void a_unit_left_open_says_what_its_rule_lacks(void **state)
{
	struct court c = hold("@LogIntf LI-1 | network=yes | status=enabled\n", EDITION_V3_1_3);

	(void)state;
	assert_non_null(strstr(unit_of(&c, U_5_6_2_1_b)->reason, "LogIntf.LI-1.disclosed-reason in the product file"));
	dismiss(&c);
}

static void the_digest_of_the_input_is_kept_and_one_that_cannot_be_is_not(void **state)
{
	static const char digest[] = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";
	struct court c = hold_as(rootfs, &(struct judge_input){.name = "x", .sha256 = digest});

	(void)state;
	assert_string_equal(c.a.input_sha256, digest);
	dismiss(&c);
	c = hold_as(rootfs, &(struct judge_input){.name = "x",
						  .sha256 = "00112233445566778899aabbccddeeff00112233445566"
							    "778899aabbccddeeff0"});
	assert_string_equal(c.a.input_sha256, "");
	dismiss(&c);
}

static void a_rule_judges_by_the_edition_that_is_asked_for(void **state)
{
	/* 6-1 of V3.1.3 asks how long data is kept; V2.1.1 does not */
	static const char told[] = "@UserInfo - | documentation-of-personal-data=https://maker.example/privacy | "
				   "personal-data-covers=data & purpose & parties\n";
	struct court c = hold(told, EDITION_V3_1_3);

	(void)state;
	assert_int_equal(unit_of(&c, U_6_1_1_a)->verdict, VERDICT_FAIL);
	dismiss(&c);
	c = hold(told, EDITION_V2_1_1);
	assert_int_not_equal(unit_of(&c, U_6_1_1_a)->verdict, VERDICT_FAIL);
	dismiss(&c);
}

static void findings_stand_worst_first_and_have_ids_of_their_own(void **state)
{
	struct court c =
		hold("system - | kind=linux-rootfs\n"
		     "account /etc/shadow | name=root | state=empty | source=shadow\n"
		     "account /etc/shadow | name=daemon | state=hash | hash=x1 | scheme=md5crypt | source=shadow\n"
		     "listener /etc/inetd.conf | program=telnetd | service=telnet | protocol=tcp | port=23 | "
		     "enabled=yes | auth=password | cleartext=yes\n",
		     EDITION_V3_1_3);
	const struct finding *f = c.a.findings;

	(void)state;
	assert_true(c.a.finding_count > 3);
	for (size_t i = 0; i < c.a.finding_count; i++) {
		kit_sound(&f[i]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(f[i].id, f[j].id);
		if (i)
			assert_true(f[i - 1].verdict == f[i].verdict ? f[i - 1].severity >= f[i].severity
								     : f[i].verdict != VERDICT_FAIL);
	}
	dismiss(&c);
}

static void two_copies_of_one_root_give_one_finding_with_both_as_evidence(void **state)
{
	struct court c = hold("system A:- | kind=linux-rootfs\nsystem B:- | kind=linux-rootfs\n"
			      "account A:/etc/shadow | name=root | state=empty | source=shadow\n"
			      "account B:/etc/shadow | name=root | state=empty | source=shadow\n",
			      EDITION_V3_1_3);
	size_t empty = 0;

	(void)state;
	for (size_t i = 0; i < c.a.finding_count; i++)
		if (!strcmp(c.a.findings[i].check, "empty-password")) {
			empty++;
			assert_int_equal(c.a.findings[i].evidence_count, 2);
		}
	assert_int_equal(empty, 1);
	dismiss(&c);
}

static void an_input_without_a_system_passes_nothing_but_keeps_its_findings(void **state)
{
	struct court c = hold("system - | kind=radio-firmware | name=Zigbee OTA\n"
			      "container - | format=zigbee-ota | title=Zigbee OTA | status=whole\n"
			      "property - | key=signature | value=none\n",
			      EDITION_V3_1_3);

	(void)state;
	assert_false(c.a.judgeable);
	assert_string_equal(c.a.input_kind, "radio firmware");
	assert_true(c.a.finding_count > 0);
	for (size_t i = 0; i < c.a.unit_count; i++)
		assert_true(c.a.units[i].verdict != VERDICT_PASS);
	assert_true(c.a.overall != VERDICT_PASS);
	assert_true(strstr(unit_of(&c, U_5_1_1_2_c)->reason, "no system that can be judged"));
	dismiss(&c);
}

static void every_allocation_may_fail(void **state)
{
	struct facts *facts = kit_facts(broken);
	struct judge_input in = {.name = "image.bin", .edition = EDITION_V3_1_3};
	size_t refused = 0, cap = 256;

	(void)state;
	for (;; cap += cap / 2 + 64) {
		struct assessment a;
		struct arena arena;
		struct error e;
		bool ok;

		arena_init(&arena, cap);
		ok = judge(facts, &in, &arena, &a, &e);
		arena_done(&arena);
		if (ok)
			break;
		assert_int_equal(e.code, ERROR_ENVIRONMENT);
		refused++;
	}
	assert_true(refused > 5);
	facts_free(facts);
}

static void the_same_facts_give_the_same_assessment(void **state)
{
	struct court a = hold(broken, EDITION_V3_1_3), b = hold(broken, EDITION_V3_1_3);

	(void)state;
	assert_int_equal(a.a.finding_count, b.a.finding_count);
	for (size_t i = 0; i < a.a.finding_count; i++) {
		assert_string_equal(a.a.findings[i].id, b.a.findings[i].id);
		assert_string_equal(a.a.findings[i].detail, b.a.findings[i].detail);
	}
	for (size_t i = 0; i < a.a.unit_count; i++)
		assert_string_equal(a.a.units[i].reason, b.a.units[i].reason);
	dismiss(&a);
	dismiss(&b);
}

static void fifty_thousand_facts_are_judged_in_a_moment(void **state)
{
	static const enum fact_kind kinds[] = {FACT_ACCOUNT, FACT_KEY,  FACT_LISTENER, FACT_ELF,
					       FACT_SECRET,  FACT_FILE, FACT_ENDPOINT, FACT_PERMISSION};
	struct facts *facts = facts_new();
	struct judge_input in = {.name = "image.bin", .edition = EDITION_V3_1_3};
	struct timespec before, after;
	struct assessment a;
	struct arena arena;
	struct error e;
	double ms;

	(void)state;
	for (int i = 0; i < 50000; i++) {
		/* Every fifth is one that a check answers to: far more than a real image has. */
		struct fact fact = {.kind = i % 5 ? FACT_FILE : kinds[i / 5 % ARRAY_LEN(kinds)]};
		char path[40], chain[60], name[24];
		struct fact_node node = {.root = bytes_str("x!squashfs")};

		snprintf(path, sizeof path, "/etc/file%d", i);
		snprintf(chain, sizeof chain, "x!squashfs!%s", path);
		snprintf(name, sizeof name, "name%d", i);
		node.chain = bytes_str(chain);
		node.path = bytes_str(path);
		assert_true(facts_node(facts, &node, &fact.node, &e));
		fact.field[0] = bytes_str(name);
		if (fact.kind == FACT_ACCOUNT) {
			fact.field[ACCOUNT_STATE] = bytes_str("hash");
			fact.field[ACCOUNT_HASH] = bytes_str(name);
		} else if (fact.kind == FACT_KEY) {
			fact.field[KEY_CLASS] = bytes_str("private");
			fact.field[KEY_STATE] = bytes_str("present");
		} else if (fact.kind == FACT_LISTENER) {
			fact.field[LISTENER_ENABLED] = bytes_str("yes");
			fact.field[LISTENER_SERVICE] = bytes_str("http");
			fact.field[LISTENER_CLEARTEXT] = bytes_str("yes");
			fact.field[LISTENER_AUTH] = bytes_str("password");
		}
		assert_true(facts_add(facts, &fact, &e));
	}
	assert_true(facts_sort(facts, &e));
	arena_init(&arena, 0);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
	assert_true(judge(facts, &in, &arena, &a, &e));
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
	ms = (double)(after.tv_sec - before.tv_sec) * 1e3 + (double)(after.tv_nsec - before.tv_nsec) / 1e6;
	print_message("# judged 50,000 facts in %.1f ms\n", ms);
	/* The bar is 50 ms; sanitizers and a busy machine are granted more. */
	assert_true(ms < 1000);
	arena_done(&arena);
	facts_free(facts);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(an_image_that_shows_nothing_leaves_every_unit_open_with_a_reason),
		cmocka_unit_test(a_refuted_unit_fails_its_provision_its_clause_and_the_whole),
		cmocka_unit_test(the_rule_of_parts_is_that_of_the_standard),
		cmocka_unit_test(a_failed_recommendation_fails_the_whole_only_where_it_is_claimed),
		cmocka_unit_test(what_speaks_against_a_recommendation_that_is_not_claimed_is_an_observation),
		cmocka_unit_test(what_is_seen_passes_only_where_there_is_a_system_to_see_it_in),
		cmocka_unit_test(what_documents_show_passes_without_a_system),
		cmocka_unit_test(a_unit_left_open_says_what_its_rule_lacks),
		cmocka_unit_test(the_digest_of_the_input_is_kept_and_one_that_cannot_be_is_not),
		cmocka_unit_test(a_rule_judges_by_the_edition_that_is_asked_for),
		cmocka_unit_test(findings_stand_worst_first_and_have_ids_of_their_own),
		cmocka_unit_test(two_copies_of_one_root_give_one_finding_with_both_as_evidence),
		cmocka_unit_test(an_input_without_a_system_passes_nothing_but_keeps_its_findings),
		cmocka_unit_test(every_allocation_may_fail),
		cmocka_unit_test(the_same_facts_give_the_same_assessment),
		cmocka_unit_test(fifty_thousand_facts_are_judged_in_a_moment),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
