/* The audit trail of a case: who did what to it and when, append-only and hash-chained. Each entry's hash covers its
 * fields and the hash before it, so an edited, removed or reordered entry is noticed; that the last ones are missing is
 * noticed against a head that was written down elsewhere (on a printed document, in a signature). */
#ifndef HF_ASSESS_AUDIT_H
#define HF_ASSESS_AUDIT_H

#include "core/base/arena.h"
#include "core/base/error.h"

struct audit_event {
	const char *at;      /* "2026-11-21T20:15:00Z" */
	const char *who;     /* a named person, or "holdfast VERSION" */
	const char *what;    /* "assessed", "declared", "answered", "issued" ... */
	const char *subject; /* unit, document, file */
	const char *detail;  /* what it came to; hashes of what is meant */
};

struct audit_entry {
	uint64_t number; /* from 1, without gaps */
	struct audit_event event;
	char hash[65]; /* 64 hex digits */
};

struct sqlite3;

enum { AUDIT_ENTRIES_MAX = 1000000, AUDIT_TEXT_MAX = 64 << 10 };

/* Makes the table where it is missing and appends, inside the caller's transaction. */
MUST_CHECK bool audit_append(struct sqlite3 *db, const struct audit_event *event, struct error *e);
/* All entries in order. False, with the entry named, where the chain is broken. A case without a trail has none. */
MUST_CHECK bool audit_load(struct sqlite3 *db, struct arena *arena, const struct audit_entry **ret, size_t *ret_count,
			   struct error *e);

#endif
