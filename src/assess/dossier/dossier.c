#include "assess/dossier/dossier.h"

#include "core/base/text.h"

#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

const char *const dossier_folder_paths[DOSSIER_FOLDERS] = {
#define FOLDER(NAME, path, title) [DOSSIER_##NAME] = path,
#define DOCUMENT(name, folder, stem, title, flags, about)
#define PLAIN(name, folder, file, flags, about)
#include "assess/dossier/dossier.def"
#undef FOLDER
#undef DOCUMENT
#undef PLAIN
};
const char *const dossier_folder_titles[DOSSIER_FOLDERS] = {
#define FOLDER(NAME, path, title) [DOSSIER_##NAME] = title,
#define DOCUMENT(name, folder, stem, title, flags, about)
#define PLAIN(name, folder, file, flags, about)
#include "assess/dossier/dossier.def"
#undef FOLDER
#undef DOCUMENT
#undef PLAIN
};
const struct dossier_row dossier_rows[] = {
#define FOLDER(NAME, path, title)
#define DOCUMENT(name, folder, stem, title, flags, about)                                                              \
	{DOSSIER_##folder, stem, title, about, flags, dossier_##name, NULL},
#define PLAIN(name, folder, file, flags, about) {DOSSIER_##folder, file, NULL, about, flags, NULL, dossier_##name},
#include "assess/dossier/dossier.def"
#undef FOLDER
#undef DOCUMENT
#undef PLAIN
};
const size_t dossier_row_count = ARRAY_LEN(dossier_rows);

void dossier_omit(const struct dossier_input *in, const char *fmt, ...)
{
	char text[512];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof text, fmt, args);
	va_end(args);
	*in->omitted = arena_printf(in->arena, "%s", text);
	if (!*in->omitted)
		*in->omitted = "Not needed for this product.";
}

const char *dossier_product(const struct dossier_input *in)
{
	const struct declared_entry *product = declared_one(in->declared, "product");
	const char *name = entry_get(product, "name"), *model = entry_get(product, "model"), *ret;

	if (!name[0])
		return text_safe(in->arena, bytes_str(in->a[in->edition]->input_name), 200);
	if (!model[0] || strstr(name, model))
		return name;
	ret = arena_printf(in->arena, "%s %s", name, model);
	return ret ? ret : name;
}

const char *dossier_maker(const struct dossier_input *in)
{
	return entry_get(declared_one(in->declared, "maker"), "name");
}

const char *dossier_digest(const struct record *record)
{
	for (size_t i = record ? record->trail_count : 0; i-- > 0;)
		if (strcmp(record->trail[i].event.what, "issued") != 0)
			return record->trail[i].hash;
	return "";
}

/* A recommendation that is not claimed may well apply: it is counted apart. */
static bool is_unclaimed(const struct assessment *a, const struct unit_result *u)
{
	const struct unit *unit = unit_find(a->edition, u->unit);

	for (size_t i = 0; unit && i < a->provision_count; i++)
		if (strcmp(a->provisions[i].provision->id, unit->provision) == 0)
			return a->provisions[i].ics.support == SUPPORT_NO;
	return false;
}

const char *dossier_counts(const struct dossier_input *in, const struct assessment *a)
{
	size_t units[4] = {0}, unclaimed = 0;
	const char *ret;

	for (size_t i = 0; i < a->unit_count; i++) {
		units[a->units[i].verdict]++;
		unclaimed += a->units[i].verdict == VERDICT_NOT_APPLICABLE && is_unclaimed(a, &a->units[i]);
	}
	ret = arena_printf(
		in->arena,
		"%zu test units %zu pass, %zu fail, %zu are inconclusive, %zu do not apply and %zu are not claimed",
		a->unit_count, units[VERDICT_PASS], units[VERDICT_FAIL], units[VERDICT_INCONCLUSIVE],
		units[VERDICT_NOT_APPLICABLE] - unclaimed, unclaimed);
	return ret ? ret : "";
}

const struct assessment *dossier_assessment(const struct dossier_input *in)
{
	return in->a[in->edition];
}

const struct dossier_row *dossier_find(const char *stem)
{
	for (size_t i = 0; i < dossier_row_count; i++)
		if (strcmp(dossier_rows[i].stem, stem) == 0)
			return &dossier_rows[i];
	return NULL;
}

struct document *dossier_document(const struct dossier_input *in, const struct dossier_row *row, struct arena *arena,
				  struct error *e)
{
	struct dossier_input own = *in;
	const char *unsaid = NULL, *subtitle = NULL;
	struct document *doc;
	struct document_about about;

	own.arena = arena;
	if (!own.omitted)
		own.omitted = &unsaid;
	about = (struct document_about){.product = dossier_product(&own),
					.author = in->issuer && in->issuer[0] ? in->issuer : dossier_maker(in),
					.digest = dossier_digest(in->record),
					.date = in->date};
	if (row->title && row->flags & DOSSIER_PER_EDITION)
		subtitle = arena_printf(arena, "EN 303 645 %s, TS 103 701 %s", edition_name(in->edition),
					edition_tests(in->edition));
	doc = document_new(arena, row->stem, row->title ? row->title : row->stem, subtitle ? subtitle : about.product);
	document_about(doc, &about);
	document_draft(doc, in->draft);
	if (row->flags & DOSSIER_LEGAL)
		document_legal(doc);
	if (row->build && !row->build(&own, doc, e))
		return NULL;
	return document_done(doc, e) ? doc : NULL;
}
