/* Inside the engine only: the state all threads share, one thread's own state ("lane"), and what keeps bytes alive. */
#ifndef HF_ASSESS_LANE_H
#define HF_ASSESS_LANE_H

#include "assess/facts/sink.h"
#include "assess/formats/format.h"
#include "assess/formats/magic.h"
#include "assess/observe/patterns.h"
#include "assess/unpack/ledger.h"
#include "assess/unpack/shared.h"

#include <pthread.h>
#include <stdatomic.h>

/* Keeps bytes and an opened container alive while anything still points into them. */
struct holder {
	atomic_uint refs;
	struct holder *parent; /* whose bytes this one points into */
	uint8_t *owned;        /* malloc'ed bytes of our own, or NULL */
	size_t owned_len;
	const struct format *format; /* NULL: bytes only */
	void *state;
	struct arena arena;
	struct bytes in; /* what the container was opened on; empty where this is no container */
	char *chain;     /* the container's path chain, malloc'ed */
	char *within;    /* path of the regular file that holds the container, malloc'ed; NULL where none does */
};

enum { QUEUE_FULL = 256 };

struct job {
	struct job *next;
	struct holder *holder; /* one reference */
	struct node node;      /* its path and link point into text[] */
	uint8_t *owned;        /* a copy of transient bytes, or NULL */
	size_t depth;
	char text[];
};

struct dedup_entry;

struct engine {
	struct shared *shared;
	const struct limits *limits;
	struct bytes input;
	int out;
	const struct patterns *patterns;
	const struct magic_scanner *magics;

	pthread_mutex_t lock; /* guards all below */
	pthread_cond_t changed;
	unsigned idle, holding; /* threads that wait for a job, and for memory: nobody is woken for nothing */
	struct job *first, **last;
	size_t queued;   /* the walker waits at QUEUE_FULL and goes on at half of it */
	uint64_t memory; /* decoded bytes held */
	bool closing;
	bool failed;
	struct error error;
	struct ledger ledger;
	struct dedup_entry **dedup;
	size_t dedup_buckets, dedup_count;

	atomic_uint_fast64_t nodes, bytes, files, containers, facts, touched;
	pthread_mutex_t out_lock;
};

struct lane {
	struct engine *engine;
	struct shared_slot *slot;
	struct pattern_scan *scan;
	struct fact_sink sink; /* of the file at hand */
	struct writer content; /* of the lazy file at hand */
	struct writer records; /* not yet on the pipe */
	bool walker;           /* may queue jobs; the others work inline */
	unsigned nesting;      /* files being analysed inside one another by this thread */
};

bool lane_init(struct lane *lane, struct engine *engine, unsigned slot, bool walker, struct error *e);
void lane_done(struct lane *lane);
/* Notes for the parent what this thread works on; "" when idle. Returns false where the node is on the skip list. */
bool lane_enter(struct lane *lane, const char *chain);
void lane_emit(struct lane *lane, const struct fact_node *node, const struct fact *facts, size_t count);
void lane_flush(struct lane *lane);

/* Remembers the first failure of the engine itself (pipe gone, no memory); everything winds down then. */
void engine_fail(struct engine *engine, const struct error *e);
bool engine_failed(struct engine *engine);
/* Bytes held in memory: waits (analysis of others goes on) while the budget is exceeded, where `wait`. */
void engine_hold(struct engine *engine, uint64_t len, bool wait);
void engine_release(struct engine *engine, uint64_t len);
/* Forgets mapped pages of the input now and then, so that memory does not grow with the image. */
void engine_touched(struct engine *engine, uint64_t len);
void engine_explained(struct engine *engine, struct bytes part, bool yes);

struct holder *holder_new(struct holder *parent, char *chain);
struct holder *holder_ref(struct holder *h);
void holder_unref(struct engine *engine, struct holder *h);

/* A probe that is less sure of a container than this is not believed in the middle of raw bytes, nor about a file. */
enum { SURE_TO_CARVE = 50 };

/* carve.c */
/* Raw bytes that may hold containers at any offset. `chain`: of what holds them. */
/* The budget that a reason names in quotes ("limit 'ratio'"), as text that lasts; NULL where it names none. */
const char *lane_limit(const char *why);
void unpack_region(struct lane *lane, struct holder *holder, const char *chain, struct bytes region, size_t depth);
/* Containers at any offset of a regular file; what lies between them was observed with the file. */
void unpack_carve(struct lane *lane, struct holder *holder, const char *chain, struct bytes path, struct bytes data,
		  size_t depth);

/* unpack.c */
/* Tries the formats that may stand at the start of a regular file; true where one did. */
bool unpack_file(struct lane *lane, struct holder *holder, const char *chain, struct bytes path, struct bytes data,
		 size_t depth);
/* One container, `offset` bytes behind the start of what holds it (in.at - offset is there to be read); *ret_used:
 * bytes it really took. */
void unpack_container(struct lane *lane, struct holder *holder, const char *chain, struct bytes within, struct bytes in,
		      uint64_t offset, const struct format *format, const struct claim *claim, size_t depth,
		      bool observed, uint64_t *ret_used);
/* Walks what `holder` has opened already (a folder of the host). */
void unpack_opened(struct lane *lane, struct holder *holder, size_t depth);
/* For a file, whether unpack_file() would try it: a format claims its start. */
const struct format *unpack_probe_start(struct bytes data, unsigned flags, struct claim *ret);

/* analyse.c */
/* One node with its content at hand: hash, observers, record; then what it holds. */
void analyse_node(struct lane *lane, struct holder *holder, const struct node *node, struct bytes data, size_t depth);
/* A node without content, or whose content could not be had (`why`). */
void analyse_bare(struct lane *lane, const char *root, const struct node *node, const char *why, const char *limit);
void analyse_job(struct lane *lane, struct job *job);
void dedup_free(struct engine *engine);

char *chain_member(const char *root, struct bytes path); /* malloc'ed; NULL when memory is out */
char *chain_container(const char *chain, uint64_t offset, const char *format);

#endif
