#include "assess/unpack/engine.h"

#include "assess/unpack/directory.h"
#include "assess/unpack/lane.h"
#include "assess/unpack/wire.h"
#include "assess/observe/observer.h"
#include "core/sys/file.h"

#include <stdlib.h>

enum { DEDUP_BUCKETS = 1 << 14 };

struct thread_start {
	struct engine *engine;
	unsigned slot;
};

static struct job *job_take(struct engine *engine)
{
	struct job *job;

	pthread_mutex_lock(&engine->lock);
	while (!engine->first && !engine->closing && !engine->failed) {
		engine->idle++;
		pthread_cond_wait(&engine->changed, &engine->lock);
		engine->idle--;
	}
	job = engine->failed ? NULL : engine->first;
	if (job) {
		engine->first = job->next;
		if (!engine->first)
			engine->last = &engine->first;
		if (--engine->queued == QUEUE_FULL / 2)
			pthread_cond_broadcast(&engine->changed);
	}
	pthread_mutex_unlock(&engine->lock);
	return job;
}

static void *thread_main(void *arg)
{
	struct thread_start *start = arg;
	struct engine *engine = start->engine;
	struct lane lane;
	struct job *job;
	struct error e;

	if (!lane_init(&lane, engine, start->slot, false, &e)) {
		engine_fail(engine, &e);
	} else {
		while ((job = job_take(engine)) != NULL)
			analyse_job(&lane, job);
		lane_flush(&lane);
		lane_enter(&lane, "");
	}
	lane_done(&lane);
	return NULL;
}

static void queue_close(struct engine *engine)
{
	pthread_mutex_lock(&engine->lock);
	engine->closing = true;
	pthread_cond_broadcast(&engine->changed);
	pthread_mutex_unlock(&engine->lock);
}

/* Jobs that nobody takes any more after a failure. */
static void queue_drop(struct engine *engine)
{
	while (engine->first) {
		struct job *job = engine->first;

		engine->first = job->next;
		holder_unref(engine, job->holder);
		free(job->owned);
		free(job);
	}
}

/* A file that is no container at all is looked at as a file. */
static bool is_bare_file(const struct engine *engine)
{
	struct claim claim;
	struct file_view view = {.data = engine->input};

	if (unpack_probe_start(engine->input, 0, &claim))
		return false;
	return file_is_elf(&view) || file_is_script(&view) || file_is_text(&view);
}

static void walk_input(struct lane *walker, struct holder *top)
{
	struct engine *engine = walker->engine;
	struct node node = {.path = bytes_str(top->chain),
			    .type = NODE_FILE,
			    .kind = CONTENT_IN_PLACE,
			    .size = engine->input.len,
			    .bytes = engine->input};

	if (!is_bare_file(engine)) {
		unpack_region(walker, top, top->chain, engine->input, 1);
		return;
	}
	engine_explained(engine, engine->input, true);
	atomic_fetch_add(&engine->nodes, 1);
	analyse_node(walker, top, &node, engine->input, 1);
}

static bool walk_folder(struct lane *walker, struct holder *top, int dirfd, struct error *e)
{
	TRY(directory_open(dirfd, &top->state, e));
	top->format = &format_directory;
	unpack_opened(walker, top, 1);
	return true;
}

static bool run_threads(struct engine *engine, int dirfd, struct error *e)
{
	bool careful = engine->shared->careful;
	unsigned count = careful ? 0 : engine->shared->threads;
	pthread_t threads[SHARED_THREADS_MAX];
	struct thread_start starts[SHARED_THREADS_MAX];
	struct holder *top = holder_new(NULL, strdup(engine->shared->name));
	struct lane walker;
	unsigned started = 0;
	bool ok = top ? lane_init(&walker, engine, SHARED_THREADS_MAX, !careful, e) : error_memory(e, "engine");

	for (; ok && started < count; started++) {
		starts[started] = (struct thread_start){engine, started};
		if (pthread_create(&threads[started], NULL, thread_main, &starts[started])) {
			ok = error_set(e, ERROR_ENVIRONMENT, "cannot start a thread");
			break;
		}
	}
	if (ok && dirfd >= 0)
		ok = walk_folder(&walker, top, dirfd, e);
	else if (ok)
		walk_input(&walker, top);
	if (!ok)
		engine_fail(engine, e);
	queue_close(engine);
	for (unsigned i = 0; i < started; i++)
		pthread_join(threads[i], NULL);
	if (top) {
		lane_flush(&walker);
		lane_enter(&walker, "");
		lane_done(&walker);
	}
	queue_drop(engine);
	holder_unref(engine, top);
	if (engine->failed)
		*e = engine->error;
	return !engine->failed;
}

static bool write_totals(struct engine *engine, bool folder, struct error *e)
{
	struct wire_totals totals = {
		.bytes = folder ? atomic_load(&engine->bytes) : engine->input.len,
		.explained = folder ? atomic_load(&engine->bytes) : ledger_sum(&engine->ledger),
		.files = atomic_load(&engine->files),
		.containers = atomic_load(&engine->containers),
	};
	struct writer w = writer_of(1024, "totals");
	bool ok;

	wire_done(&w, &totals);
	ok = writer_done(&w, e) && fd_write_all(engine->out, writer_bytes(&w), e);
	writer_free(&w);
	return ok;
}

bool engine_run(struct shared *shared, struct bytes input, int dirfd, int out, struct error *e)
{
	struct engine engine = {
		.shared = shared,
		.limits = &shared->limits,
		.input = input,
		.out = out,
		.dedup_buckets = DEDUP_BUCKETS,
	};
	struct magic_scanner *magics = magic_scanner_new(formats, formats_count, FORMAT_CARVE, e);
	struct patterns *patterns = NULL;
	bool ok = magics != NULL;

	engine.last = &engine.first;
	pthread_mutex_init(&engine.lock, NULL);
	pthread_mutex_init(&engine.out_lock, NULL);
	pthread_cond_init(&engine.changed, NULL);
	if (ok && !shared->list_only)
		ok = (patterns = patterns_new(e)) != NULL;
	engine.patterns = patterns;
	engine.magics = magics;
	engine.dedup = calloc(engine.dedup_buckets, sizeof *engine.dedup);
	if (ok && !engine.dedup)
		ok = error_memory(e, "engine");
	if (ok)
		ok = run_threads(&engine, dirfd, e) && write_totals(&engine, dirfd >= 0, e);
	if (engine.dedup)
		dedup_free(&engine);
	ledger_done(&engine.ledger);
	magic_scanner_free(magics);
	patterns_free(patterns);
	pthread_cond_destroy(&engine.changed);
	pthread_mutex_destroy(&engine.out_lock);
	pthread_mutex_destroy(&engine.lock);
	return ok;
}
