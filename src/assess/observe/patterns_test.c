#include "assess/observe/patterns.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void every_row_has_a_name_and_finds_its_file_range(void **state)
{
	(void)state;
	assert_true(PATTERNS > 0);
	assert_string_equal(pattern_name(PATTERN_VERSIONS_BUSYBOX), "VERSIONS_BUSYBOX");
	assert_string_equal(pattern_expression(PATTERN_VERSIONS_BUSYBOX), "BusyBox v");
	assert_true(PATTERN_VERSIONS_FIRST <= PATTERN_VERSIONS_BUSYBOX);
	assert_true(PATTERN_VERSIONS_BUSYBOX <= PATTERN_VERSIONS_LAST);
	assert_null(pattern_name(PATTERNS));
	assert_null(pattern_column(PATTERNS, 0).at);
	assert_null(pattern_column(PATTERN_VERSIONS_BUSYBOX, 40).at);
}

static size_t of_id(const struct pattern_hit *hits, size_t count, uint32_t id, uint64_t *ret_last)
{
	size_t n = 0;

	for (size_t i = 0; i < count; i++)
		if (hits[i].id == id) {
			n++;
			*ret_last = hits[i].to;
		}
	return n;
}

static void hits_come_sorted_with_the_offset_behind_the_match(void **state)
{
	struct bytes data = bytes_str("xx BusyBox v1.2.3 .. BusyBox v9");
	struct error e;
	struct patterns *p = patterns_new(&e);
	struct pattern_scan *s;
	const struct pattern_hit *hits;
	size_t count;
	uint64_t last = 0;

	(void)state;
	assert_non_null(p);
	s = pattern_scan_new(p, &e);
	assert_non_null(s);
	assert_true(pattern_scan_run(s, data, &hits, &count, &e));
	assert_int_equal(of_id(hits, count, PATTERN_VERSIONS_BUSYBOX, &last), 2);
	assert_int_equal(last, 30);
	for (size_t i = 1; i < count; i++)
		assert_true(hits[i - 1].id < hits[i].id ||
			    (hits[i - 1].id == hits[i].id && hits[i - 1].to < hits[i].to));
	assert_true(pattern_scan_run(s, bytes_of("", 0), &hits, &count, &e));
	assert_int_equal(count, 0);
	pattern_scan_free(s);
	patterns_free(p);
}

static void a_pattern_that_never_ends_matching_is_capped(void **state)
{
	struct error e;
	struct patterns *p = patterns_new(&e);
	struct pattern_scan *s = pattern_scan_new(p, &e);
	const struct pattern_hit *hits;
	size_t count, len = 10 * (PATTERN_HITS_MAX + 5);
	char *text = malloc(len);
	uint64_t last;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < len; i++)
		text[i] = "BusyBox v\n"[i % 10];
	assert_true(pattern_scan_run(s, bytes_of(text, len), &hits, &count, &e));
	assert_int_equal(of_id(hits, count, PATTERN_VERSIONS_BUSYBOX, &last), PATTERN_HITS_MAX);
	assert_true(pattern_scan_capped(s, PATTERN_VERSIONS_BUSYBOX));
	assert_true(pattern_scan_run(s, bytes_of(text, 100), &hits, &count, &e));
	assert_false(pattern_scan_capped(s, PATTERN_VERSIONS_BUSYBOX));
	free(text);
	pattern_scan_free(s);
	patterns_free(p);
}

static void a_hit_is_confirmed_by_its_own_expression(void **state)
{
	struct bytes data = bytes_str("xx BusyBox v1.2.3"), whole[1];
	struct pattern_hit hit = {PATTERN_VERSIONS_BUSYBOX, 12}, wrong = {PATTERN_VERSIONS_BUSYBOX, 5};
	struct pattern_hit beyond = {PATTERN_VERSIONS_BUSYBOX, 4000};

	(void)state;
	assert_true(pattern_confirm(data, &hit, 100, 0, whole, 1));
	assert_true(bytes_is(whole[0], "BusyBox v"));
	assert_false(pattern_confirm(data, &wrong, 100, 0, whole, 1));
	assert_false(pattern_confirm(data, &beyond, 100, 0, whole, 1));
}

static void run_once(void *ctx)
{
	struct bytes data = bytes_str("xx BusyBox v1.2.3 .. BusyBox v9"), whole[1];
	struct pattern_hit hit = {PATTERN_VERSIONS_BUSYBOX, 12};
	struct error e;
	struct patterns *p = patterns_new(&e);
	struct pattern_scan *s = p ? pattern_scan_new(p, &e) : NULL;
	const struct pattern_hit *hits;
	size_t count;

	if (s && !pattern_scan_run(s, data, &hits, &count, &e))
		*(size_t *)ctx += 1;
	(void)!pattern_confirm(data, &hit, 100, 0, whole, 1);
	pattern_scan_free(s);
	patterns_free(p);
}

static void failing_allocations_are_errors(void **state)
{
	size_t failed = 0;

	(void)state;
	assert_true(testkit_failing_each(run_once, &failed, 1000) > 3);
	assert_true(failed > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_has_a_name_and_finds_its_file_range),
		cmocka_unit_test(hits_come_sorted_with_the_offset_behind_the_match),
		cmocka_unit_test(a_pattern_that_never_ends_matching_is_capped),
		cmocka_unit_test(a_hit_is_confirmed_by_its_own_expression),
		cmocka_unit_test(failing_allocations_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
