/* What an assessment looks like outside: one function a form. All are pure: same assessment, same bytes. Text that came
 * from the input is made safe for each form. `out` is the caller's. */
#ifndef HF_ASSESS_REPORT_H
#define HF_ASSESS_REPORT_H

#include "assess/judge/assessment.h"
#include "core/base/writer.h"

/* The version of the JSON report; it changes when a key changes its meaning or goes away. docs/schema/report-1.json. */
#define REPORT_SCHEMA "holdfast-report/1"
#define REPORT_MAX (UINT64_C(1) << 30) /* bytes of any report */

MUST_CHECK bool report_json(const struct assessment *a, struct writer *out, struct error *e);

struct text_options {
	bool colour;
	bool all;         /* every finding and unit, not the worst ones */
	unsigned columns; /* width of the terminal; 0: 100 */
};
MUST_CHECK bool report_text(const struct assessment *a, const struct text_options *options, struct writer *out,
			    struct error *e);
/* One self-contained page: verdict matrix, charts, findings with evidence, filter and search. */
MUST_CHECK bool report_html(const struct assessment *a, struct writer *out, struct error *e);
/* SARIF 2.1.0: one result a finding that failed or is worth a look. */
MUST_CHECK bool report_sarif(const struct assessment *a, struct writer *out, struct error *e);
/* JUnit: one test case a test unit; FAIL is a failure, INCONCLUSIVE is skipped with what is missing. */
MUST_CHECK bool report_junit(const struct assessment *a, struct writer *out, struct error *e);

#endif
