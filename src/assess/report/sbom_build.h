/* Inside sbom.c and sbom_depend.c only: what is looked up while an SBOM is put together. */
#ifndef HF_ASSESS_SBOM_BUILD_H
#define HF_ASSESS_SBOM_BUILD_H

#include "assess/report/sbom.h"

struct build {
	const struct facts *facts;
	const struct sbom_input *input;
	struct arena *arena;
	/* by node */
	const struct fact **file_of;            /* its FILE fact or NULL */
	const struct sbom_component **owner_of; /* the component that the file is, or NULL */
	bool *holds;                            /* a container was found in it */
	bool failed; /* memory ran out: nothing may be printed, for want of memory must not pass for an empty name */
};

/* Safe text of at most `max` bytes of `in`, in the arena; notes in `failed` where memory is out. */
const char *build_text(struct build *b, struct bytes in, size_t max);
bool build_index(struct build *b);
bool node_holds_container(const struct build *b, uint32_t node);
/* The file at `node` is `c`. Where several components were found in one file, the one it is named after. */
void build_owns(struct build *b, uint32_t node, const struct sbom_component *c);
bool build_depends(struct build *b, struct sbom *s);
/* ELF files that no component was found in. */
size_t build_unattributed(const struct build *b);

#endif
