/* 5.5-2, 5.5-3 and 5.5-8, rules on reviewed implementations (12-NetSecImpl), on components that use cryptography
 * (6-SoftComp) and on the management of secrets (14-SecMgmt). */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "core/base/text.h"

#include <string.h>

static const struct declared_entry *review_of(const struct declared *d, const char *component)
{
	DECLARED_EACH (d, "NetSecImpl", e)
		if (entry_lists(e, "component", component))
			return e;
	return NULL;
}

/* 5.5-2-1 a: each implementation was reviewed, and no component that uses cryptography is without one. What cannot be
 * changed (boot ROM, secure element) is judged by a person: its supplier's evaluation may not be in the table. */
void rule_5_5_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "NetSecImpl", e) {
		if (entry_is(e, "method-kind", "none"))
			(void)rule_fail(out, e, "method-kind", SEVERITY_MEDIUM, "%s was not reviewed", e->id);
		else if (entry_is(e, "method-kind", "widely-used-open-source"))
			(void)rule_open(out, e, "method-kind",
					"%s is widely used, which is no review by itself: who looked at it?", e->id);
		else if (!entry_has(e, "method-kind") || !links_says(e, "method"))
			(void)rule_open(out, e, entry_has(e, "method-kind") ? "method" : "method-kind",
					"%s does not say how it was reviewed", e->id);
		if (!links_says(e, "report"))
			(void)rule_open(out, e, "report", "%s names no outcome or report of its review", e->id);
	}
	DECLARED_EACH (d, "SoftComp", c)
		if (entry_yes(c, "cryptography") && declared_count(d, "NetSecImpl") && !review_of(d, c->id))
			(void)rule_open(out, c, "cryptography",
					"%s uses cryptography, and NetSecImpl lists no review of it", c->id);
	rule_pass_table(out, "NetSecImpl", "Every network and security implementation was reviewed or evaluated");
}

/* True where the scope of a review names this protocol, in any spelling. */
static bool covers(struct finding_sink *out, const struct declared *d, const char *protocol)
{
	DECLARED_EACH (d, "NetSecImpl", e) {
		struct crypto c;

		crypto_begin(&c, out->arena);
		for (size_t i = 0; i < entry_count(e, "scope"); i++)
			crypto_read(&c, entry_at(e, "scope", i));
		out->failed |= c.failed;
		if (crypto_names(&c, protocol))
			return true;
	}
	return false;
}

/* The scope is a protocol's name without what comes behind it. */
static bool is_family(struct bytes scope, struct bytes name)
{
	return scope.len && scope.len < name.len && name.at[scope.len] == ' ' &&
	       bytes_equal(scope, bytes_part(name, 0, scope.len));
}

/* "TLS" where TLS 1.3 is used, "Bluetooth LE" for one of its pairings: whether the review was of that stands in its
 * report. */
static bool covers_family(const struct declared *d, const struct crypto_row *row)
{
	DECLARED_EACH (d, "NetSecImpl", e)
		for (size_t i = 0; i < entry_count(e, "scope"); i++) {
			struct bytes scope = text_trim(bytes_str(entry_at(e, "scope", i)));
			struct bytes rest = bytes_str(row->names), name;

			if (is_family(scope, bytes_str(row->name)))
				return true;
			while (text_split(&rest, ';', &name))
				if (is_family(scope, text_trim(name)))
					return true;
		}
	return false;
}

/* b: a report is about the version that is built in, and some review covers every protocol that protects communication.
 * Whether method and report are good enough a person reads. */
void rule_5_5_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "NetSecImpl", e) {
		const struct declared_entry *c = declared_find(d, "SoftComp", entry_get(e, "component"));

		if (c && entry_count(e, "component") == 1 && entry_has(e, "version") && entry_has(c, "version") &&
		    strcmp(entry_get(e, "version"), entry_get(c, "version")) != 0)
			finding_evidence(out,
					 rule_fail(out, e, "version", SEVERITY_MEDIUM,
						   "%s was reviewed as %s, and %s is %s", e->id,
						   entry_get(e, "version"), c->id, entry_get(c, "version")),
					 entry_fact(c, "version"));
		if (!entry_has(e, "scope"))
			(void)rule_open(out, e, "scope", "%s does not say what the review covered", e->id);
	}
	DECLARED_EACH (d, "SecComMech", m) {
		struct crypto c;

		(void)crypto_of(out, d, m, "cryptography", &c);
		for (size_t i = 0; i < c.count && declared_count(d, "NetSecImpl"); i++)
			if (!c.items[i].row || strcmp(c.items[i].row->kind, "protocol") ||
			    covers(out, d, c.items[i].row->name))
				continue;
			else if (covers_family(d, c.items[i].row))
				(void)rule_open(
					out, m, look_print(out, "cryptography/%s", c.items[i].row->name),
					"%s uses %s, and a review in NetSecImpl covers its family: this one too?",
					m->id, c.items[i].row->name);
			else
				(void)rule_fail(out, m, look_print(out, "cryptography/%s", c.items[i].row->name),
						SEVERITY_MEDIUM, "No review in NetSecImpl covers %s, which %s uses",
						c.items[i].row->name, m->id);
	}
}

/* 5.5-2-2: the image shows which versions are built in: it passes where every reviewed implementation was found by its
 * component's name in the reviewed version. */
void rule_5_5_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct fact *seen = NULL;
	size_t found = 0;

	DECLARED_EACH (d, "NetSecImpl", e) {
		const struct declared_entry *c = declared_find(d, "SoftComp", entry_get(e, "component"));
		const char *reviewed = entry_has(e, "version") ? entry_get(e, "version") : entry_get(c, "version");
		bool same = false, other = false;

		FACTS_EACH (facts, FACT_COMPONENT, o) {
			if (finding_full(out) || look_among(o, COMPONENT_RELATION, "links built-with") ||
			    !fact_get(o, COMPONENT_VERSION).len || !reviewed[0] ||
			    !text_equal_nocase(fact_get(o, COMPONENT_NAME), entry_get(c, "name")))
				continue;
			if (links_same_version(reviewed, fact_get(o, COMPONENT_VERSION))) {
				same = true;
				seen = o;
				continue;
			}
			other = true;
			finding_evidence(out,
					 rule_fail(out, e, entry_has(e, "version") ? "version" : "component",
						   SEVERITY_MEDIUM, "%s was reviewed as %s %s, and the image has %s",
						   e->id, entry_get(c, "name"), reviewed,
						   look_field(o, COMPONENT_VERSION, "", out)),
					 o);
		}
		found += same && !other;
	}
	if (found && found == declared_count(d, "NetSecImpl"))
		rule_pass_fact(out, seen, "All %zu reviewed implementations are in the image in the reviewed version",
			       found);
	else if (rule_clean(out) && declared_any(d))
		finding_missing(out, "the name and version of each implementation on the device");
}

/* Declared so, or by its name nothing else. */
static bool encrypts(const struct declared *d, const struct declared_entry *c)
{
	static const char *const names[] = {"openssl",    "libssl",    "libcrypto", "mbedtls",        "wolfssl",
					    "gnutls",     "libressl",  "boringssl", "libsodium",      "nettle",
					    "libgcrypt",  "openssh",   "dropbear",  "wpa_supplicant", "hostapd",
					    "strongswan", "wireguard", "bearssl",   "tinydtls"};

	(void)d;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (links_component(c, bytes_str(names[i])))
			return true;
	return entry_yes(c, "cryptography");
}

static const char that_encrypts[] = "for a component that uses cryptography";

/* A device that encrypts has components that do. */
static void somebody_encrypts(struct finding_sink *out, const struct declared *d)
{
	const struct declared_entry *m = declared_count(d, "SecComMech") ? declared_at(d, "SecComMech", 0) : NULL;

	DECLARED_EACH (d, "SoftComp", c)
		if (!entry_no(c, "cryptography"))
			return;
	if (m && declared_count(d, "SoftComp"))
		(void)rule_fail(out, m, "cryptography", SEVERITY_LOW,
				"%s uses cryptography, and no component is declared to", m->id);
}

/* 5.5-3-1 a. */
void rule_5_5_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SoftComp", c) {
		if (!entry_has(c, "cryptography"))
			(void)rule_open(out, c, "cryptography", "%s does not say whether it uses cryptography", c->id);
		if (!encrypts(d, c))
			continue;
		if (!entry_has(c, "update-mechanism") && entry_yes(c, "immutable-for-security"))
			(void)rule_open(out, c, "update-mechanism",
					"%s uses cryptography and is immutable: can it stay as it is?", c->id);
		else if (!entry_has(c, "update-mechanism"))
			(void)rule_fail(out, c, "update-mechanism", SEVERITY_MEDIUM,
					"%s uses cryptography and cannot be updated", c->id);
		else if (!declared_find(d, "UpdMech", entry_get(c, "update-mechanism")))
			(void)rule_fail(out, c, "update-mechanism", SEVERITY_MEDIUM,
					"%s is updated by %s, which UpdMech does not list", c->id,
					entry_get(c, "update-mechanism"));
	}
	somebody_encrypts(out, d);
	rule_pass_those(out, "SoftComp", encrypts, that_encrypts,
			"Every component that uses cryptography can be updated");
}

void rule_5_5_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SoftComp", c) {
		if (!entry_has(c, "cryptography"))
			(void)rule_open(out, c, "cryptography", "%s does not say whether it uses cryptography", c->id);
		if (!encrypts(d, c))
			continue;
		if (entry_no(c, "side-effects-considered"))
			(void)rule_fail(out, c, "side-effects-considered", SEVERITY_LOW,
					"%s uses cryptography, and what replacing it changes was not considered",
					c->id);
		else if (!entry_has(c, "side-effects-considered"))
			(void)rule_open(out, c, "side-effects-considered",
					"%s does not say whether side effects were considered", c->id);
	}
	rule_pass_those(out, "SoftComp", encrypts, that_encrypts,
			"Side effects of replacing cryptography were considered for every component");
}

/* Every member of a list of stages or areas has to be covered by some entry. */
void rule_5_5_8_1_a(const struct facts *facts, struct finding_sink *out)
{
	static const char *const stages[] = {"generation", "provisioning", "storage",   "update",
					     "retirement", "expiry",       "compromise"};
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "SecMgmt") ? declared_at(d, "SecMgmt", 0) : NULL;

	for (size_t i = 0; first && i < ARRAY_LEN(stages); i++) {
		bool covered = false;

		DECLARED_EACH (d, "SecMgmt", e)
			covered |= entry_lists(e, "covers", stages[i]);
		if (!covered)
			(void)rule_fail(out, first, look_print(out, "covers/%s", stages[i]), SEVERITY_MEDIUM,
					"No process in SecMgmt covers the %s of critical parameters", stages[i]);
	}
	DECLARED_EACH (d, "SecMgmt", e)
		if (!links_says(e, "description"))
			(void)rule_open(out, e, "description", "%s is not described", e->id);
	if (!first && declared_none(d, "SecMgmt"))
		(void)rule_fail_fact(out, declared_none(d, "SecMgmt"), "none", SEVERITY_MEDIUM,
				     "No process for the management of critical parameters is declared");
	rule_pass_table(out, "SecMgmt", "The processes cover the whole life of critical parameters");
}

void rule_5_5_8_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "Conf");
	bool described = false;

	DECLARED_EACH (d, "SecMgmt", process)
		described |= !entry_has(process, "description") || links_says(process, "description");
	if (entry_no(e, "confirmation-of-secure-management"))
		(void)rule_fail(out, e, "confirmation-of-secure-management", SEVERITY_MEDIUM,
				"The maker does not confirm that secrets are managed as described");
	else if (entry_has(e, "confirmation-of-secure-management") && !described)
		(void)rule_open(out, e, "confirmation-of-secure-management",
				"The management of secrets is confirmed, but SecMgmt describes nothing");
	rule_pass(out, e, "confirmation-of-secure-management",
		  "The maker confirms that secrets are managed as described");
}
