#include "assess/facts/casefile.h"

#include "assess/facts/case_schema.h"
#include "assess/facts/casedb.h"

#include <stdio.h>
#include <unistd.h>

enum {
	APPLICATION_ID = 0x484f4c44, /* "HOLD" */
	VALUE_MAX = 1 << 20,         /* bytes of one value of a case that is loaded; attachments have their own */
	LOADED_MAX = 1 << 30,        /* of all values: in a damaged file many rows may share one content */
	ROW_COST = 64,               /* what a row counts for beside its bytes */
	BUSY_MS = 5000,              /* how long another's writing is waited for */
};

bool case_sql_error(sqlite3 *db, const char *what, struct error *e)
{
	int why = db ? sqlite3_system_errno(db) : 0;

	if (why && (sqlite3_errcode(db) & 0xff) == SQLITE_IOERR)
		return error_set(e, ERROR_ENVIRONMENT, "%s: %s: cannot read or write: %s", what, sqlite3_errmsg(db),
				 strerror(why));
	return error_set(e, ERROR_ENVIRONMENT, "%s: %s", what, db ? sqlite3_errmsg(db) : "out of memory");
}

bool case_run(sqlite3 *db, const char *sql, struct error *e)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		return case_sql_error(db, "case", e);
	return true;
}

bool case_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **ret, struct error *e)
{
	if (sqlite3_prepare_v2(db, sql, -1, ret, NULL) != SQLITE_OK)
		return case_sql_error(db, "case", e);
	return true;
}

static void bind_bytes(sqlite3_stmt *s, int at, struct bytes value)
{
	sqlite3_bind_blob64(s, at, value.len ? (const void *)value.at : "", value.len, SQLITE_STATIC);
}

static bool step_done(sqlite3 *db, sqlite3_stmt *s, struct error *e)
{
	int rc = sqlite3_step(s);

	sqlite3_reset(s);
	return rc == SQLITE_DONE || case_sql_error(db, "case", e);
}

struct saver {
	sqlite3 *db;
	sqlite3_stmt *meta, *node, *fact, *field;
};

static bool save_text(struct saver *s, const char *key, const char *value, struct error *e)
{
	sqlite3_bind_text(s->meta, 1, key, -1, SQLITE_STATIC);
	sqlite3_bind_text(s->meta, 2, value, -1, SQLITE_TRANSIENT);
	return step_done(s->db, s->meta, e);
}

static bool save_number(struct saver *s, const char *key, uint64_t value, struct error *e)
{
	char text[24];

	snprintf(text, sizeof text, "%llu", (unsigned long long)value);
	return save_text(s, key, text, e);
}

static bool save_meta(struct saver *s, const struct case_meta *m, struct error *e)
{
	return save_text(s, "name", m->name, e) && save_number(s, "size", m->size, e) &&
	       save_text(s, "sha256", m->sha256, e) && save_number(s, "folder", m->folder, e) &&
	       save_number(s, "sandboxed", m->sandboxed, e) && save_number(s, "complete", m->complete, e) &&
	       save_number(s, "bytes", m->bytes, e) && save_number(s, "explained", m->explained, e) &&
	       save_number(s, "files", m->files, e) && save_number(s, "containers", m->containers, e) &&
	       save_number(s, "restarts", m->restarts, e) && save_text(s, "edition", m->edition, e) &&
	       save_text(s, "declaration", m->declaration, e) &&
	       save_text(s, "declaration_sha256", m->declaration_sha256, e) &&
	       (!m->summary || case_summary_put(s->db, m->summary, e));
}

static bool save_fact(struct saver *s, const struct fact *fact, sqlite3_int64 id, struct error *e)
{
	sqlite3_bind_int64(s->fact, 1, id);
	sqlite3_bind_text(s->fact, 2, fact_kind_name(fact->kind), -1, SQLITE_STATIC);
	if (fact->node == NODE_NONE)
		sqlite3_bind_null(s->fact, 3);
	else
		sqlite3_bind_int64(s->fact, 3, fact->node);
	sqlite3_bind_int64(s->fact, 4, (sqlite3_int64)fact->offset);
	sqlite3_bind_int64(s->fact, 5, (sqlite3_int64)fact->len);
	bind_bytes(s->fact, 6, fact->excerpt);
	TRY(step_done(s->db, s->fact, e));
	for (unsigned i = 0; i < fact_kind_fields(fact->kind); i++) {
		if (!fact->field[i].at)
			continue;
		sqlite3_bind_int64(s->field, 1, id);
		sqlite3_bind_text(s->field, 2, fact_field_name(fact->kind, i), -1, SQLITE_STATIC);
		bind_bytes(s->field, 3, fact->field[i]);
		TRY(step_done(s->db, s->field, e));
	}
	return true;
}

static bool save_all(struct saver *s, const struct facts *facts, const struct case_meta *meta, struct error *e)
{
	sqlite3_int64 id = 0;

	TRY(save_meta(s, meta, e));
	for (size_t i = 0; i < facts_node_count(facts); i++) {
		const struct fact_node *n = facts_node_at(facts, (uint32_t)i);

		sqlite3_bind_int64(s->node, 1, (sqlite3_int64)i);
		bind_bytes(s->node, 2, n->chain);
		bind_bytes(s->node, 3, n->root);
		bind_bytes(s->node, 4, n->path);
		sqlite3_bind_int64(s->node, 5, (sqlite3_int64)n->size);
		if (n->has_sha256)
			bind_bytes(s->node, 6, bytes_of(n->sha256, sizeof n->sha256));
		else
			sqlite3_bind_null(s->node, 6);
		TRY(step_done(s->db, s->node, e));
	}
	for (unsigned kind = 0; kind < FACT_KINDS; kind++)
		for (size_t i = 0; i < facts_count(facts, (enum fact_kind)kind); i++)
			TRY(save_fact(s, facts_at(facts, (enum fact_kind)kind, i), id++, e));
	return true;
}

static bool save_transaction(sqlite3 *db, const struct facts *facts, const struct case_meta *meta, struct error *e)
{
	struct saver s = {.db = db};
	char sql[128];
	bool ok;

	TRY(case_run(db, "PRAGMA synchronous=EXTRA; BEGIN IMMEDIATE", e));
	snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d", APPLICATION_ID, CASE_VERSION);
	ok = case_run(db, sql, e) && case_schema_make(db, CASE_PART_FACTS, e) &&
	     case_run(db, "DELETE FROM field; DELETE FROM fact; DELETE FROM node; DELETE FROM meta", e) &&
	     case_prepare(db, "INSERT INTO meta VALUES(?,?)", &s.meta, e) &&
	     case_prepare(db, "INSERT INTO node VALUES(?,?,?,?,?,?)", &s.node, e) &&
	     case_prepare(db, "INSERT INTO fact VALUES(?,?,?,?,?,?)", &s.fact, e) &&
	     case_prepare(db, "INSERT INTO field VALUES(?,?,?)", &s.field, e) && save_all(&s, facts, meta, e) &&
	     case_meta_seal(db, e) && (!meta->event || audit_append(db, meta->event, e));
	sqlite3_finalize(s.meta);
	sqlite3_finalize(s.node);
	sqlite3_finalize(s.fact);
	sqlite3_finalize(s.field);
	if (ok)
		return case_run(db, "COMMIT", e);
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	return false;
}

/* As a stranger's: ours stop other tools from changing the audit trail, theirs must not run. What SQLite sorts stays in
 * memory. */
static bool open_guarded(const char *path, int flags, sqlite3 **ret, struct error *e)
{
	/* "file:..." is a name here, not a URI */
	char *name = sqlite3_mprintf("%s%s", path[0] == '/' ? "" : "./", path);
	sqlite3 *db = NULL;
	bool ok;

	if (!name)
		return error_memory(e, "case");
	/* the library does not say why it could not */
	if (!(flags & SQLITE_OPEN_CREATE) && access(path, F_OK) != 0) {
		sqlite3_free(name);
		return error_errno(e, "cannot open");
	}
	ok = case_file_check(path, e) &&
	     (sqlite3_open_v2(name, &db, flags, NULL) == SQLITE_OK || case_sql_error(db, "case", e));
	sqlite3_free(name);
	if (ok) {
		sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
		sqlite3_db_config(db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
		sqlite3_busy_timeout(db, BUSY_MS);
		ok = case_run(db, "PRAGMA temp_store=MEMORY", e);
	}
	if (!ok) {
		sqlite3_close(db);
		return false;
	}
	*ret = db;
	return true;
}

/* A file that is there must be a case: no other database and no other file is ever written over. */
static bool check_header(sqlite3 *db, bool may_be_empty, struct error *e)
{
	sqlite3_stmt *s;
	int id = -1, version = -1;

	TRY(case_prepare(db, "SELECT (SELECT * FROM pragma_application_id), (SELECT * FROM pragma_user_version)", &s,
			 e));
	if (sqlite3_step(s) == SQLITE_ROW) {
		id = sqlite3_column_int(s, 0);
		version = sqlite3_column_int(s, 1);
	}
	sqlite3_finalize(s);
	if (id == 0 && version == 0 && may_be_empty)
		return true;
	if (id != APPLICATION_ID)
		return error_set(e, ERROR_INPUT, "not a holdfast case");
	if (version != CASE_VERSION)
		return error_set(e, ERROR_INPUT, "a case of version %d: this program reads version %d", version,
				 CASE_VERSION);
	return true;
}

bool case_save(const char *path, const struct facts *facts, const struct case_meta *meta, struct error *e)
{
	bool existed = access(path, F_OK) == 0, ok;
	sqlite3 *db = NULL;

	ok = open_guarded(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &db, e) && check_header(db, true, e) &&
	     case_schema_check(db, e) && save_transaction(db, facts, meta, e);
	if (sqlite3_close(db) != SQLITE_OK && ok)
		ok = case_sql_error(db, "case", e);
	if (!ok && !existed)
		unlink(path);
	return ok || error_add(e, "'%s'", path);
}

/* ------------------------------------------------------------------------------------------------ loading */

struct bytes case_column(sqlite3_stmt *s, int at)
{
	const void *value = sqlite3_column_blob(s, at);
	int len = sqlite3_column_bytes(s, at);

	return bytes_of(value ? value : "", value && len > 0 ? (size_t)len : 0);
}

static void copy_text(char *to, size_t room, struct bytes from)
{
	snprintf(to, room, "%.*s", (int)(from.len < room ? from.len : room - 1), (const char *)from.at);
}

static bool load_meta(sqlite3 *db, struct case_meta *ret, struct error *e)
{
	sqlite3_stmt *s;
	int rc;

	TRY(case_meta_sealed(db, e));
	TRY(case_prepare(db, "SELECT key, value FROM meta", &s, e));
	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct bytes key = case_column(s, 0), value = case_column(s, 1);
		uint64_t number = (uint64_t)sqlite3_column_int64(s, 1);
		const struct {
			const char *key;
			uint64_t *to;
		} numbers[] = {{"size", &ret->size},   {"bytes", &ret->bytes},           {"explained", &ret->explained},
			       {"files", &ret->files}, {"containers", &ret->containers}, {"restarts", &ret->restarts}};

		for (size_t i = 0; i < ARRAY_LEN(numbers); i++)
			if (bytes_is(key, numbers[i].key))
				*numbers[i].to = number;
		if (bytes_is(key, "name"))
			copy_text(ret->name, sizeof ret->name, value);
		else if (bytes_is(key, "sha256"))
			copy_text(ret->sha256, sizeof ret->sha256, value);
		else if (bytes_is(key, "edition"))
			copy_text(ret->edition, sizeof ret->edition, value);
		else if (bytes_is(key, "declaration"))
			copy_text(ret->declaration, sizeof ret->declaration, value);
		else if (bytes_is(key, "declaration_sha256"))
			copy_text(ret->declaration_sha256, sizeof ret->declaration_sha256, value);
		else if (bytes_is(key, "folder"))
			ret->folder = number != 0;
		else if (bytes_is(key, "sandboxed"))
			ret->sandboxed = number != 0;
		else if (bytes_is(key, "complete"))
			ret->complete = number != 0;
	}
	sqlite3_finalize(s);
	return rc == SQLITE_DONE || case_sql_error(db, "case", e);
}

/* What the rows of a sound case take is bounded by its size; a file made for it gives more. */
static bool take_room(uint64_t *room, uint64_t bytes, struct error *e)
{
	if (bytes > *room || *room - bytes < ROW_COST)
		return error_set(e, ERROR_LIMIT, "case: more than %d MiB in it", LOADED_MAX >> 20);
	*room -= bytes + ROW_COST;
	return true;
}

static bool load_nodes(sqlite3 *db, struct facts *facts, uint64_t *room, uint64_t *ret_count, struct error *e)
{
	sqlite3_stmt *s;
	uint64_t count = 0;
	bool ok = true;
	int rc = SQLITE_DONE;

	TRY(case_prepare(db, "SELECT id, chain, root, path, size, sha256 FROM node ORDER BY id", &s, e));
	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		struct fact_node n = {.chain = case_column(s, 1), .root = case_column(s, 2), .path = case_column(s, 3)};
		struct bytes sum = case_column(s, 5);
		uint32_t index;

		n.size = (uint64_t)sqlite3_column_int64(s, 4);
		n.has_sha256 = sum.len == sizeof n.sha256;
		if (n.has_sha256)
			memcpy(n.sha256, sum.at, sum.len);
		ok = take_room(room, n.chain.len + n.root.len + n.path.len, e) && facts_node(facts, &n, &index, e);
		/* facts name nodes by their number: a gap or a double would move them to another file */
		if (ok && ((uint64_t)sqlite3_column_int64(s, 0) != count || index != count))
			ok = error_set(e, ERROR_INPUT, "case: node %llu is out of place", (unsigned long long)count);
		count++;
	}
	sqlite3_finalize(s);
	*ret_count = count;
	return ok && (rc == SQLITE_DONE || case_sql_error(db, "case", e));
}

static bool field_by_name(enum fact_kind kind, struct bytes name, unsigned *ret)
{
	for (unsigned i = 0; i < fact_kind_fields(kind); i++) {
		if (bytes_is(name, fact_field_name(kind, i))) {
			*ret = i;
			return true;
		}
	}
	return false;
}

static bool load_field(sqlite3_stmt *s, struct arena *arena, sqlite3_int64 id, uint64_t *room, struct fact *fact,
		       struct error *e)
{
	struct bytes value = case_column(s, 1);
	unsigned field;

	if (!field_by_name(fact->kind, case_column(s, 0), &field))
		return error_set(e, ERROR_INPUT, "case: fact %lld has a field this program does not know",
				 (long long)id);
	/* the key forbids it, but a damaged tree may go round in circles */
	if (fact->field[field].at)
		return error_set(e, ERROR_INPUT, "case: fact %lld has a field twice", (long long)id);
	TRY(take_room(room, value.len, e));
	fact->field[field] = arena_copy(arena, value);
	return fact->field[field].at || error_memory(e, "case");
}

static bool load_fields(sqlite3 *db, sqlite3_stmt *s, struct arena *arena, sqlite3_int64 id, uint64_t *room,
			struct fact *fact, struct error *e)
{
	bool ok = true;
	int rc = SQLITE_DONE;

	sqlite3_bind_int64(s, 1, id);
	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW)
		ok = load_field(s, arena, id, room, fact, e);
	sqlite3_reset(s);
	return ok && (rc == SQLITE_DONE || case_sql_error(db, "case", e));
}

static bool load_fact(sqlite3 *db, sqlite3_stmt *s, sqlite3_stmt *fields, struct facts *facts, uint64_t *room,
		      uint64_t nodes, struct error *e)
{
	struct fact fact = {.node = NODE_NONE,
			    .offset = (uint64_t)sqlite3_column_int64(s, 3),
			    .len = (uint64_t)sqlite3_column_int64(s, 4),
			    .excerpt = case_column(s, 5)};
	sqlite3_int64 id = sqlite3_column_int64(s, 0);
	struct arena arena;
	bool ok;

	if (!fact_kind_by_name(case_column(s, 1), &fact.kind))
		return error_set(e, ERROR_INPUT, "case: fact %lld is of a kind this program does not know",
				 (long long)id);
	if (sqlite3_column_type(s, 2) != SQLITE_NULL) {
		if ((uint64_t)sqlite3_column_int64(s, 2) >= nodes)
			return error_set(e, ERROR_INPUT, "case: fact %lld names no node", (long long)id);
		fact.node = (uint32_t)sqlite3_column_int64(s, 2);
	}
	arena_init(&arena, 0);
	ok = take_room(room, fact.excerpt.len, e) && load_fields(db, fields, &arena, id, room, &fact, e) &&
	     facts_add(facts, &fact, e);
	arena_done(&arena);
	return ok;
}

static bool load_facts(sqlite3 *db, struct facts *facts, uint64_t *room, uint64_t nodes, struct error *e)
{
	sqlite3_stmt *s = NULL, *fields = NULL;
	bool ok = case_prepare(db, "SELECT id, kind, node, offset, length, excerpt FROM fact ORDER BY id", &s, e) &&
		  case_prepare(db, "SELECT name, value FROM field WHERE fact=?", &fields, e);
	int rc = SQLITE_DONE;

	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW)
		ok = load_fact(db, s, fields, facts, room, nodes, e);
	if (ok && rc != SQLITE_DONE)
		ok = case_sql_error(db, "case", e);
	sqlite3_finalize(s);
	sqlite3_finalize(fields);
	return ok;
}

/* Nothing is written to it; but after a power cut SQLite must roll back what was half done, which takes the right to.
 */
static bool open_untrusted(const char *path, sqlite3 **ret, struct error *e)
{
	sqlite3 *db = NULL;
	struct error unsaid;
	bool ok = open_guarded(path, SQLITE_OPEN_READWRITE, &db, &unsaid) ||
		  open_guarded(path, SQLITE_OPEN_READONLY, &db, e);

	ok = ok && case_run(db, "PRAGMA query_only=1", e) && check_header(db, false, e) && case_schema_check(db, e);
	if (!ok) {
		sqlite3_close(db);
		return false;
	}
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, VALUE_MAX);
	*ret = db;
	return true;
}

void case_settle(const char *path)
{
	sqlite3 *db;
	struct error unsaid;

	if (!open_guarded(path, SQLITE_OPEN_READWRITE, &db, &unsaid))
		return;
	(void)!case_run(db, "SELECT * FROM sqlite_master", &unsaid);
	sqlite3_close(db);
}

bool case_load(const char *path, struct facts **ret_facts, struct case_meta *ret, struct error *e)
{
	struct facts *facts = facts_new();
	struct case_meta meta = {0};
	sqlite3 *db = NULL;
	uint64_t nodes, room = LOADED_MAX;
	bool ok;

	ok = facts ? open_untrusted(path, &db, e) : error_memory(e, "case");
	ok = ok && load_meta(db, &meta, e) && load_nodes(db, facts, &room, &nodes, e) &&
	     load_facts(db, facts, &room, nodes, e) && facts_sort(facts, e);
	sqlite3_close(db);
	if (!ok) {
		facts_free(facts);
		return error_add(e, "'%s'", path);
	}
	*ret_facts = facts;
	*ret = meta;
	return true;
}

bool case_open_read(const char *path, sqlite3 **ret, struct error *e)
{
	sqlite3 *db;

	if (!open_untrusted(path, &db, e))
		return error_add(e, "'%s'", path);
	*ret = db;
	return true;
}

bool case_open_write(const char *path, sqlite3 **ret, struct error *e)
{
	sqlite3 *db = NULL;
	bool ok = open_guarded(path, SQLITE_OPEN_READWRITE, &db, e) &&
		  case_run(db, "PRAGMA synchronous=EXTRA; BEGIN IMMEDIATE", e) && check_header(db, false, e) &&
		  case_schema_check(db, e) && case_pages_check(db, e);

	if (!ok) {
		sqlite3_close(db);
		return error_add(e, "'%s'", path);
	}
	*ret = db;
	return true;
}

bool case_commit(sqlite3 *db, struct error *e)
{
	bool ok = case_run(db, "COMMIT", e);

	if (!ok) {
		case_abandon(db);
		return false;
	}
	if (sqlite3_close(db) != SQLITE_OK)
		return case_sql_error(db, "case", e);
	return true;
}

void case_abandon(sqlite3 *db)
{
	sqlite3_exec(db, "ROLLBACK", NULL, NULL, NULL);
	sqlite3_close(db);
}

void case_close(sqlite3 *db)
{
	sqlite3_close(db);
}

bool case_has_table(sqlite3 *db, const char *name, bool *ret, struct error *e)
{
	sqlite3_stmt *s;
	int rc;

	TRY(case_prepare(db, "SELECT 1 FROM sqlite_master WHERE type='table' AND name=?", &s, e));
	sqlite3_bind_text(s, 1, name, -1, SQLITE_STATIC);
	rc = sqlite3_step(s);
	sqlite3_finalize(s);
	*ret = rc == SQLITE_ROW;
	return rc == SQLITE_ROW || rc == SQLITE_DONE || case_sql_error(db, "case", e);
}
