#include "assess/record/batch.h"

#include "assess/record/record.h"
#include "core/base/writer.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static const char *verdict_word(enum verdict v)
{
	return v == VERDICT_PASS ? "PASS" : v == VERDICT_FAIL ? "Fail" : "inconclusive";
}

/* What is taken, written again, reads the same; what is refused has a reason. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct writer out = writer_of((size_t)64 << 20, "answers");
	struct batch b, again;
	struct arena arena;
	struct error e = {0};
	size_t line;

	arena_init(&arena, (size_t)256 << 20);
	for (enum edition edition = 0; edition < EDITIONS; edition++) {
		if (!batch_parse(bytes_of(data, len), edition, "", &arena, &b, &line, &e)) {
			if (!e.text[0])
				abort();
			continue;
		}
		out.len = 0;
		for (size_t i = 0; i < b.count; i++) {
			if (!b.rows[i].by[0] || strlen(b.rows[i].note) > RECORD_TEXT_MAX || b.rows[i].line > line)
				abort();
			write_fmt(&out, "%s\t%s\t", unit_name(b.rows[i].unit), verdict_word(b.rows[i].verdict));
			write_str(&out, b.rows[i].by);
			write_str(&out, "\t");
			write_str(&out, b.rows[i].note);
			write_str(&out, b.rows[i].overrule ? "\toverrule\n" : "\n");
		}
		if (!writer_ok(&out) || out.len > BATCH_BYTES_MAX)
			continue;
		if (!batch_parse(writer_bytes(&out), edition, "", &arena, &again, &line, &e) || again.count != b.count)
			abort();
		for (size_t i = 0; i < b.count; i++)
			if (again.rows[i].unit != b.rows[i].unit || again.rows[i].verdict != b.rows[i].verdict ||
			    again.rows[i].overrule != b.rows[i].overrule ||
			    strcmp(again.rows[i].by, b.rows[i].by) != 0 ||
			    strcmp(again.rows[i].note, b.rows[i].note) != 0)
				abort();
	}
	writer_free(&out);
	arena_done(&arena);
	return 0;
}
