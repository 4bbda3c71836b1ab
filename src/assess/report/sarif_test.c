#include "assess/report/report_testkit.h"

static json_t *run_of(const struct assessment *a, json_t **ret_root)
{
	char *text = kit_print(report_sarif, a);

	*ret_root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(*ret_root);
	free(text);
	return json_array_get(json_object_get(*ret_root, "runs"), 0);
}

static void every_finding_that_did_not_pass_is_a_result_of_a_named_rule(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root, *run = run_of(&b.a, &root), *results = json_object_get(run, "results"), *rules;
	size_t want = 0;

	(void)state;
	rules = json_object_get(json_object_get(json_object_get(run, "tool"), "driver"), "rules");
	for (size_t i = 0; i < b.a.finding_count; i++)
		want += b.a.findings[i].verdict != VERDICT_PASS;
	assert_true(want > 0);
	assert_int_equal(json_array_size(results), want);
	for (size_t i = 0; i < want; i++) {
		json_t *result = json_array_get(results, i);
		json_t *rule = json_array_get(rules, (size_t)json_integer_value(json_object_get(result, "ruleIndex")));

		assert_non_null(rule);
		assert_string_equal(json_string_value(json_object_get(rule, "id")),
				    json_string_value(json_object_get(result, "ruleId")));
	}
	json_decref(root);
	bench_done(&b);
}

static void places_are_relative_uris(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	json_t *root, *run = run_of(&b.a, &root), *results = json_object_get(run, "results");
	size_t seen = 0;

	(void)state;
	for (size_t i = 0; i < json_array_size(results); i++) {
		json_t *places = json_object_get(json_array_get(results, i), "locations");

		for (size_t k = 0; k < json_array_size(places); k++) {
			json_t *physical = json_object_get(json_array_get(places, k), "physicalLocation");
			const char *uri = json_string_value(
				json_object_get(json_object_get(physical, "artifactLocation"), "uri"));

			assert_non_null(uri);
			assert_null(strpbrk(uri, " <>\"\\:\n\t"));
			seen++;
		}
	}
	assert_true(seen > 0);
	json_decref(root);
	bench_done(&b);
}

static void short_of_room_or_memory_there_is_no_half_report(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs | name=OpenWrt\n"
				  "account /etc/shadow | name=root | state=empty | source=shadow\n");

	(void)state;
	kit_short_writers(report_sarif, &b.a);
	kit_failing_report(report_sarif, &b.a, 400);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_finding_that_did_not_pass_is_a_result_of_a_named_rule),
		cmocka_unit_test(places_are_relative_uris),
		cmocka_unit_test(short_of_room_or_memory_there_is_no_half_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
