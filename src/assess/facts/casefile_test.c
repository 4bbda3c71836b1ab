#include "assess/facts/casefile.h"

#include <setjmp.h>
#include <signal.h>
#include <sqlite3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const struct case_meta meta = {.name = "image.bin",
				      .size = 42,
				      .sha256 = "ab",
				      .sandboxed = true,
				      .complete = true,
				      .bytes = 42,
				      .explained = 40,
				      .edition = "V3.1.3"};

static struct facts *sample(unsigned count)
{
	struct facts *f = facts_new();
	struct error e;

	for (unsigned i = 0; i < count; i++) {
		char chain[64];
		struct fact_node node = {.root = bytes_str("image.bin!0x0:tar"), .path = bytes_str("/etc/passwd")};
		struct fact fact = {.kind = FACT_ACCOUNT, .offset = i, .excerpt = bytes_of("\0\xff", 2)};

		snprintf(chain, sizeof chain, "image.bin!0x0:tar!/f%u", i);
		node.chain = bytes_str(chain);
		node.has_sha256 = i % 2 == 0;
		assert_true(facts_node(f, &node, &fact.node, &e));
		fact.field[ACCOUNT_NAME] = bytes_str("root");
		fact.field[ACCOUNT_PASSWORD] = bytes_of("", 0);
		assert_true(facts_add(f, &fact, &e));
	}
	assert_true(facts_sort(f, &e));
	return f;
}

static void folder_make(char *path)
{
	assert_non_null(mkdtemp(path));
}

static void folder_remove(const char *path)
{
	char line[128];

	snprintf(line, sizeof line, "rm -rf '%s'", path);
	assert_int_equal(system(line), 0);
}

static void a_case_comes_back_as_it_was_saved(void **state)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", path[64];
	struct facts *in = sample(3), *out;
	struct case_meta back;
	struct error e;

	(void)state;
	folder_make(folder);
	snprintf(path, sizeof path, "%s/case", folder);
	assert_true(case_save(path, in, &meta, &e));
	assert_true(case_save(path, in, &meta, &e)); /* again, over the old one */
	assert_true(case_load(path, &out, &back, &e));
	assert_int_equal(facts_count(out, FACT_ACCOUNT), 3);
	for (size_t i = 0; i < 3; i++) {
		const struct fact *a = facts_at(in, FACT_ACCOUNT, i), *b = facts_at(out, FACT_ACCOUNT, i);

		assert_true(bytes_equal(fact_node_of(in, a)->chain, fact_node_of(out, b)->chain));
		assert_int_equal(fact_node_of(in, a)->has_sha256, fact_node_of(out, b)->has_sha256);
		assert_true(bytes_equal(a->excerpt, b->excerpt));
		assert_true(fact_is(b, ACCOUNT_NAME, "root"));
		assert_non_null(b->field[ACCOUNT_PASSWORD].at);
		assert_null(b->field[ACCOUNT_UID].at);
		assert_int_equal(a->offset, b->offset);
	}
	assert_string_equal(back.name, meta.name);
	assert_int_equal(back.explained, 40);
	assert_true(back.sandboxed && back.complete && !back.folder);
	facts_free(in);
	facts_free(out);
	folder_remove(folder);
}

static void what_is_no_case_is_refused_and_left_alone(void **state)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", path[64];
	struct facts *in = sample(1), *out = NULL;
	struct case_meta back;
	struct error e;
	struct stat st;
	sqlite3 *db;
	FILE *file;

	(void)state;
	folder_make(folder);
	snprintf(path, sizeof path, "%s/other", folder);
	file = fopen(path, "w");
	fputs("precious text\n", file);
	fclose(file);
	assert_false(case_save(path, in, &meta, &e));
	assert_false(case_load(path, &out, &back, &e));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_size, 14);
	unlink(path);
	assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
	assert_int_equal(sqlite3_exec(db, "CREATE TABLE mine(x); PRAGMA application_id=7", NULL, NULL, NULL),
			 SQLITE_OK);
	sqlite3_close(db);
	assert_false(case_save(path, in, &meta, &e));
	assert_non_null(strstr(e.text, "not a holdfast case"));
	facts_free(in);
	folder_remove(folder);
}

static void rows_that_do_not_fit_refuse_the_whole_case(void **state)
{
	static const char *const damage[] = {
		"UPDATE fact SET kind='nonsense'",
		"UPDATE fact SET node=99",
		"UPDATE field SET name='nonsense' WHERE name='name'",
		"DELETE FROM node WHERE id=0",
		"UPDATE node SET id=5 WHERE id=1",
	};
	char folder[] = "/tmp/holdfast-test-XXXXXX", path[64];
	struct facts *in = sample(3), *out = NULL;
	struct case_meta back;
	struct error e;

	(void)state;
	folder_make(folder);
	snprintf(path, sizeof path, "%s/case", folder);
	for (size_t i = 0; i < ARRAY_LEN(damage); i++) {
		sqlite3 *db;

		unlink(path);
		assert_true(case_save(path, in, &meta, &e));
		assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
		assert_int_equal(sqlite3_exec(db, damage[i], NULL, NULL, NULL), SQLITE_OK);
		sqlite3_close(db);
		assert_false(case_load(path, &out, &back, &e));
		assert_null(out);
	}
	facts_free(in);
	folder_remove(folder);
}

/* A disk that is full at any point leaves the case as it was before. */
static void a_full_disk_leaves_the_old_case(void **state)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", path[64];
	struct facts *old = sample(2), *fresh = sample(2000), *out;
	struct case_meta back;
	struct error e;
	unsigned refused = 0;

	(void)state;
	folder_make(folder);
	snprintf(path, sizeof path, "%s/case", folder);
	assert_true(case_save(path, old, &meta, &e));
	for (rlim_t room = 4096; room < 200000; room += 12288) {
		pid_t child = fork();
		int status;

		assert_true(child >= 0);
		if (child == 0) {
			struct rlimit limit = {room, room};

			signal(SIGXFSZ, SIG_IGN);
			setrlimit(RLIMIT_FSIZE, &limit);
			_exit(case_save(path, fresh, &meta, &e) ? 0 : 9);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 9);
		refused++;
		assert_true(case_load(path, &out, &back, &e));
		assert_int_equal(facts_count(out, FACT_ACCOUNT), 2);
		facts_free(out);
	}
	assert_true(refused > 10);
	facts_free(old);
	facts_free(fresh);
	folder_remove(folder);
}

/* Killed at any time while it writes, the case is the old one or the new one. */
static void a_kill_at_any_time_leaves_one_whole_case(void **state)
{
	char folder[] = "/tmp/holdfast-test-XXXXXX", path[64];
	struct facts *old = sample(2), *fresh = sample(3000), *out;
	struct case_meta back;
	struct error e;

	(void)state;
	folder_make(folder);
	snprintf(path, sizeof path, "%s/case", folder);
	assert_true(case_save(path, old, &meta, &e));
	for (unsigned wait_us = 0; wait_us < 24000; wait_us += 800) {
		pid_t child = fork();
		size_t count;

		assert_true(child >= 0);
		if (child == 0)
			_exit(case_save(path, fresh, &meta, &e) ? 0 : 9);
		usleep(wait_us);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_true(case_load(path, &out, &back, &e));
		count = facts_count(out, FACT_ACCOUNT);
		assert_true(count == 2 || count == 3000);
		facts_free(out);
	}
	facts_free(old);
	facts_free(fresh);
	folder_remove(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_comes_back_as_it_was_saved),
		cmocka_unit_test(what_is_no_case_is_refused_and_left_alone),
		cmocka_unit_test(rows_that_do_not_fit_refuse_the_whole_case),
		cmocka_unit_test(a_full_disk_leaves_the_old_case),
		cmocka_unit_test(a_kill_at_any_time_leaves_one_whole_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
