#include "core/sys/folder_write.h"

#include "core/base/text.h"
#include "core/sys/file.h"
#include "core/sys/scratch_testkit.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { FILES = 24 };

/* The run under test works in it, since its paths are relative. */
static int setup(void **state)
{
	return scratch_new(state) || chdir(*state);
}

/* FILES files in two folders that all hold `word`; false where one cannot be written. */
static bool fill(const struct folder_new *f, const char *word, struct error *e)
{
	char path[64];

	for (unsigned i = 0; i < FILES; i++) {
		snprintf(path, sizeof path, "%s/deep/%u", i % 2 ? "a" : "b", i);
		TRY(folder_put(f, path, bytes_str(word), e));
	}
	return true;
}

static bool write_whole(const char *path, const char *word, bool replace, struct error *e)
{
	struct folder_new f;
	bool ok;

	TRY(folder_begin(path, &f, e));
	ok = fill(&f, word, e) && folder_commit(&f, replace, e);
	folder_end(&f);
	return ok;
}

/* How many of the files hold `word`. */
static unsigned count(const char *folder, const char *word)
{
	unsigned ret = 0;

	for (unsigned i = 0; i < FILES; i++) {
		struct bytes content;
		struct error e;
		char path[128];

		snprintf(path, sizeof path, "%s/%s/deep/%u", folder, i % 2 ? "a" : "b", i);
		if (!file_read(path, 100, &content, &e))
			continue;
		ret += bytes_is(content, word);
		free((void *)(uintptr_t)content.at);
	}
	return ret;
}

static void a_folder_appears_whole_and_nothing_is_left_beside_it(void **state)
{
	struct error e;

	(void)state;
	assert_true(write_whole("out/", "one", false, &e));
	assert_int_equal(count("out", "one"), FILES);
	assert_int_not_equal(access(".out.holdfast-new", F_OK), 0);
}

static void a_folder_that_is_there_is_swapped_only_when_that_is_asked_for(void **state)
{
	struct error e;

	(void)state;
	assert_true(write_whole("out", "one", false, &e));
	assert_false(write_whole("out", "two", false, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	assert_int_equal(count("out", "one"), FILES);
	assert_true(write_whole("out", "two", true, &e));
	assert_int_equal(count("out", "two"), FILES);
	assert_int_not_equal(access(".out.holdfast-new", F_OK), 0);
}

static void a_disk_that_takes_no_more_leaves_the_old_folder(void **state)
{
	struct rlimit small = {2, RLIM_INFINITY}, old;
	struct error e;

	(void)state;
	assert_true(write_whole("out", "one", false, &e));
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	assert_false(write_whole("out", "two", true, &e));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &old), 0);
	assert_int_equal(e.code, ERROR_ENVIRONMENT);
	assert_int_equal(count("out", "one"), FILES);
	assert_int_not_equal(access(".out.holdfast-new", F_OK), 0);
}

static void a_run_killed_at_any_moment_leaves_the_old_or_the_new_folder(void **state)
{
	struct error e;
	unsigned olds = 0, news = 0;

	(void)state;
	assert_true(write_whole("out", "0", false, &e));
	for (unsigned round = 1; round <= 60; round++) {
		char before[16], after[16];
		pid_t pid;

		snprintf(before, sizeof before, "%u", round - 1);
		snprintf(after, sizeof after, "%u", round);
		pid = fork();
		if (pid == 0)
			_exit(!write_whole("out", after, true, &e));
		usleep(round % 20 * 500);
		kill(pid, SIGKILL);
		waitpid(pid, NULL, 0);
		if (count("out", after) == FILES) {
			news++;
			continue;
		}
		assert_int_equal(count("out", before), FILES);
		olds++;
		assert_true(write_whole("out", after, true, &e)); /* the rest of the killed run is no hindrance */
		assert_int_equal(count("out", after), FILES);
	}
	assert_true(olds > 0);
	print_message("%u old, %u new\n", olds, news);
}

static void two_runs_at_once_are_told_apart(void **state)
{
	struct folder_new f, g;
	struct error e;

	(void)state;
	assert_true(folder_begin("out", &f, &e));
	assert_false(folder_begin("out", &g, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	folder_end(&f);
	assert_true(folder_begin("out", &g, &e));
	folder_end(&g);
}

static void names_that_leave_the_folder_and_targets_that_are_none_are_refused(void **state)
{
	static const char *const bad[] = {"", "..", "/", ".", "a/.."};
	static const char *const outside[] = {"../x", "/x", "a/../x", "", "a//x"};
	struct folder_new f;
	struct error e;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++)
		assert_false(folder_begin(bad[i], &f, &e));
	assert_false(folder_begin("no/such/out", &f, &e));
	assert_true(folder_begin("out", &f, &e));
	for (size_t i = 0; i < ARRAY_LEN(outside); i++)
		assert_false(folder_put(&f, outside[i], bytes_str("x"), &e));
	assert_true(folder_put(&f, "x", bytes_str("x"), &e));
	assert_false(folder_put(&f, "x", bytes_str("y"), &e));
	folder_end(&f);
	assert_true(file_write("out", bytes_str("a file"), &e));
	assert_false(write_whole("out", "one", true, &e));
	assert_string_equal(e.text, "'out' is no folder");
}

static void a_link_inside_what_a_killed_run_left_is_removed_and_not_followed(void **state)
{
	struct error e;

	(void)state;
	assert_int_equal(system("mkdir -p .out.holdfast-new/a keep && echo x >keep/me && ln -s ../../keep "
				".out.holdfast-new/a/deep && ln -s ../keep .out.holdfast-new/b"),
			 0);
	assert_true(write_whole("out", "one", false, &e));
	assert_int_equal(access("keep/me", F_OK), 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, setup, scratch_remove)
	const struct CMUnitTest tests[] = {
		TEST(a_folder_appears_whole_and_nothing_is_left_beside_it),
		TEST(a_folder_that_is_there_is_swapped_only_when_that_is_asked_for),
		TEST(a_disk_that_takes_no_more_leaves_the_old_folder),
		TEST(a_run_killed_at_any_moment_leaves_the_old_or_the_new_folder),
		TEST(two_runs_at_once_are_told_apart),
		TEST(names_that_leave_the_folder_and_targets_that_are_none_are_refused),
		TEST(a_link_inside_what_a_killed_run_left_is_removed_and_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
