#include "assess/archive/archive_log.h"

#include "assess/archive/archive.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Every entry that is taken is spelt as this program spells it and follows the one before; also the small file of a
 * head. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct archive_log log;
	char head[ARCHIVE_HEX];
	uint64_t sequence;
	struct error e;

	(void)!archive_head_read(bytes_of(data, len), &sequence, head, &e);
	if (!archive_log_read(bytes_of(data, len), &log, &e))
		return 0;
	for (size_t i = 0; i < log.count; i++) {
		struct writer out = writer_of(ARCHIVE_LINE_MAX, "entry");
		struct archive_entry entry = log.entries[i];

		if (!archive_entry_print(&entry, &out, &e) || strcmp(entry.hash, log.entries[i].hash) != 0 ||
		    entry.sequence != i + 1 || (i && strcmp(entry.previous, log.entries[i - 1].hash) != 0))
			abort();
		writer_free(&out);
	}
	archive_log_done(&log);
	return 0;
}
