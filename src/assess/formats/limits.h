/* Every budget of an assessment: its name on the command line, default, range and what it bounds. One table makes the
 * struct, the defaults, `--limit NAME=VALUE` and the manual page. A budget that is hit leaves an UNREAD fact. */
#ifndef HF_ASSESS_LIMITS_H
#define HF_ASSESS_LIMITS_H

#include <stdint.h>

/*    name         default      least    most            what it bounds */
#define LIMITS(LIMIT)                                                                                                  \
	LIMIT(depth, 16, 1, 64, "containers inside containers")                                                        \
	LIMIT(bytes, 17179869184, 65536, 1125899906842624, "decoded bytes in all")                                     \
	LIMIT(nodes, 2000000, 16, 100000000, "files, directories, links and parts in all")                             \
	LIMIT(ratio, 4000, 10, 1000000, "decoded bytes for each input byte, above 64 MiB")                             \
	LIMIT(node_bytes, 536870912, 65536, 4294967296, "bytes of one file or part")                                   \
	LIMIT(memory, 134217728, 8388608, 68719476736, "decoded bytes held in memory at one time")                     \
	LIMIT(seconds, 600, 1, 86400, "seconds for one image")                                                         \
	LIMIT(facts, 4000000, 1000, 100000000, "facts in all")                                                         \
	LIMIT(restarts, 16, 0, 1000, "times a worker that died is started again")

struct limits {
#define LIMIT_FIELD(name, preset, least, most, help) uint64_t name;
	LIMITS(LIMIT_FIELD)
#undef LIMIT_FIELD
};

static inline struct limits limits_default(void)
{
#define LIMIT_PRESET(name, preset, least, most, help) .name = preset,
	return (struct limits){LIMITS(LIMIT_PRESET)};
#undef LIMIT_PRESET
}

#endif
