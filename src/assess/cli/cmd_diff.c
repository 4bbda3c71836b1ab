/* holdfast diff: two images, folders or cases compared. */
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/report/diff.h"
#include "assess/report/report.h"
#include "core/sys/file.h"

#include <unistd.h>

static bool side(struct session *s, const char *path, struct error *e)
{
	TRY(session_open(s, path, e));
	return session_judge(s, e);
}

int cmd_diff(int argc, char **argv)
{
	struct session before = session_of(), after;
	const char *json = NULL;
	struct diff_summary summary;
	struct writer out = writer_of(REPORT_MAX, "comparison");
	struct error e;
	bool help, ok;
	int count, status;
	const struct option_row rows[] = {
		{"--json", "FILE", OPTION_OUTPUT, &json, "write the comparison as JSON ('-': standard output)"},
		SESSION_OPTIONS(before),
	};

	if (!options_parse("diff", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 2)
		return cli_usage("diff", "two images, folders or cases are needed; see 'holdfast diff --help'");
	after = before;
	arena_init(&after.arena, 0);
	ok = side(&before, argv[1], &e) && side(&after, argv[2], &e);
	if (ok && json)
		ok = diff_json(&before.assessment, &after.assessment, &out, &summary, &e) &&
		     file_write(json, writer_bytes(&out), &e);
	else if (ok)
		ok = diff_text(&before.assessment, &after.assessment, &out, &summary, &e) &&
		     fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e);
	status = !ok ? cli_fail("diff", &e) : summary.worse ? EXIT_FAILED : EXIT_OK;
	writer_free(&out);
	session_done(&before);
	session_done(&after);
	return status;
}
