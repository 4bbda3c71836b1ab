#include "assess/facts/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_digest_of_facts_tells_any_change(void **state)
{
	struct error e;
	char before[65], after[65];

	(void)state;
	for (unsigned change = 0; change < 4; change++) {
		struct facts *facts = facts_new();
		struct fact_node node = {.chain = bytes_str("a"), .root = bytes_str("a"), .path = bytes_str("p")};
		struct fact fact = {.kind = FACT_ACCOUNT, .excerpt = bytes_str("x")};

		fact.field[ACCOUNT_NAME] = bytes_str(change == 1 ? "toor" : "root");
		fact.offset = change == 2;
		if (change == 3)
			fact.excerpt = bytes_str("y");
		assert_true(facts_node(facts, &node, &fact.node, &e) && facts_add(facts, &fact, &e));
		assert_true(facts_sort(facts, &e));
		facts_digest(facts, change ? after : before);
		if (change)
			assert_string_not_equal(before, after);
		facts_free(facts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digest_of_facts_tells_any_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
