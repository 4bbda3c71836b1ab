/* Part of dossier.c: the first page of the folder. */
#include "assess/dossier/dossier.h"

#include "assess/judge/judge.h"

#include <stdio.h>
#include <string.h>

static void about_case(const struct dossier_input *in, struct document *doc)
{
	const struct declared_entry *product = declared_one(in->declared, "product");
	const struct assessment *a = in->a[EDITION_V3_1_3];

	document_meta(doc, "Product", "%s", dossier_product(in));
	if (entry_has(product, "software-version"))
		document_meta(doc, "Software", "%s", entry_get(product, "software-version"));
	if (dossier_maker(in)[0])
		document_meta(doc, "Manufacturer", "%s", dossier_maker(in));
	if (in->issuer && in->issuer[0])
		document_meta(doc, "Drawn up by", "%s", in->issuer);
	document_meta(doc, "Date", "%s", in->date);
	if (a->input_sha256[0])
		document_meta(doc, "Assessed", "%s, SHA-256 %s", a->input_name, a->input_sha256);
	else
		document_meta(doc, "Assessed", "The maker's declaration alone; no firmware image was looked at");
	for (unsigned i = EDITIONS; i-- > 0;) {
		char key[40];

		snprintf(key, sizeof key, "EN 303 645 %s", edition_name((enum edition)i));
		document_meta(doc, key, "%s: of %s", verdict_name(in->a[i]->overall), dossier_counts(in, in->a[i]));
	}
	if (dossier_digest(in->record)[0])
		document_meta(doc, "Case", "%s", dossier_digest(in->record));
}

static void files_of(const struct dossier *d, struct document *doc, enum dossier_folder folder)
{
	static const struct document_column columns[] = {
		{"Document", 5, false}, {"File", 6, true}, {"What it is", 7, false}};
	bool begun = false;

	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_part *p = &d->parts[i];

		if (p->folder != folder || p->status != DOSSIER_WRITTEN)
			continue;
		if (!begun) {
			document_heading(doc, 2, "%s: %s", dossier_folder_paths[folder], dossier_folder_titles[folder]);
			document_table(doc, columns, ARRAY_LEN(columns));
			begun = true;
		}
		document_cell(doc, TONE_PLAIN, "%s", p->title);
		document_cell_files(doc, "%s%s%s", p->path, p->pdf ? "\n" : "", p->pdf ? p->pdf : "");
		document_cell(doc, TONE_PLAIN, "%s", p->about);
	}
}

static void not_written(const struct dossier *d, struct document *doc)
{
	static const struct document_column gaps[] = {{"Missing, or against it", 5, true}, {"Why", 8, false}};

	if (d->refused)
		document_heading(doc, 1, "Refused");
	for (size_t i = 0; i < d->count; i++) {
		const struct dossier_part *p = &d->parts[i];

		if (p->status != DOSSIER_REFUSED)
			continue;
		document_heading(doc, 2, "%s", p->title);
		if (p->gap_count == 0) {
			document_note(doc, TONE_BAD, "Not written: %s.", p->why);
			continue;
		}
		document_note(doc, TONE_BAD, "Not written: %zu thing%s missing or against it.", p->gap_count,
			      p->gap_count == 1 ? " is" : "s are");
		document_table(doc, gaps, ARRAY_LEN(gaps));
		for (size_t n = 0; n < p->gap_count; n++) {
			document_cell(doc, TONE_PLAIN, "%s", p->gaps[n].field);
			document_cell(doc, TONE_PLAIN, "%s", p->gaps[n].why);
		}
	}
	if (d->omitted)
		document_heading(doc, 1, "Not needed");
	for (size_t i = 0; i < d->count; i++)
		if (d->parts[i].status == DOSSIER_OMITTED)
			document_item(doc, "%s: %s", d->parts[i].title, d->parts[i].why);
}

bool dossier_index(const struct dossier_input *in, const struct dossier *d, struct document *doc, struct error *e)
{
	about_case(in, doc);
	document_heading(doc, 1, "What is in this folder");
	document_text(doc, "Documents and files: %zu written, %zu refused, %zu left out as not needed.%s", d->written,
		      d->refused, d->omitted,
		      in->draft ? " Everything is a draft: nothing in here may be issued as it is." : "");
	if (in->only)
		document_note(doc, TONE_OPEN, "Only a part of the dossier was asked for: %s.", in->only);
	for (unsigned i = 0; i < DOSSIER_FOLDERS; i++)
		files_of(d, doc, (enum dossier_folder)i);
	not_written(d, doc);
	document_heading(doc, 1, "How to check it");
	document_text(doc,
		      "manifest.json lists every file with its size and SHA-256 and names the state of the case that "
		      "the dossier was drawn from. Any change, addition or loss is told by:");
	document_code(doc, "holdfast verify FOLDER");
	document_text(doc, "A signature made with holdfast sign covers the manifest and with it every file. The case's "
			   "digest is the hash of an entry of its audit trail, which is printed in the evidence.");
	return document_done(doc, e);
}
