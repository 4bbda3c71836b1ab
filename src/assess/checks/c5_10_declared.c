/* 5.10, 6-4 and 6-5 on the declaration: telemetry (table TelData) and what consumers are told of it. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"

#include <string.h>

#define HOURS_A_DAY 24u
/* CIS Controls 8, safeguard 8.11: logs are reviewed weekly or oftener. Beyond a month an anomaly is history; what lies
 * between a person judges. docs/criteria.md */
#define EXAMINED_WEEKLY (7 * HOURS_A_DAY)
#define EXAMINED_TOO_LATE (31 * HOURS_A_DAY)

/* An examination that is still to come is none. */
static bool to_come(const struct declared_entry *e)
{
	static const char *const words[] = {"not yet",   "planned",      "will be",        "is to be",      "are to be",
					    "in future", "not examined", "no examination", "not evaluated", "intended"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (said_has(bytes_str(entry_get(e, "examination")), bytes_str(words[i])))
			return true;
	return false;
}

/* 5.10-1-1 a is a look: an examination is stated where it says how, at what, how often. */
static bool stated(struct finding_sink *out, const struct declared_entry *e)
{
	if (!rule_reason(out, e, "examination", SEVERITY_MEDIUM) || !rule_has(out, e, "examination-interval") ||
	    !rule_has(out, e, "signals"))
		return false;
	if (!to_come(e))
		return true;
	rule_open(out, e, "examination", "%s: its examination seems to be still to come", e->id);
	return false;
}

void rule_5_10_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "TelData");
	const struct declared_entry *examined = NULL, *not = NULL;

	if (!d)
		return;
	DECLARED_EACH (d, "TelData", e) {
		if (!rule_has(out, e, "examined"))
			continue;
		if (entry_yes(e, "examined") && stated(out, e))
			examined = e;
		else
			not = e;
	}
	if (!examined && not &&rule_clean(out))
		rule_fail(out, not, "examined", SEVERITY_MEDIUM, "No telemetry is examined for security anomalies (%s)",
			  not ->id);
	rule_pass(out, examined, "examination", "Telemetry is examined for security anomalies");
}

/* Unit b: the data tells something about security, and is looked at while it is there and not too late. */
static void suits(struct finding_sink *out, const struct declared_entry *e)
{
	uint64_t interval, retention;

	if (rule_has(out, e, "signals") &&
	    !entry_among(
		    e, "signals",
		    "failed-logins update-failures integrity-alerts restarts traffic-volume configuration-changes"))
		rule_fail(out, e, "signals", SEVERITY_MEDIUM, "%s holds nothing that shows an anomaly: only %s", e->id,
			  entry_get(e, "signals"));
	if (!rule_hours(out, e, "examination-interval", &interval) || !rule_hours(out, e, "retention", &retention))
		return;
	if (!interval || !retention)
		rule_open(out, e, interval ? "retention" : "examination-interval",
			  "%s is examined every %s and kept for %s: that cannot be meant", e->id,
			  entry_get(e, "examination-interval"), entry_get(e, "retention"));
	else if (interval > retention)
		rule_fail(out, e, "examination-interval", SEVERITY_MEDIUM,
			  "%s is examined every %s but kept for %s only", e->id, entry_get(e, "examination-interval"),
			  entry_get(e, "retention"));
	else if (interval > EXAMINED_TOO_LATE)
		rule_fail(out, e, "examination-interval", SEVERITY_MEDIUM,
			  "%s is examined every %s: too late to act on an anomaly", e->id,
			  entry_get(e, "examination-interval"));
	else if (interval > EXAMINED_WEEKLY)
		rule_open(out, e, "examination-interval",
			  "%s is examined every %s: a person judges if that is soon enough", e->id,
			  entry_get(e, "examination-interval"));
}

void rule_5_10_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "TelData");
	size_t looked = 0;

	if (!d)
		return;
	DECLARED_EACH (d, "TelData", e)
		if (entry_yes(e, "examined")) {
			suits(out, e);
			looked++;
		}
	if (looked)
		rule_pass_table(out, "TelData", "The telemetry suits the examinations it is put to");
	else
		finding_missing(out, "an examination in IXIT table TelData of the product file");
}

/* Words for what is somebody's. Article 4(1) of Regulation (EU) 2016/679 names identification numbers, location data
 * and online identifiers. */
static const char *personal(const struct declared_entry *e)
{
	static const char *const words[] = {
		"ip address", "ip addresses", "location", "gps",      "e-mail",     "email",         "name",
		"names",      "account",      "accounts", "phone",    "telephone",  "voice",         "audio",
		"video",      "picture",      "pictures", "image of", "user id",    "serial number", "mac address",
		"identifier", "contacts",     "habits",   "usage",    "heart rate", "health",        "fingerprint"};
	static const char *const keys[] = {"description", "purpose", "personal-data-necessary"};

	for (size_t k = 0; k < ARRAY_LEN(keys); k++)
		for (size_t i = 0; i < ARRAY_LEN(words); i++)
			if (said_has(bytes_str(entry_get(e, keys[k])), bytes_str(words[i])))
				return words[i];
	return NULL;
}

/* 6-4: nothing personal in it passes, where its description has nothing personal either. Otherwise the reason is prose,
 * which a person weighs, unless the data is anonymised before it becomes telemetry. */
void rule_6_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "TelData");

	if (!d)
		return;
	DECLARED_EACH (d, "TelData", e) {
		if (!rule_reason(out, e, "description", SEVERITY_MEDIUM))
			continue;
		if (!entry_has(e, "personal-data") && personal(e))
			rule_open(out, e, "personal-data",
				  "%s speaks of '%s' and names no personal data: a person looks if that is so", e->id,
				  personal(e));
		for (size_t i = 0; i < entry_count(e, "personal-data"); i++) {
			const struct declared_entry *data = rule_ref(d, e, "personal-data", i, "PersData");
			uint64_t kept, limit;

			if (!rule_reason(out, e, "personal-data-necessary", SEVERITY_MEDIUM) ||
			    !rule_reason(out, e, "purpose", SEVERITY_MEDIUM))
				continue;
			if (!data) {
				rule_open(out, e, "personal-data", "%s holds %s, which PersData does not describe",
					  e->id, entry_at(e, "personal-data", i));
				continue;
			}
			if (rule_hours(out, e, "retention", &kept) && rule_hours(out, data, "retention", &limit) &&
			    kept > limit)
				rule_fail(out, e, "retention", SEVERITY_MEDIUM,
					  "Telemetry %s keeps %s for %s, longer than the %s declared for it", e->id,
					  data->id, entry_get(e, "retention"), entry_get(data, "retention"));
			if (entry_no(data, "to-service"))
				rule_fail(out, e, "personal-data", SEVERITY_MEDIUM,
					  "Telemetry %s holds %s, which is declared to stay away from services", e->id,
					  data->id);
			if (!rule_anonymous(data))
				rule_open(out, e, "personal-data-necessary",
					  "A person judges if telemetry %s needs %s as it is", e->id, data->id);
		}
	}
	rule_pass_table(out, "TelData", "Telemetry holds no personal data that is not anonymised and needed");
}

static const struct declared_entry *told(const struct facts *facts, struct finding_sink *out, const char *words)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo");
	const char *lacks;

	if (!declared_any(d))
		return NULL;
	if (!rule_reason(out, info, "documentation-of-telemetry-data", SEVERITY_HIGH) ||
	    !rule_has(out, info, "telemetry-covers"))
		return NULL;
	lacks = rule_lacks(out, info, "telemetry-covers", words);
	if (lacks)
		rule_fail(out, info, "telemetry-covers", SEVERITY_HIGH,
			  "The documentation of telemetry does not tell: %s", lacks);
	return info;
}

/* 6-5-1: the information is somewhere and tells all four things the provision names. */
void rule_6_5_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared_entry *info = told(facts, out, "data use parties purpose");

	rule_pass(out, info, "documentation-of-telemetry-data",
		  "Consumers are told which telemetry is collected, how it is used, by whom and what for");
}

/* A host that the image names for telemetry stands in the declaration. */
static bool host_declared(const struct declared *d, struct bytes host)
{
	static const char *const places[][2] = {
		{"TelData", "destination"}, {"LogIntf", "endpoints"}, {"UpdMech", "endpoints"}};

	for (size_t p = 0; p < ARRAY_LEN(places); p++)
		DECLARED_EACH (d, places[p][0], e)
			for (size_t i = 0; i < entry_count(e, places[p][1]); i++)
				if (bytes_find(bytes_str(entry_at(e, places[p][1], i)), host) != SIZE_MAX)
					return true;
	return false;
}

static bool program_declared(const struct declared *d, struct bytes program)
{
	DECLARED_EACH (d, "TelData", e)
		for (size_t i = 0; i < e->count; i++)
			if (bytes_find(bytes_str(e->values[i].value), program) != SIZE_MAX)
				return true;
	return false;
}

/* Host of a URL: between "://" and what ends it. */
static struct bytes host_of(struct bytes url)
{
	size_t start = bytes_find_str(url, "://"), end;

	url = bytes_part(url, start == SIZE_MAX ? 0 : start + 3, url.len);
	for (end = 0; end < url.len && !strchr("/:?#", url.at[end]); end++)
		;
	return bytes_part(url, 0, end);
}

static bool telemetry_declared(const struct declared *d, const struct fact *t)
{
	struct bytes host = host_of(fact_get(t, TELEMETRY_DESTINATION)), program = fact_get(t, TELEMETRY_PROGRAM);

	return (host.len && host_declared(d, host)) || (program.len && program_declared(d, program));
}

/* What the declaration explains is no observation. */
static void telemetry(const struct facts *facts, struct finding_sink *out, const char *why, const char *remedy)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_TELEMETRY, t) {
		struct finding *f;
		const char *program;

		if (telemetry_declared(d, t))
			continue;
		program = look_field(t, TELEMETRY_PROGRAM, look_path(facts, t, out), out);

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
		  "5.10-1: list it in TelData with the examination it is put to.");
}

void check_6_5_telemetry(const struct facts *facts, struct finding_sink *out)
{
	telemetry(facts, out, "Consumers have to be told which telemetry is collected, by whom and what for.",
		  "6-5: describe it to the user and list it in TelData, or take it out.");
}

/* 6-5-2 c: telemetry that the image shows and TelData omits. A program that only could send is for a person. */
void rule_6_5_2_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	told(facts, out, "data");
	if (!declared_count(d, "TelData") && !declared_none(d, "TelData"))
		return;
	FACTS_EACH (facts, FACT_TELEMETRY, t) {
		struct bytes host = look_collector(t);
		const struct fact *none = declared_none(d, "TelData");
		struct finding *f;

		if (finding_full(out))
			return;
		if (!host.len || telemetry_declared(d, t))
			continue;
		f = rule_fail_fact(out, t, look_field(t, TELEMETRY_DESTINATION, "", out), SEVERITY_MEDIUM,
				   "Telemetry not declared: %s names %s", look_path(facts, t, out),
				   finding_text(out, host));
		finding_evidence(out, f, none ? none : entry_fact(declared_at(d, "TelData", 0), "id"));
		finding_remedy(out, f,
			       "6-5: declare it in TelData with its destination and describe it to the user, or take "
			       "it out of the image.");
	}
	finding_missing(out, "the user manual");
}

/* 6-5-2 d. */
void rule_6_5_2_d(const struct facts *facts, struct finding_sink *out)
{
	told(facts, out, "use parties purpose");
	finding_missing(out, "the user manual");
}

/* 6-5-2 b: purposes that are not stated cannot match. */
void rule_6_5_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "TelData");

	if (!d)
		return;
	DECLARED_EACH (d, "TelData", e)
		rule_reason(out, e, "purpose", SEVERITY_HIGH);
	told(facts, out, "purpose");
	finding_missing(out, "the user manual");
}

/* 6-5-2 a: a way that is not stated cannot be followed. */
void rule_6_5_2_a(const struct facts *facts, struct finding_sink *out)
{
	if (declared_any(rule_begin(facts, out)))
		rule_reason(out, declared_one(rule_begin(facts, out), "UserInfo"), "documentation-of-telemetry-data",
			    SEVERITY_HIGH);
	finding_missing(out, "the user manual");
}
