/* What the files of the test report share. Inside this directory only. */
#ifndef HF_ASSESS_DOSSIER_REPORT_PARTS_H
#define HF_ASSESS_DOSSIER_REPORT_PARTS_H

#include "assess/dossier/dossier.h"

enum {
	REPORT_FINDINGS_MAX = 500, /* in the annex; report.json has all */
	REPORT_PLACES_MAX = 3,     /* of evidence in files beside a unit; the annex has all */
	REPORT_LINES_MAX = 10,     /* of evidence in the declaration beside a unit: as many as a finding keeps */
	REPORT_UNREAD_MAX = 200,
	REPORT_TRAIL_MAX = 300,
};

/* Where a fact stands: "product.yaml line 131 (AuthMech-App, factor)" or the path chain with offset and the beginning
 * of the file's SHA-256; `whole`: all of the hash. In in->arena. */
const char *report_place(const struct dossier_input *in, const struct fact *fact, bool whole);
/* The name of a declared value: "AuthMech-App" for an entry, "AuthMech-App, factor" for a key of it. In in->arena. */
const char *report_declared(const struct dossier_input *in, const struct fact *fact);
/* What a finding says beyond what its unit asks, which the results print; "". */
const char *report_seen(const struct dossier_input *in, const struct finding *f);
/* Whether a person's answer is the unit's verdict: not where it is stale, or where it does not overrule a FAIL. */
bool report_by_person(const struct unit_result *u);
/* The number that each finding of the assessment has in the annex, from 1; 0: it is not there. The annex leaves out
 * what the results say already. In in->arena; NULL where memory is out. */
const size_t *report_numbers(const struct dossier_input *in, const struct assessment *a);
/* Clauses, provisions, cases and units with result and verdict. */
void report_results(const struct dossier_input *in, struct document *doc, const size_t *numbers);
/* Findings, what was not looked at, attachments, audit trail. */
void report_annexes(const struct dossier_input *in, struct document *doc, const size_t *numbers);

#endif
