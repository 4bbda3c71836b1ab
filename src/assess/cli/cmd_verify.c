/* holdfast verify: is a signed file, or a dossier, as it was when it was signed, and who says so. */
#include "assess/cli/cli.h"
#include "assess/cli/signing.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONTENT_MAX ((size_t)1 << 30)
#define TOLD_MAX ((size_t)64 << 20)

static bool verify_file(const char *path, const char *signature, const struct trust *trust, struct writer *out,
			int *ret_status, struct error *e)
{
	struct cms_verdict verdict;
	struct bytes content;
	char beside[4096];
	int n = snprintf(beside, sizeof beside, "%s.p7s", path);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof beside)
		return error_set(e, ERROR_USAGE, "path too long");
	TRY(file_read(path, CONTENT_MAX, &content, e));
	ok = signing_check(signature ? signature : beside, content, trust, &verdict, e);
	free((void *)(uintptr_t)content.at);
	TRY(ok);
	signing_tell(out, path, &verdict);
	*ret_status = signing_status(verdict.standing);
	return true;
}

int cmd_verify(int argc, char **argv)
{
	struct trust_options options = {0};
	const char *signature = NULL;
	struct writer out = writer_of(TOLD_MAX, "result");
	struct trust trust;
	struct error e;
	bool help, ok;
	int count, status;
	const struct option_row rows[] = {
		TRUST_OPTIONS(options),
		{"--signature", "FILE", OPTION_TEXT, &signature, "default: the name with .p7s behind it"},
	};

	if (!options_parse("verify", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("verify", "one signed file is needed; see 'holdfast verify --help'");
	if (!trust_load(&options, &trust, &e))
		return cli_fail("verify", &e);
	ok = verify_file(argv[1], signature, &trust, &out, &status, &e) && writer_done(&out, &e) &&
	     fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e);
	writer_free(&out);
	trust_done(&trust);
	return ok ? status : cli_fail("verify", &e);
}
