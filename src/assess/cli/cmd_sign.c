/* holdfast sign: a detached CMS signature of a file, or of a dossier's manifest. */
#include "assess/archive/manifest.h"
#include "assess/cli/cli.h"
#include "assess/cli/signing.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"
#include "core/sys/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONTENT_MAX ((size_t)1 << 30)

static bool sign_bytes(struct cms_signer *signer, struct bytes content, const char *path, const char *output,
		       struct error *e)
{
	struct writer out = writer_of(CMS_MAX, "signature");
	char beside[4096];
	int n = snprintf(beside, sizeof beside, "%s.p7s", path);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof beside)
		return error_set(e, ERROR_USAGE, "path too long");
	ok = cms_sign(signer, content, time(NULL), &out, e) &&
	     file_write(output ? output : beside, writer_bytes(&out), e);
	writer_free(&out);
	if (ok && !(output && strcmp(output, "-") == 0))
		fprintf(stderr, "holdfast sign: %s\n", output ? output : beside);
	return ok;
}

static bool sign_file(struct cms_signer *signer, const char *path, const char *output, struct error *e)
{
	struct bytes content;
	bool ok;

	TRY(file_read(path, CONTENT_MAX, &content, e));
	ok = signing_no_draft(content, path, e) && sign_bytes(signer, content, path, output, e);
	free((void *)(uintptr_t)content.at);
	return ok;
}

/* Nobody signs a list that does not fit the folder: what differs is told. */
static bool fits(const char *folder, struct bytes json, const char *from, struct error *e)
{
	struct writer out = writer_of((size_t)64 << 20, "differences");
	struct manifest_result result = {0};
	struct manifest m;
	char why[240];
	bool ok, same;

	TRY(manifest_read(json, &m, e));
	ok = manifest_check(folder, &m, &result, e);
	if (ok && result.count) {
		signing_tell_differences(&out, &result);
		(void)!fd_write_all(STDERR_FILENO, writer_bytes(&out), &(struct error){0});
		ok = error_set(e, ERROR_INPUT, "'%s' differs from its " MANIFEST_NAME " in %zu files: not signed",
			       folder, result.count);
	}
	if (ok && from) {
		ok = signing_case_fits(&m, NULL, from, &same, why, e);
		if (ok && !same)
			ok = error_set(e, ERROR_INPUT, "'%s': %.180s: not signed", folder, why);
	}
	ok = ok && signing_no_drafts(folder, &m, e);
	writer_free(&out);
	manifest_result_done(&result);
	manifest_done(&m);
	return ok;
}

static bool sign_folder(struct cms_signer *signer, const char *folder, const char *output, const char *from,
			struct error *e)
{
	char path[4096], digest[2 * SHA256_LEN + 1];
	int n = snprintf(path, sizeof path, "%s/" MANIFEST_NAME, folder);
	struct bytes json;
	struct error unsaid;
	bool ok, made;

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(e, ERROR_USAGE, "path too long");
	made = access(path, F_OK) != 0;
	if (made) {
		if (from)
			TRY(signing_case_digest(from, digest, e));
		TRY(manifest_make(folder, from ? digest : NULL, false, e));
	}
	TRY(file_read(path, MANIFEST_MAX, &json, e));
	/* the bytes that were compared are the ones that are signed */
	ok = fits(folder, json, from, e) && sign_bytes(signer, json, path, output, e);
	free((void *)(uintptr_t)json.at);
	if (!ok && made)
		(void)!file_remove(path, &unsaid);
	return ok;
}

int cmd_sign(int argc, char **argv)
{
	struct signing_options signing = {0};
	const char *output = NULL, *from = NULL;
	struct cms_signer *signer;
	struct error e;
	bool help, ok;
	int count;
	const struct option_row rows[] = {
		SIGNING_OPTIONS(signing),
		{"--output", "FILE", OPTION_TEXT, &output, "where to; default: the name with .p7s behind it"},
		{"-o", "FILE", OPTION_TEXT, &output, "the same"},
		{"--case", "CASE", OPTION_TEXT, &from, "the case that the dossier is printed from, or its digest"},
	};

	if (!options_parse("sign", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1 || !signing.key || !signing.certificate)
		return cli_usage("sign",
				 "one file or folder, --key and --certificate are needed; see 'holdfast sign --help'");
	if (!signing_open(&signing, &signer, &e))
		return cli_fail("sign", &e);
	ok = folder_is(argv[1]) ? sign_folder(signer, argv[1], output, from, &e)
				: sign_file(signer, argv[1], output, &e);
	cms_signer_free(signer);
	return ok ? EXIT_OK : cli_fail("sign", &e);
}
