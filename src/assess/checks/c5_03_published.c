/* 5.3-8 and 5.3-13 to 5.3-16 against the declaration: in time, for how long, what is published, and for which model. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"
#include "core/base/day.h"
#include "core/product/value.h"

#include <string.h>

#define HOURS_DAY 24u

/* 5.3-8-1 a. The 90 days that EN 303 645 (5.2-2) calls conventional include the availability of patches: a procedure
 * above them is not in time. Below them, 30 days pass for critical and high vulnerabilities and 90 for the rest; what
 * lies between is for a person. A device that looks for updates less often than they are to be deployed hears of them
 * too late. */
#define DEPLOY_HOURS_URGENT (30 * HOURS_DAY)
#define DEPLOY_HOURS_MAX (90 * HOURS_DAY)

/* True where critical vulnerabilities have a procedure of their own: "any" is the rest then. */
static bool of_critical(const struct declared *d)
{
	DECLARED_EACH (d, "UpdProc", e)
		if (entry_is(e, "severity", "critical"))
			return true;
	return false;
}

static void deployed(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	bool urgent =
		entry_among(e, "severity", "critical high") || (entry_is(e, "severity", "any") && !of_critical(d));
	uint64_t hours, interval;

	(void)rule_reason(out, e, "parties", SEVERITY_MEDIUM);
	if (entry_has(e, "time-frame"))
		(void)rule_reason(out, e, "time-frame", SEVERITY_MEDIUM);
	if (!rule_has(out, e, "severity") || !rule_hours(out, e, "complete", &hours))
		return;
	if (!hours)
		rule_open(out, e, "complete", "%s: done in no time at all: what is meant?", rule_name(out, e));
	if (hours > DEPLOY_HOURS_MAX)
		rule_fail(out, e, "complete", SEVERITY_MEDIUM, "%s: %s is above the 90 days that are conventional",
			  rule_name(out, e), entry_get(e, "complete"));
	else if (urgent && hours > DEPLOY_HOURS_URGENT)
		rule_open(out, e, "complete", "%s: is %s in time for %s vulnerabilities?", rule_name(out, e),
			  entry_get(e, "complete"), entry_get(e, "severity"));
	DECLARED_EACH (d, "UpdMech", m) {
		struct finding *f;

		if (!entry_has(m, "check-interval") || !value_duration(entry_get(m, "check-interval"), &interval) ||
		    interval <= hours)
			continue;
		f = rule_fail(out, e, "complete", SEVERITY_MEDIUM,
			      "%s: done within %s, but %s looks for updates every %s", rule_name(out, e),
			      entry_get(e, "complete"), rule_name(out, m), entry_get(m, "check-interval"));
		finding_evidence(out, f, entry_fact(m, "check-interval"));
	}
}

void rule_5_3_8_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d =
		rule_table_needed(facts, out, "UpdProc", SEVERITY_HIGH,
				  "No procedure deploys security updates: UpdProc is declared empty");
	bool urgent = false;

	if (!d)
		return;
	DECLARED_EACH (d, "UpdProc", e) {
		deployed(out, d, e);
		urgent |= entry_among(e, "severity", "critical any");
	}
	if (!urgent)
		rule_open(out, declared_at(d, "UpdProc", 0), "severity",
			  "No entry of UpdProc is for critical vulnerabilities");
	rule_pass_table(out, "UpdProc", "Security updates are deployed within 90 days, urgent ones within 30");
}

/* 5.3-13. What is declared can refute that the period is published: a website has to be read by somebody. */
static bool published(struct finding_sink *out, const struct declared *d)
{
	const struct declared_entry *s = declared_one(d, "support");
	const char *why;

	if (!s) {
		if (declared_any(d))
			finding_missing(out, "support in the product file, and the maker's website");
		return false;
	}
	if (entry_no(s, "published"))
		rule_fail(out, s, "published", SEVERITY_HIGH,
			  "The support period is declared not to be published free and without an account");
	if (!rule_has(out, s, "url"))
		return false;
	why = said_not_public(entry_get(s, "url"));
	if (why)
		rule_fail(out, s, "url", SEVERITY_HIGH, "Not everybody can read the support period: %s (%s)", why,
			  entry_get(s, "url"));
	return true;
}

static void same_page(struct finding_sink *out, const struct declared *d, const char *key,
		      const struct declared_entry *e)
{
	const struct declared_entry *info = declared_one(d, "UserInfo");
	const char *text = entry_get(info, key);
	struct finding *f;

	if (!strstr(text, "://") || !entry_has(e, "url") || said_names_host(text, entry_get(e, "url")))
		return;
	f = rule_fail(out, info, key, SEVERITY_MEDIUM, "UserInfo names another page than %s.url: %s", e->table, text);
	finding_evidence(out, f, entry_fact(e, "url"));
}

void rule_5_3_13_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo");

	if (!published(out, d) || !rule_reason(out, info, "publication-of-support-period", SEVERITY_MEDIUM))
		return;
	same_page(out, d, "publication-of-support-period", declared_one(d, "support"));
	if (rule_clean(out))
		rule_open(out, info, "publication-of-support-period",
			  "A person has to read whether laymen get there: %s",
			  entry_get(info, "publication-of-support-period"));
}

void rule_5_3_13_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (published(out, d))
		same_page(out, d, "publication-of-support-period", declared_one(d, "support"));
}

void rule_5_3_13_2_b(const struct facts *facts, struct finding_sink *out)
{
	(void)published(out, rule_begin(facts, out));
}

/* The period itself: a date, ahead of the day of the statement and of the first sale, and the same wherever it is
 * given. No clock: whether it has ended by now is for who reads. */
static void period(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *s = declared_one(d, "support"), *p = declared_one(d, "product"),
				    *info = declared_one(d, "UserInfo");
	static const char *const starts[] = {"placed-on-market", "statement-date"};
	int32_t end, other;
	struct finding *f;

	if (!declared_any(d) || !rule_has(out, s, "end"))
		return;
	if (!day_parse(bytes_str(entry_get(s, "end")), &end)) {
		rule_open(out, s, "end", "The end of the support period is no date: %s", entry_get(s, "end"));
		return;
	}
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++) {
		if (!day_parse(bytes_str(entry_get(p, starts[i])), &other) || other < end)
			continue;
		f = rule_fail(out, s, "end", SEVERITY_HIGH, "The support period ends on %s, not after %s %s",
			      entry_get(s, "end"), starts[i], entry_get(p, starts[i]));
		finding_evidence(out, f, entry_fact(p, starts[i]));
		finding_remedy(
			out, f,
			"5.3-13: define a period in which the product gets security updates that lies ahead of its "
			"users, and publish its end.");
	}
	if (day_parse(bytes_str(entry_get(s, "start")), &other) && other >= end) {
		f = rule_fail(out, s, "end", SEVERITY_HIGH, "The support period ends on %s, before it begins",
			      entry_get(s, "end"));
		finding_evidence(out, f, entry_fact(s, "start"));
	}
	if (said_date(entry_get(info, "support-period"), &other) && other != end) {
		f = rule_fail(out, info, "support-period", SEVERITY_MEDIUM,
			      "Users are told another support period than %s: %s", entry_get(s, "end"),
			      entry_get(info, "support-period"));
		finding_evidence(out, f, entry_fact(s, "end"));
	}
	FACTS_EACH (facts, FACT_CONTACT, c) {
		const char *value = look_field(c, CONTACT_VALUE, "", out);

		if (!fact_is(c, CONTACT_CLASS, "support-period") || !said_date(value, &other) || other == end)
			continue;
		f = rule_fail_fact(out, c, "image", SEVERITY_MEDIUM,
				   "The image states another support period than %s: %s", entry_get(s, "end"), value);
		finding_evidence(out, f, entry_fact(s, "end"));
	}
}

void rule_5_3_13_2_c(const struct facts *facts, struct finding_sink *out)
{
	period(facts, out);
}

void rule_5_3_14_2_e(const struct facts *facts, struct finding_sink *out)
{
	period(facts, out);
}

/* 5.3-14: the reason for having no updates, published. `covers` says what the publication tells. */
static const struct declared_entry *rationale(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo");
	const char *text = entry_get(info, "publication-of-non-updatable"), *at = strstr(text, "http");

	if (!declared_any(d) || !info)
		return NULL;
	if (!rule_reason(out, info, "publication-of-non-updatable", SEVERITY_MEDIUM))
		return NULL;
	if (at) {
		struct bytes rest = bytes_str(at), url;
		const char *address, *why;

		if (!text_word(&rest, &url))
			return info;
		while (url.len && strchr(".,;)", url.at[url.len - 1]))
			url.len--;
		address = arena_str(out->arena, url);
		out->failed |= !address;
		why = address ? said_not_public(address) : NULL;
		if (why)
			rule_fail(out, info, "publication-of-non-updatable", SEVERITY_MEDIUM,
				  "Not everybody can read why there are no updates: %s (%s)", why, address);
	}
	return info;
}

void rule_5_3_14_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared_entry *info = rationale(facts, out);

	if (info && rule_clean(out))
		rule_open(out, info, "publication-of-non-updatable",
			  "A person has to read whether laymen get there: %s",
			  entry_get(info, "publication-of-non-updatable"));
}

void rule_5_3_14_2_a(const struct facts *facts, struct finding_sink *out)
{
	(void)rationale(facts, out);
}

static void covered(const struct facts *facts, struct finding_sink *out, const char *words, const char *what)
{
	const struct declared_entry *info = rationale(facts, out);
	const char *lacks = info ? rule_lacks(out, info, "publication-of-non-updatable-covers", words) : NULL;

	if (!lacks)
		return;
	if (!entry_has(info, "publication-of-non-updatable-covers"))
		(void)rule_has(out, info, "publication-of-non-updatable-covers");
	else
		rule_fail(out, info, "publication-of-non-updatable-covers", SEVERITY_MEDIUM,
			  "The publication does not tell %s: %s is not covered", what, lacks);
}

void rule_5_3_14_2_c(const struct facts *facts, struct finding_sink *out)
{
	covered(facts, out, "reason", "why there are no updates");
}

void rule_5_3_14_2_d(const struct facts *facts, struct finding_sink *out)
{
	covered(facts, out, "replacement-method replacement-period", "how and for how long hardware is replaced");
}

/* 5.3-15: a method suits where it leads to what the provision wants, is described to the user, and its two tables
 * agree. */
static void method(const struct facts *facts, struct finding_sink *out, const char *key, const char *effect,
		   const char *passes)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "ReplSup"), *info = declared_one(d, "UserInfo");

	if (!declared_any(d) || declared_none(d, "ReplSup"))
		return;
	if (!e) {
		finding_missing(out, "IXIT table ReplSup in the product file");
		return;
	}
	if (!rule_reason(out, e, key, SEVERITY_MEDIUM) || !rule_has(out, e, effect))
		return;
	if (entry_among(e, effect, "none no"))
		rule_fail(out, e, effect, SEVERITY_MEDIUM,
			  strcmp(effect, "replaceable") == 0 ? "The hardware is declared not to be replaceable"
							     : "Isolating is declared to leave the product neither off "
							       "its networks nor self-contained");
	(void)rule_reason(out, info, "documentation-of-replacement", SEVERITY_MEDIUM);
	rule_pass(out, e, effect, "%s", passes);
}

void rule_5_3_15_1_a(const struct facts *facts, struct finding_sink *out)
{
	method(facts, out, "isolation", "isolation-effect",
	       "Isolating takes the product off its networks or keeps it self-contained, and is documented");
}

void rule_5_3_15_1_b(const struct facts *facts, struct finding_sink *out)
{
	method(facts, out, "hardware-replacement", "replaceable",
	       "The hardware can be replaced, and it is documented how");
}

/* 5.3-16. V2.1.1 wants a label or a physical interface of the device, V3.1.3 a label or a user interface; packaging may
 * be thrown away. */
static bool names_model(const struct declared_entry *info, const struct declared_entry *p)
{
	return said_has(bytes_str(entry_get(info, "model-designation")), bytes_str(entry_get(p, "model")));
}

/* "HD" is shown as "HD-100": a model's name goes on behind a hyphen or a slash. */
static bool names_more(const struct declared_entry *info, const struct declared_entry *p)
{
	struct bytes text = bytes_str(entry_get(info, "model-designation")), model = bytes_str(entry_get(p, "model"));

	for (size_t i = 0; model.len && i + model.len + 1 < text.len; i++)
		if (strchr("-/_", text.at[i + model.len]) && text.at[i + model.len + 1] > ' ' &&
		    said_has(bytes_part(text, i, model.len), model))
			return true;
	return false;
}

static void wrong_model(struct finding_sink *out, const struct declared_entry *info, const struct declared_entry *p)
{
	struct finding *f = rule_fail(out, info, "model-designation", SEVERITY_MEDIUM,
				      "What users are shown is not the model %s: %s", entry_get(p, "model"),
				      entry_get(info, "model-designation"));

	finding_evidence(out, f, entry_fact(p, "model"));
}

void rule_5_3_16_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo"), *p = declared_one(d, "product");

	if (!declared_any(d) || !rule_has(out, info, "model-designation-where") ||
	    !rule_reason(out, info, "model-designation", SEVERITY_MEDIUM) ||
	    !rule_reason(out, p, "model", SEVERITY_MEDIUM))
		return;
	if (!names_model(info, p))
		wrong_model(out, info, p);
	else if (names_more(info, p))
		rule_open(out, info, "model-designation", "Is what users are shown the model %s? %s",
			  entry_get(p, "model"), entry_get(info, "model-designation"));
	if (!entry_among(info, "model-designation-where", "label user-interface")) {
		if (rule_edition(out) == EDITION_V3_1_3 && entry_lists(info, "model-designation-where", "app"))
			rule_open(out, info, "model-designation-where",
				  "The model designation is in the app alone: is it clearly available?");
		else
			rule_fail(out, info, "model-designation-where", SEVERITY_MEDIUM,
				  "The model designation is neither on a label nor on an interface of the device: %s",
				  entry_get(info, "model-designation-where"));
	}
	rule_pass(out, info, "model-designation-where", "The model %s is shown on the device", entry_get(p, "model"));
}

void rule_5_3_16_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *info = declared_one(d, "UserInfo"), *p = declared_one(d, "product");

	if (entry_has(info, "model-designation") && entry_has(p, "model") && !names_model(info, p))
		wrong_model(out, info, p);
}
