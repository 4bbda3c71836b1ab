#include "assess/facts/case_schema.h"

#include "assess/facts/casefile.h"

#include <setjmp.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

static const struct case_meta meta = {.name = "image.bin", .sha256 = "ab", .complete = true, .edition = "V3.1.3"};

struct place {
	char folder[64], path[80], journal[96], victim[80];
};

static struct place place_make(void)
{
	struct place p = {.folder = "/tmp/holdfast-test-XXXXXX"};
	struct audit_event event = {"2026-01-01T00:00:00Z", "A", "assessed", "x", "y"};
	struct case_meta with = meta;
	struct facts *facts = facts_new();
	struct error e;

	with.event = &event;
	assert_non_null(mkdtemp(p.folder));
	snprintf(p.path, sizeof p.path, "%s/x.case", p.folder);
	snprintf(p.journal, sizeof p.journal, "%s/x.case-journal", p.folder);
	snprintf(p.victim, sizeof p.victim, "%s/precious", p.folder);
	assert_non_null(facts);
	assert_true(facts_sort(facts, &e));
	assert_true(case_save(p.path, facts, &with, &e));
	facts_free(facts);
	return p;
}

static void place_remove(const struct place *p)
{
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", p->folder);
	assert_int_equal(system(line), 0);
}

static void write_file(const char *path, const void *at, size_t len)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(at, 1, len, file), len);
	assert_int_equal(fclose(file), 0);
}

/* Loads it all ways there are; all must refuse it with a word about it. */
static void is_refused(const struct place *p, const char *says)
{
	struct case_summary summary = {0};
	struct facts *facts = facts_new();
	struct case_meta back;
	struct error e;

	assert_non_null(facts);
	assert_true(facts_sort(facts, &e));
	assert_false(case_save(p->path, facts, &meta, &e));
	facts_free(facts);
	assert_non_null(strstr(e.text, says));
	assert_false(case_load(p->path, &facts, &back, &e));
	if (!strstr(e.text, says))
		fail_msg("%s: does not say '%s'", e.text, says);
	assert_false(case_summary_load(p->path, &summary, &e));
	assert_non_null(strstr(e.text, says));
	assert_false(case_summary_save(p->path, &summary, &e));
	assert_non_null(strstr(e.text, says));
}

static void a_case_holds_what_this_program_makes_and_nothing_else(void **state)
{
	static const struct {
		const char *sql, *says;
	} rows[] = {
		{"CREATE TABLE mine(x)", "'mine'"},
		{"CREATE VIEW seen AS SELECT * FROM fact", "'seen'"},
		{"CREATE INDEX quick ON fact(kind)", "'quick'"},
		{"CREATE TRIGGER more AFTER INSERT ON node BEGIN DELETE FROM fact; END", "'more'"},
		{"CREATE VIRTUAL TABLE words USING fts5(x)", "'words"},
		{"DROP TABLE fact; CREATE VIEW fact AS SELECT 1 AS id", "'fact'"},
		{"DROP TABLE fact; CREATE TABLE fact(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, node INTEGER, offset "
		 "INTEGER NOT NULL, length INTEGER NOT NULL, excerpt BLOB AS (zeroblob(1000000)))",
		 "'fact'"},
		{"CREATE TABLE \"a\n\x1b[2Jb\"(x)", "a??[2Jb"},
		{"PRAGMA journal_mode=WAL; CREATE TABLE t(x)", "write-ahead"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct place p = place_make();
		sqlite3 *db;

		assert_int_equal(sqlite3_open(p.path, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, rows[i].sql, NULL, NULL, NULL), SQLITE_OK);
		assert_int_equal(sqlite3_close(db), SQLITE_OK);
		is_refused(&p, rows[i].says);
		place_remove(&p);
	}
}

static void put_u32(uint8_t *at, uint32_t value)
{
	for (int i = 0; i < 4; i++)
		at[i] = (uint8_t)(value >> (24 - 8 * i));
}

/* What SQLite would do: roll back, then remove the file that the journal names as its super-journal. */
static size_t hostile_journal(const struct place *p, uint8_t out[static 2048])
{
	static const uint8_t magic[8] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
	size_t name = strlen(p->victim), at = 512;
	uint32_t sum = 0;

	memset(out, 0, 2048);
	memcpy(out, magic, 8);
	put_u32(out + 16, 1);
	put_u32(out + 20, 512);
	put_u32(out + 24, 4096);
	put_u32(out + at, 0x40000000 / 4096 + 1);
	memcpy(out + at + 4, p->victim, name);
	for (size_t i = 0; i < name; i++)
		sum += (uint8_t)p->victim[i];
	at += 4 + name;
	put_u32(out + at, (uint32_t)name);
	put_u32(out + at + 4, sum);
	memcpy(out + at + 8, magic, 8);
	return at + 16;
}

static void a_journal_that_names_another_file_removes_nothing(void **state)
{
	struct place p = place_make();
	uint8_t journal[2048];
	size_t len = hostile_journal(&p, journal);

	(void)state;
	write_file(p.victim, "precious", 8);
	write_file(p.journal, journal, len);
	is_refused(&p, "names another file");
	assert_int_equal(access(p.victim, F_OK), 0);
	assert_int_equal(access(p.journal, F_OK), 0);
	/* the test can fail: left alone, SQLite does remove it */
	{
		sqlite3 *db;

		assert_int_equal(sqlite3_open(p.path, &db), SQLITE_OK);
		(void)sqlite3_exec(db, "SELECT * FROM meta", NULL, NULL, NULL);
		sqlite3_close(db);
		assert_int_not_equal(access(p.victim, F_OK), 0);
	}
	place_remove(&p);
}

static void links_and_devices_beside_a_case_are_not_followed(void **state)
{
	struct place p = place_make();
	char wal[96];

	(void)state;
	write_file(p.victim, "precious", 8);
	assert_int_equal(symlink(p.victim, p.journal), 0);
	is_refused(&p, "no plain file");
	assert_int_equal(unlink(p.journal), 0);
	assert_int_equal(mkfifo(p.journal, 0600), 0);
	is_refused(&p, "no plain file");
	assert_int_equal(unlink(p.journal), 0);
	snprintf(wal, sizeof wal, "%s-wal", p.path);
	write_file(wal, "x", 1);
	is_refused(&p, "no case has one");
	place_remove(&p);
}

static void what_is_no_regular_file_is_no_case(void **state)
{
	struct place p = place_make();

	(void)state;
	assert_int_equal(unlink(p.path), 0);
	assert_int_equal(mkfifo(p.path, 0600), 0);
	is_refused(&p, "no regular file");
	assert_int_equal(unlink(p.path), 0);
	assert_int_equal(mkdir(p.path, 0700), 0);
	is_refused(&p, "no regular file");
	place_remove(&p);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_holds_what_this_program_makes_and_nothing_else),
		cmocka_unit_test(a_journal_that_names_another_file_removes_nothing),
		cmocka_unit_test(links_and_devices_beside_a_case_are_not_followed),
		cmocka_unit_test(what_is_no_regular_file_is_no_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
