/* What rules share beyond rule.h: the table a rule looks at, words that are no answer, durations, references. Pure. */
#ifndef HF_ASSESS_RULE_LOOK_H
#define HF_ASSESS_RULE_LOOK_H

#include "assess/checks/rule.h"

/* The declaration where the table has entries to look at, else NULL, and the unit's `missing` asks for the table. */
const struct declared *rule_table(const struct facts *facts, struct finding_sink *out, const char *table);
/* The same for a table that may not be empty: declared empty, it fails the unit with this title. */
const struct declared *rule_table_needed(const struct facts *facts, struct finding_sink *out, const char *table,
					 enum severity severity, const char *title);
/* A condition or feature that this provision depends on and that is declared not to hold: then it does not apply, and
 * that is the reason; NULL: none. TS 103 701 V1.1.1 adds to the EN's own conditions, which it carries too. */
const struct declared_entry *rule_ruled_out(const struct declared *d, enum edition edition, const char *provision);
/* True where the table has entries or is declared empty; otherwise the unit stays open: nobody said what is in it. */
bool rule_stated(struct finding_sink *out, const struct declared *d, const char *table);
/* True where the key is there; otherwise the unit stays open. */
bool rule_has(struct finding_sink *out, const struct declared_entry *e, const char *key);
/* The same for a text; one that says nothing ("none", "-", "n/a", "tbd") fails the unit, one that only points elsewhere
 * ("see manual") leaves it open. */
bool rule_reason(struct finding_sink *out, const struct declared_entry *e, const char *key, enum severity severity);
/* "none", "-", "n/a", "to be defined" and their like, and the empty text: said_nothing(). */
bool rule_says_nothing(const char *text);
/* A duration in hours; the unit stays open where it is absent or not to be read. */
bool rule_hours(struct finding_sink *out, const struct declared_entry *e, const char *key, uint64_t *ret);
/* The first of the words that the list does not hold; NULL: it holds them all. The word lives in the arena. */
const char *rule_lacks(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *words);
/* The entry that reference `i` of the key points to, in one of these tables ("UserIntf LogIntf"); NULL: nowhere. */
const struct declared_entry *rule_ref(const struct declared *d, const struct declared_entry *e, const char *key,
				      size_t i, const char *tables);
/* True where an entry of `table` refers to `id` under `key`. */
bool rule_referred(const struct declared *d, const char *table, const char *key, const char *id);
/* True where personal data is made anonymous by a technique that hides persons, not only their names. */
bool rule_anonymous(const struct declared_entry *data);
/* A name of an entry for titles: "SecBoot SB-1". */
const char *rule_name(struct finding_sink *out, const struct declared_entry *e);

#endif
