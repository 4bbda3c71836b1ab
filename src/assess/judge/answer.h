/* A person's verdict on a test unit, as the judge sees it. What an answer was given about is its basis: a digest over
 * the declared tables the unit reads, its provision's ICS row, maker and model, what was found about the unit and, for
 * functional units, the release: the input that was assessed, the versions that are declared. When the basis of today
 * is another one, the answer is stale and does not count until it is given again; so does an overruling that was meant
 * for other findings. */
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

struct assessment;
/* The basis of a unit now: SHA-256 in hex; needs a->findings. False for want of memory. */
MUST_CHECK bool unit_basis(const struct assessment *a, const struct unit *unit, char ret[65]);
/* True where a table of product.yaml ("AuthMech", "ics V3.1.3") is part of the unit's basis. */
bool unit_reads(enum edition edition, const struct unit *unit, const char *table);

#endif
