/* Where an observer puts the facts of one file. Copies everything it is given into its arena; never fails visibly: when
 * memory is out or the budget is hit it remembers and the file gets an UNREAD fact. One sink, one thread, one file. */
#ifndef HF_ASSESS_SINK_H
#define HF_ASSESS_SINK_H

#include "assess/facts/facts.h"

struct fact_sink {
	struct arena arena;
	struct fact *facts; /* .node is set later by the owner */
	size_t count, room;
	size_t max; /* budget; 0: none */
	bool failed;
};

void sink_init(struct fact_sink *s, size_t max);
void sink_done(struct fact_sink *s);

/* A fact being put together; lives on the caller's stack. */
struct fact_draft {
	struct fact fact;
	struct fact_sink *sink;
};
/* offset, len: where in the file's content the evidence stands; len 0 means the whole file. */
struct fact_draft fact_begin(struct fact_sink *s, enum fact_kind kind, uint64_t offset, uint64_t len);
void fact_put(struct fact_draft *d, unsigned field, struct bytes value);
void fact_put_str(struct fact_draft *d, unsigned field, const char *value); /* NULL: absent */
void fact_put_fmt(struct fact_draft *d, unsigned field, const char *fmt, ...) PRINTF(3, 4);
void fact_put_number(struct fact_draft *d, unsigned field, uint64_t value);
void fact_put_bool(struct fact_draft *d, unsigned field, bool value); /* "yes" or "no" */
/* The evidence itself, cut to FACT_EXCERPT_MAX. */
void fact_excerpt(struct fact_draft *d, struct bytes excerpt);
/* Files it. The draft may be used again for a similar fact. */
void fact_end(struct fact_draft *d);

#endif
