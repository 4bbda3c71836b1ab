#include "assess/cli/options.h"

#include "assess/cli/cli.h"
#include "core/base/text.h"
#include "core/product/suggest.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct limit_row {
	const char *name;
	size_t at;
	uint64_t preset, least, most;
	const char *help;
};
static const struct limit_row limit_rows[] = {
#define LIMIT_ROW(name, preset, least, most, help) {#name, offsetof(struct limits, name), preset, least, most, help},
	LIMITS(LIMIT_ROW)
#undef LIMIT_ROW
};

static bool set_limit(const char *command, struct limits *limits, const char *value)
{
	const char *equals = strchr(value, '=');

	for (size_t i = 0; equals && i < ARRAY_LEN(limit_rows); i++) {
		const struct limit_row *row = &limit_rows[i];
		uint64_t number;

		if (strlen(row->name) != (size_t)(equals - value) || memcmp(row->name, value, strlen(row->name)) != 0)
			continue;
		if (!text_number(bytes_str(equals + 1), &number) || number < row->least || number > row->most) {
			cli_usage(command, "--limit %s takes a number from %llu to %llu", row->name,
				  (unsigned long long)row->least, (unsigned long long)row->most);
			return false;
		}
		*(uint64_t *)(void *)((char *)limits + row->at) = number;
		return true;
	}
	cli_usage(command, "--limit takes NAME=NUMBER; names: see --help");
	return false;
}

static void print_help(const char *command, const struct option_row *rows, size_t count)
{
	bool limits = false;

	for (size_t i = 0; i < commands_count; i++)
		if (strcmp(commands[i].name, command) == 0)
			printf("usage: holdfast %s %s\n\n%s\n\noptions:\n", command, commands[i].arguments,
			       commands[i].about);
	for (size_t i = 0; i < count; i++) {
		char left[64];

		snprintf(left, sizeof left, "%s%s%s", rows[i].name, rows[i].value ? " " : "",
			 rows[i].value ? rows[i].value : "");
		printf("  %-24s %s\n", left, rows[i].help);
		limits |= rows[i].kind == OPTION_LIMIT;
	}
	printf("  %-24s %s\n", "--help", "this text");
	if (!limits)
		return;
	printf("\nbudgets (--limit NAME=NUMBER):\n");
	for (size_t i = 0; i < ARRAY_LEN(limit_rows); i++)
		printf("  %-12s %-14llu %s\n", limit_rows[i].name, (unsigned long long)limit_rows[i].preset,
		       limit_rows[i].help);
}

static bool set_option(const char *command, const struct option_row *row, const char *value)
{
	uint64_t number;

	switch (row->kind) {
	case OPTION_FLAG:
		*(bool *)row->to = true;
		return true;
	case OPTION_TEXT:
	case OPTION_INPUT:
	case OPTION_OUTPUT:
		*(const char **)row->to = value;
		return true;
	case OPTION_NUMBER:
		if (!text_number(bytes_str(value), &number) || number > 100000) {
			cli_usage(command, "%s takes a number", row->name);
			return false;
		}
		*(unsigned *)row->to = (unsigned)number;
		return true;
	case OPTION_LIST: {
		struct option_list *list = row->to;

		if (list->count == OPTION_LIST_MAX) {
			cli_usage(command, "%s may be given %d times at most", row->name, OPTION_LIST_MAX);
			return false;
		}
		list->items[list->count++] = value;
		return true;
	}
	case OPTION_LIMIT:
		return set_limit(command, row->to, value);
	}
	return false;
}

static bool named_like_report(const char *path)
{
	static const char *const ends[] = {".json", ".html", ".sarif", ".xml"};

	for (size_t i = 0; i < ARRAY_LEN(ends); i++)
		if (bytes_ends(bytes_str(path), ends[i]))
			return true;
	return false;
}

bool options_parse(const char *command, int argc, char **argv, const struct option_row *rows, size_t count,
		   int *ret_count, bool *ret_help)
{
	const struct option_row *last_output = NULL; /* took a value that might be the input instead */
	char *last_value = NULL;
	int positional = 0;
	bool only_positional = false, other_input = false;

	*ret_help = false;
	for (int i = 1; i < argc; i++) {
		const struct option_row *row = NULL;
		const char *equals = strchr(argv[i], '=');
		size_t len = equals ? (size_t)(equals - argv[i]) : strlen(argv[i]);

		if (only_positional || argv[i][0] != '-' || strcmp(argv[i], "-") == 0) {
			argv[++positional] = argv[i];
			continue;
		}
		if (strcmp(argv[i], "--") == 0) {
			only_positional = true;
			continue;
		}
		if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0) {
			print_help(command, rows, count);
			*ret_help = true;
			return true;
		}
		if (strcmp(argv[i], OPTIONS_LIST) == 0) {
			for (size_t k = 0; k < count; k++)
				puts(rows[k].name);
			puts("--help");
			*ret_help = true;
			return true;
		}
		for (size_t k = 0; k < count && !row; k++)
			if (strlen(rows[k].name) == len && strncmp(rows[k].name, argv[i], len) == 0)
				row = &rows[k];
		if (!row) {
			struct suggestion near = suggestion_of(bytes_of(argv[i], len));

			for (size_t k = 0; k < count; k++)
				suggestion_offer(&near, bytes_str(rows[k].name));
			if (near.best.at)
				cli_usage(command, "unknown option '%s'; did you mean '%s'?", argv[i],
					  (const char *)near.best.at);
			else
				cli_usage(command, "unknown option '%s'; see 'holdfast %s --help'", argv[i], command);
			return false;
		}
		if (row->kind == OPTION_FLAG && equals) {
			cli_usage(command, "%s takes no value", row->name);
			return false;
		}
		other_input |= row->kind == OPTION_INPUT;
		if (row->kind == OPTION_OUTPUT && !equals) {
			bool has_value = i + 1 < argc && (argv[i + 1][0] != '-' || strcmp(argv[i + 1], "-") == 0);

			*(const char **)row->to = has_value ? argv[++i] : "-";
			last_output = has_value ? row : last_output;
			last_value = has_value ? argv[i] : last_value;
			continue;
		}
		if (row->kind != OPTION_FLAG && !equals && i + 1 >= argc) {
			cli_usage(command, "%s needs a value: %s", row->name, row->value);
			return false;
		}
		if (!set_option(command, row, row->kind == OPTION_FLAG ? NULL : equals ? equals + 1 : argv[++i]))
			return false;
	}
	if (positional == 0 && last_output && strcmp(last_value, "-") != 0 && other_input) {
		if (!named_like_report(last_value) && access(last_value, F_OK) == 0) {
			cli_usage(command, "is '%s' the image or the report? write %s=%s where it is the report",
				  last_value, last_output->name, last_value);
			return false;
		}
	} else if (positional == 0 && last_output && strcmp(last_value, "-") != 0) {
		argv[++positional] = last_value;
		*(const char **)last_output->to = "-";
	}
	*ret_count = positional;
	return true;
}
