/* ICS and IXIT as a workbook (XLSX) that a laboratory sends around: a cover, the ICS, and one sheet for each table of
 * the edition of TS 103 701, with the standard's own field names. Every cell is text: no spreadsheet computes anything
 * in it. The same declaration gives the same bytes. */
#ifndef HF_ASSESS_WORKBOOK_H
#define HF_ASSESS_WORKBOOK_H

#include "assess/judge/assessment.h"

/* ret->at is malloc'ed. */
MUST_CHECK bool workbook_make(const struct assessment *a, struct arena *arena, struct bytes *ret, struct error *e);

#endif
