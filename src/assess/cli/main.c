/* holdfast: dispatch only. */
#include "assess/cli/cli.h"
#include "assess/unpack/worker.h"
#include "core/base/text.h"
#include "core/product/suggest.h"
#include "core/sys/file.h"
#include "core/sys/sandbox.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

const struct command commands[] = {
	{"init", "[options]", "Make a product file to start from: by questions, a profile or an image.", cmd_init},
	{"assess", "[IMAGE] [options]",
	 "Judge a firmware image, folder or file, and what its maker declares, against EN 303 645.", cmd_assess},
	{"unpack", "--list IMAGE [options]", "List what an image holds, without judging it.", cmd_unpack},
	{"facts", "IMAGE [options]", "Print every fact that was observed, with its evidence.", cmd_facts},
	{"judge", "CASE [options]", "Judge the facts kept in a case file again, with this program's rules.", cmd_judge,
	 true},
	{"questions", "CASE [options]", "List the test units that a person still has to decide.", cmd_questions, true},
	{"answer", "CASE UNIT VERDICT --by NAME [options]", "Record a person's verdict on a test unit.", cmd_answer,
	 true},
	{"status", "FOLDER|CASE... [options]", "List cases: state, open units, support end, next audit.", cmd_status,
	 true},
	{"scope", "PRODUCT|CASE [options]", "Say whether UK and EU law catch a product, as what and in whose hands.",
	 cmd_scope, true},
	{"gap", "PRODUCT|CASE [options]", "Say what laws and schemes still ask: met, not met, what to do, by when.",
	 cmd_gap, true},
	{"diff", "BEFORE AFTER [options]", "Compare two images or cases: what got worse, by provision.", cmd_diff},
	{"sbom", "INPUT|CASE [options]", "Write a software bill of materials (CycloneDX or SPDX).", cmd_sbom},
	{"ixit", "CASE|PRODUCT [options]", "Write a declaration's tables as CSV or XLSX; take them back from CSV.",
	 cmd_ixit, true},
	{"schema", "[options]", "Print the JSON Schema of product files, for editors that complete and check.",
	 cmd_schema, true},
	{"explain", "ID | --all FOLDER", "Say what a provision, test case or unit asks, and what is checked.",
	 cmd_explain, true},
	{"file", "CASE -o DIR [options]", "Write the dossier: every document that a case gives, as HTML and PDF.",
	 cmd_file, true},
	{"sign", "FILE|DOSSIER --key KEY --certificate FILE [options]", "Sign a document or a dossier (detached CMS).",
	 cmd_sign},
	{"verify", "FILE|DOSSIER [options]", "Check a signed document or dossier: is it unchanged, and who says so.",
	 cmd_verify, true},
	{"archive", "VERB STORE [arguments] [options]", "Keep issued documents as long as the law asks, and prove it.",
	 cmd_archive},
	{"completion", "bash", "Print the completion of commands and options for a shell.", cmd_completion, true},
};
const size_t commands_count = ARRAY_LEN(commands);

static void say(const char *prefix, const char *fmt, va_list args)
{
	struct writer safe = writer_of(1 << 16, "message");
	struct error unsaid;
	char text[4096];
	int len = vsnprintf(text, sizeof text, fmt, args);

	if (len >= (int)sizeof text)
		len = sizeof text - 1;
	write_str(&safe, prefix);
	text_print_safe(&safe, bytes_of(text, len > 0 ? (size_t)len : 0));
	write_str(&safe, "\n");
	fflush(stdout);
	(void)!fd_write_all(STDERR_FILENO, writer_bytes(&safe), &unsaid);
	writer_free(&safe);
}

void cli_say(const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say("", fmt, args);
	va_end(args);
}

int cli_fail(const char *command, const struct error *e)
{
	cli_say("holdfast %s: %s", command, e->text);
	return e->code == ERROR_USAGE ? EXIT_USAGE : EXIT_CANNOT;
}

int cli_usage(const char *command, const char *fmt, ...)
{
	char prefix[64];
	va_list args;

	snprintf(prefix, sizeof prefix, "holdfast %s: ", command);
	va_start(args, fmt);
	say(prefix, fmt, args);
	va_end(args);
	return EXIT_USAGE;
}

static void print_commands(FILE *to)
{
	fprintf(to, "usage: holdfast COMMAND ...\n\n"
		    "Checks that a connected product meets ETSI EN 303 645, from its firmware, with evidence.\n\n");
	for (size_t i = 0; i < commands_count; i++)
		fprintf(to, "  %-10s %s\n", commands[i].name, commands[i].about);
	fprintf(to, "\n'holdfast COMMAND --help' tells more. Exit status: 0 nothing failed, 1 a provision failed,\n"
		    "2 wrong usage, 3 assessment incomplete, 4 could not run.\n");
}

static int no_command(const char *name)
{
	struct suggestion near = suggestion_of(bytes_str(name));

	for (size_t i = 0; i < commands_count; i++)
		suggestion_offer(&near, bytes_str(commands[i].name));
	if (near.best.at)
		cli_say("holdfast: no command '%s'; did you mean '%s'?", name, (const char *)near.best.at);
	else
		cli_say("holdfast: no command '%s'; see 'holdfast --help'", name);
	return EXIT_USAGE;
}

/* Where the kernel has no such filter the command says so and goes on: what it parses was fuzzed, too. */
static int run(const struct command *c, int argc, char **argv)
{
	struct error e;

	if (c->fenced && !sandbox_fence(&e))
		cli_say("holdfast %s: goes on without a filter of system calls: %s", c->name, e.text);
	return c->run(argc, argv);
}

static int dispatch(int argc, char **argv)
{
	if (argc < 2) {
		print_commands(stderr);
		return EXIT_USAGE;
	}
	if (argc == 3 && strcmp(argv[1], "help") == 0) {
		char help[] = "--help", *with_help[] = {argv[2], help, NULL};

		for (size_t i = 0; i < commands_count; i++)
			if (strcmp(commands[i].name, argv[2]) == 0)
				return commands[i].run(2, with_help);
		return no_command(argv[2]);
	}
	if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) {
		print_commands(stdout);
		return EXIT_OK;
	}
	if (strcmp(argv[1], "--version") == 0) {
		puts("holdfast " HF_VERSION);
		return EXIT_OK;
	}
	for (size_t i = 0; i < commands_count; i++)
		if (strcmp(commands[i].name, argv[1]) == 0)
			return run(&commands[i], argc - 1, argv + 1);
	return no_command(argv[1]);
}

int main(int argc, char **argv)
{
	int status;

	if (argc > 0 && strcmp(argv[0], WORKER_NAME) == 0)
		_exit(worker_main()); /* nothing is left to tidy up, and the sandbox allows no more than this */
	status = dispatch(argc, argv);
	/* what was printed through stdio may not have left yet: a full disk shows here */
	if (fflush(stdout) != 0 || ferror(stdout)) {
		fprintf(stderr, "holdfast: cannot write standard output\n");
		return EXIT_CANNOT;
	}
	return status;
}
