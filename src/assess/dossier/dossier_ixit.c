/* Part of dossier.c: the IXIT pro forma, table by table as TS 103 701 has them. */
#include "assess/dossier/dossier.h"

#include "assess/dossier/proforma.h"

#include <string.h>

enum { SIDE_BY_SIDE_MAX = 4 }; /* fields; more stand under each other */

static void put_content(const struct dossier_input *in, struct document *doc, const struct proforma_table *t,
			const struct declared_entry *e, const char *field)
{
	const char *text;
	enum proforma_state state = proforma_content(t, in->declared, e, field, in->arena, &text);

	if (!text)
		document_out_of_memory(doc);
	else if (state == PROFORMA_SAID)
		document_cell(doc, TONE_PLAIN, "%s", text);
	else if (state == PROFORMA_MISSING)
		document_cell(doc, TONE_BAD, "Not declared");
	else
		document_cell(doc, TONE_MUTE, "N/A");
}

static void put_form(const struct dossier_input *in, struct document *doc, const struct proforma_table *t)
{
	static const struct document_column columns[] = {{"Field", 3, false}, {"Content", 8, false}};

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < t->field_count; i++) {
		document_cell(doc, TONE_PLAIN, "%s", t->fields[i]->field);
		put_content(in, doc, t, NULL, t->fields[i]->field);
	}
}

static void put_side_by_side(const struct dossier_input *in, struct document *doc, const struct proforma_table *t)
{
	struct document_column columns[SIDE_BY_SIDE_MAX];

	for (size_t i = 0; i < t->field_count; i++)
		columns[i] = (struct document_column){t->fields[i]->field, i == 0 ? 4 : i == 1 ? 7 : 6, false};
	document_table(doc, columns, t->field_count);
	for (size_t s = 0; s < t->source_count; s++) {
		DECLARED_EACH (in->declared, t->sources[s], e) {
			if (!proforma_takes(t, e))
				continue;
			for (size_t i = 0; i < t->field_count; i++)
				put_content(in, doc, t, e, t->fields[i]->field);
		}
	}
}

static void put_under_each_other(const struct dossier_input *in, struct document *doc, const struct proforma_table *t)
{
	static const struct document_column columns[] = {{"Field", 3, false}, {"Content", 8, false}};

	document_table(doc, columns, ARRAY_LEN(columns));
	for (size_t s = 0; s < t->source_count; s++) {
		DECLARED_EACH (in->declared, t->sources[s], e) {
			if (!proforma_takes(t, e))
				continue;
			document_group(doc, "ID: %s", e->id);
			for (size_t i = 0; i < t->field_count; i++) {
				if (strcmp(t->fields[i]->field, "ID") == 0)
					continue;
				document_cell(doc, TONE_PLAIN, "%s", t->fields[i]->field);
				put_content(in, doc, t, e, t->fields[i]->field);
			}
		}
	}
}

static size_t entries_of(const struct dossier_input *in, const struct proforma_table *t, bool *ret_none)
{
	size_t count = 0, none = 0;

	for (size_t s = 0; s < t->source_count; s++) {
		none += declared_none(in->declared, t->sources[s]) != NULL;
		if (!t->many)
			count += proforma_form(t, in->declared, s) != NULL;
		DECLARED_EACH (in->declared, t->sources[s], e)
			count += t->many && proforma_takes(t, e);
	}
	/* no API for others among the interfaces that are declared: none */
	*ret_none = (none && none == t->source_count) ||
		    (strcmp(t->id, "28-ExtAPI") == 0 && declared_count(in->declared, "LogIntf"));
	return count;
}

static void put_table(const struct dossier_input *in, struct document *doc, const struct proforma_table *t)
{
	const char *needed = proforma_needed_for(t, in->arena);
	bool none;
	size_t count = entries_of(in, t, &none);

	document_heading(doc, 1, "%s: %s", t->id, t->title);
	if (needed[0])
		document_text(doc, "Used to test %s.", needed);
	if (count == 0 && none)
		document_note(doc, TONE_PLAIN, "The maker declares that there is none.");
	else if (count == 0)
		document_note(doc, TONE_OPEN, "Nothing is declared for this table.");
	else if (!t->many)
		put_form(in, doc, t);
	else if (t->field_count <= SIDE_BY_SIDE_MAX)
		put_side_by_side(in, doc, t);
	else
		put_under_each_other(in, doc, t);
}

bool dossier_ixit(const struct dossier_input *in, struct document *doc, struct error *e)
{
	struct proforma_table tables[PROFORMA_TABLES_MAX];
	size_t count = proforma_tables(in->edition, tables);
	const struct declared_entry *maker = declared_one(in->declared, "maker"),
				    *product = declared_one(in->declared, "product");

	document_meta(doc, "Device under test", "%s", dossier_product(in));
	document_meta(doc, "Supplier", "%s", dossier_maker(in)[0] ? dossier_maker(in) : "not declared");
	document_meta(doc, "Test specification", "ETSI TS 103 701 %s for ETSI EN 303 645 %s",
		      edition_tests(in->edition), edition_name(in->edition));
	if (entry_has(product, "statement-date"))
		document_meta(doc, "Statement of", "%s", entry_get(product, "statement-date"));
	if (!declared_any(in->declared)) {
		document_note(doc, TONE_OPEN, "The case holds no declaration of the maker: there is nothing to print.");
		return document_done(doc, e);
	}
	document_text(doc, "The maker's extra information for testing. Each table and field has the name that the test "
			   "specification gives it. Under the text of a field stands, a line each, what the maker "
			   "declared in a form that can be checked by a machine. N/A: the field does not apply to the "
			   "entry.");
	document_contents(doc);
	for (size_t i = 0; i < count; i++)
		put_table(in, doc, &tables[i]);
	document_heading(doc, 1, "Signature of the supplier");
	document_signature(doc, "For the supplier", entry_get(maker, "signatory"), entry_get(maker, "place"), NULL);
	return document_done(doc, e);
}
