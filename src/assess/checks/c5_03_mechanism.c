/* 5.3-1, 5.3-2, 5.3-9 and 5.3-10 against the declaration: what an update mechanism verifies, by whom, against what. */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "assess/checks/updates.h"
#include "core/base/text.h"

#include <string.h>

/* What design, guarantees, cryptography and trust of a mechanism are worth: GRADE_UNSURE where a person has to look or
 * something is not said. */
enum grade { GRADE_GOOD, GRADE_UNSURE, GRADE_BAD };
struct graded {
	enum grade grade;
	const char *key, *why;    /* what decided, for titles; NULL, NULL for GRADE_GOOD */
	const struct fact *other; /* what it contradicts; NULL */
};

#define BAD(k, ...) ((struct graded){GRADE_BAD, (k), __VA_ARGS__})
#define UNSURE(k, ...) ((struct graded){GRADE_UNSURE, (k), __VA_ARGS__})

bool update_names(const struct declared_entry *e, struct bytes agent)
{
	return said_has(bytes_str(entry_get(e, "agent")), agent) ||
	       said_has(bytes_str(entry_get(e, "description")), agent);
}

/* What the image shows the declared agent to verify, where that is less than declared; NULL. */
static const struct fact *update_contradicted(const struct facts *facts, const struct declared_entry *e)
{
	if (!entry_among(e, "verify", "signature mac"))
		return NULL;
	FACTS_EACH (facts, FACT_UPDATE, u)
		if (look_among(u, UPDATE_VERIFY, "none checksum hash") &&
		    said_has(bytes_str(entry_get(e, "agent")), fact_get(u, UPDATE_AGENT)))
			return u;
	return NULL;
}

/* An updater of the image that verifies nothing and that no entry names: it may be this one, which names no agent. */
static const struct fact *nobodys(const struct facts *facts, const struct declared *d, const struct declared_entry *e)
{
	if (entry_has(e, "agent"))
		return NULL;
	FACTS_EACH (facts, FACT_UPDATE, u) {
		bool named = false;

		if (!look_among(u, UPDATE_VERIFY, "none checksum hash"))
			continue;
		DECLARED_EACH (d, "UpdMech", m)
			named |= update_names(m, fact_get(u, UPDATE_AGENT));
		if (!named)
			return u;
	}
	return NULL;
}

/* Its other keys tell that there is what the text under `key` describes. */
static bool there_is(const struct declared_entry *e, const char *key)
{
	if (strcmp(key, "initiation") == 0)
		return !entry_is(e, "automatic", "always");
	if (strcmp(key, "update-checking") == 0)
		return !entry_is(e, "check-by", "none");
	if (strcmp(key, "configuration") == 0)
		return !entry_among(e, "automatic", "no always") || entry_yes(e, "can-disable") ||
		       entry_yes(e, "can-postpone") || entry_yes(e, "can-disable-notices");
	return true;
}

void update_reason(struct finding_sink *out, const struct declared_entry *e, const char *key)
{
	if (entry_has(e, key) && (there_is(e, key) || !said_none(bytes_str(entry_get(e, key)))))
		(void)rule_reason(out, e, key, SEVERITY_MEDIUM);
}

/* The first text of the mechanism's design that says nothing; NULL. */
static const char *empty_text(const struct declared_entry *e)
{
	static const char *const keys[] = {"description", "authenticity-how", "integrity-how", "initiation"};

	for (size_t i = 0; i < ARRAY_LEN(keys); i++)
		if (entry_has(e, keys[i]) && (there_is(e, keys[i]) || !said_none(bytes_str(entry_get(e, keys[i])))) &&
		    (said_nothing(bytes_str(entry_get(e, keys[i]))) ||
		     said_elsewhere(bytes_str(entry_get(e, keys[i])))))
			return keys[i];
	return NULL;
}

/* Fails or leaves open what is not GRADE_GOOD. */
static void update_tell(struct finding_sink *out, const struct declared_entry *e, const struct graded *g)
{
	struct finding *f = NULL;

	if (g->grade == GRADE_BAD)
		f = rule_fail(out, e, g->key, SEVERITY_HIGH, "%s: %s", rule_name(out, e), g->why);
	else if (g->grade == GRADE_UNSURE)
		f = rule_open(out, e, g->key, "%s: %s", rule_name(out, e), g->why);
	if (f && g->other)
		finding_evidence(out, f, g->other);
}

/* A key that checks updates: of the right kind, there to protect updates, and kept so that an attacker cannot put
 * another in its place. */
static struct graded anchor(const struct declared_entry *e, const struct declared_entry *p)
{
	const struct fact *kind = entry_fact(p, "kind");

	if (!p)
		return BAD("trust-anchor", "the key it trusts is not declared in SecParam", NULL);
	if (!entry_lists(p, "protects", "updates"))
		return BAD("trust-anchor", "the key it trusts is not declared to protect updates",
			   entry_fact(p, "protects"));
	if (entry_is(e, "verify", "signature") && !entry_among(p, "kind", "public-key certificate"))
		return entry_is(p, "kind", "private-key")
			       ? BAD("trust-anchor", "the device holds the private key that signs updates", kind)
			       : BAD("trust-anchor", "what it trusts cannot check a signature", kind);
	if (entry_is(e, "verify", "mac") && !entry_is(p, "kind", "symmetric-key"))
		return BAD("trust-anchor", "what it trusts cannot check a MAC", kind);
	if (entry_is(e, "verify", "mac") && entry_no(p, "unique-per-device"))
		return BAD("trust-anchor", "all units share the key: who reads one unit can sign for all",
			   entry_fact(p, "unique-per-device"));
	if (entry_is(e, "verify", "mac") && !entry_yes(p, "unique-per-device"))
		return UNSURE("trust-anchor", "does every unit have a MAC key of its own? It is not said",
			      entry_fact(p, "id"));
	if (!entry_lists(p, "guarantees", "integrity"))
		return BAD("trust-anchor", "the integrity of the key it trusts is not guaranteed",
			   entry_fact(p, "guarantees"));
	if (entry_is(p, "storage", "none"))
		return BAD("trust-anchor", "the key it trusts is not kept anywhere", entry_fact(p, "storage"));
	if (!entry_has(p, "storage") || entry_among(p, "storage", "plain-file memory-only"))
		return UNSURE("trust-anchor", "can an attacker replace the key it trusts, in a plain file?",
			      entry_fact(p, "storage"));
	return (struct graded){0};
}

/* Without a key of its own a mechanism may trust an authenticated channel (EN 303 645 names it at 5.3-10). */
static struct graded channel(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	enum crypto_status status;
	struct crypto c;

	status = crypto_of(out, d, e, "cryptography", &c);
	if (status == CRYPTO_REFUSED || !crypto_has_kind(&c, "protocol"))
		return BAD("verify", "no key and no authenticated channel ties updates to their maker", NULL);
	DECLARED_EACH (d, "SecComMech", m) {
		if (!entry_is(m, "peer", "updater"))
			continue;
		if (entry_no(m, "verifies-peer"))
			return BAD("verify", "the channel it trusts does not check who is at the other end",
				   entry_fact(m, "verifies-peer"));
		if (entry_yes(m, "verifies-peer") && entry_lists(m, "guarantees", "authenticity") &&
		    entry_lists(m, "guarantees", "integrity"))
			return (struct graded){0};
	}
	return UNSURE("verify", "is the channel that updates come over authenticated? SecComMech does not say", NULL);
}

/* The key or channel that the mechanism trusts. Unit 5.3-10-1 b. */
static struct graded update_trust(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	struct graded worst = {0};

	if (!entry_has(e, "verify"))
		return UNSURE("verify", "does not say what is verified", NULL);
	if (!entry_among(e, "verify", "signature mac"))
		return channel(out, d, e);
	if (!entry_has(e, "trust-anchor"))
		return UNSURE("trust-anchor", "does not say which key it trusts", NULL);
	for (size_t i = 0; i < entry_count(e, "trust-anchor"); i++) {
		struct graded g = anchor(e, rule_ref(d, e, "trust-anchor", i, "SecParam"));

		if (g.grade > worst.grade)
			worst = g;
	}
	return worst;
}

/* Authenticity (right source, right product) before installing. Unit 5.3-9-1 a. */
static struct graded authenticity(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	struct graded trust;
	struct crypto c;

	if (entry_is(e, "authenticity-by", "none"))
		return BAD("authenticity-by", "nobody checks that an update is authentic", NULL);
	if (entry_among(e, "verify", "none checksum"))
		return BAD("verify", "what it verifies shows nothing about who made the update", NULL);
	trust = update_trust(out, d, e);
	if (trust.grade == GRADE_BAD)
		return trust;
	/* a hash alone, whoever is said to verify a signature over it, proves no source */
	if (entry_is(e, "verify", "signature") && crypto_of(out, d, e, "cryptography", &c) <= CRYPTO_LEGACY &&
	    !crypto_has_kind(&c, "signature"))
		return BAD("cryptography", "said to verify a signature, and its cryptography names none", NULL);
	if (entry_has(e, "verifies") && !entry_lists(e, "verifies", "source"))
		return BAD("verifies", "the source of an update is not verified", NULL);
	if (entry_has(e, "verifies") && !entry_lists(e, "verifies", "target"))
		return BAD("verifies", "whether an update is for this product is not verified", NULL);
	if (!entry_has(e, "verifies"))
		return UNSURE("verifies", "does not say whether source and target are verified", NULL);
	return trust;
}

/* Integrity before installing. Unit 5.3-9-1 b. */
static struct graded integrity(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	if (entry_is(e, "integrity-by", "none"))
		return BAD("integrity-by", "nobody checks that an update is intact", NULL);
	if (entry_is(e, "verify", "none"))
		return BAD("verify", "nothing is verified before installing", NULL);
	if (entry_is(e, "verify", "checksum"))
		return BAD("verify", "a checksum can be made again by whoever alters the update", NULL);
	if (!entry_has(e, "verify"))
		return UNSURE("verify", "does not say what is verified", NULL);
	if (!entry_has(e, "verifies"))
		return UNSURE("verifies", "does not say whether the whole update is verified", NULL);
	if (!entry_lists(e, "verifies", "whole-update"))
		return BAD("verifies", "only part of an update is verified", NULL);
	if (entry_is(e, "verify", "hash"))
		return channel(out, d, e); /* a hash is worth what the way it comes is worth */
	return (struct graded){0};
}

/* Can a basic attacker misuse it? Unit 5.3-2-1 a. */
static struct graded update_grade(const struct facts *facts, struct finding_sink *out, const struct declared *d,
				  const struct declared_entry *e)
{
	const struct fact *seen = update_contradicted(facts, e);
	struct graded a = authenticity(out, d, e), i = integrity(out, d, e);
	enum crypto_status status;
	struct crypto c;

	status = crypto_of(out, d, e, "cryptography", &c);
	if (seen)
		return BAD("verify", "the image shows that its agent does not verify what is declared", seen);
	if (a.grade == GRADE_BAD)
		return a;
	if (i.grade == GRADE_BAD)
		return i;
	if (entry_has(e, "guarantees") && rule_lacks(out, e, "guarantees", "authenticity integrity"))
		return BAD("guarantees", "it does not guarantee authenticity and integrity", NULL);
	if (status == CRYPTO_REFUSED)
		return BAD("cryptography", "it relies on cryptography that no catalogue accepts", NULL);
	if (a.grade == GRADE_UNSURE)
		return a;
	if (i.grade == GRADE_UNSURE)
		return i;
	if (nobodys(facts, d, e))
		return UNSURE("agent", "the image holds an updater that verifies nothing: is it this one's agent?",
			      nobodys(facts, d, e));
	if (empty_text(e))
		return UNSURE(empty_text(e), "its design is not described", NULL);
	if (!entry_has(e, "guarantees"))
		return UNSURE("guarantees", "does not say which security goals it reaches", NULL);
	if (entry_is(e, "authenticity-by", "service") || entry_is(e, "integrity-by", "service"))
		return UNSURE("authenticity-by", "a service checks in the device's place: can it be got around?", NULL);
	if (status > CRYPTO_LEGACY)
		return UNSURE("cryptography", "its cryptography says too little or is not in the table", NULL);
	if (!entry_lists(e, "guarantees", "rollback-protection") || !entry_lists(e, "verifies", "version"))
		return UNSURE("guarantees", "may an attacker offer an older, genuine update with known holes?", NULL);
	return (struct graded){0};
}

/* One mechanism that cannot be misused is enough. */
void rule_5_3_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "UpdMech", SEVERITY_HIGH,
						     "There is no update mechanism: UpdMech is declared empty");
	const struct declared_entry *good = NULL;
	bool unsure = false;

	if (!d)
		return;
	DECLARED_EACH (d, "UpdMech", e) {
		struct graded g = update_grade(facts, out, d, e);

		if (g.grade == GRADE_GOOD && !good)
			good = e;
		unsure |= g.grade == GRADE_UNSURE;
	}
	if (good) {
		rule_pass(out, good, "verify", "%s cannot be misused by a basic attacker", rule_name(out, good));
		return;
	}
	DECLARED_EACH (d, "UpdMech", e) {
		struct graded g = update_grade(facts, out, d, e);

		if (!unsure || g.grade == GRADE_UNSURE)
			update_tell(out, e, &g);
	}
}

/* Every mechanism that a component refers to. */
void rule_5_3_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t referred = 0;

	DECLARED_EACH (d, "UpdMech", e) {
		struct graded g;

		if (!rule_referred(d, "SoftComp", "update-mechanism", e->id))
			continue;
		referred++;
		g = update_grade(facts, out, d, e);
		update_tell(out, e, &g);
	}
	if (declared_count(d, "SoftComp") && !referred)
		finding_missing(out, "an update mechanism in UpdMech that a component refers to");
	rule_pass_table(out, "SoftComp", "No mechanism that a component refers to can be misused by a basic attacker");
}

static void contradicted(const struct facts *facts, struct finding_sink *out, const struct declared_entry *e,
			 const char *title)
{
	const struct fact *seen = update_contradicted(facts, e);
	struct finding *f;

	if (!seen)
		return;
	f = rule_fail_fact(out, seen, e->id, SEVERITY_HIGH, title, rule_name(out, e), entry_get(e, "verify"),
			   look_field(seen, UPDATE_VERIFY, "", out));
	finding_evidence(out, f, entry_fact(e, "verify"));
	finding_detail(out, f, "%s declares verify: %s. In the image, %s (%s) checks: %s.", rule_name(out, e),
		       entry_get(e, "verify"), look_field(seen, UPDATE_AGENT, "", out), look_path(facts, seen, out),
		       look_field(seen, UPDATE_VERIFY, "", out));
	finding_remedy(
		out, f,
		"Let %s verify the declared %s before it writes anything, against a key that the image protects; or "
		"declare what it does.",
		look_field(seen, UPDATE_AGENT, "the agent", out), entry_get(e, "verify"));
}

void rule_5_3_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e)
		if (rule_referred(d, "SoftComp", "update-mechanism", e->id))
			contradicted(facts, out, e, "%s: declared to verify by %s, the image shows %s");
}

void rule_5_3_2_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e)
		if (!update_contradicted(facts, e))
			return; /* one that resists is enough */
	DECLARED_EACH (d, "UpdMech", e)
		contradicted(facts, out, e, "%s: declared to verify by %s, the image shows %s");
}

void rule_5_3_9_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e)
		contradicted(facts, out, e,
			     "%s: declared to verify by %s, the image shows %s: an inauthentic update is installed");
}

void rule_5_3_9_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		const struct fact *seen = update_contradicted(facts, e);

		if (seen && fact_is(seen, UPDATE_VERIFY, "none"))
			contradicted(
				facts, out, e,
				"%s: declared to verify by %s, the image shows %s: an altered update is installed");
	}
}

/* Said not to use a network, and yet naming hosts that updates come from. */
static bool over_network(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return !entry_no(e, "network") || entry_has(e, "endpoints");
}

/* 5.3-9-1 a and b, over all mechanisms or those of the network. */
static void effective(const struct facts *facts, struct finding_sink *out, bool network, bool a, bool b)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		struct graded g;

		if (network && !over_network(d, e))
			continue;
		if (a) {
			g = authenticity(out, d, e);
			update_tell(out, e, &g);
			(void)(g.grade == GRADE_GOOD && rule_reason(out, e, "authenticity-how", SEVERITY_MEDIUM));
		}
		if (b) {
			g = integrity(out, d, e);
			update_tell(out, e, &g);
			(void)(g.grade == GRADE_GOOD && rule_reason(out, e, "integrity-how", SEVERITY_MEDIUM));
		}
	}
}

void rule_5_3_9_1_a(const struct facts *facts, struct finding_sink *out)
{
	effective(facts, out, false, true, false);
	rule_pass_table(out, "UpdMech", "Source and target of every update are verified before installing");
}

void rule_5_3_9_1_b(const struct facts *facts, struct finding_sink *out)
{
	effective(facts, out, false, false, true);
	rule_pass_table(out, "UpdMech", "The whole update is verified to be intact before installing");
}

void rule_5_3_10_1_a(const struct facts *facts, struct finding_sink *out)
{
	effective(facts, out, true, true, true);
	rule_pass_those(out, "UpdMech", over_network, "for updates over a network",
			"Authenticity and integrity of updates over a network are verified effectively");
}

static void by_device(const struct facts *facts, struct finding_sink *out, const char *key, const char *what)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, key))
			continue;
		if (!entry_is(e, key, "device"))
			rule_fail(out, e, key, SEVERITY_MEDIUM,
				  "%s: %s of an update is checked by %s, not by the device", rule_name(out, e), what,
				  entry_is(e, key, "none") ? "nobody" : "a service");
		else if (entry_is(e, "verify", "none") ||
			 (entry_is(e, "verify", "checksum") && strcmp(what, "authenticity") == 0))
			rule_fail(out, e, "verify", SEVERITY_HIGH,
				  "%s: the device is said to check %s, but verifies %s", rule_name(out, e), what,
				  entry_is(e, "verify", "none") ? "nothing" : "a checksum, which anybody can make");
	}
	rule_pass_table(out, "UpdMech", "The device itself checks %s of updates", what);
}

void rule_5_3_9_1_c(const struct facts *facts, struct finding_sink *out)
{
	by_device(facts, out, "authenticity-by", "authenticity");
}

void rule_5_3_9_1_d(const struct facts *facts, struct finding_sink *out)
{
	by_device(facts, out, "integrity-by", "integrity");
}

void rule_5_3_10_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		struct graded g;

		if (!over_network(d, e))
			continue;
		g = update_trust(out, d, e);
		update_tell(out, e, &g);
	}
	rule_pass_those(out, "UpdMech", over_network, "for updates over a network",
			"A declared key or authenticated channel backs every update over a network");
}
