/* Text inside binaries: the printable run that contains an offset, and its neighbours. Borrows; allocates nothing. */
#ifndef HF_ASSESS_STRINGS_H
#define HF_ASSESS_STRINGS_H

#include "core/base/bytes.h"

/* The run of printable ASCII (and tab) around `offset`, at most `max` bytes to either side; empty where the byte there
 * is none. Its place in data is ret.at - data.at. */
struct bytes strings_run(struct bytes data, uint64_t offset, size_t max);
/* The run of at least `least` printable bytes next before or behind `run`, not more than `distance` other bytes away,
 * at most `max` long; empty where there is none. */
struct bytes strings_before(struct bytes data, struct bytes run, size_t least, size_t distance, size_t max);
struct bytes strings_behind(struct bytes data, struct bytes run, size_t least, size_t distance, size_t max);

#endif
