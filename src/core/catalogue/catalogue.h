/* The standards as constant tables, generated at build time from catalogue/<name>.tsv: provisions, conditions, test
 * units, IXIT fields and regimes, in both editions of EN 303 645 and of TS 103 701. Everything here is static and
 * const. */
#ifndef HF_CORE_CATALOGUE_H
#define HF_CORE_CATALOGUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* U_5_1_1_2_b is unit b of test case 5.1-1-2; one id for both editions. Generated. */
#include "core/catalogue/catalogue_ids.h"

enum edition {
	EDITION_V2_1_1, /* EN 303 645 V2.1.1 with TS 103 701 V1.1.1: the edition UK law names */
	EDITION_V3_1_3, /* EN 303 645 V3.1.3 with TS 103 701 V2.1.1: the default */
	EDITIONS
};
const char *edition_name(enum edition edition);            /* "V3.1.3" */
bool edition_by_name(const char *name, enum edition *ret); /* accepts "V3.1.3", "3.1.3", "v2.1.1" ... */

struct provision {
	enum edition edition;
	const char *id;     /* "5.3-10" */
	const char *clause; /* "5.3" */
	const char *clause_title;
	const char *status; /* "M C (1)" as in the ICS */
	bool mandatory;     /* modality M */
	const char *condition_refs, *feature_refs;
	const char *addressee;
	const char *short_name;
	const char *requirement; /* our paraphrase */
	const char *related;     /* ids in the other edition, "; "-separated, or "none" */
	const char *change_note;
	const char *confidence;
};

/* One test unit as one edition has it. */
struct unit {
	enum unit_id id;
	enum edition edition;
	const char *name;      /* "5.1-1-2 b" */
	const char *test_case; /* "5.1-1-2" */
	char letter;
	const char *provision; /* "5.1-1" */
	const char *kind;      /* "conceptual", "functional", "conceptual and functional" */
	const char *purpose;   /* the question the case answers */
	const char *text;      /* what the unit asks: our paraphrase */
	const char *ixit;      /* tables used, ", "-separated */
	const char *pass_rule; /* of the case */
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

/* A key of product.yaml: what it is called, which values it takes, and the standard's field it is printed under in each
 * edition (several keys may stand for one field: the standard's free text cut into what a machine can judge). */
enum declaration_form {
	FORM_ONE,  /* one mapping: product, maker, UserInfo */
	FORM_MANY, /* a list of mappings with an id each: AuthMech */
	FORM_MAP,  /* a mapping from ids to mappings: ics, features */
};
enum declaration_type {
	TYPE_ID,
	TYPE_TEXT,
	TYPE_LIST, /* of texts */
	TYPE_YES_NO,
	TYPE_CHOICE,
	TYPE_CHOICES,
	TYPE_REFS, /* ids of entries in the tables of `values` */
	TYPE_NUMBER,
	TYPE_NUMBERS,
	TYPE_DURATION, /* "30 days", "2 hours", "5 years" */
	TYPE_DATE,     /* 2031-12-31 */
	TYPE_URL,
	TYPE_EMAIL
};
struct declaration_key {
	const char *table; /* "AuthMech", "product" */
	bool ixit;         /* stands under ixit: */
	enum declaration_form form;
	const char *key; /* "brute-force" */
	enum declaration_type type;
	const char *values; /* choices, or tables references go to; "; "-separated */
	bool required;      /* in every entry */
	const char *when;   /* otherwise required where "key=value; value" holds: "network=yes", "features.NAME=yes",
			       "key=" (absent), "key=*" (present) */
	const char *std_table[EDITIONS]; /* "1-AuthMech", in TS 103 701 of that edition; "": not printed there */
	const char *std_field[EDITIONS]; /* "Brute Force Prevention" */
	const char *meaning;
};

/* A row of a law or scheme judged on top of EN 303 645, with the provisions that help to show it. */
struct regime_row {
	const char *regime; /* "PSTI", "CRA", "EN 18031", "NIST IR 8425" ... */
	const char *id;     /* unique within the regime's kind of rows */
	const char *kind;
	const char *ref; /* article, paragraph, annex; the edition for other schemes */
	const char *who, *short_name, *requirement;
	const char *timing, *retention, *figure, *applies_from;
	const char *ids_v2, *ids_v3; /* provisions of each edition, "; "-separated; our own mapping */
	const char *strength;        /* good | partial | none, or empty */
	const char *confidence;
};

/* Accepted cryptography, dated: catalogue/README.md and docs/cryptography.md say how to read a row. */
struct crypto_row {
	const char *name;  /* "AES" */
	const char *names; /* spellings, "; "-separated */
	const char *kind;  /* protocol, association, cipher, mode, hash, mac, signature, key-exchange, curve, kdf ... */
	const char *status;        /* accepted, legacy, refused: where its parameter is large enough */
	const char *unit;          /* of its parameter: bits, MiB, N, cost, iterations; "": it has none */
	uint64_t accepted, legacy; /* smallest parameter; 0: none is */
	unsigned until;            /* last year in which what is legacy is still used; 0: no source gives one */
	bool fixed;                /* a parameter that is not declared is large enough */
	const char *goals;         /* security goals it can deliver */
	const char *needs;         /* kinds that have to be declared beside it */
	const char *source, *confidence;
};

/* An attack on a combination of them. */
struct crypto_attack {
	const char *name;
	const char *when;    /* rows that are all declared: "TLS 1.0|SSL 3.0; CBC" */
	const char *unless;  /* rows of which none is declared, "|" between */
	uint64_t below;      /* the parameter of the first is declared and smaller; 0: any */
	const char *effect;  /* what an attacker gets */
	bool feasible;       /* false: only where an implementation lacks the known countermeasure */
	const char *cleared; /* components and the version that has the countermeasure: "hostapd 2.7" */
	const char *source, *confidence;
};

/* A rule of scope: which answer a law gives for a product, from what is declared about it
 * (catalogue/scope.tsv). */
enum scope_operator { SCOPE_IS, SCOPE_IS_NOT, SCOPE_BEFORE, SCOPE_FROM };
struct scope_term {
	const char *table, *key; /* of product.yaml; "derived", "class": the class found before */
	bool optional;           /* an absent key makes = and < false, != and >= true; otherwise it is unknown */
	enum scope_operator op;
	const char *values; /* "; "-separated, one is enough; "": absent; "*": present */
};
struct scope_rule {
	const char *id;                 /* "p-computer" */
	const char *topic;              /* "PSTI", "CRA", "PSTI role", "CRA class" ... */
	const char *step;               /* rules of a step stand together; each step of a topic has to be passed */
	const char *answer;             /* IN, OUT, PARTLY, UNKNOWN; of class, route and role: which */
	const struct scope_term *terms; /* all have to hold */
	size_t term_count;
	const char *rows; /* ids of the rows of the act that it decides, "; "-separated */
	const char *source, *reason, *confidence;
};

/* In the standard's order: edition, then clause, number, suffix. */
extern const struct provision catalogue_provisions[];
extern const size_t catalogue_provision_count;
extern const struct unit catalogue_units[];
extern const size_t catalogue_unit_count;
extern const struct condition catalogue_conditions[];
extern const size_t catalogue_condition_count;
extern const struct ixit_field catalogue_ixit[];
extern const size_t catalogue_ixit_count;
extern const struct declaration_key catalogue_declaration[]; /* keys of a table stand together */
extern const size_t catalogue_declaration_count;
extern const struct crypto_row catalogue_cryptography[];
extern const size_t catalogue_cryptography_count;
extern const struct crypto_attack catalogue_attacks[];
extern const size_t catalogue_attack_count;
extern const struct regime_row catalogue_regimes[];
extern const size_t catalogue_regime_count;
extern const struct scope_rule catalogue_scope[];
extern const size_t catalogue_scope_count;
extern const char *const catalogue_unit_names[UNIT_COUNT];

const char *edition_tests(enum edition edition); /* the TS 103 701 that goes with it: "V2.1.1" for V3.1.3 */

/* NULL where the edition has no such provision. O(log n). */
const struct provision *provision_find(enum edition edition, const char *id);
/* The part of a table that belongs to one edition: first row and count. */
const struct provision *provisions_of(enum edition edition, size_t *ret_count);
const struct unit *units_of(enum edition edition, size_t *ret_count);
/* The keys of a table of product.yaml: first row and count; NULL where there is no such table. */
const struct declaration_key *declaration_table(const char *table, size_t *ret_count);
/* NULL where the table has no such key. */
const struct declaration_key *declaration_find(const char *table, const char *key);
/* Standard's order of provision ids: "5.3-4B" behind "5.3-4A", "5.10-1" behind "5.9-3", "4-1" first. Ids that
 * are none sort behind all, by bytes. */
int provision_compare(const char *a, const char *b);
/* True where `id` stands in a "; "-separated list of ids. */
bool id_list_has(const char *list, const char *id);
/* NULL where the edition has no such unit. */
const struct unit *unit_find(enum edition edition, enum unit_id id);
/* "5.1-1-2 b", from whichever edition has it. */
const char *unit_name(enum unit_id id);
/* Accepts "5.1-1-2 b", "5.1-1-2b" and "5_1_1_2_b". */
bool unit_by_name(const char *name, enum unit_id *ret);

#endif
