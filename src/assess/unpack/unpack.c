/* Part of engine.c. Containers: opens them, walks them, and hands every node on. */
#include "assess/unpack/lane.h"

#include "core/base/text.h"

#include <stdlib.h>

struct walk {
	struct lane *lane;
	struct holder *holder; /* the container's own */
	struct bytes in;
	size_t depth;
	struct fact_sink about; /* facts of the container itself */
	uint64_t files, used, nodes;
	bool used_known, unread;
	bool observed; /* the observers have seen these bytes already: they are a file's */
};

/* True where the node is the container itself: a program given out for the observers, and not to be opened again. */
static bool is_whole(const struct walk *w, const struct node *node)
{
	return node->kind == CONTENT_IN_PLACE && node->bytes.at == w->in.at && node->bytes.len == w->in.len;
}

static void about_unread(struct walk *w, uint64_t offset, const char *why, const char *limit)
{
	struct fact_draft d = fact_begin(&w->about, FACT_UNREAD, offset, 0);

	fact_put_str(&d, UNREAD_WHY, why);
	fact_put_str(&d, UNREAD_LIMIT, limit ? limit : lane_limit(why));
	fact_end(&d);
	w->unread = true;
}

static void on_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	struct walk *w = ctx;
	struct fact_draft d;

	if (strcmp(key, "used") == 0) {
		w->used_known = text_number(value, &w->used);
		return;
	}
	d = fact_begin(&w->about, FACT_PROPERTY, offset, len);
	fact_put_str(&d, PROPERTY_KEY, key);
	fact_put(&d, PROPERTY_VALUE, value);
	if (len && offset < w->in.len)
		fact_excerpt(&d, bytes_part(w->in, offset, len));
	fact_end(&d);
}

static void on_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	struct walk *w = ctx;
	struct node node = {.path = path, .type = NODE_FILE};

	if (path.len)
		analyse_bare(w->lane, w->holder->chain, &node, why, NULL);
	else
		about_unread(w, offset == OFFSET_UNKNOWN ? 0 : offset, why, NULL);
	w->unread = true;
}

static struct job *job_new(struct holder *holder, const struct node *node, size_t depth)
{
	struct job *job = calloc(1, sizeof *job + node->path.len + node->link.len + 2);

	if (!job)
		return NULL;
	job->node = *node;
	job->depth = depth;
	if (node->path.len)
		memcpy(job->text, node->path.at, node->path.len);
	if (node->link.len)
		memcpy(job->text + node->path.len + 1, node->link.at, node->link.len);
	job->node.path.at = (const uint8_t *)job->text;
	job->node.link.at = (const uint8_t *)job->text + node->path.len + 1;
	job->holder = holder_ref(holder);
	return job;
}

static bool job_push(struct engine *engine, struct job *job)
{
	bool ok;

	pthread_mutex_lock(&engine->lock);
	while (!engine->failed && engine->queued >= QUEUE_FULL)
		pthread_cond_wait(&engine->changed, &engine->lock);
	ok = !engine->failed;
	if (ok) {
		*engine->last = job;
		engine->last = &job->next;
		engine->queued++;
		if (engine->idle)
			pthread_cond_broadcast(&engine->changed);
	}
	pthread_mutex_unlock(&engine->lock);
	return ok;
}

/* A part's or container file's bytes in memory of our own, kept by the holder that is returned. */
static struct holder *hold_copy(struct lane *lane, struct holder *parent, const char *chain, struct bytes data,
				uint8_t *take)
{
	struct holder *h = holder_new(parent, strdup(chain));
	uint8_t *copy = take;

	if (h && !copy && data.len)
		copy = malloc(data.len);
	if (!h || (!copy && data.len)) {
		if (h)
			holder_unref(lane->engine, h);
		free(take);
		return NULL;
	}
	if (!take && data.len)
		memcpy(copy, data.at, data.len);
	h->owned = copy;
	h->owned_len = data.len;
	/* never waits: who waits while it holds could wait for itself */
	engine_hold(lane->engine, data.len, false);
	return h;
}

static bool over_ratio(struct engine *engine, uint64_t bytes)
{
	uint64_t size = engine->shared->input_size ? engine->shared->input_size : UINT64_MAX / engine->limits->ratio;

	return bytes > (UINT64_C(64) << 20) && bytes / engine->limits->ratio > size;
}

/* Counts a node against the budgets; NULL, or the name of the budget that is used up. */
static const char *over_budget(struct engine *engine, const struct node *node)
{
	uint64_t nodes = atomic_fetch_add(&engine->nodes, 1) + 1;
	uint64_t bytes = atomic_fetch_add(&engine->bytes, node->size <= engine->limits->node_bytes ? node->size : 0);

	atomic_store(&engine->shared->nodes, nodes);
	atomic_store(&engine->shared->bytes, bytes);
	if (nodes > engine->limits->nodes)
		return "nodes";
	if (bytes > engine->limits->bytes)
		return "bytes";
	return over_ratio(engine, bytes) ? "ratio" : NULL;
}

static void walk_part(struct walk *w, const struct node *node)
{
	struct lane *lane = w->lane;
	bool stream = (w->holder->format->flags & FORMAT_STREAM) != 0;
	/* a stream's only part is the stream itself, decoded: it needs no name of its own in the chain */
	char *chain = stream ? strdup(w->holder->chain) : chain_member(w->holder->chain, node->path);
	struct holder *holder = NULL;
	struct bytes data = node->bytes;
	struct error e;

	if (!chain)
		return;
	if (node->kind == CONTENT_LAZY) {
		struct writer out = writer_of(lane->engine->limits->node_bytes, "part");
		struct bytes taken;

		if (!w->holder->format->load(w->holder->state, node->cookie, node->size, &out, &e))
			about_unread(w, 0, e.text, e.code == ERROR_LIMIT ? "node_bytes" : NULL);
		taken = writer_take(&out);
		data = taken;
		holder = hold_copy(lane, w->holder, chain, data, (uint8_t *)(uintptr_t)taken.at);
	} else if (node->kind == CONTENT_TRANSIENT) {
		holder = hold_copy(lane, w->holder, chain, data, NULL);
		if (holder)
			data = bytes_of(holder->owned, holder->owned_len);
	} else {
		/* bytes of the container's own, under the part's name: two parts of one container are two places */
		holder = holder_new(w->holder, strdup(chain));
	}
	if (holder) {
		unpack_region(lane, holder, chain, data, w->depth + 1);
		holder_unref(lane->engine, holder);
	}
	free(chain);
}

/* An archive or image that stands as a file inside an archive: unpacked by the thread that walks, so that what it holds
 * is spread over all threads. */
static bool walk_container_file(struct walk *w, const struct node *node)
{
	struct lane *lane = w->lane;
	struct claim claim;
	struct holder *copy;

	if (!lane->walker || node->kind == CONTENT_LAZY || is_whole(w, node) ||
	    !unpack_probe_start(node->bytes, FORMAT_IN_FILES, &claim))
		return false;
	copy = hold_copy(lane, w->holder, w->holder->chain, node->bytes, NULL);
	if (!copy)
		return false;
	analyse_node(lane, copy, node, bytes_of(copy->owned, copy->owned_len), w->depth);
	holder_unref(lane->engine, copy);
	return true;
}

static void walk_file(struct walk *w, const struct node *node)
{
	struct lane *lane = w->lane;
	struct job *job;

	if (walk_container_file(w, node))
		return;
	job = job_new(w->holder, node, w->depth);
	if (!job)
		return;
	if (!lane->walker) {
		/* other threads do what they found themselves: a queue filled by its own readers could lock up */
		analyse_job(lane, job);
		return;
	}
	if (node->kind == CONTENT_TRANSIENT && node->bytes.len) {
		engine_hold(lane->engine, node->bytes.len, true);
		job->owned = malloc(node->bytes.len);
		if (job->owned) {
			memcpy(job->owned, node->bytes.at, node->bytes.len);
			job->node.bytes.at = job->owned;
		} else {
			engine_release(lane->engine, node->bytes.len);
			job->node.kind = CONTENT_NONE;
		}
	}
	if (!job_push(lane->engine, job)) {
		holder_unref(lane->engine, job->holder);
		free(job->owned);
		free(job);
	}
}

static bool on_node(void *ctx, const struct node *node, struct error *e)
{
	struct walk *w = ctx;
	struct engine *engine = w->lane->engine;
	const char *limit = over_budget(engine, node);

	if (limit)
		return error_set(e, ERROR_LIMIT, "budget '%s' is used up", limit);
	if ((++w->nodes & 63) == 0 && engine_failed(engine))
		return error_set(e, ERROR_ENVIRONMENT, "stopped");
	if (node->type == NODE_FILE && w->observed && is_whole(w, node))
		return true;
	if (node->type == NODE_FILE)
		w->files++;
	if (node->type == NODE_PART)
		walk_part(w, node);
	else if (node->type == NODE_FILE && node->size > engine->limits->node_bytes)
		analyse_bare(w->lane, w->holder->chain, node, "larger than the budget for one file", "node_bytes");
	else if (node->type == NODE_FILE && node->kind != CONTENT_NONE)
		walk_file(w, node);
	else
		analyse_bare(w->lane, w->holder->chain, node, NULL, NULL);
	/* what was done to the node is over: from here on it is the walk itself that may die */
	if (node->type == NODE_PART || node->kind != CONTENT_NONE)
		lane_enter(w->lane, w->holder->chain);
	return true;
}

static void emit_container(struct walk *w, const struct format *format, const struct claim *claim, struct bytes in,
			   const struct error *failed)
{
	struct fact_node node = {
		.chain = bytes_str(w->holder->chain), .root = bytes_str(w->holder->chain), .size = in.len};
	struct fact_draft d = fact_begin(&w->about, FACT_CONTAINER, 0, 0);
	const char *status = format->flags & FORMAT_NAMED ? "named"
			     : failed                     ? "damaged"
			     : claim->truncated           ? "truncated"
							  : "whole";

	if (failed)
		about_unread(w, 0, failed->text, NULL);
	fact_put_str(&d, CONTAINER_FORMAT, format->name);
	fact_put_str(&d, CONTAINER_TITLE, format->title);
	fact_put_number(&d, CONTAINER_FILES, w->files);
	fact_put_str(&d, CONTAINER_STATUS, status);
	fact_excerpt(&d, bytes_part(in, 0, 16));
	fact_end(&d);
	lane_emit(w->lane, &node, w->about.facts, w->about.count);
}

void unpack_container(struct lane *lane, struct holder *parent, const char *chain, struct bytes within, struct bytes in,
		      uint64_t offset, const struct format *format, const struct claim *claim, size_t depth,
		      bool observed, uint64_t *ret_used)
{
	struct engine *engine = lane->engine;
	struct walk w = {.lane = lane, .depth = depth, .in = in, .observed = observed};
	struct visitor v = {&w, on_node, on_unread, on_property};
	struct bytes region = bytes_of(in.at - offset, (size_t)offset + in.len);
	struct error e = {0};
	bool ok;

	in.len = (size_t)claim->len;
	w.in = in;
	*ret_used = claim->len;
	w.holder = holder_new(parent, chain_container(chain, offset, format->name));
	if (!w.holder)
		return;
	if (within.len)
		w.holder->within = strndup((const char *)within.at, within.len);
	w.holder->in = in;
	sink_init(&w.about, engine->limits->facts);
	atomic_fetch_add(&engine->containers, 1);
	if (depth > engine->limits->depth) {
		ok = error_set(&e, ERROR_LIMIT, "budget 'depth' is used up");
	} else if (!lane_enter(lane, w.holder->chain)) {
		ok = error_set(&e, ERROR_INPUT, "not opened: a worker died on it");
	} else {
		ok = format->open(in, engine->limits, &w.holder->arena, &w.holder->state, &e);
		if (ok) {
			w.holder->format = format;
			ok = format->walk(w.holder->state, &v, &e);
			if (ok && format->relate)
				format->relate(w.holder->state, region, offset, &v);
		}
	}
	if (w.used_known && w.used && w.used < in.len) {
		*ret_used = w.used;
		in.len = (size_t)w.used;
	}
	emit_container(&w, format, claim, in, ok ? NULL : &e);
	sink_done(&w.about);
	holder_unref(engine, w.holder);
}

void unpack_opened(struct lane *lane, struct holder *holder, size_t depth)
{
	struct walk w = {.lane = lane, .holder = holder, .depth = depth};
	struct visitor v = {&w, on_node, on_unread, on_property};
	struct claim claim = {.sure = 100};
	struct error e = {0};
	bool ok;

	sink_init(&w.about, lane->engine->limits->facts);
	atomic_fetch_add(&lane->engine->containers, 1);
	ok = holder->format->walk(holder->state, &v, &e);
	emit_container(&w, holder->format, &claim, bytes_of("", 0), ok ? NULL : &e);
	sink_done(&w.about);
}

/* A file is what its name says unless its bytes clearly say otherwise; a part has no name to go by. */
static bool sure_enough(unsigned flags, const struct claim *claim)
{
	return claim->sure >= (flags & FORMAT_IN_FILES ? SURE_TO_CARVE : 1);
}

const struct format *unpack_probe_start(struct bytes data, unsigned flags, struct claim *ret)
{
	const struct format *best = NULL;
	struct claim claim;

	for (size_t i = 0; i < formats_count; i++) {
		if (flags && !(formats[i]->flags & flags))
			continue;
		claim = (struct claim){0};
		if (!formats[i]->probe(data, &claim) || claim.len == 0 || claim.len > data.len ||
		    !sure_enough(flags, &claim))
			continue;
		if (best && claim.sure <= ret->sure)
			continue;
		best = formats[i];
		*ret = claim;
	}
	return best;
}

bool unpack_file(struct lane *lane, struct holder *holder, const char *chain, struct bytes path, struct bytes data,
		 size_t depth)
{
	struct claim claim = {0};
	const struct format *format = unpack_probe_start(data, FORMAT_IN_FILES, &claim);
	uint64_t used;

	if (!format)
		return false;
	unpack_container(lane, holder, chain, path, data, 0, format, &claim, depth, true, &used);
	return true;
}
