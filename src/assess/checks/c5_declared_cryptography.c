/* 5.1-3-1 and 5.3-7-1: the four units that ask the same of logins and of updates: do the guarantees suit the use, can
 * what is declared deliver them, is it accepted (catalogue/cryptography.tsv), and is no feasible attack known. */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/passwords.h"
#include "assess/checks/rule_look.h"

enum step { SUITS, DELIVERS, ACCEPTED, UNATTACKED };

/* A keypad on the door sends nothing over a way that could be listened to or altered: authenticity is the comparison
 * with the stored verifier, integrity that of the device itself, confidentiality that of the verifier. */
static bool local_login(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	struct crypto c;

	for (size_t i = 0; i < entry_count(e, "guarantees"); i++)
		if (crypto_goal(entry_at(e, "guarantees", i)) & (GOAL_REPLAY_PROTECTION | GOAL_FORWARD_SECRECY))
			return false;
	return entry_has(e, "guarantees") && entry_among(e, "factor", "password pin passphrase") &&
	       crypto_of(out, d, e, "cryptography", &c) <= CRYPTO_LEGACY && crypto_has_kind(&c, "password-hash");
}

static void entry(struct finding_sink *out, const struct declared *d, const struct declared_entry *e, enum step step,
		  const char *use)
{
	const char *lacks;

	if (step == DELIVERS) {
		struct crypto c;

		if (!password_over_network(d, e) && local_login(out, d, e))
			return;
		crypto_rule_goals(out, d, e, "cryptography", "guarantees");
		if (entry_is(e, "verify", "signature") && crypto_of(out, d, e, "cryptography", &c) <= CRYPTO_LEGACY &&
		    !crypto_has_kind(&c, "signature"))
			rule_open(out, e, "cryptography",
				  "%s verifies a signature, and its cryptography names no algorithm "
				  "for it",
				  rule_name(out, e));
		return;
	}
	if (step == ACCEPTED) {
		(void)crypto_rule(out, d, e, "cryptography");
		return;
	}
	if (step == UNATTACKED) {
		crypto_rule_attacks(out, d, e, "cryptography");
		return;
	}
	if (!rule_has(out, e, "guarantees"))
		return;
	lacks = rule_lacks(out, e, "guarantees", "authenticity integrity");
	if (lacks)
		rule_fail(out, e, "guarantees", SEVERITY_HIGH, "%s does not claim %s, which %s needs",
			  rule_name(out, e), lacks, use);
}

static bool authenticates(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return !(entry_count(e, "factor") == 1 && entry_is(e, "factor", "none"));
}

static bool authenticates_users(const struct declared *d, const struct declared_entry *e)
{
	return authenticates(d, e) && !entry_is(e, "subject", "machine");
}

/* V2.1.1 speaks of logins of users, V3.1.3 of those between machines too. */
static void logins(const struct facts *facts, struct finding_sink *out, enum step step, const char *passes)
{
	const struct declared *d = rule_begin(facts, out);

	bool (*about)(const struct declared *, const struct declared_entry *) =
		rule_edition(out) == EDITION_V2_1_1 ? authenticates_users : authenticates;

	DECLARED_EACH (d, "AuthMech", e)
		if (about(d, e))
			entry(out, d, e, step, "a login");
	rule_pass_those(out, "AuthMech", about, about == authenticates ? "for a login" : "for a login of users", "%s",
			passes);
}

static void updates(const struct facts *facts, struct finding_sink *out, enum step step, const char *passes)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e)
		entry(out, d, e, step, "an update");
	rule_pass_table(out, "UpdMech", "%s", passes);
}

void rule_5_1_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	logins(facts, out, SUITS, "Every login claims authenticity and integrity");
}

void rule_5_1_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	logins(facts, out, DELIVERS, "The cryptography of every login can deliver what it claims");
}

void rule_5_1_3_1_c(const struct facts *facts, struct finding_sink *out)
{
	logins(facts, out, ACCEPTED, "The cryptography of every login is accepted by a reference catalogue");
}

void rule_5_1_3_1_d(const struct facts *facts, struct finding_sink *out)
{
	logins(facts, out, UNATTACKED, "No feasible attack on the cryptography of a login is known");
}

void rule_5_3_7_1_a(const struct facts *facts, struct finding_sink *out)
{
	updates(facts, out, SUITS, "Every update mechanism claims authenticity and integrity");
}

void rule_5_3_7_1_b(const struct facts *facts, struct finding_sink *out)
{
	updates(facts, out, DELIVERS, "The cryptography of every update mechanism can deliver what it claims");
}

void rule_5_3_7_1_c(const struct facts *facts, struct finding_sink *out)
{
	updates(facts, out, ACCEPTED,
		"The cryptography of every update mechanism is accepted by a reference catalogue");
}

void rule_5_3_7_1_d(const struct facts *facts, struct finding_sink *out)
{
	updates(facts, out, UNATTACKED, "No feasible attack on the cryptography of updates is known");
}
