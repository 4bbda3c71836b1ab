/* holdfast verify: is a signed file, or a dossier, as it was when it was signed, and who says so. */
#include "assess/archive/manifest.h"
#include "assess/cli/cli.h"
#include "assess/cli/signing.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CONTENT_MAX ((size_t)1 << 30)
#define TOLD_MAX ((size_t)64 << 20)

/* A signature or document that is damaged beyond reading is a result; what this machine could not do is none. */
static bool tell_unreadable(struct writer *out, const char *name, int *status, struct error *e)
{
	if (e->code != ERROR_INPUT)
		return false;
	write_str(out, "signature of ");
	text_print_safe(out, bytes_str(name));
	write_fmt(out, ": BAD: %s\n", e->text);
	*status = signing_worse(*status, EXIT_FAILED);
	*e = (struct error){0};
	return true;
}

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
	if (!ok)
		return tell_unreadable(out, path, ret_status, e);
	signing_tell(out, path, &verdict);
	*ret_status = signing_status(verdict.standing);
	return true;
}

/* One run over a dossier. */
struct dossier {
	const char *folder, *signature, *from;
	const struct trust *trust;
	struct writer *out;
	int status;
	char sha256[2 * SHA256_LEN + 1]; /* of the manifest */
};

static bool manifest_signature(struct dossier *d, struct bytes json, struct error *e)
{
	struct cms_verdict verdict;
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/" MANIFEST_SIGNATURE, d->folder);

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(e, ERROR_USAGE, "path too long");
	if (!d->signature && access(path, F_OK) != 0 && errno == ENOENT) {
		write_str(d->out, "signature: NONE: nobody vouches for " MANIFEST_NAME "\n");
		d->status = signing_worse(d->status, EXIT_INCOMPLETE);
		return true;
	}
	if (!signing_check(d->signature ? d->signature : path, json, d->trust, &verdict, e))
		return tell_unreadable(d->out, MANIFEST_NAME, &d->status, e);
	signing_tell(d->out, MANIFEST_NAME, &verdict);
	d->status = signing_worse(d->status, signing_status(verdict.standing));
	return true;
}

/* One document that was signed by itself. */
static bool inner_signature(struct dossier *d, const struct manifest *m, const char *name, const char *stem,
			    struct error *e)
{
	struct bytes signature = {0}, content = {0};
	struct cms_verdict verdict;
	bool ok;

	ok = manifest_load(d->folder, m, name, CMS_MAX, &signature, e) &&
	     manifest_load(d->folder, m, stem, CONTENT_MAX, &content, e) &&
	     cms_verify(signature, content, &d->trust->cms, &verdict, e);
	free((void *)(uintptr_t)signature.at);
	free((void *)(uintptr_t)content.at);
	if (!ok)
		return tell_unreadable(d->out, stem, &d->status, e);
	signing_tell(d->out, stem, &verdict);
	/* the manifest's signature covers it too: by whom it was made is told and is no fault */
	if (verdict.standing == CMS_BROKEN)
		d->status = signing_worse(d->status, EXIT_FAILED);
	return true;
}

static bool inner_signatures(struct dossier *d, const struct manifest *m, struct error *e)
{
	for (size_t i = 0; i < m->count; i++) {
		const char *name = m->entries[i].path;
		char stem[FOLDER_PATH_MAX + 1];

		if (!bytes_ends(bytes_str(name), ".p7s"))
			continue;
		snprintf(stem, sizeof stem, "%.*s", (int)(strlen(name) - 4), name);
		if (manifest_find(m, stem))
			TRY(inner_signature(d, m, name, stem, e));
	}
	return true;
}

static bool compare(struct dossier *d, const struct manifest *m, struct error *e)
{
	struct manifest_result result;
	char why[240];
	bool same;

	if (m->draft)
		write_str(d->out, "DRAFT: it was made with --draft: nothing in it was issued\n");
	TRY(manifest_check(d->folder, m, &result, e));
	signing_tell_differences(d->out, &result);
	if (result.count)
		d->status = signing_worse(d->status, EXIT_FAILED);
	else
		write_fmt(d->out, "files: %zu, all as listed in " MANIFEST_NAME "\n", m->count);
	manifest_result_done(&result);
	if (d->from) {
		TRY(signing_case_fits(m, d->sha256, d->from, &same, why, e));
		write_str(d->out, same ? "case: " : "CASE: ");
		text_print_safe(d->out, bytes_str(why));
		write_str(d->out, "\n");
		if (!same)
			d->status = signing_worse(d->status, EXIT_FAILED);
	}
	return true;
}

static bool verify_folder(struct dossier *d, struct error *e)
{
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/" MANIFEST_NAME, d->folder);
	uint8_t sum[SHA256_LEN];
	struct manifest m;
	struct bytes json;
	bool ok;

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(e, ERROR_USAGE, "path too long");
	TRY(file_read(path, MANIFEST_MAX, &json, e));
	hash_sha256(json, sum);
	text_hex(bytes_of(sum, sizeof sum), d->sha256);
	ok = manifest_signature(d, json, e);
	if (ok && manifest_read(json, &m, e)) {
		ok = compare(d, &m, e) && inner_signatures(d, &m, e);
		manifest_done(&m);
	} else if (ok) {
		ok = tell_unreadable(d->out, MANIFEST_NAME, &d->status, e);
	}
	free((void *)(uintptr_t)json.at);
	return ok;
}

int cmd_verify(int argc, char **argv)
{
	struct trust_options options = {0};
	const char *signature = NULL, *from = NULL;
	struct writer out = writer_of(TOLD_MAX, "result");
	struct trust trust;
	struct error e = {0};
	bool help, ok;
	int count, status = EXIT_OK;
	const struct option_row rows[] = {
		TRUST_OPTIONS(options),
		{"--signature", "FILE", OPTION_TEXT, &signature, "default: the name with .p7s behind it"},
		{"--case", "CASE", OPTION_TEXT, &from,
		 "has this case (or digest) changed since the dossier was printed?"},
	};

	if (!options_parse("verify", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (count != 1)
		return cli_usage("verify", "one signed file or dossier is needed; see 'holdfast verify --help'");
	if (!trust_load(&options, &trust, &e))
		return cli_fail("verify", &e);
	if (folder_is(argv[1])) {
		struct dossier d = {argv[1], signature, from, &trust, &out, EXIT_OK, ""};

		ok = verify_folder(&d, &e);
		status = d.status;
	} else {
		ok = verify_file(argv[1], signature, &trust, &out, &status, &e);
	}
	ok = ok && writer_done(&out, &e) && fd_write_all(STDOUT_FILENO, writer_bytes(&out), &e);
	writer_free(&out);
	trust_done(&trust);
	return ok ? status : cli_fail("verify", &e);
}
