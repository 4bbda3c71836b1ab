/* 5.4, rules on declared parameters (10-SecParam). EN 303 645 3.1: a critical parameter is secret, a public one is not;
 * both may not be changed by others. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"
#include "core/base/text.h"

#include <string.h>

static const char secret_kinds[] = "password private-key symmetric-key token seed";
static const char public_kinds[] = "public-key certificate";

static bool critical(const struct declared_entry *e)
{
	return entry_is(e, "type", "critical");
}

static bool says(const struct declared_entry *e, const char *words)
{
	struct bytes rest = bytes_str(words), word, text = bytes_str(entry_get(e, "description"));

	while (text_split(&rest, ';', &word)) {
		char one[32] = "";

		memcpy(one, word.at, word.len < sizeof one ? word.len : sizeof one - 1);
		if (bytes_find_nocase(text, one) != SIZE_MAX)
			return true;
	}
	return false;
}

/* a: type and description agree. The kind says what the parameter is, the description is read for the few words that
 * leave no doubt. */
void rule_5_4_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e) {
		bool secret = entry_among(e, "kind", secret_kinds), open = entry_among(e, "kind", public_kinds);

		if (!entry_has(e, "kind") || !entry_has(e, "type"))
			(void)rule_open(out, e, entry_has(e, "kind") ? "type" : "kind", "%s does not say what it is",
					e->id);
		else if (secret && !critical(e))
			(void)rule_fail(out, e, "type", SEVERITY_MEDIUM,
					"%s is a %s and declared public: it is critical", e->id, entry_get(e, "kind"));
		else if (entry_is(e, "kind", "public-key") && critical(e))
			(void)rule_fail(out, e, "type", SEVERITY_LOW,
					"%s is a public key and declared critical: it is public", e->id);
		else if (entry_is(e, "kind", "certificate") && critical(e))
			(void)rule_open(out, e, "type",
					"%s is a certificate and declared critical: does it hold the private key?",
					e->id);
		else if (open && says(e, "private key;secret key;password;passphrase"))
			(void)rule_open(out, e, "description",
					"%s is declared as %s, but its description speaks of a secret", e->id,
					entry_get(e, "kind"));
		else if (!open && !secret && !critical(e) &&
			 (entry_has(e, "generation-by") || says(e, "private key;secret key;password;passphrase;token")))
			(void)rule_open(out, e, "type", "%s is declared public, and %s: is it no secret?", e->id,
					entry_has(e, "generation-by") ? "is generated"
								      : "its description speaks of a secret");
		else if (secret && says(e, "public key") && !says(e, "private"))
			(void)rule_open(out, e, "description",
					"%s is declared as %s, but its description speaks of a public key", e->id,
					entry_get(e, "kind"));
	}
	rule_pass_table(out, "SecParam", "Type, kind and description of every parameter agree");
}

/* b: what is critical needs confidentiality and integrity, what is public needs integrity. */
void rule_5_4_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e) {
		bool confidential = entry_lists(e, "guarantees", "confidentiality"),
		     intact = entry_lists(e, "guarantees", "integrity") || entry_lists(e, "guarantees", "authenticity");

		if (!entry_has(e, "type") || !entry_has(e, "guarantees"))
			(void)rule_open(out, e, entry_has(e, "type") ? "guarantees" : "type",
					"%s declares no guarantees or no type", e->id);
		else if (critical(e) && !confidential)
			(void)rule_fail(out, e, "guarantees", SEVERITY_HIGH, "%s is critical but not kept confidential",
					e->id);
		else if (!intact)
			(void)rule_fail(out, e, "guarantees", SEVERITY_HIGH, "%s is %s but not kept from being changed",
					e->id, entry_get(e, "type"));
	}
	rule_pass_table(out, "SecParam", "The guarantees of every parameter are what its type needs");
}

/* What a kind of storage can deliver. Fuses can be read by software unless the part hides them, so that their
 * confidentiality is left to a person; a file that is only encrypted or kept by its rights does not resist tampering
 * with the board. */
static const struct storage {
	const char *name, *delivers, *perhaps;
} storages[] = {
	{"tpm", "confidentiality integrity authenticity availability tamper-resistance", ""},
	{"secure-element", "confidentiality integrity authenticity availability tamper-resistance", ""},
	{"trusted-execution", "confidentiality integrity authenticity availability", "tamper-resistance"},
	{"fuses", "integrity authenticity availability tamper-resistance", "confidentiality"},
	{"encrypted-file", "confidentiality integrity authenticity availability", ""},
	{"protected-file", "confidentiality integrity authenticity availability", ""},
	{"memory-only", "confidentiality integrity authenticity", ""},
	{"plain-file", "availability", ""},
	{"none", "", ""},
};

static bool in(const char *words, const char *word)
{
	struct bytes rest = bytes_str(words), one;

	while (text_word(&rest, &one))
		if (bytes_is(one, word))
			return true;
	return false;
}

static const struct declared_entry *storage_key(const struct declared *d)
{
	DECLARED_EACH (d, "SecParam", e)
		if (critical(e) && entry_lists(e, "protects", "storage"))
			return e;
	return NULL;
}

static void scheme(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	const struct storage *s = NULL;
	const struct declared_entry *key = storage_key(d);

	for (size_t i = 0; i < ARRAY_LEN(storages); i++)
		if (entry_is(e, "storage", storages[i].name))
			s = &storages[i];
	if (!s || !entry_has(e, "guarantees")) {
		(void)rule_open(out, e, s ? "guarantees" : "storage", "%s does not say where and how it is kept",
				e->id);
		return;
	}
	for (size_t i = 0; i < entry_count(e, "guarantees"); i++) {
		const char *goal = entry_at(e, "guarantees", i);

		if (in(s->delivers, goal))
			continue;
		if (in(s->perhaps, goal))
			(void)rule_open(out, e, "storage", "%s: whether its %s delivers %s depends on the part", e->id,
					s->name, goal);
		else
			(void)rule_fail(out, e, "storage", SEVERITY_HIGH,
					"%s promises %s, which storage '%s' does not deliver", e->id, goal, s->name);
	}
	if (critical(e) && in("plain-file none", s->name))
		(void)rule_fail(out, e, "storage", SEVERITY_HIGH, "%s is critical and kept in the open (%s)", e->id,
				s->name);
	if (!links_says(e, "protection-scheme"))
		(void)rule_open(out, e, "protection-scheme", "%s has no protection scheme", e->id);
	if (!entry_is(e, "storage", "encrypted-file") || !critical(e))
		return;
	if (!key)
		(void)rule_open(out, e, "storage", "%s is encrypted under a key that SecParam does not list", e->id);
	else if (key == e)
		(void)rule_open(out, e, "storage", "%s is encrypted, and the only key for that is itself", e->id);
	else if (entry_among(key, "storage", "plain-file none"))
		finding_evidence(out,
				 rule_fail(out, e, "storage", SEVERITY_HIGH,
					   "%s is encrypted under %s, which lies in the open", e->id, key->id),
				 entry_fact(key, "storage"));
}

void rule_5_4_1_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e)
		scheme(out, d, e);
	rule_pass_table(out, "SecParam", "Where every parameter is kept delivers what is promised for it");
}

/* A parameter of one of these kinds that protects one of these. */
static bool has(const struct declared *d, const char *kinds, const char *protects)
{
	struct bytes rest, word;

	DECLARED_EACH (d, "SecParam", e) {
		if (!entry_among(e, "kind", kinds))
			continue;
		rest = bytes_str(protects);
		while (text_word(&rest, &word))
			for (size_t i = 0; i < entry_count(e, "protects"); i++)
				if (bytes_is(word, entry_at(e, "protects", i)))
					return true;
	}
	return false;
}

static const char keys_of_any_kind[] = "private-key symmetric-key public-key certificate token seed password identity";

/* d: what the other tables imply: passwords and keys of mechanisms, trust anchors, keys of connections and of secure
 * boot. */
void rule_5_4_1_1_d(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t passwords = 0, stored = 0;
	const struct declared_entry *last = NULL;

	DECLARED_EACH (d, "AuthMech", e) {
		bool password = entry_among(e, "factor", "password pin passphrase");
		const char *logins = "user-login local-communication service-communication personal-data other";

		if (password && !entry_no(e, "used-when-initialised")) {
			passwords++;
			last = e;
			if (!has(d, "password symmetric-key token seed", logins))
				(void)rule_fail(out, e, "factor", SEVERITY_MEDIUM,
						"%s uses a password, and SecParam lists none that protects a log-in",
						e->id);
		}
		if (entry_among(e, "factor", "certificate key token pairing") && !has(d, keys_of_any_kind, logins))
			(void)rule_fail(out, e, "factor", SEVERITY_MEDIUM,
					"%s uses a %s, and SecParam lists none for it", e->id, entry_get(e, "factor"));
	}
	DECLARED_EACH (d, "SecParam", e)
		stored += entry_among(e, "kind", "password token seed");
	if (last && stored && stored < passwords)
		(void)rule_open(out, last, "factor",
				"%zu mechanisms use passwords and SecParam lists %zu: is one missing?", passwords,
				stored);
	DECLARED_EACH (d, "UpdMech", e)
		if (entry_among(e, "verify", "signature mac") && !entry_has(e, "trust-anchor"))
			(void)rule_fail(out, e, "trust-anchor", SEVERITY_MEDIUM,
					"%s verifies updates by a key that SecParam does not list", e->id);
		else if (entry_among(e, "verify", "signature mac") &&
			 !declared_find(d, "SecParam", entry_get(e, "trust-anchor")))
			(void)rule_fail(out, e, "trust-anchor", SEVERITY_MEDIUM,
					"%s trusts %s, which SecParam does not list", e->id,
					entry_get(e, "trust-anchor"));
	DECLARED_EACH (d, "SecComMech", e)
		if (!has(d, keys_of_any_kind,
			 entry_among(e, "peer", "associated-service updater time-server")
				 ? "service-communication updates"
				 : "local-communication service-communication user-login personal-data"))
			(void)rule_fail(out, e, "cryptography", SEVERITY_MEDIUM,
					"%s protects communication, and SecParam lists no key that it could use",
					e->id);
	DECLARED_EACH (d, "SecBoot", e)
		if (entry_is(e, "detects-by", "signature-chain") &&
		    !has(d, "public-key certificate symmetric-key", "boot updates"))
			(void)rule_fail(out, e, "detects-by", SEVERITY_LOW,
					"%s verifies signatures by a key that SecParam does not list", e->id);
	DECLARED_EACH (d, "SecParam", e)
		if (entry_is(e, "storage", "encrypted-file") && !storage_key(d))
			(void)rule_fail(out, e, "storage", SEVERITY_MEDIUM,
					"%s is encrypted, and SecParam lists no key that protects storage", e->id);
	/* what nobody declared implies nothing: that the list is complete cannot be told then */
	(void)(rule_stated(out, d, "AuthMech") && rule_stated(out, d, "UpdMech") && rule_stated(out, d, "SecComMech"));
	rule_pass_table(out, "SecParam", "Every password, key and trust anchor that the other tables imply is listed");
}

static const char *where(const struct facts *facts, const struct fact *f, struct finding_sink *out)
{
	return look_path(facts, f, out);
}

/* 5.4-1-2: what lies in the image against what is declared. An image shows no more than its own files: no pass. */
void rule_5_4_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "SecParam") ? declared_at(d, "SecParam", 0) : NULL;
	const struct fact *table = first ? entry_fact(first, "id") : declared_none(d, "SecParam");

	if (!table)
		return;
	FACTS_EACH (facts, FACT_KEY, k) {
		const struct declared_entry *e;
		struct finding *f;

		if (finding_full(out))
			return;
		if (!look_among(k, KEY_CLASS, "private symmetric") || !look_real_key(k) || look_example(facts, k))
			continue;
		e = links_parameter(d, fact_node_of(facts, k)->path);
		if (!e) {
			f = rule_fail_fact(out, k, look_print(out, "undeclared %s", where(facts, k, out)),
					   SEVERITY_HIGH, "A %s key lies in %s and SecParam does not list it",
					   look_field(k, KEY_CLASS, "secret", out), where(facts, k, out));
			finding_evidence(out, f, table);
			finding_remedy(out, f,
				       "5.4-1: take the key out of the image, or list it in SecParam with its path and "
				       "how it is "
				       "protected.");
		} else if (entry_among(e, "storage", "tpm secure-element trusted-execution fuses memory-only none") ||
			   (entry_is(e, "storage", "encrypted-file") && fact_is(k, KEY_ENCRYPTED, "no"))) {
			f = rule_fail(out, e, "storage", SEVERITY_HIGH,
				      "%s is declared as kept in '%s', but lies open in %s", e->id,
				      entry_get(e, "storage"), where(facts, k, out));
			finding_evidence(out, f, k);
		}
	}
	FACTS_EACH (facts, FACT_PERMISSION, p) {
		const struct declared_entry *e;

		if (!fact_is(p, PERMISSION_ISSUE, "secret-readable") || finding_full(out))
			continue;
		e = links_parameter(d, fact_node_of(facts, p)->path);
		if (e && critical(e) && !entry_is(e, "storage", "plain-file"))
			finding_evidence(out,
					 rule_fail(out, e, "storage", SEVERITY_HIGH,
						   "%s is declared as %s, but every program can read %s (mode %s)",
						   e->id, entry_get(e, "storage"), where(facts, p, out),
						   look_field(p, PERMISSION_MODE, "?", out)),
					 p);
	}
}
