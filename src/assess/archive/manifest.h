/* The manifest of a dossier: path, size and SHA-256 of every file in its folder, and the digest of the case it was
 * printed from. What is signed is the manifest; with it, nothing in the folder can be changed, added or taken away
 * unnoticed. Written as canonical JSON: the same folder gives the same bytes. A manifest from elsewhere is untrusted.
 * Serves CRA Annex VII and Art. 31 (technical documentation), PSTI reg. 8. */
#ifndef HF_ASSESS_MANIFEST_H
#define HF_ASSESS_MANIFEST_H

#include "core/base/arena.h"
#include "core/base/writer.h"
#include "core/crypto/hash.h"

#define MANIFEST_NAME "manifest.json"
#define MANIFEST_SIGNATURE "manifest.json.p7s"
#define MANIFEST_MAX (16u << 20)
enum { MANIFEST_FILES_MAX = 20000 };

struct folder;

struct manifest_entry {
	const char *path;
	uint64_t size;
	uint8_t sha256[SHA256_LEN];
};

struct manifest {
	struct arena arena;
	struct manifest_entry *entries; /* by path, as bytes; no path twice */
	size_t count;
	char case_digest[2 * SHA256_LEN + 1]; /* of the case, in hex; "" where the folder comes from none */
	bool draft;                           /* nothing in the folder may be issued */
};
void manifest_done(struct manifest *m);

/* Reads every file of the folder, the manifest and its signature left out. Refused: links, devices, names that are no
 * printable UTF-8. `case_digest`: 64 hex digits, or NULL. */
/* Size and hash of one file, of the bytes that are read and not of those that a listing promised. */
MUST_CHECK bool manifest_measure(const struct folder *f, const char *path, struct manifest_entry *ret, struct error *e);
MUST_CHECK bool manifest_of(const char *folder, const char *case_digest, struct manifest *ret, struct error *e);
MUST_CHECK bool manifest_print(const struct manifest *m, struct writer *out, struct error *e);
/* Both, into FOLDER/manifest.json: what a writer of dossiers calls last. */
MUST_CHECK bool manifest_make(const char *folder, const char *case_digest, bool draft, struct error *e);

/* Untrusted bytes; *ret keeps copies. */
MUST_CHECK bool manifest_read(struct bytes json, struct manifest *ret, struct error *e);

enum manifest_difference {
	MANIFEST_MISSING, /* listed, not there */
	MANIFEST_ADDED,   /* there, not listed */
	MANIFEST_CHANGED, /* another size or content, or no regular file any more */
};
struct manifest_finding {
	enum manifest_difference difference;
	const char *path;
	const char *why; /* "12 bytes instead of 10" */
};
struct manifest_result {
	struct arena arena;
	struct manifest_finding *findings; /* by path; none: everything is as it was */
	size_t count;
};
/* Compares the folder with it; every file is read. */
MUST_CHECK bool manifest_check(const char *folder, const struct manifest *m, struct manifest_result *ret,
			       struct error *e);
void manifest_result_done(struct manifest_result *r);
/* Whether the folder was printed from the case of this digest (64 hex digits, any case). */
bool manifest_case_fits(const struct manifest *m, const char *case_digest);
/* NULL where the path is not listed. */
const struct manifest_entry *manifest_find(const struct manifest *m, const char *path);
/* The content of one listed file, as it was when it was listed: at most `max` bytes, malloc'ed, ERROR_INPUT where it is
 * not what the manifest says. */
MUST_CHECK bool manifest_load(const char *folder, const struct manifest *m, const char *path, size_t max,
			      struct bytes *ret, struct error *e);

#endif
