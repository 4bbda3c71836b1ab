/* The fuzz target every format shares: `FORMAT_FUZZ(squashfs)` is a whole x_fuzz.c. Probes, opens, walks and loads
 * under small budgets. */
#ifndef HF_ASSESS_FORMAT_FUZZ_H
#define HF_ASSESS_FORMAT_FUZZ_H

#include "assess/formats/format.h"

#include <stdint.h>
#include <stdlib.h>

struct fuzz_walk {
	const struct format *format;
	void *state;
	uint64_t nodes, loaded, sum;
};

static inline bool fuzz_node(void *ctx, const struct node *n, struct error *e)
{
	struct fuzz_walk *w = ctx;
	struct writer out = writer_of(1 << 20, "content");

	if (++w->nodes > 2000)
		return error_set(e, ERROR_LIMIT, "nodes");
	for (size_t i = 0; i < n->path.len; i++)
		w->sum += n->path.at[i];
	for (size_t i = 0; i < n->link.len; i++)
		w->sum += n->link.at[i];
	if (n->kind == CONTENT_LAZY && w->format->load && w->loaded < (4 << 20)) {
		struct error ignored;

		if (w->format->load(w->state, n->cookie, n->size, &out, &ignored))
			w->sum += out.len;
		w->loaded += out.len + 4096;
	} else {
		for (size_t i = 0; i < n->bytes.len; i += 64)
			w->sum += n->bytes.at[i];
		if (n->bytes.len)
			w->sum += n->bytes.at[n->bytes.len - 1];
	}
	writer_free(&out);
	return true;
}
static inline void fuzz_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	((struct fuzz_walk *)ctx)->sum += path.len + offset + strlen(why);
}
static inline void fuzz_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	for (size_t i = 0; i < value.len; i++)
		((struct fuzz_walk *)ctx)->sum += value.at[i];
	((struct fuzz_walk *)ctx)->sum += strlen(key) + offset + len;
}

static inline void format_fuzz(const struct format *format, const uint8_t *data, size_t len)
{
	struct bytes in = bytes_of(data, len);
	struct claim claim = {0};
	struct limits limits = limits_default();
	struct fuzz_walk w = {.format = format};
	struct visitor v = {&w, fuzz_node, fuzz_unread, fuzz_property};
	struct arena arena;
	struct error e;

	limits.nodes = 2000;
	limits.bytes = 16 << 20;
	limits.node_bytes = 1 << 20;
	limits.memory = 64 << 20;
	if (format->locate)
		for (size_t i = 0; i < len && i < 64; i++)
			(void)format->locate(in, i);
	if (format->probe(in, &claim)) {
		if (claim.len == 0 || claim.len > len)
			abort(); /* a claim outside the input */
		in.len = (size_t)claim.len;
	}
	/* opened even where the probe said no: open must not rely on it */
	arena_init(&arena, 64 << 20);
	if (format->open(in, &limits, &arena, &w.state, &e)) {
		if (!format->walk(w.state, &v, &e))
			w.sum += strlen(e.text);
		if (format->close)
			format->close(w.state);
	}
	arena_done(&arena);
}

#define FORMAT_FUZZ(name)                                                                                              \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);                                                   \
	extern const struct format format_##name;                                                                      \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)                                                    \
	{                                                                                                              \
		format_fuzz(&format_##name, data, len);                                                                \
		return 0;                                                                                              \
	}

#endif
