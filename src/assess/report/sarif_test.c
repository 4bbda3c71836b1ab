#include "assess/report/report_testkit.h"

#include <jansson.h>

struct sarif {
	json_t *root, *run, *rules, *results;
};

static struct sarif load(const struct assessment *a)
{
	char *text = kit_print(report_sarif, a);
	json_error_t where;
	struct sarif s = {.root = json_loads(text, JSON_REJECT_DUPLICATES, &where)};

	if (!s.root)
		fail_msg("line %d: %s", where.line, where.text);
	s.run = json_array_get(json_object_get(s.root, "runs"), 0);
	s.rules = json_object_get(json_object_get(json_object_get(s.run, "tool"), "driver"), "rules");
	s.results = json_object_get(s.run, "results");
	assert_true(json_is_array(s.rules) && json_is_array(s.results));
	free(text);
	return s;
}

static const char *word(const json_t *row, const char *key)
{
	const char *ret = json_string_value(json_object_get(row, key));

	if (!ret)
		fail_msg("no text under '%s'", key);
	return ret;
}

static void every_finding_that_is_no_pass_is_a_result_of_its_rule(void **state)
{
	struct bench b = bench_of(kit_router);
	struct sarif s = load(&b.a);
	size_t expected = 0, i;
	json_t *result;

	(void)state;
	for (i = 0; i < b.a.finding_count; i++)
		expected += b.a.findings[i].verdict != VERDICT_PASS;
	assert_true(expected >= 2);
	assert_int_equal(json_array_size(s.results), expected);
	json_array_foreach(s.results, i, result)
	{
		size_t rule = (size_t)json_integer_value(json_object_get(result, "ruleIndex"));

		assert_string_equal(word(result, "ruleId"), word(json_array_get(s.rules, rule), "id"));
	}
	assert_string_equal(word(s.root, "version"), "2.1.0");
	json_decref(s.root);
	bench_done(&b);
}

static void rules_stand_once(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs\n"
				  "account /etc/shadow | name=root | state=empty | source=shadow\n"
				  "account /etc/shadow | name=admin | state=empty | source=shadow\n");
	struct sarif s = load(&b.a);
	size_t i, k;
	json_t *one, *two;

	(void)state;
	assert_true(json_array_size(s.results) > json_array_size(s.rules));
	json_array_foreach(s.rules, i, one) json_array_foreach(s.rules, k, two) if (i != k)
		assert_string_not_equal(word(one, "id"), word(two, "id"));
	json_decref(s.root);
	bench_done(&b);
}

static void the_level_follows_verdict_and_severity(void **state)
{
	struct bench b = bench_of(kit_router);
	struct finding rows[] = {b.a.findings[0], b.a.findings[0], b.a.findings[0], b.a.findings[0]};
	struct sarif s;

	(void)state;
	rows[0].verdict = VERDICT_FAIL;
	rows[0].severity = SEVERITY_HIGH;
	rows[1].verdict = VERDICT_FAIL;
	rows[1].severity = SEVERITY_MEDIUM;
	rows[2].verdict = VERDICT_INCONCLUSIVE;
	rows[2].severity = SEVERITY_CRITICAL;
	rows[3].verdict = VERDICT_PASS;
	b.a.findings = rows;
	b.a.finding_count = 4;
	s = load(&b.a);
	assert_int_equal(json_array_size(s.results), 3);
	assert_string_equal(word(json_array_get(s.results, 0), "level"), "error");
	assert_string_equal(word(json_array_get(s.results, 1), "level"), "warning");
	assert_string_equal(word(json_array_get(s.results, 2), "level"), "note");
	json_decref(s.root);
	bench_done(&b);
}

static void a_place_is_a_uri_with_its_bytes(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs\n"
				  "account /etc/a%b | name=root | state=empty | source=shadow\n");
	struct sarif s = load(&b.a);
	json_t *result = json_array_get(s.results, 0), *place;

	(void)state;
	place = json_object_get(json_array_get(json_object_get(result, "locations"), 0), "physicalLocation");
	assert_string_equal(word(json_object_get(place, "artifactLocation"), "uri"),
			    "image.bin!0x0%3Asquashfs!/etc/a%25b");
	assert_int_equal(json_integer_value(json_object_get(json_object_get(place, "region"), "byteOffset")), 0);
	json_decref(s.root);
	bench_done(&b);
}

static void hostile_text_loses_no_result(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	struct finding rows[] = {b.a.findings[0]};
	struct sarif s;

	(void)state;
	rows[0].verdict = VERDICT_FAIL;
	rows[0].title = rows[0].detail = rows[0].remedy = rows[0].id = KIT_HOSTILE;
	b.a.findings = rows;
	b.a.finding_count = 1;
	s = load(&b.a);
	assert_int_equal(json_array_size(s.results), 1);
	assert_int_equal(json_array_size(s.rules), 1);
	assert_true(strstr(word(json_object_get(json_array_get(s.results, 0), "message"), "text"), "\\xff\\xc3("));
	json_decref(s.root);
	bench_done(&b);
}

static void the_same_assessment_gives_the_same_bytes(void **state)
{
	struct bench a = bench_of(kit_router), b = bench_of(kit_router);
	char *one = kit_print(report_sarif, &a.a), *two = kit_print(report_sarif, &b.a);

	(void)state;
	assert_string_equal(one, two);
	free(one);
	free(two);
	bench_done(&a);
	bench_done(&b);
}

static void a_report_that_does_not_fit_is_an_error(void **state)
{
	struct bench b = bench_of(kit_router);

	(void)state;
	kit_short_writers(report_sarif, &b.a);
	bench_done(&b);
}

static void a_finding_that_a_person_overruled_is_suppressed_with_the_reason(void **state)
{
	struct kit_answers given;
	struct bench b;
	struct sarif s;
	size_t i, suppressed = 0;
	json_t *result;

	(void)state;
	kit_answers(&given);
	b = bench_answered(kit_facts(kit_declares), "router.bin", given.at, ARRAY_LEN(given.at));
	s = load(&b.a);
	json_array_foreach(s.results, i, result)
	{
		const json_t *one = json_array_get(json_object_get(result, "suppressions"), 0);

		if (!one)
			continue;
		suppressed++;
		assert_string_equal(word(json_object_get(result, "properties"), "unit"), "5.1-1-1 a");
		assert_string_equal(word(one, "kind"), "external");
		assert_string_equal(word(one, "justification"),
				    "PASS by A. Tester, 2026-11-21T12:00:00Z: looked at <three> units");
	}
	assert_true(suppressed > 0);
	json_decref(s.root);
	bench_done(&b);
}

static void an_input_without_a_checksum_claims_none(void **state)
{
	struct bench b = bench_of(kit_declares);
	struct sarif s = load(&b.a), bare;

	(void)state;
	assert_string_equal(
		word(json_object_get(json_array_get(json_object_get(s.run, "artifacts"), 0), "hashes"), "sha-256"),
		KIT_SHA256);
	b.a.input_sha256[0] = 0;
	bare = load(&b.a);
	assert_int_equal(json_array_size(json_object_get(bare.run, "artifacts")), 1);
	assert_null(json_object_get(json_array_get(json_object_get(bare.run, "artifacts"), 0), "hashes"));
	json_decref(s.root);
	json_decref(bare.root);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_finding_that_is_no_pass_is_a_result_of_its_rule),
		cmocka_unit_test(rules_stand_once),
		cmocka_unit_test(the_level_follows_verdict_and_severity),
		cmocka_unit_test(a_place_is_a_uri_with_its_bytes),
		cmocka_unit_test(a_finding_that_a_person_overruled_is_suppressed_with_the_reason),
		cmocka_unit_test(an_input_without_a_checksum_claims_none),
		cmocka_unit_test(hostile_text_loses_no_result),
		cmocka_unit_test(the_same_assessment_gives_the_same_bytes),
		cmocka_unit_test(a_report_that_does_not_fit_is_an_error),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
