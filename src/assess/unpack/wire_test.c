#include "assess/unpack/wire.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static struct writer sample(void)
{
	struct writer w = writer_of(1u << 20, "sample");
	struct fact_node node = {.chain = bytes_str("x!0x0:tar!/a"),
				 .root = bytes_str("x!0x0:tar"),
				 .path = bytes_str("/a"),
				 .size = 7,
				 .has_sha256 = true};
	struct fact facts[2] = {{.kind = FACT_ACCOUNT, .offset = 3, .len = 4, .excerpt = bytes_str("root")},
				{.kind = FACT_UNREAD}};

	node.sha256[31] = 9;
	facts[0].field[ACCOUNT_NAME] = bytes_str("root");
	facts[0].field[ACCOUNT_PASSWORD] = bytes_of("", 0);
	facts[1].field[UNREAD_WHY] = bytes_of("a\0b", 3);
	wire_node(&w, &node, facts, 2);
	return w;
}

static void a_node_comes_out_as_it_went_in(void **state)
{
	struct writer w = sample();
	struct facts *facts = facts_new();
	const struct fact *fact;
	struct error e;

	(void)state;
	assert_true(wire_read_node(bytes_part(writer_bytes(&w), 5, UINT64_MAX), facts, &e));
	assert_true(facts_sort(facts, &e));
	assert_int_equal(facts_count(facts, FACT_ACCOUNT), 1);
	fact = facts_at(facts, FACT_ACCOUNT, 0);
	assert_true(fact_is(fact, ACCOUNT_NAME, "root"));
	assert_non_null(fact->field[ACCOUNT_PASSWORD].at); /* empty is not absent */
	assert_int_equal(fact->field[ACCOUNT_PASSWORD].len, 0);
	assert_null(fact->field[ACCOUNT_UID].at);
	assert_int_equal(fact->offset, 3);
	assert_true(bytes_is(fact_node_of(facts, fact)->chain, "x!0x0:tar!/a"));
	assert_int_equal(fact_node_of(facts, fact)->sha256[31], 9);
	assert_int_equal(facts_at(facts, FACT_UNREAD, 0)->field[UNREAD_WHY].len, 3);
	facts_free(facts);
	writer_free(&w);
}

static void every_prefix_of_a_record_is_refused(void **state)
{
	struct writer w = sample();
	struct bytes payload = bytes_part(writer_bytes(&w), 5, UINT64_MAX);

	(void)state;
	for (size_t len = 0; len < payload.len; len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct facts *facts = facts_new();
		struct error e;

		if (len)
			memcpy(copy, payload.at, len);
		assert_false(wire_read_node(bytes_of(copy, len), facts, &e));
		facts_free(facts);
		free(copy);
	}
	writer_free(&w);
}

static void unknown_kinds_and_fields_are_refused(void **state)
{
	struct writer w = sample();
	struct facts *facts = facts_new();
	struct error e;
	size_t kind_at = 5 + (4 + 12) + (4 + 9) + (4 + 2) + 8 + 1 + 32 + 4;

	(void)state;
	assert_int_equal(w.at[kind_at], FACT_ACCOUNT);
	w.at[kind_at] = FACT_KINDS;
	assert_false(wire_read_node(bytes_part(writer_bytes(&w), 5, UINT64_MAX), facts, &e));
	w.at[kind_at] = FACT_UNREAD; /* has fewer fields than the record fills */
	assert_false(wire_read_node(bytes_part(writer_bytes(&w), 5, UINT64_MAX), facts, &e));
	facts_free(facts);
	writer_free(&w);
}

static void totals_come_out_as_they_went_in(void **state)
{
	struct wire_totals in = {1, 2, 3, UINT64_MAX}, out;
	struct writer w = writer_of(100, "totals");
	struct error e;

	(void)state;
	wire_done(&w, &in);
	assert_int_equal(w.at[4], WIRE_DONE);
	assert_true(wire_read_done(bytes_part(writer_bytes(&w), 5, UINT64_MAX), &out, &e));
	assert_memory_equal(&in, &out, sizeof in);
	assert_false(wire_read_done(bytes_part(writer_bytes(&w), 6, UINT64_MAX), &out, &e));
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_node_comes_out_as_it_went_in),
		cmocka_unit_test(every_prefix_of_a_record_is_refused),
		cmocka_unit_test(unknown_kinds_and_fields_are_refused),
		cmocka_unit_test(totals_come_out_as_they_went_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
