#include "assess/report/report_testkit.h"

#include <jansson.h>

static json_t *load(const struct assessment *a)
{
	char *text = kit_print(report_json, a);
	json_error_t where;
	json_t *root = json_loads(text, JSON_REJECT_DUPLICATES, &where);

	if (!root)
		fail_msg("line %d: %s", where.line, where.text);
	free(text);
	return root;
}

static const char *word(const json_t *row, const char *key)
{
	const char *ret = json_string_value(json_object_get(row, key));

	if (!ret)
		fail_msg("no text under '%s'", key);
	return ret;
}

static void every_finding_unit_provision_and_clause_stands_in_the_report(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = load(&b.a);

	(void)state;
	assert_string_equal(word(root, "schema"), REPORT_SCHEMA);
	assert_string_equal(word(root, "verdict"), "FAIL");
	assert_string_equal(word(root, "edition"), "V3.1.3");
	assert_int_equal(json_array_size(json_object_get(root, "findings")), b.a.finding_count);
	assert_int_equal(json_array_size(json_object_get(root, "units")), b.a.unit_count);
	assert_int_equal(json_array_size(json_object_get(root, "provisions")), b.a.provision_count);
	assert_int_equal(json_array_size(json_object_get(root, "clauses")), b.a.clause_count);
	json_decref(root);
	bench_done(&b);
}

static void a_finding_carries_its_evidence(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = load(&b.a), *row = NULL, *evidence;
	size_t i;

	(void)state;
	json_array_foreach(json_object_get(root, "findings"), i,
			   row) if (!strcmp(word(row, "check"), "empty-password")) break;
	assert_non_null(row);
	assert_string_equal(word(row, "check"), "empty-password");
	assert_string_equal(word(row, "provision"), "5.1-1");
	assert_string_equal(word(row, "verdict"), "FAIL");
	evidence = json_array_get(json_object_get(row, "evidence"), 0);
	assert_string_equal(word(evidence, "path"), "image.bin!0x0:squashfs!/etc/shadow");
	assert_true(json_is_null(json_object_get(evidence, "sha256")));
	assert_true(strstr(word(evidence, "excerpt"), "name=root"));
	json_decref(root);
	bench_done(&b);
}

static void what_is_absent_is_null_and_not_an_empty_claim(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = load(&b.a), *row = json_array_get(json_object_get(root, "components"), 0);

	(void)state;
	assert_string_equal(word(row, "name"), "busybox");
	assert_string_equal(word(row, "version"), "1.22.1");
	assert_true(json_is_null(json_object_get(row, "licence")));
	row = json_array_get(json_object_get(root, "listeners"), 0);
	assert_string_equal(word(row, "port"), "23");
	assert_true(json_is_null(json_object_get(row, "address")));
	json_decref(root);
	bench_done(&b);
}

static void what_was_not_read_or_not_explained_is_told(void **state)
{
	struct bench b = bench_of(kit_router);
	json_t *root = load(&b.a), *coverage = json_object_get(root, "coverage");
	json_t *unread = json_object_get(coverage, "unread");

	(void)state;
	assert_int_equal(json_integer_value(json_object_get(coverage, "explained")), 6144);
	assert_true(json_is_false(json_object_get(coverage, "complete")));
	assert_true(json_is_true(json_object_get(coverage, "sandboxed")));
	assert_int_equal(json_array_size(unread), 2);
	assert_string_equal(word(json_array_get(unread, 0), "why"), "longer than the budget");
	assert_string_equal(word(json_array_get(unread, 0), "limit"), "member-bytes");
	assert_true(strstr(word(json_array_get(unread, 1), "why"), "no format explains (high-entropy)"));
	json_decref(root);
	bench_done(&b);
}

static void hostile_text_leaves_no_key_out(void **state)
{
	struct bench b = bench_from(kit_hostile_facts(), KIT_HOSTILE);
	json_t *root = load(&b.a), *row = json_array_get(json_object_get(root, "components"), 0);
	char *text = kit_print(report_json, &b.a);

	(void)state;
	assert_int_equal(json_object_size(row), 8);
	assert_true(strstr(word(row, "name"), "\\xff\\xc3(\\x07\\n\\t"));
	assert_true(strstr(word(json_object_get(root, "input"), "name"), "\\xe2\\x80\\xaegpj"));
	kit_has_not(text, "\x1b");
	kit_has_not(text, "\xe2\x80\xae");
	kit_has_not(text, "\xff");
	free(text);
	json_decref(root);
	bench_done(&b);
}

static void a_name_longer_than_a_megabyte_is_kept_whole(void **state)
{
	enum { LONG = 3 << 19 };
	struct facts *facts = facts_new();
	struct fact_node node = {.path = bytes_str("/x")};
	struct fact fact = {.kind = FACT_COMPONENT};
	char *name = malloc(LONG);
	struct bench b;
	struct error e;
	json_t *root, *row;

	(void)state;
	assert_non_null(name);
	/* each byte becomes four */
	memset(name, 0x01, LONG);
	node.chain = bytes_str("x.bin!/x");
	fact.field[COMPONENT_NAME] = bytes_of(name, LONG);
	assert_true(facts_node(facts, &node, &fact.node, &e));
	assert_true(facts_add(facts, &fact, &e));
	assert_true(facts_sort(facts, &e));
	b = bench_from(facts, "x.bin");
	root = load(&b.a);
	row = json_array_get(json_object_get(root, "components"), 0);
	assert_int_equal(strlen(word(row, "name")), 4 * LONG);
	json_decref(root);
	free(name);
	bench_done(&b);
}

static void the_same_assessment_gives_the_same_bytes(void **state)
{
	struct bench a = bench_of(kit_router), b = bench_of(kit_router);
	char *one = kit_print(report_json, &a.a), *two = kit_print(report_json, &b.a);

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
	kit_short_writers(report_json, &b.a);
	bench_done(&b);
}

/* The tree is built by a library of its own: this makes the n-th of its allocations fail. */
struct ration {
	size_t left;
};
static struct ration ration;

static void *rationed(size_t size)
{
	if (ration.left == 0)
		return NULL;
	ration.left--;
	return malloc(size);
}

static void memory_that_runs_out_gives_an_error_never_a_shorter_report(void **state)
{
	struct bench b = bench_of("system - | kind=linux-rootfs\naccount /etc/shadow | name=root | state=empty | "
				  "source=shadow\n");
	char *whole = kit_print(report_json, &b.a);
	size_t refused = 0;
	struct error e;

	(void)state;
	json_set_alloc_funcs(rationed, free);
	for (size_t n = 0;; n += 1 + n / 3) {
		struct writer out = writer_of(REPORT_MAX, "report");
		bool ok;

		ration.left = n;
		ok = report_json(&b.a, &out, &e);
		if (ok) {
			assert_int_equal(out.len, strlen(whole));
			assert_memory_equal(out.at, whole, out.len);
		} else {
			assert_int_equal(e.code, ERROR_ENVIRONMENT);
			refused++;
		}
		writer_free(&out);
		if (ok)
			break;
	}
	json_set_alloc_funcs(malloc, free);
	assert_true(refused > 10);
	free(whole);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_finding_unit_provision_and_clause_stands_in_the_report),
		cmocka_unit_test(a_finding_carries_its_evidence),
		cmocka_unit_test(what_is_absent_is_null_and_not_an_empty_claim),
		cmocka_unit_test(what_was_not_read_or_not_explained_is_told),
		cmocka_unit_test(hostile_text_leaves_no_key_out),
		cmocka_unit_test(a_name_longer_than_a_megabyte_is_kept_whole),
		cmocka_unit_test(the_same_assessment_gives_the_same_bytes),
		cmocka_unit_test(a_report_that_does_not_fit_is_an_error),
		cmocka_unit_test(memory_that_runs_out_gives_an_error_never_a_shorter_report),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
