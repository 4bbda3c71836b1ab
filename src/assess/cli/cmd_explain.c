/* holdfast explain: the standard's words, and what this program does about them. */
#include "assess/cli/cli.h"
#include "assess/cli/options.h"
#include "assess/report/explain.h"
#include "assess/report/standard.h"
#include "core/sys/file.h"

#include <unistd.h>

/* Each page of docs/standard into a folder that is there. */
static bool write_all(const char *folder, struct error *e)
{
	bool ok = true;

	for (size_t i = 0; ok && i < standard_count(); i++) {
		struct writer out = writer_of(1u << 24, "page"), path = writer_of(1u << 16, "path");
		char name[32];

		standard_name(i, name);
		standard_page(i, &out);
		write_fmt(&path, "%s/%s", folder, name);
		write_u8(&path, 0);
		ok = writer_done(&out, e) && writer_done(&path, e) &&
		     file_write((const char *)path.at, writer_bytes(&out), e);
		writer_free(&out);
		writer_free(&path);
	}
	return ok;
}

int cmd_explain(int argc, char **argv)
{
	struct writer out = writer_of(1u << 24, "explanation");
	struct error e;
	bool help, known, all = false, shares = false;
	int count, status = EXIT_OK;
	const struct option_row rows[] = {
		{"--all", NULL, OPTION_FLAG, &all, "write a page for each clause, and an index, into the folder given"},
		{"--count", NULL, OPTION_FLAG, &shares, "count the test units by how far a machine decides them"},
	};

	if (!options_parse("explain", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (shares && count == 0) {
		standard_shares(&out);
		if (!writer_done(&out, &e) || !fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e))
			status = cli_fail("explain", &e);
		writer_free(&out);
		return status;
	}
	if (count != 1 || shares)
		return cli_usage("explain",
				 all ? "a folder is needed"
				     : "one clause, provision, test case or unit is needed, for example 5.1-1");
	if (all)
		return write_all(argv[1], &e) ? EXIT_OK : cli_fail("explain", &e);
	known = explain_print(&out, argv[1]);
	if (!writer_done(&out, &e) || !fd_write_all(known ? STDOUT_FILENO : STDERR_FILENO, writer_bytes(&out), &e))
		status = cli_fail("explain", &e);
	else if (!known)
		status = EXIT_USAGE;
	writer_free(&out);
	return status;
}
