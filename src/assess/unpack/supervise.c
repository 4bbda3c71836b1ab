#include "assess/unpack/supervise.h"

#include "assess/unpack/shared.h"
#include "assess/unpack/wire.h"
#include "assess/unpack/worker.h"
#include "core/base/reader.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/sys/file.h"
#include "core/sys/process.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A node that takes longer than this many seconds is taken for a parser that does not end. */
enum { NODE_SECONDS = 120, POLL_MS = 100 };

struct run {
	const struct supervise_options *options;
	struct supervise_result *result;
	struct shared *order;  /* what the worker is told: our own copy, which no worker can write to */
	struct shared *shared; /* the page in common: after the start only the worker's half is read, as hostile */
	int shared_fd, input_fd;
	struct facts *facts;
	struct writer pending; /* bytes of records not complete yet */
	struct wire_totals totals;
	bool done;
	uint64_t deadline_ms;
};

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static bool take_record(struct run *run, struct bytes record, struct error *e)
{
	struct reader r = reader_of(record, "worker record");
	uint8_t type = read_u8(&r, "type");
	struct bytes payload = read_bytes(&r, reader_left(&r), "payload");

	if (type == WIRE_NODE)
		return wire_read_node(payload, run->facts, e);
	if (type != WIRE_DONE)
		return error_set(e, ERROR_INPUT, "worker record of unknown type %u", type);
	TRY(wire_read_done(payload, &run->totals, e));
	run->done = true;
	return true;
}

static bool take_records(struct run *run, struct error *e)
{
	struct bytes left = writer_bytes(&run->pending);
	bool ok = true;

	while (ok && left.len >= 4) {
		struct reader r = reader_of(left, "worker record");
		uint32_t len = read_u32le(&r, "length");
		struct bytes record;

		if (len == 0 || len > WIRE_RECORD_MAX)
			return error_set(e, ERROR_INPUT, "worker record of %u bytes", len);
		if (reader_left(&r) < len)
			break;
		record = read_bytes(&r, len, "record");
		ok = take_record(run, record, e);
		left = bytes_part(left, 4 + (uint64_t)len, UINT64_MAX);
	}
	if (left.len != run->pending.len) {
		memmove(run->pending.at, left.at, left.len);
		run->pending.len = left.len;
	}
	return ok;
}

/* True where one node has been worked on for too long. */
static bool hangs(const struct run *run)
{
	uint64_t now = now_ms();

	for (unsigned i = 0; i <= SHARED_THREADS_MAX; i++) {
		uint64_t since = atomic_load(&run->shared->slots[i].since_ms);

		if (since && now > since && now - since > NODE_SECONDS * UINT64_C(1000))
			return true;
	}
	return false;
}

/* Reads until the worker closes its end. False with *e for what must stop everything; a worker that dies is no error
 * here: its end of the pipe closes. */
static bool read_results(struct run *run, int fd, struct process *worker, bool *hung, struct error *e)
{
	run->pending = writer_of(2u * WIRE_RECORD_MAX, "worker results");
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		int ready = poll(&p, 1, POLL_MS);
		uint8_t *to;
		ssize_t n;

		if (run->options->progress)
			run->options->progress(run->options->progress_ctx, atomic_load(&run->shared->nodes),
					       atomic_load(&run->shared->bytes), run->result->input_size);
		if (now_ms() > run->deadline_ms && !run->result->timed_out) {
			run->result->timed_out = true;
			process_kill(worker);
		}
		if (ready <= 0) {
			if (!*hung && hangs(run)) {
				*hung = true;
				process_kill(worker);
			}
			continue;
		}
		to = writer_reserve(&run->pending, 256 * 1024);
		if (!to)
			return writer_done(&run->pending, e);
		n = read(fd, to, 256 * 1024);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return true;
		writer_commit(&run->pending, (size_t)n);
		if (!take_records(run, e))
			return false;
	}
}

/* What the one thread of a careful run was at work on. */
static const char *culprit(const struct shared *shared)
{
	const struct shared_slot *last = NULL;

	for (unsigned i = 0; i <= SHARED_THREADS_MAX; i++) {
		const struct shared_slot *slot = &shared->slots[i];

		if (atomic_load(&slot->since_ms) &&
		    (!last || atomic_load(&slot->since_ms) > atomic_load(&last->since_ms)))
			last = slot;
	}
	return last ? last->chain : NULL;
}

static bool run_once(struct run *run, bool *ret_died, struct error *e)
{
	static const char *const argv[] = {WORKER_NAME, NULL};
	struct error how = {0};
	struct process worker;
	int pipe_fds[2], fds[3];
	bool ok, hung = false, ended;

	facts_free(run->facts);
	run->facts = facts_new();
	if (!run->facts)
		return error_memory(e, "facts");
	run->done = false;
	memcpy(run->shared, run->order, sizeof *run->shared);
	if (pipe2(pipe_fds, O_CLOEXEC))
		return error_errno(e, "pipe");
	fcntl(pipe_fds[1], F_SETPIPE_SZ, 1 << 20);
	fds[0] = run->input_fd;
	fds[1] = pipe_fds[1];
	fds[2] = run->shared_fd;
	ok = process_start(&worker, argv, fds, 3, e);
	close(pipe_fds[1]);
	if (!ok) {
		close(pipe_fds[0]);
		return false;
	}
	ok = read_results(run, pipe_fds[0], &worker, &hung, e);
	close(pipe_fds[0]);
	writer_free(&run->pending);
	if (!ok)
		process_kill(&worker);
	ended = process_wait(&worker, &how);
	if (!ok)
		return false;
	*ret_died = !run->done && !run->result->timed_out;
	if (!ended && *ret_died && how.code == ERROR_ENVIRONMENT && !hung)
		return error_set(e, how.code, "%s",
				 how.text); /* it said itself what is wrong: no use in trying again */
	return true;
}

static bool note_on_input(struct facts *facts, const char *name, const char *why, const char *limit, struct error *e)
{
	struct fact_node node = {.chain = bytes_str(name), .root = bytes_str(name)};
	struct fact fact = {.kind = FACT_UNREAD};

	fact.field[UNREAD_WHY] = bytes_str(why);
	if (limit)
		fact.field[UNREAD_LIMIT] = bytes_str(limit);
	return facts_node(facts, &node, &fact.node, e) && facts_add(facts, &fact, e);
}

static bool run_until_done(struct run *run, struct error *e)
{
	bool died;

	for (;;) {
		const char *chain;

		TRY(run_once(run, &died, e));
		if (!died)
			break;
		run->result->restarts++;
		if (run->result->restarts > run->options->limits.restarts ||
		    run->order->skip_count >= SHARED_SKIPS_MAX) {
			return note_on_input(run->facts, run->order->name,
					     "the worker died too often: the rest was not read", "restarts", e);
		}
		/* with several threads the culprit is not certain: once more with one, where it is */
		chain = run->order->careful ? culprit(run->shared) : NULL;
		if (!run->order->careful)
			run->order->careful = true;
		else if (chain)
			/* a worker that was taken over may have left no end to the text */
			snprintf(run->order->skip[run->order->skip_count++], SHARED_CHAIN_MAX, "%.*s",
				 SHARED_CHAIN_MAX - 1, chain);
		else
			return error_set(e, ERROR_ENVIRONMENT, "the worker died before it began");
	}
	if (run->result->timed_out)
		return note_on_input(run->facts, run->order->name, "time is up: the rest was not read", "seconds", e);
	return true;
}

struct hashing {
	int fd;
	uint8_t sha256[32];
	bool failed;
};

/* Beside the worker, on a core of its own where there is one. */
static void *hash_input(void *arg)
{
	struct hashing *h = arg;
	struct hash hash = hash_begin(HASH_SHA256);
	uint8_t *buffer = malloc(1 << 20);
	off_t at = 0;

	while (buffer) {
		ssize_t n = pread(h->fd, buffer, 1 << 20, at);

		if (n < 0 && errno == EINTR)
			continue;
		h->failed = n < 0;
		if (n <= 0)
			break;
		hash_add(&hash, bytes_of(buffer, (size_t)n));
		at += n;
	}
	h->failed |= !buffer;
	free(buffer);
	hash_end(&hash, h->sha256);
	return NULL;
}

/* A folder has no bytes of its own: its hash is that of its members' chains and hashes, in their order. */
static bool hash_folder(struct run *run, struct error *e)
{
	struct hash hash = hash_begin(HASH_SHA256);

	TRY(facts_sort(run->facts, e));
	for (size_t i = 0; i < facts_node_count(run->facts); i++) {
		const struct fact_node *node = facts_node_at(run->facts, (uint32_t)i);
		/* the folder's own name is left out, so that a renamed copy is the same */
		size_t skip = strlen(run->order->name);

		if (!bytes_equal(node->root, bytes_str(run->order->name)))
			continue;
		hash_add(&hash, bytes_part(node->chain, skip, UINT64_MAX));
		hash_add(&hash, bytes_of("\0", 1));
		hash_add(&hash, bytes_of(node->sha256, node->has_sha256 ? 32 : 0));
	}
	hash_end(&hash, run->result->sha256);
	return true;
}

static bool run_and_hash(struct run *run, struct error *e)
{
	struct hashing hashing = {.fd = run->input_fd};
	pthread_t thread;
	bool ok, threaded = false;

	if (!run->result->folder)
		threaded = pthread_create(&thread, NULL, hash_input, &hashing) == 0;
	ok = run_until_done(run, e);
	if (threaded)
		pthread_join(thread, NULL);
	else if (!run->result->folder)
		hash_input(&hashing);
	if (!ok)
		return false;
	if (run->result->folder)
		return hash_folder(run, e);
	if (hashing.failed)
		return error_set(e, ERROR_ENVIRONMENT, "the input could not be read to its end");
	memcpy(run->result->sha256, hashing.sha256, 32);
	return true;
}

static bool prepare(struct run *run, const char *path, const struct stat *st, struct error *e)
{
	const struct supervise_options *options = run->options;
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct bytes name = bytes_str(path);
	struct shared *shared, *order = calloc(1, sizeof *order);

	run->order = order;
	if (!order)
		return error_memory(e, "worker");
	run->shared_fd = memfd_create("holdfast", MFD_CLOEXEC);
	if (run->shared_fd < 0 || ftruncate(run->shared_fd, sizeof *shared))
		return error_errno(e, "shared memory");
	shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED, run->shared_fd, 0);
	if (shared == MAP_FAILED)
		return error_errno(e, "shared memory");
	run->shared = shared;
	order->limits = options->limits;
	order->threads = options->threads ? options->threads : cores > 0 ? (uint32_t)cores : 1;
	if (order->threads > SHARED_THREADS_MAX)
		order->threads = SHARED_THREADS_MAX;
	order->directory = S_ISDIR(st->st_mode);
	order->sandbox = !options->no_sandbox;
	order->list_only = options->list_only;
	order->sha512 = options->sha512;
	order->input_size = S_ISDIR(st->st_mode) ? 0 : (uint64_t)st->st_size;
	while (name.len > 1 && name.at[name.len - 1] == '/')
		name.len--;
	name = text_basename(name);
	/* "." and "/" say nothing: any fixed word does */
	if (name.len == 0 || bytes_is(name, ".") || bytes_is(name, ".."))
		name = bytes_str("root");
	snprintf(order->name, sizeof order->name, "%.*s", (int)name.len, (const char *)name.at);
	for (char *c = order->name; *c; c++)
		if (*c == '!')
			*c = '_'; /* '!' parts the links of a chain */
	return true;
}

bool supervise(const char *path, const struct supervise_options *options, struct facts **facts,
	       struct supervise_result *ret, struct error *e)
{
	struct run run = {.options = options, .result = ret, .shared_fd = -1, .input_fd = -1};
	struct stat st;
	bool ok;

	*ret = (struct supervise_result){.sandboxed = !options->no_sandbox};
	run.deadline_ms = now_ms() + options->limits.seconds * 1000;
	run.input_fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	if (run.input_fd < 0 || fstat(run.input_fd, &st)) {
		ok = error_errno(e, "'%s'", path);
	} else if (!S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode) && !S_ISBLK(st.st_mode)) {
		ok = error_set(e, ERROR_USAGE, "'%s' is neither a file nor a folder", path);
	} else {
		ret->folder = S_ISDIR(st.st_mode);
		ret->input_size = ret->folder ? 0 : (uint64_t)st.st_size;
		ok = prepare(&run, path, &st, e) && run_and_hash(&run, e);
	}
	if (ok) {
		ret->bytes = run.totals.bytes;
		ret->explained = run.totals.explained;
		ret->files = run.totals.files;
		ret->containers = run.totals.containers;
		if (ret->folder)
			ret->input_size = run.totals.bytes;
		facts_free(*facts);
		*facts = run.facts;
	} else {
		facts_free(run.facts);
	}
	if (run.shared)
		munmap(run.shared, sizeof *run.shared);
	free(run.order);
	fd_done(&run.shared_fd);
	fd_done(&run.input_fd);
	return ok;
}
