/* Part of engine.c. One node at a time: its hash, the observers, its record; then what it holds. */
#include "assess/unpack/lane.h"

#include "assess/observe/observer.h"
#include "assess/unpack/wire.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const type_names[] = {
	[NODE_FILE] = "file",         [NODE_DIR] = "dir",       [NODE_SYMLINK] = "symlink",
	[NODE_HARDLINK] = "hardlink", [NODE_CHAR] = "char",     [NODE_BLOCK] = "block",
	[NODE_FIFO] = "fifo",         [NODE_SOCKET] = "socket", [NODE_PART] = "part",
};

/* ------------------------------------------------------------------- identical files are observed only once */

struct dedup_entry {
	struct dedup_entry *next;
	uint8_t sha256[32];
	struct arena arena;
	struct fact *facts;
	size_t count;
};

static size_t dedup_bucket(const struct engine *engine, const uint8_t *sha256)
{
	size_t h = 0;

	for (size_t i = 0; i < sizeof h; i++)
		h = h << 8 | sha256[i];
	return h & (engine->dedup_buckets - 1);
}

/* Entries stay until the end, so that what is found may be used without the lock. */
static const struct dedup_entry *dedup_find(struct engine *engine, const uint8_t *sha256)
{
	const struct dedup_entry *entry;

	pthread_mutex_lock(&engine->lock);
	entry = engine->dedup[dedup_bucket(engine, sha256)];
	while (entry && memcmp(entry->sha256, sha256, sizeof entry->sha256) != 0)
		entry = entry->next;
	pthread_mutex_unlock(&engine->lock);
	return entry;
}

static bool copy_fact(struct arena *arena, struct fact *ret, const struct fact *from)
{
	*ret = *from;
	ret->excerpt = arena_copy(arena, from->excerpt);
	for (unsigned i = 0; i < FACT_FIELDS_MAX; i++) {
		if (!from->field[i].at)
			continue;
		ret->field[i] = arena_copy(arena, from->field[i]);
		if (!ret->field[i].at)
			return false;
	}
	return ret->excerpt.at != NULL;
}

static void dedup_keep(struct engine *engine, const uint8_t *sha256, const struct fact *facts, size_t count)
{
	struct dedup_entry *entry = calloc(1, sizeof *entry);
	size_t bucket;
	bool ok = entry != NULL;

	if (!ok)
		return; /* the next one is observed again: slower, not wrong */
	memcpy(entry->sha256, sha256, sizeof entry->sha256);
	arena_init(&entry->arena, 0);
	entry->facts = count ? arena_array(&entry->arena, count, sizeof *facts) : NULL;
	ok = !count || entry->facts;
	for (size_t i = 0; ok && i < count; i++)
		ok = copy_fact(&entry->arena, &entry->facts[i], &facts[i]);
	entry->count = count;
	pthread_mutex_lock(&engine->lock);
	ok = ok && engine->dedup_count < UINT64_C(1) << 20;
	if (ok) {
		bucket = dedup_bucket(engine, sha256);
		entry->next = engine->dedup[bucket];
		engine->dedup[bucket] = entry;
		engine->dedup_count++;
	}
	pthread_mutex_unlock(&engine->lock);
	if (!ok) {
		arena_done(&entry->arena);
		free(entry);
	}
}

void dedup_free(struct engine *engine)
{
	for (size_t i = 0; i < engine->dedup_buckets; i++) {
		while (engine->dedup[i]) {
			struct dedup_entry *next = engine->dedup[i]->next;

			arena_done(&engine->dedup[i]->arena);
			free(engine->dedup[i]);
			engine->dedup[i] = next;
		}
	}
	free(engine->dedup);
}

/* ---------------------------------------------------------------------------------------------- one file */

static const char *content_of(const struct file_view *f)
{
	if (f->data.len == 0)
		return "empty";
	if (file_is_elf(f))
		return "elf";
	if (file_is_script(f))
		return "script";
	if (bytes_starts(f->data, "-----BEGIN "))
		return "key";
	if (bytes_starts(f->data, "\x89PNG") || bytes_starts(f->data, "GIF8") || bytes_starts(f->data, "\xff\xd8\xff"))
		return "image";
	return file_is_text(f) ? "text" : "data";
}

/* A package manager's downloads: nothing in them is installed, and what they hold stands in the tree if it is. They are
 * named, not opened; the report says how many there are. */
static bool is_cached_package(const struct node *node)
{
	static const char *const places[] = {"/var/cache/*.deb", "/var/cache/*.rpm", "/var/cache/*.apk",
					     "/var/cache/*.ipk", "/var/cache/*.pkg.tar.*"};

	for (size_t i = 0; i < ARRAY_LEN(places); i++)
		if (text_glob(places[i], node->path))
			return true;
	return false;
}

/* A file that goes by an image's name and begins with nothing known may hold containers further on: a vendor's header
 * is in front, or it is a flash as it was read. A chip's firmware that the driver loads is none, and the parts of a
 * boot loader were named by its format. */
static bool is_raw_image(const struct holder *holder, const struct file_view *f)
{
	static const char *const endings[] = {".bin",   ".img",  ".image", ".fw", ".rom",
					      ".flash", ".dump", ".raw",   ".upd"};

	if ((holder->format && strcmp(holder->format->name, "uboot") == 0) || f->data.len < 64 || file_is_text(f) ||
	    bytes_find_str(f->path, "/lib/firmware/") != SIZE_MAX)
		return false;
	for (size_t i = 0; i < ARRAY_LEN(endings); i++)
		if (bytes_ends(f->base, endings[i]))
			return true;
	return false;
}

/* What the kernel was configured with, as a module of its own: the only thing that is looked for in programs. */
static bool is_kept_shut(const struct file_view *f)
{
	return file_is_elf(f) && !bytes_is(f->base, "configs.ko");
}

static void file_fact(struct fact_sink *sink, const struct node *node, const char *content, const uint8_t *sha256)
{
	struct fact_draft d = fact_begin(sink, FACT_FILE, 0, 0);
	char hex[65];

	fact_put_str(&d, FILE_TYPE, type_names[node->type]);
	if (node->has_owner) {
		fact_put_fmt(&d, FILE_MODE, "%04o", node->mode & 07777);
		fact_put_number(&d, FILE_UID, node->uid);
		fact_put_number(&d, FILE_GID, node->gid);
	}
	fact_put_number(&d, FILE_SIZE, node->size);
	if (node->link.len)
		fact_put(&d, FILE_LINK, node->link);
	if (sha256) {
		text_hex(bytes_of(sha256, 32), hex);
		fact_put_str(&d, FILE_SHA256, hex);
	}
	fact_put_str(&d, FILE_CONTENT, content);
	if (node->type == NODE_CHAR || node->type == NODE_BLOCK)
		fact_put_fmt(&d, FILE_DEVICE, "%u:%u", node->rdev_major, node->rdev_minor);
	fact_end(&d);
}

static void unread_fact(struct fact_sink *sink, const char *why, const char *limit)
{
	struct fact_draft d = fact_begin(sink, FACT_UNREAD, 0, 0);

	fact_put_str(&d, UNREAD_WHY, why);
	fact_put_str(&d, UNREAD_LIMIT, limit ? limit : lane_limit(why));
	fact_end(&d);
}

void analyse_bare(struct lane *lane, const char *root, const struct node *node, const char *why, const char *limit)
{
	char *chain = chain_member(root, node->path);
	struct fact_node where = {.chain = bytes_str(chain ? chain : root),
				  .root = bytes_str(root),
				  .path = node->path,
				  .size = node->size};
	struct fact_sink sink;

	sink_init(&sink, 0);
	file_fact(&sink, node, node->type == NODE_FILE && node->size == 0 && !why ? "empty" : NULL, NULL);
	if (why)
		unread_fact(&sink, why, limit);
	if (node->type == NODE_FILE && !why && node->size == 0) {
		/* an empty file can matter too: a place kept for a key that each unit makes for itself */
		struct file_view view = {.node = node, .path = node->path, .base = text_basename(node->path)};

		for (size_t i = 0; i < observers_count; i++)
			if (!observers[i]->by_content && observers[i]->wants(&view))
				observers[i]->observe(&view, &sink);
	}
	lane_emit(lane, &where, sink.facts, sink.count);
	sink_done(&sink);
	free(chain);
}

static void observe(struct lane *lane, const struct file_view *view, bool by_content)
{
	for (size_t i = 0; i < observers_count; i++)
		if (observers[i]->by_content == by_content && (!observers[i]->wants || observers[i]->wants(view)))
			observers[i]->observe(view, &lane->sink);
}

/* Places that the engine dropped are places where nobody looked. What is a container is looked at once more, file by
 * file; in documentation nothing is the product's own; versions are told from the first places alone. */
static void dropped_fact(struct lane *lane, const struct file_view *view)
{
	struct claim claim = {0};
	char why[160];
	uint32_t id = 0;

	while (id < PATTERNS &&
	       ((id >= PATTERN_VERSIONS_FIRST && id <= PATTERN_VERSIONS_LAST) || !pattern_scan_capped(lane->scan, id)))
		id++;
	if (id == PATTERNS || file_is_documentation(view) || unpack_probe_start(view->data, FORMAT_IN_FILES, &claim))
		return;
	snprintf(why, sizeof why,
		 "examined in part: more than %d places match the pattern %s, and later ones were not looked at",
		 PATTERN_HITS_MAX, pattern_name(id));
	unread_fact(&lane->sink, why, NULL);
}

static void observe_all(struct lane *lane, struct file_view *view)
{
	struct engine *engine = lane->engine;
	const struct dedup_entry *same = dedup_find(engine, view->sha256);
	struct error e;
	size_t before;

	if (lane->scan && !pattern_scan_run(lane->scan, view->data, &view->hits, &view->hit_count, &e))
		unread_fact(&lane->sink, e.text, NULL);
	else if (lane->scan)
		dropped_fact(lane, view);
	before = lane->sink.count;
	if (same) {
		for (size_t i = 0; i < same->count; i++) {
			struct fact_draft d = {.fact = same->facts[i], .sink = &lane->sink};

			fact_end(&d);
		}
	} else {
		observe(lane, view, true);
		dedup_keep(engine, view->sha256, lane->sink.facts + before, lane->sink.count - before);
	}
	observe(lane, view, false);
}

/* A bill of materials names the files of components by their SHA-512 (BSI TR-03183-2). Only where an SBOM
 * may be made of the facts: over a folder of programs a second hash takes a quarter of all time. The file's own fact is
 * the first in the sink. */
static void add_sha512(struct lane *lane, const struct file_view *view)
{
	const struct fact_sink *sink = &lane->sink;
	uint8_t sum[SHA512_LEN];
	char hex[2 * SHA512_LEN + 1];
	bool wanted = false;

	for (size_t i = 0; lane->engine->shared->sha512 && !wanted && i < sink->count; i++)
		wanted = sink->facts[i].kind == FACT_KERNEL ||
			 (sink->facts[i].kind == FACT_COMPONENT &&
			  fact_is(&sink->facts[i], COMPONENT_RELATION, "contains"));
	if (!wanted || view->node->type != NODE_FILE || sink->facts[0].kind != FACT_FILE)
		return;
	hash_sha512(view->data, sum);
	text_hex(bytes_of(sum, sizeof sum), hex);
	sink->facts[0].field[FILE_SHA512] = arena_copy(&lane->sink.arena, bytes_str(hex));
}

/* Piece by piece, so that the pages of a large file need not be in memory all at once. */
static void hash_touched(struct engine *engine, struct bytes data, uint8_t *ret)
{
	const uint64_t piece = UINT64_C(16) << 20;
	struct hash h = hash_begin(HASH_SHA256);

	for (uint64_t at = 0; at < data.len; at += piece) {
		struct bytes part = bytes_part(data, at, piece);

		hash_add(&h, part);
		if (part.len == piece)
			engine_touched(engine, piece);
	}
	hash_end(&h, ret);
}

void analyse_node(struct lane *lane, struct holder *holder, const struct node *node, struct bytes data, size_t depth)
{
	struct engine *engine = lane->engine;
	char *chain = chain_member(holder->chain, node->path);
	struct fact_node where = {
		.root = bytes_str(holder->chain), .path = node->path, .size = data.len, .has_sha256 = true};
	struct file_view view = {.node = node, .data = data, .path = node->path, .base = text_basename(node->path)};
	bool alive, cached;

	if (!chain)
		return;
	where.chain = bytes_str(chain);
	/* from here on: what kills the worker now is this node */
	alive = lane_enter(lane, chain);
	atomic_fetch_add(&engine->files, node->type == NODE_FILE);
	hash_touched(engine, data, where.sha256);
	memcpy(view.sha256, where.sha256, sizeof view.sha256);
	file_view_settle(&view);
	sink_done(&lane->sink);
	sink_init(&lane->sink, engine->limits->facts);
	cached = is_cached_package(node);
	file_fact(&lane->sink, node, cached ? "cached-package" : content_of(&view), where.sha256);
	if (!alive)
		unread_fact(&lane->sink, "not examined: a worker died on it", NULL);
	else if (!engine->shared->list_only && !cached) {
		observe_all(lane, &view);
		add_sha512(lane, &view);
	}
	if (lane->sink.failed)
		unread_fact(&lane->sink, "facts left out: no memory, or the budget is used up", "facts");
	lane_emit(lane, &where, lane->sink.facts, lane->sink.count);
	/* the node that a region's gap or a bare input became was carved already, as was a container given out whole */
	if (alive && node->type == NODE_FILE && !cached && !is_kept_shut(&view) &&
	    !(holder->in.at == data.at && holder->in.len == data.len) &&
	    !unpack_file(lane, holder, chain, node->path, data, depth + 1) && is_raw_image(holder, &view))
		unpack_carve(lane, holder, chain, node->path, data, depth + 1);
	engine_touched(engine, data.len);
	free(chain);
}

/* The content of a lazy node into `content`. The thread is noted as working on this node first: decoding is where
 * hostile bytes are most likely to kill. */
static bool load_content(struct lane *lane, struct job *job, struct writer *content, struct error *e)
{
	const struct holder *holder = job->holder;
	char *chain = chain_member(holder->chain, job->node.path);
	bool alive = chain && lane_enter(lane, chain);

	free(chain);
	if (!alive)
		return error_set(e, ERROR_INPUT, "not examined: a worker died on it");
	writer_reset(content);
	return holder->format->load(holder->state, job->node.cookie, job->node.size, content, e);
}

void analyse_job(struct lane *lane, struct job *job)
{
	struct engine *engine = lane->engine;
	struct holder *holder = job->holder;
	struct bytes data = job->node.bytes;
	/* nested calls may need the lane's buffer: this one is taken out while in use */
	struct writer content = lane->content;
	struct error e;
	bool ok = true;

	lane->content = writer_of(engine->limits->node_bytes, "file");
	if (job->node.kind == CONTENT_LAZY) {
		/* who holds memory already must not wait for more: it could wait for itself */
		engine_hold(engine, job->node.size, !lane->walker && lane->nesting == 0);
		ok = load_content(lane, job, &content, &e);
		data = writer_bytes(&content);
	}
	lane->nesting++;
	if (ok || data.len)
		analyse_node(lane, holder, &job->node, data, job->depth);
	if (!ok)
		analyse_bare(lane, holder->chain, &job->node, e.text, e.code == ERROR_LIMIT ? "node_bytes" : NULL);
	lane->nesting--;
	if (job->node.kind == CONTENT_LAZY)
		engine_release(engine, job->node.size);
	writer_free(&lane->content);
	/* a buffer grown for one huge file is given back */
	if (content.room > (16u << 20))
		writer_free(&content);
	lane->content = content;
	if (job->owned) {
		engine_release(engine, job->node.bytes.len);
		free(job->owned);
	}
	holder_unref(engine, holder);
	free(job);
}
