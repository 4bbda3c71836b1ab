/* holdfast explain: the standard's words, and what this program does about them. */
#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "assess/report/explain.h"
#include "core/sys/file.h"

#include <unistd.h>

int cmd_explain(int argc, char **argv)
{
	struct writer out = writer_of(1u << 24, "explanation");
	struct error e;
	bool help, known;
	int count, status = EXIT_OK;

	if (!options_parse("explain", argc, argv, NULL, 0, &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("explain", "one clause, provision, test case or unit is needed, for example 5.1-1");
	known = explain_print(&out, argv[1]);
	if (!writer_done(&out, &e) || !fd_write_all(known ? STDOUT_FILENO : STDERR_FILENO, writer_bytes(&out), &e))
		status = cli_fail("explain", &e);
	else if (!known)
		status = EXIT_USAGE;
	writer_free(&out);
	return status;
}
