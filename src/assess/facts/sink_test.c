#include "assess/facts/sink.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void a_fact_keeps_copies_of_what_it_was_given(void **state)
{
	struct fact_sink sink;
	struct fact_draft d;
	char value[] = "root";

	(void)state;
	sink_init(&sink, 0);
	d = fact_begin(&sink, FACT_ACCOUNT, 5, 6);
	fact_put_str(&d, ACCOUNT_NAME, value);
	fact_put_str(&d, ACCOUNT_SHELL, NULL);
	fact_put_number(&d, ACCOUNT_UID, 0);
	fact_put_bool(&d, ACCOUNT_LOGIN, true);
	fact_end(&d);
	value[0] = 'X';
	assert_int_equal(sink.count, 1);
	assert_true(fact_is(&sink.facts[0], ACCOUNT_NAME, "root"));
	assert_true(fact_is(&sink.facts[0], ACCOUNT_UID, "0"));
	assert_true(fact_is(&sink.facts[0], ACCOUNT_LOGIN, "yes"));
	assert_null(sink.facts[0].field[ACCOUNT_SHELL].at);
	sink_done(&sink);
}

static void excerpts_are_cut_and_the_budget_is_remembered(void **state)
{
	struct fact_sink sink;
	struct fact_draft d;
	char text[1000] = {0};

	(void)state;
	sink_init(&sink, 3);
	for (unsigned i = 0; i < 5; i++) {
		d = fact_begin(&sink, FACT_UNREAD, 0, 0);
		fact_excerpt(&d, bytes_of(text, sizeof text));
		fact_end(&d);
	}
	assert_int_equal(sink.count, 3);
	assert_true(sink.failed);
	assert_int_equal(sink.facts[0].excerpt.len, FACT_EXCERPT_MAX);
	sink_done(&sink);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_fact_keeps_copies_of_what_it_was_given),
		cmocka_unit_test(excerpts_are_cut_and_the_budget_is_remembered),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
