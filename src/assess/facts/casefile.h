/* The case: one product's facts in one SQLite file, that can be opened again, judged with newer rules, compared and
 * audited with any SQLite tool. Written in one transaction: a power cut or a full disk leaves the case as it was
 * before. A case from elsewhere is untrusted: it is read defensively, every row is checked, and it is
 * refused whole where one does not fit. Tables: meta(key, value), node, fact, field; audit (audit.h); answer,
 * attachment (record/record.h). */
#ifndef HF_ASSESS_CASEFILE_H
#define HF_ASSESS_CASEFILE_H

#include "assess/facts/audit.h"
#include "assess/facts/facts.h"

/* What goes with the facts: about the input and the run. */
struct case_meta {
	char name[256];
	uint64_t size;
	char sha256[65];
	bool folder, sandboxed, complete;
	uint64_t bytes, explained, files, containers, restarts;
	char edition[16];                   /* it was judged by last */
	char declaration[256];              /* name of the product file its declared facts come from; "" */
	char declaration_sha256[65];        /* of that file; "" */
	const struct case_summary *summary; /* kept with the facts; NULL: none. Not loaded: case_summary_load() */
	const struct audit_event *event;    /* goes into the audit trail with the facts; NULL: none. Not loaded */
};

/* What is known of a case without judging it again: written when it was judged last, for lists of many cases. */
struct case_summary {
	char product[128], model[64], version[64], maker[128];
	char edition[16], verdict[24];
	char judged[32];      /* when, "2026-11-21T20:15:00Z" */
	char support_end[16]; /* "2031-12-31"; "" where not declared */
	char audit_due[16];   /* when it is to be assessed again; "" */
	unsigned pass, fail, open, not_applicable, stale, answers;
	unsigned overruled; /* units that fail but for a person who overruled what was found */
	bool behind;        /* the case holds other answers than those it was made with. Not saved */
};

#define CASE_VERSION 1

/* Makes the case, or replaces the facts in it and keeps what else it holds. */
MUST_CHECK bool case_save(const char *path, const struct facts *facts, const struct case_meta *meta, struct error *e);
/* Where an earlier run was cut off while it wrote: rolls back now what it left half done, so that the file is what it
 * was before, maybe empty. Does nothing where there is nothing to do or it cannot be done. */
void case_settle(const char *path);
/* *ret_facts: new, sorted, the caller's. */
MUST_CHECK bool case_load(const char *path, struct facts **ret_facts, struct case_meta *ret, struct error *e);

/* Replaces the summary alone, where the case holds as many answers as it was made with: otherwise somebody has answered
 * since, and writes theirs. Reads it alone (all empty where none was kept): quick, for lists of many cases. */
MUST_CHECK bool case_summary_save(const char *path, const struct case_summary *summary, struct error *e);
MUST_CHECK bool case_summary_load(const char *path, struct case_summary *ret, struct error *e);

#endif
