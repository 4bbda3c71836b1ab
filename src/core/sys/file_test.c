#include "core/sys/file.h"

#include "core/sys/scratch_testkit.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static void a_file_comes_back_as_written(void **state)
{
	char path[128];
	struct bytes back;
	struct error e;

	snprintf(path, sizeof path, "%s/file", (char *)*state);
	assert_true(file_write(path, bytes_str("first"), &e));
	assert_true(file_write(path, bytes_str("second"), &e));
	assert_true(file_read(path, 100, &back, &e));
	assert_true(bytes_is(back, "second"));
	free((void *)(uintptr_t)back.at);
	assert_false(file_read(path, 3, &back, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_false(file_read("/nonexistent", 3, &back, &e));
	assert_false(file_write("/nonexistent/x", bytes_str(""), &e));
}

static void a_full_disk_leaves_the_old_file_and_no_litter(void **state)
{
	char path[128], line[256];
	struct bytes back;
	struct error e;
	pid_t child;
	int status;

	snprintf(path, sizeof path, "%s/file", (char *)*state);
	assert_true(file_write(path, bytes_str("old"), &e));
	child = fork();
	if (child == 0) {
		struct rlimit limit = {1000, 1000};
		static char content[5000];

		signal(SIGXFSZ, SIG_IGN);
		setrlimit(RLIMIT_FSIZE, &limit);
		_exit(file_write(path, bytes_of(content, sizeof content), &e) ? 0 : 9);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(WEXITSTATUS(status), 9);
	assert_true(file_read(path, 100, &back, &e));
	assert_true(bytes_is(back, "old"));
	free((void *)(uintptr_t)back.at);
	snprintf(line, sizeof line, "test \"$(ls '%s')\" = file", (char *)*state);
	assert_int_equal(system(line), 0);
}

/* In a container every run has the same number. */
static void what_a_killed_run_of_the_same_number_left_is_in_nobodys_way(void **state)
{
	char path[128], litter[160], line[256];
	struct bytes back;
	struct error e;

	snprintf(path, sizeof path, "%s/file", (char *)*state);
	snprintf(litter, sizeof litter, "%s.%ld.tmp", path, (long)getpid());
	snprintf(line, sizeof line, "echo half > '%s'", litter);
	assert_int_equal(system(line), 0);
	assert_true(file_write(path, bytes_str("new"), &e));
	assert_true(file_read(path, 100, &back, &e));
	assert_true(bytes_is(back, "new"));
	free((void *)(uintptr_t)back.at);
	assert_false(
		file_write_all((const struct file_part[]){{path, bytes_str("newer")}, {"/nonexistent/x", {0}}}, 2, &e));
	snprintf(line, sizeof line, "test \"$(cd '%s' && ls | tr '\\n' ' ')\" = \"file %s \"", (char *)*state,
		 strrchr(litter, '/') + 1);
	assert_int_equal(system(line), 0);
}

/* Killed at any time while it writes, a reader sees the old content or the new, never a mixture. */
static void a_kill_at_any_time_leaves_one_whole_file(void **state)
{
	static char content[1 << 20];
	char path[128];
	struct error e;

	snprintf(path, sizeof path, "%s/file", (char *)*state);
	memset(content, 'n', sizeof content);
	assert_true(file_write(path, bytes_str("old"), &e));
	for (unsigned wait_us = 0; wait_us < 6000; wait_us += 200) {
		struct bytes back;
		pid_t child = fork();

		if (child == 0)
			while (file_write(path, bytes_of(content, sizeof content), &e))
				;
		usleep(wait_us);
		kill(child, SIGKILL);
		assert_int_equal(waitpid(child, NULL, 0), child);
		assert_true(file_read(path, sizeof content, &back, &e));
		assert_true(bytes_is(back, "old") || back.len == sizeof content);
		free((void *)(uintptr_t)back.at);
	}
}

/* A product "file" that is a pipe without a writer must not stop the program for ever; one that has a writer is read.
 */
static void a_pipe_that_nobody_writes_to_is_not_waited_for(void **state)
{
	struct bytes back;
	char path[128];
	struct error e;
	pid_t child;

	snprintf(path, sizeof path, "%s/pipe", (char *)*state);
	assert_int_equal(mkfifo(path, 0600), 0);
	alarm(20);
	assert_false(file_read(path, 100, &back, &e));
	assert_non_null(strstr(e.text, "nobody writes"));
	child = fork();
	if (child == 0) {
		int fd = open(path, O_RDWR);

		usleep(100000);
		_exit(fd >= 0 && write(fd, "through it", 10) == 10 && usleep(300000) == 0 ? 0 : 1);
	}
	usleep(50000);
	for (unsigned i = 0; i < 100 && !file_read(path, 100, &back, &e); i++)
		usleep(1000);
	alarm(0);
	assert_true(bytes_is(back, "through it"));
	free((void *)(uintptr_t)back.at);
	assert_int_equal(waitpid(child, NULL, 0), child);
	snprintf(path, sizeof path, "%s", (char *)*state);
	assert_false(file_read(path, 100, &back, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_file_comes_back_as_written, scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(a_full_disk_leaves_the_old_file_and_no_litter, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(a_pipe_that_nobody_writes_to_is_not_waited_for, scratch_new,
						scratch_remove),
		cmocka_unit_test_setup_teardown(what_a_killed_run_of_the_same_number_left_is_in_nobodys_way,
						scratch_new, scratch_remove),
		cmocka_unit_test_setup_teardown(a_kill_at_any_time_leaves_one_whole_file, scratch_new, scratch_remove),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
