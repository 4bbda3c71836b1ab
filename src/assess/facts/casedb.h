/* Part of casefile.c: an open case, for those who keep more than facts in it (answers, the audit trail). A case from
 * elsewhere is untrusted: it is opened defensively and without its triggers where it is only read. */
#ifndef HF_ASSESS_CASEDB_H
#define HF_ASSESS_CASEDB_H

#include "core/base/bytes.h"
#include "core/base/error.h"

#include <sqlite3.h>

/* For reading. Must be a case; case_close() it. */
MUST_CHECK bool case_open_read(const char *path, sqlite3 **ret, struct error *e);
/* For writing, inside a transaction that has begun; what is there must be a case. case_commit() or case_abandon() ends
 * it and closes. A power cut or a full disk before the end leaves the case as it was. */
MUST_CHECK bool case_open_write(const char *path, sqlite3 **ret, struct error *e);
MUST_CHECK bool case_commit(sqlite3 *db, struct error *e);
void case_abandon(sqlite3 *db);
void case_close(sqlite3 *db);

bool case_sql_error(sqlite3 *db, const char *what, struct error *e); /* returns false */
MUST_CHECK bool case_run(sqlite3 *db, const char *sql, struct error *e);
MUST_CHECK bool case_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret, struct error *e);
/* Bytes of a column, valid until the next step. */
struct bytes case_column(sqlite3_stmt *s, int at);
MUST_CHECK bool case_has_table(sqlite3 *db, const char *name, bool *ret, struct error *e);

/* The rows of a summary, inside the caller's transaction. */
struct case_summary;
MUST_CHECK bool case_summary_put(sqlite3 *db, const struct case_summary *summary, struct error *e);

#endif
