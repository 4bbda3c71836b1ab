#include "core/sys/confine.h"

#include "core/base/reader.h"
#include "core/sys/file.h"
#include "core/sys/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { FRAME_RESULT = 'R', FRAME_ERROR = 'E', PIPE_FD = 3 };

/* What is mapped already counts against RLIMIT_AS, so the budget is added to it. */
static uint64_t mapped_now(void)
{
	SCOPED(fd_done) int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
	char text[64] = {0};

	if (fd < 0 || read(fd, text, sizeof text - 1) <= 0)
		return 0;
	return strtoull(text, NULL, 10) * (uint64_t)sysconf(_SC_PAGESIZE);
}

static bool give_up_everything(const struct confine_limits *limits, struct error *e)
{
	uint64_t memory = 0;

#ifndef SANITIZED
	memory = mapped_now();
	if (!memory)
		return error_set(e, ERROR_ENVIRONMENT, "cannot tell how much memory is in use");
	memory += limits->memory;
#endif
	(void)mapped_now;
	TRY(sandbox_limit(memory, limits->cpu_seconds, e));
	return sandbox_enter(SANDBOX_COMPUTE, -1, e);
}

static NORETURN void be_the_child(confine_fn *fn, struct bytes in, const void *ctx, const struct confine_limits *limits,
				  int pipe_fd, pid_t parent)
{
	struct writer out = writer_of(limits->out, "result");
	struct error e = {0};
	uint8_t frame = FRAME_RESULT;
	bool ok;

	/* the caller's handlers, among them a sanitizer's, have no business here */
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent || (pipe_fd != PIPE_FD && dup2(pipe_fd, PIPE_FD) < 0))
		_exit(1);
	for (int fd = 0; fd < PIPE_FD; fd++)
		close(fd);
	if (syscall(SYS_close_range, PIPE_FD + 1, ~0U, 0) && errno != ENOSYS)
		_exit(1);
	ok = give_up_everything(limits, &e) && fn(in, ctx, &out, &e) && writer_done(&out, &e);
	if (!ok) {
		frame = FRAME_ERROR;
		writer_free(&out);
		out = writer_of(1 << 12, "error");
		write_u32le(&out, (uint32_t)e.code);
		write_str(&out, e.text);
	}
	ok = fd_write_all(PIPE_FD, bytes_of(&frame, 1), &e) && fd_write_all(PIPE_FD, writer_bytes(&out), &e);
	_exit(ok ? 0 : 1);
}

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Everything until the child closes its end. */
static bool take(int fd, const struct confine_limits *limits, struct writer *out, struct error *e)
{
	uint64_t until = now_ms() + limits->wall_ms;

	for (;;) {
		struct pollfd wait = {.fd = fd, .events = POLLIN};
		uint64_t now = now_ms();
		uint8_t *room;
		ssize_t got;
		int ready = now < until ? poll(&wait, 1, (int)(until - now)) : 0;

		if (ready < 0 && errno == EINTR)
			continue;
		if (ready < 0)
			return error_errno(e, "cannot wait for the result");
		if (ready == 0)
			return error_set(e, ERROR_LIMIT, "took longer than %.1f s", (double)limits->wall_ms / 1000);
		room = writer_reserve(out, 1);
		if (!room)
			return error_set(e, ERROR_LIMIT, "the result is longer than %zu bytes", limits->out);
		got = read(fd, room, out->room - out->len);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return error_errno(e, "cannot read the result");
		if (got == 0)
			return true;
		writer_commit(out, (size_t)got);
	}
}

static bool ended_well(pid_t child, struct error *e)
{
	int status, rc;

	do
		rc = waitpid(child, &status, 0);
	while (rc < 0 && errno == EINTR);
	if (rc < 0)
		return error_errno(e, "cannot wait for the confined process");
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		return true;
	/* the kernel's way of ending who is over a limit, where it was not us */
	if (WIFSIGNALED(status) && (WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL))
		return error_set(e, ERROR_LIMIT, "reading it took too much processor time or memory");
	if (WIFSIGNALED(status))
		return error_set(e, ERROR_INPUT, "reading it failed: the confined process was ended by signal %d (%s)",
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
	return error_set(e, ERROR_INPUT, "reading it failed: the confined process ended with status %d",
			 WEXITSTATUS(status));
}

static bool said_by_child(struct bytes text, enum error_code code, struct error *e)
{
	error_set(e, code, "%.*s", (int)(text.len < sizeof e->text ? text.len : sizeof e->text), (const char *)text.at);
	for (char *c = e->text; *c; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			*c = '?';
	return false;
}

/* The frame is untrusted, as all that comes from the child. */
static bool unframe(struct writer *raw, struct bytes *ret, struct error *e)
{
	struct reader r = reader_of(writer_bytes(raw), "result of a confined process");
	uint8_t frame = read_u8(&r, "frame");
	struct bytes all;

	if (reader_ok(&r) && frame == FRAME_RESULT) {
		all = writer_take(raw);
		memmove((uint8_t *)(uintptr_t)all.at, all.at + 1, all.len - 1);
		*ret = bytes_of(all.at, all.len - 1);
		return true;
	}
	if (reader_ok(&r) && frame == FRAME_ERROR) {
		uint32_t code = read_u32le(&r, "code");
		struct bytes text = read_bytes(&r, reader_left(&r), "text");

		if (reader_ok(&r) && code <= ERROR_USAGE && code != ERROR_NONE)
			return said_by_child(text, (enum error_code)code, e);
	}
	return error_set(e, ERROR_INPUT, "the confined process handed back nothing of use");
}

static bool run_open(confine_fn *fn, struct bytes in, const void *ctx, const struct confine_limits *limits,
		     struct bytes *ret, struct error *e)
{
	struct writer out = writer_of(limits->out, "result");

	if (!fn(in, ctx, &out, e) || !writer_done(&out, e)) {
		writer_free(&out);
		return false;
	}
	*ret = writer_take(&out);
	return true;
}

static bool run(confine_fn *fn, struct bytes in, const void *ctx, const struct confine_limits *limits,
		struct bytes *ret, struct error *e)
{
	struct writer raw = writer_of(limits->out + 2, "result of a confined process");
	pid_t parent = getpid(), child;
	struct error ended;
	int fds[2];
	bool ok;

	if (pipe2(fds, O_CLOEXEC))
		return error_errno(e, "pipe");
	child = fork();
	if (child == 0)
		be_the_child(fn, in, ctx, limits, fds[1], parent);
	close(fds[1]);
	if (child < 0) {
		error_errno(e, "cannot start a confined process");
		close(fds[0]);
		return false;
	}
	ok = take(fds[0], limits, &raw, e);
	close(fds[0]);
	if (!ok)
		kill(child, SIGKILL);
	/* how it ended says more than what a dying child left in the pipe */
	if (!ended_well(child, &ended) && ok) {
		*e = ended;
		ok = false;
	}
	ok = ok && unframe(&raw, ret, e);
	writer_free(&raw);
	return ok;
}

bool confine_run(confine_fn *fn, struct bytes in, const void *ctx, const struct confine_limits *limits,
		 const char *what, struct bytes *ret, struct error *e)
{
	if (limits->open ? run_open(fn, in, ctx, limits, ret, e) : run(fn, in, ctx, limits, ret, e))
		return true;
	return what && what[0] ? error_add(e, "%s", what) : false;
}
