/* 5.2, 5.8, 5.10, 5.11 and 6: contacts, sensors, telemetry and erasing, as far as an image shows them. All of it helps
 * the person who answers; nothing here decides a unit without a declaration. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"

void check_5_2_1_contact(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONTACT, c) {
		struct finding *f;

		if (!look_among(c, CONTACT_CLASS, "security-txt contact policy"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, c,
				look_field(c, CONTACT_VALUE, look_path(facts, c, out), out));
		finding_title(out, f, "Security contact in the image: %s",
			      look_field(c, CONTACT_VALUE, look_path(facts, c, out), out));
		finding_detail(out, f,
			       "%s names a contact%s%s. It supports the provision; the policy has to be published "
			       "where everybody finds it.",
			       look_path(facts, c, out), fact_get(c, CONTACT_EXPIRES).len ? ", which expires on " : "",
			       look_field(c, CONTACT_EXPIRES, "", out));
		finding_remedy(out, f,
			       "5.2-1: see that the address is the one on the maker's site (RFC 9116: "
			       "/.well-known/security.txt) and that its Expires "
			       "lies ahead.");
	}
}

void check_5_3_13_support_period(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONTACT, c) {
		struct finding *f;

		if (!fact_is(c, CONTACT_CLASS, "support-period"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, c, look_field(c, CONTACT_VALUE, "", out));
		finding_title(out, f, "The image states a support period: %s", look_field(c, CONTACT_VALUE, "", out));
		finding_detail(
			out, f,
			"%s says until when the software is supported. The provision asks that it is published too.",
			look_path(facts, c, out));
		finding_remedy(out, f, "5.3-13: publish the same period on the product's page.");
	}
}

static void resets(const struct facts *facts, struct finding_sink *out, const char *provision)
{
	FACTS_EACH (facts, FACT_RESET, r) {
		const char *path = look_path(facts, r, out);
		struct finding *f;

		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, r,
				look_print(out, "%s %s", path, look_field(r, RESET_WHAT, "", out)));
		finding_title(out, f, "Code that erases user data or restores the factory state: %s", path);
		finding_detail(out, f,
			       "%s: %s%s%s. It supports the provision; whether everything of the user's is gone "
			       "afterwards shows on a device.",
			       path, look_field(r, RESET_WHAT, "erases", out), fact_get(r, RESET_SCOPE).len ? ", " : "",
			       look_field(r, RESET_SCOPE, "", out));
		finding_remedy(
			out, f,
			"%s: describe it in 25-DelFunc, and see that it covers settings, keys, logs and backups.",
			provision);
	}
}

/* A declared function that the image bears out needs no observation: only one that is said to erase where all that the
 * image shows leaves the content. */
static bool borne_out(const struct facts *facts, const struct declared *d)
{
	bool erases = false, any = false;

	DECLARED_EACH (d, "DelFunc", e) {
		any |= !entry_is(e, "target", "service");
		erases |= entry_among(e, "erases-by", "overwrite crypto-erase");
	}
	FACTS_EACH (facts, FACT_RESET, r)
		if (any && look_among(r, RESET_WHAT, "overlay-erase mtd-erase jffs2reset"))
			return true;
	return any && !erases;
}

void check_5_11_1_reset(const struct facts *facts, struct finding_sink *out)
{
	if (!borne_out(facts, rule_begin(facts, out)))
		resets(facts, out, "5.11-1");
}
