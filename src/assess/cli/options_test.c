#include "assess/cli/options.h"

#include "assess/cli/cli.h"
#include "core/base/text.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>
#include <cmocka.h>

/* main.c's, which is no part of the library */
const struct command commands[] = {{"assess", "IMAGE", "about", NULL}};
const size_t commands_count = ARRAY_LEN(commands);

int cli_usage(const char *command, const char *fmt, ...)
{
	assert_string_equal(command, "assess");
	assert_non_null(fmt);
	return EXIT_USAGE;
}

struct parsed {
	bool quiet;
	const char *json;
	unsigned threads;
	struct limits limits;
	int count;
	bool help;
};

static bool parse(struct parsed *p, const char **argv)
{
	const struct option_row rows[] = {
		{"--quiet", NULL, OPTION_FLAG, &p->quiet, "no progress"},
		{"--json", "FILE", OPTION_TEXT, &p->json, "write JSON"},
		{"--threads", "N", OPTION_NUMBER, &p->threads, "threads"},
		{"--limit", "NAME=NUMBER", OPTION_LIMIT, &p->limits, "set a budget"},
	};
	int argc = 0;

	*p = (struct parsed){.limits = limits_default()};
	while (argv[argc])
		argc++;
	return options_parse("assess", argc, (char **)(uintptr_t)argv, rows, ARRAY_LEN(rows), &p->count, &p->help);
}
#define ARGS(...)                                                                                                      \
	(const char *[])                                                                                               \
	{                                                                                                              \
		"assess", __VA_ARGS__, NULL                                                                            \
	}

static void values_follow_or_stand_behind_an_equals_sign(void **state)
{
	const char **argv = ARGS("--json", "a.json", "image", "--threads=3", "--quiet");
	struct parsed p;

	(void)state;
	assert_true(parse(&p, argv));
	assert_string_equal(p.json, "a.json");
	assert_int_equal(p.threads, 3);
	assert_true(p.quiet);
	assert_int_equal(p.count, 1);
	assert_string_equal(argv[1], "image");
}

static void behind_two_dashes_everything_is_a_name(void **state)
{
	const char **argv = ARGS("--", "--quiet", "-");
	struct parsed p;

	(void)state;
	assert_true(parse(&p, argv));
	assert_false(p.quiet);
	assert_int_equal(p.count, 2);
	assert_string_equal(argv[1], "--quiet");
}

static void budgets_are_set_by_name_within_their_range(void **state)
{
	struct parsed p;

	(void)state;
	assert_true(parse(&p, ARGS("--limit", "depth=3", "--limit=nodes=1000")));
	assert_int_equal(p.limits.depth, 3);
	assert_int_equal(p.limits.nodes, 1000);
	assert_false(parse(&p, ARGS("--limit", "depth=0")));
	assert_false(parse(&p, ARGS("--limit", "depth=x")));
	assert_false(parse(&p, ARGS("--limit", "nosuch=3")));
	assert_false(parse(&p, ARGS("--limit", "depth")));
}

static void what_is_not_in_the_table_is_refused(void **state)
{
	struct parsed p;

	(void)state;
	assert_false(parse(&p, ARGS("--jsn", "x")));
	assert_false(parse(&p, ARGS("--quiet=yes")));
	assert_false(parse(&p, ARGS("--json")));
	assert_false(parse(&p, ARGS("--threads", "many")));
	assert_false(parse(&p, ARGS("--threads", "-1")));
	assert_false(parse(&p, ARGS("-q")));
}

static void help_stops_and_says_so(void **state)
{
	struct parsed p;
	int kept = dup(STDOUT_FILENO), quiet = open("/dev/null", O_WRONLY | O_CLOEXEC);
	bool ok;

	(void)state;
	/* what it prints is no result of a test */
	fflush(stdout);
	assert_true(kept >= 0 && quiet >= 0 && dup2(quiet, STDOUT_FILENO) >= 0);
	ok = parse(&p, ARGS("--help", "--nonsense"));
	fflush(stdout);
	assert_true(dup2(kept, STDOUT_FILENO) >= 0);
	close(kept);
	close(quiet);
	assert_true(ok);
	assert_true(p.help);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(values_follow_or_stand_behind_an_equals_sign),
		cmocka_unit_test(behind_two_dashes_everything_is_a_name),
		cmocka_unit_test(budgets_are_set_by_name_within_their_range),
		cmocka_unit_test(what_is_not_in_the_table_is_refused),
		cmocka_unit_test(help_stops_and_says_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
