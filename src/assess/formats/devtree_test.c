#include "assess/formats/devtree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

#include "assess/formats/devtree_testkit.h"

static struct bytes small_tree(void)
{
	struct tree_maker m = tree_begin();

	tree_node(&m, "");
	tree_text(&m, "model", "a board");
	tree_node(&m, "images");
	tree_node(&m, "kernel");
	tree_cell(&m, "load", 0x80008000);
	tree_end(&m);
	tree_end(&m);
	tree_end(&m);
	return tree_done(&m, bytes_of(NULL, 0));
}

static void a_tree_is_walked_from_the_root_down(void **state)
{
	struct bytes in = small_tree();
	struct devtree tree;
	struct devtree_cursor c;
	struct error e;
	size_t nodes = 0, found = 0;
	enum devtree_step step;
	bool ok;

	(void)state;
	assert_true(devtree_open(in, &tree, &e));
	assert_true(devtree_sound(tree, 1000));
	c = devtree_begin(tree);
	while ((step = devtree_next(&c)) != DEVTREE_END) {
		assert_int_not_equal(step, DEVTREE_DAMAGED);
		nodes += step == DEVTREE_NODE;
		if (step != DEVTREE_PROPERTY)
			continue;
		if (bytes_is(c.name, "model")) {
			assert_true(bytes_is(devtree_text(c.value), "a board"));
			assert_int_equal(devtree_cell(c.value, &ok), 0);
			assert_false(ok);
			found++;
		} else {
			assert_true(devtree_in(&c, "images/kernel", true));
			assert_true(devtree_in(&c, "images", false));
			assert_false(devtree_in(&c, "images", true));
			assert_int_equal(devtree_cell(c.value, &ok), 0x80008000);
			assert_true(ok);
			found++;
		}
	}
	assert_int_equal(nodes, 3);
	assert_int_equal(found, 2);
	free((void *)(uintptr_t)in.at);
}

static void no_prefix_of_a_tree_is_one(void **state)
{
	struct bytes in = small_tree();
	struct devtree tree;
	struct error e;

	(void)state;
	for (size_t len = 0; len < in.len; len++) {
		uint8_t *exact = malloc(len ? len : 1);

		assert_non_null(exact);
		memcpy(exact, in.at, len);
		assert_false(devtree_open(bytes_of(exact, len), &tree, &e));
		free(exact);
	}
	free((void *)(uintptr_t)in.at);
}

static void every_damaged_byte_ends_the_walk(void **state)
{
	struct bytes in = small_tree();
	size_t refused = 0;

	(void)state;
	for (size_t at = 0; at < in.len; at++) {
		uint8_t *copy = malloc(in.len);
		struct devtree tree;
		struct devtree_cursor c;
		enum devtree_step step;
		struct error e;
		size_t steps = 0;

		assert_non_null(copy);
		memcpy(copy, in.at, in.len);
		copy[at] ^= 0xff;
		if (devtree_open(bytes_of(copy, in.len), &tree, &e)) {
			c = devtree_begin(tree);
			do {
				step = devtree_next(&c);
				assert_true(++steps <= in.len);
			} while (step != DEVTREE_END && step != DEVTREE_DAMAGED);
			refused += step == DEVTREE_DAMAGED;
		} else {
			refused++;
		}
		free(copy);
	}
	assert_true(refused > 40);
	free((void *)(uintptr_t)in.at);
}

static void deep_nesting_is_damage_and_not_recursion(void **state)
{
	struct tree_maker m = tree_begin();
	struct devtree tree;
	struct bytes in;
	struct error e;

	(void)state;
	for (size_t i = 0; i < DEVTREE_DEPTH + 5; i++)
		tree_node(&m, i ? "n" : "");
	for (size_t i = 0; i < DEVTREE_DEPTH + 5; i++)
		tree_end(&m);
	in = tree_done(&m, bytes_of(NULL, 0));
	assert_true(devtree_open(in, &tree, &e));
	assert_false(devtree_sound(tree, 1000));
	free((void *)(uintptr_t)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_tree_is_walked_from_the_root_down),
		cmocka_unit_test(no_prefix_of_a_tree_is_one),
		cmocka_unit_test(every_damaged_byte_ends_the_walk),
		cmocka_unit_test(deep_nesting_is_damage_and_not_recursion),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
