/* 5.4-2 to 5.4-4, rules on declared parameters: hard-coded identities, secrets in source code, how secrets are made. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"
#include "core/base/text.h"

/* A secret stays one where it is declared public, which 5.4-1-1 a fails. */
static bool critical(const struct declared_entry *e)
{
	return entry_is(e, "type", "critical") ||
	       entry_among(e, "kind", "password private-key symmetric-key token seed");
}

static const struct declared_entry *feature_entry(const struct declared *d, const char *name)
{
	return declared_find(d, "features", name);
}

static bool identity(const struct declared_entry *e)
{
	return entry_yes(e, "hard-coded-identity");
}

static bool is_identity(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return identity(e);
}

static const char of_identities[] = "for a hard-coded identity";

/* 5.4-2-1 a: identities are declared as such: the entries, the feature of the ICS and the kinds agree. */
void rule_5_4_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	enum feature feature = declared_feature(d, "hard-coded-identity");
	size_t count = 0;

	DECLARED_EACH (d, "SecParam", e) {
		count += identity(e);
		if (identity(e) && feature == FEATURE_NO)
			finding_evidence(out,
					 rule_fail(out, e, "hard-coded-identity", SEVERITY_MEDIUM,
						   "%s is a hard-coded identity, and the feature says there is none",
						   e->id),
					 entry_fact(feature_entry(d, "hard-coded-identity"), "holds"));
		if (!entry_has(e, "hard-coded-identity"))
			(void)rule_open(out, e, "hard-coded-identity",
					"%s does not say whether it is a hard-coded identity", e->id);
		else if (!identity(e) && entry_is(e, "kind", "identity") && entry_is(e, "storage", "fuses"))
			(void)rule_fail(out, e, "hard-coded-identity", SEVERITY_MEDIUM,
					"%s is an identity in fuses and not declared as hard-coded", e->id);
		else if (!identity(e) && entry_is(e, "kind", "identity"))
			(void)rule_open(out, e, "hard-coded-identity",
					"%s is an identity: can it be changed after manufacture?", e->id);
		else if (identity(e) && entry_is(e, "unique-per-device", "no"))
			(void)rule_fail(out, e, "unique-per-device", SEVERITY_HIGH,
					"%s is an identity that is the same on every device", e->id);
	}
	if (!count && feature == FEATURE_YES)
		(void)rule_fail(out, feature_entry(d, "hard-coded-identity"), "holds", SEVERITY_MEDIUM,
				"The device has a hard-coded identity, and no parameter is declared as one");
	rule_pass_those(out, "SecParam", is_identity, of_identities, "Every hard-coded identity is declared as such");
}

void rule_5_4_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e)
		if (identity(e) && !entry_has(e, "guarantees"))
			(void)rule_open(out, e, "guarantees", "%s declares no guarantees", e->id);
		else if (identity(e) && !entry_lists(e, "guarantees", "tamper-resistance"))
			(void)rule_fail(out, e, "guarantees", SEVERITY_HIGH,
					"%s is a hard-coded identity that does not promise to resist tampering", e->id);
	rule_pass_those(out, "SecParam", is_identity, of_identities,
			"Every hard-coded identity promises to resist tampering");
}

/* 5.4-2 names physical, electrical and software attacks. Secure elements, TPMs and fuses are made for all three; a
 * trusted execution environment keeps software out and no probe; a file keeps nobody out who changes software. */
void rule_5_4_2_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	static const char *const attacks[] = {"software", "electrical", "physical"};

	DECLARED_EACH (d, "SecParam", e) {
		if (!identity(e))
			continue;
		if (entry_has(e, "protection-scheme") && !links_says(e, "protection-scheme"))
			(void)rule_open(out, e, "protection-scheme", "%s has no protection scheme", e->id);
		if (!entry_has(e, "tamper-resistance") || !entry_has(e, "storage")) {
			(void)rule_open(out, e, entry_has(e, "storage") ? "tamper-resistance" : "storage",
					"%s does not say which attacks its storage resists", e->id);
			continue;
		}
		if (!entry_among(e, "storage", "tpm secure-element fuses trusted-execution"))
			(void)rule_fail(out, e, "storage", SEVERITY_HIGH,
					"%s is a hard-coded identity in a '%s', which does not resist tampering", e->id,
					entry_get(e, "storage"));
		else if (entry_is(e, "storage", "trusted-execution") && entry_lists(e, "tamper-resistance", "physical"))
			(void)rule_fail(out, e, "tamper-resistance", SEVERITY_MEDIUM,
					"%s claims to resist physical attacks by a trusted execution environment alone",
					e->id);
		for (size_t i = 0; i < ARRAY_LEN(attacks); i++)
			if (!entry_lists(e, "tamper-resistance", attacks[i])) {
				if (i == 0)
					(void)rule_fail(out, e, "tamper-resistance", SEVERITY_HIGH,
							"%s is a hard-coded identity that software can change", e->id);
				else
					(void)rule_open(out, e, "tamper-resistance",
							"%s is not said to resist %s attacks: are they relevant?",
							e->id, attacks[i]);
			}
	}
	rule_pass_those(out, "SecParam", is_identity, of_identities,
			"The storage of every hard-coded identity resists tampering");
}

/* 5.4-2-2: an identity whose file is part of the image is the same on every device, whatever is declared. */
void rule_5_4_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_KEY, k) {
		const struct declared_entry *e;

		if (finding_full(out))
			return;
		e = look_real_key(k) ? links_parameter(d, fact_node_of(facts, k)->path) : NULL;
		if (e && identity(e))
			finding_evidence(out,
					 rule_fail(out, e, "storage", SEVERITY_HIGH,
						   "%s is declared as an identity in '%s', but lies in the image: %s",
						   e->id, entry_get(e, "storage"), look_path(facts, k, out)),
					 k);
	}
}

static bool from_source(const struct declared_entry *e)
{
	return entry_yes(e, "hard-coded-in-source") || entry_is(e, "provisioned-by", "source-code");
}

/* What lies in the image came from source code, and no entry says so. */
static void undeclared(const struct facts *facts, const struct declared *d, struct finding_sink *out,
		       const struct fact *seen, const char *what)
{
	const struct declared_entry *first = declared_at(d, "SecParam", 0);
	const char *path = look_path(facts, seen, out);
	struct finding *f;

	if (!first)
		return;
	f = rule_fail_fact(out, seen, look_print(out, "undeclared %s", path), SEVERITY_HIGH,
			   "%s is part of the software, and SecParam does not declare it as hard-coded: %s", what,
			   path);
	finding_evidence(out, f, entry_fact(first, "id"));
	finding_remedy(
		out, f,
		"5.4-3: take it out of %s and let each unit get its own; or list it in SecParam with its path under "
		"paths, hard-coded-in-source: yes, and whether it is used in operation.",
		path);
}

static void in_image(const struct facts *facts, const struct declared *d, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_KEY, k) {
		const struct declared_entry *e;

		if (finding_full(out))
			return;
		if (!look_among(k, KEY_CLASS, "private symmetric") || !look_real_key(k) || look_example(facts, k))
			continue;
		e = links_parameter(d, fact_node_of(facts, k)->path);
		if (!e)
			undeclared(facts, d, out, k, "A private or secret key");
		else if (critical(e) && !entry_yes(e, "hard-coded-in-source"))
			finding_evidence(out,
					 rule_fail(out, e, "hard-coded-in-source", SEVERITY_HIGH,
						   "%s is declared as not hard-coded, but lies in the image: %s", e->id,
						   look_path(facts, k, out)),
					 k);
	}
	FACTS_EACH (facts, FACT_SECRET, s) {
		if (finding_full(out))
			return;
		if (look_among(s, SECRET_CLASS, "password token api-key cloud-key credential-url symmetric-key") &&
		    fact_is(s, SECRET_CONFIDENCE, "high") && !look_example(facts, s) &&
		    !links_parameter(d, fact_node_of(facts, s)->path))
			undeclared(facts, d, out, s, "A secret");
	}
}

/* 5.4-3-1 a: what stands in source code is declared so. What lies in the image is part of the software. */
void rule_5_4_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e) {
		if (!critical(e))
			continue;
		if (!entry_has(e, "hard-coded-in-source") || !entry_has(e, "provisioned-by"))
			(void)rule_open(out, e,
					entry_has(e, "provisioned-by") ? "hard-coded-in-source" : "provisioned-by",
					"%s does not say where its value comes from", e->id);
		else if (entry_is(e, "provisioned-by", "source-code") && !entry_yes(e, "hard-coded-in-source"))
			(void)rule_fail(out, e, "hard-coded-in-source", SEVERITY_HIGH,
					"%s comes from source code and is declared as not hard-coded", e->id);
		else if (entry_is(e, "generation-by", "constant") && !entry_yes(e, "hard-coded-in-source"))
			(void)rule_fail(out, e, "generation-by", SEVERITY_HIGH,
					"%s is a constant and declared as not hard-coded in source", e->id);
	}
	in_image(facts, d, out);
	rule_pass_table(out, "SecParam", "No secret comes from source code without being declared so");
}

/* 5.4-3-1 b: none of them is used in operation. */
void rule_5_4_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SecParam", e) {
		if (critical(e) && !from_source(e) && !entry_has(e, "hard-coded-in-source"))
			(void)rule_open(out, e, "hard-coded-in-source",
					"%s does not say whether it stands in source code", e->id);
		if (!critical(e) || !from_source(e))
			continue;
		if (entry_yes(e, "used-in-operation"))
			(void)rule_fail(out, e, "used-in-operation", SEVERITY_HIGH,
					"%s stands in source code and is used in operation", e->id);
		else if (!entry_has(e, "used-in-operation") || !entry_has(e, "provisioned-by"))
			(void)rule_open(
				out, e, "used-in-operation",
				"%s stands in source code; whether it is replaced before operation is not declared",
				e->id);
		else if (entry_is(e, "provisioned-by", "source-code"))
			(void)rule_fail(out, e, "provisioned-by", SEVERITY_HIGH,
					"%s is said to be replaced, but only source code provisions it", e->id);
		else if (!links_says(e, "provisioning"))
			(void)rule_open(out, e, "provisioning",
					"%s does not say how the value from source code is replaced", e->id);
	}
	rule_pass_table(out, "SecParam", "No secret from source code is used in operation");
}

/* 5.4-4 speaks of critical parameters for integrity and authenticity checks of updates and for communication with
 * associated services. */
static bool mass(const struct declared_entry *e)
{
	return critical(e) &&
	       (entry_lists(e, "protects", "updates") || entry_lists(e, "protects", "service-communication"));
}

static bool is_mass(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return mass(e);
}

static const char of_mass[] = "for a secret that protects updates or communication with services";

void rule_5_4_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	enum feature feature = declared_feature(d, "update-or-service-secrets");
	size_t count = 0;

	DECLARED_EACH (d, "SecParam", e) {
		if (!mass(e))
			continue;
		count++;
		if (feature == FEATURE_NO)
			finding_evidence(
				out,
				rule_fail(out, e, "protects", SEVERITY_MEDIUM,
					  "%s protects updates or services, and the feature says no secret does",
					  e->id),
				entry_fact(feature_entry(d, "update-or-service-secrets"), "holds"));
		if (!links_says(e, "generation"))
			(void)rule_open(out, e, "generation", "%s does not say how its value is generated", e->id);
		if (!entry_has(e, "generation-by"))
			(void)rule_open(out, e, "generation-by", "%s does not say what its value is generated from",
					e->id);
	}
	if (!count && feature == FEATURE_YES)
		(void)rule_fail(out, feature_entry(d, "update-or-service-secrets"), "holds", SEVERITY_MEDIUM,
				"Secrets protect updates or services, and SecParam lists none");
	DECLARED_EACH (d, "UpdMech", u) {
		const struct declared_entry *key = declared_find(d, "SecParam", entry_get(u, "trust-anchor"));

		if (entry_is(u, "verify", "mac") && key && !mass(key))
			finding_evidence(
				out,
				rule_fail(out, key, "protects", SEVERITY_MEDIUM,
					  "%s verifies updates by a MAC and is not declared as a secret for updates",
					  key->id),
				entry_fact(u, "verify"));
	}
	rule_pass_those(out, "SecParam", is_mass, of_mass,
			"How every secret for updates and services is generated is declared");
}

/* b: unique for each device, from a random generator or the device's own secret, of at least 112 bits (NIST SP 800-57
 * r5, good to 2030); 120 bits where support runs longer (BSI TR-02102-1). */
void rule_5_4_4_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	uint64_t end = 0;

	if (!text_number(bytes_part(bytes_str(entry_get(declared_one(d, "support"), "end")), 0, 4), &end))
		end = 0;
	DECLARED_EACH (d, "SecParam", e) {
		uint64_t bits = 0;

		if (!mass(e))
			continue;
		if (entry_no(e, "unique-per-device"))
			(void)rule_fail(out, e, "unique-per-device", SEVERITY_CRITICAL,
					"%s is the same on every device", e->id);
		else if (!entry_has(e, "unique-per-device"))
			(void)rule_open(out, e, "unique-per-device",
					"%s does not say whether it differs on every device", e->id);
		if (entry_among(e, "generation-by", "constant derived-from-public"))
			(void)rule_fail(out, e, "generation-by", SEVERITY_CRITICAL,
					"%s is %s: whoever knows one device knows all", e->id,
					entry_is(e, "generation-by", "constant") ? "a constant"
										 : "derived from public data");
		else if (entry_is(e, "generation-by", "user"))
			(void)rule_open(out, e, "generation-by", "%s is chosen by the user: does it resist guessing?",
					e->id);
		else if (!entry_number(e, "generation-bits", &bits))
			(void)rule_open(out, e, "generation-bits", "%s does not say how many bits of security it has",
					e->id);
		else if (bits < 112)
			(void)rule_fail(out, e, "generation-bits", SEVERITY_HIGH,
					"%s has %llu bits of security; 112 are the least", e->id,
					(unsigned long long)bits);
		else if (bits < 120 && end > 2030)
			(void)rule_open(out, e, "generation-bits",
					"%s has %llu bits of security, accepted until 2030; support runs longer", e->id,
					(unsigned long long)bits);
	}
	rule_pass_those(out, "SecParam", is_mass, of_mass,
			"Every secret for updates and services is unique and well generated");
}
