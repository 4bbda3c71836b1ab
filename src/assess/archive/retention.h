/* How long an issued document has to be kept, by kind: each rule is a row that names the law it comes from and the row
 * of the catalogue that says the same. Serves PSTI reg. 8 and 9, s. 12 and 20; CRA Art. 13(9), 13(13), 13(18), 18,
 * 19(6). */
#ifndef HF_ASSESS_RETENTION_H
#define HF_ASSESS_RETENTION_H

#include "core/base/day.h"

struct retention_rule {
	const char *kind;        /* "psti-statement" */
	const char *regime, *id; /* of the catalogue's row; NULL: no law named */
	const char *source;      /* "SI 2023/1007 reg. 8" */
	unsigned years;
	bool from_placing; /* the years run from the placing on the market, else from the issue */
	bool or_support;   /* the end of the support period, where that is later */
	const char *about;
};

#define RETENTION_UNKNOWN INT32_MIN
struct retention_dates {
	int32_t issued, support_end, placed; /* RETENTION_UNKNOWN where not told */
};

extern const struct retention_rule retention_rules[];
extern const size_t retention_rule_count;

/* NULL: no such kind. */
const struct retention_rule *retention_find(const char *kind);
/* The last day on which the document has to be there. ERROR_USAGE where a date that the rule needs is missing. */
MUST_CHECK bool retention_until(const struct retention_rule *rule, const struct retention_dates *dates, int32_t *ret,
				struct error *e);
/* "SI 2023/1007 reg. 8: 10 years from issue, or to the end of the support period where that is later" */
void retention_say(const struct retention_rule *rule, char *ret, size_t room);

#endif
