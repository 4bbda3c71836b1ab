/* The maker's declaration as a view over FACT_DECLARED: tables of entries of values, each with the fact (file, line) it
 * comes from. Built once from sorted facts; everything in it lives in the arena and in the facts. Tables, keys and
 * values are those of catalogue/declaration.tsv. */
#ifndef HF_ASSESS_DECLARED_H
#define HF_ASSESS_DECLARED_H

#include "assess/facts/facts.h"

struct declared_value {
	const char *key, *value;
	const struct fact *fact;
};

struct declared_entry {
	const char *table, *id;
	const struct declared_value *values; /* by key, members of a list in order */
	size_t count;
};

struct declared;

/* NULL only where memory is out. Without any declaration: an empty view. */
const struct declared *declared_of(const struct facts *facts, struct arena *arena);
/* The view of no declaration. */
const struct declared *declared_empty(void);
/* True where a product file was given at all. */
bool declared_any(const struct declared *d);
/* Entries of a table in the order of the file; a table of form `one` has at most one, with id "". An IXIT table
 * declared empty has no entries: declared_none() gives the fact that says so, else NULL. */
size_t declared_count(const struct declared *d, const char *table);
const struct declared_entry *declared_at(const struct declared *d, const char *table, size_t i);
const struct declared_entry *declared_find(const struct declared *d, const char *table, const char *id);
const struct fact *declared_none(const struct declared *d, const char *table);
/* The one entry of product, maker, support, UserInfo ...; NULL where not declared. */
const struct declared_entry *declared_one(const struct declared *d, const char *table);

/* All take a NULL entry: then nothing is there. */
const char *entry_get(const struct declared_entry *e, const char *key); /* first value; "" where absent */
bool entry_has(const struct declared_entry *e, const char *key);
bool entry_is(const struct declared_entry *e, const char *key, const char *value); /* first value equals */
bool entry_yes(const struct declared_entry *e, const char *key);
bool entry_no(const struct declared_entry *e, const char *key); /* says "no"; an absent key says nothing */
/* True where a list has this member. */
bool entry_lists(const struct declared_entry *e, const char *key, const char *value);
/* True where a value is among the words of a space-separated list. */
bool entry_among(const struct declared_entry *e, const char *key, const char *words);
size_t entry_count(const struct declared_entry *e, const char *key);
const char *entry_at(const struct declared_entry *e, const char *key, size_t i);
bool entry_number(const struct declared_entry *e, const char *key, uint64_t *ret);
/* Where the value stands; for an absent key the entry itself; NULL only for a NULL entry. */
const struct fact *entry_fact(const struct declared_entry *e, const char *key);

/* Conditions and features of the ICS by their short name: what the maker says. */
enum feature { FEATURE_UNSAID, FEATURE_YES, FEATURE_NO };
enum feature declared_feature(const struct declared *d, const char *short_name);

#define DECLARED_EACH(d, table, name)                                                                                  \
	for (size_t name##_i = 0; name##_i < declared_count((d), (table)); name##_i++)                                 \
		for (const struct declared_entry *name = declared_at((d), (table), name##_i); name; name = NULL)

#endif
