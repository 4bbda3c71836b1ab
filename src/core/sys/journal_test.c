#include "core/sys/journal.h"

#include "core/sys/file.h"
#include "core/sys/scratch_testkit.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static const char *at(void **state, const char *name)
{
	static char path[128];

	snprintf(path, sizeof path, "%s/%s", (char *)*state, name);
	return path;
}

static void content_is(const char *path, const char *want, size_t want_torn)
{
	struct bytes in;
	struct error e;
	size_t torn;

	assert_true(journal_read(path, 1 << 20, &in, &torn, &e));
	assert_true(bytes_is(in, want));
	assert_int_equal(torn, want_torn);
	free((void *)(uintptr_t)in.at);
}

static void lines_are_appended_and_a_torn_one_is_cut_off(void **state)
{
	const char *path = at(state, "log");
	struct error e;
	FILE *file;

	assert_true(journal_create(path, &e));
	assert_false(journal_create(path, &e));
	content_is(path, "", 0);
	assert_true(journal_append(path, 0, bytes_str("one"), &e));
	assert_true(journal_append(path, 4, bytes_str("two"), &e));
	content_is(path, "one\ntwo\n", 0);
	file = fopen(path, "a");
	fputs("a line that is torn and longer than the next", file);
	fclose(file);
	content_is(path, "one\ntwo\n", 44);
	assert_true(journal_append(path, 8, bytes_str("three"), &e));
	content_is(path, "one\ntwo\nthree\n", 0);
	/* somebody else was faster, or took lines away */
	assert_false(journal_append(path, 8, bytes_str("four"), &e));
	assert_false(journal_append(path, 20, bytes_str("four"), &e));
	content_is(path, "one\ntwo\nthree\n", 0);
	assert_false(journal_append(at(state, "none"), 0, bytes_str("x"), &e));
}

static void a_full_disk_leaves_the_lines_as_they_were(void **state)
{
	const char *path = at(state, "log");
	static char line[5000];
	struct error e;
	int status;
	pid_t child;

	memset(line, 'x', sizeof line);
	assert_true(journal_create(path, &e));
	assert_true(journal_append(path, 0, bytes_str("one"), &e));
	for (rlim_t room = 4; room <= 4 + sizeof line; room += sizeof line / 2) {
		child = fork();
		if (child == 0) {
			struct rlimit limit = {room, room};

			signal(SIGXFSZ, SIG_IGN);
			setrlimit(RLIMIT_FSIZE, &limit);
			_exit(journal_append(path, 4, bytes_of(line, sizeof line), &e) ? 0 : 9);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_int_equal(WEXITSTATUS(status), 9);
		content_is(path, "one\n", 0);
	}
}

static void two_writers_wait_for_each_other(void **state)
{
	struct error e;
	int first, second, status;
	pid_t child;

	assert_true(folder_make(at(state, "d"), &e));
	assert_true(folder_make(at(state, "d"), &e));
	assert_true(folder_lock(at(state, "d"), true, &first, &e));
	child = fork();
	if (child == 0) {
		alarm(1); /* kills it while it waits */
		_exit(folder_lock(at(state, "d"), false, &second, &e) ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
	close(first);
	assert_true(folder_lock(at(state, "d"), false, &first, &e));
	assert_true(folder_lock(at(state, "d"), false, &second, &e));
	close(first);
	close(second);
	assert_false(folder_lock(at(state, "none"), true, &first, &e));
}

static void folders_and_files_come_and_go(void **state)
{
	struct error e;

	assert_true(file_write(at(state, "f"), bytes_str("x"), &e));
	assert_false(folder_make(at(state, "f"), &e));
	assert_false(folder_make(at(state, "no/d"), &e));
	assert_true(file_remove(at(state, "f"), &e));
	assert_true(file_remove(at(state, "f"), &e));
	assert_int_not_equal(access(at(state, "f"), F_OK), 0);
	assert_true(folder_make(at(state, "d"), &e));
	assert_false(file_remove(at(state, "d"), &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(lines_are_appended_and_a_torn_one_is_cut_off, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_lines_as_they_were, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(two_writers_wait_for_each_other, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(folders_and_files_come_and_go, scratch_new, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
