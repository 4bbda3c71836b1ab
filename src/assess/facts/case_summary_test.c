#include "assess/facts/case_schema.h"
#include "assess/facts/casedb.h"
#include "assess/facts/casefile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

static const struct case_summary lock = {
	.product = "Lock", .verdict = "PASS", .support_end = "2032-01-31", .pass = 7, .open = 3};

static void make(char path[64])
{
	struct case_meta meta = {.name = "image.bin", .edition = "V3.1.3", .summary = &lock};
	struct facts *facts = facts_new();
	struct error e;
	int fd;

	snprintf(path, 64, "/tmp/holdfast-test-XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	close(fd);
	assert_true(facts_sort(facts, &e));
	assert_true(case_save(path, facts, &meta, &e));
	facts_free(facts);
}

/* As record_answers() does, without all that is checked there. */
static void answer(const char *path)
{
	sqlite3 *db;
	struct error e;

	assert_true(case_open_write(path, &db, &e));
	assert_true(case_schema_make(db, CASE_PART_ANSWERS, &e));
	assert_true(case_run(db,
			     "INSERT INTO answer(unit,edition,verdict,note,by,at,overrule,basis) "
			     "VALUES('','','','','','',0,'')",
			     &e));
	assert_true(case_commit(db, &e));
}

static void a_summary_is_kept_and_replaced_alone(void **state)
{
	struct case_summary back, next = lock;
	struct case_meta meta;
	struct facts *facts;
	char path[64];
	struct error e;

	(void)state;
	make(path);
	assert_true(case_summary_load(path, &back, &e));
	assert_memory_equal(&lock, &back, sizeof lock);
	next.pass = 8;
	snprintf(next.verdict, sizeof next.verdict, "FAIL");
	assert_true(case_summary_save(path, &next, &e));
	assert_true(case_summary_load(path, &back, &e));
	assert_memory_equal(&next, &back, sizeof next);
	assert_true(case_load(path, &facts, &meta, &e));
	assert_string_equal(meta.name, "image.bin");
	facts_free(facts);
	unlink(path);
}

static void a_summary_says_that_an_answer_was_given_since(void **state)
{
	struct case_summary back, next = lock;
	char path[64];
	struct error e;

	(void)state;
	make(path);
	answer(path);
	assert_true(case_summary_load(path, &back, &e));
	assert_true(back.behind);
	assert_int_equal(back.answers, 0);
	next.answers = 1;
	assert_true(case_summary_save(path, &next, &e));
	assert_true(case_summary_load(path, &back, &e));
	assert_false(back.behind);
	assert_int_equal(back.answers, 1);
	unlink(path);
}

/* Two persons answer at once: the first one's judging ends last. */
static void an_older_summary_does_not_take_the_place_of_a_newer_one(void **state)
{
	struct case_summary back, first = lock, second = lock;
	char path[64];
	struct error e;

	(void)state;
	make(path);
	answer(path);
	answer(path);
	first.answers = 1;
	first.pass = 8;
	second.answers = 2;
	second.pass = 9;
	assert_true(case_summary_save(path, &second, &e));
	assert_true(case_summary_save(path, &first, &e));
	assert_true(case_summary_load(path, &back, &e));
	assert_int_equal(back.pass, 9);
	assert_false(back.behind);
	unlink(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_summary_is_kept_and_replaced_alone),
		cmocka_unit_test(a_summary_says_that_an_answer_was_given_since),
		cmocka_unit_test(an_older_summary_does_not_take_the_place_of_a_newer_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
