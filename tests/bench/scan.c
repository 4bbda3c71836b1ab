/* scan FILE: one pass of all formats' magics over a file's bytes, and every hit tried by its format's probe. Prints the
 * seconds of the pass, of the probes, and how many containers are claimed. */
#include "assess/formats/magic.h"
#include "core/sys/file.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

struct hits {
	struct bytes data;
	uint64_t magics, claims, *at;
	size_t room;
	uint32_t *format;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static bool on_hit(void *ctx, uint64_t at, uint32_t format, uint32_t magic)
{
	struct hits *h = ctx;
	const struct format *f = formats[format];
	uint64_t start = f->locate                   ? f->locate(h->data, at)
			 : at >= f->magics[magic].at ? at - f->magics[magic].at
						     : OFFSET_UNKNOWN;

	if (start < h->data.len && h->magics < h->room) {
		h->at[h->magics] = start;
		h->format[h->magics++] = format;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct hits h = {.room = 1 << 20};
	struct magic_scanner *scanner;
	struct error e;
	double begin, passed, probed;

	if (argc != 2 || !file_read(argv[1], SIZE_MAX, &h.data, &e))
		return fprintf(stderr, "usage: scan FILE\n"), 2;
	h.at = calloc(h.room, sizeof *h.at);
	h.format = calloc(h.room, sizeof *h.format);
	begin = now();
	scanner = magic_scanner_new(formats, formats_count, FORMAT_CARVE, &e);
	if (!h.at || !h.format || !scanner || !magic_scan(scanner, h.data, on_hit, &h))
		return fprintf(stderr, "scan: stopped\n"), 1;
	passed = now();
	for (uint64_t i = 0; i < h.magics; i++) {
		struct claim claim = {0};

		if (formats[h.format[i]]->probe(bytes_part(h.data, h.at[i], UINT64_MAX), &claim) && claim.len &&
		    claim.sure >= 50) {
			h.claims++;
			if (h.claims <= 3)
				fprintf(stderr, "claim: %s at 0x%llx\n", formats[h.format[i]]->name,
					(unsigned long long)h.at[i]);
		}
	}
	probed = now();
	printf("bytes=%zu pass=%.4f probes=%.4f magics=%llu claims=%llu\n", h.data.len, passed - begin, probed - passed,
	       (unsigned long long)h.magics, (unsigned long long)h.claims);
	magic_scanner_free(scanner);
	free(h.at);
	free(h.format);
	free((void *)(uintptr_t)h.data.at);
	return 0;
}
