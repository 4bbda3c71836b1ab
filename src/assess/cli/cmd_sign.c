/* holdfast sign: a detached CMS signature of a file, or of a dossier's manifest. */
#include "assess/cli/cli.h"
#include "assess/cli/signing.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>

#define CONTENT_MAX ((size_t)1 << 30)

/* Signs the bytes of `path` into `output`, or beside it. */
static bool sign_file(struct cms_signer *signer, const char *path, const char *output, struct error *e)
{
	struct writer out = writer_of(CMS_MAX, "signature");
	struct bytes content;
	char beside[4096];
	int n = snprintf(beside, sizeof beside, "%s.p7s", path);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof beside)
		return error_set(e, ERROR_USAGE, "path too long");
	TRY(file_read(path, CONTENT_MAX, &content, e));
	ok = cms_sign(signer, content, time(NULL), &out, e) &&
	     file_write(output ? output : beside, writer_bytes(&out), e);
	free((void *)(uintptr_t)content.at);
	writer_free(&out);
	if (ok && !(output && strcmp(output, "-") == 0))
		fprintf(stderr, "holdfast sign: %s\n", output ? output : beside);
	return ok;
}

int cmd_sign(int argc, char **argv)
{
	struct signing_options signing = {0};
	const char *output = NULL;
	struct cms_signer *signer;
	struct error e;
	bool help, ok;
	int count;
	const struct option_row rows[] = {
		SIGNING_OPTIONS(signing),
		{"--output", "FILE", OPTION_TEXT, &output, "where to; default: the name with .p7s behind it"},
		{"-o", "FILE", OPTION_TEXT, &output, "the same"},
	};

	if (!options_parse("sign", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1 || !signing.key || !signing.certificate)
		return cli_usage("sign", "one file, --key and --certificate are needed; see 'holdfast sign --help'");
	if (!signing_open(&signing, &signer, &e))
		return cli_fail("sign", &e);
	ok = sign_file(signer, argv[1], output, &e);
	cms_signer_free(signer);
	return ok ? EXIT_OK : cli_fail("sign", &e);
}
