#include "assess/archive/archive_log.h"

#include "core/base/day.h"
#include "core/base/text.h"

#include <jansson.h>
#include <stdlib.h>

static const char *const whats[] = {"add", "extend", "expire"};

void archive_log_done(struct archive_log *log)
{
	arena_done(&log->arena);
	log->entries = NULL;
	log->count = 0;
}

static bool set_text(json_t *to, const char *key, const char *value)
{
	return !value || json_object_set_new(to, key, json_string(value)) == 0;
}

static bool set_number(json_t *to, const char *key, uint64_t value)
{
	return json_object_set_new(to, key, json_integer((json_int_t)value)) == 0;
}

static bool set_file(json_t *to, const struct archive_file *file)
{
	return set_text(to, "sha256", file->sha256) && set_number(to, "size", file->size);
}

static json_t *document_json(const struct archive_document *d)
{
	json_t *to = json_object(), *signature = d->has_signature ? json_object() : NULL;
	bool ok = to && set_text(to, "name", d->name) && set_file(to, &d->file);

	if (ok && d->has_signature)
		ok = signature && set_file(signature, &d->signature) &&
		     json_object_set(to, "signature", signature) == 0;
	json_decref(signature);
	if (!ok) {
		json_decref(to);
		return NULL;
	}
	return to;
}

static bool set_lists(json_t *to, const struct archive_entry *entry)
{
	json_t *list = json_array();
	bool ok = list;

	if (entry->what == ARCHIVE_ADD)
		for (size_t i = 0; ok && i < entry->document_count; i++)
			ok = json_array_append_new(list, document_json(&entry->documents[i])) == 0;
	if (entry->what == ARCHIVE_EXPIRE)
		for (size_t i = 0; ok && i < entry->dropped_count; i++)
			ok = json_array_append_new(list, json_integer((json_int_t)entry->dropped[i])) == 0;
	if (ok && entry->what != ARCHIVE_EXTEND)
		ok = json_object_set(to, entry->what == ARCHIVE_ADD ? "documents" : "entries", list) == 0;
	json_decref(list);
	return ok;
}

bool archive_entry_print(struct archive_entry *entry, struct writer *out, struct error *e)
{
	json_t *to = json_object();
	size_t start = out->len;
	char *text = NULL;
	uint8_t sum[SHA256_LEN];

	if (to && set_number(to, "sequence", entry->sequence) && set_text(to, "previous", entry->previous) &&
	    set_text(to, "what", whats[entry->what]) && set_text(to, "at", entry->at) &&
	    (!entry->repaired || set_number(to, "repaired", entry->repaired)) && set_text(to, "kind", entry->kind) &&
	    set_text(to, "product", entry->product) && set_text(to, "issued", entry->issued) &&
	    set_text(to, "rule", entry->rule) && set_text(to, "support_end", entry->support_end) &&
	    set_text(to, "placed", entry->placed) && set_text(to, "keep_until", entry->keep_until) &&
	    set_text(to, "before", entry->before) && (!entry->of || set_number(to, "of", entry->of)) &&
	    set_lists(to, entry))
		text = json_dumps(to, JSON_SORT_KEYS | JSON_COMPACT);
	json_decref(to);
	if (!text)
		return error_memory(e, "entry");
	write_str(out, text);
	free(text);
	TRY(writer_done(out, e));
	hash_sha256(bytes_part(writer_bytes(out), start, out->len), sum);
	text_hex(bytes_of(sum, sizeof sum), entry->hash);
	return true;
}

/* What is read while one line is. */
struct line {
	struct arena *arena;
	const json_t *json;
	struct error *e;
	bool memory; /* it failed for want of it */
};

static bool bad(struct line *l, const char *key)
{
	return error_set(l->e, ERROR_INPUT, "'%s' is missing or not what it has to be", key);
}

/* Printable text; *ret NULL where it is absent and may be. */
static bool get_text(struct line *l, const json_t *from, const char *key, bool needed, const char **ret)
{
	const json_t *value = json_object_get(from, key);
	struct writer w;
	bool same;

	*ret = NULL;
	if (!value && !needed)
		return true;
	if (!json_is_string(value) || json_string_length(value) == 0 || json_string_length(value) > ARCHIVE_TEXT_MAX)
		return bad(l, key);
	w = writer_of((size_t)8 * ARCHIVE_TEXT_MAX, "text");
	text_print_safe(&w, bytes_of(json_string_value(value), json_string_length(value)));
	same = bytes_is(writer_bytes(&w), json_string_value(value)) && w.len == json_string_length(value);
	l->memory |= w.failed == ERROR_ENVIRONMENT;
	writer_free(&w);
	if (!same)
		return bad(l, key);
	*ret = arena_str(l->arena, bytes_str(json_string_value(value)));
	l->memory |= !*ret;
	return *ret != NULL;
}

static bool get_day(struct line *l, const char *key, bool needed, const char **ret)
{
	int32_t day;

	TRY(get_text(l, l->json, key, needed, ret));
	return !*ret || day_parse(bytes_str(*ret), &day) || bad(l, key);
}

static bool get_number(struct line *l, const json_t *from, const char *key, bool needed, uint64_t *ret)
{
	const json_t *value = json_object_get(from, key);

	*ret = 0;
	if (!value && !needed)
		return true;
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return bad(l, key);
	*ret = (uint64_t)json_integer_value(value);
	return true;
}

static bool get_hash(struct line *l, const json_t *from, const char *key, char ret[ARCHIVE_HEX])
{
	const json_t *value = json_object_get(from, key);
	uint8_t raw[SHA256_LEN];

	if (!json_is_string(value) ||
	    !text_unhex(bytes_of(json_string_value(value), json_string_length(value)), raw, sizeof raw))
		return bad(l, key);
	text_hex(bytes_of(raw, sizeof raw), ret);
	return true;
}

static bool get_file(struct line *l, const json_t *from, struct archive_file *ret)
{
	return get_hash(l, from, "sha256", ret->sha256) && get_number(l, from, "size", true, &ret->size);
}

static bool get_document(struct line *l, const json_t *from, struct archive_document *ret)
{
	const json_t *signature = json_object_get(from, "signature");

	TRY(get_text(l, from, "name", true, &ret->name));
	if (strchr(ret->name, '/') || strcmp(ret->name, ".") == 0 || strcmp(ret->name, "..") == 0)
		return bad(l, "name");
	TRY(get_file(l, from, &ret->file));
	ret->has_signature = signature != NULL;
	return !signature || get_file(l, signature, &ret->signature);
}

static bool get_documents(struct line *l, struct archive_entry *entry)
{
	const json_t *list = json_object_get(l->json, "documents");
	size_t count = json_array_size(list);

	if (count == 0 || count > ARCHIVE_FILES_MAX)
		return bad(l, "documents");
	entry->documents = arena_array(l->arena, count, sizeof *entry->documents);
	if (!entry->documents) {
		l->memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++)
		TRY(get_document(l, json_array_get(list, i), &entry->documents[entry->document_count++]));
	return true;
}

/* Each names an ADD entry before this one, ascending. */
static bool get_expired(struct line *l, const struct archive_log *log, struct archive_entry *entry)
{
	const json_t *list = json_object_get(l->json, "entries");
	size_t count = json_array_size(list);

	if (count == 0 || count > log->count)
		return bad(l, "entries");
	entry->dropped = arena_array(l->arena, count, sizeof *entry->dropped);
	if (!entry->dropped) {
		l->memory = true;
		return false;
	}
	for (size_t i = 0; i < count; i++) {
		const json_t *value = json_array_get(list, i);
		uint64_t number = json_is_integer(value) && json_integer_value(value) > 0
					  ? (uint64_t)json_integer_value(value)
					  : 0;
		const struct archive_entry *of = archive_log_entry(log, number);

		if (!of || of->what != ARCHIVE_ADD || (i && number <= entry->dropped[i - 1]))
			return bad(l, "entries");
		/* nothing leaves before its time, whatever a log says: neither for a day that lay ahead then */
		if (strncmp(entry->before, entry->at, DAY_TEXT - 1) > 0)
			return error_set(l->e, ERROR_INPUT, "it drops what was due before a day that lay ahead");
		if (strcmp(of->until, entry->before) >= 0 || of->expired)
			return error_set(l->e, ERROR_INPUT, "it drops entry %llu before its time, or twice",
					 (unsigned long long)number);
		entry->dropped[entry->dropped_count++] = number;
	}
	return true;
}

static bool get_by_what(struct line *l, const struct archive_log *log, struct archive_entry *entry)
{
	const struct archive_entry *of;

	switch (entry->what) {
	case ARCHIVE_ADD:
		return get_text(l, l->json, "kind", true, &entry->kind) &&
		       get_text(l, l->json, "product", true, &entry->product) &&
		       get_day(l, "issued", true, &entry->issued) && get_text(l, l->json, "rule", true, &entry->rule) &&
		       get_day(l, "support_end", false, &entry->support_end) &&
		       get_day(l, "placed", false, &entry->placed) &&
		       get_day(l, "keep_until", true, &entry->keep_until) && get_documents(l, entry);
	case ARCHIVE_EXTEND:
		TRY(get_number(l, l->json, "of", true, &entry->of) &&
		    get_day(l, "support_end", false, &entry->support_end) &&
		    get_day(l, "placed", false, &entry->placed) && get_day(l, "keep_until", true, &entry->keep_until));
		of = archive_log_entry(log, entry->of);
		if (!of || of->what != ARCHIVE_ADD || strcmp(entry->keep_until, of->until) < 0)
			return bad(l, "of");
		return true;
	case ARCHIVE_EXPIRE:
		return get_day(l, "before", true, &entry->before) && get_expired(l, log, entry);
	}
	return false;
}

static bool get_entry(struct line *l, const struct archive_log *log, struct archive_entry *entry)
{
	const char *what;
	size_t i = 0;

	TRY(get_text(l, l->json, "what", true, &what));
	while (i < ARRAY_LEN(whats) && strcmp(whats[i], what) != 0)
		i++;
	if (i == ARRAY_LEN(whats))
		return bad(l, "what");
	entry->what = (enum archive_what)i;
	return get_number(l, l->json, "sequence", true, &entry->sequence) &&
	       get_hash(l, l->json, "previous", entry->previous) && get_text(l, l->json, "at", true, &entry->at) &&
	       get_number(l, l->json, "repaired", false, &entry->repaired) && get_by_what(l, log, entry);
}

/* The line says what the entry says, in one spelling only: no key is unknown, no number written in two ways. */
static bool canonical(struct line *l, struct bytes text, struct archive_entry *entry)
{
	struct writer w = writer_of(ARCHIVE_LINE_MAX, "entry");
	struct error e = {0};
	bool same;

	l->memory |= !archive_entry_print(entry, &w, &e) && e.code == ERROR_ENVIRONMENT;
	same = e.code == ERROR_NONE && bytes_equal(writer_bytes(&w), text);
	writer_free(&w);
	return same || error_set(l->e, ERROR_INPUT, "it is not spelt as this program spells it, or has unknown keys");
}

static bool read_line_of(struct line *l, struct bytes text, const struct archive_log *log, struct archive_entry *ret)
{
	json_error_t fault;
	json_t *json = text.len <= ARCHIVE_LINE_MAX
			       ? json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, &fault)
			       : NULL;
	bool ok;

	l->json = json;
	if (!json_is_object(json)) {
		json_decref(json);
		return error_set(l->e, ERROR_INPUT, "no line of JSON");
	}
	ok = get_entry(l, log, ret);
	json_decref(json);
	l->json = NULL;
	TRY(ok && canonical(l, text, ret));
	if (ret->sequence != log->count + 1 || strcmp(ret->previous, log->head) != 0)
		return error_set(l->e, ERROR_INPUT,
				 "it does not follow what stands before it: an entry was changed, removed "
				 "or moved");
	return true;
}

/* What an entry changes in those before it. */
static void apply(struct archive_log *log, struct archive_entry *entry)
{
	entry->until = entry->what == ARCHIVE_ADD ? entry->keep_until : NULL;
	if (entry->what == ARCHIVE_EXTEND)
		log->entries[entry->of - 1].until = entry->keep_until;
	for (size_t i = 0; i < entry->dropped_count; i++)
		log->entries[entry->dropped[i] - 1].expired = true;
}

bool archive_log_read(struct bytes lines, struct archive_log *ret, struct error *e)
{
	struct archive_log log = {0};
	struct bytes text;
	size_t room = 0;

	arena_init(&log.arena, 0);
	memset(log.head, '0', sizeof log.head - 1);
	while (lines.len && text_split(&lines, '\n', &text)) {
		struct archive_entry entry = {0};
		struct error why = {0};
		struct line l = {.arena = &log.arena, .e = &why};
		bool ok = read_line_of(&l, text, &log, &entry);

		if (ok && !l.memory) {
			apply(&log, &entry);
			l.memory = !arena_grow(&log.arena, &log.entries, log.count, &room, sizeof *log.entries);
			if (!l.memory) {
				memcpy(log.head, entry.hash, sizeof log.head);
				log.entries[log.count++] = entry;
			}
		}
		if (l.memory) {
			archive_log_done(&log);
			return error_memory(e, "archive");
		}
		if (!ok) {
			error_add(&why, "entry %zu", log.count + 1);
			memcpy(log.fault, why.text, sizeof log.fault);
			break;
		}
	}
	*ret = log;
	return true;
}

const struct archive_entry *archive_log_entry(const struct archive_log *log, uint64_t sequence)
{
	return sequence >= 1 && sequence <= log->count ? &log->entries[sequence - 1] : NULL;
}
