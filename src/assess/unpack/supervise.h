/* The parent's side of unpacking: starts the sandboxed worker on an input, reads what it tells, watches the clock, and
 * when the worker dies finds the node that killed it, leaves that node out and runs again. */
#ifndef HF_ASSESS_SUPERVISE_H
#define HF_ASSESS_SUPERVISE_H

#include "assess/facts/facts.h"
#include "assess/formats/limits.h"

struct supervise_options {
	struct limits limits;
	unsigned threads; /* 0: as many as there are cores */
	bool no_sandbox;  /* the report says so */
	bool sha512;      /* FILE_SHA512 for the files that hold a component */
	bool list_only;   /* containers and files only, no observers */
	/* Called now and then from the caller's thread: nodes seen and bytes decoded so far; NULL: no progress. */
	void (*progress)(void *ctx, uint64_t nodes, uint64_t bytes, uint64_t input_size);
	void *progress_ctx;
};

struct supervise_result {
	uint64_t bytes, explained, files, containers;
	uint64_t input_size; /* of a folder: the sum of its files */
	uint8_t sha256[32];  /* of the input file; of a folder: of its sorted member chains and hashes */
	uint64_t restarts;
	bool folder;
	bool sandboxed;
	bool timed_out;
};

/* Facts of `path` (a file or folder), unsorted. `facts` is replaced: *facts must be NULL or come from facts_new().
 * False: nothing could be read at all (no such file, no sandbox): *e says why. */
MUST_CHECK bool supervise(const char *path, const struct supervise_options *options, struct facts **facts,
			  struct supervise_result *ret, struct error *e);

#endif
