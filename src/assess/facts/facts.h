/* Typed facts with their evidence: what observers saw, what formats said, what could not be read. A fact's evidence is
 * its node (path chain), offset, length, SHA-256 of the file and an excerpt. Facts are the contract between the halves
 * of the assessor: a check sees nothing else. `struct facts` owns everything in it (one arena); a fact pointer is valid
 * as long as the facts are. */
#ifndef HF_ASSESS_FACTS_H
#define HF_ASSESS_FACTS_H

#include "core/base/arena.h"
#include "core/base/bytes.h"
#include "core/base/error.h"

enum fact_kind {
#define KIND(NAME, text, about) FACT_##NAME,
#define FIELD(KIND, NAME, text, about)
#define END(NAME)
#include "assess/facts/kinds.def"
#undef KIND
#undef FIELD
#undef END
	FACT_KINDS
};

/* Field numbers: ACCOUNT_NAME is 0, ACCOUNT_UID 1, ... per kind. */
#define KIND(NAME, text, about) enum {
#define FIELD(KIND, NAME, text, about) KIND##_##NAME,
#define END(NAME)                                                                                                      \
	NAME##_FIELDS                                                                                                  \
	}                                                                                                              \
	;
#include "assess/facts/kinds.def"
#undef KIND
#undef FIELD
#undef END

#define FACT_FIELDS_MAX 24
#define FACT_EXCERPT_MAX 256
#define NODE_NONE UINT32_MAX

struct fact {
	enum fact_kind kind;
	uint32_t node;                       /* index into the facts' nodes; NODE_NONE: the input as a whole */
	uint64_t offset, len;                /* in the node's content; len 0: the whole file */
	struct bytes excerpt;                /* at most FACT_EXCERPT_MAX bytes as found; may be empty */
	struct bytes field[FACT_FIELDS_MAX]; /* at is NULL where absent */
};

/* Where facts come from: one member of one container. */
struct fact_node {
	struct bytes chain; /* the whole path chain: "cam.bin!0x1b0000:squashfs!/etc/shadow" */
	struct bytes
		root; /* the chain of the container that holds it: "cam.bin!0x1b0000:squashfs"; shared by its members */
	struct bytes path; /* inside the container: "/etc/shadow"; a part's name; empty for a container itself */
	uint64_t size;
	uint8_t sha256[32];
	bool has_sha256;
};

struct facts;

struct facts *facts_new(void); /* NULL when memory is out */
void facts_free(struct facts *f);
/* Copies the node and returns its index in *ret; the same chain given twice gives the same index. */
MUST_CHECK bool facts_node(struct facts *f, const struct fact_node *n, uint32_t *ret, struct error *e);
/* Copies the fact with its bytes. */
MUST_CHECK bool facts_add(struct facts *f, const struct fact *fact, struct error *e);
/* Gives a field of a fact held by `f` another value (a hash that became a known password). Facts stay where they are,
 * but facts_sort() must be called before the next reading. */
MUST_CHECK bool facts_change(struct facts *f, const struct fact *fact, unsigned field, struct bytes value,
			     struct error *e);
/* Gives a field, or with FACT_FIELDS_MAX the excerpt, other words for printing. The order stays; nothing may be judged
 * or kept from the facts afterwards. */
MUST_CHECK bool facts_cover(struct facts *f, const struct fact *fact, unsigned field, struct bytes value,
			    struct error *e);
/* Sorts by chain, kind, offset, fields and removes exact doubles: afterwards order depends on content alone. Node
 * indexes change to the sorted order. Must be called before reading; adding afterwards needs it again. */
MUST_CHECK bool facts_sort(struct facts *f, struct error *e);

size_t facts_count(const struct facts *f, enum fact_kind kind);
/* The i-th fact of a kind, i < facts_count(). */
const struct fact *facts_at(const struct facts *f, enum fact_kind kind, size_t i);
size_t facts_node_count(const struct facts *f);
const struct fact_node *facts_node_at(const struct facts *f, uint32_t node);
/* The fact's node; a static empty one for NODE_NONE. */
const struct fact_node *fact_node_of(const struct facts *f, const struct fact *fact);
/* The FACT_FILE of `path` under the same root, or NULL. O(log n). */
const struct fact *facts_file(const struct facts *f, struct bytes root, const char *path);
/* True where both facts come from the same container (the same root file system). */
bool facts_same_root(const struct facts *f, const struct fact *a, const struct fact *b);

static inline struct bytes fact_get(const struct fact *fact, unsigned field)
{
	return fact->field[field];
}
static inline bool fact_is(const struct fact *fact, unsigned field, const char *value)
{
	return bytes_is(fact->field[field], value);
}
bool fact_number(const struct fact *fact, unsigned field, uint64_t *ret);

/* The line of a declared value in the product file, from 1; 0 for everything else. */
uint64_t fact_line(const struct fact *fact);

const char *fact_kind_name(enum fact_kind kind);
unsigned fact_kind_fields(enum fact_kind kind);
const char *fact_field_name(enum fact_kind kind, unsigned field);
MUST_CHECK bool fact_kind_by_name(struct bytes name, enum fact_kind *ret);

/* Loops: FACTS_EACH(f, FACT_ACCOUNT, account) { ... } */
#define FACTS_EACH(facts, kind, name)                                                                                  \
	for (size_t name##_i = 0; name##_i < facts_count((facts), (kind)); name##_i++)                                 \
		for (const struct fact *name = facts_at((facts), (kind), name##_i); name; name = NULL)

#endif
