/* 5.7 on the declaration: secure boot (table SecBoot) and the alert after an unauthorised change. */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"

#include <string.h>

#define NO_BOOT "The product file declares that there is no secure boot"

/* Unit a: the guarantees named in the provision itself, for every mechanism. */
void rule_5_7_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "SecBoot", SEVERITY_MEDIUM, NO_BOOT);

	if (!d)
		return;
	DECLARED_EACH (d, "SecBoot", e) {
		const char *lacks = rule_lacks(out, e, "guarantees", "integrity authenticity");

		if (rule_has(out, e, "guarantees") && lacks)
			rule_fail(out, e, "guarantees", SEVERITY_MEDIUM, "Secure boot %s guarantees no %s", e->id,
				  lacks);
	}
	rule_pass_table(out, "SecBoot", "Every secure boot mechanism guarantees integrity and authenticity");
}

/* How it detects: a checksum is remade by whoever changes the software, so it gives neither guarantee; a hash tree
 * gives authenticity only where its root is signed (kernel documentation of dm-verity); measuring alone stops nothing.
 */
static void detection(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	struct crypto c;

	if (!rule_has(out, e, "detects-by") || !rule_reason(out, e, "detection", SEVERITY_MEDIUM))
		return;
	if (entry_among(e, "detects-by", "checksum none"))
		rule_fail(out, e, "detects-by", SEVERITY_HIGH,
			  "Secure boot %s detects changes by %s, which whoever changes the software can redo", e->id,
			  entry_is(e, "detects-by", "none") ? "nothing" : "a checksum");
	else if (entry_is(e, "detects-by", "measured-boot"))
		rule_open(out, e, "detects-by",
			  "Secure boot %s measures: a person judges what refuses changed software", e->id);
	else if (rule_has(out, e, "cryptography") && crypto_rule(out, d, e, "cryptography")) {
		(void)crypto_of(out, d, e, "cryptography", &c);
		if (!(crypto_goals(&c) & GOAL_AUTHENTICITY))
			rule_fail(out, e, "cryptography", SEVERITY_HIGH,
				  "Secure boot %s names no signature or MAC: nothing proves where the software comes "
				  "from",
				  e->id);
	}
}

/* Where trust begins has to lie where an attacker on the device cannot write (NIST SP 800-193, 4.1). */
static void root_of_trust(struct finding_sink *out, const struct declared_entry *e)
{
	if (!rule_has(out, e, "root-of-trust"))
		return;
	if (entry_is(e, "root-of-trust", "none"))
		rule_fail(out, e, "root-of-trust", SEVERITY_HIGH, "Secure boot %s has no root of trust", e->id);
	else if (entry_is(e, "root-of-trust", "boot-loader") && entry_lists(e, "protects", "boot-loader"))
		rule_fail(out, e, "root-of-trust", SEVERITY_HIGH,
			  "Secure boot %s: the boot loader is the root of trust and is to verify itself", e->id);
	else if (entry_is(e, "root-of-trust", "boot-loader"))
		rule_open(out, e, "root-of-trust",
			  "Secure boot %s begins in the boot loader: a person judges what keeps that unchanged", e->id);
}

static bool protects(const struct declared *d, const char *words)
{
	DECLARED_EACH (d, "SecBoot", e)
		if (entry_among(e, "protects", words))
			return true;
	return false;
}

/* A chain is as long as its links: on Linux the kernel and what it starts are software of their own, and a boot loader
 * that is not where trust begins has to be verified too. Which parts there are is a person's to see; that Linux has
 * them is known. */
static void gaps(const struct facts *facts, struct finding_sink *out, const struct declared *d)
{
	static const char *const systems[] = {"linux", "android", "openwrt", "buildroot", "yocto"};
	const struct declared_entry *first = declared_at(d, "SecBoot", 0);
	struct bytes declared = bytes_str(entry_get(declared_one(d, "product"), "operating-system"));
	bool is_linux = false, loader = protects(d, "boot-loader");

	FACTS_EACH (facts, FACT_SYSTEM, s)
		is_linux |= fact_is(s, SYSTEM_KIND, "linux-rootfs");
	for (size_t i = 0; i < ARRAY_LEN(systems); i++)
		is_linux |= said_has(declared, bytes_str(systems[i]));
	DECLARED_EACH (d, "SecBoot", e)
		loader |= entry_is(e, "root-of-trust", "boot-loader");
	if (!is_linux)
		return;
	if (!protects(d, "kernel"))
		rule_open(out, first, "protects", "No secure boot mechanism protects the kernel: what verifies it?");
	else if (!loader)
		rule_open(out, first, "protects",
			  "No secure boot mechanism protects the boot loader: what verifies it?");
	else if (!protects(d, "root-file-system applications"))
		rule_open(out, first, "protects", "No secure boot mechanism protects what the kernel starts");
}

/* The software that the image shows must be among what is protected. */
static void uncovered(const struct facts *facts, struct finding_sink *out, const struct declared *d)
{
	bool unsaid = false;

	DECLARED_EACH (d, "SecBoot", e)
		unsaid |= !rule_has(out, e, "protects");
	if (unsaid)
		return;
	if (!protects(d, "kernel root-file-system applications"))
		rule_fail(out, declared_at(d, "SecBoot", 0), "protects", SEVERITY_HIGH,
			  "Secure boot protects neither kernel nor root file system nor applications");
	FACTS_EACH (facts, FACT_SYSTEM, s)
		if (fact_is(s, SYSTEM_KIND, "linux-rootfs") && !protects(d, "root-file-system applications")) {
			struct finding *f = rule_fail(out, declared_at(d, "SecBoot", 0), "protects", SEVERITY_MEDIUM,
						      "No secure boot mechanism protects the root file system in %s",
						      look_path(facts, s, out));

			finding_evidence(out, f, s);
			return;
		}
	gaps(facts, out, d);
}

void rule_5_7_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "SecBoot", SEVERITY_MEDIUM, NO_BOOT);

	if (!d)
		return;
	DECLARED_EACH (d, "SecBoot", e) {
		detection(out, d, e);
		root_of_trust(out, e);
	}
	uncovered(facts, out, d);
	rule_pass_table(out, "SecBoot", "Signatures from a root of trust on protect the software that is declared");
}

/* Any signature in the image at all: a kernel without one may be covered by what is around it. */
static bool any_signature(const struct facts *facts)
{
	FACTS_EACH (facts, FACT_PROPERTY, p)
		if ((fact_is(p, PROPERTY_KEY, "signature") && !bytes_starts(fact_get(p, PROPERTY_VALUE), "none")) ||
		    fact_is(p, PROPERTY_KEY, "verity.root-hash"))
			return true;
	FACTS_EACH (facts, FACT_BOOT, b)
		if (fact_is(b, BOOT_TOPIC, "image-signature") && !fact_is(b, BOOT_RISK, "weak") &&
		    fact_get(b, BOOT_VALUE).len)
			return true;
	return false;
}

static const struct declared_entry *claims(const struct declared *d, const char *how, const char *what)
{
	DECLARED_EACH (d, "SecBoot", e)
		if (entry_among(e, "detects-by", how) && entry_among(e, "protects", what))
			return e;
	return NULL;
}

static void contradicted(struct finding_sink *out, const struct declared_entry *e, const struct fact *fact,
			 const char *subject, const char *title, const char *where)
{
	struct finding *f = rule_fail(out, e, subject, SEVERITY_HIGH, title, e->id, where);

	finding_evidence(out, f, fact);
	finding_remedy(out, f,
		       "5.7-1: sign the boot image and build what verifies it, or declare in SecBoot.%s what is so.",
		       e->id);
}

/* An image cannot show that verification works on the device; it can show that it cannot work as declared. */
void rule_5_7_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "SecBoot");
	const struct declared_entry *kernel, *tree;
	bool verity = false;

	if (!d)
		return;
	kernel = claims(d, "signature-chain", "kernel");
	tree = claims(d, "hash-tree", "root-file-system");
	FACTS_EACH (facts, FACT_BOOT, b) {
		if (!fact_is(b, BOOT_RISK, "weak") || !fact_is(b, BOOT_TOPIC, "image-signature"))
			continue;
		if (kernel && fact_is(b, BOOT_VALUE, "bad"))
			contradicted(out, kernel, b, "protects",
				     "Secure boot %s signs the kernel, but the signature in %s does not fit",
				     look_path(facts, b, out));
		else if (kernel && !any_signature(facts))
			contradicted(out, kernel, b, "protects",
				     "Secure boot %s signs the kernel, but %s carries no signature",
				     look_path(facts, b, out));
	}
	FACTS_EACH (facts, FACT_KCONFIG, k)
		verity |= look_among(k, KCONFIG_OPTION, "DM_VERITY FS_VERITY") && !fact_is(k, KCONFIG_VALUE, "n");
	FACTS_EACH (facts, FACT_KCONFIG, k)
		if (tree && !verity && fact_is(k, KCONFIG_OPTION, "DM_VERITY"))
			contradicted(out, tree, k, "detects-by",
				     "Secure boot %s relies on a hash tree, but the kernel has no dm-verity (%s)",
				     look_path(facts, k, out));
	finding_missing(out, "a live device that is given changed software");
}

/* 5.7-2, unit a. Enough means: that the software was changed and what to do; to somebody. */
void rule_5_7_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "SecBoot", SEVERITY_MEDIUM, NO_BOOT);

	if (!d)
		return;
	DECLARED_EACH (d, "SecBoot", e) {
		const char *lacks = rule_lacks(out, e, "notification-tells", "event action");

		if (!rule_has(out, e, "notifies"))
			continue;
		if (!entry_among(e, "notifies", "user administrator"))
			rule_fail(out, e, "notifies", SEVERITY_MEDIUM, "Secure boot %s tells nobody of a change",
				  e->id);
		else if (rule_reason(out, e, "notification", SEVERITY_MEDIUM) &&
			 rule_has(out, e, "notification-tells") && lacks)
			rule_fail(out, e, "notification-tells", SEVERITY_MEDIUM,
				  "The alert of secure boot %s does not tell %s", e->id,
				  strcmp(lacks, "event") == 0 ? "that software was changed" : "what to do");
	}
	rule_pass_table(out, "SecBoot", "Users or administrators hear of a change and what to do");
}

/* Unit b: nothing but the alert may use the network then. */
void rule_5_7_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "SecBoot", SEVERITY_MEDIUM, NO_BOOT);

	if (!d)
		return;
	DECLARED_EACH (d, "SecBoot", e) {
		if (rule_has(out, e, "other-functions-blocked") && entry_no(e, "other-functions-blocked"))
			rule_fail(out, e, "other-functions-blocked", SEVERITY_MEDIUM,
				  "Secure boot %s: network functions that the alert does not need stay on", e->id);
		rule_has(out, e, "notifies");
		if (!entry_has(e, "notification-functions")) {
			/* whoever stands before the device may see a light; an administrator does not */
			if (entry_lists(e, "notifies", "administrator"))
				rule_open(out, e, "notification-functions",
					  "Secure boot %s tells an administrator and keeps no function on: how?",
					  e->id);
			continue;
		}
		(void)rule_reason(out, e, "notification-functions-needed", SEVERITY_MEDIUM);
		if (!entry_among(e, "notifies", "user administrator") && entry_has(e, "notifies"))
			rule_fail(out, e, "notification-functions", SEVERITY_MEDIUM,
				  "Secure boot %s keeps network functions on for an alert that nobody gets", e->id);
		for (size_t i = 0; i < entry_count(e, "notification-functions"); i++) {
			const struct declared_entry *to = rule_ref(d, e, "notification-functions", i, "LogIntf");

			if (to && entry_yes(to, "debug"))
				rule_fail(out, e, "notification-functions", SEVERITY_MEDIUM,
					  "Secure boot %s alerts over %s, an interface for debugging", e->id, to->id);
		}
	}
	DECLARED_EACH (d, "SecBoot", e)
		if (entry_has(e, "notification-functions") && rule_clean(out))
			rule_open(out, e, "notification-functions-needed",
				  "Secure boot %s: a person judges if its alert needs the functions it keeps on",
				  e->id);
	rule_pass_table(out, "SecBoot", "After a change no network function stays on");
}

/* The alert cannot come over an interface that is off. */
void rule_5_7_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "SecBoot");

	if (!d)
		return;
	DECLARED_EACH (d, "SecBoot", e)
		for (size_t i = 0; i < entry_count(e, "notification-functions"); i++) {
			const struct declared_entry *to = rule_ref(d, e, "notification-functions", i, "LogIntf");

			if (to && entry_is(to, "status", "disabled"))
				rule_fail(out, e, "notification-functions", SEVERITY_MEDIUM,
					  "Secure boot %s alerts over %s, which is declared disabled", e->id, to->id);
		}
	finding_missing(out, "a live device that is given changed software");
}
