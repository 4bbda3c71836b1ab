/* The parent's reading of a worker that an image took over. */
#include "assess/unpack/wire.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct facts *facts = facts_new();
	struct wire_totals totals;
	struct error e;

	if (facts) {
		if (wire_read_node(bytes_of(data, len), facts, &e) && !facts_sort(facts, &e))
			abort(); /* nothing but memory can be short here */
		if (wire_read_done(bytes_of(data, len), &totals, &e) && len != 4 * sizeof(uint64_t))
			abort(); /* a record of another length was taken for this one */
		facts_free(facts);
	}
	return 0;
}
