#include "assess/archive/manifest.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A manifest that is taken prints as one that reads the same, byte for byte. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct writer once = writer_of(2 * MANIFEST_MAX, "once"), twice = writer_of(2 * MANIFEST_MAX, "twice");
	struct manifest m, again;
	struct error e;

	if (manifest_read(bytes_of(data, len), &m, &e)) {
		if (!manifest_print(&m, &once, &e) || !manifest_read(writer_bytes(&once), &again, &e))
			abort();
		if (!manifest_print(&again, &twice, &e) || !bytes_equal(writer_bytes(&once), writer_bytes(&twice)))
			abort();
		manifest_done(&again);
		manifest_done(&m);
	}
	writer_free(&once);
	writer_free(&twice);
	return 0;
}
