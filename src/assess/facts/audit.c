#include "assess/facts/audit.h"

#include "assess/facts/case_schema.h"
#include "assess/facts/casedb.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <stdio.h>
#include <string.h>

/* Every part with its length in front: no two entries give the same bytes. */
static void hash_part(struct hash *h, const char *text)
{
	char len[24];

	snprintf(len, sizeof len, "%zu:", strlen(text));
	hash_add(h, bytes_str(len));
	hash_add(h, bytes_str(text));
}

static void entry_hash(const char *before, uint64_t number, const struct audit_event *event, char ret[65])
{
	struct hash h = hash_begin(HASH_SHA256);
	uint8_t sum[SHA256_LEN];
	char digits[24];

	snprintf(digits, sizeof digits, "%llu", (unsigned long long)number);
	hash_part(&h, before);
	hash_part(&h, digits);
	hash_part(&h, event->at);
	hash_part(&h, event->who);
	hash_part(&h, event->what);
	hash_part(&h, event->subject);
	hash_part(&h, event->detail);
	hash_end(&h, sum);
	text_hex(bytes_of(sum, sizeof sum), ret);
}

static bool last_entry(sqlite3 *db, uint64_t *ret_number, char ret_hash[65], struct error *e)
{
	sqlite3_stmt *s;
	int rc;

	*ret_number = 0;
	ret_hash[0] = '\0';
	TRY(case_prepare(db, "SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1", &s, e));
	rc = sqlite3_step(s);
	if (rc == SQLITE_ROW) {
		*ret_number = (uint64_t)sqlite3_column_int64(s, 0);
		snprintf(ret_hash, 65, "%s", sqlite3_column_text(s, 1) ? (const char *)sqlite3_column_text(s, 1) : "");
		rc = SQLITE_DONE;
	}
	sqlite3_finalize(s);
	return rc == SQLITE_DONE || case_sql_error(db, "audit trail", e);
}

bool audit_append(struct sqlite3 *db, const struct audit_event *event, struct error *e)
{
	const char *parts[] = {event->at, event->who, event->what, event->subject, event->detail};
	sqlite3_stmt *s;
	uint64_t number;
	char before[65], hash[65];

	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (strlen(parts[i]) > AUDIT_TEXT_MAX)
			return error_set(e, ERROR_LIMIT, "audit trail: more than %d bytes in one entry",
					 AUDIT_TEXT_MAX);
	TRY(case_schema_make(db, CASE_PART_AUDIT, e));
	TRY(last_entry(db, &number, before, e));
	entry_hash(before, ++number, event, hash);
	TRY(case_prepare(db, "INSERT INTO audit VALUES(?,?,?,?,?,?,?)", &s, e));
	sqlite3_bind_int64(s, 1, (sqlite3_int64)number);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		sqlite3_bind_text(s, (int)i + 2, parts[i], -1, SQLITE_STATIC);
	sqlite3_bind_text(s, 7, hash, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_DONE) {
		case_sql_error(db, "audit trail", e);
		sqlite3_finalize(s);
		return false;
	}
	sqlite3_finalize(s);
	return true;
}

static bool load_entry(sqlite3_stmt *s, const struct audit_entry *before, struct arena *arena, struct audit_entry *ret,
		       struct error *e)
{
	char *text[6];
	char hash[65];

	ret->number = (uint64_t)sqlite3_column_int64(s, 0);
	for (int i = 0; i < 6; i++) {
		struct bytes value = case_column(s, i + 1);

		if (value.len > AUDIT_TEXT_MAX || memchr(value.at, 0, value.len))
			return error_set(e, ERROR_INPUT, "audit trail: entry %llu is not text",
					 (unsigned long long)ret->number);
		text[i] = arena_str(arena, value);
		if (!text[i])
			return error_memory(e, "audit trail");
	}
	ret->event = (struct audit_event){text[0], text[1], text[2], text[3], text[4]};
	if (ret->number != (before ? before->number + 1 : 1))
		return error_set(
			e, ERROR_INPUT, "audit trail: entry %llu stands where %llu belongs: entries are missing",
			(unsigned long long)ret->number, (unsigned long long)(before ? before->number + 1 : 1));
	entry_hash(before ? before->hash : "", ret->number, &ret->event, hash);
	if (strcmp(hash, text[5]) != 0)
		return error_set(e, ERROR_INPUT,
				 "audit trail: entry %llu was changed, or one before it: its hash does not fit",
				 (unsigned long long)ret->number);
	memcpy(ret->hash, hash, sizeof ret->hash);
	return true;
}

bool audit_load(struct sqlite3 *db, struct arena *arena, const struct audit_entry **ret, size_t *ret_count,
		struct error *e)
{
	struct audit_entry *all = NULL;
	size_t count = 0, room = 0;
	sqlite3_stmt *s;
	bool there, ok = true;
	int rc = SQLITE_DONE;

	*ret = NULL;
	*ret_count = 0;
	TRY(case_has_table(db, "audit", &there, e));
	if (!there)
		return true;
	TRY(case_prepare(db, "SELECT number, at, who, what, subject, detail, hash FROM audit ORDER BY number", &s, e));
	while (ok && (rc = sqlite3_step(s)) == SQLITE_ROW) {
		ok = count < AUDIT_ENTRIES_MAX || error_set(e, ERROR_LIMIT, "audit trail: too many entries");
		ok = ok && (arena_grow(arena, &all, count, &room, sizeof *all) || error_memory(e, "audit trail"));
		ok = ok && load_entry(s, count ? &all[count - 1] : NULL, arena, &all[count], e);
		count += ok;
	}
	if (ok && rc != SQLITE_DONE)
		ok = case_sql_error(db, "audit trail", e);
	sqlite3_finalize(s);
	if (!ok)
		return false;
	*ret = all;
	*ret_count = count;
	return true;
}
