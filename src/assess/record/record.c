#include "assess/record/record.h"

#include "assess/facts/case_schema.h"
#include "assess/facts/casedb.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>
#include <string.h>

static void hash_part(struct hash *h, const char *text)
{
	hash_add(h, bytes_of(text, strlen(text) + 1));
}

/* Over all an answer says and the hashes of what is attached. */
static void answer_digest(const struct answer *a, char ret[65])
{
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];

	hash_part(&h, unit_name(a->unit));
	hash_part(&h, edition_name(a->edition));
	hash_part(&h, a->verdict == VERDICT_PASS ? "PASS" : a->verdict == VERDICT_FAIL ? "FAIL" : "INCONCLUSIVE");
	hash_part(&h, a->note);
	hash_part(&h, a->by);
	hash_part(&h, a->at);
	hash_part(&h, a->overrule ? "overrules" : "");
	hash_part(&h, a->basis);
	for (size_t i = 0; i < a->attachment_count; i++) {
		hash_part(&h, a->attachments[i].name);
		hash_part(&h, a->attachments[i].sha256);
	}
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
}

static bool verdict_by_name(struct bytes name, enum verdict *ret)
{
	static const struct {
		const char *name;
		enum verdict verdict;
	} all[] = {{"PASS", VERDICT_PASS}, {"FAIL", VERDICT_FAIL}, {"INCONCLUSIVE", VERDICT_INCONCLUSIVE}};

	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		if (bytes_is(name, all[i].name)) {
			*ret = all[i].verdict;
			return true;
		}
	}
	return false;
}

/* ------------------------------------------------------------------------------------------------ loading */

static char *text_column(sqlite3_stmt *s, int at, struct arena *arena)
{
	struct bytes value = case_column(s, at);

	if (value.len > RECORD_TEXT_MAX || memchr(value.at, 0, value.len))
		return NULL;
	return arena_str(arena, value);
}

/* Reads on in the attachments, that stand in the order of the answers; *at: the row that is next. */
struct attached {
	sqlite3_stmt *rows;
	size_t count; /* so far */
	bool there;   /* a row is waiting */
};

static bool next_attached(sqlite3 *db, struct attached *at, struct error *e)
{
	int rc = sqlite3_step(at->rows);

	at->there = rc == SQLITE_ROW;
	if (at->there && at->count++ == RECORD_ALL_ATTACHMENTS_MAX)
		return error_set(e, ERROR_LIMIT, "more than %d attachments", RECORD_ALL_ATTACHMENTS_MAX);
	return rc == SQLITE_ROW || rc == SQLITE_DONE || case_sql_error(db, "attachments", e);
}

static bool load_attachments(sqlite3 *db, struct attached *at, sqlite3_int64 id, struct arena *arena, struct answer *a,
			     struct error *e)
{
	struct attachment *all = NULL;
	size_t count = 0, room = 0;
	uint8_t sum[SHA256_LEN];

	while (at->there && sqlite3_column_int64(at->rows, 0) == id) {
		if (count == RECORD_ATTACHMENTS_MAX)
			return error_set(e, ERROR_LIMIT, "answer %lld: more than %d attachments", (long long)id,
					 RECORD_ATTACHMENTS_MAX);
		if (!arena_grow(arena, &all, count, &room, sizeof *all))
			return error_memory(e, "attachments");
		all[count].name = text_column(at->rows, 1, arena);
		all[count].sha256 = text_column(at->rows, 2, arena);
		all[count].size = (uint64_t)sqlite3_column_int64(at->rows, 3);
		if (!all[count].name || !all[count].sha256 ||
		    !text_unhex(bytes_str(all[count].sha256), sum, sizeof sum))
			return error_set(e, ERROR_INPUT, "answer %lld was changed: its attachments cannot be read",
					 (long long)id);
		/* the content is hashed when it is taken out; that it is there at all shows now */
		if (sqlite3_column_type(at->rows, 4) == SQLITE_NULL ||
		    (uint64_t)sqlite3_column_int64(at->rows, 4) != all[count].size)
			return error_set(e, ERROR_INPUT, "answer %lld: its attachment '%s' was removed or changed",
					 (long long)id, text_safe(arena, bytes_str(all[count].name), 100));
		count++;
		TRY(next_attached(db, at, e));
	}
	a->attachments = all;
	a->attachment_count = count;
	return true;
}

static bool load_answer(sqlite3 *db, sqlite3_stmt *s, struct attached *at, struct arena *arena, struct answer *ret,
			struct error *e)
{
	sqlite3_int64 id = sqlite3_column_int64(s, 0);
	struct answer a = {.overrule = sqlite3_column_int64(s, 7) != 0};
	char *unit = text_column(s, 1, arena), *edition = text_column(s, 2, arena);

	a.note = text_column(s, 4, arena);
	a.by = text_column(s, 5, arena);
	a.at = text_column(s, 6, arena);
	a.basis = text_column(s, 8, arena);
	if (!unit || !edition || !a.note || !a.by || !a.at || !a.basis || !unit_by_name(unit, &a.unit) ||
	    !edition_by_name(edition, &a.edition) || !verdict_by_name(case_column(s, 3), &a.verdict))
		return error_set(e, ERROR_INPUT, "answer %lld does not fit this program's units", (long long)id);
	TRY(load_attachments(db, at, id, arena, &a, e));
	*ret = a;
	return true;
}

/* Every answer stands in the trail with its digest, in the same order, and the trail tells of no other. */
static bool answers_fit(const struct record *r, struct error *e)
{
	size_t at = 0;

	for (size_t i = 0; i < r->trail_count; i++) {
		const struct audit_event *event = &r->trail[i].event;
		char digest[65];

		if (strcmp(event->what, "answered") != 0)
			continue;
		if (at == r->answer_count)
			return error_set(e, ERROR_INPUT, "the answer of audit entry %llu (%s) is missing",
					 (unsigned long long)r->trail[i].number, event->subject);
		answer_digest(&r->answers[at], digest);
		if (!strstr(event->detail, digest))
			return error_set(e, ERROR_INPUT, "the answer to %s of audit entry %llu was changed",
					 unit_name(r->answers[at].unit), (unsigned long long)r->trail[i].number);
		at++;
	}
	if (at < r->answer_count)
		return error_set(e, ERROR_INPUT, "the answer to %s stands in no entry of the audit trail",
				 unit_name(r->answers[at].unit));
	return true;
}

static bool each_answer(sqlite3 *db, sqlite3_stmt *s, struct attached *at, struct arena *arena, struct record *ret,
			struct error *e)
{
	struct answer *all = NULL;
	size_t count = 0, room = 0;
	int rc;

	while ((rc = sqlite3_step(s)) == SQLITE_ROW) {
		if (count == RECORD_ANSWERS_MAX)
			return error_set(e, ERROR_LIMIT, "more than %d answers", RECORD_ANSWERS_MAX);
		if (!arena_grow(arena, &all, count, &room, sizeof *all))
			return error_memory(e, "answers");
		TRY(load_answer(db, s, at, arena, &all[count], e));
		count++;
	}
	if (rc != SQLITE_DONE)
		return case_sql_error(db, "answers", e);
	ret->answers = all;
	ret->answer_count = count;
	/* whose answer it was says more than that it is one too many */
	if (at->there)
		return answers_fit(ret, e) && error_set(e, ERROR_INPUT, "an attachment to answer %lld is out of place",
							(long long)sqlite3_column_int64(at->rows, 0));
	return true;
}

static bool load_answers(sqlite3 *db, struct arena *arena, struct record *ret, struct error *e)
{
	struct attached at = {0};
	sqlite3_stmt *s = NULL;
	bool there, ok;

	TRY(case_has_table(db, "answer", &there, e));
	if (!there)
		return true;
	ok = case_prepare(db,
			  "SELECT id, unit, edition, verdict, note, by, at, overrule, basis FROM answer ORDER BY id",
			  &s, e) &&
	     case_prepare(db,
			  "SELECT answer, name, attachment.sha256, size, length(bytes) FROM attachment LEFT JOIN "
			  "content ON content.sha256=attachment.sha256 ORDER BY attachment.rowid",
			  &at.rows, e) &&
	     next_attached(db, &at, e) && each_answer(db, s, &at, arena, ret, e);
	sqlite3_finalize(s);
	sqlite3_finalize(at.rows);
	return ok;
}

bool record_load(const char *path, struct arena *arena, struct record *ret, struct error *e)
{
	struct record r = {0};
	sqlite3 *db;
	bool ok;

	TRY(case_open_read(path, &db, e));
	ok = audit_load(db, arena, &r.trail, &r.trail_count, e) && load_answers(db, arena, &r, e) && answers_fit(&r, e);
	case_close(db);
	if (!ok)
		return error_add(e, "'%s'", path);
	if (r.trail_count)
		memcpy(r.head, r.trail[r.trail_count - 1].hash, sizeof r.head);
	*ret = r;
	return true;
}

/* ------------------------------------------------------------------------------------------------ writing */

static bool step_once(sqlite3 *db, sqlite3_stmt *s, struct error *e)
{
	bool ok = sqlite3_step(s) == SQLITE_DONE || case_sql_error(db, "case", e);

	sqlite3_finalize(s);
	return ok;
}

static void bind_text(sqlite3_stmt *s, int at, const char *value)
{
	sqlite3_bind_text(s, at, value, -1, SQLITE_STATIC);
}

static bool insert_file(sqlite3 *db, sqlite3_int64 id, const struct record_file *file, const struct attachment *row,
			struct error *e)
{
	sqlite3_stmt *s;

	TRY(case_prepare(db, "INSERT OR IGNORE INTO content VALUES(?,?)", &s, e));
	bind_text(s, 1, row->sha256);
	sqlite3_bind_blob64(s, 2, file->content.len ? (const void *)file->content.at : "", file->content.len,
			    SQLITE_STATIC);
	TRY(step_once(db, s, e));
	TRY(case_prepare(db, "INSERT INTO attachment VALUES(?,?,?,?)", &s, e));
	sqlite3_bind_int64(s, 1, id);
	bind_text(s, 2, row->name);
	bind_text(s, 3, row->sha256);
	sqlite3_bind_int64(s, 4, (sqlite3_int64)row->size);
	return step_once(db, s, e);
}

static bool insert_answer(sqlite3 *db, const struct answer *a, sqlite3_int64 *ret_id, struct error *e)
{
	sqlite3_stmt *s;

	TRY(case_prepare(db,
			 "INSERT INTO answer(unit,edition,verdict,note,by,at,overrule,basis) VALUES(?,?,?,?,?,?,?,?)",
			 &s, e));
	bind_text(s, 1, unit_name(a->unit));
	bind_text(s, 2, edition_name(a->edition));
	bind_text(s, 3, a->verdict == VERDICT_PASS ? "PASS" : a->verdict == VERDICT_FAIL ? "FAIL" : "INCONCLUSIVE");
	bind_text(s, 4, a->note);
	bind_text(s, 5, a->by);
	bind_text(s, 6, a->at);
	sqlite3_bind_int(s, 7, a->overrule);
	bind_text(s, 8, a->basis);
	TRY(step_once(db, s, e));
	*ret_id = sqlite3_last_insert_rowid(db);
	return true;
}

static bool append_answer(sqlite3 *db, const struct answer *given, const struct record_file *files, size_t count,
			  const char *now, struct error *e)
{
	struct attachment rows[RECORD_ATTACHMENTS_MAX];
	char hashes[RECORD_ATTACHMENTS_MAX][65], digest[65], detail[256];
	struct answer a = *given;
	struct audit_event event = {.at = now, .who = a.by, .what = "answered", .detail = detail};
	char subject[64];
	sqlite3_int64 id;

	for (size_t i = 0; i < count; i++) {
		uint8_t sum[SHA256_LEN];

		hash_sha256(files[i].content, sum);
		text_hex(bytes_of(sum, sizeof sum), hashes[i]);
		rows[i] = (struct attachment){files[i].name, hashes[i], files[i].content.len};
	}
	a.attachments = rows;
	a.attachment_count = count;
	TRY(insert_answer(db, &a, &id, e));
	for (size_t i = 0; i < count; i++)
		TRY(insert_file(db, id, &files[i], &rows[i], e));
	answer_digest(&a, digest);
	snprintf(subject, sizeof subject, "%s %s", unit_name(a.unit), edition_name(a.edition));
	snprintf(detail, sizeof detail, "%s%s, %zu attachment%s, sha256 %s",
		 a.verdict == VERDICT_PASS   ? "PASS"
		 : a.verdict == VERDICT_FAIL ? "FAIL"
					     : "INCONCLUSIVE",
		 a.overrule ? ", overrules" : "", count, count == 1 ? "" : "s", digest);
	event.subject = subject;
	return audit_append(db, &event, e);
}

/* Text that is kept for years and shown to many: whole characters, none that only a terminal knows. A note may have
 * lines, a name has not. */
static bool plain(const char *text, bool lines)
{
	struct bytes rest = bytes_str(text);

	while (rest.len) {
		size_t len = text_utf8_len(rest);
		uint8_t c = rest.at[0];

		if (!len || c == 0x7f || (c < ' ' && !(lines && (c == '\n' || c == '\t'))))
			return false;
		rest = bytes_part(rest, len, rest.len);
	}
	return true;
}

static bool well_formed(const struct answer *a, const struct record_file *files, size_t count, struct error *e)
{
	if (strlen(a->note) > RECORD_TEXT_MAX || strlen(a->by) > RECORD_TEXT_MAX)
		return error_set(e, ERROR_LIMIT, "%s: the note is longer than %d bytes", unit_name(a->unit),
				 RECORD_TEXT_MAX);
	if (!text_trim(bytes_str(a->by)).len)
		return error_set(e, ERROR_USAGE, "%s: an answer needs a named person", unit_name(a->unit));
	if (!plain(a->by, false) || !plain(a->note, true))
		return error_set(e, ERROR_USAGE, "%s: the name or the note is no plain text in UTF-8",
				 unit_name(a->unit));
	if (a->overrule && !text_trim(bytes_str(a->note)).len)
		return error_set(e, ERROR_USAGE, "%s: to overrule what was found needs a note that says why",
				 unit_name(a->unit));
	if (count > RECORD_ATTACHMENTS_MAX)
		return error_set(e, ERROR_LIMIT, "more than %d attachments", RECORD_ATTACHMENTS_MAX);
	for (size_t i = 0; i < count; i++)
		if (files[i].content.len > RECORD_ATTACHMENT_MAX)
			return error_set(e, ERROR_LIMIT, "attachment '%s' is larger than %d MiB", files[i].name,
					 RECORD_ATTACHMENT_MAX >> 20);
	return true;
}

static bool fewer_than(sqlite3 *db, const char *sql, sqlite3_int64 max, const char *what, struct error *e)
{
	sqlite3_stmt *s;
	bool ok;

	TRY(case_prepare(db, sql, &s, e));
	ok = sqlite3_step(s) == SQLITE_ROW && sqlite3_column_int64(s, 0) <= max;
	sqlite3_finalize(s);
	return ok || error_set(e, ERROR_LIMIT, "a case holds at most %lld %s", (long long)max, what);
}

/* What is written must be read again. */
static bool still_fits(sqlite3 *db, struct error *e)
{
	return fewer_than(db, "SELECT count(*) FROM answer", RECORD_ANSWERS_MAX, "answers", e) &&
	       fewer_than(db, "SELECT count(*) FROM attachment", RECORD_ALL_ATTACHMENTS_MAX, "attachments", e);
}

bool record_answers(const char *path, const struct answer *answers, size_t count, const struct record_file *files,
		    size_t file_count, const char *now, struct error *e)
{
	sqlite3 *db;
	bool ok;

	for (size_t i = 0; i < count; i++)
		TRY(well_formed(&answers[i], files, i + 1 == count ? file_count : 0, e));
	TRY(case_open_write(path, &db, e));
	ok = case_schema_make(db, CASE_PART_ANSWERS, e);
	for (size_t i = 0; ok && i < count; i++)
		ok = append_answer(db, &answers[i], files, i + 1 == count ? file_count : 0, now, e);
	ok = ok && still_fits(db, e);
	if (!ok) {
		case_abandon(db);
		return error_add(e, "'%s'", path);
	}
	return case_commit(db, e) || error_add(e, "'%s'", path);
}

bool record_event(const char *path, const struct audit_event *event, struct error *e)
{
	sqlite3 *db;

	TRY(case_open_write(path, &db, e));
	if (!audit_append(db, event, e)) {
		case_abandon(db);
		return error_add(e, "'%s'", path);
	}
	return case_commit(db, e) || error_add(e, "'%s'", path);
}

bool record_attachment(const char *path, const char *sha256, struct arena *arena, struct bytes *ret, struct error *e)
{
	struct bytes content = {0};
	sqlite3_stmt *s = NULL;
	uint8_t sum[SHA256_LEN];
	char hex[65];
	sqlite3 *db;
	bool ok;

	TRY(case_open_read(path, &db, e));
	sqlite3_limit(db, SQLITE_LIMIT_LENGTH, RECORD_ATTACHMENT_MAX + 4096);
	ok = case_prepare(db, "SELECT bytes FROM content WHERE sha256=?", &s, e);
	if (ok) {
		bind_text(s, 1, sha256);
		if (sqlite3_step(s) == SQLITE_ROW) {
			content = arena_copy(arena, case_column(s, 0));
			ok = content.at || error_memory(e, "attachment");
		} else {
			ok = error_set(e, ERROR_INPUT, "attachment %s is not in the case", sha256);
		}
	}
	sqlite3_finalize(s);
	case_close(db);
	if (!ok)
		return error_add(e, "'%s'", path);
	hash_sha256(content, sum);
	text_hex(bytes_of(sum, sizeof sum), hex);
	if (strcmp(hex, sha256) != 0)
		return error_set(e, ERROR_INPUT, "'%s': attachment %s was changed", path, sha256);
	*ret = content;
	return true;
}
