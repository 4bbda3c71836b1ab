/* Walks an archive through libarchive, in memory: one format enabled, no filters, no programs, nothing written.
 * Internal to archives.c. */
#ifndef HF_ASSESS_ARCHIVES_WALK_H
#define HF_ASSESS_ARCHIVES_WALK_H

#include "assess/formats/format.h"

struct archive;

struct archives_kind {
	int (*enable)(struct archive *a);
	int (*enable_too)(struct archive *a); /* NULL: none */
	bool has_owner;
	/* NULL or: why an archive that libarchive read to its end is not whole; NULL where it is. */
	const char *(*cut)(struct bytes in);
};

bool archives_open(const struct archives_kind *kind, struct bytes in, const struct limits *limits, struct arena *arena,
		   void **ret_state, struct error *e);
bool archives_walk(void *state, const struct visitor *v, struct error *e);

#endif
