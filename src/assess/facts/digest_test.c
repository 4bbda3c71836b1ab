#include "assess/facts/digest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* One node and one fact, as `spoil` left them. */
struct sample {
	struct fact_node node;
	struct fact fact;
};

static struct sample sample(void)
{
	struct sample ret = {
		.node = {.chain = bytes_str("a!/p"),
			 .root = bytes_str("a"),
			 .path = bytes_str("/p"),
			 .size = 0x010203040506},
		.fact = {.kind = FACT_ACCOUNT, .offset = 3, .len = 4, .excerpt = bytes_str("x")},
	};

	ret.node.has_sha256 = true;
	ret.fact.field[ACCOUNT_NAME] = bytes_str("root");
	ret.fact.field[ACCOUNT_STATE] = bytes_str("hash"); /* behind fields that are absent */
	return ret;
}

static void digest_of(struct sample s, char ret[65])
{
	struct facts *facts = facts_new();
	struct error e;

	memset(ret, 'x', 65);
	assert_true(facts_node(facts, &s.node, &s.fact.node, &e) && facts_add(facts, &s.fact, &e));
	assert_true(facts_sort(facts, &e));
	facts_digest(facts, ret);
	facts_free(facts);
}

static void the_same_facts_have_the_same_digest(void **state)
{
	char one[65], other[65];

	(void)state;
	digest_of(sample(), one);
	digest_of(sample(), other);
	assert_string_equal(one, other);
	assert_int_equal(strlen(one), 64);
	/* cases that are kept name it: another one means that none of them can be read any more */
	assert_string_equal(one, "ef0c78c436c434acd374466a31c66ed3bdd2040348dc657d669b94d778372fad");
}

static void the_digest_of_facts_tells_any_change(void **state)
{
	char before[65], after[65];

	(void)state;
	digest_of(sample(), before);
	for (unsigned change = 0; change < 15; change++) {
		struct sample s = sample();

		switch (change) {
		case 0:
			s.node.chain = bytes_str("a!/q");
			break;
		case 1:
			s.node.root = bytes_str("b");
			break;
		case 2: /* a check may take the example for the file itself */
			s.node.path = bytes_str("/p.example");
			break;
		case 3:
			s.node.size++;
			break;
		case 4:
			s.node.sha256[31] = 1;
			break;
		case 5:
			s.node.has_sha256 = false;
			break;
		case 6:
			s.fact.kind = FACT_SECRET;
			break;
		case 7:
			s.fact.offset = (uint64_t)3 << 32;
			break;
		case 8:
			s.fact.len = 5;
			break;
		case 9:
			s.fact.excerpt = bytes_str("y");
			break;
		case 10:
			s.fact.field[ACCOUNT_NAME] = bytes_str("toor");
			break;
		case 11: /* the same text in another field */
			s.fact.field[ACCOUNT_UID] = s.fact.field[ACCOUNT_NAME];
			s.fact.field[ACCOUNT_NAME] = bytes_of(NULL, 0);
			break;
		case 12: /* empty is not absent */
			s.fact.field[ACCOUNT_UID] = bytes_str("");
			break;
		case 13:
			s.fact.field[ACCOUNT_STATE] = bytes_str("empty");
			break;
		default: /* the text of one part moved into the next */
			s.node.chain = bytes_str("a!/");
			s.node.root = bytes_str("pa");
		}
		digest_of(s, after);
		if (strcmp(before, after) == 0)
			fail_msg("change %u is not noticed", change);
	}
}

static void the_file_that_a_fact_is_of_is_part_of_the_digest(void **state)
{
	char digest[2][65];

	(void)state;
	for (unsigned at = 0; at < 2; at++) {
		struct fact_node nodes[2] = {sample().node, sample().node};
		struct fact fact = sample().fact;
		struct facts *facts = facts_new();
		struct error e;
		uint32_t index[2];

		nodes[1].chain = bytes_str("a!/q");
		nodes[1].path = bytes_str("/q");
		for (unsigned i = 0; i < 2; i++)
			assert_true(facts_node(facts, &nodes[i], &index[i], &e));
		fact.node = index[at];
		assert_true(facts_add(facts, &fact, &e) && facts_sort(facts, &e));
		facts_digest(facts, digest[at]);
		facts_free(facts);
	}
	assert_string_not_equal(digest[0], digest[1]);
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
		cmocka_unit_test(the_same_facts_have_the_same_digest),
		cmocka_unit_test(the_digest_of_facts_tells_any_change),
		cmocka_unit_test(the_digest_of_the_run_tells_any_change),
		cmocka_unit_test(the_file_that_a_fact_is_of_is_part_of_the_digest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
