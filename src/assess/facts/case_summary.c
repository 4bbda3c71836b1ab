#include "assess/facts/casedb.h"
#include "assess/facts/case_schema.h"
#include "assess/facts/casefile.h"

#include <stdio.h>

struct summary_field {
	const char *key;
	size_t at, room; /* room 0: a number */
};
#define SUMMARY_TEXT(name)                                                                                             \
	{                                                                                                              \
		"summary." #name, offsetof(struct case_summary, name), sizeof((struct case_summary *)0)->name          \
	}
#define SUMMARY_NUMBER(name)                                                                                           \
	{                                                                                                              \
		"summary." #name, offsetof(struct case_summary, name), 0                                               \
	}
static const struct summary_field summary_fields[] = {
	SUMMARY_TEXT(product),          SUMMARY_TEXT(model),   SUMMARY_TEXT(version),   SUMMARY_TEXT(maker),
	SUMMARY_TEXT(edition),          SUMMARY_TEXT(verdict), SUMMARY_TEXT(judged),    SUMMARY_TEXT(support_end),
	SUMMARY_TEXT(audit_due),        SUMMARY_NUMBER(pass),  SUMMARY_NUMBER(fail),    SUMMARY_NUMBER(open),
	SUMMARY_NUMBER(not_applicable), SUMMARY_NUMBER(stale), SUMMARY_NUMBER(answers), SUMMARY_NUMBER(overruled),
};

static bool put_row(sqlite3 *db, sqlite3_stmt *s, const char *key, const char *value, struct error *e)
{
	bool ok;

	sqlite3_bind_text(s, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 2, value, -1, SQLITE_STATIC);
	ok = sqlite3_step(s) == SQLITE_DONE || case_sql_error(db, "case", e);
	sqlite3_reset(s);
	return ok;
}

bool case_summary_put(sqlite3 *db, const struct case_summary *summary, struct error *e)
{
	sqlite3_stmt *s;
	bool ok = true;

	TRY(case_prepare(db, "INSERT OR REPLACE INTO meta VALUES(?,?)", &s, e));
	for (size_t i = 0; ok && i < ARRAY_LEN(summary_fields); i++) {
		const struct summary_field *row = &summary_fields[i];
		const char *from = (const char *)summary + row->at;
		char number[24];

		if (!row->room)
			snprintf(number, sizeof number, "%u", *(const unsigned *)(const void *)from);
		ok = put_row(db, s, row->key, row->room ? from : number, e);
	}
	sqlite3_finalize(s);
	return ok;
}

static bool count_answers(sqlite3 *db, sqlite3_int64 *ret, struct error *e)
{
	sqlite3_stmt *s;
	bool there, ok;

	*ret = 0;
	TRY(case_has_table(db, "answer", &there, e));
	if (!there)
		return true;
	TRY(case_prepare(db, "SELECT count(*) FROM answer", &s, e));
	ok = sqlite3_step(s) == SQLITE_ROW || case_sql_error(db, "case", e);
	*ret = ok ? sqlite3_column_int64(s, 0) : 0;
	sqlite3_finalize(s);
	return ok;
}

bool case_summary_save(const char *path, const struct case_summary *summary, struct error *e)
{
	sqlite3_int64 answers;
	sqlite3 *db;

	TRY(case_open_write(path, &db, e));
	if (!count_answers(db, &answers, e)) {
		case_abandon(db);
		return error_add(e, "'%s'", path);
	}
	/* somebody else has answered since: what they write is newer */
	if (answers != summary->answers) {
		case_abandon(db);
		return true;
	}
	if (!case_summary_put(db, summary, e) || !case_meta_seal(db, e)) {
		case_abandon(db);
		return error_add(e, "'%s'", path);
	}
	return case_commit(db, e) || error_add(e, "'%s'", path);
}

static void take_row(struct case_summary *summary, struct bytes key, sqlite3_stmt *s)
{
	struct bytes value = case_column(s, 1);

	for (size_t i = 0; i < ARRAY_LEN(summary_fields); i++) {
		const struct summary_field *row = &summary_fields[i];
		char *to = (char *)summary + row->at;

		if (!bytes_is(key, row->key))
			continue;
		if (row->room)
			snprintf(to, row->room, "%.*s", (int)(value.len < row->room ? value.len : row->room - 1),
				 (const char *)value.at);
		else
			*(unsigned *)(void *)to = (unsigned)sqlite3_column_int64(s, 1);
	}
}

static bool load_rows(sqlite3 *db, struct case_summary *ret, struct error *e)
{
	sqlite3_int64 answers;
	sqlite3_stmt *s;
	int rc;

	TRY(case_meta_sealed(db, e));
	TRY(case_prepare(db, "SELECT key, value FROM meta WHERE key GLOB 'summary.*'", &s, e));
	while ((rc = sqlite3_step(s)) == SQLITE_ROW)
		take_row(ret, case_column(s, 0), s);
	sqlite3_finalize(s);
	if (rc != SQLITE_DONE)
		return case_sql_error(db, "case", e);
	TRY(count_answers(db, &answers, e));
	ret->behind = answers != ret->answers;
	return true;
}

bool case_summary_load(const char *path, struct case_summary *ret, struct error *e)
{
	struct case_summary summary = {0};
	sqlite3 *db;
	bool ok;

	TRY(case_open_read(path, &db, e));
	ok = load_rows(db, &summary, e);
	case_close(db);
	if (!ok)
		return error_add(e, "'%s'", path);
	*ret = summary;
	return true;
}
