/* What the two printers of an SBOM share: JSON text that is safe to print, identifiers from content. */
#ifndef HF_ASSESS_SBOM_PART_H
#define HF_ASSESS_SBOM_PART_H

#include "assess/report/sbom.h"

#include <jansson.h>

/* Valid UTF-8 without control characters; NULL (which jansson refuses) when memory is out. */
json_t *sbom_text(struct bytes value);
/* A UUID of version 8 (RFC 9562) from the SHA-256 of what the document says, "xxxxxxxx-xxxx-8xxx-...". */
bool sbom_uuid(const json_t *root, char ret[37]);
MUST_CHECK bool sbom_print(json_t *root, struct writer *out, struct error *e);
/* What the SBOM does not say, as lines: calls `line` for each. */
void sbom_gaps(const struct sbom *s, void (*line)(void *ctx, const char *key, const char *text), void *ctx);

#endif
