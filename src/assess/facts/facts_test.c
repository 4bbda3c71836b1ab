#include "assess/facts/facts.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static uint32_t node(struct facts *f, const char *root, const char *path)
{
	char chain[128];
	struct fact_node n = {.root = bytes_str(root), .path = bytes_str(path)};
	struct error e;
	uint32_t ret;

	snprintf(chain, sizeof chain, "%s!%s", root, path);
	n.chain = bytes_str(chain);
	assert_true(facts_node(f, &n, &ret, &e));
	return ret;
}

static void file(struct facts *f, const char *root, const char *path)
{
	struct fact fact = {.kind = FACT_FILE, .node = node(f, root, path)};
	struct error e;

	fact.field[FILE_TYPE] = bytes_str("file");
	assert_true(facts_add(f, &fact, &e));
}

static void order_depends_on_content_alone(void **state)
{
	static const char *const paths[] = {"/z", "/a", "/m/x", "/m", "/b"};
	struct facts *a = facts_new(), *b = facts_new();
	struct error e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		file(a, "img", paths[i]);
		file(b, "img", paths[ARRAY_LEN(paths) - 1 - i]);
		file(b, "img", paths[i]); /* exact doubles vanish */
	}
	assert_true(facts_sort(a, &e) && facts_sort(b, &e));
	assert_int_equal(facts_count(a, FACT_FILE), ARRAY_LEN(paths));
	assert_int_equal(facts_count(b, FACT_FILE), ARRAY_LEN(paths));
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		assert_true(bytes_equal(fact_node_of(a, facts_at(a, FACT_FILE, i))->chain,
					fact_node_of(b, facts_at(b, FACT_FILE, i))->chain));
	assert_true(bytes_is(fact_node_of(a, facts_at(a, FACT_FILE, 0))->path, "/a"));
	facts_free(a);
	facts_free(b);
}

static void a_file_is_found_under_its_own_root(void **state)
{
	struct facts *f = facts_new();
	struct error e;
	const struct fact *hit;

	(void)state;
	for (unsigned i = 0; i < 2000; i++) {
		char path[32];

		snprintf(path, sizeof path, "/f%u", i * 7919 % 2000);
		file(f, i % 2 ? "rootfs_a" : "rootfs_b", path);
	}
	assert_true(facts_sort(f, &e));
	hit = facts_file(f, bytes_str("rootfs_b"), "/f0");
	assert_non_null(hit);
	assert_true(bytes_is(fact_node_of(f, hit)->chain, "rootfs_b!/f0"));
	assert_null(facts_file(f, bytes_str("rootfs_a"), "/f0"));
	assert_null(facts_file(f, bytes_str("rootfs_b"), "/none"));
	assert_true(facts_same_root(f, hit, facts_file(f, bytes_str("rootfs_b"), "/f2")));
	facts_free(f);
}

static void every_kind_and_field_has_a_name(void **state)
{
	(void)state;
	for (unsigned kind = 0; kind < FACT_KINDS; kind++) {
		enum fact_kind back;

		assert_true(fact_kind_by_name(bytes_str(fact_kind_name((enum fact_kind)kind)), &back));
		assert_int_equal(back, kind);
		assert_in_range(fact_kind_fields((enum fact_kind)kind), 1, FACT_FIELDS_MAX);
		for (unsigned i = 0; i < fact_kind_fields((enum fact_kind)kind); i++)
			assert_true(fact_field_name((enum fact_kind)kind, i)[0] != '\0');
	}
	assert_true(FACT_KINDS < 64); /* check rows name kinds by a bit */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_depends_on_content_alone),
		cmocka_unit_test(a_file_is_found_under_its_own_root),
		cmocka_unit_test(every_kind_and_field_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
