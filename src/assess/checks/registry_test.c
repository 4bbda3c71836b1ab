#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "assess/checks/check.h"

static void every_unit_of_both_editions_has_a_question(void **state)
{
	(void)state;
	for (size_t i = 0; i < catalogue_unit_count; i++) {
		const struct unit *u = &catalogue_units[i];
		size_t questions = 0;

		for (size_t j = 0; j < checks_count; j++)
			questions +=
				checks[j].unit == u->id && check_serves(&checks[j], u->edition) && checks[j].question;
		if (questions != 1)
			fail_msg("%s of %s has %zu questions", u->name, edition_name(u->edition), questions);
	}
}

static void no_row_names_a_unit_that_no_edition_has(void **state)
{
	(void)state;
	for (size_t i = 0; i < checks_count; i++)
		if (!check_serves(&checks[i], EDITION_V2_1_1) && !check_serves(&checks[i], EDITION_V3_1_3))
			fail_msg("row %s serves no edition", checks[i].name);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void no_two_rows_share_a_name(void **state)
{
	const char **names = calloc(checks_count, sizeof *names);

	(void)state;
	assert_non_null(names);
	for (size_t i = 0; i < checks_count; i++)
		names[i] = checks[i].name;
	qsort(names, checks_count, sizeof *names, compare_names);
	for (size_t i = 1; i < checks_count; i++)
		if (!strcmp(names[i - 1], names[i]))
			fail_msg("two rows are called %s", names[i]);
	free(names);
}

static void every_row_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < checks_count; i++) {
		const struct check *row = &checks[i];

		assert_true(row->unit < UNIT_COUNT);
		if (row->run) {
			assert_true(row->needs != 0);
			assert_true(row->automation != BY_HAND);
		} else {
			assert_int_equal(row->automation, BY_HAND);
			assert_true(row->missing && row->missing[0]);
			/* what passes stands behind it where a plain yes does not */
			assert_true(row->question[strlen(row->question) - 1] == '?' || strstr(row->question, "? "));
		}
	}
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(every_unit_of_both_editions_has_a_question),
		cmocka_unit_test(no_row_names_a_unit_that_no_edition_has),
		cmocka_unit_test(no_two_rows_share_a_name),
		cmocka_unit_test(every_row_is_whole),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
