#include "core/crypto/cms.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Whatever a mutation of a signature says, it is never by somebody who is vouched for: no authority is given. Then the
 * input is also what vouches for it: certificates and revocation lists may stand in the same PEM file. The content is
 * what the seeds sign. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct cms_trust trust = {.at = 1767225600}, own = trust;
	struct writer content = writer_of(1u << 20, "content");
	struct cms_outline outline;
	struct cms_verdict verdict;
	struct error e;

	if (cms_verify(bytes_of(data, len), bytes_str("content\n"), &trust, &verdict, &e)) {
		if (verdict.standing > CMS_UNKNOWN || verdict.count == 0 || verdict.count > CMS_SIGNERS_MAX)
			abort();
	} else if (e.text[0] == 0) {
		abort();
	}
	own.ca = own.crl = bytes_of(data, len);
	if (!cms_verify(bytes_of(data, len), bytes_str("content\n"), &own, &verdict, &e) && e.text[0] == 0)
		abort();
	own.pinned = own.ca;
	if (!cms_verify(bytes_of(data, len), bytes_str("content\n"), &own, &verdict, &e) && e.text[0] == 0)
		abort();
	if (cms_outline(bytes_of(data, len), bytes_str("content\n"), &content, &outline, &e) &&
	    outline.count > CMS_OUTLINE_MAX)
		abort();
	writer_free(&content);
	return 0;
}
