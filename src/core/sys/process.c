#include "core/sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Between fork and exec: only calls that are safe there. Exit status 127 tells the parent that exec failed. */
static NORETURN void become_worker(const char *const *argv, const int *fds, size_t count, pid_t parent)
{
	int high[16];
	static char *const no_environment[] = {NULL};

	if (count > ARRAY_LEN(high))
		_exit(127);
	/* out of the way first, so that no descriptor is overwritten before it was moved */
	for (size_t i = 0; i < count; i++) {
		high[i] = fcntl(fds[i], F_DUPFD_CLOEXEC, 64);
		if (high[i] < 0)
			_exit(127);
	}
	for (size_t i = 0; i < count; i++)
		if (dup2(high[i], (int)i + 3) < 0)
			_exit(127);
	if (syscall(SYS_close_range, 3 + count, ~0U, 4 /* CLOEXEC */) && errno != ENOSYS)
		_exit(127);
	/* a worker does not outlive who reads its results */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(127);
	execve("/proc/self/exe", (char *const *)argv, no_environment);
	_exit(127);
}

bool process_start(struct process *ret, const char *const *argv, const int *fds, size_t count, struct error *e)
{
	pid_t parent = getpid();
	pid_t pid = fork();

	if (pid < 0)
		return error_errno(e, "cannot start a worker");
	if (pid == 0)
		become_worker(argv, fds, count, parent);
	ret->pid = pid;
	return true;
}

bool process_wait(struct process *p, struct error *e)
{
	int status;

	while (waitpid(p->pid, &status, 0) < 0)
		if (errno != EINTR)
			return error_errno(e, "cannot wait for the worker");
	p->pid = -1;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	if (WIFSIGNALED(status))
		return error_set(e, ERROR_INPUT, "killed by signal %d (%s)", WTERMSIG(status),
				 strsignal(WTERMSIG(status)));
	return error_set(e, ERROR_ENVIRONMENT, "worker exited with status %d", WEXITSTATUS(status));
}

void process_kill(struct process *p)
{
	if (p->pid > 0)
		kill(p->pid, SIGKILL);
}
