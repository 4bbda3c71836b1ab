/* Each test tries something forbidden in a child that entered the sandbox, and looks how the child ended. */
#include "core/sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

enum { FINE = 0, REFUSED = 40, NO_SANDBOX = 41 };

/* The child's wait status after `act` inside the sandbox. */
static int in_sandbox(enum sandbox_kind kind, const char *folder, int (*act)(int dirfd))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0) {
		int dirfd = folder ? open(folder, O_RDONLY | O_DIRECTORY) : -1;
		struct error e;

		_exit(sandbox_enter(kind, dirfd, &e) ? act(dirfd) : NO_SANDBOX);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_false(WIFEXITED(status) && WEXITSTATUS(status) == NO_SANDBOX);
	return status;
}

static bool killed(int status)
{
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS;
}

static int open_passwd(int dirfd)
{
	(void)dirfd;
	return open("/etc/passwd", O_RDONLY) >= 0 ? FINE : REFUSED;
}

static int make_socket(int dirfd)
{
	(void)dirfd;
	return socket(AF_INET, SOCK_STREAM, 0) >= 0 ? FINE : REFUSED;
}

static int run_program(int dirfd)
{
	char *const none[] = {NULL};

	(void)dirfd;
	execve("/bin/true", none, none);
	return REFUSED;
}

static int make_process(int dirfd)
{
	(void)dirfd;
	return fork() >= 0 ? FINE : REFUSED;
}

static int executable_memory(int dirfd)
{
	(void)dirfd;
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
		       ? FINE
		       : REFUSED;
}

static void *thread_main(void *arg)
{
	*(int *)arg = 7;
	return NULL;
}

static int compute(int dirfd)
{
	pthread_t thread;
	int value = 0;
	char *memory = malloc(10 << 20);

	(void)dirfd;
	if (!memory || pthread_create(&thread, NULL, thread_main, &value) || pthread_join(thread, NULL))
		return REFUSED;
	free(memory);
	return value == 7 ? FINE : REFUSED;
}

static int read_below(int dirfd)
{
	return openat(dirfd, "hostname", O_RDONLY) >= 0 || openat(dirfd, "passwd", O_RDONLY) >= 0 ? FINE : REFUSED;
}

static int read_outside(int dirfd)
{
	return openat(dirfd, "../proc/self/status", O_RDONLY) >= 0 || open("/usr/bin/env", O_RDONLY) >= 0 ? FINE
													  : REFUSED;
}

static int write_below(int dirfd)
{
	return openat(dirfd, "holdfast-was-here", O_WRONLY | O_CREAT, 0600) >= 0 ? FINE : REFUSED;
}

static int status_of(int status)
{
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void computing_and_threads_go_on(void **state)
{
	(void)state;
	assert_int_equal(status_of(in_sandbox(SANDBOX_COMPUTE, NULL, compute)), FINE);
}

static void nothing_can_be_opened_started_or_connected(void **state)
{
	(void)state;
	assert_int_equal(status_of(in_sandbox(SANDBOX_COMPUTE, NULL, open_passwd)), REFUSED);
	assert_true(killed(in_sandbox(SANDBOX_COMPUTE, NULL, make_socket)));
	assert_true(killed(in_sandbox(SANDBOX_COMPUTE, NULL, run_program)));
	assert_true(killed(in_sandbox(SANDBOX_COMPUTE, NULL, make_process)));
	assert_true(killed(in_sandbox(SANDBOX_COMPUTE, NULL, executable_memory)));
}

static void one_folder_can_be_read_and_nothing_else(void **state)
{
	(void)state;
	assert_int_equal(status_of(in_sandbox(SANDBOX_READ_DIRECTORY, "/etc", read_below)), FINE);
	assert_int_equal(status_of(in_sandbox(SANDBOX_READ_DIRECTORY, "/etc", read_outside)), REFUSED);
	assert_int_equal(status_of(in_sandbox(SANDBOX_READ_DIRECTORY, "/etc", write_below)), REFUSED);
	assert_true(killed(in_sandbox(SANDBOX_READ_DIRECTORY, "/etc", make_socket)));
}

static int fenced_work(void)
{
	char *const none[] = {NULL};
	struct error e;
	int fd;

	if (!sandbox_fence(&e))
		return NO_SANDBOX;
	fd = open("/etc/passwd", O_RDONLY);
	if (fd < 0 || close(fd))
		return 1;
	if (socket(AF_UNIX, SOCK_STREAM, 0) >= 0 || errno != EPERM)
		return 2;
	execve("/bin/true", none, none);
	return errno == EPERM ? compute(-1) : 3;
}

static void a_fenced_process_works_with_files_and_starts_and_reaches_nobody(void **state)
{
	pid_t child;
	int status;

	(void)state;
#if defined(__SANITIZE_ADDRESS__)
	skip();
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
	skip();
#endif
#endif
	child = fork();
	assert_true(child >= 0);
	if (child == 0)
		_exit(fenced_work());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status_of(status), FINE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(computing_and_threads_go_on),
		cmocka_unit_test(nothing_can_be_opened_started_or_connected),
		cmocka_unit_test(one_folder_can_be_read_and_nothing_else),
		cmocka_unit_test(a_fenced_process_works_with_files_and_starts_and_reaches_nobody),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
