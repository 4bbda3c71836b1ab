/* The regulatory gap analysis as a document: for the dossier, and for 'holdfast gap --html'. */
#ifndef HF_ASSESS_DOSSIER_GAP_H
#define HF_ASSESS_DOSSIER_GAP_H

#include "assess/dossier/document.h"
#include "assess/regime/gap.h"

MUST_CHECK bool gap_document(const struct gap *gap, struct document *doc, struct error *e);

#endif
