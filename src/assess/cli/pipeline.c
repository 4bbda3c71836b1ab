#include "assess/cli/pipeline.h"

#include "assess/derive/derive.h"
#include "assess/derive/guess.h"
#include "assess/facts/casefile.h"
#include "assess/judge/judge.h"
#include "core/base/text.h"
#include "core/sys/file.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
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
	ok = supervise(path, &s->run, &s->facts, &s->result, e) && facts_sort(s->facts, e) &&
	     (s->no_guess || guess(s, e)) && derive_all(s->facts, e);
	if (progress.shown)
		fprintf(stderr, "\r\033[K");
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
	in.sha256 = sum;
	return judge(s->facts, &in, &s->arena, &s->assessment, e);
}

bool session_save(const struct session *s, const char *path, struct error *e)
{
	struct case_meta meta = {
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
	text_hex(bytes_of(s->result.sha256, sizeof s->result.sha256), meta.sha256);
	return case_save(path, s->facts, &meta, e);
}

bool session_load(struct session *s, const char *path, struct error *e)
{
	struct case_meta meta;

	TRY(case_load(path, &s->facts, &meta, e));
	snprintf(s->name, sizeof s->name, "%s", meta.name);
	if (!text_unhex(bytes_str(meta.sha256), s->result.sha256, sizeof s->result.sha256))
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
bool session_is_case(const char *path)
{
	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	char head[72] = {0};

	return fd >= 0 && read(fd, head, sizeof head) == (ssize_t)sizeof head &&
	       memcmp(head, "SQLite format 3", 16) == 0 && memcmp(head + 68, "HOLD", 4) == 0;
}

bool session_open(struct session *s, const char *path, struct error *e)
{
	return session_is_case(path) ? session_load(s, path, e) : session_observe(s, path, e);
}
