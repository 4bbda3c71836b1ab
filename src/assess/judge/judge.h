/* From facts to verdicts: runs every check of the edition, sorts and merges what they found, and rolls it up by the
 * rules of TS 103 701: unit, case, provision (test group), clause, overall. Pure: the same facts give the same
 * assessment. Everything in the assessment lives in `arena` or in the facts, which must outlive it. */
#ifndef HF_ASSESS_JUDGE_H
#define HF_ASSESS_JUDGE_H

#include "assess/judge/assessment.h"

struct judge_input {
	const char *name; /* base name of the input */
	uint64_t size;
	const char *sha256; /* 64 hex digits; NULL or "": not known */
	bool directory;
	enum edition edition;
	const struct answer *answers; /* persons' verdicts; NULL */
	size_t answer_count;
	struct coverage coverage; /* as the run measured it; `complete` is narrowed by what the facts say is unread */
};

/* False only where memory is out. */
MUST_CHECK bool judge(const struct facts *facts, const struct judge_input *in, struct arena *arena,
		      struct assessment *ret, struct error *e);

/* What the input is: fills input_kind, input_about, judgeable and narrows coverage.complete. Part of judge(). */
MUST_CHECK bool judge_input_about(const struct facts *facts, const struct judge_input *in, struct arena *arena,
				  struct assessment *ret, struct error *e);

/* TS 103 701's rule for anything made of parts: FAIL where one fails, PASS where all that apply pass, else
 * INCONCLUSIVE; NOT_APPLICABLE where none applies. */
enum verdict verdict_of(size_t pass, size_t fail, size_t open, size_t not_applicable);
const char *verdict_name(enum verdict verdict);    /* "PASS" ... */
const char *severity_name(enum severity severity); /* "high" ... */
const char *automation_name(enum automation how);  /* "automatic", "assisted", "by hand" */

#endif
