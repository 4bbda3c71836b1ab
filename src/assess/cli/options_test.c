#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "assess/formats/limits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

/* Of main.c, which no test can have in it. */
const struct command commands[] = {{"try", "INPUT [options]", "Tries.", NULL}};
const size_t commands_count = 1;

int cli_usage(const char *command, const char *fmt, ...)
{
	(void)command;
	(void)fmt;
	return EXIT_USAGE;
}

struct values {
	bool flag;
	const char *text;
	unsigned number;
	struct limits limits;
	int count;
	bool help;
	char *argv[16];
};

/* The command line, its words parted by blanks; "" is an empty word. */
static bool parse(struct values *v, const char *line)
{
	static char words[256];
	const struct option_row rows[] = {
		{"--flag", NULL, OPTION_FLAG, &v->flag, "a flag"},
		{"--text", "FILE", OPTION_TEXT, &v->text, "a text"},
		{"-t", "FILE", OPTION_TEXT, &v->text, "the same"},
		{"--number", "N", OPTION_NUMBER, &v->number, "a number"},
		{"--limit", "NAME=NUMBER", OPTION_LIMIT, &v->limits, "a budget"},
	};
	int argc = 0;

	*v = (struct values){.limits = limits_default(), .count = -1};
	snprintf(words, sizeof words, "try %s", line);
	for (char *word = strtok(words, " "); word && argc < 15; word = strtok(NULL, " "))
		v->argv[argc++] = strcmp(word, "\"\"") ? word : word + 2;
	return options_parse("try", argc, v->argv, rows, ARRAY_LEN(rows), &v->count, &v->help);
}

static void values_follow_or_stand_behind_an_equals_sign(void **state)
{
	struct values v;

	(void)state;
	assert_true(parse(&v, "--flag --text a --number 7"));
	assert_true(v.flag);
	assert_string_equal(v.text, "a");
	assert_int_equal(v.number, 7);
	assert_int_equal(v.count, 0);
	assert_true(parse(&v, "--text=a=b -t c"));
	assert_string_equal(v.text, "c");
	assert_true(parse(&v, "--text --flag"));
	assert_string_equal(v.text, "--flag");
	assert_false(v.flag);
	assert_true(parse(&v, "--text \"\""));
	assert_string_equal(v.text, "");
}

static void positional_arguments_come_to_the_front(void **state)
{
	struct values v;

	(void)state;
	assert_true(parse(&v, "--flag one --text x two"));
	assert_int_equal(v.count, 2);
	assert_string_equal(v.argv[1], "one");
	assert_string_equal(v.argv[2], "two");
	assert_true(parse(&v, "- -- --flag"));
	assert_int_equal(v.count, 2);
	assert_string_equal(v.argv[1], "-");
	assert_string_equal(v.argv[2], "--flag");
	assert_false(v.flag);
}

static void wrong_options_are_refused(void **state)
{
	static const char *const wrong[] = {"--none",
					    "--fla",
					    "--flags",
					    "--flag=yes",
					    "--text",
					    "--number",
					    "--number x",
					    "--number=",
					    "--number -1",
					    "--number 100001",
					    "--number 1x",
					    "--limit",
					    "--limit x",
					    "--limit depth",
					    "--limit depth=",
					    "--limit depth=0",
					    "--limit depth=65",
					    "--limit dept=3",
					    "--limit =3",
					    "-x",
					    "--number 99999999999999999999999"};
	struct values v;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(wrong); i++)
		if (parse(&v, wrong[i]))
			fail_msg("%s was taken", wrong[i]);
}

static void budgets_are_set_within_their_bounds(void **state)
{
	struct values v;

	(void)state;
	assert_true(parse(&v, "--limit depth=64 --limit=seconds=1 --limit node_bytes=65536"));
	assert_int_equal(v.limits.depth, 64);
	assert_int_equal(v.limits.seconds, 1);
	assert_int_equal(v.limits.node_bytes, 65536);
	assert_int_equal(v.limits.nodes, limits_default().nodes);
}

/* What a call prints on standard output; to be freed. */
static char *printed(const char *line, bool *ret_help)
{
	FILE *file = tmpfile();
	int kept = dup(STDOUT_FILENO);
	struct values v;
	char *text;
	long len;

	assert_non_null(file);
	fflush(stdout);
	dup2(fileno(file), STDOUT_FILENO);
	*ret_help = parse(&v, line) && v.help;
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	fseek(file, 0, SEEK_END);
	len = ftell(file);
	rewind(file);
	text = calloc(1, (size_t)len + 1);
	assert_non_null(text);
	assert_int_equal(fread(text, 1, (size_t)len, file), len);
	fclose(file);
	return text;
}

static void help_names_every_option_and_budget(void **state)
{
	static const char *const parts[] = {"usage: holdfast try INPUT [options]",
					    "--flag",
					    "--text FILE",
					    "-t FILE",
					    "--number N",
					    "--limit NAME=NUMBER",
					    "--help",
					    "node_bytes",
					    "restarts"};
	bool help;
	char *text = printed("--help", &help);

	(void)state;
	assert_true(help);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (!strstr(text, parts[i]))
			fail_msg("'%s' is not in the help", parts[i]);
	free(text);
}

static void the_list_for_completion_is_one_option_a_line(void **state)
{
	bool help;
	char *text = printed("--list-options", &help);

	(void)state;
	assert_true(help);
	assert_string_equal(text, "--flag\n--text\n-t\n--number\n--limit\n--help\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest all[] = {
		cmocka_unit_test(values_follow_or_stand_behind_an_equals_sign),
		cmocka_unit_test(positional_arguments_come_to_the_front),
		cmocka_unit_test(wrong_options_are_refused),
		cmocka_unit_test(budgets_are_set_within_their_bounds),
		cmocka_unit_test(help_names_every_option_and_budget),
		cmocka_unit_test(the_list_for_completion_is_one_option_a_line),
	};

	return cmocka_run_group_tests(all, NULL, NULL);
}
