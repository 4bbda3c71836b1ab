#include "assess/archive/archive_log.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"
#define A "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

/* A log of four entries: two documents, the first kept longer, the second dropped. */
static struct writer sample(void)
{
	struct writer out = writer_of(1 << 20, "log");
	struct archive_document documents[] = {
		{.name = "statement.pdf", .file = {A, 3}, .has_signature = true, .signature = {A, 3}},
		{.name = "annex.pdf", .file = {A, 3}}};
	uint64_t second = 2;
	struct archive_entry entries[] = {
		{.what = ARCHIVE_ADD,
		 .at = "2026-01-31T12:00:00Z",
		 .kind = "psti-statement",
		 .product = "Lock \xc3\xa9",
		 .issued = "2026-01-31",
		 .support_end = "2031-12-31",
		 .rule = "rule",
		 .keep_until = "2036-01-31",
		 .documents = documents,
		 .document_count = 2},
		{.what = ARCHIVE_ADD,
		 .at = "2026-02-01T12:00:00Z",
		 .kind = "other",
		 .product = "Lock",
		 .issued = "2026-02-01",
		 .rule = "rule",
		 .keep_until = "2036-02-01",
		 .documents = documents,
		 .document_count = 1,
		 .repaired = 17},
		{.what = ARCHIVE_EXTEND,
		 .at = "2027-01-01T00:00:00Z",
		 .of = 1,
		 .placed = "2030-01-01",
		 .keep_until = "2040-01-01"},
		{.what = ARCHIVE_EXPIRE,
		 .at = "2036-03-01T00:00:00Z",
		 .before = "2036-02-02",
		 .dropped = &second,
		 .dropped_count = 1},
	};
	char previous[ARCHIVE_HEX] = ZEROS;
	struct error e;

	for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
		entries[i].sequence = i + 1;
		memcpy(entries[i].previous, previous, sizeof previous);
		if (!archive_entry_print(&entries[i], &out, &e))
			fail_msg("%s", e.text);
		write_str(&out, "\n");
		memcpy(previous, entries[i].hash, sizeof previous);
	}
	return out;
}

static struct archive_log read_log(struct bytes lines)
{
	struct archive_log log;
	struct error e;

	if (!archive_log_read(lines, &log, &e))
		fail_msg("%s", e.text);
	return log;
}

static void a_log_reads_back_with_what_later_entries_made_of_earlier_ones(void **state)
{
	struct writer w = sample();
	struct archive_log log = read_log(writer_bytes(&w));

	(void)state;
	assert_string_equal(log.fault, "");
	assert_int_equal(log.count, 4);
	assert_string_equal(log.head, log.entries[3].hash);
	assert_string_equal(log.entries[0].keep_until, "2036-01-31");
	assert_string_equal(log.entries[0].until, "2040-01-01");
	assert_false(log.entries[0].expired);
	assert_true(log.entries[1].expired);
	assert_int_equal(log.entries[1].repaired, 17);
	assert_true(log.entries[0].documents[0].has_signature);
	assert_false(log.entries[0].documents[1].has_signature);
	assert_null(archive_log_entry(&log, 0));
	assert_null(archive_log_entry(&log, 5));
	archive_log_done(&log);
	log = read_log(bytes_of("", 0));
	assert_string_equal(log.head, ZEROS);
	assert_int_equal(log.count, 0);
	archive_log_done(&log);
	writer_free(&w);
}

/* Any byte changed breaks the chain at its own entry or the next; in the last line, the head. */
static void every_changed_byte_is_noticed(void **state)
{
	struct writer w = sample();
	struct archive_log whole = read_log(writer_bytes(&w));

	(void)state;
	for (size_t i = 0; i < w.len; i++) {
		struct archive_log log;

		w.at[i] ^= 1;
		log = read_log(writer_bytes(&w));
		if (!log.fault[0] && strcmp(log.head, whole.head) == 0)
			fail_msg("byte %zu", i);
		archive_log_done(&log);
		w.at[i] ^= 1;
	}
	archive_log_done(&whole);
	writer_free(&w);
}

static void a_removed_moved_or_doubled_entry_breaks_the_chain(void **state)
{
	static const char *const orders[] = {"134", "234", "124", "2134", "1324", "1243", "11234", "12344"};
	struct writer w = sample();
	struct bytes lines[4];

	(void)state;
	for (size_t i = 0, at = 0; i < 4; i++) {
		size_t len = bytes_find_str(bytes_part(writer_bytes(&w), at, w.len), "\n") + 1;

		lines[i] = bytes_of(w.at + at, len);
		at += len;
	}
	for (size_t i = 0; i < ARRAY_LEN(orders); i++) {
		struct writer other = writer_of(1 << 20, "log");
		struct archive_log log;

		for (const char *p = orders[i]; *p; p++)
			write_bytes(&other, lines[*p - '1']);
		log = read_log(writer_bytes(&other));
		if (!log.fault[0])
			fail_msg("%s", orders[i]);
		archive_log_done(&log);
		writer_free(&other);
	}
	writer_free(&w);
}

static void a_line_that_is_none_is_named(void **state)
{
#define ADD(more)                                                                                                      \
	"{\"at\":\"2026-01-31T12:00:00Z\",\"documents\":[{\"name\":\"a\",\"sha256\":\"" A "\",\"size\":3}],"           \
	"\"issued\":\"2026-01-31\",\"keep_until\":\"2036-01-31\",\"kind\":\"other\",\"previous\":\"" ZEROS             \
	"\",\"product\":\"p\",\"rule\":\"r\",\"sequence\":1,\"what\":\"add\"" more "}\n"
	static const char *const rows[][2] = {
		{"\n", "no line of JSON"},
		{"[]\n", "no line of JSON"},
		{"{}\n", "'what'"},
		{"{\"what\":\"burn\"}\n", "'what'"},
		{ADD(",\"zzz\":1"), "not spelt"},
		{ADD(" "), "not spelt"},
		{ADD("") ADD(""), "entry 2: it does not follow"},
	};
	static const char *const swaps[][3] = {
		{"\"name\":\"a\"", "\"name\":\"a/b\"", "'name'"},
		{"\"name\":\"a\"", "\"name\":\"..\"", "'name'"},
		{"\"name\":\"a\"", "\"name\":\"\\n\"", "'name'"},
		{"2036-01-31", "2036-02-30", "'keep_until'"},
		{"\"product\":\"p\"", "\"product\":\"\"", "'product'"},
		{"\"size\":3", "\"size\":-3", "'size'"},
		{"\"sequence\":1", "\"sequence\":2", "does not follow"},
		{"ba78", "BA78", "not spelt"},
		{"\"size\":3", "\"size\":3.0", "'size'"},
		{"\"kind\":\"other\",", "", "'kind'"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct archive_log log = read_log(bytes_str(rows[i][0]));

		if (!strstr(log.fault, rows[i][1]))
			fail_msg("%s: %s", rows[i][0], log.fault);
		archive_log_done(&log);
	}
	for (size_t i = 0; i < ARRAY_LEN(swaps); i++) {
		struct writer w = writer_of(1 << 16, "line");
		struct bytes in = bytes_str(ADD(""));
		size_t at = bytes_find_str(in, swaps[i][0]);
		struct archive_log log;

		assert_true(at != SIZE_MAX);
		write_bytes(&w, bytes_part(in, 0, at));
		write_str(&w, swaps[i][1]);
		write_bytes(&w, bytes_part(in, at + strlen(swaps[i][0]), in.len));
		log = read_log(writer_bytes(&w));
		if (!strstr(log.fault, swaps[i][2]))
			fail_msg("%s: %s", swaps[i][1], log.fault);
		archive_log_done(&log);
		writer_free(&w);
	}
}

/* A forged tombstone cannot drop what has to be kept. */
static void nothing_is_dropped_before_its_time(void **state)
{
	struct archive_document document = {.name = "a", .file = {A, 3}};
	struct archive_entry add = {.what = ARCHIVE_ADD,
				    .sequence = 1,
				    .previous = ZEROS,
				    .at = "x",
				    .kind = "other",
				    .product = "p",
				    .issued = "2026-01-31",
				    .rule = "r",
				    .keep_until = "2036-01-31",
				    .documents = &document,
				    .document_count = 1};
	uint64_t first = 1;
	struct archive_entry expire = {.what = ARCHIVE_EXPIRE,
				       .sequence = 2,
				       .at = "x",
				       .before = "2036-01-31",
				       .dropped = &first,
				       .dropped_count = 1};
	static const struct {
		const char *at, *before, *fault; /* NULL: it may */
	} rows[] = {{"2036-02-02T00:00:00Z", "2036-01-31", "before its time"},
		    {"2036-02-02T00:00:00Z", "2036-02-03", "a day that lay ahead"},
		    {"x", "2036-02-01", NULL}, /* what is no time is not held against one */
		    {"2036-02-01T00:00:00Z", "2036-02-01", NULL}};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct writer w = writer_of(1 << 16, "log");
		struct archive_log log;
		struct error e;

		expire.at = rows[i].at;
		expire.before = rows[i].before;
		assert_true(archive_entry_print(&add, &w, &e));
		write_str(&w, "\n");
		memcpy(expire.previous, add.hash, sizeof add.hash);
		assert_true(archive_entry_print(&expire, &w, &e));
		write_str(&w, "\n");
		log = read_log(writer_bytes(&w));
		if (rows[i].fault)
			assert_non_null(strstr(log.fault, rows[i].fault));
		else
			assert_string_equal(log.fault, "");
		assert_int_equal(log.count, rows[i].fault ? 1 : 2);
		archive_log_done(&log);
		writer_free(&w);
	}
}

static void every_prefix_is_survived(void **state)
{
	struct writer w = sample();

	(void)state;
	for (size_t len = 0; len < w.len; len++) {
		uint8_t *copy = malloc(len ? len : 1);
		struct archive_log log;

		memcpy(copy, w.at, len);
		log = read_log(bytes_of(copy, len));
		assert_true(log.count < 4 || len == w.len - 1);
		archive_log_done(&log);
		free(copy);
	}
	writer_free(&w);
}

static void without_memory(void *ctx)
{
	struct archive_log log;
	struct error e;

	if (archive_log_read(*(struct bytes *)ctx, &log, &e)) {
		/* a want of memory must never look like damage */
		if (log.fault[0] || log.count != 4)
			abort();
		archive_log_done(&log);
	} else if (e.code != ERROR_ENVIRONMENT) {
		abort();
	}
}

static void failing_allocations_are_no_damage(void **state)
{
	struct writer w = sample();
	struct bytes in = writer_bytes(&w);

	(void)state;
	assert_true(testkit_failing_each(without_memory, &in, 2000) > 5);
	writer_free(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_log_reads_back_with_what_later_entries_made_of_earlier_ones),
		cmocka_unit_test(every_changed_byte_is_noticed),
		cmocka_unit_test(a_removed_moved_or_doubled_entry_breaks_the_chain),
		cmocka_unit_test(a_line_that_is_none_is_named),
		cmocka_unit_test(nothing_is_dropped_before_its_time),
		cmocka_unit_test(every_prefix_is_survived),
		cmocka_unit_test(failing_allocations_are_no_damage),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
