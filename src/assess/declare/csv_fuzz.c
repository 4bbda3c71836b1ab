/* The reader: what it read is written and read again as the same. And the tables made of it, held against the
 * catalogue. */
#include "assess/declare/csv.h"
#include "assess/declare/ixit_import.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void there_and_back(struct arena *arena, const struct csv *csv)
{
	struct writer out = writer_of(64 << 20, "csv");
	struct problems problems = {.arena = arena};
	struct csv again;

	/* a header without separators of its own, so that it is commas that part the cells */
	csv_write(&out, "a", true);
	csv_write(&out, "b", false);
	csv_end(&out);
	for (size_t i = 0; i < csv->count; i++) {
		csv_write(&out, "x", true);
		for (size_t k = 0; k < csv->rows[i].count; k++)
			csv_write(&out, (const char *)csv->rows[i].cells[k].text.at, false);
		csv_end(&out);
	}
	if (writer_ok(&out) && out.len <= CSV_BYTES_MAX && csv_parse(writer_bytes(&out), 1, &problems, &again)) {
		ASSERT(again.count == csv->count + 1);
		for (size_t i = 0; i < csv->count; i++) {
			ASSERT(again.rows[i + 1].count == csv->rows[i].count + 1);
			for (size_t k = 0; k < csv->rows[i].count; k++)
				ASSERT(bytes_equal(again.rows[i + 1].cells[k + 1].text, csv->rows[i].cells[k].text));
		}
	} else {
		ASSERT(out.len > CSV_BYTES_MAX || problems.out_of_memory ||
		       (problems.count && strstr(problems.at[0].text, "cells")));
	}
	writer_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const names[] = {"01-AuthMech.csv", "UserInfo.csv", "LogIntf.csv"};
	struct arena arena;
	struct problems problems = {.arena = &arena};
	struct product p;
	struct ixit_text text;
	struct csv csv;
	struct error e;

	arena_init(&arena, (size_t)256 << 20);
	if (csv_parse(bytes_of(data, len), 1, &problems, &csv))
		there_and_back(&arena, &csv);
	else
		ASSERT(problems.count || problems.out_of_memory);
	for (unsigned i = 0; i < ARRAY_LEN(names); i++) {
		const struct ixit_file file = {names[i], bytes_of(data, len)};

		if (ixit_merge(bytes_str("holdfast: 1\n"), "p.yaml", &file, 1, &arena, &p, &text, &e))
			ASSERT(p.problem_count == 0);
		else
			ASSERT(e.text[0]);
	}
	arena_done(&arena);
	return 0;
}
