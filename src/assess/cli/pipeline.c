#include "assess/cli/pipeline.h"

#include "assess/derive/derive.h"
#include "assess/derive/guess.h"
#include "assess/facts/casefile.h"
#include "assess/facts/digest.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS_AFTER_MS = 1000, WORDLIST_MAX = 256 << 20 };

struct progress {
	uint64_t began_ms, shown_ms;
	bool shown;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Only on a terminal and only once it takes longer than a second. */
static void on_progress(void *ctx, uint64_t nodes, uint64_t bytes, uint64_t input_size)
{
	struct progress *p = ctx;
	uint64_t now = now_ms();

	(void)input_size;
	if (now - p->began_ms < PROGRESS_AFTER_MS || now - p->shown_ms < 200)
		return;
	p->shown_ms = now;
	p->shown = true;
	fprintf(stderr, "\r\033[K%llu files, %.1f MiB unpacked, %llu s", (unsigned long long)nodes,
		(double)bytes / (1 << 20), (unsigned long long)((now - p->began_ms) / 1000));
	fflush(stderr);
}

struct session session_of(void)
{
	struct session s = {.run = {.limits = limits_default()}};

	arena_init(&s.arena, 0);
	return s;
}

void session_done(struct session *s)
{
	facts_free(s->facts);
	arena_done(&s->arena);
	s->facts = NULL;
}

static void set_name(struct session *s, const char *path)
{
	struct bytes name = bytes_str(path);

	while (name.len > 1 && name.at[name.len - 1] == '/')
		name.len--;
	name = text_basename(name);
	if (name.len == 0 || bytes_is(name, ".") || bytes_is(name, ".."))
		name = bytes_str("root");
	snprintf(s->name, sizeof s->name, "%.*s", (int)name.len, (const char *)name.at);
}

static bool guess(struct session *s, struct error *e)
{
	struct bytes words = {(const uint8_t *)"", 0};
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	unsigned threads = s->run.threads ? s->run.threads : cores > 0 ? (unsigned)cores : 1;
	bool ok;

	if (s->wordlist && !file_read(s->wordlist, WORDLIST_MAX, &words, e))
		return error_add(e, "word list");
	ok = guess_passwords(s->facts, words, threads, GUESS_WORK_DEFAULT, e);
	if (s->wordlist)
		free((void *)(uintptr_t)words.at);
	return ok;
}

bool session_observe(struct session *s, const char *path, struct error *e)
{
	struct progress progress = {.began_ms = now_ms()};
	bool ok;

	set_name(s, path);
	if (!s->quiet && isatty(STDERR_FILENO)) {
		s->run.progress = on_progress;
		s->run.progress_ctx = &progress;
	}
	s->observed = true;
	ok = supervise(path, &s->run, &s->facts, &s->result, e) && facts_sort(s->facts, e) &&
	     (s->no_guess || guess(s, e)) && derive_all(s->facts, e);
	if (progress.shown)
		fprintf(stderr, "\r\033[K");
	return ok;
}

bool session_begin(struct session *s, const char *casefile, struct error *e)
{
	if (casefile && session_is_case(casefile))
		return session_load(s, casefile, e);
	s->result.sandboxed = !s->run.no_sandbox;
	s->facts = facts_new();
	return (s->facts && facts_sort(s->facts, e)) || error_memory(e, "facts");
}

bool session_declare(struct session *s, const struct product *p, struct bytes text, struct error *e)
{
	if (!s->observed)
		set_name(s, p->name);
	return declare(&s->facts, p, text, e);
}

bool session_carry(struct session *s, const char *casefile, bool *ret_kept, struct error *e)
{
	struct session old = session_of();
	bool ok = true;

	*ret_kept = false;
	if (session_is_case(casefile)) {
		ok = session_load(&old, casefile, e);
		if (ok && facts_count(old.facts, FACT_DECLARED)) {
			*ret_kept = true;
			ok = declare_carry(s->facts, old.facts, e);
		}
	}
	session_done(&old);
	return ok;
}

bool session_judge(struct session *s, struct error *e)
{
	struct judge_input in = {
		.name = s->name,
		.size = s->result.input_size,
		.directory = s->result.folder,
		.edition = EDITION_V3_1_3,
		.coverage = {.bytes = s->result.bytes,
			     .explained = s->result.explained,
			     .files = s->result.files,
			     .containers = s->result.containers,
			     .restarts = s->result.restarts,
			     .sandboxed = s->result.sandboxed,
			     .complete = !s->result.timed_out},
	};
	char sum[65];

	if (s->edition && !edition_by_name(s->edition, &in.edition))
		return error_set(e, ERROR_USAGE, "no edition '%s': V3.1.3 or V2.1.1", s->edition);
	text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), sum);
	in.sha256 = s->observed ? sum : "";
	in.answers = s->record.answers;
	in.answer_count = s->record.answer_count;
	return judge(s->facts, &in, &s->arena, &s->assessment, e);
}

void session_now(char ret[32])
{
	time_t now = time(NULL);
	struct tm utc;

	ret[0] = '\0';
	if (gmtime_r(&now, &utc))
		strftime(ret, 32, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

static void copy(char *to, size_t room, const char *from)
{
	snprintf(to, room, "%.*s", (int)room - 1, from);
}

struct case_summary session_summary(const struct session *s)
{
	const struct assessment *a = &s->assessment;
	const struct declared_entry *product = declared_one(a->declared, "product");
	struct case_summary ret = {.stale = (unsigned)a->stale, .answers = (unsigned)s->record.answer_count};

	copy(ret.product, sizeof ret.product, entry_has(product, "name") ? entry_get(product, "name") : s->name);
	copy(ret.model, sizeof ret.model, entry_get(product, "model"));
	copy(ret.version, sizeof ret.version, entry_get(product, "software-version"));
	copy(ret.maker, sizeof ret.maker, entry_get(declared_one(a->declared, "maker"), "name"));
	copy(ret.edition, sizeof ret.edition, edition_name(a->edition));
	copy(ret.verdict, sizeof ret.verdict, verdict_name(a->overall));
	copy(ret.support_end, sizeof ret.support_end, entry_get(declared_one(a->declared, "support"), "end"));
	copy(ret.audit_due, sizeof ret.audit_due, entry_get(product, "audit-due"));
	session_now(ret.judged);
	for (size_t i = 0; i < a->unit_count; i++) {
		const struct unit_result *u = &a->units[i];

		ret.overruled += u->machine == VERDICT_FAIL && u->answer && !u->stale && u->answer->overrule &&
				 u->verdict == u->answer->verdict && u->verdict != VERDICT_FAIL;
		*(a->units[i].verdict == VERDICT_PASS           ? &ret.pass
		  : a->units[i].verdict == VERDICT_FAIL         ? &ret.fail
		  : a->units[i].verdict == VERDICT_INCONCLUSIVE ? &ret.open
								: &ret.not_applicable) += 1;
	}
	return ret;
}

/* How the entry that tells of an assessment begins. */
#define PINS "facts sha256 "

bool session_save(const struct session *s, const char *path, struct error *e)
{
	const struct fact_node *product = declare_source(s->facts);
	struct case_summary summary = session_summary(s);
	char digest[65], run[65], subject[400], detail[400];
	struct audit_event event = {.at = summary.judged,
				    .who = "holdfast " HF_VERSION,
				    .what = "assessed",
				    .subject = subject,
				    .detail = detail};
	struct case_meta meta = {
		.summary = &summary,
		.event = &event,
		.size = s->result.input_size,
		.folder = s->result.folder,
		.sandboxed = s->result.sandboxed,
		.complete = !s->result.timed_out,
		.bytes = s->result.bytes,
		.explained = s->result.explained,
		.files = s->result.files,
		.containers = s->result.containers,
		.restarts = s->result.restarts,
	};

	snprintf(meta.name, sizeof meta.name, "%s", s->name);
	snprintf(meta.edition, sizeof meta.edition, "%s", edition_name(s->assessment.edition));
	if (s->observed)
		text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), meta.sha256);
	if (product) {
		snprintf(meta.declaration, sizeof meta.declaration, "%.*s", (int)product->chain.len,
			 (const char *)product->chain.at);
		text_hex(bytes_of(product->sha256, sizeof product->sha256), meta.declaration_sha256);
	}
	facts_digest(s->facts, digest);
	snprintf(subject, sizeof subject, "%s sha256 %s", s->name, meta.sha256[0] ? meta.sha256 : "none");
	case_run_digest(&meta, run);
	snprintf(detail, sizeof detail, PINS "%s, run sha256 %s, edition %s: %s", digest, run, summary.edition,
		 summary.verdict);
	return case_save(path, s->facts, &meta, e);
}

/* Every case begins with an assessment: one without a trail has lost it, and its answers with it. */
static bool has_trail(const struct record *r, const char *path, struct error *e)
{
	return r->trail_count > 0 ||
	       error_set(e, ERROR_INPUT, "'%s': it has no audit trail, as every case has: the trail was removed", path);
}

/* The last entry that told of an assessment pins facts and run: what was changed since is noticed. */
static bool pins_fit(const struct session *s, const struct case_meta *meta, const char *path, struct error *e)
{
	char digest[65], want[256];
	const struct audit_entry *entry = NULL;
	int n;

	TRY(has_trail(&s->record, path, e));
	for (size_t i = s->record.trail_count; i-- > 0 && !entry;)
		if (strcmp(s->record.trail[i].event.what, "assessed") == 0)
			entry = &s->record.trail[i];
	if (!entry)
		return error_set(e, ERROR_INPUT, "'%s': its audit trail tells of no assessment: it was cut or made up",
				 path);
	facts_digest(s->facts, digest);
	n = snprintf(want, sizeof want, PINS "%s", digest);
	if (strncmp(entry->event.detail, want, (size_t)n) != 0)
		return error_set(e, ERROR_INPUT, "'%s': the facts are not those of audit entry %llu: they were changed",
				 path, (unsigned long long)entry->number);
	case_run_digest(meta, digest);
	snprintf(want, sizeof want, ", run sha256 %s, ", digest);
	return strncmp(entry->event.detail + n, want, strlen(want)) == 0 ||
	       error_set(e, ERROR_INPUT,
			 "'%s': what it says of the input and of the run is not what audit entry %llu pins: it was "
			 "changed",
			 path, (unsigned long long)entry->number);
}

bool session_remember(struct session *s, const char *path, struct error *e)
{
	return !session_is_case(path) ||
	       (record_load(path, &s->arena, &s->record, e) && has_trail(&s->record, path, e));
}

static bool load(struct session *s, const char *path, struct case_meta *ret, struct error *e)
{
	TRY(case_load(path, &s->facts, ret, e));
	return record_load(path, &s->arena, &s->record, e) && pins_fit(s, ret, path, e);
}

bool session_load(struct session *s, const char *path, struct error *e)
{
	struct case_meta meta;

	/* facts and trail are two readings: somebody may have assessed the product anew between them */
	if (!load(s, path, &meta, e)) {
		if (!s->facts || e->code != ERROR_INPUT)
			return false;
		facts_free(s->facts);
		s->facts = NULL;
		TRY(load(s, path, &meta, e));
	}
	snprintf(s->name, sizeof s->name, "%s", meta.name);
	s->observed = meta.sha256[0] != '\0';
	if (s->observed && !text_unhex(bytes_str(meta.sha256), s->result.sha256, sizeof s->result.sha256))
		return error_set(e, ERROR_INPUT, "'%s': the case names no input hash", path);
	s->result.input_size = meta.size;
	s->result.folder = meta.folder;
	s->result.sandboxed = meta.sandboxed;
	s->result.timed_out = !meta.complete;
	s->result.bytes = meta.bytes;
	s->result.explained = meta.explained;
	s->result.files = meta.files;
	s->result.containers = meta.containers;
	s->result.restarts = meta.restarts;
	return true;
}

/* A case is an SQLite file with our application id; anything else is an input to be assessed first. */
/* A run that was cut off left its journal: the file tells what it is when that is rolled back. */
static void settle(const char *path)
{
	char journal[4200];

	if ((size_t)snprintf(journal, sizeof journal, "%s-journal", path) < sizeof journal &&
	    access(journal, F_OK) == 0)
		case_settle(path);
}

static bool says_case(int fd)
{
	char head[72];

	return pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head && memcmp(head, "SQLite format 3", 16) == 0 &&
	       memcmp(head + 68, "HOLD", 4) == 0;
}

bool session_is_case(const char *path)
{
	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	size_t len = strlen(path);
	bool named = len > 5 && strcmp(path + len - 5, ".case") == 0;
	struct stat st;

	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode) || !(named || says_case(fd)))
		return false;
	settle(path);
	/* a case that was damaged is refused as one, and not looked at as if it were firmware */
	return fstat(fd, &st) == 0 && st.st_size && (named || says_case(fd));
}

bool session_open(struct session *s, const char *path, struct error *e)
{
	return session_is_case(path) ? session_load(s, path, e) : session_observe(s, path, e);
}
