#include "assess/facts/declared.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct row {
	const char *table, *id, *key, *value;
};

static struct facts *declare(const struct row *rows, size_t count)
{
	struct facts *facts = facts_new();
	struct fact_node node = {.chain = bytes_str("p.yaml"), .root = bytes_str("p.yaml"), .path = bytes_str("")};
	struct error e;

	for (size_t i = 0; i < count; i++) {
		struct fact fact = {.kind = FACT_DECLARED, .offset = i, .len = 1};

		assert_true(facts_node(facts, &node, &fact.node, &e));
		fact.field[DECLARED_TABLE] = bytes_str(rows[i].table);
		fact.field[DECLARED_ID] = bytes_str(rows[i].id);
		fact.field[DECLARED_FIELD] = bytes_str(rows[i].key);
		fact.field[DECLARED_VALUE] = bytes_str(rows[i].value);
		assert_true(facts_add(facts, &fact, &e));
	}
	assert_true(facts_sort(facts, &e));
	return facts;
}

static const struct row rows[] = {
	{"product", "", "name", "Lock"},
	{"AuthMech", "A-1", "id", "A-1"},
	{"AuthMech", "A-1", "factor", "password"},
	{"AuthMech", "A-1", "factor", "token"},
	{"AuthMech", "A-1", "network", "yes"},
	{"AuthMech", "A-2", "id", "A-2"},
	{"AuthMech", "A-2", "guesses-per-hour", "30"},
	{"NetSecImpl", "", "none", "yes"},
	{"features", "passwords-used", "holds", "yes"},
	{"features", "telemetry-collected", "holds", "no"},
};

static void tables_entries_and_values_are_found_in_the_order_of_the_file(void **state)
{
	struct facts *facts = declare(rows, sizeof rows / sizeof rows[0]);
	const struct declared_entry *e;
	const struct declared *d;
	struct arena arena;
	uint64_t number;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	assert_true(declared_any(d));
	assert_int_equal(declared_count(d, "AuthMech"), 2);
	e = declared_at(d, "AuthMech", 0);
	assert_string_equal(e->id, "A-1");
	assert_ptr_equal(e, declared_find(d, "AuthMech", "A-1"));
	assert_int_equal(entry_count(e, "factor"), 2);
	assert_string_equal(entry_at(e, "factor", 0), "password");
	assert_string_equal(entry_at(e, "factor", 1), "token");
	assert_true(entry_lists(e, "factor", "token"));
	assert_true(entry_among(e, "factor", "pin token"));
	assert_false(entry_among(e, "factor", "pin key"));
	assert_true(entry_yes(e, "network"));
	assert_true(entry_number(declared_at(d, "AuthMech", 1), "guesses-per-hour", &number));
	assert_int_equal(number, 30);
	assert_null(declared_at(d, "AuthMech", 2));
	assert_string_equal(entry_get(declared_one(d, "product"), "name"), "Lock");
	assert_int_equal(declared_feature(d, "passwords-used"), FEATURE_YES);
	assert_int_equal(declared_feature(d, "telemetry-collected"), FEATURE_NO);
	assert_int_equal(declared_feature(d, "update-mechanism"), FEATURE_UNSAID);
	arena_done(&arena);
	facts_free(facts);
}

static void an_absent_key_leads_to_its_entry_and_an_absent_entry_to_nothing(void **state)
{
	struct facts *facts = declare(rows, sizeof rows / sizeof rows[0]);
	const struct declared_entry *e;
	const struct declared *d;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	e = declared_find(d, "AuthMech", "A-1");
	assert_true(fact_is(entry_fact(e, "factor"), DECLARED_VALUE, "password"));
	assert_true(fact_is(entry_fact(e, "brute-force"), DECLARED_FIELD, "id"));
	assert_false(entry_no(e, "default-status"));
	assert_string_equal(entry_get(NULL, "x"), "");
	assert_null(entry_fact(NULL, "x"));
	assert_false(entry_has(NULL, "x"));
	arena_done(&arena);
	facts_free(facts);
}

static void a_table_declared_empty_is_told_from_one_that_is_not_declared(void **state)
{
	struct facts *facts = declare(rows, sizeof rows / sizeof rows[0]);
	const struct declared *d;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	assert_int_equal(declared_count(d, "NetSecImpl"), 0);
	assert_non_null(declared_none(d, "NetSecImpl"));
	assert_null(declared_none(d, "SecBoot"));
	assert_null(declared_none(d, "AuthMech"));
	arena_done(&arena);
	facts_free(facts);
}

static void without_a_declaration_the_view_is_empty(void **state)
{
	struct facts *facts = declare(rows, 0);
	struct arena arena, full;

	(void)state;
	arena_init(&arena, 0);
	arena_init(&full, 1);
	assert_false(declared_any(declared_of(facts, &arena)));
	assert_false(declared_any(declared_empty()));
	assert_null(declared_of(facts, &full));
	arena_done(&arena);
	arena_done(&full);
	facts_free(facts);
}

static void entries_of_tables_that_take_turns_keep_their_order(void **state)
{
	static const struct row mixed[] = {
		{"LogIntf", "b", "id", "b"}, {"InpVal", "z", "id", "z"},    {"LogIntf", "a", "id", "a"},
		{"InpVal", "y", "id", "y"},  {"LogIntf", "b", "port", "1"}, {"InpVal", "", "none", "yes"},
	};
	struct facts *facts = declare(mixed, sizeof mixed / sizeof mixed[0]);
	const struct declared *d;
	struct arena arena;

	(void)state;
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	assert_int_equal(declared_count(d, "LogIntf"), 2);
	assert_string_equal(declared_at(d, "LogIntf", 0)->id, "b");
	assert_string_equal(entry_get(declared_at(d, "LogIntf", 0), "port"), "1");
	assert_string_equal(declared_at(d, "LogIntf", 1)->id, "a");
	/* a table that says both is not empty, and the word stands */
	assert_int_equal(declared_count(d, "InpVal"), 2);
	assert_string_equal(declared_at(d, "InpVal", 1)->id, "y");
	assert_non_null(declared_none(d, "InpVal"));
	assert_null(declared_find(d, "InpVal", ""));
	assert_null(declared_find(d, "LogIntf", "z"));
	arena_done(&arena);
	facts_free(facts);
}

static void tens_of_thousands_of_entries_are_all_found(void **state)
{
	enum { MANY = 20000 };
	struct row *many = calloc(MANY, sizeof *many);
	char(*ids)[8] = calloc(MANY, sizeof *ids);
	const struct declared *d;
	struct facts *facts;
	struct arena arena;

	(void)state;
	assert_true(many && ids);
	for (size_t i = 0; i < MANY; i++) {
		snprintf(ids[i], sizeof ids[i], "%zu", i);
		many[i] = (struct row){i % 2 ? "InpVal" : "LogIntf", ids[i], "id", ids[i]};
	}
	facts = declare(many, MANY);
	arena_init(&arena, 0);
	d = declared_of(facts, &arena);
	for (size_t i = 0; i < MANY; i++) {
		assert_ptr_equal(declared_at(d, many[i].table, i / 2), declared_find(d, many[i].table, ids[i]));
		assert_string_equal(declared_at(d, many[i].table, i / 2)->id, ids[i]);
	}
	arena_done(&arena);
	facts_free(facts);
	free(many);
	free(ids);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_of_tables_that_take_turns_keep_their_order),
		cmocka_unit_test(tens_of_thousands_of_entries_are_all_found),
		cmocka_unit_test(tables_entries_and_values_are_found_in_the_order_of_the_file),
		cmocka_unit_test(an_absent_key_leads_to_its_entry_and_an_absent_entry_to_nothing),
		cmocka_unit_test(a_table_declared_empty_is_told_from_one_that_is_not_declared),
		cmocka_unit_test(without_a_declaration_the_view_is_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
