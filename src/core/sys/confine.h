/* Runs one pure function over untrusted bytes in a confined child of this process: a fork that closes every descriptor
 * but its pipe, takes its limits, enters the sandbox and only then touches the input. What it hands back is bytes, that
 * the caller reads as untrusted: a child may have been taken over by what it parsed. A child that crashes, hangs or
 * eats memory costs an error. Serves 5.6-7 and 5.13-1A on ourselves. */
#ifndef HF_SYS_CONFINE_H
#define HF_SYS_CONFINE_H

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/writer.h"

struct confine_limits {
	uint64_t memory; /* bytes beyond what the process has when it forks; not held under a sanitizer */
	uint64_t cpu_seconds;
	uint64_t wall_ms;
	size_t out; /* bytes it may hand back */
	bool open;  /* run without confinement: only where the user asked for it */
};

/* Writes its result to `out`, or fails with *e, which reaches the caller of confine_run(). */
typedef bool confine_fn(struct bytes in, const void *ctx, struct writer *out, struct error *e);

/* ret->at is malloc'ed. `what` names the work in messages: "product.yaml". */
MUST_CHECK bool confine_run(confine_fn *fn, struct bytes in, const void *ctx, const struct confine_limits *limits,
			    const char *what, struct bytes *ret, struct error *e);

#endif
