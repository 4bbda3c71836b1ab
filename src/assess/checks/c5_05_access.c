/* 5.5-4 and 5.5-5, rules on what is offered over a network (13-SoftServ) and who may use it (1-AuthMech). */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/look.h"
#include "core/base/text.h"

#include <string.h>

enum services { INITIALISED, CONFIGURING };

/* A device only calls out: nothing is offered to whoever is on the network. */
static bool only_calls(const struct declared *d, const struct declared_entry *s)
{
	for (size_t i = 0; i < entry_count(s, "interface"); i++) {
		const struct declared_entry *e = declared_find(d, "LogIntf", entry_at(s, "interface", i));

		if (!e || !entry_is(e, "direction", "out"))
			return false;
	}
	return entry_count(s, "interface") > 0;
}

/* All its interfaces are of basic protocols. */
static bool basic(const struct declared *d, const struct declared_entry *s)
{
	for (size_t i = 0; i < entry_count(s, "interface"); i++)
		if (!links_basic(declared_find(d, "LogIntf", entry_at(s, "interface", i))))
			return false;
	return entry_count(s, "interface") > 0;
}

/* What says it is a basic protocol is not one where an interface of it talks something that people and apps use. */
static bool calls_itself_basic(const struct declared *d, const struct declared_entry *s)
{
	static const char applications[] = "http https ws wss telnet ssh ftp ftps sftp tftp mqtt mqtts coap coaps rtsp "
					   "rtsps rtmp snmp smb nfs vnc rlogin rsh grpc gatt";

	for (size_t i = 0; i < entry_count(s, "interface"); i++)
		if (links_talks(declared_find(d, "LogIntf", entry_at(s, "interface", i)), applications))
			return false;
	return entry_yes(s, "basic-protocol");
}

/* 5.5-4 looks at what is on once initialised; 5.5-5 at what changes settings, in every state, but for basic protocols.
 */
static bool concerns(const struct declared *d, const struct declared_entry *s, enum services which)
{
	if (!entry_yes(s, "network"))
		return false;
	if (which == CONFIGURING)
		return entry_yes(s, "allows-configuration") && !calls_itself_basic(d, s);
	return !entry_no(s, "network-when-initialised") && !entry_is(s, "status", "disabled");
}

static bool discloses(const struct declared *d, const struct declared_entry *s)
{
	for (size_t i = 0; i < entry_count(s, "interface"); i++)
		if (!entry_no(declared_find(d, "LogIntf", entry_at(s, "interface", i)), "disclosed-relevant"))
			return true;
	return false;
}

static void referenced(struct finding_sink *out, const struct declared *d, const struct declared_entry *s)
{
	for (size_t i = 0; i < entry_count(s, "authentication"); i++)
		if (!declared_find(d, "AuthMech", entry_at(s, "authentication", i)))
			(void)rule_fail(out, s, "authentication", SEVERITY_HIGH,
					"%s refers to %s, which AuthMech does not list", s->id,
					entry_at(s, "authentication", i));
	if (entry_has(s, "authentication"))
		return;
	if (entry_yes(s, "allows-configuration") && !calls_itself_basic(d, s))
		(void)rule_fail(out, s, "authentication", SEVERITY_CRITICAL,
				"%s lets settings be changed over a network without authentication", s->id);
	else if (only_calls(d, s))
		return;
	else if (!links_says(s, "no-authentication-reason"))
		(void)rule_fail(out, s, "authentication", SEVERITY_HIGH,
				"%s can be used over a network without authentication, and no reason is given", s->id);
	else if (discloses(d, s))
		(void)rule_open(out, s, "authentication",
				"%s needs no authentication: may everybody see what it gives?", s->id);
	else if (!basic(d, s))
		(void)rule_open(out, s, "authentication", "%s needs no authentication: is the reason good enough?",
				s->id);
}

/* Nothing guards it and it does not only call out: there is no mechanism to judge, and unit a is not met or not sure.
 */
static void unguarded_service(struct finding_sink *out, const struct declared *d, const struct declared_entry *s)
{
	if (!entry_has(s, "authentication") && !only_calls(d, s) && !basic(d, s))
		(void)rule_open(out, s, "authentication", "%s names no mechanism that could be judged", s->id);
}

/* b: it tells subjects apart and rejects who is not known, and it is on when the service is. */
static void discriminates(struct finding_sink *out, const struct declared *d, const struct declared_entry *s)
{
	size_t on = 0;

	unguarded_service(out, d, s);
	for (size_t i = 0; i < entry_count(s, "authentication"); i++) {
		const struct declared_entry *a = declared_find(d, "AuthMech", entry_at(s, "authentication", i));

		if (!a)
			continue;
		on += !entry_is(a, "default-status", "disabled");
		if (entry_no(a, "distinguishes"))
			(void)rule_fail(out, a, "distinguishes", SEVERITY_HIGH, "%s of %s does not tell subjects apart",
					a->id, s->id);
		else if (!entry_has(a, "distinguishes"))
			(void)rule_open(out, a, "distinguishes", "%s does not say whether it tells subjects apart",
					a->id);
		if (!entry_has(a, "factor"))
			(void)rule_open(out, a, "factor", "%s names no authentication factor", a->id);
		else if (entry_lists(a, "factor", "none") ||
			 (entry_count(a, "factor") == 1 && entry_is(a, "factor", "proximity")))
			(void)rule_fail(out, a, "factor", SEVERITY_HIGH,
					"%s of %s has no factor that could be wrong: %s", a->id, s->id,
					entry_get(a, "factor"));
		if (entry_no(a, "network"))
			finding_evidence(
				out,
				rule_fail(out, a, "network", SEVERITY_MEDIUM,
					  "%s guards %s, a network service, and is declared as not used over a network",
					  a->id, s->id),
				entry_fact(s, "authentication"));
	}
	if (entry_has(s, "authentication") && !on && entry_is(s, "status", "enabled"))
		(void)rule_fail(out, s, "authentication", SEVERITY_HIGH,
				"%s is on by default, and all that guards it is off by default", s->id);
}

/* c: the mechanism promises authenticity, its cryptography is accepted, delivers what is promised and has no known
 * feasible attack. */
static void holds(struct finding_sink *out, const struct declared *d, const struct declared_entry *s)
{
	unguarded_service(out, d, s);
	for (size_t i = 0; i < entry_count(s, "authentication"); i++) {
		const struct declared_entry *a = declared_find(d, "AuthMech", entry_at(s, "authentication", i));

		if (!a)
			continue;
		if (!entry_lists(a, "guarantees", "authenticity"))
			(void)rule_fail(out, a, "guarantees", SEVERITY_HIGH, "%s of %s does not promise authenticity",
					a->id, s->id);
		if (entry_among(a, "factor", "password pin passphrase token") &&
		    !entry_lists(a, "guarantees", "confidentiality"))
			(void)rule_fail(out, a, "guarantees", SEVERITY_HIGH,
					"%s of %s does not keep its password confidential", a->id, s->id);
		crypto_rule_goals(out, d, a, "cryptography", "guarantees");
		(void)crypto_rule(out, d, a, "cryptography");
		crypto_rule_attacks(out, d, a, "cryptography");
	}
}

/* d: who may use a service, and who may change settings over it, is declared (SoftServ.entitled, configured-by), is no
 * more than that power allows, and is told apart. A device that only calls out offers nothing. */
static void authorises(struct finding_sink *out, const struct declared *d, const struct declared_entry *s)
{
	bool sets = entry_yes(s, "allows-configuration");

	if (!entry_has(s, "authentication") || (only_calls(d, s) && !sets))
		return;
	if (!entry_has(s, "entitled"))
		(void)rule_open(out, s, "entitled", "%s does not say who may use it", s->id);
	if (sets && !entry_has(s, "configured-by"))
		(void)rule_open(out, s, "configured-by", "%s does not say who may change settings", s->id);
	if (entry_lists(s, "entitled", "anyone"))
		(void)rule_fail(out, s, "entitled", SEVERITY_HIGH,
				"%s may be used by anyone, whatever the mechanism checks", s->id);
	if (sets && entry_among(s, "configured-by", "anyone guest"))
		(void)rule_fail(out, s, "configured-by", SEVERITY_HIGH, "%s lets %s change security settings", s->id,
				entry_lists(s, "configured-by", "anyone") ? "anyone" : "guests");
	if (sets && entry_lists(s, "configured-by", "maker"))
		(void)rule_open(out, s, "configured-by", "%s lets the maker change settings: has the owner agreed?",
				s->id);
	for (size_t i = 0; i < entry_count(s, "authentication"); i++) {
		const struct declared_entry *a = declared_find(d, "AuthMech", entry_at(s, "authentication", i));

		if (!a)
			continue;
		if (!links_says(a, "authorisation"))
			(void)rule_open(out, a, "authorisation", "%s does not say what it entitles to", a->id);
		if (entry_count(s, "entitled") > 1 && entry_no(a, "distinguishes"))
			(void)rule_fail(out, a, "distinguishes", SEVERITY_HIGH,
					"%s has several kinds of users, and %s does not tell them apart", s->id, a->id);
		if (entry_is(a, "subject", "machine") && entry_has(s, "entitled") &&
		    !entry_among(s, "entitled", "service device maker"))
			(void)rule_fail(out, s, "entitled", SEVERITY_MEDIUM,
					"%s lets in machines by %s, and no machine is entitled to it", s->id, a->id);
	}
}

static bool initialised(const struct declared *d, const struct declared_entry *s)
{
	return concerns(d, s, INITIALISED);
}

static bool configuring(const struct declared *d, const struct declared_entry *s)
{
	return concerns(d, s, CONFIGURING);
}

static void each(struct finding_sink *out, const struct declared *d, enum services which,
		 void (*rule)(struct finding_sink *, const struct declared *, const struct declared_entry *),
		 const char *title)
{
	DECLARED_EACH (d, "SoftServ", s) {
		if (rule_has(out, s, "network") && entry_yes(s, "network") && which == CONFIGURING)
			(void)rule_has(out, s, "allows-configuration");
		if (concerns(d, s, which))
			rule(out, d, s);
	}
	if (title)
		rule_pass_those(out, "SoftServ", which == CONFIGURING ? configuring : initialised,
				which == CONFIGURING ? "for a service that changes settings over a network"
						     : "for a service that can be used over a network",
				"%s", title);
}

/* An interface that a service uses which is on once initialised. */
static bool served_by_another(const struct declared *d, const char *interface)
{
	DECLARED_EACH (d, "SoftServ", s)
		if (concerns(d, s, INITIALISED) && entry_lists(s, "interface", interface))
			return true;
	return false;
}

/* A service that listens and is not declared as a network service would escape all of this. */
static void contradictions(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "SoftServ", s)
		for (size_t i = 0; i < entry_count(s, "interface"); i++) {
			const struct declared_entry *e = declared_find(d, "LogIntf", entry_at(s, "interface", i));

			if (entry_no(s, "network") && entry_yes(e, "network"))
				finding_evidence(out,
						 rule_fail(out, s, "network", SEVERITY_MEDIUM,
							   "%s is declared as no network service, and serves %s, which "
							   "is on a network",
							   s->id, e->id),
						 entry_fact(e, "network"));
			if (entry_yes(s, "network") && !concerns(d, s, INITIALISED) && entry_yes(e, "network") &&
			    entry_is(e, "status", "enabled") && !entry_is(e, "direction", "out") &&
			    !served_by_another(d, e->id))
				finding_evidence(
					out,
					rule_open(out, s,
						  entry_is(s, "status", "disabled") ? "status"
										    : "network-when-initialised",
						  "%s is said to be off once initialised, and its interface %s to "
						  "be on: who answers there?",
						  s->id, e->id),
					entry_fact(e, "status"));
		}
}

/* Who connects to an interface that no service stands behind? It would escape all of this as well. */
static void unserved(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "LogIntf", e)
		if (links_networked(d, e) && entry_is(e, "status", "enabled") && !entry_is(e, "direction", "out") &&
		    declared_count(d, "SoftServ") && !links_from(d, "SoftServ", "interface", e->id))
			(void)rule_open(out, e, "id", "%s can be connected to, and SoftServ lists no service on it",
					e->id);
}

void rule_5_5_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	contradictions(out, d);
	unserved(out, d);
	each(out, d, INITIALISED, referenced, "Every network service refers to a mechanism or needs none");
}

void rule_5_5_4_1_b(const struct facts *facts, struct finding_sink *out)
{
	each(out, rule_begin(facts, out), INITIALISED, discriminates,
	     "The mechanism of every network service tells subjects apart");
}

void rule_5_5_4_1_c(const struct facts *facts, struct finding_sink *out)
{
	each(out, rule_begin(facts, out), INITIALISED, holds,
	     "The protection of every such mechanism is best practice");
}

void rule_5_5_4_1_d(const struct facts *facts, struct finding_sink *out)
{
	each(out, rule_begin(facts, out), INITIALISED, authorises,
	     "Every network service admits only those entitled to it");
}

void rule_5_5_5_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	contradictions(out, d);
	each(out, d, CONFIGURING, referenced, NULL);
	each(out, d, CONFIGURING, discriminates, NULL);
	each(out, d, CONFIGURING, holds, NULL);
	each(out, d, CONFIGURING, authorises, "Every service that changes settings authenticates and authorises");
}

/* Functional: declared as authenticated, open in the image. */
static void unguarded(const struct facts *facts, struct finding_sink *out, enum services which)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *s, *interface;

		if (finding_full(out))
			return;
		if (!look_listens(l) || !fact_is(l, LISTENER_AUTH, "none"))
			continue;
		s = links_service(d, fact_get(l, LISTENER_PROGRAM));
		interface = links_interface(d, l);
		if (!s || !interface || !entry_lists(s, "interface", interface->id) ||
		    !entry_has(s, "authentication") || (which == CONFIGURING && !concerns(d, s, CONFIGURING)))
			continue;
		/* a web server's log-in can stand in its pages: only other protocols are certain */
		if (look_among(l, LISTENER_SERVICE, "http https"))
			finding_evidence(out,
					 rule_open(out, s, "authentication",
						   "%s: %s asks for no log-in itself; does a page of it?", s->id,
						   look_listener(l, out)),
					 l);
		else
			finding_evidence(out,
					 rule_fail(out, s, "authentication", SEVERITY_HIGH,
						   "%s is declared as authenticated by %s, and %s asks for nothing",
						   s->id, entry_get(s, "authentication"), look_listener(l, out)),
					 l);
	}
}

void rule_5_5_4_2_a(const struct facts *facts, struct finding_sink *out)
{
	unguarded(facts, out, INITIALISED);
}

void rule_5_5_5_2_a(const struct facts *facts, struct finding_sink *out)
{
	unguarded(facts, out, CONFIGURING);
}
