/* What the tests of derivations share: a made-up or real root whose files go through all observers, then derivations,
 * then facts as text. Header only, tests only. */
#ifndef HF_ASSESS_DERIVE_TESTKIT_H
#define HF_ASSESS_DERIVE_TESTKIT_H

#include "assess/derive/derive.h"
#include "assess/formats/format_testkit.h"
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "core/base/text.h"

#include <stdio.h>
#include <stdlib.h>

#define WORLD_ROOT "image.bin!0x0:squashfs"

struct world {
	struct facts *facts;
	const struct format *format; /* while walking an image */
	void *state;
	struct patterns *patterns;
	struct pattern_scan *scan;
	bool failed;
};

static inline struct world world_new(void)
{
	struct world w = {.facts = facts_new()};
	struct error e;

	w.patterns = patterns_new(&e);
	w.scan = w.patterns ? pattern_scan_new(w.patterns, &e) : NULL;
	w.failed = !w.facts || !w.scan;
	return w;
}

static inline void world_free(struct world *w)
{
	facts_free(w->facts);
	pattern_scan_free(w->scan);
	patterns_free(w->patterns);
}

static inline uint32_t world_node(struct world *w, struct bytes path)
{
	struct writer chain = writer_of(1 << 16, "chain");
	struct fact_node n = {.root = bytes_str(WORLD_ROOT), .path = path};
	struct error e;
	uint32_t ret = NODE_NONE;

	write_str(&chain, WORLD_ROOT);
	if (path.len) {
		write_str(&chain, "!");
		write_bytes(&chain, path);
	}
	n.chain = writer_bytes(&chain);
	if (w->failed || !writer_ok(&chain) || !facts_node(w->facts, &n, &ret, &e))
		w->failed = true;
	writer_free(&chain);
	return ret;
}

/* Adds any fact: fields as "name=value" lines separated by newlines. */
static inline void world_fact(struct world *w, const char *path, enum fact_kind kind, const char *fields)
{
	struct fact fact = {.kind = kind, .node = world_node(w, bytes_str(path))};
	struct bytes rest = bytes_str(fields), line;
	struct error e;

	while (text_split(&rest, '\n', &line)) {
		struct bytes value = line, name;

		if (!line.len || !text_split(&value, '=', &name))
			continue;
		for (unsigned i = 0; i < fact_kind_fields(kind); i++)
			if (bytes_is(name, fact_field_name(kind, i)))
				fact.field[i] = value;
	}
	if (w->failed || !facts_add(w->facts, &fact, &e))
		w->failed = true;
}

static inline void world_node_add(struct world *w, const struct node *node, struct bytes data)
{
	static const char *const types[] = {"file",  "dir",  "symlink", "hardlink", "char",
					    "block", "fifo", "socket",  "part"};
	struct file_view view = {.node = node, .data = data, .path = node->path, .base = text_basename(node->path)};
	struct fact file = {.kind = FACT_FILE, .node = world_node(w, node->path)};
	char mode[8], uid[16], gid[16], size[24];
	struct fact_sink sink;
	struct error e;

	snprintf(mode, sizeof mode, "%04o", node->mode & 07777);
	snprintf(uid, sizeof uid, "%u", node->uid);
	snprintf(gid, sizeof gid, "%u", node->gid);
	snprintf(size, sizeof size, "%llu", (unsigned long long)node->size);
	file.field[FILE_TYPE] = bytes_str(types[node->type]);
	if (node->has_owner) {
		file.field[FILE_MODE] = bytes_str(mode);
		file.field[FILE_UID] = bytes_str(uid);
		file.field[FILE_GID] = bytes_str(gid);
	}
	file.field[FILE_SIZE] = bytes_str(size);
	file.field[FILE_LINK] = node->link;
	if (node->type == NODE_FILE)
		file.field[FILE_CONTENT] = bytes_str(!data.len               ? "empty"
						     : file_is_elf(&view)    ? "elf"
						     : file_is_script(&view) ? "script"
						     : file_is_text(&view)   ? "text"
									     : "data");
	if (w->failed || !facts_add(w->facts, &file, &e)) {
		w->failed = true;
		return;
	}
	if (node->type != NODE_FILE)
		return;
	(void)!pattern_scan_run(w->scan, data, &view.hits, &view.hit_count, &e);
	sink_init(&sink, 0);
	for (size_t i = 0; i < observers_count; i++)
		if (!observers[i]->wants || observers[i]->wants(&view))
			observers[i]->observe(&view, &sink);
	for (size_t i = 0; i < sink.count && !w->failed; i++) {
		sink.facts[i].node = file.node;
		if (!facts_add(w->facts, &sink.facts[i], &e))
			w->failed = true;
	}
	w->failed |= sink.failed;
	sink_done(&sink);
}

/* A regular file owned by `uid`. */
static inline void world_file(struct world *w, const char *path, uint32_t mode, uint32_t uid, const char *content)
{
	struct bytes data = bytes_str(content);
	struct node node = {.path = bytes_str(path),
			    .type = NODE_FILE,
			    .mode = mode,
			    .uid = uid,
			    .gid = uid,
			    .has_owner = true,
			    .size = data.len,
			    .kind = CONTENT_IN_PLACE,
			    .bytes = data};

	world_node_add(w, &node, data);
}

static inline void world_link(struct world *w, const char *path, const char *target)
{
	struct node node = {.path = bytes_str(path),
			    .type = NODE_SYMLINK,
			    .mode = 0777,
			    .has_owner = true,
			    .link = bytes_str(target)};

	world_node_add(w, &node, bytes_str(""));
}

/* A directory, device node ... */
static inline void world_other(struct world *w, const char *path, enum node_type type, uint32_t mode, uint32_t uid)
{
	struct node node = {.path = bytes_str(path), .type = type, .mode = mode, .uid = uid, .has_owner = true};

	world_node_add(w, &node, bytes_str(""));
}

static inline bool world_visit(void *ctx, const struct node *n, struct error *e)
{
	struct world *w = ctx;
	struct writer content = writer_of(1u << 28, "content");
	struct bytes data = n->bytes;

	if (n->kind == CONTENT_LAZY) {
		if (!w->format->load(w->state, n->cookie, n->size, &content, e))
			w->failed = true;
		data = writer_bytes(&content);
	}
	world_node_add(w, n, data);
	writer_free(&content);
	return !w->failed || error_set(e, ERROR_ENVIRONMENT, "world");
}
static inline void world_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	(void)ctx;
	(void)path;
	(void)offset;
	(void)why;
}
static inline void world_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	struct world *w = ctx;
	struct fact fact = {.kind = FACT_PROPERTY, .node = world_node(w, bytes_str("")), .offset = offset, .len = len};
	struct error e;

	fact.field[PROPERTY_KEY] = bytes_str(key);
	fact.field[PROPERTY_VALUE] = value;
	if (w->failed || !facts_add(w->facts, &fact, &e))
		w->failed = true;
}

/* Everything in an image; false where the format cannot open it. */
static inline bool world_image(struct world *w, const char *format, struct bytes in)
{
	struct visitor v = {w, world_visit, world_unread, world_property};
	struct limits limits = limits_default();
	struct claim claim;
	struct arena arena;
	struct error e;
	bool ok;

	w->format = format_by_name(format);
	if (!w->format || !w->format->probe(in, &claim))
		return false;
	in.len = (size_t)claim.len;
	arena_init(&arena, 0);
	ok = w->format->open(in, &limits, &arena, &w->state, &e);
	if (ok) {
		ok = w->format->walk(w->state, &v, &e);
		if (w->format->close)
			w->format->close(w->state);
	}
	arena_done(&arena);
	return ok && !w->failed;
}

static inline bool world_derive(struct world *w, const struct derivation *row)
{
	struct error e;

	return !w->failed && facts_sort(w->facts, &e) && derive_run(w->facts, row, &e);
}

static inline bool world_derive_all(struct world *w)
{
	struct error e;

	return !w->failed && facts_sort(w->facts, &e) && derive_all(w->facts, &e);
}

/* The facts of one kind, one a line: "/path @offset+len field=value ...". To be freed. */
static inline char *world_facts(struct world *w, enum fact_kind kind)
{
	struct writer out = writer_of(1u << 26, "facts");
	struct error e;

	if (facts_sort(w->facts, &e)) {
		FACTS_EACH (w->facts, kind, fact) {
			text_print_safe(&out, fact_node_of(w->facts, fact)->path);
			write_fmt(&out, " @%llu+%llu", (unsigned long long)fact->offset, (unsigned long long)fact->len);
			for (unsigned i = 0; i < fact_kind_fields(kind); i++) {
				if (!fact->field[i].at)
					continue;
				write_fmt(&out, " %s=", fact_field_name(kind, i));
				text_print_safe(&out, fact->field[i]);
			}
			write_str(&out, "\n");
		}
	}
	write_u8(&out, 0);
	return (char *)writer_take(&out).at;
}

/* True where one line of `text` holds all the space-separated words given in order as NULL-ended list. */
static inline bool world_has(const char *text, const char *const *words)
{
	struct bytes rest = bytes_str(text ? text : ""), line;

	while (text_split(&rest, '\n', &line)) {
		size_t found = 0, count = 0;

		for (; words[count]; count++)
			found += bytes_find_str(line, words[count]) != SIZE_MAX;
		if (count && found == count)
			return true;
	}
	return false;
}
#define WORLD_HAS(text, ...) world_has((text), (const char *const[]){__VA_ARGS__, NULL})

#endif
