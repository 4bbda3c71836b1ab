/* holdfast file: every document that a case gives, as one folder with a manifest. */
#include "assess/archive/manifest.h"
#include "assess/cli/cli.h"
#include "assess/cli/pipeline.h"
#include "assess/dossier/dossier.h"
#include "assess/judge/withhold.h"
#include "core/base/day.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"
#include "core/sys/folder_write.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

struct wanted {
	const char *output, *only, *date, *issuer;
	bool draft, no_pdf, show_secrets;
};

static bool put(void *ctx, const char *path, struct bytes content, struct error *e)
{
	return folder_put(ctx, path, content, e);
}

/* A folder that is there is replaced only where everything in it is a dossier's, as it was written: what somebody put
 * in or edited would be lost. */
static bool may_replace(const char *path, struct error *e)
{
	struct manifest_result found = {0};
	struct bytes json;
	struct manifest m;
	char name[4200];
	bool ok;

	snprintf(name, sizeof name, "%s/" MANIFEST_NAME, path);
	if (!file_read(name, MANIFEST_MAX, &json, e))
		return error_set(e, ERROR_USAGE, "'%.150s' is there and is no dossier: not replaced", path);
	ok = manifest_read(json, &m, e);
	free((void *)(uintptr_t)json.at);
	if (!ok)
		return error_set(e, ERROR_USAGE, "'%.150s' is there and is no dossier: not replaced", path);
	ok = manifest_check(path, &m, &found, e);
	for (size_t i = 0; ok && i < found.count; i++)
		if (found.findings[i].difference != MANIFEST_MISSING)
			ok = error_set(e, ERROR_USAGE,
				       "'%.100s' is there and '%.60s' in it was %s by hand: move it away first", path,
				       found.findings[i].path,
				       found.findings[i].difference == MANIFEST_ADDED ? "added" : "changed");
	manifest_result_done(&found);
	manifest_done(&m);
	return ok;
}

static bool manifest_hash(const char *folder, char ret[65], struct error *e)
{
	uint8_t sum[SHA256_LEN];
	struct bytes json;
	char name[4200];

	snprintf(name, sizeof name, "%s/" MANIFEST_NAME, folder);
	TRY(file_read(name, MANIFEST_MAX, &json, e));
	hash_sha256(json, sum);
	free((void *)(uintptr_t)json.at);
	text_hex(bytes_of(sum, sizeof sum), ret);
	return true;
}

/* In the audit trail stands which dossier was issued from the case; a draft is not. */
static bool note_issue(const char *case_path, const char *folder, const char *hash, const struct dossier *d,
		       const struct wanted *w, struct error *e)
{
	char now[32], detail[200], who[300];
	struct audit_event event = {.at = now, .who = who, .what = "issued", .subject = folder, .detail = detail};

	if (w->draft)
		return true;
	session_now(now);
	snprintf(who, sizeof who, "%s", w->issuer ? w->issuer : "holdfast " HF_VERSION);
	snprintf(detail, sizeof detail, "dossier of %s, manifest sha256 %s: %zu documents and files, %zu refused",
		 w->date, hash, d->written, d->refused);
	return record_event(case_path, &event, e) ||
	       error_add(e, "the dossier is written, its entry in the case is not");
}

static bool issue(const struct dossier_input *in, const struct wanted *w, struct arena *arena, struct dossier *ret,
		  struct error *e)
{
	const char *digest = dossier_digest(in->record);
	struct folder_new folder;
	struct stat st;
	bool there = lstat(w->output, &st) == 0, ok;
	char hash[65];

	if (there)
		TRY(may_replace(w->output, e));
	TRY(folder_begin(w->output, &folder, e));
	ok = dossier_build(in, put, &folder, arena, ret, e) &&
	     manifest_make(folder.path, digest[0] ? digest : NULL, w->draft, e) &&
	     manifest_hash(folder.path, hash, e) && folder_commit(&folder, there, e);
	folder_end(&folder);
	return ok && note_issue(in->case_path, folder.name, hash, ret, w, e);
}

static void tell(const struct dossier *d, const struct wanted *w)
{
	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_part *p = &d->parts[i];

		if (p->status != DOSSIER_REFUSED)
			continue;
		cli_say("holdfast file: refused: %s", p->title);
		if (p->gap_count == 0)
			cli_say("  %s", p->why);
		for (size_t n = 0; n < p->gap_count; n++)
			cli_say("  %s: %s", p->gaps[n].field, p->gaps[n].why);
	}
	fprintf(stderr, "holdfast file: %s: %zu documents and files%s, %zu refused, %zu not needed\n", w->output,
		d->written, w->draft ? " as drafts" : "", d->refused, d->omitted);
}

static bool judge_both(struct session *s, struct assessment a[EDITIONS], struct error *e)
{
	for (unsigned i = 0; i < EDITIONS; i++) {
		s->edition = edition_name((enum edition)i);
		TRY(session_judge(s, e));
		a[i] = s->assessment;
	}
	return true;
}

/* Says itself what is wrong with the command line. */
static bool check_wanted(struct wanted *w, char today[DAY_TEXT])
{
	struct bytes rest = bytes_str(w->only ? w->only : ""), one;
	int32_t day;
	char now[32];

	if (!w->output)
		return cli_usage("file", "-o DIR names the folder to write") == EXIT_OK;
	while (w->only && text_split(&rest, ',', &one)) {
		char stem[64];

		one = text_trim(one);
		snprintf(stem, sizeof stem, "%.*s", one.len < 63 ? (int)one.len : 63, (const char *)one.at);
		if (!dossier_find(stem) && strcmp(stem, "attachments") != 0)
			return cli_usage("file", "--only: no document '%s'; see 'holdfast file --list'", stem) ==
			       EXIT_OK;
	}
	if (w->date && !day_parse(bytes_str(w->date), &day))
		return cli_usage("file", "--date takes 2026-01-31") == EXIT_OK;
	if (!w->date) {
		session_now(now);
		snprintf(today, DAY_TEXT, "%.10s", now);
		w->date = today;
	}
	return true;
}

static int list_documents(void)
{
	for (size_t i = 0; i < dossier_row_count; i++)
		printf("%-28s %s\n", dossier_rows[i].stem, dossier_rows[i].about);
	printf("%-28s %s\n", "attachments", "What persons attached to their answers");
	return EXIT_OK;
}

static int run(struct session *s, const char *path, const struct wanted *w, unsigned threads)
{
	struct assessment a[EDITIONS];
	struct dossier d;
	struct dossier_input in = {.a = {&a[0], &a[1]},
				   .record = &s->record,
				   .case_path = path,
				   .date = w->date,
				   .issuer = w->issuer,
				   .only = w->only,
				   .draft = w->draft,
				   .no_pdf = w->no_pdf,
				   .threads = threads,
				   .edition = EDITION_V3_1_3};
	struct error e;

	if (!session_load(s, path, &e) || !judge_both(s, a, &e))
		return cli_fail("file", &e);
	if (!w->show_secrets &&
	    !withhold((struct assessment *const[]){&a[0], &a[1]}, EDITIONS, s->facts, &s->arena, &e))
		return cli_fail("file", &e);
	in.facts = s->facts;
	in.declared = a[EDITION_V3_1_3].declared;
	if (!issue(&in, w, &s->arena, &d, &e))
		return cli_fail("file", &e);
	tell(&d, w);
	return d.refused ? EXIT_INCOMPLETE : EXIT_OK;
}

int cmd_file(int argc, char **argv)
{
	struct session s = session_of();
	struct wanted w = {0};
	unsigned threads = 0;
	bool help, list = false;
	int count, status;
	char today[DAY_TEXT];
	const struct option_row rows[] = {
		{"-o", "DIR", OPTION_TEXT, &w.output, "the folder to write: whole or not at all"},
		{"--output", "DIR", OPTION_TEXT, &w.output, "the same"},
		{"--only", "NAME", OPTION_TEXT, &w.only,
		 "only these documents and files, with commas between; names: --list"},
		{"--list", NULL, OPTION_FLAG, &list, "print what there is to write, and end"},
		{"--draft", NULL, OPTION_FLAG, &w.draft, "mark all as DRAFT; write what lacks mandatory fields too"},
		{"--date", "DATE", OPTION_TEXT, &w.date, "of issue, 2026-01-31; default: today (UTC)"},
		{"--issuer", "NAME", OPTION_TEXT, &w.issuer, "who draws it up: the laboratory; default: the maker"},
		{"--no-pdf", NULL, OPTION_FLAG, &w.no_pdf, "HTML alone"},
		{"--show-secrets", NULL, OPTION_FLAG, &w.show_secrets,
		 "print passwords, keys and hashes that were found, in place of [withheld]"},
		{"--threads", "N", OPTION_NUMBER, &threads, "default: one a core"},
	};

	if (!options_parse("file", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help)
		return EXIT_OK;
	if (list)
		return list_documents();
	if (count != 1)
		return cli_usage("file", "one case is needed; see 'holdfast file --help'");
	if (!check_wanted(&w, today))
		return EXIT_USAGE;
	if (!session_is_case(argv[1]))
		return cli_usage("file", "'%s' is no case: make one with 'holdfast assess --case'", argv[1]);
	status = run(&s, argv[1], &w, threads);
	session_done(&s);
	return status;
}
