#include "assess/facts/audit.h"
#include "assess/facts/casedb.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static sqlite3 *memory(void)
{
	sqlite3 *db;

	assert_int_equal(sqlite3_open(":memory:", &db), SQLITE_OK);
	return db;
}

static const struct audit_event event = {"2026-11-21T10:00:00Z", "A. Tester", "answered", "5.1-1-1 a", "PASS"};

static void entries_come_back_in_order_each_with_its_hash(void **state)
{
	const struct audit_entry *all;
	sqlite3 *db = memory();
	struct arena arena;
	struct error e;
	size_t count;

	(void)state;
	arena_init(&arena, 0);
	for (unsigned i = 0; i < 3; i++)
		assert_true(audit_append(db, &event, &e));
	assert_true(audit_load(db, &arena, &all, &count, &e));
	assert_int_equal(count, 3);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(all[i].number, i + 1);
		assert_int_equal(strlen(all[i].hash), 64);
		assert_string_equal(all[i].event.who, "A. Tester");
	}
	/* the same event twice is two entries: each hash covers the one before */
	assert_string_not_equal(all[0].hash, all[1].hash);
	arena_done(&arena);
	sqlite3_close(db);
}

static void a_case_without_a_trail_has_no_entries(void **state)
{
	const struct audit_entry *all;
	sqlite3 *db = memory();
	struct arena arena;
	struct error e;
	size_t count;

	(void)state;
	arena_init(&arena, 0);
	assert_true(audit_load(db, &arena, &all, &count, &e));
	assert_int_equal(count, 0);
	arena_done(&arena);
	sqlite3_close(db);
}

/* Where one field ends and the next begins is part of the hash. */
static void moving_text_between_fields_changes_the_hash(void **state)
{
	static const struct audit_event shifted = {"2026-11-21T10:00:00Z", "A. Testera", "nswered", "5.1-1-1 a",
						   "PASS"};
	const struct audit_entry *one, *other;
	sqlite3 *left = memory(), *right = memory();
	struct arena arena;
	struct error e;
	size_t count;

	(void)state;
	arena_init(&arena, 0);
	assert_true(audit_append(left, &event, &e) && audit_append(right, &shifted, &e));
	assert_true(audit_load(left, &arena, &one, &count, &e));
	assert_true(audit_load(right, &arena, &other, &count, &e));
	assert_string_not_equal(one[0].hash, other[0].hash);
	arena_done(&arena);
	sqlite3_close(left);
	sqlite3_close(right);
}

static void an_entry_larger_than_its_bound_is_refused(void **state)
{
	static char large[AUDIT_TEXT_MAX + 2];
	struct audit_event too_large = event;
	sqlite3 *db = memory();
	struct error e;

	(void)state;
	memset(large, 'x', sizeof large - 1);
	too_large.detail = large;
	assert_false(audit_append(db, &too_large, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	sqlite3_close(db);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(entries_come_back_in_order_each_with_its_hash),
		cmocka_unit_test(a_case_without_a_trail_has_no_entries),
		cmocka_unit_test(moving_text_between_fields_changes_the_hash),
		cmocka_unit_test(an_entry_larger_than_its_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
