/* The standards as constant tables, generated at build time from catalogue/<name>.tsv: provisions, conditions, test units, IXIT fields
 * and regimes, in both editions of EN 303 645 and of TS 103 701. Everything here is static and const. */
#ifndef HF_CORE_CATALOGUE_H
#define HF_CORE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U_5_1_1_2_b is unit b of test case 5.1-1-2; one id for both editions. Generated. */
#include "catalogue_ids.h"

enum edition {
	EDITION_V2_1_1, /* EN 303 645 V2.1.1 with TS 103 701 V1.1.1: the edition UK law names */
	EDITION_V3_1_3, /* EN 303 645 V3.1.3 with TS 103 701 V2.1.1: the default */
	EDITIONS
};
const char *edition_name(enum edition edition);        /* "V3.1.3" */
bool edition_by_name(const char *name, enum edition *ret); /* accepts "V3.1.3", "3.1.3", "v2.1.1" ... */

struct provision {
	enum edition edition;
	const char *id;            /* "5.3-10" */
	const char *clause;        /* "5.3" */
	const char *clause_title;
	const char *status;        /* "M C (1)" as in the ICS */
	bool mandatory;            /* modality M */
	const char *condition_refs, *feature_refs;
	const char *addressee;
	const char *short_name;
	const char *requirement;   /* our paraphrase */
	const char *related;       /* ids in the other edition, "; "-separated, or "none" */
	const char *change_note;
	const char *confidence;
};

/* One test unit as one edition has it. */
struct unit {
	enum unit_id id;
	enum edition edition;
	const char *name;        /* "5.1-1-2 b" */
	const char *test_case;   /* "5.1-1-2" */
	char letter;
	const char *provision;   /* "5.1-1" */
	const char *kind;        /* "conceptual", "functional", "conceptual and functional" */
	const char *purpose;     /* the question the case answers */
	const char *text;        /* what the unit asks: our paraphrase */
	const char *ixit;        /* tables used, ", "-separated */
	const char *pass_rule;   /* of the case */
	const char *confidence;
};

struct condition {
	enum edition edition;
	const char *source_table, *kind, *ref, *short_name, *meaning, *used_by, *confidence;
};

struct ixit_field {
	enum edition edition;
	const char *table_no, *table_id, *table_name, *form, *field, *meaning, *value_type, *required, *condition,
		*needed_for, *confidence;
};

/* In the standard's order: clause, number, suffix. */
extern const struct provision catalogue_provisions[];
extern const size_t catalogue_provision_count;
extern const struct unit catalogue_units[];
extern const size_t catalogue_unit_count;
extern const struct condition catalogue_conditions[];
extern const size_t catalogue_condition_count;
extern const struct ixit_field catalogue_ixit[];
extern const size_t catalogue_ixit_count;

const struct provision *provision_find(enum edition edition, const char *id);
/* NULL where the edition has no such unit. */
const struct unit *unit_find(enum edition edition, enum unit_id id);
/* "5.1-1-2 b", from whichever edition has it. */
const char *unit_name(enum unit_id id);
bool unit_by_name(const char *name, enum unit_id *ret);

#endif
