/* What cairo 1.16 does not write into a PDF and readers of tagged ones need: the language, that the title is to be
 * shown in place of the file's name, XMP metadata, the scope of header cells, what a link leads to, the order of tabs,
 * and that footers, rules and repeated headers are no part of the content (artifacts). Serves
 * PDF/UA-1 7.1, 7.2, 7.5, 7.18; what is still missing of it stands in docs/decisions/0008-pdf.md. Inside this directory
 * only. */
#ifndef HF_ASSESS_DOSSIER_DOCUMENT_PDF_MARKS_H
#define HF_ASSESS_DOSSIER_DOCUMENT_PDF_MARKS_H

#include "core/base/writer.h"

struct pdf_words {
	const char *title, *author, *subject, *creator, *date; /* "" where there is none */
};

/* Writes `pdf`, as cairo made it, to `out` with the marks. A file that is not built as cairo 1.16 builds it is copied
 * as it is: it has what its cairo gave it. False where memory is out. */
MUST_CHECK bool pdf_marks(struct bytes pdf, const struct pdf_words *words, struct writer *out, struct error *e);

#endif
