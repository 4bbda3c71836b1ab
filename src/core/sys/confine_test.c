#include "core/sys/confine.h"

#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif

static const struct confine_limits limits = {.memory = 64 << 20, .cpu_seconds = 20, .wall_ms = 30000, .out = 1 << 20};

static bool echo(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)e;
	write_bytes(out, in);
	write_str(out, ctx);
	return true;
}

static bool refuse(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)ctx, (void)out;
	return error_set(e, ERROR_INPUT, "byte %u is\nwrong", in.at[0]);
}

static bool crash(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)e;
	write_str(out, "half");
	signal(SIGSEGV, SIG_DFL);
	raise(SIGSEGV);
	return true;
}

static bool loop(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)out, (void)e;
	for (volatile unsigned turns = 0; turns < 2; turns = 1)
		;
	return true;
}

static bool devour(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)out;
	for (;;) {
		char *more = malloc(1 << 20);

		if (!more)
			return error_memory(e, "more");
		memset(more, 1, 1 << 20);
	}
}

static bool talk(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)e;
	write_fill(out, 'x', limits.out);
	write_fill(out, 'x', 1);
	return true;
}

static bool talk_to_the_brim(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)e;
	write_fill(out, 'x', limits.out);
	return true;
}

static bool open_a_file(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)e;
	write_str(out, open("/etc/passwd", O_RDONLY) < 0 ? "no" : "yes");
	return true;
}

static bool write_elsewhere(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)e;
	write_str(out, write(*(const int *)ctx, "x", 1) < 0 && write(2, "x", 1) < 0 ? "no" : "yes");
	return true;
}

static bool fork_again(struct bytes in, const void *ctx, struct writer *out, struct error *e)
{
	(void)in, (void)ctx, (void)out, (void)e;
	fork();
	return true;
}

static void expect_failure_within(const struct confine_limits *within, confine_fn *fn, const char *with,
				  enum error_code code)
{
	struct bytes ret = {0};
	struct error e = {0};

	assert_false(confine_run(fn, bytes_str("in"), NULL, within, "a.yaml", &ret, &e));
	if (!strstr(e.text, with))
		fail_msg("'%s' is not in: %s", with, e.text);
	assert_int_equal(e.code, code);
	assert_int_equal(strncmp(e.text, "a.yaml: ", 8), 0);
	assert_null(ret.at);
	/* nobody is left behind */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
}

static void expect_failure(confine_fn *fn, const char *with, enum error_code code)
{
	expect_failure_within(&limits, fn, with, code);
}

static void a_result_comes_back(void **state)
{
	struct bytes ret;
	struct error e;

	(void)state;
	assert_true(confine_run(echo, bytes_str("in"), " and out", &limits, "", &ret, &e));
	assert_true(bytes_is(ret, "in and out"));
	free((void *)(uintptr_t)ret.at);
	assert_true(confine_run(talk_to_the_brim, bytes_str("in"), NULL, &limits, "", &ret, &e));
	assert_int_equal(ret.len, limits.out);
	free((void *)(uintptr_t)ret.at);
}

static void an_error_comes_back_with_its_code_and_without_control_characters(void **state)
{
	(void)state;
	expect_failure(refuse, "byte 105 is?wrong", ERROR_INPUT);
}

static void a_child_that_crashes_is_an_error_that_names_the_signal(void **state)
{
	(void)state;
	expect_failure(crash, "signal 11", ERROR_INPUT);
}

static void a_child_that_loops_is_ended_in_time(void **state)
{
	struct confine_limits short_wait = limits, short_work = limits;

	(void)state;
	short_wait.wall_ms = 300;
	expect_failure_within(&short_wait, loop, "took longer than 0.3 s", ERROR_LIMIT);
	short_work.cpu_seconds = 1;
	expect_failure_within(&short_work, loop, "too much processor time", ERROR_LIMIT);
}

static void a_child_that_allocates_without_end_runs_out_of_its_budget(void **state)
{
	(void)state;
#ifdef SANITIZED
	skip(); /* a sanitizer maps the whole address space for itself */
#endif
	expect_failure(devour, "out of memory: more", ERROR_ENVIRONMENT);
}

static void a_result_beyond_the_cap_is_refused(void **state)
{
	(void)state;
	expect_failure(talk, "result", ERROR_LIMIT);
}

static void a_child_can_open_nothing_and_write_nowhere_else(void **state)
{
	struct bytes ret;
	struct error e;
	int fds[2];

	(void)state;
	assert_true(confine_run(open_a_file, bytes_str(""), NULL, &limits, "", &ret, &e));
	assert_true(bytes_is(ret, "no"));
	free((void *)(uintptr_t)ret.at);
	assert_int_equal(pipe(fds), 0);
	assert_true(confine_run(write_elsewhere, bytes_str(""), &fds[1], &limits, "", &ret, &e));
	assert_true(bytes_is(ret, "no"));
	free((void *)(uintptr_t)ret.at);
	close(fds[0]);
	close(fds[1]);
}

static void a_child_that_starts_another_is_killed(void **state)
{
	(void)state;
	expect_failure(fork_again, "signal 31", ERROR_INPUT);
}

static void without_confinement_the_function_runs_here(void **state)
{
	struct confine_limits open = limits;
	struct bytes ret;
	struct error e;

	(void)state;
	open.open = true;
	assert_true(confine_run(open_a_file, bytes_str(""), NULL, &open, "", &ret, &e));
	assert_true(bytes_is(ret, "yes"));
	free((void *)(uintptr_t)ret.at);
	assert_false(confine_run(refuse, bytes_str("i"), NULL, &open, "x", &ret, &e));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_result_comes_back),
		cmocka_unit_test(an_error_comes_back_with_its_code_and_without_control_characters),
		cmocka_unit_test(a_child_that_crashes_is_an_error_that_names_the_signal),
		cmocka_unit_test(a_child_that_loops_is_ended_in_time),
		cmocka_unit_test(a_child_that_allocates_without_end_runs_out_of_its_budget),
		cmocka_unit_test(a_result_beyond_the_cap_is_refused),
		cmocka_unit_test(a_child_can_open_nothing_and_write_nowhere_else),
		cmocka_unit_test(a_child_that_starts_another_is_killed),
		cmocka_unit_test(without_confinement_the_function_runs_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
