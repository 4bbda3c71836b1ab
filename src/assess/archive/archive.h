/* The archive: a folder that keeps what was issued for as long as the law asks, and proves years later that nothing was
 * lost or changed. STORE/log.jsonl is the hash-chained log (archive_log.h), STORE/documents/SHA256 the documents,
 * STORE/heads/ the heads that were signed. Documents are written first and whole, the log line last; a power cut or a
 * full disk leaves the store as it was before, at worst with a document that no entry names.
 * What a store says is untrusted. Serves PSTI reg. 8 and 9, s. 12 and 20; CRA Art. 13(9), 13(13), 13(18), 18, 19(6). */
#ifndef HF_ASSESS_ARCHIVE_H
#define HF_ASSESS_ARCHIVE_H

#include "assess/archive/archive_log.h"
#include "assess/archive/retention.h"

#include <time.h>

#define ARCHIVE_DOCUMENT_MAX ((size_t)256 << 20)

struct archive {
	const char *path; /* borrowed */
	struct archive_log log;
	uint64_t size; /* bytes of whole lines */
	size_t torn;   /* bytes of an entry that was begun and not finished */
	int lock;
};

enum archive_mode {
	ARCHIVE_READ,
	ARCHIVE_WRITE,  /* alone; refused where the chain is broken */
	ARCHIVE_CREATE, /* the same, made where there is none (in an empty folder or a new one) */
};
MUST_CHECK bool archive_open(const char *path, enum archive_mode mode, struct archive *ret, struct error *e);
void archive_close(struct archive *a);

struct archive_request {
	const char *const *files; /* FILE.p7s is taken along where it is; it must fit */
	size_t count;
	const char *kind, *product;
	struct retention_dates dates;
	time_t now;
};
/* Each of these appends one entry; the head is then a->log.head. */
MUST_CHECK bool archive_add(struct archive *a, const struct archive_request *request, struct error *e);
/* Dates given take the place of the entry's own; never makes a period shorter. */
MUST_CHECK bool archive_extend(struct archive *a, uint64_t sequence, const struct retention_dates *dates, time_t now,
			       struct error *e);
/* Drops the documents of every entry whose time was over before that day, which must not lie ahead. *ret: how many
 * entries; none appends nothing. */
MUST_CHECK bool archive_expire(struct archive *a, int32_t before, time_t now, size_t *ret, struct error *e);

/* The content of a stored file, checked; malloc'ed. */
MUST_CHECK bool archive_load(const struct archive *a, const struct archive_file *file, struct bytes *ret,
			     struct error *e);

struct archive_line {
	bool problem; /* else a note */
	const char *text;
};
struct archive_report {
	struct arena arena;
	struct archive_line *lines;
	size_t count, problems;
	uint64_t files; /* documents and signatures that are there and intact */
};
/* Chain, documents, signatures, strays, and clocks that ran backwards or ahead of `now`. What it cannot see is that the
 * last entries are missing: compare heads. */
MUST_CHECK bool archive_verify(const struct archive *a, time_t now, struct archive_report *ret, struct error *e);
void archive_report_done(struct archive_report *r);
/* The entry that has this hash: what was the head when it was the last one. 0: none has; the head of an empty archive
 * (zeros) is found in every one. */
bool archive_find_head(const struct archive *a, const char *head, uint64_t *ret_sequence);

/* What is signed of a head, and its file's name in STORE/heads: "00000012-0123456789abcdef.json". */
MUST_CHECK bool archive_head_text(const struct archive *a, struct writer *out, char name[64], struct error *e);
/* The way back: untrusted. */
MUST_CHECK bool archive_head_read(struct bytes text, uint64_t *ret_sequence, char ret_head[ARCHIVE_HEX],
				  struct error *e);
/* Writes STORE/heads/NAME and its signature. */
MUST_CHECK bool archive_head_keep(const struct archive *a, struct bytes text, const char *name, struct bytes signature,
				  struct error *e);

#endif
