#include "core/product/tree.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <cmocka.h>

struct kit {
	struct arena arena;
	struct problems problems;
};

static const struct node *parse_bytes(struct kit *k, struct bytes in)
{
	arena_init(&k->arena, (size_t)256 << 20);
	k->problems = (struct problems){.arena = &k->arena};
	return tree_parse(in, &k->problems);
}

static const struct node *parse(struct kit *k, const char *text)
{
	return parse_bytes(k, bytes_str(text));
}

static const struct node *get(const struct node *n, const char *key)
{
	for (size_t i = 0; n && n->kind == NODE_MAP && i < n->count; i++)
		if (node_is(n->members[i].key, key))
			return n->members[i].value;
	return NULL;
}

static void expect_wrong(const char *text, uint32_t line, uint32_t column, const char *what)
{
	struct kit k;
	const struct node *n = parse(&k, text);

	if (k.problems.count == 0)
		fail_msg("no problem in: %s", text);
	if (!strstr(k.problems.at[0].text, what) || k.problems.at[0].line != line || k.problems.at[0].column != column)
		fail_msg("%u:%u: %s, not %u:%u: %s", k.problems.at[0].line, k.problems.at[0].column,
			 k.problems.at[0].text, line, column, what);
	(void)n;
	arena_done(&k.arena);
}

static void each_text_knows_its_place(void **state)
{
	static const char text[] = "a: one\nb:\n  - 'two'\n  - \"th\\tree\"\nc: |\n  four\n  five\n";
	struct kit k;
	const struct node *n = parse(&k, text), *b;

	(void)state;
	assert_non_null(n);
	assert_true(node_is(get(n, "a"), "one"));
	assert_int_equal(get(n, "a")->line, 1);
	assert_int_equal(get(n, "a")->column, 4);
	assert_int_equal(get(n, "a")->offset, 3);
	assert_int_equal(get(n, "a")->len, 3);
	b = get(n, "b");
	assert_int_equal(b->kind, NODE_LIST);
	assert_int_equal(b->count, 2);
	assert_true(node_is(b->members[0].value, "two"));
	assert_false(b->members[0].value->plain);
	assert_int_equal(memcmp(text + b->members[0].value->offset, "two", b->members[0].value->len), 0);
	assert_true(node_is(b->members[1].value, "th\tree"));
	assert_true(node_is(get(n, "c"), "four\nfive\n"));
	assert_int_equal(get(n, "c")->line, 6);
	arena_done(&k.arena);
}

static void a_byte_order_mark_and_windows_line_ends_are_read(void **state)
{
	struct kit k;
	const struct node *n = parse(&k, "\xef\xbb\xbf"
					 "a: one\r\nb: two\r\n");

	(void)state;
	assert_non_null(n);
	assert_true(node_is(get(n, "a"), "one"));
	assert_true(node_is(get(n, "b"), "two"));
	assert_int_equal(get(n, "b")->line, 2);
	arena_done(&k.arena);
}

static void empty_values_and_null_are_empty_but_quoted_ones_are_not(void **state)
{
	struct kit k;
	const struct node *n = parse(&k, "a:\nb: ~\nc: null\nd: ''\ne: \"null\"\nf: no\n");

	(void)state;
	assert_true(node_empty(get(n, "a")));
	assert_true(node_empty(get(n, "b")));
	assert_true(node_empty(get(n, "c")));
	assert_false(node_empty(get(n, "d")));
	assert_false(node_empty(get(n, "e")));
	assert_false(node_empty(get(n, "f")));
	assert_int_equal(get(n, "a")->line, 1);
	arena_done(&k.arena);
}

static void aliases_and_merge_keys_are_resolved(void **state)
{
	struct kit k;
	const struct node *n = parse(&k, "base: &b {x: 1, y: 2}\nmore: &m {y: 3, z: 4}\nuse: *b\n"
					 "one: {<<: *b, y: own}\nboth: {<<: [*b, *m]}\n\"<<\": text\n");

	(void)state;
	assert_int_equal(k.problems.count, 0);
	assert_ptr_equal(get(n, "use"), get(n, "base"));
	assert_true(node_is(get(get(n, "one"), "x"), "1"));
	assert_true(node_is(get(get(n, "one"), "y"), "own"));
	assert_int_equal(get(n, "one")->count, 2);
	assert_true(node_is(get(get(n, "both"), "y"), "2"));
	assert_true(node_is(get(get(n, "both"), "z"), "4"));
	assert_true(node_is(get(n, "<<"), "text"));
	arena_done(&k.arena);
}

static void what_is_no_plain_data_is_refused_with_its_place(void **state)
{
	(void)state;
	expect_wrong("", 0, 0, "nothing is declared");
	expect_wrong("# only a remark\n", 0, 0, "nothing is declared");
	expect_wrong("a: !!str 1\n", 1, 10, "no tags");
	expect_wrong("a: 1\n---\nb: 2\n", 2, 1, "a second document");
	expect_wrong("a: 1\nb: 2\na: 3\n", 3, 1, "'a' stands here twice: first in line 1");
	expect_wrong("? [a]\n: 1\n", 1, 3, "a key has to be plain text");
	expect_wrong("a: *x\n", 1, 5, "no &x stands before it");
	expect_wrong("a: &x [1, *x]\n", 1, 12, "*x stands inside what it stands for");
	expect_wrong("a: {<<: 1}\n", 1, 9, "<<: takes a mapping");
	expect_wrong("a: \"\\e[31m\"\n", 1, 5, "a control character");
	expect_wrong("a: \x1b[31m\n", 1, 4, "a control character (0x1b)");
	expect_wrong("a: b\rc: d\n", 1, 5, "a carriage return without a newline");
	expect_wrong("a: \xff\n", 1, 4, "byte 0xff is no UTF-8");
	expect_wrong("a: b\xe2\x80\xae"
		     "c\n",
		     1, 5, "turns the direction of text");
	expect_wrong("a: [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]\n", 1, 19, "nested deeper than 16 levels");
}

static void syntax_errors_say_why_with_the_place(void **state)
{
	(void)state;
	expect_wrong("a: [1, 2\nb: 3\n", 3, 1, "no valid YAML");
	expect_wrong("a: 'open\n", 1, 5, "no valid YAML");
	expect_wrong("a: 1\n  b: 2\n", 1, 4, "no valid YAML");
	expect_wrong("a: 1\n\tb: 2\n", 1, 4, "no valid YAML");
}

static double seconds_for(const char *text)
{
	struct timespec from, to;
	struct kit k;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	parse(&k, text);
	arena_done(&k.arena);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec) + (double)(to.tv_nsec - from.tv_nsec) / 1e9;
}

static void a_billion_laughs_cost_nothing(void **state)
{
	char text[4096];
	size_t len = (size_t)snprintf(text, sizeof text, "a0: &a0 [x, x, x, x, x, x, x, x, x]\n");

	(void)state;
	for (unsigned i = 1; i < 12; i++)
		len += (size_t)snprintf(text + len, sizeof text - len,
					"a%u: &a%u [*a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u, *a%u]\n", i, i,
					i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1);
	assert_true(seconds_for(text) < 0.5);
}

static void merges_of_merges_have_a_budget(void **state)
{
	char *text = malloc(1 << 20);
	size_t len = 0;

	(void)state;
	assert_non_null(text);
	len += (size_t)sprintf(text, "a: &a\n");
	for (unsigned i = 0; i < 300; i++)
		len += (size_t)sprintf(text + len, "  k%u: 1\n", i);
	len += (size_t)sprintf(text + len, "b:\n");
	for (unsigned i = 0; i < 300; i++)
		len += (size_t)sprintf(text + len, "  - {<<: [*a, *a, *a]}\n");
	expect_wrong(text, 325, 10, "more than 20000 keys taken over");
	assert_true(seconds_for(text) < 1);
	free(text);
}

static void any_prefix_gives_a_tree_or_a_problem(void **state)
{
	static const char text[] = "a: &x {b: 'c', d: \"e\\n\"}\nf:\n  - *x\n  - |\n    g\n  - <<: *x\n";
	struct kit k;

	(void)state;
	for (size_t len = 0; len < sizeof text; len++) {
		char *copy = malloc(len ? len : 1);

		assert_non_null(copy);
		memcpy(copy, text, len);
		assert_true(parse_bytes(&k, bytes_of(copy, len)) || k.problems.count);
		arena_done(&k.arena);
		free(copy);
	}
}

static void an_exhausted_arena_is_noticed_at_every_step(void **state)
{
	static const char text[] = "a: &x {b: c}\nd: [*x, {<<: *x}]\n";
	bool whole = false;

	(void)state;
	for (size_t cap = 1; cap < 8192 && !whole; cap += 8) {
		struct arena arena;
		struct problems p = {.arena = &arena};

		arena_init(&arena, cap);
		whole = tree_parse(bytes_str(text), &p) != NULL;
		assert_true(whole || p.out_of_memory);
		arena_done(&arena);
	}
	assert_true(whole);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_text_knows_its_place),
		cmocka_unit_test(a_byte_order_mark_and_windows_line_ends_are_read),
		cmocka_unit_test(empty_values_and_null_are_empty_but_quoted_ones_are_not),
		cmocka_unit_test(aliases_and_merge_keys_are_resolved),
		cmocka_unit_test(what_is_no_plain_data_is_refused_with_its_place),
		cmocka_unit_test(syntax_errors_say_why_with_the_place),
		cmocka_unit_test(a_billion_laughs_cost_nothing),
		cmocka_unit_test(merges_of_merges_have_a_budget),
		cmocka_unit_test(any_prefix_gives_a_tree_or_a_problem),
		cmocka_unit_test(an_exhausted_arena_is_noticed_at_every_step),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
