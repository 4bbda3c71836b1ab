/* The page that parent and worker share: what the worker is to do (written by the parent before it starts) and what it
 * is doing (written by the worker, read by the parent as hostile text). One program on both sides, so it is a plain
 * struct. */
#ifndef HF_ASSESS_SHARED_H
#define HF_ASSESS_SHARED_H

#include "assess/formats/limits.h"

#include <stdatomic.h>
#include <stdbool.h>

enum { SHARED_THREADS_MAX = 64, SHARED_CHAIN_MAX = 1024, SHARED_SKIPS_MAX = 256 };

struct shared_slot {
	_Atomic uint64_t since_ms;    /* CLOCK_MONOTONIC when the work on this node began; 0: idle */
	char chain[SHARED_CHAIN_MAX]; /* the node being worked on */
};

struct shared {
	/* parent to worker */
	struct limits limits;
	uint32_t threads;
	bool directory; /* the input is a folder, not a file */
	bool sandbox;
	bool careful;   /* one thread does everything, so that what kills it is known for certain */
	bool sha512;    /* of the files that hold a component, beside the SHA-256 */
	bool list_only; /* unpack --list: no observers */
	uint64_t input_size;
	char name[256];
	uint32_t skip_count;
	char skip[SHARED_SKIPS_MAX][SHARED_CHAIN_MAX]; /* nodes that killed a worker before */
	/* worker to parent */
	_Atomic uint64_t nodes, bytes;
	struct shared_slot slots[SHARED_THREADS_MAX + 1];
};

#endif
