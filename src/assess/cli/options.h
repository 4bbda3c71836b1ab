/* Option parsing shared by the subcommands: a table of options per command makes parsing and --help. */
#ifndef HF_ASSESS_OPTIONS_H
#define HF_ASSESS_OPTIONS_H

#include "assess/unpack/supervise.h"

#include <stdbool.h>
#include <stddef.h>

enum option_kind {
	OPTION_FLAG,   /* sets *(bool *)to */
	OPTION_TEXT,   /* *(const char **)to = value */
	OPTION_INPUT,  /* the same; it can be all there is: then no output's value is given back, see options_parse() */
	OPTION_OUTPUT, /* the same, a file to write; "-", standard output, where no value is given */
	OPTION_NUMBER, /* *(unsigned *)to = value */
	OPTION_LIST,   /* appends to *(struct option_list *)to; may be given more than once */
	OPTION_LIMIT,  /* NAME=VALUE into *(struct limits *)to; may be given more than once */
};
#define OPTION_LIST_MAX 64
struct option_list {
	const char *items[OPTION_LIST_MAX];
	size_t count;
};
struct option_row {
	const char *name;  /* "--json" */
	const char *value; /* "FILE" in the help; NULL for flags */
	enum option_kind kind;
	void *to;
	const char *help;
};

/* For completion scripts, in no help: prints the names of the options, one a line. */
#define OPTIONS_LIST "--list-options"

/* Parses argv[1..]; positional arguments are moved to the front: *ret_count of them from argv[1]. --help prints the
 * table and sets *ret_help, as OPTIONS_LIST does. A value may follow as its own argument or after '='. Where no
 * positional argument is left because an output took it (`assess --json IMAGE`), it is given back; with another input
 * (`assess --product FILE --json REPORT`) it stays an output, unless it is there already and not named like a report:
 * no image is written over by mistake. False: usage error, said already. */
bool options_parse(const char *command, int argc, char **argv, const struct option_row *rows, size_t count,
		   int *ret_count, bool *ret_help);

#endif
