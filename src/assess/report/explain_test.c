#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assess/checks/check.h"
#include "assess/report/explain.h"

static char *explained(const char *id, bool want)
{
	struct writer w = writer_of(1 << 20, "explain");

	assert_int_equal(explain_print(&w, id), want);
	write_u8(&w, 0);
	assert_true(writer_ok(&w));
	return (char *)writer_take(&w).at;
}

static void expect(const char *id, bool want, const char *text)
{
	char *got = explained(id, want);

	if (!strstr(got, text))
		fail_msg("'%s' is not in:\n%s", text, got);
	free(got);
}

static void a_provision_is_explained_in_both_editions(void **state)
{
	(void)state;
	expect("5.1-1", true, "5.1-1 in EN 303 645 V3.1.3, tested by TS 103 701 V2.1.1");
	expect("5.1-1", true, "5.1-1 in EN 303 645 V2.1.1, tested by TS 103 701 V1.1.1");
	expect("5.1-1", true, "Status M C (1): mandatory");
	expect("5.1-1", true, "feature (a): ");
	expect("5.1-1", true, "condition (1): Passwords are in use.");
	expect("5.1-1", true, "Test case 5.1-1-2, functional");
	expect("5.1-1", true, "check empty-password (refutes: fails on evidence), reads file account listener console");
	expect("5.1-1", true, "asks a person: ");
	expect("5.1-1", true, "PSTI pw-unique: ");
	expect("5.1-1", true, "CRA A1-I-2b: ");
}

static void every_spelling_is_understood(void **state)
{
	static const char *const same[] = {"5.1-1-2 b", "5_1_1_2_b", "5.1-1-2b", " 5.1-1-2  b "};
	char *first = explained(same[0], true);

	(void)state;
	for (size_t i = 1; i < ARRAY_LEN(same); i++) {
		char *other = explained(same[i], true);

		assert_string_equal(first, other);
		free(other);
	}
	free(first);
	expect("5_1_1", true, "5.1-1 unique-default-passwords");
	expect("5.3-4a", true, "5.3-4A ");
	expect("6-3A", true, "6-3A ");
}

static void a_unit_alone_is_explained_alone(void **state)
{
	char *got = explained("5.1-1-2 b", true);

	(void)state;
	assert_non_null(strstr(got, "       b  check that user-defined passwords"));
	assert_null(strstr(got, "       c  "));
	assert_null(strstr(got, "Test case 5.1-1-1"));
	assert_null(strstr(got, "Laws and schemes"));
	free(got);
}

static void a_clause_lists_its_provisions(void **state)
{
	(void)state;
	expect("5.1", true, "5.1 No universal default passwords");
	expect("5.1", true, "5.1-2A");
	expect("6", true, "6-8");
	expect("5.0", true, "5.0-1");
	expect("4", true, "4-1");
}

static void a_void_provision_names_its_successors(void **state)
{
	(void)state;
	expect("5.3-4", true, "5.3-4 is void in EN 303 645 V3.1.3: see 5.3-4A; 5.3-4B");
	expect("4-1", true, "In the other edition: 5.0-1");
}

static void an_unknown_id_gets_the_nearest_ones(void **state)
{
	(void)state;
	expect("5.1-9", false, "Nothing in EN 303 645 or TS 103 701 is called '5.1-9'.");
	expect("5.1-9", false, "Nearest: 5.1-1 5.1-2 5.1-3");
	expect("", false, "Nearest:");
	expect("\x1b[31m", false, "'\\x1b[31m'");
	expect("5.1-1-2 b and much more than any id could ever hold in it", false, "Nearest:");
	expect("password!", false, "Nearest:");
}

static void everything_in_the_catalogue_can_be_explained(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_provision_count; i++)
		free(explained(catalogue_provisions[i].id, true));
	for (size_t i = 0; i < UNIT_COUNT; i++) {
		char *got = explained(unit_name((enum unit_id)i), true);

		assert_true(strstr(got, "needs: ") || strstr(got, "does not decide it: "));
		for (char *line = strtok(got, "\n"); line; line = strtok(NULL, "\n"))
			if (strlen(line) > 140)
				fail_msg("too long: %s", line);
		free(got);
	}
}

static void a_full_writer_is_no_failure_of_ours(void **state)
{
	struct writer w = writer_of(100, "explain");

	(void)state;
	assert_true(explain_print(&w, "5.1-1"));
	assert_false(writer_ok(&w));
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(a_provision_is_explained_in_both_editions),
		cmocka_unit_test(every_spelling_is_understood),
		cmocka_unit_test(a_unit_alone_is_explained_alone),
		cmocka_unit_test(a_clause_lists_its_provisions),
		cmocka_unit_test(a_void_provision_names_its_successors),
		cmocka_unit_test(an_unknown_id_gets_the_nearest_ones),
		cmocka_unit_test(everything_in_the_catalogue_can_be_explained),
		cmocka_unit_test(a_full_writer_is_no_failure_of_ours),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
