/* What checks of the declaration share. A rule looks at entries of the product file (and at what was observed); it
 *fails the unit with the value that breaks the pass rule as evidence, leaves it open where material is missing, and
 *passes it only where the whole pass rule of TS 103 701 is computed and met:
 *
 *	void rule_5_1_3_1_c(const struct facts *facts, struct finding_sink *out)
 *	{
 *		const struct declared *d = rule_begin(facts, out);
 *
 *		DECLARED_EACH (d, "AuthMech", e)
 *			if (...)
 *				rule_fail(out, e, "cryptography", SEVERITY_HIGH, "%s uses %s", e->id, ...);
 *		rule_pass_table(out, "AuthMech", "the cryptography of every mechanism is accepted");
 *	}
 */
#ifndef HF_ASSESS_RULE_H
#define HF_ASSESS_RULE_H

#include "assess/checks/check.h"
#include "assess/facts/declared.h"

/* The declaration, never NULL. Without a product file it is empty and the unit's `missing` says so. */
const struct declared *rule_begin(const struct facts *facts, struct finding_sink *out);
/* The edition that is judged: what a unit asks can differ. */
enum edition rule_edition(const struct finding_sink *out);

/* Fails the unit: `key` of entry `e` is what is wrong (or what is missing in it). The title is printed safely by the
 * callee: declared text in arguments needs nothing. Returns the finding, for finding_detail(), finding_remedy(). */
struct finding *rule_fail(struct finding_sink *out, const struct declared_entry *e, const char *key,
			  enum severity severity, const char *title, ...) PRINTF(5, 6);
/* The same with any fact as evidence; `subject` makes the finding's id: keep it stable. */
struct finding *rule_fail_fact(struct finding_sink *out, const struct fact *fact, const char *subject,
			       enum severity severity, const char *title, ...) PRINTF(5, 6);
/* Leaves the unit open: too little is declared to decide, or a person has to look. `e` may be NULL. */
struct finding *rule_open(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *title,
			  ...) PRINTF(4, 5);

/* Passes the unit where this rule failed and left open nothing, and where the description of no entry that the pass
 * would rest on is a placeholder. Evidence: the entries of the table (ten at most), or
 * the fact that declares the table empty. With neither, nothing happens and `missing` asks for the table. */
void rule_pass_table(struct finding_sink *out, const char *table, const char *title, ...) PRINTF(3, 4);
/* The same over those entries of the table that the unit is about. Where there is none the unit stays open, for what is
 * empty was not shown to be met: `what` ends "an entry in IXIT table X " there ("that users log in by"). */
void rule_pass_those(struct finding_sink *out, const char *table,
		     bool (*about)(const struct declared *, const struct declared_entry *), const char *what,
		     const char *title, ...) PRINTF(5, 6);
/* The same, with this value as evidence. Where the key is absent nothing happens and `missing` asks for it. */
void rule_pass(struct finding_sink *out, const struct declared_entry *e, const char *key, const char *title, ...)
	PRINTF(4, 5);
void rule_pass_fact(struct finding_sink *out, const struct fact *fact, const char *title, ...) PRINTF(3, 4);
/* True where this rule failed or left open nothing so far. */
bool rule_clean(const struct finding_sink *out);

#endif
