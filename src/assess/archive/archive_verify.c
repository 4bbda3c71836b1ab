/* Part of archive.c. The proof that nothing was lost, and heads. */
#include "assess/archive/archive.h"
#include "assess/archive/archive_parts.h"
#include "assess/archive/manifest.h"
#include "core/base/day.h"
#include "core/base/text.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"
#include "core/sys/journal.h"

#include <jansson.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define FORMAT "holdfast-archive-head"

void archive_report_done(struct archive_report *r)
{
	arena_done(&r->arena);
	r->lines = NULL;
	r->count = 0;
}

struct checking {
	const struct archive *a;
	struct folder documents; /* listed */
	bool *named;             /* beside documents.files: an entry names it */
	time_t now;
	struct archive_report report;
	size_t room;
	struct error *e;
};

static bool say(struct checking *c, bool problem, const char *fmt, ...) PRINTF(3, 4);
static bool say(struct checking *c, bool problem, const char *fmt, ...)
{
	char text[600];
	va_list args;
	struct archive_line line = {.problem = problem};

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	line.text = arena_str(&c->report.arena, bytes_str(text));
	if (!line.text || !arena_grow(&c->report.arena, &c->report.lines, c->report.count, &c->room, sizeof line))
		return error_memory(c->e, "archive");
	c->report.lines[c->report.count++] = line;
	c->report.problems += problem;
	return true;
}

static int by_path(const void *key, const void *file)
{
	return strcmp(key, ((const struct folder_file *)file)->path);
}

static struct folder_file *find(const struct checking *c, const char *sha256)
{
	return c->documents.count
		       ? bsearch(sha256, c->documents.files, c->documents.count, sizeof *c->documents.files, by_path)
		       : NULL;
}

/* Of one stored file: there and intact. */
static bool check_file(struct checking *c, const struct archive_entry *entry, const char *name, const char *what,
		       const struct archive_file *file)
{
	struct folder_file *there = find(c, file->sha256);
	struct manifest_entry now;
	char hex[ARCHIVE_HEX];
	struct error why;

	if (!there)
		return say(c, true, "entry %llu: %s '%s' is missing (SHA-256 %s)", (unsigned long long)entry->sequence,
			   what, name, file->sha256);
	if (c->named[there - c->documents.files]) /* content that several entries name is read once */
		return true;
	c->named[there - c->documents.files] = true;
	if (!manifest_measure(&c->documents, file->sha256, &now, &why)) {
		if (why.code != ERROR_INPUT) {
			*c->e = why;
			return false;
		}
		return say(c, true, "entry %llu: %s '%s': %s", (unsigned long long)entry->sequence, what, name,
			   why.text);
	}
	text_hex(bytes_of(now.sha256, sizeof now.sha256), hex);
	if (now.size != file->size || strcmp(hex, file->sha256) != 0)
		return say(c, true, "entry %llu: %s '%s' was changed", (unsigned long long)entry->sequence, what, name);
	c->report.files++;
	return true;
}

static bool check_entries(struct checking *c)
{
	for (size_t i = 0; i < c->a->log.count; i++) {
		const struct archive_entry *entry = &c->a->log.entries[i];

		for (size_t k = 0; !entry->expired && k < entry->document_count; k++) {
			const struct archive_document *d = &entry->documents[k];

			TRY(check_file(c, entry, d->name, "document", &d->file));
			if (d->has_signature)
				TRY(check_file(c, entry, d->name, "the signature of", &d->signature));
		}
		if (entry->repaired)
			TRY(say(c, false,
				"entry %llu: before it, %llu bytes of an entry that was not finished were cut off",
				(unsigned long long)entry->sequence, (unsigned long long)entry->repaired));
	}
	return true;
}

/* The time of an entry is the clock of the machine that wrote it. Going back it misdates; ahead of today it may have
 * let documents go before their time. */
static bool check_clock(struct checking *c)
{
	const struct archive_log *log = &c->a->log;
	char ahead[24];
	time_t tomorrow = c->now + DAY_SECONDS;
	struct tm tm;

	if (!gmtime_r(&tomorrow, &tm) || strftime(ahead, sizeof ahead, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return error_set(c->e, ERROR_ENVIRONMENT, "the clock is not set");
	for (size_t i = 0; i < log->count; i++) {
		const struct archive_entry *entry = &log->entries[i];
		unsigned long long number = entry->sequence;

		if (i && strcmp(entry->at, entry[-1].at) < 0)
			TRY(say(c, false,
				"entry %llu is dated %s, before the entry that it follows (%s): a clock was wrong",
				number, entry->at, entry[-1].at));
		if (strcmp(entry->at, ahead) > 0)
			TRY(say(c, entry->what == ARCHIVE_EXPIRE, "entry %llu is dated %s, which lies ahead: %s",
				number, entry->at,
				entry->what == ARCHIVE_EXPIRE
					? "documents were dropped by a clock that was wrong, or today's is"
					: "a clock was wrong, or today's is"));
	}
	return true;
}

static bool check_strays(struct checking *c)
{
	size_t strays = 0;

	for (size_t i = 0; i < c->documents.count; i++)
		strays += !c->named[i];
	return strays == 0 ||
	       say(c, false,
		   "%zu files in " ARCHIVE_DOCUMENTS " belong to no entry (or to expired ones): left over from "
		   "a run that was cut short, or not put there by this program",
		   strays);
}

static bool check(struct checking *c)
{
	if (c->a->log.fault[0])
		TRY(say(c, true, "%s; what stands behind it is not looked at", c->a->log.fault));
	if (c->a->torn)
		TRY(say(c, false,
			"the last %zu bytes of the log are an entry that was not finished: it was never confirmed, and "
			"the next "
			"entry cuts it off",
			c->a->torn));
	return check_entries(c) && check_clock(c) && (c->a->log.fault[0] || check_strays(c));
}

bool archive_verify(const struct archive *a, time_t now, struct archive_report *ret, struct error *e)
{
	struct checking c = {.a = a, .now = now, .e = e};
	char path[ARCHIVE_PATH];
	bool ok;

	TRY(archive_path(a, ARCHIVE_DOCUMENTS, path, e));
	if (folder_is(path)) {
		TRY(folder_read(path, &c.documents, e));
	} else {
		c.documents.fd = -1;
		arena_init(&c.documents.arena, 0);
	}
	arena_init(&c.report.arena, 0);
	c.named = arena_array(&c.documents.arena, c.documents.count, sizeof *c.named);
	ok = c.named ? check(&c) : error_memory(e, "archive");
	folder_done(&c.documents);
	if (!ok) {
		archive_report_done(&c.report);
		return false;
	}
	*ret = c.report;
	return true;
}

bool archive_find_head(const struct archive *a, const char *head, uint64_t *ret_sequence)
{
	size_t zeros = strspn(head, "0");

	if (zeros == ARCHIVE_HEX - 1 && head[zeros] == 0) {
		*ret_sequence = 0;
		return true;
	}
	for (size_t i = 0; i < a->log.count; i++)
		if (strcmp(a->log.entries[i].hash, head) == 0) {
			*ret_sequence = a->log.entries[i].sequence;
			return true;
		}
	return false;
}

bool archive_head_text(const struct archive *a, struct writer *out, char name[64], struct error *e)
{
	json_t *json = json_pack("{s:s, s:s, s:I}", "format", FORMAT, "head", a->log.head, "entries",
				 (json_int_t)a->log.count);
	char *text = json ? json_dumps(json, JSON_SORT_KEYS | JSON_COMPACT) : NULL;

	json_decref(json);
	if (!text)
		return error_memory(e, "head");
	write_str(out, text);
	write_str(out, "\n");
	free(text);
	snprintf(name, 64, "%08llu-%.16s.json", (unsigned long long)a->log.count, a->log.head);
	return writer_done(out, e);
}

bool archive_head_read(struct bytes text, uint64_t *ret_sequence, char ret_head[ARCHIVE_HEX], struct error *e)
{
	json_error_t fault;
	json_t *json =
		text.len <= 4096 ? json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, &fault) : NULL;
	const char *format = json_string_value(json_object_get(json, "format")),
		   *head = json_string_value(json_object_get(json, "head"));
	const json_t *entries = json_object_get(json, "entries");
	uint8_t raw[SHA256_LEN];
	bool ok = json_object_size(json) == 3 && format && head && strcmp(format, FORMAT) == 0 &&
		  json_is_integer(entries) && json_integer_value(entries) >= 0 &&
		  text_unhex(bytes_str(head), raw, sizeof raw);

	if (ok) {
		*ret_sequence = (uint64_t)json_integer_value(entries);
		text_hex(bytes_of(raw, sizeof raw), ret_head);
	}
	json_decref(json);
	return ok || error_set(e, ERROR_INPUT, "not the head of an archive");
}

bool archive_head_keep(const struct archive *a, struct bytes text, const char *name, struct bytes signature,
		       struct error *e)
{
	char folder[ARCHIVE_PATH], path[ARCHIVE_PATH], below[128];

	snprintf(below, sizeof below, ARCHIVE_HEADS "/%s", name);
	TRY(archive_path(a, ARCHIVE_HEADS, folder, e) && folder_make(folder, e) && archive_path(a, below, path, e) &&
	    file_write(path, text, e));
	snprintf(below, sizeof below, ARCHIVE_HEADS "/%s.p7s", name);
	return archive_path(a, below, path, e) && file_write(path, signature, e);
}
