/* 5.5-1, 5.5-6 and 5.5-7, rules on declared communication (11-SecComMech, 11-ComMech in V1.1.1). */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "core/base/text.h"

/* The mechanisms that a rule is about. */
enum subset { ALL, SECRETS, REMOTE_SECRETS };

static bool carries_secret(const struct declared *d, const struct declared_entry *mechanism)
{
	DECLARED_EACH (d, "SecParam", p)
		if (!entry_is(p, "type", "public") && entry_lists(p, "communication", mechanism->id))
			return true;
	return false;
}

static bool in_subset(const struct declared *d, const struct declared_entry *mechanism, enum subset subset)
{
	return subset == ALL || (carries_secret(d, mechanism) && (subset == SECRETS || entry_yes(mechanism, "remote")));
}

/* What it carries can change settings: replayed it would do so again. */
static bool commands(const struct declared *d, const struct declared_entry *mechanism)
{
	DECLARED_EACH (d, "SoftServ", s)
		for (size_t i = 0; entry_yes(s, "allows-configuration") && i < entry_count(s, "interface"); i++)
			if (!entry_yes(s, "basic-protocol") &&
			    entry_lists(mechanism, "interface", entry_at(s, "interface", i)))
				return true;
	return false;
}

static void need(struct finding_sink *out, const struct declared_entry *e, const char *goal, const char *why)
{
	if (!entry_lists(e, "guarantees", goal))
		(void)rule_fail(out, e, look_print(out, "guarantees/%s", goal), SEVERITY_HIGH,
				"%s does not promise %s: %s", e->id, goal, why);
}

/* a: every mechanism needs authenticity and integrity, for otherwise it protects nothing; confidentiality where secrets
 * or personal data cross it or it leaves the home; protection from replay where it carries settings. */
static void guarantees(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	if (!entry_has(e, "guarantees")) {
		(void)rule_open(out, e, "guarantees", "%s declares no guarantees", e->id);
		return;
	}
	need(out, e, "authenticity", "anybody could be at the other end");
	need(out, e, "integrity", "what crosses it could be changed");
	if (carries_secret(d, e))
		need(out, e, "confidentiality", "critical parameters cross it");
	else if (links_from(d, "PersData", "communication", e->id))
		need(out, e, "confidentiality", "personal data crosses it");
	else if (entry_is(e, "peer", "associated-service"))
		need(out, e, "confidentiality", "it goes to an associated service");
	if (commands(d, e))
		need(out, e, "replay-protection", "settings can be changed over it");
}

/* b: the cryptography can deliver the guarantees, and the peer is verified where authenticity is promised. */
static void delivers(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	crypto_rule_goals(out, d, e, "cryptography", "guarantees");
	if (!entry_lists(e, "guarantees", "authenticity"))
		return;
	if (entry_no(e, "verifies-peer"))
		(void)rule_fail(out, e, "verifies-peer", SEVERITY_HIGH,
				"%s promises authenticity, and the device does not verify its peer", e->id);
	else if (!entry_has(e, "verifies-peer"))
		(void)rule_open(out, e, "verifies-peer", "%s does not say whether the device verifies its peer", e->id);
}

static bool carries_secrets(const struct declared *d, const struct declared_entry *e)
{
	return in_subset(d, e, SECRETS);
}

static bool carries_secrets_far(const struct declared *d, const struct declared_entry *e)
{
	return in_subset(d, e, REMOTE_SECRETS);
}

static void pass(struct finding_sink *out, enum subset subset, const char *title)
{
	rule_pass_those(out, "SecComMech",
			subset == SECRETS          ? carries_secrets
			: subset == REMOTE_SECRETS ? carries_secrets_far
						   : NULL,
			subset == ALL       ? "for communication"
			: subset == SECRETS ? "that carries critical parameters"
					    : "that carries critical parameters over a remote interface",
			"%s", title);
}

/* An interface that is on, and that no mechanism protects, would escape all of this. */
static void unprotected(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "LogIntf", e)
		if (links_networked(d, e) && entry_is(e, "status", "enabled") && entry_has(e, "service") &&
		    !links_basic(e) && !links_from(d, "SecComMech", "interface", e->id))
			(void)rule_open(out, e, "service",
					"%s talks %s, and no mechanism of SecComMech protects it: does it need none?",
					e->id, entry_get(e, "service"));
}

void rule_5_5_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecComMech", e)
		guarantees(out, d, e);
	unprotected(out, d);
	pass(out, ALL, "Every mechanism promises what its communication needs");
}

void rule_5_5_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecComMech", e)
		delivers(out, d, e);
	pass(out, ALL, "Every mechanism's cryptography delivers its guarantees");
}

void rule_5_5_1_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecComMech", e)
		(void)crypto_rule(out, d, e, "cryptography");
	pass(out, ALL, "The cryptography of every mechanism is in a catalogue, for as long as support lasts");
}

void rule_5_5_1_1_d(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecComMech", e)
		crypto_rule_attacks(out, d, e, "cryptography");
	pass(out, ALL, "No feasible attack on the cryptography of any mechanism is known");
}

/* All units of 5.5-1-1 over mechanisms that carry critical parameters, with confidentiality as the least. */
static void secrets(struct finding_sink *out, const struct declared *d, enum subset subset, const char *title)
{
	DECLARED_EACH (d, "SecComMech", e) {
		/* of what does not say how far it reaches the unit can say neither that it is met nor that it is not
		 * asked */
		if (subset == REMOTE_SECRETS && carries_secret(d, e))
			(void)rule_has(out, e, "remote");
		if (!in_subset(d, e, subset))
			continue;
		guarantees(out, d, e);
		delivers(out, d, e);
		(void)crypto_rule(out, d, e, "cryptography");
		crypto_rule_attacks(out, d, e, "cryptography");
	}
	pass(out, subset, title);
}

/* Which parameters travel, and how, has to hang together before "all are encrypted" means anything. */
void rule_5_5_6_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	bool any = false;

	DECLARED_EACH (d, "SecParam", p) {
		any |= !entry_is(p, "type", "public") && entry_has(p, "communication");
		if (!entry_is(p, "type", "public") && entry_yes(p, "remote") && !entry_has(p, "communication"))
			(void)rule_fail(out, p, "communication", SEVERITY_HIGH,
					"%s is carried over a network, and no mechanism that protects it is named",
					p->id);
	}
	if (!any && declared_feature(d, "parameters-transmitted") == FEATURE_YES)
		(void)rule_fail(
			out, declared_find(d, "features", "parameters-transmitted"), "holds", SEVERITY_MEDIUM,
			"Critical parameters leave the device, and SecParam names no mechanism that carries one");
	if (any && declared_feature(d, "parameters-transmitted") == FEATURE_NO)
		(void)rule_fail(out, declared_find(d, "features", "parameters-transmitted"), "holds", SEVERITY_MEDIUM,
				"SecParam names mechanisms that carry critical parameters, and the feature says none "
				"is carried");
	secrets(out, d, SECRETS, "Every mechanism that carries critical parameters keeps them confidential");
}

void rule_5_5_7_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", p) {
		bool far = false;

		if (entry_is(p, "type", "public"))
			continue;
		for (size_t i = 0; i < entry_count(p, "communication"); i++) {
			const struct declared_entry *m =
				declared_find(d, "SecComMech", entry_at(p, "communication", i));

			far |= !entry_no(m, "remote");
			if (m && entry_yes(m, "remote") && entry_no(p, "remote"))
				finding_evidence(out,
						 rule_fail(out, p, "remote", SEVERITY_MEDIUM,
							   "%s is declared as not carried remotely, and %s, which "
							   "carries it, is remote",
							   p->id, m->id),
						 entry_fact(m, "remote"));
		}
		if (entry_yes(p, "remote") && !entry_has(p, "communication"))
			(void)rule_fail(out, p, "communication", SEVERITY_HIGH,
					"%s is carried remotely, and no mechanism that protects it is named", p->id);
		else if (entry_yes(p, "remote") && !far)
			(void)rule_fail(out, p, "communication", SEVERITY_MEDIUM,
					"%s is carried remotely, and none of the mechanisms named for it is remote",
					p->id);
	}
	secrets(out, d, REMOTE_SECRETS,
		"Every remote mechanism that carries critical parameters keeps them confidential");
}

/* The protected interface that a listener is, where a mechanism that encrypts is declared for it. */
static const struct declared_entry *protected_by(const struct declared *d, const struct declared_entry *interface)
{
	DECLARED_EACH (d, "SecComMech", e)
		if (interface && entry_lists(e, "interface", interface->id) &&
		    entry_lists(e, "guarantees", "confidentiality") && !entry_is(e, "peer", "local-network"))
			return e;
	return NULL;
}

static bool host_declared(const struct declared_entry *interface, struct bytes host)
{
	for (size_t i = 0; host.len && i < entry_count(interface, "endpoints"); i++)
		if (text_equal_nocase(host, entry_at(interface, "endpoints", i)))
			return true;
	return false;
}

/* Functional units: declared as encrypted, in the image in the clear. `secret_only`: mechanisms that carry parameters.
 */
static void clear(const struct facts *facts, struct finding_sink *out, enum subset subset)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *m;

		if (finding_full(out))
			return;
		if (!look_listens(l) || !look_yes(l, LISTENER_CLEARTEXT))
			continue;
		m = protected_by(d, links_interface(d, l));
		if (m && in_subset(d, m, subset))
			finding_evidence(out,
					 rule_fail(out, m, "cryptography", SEVERITY_HIGH,
						   "%s is declared as encrypted, and %s talks in the clear", m->id,
						   look_listener(l, out)),
					 l);
	}
	FACTS_EACH (facts, FACT_ENDPOINT, p) {
		if (finding_full(out))
			return;
		if (!fact_is(p, ENDPOINT_SECURE, "no"))
			continue;
		DECLARED_EACH (d, "LogIntf", interface) {
			const struct declared_entry *m = protected_by(d, interface);

			if (!m || !in_subset(d, m, subset) || !host_declared(interface, fact_get(p, ENDPOINT_HOST)))
				continue;
			/* an NTP server beside its NTS mechanism is not what the mechanism protects by TLS */
			if (look_among(p, ENDPOINT_USE, "documentation schema time"))
				continue;
			finding_evidence(
				out,
				rule_fail(out, m, "cryptography", SEVERITY_MEDIUM,
					  "%s is declared as encrypted, and the image names %s", m->id,
					  look_field(p, ENDPOINT_URL, look_field(p, ENDPOINT_HOST, "", out), out)),
				p);
		}
	}
}

void rule_5_5_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	clear(facts, out, ALL);
}

void rule_5_5_6_2_a(const struct facts *facts, struct finding_sink *out)
{
	clear(facts, out, SECRETS);
}

void rule_5_5_7_2_a(const struct facts *facts, struct finding_sink *out)
{
	clear(facts, out, REMOTE_SECRETS);
}
