/* What a worker tells its parent, as bytes on a pipe. The parent treats the stream as hostile: it reads it with struct
 * reader under a hard cap. One record: u32 length, u8 type, payload.
 *   NODE   a member with its facts;  LEDGER  explained bytes;  DONE  the worker has seen everything */
#ifndef HF_ASSESS_WIRE_H
#define HF_ASSESS_WIRE_H

#include "assess/facts/facts.h"
#include "core/base/writer.h"

enum wire_type { WIRE_NODE = 1, WIRE_DONE = 2 };
#define WIRE_RECORD_MAX (64u << 20)

struct wire_totals {
	uint64_t bytes, explained; /* of the input */
	uint64_t files, containers;
};

/* A whole record, header included. The facts' own .node is ignored: they belong to `node`. */
void wire_node(struct writer *w, const struct fact_node *node, const struct fact *facts, size_t count);
void wire_done(struct writer *w, const struct wire_totals *totals);

/* Adds one NODE record's payload to `facts`. */
MUST_CHECK bool wire_read_node(struct bytes payload, struct facts *facts, struct error *e);
MUST_CHECK bool wire_read_done(struct bytes payload, struct wire_totals *ret, struct error *e);

#endif
