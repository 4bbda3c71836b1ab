#include "assess/archive/archive_log.h"

#include "assess/archive/archive.h"
#include "core/base/text.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* A mutation never hits the hash of the line before: in the input '@' stands for it. */
static void link_lines(struct bytes in, struct writer *out)
{
	char head[ARCHIVE_HEX] = "0000000000000000000000000000000000000000000000000000000000000000";
	uint8_t sum[SHA256_LEN];
	struct bytes line;

	while (in.len && text_split(&in, '\n', &line)) {
		size_t start = out->len;

		for (size_t i = 0; i < line.len; i++)
			if (line.at[i] == '@')
				write_str(out, head);
			else
				write_u8(out, line.at[i]);
		hash_sha256(bytes_part(writer_bytes(out), start, out->len), sum);
		text_hex(bytes_of(sum, sizeof sum), head);
		write_u8(out, '\n');
	}
}

/* Every entry that is taken is spelt as this program spells it and follows the one before; nothing is dropped that was
 * to be kept. Also the small file of a head. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct writer lines = writer_of((size_t)64 << 20, "log");
	struct archive_log log;
	char head[ARCHIVE_HEX];
	uint64_t sequence;
	struct error e;

	(void)!archive_head_read(bytes_of(data, len), &sequence, head, &e);
	link_lines(bytes_of(data, len), &lines);
	if (!writer_ok(&lines) || !archive_log_read(writer_bytes(&lines), &log, &e)) {
		writer_free(&lines);
		return 0;
	}
	for (size_t i = 0; i < log.count; i++) {
		struct writer out = writer_of(ARCHIVE_LINE_MAX, "entry");
		struct archive_entry entry = log.entries[i];

		if (!archive_entry_print(&entry, &out, &e) || strcmp(entry.hash, log.entries[i].hash) != 0 ||
		    entry.sequence != i + 1 || (i && strcmp(entry.previous, log.entries[i - 1].hash) != 0))
			abort();
		for (size_t k = 0; k < entry.dropped_count; k++)
			if (strcmp(log.entries[entry.dropped[k] - 1].until, entry.before) >= 0)
				abort();
		writer_free(&out);
	}
	archive_log_done(&log);
	writer_free(&lines);
	return 0;
}
