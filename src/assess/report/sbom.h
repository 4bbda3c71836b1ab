/* A software bill of materials from facts: one component per name and version with every place it was seen in, what it
 * depends on, and what the input does not show. BSI TR-03183-2 V2.1 says which fields an SBOM must have; a field that
 * the input does not show is left out and counted as missing, never invented. Pure: same facts and options, same bytes.
 * Everything a `struct sbom` points to lives in the caller's arena and facts. Serves 5.2-3 and CRA Annex I II (1). */
#ifndef HF_ASSESS_SBOM_H
#define HF_ASSESS_SBOM_H

#include "assess/facts/facts.h"
#include "assess/judge/assessment.h"
#include "core/base/writer.h"

#include <time.h>

/* What the caller knows beside the facts. */
struct sbom_input {
	const char *name; /* base name of the input */
	const char *sha256;
	const char *sha512; /* NULL: not computed (a folder, a case) */
	uint64_t size;
	bool folder;
	struct coverage coverage;
	time_t timestamp;
	const char *creator;                   /* email address or URL of who makes the SBOM; NULL: not given */
	const char *product, *product_version; /* NULL: not given */
};

/* A file that is (a part of) a component. */
struct sbom_file {
	const char *location; /* path chain */
	const char *name;     /* base name */
	const char *sha256, *sha512;
	const char *executable, *archive, *structured; /* values of the BSI taxonomy; NULL: not known */
};

struct sbom_occurrence {
	const char *location;
	uint64_t offset;
	const char *how; /* as in COMPONENT_HOW */
};

struct sbom_component {
	const char *ref;            /* bom-ref, unique in the document */
	const char *type;           /* of CycloneDX: application, library, operating-system */
	const char *name, *version; /* version NULL: not shown */
	const char *purl, *cpe;     /* NULL: not known */
	const char *creator_name, *creator_email, *creator_url;
	const char *licence; /* as stated; NULL: not */
	bool licence_spdx;   /* it is a valid SPDX expression */
	const char *arch, *source;
	bool from_database;      /* an entry of a package database or a manifest names it */
	struct sbom_file *files; /* distinct files; none for an entry of a package database alone */
	size_t file_count;
	struct sbom_occurrence *occurrences;
	size_t occurrence_count;
	size_t *depends; /* indexes of other components, sorted, each once */
	size_t depend_count, depend_room;
	bool depends_known; /* the input says on what it depends; what it says need not be all */
	size_t unresolved;  /* named dependencies that are no component here */
};

enum sbom_field {
	SBOM_CREATOR,
	SBOM_VERSION,
	SBOM_FILENAME,
	SBOM_HASH,
	SBOM_LICENCE,
	SBOM_EXECUTABLE,
	SBOM_ARCHIVE,
	SBOM_STRUCTURED,
	SBOM_FIELDS
};

struct sbom {
	const struct facts *facts;
	struct sbom_input input;
	const char *timestamp;             /* RFC 3339, UTC */
	struct sbom_component *components; /* by name, then version */
	size_t count;
	struct sbom_component product; /* the input as a whole */
	size_t missing[SBOM_FIELDS];   /* in how many components, the product not counted */
	size_t unattributed;           /* programs and libraries that no component was recognised in */
};

MUST_CHECK bool sbom_build(const struct facts *facts, const struct sbom_input *input, struct arena *arena,
			   struct sbom *ret, struct error *e);
const char *sbom_field_name(enum sbom_field field); /* "component creator" */
/* 1, 0.9 ...: how far a way of finding a component is to be trusted; an order, not a measured rate. */
double sbom_confidence(const char *how);
const char *sbom_technique(const char *how); /* of CycloneDX: manifest-analysis, binary-analysis ... */
/* True for an SPDX licence expression whose every name is in the SPDX list or begins with LicenseRef-. */
bool sbom_licence_valid(struct bytes text);

/* An email address or a URL; false where it is neither. */
bool sbom_contact(struct arena *arena, struct bytes text, const char **ret_email, const char **ret_url);
/* Reads "2026-01-31T12:00:00Z" or with an offset such as "+01:00". */
MUST_CHECK bool sbom_time(const char *text, time_t *ret);

/* CycloneDX 1.6 JSON with the BSI property taxonomy. */
MUST_CHECK bool sbom_cyclonedx(const struct sbom *s, struct writer *out, struct error *e);
/* SPDX 2.3 JSON. TR-03183-2 V2.1 asks for SPDX 3.0.1 or later: for it, use CycloneDX. */
MUST_CHECK bool sbom_spdx(const struct sbom *s, struct writer *out, struct error *e);
/* What is missing and what was not read, for a person. */
void sbom_summary(const struct sbom *s, struct writer *out);

#endif
