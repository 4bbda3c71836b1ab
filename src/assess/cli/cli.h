/* The command line: one row per subcommand makes dispatch, `--help` and shell completion. Only files in this folder
 * print or exit. Results go to standard output, everything else to standard error. Exit status: 0 nothing failed, 1 a
 * provision failed (wins over 3), 2 usage, 3 assessment incomplete, 4 could not run. */
#ifndef HF_ASSESS_CLI_H
#define HF_ASSESS_CLI_H

#include "core/base/error.h"

#include <stddef.h>

enum exit_status { EXIT_OK = 0, EXIT_FAILED = 1, EXIT_USAGE = 2, EXIT_INCOMPLETE = 3, EXIT_CANNOT = 4 };

struct command {
	const char *name;
	const char *arguments;             /* "IMAGE [--json FILE] ..." */
	const char *about;                 /* one line */
	int (*run)(int argc, char **argv); /* argv[0] is the subcommand's name */
	bool fenced;                       /* it starts no worker and asks no token: it never needs to (sandbox.h) */
};
extern const struct command commands[];
extern const size_t commands_count;

/* A line to standard error, whose parts may come from an input: what a terminal would obey is escaped. */
void cli_say(const char *fmt, ...) PRINTF(1, 2);
/* Prints "holdfast NAME: message" on standard error and returns the status that fits the error's code. */
int cli_fail(const char *command, const struct error *e);
int cli_usage(const char *command, const char *fmt, ...) PRINTF(2, 3);

int cmd_init(int argc, char **argv);
int cmd_assess(int argc, char **argv);
int cmd_unpack(int argc, char **argv);
int cmd_facts(int argc, char **argv);
int cmd_judge(int argc, char **argv);
int cmd_answer(int argc, char **argv);
int cmd_questions(int argc, char **argv);
int cmd_status(int argc, char **argv);
int cmd_diff(int argc, char **argv);
int cmd_sbom(int argc, char **argv);
int cmd_schema(int argc, char **argv);
int cmd_ixit(int argc, char **argv);
int cmd_explain(int argc, char **argv);
int cmd_file(int argc, char **argv);
int cmd_sign(int argc, char **argv);
int cmd_verify(int argc, char **argv);
int cmd_gap(int argc, char **argv);
int cmd_scope(int argc, char **argv);
int cmd_archive(int argc, char **argv);
int cmd_completion(int argc, char **argv);

#endif
