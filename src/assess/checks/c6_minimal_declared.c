/* 6-6 to 6-8 on the declaration: how much personal data, for how long, aggregated and anonymised (table PersData). */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"

#include <string.h>

#define HOURS_A_DAY 24u
/* Regulation (EU) 2016/679 5(1)(e) gives no number. 25 months is what the French authority (CNIL) takes for measurement
 * data, the longest of the usual figures; nothing serves a product longer than it is used. A month is the longest
 * period an aggregate is usually worked out over. docs/criteria.md */
#define RETENTION_USUAL (760 * HOURS_A_DAY)
#define RETENTION_INPUT (31 * HOURS_A_DAY)
#define RETENTION_INPUT_MAX (366 * HOURS_A_DAY)
#define USE_DEFAULT (3650 * HOURS_A_DAY)

/* Unit a: the reason is prose; a rule sees only that there is none. */
void rule_6_6_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e)
		if (rule_reason(out, e, "purpose", SEVERITY_HIGH) && rule_reason(out, e, "necessary", SEVERITY_HIGH) &&
		    strcmp(entry_get(e, "purpose"), entry_get(e, "necessary")) == 0)
			rule_fail(out, e, "necessary", SEVERITY_HIGH,
				  "%s: why it is needed only repeats what it is for", e->id);
	finding_missing(out, "a person who weighs the reasons in PersData.necessary");
}

/* Data in the user's own hands: on the device or in the app, and a function deletes it. */
static bool in_users_hands(const struct declared_entry *e)
{
	return !entry_lists(e, "stored-on", "service") && entry_has(e, "stored-on") && entry_has(e, "deletion");
}

void rule_6_6_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");
	const struct declared_entry *support = d ? declared_one(d, "support") : NULL;
	uint64_t use = USE_DEFAULT, hours;

	if (!d)
		return;
	if (entry_has(support, "expected-use") && !rule_hours(out, support, "expected-use", &use))
		return;
	DECLARED_EACH (d, "PersData", e) {
		if (!rule_hours(out, e, "retention", &hours) || !rule_has(out, e, "legal-basis"))
			continue;
		if (!hours && !entry_is(e, "stored-on", "none"))
			rule_open(out, e, "retention", "%s is stored and kept for no time: that cannot be meant",
				  e->id);
		else if (hours > use && !entry_is(e, "legal-basis", "legal-obligation"))
			rule_fail(out, e, "retention", SEVERITY_HIGH,
				  "%s is kept for %s, longer than the product is expected to be in use", e->id,
				  entry_get(e, "retention"));
		else if (hours > RETENTION_USUAL && !in_users_hands(e))
			rule_open(out, e, "retention", "A person judges if %s has to be kept for %s", e->id,
				  entry_get(e, "retention"));
	}
	rule_pass_table(out, "PersData", "All personal data is kept for a usual time, or as long as the user wants");
}

static bool listed(const struct declared *d, const char *key, const char *words)
{
	DECLARED_EACH (d, "SecParam", e)
		if (!entry_is(e, "type", "public") && entry_among(e, key, words))
			return true;
	return false;
}

/* What deletes the data has to do what its disposal says, at the place it is kept: NIST SP 800-88. Returns true where
 * such a function is declared. */
static bool disposed(struct finding_sink *out, const struct declared *d, const struct declared_entry *data,
		     const char *place)
{
	bool ret = false;

	for (size_t i = 0; i < entry_count(data, "deletion"); i++) {
		const struct declared_entry *f = rule_ref(d, data, "deletion", i, "DelFunc");
		bool device = strcmp(place, "device") == 0;

		if (!f) {
			rule_open(out, data, "deletion", "%s is deleted by %s, which DelFunc does not describe",
				  data->id, entry_at(data, "deletion", i));
			continue;
		}
		if (!entry_is(f, "target", place) && !entry_is(f, "target", "both"))
			continue;
		if (!entry_lists(f, "covers", "personal-data")) {
			finding_evidence(out,
					 rule_fail(out, data, "deletion", SEVERITY_MEDIUM,
						   "%s is said to be deleted by %s, which covers no personal data",
						   data->id, f->id),
					 entry_fact(f, "covers"));
			continue;
		}
		if (device && entry_among(f, "erases-by", "file-deletion account-deletion"))
			finding_evidence(out,
					 rule_fail(out, data, "disposal", SEVERITY_MEDIUM,
						   "%s is %s when its time is over, but %s only takes its name away",
						   data->id, entry_get(data, "disposal"), f->id),
					 entry_fact(f, "erases-by"));
		ret |= entry_has(f, "erases-by");
	}
	return ret;
}

/* "Kept for ever" beside a retention time: one of the two is not true. */
static bool endless(const struct declared_entry *e)
{
	static const char *const words[] = {"for ever", "forever",     "indefinitely",  "unlimited",    "permanently",
					    "no limit", "not deleted", "never deleted", "never erased", "not erased"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (said_has(bytes_str(entry_get(e, "lifecycle")), bytes_str(words[i])))
			return true;
	return false;
}

/* Unit c: a choice of a word is not a process. What becomes of the data is borne out by a function of DelFunc wherever
 * it is kept, by the key that is destroyed, or by a technique that makes it anonymous; otherwise a person judges. */
void rule_6_6_1_c(const struct facts *facts, struct finding_sink *out)
{
	static const char *const places[] = {"device", "service"};
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e) {
		if (!rule_reason(out, e, "lifecycle", SEVERITY_HIGH) || !rule_has(out, e, "disposal") ||
		    !rule_has(out, e, "stored-on"))
			continue;
		if (entry_is(e, "disposal", "kept")) {
			rule_fail(out, e, "disposal", SEVERITY_HIGH, "%s is kept when its time is over", e->id);
			continue;
		}
		if (endless(e))
			rule_fail(out, e, "lifecycle", SEVERITY_HIGH,
				  "%s is %s when its time is over, and its lifecycle has no end", e->id,
				  entry_get(e, "disposal"));
		if (entry_is(e, "disposal", "anonymised")) {
			if (!entry_yes(e, "anonymization"))
				rule_fail(out, e, "disposal", SEVERITY_HIGH,
					  "%s is to be anonymised when its time is over, but no technique is used",
					  e->id);
			else if (!rule_anonymous(e))
				rule_open(out, e, "anonymization-techniques",
					  "%s is to be anonymised: a person judges if its technique does that", e->id);
			continue;
		}
		if (entry_is(e, "disposal", "crypto-erased") && !listed(d, "protects", "storage personal-data"))
			rule_open(out, e, "disposal", "%s ends with its key, and SecParam lists none that protects it",
				  e->id);
		for (size_t i = 0; i < ARRAY_LEN(places); i++)
			if (entry_lists(e, "stored-on", places[i]) && !disposed(out, d, e, places[i]))
				rule_open(out, e, "disposal",
					  "%s is %s at its end, and no function in DelFunc does that on the %s: what "
					  "does?",
					  e->id, entry_get(e, "disposal"), places[i]);
	}
	rule_pass_table(out, "PersData", "All personal data is disposed of when its time is over");
}

/* 6-6-2 d: what is declared kept is not deleted. */
void rule_6_6_2_d(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e)
		if (rule_has(out, e, "disposal") && entry_is(e, "disposal", "kept"))
			rule_fail(out, e, "disposal", SEVERITY_HIGH, "%s is kept when its time is over", e->id);
	finding_missing(out, "a live device");
}

static const struct declared *aggregates(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return NULL;
	DECLARED_EACH (d, "PersData", e)
		if (!rule_has(out, e, "aggregation"))
			return NULL;
	DECLARED_EACH (d, "PersData", e)
		if (entry_yes(e, "aggregation"))
			return d;
	finding_missing(out, "an entry of PersData that serves an aggregate only, or N/A in the ICS");
	return NULL;
}

#define AGGREGATE_EACH(d, e)                                                                                           \
	DECLARED_EACH (d, "PersData", e)                                                                               \
		if (entry_yes(e, "aggregation"))

/* 6-7 a: where the device works the aggregate out, nothing but the aggregate has to leave it. */
void rule_6_7_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = aggregates(facts, out);

	if (!d)
		return;
	AGGREGATE_EACH (d, e) {
		rule_reason(out, e, "necessary", SEVERITY_MEDIUM);
		if (entry_is(e, "aggregation-where", "device") && entry_lists(e, "stored-on", "service"))
			rule_fail(out, e, "stored-on", SEVERITY_MEDIUM,
				  "%s is aggregated on the device, yet a service keeps it as it is", e->id);
	}
	finding_missing(out, "a person who weighs the reasons in PersData.necessary");
}

/* b: as early as possible is on the device; a constrained one may be unable to. */
void rule_6_7_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = aggregates(facts, out);

	if (!d)
		return;
	AGGREGATE_EACH (d, e) {
		if (!rule_has(out, e, "aggregation-where"))
			continue;
		if (entry_is(e, "aggregation-where", "device")) {
			if (entry_lists(e, "stored-on", "service"))
				rule_fail(out, e, "stored-on", SEVERITY_MEDIUM,
					  "%s is aggregated on the device, yet a service keeps it as it is", e->id);
			else if (entry_yes(e, "to-service"))
				rule_open(out, e, "to-service",
					  "%s is aggregated on the device and goes to a service: as the aggregate?",
					  e->id);
			continue;
		}
		if (entry_yes(declared_one(d, "product"), "constrained"))
			rule_open(out, e, "aggregation-where",
				  "%s is aggregated by a service: a person judges if the constrained device could",
				  e->id);
		else
			rule_fail(out, e, "aggregation-where", SEVERITY_MEDIUM,
				  "%s is aggregated by a service although the device is not constrained", e->id);
	}
	rule_pass_table(out, "PersData", "Aggregates are worked out on the device");
}

void rule_6_7_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = aggregates(facts, out);
	uint64_t hours;

	if (!d)
		return;
	AGGREGATE_EACH (d, e) {
		if (!rule_hours(out, e, "retention", &hours))
			continue;
		DECLARED_EACH (d, "TelData", t) {
			uint64_t kept;

			if (entry_lists(t, "personal-data", e->id) && rule_hours(out, t, "retention", &kept) &&
			    kept > hours)
				finding_evidence(out,
						 rule_fail(out, e, "retention", SEVERITY_MEDIUM,
							   "%s is kept for %s, and in telemetry %s for %s", e->id,
							   entry_get(e, "retention"), t->id, entry_get(t, "retention")),
						 entry_fact(t, "retention"));
		}
		if (hours > RETENTION_INPUT_MAX)
			rule_fail(out, e, "retention", SEVERITY_MEDIUM,
				  "%s serves an aggregate only and is kept for %s", e->id, entry_get(e, "retention"));
		else if (hours > RETENTION_INPUT)
			rule_open(out, e, "retention", "A person judges if the aggregate of %s needs %s of inputs",
				  e->id, entry_get(e, "retention"));
	}
	rule_pass_table(out, "PersData", "What serves an aggregate only is kept for a month at most");
}

/* What says whose data it is cannot be in it once it is anonymous. */
static const char *names_somebody(const struct declared_entry *e)
{
	static const char *const words[] = {"name",     "names",        "e-mail",    "email",    "account",
					    "accounts", "phone number", "telephone", "contacts", "user id"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (said_has(bytes_str(entry_get(e, "description")), bytes_str(words[i])))
			return words[i];
	return NULL;
}

/* 6-8: pseudonyms and hashes can be undone by who has the other half: no anonymisation (Regulation (EU) 2016/679,
 * recital 26; Article 29 Working Party, opinion 05/2014, section 4). Data that is not anonymised has a reason that a
 * person weighs. */
void rule_6_8_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "PersData");

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e) {
		if (!rule_has(out, e, "anonymization"))
			continue;
		if (entry_no(e, "anonymization")) {
			if (rule_reason(out, e, "no-anonymization-reason", SEVERITY_MEDIUM))
				rule_open(out, e, "no-anonymization-reason",
					  "%s is not anonymised: a person weighs the reason", e->id);
			continue;
		}
		if (!rule_reason(out, e, "anonymization-how", SEVERITY_MEDIUM) ||
		    !rule_has(out, e, "anonymization-techniques"))
			continue;
		if (rule_anonymous(e)) {
			if (names_somebody(e))
				rule_open(out, e, "description",
					  "%s is said to be anonymous and speaks of '%s': a person looks", e->id,
					  names_somebody(e));
			continue;
		}
		if (entry_among(e, "anonymization-techniques", "suppression masking sampling"))
			rule_open(out, e, "anonymization-techniques", "A person judges if %s alone makes %s anonymous",
				  entry_get(e, "anonymization-techniques"), e->id);
		else
			rule_fail(out, e, "anonymization-techniques", SEVERITY_MEDIUM,
				  "%s is only given other names (%s): that is not anonymous", e->id,
				  entry_get(e, "anonymization-techniques"));
	}
	rule_pass_table(out, "PersData", "All personal data is anonymised, not only given other names");
}
