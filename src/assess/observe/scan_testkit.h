/* For tests of observers that work on pattern hits: runs the engine over the bytes first. Header only. */
#ifndef HF_ASSESS_SCAN_TESTKIT_H
#define HF_ASSESS_SCAN_TESTKIT_H

#include "assess/observe/observe_testkit.h"
#include "assess/observe/patterns.h"

/* As testkit_observe(), with the hits the engine finds. */
static inline char *testkit_observe_scanned(const struct observer *o, const char *path, struct bytes data)
{
	struct error e;
	struct patterns *p = patterns_new(&e);
	struct pattern_scan *s = p ? pattern_scan_new(p, &e) : NULL;
	const struct pattern_hit *hits = NULL;
	size_t count = 0;
	char *ret;

	ASSERT(s && pattern_scan_run(s, data, &hits, &count, &e));
	ret = testkit_observe(o, path, 0644, data, hits, count);
	pattern_scan_free(s);
	patterns_free(p);
	return ret;
}

#endif
