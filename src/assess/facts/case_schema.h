/* Part of casefile.c: what a case file may be before SQLite sees it, and what may be in it. A case from elsewhere is
 * untrusted, and an SQLite file can do more than hold rows: a journal beside it names another file that SQLite removes
 * after rolling back, generated columns and views make much out of little, virtual tables run code. So the file must be
 * a plain one, its journal must name nobody, and it holds exactly the tables and triggers this program makes. */
#ifndef HF_ASSESS_CASE_SCHEMA_H
#define HF_ASSESS_CASE_SCHEMA_H

#include "core/base/error.h"

struct sqlite3;

enum case_part { CASE_PART_FACTS, CASE_PART_AUDIT, CASE_PART_ANSWERS };

/* Makes the tables of a part where they are missing. */
MUST_CHECK bool case_schema_make(struct sqlite3 *db, enum case_part part, struct error *e);
/* ERROR_INPUT where the case holds anything else. */
MUST_CHECK bool case_schema_check(struct sqlite3 *db, struct error *e);
/* ERROR_INPUT where the file's pages do not fit together: before anything is written, so that a damage which only shows
 * when a row is put in its place does not show half way. */
MUST_CHECK bool case_pages_check(struct sqlite3 *db, struct error *e);
/* Before the file is opened as a database: its kind, and what lies beside it. A file that is missing fits. */
MUST_CHECK bool case_file_check(const char *path, struct error *e);

/* A sum over the rows about the whole (meta), for those who read the summary alone: it tells damage, not forgery; what
 * the audit trail pins of them is in digest.h. Put on after they were written; a case without one is refused. */
MUST_CHECK bool case_meta_seal(struct sqlite3 *db, struct error *e);
MUST_CHECK bool case_meta_sealed(struct sqlite3 *db, struct error *e);

#endif
