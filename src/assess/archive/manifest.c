#include "assess/archive/manifest.h"

#include "core/base/text.h"
#include "core/sys/file.h"
#include "core/sys/folder.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#define FORMAT "holdfast-manifest"
enum { VERSION = 1 };

void manifest_done(struct manifest *m)
{
	arena_done(&m->arena);
	m->entries = NULL;
	m->count = 0;
}

void manifest_result_done(struct manifest_result *r)
{
	arena_done(&r->arena);
	r->findings = NULL;
	r->count = 0;
}

/* What text_print_safe() would leave as it is: a name that reads on every screen as what it is. */
static bool plain(const char *path)
{
	struct writer w = writer_of(4 * FOLDER_PATH_MAX, "path");
	bool same;

	text_print_safe(&w, bytes_str(path));
	same = writer_ok(&w) && bytes_is(writer_bytes(&w), path);
	writer_free(&w);
	return same && folder_path_fits(bytes_str(path));
}

static bool hex_digest(struct bytes text, char ret[2 * SHA256_LEN + 1])
{
	uint8_t raw[SHA256_LEN];

	if (!text_unhex(text, raw, sizeof raw))
		return false;
	text_hex(bytes_of(raw, sizeof raw), ret);
	return true;
}

static bool own(const char *path)
{
	return strcmp(path, MANIFEST_NAME) == 0 || strcmp(path, MANIFEST_SIGNATURE) == 0;
}

struct summing {
	struct hash hash;
	uint64_t size;
};

static bool sum(void *ctx, struct bytes in, struct error *e)
{
	struct summing *s = ctx;

	(void)e;
	hash_add(&s->hash, in);
	s->size += in.len;
	return true;
}

bool manifest_measure(const struct folder *f, const char *path, struct manifest_entry *ret, struct error *e)
{
	struct summing s = {.hash = hash_begin(HASH_SHA256)};

	TRY(folder_stream(f, path, sum, &s, e));
	ret->size = s.size;
	hash_end(&s.hash, ret->sha256);
	return true;
}

static bool list(const struct folder *f, struct manifest *m, struct error *e)
{
	if (f->count > MANIFEST_FILES_MAX)
		return error_set(e, ERROR_LIMIT, "more than %d files", MANIFEST_FILES_MAX);
	m->entries = arena_array(&m->arena, f->count, sizeof *m->entries);
	if (!m->entries)
		return error_memory(e, "manifest");
	for (size_t i = 0; i < f->count; i++) {
		struct manifest_entry *entry = &m->entries[m->count];
		const char *path = f->files[i].path;

		if (own(path))
			continue;
		if (!f->files[i].regular || !plain(path)) {
			const char *shown = text_safe(&m->arena, bytes_str(path), 160);

			return error_set(e, ERROR_INPUT, "'%s' %s", shown,
					 f->files[i].regular
						 ? "has a name that cannot be printed as it is"
						 : "is no regular file: a manifest lists no links or devices");
		}
		entry->path = arena_str(&m->arena, bytes_str(path));
		if (!entry->path)
			return error_memory(e, "manifest");
		if (!manifest_measure(f, path, entry, e))
			return error_add(e, "'%.120s'", path);
		m->count++;
	}
	return true;
}

bool manifest_of(const char *folder, const char *case_digest, struct manifest *ret, struct error *e)
{
	struct manifest m = {0};
	struct folder f;
	bool ok;

	if (case_digest && !hex_digest(bytes_str(case_digest), m.case_digest))
		return error_set(e, ERROR_USAGE, "the digest of a case is 64 hexadecimal digits");
	TRY(folder_read(folder, &f, e));
	arena_init(&m.arena, 0);
	ok = list(&f, &m, e) || error_add(e, "'%.80s'", folder);
	folder_done(&f);
	if (!ok) {
		manifest_done(&m);
		return false;
	}
	*ret = m;
	return true;
}

static json_t *entry_json(const struct manifest_entry *entry)
{
	char hex[2 * SHA256_LEN + 1];

	text_hex(bytes_of(entry->sha256, SHA256_LEN), hex);
	return json_pack("{s:s, s:s, s:I}", "path", entry->path, "sha256", hex, "size", (json_int_t)entry->size);
}

bool manifest_print(const struct manifest *m, struct writer *out, struct error *e)
{
	json_t *root = json_pack("{s:s, s:i}", "format", FORMAT, "version", VERSION), *files = json_array();
	char *text = NULL;
	bool ok = root && files;

	for (size_t i = 0; ok && i < m->count; i++)
		ok = json_array_append_new(files, entry_json(&m->entries[i])) == 0;
	ok = ok && json_object_set(root, "files", files) == 0 &&
	     (!m->draft || json_object_set_new(root, "draft", json_true()) == 0) &&
	     (!m->case_digest[0] || json_object_set_new(root, "case_sha256", json_string(m->case_digest)) == 0);
	if (ok)
		text = json_dumps(root, JSON_SORT_KEYS | JSON_INDENT(1));
	json_decref(files);
	json_decref(root);
	if (!text)
		return error_memory(e, "manifest");
	write_str(out, text);
	write_str(out, "\n");
	free(text);
	return writer_done(out, e);
}

bool manifest_make(const char *folder, const char *case_digest, bool draft, struct error *e)
{
	struct writer out = writer_of(MANIFEST_MAX, "manifest");
	struct manifest m;
	char path[4096];
	int n = snprintf(path, sizeof path, "%s/" MANIFEST_NAME, folder);
	bool ok;

	if (n < 0 || (size_t)n >= sizeof path)
		return error_set(e, ERROR_USAGE, "path too long");
	TRY(manifest_of(folder, case_digest, &m, e));
	m.draft = draft;
	ok = manifest_print(&m, &out, e) && file_write(path, writer_bytes(&out), e);
	writer_free(&out);
	manifest_done(&m);
	return ok;
}

static struct bytes text_of(const json_t *value)
{
	return json_is_string(value) ? bytes_of(json_string_value(value), json_string_length(value)) : bytes_of("", 0);
}

static bool read_entry(const json_t *json, const char *before, struct manifest *m, struct error *e)
{
	struct manifest_entry *entry = &m->entries[m->count];
	struct bytes path = text_of(json_object_get(json, "path"));
	const json_t *size = json_object_get(json, "size");

	if (json_object_size(json) != 3 || !json_is_integer(size) || json_integer_value(size) < 0 ||
	    !text_unhex(text_of(json_object_get(json, "sha256")), entry->sha256, SHA256_LEN))
		return error_set(e, ERROR_INPUT, "file %zu is not path, sha256 and size", m->count + 1);
	if (memchr(path.at, 0, path.len))
		return error_set(e, ERROR_INPUT, "file %zu has a path that leaves the folder", m->count + 1);
	entry->path = arena_str(&m->arena, path);
	if (!entry->path)
		return error_memory(e, "manifest");
	if (!plain(entry->path) || own(entry->path))
		return error_set(e, ERROR_INPUT, "file %zu has a path that leaves the folder or cannot be printed",
				 m->count + 1);
	if (before && strcmp(before, entry->path) >= 0)
		return error_set(e, ERROR_INPUT, "file %zu is out of order or listed twice", m->count + 1);
	entry->size = (uint64_t)json_integer_value(size);
	m->count++;
	return true;
}

static bool read_root(const json_t *root, struct manifest *m, struct error *e)
{
	const json_t *files = json_object_get(root, "files"), *from = json_object_get(root, "case_sha256"),
		     *draft = json_object_get(root, "draft");
	size_t count = json_array_size(files);

	if (!bytes_is(text_of(json_object_get(root, "format")), FORMAT) ||
	    json_integer_value(json_object_get(root, "version")) != VERSION)
		return error_set(e, ERROR_INPUT, "no " FORMAT " of version %d", VERSION);
	if (!json_is_array(files) || (draft && !json_is_true(draft)) ||
	    json_object_size(root) != 3u + (from != NULL) + (draft != NULL))
		return error_set(e, ERROR_INPUT, "unknown keys, or no list of files");
	if (from && !hex_digest(text_of(from), m->case_digest))
		return error_set(e, ERROR_INPUT, "the digest of the case is none");
	m->draft = draft != NULL;
	if (count > MANIFEST_FILES_MAX)
		return error_set(e, ERROR_LIMIT, "more than %d files", MANIFEST_FILES_MAX);
	m->entries = arena_array(&m->arena, count, sizeof *m->entries);
	if (!m->entries)
		return error_memory(e, "manifest");
	for (size_t i = 0; i < count; i++)
		TRY(read_entry(json_array_get(files, i), i ? m->entries[i - 1].path : NULL, m, e));
	return true;
}

bool manifest_read(struct bytes json, struct manifest *ret, struct error *e)
{
	struct manifest m = {0};
	json_error_t fault;
	json_t *root;
	bool ok;

	if (json.len > MANIFEST_MAX)
		return error_set(e, ERROR_LIMIT, "manifest: longer than %u bytes", MANIFEST_MAX);
	root = json_loadb((const char *)json.at, json.len, JSON_REJECT_DUPLICATES | JSON_ALLOW_NUL, &fault);
	if (!root)
		return error_set(e, ERROR_INPUT, "manifest: line %d, column %d: no well-formed JSON", fault.line,
				 fault.column);
	arena_init(&m.arena, 0);
	ok = read_root(root, &m, e);
	json_decref(root);
	if (!ok) {
		manifest_done(&m);
		return error_add(e, "manifest");
	}
	*ret = m;
	return true;
}

static bool find(struct manifest_result *r, size_t *room, enum manifest_difference difference, const char *path,
		 const char *why, struct error *e)
{
	struct manifest_finding finding = {difference, arena_str(&r->arena, bytes_str(path)), why};

	if (!finding.path || !why || !arena_grow(&r->arena, &r->findings, r->count, room, sizeof *r->findings))
		return error_memory(e, "manifest");
	r->findings[r->count++] = finding;
	return true;
}

static bool compare(const struct folder *f, const struct folder_file *file, const struct manifest_entry *entry,
		    struct manifest_result *r, size_t *room, struct error *e)
{
	struct manifest_entry now;
	struct error why = {0};

	if (!file->regular)
		return find(r, room, MANIFEST_CHANGED, entry->path, "no regular file any more", e);
	/* what this machine cannot read is no word on the file */
	if (!manifest_measure(f, entry->path, &now, &why) && why.code != ERROR_INPUT) {
		*e = why;
		return error_add(e, "'%.120s'", entry->path);
	}
	if (why.code == ERROR_INPUT)
		return find(r, room, MANIFEST_CHANGED, entry->path,
			    arena_printf(&r->arena, "cannot be read: %s", why.text), e);
	if (now.size != entry->size)
		return find(r, room, MANIFEST_CHANGED, entry->path,
			    arena_printf(&r->arena, "%llu bytes instead of %llu", (unsigned long long)now.size,
					 (unsigned long long)entry->size),
			    e);
	if (memcmp(now.sha256, entry->sha256, SHA256_LEN) != 0)
		return find(r, room, MANIFEST_CHANGED, entry->path, "other content of the same length", e);
	return true;
}

/* Both lists are sorted. */
static bool compare_all(const struct folder *f, const struct manifest *m, struct manifest_result *r, struct error *e)
{
	size_t room = 0, i = 0, k = 0;

	while (i < f->count || k < m->count) {
		int order = i == f->count ? 1 : k == m->count ? -1 : strcmp(f->files[i].path, m->entries[k].path);

		if (order < 0 && own(f->files[i].path))
			i++;
		else if (order < 0)
			TRY(find(r, &room, MANIFEST_ADDED, f->files[i++].path, "not listed", e));
		else if (order > 0)
			TRY(find(r, &room, MANIFEST_MISSING, m->entries[k++].path, "listed and not there", e));
		else
			TRY(compare(f, &f->files[i++], &m->entries[k++], r, &room, e));
	}
	return true;
}

bool manifest_check(const char *folder, const struct manifest *m, struct manifest_result *ret, struct error *e)
{
	struct manifest_result r = {0};
	struct folder f;
	bool ok;

	TRY(folder_read(folder, &f, e));
	arena_init(&r.arena, 0);
	ok = compare_all(&f, m, &r, e);
	folder_done(&f);
	if (!ok) {
		manifest_result_done(&r);
		return false;
	}
	*ret = r;
	return true;
}

bool manifest_case_fits(const struct manifest *m, const char *case_digest)
{
	char hex[2 * SHA256_LEN + 1];

	return m->case_digest[0] && hex_digest(bytes_str(case_digest), hex) && strcmp(hex, m->case_digest) == 0;
}

struct loading {
	struct writer out;
};

static bool keep(void *ctx, struct bytes in, struct error *e)
{
	struct loading *l = ctx;

	write_bytes(&l->out, in);
	return writer_done(&l->out, e);
}

static int by_path(const void *key, const void *entry)
{
	return strcmp(key, ((const struct manifest_entry *)entry)->path);
}

const struct manifest_entry *manifest_find(const struct manifest *m, const char *path)
{
	return m->count ? bsearch(path, m->entries, m->count, sizeof *m->entries, by_path) : NULL;
}

bool manifest_load(const char *folder, const struct manifest *m, const char *path, size_t max, struct bytes *ret,
		   struct error *e)
{
	const struct manifest_entry *entry = manifest_find(m, path);
	struct loading l = {writer_of(max, "file")};
	uint8_t sha256[SHA256_LEN];
	struct folder f;
	bool ok;

	if (!entry)
		return error_set(e, ERROR_INPUT, "'%.120s' is not listed", path);
	TRY(folder_open(folder, &f, e));
	ok = folder_stream(&f, path, keep, &l, e);
	folder_done(&f);
	if (ok) {
		hash_sha256(writer_bytes(&l.out), sha256);
		ok = memcmp(sha256, entry->sha256, SHA256_LEN) == 0 ||
		     error_set(e, ERROR_INPUT, "is not what was listed");
	}
	if (!ok) {
		writer_free(&l.out);
		return error_add(e, "'%.120s'", path);
	}
	*ret = writer_take(&l.out);
	return true;
}
