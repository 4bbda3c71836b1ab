#include "core/sys/secret_memory.h"

#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

enum { LINE_MAX_LEN = 1024 };

void secret_free(struct secret *s)
{
	if (s && s->room) {
		explicit_bzero(s->at, s->room);
		munmap(s->at, s->room);
	}
	if (s)
		*s = (struct secret){0};
}

/* A limit on locked memory (RLIMIT_MEMLOCK) is no reason to fail: what stays is wiped all the same. */
static bool map(size_t len, struct secret *ret, struct error *e)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE), room = (len + page) / page * page;
	void *at = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		return error_memory(e, "secret");
	(void)!mlock(at, room);
	(void)!madvise(at, room, MADV_DONTDUMP);
	(void)!madvise(at, room, MADV_WIPEONFORK);
	*ret = (struct secret){at, 0, room};
	return true;
}

/* Up to `max` bytes, to the end of input. */
static bool read_all(int fd, size_t max, struct secret *s, struct error *e)
{
	for (;;) {
		ssize_t n = read(fd, s->at + s->len, max + 1 - s->len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(e, "cannot read");
		if (n == 0)
			return true;
		s->len += (size_t)n;
		if (s->len > max)
			return error_set(e, ERROR_LIMIT, "longer than %zu bytes", max);
	}
}

bool secret_read_file(const char *path, size_t max, struct secret *ret, struct error *e)
{
	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct secret s = {0};

	if (fd < 0)
		return error_errno(e, "'%s'", path);
	if (!map(max + 1, &s, e) || !read_all(fd, max, &s, e)) {
		secret_free(&s);
		return error_add(e, "'%s'", path);
	}
	*ret = s;
	return true;
}

/* One byte at a time, so that what stands behind the line is left to whoever reads next. */
static bool read_line_of(int fd, struct secret *s, struct error *e)
{
	for (;;) {
		ssize_t n = read(fd, s->at + s->len, 1);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(e, "cannot read");
		if (n == 0 || s->at[s->len] == '\n')
			break;
		if (++s->len > LINE_MAX_LEN)
			return error_set(e, ERROR_LIMIT, "a line longer than %d bytes", LINE_MAX_LEN);
	}
	if (s->len && s->at[s->len - 1] == '\r')
		s->len--;
	if (!s->len)
		return error_set(e, ERROR_USAGE, "the first line is empty");
	return true;
}

bool secret_read_line(const char *path, struct secret *ret, struct error *e)
{
	char *end;
	long number = strtol(path, &end, 10);
	bool is_fd = path[0] >= '0' && path[0] <= '9' && *end == 0 && number <= 65535;
	SCOPED(fd_done) int opened = is_fd ? -1 : open(path, O_RDONLY | O_CLOEXEC);
	struct secret s = {0};

	if (!is_fd && opened < 0)
		return error_errno(e, "'%s'", path);
	if (!map(LINE_MAX_LEN + 2, &s, e) || !read_line_of(is_fd ? (int)number : opened, &s, e)) {
		secret_free(&s);
		return error_add(e, "passphrase from '%s'", path);
	}
	*ret = s;
	return true;
}

/* Returns false where the line was given up (^C, end of input). */
static bool edit(struct secret *s, uint8_t c, bool *ret_end)
{
	switch (c) {
	case '\r':
	case '\n':
		*ret_end = true;
		return true;
	case 3: /* ^C */
	case 4: /* ^D */
		return false;
	case 8:
	case 127:
		s->len -= s->len > 0;
		return true;
	case 21: /* ^U */
		s->len = 0;
		return true;
	default:
		if (s->len < LINE_MAX_LEN)
			s->at[s->len++] = c;
		return true;
	}
}

static bool type_line(int tty, int signals, struct secret *s, struct error *e)
{
	for (bool end = false; !end;) {
		struct pollfd polled[2] = {{tty, POLLIN, 0}, {signals, POLLIN, 0}};
		uint8_t c;
		ssize_t n;

		if (poll(polled, 2, -1) < 0 && errno != EINTR)
			return error_errno(e, "terminal");
		if (polled[1].revents)
			return error_set(e, ERROR_USAGE, "interrupted");
		if (!polled[0].revents)
			continue;
		n = read(tty, &c, 1);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0 || !edit(s, c, &end))
			return error_set(e, ERROR_USAGE, "no passphrase was given");
		explicit_bzero(&c, 1);
	}
	return s->len > 0 || error_set(e, ERROR_USAGE, "no passphrase was given");
}

bool secret_ask(const char *prompt, struct secret *ret, struct error *e)
{
	SCOPED(fd_done) int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY), signals = -1;
	struct termios was, quiet;
	struct secret s = {0};
	sigset_t set, old;
	bool ok;

	if (tty < 0 || tcgetattr(tty, &was))
		return error_set(e, ERROR_USAGE,
				 "a passphrase is needed and there is no terminal to ask on; see --pass-file");
	TRY(map(LINE_MAX_LEN + 1, &s, e));
	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGQUIT);
	sigaddset(&set, SIGTSTP);
	sigprocmask(SIG_BLOCK, &set, &old);
	signals = signalfd(-1, &set, SFD_CLOEXEC);
	quiet = was;
	quiet.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL | ICANON | ISIG);
	quiet.c_cc[VMIN] = 1;
	quiet.c_cc[VTIME] = 0;
	ok = (signals >= 0 && tcsetattr(tty, TCSAFLUSH, &quiet) == 0) || error_errno(e, "terminal");
	if (ok) {
		ok = fd_write_all(tty, bytes_str(prompt), e) && type_line(tty, signals, &s, e);
		(void)!fd_write_all(tty, bytes_str("\n"), &(struct error){0});
		tcsetattr(tty, TCSAFLUSH, &was);
	}
	sigprocmask(SIG_SETMASK, &old, NULL); /* what came meanwhile arrives now */
	if (!ok) {
		secret_free(&s);
		return false;
	}
	*ret = s;
	return true;
}
