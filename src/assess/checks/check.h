/* The contract of a check: a pure function from facts to findings for one test unit of TS 103 701. No I/O, no clock, no
 * state: it can be run again on saved facts. It fails a unit only with a fact as evidence; it passes one only where the
 * unit's pass rule is really met by what was seen. Otherwise it says what is missing. */
#ifndef HF_ASSESS_CHECK_H
#define HF_ASSESS_CHECK_H

#include "assess/facts/facts.h"
#include "core/catalogue/catalogue.h"

enum verdict { VERDICT_INCONCLUSIVE, VERDICT_PASS, VERDICT_FAIL, VERDICT_NOT_APPLICABLE };
enum severity { SEVERITY_INFO, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };
enum automation { BY_HAND, ASSISTED, AUTOMATIC };

struct finding {
	const char *id;    /* stable: "5.1-1/shared-password-hash/3f2a9c01": check and a hash of what it is about */
	const char *check; /* name of the check's row */
	enum unit_id unit;
	enum verdict verdict; /* of this finding for its unit; INCONCLUSIVE: an observation worth a look */
	enum severity severity;
	const char *title;            /* one line, names the file or thing */
	const char *detail;           /* what was seen and why it matters */
	const char *remedy;           /* what to change, where */
	const struct fact **evidence; /* at least one for PASS and FAIL */
	size_t evidence_count;
};

#define FINDING_EVIDENCE_MAX 10

struct finding_sink;
/* Starts a finding about `subject` (goes into the id). Strings are printf-style and made safe by the caller through
 * finding_text(). Adds `first` as evidence. Where this check has a finding about the same subject already, that one is
 * returned, with the worse verdict and severity of the two: a thing seen twice is one finding. */
struct finding *finding_add(struct finding_sink *out, enum verdict verdict, enum severity severity,
			    const struct fact *first, const char *subject);
void finding_title(struct finding_sink *out, struct finding *f, const char *fmt, ...) PRINTF(3, 4);
void finding_detail(struct finding_sink *out, struct finding *f, const char *fmt, ...) PRINTF(3, 4);
void finding_remedy(struct finding_sink *out, struct finding *f, const char *fmt, ...) PRINTF(3, 4);
/* Adds evidence, FINDING_EVIDENCE_MAX in all; more is not kept. */
void finding_evidence(struct finding_sink *out, struct finding *f, const struct fact *more);
/* A field made safe to print inside a finding's text. */
const char *finding_text(struct finding_sink *out, struct bytes value);
/* True once a check has as many findings as are kept: looking further into each fact is not worth its time. */
bool finding_full(const struct finding_sink *out);
/* Says, for the unit, what would be needed to decide it. The last word counts where no finding decides. */
void finding_missing(struct finding_sink *out, const char *fmt, ...) PRINTF(2, 3);

struct check {
	enum unit_id unit;
	const char *name; /* kebab-case, unique: "shared-password-hash" */
	enum automation automation;
	uint64_t needs; /* NEEDS(FACT_ACCOUNT) | NEEDS(...): kinds of fact it reads */
	void (*run)(const struct facts *facts, struct finding_sink *out); /* NULL: a person decides */
	const char *question; /* for a person, where the machine cannot decide; NULL for AUTOMATIC */
	const char *missing;  /* what an image alone cannot show: "a live device", "the product file" ... */
	bool decides;         /* it can pass the unit as well as fail it: the whole pass rule is computed */
	unsigned editions; /* 1u << edition: units can ask different things under one id; 0: every edition that has the
			      unit */
};
/* True where the row serves its unit in this edition. */
bool check_serves(const struct check *row, enum edition edition);
#define NEEDS(kind) (UINT64_C(1) << (kind))

extern const struct check checks[];
extern const size_t checks_count;

#endif
