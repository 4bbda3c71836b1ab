#include "core/sys/secret_memory.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#include <cmocka.h>

static void file_of(const char *content, size_t len, char *path)
{
	int fd;

	strncpy(path, "/tmp/holdfast-secret-XXXXXX", 32);
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, content, len), len);
	close(fd);
}

static void a_key_file_comes_whole_and_a_longer_one_is_refused(void **state)
{
	char path[32];
	struct secret s = {0};
	struct error e;

	(void)state;
	file_of("one\ntwo\n", 8, path);
	assert_true(secret_read_file(path, 8, &s, &e));
	assert_true(bytes_is(secret_bytes(&s), "one\ntwo\n"));
	secret_free(&s);
	assert_null(s.at);
	assert_false(secret_read_file(path, 7, &s, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_null(s.at);
	unlink(path);
	assert_false(secret_read_file(path, 8, &s, &e));
	secret_free(&s);
	secret_free(NULL);
}

static void a_passphrase_is_the_first_line_of_a_file_or_descriptor(void **state)
{
	static const char *const lines[] = {"word\nrest\n", "word\r\n", "word"};
	struct secret s;
	struct error e;
	char path[32], number[16], rest[8];
	int fd;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		file_of(lines[i], strlen(lines[i]), path);
		assert_true(secret_read_line(path, &s, &e));
		assert_true(bytes_is(secret_bytes(&s), "word"));
		secret_free(&s);
		unlink(path);
	}
	file_of("word\nrest", 9, path);
	fd = open(path, O_RDONLY);
	snprintf(number, sizeof number, "%d", fd);
	assert_true(secret_read_line(number, &s, &e));
	assert_true(bytes_is(secret_bytes(&s), "word"));
	secret_free(&s);
	assert_int_equal(read(fd, rest, sizeof rest), 4); /* what follows is left alone */
	close(fd);
	unlink(path);
	file_of("\nword\n", 6, path);
	assert_false(secret_read_line(path, &s, &e));
	assert_int_equal(e.code, ERROR_USAGE);
	unlink(path);
	assert_false(secret_read_line("60000", &s, &e));
}

static void a_line_without_end_is_refused(void **state)
{
	struct secret s;
	struct error e;

	(void)state;
	assert_false(secret_read_line("/dev/zero", &s, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
}

/* A child on a terminal of its own answers `typed`; what the terminal showed comes back in `shown`. Exit status: 0 the
 * secret was "word", 1 another one, 9 refused. */
static int on_terminal(const char *typed, char *shown, size_t room)
{
	int master = posix_openpt(O_RDWR | O_NOCTTY), status;
	size_t len = 0;
	pid_t child;

	assert_true(master >= 0 && grantpt(master) == 0 && unlockpt(master) == 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		struct secret s;
		struct error e;
		int tty;

		setsid();
		tty = open(ptsname(master), O_RDWR);
		ioctl(tty, TIOCSCTTY, 0);
		if (!secret_ask("Pass: ", &s, &e))
			_exit(9);
		_exit(bytes_is(secret_bytes(&s), "word") ? 0 : 1);
	}
	/* the prompt first: what is typed earlier is thrown away on purpose */
	while (len < 6 && len + 1 < room) {
		ssize_t n = read(master, shown + len, room - 1 - len);

		assert_true(n > 0);
		len += (size_t)n;
	}
	assert_int_equal(write(master, typed, strlen(typed)), strlen(typed));
	assert_int_equal(waitpid(child, &status, 0), child);
	fcntl(master, F_SETFL, O_NONBLOCK);
	for (ssize_t n; len + 1 < room && (n = read(master, shown + len, room - 1 - len)) > 0;)
		len += (size_t)n;
	shown[len] = 0;
	close(master);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void a_terminal_is_asked_without_echo(void **state)
{
	char shown[256];

	(void)state;
	assert_int_equal(on_terminal("word\r", shown, sizeof shown), 0);
	assert_non_null(strstr(shown, "Pass: "));
	assert_null(strstr(shown, "word"));
	assert_int_equal(on_terminal("xy\x15wirr\x7f\x7f\x7ford\r", shown, sizeof shown), 0);
	assert_int_equal(on_terminal("other\r", shown, sizeof shown), 1);
	assert_int_equal(on_terminal("wor\x03", shown, sizeof shown), 9);
	assert_int_equal(on_terminal("\r", shown, sizeof shown), 9);
}

static void without_a_terminal_the_answer_is_a_usage_error(void **state)
{
	int status;
	pid_t child = fork();

	(void)state;
	if (child == 0) {
		struct secret s;
		struct error e = {0};

		setsid();
		_exit(!secret_ask("Pass: ", &s, &e) && e.code == ERROR_USAGE ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_file_comes_whole_and_a_longer_one_is_refused),
		cmocka_unit_test(a_passphrase_is_the_first_line_of_a_file_or_descriptor),
		cmocka_unit_test(a_line_without_end_is_refused),
		cmocka_unit_test(a_terminal_is_asked_without_echo),
		cmocka_unit_test(without_a_terminal_the_answer_is_a_usage_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
