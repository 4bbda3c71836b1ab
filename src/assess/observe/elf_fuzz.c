/* One observer over any bytes. */
#include "assess/observe/observer.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

extern const struct observer observer_elf;

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct file_view view = {.data = bytes_of(data, len)};
	struct fact_sink sink;

	sink_init(&sink, 0);
	if (observer_elf.wants(&view))
		observer_elf.observe(&view, &sink);
	sink_done(&sink);
	return 0;
}
