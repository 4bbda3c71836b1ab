/* patterns FILE...: the multi-pattern engine over every file. Prints bytes, seconds of the scan, of loading, and hits.
 */
#include "assess/observe/patterns.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	double begin = now(), load, scan = 0;
	struct error e;
	struct patterns *p = patterns_new(&e);
	struct pattern_scan *s = p ? pattern_scan_new(p, &e) : NULL;
	uint64_t bytes = 0, all = 0;

	if (!s || argc < 2)
		return fprintf(stderr, "usage: patterns FILE...\n"), 2;
	load = now() - begin;
	for (int i = 1; i < argc; i++) {
		const struct pattern_hit *hits;
		struct bytes data;
		size_t count = 0;

		if (!file_read(argv[i], SIZE_MAX, &data, &e))
			continue;
		begin = now();
		if (!pattern_scan_run(s, data, &hits, &count, &e))
			fprintf(stderr, "%s: %s\n", argv[i], e.text);
		scan += now() - begin;
		bytes += data.len;
		all += count;
		free((void *)(uintptr_t)data.at);
	}
	printf("bytes=%llu scan=%.4f load=%.4f hits=%llu\n", (unsigned long long)bytes, scan, load,
	       (unsigned long long)all);
	pattern_scan_free(s);
	patterns_free(p);
	return 0;
}
