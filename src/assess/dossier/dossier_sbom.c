/* Part of dossier.c: the bill of materials for people; the machine-readable files stand beside it. */
#include "assess/dossier/dossier.h"

#include "assess/dossier/software.h"
#include "core/base/writer.h"

#include <string.h>

enum { COMPONENTS_SHOWN = 3000, CELL_MAX = 8 << 10 };

static const char *or_open(const char *text)
{
	return text && text[0] ? text : "not known";
}

static enum tone tone_for(const char *text)
{
	return text && text[0] ? TONE_PLAIN : TONE_OPEN;
}

static void put_known(struct document *doc, const char *text)
{
	document_cell(doc, tone_for(text), "%s", or_open(text));
}

static void put_where(struct document *doc, const struct sbom_component *c)
{
	if (!c->occurrence_count)
		document_cell(doc, TONE_MUTE, "%s", "");
	else if (c->occurrence_count == 1)
		document_cell(doc, TONE_PLAIN, "%s", c->occurrences[0].location);
	else
		document_cell(doc, TONE_PLAIN, "%s\nand %zu more", c->occurrences[0].location, c->occurrence_count - 1);
}

static void put_components(struct document *doc, const struct software *s)
{
	static const struct document_column columns[] = {{"Component", 5, false}, {"Version", 4, false},
							 {"Supplier", 5, false},  {"Licence", 4, false},
							 {"Identifier", 6, true}, {"Seen in", 8, true}};
	const struct sbom *b = &s->sbom;

	document_heading(doc, 1, "Components");
	if (!s->declared)
		document_text(doc,
			      "A place is a path through what holds what: image.bin!0x200:squashfs!/bin/sh is the file "
			      "/bin/sh of the squashfs at byte 0x200 of image.bin.");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < b->count && i < COMPONENTS_SHOWN; i++) {
		const struct sbom_component *c = &b->components[i];

		document_cell(doc, TONE_PLAIN, "%s", c->name);
		put_known(doc, c->version);
		put_known(doc, c->creator_name && c->creator_name[0] ? c->creator_name : c->creator_url);
		put_known(doc, c->licence);
		document_cell(doc, c->purl || c->cpe ? TONE_PLAIN : TONE_MUTE, "%s",
			      c->purl  ? c->purl
			      : c->cpe ? c->cpe
				       : "none");
		put_where(doc, c);
	}
	if (b->count > COMPONENTS_SHOWN)
		document_text(doc, "And %zu more, in the files.", b->count - COMPONENTS_SHOWN);
}

/* "BSI TR-03183-2" says which fields there should be. */
static void put_missing(struct document *doc, const struct software *s)
{
	static const struct document_column columns[] = {{"Field", 6, false}, {"Missing in components", 3, false}};

	document_heading(doc, 1, "What is not known");
	document_text(doc,
		      "A field that is not known is left out of the files, never invented. Of what BSI TR-03183-2 asks "
		      "for, this is missing in so many of the components:");
	document_table(doc, columns, ARRAY_LEN(columns));
	for (unsigned i = 0; i < SBOM_FIELDS; i++) {
		if (!s->sbom.missing[i])
			continue;
		document_cell(doc, TONE_PLAIN, "%s", sbom_field_name((enum sbom_field)i));
		document_cell(doc, TONE_OPEN, "%zu of %zu", s->sbom.missing[i], s->sbom.count);
	}
	if (s->sbom.unattributed)
		document_note(doc, TONE_OPEN,
			      "%zu program%s or librar%s in the image %s to no component that was recognised.",
			      s->sbom.unattributed, s->sbom.unattributed == 1 ? "" : "s",
			      s->sbom.unattributed == 1 ? "y" : "ies",
			      s->sbom.unattributed == 1 ? "belongs" : "belong");
	if (!s->sbom.input.coverage.complete)
		document_note(doc, TONE_OPEN, "A part of the image could not be read: there may be more.");
}

bool dossier_sbom(const struct dossier_input *in, struct document *doc, struct error *e)
{
	const struct declared_entry *product = declared_one(in->declared, "product");
	struct software s;
	bool ok;

	TRY(software_of(in, &s, e));
	document_meta(doc, "Product", "%s", dossier_product(in));
	if (entry_has(product, "software-version"))
		document_meta(doc, "Software version", "%s", entry_get(product, "software-version"));
	document_meta(doc, "Components", "%zu", s.sbom.count);
	document_meta(doc, "Drawn from", "%s",
		      s.declared     ? "The maker's declaration (SoftComp): no image was looked at"
		      : s.sbom.count ? "What was recognised in the image"
				     : "Nothing: neither an image nor a declaration names a component");
	document_meta(doc, "For machines", "sbom.cdx.json (CycloneDX 1.6), sbom.spdx.json (SPDX 2.3)");
	document_text(doc, "CRA Annex I Part II (1) asks for a bill of materials that covers at least the top-level "
			   "dependencies, in a common machine-readable format.");
	if (s.declared)
		document_note(doc, TONE_OPEN,
			      "Drawn from a declaration, this list is as complete as the declaration is. Nothing "
			      "in it was seen in the software itself.");
	if (s.sbom.count) {
		put_components(doc, &s);
		put_missing(doc, &s);
	}
	ok = document_done(doc, e);
	software_done(&s);
	return ok;
}
