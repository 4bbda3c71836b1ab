/* Part of engine.c: what its threads share and hold. */
#include "assess/unpack/lane.h"

#include "assess/unpack/wire.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

enum { RECORDS_FLUSH = 256 * 1024 };

static uint64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static void on_seen(void *ctx, uint64_t bytes)
{
	engine_touched(ctx, bytes);
}

bool lane_init(struct lane *lane, struct engine *engine, unsigned slot, bool walker, struct error *e)
{
	*lane = (struct lane){
		.engine = engine,
		.slot = &engine->shared->slots[slot],
		.content = writer_of(engine->limits->node_bytes, "file"),
		.records = writer_of(2u * WIRE_RECORD_MAX, "records"),
		.walker = walker,
	};
	sink_init(&lane->sink, 0);
	if (!engine->patterns)
		return true;
	lane->scan = pattern_scan_new(engine->patterns, e);
	if (lane->scan)
		pattern_scan_tell(lane->scan, on_seen, engine);
	return lane->scan != NULL;
}

void lane_done(struct lane *lane)
{
	pattern_scan_free(lane->scan);
	sink_done(&lane->sink);
	writer_free(&lane->content);
	writer_free(&lane->records);
}

bool lane_enter(struct lane *lane, const char *chain)
{
	const struct shared *shared = lane->engine->shared;
	bool skipped = false;

	for (uint32_t i = 0; i < shared->skip_count && !skipped; i++)
		skipped = strncmp(shared->skip[i], chain, SHARED_CHAIN_MAX - 1) == 0;
	atomic_store(&lane->slot->since_ms, 0);
	snprintf(lane->slot->chain, sizeof lane->slot->chain, "%s", skipped ? "" : chain);
	atomic_store(&lane->slot->since_ms, chain[0] && !skipped ? now_ms() : 0);
	return !skipped;
}

void engine_fail(struct engine *engine, const struct error *e)
{
	pthread_mutex_lock(&engine->lock);
	if (!engine->failed)
		engine->error = *e;
	engine->failed = true;
	pthread_cond_broadcast(&engine->changed);
	pthread_mutex_unlock(&engine->lock);
}

bool engine_failed(struct engine *engine)
{
	bool ret;

	pthread_mutex_lock(&engine->lock);
	ret = engine->failed;
	pthread_mutex_unlock(&engine->lock);
	return ret;
}

void lane_flush(struct lane *lane)
{
	struct engine *engine = lane->engine;
	struct error e;
	bool ok = writer_done(&lane->records, &e);

	if (ok) {
		pthread_mutex_lock(&engine->out_lock);
		ok = fd_write_all(engine->out, writer_bytes(&lane->records), &e);
		pthread_mutex_unlock(&engine->out_lock);
	}
	if (!ok)
		engine_fail(engine, &e);
	writer_reset(&lane->records);
}

void lane_emit(struct lane *lane, const struct fact_node *node, const struct fact *facts, size_t count)
{
	struct engine *engine = lane->engine;
	uint64_t before = atomic_fetch_add(&engine->facts, count);
	struct fact limit = {.kind = FACT_UNREAD};

	if (before + count > engine->limits->facts) {
		limit.field[UNREAD_WHY] = bytes_str("facts left out: the budget 'facts' is used up");
		limit.field[UNREAD_LIMIT] = bytes_str("facts");
		wire_node(&lane->records, node, &limit, before <= engine->limits->facts);
	} else {
		wire_node(&lane->records, node, facts, count);
	}
	if (lane->records.len >= RECORDS_FLUSH || !writer_ok(&lane->records))
		lane_flush(lane);
}

const char *lane_limit(const char *why)
{
#define LIMIT_QUOTED(name, preset, least, most, help) {#name, "'" #name "'"},
	static const struct {
		const char *name, *quoted;
	} rows[] = {LIMITS(LIMIT_QUOTED)};
#undef LIMIT_QUOTED

	if (!strstr(why, "limit") && !strstr(why, "budget"))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strstr(why, rows[i].quoted))
			return rows[i].name;
	return NULL;
}

void engine_hold(struct engine *engine, uint64_t len, bool wait)
{
	pthread_mutex_lock(&engine->lock);
	/* one thing larger than the whole budget still gets its turn, alone */
	while (wait && !engine->failed && engine->memory && engine->memory + len > engine->limits->memory) {
		engine->holding++;
		pthread_cond_wait(&engine->changed, &engine->lock);
		engine->holding--;
	}
	engine->memory += len;
	pthread_mutex_unlock(&engine->lock);
}

void engine_release(struct engine *engine, uint64_t len)
{
	pthread_mutex_lock(&engine->lock);
	engine->memory -= len;
	if (engine->holding)
		pthread_cond_broadcast(&engine->changed);
	pthread_mutex_unlock(&engine->lock);
}

void engine_touched(struct engine *engine, uint64_t len)
{
	const uint64_t step = UINT64_C(48) << 20;
	uint64_t before = atomic_fetch_add(&engine->touched, len);

	/* the pages come back from the page cache when they are read again */
	if (before / step != (before + len) / step && engine->input.len)
		madvise((void *)(uintptr_t)engine->input.at, engine->input.len, MADV_DONTNEED);
}

void engine_explained(struct engine *engine, struct bytes part, bool yes)
{
	uintptr_t base = (uintptr_t)engine->input.at, at = (uintptr_t)part.at;
	uint64_t from;
	struct error e;
	bool ok;

	/* only bytes that lie in the input itself count; decoded ones do not */
	if (!engine->input.len || at < base || at >= base + engine->input.len)
		return;
	from = at - base;
	pthread_mutex_lock(&engine->lock);
	ok = yes ? ledger_add(&engine->ledger, from, from + part.len, &e)
		 : ledger_remove(&engine->ledger, from, from + part.len, &e);
	pthread_mutex_unlock(&engine->lock);
	if (!ok)
		engine_fail(engine, &e);
}

struct holder *holder_new(struct holder *parent, char *chain)
{
	struct holder *h = chain ? calloc(1, sizeof *h) : NULL;

	if (!h) {
		free(chain);
		return NULL;
	}
	atomic_init(&h->refs, 1);
	h->parent = parent ? holder_ref(parent) : NULL;
	h->chain = chain;
	arena_init(&h->arena, 0);
	return h;
}

struct holder *holder_ref(struct holder *h)
{
	atomic_fetch_add(&h->refs, 1);
	return h;
}

void holder_unref(struct engine *engine, struct holder *h)
{
	while (h && atomic_fetch_sub(&h->refs, 1) == 1) {
		struct holder *parent = h->parent;

		if (h->format && h->format->close)
			h->format->close(h->state);
		arena_done(&h->arena);
		if (h->owned) {
			free(h->owned);
			engine_release(engine, h->owned_len);
		}
		free(h->chain);
		free(h->within);
		free(h);
		h = parent;
	}
}

char *chain_member(const char *root, struct bytes path)
{
	size_t len = strlen(root);
	char *ret = malloc(len + path.len + 2);

	if (!ret)
		return NULL;
	memcpy(ret, root, len);
	ret[len] = '!';
	if (path.len)
		memcpy(ret + len + 1, path.at, path.len);
	ret[len + 1 + path.len] = '\0';
	/* a NUL inside a name (possible in a damaged file system) would cut the chain for everybody */
	for (size_t i = 0; i < path.len; i++)
		if (ret[len + 1 + i] == '\0')
			ret[len + 1 + i] = '?';
	return ret;
}

char *chain_container(const char *chain, uint64_t offset, const char *format)
{
	char *ret;

	if (asprintf(&ret, "%s!0x%llx:%s", chain, (unsigned long long)offset, format) < 0)
		return NULL;
	return ret;
}
