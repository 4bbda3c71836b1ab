#include "assess/report/report_testkit.h"

static json_t *parse(const struct assessment *a)
{
	char *text = kit_print(report_json, a);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	assert_non_null(root);
	free(text);
	return root;
}

static const char *text_of(const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return text ? text : "no such text";
}

static void the_report_holds_what_the_assessment_holds(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = parse(&b.a);
	json_t *coverage = json_object_get(root, "coverage");

	(void)state;
	assert_string_equal(text_of(root, "schema"), REPORT_SCHEMA);
	assert_string_equal(text_of(root, "verdict"), "FAIL");
	assert_string_equal(text_of(json_object_get(root, "input"), "name"), "router.bin");
	assert_int_equal(json_array_size(json_object_get(root, "findings")), b.a.finding_count);
	assert_int_equal(json_array_size(json_object_get(root, "units")), b.a.unit_count);
	assert_int_equal(json_array_size(json_object_get(root, "provisions")), b.a.provision_count);
	assert_int_equal(json_array_size(json_object_get(root, "clauses")), b.a.clause_count);
	assert_int_equal(json_array_size(json_object_get(root, "components")), 1);
	assert_int_equal(json_array_size(json_object_get(root, "accounts")), 2);
	assert_int_equal(json_array_size(json_object_get(root, "listeners")), 1);
	assert_int_equal(json_array_size(json_object_get(coverage, "unread")), 2);
	assert_int_equal(json_integer_value(json_object_get(coverage, "explained")), 6144);
	json_decref(root);
	bench_done(&b);
}

static void every_failed_finding_shows_where_it_comes_from(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = parse(&b.a), *findings = json_object_get(root, "findings");
	size_t failed = 0;

	(void)state;
	for (size_t i = 0; i < json_array_size(findings); i++) {
		json_t *f = json_array_get(findings, i), *evidence = json_object_get(f, "evidence");

		if (strcmp(text_of(f, "verdict"), "FAIL") != 0)
			continue;
		failed++;
		assert_true(json_array_size(evidence) > 0);
		assert_non_null(strstr(text_of(json_array_get(evidence, 0), "path"), "image.bin"));
	}
	assert_true(failed > 0);
	json_decref(root);
	bench_done(&b);
}

static void hostile_text_is_harmless_and_still_json(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	char *text = kit_print(report_json, &b.a);
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, NULL);

	(void)state;
	assert_non_null(root);
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\xe2\x80\xae");
	kit_has_not(text, "\xff");
	json_decref(root);
	free(text);
	bench_done(&b);
}

static void short_of_room_or_memory_there_is_no_half_report(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs | name=OpenWrt\n"
				  "account /etc/shadow | name=root | state=empty | source=shadow\n"
				  "region - | class=high-entropy | entropy=7.99\n");

	(void)state;
	kit_short_writers(report_json, &b.a);
	kit_failing_report(report_json, &b.a, 400);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_report_holds_what_the_assessment_holds),
		cmocka_unit_test(every_failed_finding_shows_where_it_comes_from),
		cmocka_unit_test(hostile_text_is_harmless_and_still_json),
		cmocka_unit_test(short_of_room_or_memory_there_is_no_half_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
