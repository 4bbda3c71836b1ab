/* This program starts itself, as the assessor does with its workers. */
#include "core/sys/process.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static int as_worker(const char *how)
{
	char byte = 0;

	if (strcmp(how, "echo") == 0) {
		/* 3 and 4 were given; nothing else of the parent may be open, its environment neither */
		if (read(3, &byte, 1) != 1 || write(4, &byte, 1) != 1)
			return 10;
		for (int fd = 5; fd < 256; fd++)
			if (close(fd) == 0)
				return 11;
		return getenv("PATH") ? 12 : 0;
	}
	if (strcmp(how, "die") == 0)
		raise(SIGSEGV);
	for (;;)
		pause();
}

static void start(struct process *p, const char *how, const int *fds, size_t count)
{
	const char *const argv[] = {"worker-of-test", how, NULL};
	struct error e;

	assert_true(process_start(p, argv, fds, count, &e));
}

static void descriptors_appear_in_order_and_no_others(void **state)
{
	int to[2], from[2], fds[2];
	struct process p;
	struct error e;
	char byte = 'x';

	(void)state;
	assert_int_equal(pipe(to) | pipe(from), 0);
	fds[0] = to[0];
	fds[1] = from[1];
	start(&p, "echo", fds, 2);
	assert_int_equal(write(to[1], "q", 1), 1);
	assert_int_equal(read(from[0], &byte, 1), 1);
	assert_int_equal(byte, 'q');
	if (!process_wait(&p, &e))
		fail_msg("%s", e.text);
}

static void how_it_ended_is_said(void **state)
{
	struct process p;
	struct error e;

	(void)state;
	start(&p, "die", NULL, 0);
	assert_false(process_wait(&p, &e));
	/* a sanitizer turns the signal into an exit of its own */
	assert_true(strstr(e.text, "killed by signal 11") || strstr(e.text, "signal 6") || strstr(e.text, "status"));
	start(&p, "stay", NULL, 0);
	process_kill(&p);
	assert_false(process_wait(&p, &e));
	assert_non_null(strstr(e.text, "killed by signal 9"));
	process_kill(&p); /* it is gone: nobody else is hit */
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(descriptors_appear_in_order_and_no_others),
		cmocka_unit_test(how_it_ended_is_said),
	};

	if (argc == 2 && strcmp(argv[0], "worker-of-test") == 0)
		return as_worker(argv[1]);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
