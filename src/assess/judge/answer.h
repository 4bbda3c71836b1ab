/* A person's verdict on a test unit, as the judge sees it. What an answer was given about is its basis: a digest over
 * the declared tables the unit reads, its provision's ICS row and, for functional units, the input that was assessed.
 * When the basis of today is another one, the answer is stale and does not count until it is given again. */
#ifndef HF_ASSESS_ANSWER_H
#define HF_ASSESS_ANSWER_H

#include "assess/checks/check.h"
#include "assess/facts/declared.h"

struct attachment {
	const char *name; /* base name */
	const char *sha256;
	uint64_t size;
};

struct answer {
	enum unit_id unit;
	enum edition edition;
	enum verdict verdict; /* PASS, FAIL, INCONCLUSIVE (looked at, cannot be told) */
	const char *note;     /* why; "" */
	const char *by;       /* a named person */
	const char *at;       /* "2026-11-21T20:15:00Z" */
	bool overrule;        /* against what the machine found; a note says why */
	const char *basis;    /* 64 hex digits: unit_basis() when it was given */
	const struct attachment *attachments;
	size_t attachment_count;
};

/* The basis of a unit now: SHA-256 in hex. input_sha256 is "" where no image was assessed. */
void unit_basis(const struct declared *d, enum edition edition, const struct unit *unit, const char *input_sha256,
		char ret[65]);
/* True where a table of product.yaml ("AuthMech", "ics V3.1.3") is part of the unit's basis. */
bool unit_reads(enum edition edition, const struct unit *unit, const char *table);

#endif
