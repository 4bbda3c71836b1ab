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

/* What a stranger does to the table with another program; the text of the error that notices it. */
static void every_column_of_an_entry_is_covered_by_its_hash(void **state)
{
	static const struct {
		const char *sql, *error;
	} changes[] = {
		{"UPDATE audit SET at='2026-11-22T10:00:00Z' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET who='B. Tester' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET what='issued' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET subject='5.1-1-1 b' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET detail='FAIL' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET hash=(SELECT hash FROM audit WHERE number=1) WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET hash='' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET who='A'||char(0)||'B' WHERE number=2", "entry 2 is not text"},
		{"UPDATE audit SET detail=zeroblob(65537) WHERE number=2", "entry 2 is not text"},
		{"UPDATE audit SET detail=printf('%.*c',65537,'x') WHERE number=2", "entry 2 is not text"},
		{"DELETE FROM audit WHERE number=2", "entry 3 stands where 2 belongs"},
		{"DELETE FROM audit WHERE number=1", "entry 2 stands where 1 belongs"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(changes); i++) {
		const struct audit_entry *all;
		sqlite3 *db = memory();
		struct arena arena;
		struct error e;
		size_t count;

		arena_init(&arena, 0);
		for (unsigned k = 0; k < 3; k++)
			assert_true(audit_append(db, &event, &e));
		/* the table has triggers against this; another program need not run them */
		sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
		if (sqlite3_exec(db, changes[i].sql, NULL, NULL, NULL) != SQLITE_OK)
			fail_msg("%s: %s", changes[i].sql, sqlite3_errmsg(db));
		if (audit_load(db, &arena, &all, &count, &e) || !strstr(e.text, changes[i].error))
			fail_msg("%s: %s", changes[i].sql, e.text);
		assert_int_equal(e.code, ERROR_INPUT);
		arena_done(&arena);
		sqlite3_close(db);
	}
}

static void what_was_appended_comes_back_field_by_field(void **state)
{
	const struct audit_entry *all;
	sqlite3 *db = memory();
	struct arena arena;
	struct error e;
	size_t count;

	(void)state;
	arena_init(&arena, 0);
	assert_true(audit_append(db, &event, &e));
	assert_true(audit_load(db, &arena, &all, &count, &e));
	assert_string_equal(all[0].event.at, event.at);
	assert_string_equal(all[0].event.who, event.who);
	assert_string_equal(all[0].event.what, event.what);
	assert_string_equal(all[0].event.subject, event.subject);
	assert_string_equal(all[0].event.detail, event.detail);
	/* the first of all entries: printed documents name such hashes */
	assert_string_equal(all[0].hash, "5103ecbf75aaaf086521d3df757995d427f2a2aa4cf3c7a5b22cb4d747b9774d");
	arena_done(&arena);
	sqlite3_close(db);
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
		cmocka_unit_test(every_column_of_an_entry_is_covered_by_its_hash),
		cmocka_unit_test(what_was_appended_comes_back_field_by_field),
		cmocka_unit_test(an_entry_larger_than_its_bound_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
