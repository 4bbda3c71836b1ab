/* holdfast archive: the append-only store of issued documents. */
#include "assess/archive/archive.h"
#include "assess/cli/cli.h"
#include "assess/cli/signing.h"
#include "core/base/text.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH = 4096 };

/* What the command line said; each verb takes its part. */
struct asked {
	const char *store, *kind, *product, *issued, *support_end, *placed, *before, *head, *output, *at;
	struct signing_options signing;
	struct trust_options trust;
	char **arguments; /* behind the store */
	size_t count;
	struct writer out;
};

static bool day_option(const char *name, const char *text, int32_t *ret, struct error *e)
{
	*ret = RETENTION_UNKNOWN;
	return !text || day_parse(bytes_str(text), ret) ||
	       error_set(e, ERROR_USAGE, "%s takes a day such as 2026-01-31", name);
}

static bool dates(const struct asked *q, struct retention_dates *ret, struct error *e)
{
	return day_option("--issued", q->issued, &ret->issued, e) &&
	       day_option("--support-end", q->support_end, &ret->support_end, e) &&
	       day_option("--placed", q->placed, &ret->placed, e);
}

static bool number_argument(const struct asked *q, uint64_t *ret, struct error *e)
{
	return (q->count == 1 && text_number(bytes_str(q->arguments[0]), ret)) ||
	       error_set(e, ERROR_USAGE, "the number of one entry is needed");
}

static void tell_head(struct asked *q, const struct archive *a)
{
	write_fmt(&q->out, "head %s\n", a->log.head);
}

static void tell_repair(const struct archive *a)
{
	if (a->torn)
		fprintf(stderr,
			"holdfast archive: the log ends in %zu bytes of an entry that was not finished; they are cut "
			"off, and "
			"the new entry says so\n",
			a->torn);
}

static bool no_drafts(const struct asked *q, struct error *e)
{
	for (size_t i = 0; i < q->count; i++) {
		struct bytes content;
		bool ok;

		TRY(file_read(q->arguments[i], ARCHIVE_DOCUMENT_MAX, &content, e));
		ok = signing_no_draft(content, q->arguments[i], e);
		free((void *)(uintptr_t)content.at);
		TRY(ok);
	}
	return true;
}

static bool run_add(struct asked *q, int *status, struct error *e)
{
	struct archive_request r = {.files = (const char *const *)q->arguments,
				    .count = q->count,
				    .kind = q->kind,
				    .product = q->product,
				    .now = time(NULL)};
	struct archive a;
	bool ok;

	(void)status;
	if (!q->kind || !q->product || !q->issued || !q->count)
		return error_set(e, ERROR_USAGE, "documents, --kind, --product and --issued are needed");
	TRY(dates(q, &r.dates, e));
	/* refused before a store is made for it */
	if (!retention_find(q->kind))
		return error_set(e, ERROR_USAGE, "no kind '%.40s'; kinds: see 'holdfast archive --help'", q->kind);
	TRY(no_drafts(q, e));
	TRY(archive_open(q->store, ARCHIVE_CREATE, &a, e));
	tell_repair(&a);
	ok = archive_add(&a, &r, e);
	if (ok) {
		const struct archive_entry *entry = &a.log.entries[a.log.count - 1];

		write_fmt(&q->out, "entry %llu, to be kept until %s (%s)\n", (unsigned long long)entry->sequence,
			  entry->keep_until, entry->rule);
		tell_head(q, &a);
	}
	archive_close(&a);
	return ok;
}

static bool run_extend(struct asked *q, int *status, struct error *e)
{
	struct retention_dates given;
	struct archive a;
	uint64_t number;
	bool ok;

	(void)status;
	TRY(number_argument(q, &number, e) && dates(q, &given, e));
	if (given.support_end == RETENTION_UNKNOWN && given.placed == RETENTION_UNKNOWN)
		return error_set(e, ERROR_USAGE, "--support-end or --placed is needed");
	TRY(archive_open(q->store, ARCHIVE_WRITE, &a, e));
	tell_repair(&a);
	ok = archive_extend(&a, number, &given, time(NULL), e);
	if (ok) {
		write_fmt(&q->out, "entry %llu is to be kept until %s\n", (unsigned long long)number,
			  archive_log_entry(&a.log, number)->until);
		tell_head(q, &a);
	}
	archive_close(&a);
	return ok;
}

static bool run_expire(struct asked *q, int *status, struct error *e)
{
	struct archive a;
	int32_t before;
	size_t count;
	bool ok;

	(void)status;
	if (!q->before || q->count)
		return error_set(e, ERROR_USAGE, "--before is needed");
	TRY(day_option("--before", q->before, &before, e) && archive_open(q->store, ARCHIVE_WRITE, &a, e));
	tell_repair(&a);
	ok = archive_expire(&a, before, time(NULL), &count, e);
	if (ok) {
		write_fmt(&q->out, "entries whose documents were dropped: %zu\n", count);
		tell_head(q, &a);
	}
	archive_close(&a);
	return ok;
}

static bool run_list(struct asked *q, int *status, struct error *e)
{
	int32_t day = (int32_t)(time(NULL) / DAY_SECONDS);
	struct archive a;
	char today[DAY_TEXT];

	if (q->at)
		TRY(day_option("--at", q->at, &day, e));
	TRY(archive_open(q->store, ARCHIVE_READ, &a, e));
	day_print(day, today);
	write_str(&q->out, "entry  issued      keep until  state    kind                     product: documents\n");
	for (size_t i = 0; i < a.log.count; i++) {
		const struct archive_entry *entry = &a.log.entries[i];

		if (entry->what != ARCHIVE_ADD)
			continue;
		write_fmt(&q->out, "%-6llu %s  %s  %-7s  %-23s  %s:", (unsigned long long)entry->sequence,
			  entry->issued, entry->until,
			  entry->expired                    ? "dropped"
			  : strcmp(entry->until, today) < 0 ? "due"
							    : "keep",
			  entry->kind, entry->product);
		for (size_t k = 0; k < entry->document_count; k++)
			write_fmt(&q->out, "%s %s%s", k ? "," : "", entry->documents[k].name,
				  entry->documents[k].has_signature ? " (signed)" : "");
		write_str(&q->out, "\n");
	}
	if (a.log.fault[0]) {
		cli_say("holdfast archive: damaged: %s; what stands behind it is not listed", a.log.fault);
		*status = EXIT_FAILED;
	}
	archive_close(&a);
	return true;
}

static bool run_head(struct asked *q, int *status, struct error *e)
{
	struct archive a;

	TRY(archive_open(q->store, ARCHIVE_READ, &a, e));
	if (a.log.fault[0]) {
		cli_say("holdfast archive: damaged: %s", a.log.fault);
		*status = EXIT_FAILED;
	} else {
		write_fmt(&q->out, "%s\n", a.log.head);
	}
	archive_close(&a);
	return true;
}

static bool write_member(const char *folder, const char *name, const char *suffix, struct bytes content,
			 struct error *e)
{
	char path[PATH];
	int n = snprintf(path, sizeof path, "%s/%s%s", folder, name, suffix);

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(e, ERROR_USAGE, "path too long");
	if (access(path, F_OK) == 0)
		return error_set(e, ERROR_ENVIRONMENT, "'%s' is there already", path);
	return file_write(path, content, e);
}

static bool get_file(const struct archive *a, const char *folder, const char *name, const char *suffix,
		     const struct archive_file *file, struct error *e)
{
	struct bytes content;
	bool ok;

	TRY(archive_load(a, file, &content, e));
	ok = write_member(folder, name, suffix, content, e);
	free((void *)(uintptr_t)content.at);
	return ok;
}

static bool get_entry(struct asked *q, const struct archive *a, uint64_t number, struct error *e)
{
	const struct archive_entry *entry = archive_log_entry(&a->log, number);
	const char *folder = q->output ? q->output : ".";

	if (!entry || entry->what != ARCHIVE_ADD)
		return error_set(e, ERROR_USAGE, "no entry %llu with documents", (unsigned long long)number);
	if (entry->expired)
		return error_set(e, ERROR_ENVIRONMENT,
				 "the documents of entry %llu were dropped when their time was over",
				 (unsigned long long)number);
	for (size_t i = 0; i < entry->document_count; i++) {
		const struct archive_document *d = &entry->documents[i];

		TRY(get_file(a, folder, d->name, "", &d->file, e));
		if (d->has_signature)
			TRY(get_file(a, folder, d->name, ".p7s", &d->signature, e));
		write_fmt(&q->out, "%s/%s\n", folder, d->name);
	}
	return true;
}

static bool run_get(struct asked *q, int *status, struct error *e)
{
	struct archive a;
	uint64_t number;
	bool ok;

	(void)status;
	TRY(number_argument(q, &number, e) && archive_open(q->store, ARCHIVE_READ, &a, e));
	ok = get_entry(q, &a, number, e);
	archive_close(&a);
	return ok;
}

static bool run_sign(struct asked *q, int *status, struct error *e)
{
	struct writer text = writer_of(4096, "head"), signature = writer_of(CMS_MAX, "signature");
	struct cms_signer *signer = NULL;
	struct archive a;
	char name[64];
	bool ok;

	(void)status;
	q->signing.certificate = q->trust.certificate;
	if (!q->signing.key || !q->signing.certificate)
		return error_set(e, ERROR_USAGE, "--key and --certificate are needed");
	TRY(archive_open(q->store, ARCHIVE_WRITE, &a, e));
	ok = signing_open(&q->signing, &signer, e) && archive_head_text(&a, &text, name, e) &&
	     cms_sign(signer, writer_bytes(&text), time(NULL), &signature, e) &&
	     archive_head_keep(&a, writer_bytes(&text), name, writer_bytes(&signature), e);
	if (ok)
		write_fmt(&q->out, "%s/heads/%s\n", q->store, name);
	cms_signer_free(signer);
	writer_free(&text);
	writer_free(&signature);
	archive_close(&a);
	return ok;
}

/* How far it is proven that nothing was cut off the end. */
struct proof {
	uint64_t upto; /* entry */
	bool known;
};

/* One file of STORE/heads whose signature lies beside it. */
static bool check_signed_head(struct asked *q, const struct archive *a, const struct trust *trust, const char *path,
			      const char *name, struct proof *proof, int *status, struct error *e)
{
	struct cms_verdict verdict = {0};
	char signature[PATH], head[ARCHIVE_HEX];
	uint64_t said, found = 0;
	struct bytes text;
	struct error why = {0};
	int n = snprintf(signature, sizeof signature, "%s.p7s", path);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof signature)
		return error_set(e, ERROR_USAGE, "path too long");
	TRY(file_read(path, 1 << 16, &text, e));
	ok = archive_head_read(text, &said, head, &why) && signing_check(signature, text, trust, &verdict, &why);
	free((void *)(uintptr_t)text.at);
	if (!ok && why.code != ERROR_INPUT && why.code != ERROR_ENVIRONMENT) {
		*e = why;
		return false;
	}
	if (!ok) {
		write_fmt(&q->out, "PROBLEM: signed head %s: %s\n", name, why.text);
		*status = EXIT_FAILED;
		return true;
	}
	if (verdict.standing == CMS_BROKEN) {
		write_fmt(&q->out, "PROBLEM: signed head %s: %s\n", name, verdict.signatures[0].why);
		*status = EXIT_FAILED;
		return true;
	}
	/* one that nobody vouches for proves nothing, and yet contradicts a log that it does not fit */
	if (!archive_find_head(a, head, &found) || found != said) {
		write_fmt(&q->out,
			  "PROBLEM: signed head %s: the archive had %llu entries then, and these are not the ones: "
			  "entries were "
			  "cut off or written anew\n",
			  name, (unsigned long long)said);
		*status = EXIT_FAILED;
	} else if (verdict.standing == CMS_VOUCHED) {
		write_fmt(&q->out, "signed head %s: good, by ", name);
		text_print_safe(&q->out, bytes_str(verdict.signatures[0].certificate.subject));
		write_str(&q->out, "\n");
		if (!proof->known || found > proof->upto)
			*proof = (struct proof){found, true};
	} else {
		write_fmt(&q->out, "note: signed head %s: %s\n", name, verdict.signatures[0].why);
	}
	return true;
}

static bool check_signed_heads(struct asked *q, const struct archive *a, struct proof *proof, int *status,
			       struct error *e)
{
	char folder[PATH], path[2 * PATH];
	struct trust trust;
	struct folder f;
	bool ok = true;

	snprintf(folder, sizeof folder, "%s/heads", q->store);
	TRY(trust_load(&q->trust, &trust, e));
	if (!folder_is(folder)) {
		trust_done(&trust);
		return true;
	}
	if (!folder_read(folder, &f, e)) {
		trust_done(&trust);
		return false;
	}
	for (size_t i = 0; ok && i < f.count; i++)
		if (f.files[i].regular && bytes_ends(bytes_str(f.files[i].path), ".json")) {
			struct writer safe = writer_of(4 * FOLDER_PATH_MAX, "name");

			text_print_safe(&safe, bytes_str(f.files[i].path));
			write_u8(&safe, 0);
			snprintf(path, sizeof path, "%s/%s", folder, f.files[i].path);
			ok = (writer_ok(&safe) || error_memory(e, "name")) &&
			     check_signed_head(q, a, &trust, path, (const char *)safe.at, proof, status, e);
			writer_free(&safe);
		}
	folder_done(&f);
	trust_done(&trust);
	return ok;
}

static bool check_given_head(struct asked *q, const struct archive *a, struct proof *proof, int *status,
			     struct error *e)
{
	uint8_t raw[SHA256_LEN];
	char head[ARCHIVE_HEX];
	uint64_t found;

	if (!q->head)
		return true;
	if (!text_unhex(bytes_str(q->head), raw, sizeof raw))
		return error_set(e, ERROR_USAGE, "--head takes 64 hexadecimal digits");
	text_hex(bytes_of(raw, sizeof raw), head);
	if (!archive_find_head(a, head, &found)) {
		write_str(&q->out,
			  "PROBLEM: the head given is not in the archive: entries were cut off or written anew\n");
		*status = EXIT_FAILED;
	} else if (!proof->known || found > proof->upto) {
		*proof = (struct proof){found, true};
	}
	return true;
}

static void tell_proof(struct asked *q, const struct archive *a, const struct proof *proof, int *status)
{
	unsigned long long count = a->log.count, upto = proof->upto;

	if (*status == EXIT_FAILED) {
		write_str(&q->out, "The archive is NOT whole.\n");
	} else if (!proof->known) {
		write_str(
			&q->out,
			"What is here is whole. Whether entries were cut off the end does not show without a head that "
			"was written down elsewhere (--head) or signed (--certificate, --ca).\n");
		*status = EXIT_INCOMPLETE;
	} else if (upto == count) {
		write_str(&q->out, "Nothing was lost: the archive is whole up to its last entry.\n");
	} else {
		write_fmt(&q->out,
			  "Nothing was lost up to entry %llu, which the newest known head names. Of the %llu behind it "
			  "none is "
			  "changed; whether there were more does not show: write down the head below.\n",
			  upto, count - upto);
	}
}

static bool run_verify(struct asked *q, int *status, struct error *e)
{
	struct archive_report report = {0};
	struct proof proof = {0};
	struct archive a;
	bool ok;

	q->trust.at = q->at;
	TRY(archive_open(q->store, ARCHIVE_READ, &a, e));
	ok = archive_verify(&a, time(NULL), &report, e);
	for (size_t i = 0; ok && i < report.count; i++)
		write_fmt(&q->out, "%s: %s\n", report.lines[i].problem ? "PROBLEM" : "note", report.lines[i].text);
	if (ok && report.problems)
		*status = EXIT_FAILED;
	ok = ok && check_given_head(q, &a, &proof, status, e) && check_signed_heads(q, &a, &proof, status, e);
	if (ok) {
		write_fmt(&q->out, "entries: %zu; documents and signatures that are intact: %llu\n", a.log.count,
			  (unsigned long long)report.files);
		tell_proof(q, &a, &proof, status);
		if (!a.log.fault[0])
			tell_head(q, &a);
	}
	archive_report_done(&report);
	archive_close(&a);
	return ok;
}

struct verb {
	const char *name;
	bool (*run)(struct asked *q, int *status, struct error *e);
};
static const struct verb verbs[] = {
	{"add", run_add}, {"list", run_list}, {"verify", run_verify}, {"head", run_head},
	{"get", run_get}, {"sign", run_sign}, {"extend", run_extend}, {"expire", run_expire},
};

static void tell_kinds(void)
{
	printf("\nverbs: add STORE FILE..., list STORE, verify STORE, head STORE, get STORE ENTRY, sign STORE, extend "
	       "STORE "
	       "ENTRY, expire STORE\n\nkinds (--kind):\n");
	for (size_t i = 0; i < retention_rule_count; i++) {
		char said[240];

		retention_say(&retention_rules[i], said, sizeof said);
		printf("  %-24s %s; %s\n", retention_rules[i].kind, retention_rules[i].about, said);
	}
}

int cmd_archive(int argc, char **argv)
{
	struct asked q = {.out = writer_of((size_t)256 << 20, "result")};
	const struct verb *verb = NULL;
	struct error e;
	bool help, ok, listing = false;
	int count, status = EXIT_OK;
	const struct option_row rows[] = {
		{"--kind", "KIND", OPTION_TEXT, &q.kind, "add: what the documents are; kinds below"},
		{"--product", "NAME", OPTION_TEXT, &q.product, "add: the product they are for"},
		{"--issued", "DATE", OPTION_TEXT, &q.issued, "add: the day of issue"},
		{"--support-end", "DATE", OPTION_TEXT, &q.support_end,
		 "add, extend: the last day of the support period"},
		{"--placed", "DATE", OPTION_TEXT, &q.placed,
		 "add, extend: the day the last one is placed on the market"},
		{"--head", "HASH", OPTION_TEXT, &q.head, "verify: a head that was written down"},
		{"--ca", "FILE", OPTION_TEXT, &q.trust.ca, "verify: authorities of those who signed heads (PEM)"},
		{"--key", "KEY", OPTION_TEXT, &q.signing.key, "sign: a PEM file, or a PKCS#11 URI (pkcs11:...)"},
		{"--certificate", "FILE", OPTION_TEXT, &q.trust.certificate,
		 "sign: of the key; verify: that signed heads must have"},
		{"--pass-file", "FILE", OPTION_TEXT, &q.signing.pass_file,
		 "sign: first line: passphrase or PIN; default: ask"},
		{"--pkcs11-module", "FILE", OPTION_TEXT, &q.signing.module, "sign: the token's PKCS#11 library"},
		{"--before", "DATE", OPTION_TEXT, &q.before,
		 "expire: drop documents whose time was over before this day"},
		{"--at", "DATE", OPTION_TEXT, &q.at,
		 "list: what is due on this day; verify: a day on which the signed heads were there"},
		{"--output", "FOLDER", OPTION_TEXT, &q.output, "get: where to; default: here"},
		{"-o", "FOLDER", OPTION_TEXT, &q.output, "the same"},
	};

	for (int i = 1; i < argc; i++)
		listing |= strcmp(argv[i], OPTIONS_LIST) == 0;
	if (!options_parse("archive", argc, argv, rows, ARRAY_LEN(rows), &count, &help))
		return EXIT_USAGE;
	if (help) {
		if (!listing)
			tell_kinds();
		return EXIT_OK;
	}
	for (size_t i = 0; count >= 1 && i < ARRAY_LEN(verbs); i++)
		if (strcmp(verbs[i].name, argv[1]) == 0)
			verb = &verbs[i];
	if (!verb || count < 2)
		return cli_usage("archive", "a verb and a store are needed; see 'holdfast archive --help'");
	q.store = argv[2];
	q.arguments = argv + 3;
	q.count = (size_t)count - 2;
	ok = verb->run(&q, &status, &e) && writer_done(&q.out, &e) &&
	     fd_write_all(STDOUT_FILENO, writer_bytes(&q.out), &e);
	writer_free(&q.out);
	return ok ? status : cli_fail("archive", &e);
}
