#include "assess/report/diff.h"

#include "assess/report/report_testkit.h"

static const char better[] = "system - | kind=linux-rootfs | name=OpenWrt\n"
			     "account /etc/shadow | name=root | state=locked | source=shadow\n"
			     "component /bin/busybox | name=busybox | version=1.36.1 | how=pattern\n";
static const char worse[] = "system - | kind=linux-rootfs | name=OpenWrt\n"
			    "account /etc/shadow | name=root | state=empty | source=shadow\n"
			    "account /etc/shadow | name=guest | state=empty | source=shadow\n"
			    "component /bin/busybox | name=busybox | version=1.22.1 | how=pattern\n";

typedef bool differ(const struct assessment *before, const struct assessment *after, struct writer *out,
		    struct diff_summary *ret, struct error *e);

static char *compare(differ *form, const struct bench *before, const struct bench *after, struct diff_summary *ret)
{
	struct writer out = writer_of(REPORT_MAX, "comparison");
	struct error e;

	if (!form(&before->a, &after->a, &out, ret, &e))
		fail_msg("%s", e.text);
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

static void what_got_worse_and_better_is_told_in_both_directions(void **state)
{
	struct bench good = bench_of(better), bad = bench_of(worse);
	struct diff_summary down, up;
	char *fall = compare(diff_text, &good, &bad, &down), *rise = compare(diff_text, &bad, &good, &up);

	(void)state;
	assert_true(down.worse > 0);
	assert_int_equal(down.better, 0);
	assert_int_equal(up.worse, 0);
	assert_int_equal(up.better, down.worse);
	kit_has(fall, "Worse\n");
	kit_has(fall, "account    guest shadow: absent -> empty");
	kit_has(fall, "component  busybox pattern: 1.36.1 -> 1.22.1");
	kit_has(rise, "Better\n");
	kit_has(rise, "account    guest shadow: empty -> gone");
	free(fall);
	free(rise);
	bench_done(&good);
	bench_done(&bad);
}

static void the_same_twice_is_no_difference(void **state)
{
	struct bench a = bench_of(worse), b = bench_of(worse);
	struct diff_summary summary;
	char *text = compare(diff_text, &a, &b, &summary), *json = compare(diff_json, &a, &b, &summary);
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);

	(void)state;
	assert_int_equal(summary.worse + summary.better, 0);
	kit_has(text, "0 worse, 0 better\n");
	assert_non_null(root);
	assert_int_equal(json_array_size(json_object_get(root, "changes")), 0);
	json_decref(root);
	free(text);
	free(json);
	bench_done(&a);
	bench_done(&b);
}

static void json_holds_the_same_rows(void **state)
{
	struct bench good = bench_of(better), bad = bench_of(worse);
	struct diff_summary summary;
	char *json = compare(diff_json, &good, &bad, &summary);
	json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);

	(void)state;
	assert_non_null(root);
	assert_string_equal(json_string_value(json_object_get(root, "schema")), "holdfast-diff/1");
	assert_int_equal(json_integer_value(json_object_get(root, "worse")), summary.worse);
	assert_int_equal(kit_times(json, "\"change\": \"worse\""), summary.worse);
	assert_int_equal(kit_times(json, "\"change\": \"better\""), summary.better);
	json_decref(root);
	free(json);
	bench_done(&good);
	bench_done(&bad);
}

static void editions_are_not_mixed(void **state)
{
	struct bench a = bench_of(better), b = bench_of(worse);
	struct writer out = writer_of(REPORT_MAX, "comparison");
	struct diff_summary summary;
	struct error e;

	(void)state;
	b.a.edition = EDITION_V2_1_1;
	assert_false(diff_text(&a.a, &b.a, &out, &summary, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_false(diff_json(&a.a, &b.a, &out, &summary, &e));
	writer_free(&out);
	bench_done(&a);
	bench_done(&b);
}

static bool against_itself(const struct assessment *a, struct writer *out, struct error *e)
{
	struct assessment other = *a;
	struct diff_summary summary;

	/* everything that was found is gone */
	other.finding_count = 0;
	return diff_json(a, &other, out, &summary, e);
}

static void short_of_room_or_memory_there_is_no_half_comparison(void **state)
{
	struct bench b = bench_of(worse);

	(void)state;
	kit_short_writers(against_itself, &b.a);
	kit_failing_report(against_itself, &b.a, 300);
	bench_done(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_got_worse_and_better_is_told_in_both_directions),
		cmocka_unit_test(the_same_twice_is_no_difference),
		cmocka_unit_test(json_holds_the_same_rows),
		cmocka_unit_test(editions_are_not_mixed),
		cmocka_unit_test(short_of_room_or_memory_there_is_no_half_comparison),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
