/* Laws and schemes on top of EN 303 645, as rows over provisions and declared facts: what is met, what is not, what is
 * not known, what to do about it, and by which date. Pure: assessment in, result out; everything lives in the arena,
 * the catalogue or the assessment. Not legal advice: each row names its source and how sure its mapping is.
 *
 * Truth: MET needs provisions that PASS or declared values as evidence; NOT_MET a value or a provision that FAILs.
 * Anything else is UNKNOWN and says what is missing. A provision that only covers a part of a row never shows it MET.
 */
#ifndef HF_ASSESS_REGIME_H
#define HF_ASSESS_REGIME_H

#include "assess/judge/assessment.h"
#include "assess/regime/scope.h"

enum regime_id {
	REGIME_PSTI, /* judged by EN 303 645 V2.1.1, the edition the law names; all others by V3.1.3 */
	REGIME_CRA,
	REGIME_EN_18031,
	REGIME_NIST_8425,
	REGIME_CLS,
	REGIME_JC_STAR,
	REGIME_UL,
	REGIME_ISO_29147,
	REGIME_ISO_30111,
	REGIMES
};

enum regime_state { STATE_UNKNOWN, STATE_MET, STATE_NOT_MET, STATE_NOT_APPLICABLE };
enum regime_force {
	FORCE_MUST,   /* law */
	FORCE_SHOULD, /* the way to show that a law is met: harmonised standards, deemed compliance */
	FORCE_MAY,    /* schemes and labels that one may join */
};
enum regime_effort { EFFORT_SMALL, EFFORT_MEDIUM, EFFORT_LARGE }; /* words, processes, engineering; a guess by rule */

enum { REGIME_EVIDENCE_MAX = 12 };

struct regime_result_row {
	const struct regime_row *row;
	const char *group; /* "passwords", "duties", "Annex I Part I" ... rows of a group stand together */
	enum regime_state state;
	enum regime_force force;
	enum regime_effort effort;
	bool yours;               /* falls on the role of who filled in the declaration */
	const char *applies_from; /* "2027-12-11"; "" where no date is set */
	bool in_force;            /* on the day asked about */
	const char *reason;       /* why this state, never empty */
	const char *todo;         /* "" where nothing is to be done */
	bool declared_only;       /* MET by what the maker says: no provision that PASSes bears it out */
	bool deemed;              /* MET only by the route of its group: PSTI Sch. 2 */
	bool unsure;              /* the mapping should be verified before use; the reason says so too */
	const struct provision_result *provisions[REGIME_EVIDENCE_MAX]; /* looked at */
	size_t provision_count;
	const struct fact *facts[REGIME_EVIDENCE_MAX]; /* declared or observed values behind the state */
	size_t fact_count;
	const char *missing[REGIME_EVIDENCE_MAX]; /* "support.end": keys of product.yaml that would tell */
	size_t missing_count;
};

struct regime_group {
	const char *name;
	enum regime_state state; /* NOT_MET where one row is, MET where all that apply are, else UNKNOWN */
	const char *route;       /* by which route it counts as met: "EN 303 645 V2.1.1 5.2-1"; "" */
	bool deemed;             /* and without that route it would not be */
};

struct regime_date {
	const char *date; /* "2027-12-11" */
	const char *what;
	const char *source;
	bool past; /* on the day asked about */
};

struct regime_result {
	enum regime_id id;
	const char *key, *name; /* "psti", "UK PSTI" */
	enum edition edition;   /* whose provisions were looked at */
	const char *today;
	const struct scope_decision *scope, *role, *class, *route; /* NULL where the regime has none */
	const struct regime_result_row *rows;                      /* in the order of the law */
	size_t row_count;
	const struct regime_group *groups;
	size_t group_count;
	size_t met, not_met, unknown, not_applicable;
	size_t declared_only;      /* of those that are met */
	enum regime_state overall; /* of the rows that are requirements; NOT_APPLICABLE where out of scope */
	const struct regime_row *const *penalties;
	size_t penalty_count;
	const char *penalties_from;      /* "2027-12-11" where they apply from a day still to come; "" */
	const struct regime_date *dates; /* sorted */
	size_t date_count;
};

struct regime_input {
	const struct assessment
		*assessment[EDITIONS];   /* one may be NULL: its regimes then look at declared values only */
	const struct declared *declared; /* never NULL */
	const struct facts *facts;
	const char *today; /* "2026-11-22" */
};

const char *regime_key(enum regime_id id);  /* "psti" */
const char *regime_name(enum regime_id id); /* "UK PSTI" */
bool regime_by_key(struct bytes key, enum regime_id *ret);
enum edition regime_edition(enum regime_id id);
const char *regime_state_name(enum regime_state state); /* "MET", "NOT MET", "UNKNOWN", "N/A" */
const char *regime_force_name(enum regime_force force); /* "must", "should", "may" */
const char *regime_effort_name(enum regime_effort effort);

/* False only where memory is out. */
MUST_CHECK bool regime_evaluate(enum regime_id id, const struct regime_input *in, struct arena *arena,
				struct regime_result *ret, struct error *e);

/* What is left to do over several regimes, most pressing first: must before should before may, what is in force before
 * what comes, earlier before later, what falls on who declares before what falls on others, not met before unknown,
 * little effort first. *ret lies in the arena. */
struct regime_todo {
	const struct regime_result *regime;
	const struct regime_result_row *row;
};
MUST_CHECK bool regime_todos(const struct regime_result *results, size_t count, struct arena *arena,
			     struct regime_todo **ret, size_t *ret_count, struct error *e);

#endif
