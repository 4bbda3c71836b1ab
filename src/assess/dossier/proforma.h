/* The declaration in the standard's own tables and fields: what ICS, IXIT and test report print. Several keys of
 * product.yaml stand for one field of TS 103 701: its text comes first, then what a machine reads, a line each. Texts
 * live in the arena or the facts. Serves TS 103 701 4.3 and Annex A. */
#ifndef HF_ASSESS_DOSSIER_PROFORMA_H
#define HF_ASSESS_DOSSIER_PROFORMA_H

#include "assess/facts/declared.h"
#include "core/base/arena.h"
#include "core/catalogue/catalogue.h"

enum { PROFORMA_TABLES_MAX = 40, PROFORMA_FIELDS_MAX = 16, PROFORMA_SOURCES_MAX = 4 };

/* A table of TS 103 701. */
struct proforma_table {
	enum edition edition;
	const char *id;    /* "1-AuthMech" */
	const char *title; /* "Authentication mechanisms" */
	bool many;         /* entries with an ID; else one form */
	const struct ixit_field *fields[PROFORMA_FIELDS_MAX];
	size_t field_count;
	const char *sources[PROFORMA_SOURCES_MAX]; /* tables of product.yaml that are printed in it */
	size_t source_count;
};
/* In the standard's order; "A.2-DUT" first. For the edition that has no such form that of the other one stands in. */
size_t proforma_tables(enum edition edition, struct proforma_table ret[static PROFORMA_TABLES_MAX]);

/* Whether an entry is printed in the table: of LogIntf only what is an external API stands in 28-ExtAPI. */
bool proforma_takes(const struct proforma_table *t, const struct declared_entry *e);

enum proforma_state {
	PROFORMA_SAID,
	PROFORMA_NOT_NEEDED, /* nothing is declared, and nothing has to be */
	PROFORMA_MISSING,    /* nothing is declared where something has to be */
};
/* *ret: what is declared, "" otherwise; NULL only where memory is out. `e` NULL: a form that is not declared. */
enum proforma_state proforma_content(const struct proforma_table *t, const struct declared *d,
				     const struct declared_entry *e, const char *field, struct arena *arena,
				     const char **ret);
/* The entry (or the form's part) of a table that is a form; NULL where it is not declared. */
const struct declared_entry *proforma_form(const struct proforma_table *t, const struct declared *d, size_t source);

/* Provisions whose test units read the table: "5.1-1, 5.1-2". */
const char *proforma_needed_for(const struct proforma_table *t, struct arena *arena);
/* The entries by which a provision is to be met: "1-AuthMech: AuthMech-App, AuthMech-Keypad; 4-Conf". "" where nothing
 * is declared. */
const char *proforma_measures(const struct declared *d, enum edition edition, const char *provision,
			      struct arena *arena);
/* "key=value; value", "features.NAME=yes", "table.key=value", "key=" (absent), "key=*" (present). */
bool proforma_holds(const struct declared *d, const struct declared_entry *e, const char *when);
/* "brute-force" as "Brute force". */
const char *proforma_label(struct arena *arena, const char *key);

#endif
