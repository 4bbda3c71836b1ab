#include "assess/facts/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
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

static void the_digest_of_the_run_tells_any_change(void **state)
{
	const struct case_meta base = {.name = "a.bin", .sha256 = "ab", .edition = "V3.1.3", .complete = true};
	struct case_meta changed[14];
	struct case_summary summary = {.verdict = "PASS"};
	char before[65], after[65];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changed); i++)
		changed[i] = base;
	snprintf(changed[0].name, sizeof changed[0].name, "b.bin");
	snprintf(changed[1].sha256, sizeof changed[1].sha256, "ac");
	snprintf(changed[2].edition, sizeof changed[2].edition, "V2.1.1");
	snprintf(changed[3].declaration, sizeof changed[3].declaration, "p.yaml");
	snprintf(changed[4].declaration_sha256, sizeof changed[4].declaration_sha256, "ab");
	changed[5].size = changed[6].bytes = changed[7].explained = changed[8].files = 1;
	changed[9].containers = changed[10].restarts = 1;
	changed[11].folder = changed[12].sandboxed = true;
	changed[13].complete = false;
	case_run_digest(&base, before);
	for (size_t i = 0; i < ARRAY_LEN(changed); i++) {
		case_run_digest(&changed[i], after);
		assert_string_not_equal(before, after);
	}
	changed[0] = base;
	changed[0].summary = &summary;
	case_run_digest(&changed[0], after);
	assert_string_equal(before, after);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_digest_of_facts_tells_any_change),
		cmocka_unit_test(the_digest_of_the_run_tells_any_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
