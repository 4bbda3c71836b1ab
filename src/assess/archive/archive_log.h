/* The log of the archive: one line of canonical JSON an entry, each naming the SHA-256 of the line before it. Whoever
 * knows the hash of the last line, the head, knows every line: none can be changed, removed or moved unnoticed. The
 * tool is not needed to check it: `tail -n 1 log.jsonl | tr -d '\n' | sha256sum` prints the head. Untrusted when read.
 * Pure. Serves PSTI reg. 8 and 9, CRA Art. 13(13). */
#ifndef HF_ASSESS_ARCHIVE_LOG_H
#define HF_ASSESS_ARCHIVE_LOG_H

#include "core/base/arena.h"
#include "core/base/writer.h"
#include "core/crypto/hash.h"

#define ARCHIVE_HEX (2 * SHA256_LEN + 1)
#define ARCHIVE_LINE_MAX ((size_t)256 << 10)
#define ARCHIVE_LOG_MAX ((size_t)256 << 20)
enum { ARCHIVE_FILES_MAX = 256, ARCHIVE_TEXT_MAX = 400 };

enum archive_what {
	ARCHIVE_ADD,    /* documents were issued and put here */
	ARCHIVE_EXTEND, /* an earlier entry has to be kept longer */
	ARCHIVE_EXPIRE, /* the documents of earlier entries, whose time was over, were dropped */
};

struct archive_file {
	char sha256[ARCHIVE_HEX];
	uint64_t size;
};
struct archive_document {
	const char *name; /* base name, printable */
	struct archive_file file;
	bool has_signature;
	struct archive_file signature;
};

struct archive_entry {
	uint64_t sequence;          /* from 1, without gaps */
	char previous[ARCHIVE_HEX]; /* hash of the line before; zeros for the first */
	char hash[ARCHIVE_HEX];     /* of this line; not in it */
	enum archive_what what;
	const char *at;    /* "2026-01-31T12:00:00Z", by the clock of the machine */
	uint64_t repaired; /* bytes of a torn line that were cut off before this one was written */

	/* of ADD; NULL: not told */
	const char *kind, *product, *issued, *rule;
	struct archive_document *documents;
	size_t document_count;
	/* of ADD and EXTEND */
	const char *support_end, *placed, *keep_until;
	uint64_t of; /* EXTEND: the entry meant */
	/* what later entries made of an ADD: not in its line */
	const char *until; /* keep_until, extensions counted */
	bool expired;
	/* of EXPIRE */
	const char *before;
	uint64_t *dropped; /* sequences, ascending */
	size_t dropped_count;
};

struct archive_log {
	struct arena arena;
	struct archive_entry *entries;
	size_t count;
	char head[ARCHIVE_HEX]; /* of the last good entry; zeros where there is none */
	char fault[240];        /* where the chain breaks: entries behind it are not in `entries`; "" nowhere */
};

/* `lines`: whole ones. False for want of memory only. */
MUST_CHECK bool archive_log_read(struct bytes lines, struct archive_log *ret, struct error *e);
void archive_log_done(struct archive_log *log);
/* The line of an entry, without newline; sets entry->hash. */
MUST_CHECK bool archive_entry_print(struct archive_entry *entry, struct writer *out, struct error *e);

/* The entry with this number, or NULL. */
const struct archive_entry *archive_log_entry(const struct archive_log *log, uint64_t sequence);

#endif
