/* How far the boot chain checks what it starts: signatures of images, verity, module signing, the boot loader's prompt.
 * Serves 5.7-1 (secure boot) and 5.6-4. */
#include "assess/derive/roots.h"
#include "core/base/text.h"

#include <stdio.h>

static void emit(struct derive_out *out, const struct fact *base, const char *topic, struct bytes value,
		 const char *risk)
{
	struct bytes fields[BOOT_FIELDS] = {bytes_str(topic), value, bytes_str(risk)};

	derive_fact(out, base, FACT_BOOT, fields, BOOT_FIELDS);
}

/* U-Boot: -2 boots without looking for a key; -1 waits at the prompt; others give so many seconds to stop it. */
static void bootdelay(const struct fact *p, struct derive_out *out)
{
	struct bytes value = text_trim(fact_get(p, PROPERTY_VALUE));
	uint64_t seconds;

	if (bytes_is(value, "-2"))
		emit(out, p, "bootdelay", value, "strong");
	else if (bytes_is(value, "-1") || (text_number(value, &seconds) && seconds > 0))
		emit(out, p, "bootdelay", value, "weak");
	else
		emit(out, p, "bootdelay", value, "neutral");
}

static const char *cmdline_risk(struct bytes line)
{
	struct bytes word;

	while (text_word(&line, &word))
		if (bytes_is(word, "init=/bin/sh") || bytes_is(word, "single") || bytes_is(word, "init=/bin/bash") ||
		    bytes_is(word, "systemd.debug-shell") || bytes_is(word, "systemd.debug-shell=1"))
			return "weak";
	return "neutral";
}

static const struct fact *container_of_node(const struct facts *f, uint32_t node)
{
	size_t first;

	return roots_facts_of(f, FACT_CONTAINER, node, &first) ? facts_at(f, FACT_CONTAINER, first) : NULL;
}

static bool has_property(const struct facts *f, uint32_t node, const char *prefix)
{
	size_t first, count = roots_facts_of(f, FACT_PROPERTY, node, &first);

	for (size_t i = 0; i < count; i++)
		if (bytes_starts(fact_get(facts_at(f, FACT_PROPERTY, first + i), PROPERTY_KEY), prefix))
			return true;
	return false;
}

/* A root hash binds nothing where the header that declares it is not signed, or switches the check off. */
static const char *verity_risk(const struct facts *f, const struct fact *p)
{
	size_t first, count = roots_facts_of(f, FACT_PROPERTY, p->node, &first);

	for (size_t i = 0; i < count; i++) {
		const struct fact *other = facts_at(f, FACT_PROPERTY, first + i);

		if (fact_is(other, PROPERTY_KEY, "verification") ||
		    (fact_is(other, PROPERTY_KEY, "signature") && fact_is(other, PROPERTY_VALUE, "none")))
			return "neutral";
	}
	return "strong";
}

static void from_property(const struct facts *f, const struct fact *p, struct derive_out *out)
{
	struct bytes value = fact_get(p, PROPERTY_VALUE);

	if (fact_is(p, PROPERTY_KEY, "env.bootdelay"))
		bootdelay(p, out);
	else if (fact_is(p, PROPERTY_KEY, "cmdline") || fact_is(p, PROPERTY_KEY, "env.bootargs"))
		emit(out, p, "cmdline", value, cmdline_risk(value));
	else if (fact_is(p, PROPERTY_KEY, "env.secureboot") || fact_is(p, PROPERTY_KEY, "env.verify"))
		emit(out, p, "secure-boot", value,
		     bytes_is(value, "n") || bytes_is(value, "no") || bytes_is(value, "0") ? "weak" : "neutral");
	else if (fact_is(p, PROPERTY_KEY, "signature"))
		/* a signature that is there is strong only where something checks it: that is not to be seen here */
		emit(out, p, "image-signature", value, bytes_is(value, "none") ? "weak" : "neutral");
	else if (fact_is(p, PROPERTY_KEY, "signature.status") && bytes_is(value, "bad"))
		emit(out, p, "image-signature", value, "weak");
	else if (fact_is(p, PROPERTY_KEY, "verification"))
		emit(out, p, "secure-boot", value, "weak");
	else if (fact_is(p, PROPERTY_KEY, "verity.root-hash"))
		emit(out, p, "verity", value, verity_risk(f, p));
	else if (fact_is(p, PROPERTY_KEY, "verity.status") && bytes_is(value, "bad"))
		emit(out, p, "verity", value, "weak");
	else if (fact_is(p, PROPERTY_KEY, "load-address") && !has_property(f, p->node, "signature")) {
		const struct fact *c = container_of_node(f, p->node);

		/* a legacy image has a CRC and nothing else */
		if (c && fact_is(c, CONTAINER_FORMAT, "uimage"))
			emit(out, c, "image-signature", bytes_str("none"), "weak");
	}
}

static void from_kconfig(const struct fact *k, struct derive_out *out)
{
	static const struct {
		const char *option, *topic, *yes, *no;
	} rows[] = {
		{"MODULE_SIG_FORCE", "module-signing", "strong", "neutral"},
		{"MODULE_SIG", "module-signing", "neutral", "weak"},
		{"DM_VERITY", "verity", "neutral", "neutral"},
		{"SECURITY_LOCKDOWN_LSM", "secure-boot", "neutral", "neutral"},
		{"KEXEC", "secure-boot", "neutral", "neutral"},
	};
	char text[96];

	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		bool yes = !fact_is(k, KCONFIG_VALUE, "n");
		struct bytes value = fact_get(k, KCONFIG_VALUE);

		if (!fact_is(k, KCONFIG_OPTION, rows[i].option))
			continue;
		snprintf(text, sizeof text, "%s=%.*s", rows[i].option, (int)bytes_part(value, 0, 32).len,
			 value.len ? (const char *)value.at : "");
		emit(out, k, rows[i].topic, bytes_str(text), yes ? rows[i].yes : rows[i].no);
	}
}

/* A kernel that lies bare in a flash image, in nothing that could hold a signature. One inside a file system is left to
 * what is known of that: a boot loader may keep a detached signature beside it. */
static void bare_kernel(const struct facts *f, const struct fact *container, struct derive_out *out)
{
	struct bytes chain = fact_node_of(f, container)->chain;

	if (!fact_is(container, CONTAINER_FORMAT, "linux") || bytes_find_str(chain, "/") != SIZE_MAX ||
	    bytes_find_str(chain, "!") == SIZE_MAX)
		return;
	FACTS_EACH (f, FACT_CONTAINER, outer) {
		struct bytes around = fact_node_of(f, outer)->chain;

		/* what only packs is no wrapper: lzma, gzip */
		if (around.len < chain.len && bytes_equal(bytes_part(chain, 0, around.len), around) &&
		    chain.at[around.len] == '!' && !has_property(f, outer->node, "compression"))
			return;
	}
	emit(out, container, "image-signature", bytes_str("none (a bare kernel in the flash image)"), "weak");
}

static void derive_boot(const struct facts *facts, struct derive_out *out)
{
	FACTS_EACH (facts, FACT_CONTAINER, c)
		bare_kernel(facts, c, out);

	FACTS_EACH (facts, FACT_PROPERTY, p)
		from_property(facts, p, out);
	FACTS_EACH (facts, FACT_KCONFIG, k)
		from_kconfig(k, out);
}

const struct derivation derivation_bootchain = {"bootchain", derive_boot};
