/* Clause 6 on the declaration: personal data (table PersData) and what consumers are told and asked. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"

#include <string.h>

/* The members of UserInfo.personal-data-covers: V3.1.3 adds retention to what 6-1 names. */
static const char *told_of(const struct finding_sink *out)
{
	return rule_edition(out) == EDITION_V3_1_3 ? "data purpose parties retention" : "data purpose parties";
}

static const struct declared_entry *told(const struct facts *facts, struct finding_sink *out, const char *words)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo");
	const char *lacks;

	if (!declared_any(d))
		return NULL;
	if (!rule_reason(out, info, "documentation-of-personal-data", SEVERITY_HIGH) ||
	    !rule_has(out, info, "personal-data-covers"))
		return NULL;
	lacks = rule_lacks(out, info, "personal-data-covers", words);
	if (lacks)
		rule_fail(out, info, "personal-data-covers", SEVERITY_HIGH,
			  "The documentation of personal data does not tell: %s", lacks);
	return info;
}

/* What is to be told has to be known: it stands in each entry. */
static void known(const struct facts *facts, struct finding_sink *out, bool retention)
{
	const struct declared *d = rule_table(facts, out, "PersData");
	uint64_t hours;

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e) {
		rule_reason(out, e, "description", SEVERITY_HIGH);
		rule_reason(out, e, "purpose", SEVERITY_HIGH);
		rule_has(out, e, "parties");
		if (retention)
			rule_hours(out, e, "retention", &hours);
	}
}

void rule_6_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared_entry *info = told(facts, out, told_of(out));

	known(facts, out, rule_edition(out) == EDITION_V3_1_3);
	rule_pass(out, info, "documentation-of-personal-data",
		  "Consumers are told which personal data is processed, what for and by whom%s",
		  rule_edition(out) == EDITION_V3_1_3 ? ", and for how long" : "");
}

/* 6-1-2: the documentation itself is for a reader; what it is declared to leave out it leaves out. */
void rule_6_1_2_told(const struct facts *facts, struct finding_sink *out)
{
	told(facts, out, told_of(out));
	finding_missing(out, "the user manual");
}

/* 6-1-2 a in V1.1.1: a way that is not stated cannot be followed. */
void rule_6_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	if (declared_any(rule_begin(facts, out)))
		rule_reason(out, declared_one(rule_begin(facts, out), "UserInfo"), "documentation-of-personal-data",
			    SEVERITY_HIGH);
	finding_missing(out, "the user manual");
}

/* Sensors that take in people, and no personal data: the two tables cannot both be true. */
void rule_6_1_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	finding_missing(out, "the product file and the user manual");
	if (declared_count(d, "PersData")) {
		known(facts, out, true);
		return;
	}
	if (!declared_none(d, "PersData"))
		return;
	DECLARED_EACH (d, "ExtSens", e)
		if (entry_among(e, "class", "camera microphone location biometric")) {
			struct finding *f = rule_fail(out, e, "class", SEVERITY_HIGH,
						      "%s is a %s, and PersData is declared empty: it takes in persons",
						      e->id, entry_get(e, "class"));

			finding_evidence(out, f, declared_none(d, "PersData"));
			finding_remedy(out, f,
				       "Declare in PersData of the product file what the %s takes in, what for and for "
				       "how long, even if nothing of it is kept. Where it can take in nobody, a person "
				       "says so: holdfast answer, with --overrule.",
				       entry_get(e, "class"));
		}
	DECLARED_EACH (d, "TelData", e)
		if (entry_has(e, "personal-data"))
			rule_fail(out, e, "personal-data", SEVERITY_HIGH,
				  "Telemetry %s holds personal data, but PersData is declared empty", e->id);
}

/* 6-6-2 b: what the image takes in and no entry describes. */
void rule_6_6_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct fact *none = declared_none(d, "PersData");

	rule_6_1_2_b(facts, out);
	if (none)
		FACTS_EACH (facts, FACT_SENSOR, s) {
			struct finding *f;

			if (!look_among(s, SENSOR_CLASS, "camera microphone location"))
				continue;
			f = rule_open(out, NULL, look_field(s, SENSOR_CLASS, "", out),
				      "PersData is declared empty, but %s shows support for a %s",
				      look_path(facts, s, out), look_field(s, SENSOR_CLASS, "", out));
			finding_evidence(out, f, none);
			finding_evidence(out, f, s);
		}
	finding_missing(out, "a capture of the device's traffic");
}

/* Entries whose processing rests on consent. Where there are none, the unit asks nothing of this product: its feature
 * in the ICS says so. */
static const struct declared *consent(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return NULL;
	DECLARED_EACH (d, "PersData", e)
		if (!rule_has(out, e, "legal-basis"))
			return NULL;
	DECLARED_EACH (d, "PersData", e)
		if (entry_is(e, "legal-basis", "consent"))
			return d;
	finding_missing(out, "an entry of PersData that rests on consent, or N/A in the ICS");
	return NULL;
}

#define CONSENT_EACH(d, e)                                                                                             \
	DECLARED_EACH (d, "PersData", e)                                                                               \
		if (entry_is(e, "legal-basis", "consent"))

/* 6-2: Article 4(11) and recital 32 of Regulation (EU) 2016/679. */
void rule_6_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = consent(facts, out);

	if (!d)
		return;
	CONSENT_EACH (d, e) {
		const char *lacks = rule_lacks(out, e, "consent-is", "free obvious explicit");

		if (rule_reason(out, e, "obtaining-consent", SEVERITY_HIGH) && rule_has(out, e, "consent-is") && lacks)
			rule_fail(out, e, "consent-is", SEVERITY_HIGH, "The consent to %s is not %s", e->id, lacks);
	}
	rule_pass_table(out, "PersData", "Every consent is free, obvious and explicit");
}

void rule_6_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = consent(facts, out);

	if (!d)
		return;
	CONSENT_EACH (d, e) {
		rule_reason(out, e, "withdrawing-consent", SEVERITY_HIGH);
		if (rule_has(out, e, "withdraw-any-time") && entry_no(e, "withdraw-any-time"))
			rule_fail(out, e, "withdraw-any-time", SEVERITY_HIGH,
				  "The consent to %s cannot be withdrawn at any time", e->id);
	}
	rule_pass_table(out, "PersData", "Every consent can be withdrawn at any time, in the way that is described");
}

void rule_6_3B_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = consent(facts, out);

	if (!d)
		return;
	CONSENT_EACH (d, e)
		rule_reason(out, e, "storing-consent", SEVERITY_HIGH);
	rule_pass_table(out, "PersData", "A way to keep a record of every consent is described");
}
