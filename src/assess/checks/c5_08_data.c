/* 5.2, 5.8, 5.10, 5.11 and 6: contacts, sensors, telemetry and erasing, as far as an image shows them. All of it helps
 * the person who answers; nothing here decides a unit without a declaration. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"

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

static void telemetry(const struct facts *facts, struct finding_sink *out, const char *why, const char *remedy)
{
	FACTS_EACH (facts, FACT_TELEMETRY, t) {
		struct finding *f;
		const char *program = look_field(t, TELEMETRY_PROGRAM, look_path(facts, t, out), out);

		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, t,
				look_print(out, "%s %s", program, look_field(t, TELEMETRY_DESTINATION, "", out)));
		finding_title(out, f, "%s sends data%s%s", program,
			      fact_get(t, TELEMETRY_DESTINATION).len ? " to " : " to somebody",
			      look_field(t, TELEMETRY_DESTINATION, "", out));
		finding_detail(out, f, "%s shows that %s reports %s. %s", look_path(facts, t, out), program,
			       look_field(t, TELEMETRY_WHAT, "data", out), why);
		finding_remedy(out, f, "%s", remedy);
	}
}

void check_5_10_1_telemetry(const struct facts *facts, struct finding_sink *out)
{
	telemetry(facts, out, "Collected telemetry should be examined for security anomalies.",
		  "5.10-1: list it in 24-TelData with the examination it is put to.");
}

void check_6_5_telemetry(const struct facts *facts, struct finding_sink *out)
{
	telemetry(facts, out, "Consumers have to be told which telemetry is collected, by whom and what for.",
		  "6-5: describe it to the user and list it in 24-TelData, or take it out.");
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

void check_5_11_1_reset(const struct facts *facts, struct finding_sink *out)
{
	resets(facts, out, "5.11-1");
}
