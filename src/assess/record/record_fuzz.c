/* A case from a stranger: any bytes as an SQLite file. Loaded as every command does it: facts, answers, audit trail,
 * summary, attachments. */
#include "assess/facts/casefile.h"
#include "assess/record/record.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct case_summary summary;
	struct case_meta meta;
	struct facts *facts;
	struct record record;
	struct arena arena;
	struct error e;
	char path[64];
	int fd;

	/* SQLite follows links, so a file without a name will not do */
	snprintf(path, sizeof path, "/dev/shm/holdfast-fuzz-%d.case", (int)getpid());
	fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	if (fd < 0)
		return 0;
	if (write(fd, data, size) != (ssize_t)size) {
		close(fd);
		unlink(path);
		return 0;
	}
	close(fd);
	arena_init(&arena, 256 << 20);
	if (case_load(path, &facts, &meta, &e))
		facts_free(facts);
	if (record_load(path, &arena, &record, &e)) {
		for (size_t i = 0; i < record.answer_count; i++) {
			struct bytes content;

			for (size_t k = 0; k < record.answers[i].attachment_count; k++)
				if (!record_attachment(path, record.answers[i].attachments[k].sha256, &arena, &content,
						       &e))
					break;
		}
	}
	if (!case_summary_load(path, &summary, &e))
		summary.pass = 0;
	arena_done(&arena);
	unlink(path);
	return 0;
}
