/* File systems as derivations see them: names looked up through links, files below a folder, facts of one node, and
 * what is reached when the system boots. Borrows the facts; everything made lives in the arena given. */
#ifndef HF_ASSESS_DERIVE_ROOTS_H
#define HF_ASSESS_DERIVE_ROOTS_H

#include "assess/derive/derive.h"

/* The FILE of an absolute path, symbolic links followed (at most 8); NULL where it is not in the root. */
const struct fact *roots_file(const struct facts *f, struct bytes root, struct bytes path);
/* A program by path or by name in the usual folders. */
const struct fact *roots_program(const struct facts *f, struct bytes root, struct bytes program);
/* Calls fn for each FILE of the root whose path starts with `prefix` ("/etc/rc.d/"), in order, until it returns false.
 */
void roots_below(const struct facts *f, struct bytes root, const char *prefix,
		 bool (*fn)(void *ctx, const struct fact *file), void *ctx);
/* The facts of one kind that rest on one node: *ret_first, count returned. */
size_t roots_facts_of(const struct facts *f, enum fact_kind kind, uint32_t node, size_t *ret_first);
/* The roots that hold files, in order, no doubles. False: memory is out. */
MUST_CHECK bool roots_list(const struct facts *f, struct arena *a, struct bytes **ret, size_t *ret_count);

enum reach_state { REACH_NOT_SEEN, REACH_CONDITIONAL, REACH_YES };
struct reach {
	uint8_t *state; /* by node */
	struct bytes *condition;
	size_t nodes;
};
/* Which files are started when the system boots, following inittab, rc scripts, loops over scripts, systemd's wants. */
MUST_CHECK bool reach_build(const struct facts *f, struct arena *a, struct reach *ret);

/* The path of `program` as it stands in a command line; the bare name where there is none. */
struct bytes roots_path_in_command(struct bytes command, struct bytes program);

#endif
