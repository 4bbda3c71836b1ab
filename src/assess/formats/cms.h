/* A CMS (RFC 5652) signature of an update: who signed, how, and whether it fits the content, against the certificate
 * that came with it. That says the bytes were not changed since; it says nothing of whether the signer may be trusted.
 * Serves 5.3-9, 5.3-10 (authenticity and integrity of software updates). */
#ifndef HF_ASSESS_CMS_H
#define HF_ASSESS_CMS_H

#include "assess/formats/format.h"

/* True where `der` begins with a CMS structure; *ret_len: its own length (RFC 5652 ContentInfo). Cheap. */
bool cms_starts(struct bytes der, uint64_t *ret_len);
/* Emits signature, signature.cert and signature.status (or encrypted) for `der`, which stands at `offset`. `detached`:
 * the signed content where the CMS does not hold it. The content that it holds is appended to *ret_content (may be
 * NULL). */
bool cms_report(struct bytes der, struct bytes detached, uint64_t offset, const struct visitor *v,
		struct writer *ret_content, struct error *e);

#endif
