/* What persons put into a case: verdicts on test units with note and attachments, and the audit trail over everything
 * that was done to it. Nothing is ever changed or removed: a later answer to the same unit takes the place of an
 * earlier one, which stays. Each answer's digest stands in the audit trail, so an edited answer is noticed when it is
 * read. Writing is one transaction: a power cut or a full disk leaves the case as it was. */
#ifndef HF_ASSESS_RECORD_H
#define HF_ASSESS_RECORD_H

#include "assess/facts/audit.h"
#include "assess/judge/answer.h"

enum {
	RECORD_ATTACHMENT_MAX = 32 << 20, /* bytes of one attachment */
	RECORD_ATTACHMENTS_MAX = 64,      /* of one answer */
	RECORD_ANSWERS_MAX = 100000,
	RECORD_ALL_ATTACHMENTS_MAX = 10000, /* of one case */
	RECORD_TEXT_MAX = 16 << 10,         /* bytes of a note */
};

struct record {
	const struct answer *answers; /* in the order they were given */
	size_t answer_count;
	const struct audit_entry *trail;
	size_t trail_count;
	char head[65]; /* hash of the last entry: the case's digest; "" without a trail */
};

/* All of it, checked: a broken chain or an answer that its entry does not fit is an error that names the place. */
MUST_CHECK bool record_load(const char *path, struct arena *arena, struct record *ret, struct error *e);

struct record_file {
	const char *name; /* base name it is kept under */
	struct bytes content;
};
/* Appends answers, all or none. answer->attachments is not read: the files are, `files` of them for the last answer.
 * `now` is when they are recorded: the trail's own time, whatever day an answer says it was given on. */
MUST_CHECK bool record_answers(const char *path, const struct answer *answers, size_t count,
			       const struct record_file *files, size_t file_count, const char *now, struct error *e);
/* Appends an entry to the audit trail. */
MUST_CHECK bool record_event(const char *path, const struct audit_event *event, struct error *e);
/* The content of an attachment, checked against its hash; in the arena. */
MUST_CHECK bool record_attachment(const char *path, const char *sha256, struct arena *arena, struct bytes *ret,
				  struct error *e);

#endif
