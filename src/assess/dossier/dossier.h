/* The dossier: every document that a case gives, as rows of dossier.def. A document is a function from the judged case
 * to a list of blocks (document.h), a plain file one to bytes. All are pure: the same case, date and options give the
 * same bytes. A legal document whose fields are missing is refused with the list of them, unless it is a draft.
 *
 * Serves 5.0-1 (4-1), CRA Art. 13 and 31 with Annexes II, V, VI, VII, PSTI Sch. 4. */
#ifndef HF_ASSESS_DOSSIER_H
#define HF_ASSESS_DOSSIER_H

#include "assess/dossier/document.h"
#include "assess/judge/assessment.h"
#include "assess/record/record.h"

struct dossier_input {
	const struct assessment *a[EDITIONS]; /* the case judged by both editions */
	const struct record *record;          /* answers, attachments, audit trail */
	const struct facts *facts;
	const struct declared *declared;
	const char *case_path; /* where attachments come from; NULL: there are none to be had */
	const char *date;      /* of issue: "2026-11-21" */
	const char *issuer;    /* who draws the dossier up: the laboratory; "": the maker */
	const char *only;      /* stems and file names to build, ","-separated; NULL: all */
	bool draft;
	bool no_pdf;
	unsigned threads; /* 0: one a core */

	/* of the document in hand */
	enum edition edition; /* V3.1.3 in documents that are not made per edition */
	struct arena *arena;
	const char **omitted; /* see dossier_omit() */
};

/* A document or file that this product does not need is left out, and the index says why: the function returns true
 * after this. "The product is not made available in the United Kingdom." */
void dossier_omit(const struct dossier_input *in, const char *fmt, ...) PRINTF(2, 3);
/* "Halvorsund Door One HD-100"; the input's name where nothing is declared. In in->arena. */
const char *dossier_product(const struct dossier_input *in);
const char *dossier_maker(const struct dossier_input *in); /* "" where not declared */
/* The case's state that the dossier is drawn from: the hash of the last entry of its audit trail, those that only
 * tell of an issue left aside; "" without a trail. */
const char *dossier_digest(const struct record *record);
/* "260 test units 91 pass, 0 fail, 135 are inconclusive, 30 do not apply and 4 are not claimed". In in->arena. */
const char *dossier_counts(const struct dossier_input *in, const struct assessment *a);
/* The assessment of the edition in hand. */
const struct assessment *dossier_assessment(const struct dossier_input *in);

enum {
	DOSSIER_LEGAL = 1,       /* a legal text: the remark is printed, missing fields refuse it */
	DOSSIER_PER_EDITION = 2, /* one for each edition: STEM-v2.1.1, STEM-v3.1.3 */
	DOSSIER_NO_PDF = 4,      /* HTML alone: a page to publish */
};
enum dossier_folder {
#define FOLDER(NAME, path, title) DOSSIER_##NAME,
#define DOCUMENT(name, folder, stem, title, flags, about)
#define PLAIN(name, folder, file, flags, about)
#include "assess/dossier/dossier.def"
#undef FOLDER
#undef DOCUMENT
#undef PLAIN
	DOSSIER_FOLDERS
};

struct dossier_row {
	enum dossier_folder folder;
	const char *stem;  /* "test-report"; of a plain file its name, "sbom.cdx.json" */
	const char *title; /* NULL: a plain file */
	const char *about; /* one line for the index */
	unsigned flags;
	bool (*build)(const struct dossier_input *in, struct document *doc, struct error *e);
	/* `missing` takes document_missing() alone; the file is refused then. */
	bool (*write)(const struct dossier_input *in, struct document *missing, struct writer *out, struct error *e);
};
extern const struct dossier_row dossier_rows[];
extern const size_t dossier_row_count;
extern const char *const dossier_folder_paths[DOSSIER_FOLDERS];
extern const char *const dossier_folder_titles[DOSSIER_FOLDERS];

#define FOLDER(NAME, path, title)
#define DOCUMENT(name, folder, stem, title, flags, about)                                                              \
	bool dossier_##name(const struct dossier_input *in, struct document *doc, struct error *e);
#define PLAIN(name, folder, file, flags, about)                                                                        \
	bool dossier_##name(const struct dossier_input *in, struct document *missing, struct writer *out,              \
			    struct error *e);
#include "assess/dossier/dossier.def"
#undef FOLDER
#undef DOCUMENT
#undef PLAIN

enum dossier_status { DOSSIER_WRITTEN, DOSSIER_REFUSED, DOSSIER_OMITTED };
struct dossier_gap {
	const char *field, *why;
};
/* What became of a row, or of an attachment. */
struct dossier_part {
	enum dossier_folder folder;
	const struct dossier_row *row; /* NULL: evidence */
	enum edition edition;
	enum dossier_status status;
	const char *path;  /* "1-assessment/test-report-v3.1.3.html", "3-technical-file/sbom.cdx.json" */
	const char *pdf;   /* NULL: none */
	const char *title; /* with the edition */
	const char *about;
	const char *why; /* refused or left out */
	const struct dossier_gap *gaps;
	size_t gap_count;
	size_t bytes;
};
struct dossier {
	const struct dossier_part *parts; /* in the order of the rows, then evidence */
	size_t count;
	size_t written, refused, omitted;
};

/* A row's document for tests and for looking at: in->edition counts. NULL only where memory is out. */
struct document *dossier_document(const struct dossier_input *in, const struct dossier_row *row, struct arena *arena,
				  struct error *e);
const struct dossier_row *dossier_find(const char *stem);

/* Builds everything in parallel and gives each file to `put`, which is called from several threads; index.html and
 * index.pdf come last. *ret lives in `arena`. */
MUST_CHECK bool dossier_build(const struct dossier_input *in,
			      bool (*put)(void *ctx, const char *path, struct bytes content, struct error *e),
			      void *ctx, struct arena *arena, struct dossier *ret, struct error *e);

/* The index; part of dossier_build(). */
MUST_CHECK bool dossier_index(const struct dossier_input *in, const struct dossier *d, struct document *doc,
			      struct error *e);

#endif
