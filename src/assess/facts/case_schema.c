#include "assess/facts/case_schema.h"

#include "assess/facts/casedb.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/sys/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEAL "seal"

enum { META_MAX = 1000, HEADER_LEN = 100, HEADER_VERSIONS = 18, JOURNAL_MAGIC_LEN = 8 };

struct thing {
	enum case_part part;
	const char *kind, *name, *rest; /* SQLite keeps "CREATE KIND NAMEREST" as it was written */
};

static const struct thing things[] = {
	{CASE_PART_FACTS, "TABLE", "meta", "(key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"},
	{CASE_PART_FACTS, "TABLE", "node",
	 "(id INTEGER PRIMARY KEY, chain BLOB NOT NULL, root BLOB NOT NULL, path BLOB NOT NULL, size INTEGER NOT NULL, "
	 "sha256 BLOB)"},
	{CASE_PART_FACTS, "TABLE", "fact",
	 "(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, node INTEGER, offset INTEGER NOT NULL, length INTEGER NOT NULL, "
	 "excerpt BLOB NOT NULL)"},
	{CASE_PART_FACTS, "TABLE", "field",
	 "(fact INTEGER NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL, PRIMARY KEY(fact, name)) WITHOUT ROWID"},
	{CASE_PART_AUDIT, "TABLE", "audit",
	 "(number INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, what TEXT NOT NULL, subject TEXT NOT NULL, "
	 "detail TEXT NOT NULL, hash TEXT NOT NULL)"},
	{CASE_PART_AUDIT, "TRIGGER", "audit_no_update",
	 " BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"},
	{CASE_PART_AUDIT, "TRIGGER", "audit_no_delete",
	 " BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END"},
	{CASE_PART_ANSWERS, "TABLE", "answer",
	 "(id INTEGER PRIMARY KEY, unit TEXT NOT NULL, edition TEXT NOT NULL, verdict TEXT NOT NULL, note TEXT NOT "
	 "NULL, by TEXT NOT NULL, at TEXT NOT NULL, overrule INTEGER NOT NULL, basis TEXT NOT NULL)"},
	{CASE_PART_ANSWERS, "TABLE", "attachment",
	 "(answer INTEGER NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, size INTEGER NOT NULL)"},
	{CASE_PART_ANSWERS, "TABLE", "content", "(sha256 TEXT PRIMARY KEY, bytes BLOB NOT NULL)"},
	{CASE_PART_ANSWERS, "TRIGGER", "answer_no_update",
	 " BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'answers are never changed'); END"},
	{CASE_PART_ANSWERS, "TRIGGER", "answer_no_delete",
	 " BEFORE DELETE ON answer BEGIN SELECT RAISE(ABORT, 'answers are never removed'); END"},
};

bool case_schema_make(struct sqlite3 *db, enum case_part part, struct error *e)
{
	char sql[512];

	for (size_t i = 0; i < ARRAY_LEN(things); i++) {
		const struct thing *t = &things[i];

		if (t->part != part)
			continue;
		snprintf(sql, sizeof sql, "CREATE %s IF NOT EXISTS %s%s", t->kind, t->name, t->rest);
		TRY(case_run(db, sql, e));
	}
	return true;
}

static bool is_ours(struct bytes sql)
{
	char want[512];

	for (size_t i = 0; i < ARRAY_LEN(things); i++) {
		snprintf(want, sizeof want, "CREATE %s %s%s", things[i].kind, things[i].name, things[i].rest);
		if (bytes_is(sql, want))
			return true;
	}
	return false;
}

static bool refuse_thing(struct bytes type, struct bytes name, struct error *e)
{
	error_set(e, ERROR_INPUT, "holds the %.*s '%.*s', which is not of this program's making",
		  type.len < 16 ? (int)type.len : 16, (const char *)type.at, name.len < 64 ? (int)name.len : 64,
		  (const char *)name.at);
	for (char *c = e->text; *c; c++)
		if ((unsigned char)*c < ' ' || (unsigned char)*c >= 0x7f)
			*c = '?';
	return false;
}

bool case_schema_check(struct sqlite3 *db, struct error *e)
{
	sqlite3_stmt *s;
	bool ok = true;
	int rc = SQLITE_DONE;

	/* the index behind a PRIMARY KEY is SQLite's own and has no text */
	TRY(case_prepare(db, "SELECT type, name, sql FROM sqlite_master", &s, e));
	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct bytes type = case_column(s, 0), name = case_column(s, 1);

		ok = (bytes_is(type, "index") && sqlite3_column_type(s, 2) == SQLITE_NULL) ||
		     is_ours(case_column(s, 2)) || refuse_thing(type, name, e);
	}
	if (ok && rc != SQLITE_DONE)
		ok = case_sql_error(db, "case", e);
	sqlite3_finalize(s);
	return ok;
}

bool case_pages_check(struct sqlite3 *db, struct error *e)
{
	sqlite3_stmt *s;
	bool ok;

	TRY(case_prepare(db, "PRAGMA quick_check(1)", &s, e));
	ok = sqlite3_step(s) == SQLITE_ROW && bytes_is(case_column(s, 0), "ok");
	sqlite3_finalize(s);
	return ok ||
	       error_set(e, ERROR_INPUT, "the file is damaged: its pages do not fit together; nothing was written");
}

static bool meta_sum(sqlite3 *db, char ret[65], char ret_kept[65], struct error *e)
{
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];
	size_t count = 0;
	sqlite3_stmt *s;
	int rc;

	ret_kept[0] = '\0';
	TRY(case_prepare(db, "SELECT key, value FROM meta ORDER BY key", &s, e));
	while ((rc = sqlite3_step(s)) == SQLITE_ROW && count++ < META_MAX) {
		struct bytes key = case_column(s, 0), value;

		if (bytes_is(key, SEAL)) {
			value = case_column(s, 1);
			snprintf(ret_kept, 65, "%.*s", value.len < 64 ? (int)value.len : 64, (const char *)value.at);
			continue;
		}
		hash_add(&h, key);
		hash_add(&h, bytes_of("", 1));
		hash_add(&h, case_column(s, 1));
		hash_add(&h, bytes_of("", 1));
	}
	if (rc != SQLITE_DONE) {
		if (rc != SQLITE_ROW)
			case_sql_error(db, "case", e);
		else
			error_set(e, ERROR_LIMIT, "case: more than %d rows about the whole", META_MAX);
		sqlite3_finalize(s);
		return false;
	}
	sqlite3_finalize(s);
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
	return true;
}

bool case_meta_seal(struct sqlite3 *db, struct error *e)
{
	char sum[65], kept[65];
	sqlite3_stmt *s;
	bool ok;

	TRY(meta_sum(db, sum, kept, e));
	TRY(case_prepare(db, "INSERT OR REPLACE INTO meta VALUES('" SEAL "', ?)", &s, e));
	sqlite3_bind_text(s, 1, sum, -1, SQLITE_STATIC);
	ok = sqlite3_step(s) == SQLITE_DONE || case_sql_error(db, "case", e);
	sqlite3_finalize(s);
	return ok;
}

bool case_meta_sealed(struct sqlite3 *db, struct error *e)
{
	char sum[65], kept[65];

	TRY(meta_sum(db, sum, kept, e));
	return strcmp(sum, kept) == 0 ||
	       error_set(e, ERROR_INPUT, "the rows about the whole (meta) were changed: their sum does not fit");
}

/* A journal that names a super-journal (SQLite's for transactions over several files) ends with this; SQLite removes
 * the file that is named. See "Super-Journal Filename" in SQLite's file format. */
static bool names_another(int fd, off_t size)
{
	static const uint8_t magic[JOURNAL_MAGIC_LEN] = {0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7};
	uint8_t end[JOURNAL_MAGIC_LEN];

	if (size < JOURNAL_MAGIC_LEN)
		return false;
	return pread(fd, end, sizeof end, size - JOURNAL_MAGIC_LEN) != JOURNAL_MAGIC_LEN ||
	       memcmp(end, magic, sizeof end) == 0;
}

static bool check_beside(const char *real, const char *suffix, bool may_be_there, bool *ret_there, struct error *e)
{
	char path[PATH_MAX + 16];
	struct stat st;

	snprintf(path, sizeof path, "%s%s", real, suffix);

	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "what lies beside it with '%s' behind its name is no plain file",
				 suffix);
	if (!may_be_there)
		return error_set(e, ERROR_INPUT, "a file with '%s' behind its name lies beside it: no case has one",
				 suffix);
	*ret_there = true;
	return !names_another(fd, st.st_size) ||
	       error_set(e, ERROR_INPUT,
			 "the journal beside it names another file, as no case's does: not rolled back");
}

/* `begun`: a journal lies beside it, so that the first page may not be written yet. */
static bool check_header_bytes(int fd, off_t size, bool begun, struct error *e)
{
	static const uint8_t nothing[HEADER_LEN];
	uint8_t head[HEADER_LEN];
	bool whole = pread(fd, head, sizeof head, 0) == (ssize_t)sizeof head;

	if (size == 0 || (begun && whole && memcmp(head, nothing, sizeof head) == 0))
		return true; /* new, or to be rolled back */
	if (!whole || memcmp(head, "SQLite format 3", 16) != 0)
		return error_set(e, ERROR_INPUT, "not a holdfast case");
	if (head[HEADER_VERSIONS] != 1 || head[HEADER_VERSIONS + 1] != 1)
		return error_set(e, ERROR_INPUT, "a database with a write-ahead log: no case has one");
	return true;
}

bool case_file_check(const char *path, struct error *e)
{
	SCOPED(fd_done) int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char real[PATH_MAX];
	bool begun = false, unused;
	struct stat st;

	if (fd < 0 && errno == ENOENT)
		return true;
	if (fd < 0 || fstat(fd, &st))
		return error_errno(e, "cannot open");
	if (!S_ISREG(st.st_mode))
		return error_set(e, ERROR_INPUT, "no regular file");
	/* SQLite follows links to the case and looks for journals beside the file itself */
	if (!realpath(path, real))
		return error_errno(e, "cannot open");
	return check_beside(real, "-journal", true, &begun, e) && check_beside(real, "-wal", false, &unused, e) &&
	       check_header_bytes(fd, st.st_size, begun, e);
}
