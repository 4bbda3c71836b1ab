/* 5.7, ensure software integrity. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"

static void boot_chain(const struct facts *facts, struct finding_sink *out, bool weak_only)
{
	FACTS_EACH (facts, FACT_BOOT, b) {
		bool weak = fact_is(b, BOOT_RISK, "weak");
		const char *topic, *value;
		struct finding *f;

		if (!look_among(b, BOOT_TOPIC, "image-signature verity module-signing secure-boot") ||
		    fact_is(b, BOOT_RISK, "neutral") || (weak_only && !weak))
			continue;
		topic = look_field(b, BOOT_TOPIC, "", out);
		value = look_field(b, BOOT_VALUE, "", out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, weak ? SEVERITY_MEDIUM : SEVERITY_INFO, b,
				look_print(out, "%s %s %s", topic, value, look_path(facts, b, out)));
		finding_title(out, f,
			      weak ? "Link missing in the boot chain: %s, %s"
				   : "Link of the boot chain that is in place: %s, %s",
			      topic, value);
		finding_detail(out, f,
			       weak ? "%s shows that %s is not in place (%s). Changed software would start unnoticed "
				      "at this step, unless another "
				      "mechanism that the image does not show prevents it."
				    : "%s shows %s (%s). It supports secure boot; whether the chain begins in hardware "
				      "does not show in an image.",
			       look_path(facts, b, out), topic, value);
		finding_remedy(
			out, f,
			"5.7-1: verify each step by the one before: boot ROM with fused key, signed FIT (U-Boot: "
			"CONFIG_FIT_SIGNATURE, "
			"required keys), dm-verity for the root file system, CONFIG_MODULE_SIG_FORCE for modules.");
	}
	FACTS_EACH (facts, FACT_KCONFIG, k) {
		struct finding *f;

		if (!fact_is(k, KCONFIG_OPTION, "MODULE_SIG") || !fact_is(k, KCONFIG_VALUE, "n"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, k, "MODULE_SIG");
		finding_title(out, f, "The kernel loads modules without a signature");
		finding_detail(out, f, "CONFIG_MODULE_SIG is off: root can load any code into the kernel.");
		finding_remedy(out, f,
			       "5.7-1: build the kernel with CONFIG_MODULE_SIG_FORCE, or without loadable modules.");
	}
}

/* What the image shows belongs to the design where nothing is declared, else to the device: the conceptual unit is
 * about the declaration then. */
static bool secure_boot_declared(const struct facts *facts, struct finding_sink *out)
{
	return declared_count(rule_begin(facts, out), "SecBoot") > 0;
}

void check_5_7_1_boot_chain(const struct facts *facts, struct finding_sink *out)
{
	if (!secure_boot_declared(facts, out))
		boot_chain(facts, out, false);
}

void check_5_7_1_boot_chain_observed(const struct facts *facts, struct finding_sink *out)
{
	if (secure_boot_declared(facts, out))
		boot_chain(facts, out, true);
}

/* The derivation of the boot chain may have said so already. */
static bool said(const struct facts *facts, const struct fact *property)
{
	FACTS_EACH (facts, FACT_BOOT, b)
		if (b->node == property->node && fact_is(b, BOOT_TOPIC, "image-signature") &&
		    fact_is(b, BOOT_RISK, "weak"))
			return true;
	return false;
}

static void unsigned_boot_image(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p) {
		const struct fact *c;
		struct finding *f;

		if (!fact_is(p, PROPERTY_KEY, "signature") || !bytes_starts(fact_get(p, PROPERTY_VALUE), "none"))
			continue;
		c = look_container(facts, p);
		if (!c || !look_among(c, CONTAINER_FORMAT, "uimage fit android_boot avb linux_boot dtb mcuboot") ||
		    said(facts, p))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, p,
				look_field(c, CONTAINER_FORMAT, "", out));
		finding_title(out, f, "The boot image (%s) carries no signature",
			      look_field(c, CONTAINER_TITLE, look_field(c, CONTAINER_FORMAT, "", out), out));
		finding_detail(out, f,
			       "A boot loader finds nothing in this image to verify before it starts the kernel. A "
			       "signature elsewhere in flash is "
			       "possible and would have to be shown.");
		finding_remedy(out, f,
			       "5.7-1: use a signed FIT image or Android verified boot, with the key in the boot "
			       "loader and the boot loader's in fuses.");
	}
}

void check_5_7_1_unsigned_boot_image(const struct facts *facts, struct finding_sink *out)
{
	if (!secure_boot_declared(facts, out))
		unsigned_boot_image(facts, out);
}

void check_5_7_1_unsigned_boot_image_observed(const struct facts *facts, struct finding_sink *out)
{
	if (secure_boot_declared(facts, out))
		unsigned_boot_image(facts, out);
}

void check_5_7_1_verity(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p) {
		struct finding *f;

		if (!fact_is(p, PROPERTY_KEY, "verity.status") || !fact_is(p, PROPERTY_VALUE, "bad"))
			continue;
		f = finding_add(out, VERDICT_FAIL, SEVERITY_HIGH, p, "verity");
		finding_title(out, f, "The file system does not match its dm-verity hash tree");
		finding_detail(out, f,
			       "Blocks were changed after the hash tree was made. A device that verifies does not "
			       "start it; one that starts it does "
			       "not verify.");
		finding_remedy(out, f,
			       "5.7-1: build the hash tree again from the final file system (veritysetup format) and "
			       "sign the root hash.");
	}
}
