/* What the files of the test report share. Inside this directory only. */
#ifndef HF_ASSESS_DOSSIER_REPORT_PARTS_H
#define HF_ASSESS_DOSSIER_REPORT_PARTS_H

#include "assess/dossier/dossier.h"

enum {
	REPORT_FINDINGS_MAX = 500, /* in the annex; report.json has all */
	REPORT_PLACES_MAX = 3,     /* of evidence beside a unit; the annex has all */
	REPORT_UNREAD_MAX = 200,
	REPORT_TRAIL_MAX = 300,
};

/* Where a fact stands: "product.yaml line 131 (AuthMech AuthMech-App, factor)" or the path chain with offset and the
 * beginning of the file's SHA-256; `whole`: all of the hash. In in->arena. */
const char *report_place(const struct dossier_input *in, const struct fact *fact, bool whole);
/* Clauses, provisions, cases and units with result and verdict. */
void report_results(const struct dossier_input *in, struct document *doc);
/* Findings, what was not looked at, attachments, audit trail. */
void report_annexes(const struct dossier_input *in, struct document *doc);

#endif
