/* The whole result of an assessment, as reports, the case file and the comparison see it. Owned by its arena.
 * Order everywhere is the catalogue's or sorted by content: the same input gives the same bytes. */
#ifndef HF_ASSESS_ASSESSMENT_H
#define HF_ASSESS_ASSESSMENT_H

#include "assess/checks/check.h"
#include "assess/facts/facts.h"
#include "assess/facts/declared.h"
#include "assess/formats/limits.h"
#include "assess/judge/answer.h"
#include "core/catalogue/catalogue.h"

struct unit_result {
	enum unit_id unit;
	enum verdict verdict; /* NOT_APPLICABLE only where the ICS rules its provision out with a reason that holds */
	enum verdict machine; /* what the checks alone say */
	enum automation automation;
	const struct answer *answer; /* that counts, or that is stale; NULL */
	bool stale;                  /* what the answer was given about has changed: it does not count */
	const char *reason;          /* why this verdict, or what is missing */
	const char *question;        /* for a person; NULL */
	size_t findings;             /* how many findings stand behind it */
};

/* The maker's claim for a provision (ICS) and whether it holds. */
enum support { SUPPORT_UNSAID, SUPPORT_YES, SUPPORT_NO, SUPPORT_NOT_APPLICABLE };
struct ics_row {
	enum support support;
	const char *reason;              /* as declared, or derived from the conditions; "" */
	const struct fact *fact;         /* where it is declared; NULL: not */
	bool applies;                    /* its conditions and features hold, as far as is said */
	const char *conditions;          /* "(g) software-updateable: yes"; "" where it has none */
	const char *unshown;             /* table that would show the feature it is ruled out by, not declared; NULL */
	const char *problem;             /* why the row is invalid: a contradiction, a reason that is missing; NULL */
	const struct fact *problem_fact; /* what shows it */
};

struct provision_result {
	const struct provision *provision;
	struct ics_row ics;
	enum verdict verdict;
	size_t units_pass, units_fail, units_open;
};

struct clause_result {
	const char *clause; /* "5.1" */
	const char *title;
	enum verdict verdict;
	size_t pass, fail, open; /* provisions */
};

struct coverage {
	uint64_t bytes, explained; /* of the input; for a directory: of its files */
	uint64_t files;            /* regular files read */
	uint64_t containers;
	uint64_t restarts; /* workers that died */
	bool sandboxed;
	bool complete; /* nothing unread that could matter */
};

struct assessment {
	struct arena *arena;
	const char *input_name; /* base name */
	uint64_t input_size;
	char input_sha256[65];  /* hex; of a directory: of its sorted listing with the files' hashes */
	const char *input_kind; /* "firmware image" | "directory" | "file" | "radio firmware" ...: what it turned out to
				   be */
	const char *input_about; /* one sentence: what the input is, and that it cannot be judged where it cannot */
	bool judgeable;          /* false: no system that can be judged was found in it */
	enum edition edition;
	struct coverage coverage;
	const struct facts *facts;
	const struct finding *findings; /* worst first, then by unit, then by id */
	size_t finding_count;
	const struct unit_result *units;
	size_t unit_count;
	const struct provision_result *provisions;
	size_t provision_count;
	const struct clause_result *clauses;
	size_t clause_count;
	enum verdict overall;
	const struct declared *declared; /* the product file's; empty where there is none, never NULL */
	size_t ics_problems;             /* rows with a problem: the ICS is invalid */
	size_t stale;                    /* answers that have to be given again */
	size_t withheld;                 /* secrets found that texts and facts do not show: withhold() */
};

#endif
