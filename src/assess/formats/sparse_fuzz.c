/* First byte: which of the two. */
#include "assess/formats/format_fuzz.h"

extern const struct format format_sparse, format_qcow2;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	if (len)
		format_fuzz(data[0] & 1 ? &format_sparse : &format_qcow2, data + 1, len - 1);
	return 0;
}
