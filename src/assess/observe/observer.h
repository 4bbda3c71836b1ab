/* The contract of an observer: a row that looks at one file's bytes and tells facts. It runs inside the sandboxed
 * worker, on any thread, on hostile bytes: only struct reader and bounded loops; no I/O, no state between files.
 * What needs several files (does this script run at boot?) is derived later from the facts: see derive/derive.h. */
#ifndef HF_ASSESS_OBSERVER_H
#define HF_ASSESS_OBSERVER_H

#include "assess/facts/sink.h"
#include "assess/formats/format.h"
#include "core/base/bytes.h"

/* One match of the multi-pattern engine over the whole file. Rows: observe/patterns/NAME.tsv. */
struct pattern_hit {
	uint32_t id; /* PATTERN_<FILE>_<NAME>, from the generated observe/patterns/ids.h */
	uint64_t to; /* offset just behind the match */
};

struct file_view {
	const struct node *node; /* path, type, mode, owner */
	struct bytes data;       /* the whole content */
	struct bytes path;       /* = node->path */
	struct bytes base;       /* its last component */
	uint8_t sha256[32];
	const struct pattern_hit *hits; /* sorted by id, then by to */
	size_t hit_count;
	/* what every observer asks, answered once by file_view_settle(); without it each question is answered anew */
	bool settled, text, documentation;
};

struct observer {
	const char *name;
	/* Cheap: by name, type and first bytes. */
	bool (*wants)(const struct file_view *f);
	void (*observe)(const struct file_view *f, struct fact_sink *out);
	bool by_content; /* depends on the content alone: identical files are observed once and share the facts */
};

extern const struct observer *const observers[]; /* from observers.def */
extern const size_t observers_count;

/* Before the first observer looks: data and path are set. */
void file_view_settle(struct file_view *f);

/* Helpers for `wants`. */
bool file_is_elf(const struct file_view *f);
bool file_is_script(const struct file_view *f); /* starts with #! */
bool file_is_text(const struct file_view *f);   /* the first 4 KiB hold no NUL and few control characters */
/* Documentation, examples, test vectors by path: nothing in them is a credential of the product. */
bool file_is_documentation(const struct file_view *f);
/* The hits of one pattern id: *ret points at the first; returns how many. */
size_t file_hits(const struct file_view *f, uint32_t id, const struct pattern_hit **ret);
/* The hits with first <= id <= last. */
size_t file_hits_between(const struct file_view *f, uint32_t first, uint32_t last, const struct pattern_hit **ret);

#endif
