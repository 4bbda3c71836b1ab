/* Unpacks an input in memory and runs every regular file once through all observers, on several threads, inside the
 * worker. Containers are carved out of raw bytes, opened, walked; what they hold is unpacked again, within the budgets.
 * Results go to a pipe as wire records; nothing is written anywhere else. */
#ifndef HF_ASSESS_ENGINE_H
#define HF_ASSESS_ENGINE_H

#include "assess/unpack/shared.h"
#include "core/base/bytes.h"
#include "core/base/error.h"

/* Exactly one of `input` (a mapped file) and `dirfd` (>= 0) is the input. Blocks until all is done and written to
 * `out`. */
MUST_CHECK bool engine_run(struct shared *shared, struct bytes input, int dirfd, int out, struct error *e);

#endif
