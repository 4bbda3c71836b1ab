#include "assess/cli/declaring.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void expect(const struct product *p, enum declaring_told told, const char *text)
{
	struct writer out = writer_of(1 << 16, "messages");
	char *said;

	declaring_print(&out, "assess", p, told);
	write_u8(&out, 0);
	said = (char *)(uintptr_t)writer_bytes(&out).at;
	assert_string_equal(said, text);
	writer_free(&out);
}

static void all_problems_are_told_with_their_place(void **state)
{
	static const struct product_problem problems[] = {{3, 7, "'x' is wrong"}, {0, 0, "no YAML"}};
	const struct product p = {.name = "p.yaml", .problems = problems, .problem_count = 2};

	(void)state;
	expect(&p, DECLARING_QUIET,
	       "holdfast assess: p.yaml:3:7: 'x' is wrong\nholdfast assess: p.yaml: no YAML\n"
	       "holdfast assess: p.yaml: refused with 2 problems; nothing was taken from it\n");
}

static void of_the_gaps_the_first_are_told_and_how_many_there_are(void **state)
{
	struct product_problem gaps[8];
	struct product p = {.name = "p.yaml", .gaps = gaps, .gap_count = 8};

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		gaps[i] = (struct product_problem){i + 1, 1, "k"};
	expect(&p, DECLARING_QUIET, "");
	expect(&p, DECLARING_SOME,
	       "holdfast assess: p.yaml:1:1: not said yet: k\nholdfast assess: p.yaml:2:1: not said yet: k\n"
	       "holdfast assess: p.yaml:3:1: not said yet: k\nholdfast assess: p.yaml:4:1: not said yet: k\n"
	       "holdfast assess: p.yaml:5:1: not said yet: k\n"
	       "holdfast assess: p.yaml: and 3 more that the file does not say yet (holdfast assess --all names "
	       "them)\n");
	p.gap_count = 6;
	expect(&p, DECLARING_ALL,
	       "holdfast assess: p.yaml:1:1: not said yet: k\nholdfast assess: p.yaml:2:1: not said yet: k\n"
	       "holdfast assess: p.yaml:3:1: not said yet: k\nholdfast assess: p.yaml:4:1: not said yet: k\n"
	       "holdfast assess: p.yaml:5:1: not said yet: k\nholdfast assess: p.yaml:6:1: not said yet: k\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_problems_are_told_with_their_place),
		cmocka_unit_test(of_the_gaps_the_first_are_told_and_how_many_there_are),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
