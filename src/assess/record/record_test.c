#include "assess/record/record.h"

#include "assess/formats/format_testkit.h"

#include "assess/facts/casefile.h"

#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
	char folder[32], path[64];
};

static struct place make_case(void)
{
	static const struct audit_event event = {"2026-11-21T10:00:00Z", "holdfast", "assessed", "image.bin", "first"};
	struct case_meta meta = {.name = "image.bin", .sha256 = "ab", .edition = "V3.1.3", .event = &event};
	struct place p = {.folder = "/tmp/holdfast-test-XXXXXX"};
	struct facts *facts = facts_new();
	struct error e;

	assert_non_null(mkdtemp(p.folder));
	snprintf(p.path, sizeof p.path, "%s/case", p.folder);
	assert_true(facts_sort(facts, &e));
	assert_true(case_save(p.path, facts, &meta, &e));
	facts_free(facts);
	return p;
}

static void drop_case(const struct place *p)
{
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", p->folder);
	assert_int_equal(system(line), 0);
}

static const struct answer answer = {.unit = U_5_2_1_2_b,
				     .edition = EDITION_V3_1_3,
				     .verdict = VERDICT_PASS,
				     .note = "read on the site",
				     .by = "A. Tester",
				     .at = "2026-11-21T12:00:00Z",
				     .basis = "00"};
static const struct record_file shot = {"page.png", {(const uint8_t *)"\x89PNG", 4}};

static void give(const struct place *p)
{
	struct error e;

	if (!record_answers(p->path, &answer, 1, &shot, 1, "2026-11-21T12:00:01Z", &e))
		fail_msg("%s", e.text);
}

static void sql(const struct place *p, const char *text)
{
	sqlite3 *db;
	char *why = NULL;

	assert_int_equal(sqlite3_open(p->path, &db), SQLITE_OK);
	/* what a stranger with any SQLite tool can do */
	assert_int_equal(
		sqlite3_exec(db,
			     "DROP TRIGGER IF EXISTS audit_no_update; DROP TRIGGER IF EXISTS audit_no_delete;"
			     "DROP TRIGGER IF EXISTS answer_no_update; DROP TRIGGER IF EXISTS answer_no_delete",
			     NULL, NULL, NULL),
		SQLITE_OK);
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
		fail_msg("%s: %s", text, why);
	sqlite3_close(db);
}

static void an_answer_comes_back_as_it_was_given(void **state)
{
	struct place p = make_case();
	struct arena arena;
	struct record r;
	struct bytes content;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	give(&p);
	if (!record_load(p.path, &arena, &r, &e))
		fail_msg("%s", e.text);
	assert_int_equal(r.answer_count, 1);
	assert_int_equal(r.answers[0].unit, U_5_2_1_2_b);
	assert_int_equal(r.answers[0].verdict, VERDICT_PASS);
	assert_string_equal(r.answers[0].note, "read on the site");
	assert_string_equal(r.answers[0].by, "A. Tester");
	assert_int_equal(r.answers[0].attachment_count, 1);
	assert_string_equal(r.answers[0].attachments[0].name, "page.png");
	assert_true(record_attachment(p.path, r.answers[0].attachments[0].sha256, &arena, &content, &e));
	assert_int_equal(content.len, 4);
	assert_memory_equal(content.at, "\x89PNG", 4);
	assert_int_equal(r.trail_count, 2);
	assert_string_equal(r.trail[0].event.what, "assessed");
	assert_string_equal(r.trail[1].event.what, "answered");
	assert_string_equal(r.trail[1].event.who, "A. Tester");
	assert_string_equal(r.trail[1].event.at, "2026-11-21T12:00:01Z"); /* when it was recorded */
	assert_string_equal(r.head, r.trail[1].hash);
	arena_done(&arena);
	drop_case(&p);
}

static void assessing_again_keeps_answers_and_trail(void **state)
{
	struct place p = make_case();
	const struct audit_event event = {"2026-11-22T10:00:00Z", "holdfast", "assessed", "image2.bin", "second"};
	struct case_meta meta = {.name = "image2.bin", .sha256 = "cd", .edition = "V3.1.3", .event = &event};
	struct facts *facts = facts_new();
	struct arena arena;
	struct record r;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	give(&p);
	assert_true(facts_sort(facts, &e));
	assert_true(case_save(p.path, facts, &meta, &e));
	assert_true(record_load(p.path, &arena, &r, &e));
	assert_int_equal(r.answer_count, 1);
	assert_int_equal(r.trail_count, 3);
	facts_free(facts);
	arena_done(&arena);
	drop_case(&p);
}

static void other_tools_are_told_that_nothing_is_changed_or_removed(void **state)
{
	static const char *const tries[] = {"UPDATE audit SET who='B'", "DELETE FROM audit",
					    "UPDATE answer SET verdict='FAIL'", "DELETE FROM answer"};
	struct place p = make_case();
	sqlite3 *db;

	(void)state;
	give(&p);
	assert_int_equal(sqlite3_open(p.path, &db), SQLITE_OK);
	for (size_t i = 0; i < ARRAY_LEN(tries); i++)
		assert_int_equal(sqlite3_exec(db, tries[i], NULL, NULL, NULL), SQLITE_CONSTRAINT);
	sqlite3_close(db);
	drop_case(&p);
}

struct damage {
	const char *sql, *told;
};

static void every_change_to_answers_or_trail_is_noticed_and_named(void **state)
{
	static const struct damage damages[] = {
		{"UPDATE audit SET who='B' WHERE number=1", "entry 1 was changed"},
		{"UPDATE audit SET at='2027' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET what='seen' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET subject='x' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET detail='x' WHERE number=2", "entry 2 was changed"},
		{"UPDATE audit SET hash='x' WHERE number=1", "entry 1 was changed"},
		{"DELETE FROM audit WHERE number=1", "entries are missing"},
		{"DELETE FROM audit WHERE number=2", "stands in no entry"},
		{"UPDATE audit SET number=number+1 WHERE number=2", "entries are missing"},
		{"UPDATE answer SET verdict='FAIL'", "was changed"},
		{"UPDATE answer SET note='never mind'", "was changed"},
		{"UPDATE answer SET by='B. Other'", "was changed"},
		{"UPDATE answer SET at='2020-01-01T00:00:00Z'", "was changed"},
		{"UPDATE answer SET overrule=1", "was changed"},
		{"UPDATE answer SET basis='11'", "was changed"},
		{"UPDATE answer SET edition='V2.1.1'", "was changed"},
		{"UPDATE answer SET unit='5.2-1-2 a'", "was changed"},
		{"UPDATE answer SET unit='5.99-1-1 a'", "does not fit"},
		{"UPDATE attachment SET name='other.png'", "was changed"},
		{"UPDATE attachment SET sha256='00'", "was changed"},
		{"DELETE FROM attachment", "was changed"},
		{"UPDATE attachment SET size=5", "'page.png' was removed or changed"},
		{"UPDATE content SET bytes=x'0000000000'", "'page.png' was removed or changed"},
		{"DELETE FROM content", "'page.png' was removed or changed"},
		{"DELETE FROM answer", "is missing"},
		{"INSERT INTO answer(unit,edition,verdict,note,by,at,overrule,basis) VALUES('5.2-1-2 "
		 "a','V3.1.3','PASS','','X','',0,'')",
		 "stands in no entry"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct place p = make_case();
		struct arena arena;
		struct record r;
		struct error e = {0};

		arena_init(&arena, 0);
		give(&p);
		sql(&p, damages[i].sql);
		if (record_load(p.path, &arena, &r, &e))
			fail_msg("not noticed: %s", damages[i].sql);
		if (!strstr(e.text, damages[i].told))
			fail_msg("%s: %s", damages[i].sql, e.text);
		arena_done(&arena);
		drop_case(&p);
	}
}

static void a_changed_attachment_is_noticed(void **state)
{
	struct place p = make_case();
	struct arena arena;
	struct record r;
	struct bytes content;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	give(&p);
	sql(&p, "UPDATE content SET bytes=x'00000000'");
	assert_true(record_load(p.path, &arena, &r, &e));
	assert_false(record_attachment(p.path, r.answers[0].attachments[0].sha256, &arena, &content, &e));
	assert_non_null(strstr(e.text, "was changed"));
	arena_done(&arena);
	drop_case(&p);
}

static void an_answer_needs_a_name_and_overruling_a_reason(void **state)
{
	struct place p = make_case();
	struct answer a = answer;
	struct error e;

	(void)state;
	a.by = "";
	assert_false(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	assert_int_equal(e.code, ERROR_USAGE);
	a = answer;
	a.by = " \t";
	assert_false(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	a.by = "A.\033[8m Tester";
	assert_false(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	assert_non_null(strstr(e.text, "no plain text"));
	a = answer;
	a.note = "\xff";
	assert_false(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	a.note = "two\nlines, caf\xc3\xa9";
	assert_true(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	a.overrule = true;
	a.note = " ";
	assert_false(record_answers(p.path, &a, 1, NULL, 0, "2026-11-21T12:00:01Z", &e));
	assert_non_null(strstr(e.text, "why"));
	drop_case(&p);
}

static size_t answers_in(const struct place *p)
{
	struct arena arena;
	struct record r;
	struct error e;

	arena_init(&arena, 0);
	if (!record_load(p->path, &arena, &r, &e))
		fail_msg("the case is broken: %s", e.text);
	arena_done(&arena);
	return r.answer_count;
}

/* A disk that is full at any point, and a kill at any time, leave the case with all of the answers or none. */
static void a_full_disk_or_a_kill_leaves_all_answers_or_none(void **state)
{
	static uint8_t big[200000];
	const struct record_file file = {"log.bin", {big, sizeof big}};
	struct answer many[50];
	unsigned refused = 0, killed = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = answer;
	for (rlim_t room = 8192; room < 240000; room += 16384) {
		struct place p = make_case();
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0) {
			struct rlimit limit = {room, room};
			struct error e;

			signal(SIGXFSZ, SIG_IGN);
			setrlimit(RLIMIT_FSIZE, &limit);
			_exit(record_answers(p.path, many, ARRAY_LEN(many), &file, 1, "2026-11-21T12:00:01Z", &e) ? 0
														  : 9);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(answers_in(&p), WEXITSTATUS(status) == 0 ? ARRAY_LEN(many) : 0);
		refused += WEXITSTATUS(status) == 9;
		drop_case(&p);
	}
	assert_true(refused > 5);
	for (unsigned wait_us = 0; wait_us < 16000; wait_us += 800) {
		struct place p = make_case();
		pid_t child = fork();
		size_t count;

		assert_true(child >= 0);
		if (child == 0) {
			struct error e;

			_exit(record_answers(p.path, many, ARRAY_LEN(many), &file, 1, "2026-11-21T12:00:01Z", &e) ? 0
														  : 9);
		}
		usleep(wait_us);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		count = answers_in(&p);
		assert_true(count == 0 || count == ARRAY_LEN(many));
		killed += count == 0;
		drop_case(&p);
	}
	assert_true(killed > 0);
}

static void more_than_can_be_read_again_is_not_written(void **state)
{
	struct place p = make_case();
	struct error e;

	(void)state;
	give(&p);
	sql(&p, "WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<10000) INSERT INTO attachment "
		"SELECT 1, 'a', 'b', 1 FROM n");
	assert_false(record_answers(p.path, &answer, 1, &shot, 1, "2026-11-21T12:00:01Z", &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_non_null(strstr(e.text, "at most 10000 attachments"));
	drop_case(&p);
}

static void an_attachment_whose_hash_is_none_is_refused(void **state)
{
	struct place p = make_case();
	struct record record;
	struct arena arena;
	struct error e;

	(void)state;
	give(&p);
	sql(&p, "UPDATE attachment SET sha256='../../../etc/passwd'");
	arena_init(&arena, 0);
	assert_false(record_load(p.path, &arena, &record, &e));
	assert_non_null(strstr(e.text, "attachments cannot be read"));
	arena_done(&arena);
	drop_case(&p);
}

struct reading {
	const struct place *p;
	size_t cap;
	bool done;
};

static void read_all(void *ctx)
{
	struct reading *t = ctx;
	struct case_summary summary;
	struct case_meta meta;
	struct facts *facts;
	struct record record;
	struct bytes content;
	struct arena arena;
	struct error e = {0};

	arena_init(&arena, t->cap);
	t->done = case_load(t->p->path, &facts, &meta, &e);
	if (t->done)
		facts_free(facts);
	t->done = t->done && record_load(t->p->path, &arena, &record, &e) &&
		  record_attachment(t->p->path, record.answers[0].attachments[0].sha256, &arena, &content, &e) &&
		  case_summary_load(t->p->path, &summary, &e);
	if (!t->done)
		assert_true(e.text[0]);
	arena_done(&arena);
}

/* SQLite has allocations of its own: it is given a little more each time. */
static void a_case_is_read_whole_or_not_at_all_where_memory_runs_out(void **state)
{
	struct place p = make_case();
	struct reading t = {.p = &p};

	(void)state;
	give(&p);
	assert_true(testkit_failing_each(read_all, &t, 500) > 0);
	read_all(&t);
	assert_true(t.done);
	t.done = false;
	for (t.cap = 8; !t.done; t.cap += 8)
		read_all(&t);
	t.cap = 0;
	t.done = false;
	for (sqlite3_int64 room = 8192; !t.done; room += 512) {
		sqlite3_hard_heap_limit64(room);
		read_all(&t);
	}
	sqlite3_hard_heap_limit64(0);
	drop_case(&p);
}

static void an_answer_is_written_whole_or_not_at_all_where_memory_runs_out(void **state)
{
	struct place p = make_case();
	size_t refused = 0;
	bool done = false;

	(void)state;
	for (sqlite3_int64 room = 8192; !done; room += 1024) {
		struct error e;

		sqlite3_hard_heap_limit64(room);
		done = record_answers(p.path, &answer, 1, &shot, 1, "2026-11-21T12:00:01Z", &e);
		sqlite3_hard_heap_limit64(0);
		assert_int_equal(answers_in(&p), done);
		refused += !done;
	}
	assert_true(refused > 3);
	drop_case(&p);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_answer_comes_back_as_it_was_given),
		cmocka_unit_test(assessing_again_keeps_answers_and_trail),
		cmocka_unit_test(other_tools_are_told_that_nothing_is_changed_or_removed),
		cmocka_unit_test(every_change_to_answers_or_trail_is_noticed_and_named),
		cmocka_unit_test(a_changed_attachment_is_noticed),
		cmocka_unit_test(an_answer_needs_a_name_and_overruling_a_reason),
		cmocka_unit_test(more_than_can_be_read_again_is_not_written),
		cmocka_unit_test(an_attachment_whose_hash_is_none_is_refused),
		cmocka_unit_test(a_case_is_read_whole_or_not_at_all_where_memory_runs_out),
		cmocka_unit_test(an_answer_is_written_whole_or_not_at_all_where_memory_runs_out),
		cmocka_unit_test(a_full_disk_or_a_kill_leaves_all_answers_or_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
