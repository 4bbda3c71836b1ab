#include "assess/archive/archive.h"

#include "assess/archive/archive_parts.h"
#include "core/base/text.h"
#include "core/crypto/cms.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"
#include "core/sys/journal.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool archive_path(const struct archive *a, const char *name, char ret[ARCHIVE_PATH], struct error *e)
{
	int n = snprintf(ret, ARCHIVE_PATH, "%s/%s", a->path, name);

	return (n > 0 && n < ARCHIVE_PATH) || error_set(e, ERROR_USAGE, "path too long");
}

static bool stored_path(const struct archive *a, const char *sha256, char ret[ARCHIVE_PATH], struct error *e)
{
	char name[sizeof ARCHIVE_DOCUMENTS + ARCHIVE_HEX];

	snprintf(name, sizeof name, ARCHIVE_DOCUMENTS "/%s", sha256);
	return archive_path(a, name, ret, e);
}

/* The log first: a store without one, in which there are documents, has lost it. */
static bool create(const struct archive *a, struct error *e)
{
	char log[ARCHIVE_PATH], documents[ARCHIVE_PATH];
	struct folder f;
	size_t count;

	TRY(archive_path(a, ARCHIVE_LOG, log, e) && archive_path(a, ARCHIVE_DOCUMENTS, documents, e));
	TRY(folder_make(a->path, e));
	if (access(log, F_OK) != 0) {
		TRY(folder_read(a->path, &f, e));
		count = f.count;
		folder_done(&f);
		if (count || folder_is(documents))
			return error_set(e, ERROR_INPUT,
					 "'%s' is not empty and has no " ARCHIVE_LOG ": not an archive, or one "
					 "that lost its log",
					 a->path);
		TRY(journal_create(log, e));
	}
	return folder_make(documents, e);
}

static bool read_log(struct archive *a, struct error *e)
{
	char path[ARCHIVE_PATH];
	struct bytes lines;
	bool ok;

	TRY(archive_path(a, ARCHIVE_LOG, path, e) && journal_read(path, ARCHIVE_LOG_MAX, &lines, &a->torn, e));
	ok = archive_log_read(lines, &a->log, e);
	a->size = lines.len;
	free((void *)(uintptr_t)lines.at);
	return ok;
}

bool archive_open(const char *path, enum archive_mode mode, struct archive *ret, struct error *e)
{
	struct archive a = {.path = path, .lock = -1};

	if (mode == ARCHIVE_CREATE)
		TRY(create(&a, e));
	TRY(folder_lock(path, mode != ARCHIVE_READ, &a.lock, e));
	if (!read_log(&a, e)) {
		fd_done(&a.lock);
		return false;
	}
	if (mode != ARCHIVE_READ && a.log.fault[0]) {
		error_set(e, ERROR_INPUT, "'%s' is damaged, nothing is added: %.160s", path, a.log.fault);
		archive_close(&a);
		return false;
	}
	*ret = a;
	return true;
}

void archive_close(struct archive *a)
{
	archive_log_done(&a->log);
	fd_done(&a->lock);
}

/* Appends the entry and reads the log anew. */
static bool commit(struct archive *a, struct archive_entry *entry, time_t now, struct error *e)
{
	struct writer line = writer_of(ARCHIVE_LINE_MAX, "entry");
	char path[ARCHIVE_PATH], at[24];
	struct tm tm;
	bool ok;

	if (!gmtime_r(&now, &tm) || strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%SZ", &tm) == 0)
		return error_set(e, ERROR_ENVIRONMENT, "the clock is not set");
	entry->at = at;
	entry->sequence = a->log.count + 1;
	entry->repaired = a->torn;
	memcpy(entry->previous, a->log.head, sizeof entry->previous);
	ok = archive_path(a, ARCHIVE_LOG, path, e) && archive_entry_print(entry, &line, e) &&
	     journal_append(path, a->size, writer_bytes(&line), e);
	writer_free(&line);
	entry->at = ""; /* the text of the time does not outlive this */
	if (ok) {
		archive_log_done(&a->log);
		ok = read_log(a, e);
	}
	if (ok && (a->log.fault[0] || a->log.count != entry->sequence))
		return error_set(e, ERROR_ENVIRONMENT, "what was written does not read back: %.160s", a->log.fault);
	return ok;
}

bool archive_load(const struct archive *a, const struct archive_file *file, struct bytes *ret, struct error *e)
{
	char path[ARCHIVE_PATH], hex[ARCHIVE_HEX];
	uint8_t sum[SHA256_LEN];
	struct bytes in;

	TRY(stored_path(a, file->sha256, path, e) && file_read(path, ARCHIVE_DOCUMENT_MAX, &in, e));
	hash_sha256(in, sum);
	text_hex(bytes_of(sum, sizeof sum), hex);
	if (in.len != file->size || strcmp(hex, file->sha256) != 0) {
		free((void *)(uintptr_t)in.at);
		return error_set(e, ERROR_INPUT, "the document %.16s... is damaged", file->sha256);
	}
	*ret = in;
	return true;
}

/* Content-addressed: what is there already, and whole, stays. */
static bool store(const struct archive *a, struct bytes content, struct archive_file *ret, struct error *e)
{
	uint8_t sum[SHA256_LEN];
	char path[ARCHIVE_PATH];
	struct bytes there;
	struct error unsaid;

	hash_sha256(content, sum);
	text_hex(bytes_of(sum, sizeof sum), ret->sha256);
	ret->size = content.len;
	if (archive_load(a, ret, &there, &unsaid)) {
		free((void *)(uintptr_t)there.at);
		return true;
	}
	return stored_path(a, ret->sha256, path, e) && file_write(path, content, e);
}

/* The signature beside a document, which has to fit it; empty where there is none. Whose it is, is for whoever
 * verifies. */
static bool read_signature(const char *path, struct bytes content, time_t now, struct bytes *ret, struct error *e)
{
	struct cms_trust trust = {.at = now};
	struct cms_verdict verdict;
	char beside[ARCHIVE_PATH];
	int n = snprintf(beside, sizeof beside, "%s.p7s", path);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof beside)
		return error_set(e, ERROR_USAGE, "path too long");
	if (access(beside, F_OK) != 0)
		return true;
	TRY(file_read(beside, CMS_MAX, ret, e));
	ok = cms_verify(*ret, content, &trust, &verdict, e) || error_add(e, "'%s'", beside);
	if (ok && verdict.standing == CMS_BROKEN)
		ok = error_set(e, ERROR_INPUT, "'%s' does not fit the document: not archived", beside);
	return ok;
}

static bool printable(const char *text)
{
	struct writer w = writer_of((size_t)8 * ARCHIVE_TEXT_MAX, "text");
	bool same;

	text_print_safe(&w, bytes_str(text));
	same = bytes_is(writer_bytes(&w), text) && text[0] && strlen(text) <= ARCHIVE_TEXT_MAX;
	writer_free(&w);
	return same;
}

/* Looks at a document and its signature, and, with `ret`, stores them. */
static bool take(const struct archive *a, const char *path, time_t now, struct archive_document *ret, struct error *e)
{
	struct bytes content, signature = {0}, name = text_basename(bytes_str(path));
	bool ok;

	if (!printable((const char *)name.at)) /* the end of a string */
		return error_set(e, ERROR_INPUT, "a document's name cannot be printed as it is");
	if (bytes_ends(name, ".p7s"))
		return error_set(e, ERROR_USAGE, "'%s': name the document; its signature is taken along", path);
	TRY(file_read(path, ARCHIVE_DOCUMENT_MAX, &content, e));
	ok = read_signature(path, content, now, &signature, e);
	if (ok && ret) {
		ret->name = (const char *)name.at;
		ret->has_signature = signature.at != NULL;
		ok = store(a, content, &ret->file, e) && (!signature.at || store(a, signature, &ret->signature, e));
	}
	free((void *)(uintptr_t)signature.at);
	free((void *)(uintptr_t)content.at);
	return ok;
}

/* Litter of a write that the power was cut from. */
static bool sweep(const struct archive *a, struct error *e)
{
	char documents[ARCHIVE_PATH], path[2 * ARCHIVE_PATH];
	struct folder f;
	bool ok = true;

	TRY(archive_path(a, ARCHIVE_DOCUMENTS, documents, e) && folder_make(documents, e) &&
	    folder_read(documents, &f, e));
	for (size_t i = 0; ok && i < f.count; i++)
		if (bytes_ends(bytes_str(f.files[i].path), ".tmp")) {
			snprintf(path, sizeof path, "%s/%s", documents, f.files[i].path);
			ok = file_remove(path, e);
		}
	folder_done(&f);
	return ok;
}

static const char *day_or_null(int32_t day, char room[DAY_TEXT])
{
	if (day == RETENTION_UNKNOWN)
		return NULL;
	day_print(day, room);
	return room;
}

static bool today(time_t now, int32_t *ret, struct error *e)
{
	if (now < 0 || now / DAY_SECONDS > DAY_LAST)
		return error_set(e, ERROR_ENVIRONMENT, "the clock is not set");
	*ret = (int32_t)(now / DAY_SECONDS);
	return true;
}

/* They are given back into one folder. */
static bool names_differ(const struct archive_request *r, struct error *e)
{
	for (size_t i = 0; i < r->count; i++)
		for (size_t k = 0; k < i; k++)
			if (bytes_equal(text_basename(bytes_str(r->files[i])), text_basename(bytes_str(r->files[k]))))
				return error_set(e, ERROR_USAGE,
						 "two documents of the same name in one entry: '%.120s'", r->files[i]);
	return true;
}

bool archive_add(struct archive *a, const struct archive_request *r, struct error *e)
{
	const struct retention_rule *rule = retention_find(r->kind);
	struct archive_document documents[ARCHIVE_FILES_MAX] = {0};
	char issued[DAY_TEXT], support[DAY_TEXT], placed[DAY_TEXT], until[DAY_TEXT], said[240];
	struct archive_entry entry = {.what = ARCHIVE_ADD, .kind = r->kind, .product = r->product, .rule = said};
	int32_t last, now = 0;

	if (!rule)
		return error_set(e, ERROR_USAGE, "no kind '%.40s'; kinds: see --help", r->kind);
	if (!printable(r->product))
		return error_set(e, ERROR_USAGE, "the product's name is empty, too long or cannot be printed as it is");
	if (r->count == 0 || r->count > ARCHIVE_FILES_MAX)
		return error_set(e, ERROR_USAGE, "1 to %d documents make an entry", ARCHIVE_FILES_MAX);
	TRY(retention_until(rule, &r->dates, &last, e) && today(r->now, &now, e));
	if (r->dates.issued > now + 1) /* it may be tomorrow already where it was issued */
		return error_set(e, ERROR_USAGE, "the day of issue lies ahead");
	TRY(names_differ(r, e));
	/* all of them first, so that one that is refused leaves nothing behind */
	for (size_t i = 0; i < r->count; i++)
		TRY(take(a, r->files[i], r->now, NULL, e));
	TRY(sweep(a, e));
	for (size_t i = 0; i < r->count; i++)
		TRY(take(a, r->files[i], r->now, &documents[i], e));
	retention_say(rule, said, sizeof said);
	day_print(last, until);
	entry.issued = day_or_null(r->dates.issued, issued);
	entry.support_end = day_or_null(r->dates.support_end, support);
	entry.placed = day_or_null(r->dates.placed, placed);
	entry.keep_until = until;
	entry.documents = documents;
	entry.document_count = r->count;
	return commit(a, &entry, r->now, e);
}

static int32_t day_of(const char *text)
{
	int32_t day = RETENTION_UNKNOWN;

	(void)!(text && day_parse(bytes_str(text), &day));
	return day;
}

bool archive_extend(struct archive *a, uint64_t sequence, const struct retention_dates *dates, time_t now,
		    struct error *e)
{
	const struct archive_entry *of = archive_log_entry(&a->log, sequence);
	const struct retention_rule *rule = of && of->what == ARCHIVE_ADD ? retention_find(of->kind) : NULL;
	struct retention_dates all;
	char support[DAY_TEXT], placed[DAY_TEXT], until[DAY_TEXT];
	struct archive_entry entry = {.what = ARCHIVE_EXTEND, .of = sequence};
	int32_t last;

	if (!rule)
		return error_set(e, ERROR_USAGE, "no entry %llu with documents", (unsigned long long)sequence);
	if (of->expired)
		return error_set(e, ERROR_USAGE, "the documents of entry %llu are gone", (unsigned long long)sequence);
	all = (struct retention_dates){day_of(of->issued), day_of(of->support_end), day_of(of->placed)};
	for (size_t i = (size_t)sequence; i < a->log.count; i++) {
		const struct archive_entry *later = &a->log.entries[i];

		if (later->what != ARCHIVE_EXTEND || later->of != sequence)
			continue;
		all.support_end = later->support_end ? day_of(later->support_end) : all.support_end;
		all.placed = later->placed ? day_of(later->placed) : all.placed;
	}
	if (dates->support_end != RETENTION_UNKNOWN)
		all.support_end = dates->support_end;
	if (dates->placed != RETENTION_UNKNOWN)
		all.placed = dates->placed;
	TRY(retention_until(rule, &all, &last, e));
	day_print(last, until);
	if (strcmp(until, of->until) <= 0)
		return error_set(e, ERROR_USAGE, "entry %llu is kept until %s already, and never less",
				 (unsigned long long)sequence, of->until);
	entry.support_end = day_or_null(dates->support_end, support);
	entry.placed = day_or_null(dates->placed, placed);
	entry.keep_until = until;
	return commit(a, &entry, now, e);
}

/* Of pointers to hashes in hex, for qsort and bsearch. */
static int compare_hashes(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Everything that an entry which is not expired names, as sorted hashes. */
static bool needed(const struct archive *a, struct arena *arena, const char ***ret, size_t *ret_count, struct error *e)
{
	const char **all = NULL;
	size_t count = 0, room = 0;

	for (size_t i = 0; i < a->log.count; i++)
		for (size_t k = 0; !a->log.entries[i].expired && k < a->log.entries[i].document_count; k++) {
			const struct archive_document *d = &a->log.entries[i].documents[k];

			if (!arena_grow(arena, &all, count, &room, sizeof *all))
				return error_memory(e, "archive");
			all[count++] = d->file.sha256;
			if (!d->has_signature)
				continue;
			if (!arena_grow(arena, &all, count, &room, sizeof *all))
				return error_memory(e, "archive");
			all[count++] = d->signature.sha256;
		}
	if (count)
		qsort(all, count, sizeof *all, compare_hashes);
	*ret = all;
	*ret_count = count;
	return true;
}

static bool drop_file(const struct archive *a, const char *sha256, const char **all, size_t count, struct error *e)
{
	char path[ARCHIVE_PATH];

	if (count && bsearch(&sha256, all, count, sizeof *all, compare_hashes))
		return true;
	return stored_path(a, sha256, path, e) && file_remove(path, e);
}

/* The documents of all expired entries that no other entry needs: also those that an earlier run did not get to. */
static bool drop(const struct archive *a, struct error *e)
{
	struct arena arena;
	const char **all = NULL;
	size_t count = 0;
	bool ok;

	arena_init(&arena, 0);
	ok = needed(a, &arena, &all, &count, e);
	for (size_t i = 0; ok && i < a->log.count; i++)
		for (size_t k = 0; ok && a->log.entries[i].expired && k < a->log.entries[i].document_count; k++) {
			const struct archive_document *d = &a->log.entries[i].documents[k];

			ok = drop_file(a, d->file.sha256, all, count, e) &&
			     (!d->has_signature || drop_file(a, d->signature.sha256, all, count, e));
		}
	arena_done(&arena);
	return ok;
}

bool archive_expire(struct archive *a, int32_t before, time_t now, size_t *ret, struct error *e)
{
	struct archive_entry entry = {.what = ARCHIVE_EXPIRE};
	char day[DAY_TEXT];
	struct arena arena;
	size_t room = 0;
	int32_t current = 0;
	bool ok = true;

	TRY(today(now, &current, e));
	if (before > current)
		return error_set(e, ERROR_USAGE, "the day lies ahead: nothing is dropped before its time");
	day_print(before, day);
	entry.before = day;
	arena_init(&arena, 0);
	for (size_t i = 0; ok && i < a->log.count; i++) {
		const struct archive_entry *of = &a->log.entries[i];

		if (of->what != ARCHIVE_ADD || of->expired || strcmp(of->until, day) >= 0)
			continue;
		ok = arena_grow(&arena, &entry.dropped, entry.dropped_count, &room, sizeof *entry.dropped) ||
		     error_memory(e, "archive");
		if (ok)
			entry.dropped[entry.dropped_count++] = of->sequence;
	}
	/* first the entry that says so, then the documents: never the other way around */
	ok = ok && (entry.dropped_count == 0 || commit(a, &entry, now, e)) && drop(a, e);
	if (ok)
		*ret = entry.dropped_count;
	arena_done(&arena);
	return ok;
}
