/* From an input to an assessment, as every subcommand that needs one goes: unpack and observe in the worker, guess
 * passwords, derive, judge. The session owns facts and arena. */
#ifndef HF_ASSESS_PIPELINE_H
#define HF_ASSESS_PIPELINE_H

#include "assess/cli/options.h"
#include "assess/declare/declare.h"
#include "assess/judge/assessment.h"
#include "assess/record/record.h"

struct session {
	struct supervise_options run;
	const char *wordlist; /* file of extra passwords to try, one a line; NULL */
	const char *edition;  /* "V3.1.3" or "V2.1.1"; NULL: V3.1.3 */
	bool quiet;           /* no progress */
	bool no_guess;        /* passwords are of no interest here */

	struct facts *facts;
	struct supervise_result result;
	struct arena arena;
	struct assessment assessment;
	struct record record; /* of the case it was loaded from: answers and the audit trail */
	char name[256];       /* base name of the input */
	bool observed;        /* an input was looked at: false where there is only a declaration */
};

struct session session_of(void);
void session_done(struct session *s);
/* Facts with everything derived, sorted. */
MUST_CHECK bool session_observe(struct session *s, const char *path, struct error *e);
/* A product file is all there is: no input is looked at. Where `casefile` is a case already, its facts are taken. */
MUST_CHECK bool session_begin(struct session *s, const char *casefile, struct error *e);
/* Puts the declaration in the place of what was declared before. */
MUST_CHECK bool session_declare(struct session *s, const struct product *p, struct bytes text, struct error *e);
/* What the case declares already holds on, where nothing else was declared; *ret_kept: it does. */
MUST_CHECK bool session_carry(struct session *s, const char *casefile, bool *ret_kept, struct error *e);
/* Judges s->facts; needs session_observe() (or facts loaded from a case) first. */
MUST_CHECK bool session_judge(struct session *s, struct error *e);
/* Keeps the facts in a case file, with an entry in its audit trail; and the way back: a session as session_observe()
 * leaves it, with the case's answers. A case whose audit trail does not fit is refused. */
MUST_CHECK bool session_save(const struct session *s, const char *path, struct error *e);
/* What lists of many cases show of this one; needs session_judge(). */
struct case_summary session_summary(const struct session *s);
/* Now, as "2026-11-21T20:15:00Z". */
void session_now(char ret[32]);
MUST_CHECK bool session_load(struct session *s, const char *path, struct error *e);
/* Before judging what will be kept in a case that is there already: its answers count. */
MUST_CHECK bool session_remember(struct session *s, const char *path, struct error *e);
bool session_is_case(const char *path);
/* Either: loads a case, observes anything else. */
MUST_CHECK bool session_open(struct session *s, const char *path, struct error *e);

/* The rows every observing subcommand shares. */
#define SESSION_OPTIONS_OBSERVE(s)                                                                                     \
	{"--threads", "N", OPTION_NUMBER, &(s).run.threads, "analysis threads; default: one a core"},                  \
		{"--limit", "NAME=NUMBER", OPTION_LIMIT, &(s).run.limits, "set a budget"},                             \
		{"--quiet", NULL, OPTION_FLAG, &(s).quiet, "no progress"},                                             \
	{                                                                                                              \
		"--no-sandbox", NULL, OPTION_FLAG, &(s).run.no_sandbox,                                                \
			"run parsers without confinement; the report says so"                                          \
	}
/* And every judging one. The rows behind --edition matter only where something is observed. */
enum { SESSION_ROWS_OBSERVING = 5 };
#define SESSION_OPTIONS(s)                                                                                             \
	{"--edition", "EDITION", OPTION_TEXT, &(s).edition, "of EN 303 645: V3.1.3 (default) or V2.1.1 (UK law)"},     \
		{"--wordlist", "FILE", OPTION_TEXT, &(s).wordlist, "more passwords to try, one a line"},               \
		SESSION_OPTIONS_OBSERVE(s)

#endif
