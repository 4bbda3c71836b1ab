/* The fuzz target observers share: OBSERVER_FUZZ(account, "/etc/passwd", "/usr/bin/tool") is a whole x_fuzz.c: the
 * bytes behind the first as a file of one of the paths, which the first byte picks, with the engine's hits. */
#ifndef HF_ASSESS_OBSERVE_FUZZ_H
#define HF_ASSESS_OBSERVE_FUZZ_H

#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "core/base/text.h"

#include <stdlib.h>

static inline void observer_fuzz(const struct observer *o, const char *const *paths, size_t path_count,
				 const uint8_t *data, size_t len)
{
	/* made once: compiling in the database for each input would be most of the work */
	static struct patterns *patterns;
	static struct pattern_scan *scan;
	const char *path = paths[len ? data[0] % path_count : 0];
	struct bytes in = bytes_part(bytes_of(data, len), 1, len);
	struct node node = {.path = bytes_str(path),
			    .type = NODE_FILE,
			    .mode = 0644,
			    .has_owner = true,
			    .size = in.len,
			    .kind = CONTENT_IN_PLACE,
			    .bytes = in};
	struct file_view view = {.node = &node, .data = in, .path = node.path, .base = text_basename(node.path)};
	struct fact_sink sink;
	struct error e;

	if (!patterns) {
		patterns = patterns_new(&e);
		scan = patterns ? pattern_scan_new(patterns, &e) : NULL;
	}
	if (!scan)
		return;
	(void)!pattern_scan_run(scan, in, &view.hits, &view.hit_count, &e);
	sink_init(&sink, 10000);
	if (!o->wants || o->wants(&view))
		o->observe(&view, &sink);
	for (size_t i = 0; i < sink.count; i++)
		if (sink.facts[i].offset > in.len || sink.facts[i].len > in.len - sink.facts[i].offset)
			abort(); /* evidence outside the file */
	sink_done(&sink);
}

#define OBSERVER_FUZZ(name, ...)                                                                                       \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);                                                   \
	extern const struct observer observer_##name;                                                                  \
	int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)                                                    \
	{                                                                                                              \
		static const char *const paths[] = {__VA_ARGS__};                                                      \
		observer_fuzz(&observer_##name, paths, ARRAY_LEN(paths), data, len);                                   \
		return 0;                                                                                              \
	}

#endif
