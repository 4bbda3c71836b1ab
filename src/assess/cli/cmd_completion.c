/* holdfast completion: a script for the shell. Options are asked of the program when they are needed, so that the
 * script never lags behind. */
#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "core/base/writer.h"
#include "core/sys/file.h"

#include <unistd.h>

static void print_bash(struct writer *out)
{
	write_str(out, "# bash completion for holdfast: source it, or install it as\n"
		       "# /usr/share/bash-completion/completions/holdfast\n"
		       "_holdfast()\n{\n"
		       "\tlocal cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} words='' line\n"
		       "\tCOMPREPLY=()\n"
		       "\tif [ \"$COMP_CWORD\" -eq 1 ]; then\n"
		       "\t\tmapfile -t COMPREPLY < <(compgen -W '");
	for (size_t i = 0; i < commands_count; i++)
		write_fmt(out, "%s ", commands[i].name);
	write_str(out, "--help --version' -- \"$cur\")\n"
		       "\t\treturn\n"
		       "\tfi\n"
		       "\tif [[ $cur == -* ]]; then\n"
		       "\t\twhile read -r line; do words+=\"$line \"; done \\\n"
		       "\t\t\t< <(\"${COMP_WORDS[0]}\" \"${COMP_WORDS[1]}\" " OPTIONS_LIST " 2>/dev/null)\n"
		       "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
		       "\t\treturn\n"
		       "\tfi\n"
		       "\tcase $prev in\n"
		       "\t--format) words='cyclonedx spdx' ;;\n"
		       "\t--edition) words='V3.1.3 V2.1.1' ;;\n"
		       "\t--fail-on) words='info low medium high critical never' ;;\n"
		       "\tesac\n"
		       "\t[ \"${COMP_WORDS[1]}\" != completion ] || words=bash\n"
		       "\tif [ -n \"$words\" ]; then\n"
		       "\t\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
		       "\telse\n"
		       "\t\tcompopt -o filenames 2>/dev/null\n"
		       "\t\tmapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
		       "\tfi\n"
		       "}\n"
		       "complete -F _holdfast holdfast\n");
}

int cmd_completion(int argc, char **argv)
{
	struct writer out = writer_of(1u << 20, "completion");
	struct error e;
	bool help;
	int count, status = EXIT_OK;

	if (!options_parse("completion", argc, argv, NULL, 0, &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1 || strcmp(argv[1], "bash") != 0)
		return cli_usage("completion", "the shell's name is needed: bash");
	print_bash(&out);
	if (!writer_done(&out, &e) || !fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e))
		status = cli_fail("completion", &e);
	writer_free(&out);
	return status;
}
