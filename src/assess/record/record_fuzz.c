/* A case from a stranger, loaded as every command does it: facts, answers, audit trail, summary, attachments. What
 * begins as SQLite does is the file itself. Everything else is lines that fill a sound case, so that what is checked
 * row by row is reached too, which no mutation of pages and hashes would: a letter for the table, then its columns,
 * between tabs,
 * '#' in front of a number; E an event and W an answer, that are written by this program. */
#include "assess/facts/casefile.h"
#include "assess/record/record.h"
#include "core/base/text.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { COLUMNS_MAX = 9, LINES_MAX = 64 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct {
	char letter;
	int columns;
	const char *sql;
} tables[] = {
	{'m', 2, "INSERT OR REPLACE INTO meta VALUES(?,?)"},
	{'n', 6, "INSERT OR IGNORE INTO node VALUES(?,?,?,?,?,?)"},
	{'f', 6, "INSERT OR IGNORE INTO fact VALUES(?,?,?,?,?,?)"},
	{'d', 3, "INSERT OR IGNORE INTO field VALUES(?,?,?)"},
	{'a', 7, "INSERT OR IGNORE INTO audit VALUES(?,?,?,?,?,?,?)"},
	{'w', 9, "INSERT OR IGNORE INTO answer VALUES(?,?,?,?,?,?,?,?,?)"},
	{'t', 4, "INSERT INTO attachment VALUES(?,?,?,?)"},
	{'c', 2, "INSERT OR IGNORE INTO content VALUES(?,?)"},
};

static void bind_cell(sqlite3_stmt *s, int at, struct bytes cell)
{
	uint64_t number;

	if (cell.len && cell.at[0] == '#' && text_number(bytes_part(cell, 1, cell.len), &number))
		sqlite3_bind_int64(s, at, (sqlite3_int64)number);
	else if (cell.len && cell.at[0] == '!')
		sqlite3_bind_blob(s, at, cell.at + 1, (int)cell.len - 1, SQLITE_STATIC);
	else
		sqlite3_bind_text(s, at, (const char *)cell.at, (int)cell.len, SQLITE_STATIC);
}

static void add_row(sqlite3 *db, char letter, const struct bytes cells[COLUMNS_MAX])
{
	for (size_t i = 0; i < ARRAY_LEN(tables); i++) {
		sqlite3_stmt *s;

		if (tables[i].letter != letter || sqlite3_prepare_v2(db, tables[i].sql, -1, &s, NULL))
			continue;
		for (int k = 0; k < tables[i].columns; k++)
			bind_cell(s, k + 1, cells[k]);
		sqlite3_step(s);
		sqlite3_finalize(s);
	}
}

/* As persons and other commands put it in. */
static void add_written(const char *path, char letter, const struct bytes cells[COLUMNS_MAX])
{
	struct answer answer = {.edition = EDITION_V3_1_3, .verdict = VERDICT_PASS};
	struct record_file file = {"file", cells[4]};
	char *text[5] = {0};
	struct arena arena;
	struct error e;
	bool ok = true;

	arena_init(&arena, 0);
	for (size_t i = 0; i < ARRAY_LEN(text); i++)
		ok = (text[i] = arena_str(&arena, cells[i])) && ok;
	if (ok && letter == 'E') {
		struct audit_event event = {text[0], text[1], text[2], text[3], text[4]};

		(void)!record_event(path, &event, &e);
	} else if (ok && unit_by_name(text[0], &answer.unit)) {
		answer.by = text[1];
		answer.note = text[2];
		answer.at = answer.basis = text[3];
		answer.overrule = cells[2].len & 1;
		(void)!record_answers(path, &answer, 1, &file, cells[4].len > 0, "2026-11-21T12:00:01Z", &e);
	}
	arena_done(&arena);
}

/* An empty case with every table: made by this program, then with the smallest pages, which are read and written
 * fastest. */
static void make_empty(const char *path)
{
	static const struct case_meta meta = {.name = "x", .sha256 = "ab", .complete = true, .edition = "V3.1.3"};
	struct facts *facts = facts_new();
	sqlite3 *db;
	struct error e;

	if (!facts || !facts_sort(facts, &e) || !case_save(path, facts, &meta, &e) ||
	    !record_answers(path, NULL, 0, NULL, 0, "2026-11-21T12:00:01Z", &e) || sqlite3_open(path, &db))
		abort();
	facts_free(facts);
	if (sqlite3_exec(db, "PRAGMA page_size=512; VACUUM", NULL, NULL, NULL))
		abort();
	sqlite3_close(db);
}

static bool put_file(const char *path, struct bytes in)
{
	int fd = open(path, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC, 0600);
	bool ok = fd >= 0 && write(fd, in.at, in.len) == (ssize_t)in.len;

	if (fd >= 0)
		close(fd);
	return ok;
}

static sqlite3 *open_rows(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) == SQLITE_OK)
		sqlite3_exec(db, "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN", NULL, NULL, NULL);
	return db;
}

static void close_rows(sqlite3 **db)
{
	if (*db)
		sqlite3_exec(*db, "COMMIT", NULL, NULL, NULL);
	sqlite3_close(*db);
	*db = NULL;
}

static void make(const char *path, struct bytes in)
{
	sqlite3 *db = NULL;
	struct bytes line;

	for (size_t n = 0; n < LINES_MAX && text_split(&in, '\n', &line); n++) {
		struct bytes cells[COLUMNS_MAX], rest = line.len ? bytes_part(line, 1, line.len) : line;
		char letter = line.len ? (char)line.at[0] : 0;
		size_t count = 0;

		while (count < COLUMNS_MAX && text_split(&rest, '\t', &cells[count]))
			count++;
		for (size_t i = count; i < COLUMNS_MAX; i++)
			cells[i] = bytes_of("", 0);
		if (letter == 'E' || letter == 'W') {
			close_rows(&db);
			add_written(path, letter, cells);
		} else if (db || (db = open_rows(path))) {
			add_row(db, letter, cells);
		}
	}
	close_rows(&db);
}

static void load(const char *path)
{
	struct case_summary summary;
	struct case_meta meta;
	struct facts *facts;
	struct record record;
	struct arena arena;
	struct error e;

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
}

/* SQLite wants a name and follows links; memory that has none of its own on a disk does. */
static void name_of(char ret[64], const char *suffix)
{
	snprintf(ret, 64, "/dev/shm/holdfast-fuzz-%d.%s", (int)getpid(), suffix);
}

static bool start_from_empty(const char *path)
{
	uint8_t bytes[64 << 10];
	char from[64];
	ssize_t len;
	int fd;

	name_of(from, "empty");
	fd = open(from, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		make_empty(from);
		fd = open(from, O_RDONLY | O_CLOEXEC);
	}
	len = fd >= 0 ? read(fd, bytes, sizeof bytes) : -1;
	if (fd >= 0)
		close(fd);
	return len > 0 && (size_t)len < sizeof bytes && put_file(path, bytes_of(bytes, (size_t)len));
}

static __attribute__((destructor)) void take_away(void)
{
	char path[64];

	name_of(path, "empty");
	unlink(path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes in = bytes_of(data, size);
	char path[64];

	name_of(path, "case");
	if (size >= 6 && memcmp(data, "SQLite", 6) == 0) {
		if (put_file(path, in))
			load(path);
	} else if (start_from_empty(path)) {
		make(path, in);
		load(path);
	}
	unlink(path);
	return 0;
}
