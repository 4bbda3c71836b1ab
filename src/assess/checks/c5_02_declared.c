/* 5.2 against the declaration: the disclosure policy, times to act, monitoring. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"
#include "core/product/value.h"

#include <string.h>

#define HOURS_DAY 24u

/* A page that a text names must be the one that is declared: two addresses cannot both be where to look. */
static void names_page(struct finding_sink *out, const struct declared_entry *info, const char *key,
		       const struct declared_entry *e, const char *page)
{
	const char *text = entry_get(info, key);

	if (!said_host(page).len)
		return;
	if (!strstr(text, "://")) {
		if (!said_has(bytes_str(text), said_host(page)))
			rule_open(out, info, key, "UserInfo does not name the page that %s.url gives: %s", e->table,
				  text);
		return;
	}
	if (!said_names_host(text, page)) {
		struct finding *f = rule_fail(out, info, key, SEVERITY_MEDIUM,
					      "UserInfo names another page than %s.url: %s", e->table, text);

		finding_evidence(out, f, entry_fact(e, "url"));
	}
}

/* Access for anybody: an address on the public network without a login in it, declared open, and the same one that the
 * user information gives. */
void rule_5_2_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "disclosure"), *info = declared_one(d, "UserInfo");
	const char *why;

	if (!declared_any(d) || !rule_has(out, e, "url"))
		return;
	why = said_not_public(entry_get(e, "url"));
	if (why)
		rule_fail(out, e, "url", SEVERITY_HIGH, "Not everybody can read the policy: %s (%s)", why,
			  entry_get(e, "url"));
	if (entry_no(e, "open")) {
		struct finding *f = rule_fail(out, e, "open", SEVERITY_HIGH,
					      "The disclosure policy is declared not to be open to everybody");

		finding_remedy(out, f,
			       "5.2-1: publish the policy where anybody can read it without an account, a payment or "
			       "personal data.");
	} else {
		(void)rule_has(out, e, "open");
	}
	if (rule_reason(out, info, "publication-of-vulnerability-disclosure-policy", SEVERITY_MEDIUM))
		names_page(out, info, "publication-of-vulnerability-disclosure-policy", e, entry_get(e, "url"));
	rule_pass(out, e, "url", "The policy is published for everybody at %s", entry_get(e, "url"));
}

static struct bytes without_slash(struct bytes url)
{
	while (url.len && url.at[url.len - 1] == '/')
		url.len--;
	return url;
}

/* The image's security.txt names a policy: the page has to be the declared one. */
void rule_5_2_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "disclosure");
	const char *why = entry_has(e, "url") ? said_not_public(entry_get(e, "url")) : NULL;

	if (why)
		rule_fail(out, e, "url", SEVERITY_HIGH, "The policy cannot be reached from outside: %s (%s)", why,
			  entry_get(e, "url"));
	FACTS_EACH (facts, FACT_CONTACT, c) {
		struct finding *f;

		if (!fact_is(c, CONTACT_CLASS, "policy") || !entry_has(e, "url") ||
		    bytes_equal(without_slash(fact_get(c, CONTACT_VALUE)),
				without_slash(bytes_str(entry_get(e, "url")))))
			continue;
		f = rule_fail_fact(out, c, "policy", SEVERITY_MEDIUM,
				   "security.txt in the image names another policy: %s",
				   look_field(c, CONTACT_VALUE, "", out));
		finding_evidence(out, f, entry_fact(e, "url"));
		finding_detail(out, f, "%s gives %s as the policy; declared is disclosure.url %s.",
			       look_path(facts, c, out), look_field(c, CONTACT_VALUE, "", out),
			       finding_text(out, bytes_str(entry_get(e, "url"))));
		finding_remedy(out, f, "5.2-1: let both name the page where the policy is, and keep that page.");
	}
}

/* "mailto:", "https:" and "tel:" are how RFC 9116 writes a contact. */
static bool is_contact(const char *text)
{
	struct bytes in = bytes_str(text);

	return (bytes_starts(in, "mailto:") && bytes_find_str(in, "@") != SIZE_MAX) ||
	       (bytes_starts(in, "https://") && said_host(text).len) || (bytes_starts(in, "tel:+") && in.len > 8);
}

static bool declares_contact(const struct declared_entry *e, struct bytes value)
{
	for (size_t i = 0; i < entry_count(e, "contact"); i++)
		if (bytes_equal(without_slash(value), without_slash(bytes_str(entry_at(e, "contact", i)))))
			return true;
	return false;
}

/* The image's security.txt against the policy: none of its contacts is a declared one. */
static void other_contacts(const struct facts *facts, const struct declared_entry *e, struct finding_sink *out)
{
	const struct fact *first = NULL;
	struct finding *f;

	FACTS_EACH (facts, FACT_CONTACT, c) {
		if (!fact_is(c, CONTACT_CLASS, "security-txt"))
			continue;
		if (!entry_has(e, "contact") || declares_contact(e, fact_get(c, CONTACT_VALUE)))
			return;
		first = first ? first : c;
	}
	if (!first)
		return;
	f = rule_fail_fact(out, first, "contact", SEVERITY_MEDIUM,
			   "security.txt in the image names a contact that is not declared: %s",
			   look_field(first, CONTACT_VALUE, "", out));
	finding_evidence(out, f, entry_fact(e, "contact"));
	finding_remedy(out, f,
		       "5.2-1: name the same contacts in disclosure.contact, in the policy and in security.txt.");
}

void rule_5_2_1_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "disclosure");
	uint64_t acknowledge, status;
	bool usable = false;

	if (!e)
		return;
	for (size_t i = 0; i < entry_count(e, "contact"); i++)
		usable |= is_contact(entry_at(e, "contact", i));
	if (rule_has(out, e, "contact") && !usable)
		rule_fail(out, e, "contact", SEVERITY_HIGH, "No contact for reports can be used: %s",
			  entry_get(e, "contact"));
	if (rule_hours(out, e, "acknowledge", &acknowledge) && rule_hours(out, e, "status-updates", &status) &&
	    (!acknowledge || !status))
		rule_fail(out, e, acknowledge ? "status-updates" : "acknowledge", SEVERITY_MEDIUM,
			  "The policy promises what nobody can keep: %s is %s",
			  acknowledge ? "status-updates" : "acknowledge",
			  entry_get(e, acknowledge ? "status-updates" : "acknowledge"));
	other_contacts(facts, e, out);
}

/* 5.2-2-1 a. EN 303 645 (5.2-2) has it that software vulnerabilities are conventionally dealt with within 90 days,
 * patch and notice included; hardware may take longer. So: no kind above 90 days where it is critical or high, other
 * kinds above it are for a person; what is more severe is not slower than what is less so; a report is acknowledged
 * before it is to be fixed; critical vulnerabilities are covered. */
#define FIX_HOURS_MAX (90 * HOURS_DAY)

static int severity_rank(const char *severity)
{
	static const char *const names[] = {"critical", "high", "medium", "low", "any"};

	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (strcmp(severity, names[i]) == 0)
			return (int)i;
	return 5;
}

static void kind_of(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	const struct declared_entry *policy = declared_one(d, "disclosure");
	int rank = severity_rank(entry_get(e, "severity"));
	uint64_t fix, other, acknowledge;
	struct finding *f;

	(void)rule_reason(out, e, "action", SEVERITY_MEDIUM);
	(void)rule_reason(out, e, "responsible", SEVERITY_MEDIUM);
	if (entry_has(e, "time-frame"))
		(void)rule_reason(out, e, "time-frame", SEVERITY_MEDIUM);
	if (!rule_has(out, e, "severity") || !rule_hours(out, e, "fix", &fix))
		return;
	if (!fix)
		rule_open(out, e, "fix", "%s: to be fixed in no time at all: what is meant?", rule_name(out, e));
	if (fix > FIX_HOURS_MAX && rank <= 1)
		rule_fail(out, e, "fix", SEVERITY_HIGH, "%s: %s for %s vulnerabilities is above 90 days",
			  rule_name(out, e), entry_get(e, "fix"), entry_get(e, "severity"));
	else if (fix > FIX_HOURS_MAX)
		rule_open(out, e, "fix", "%s: is %s in time? 90 days are conventional for software", rule_name(out, e),
			  entry_get(e, "fix"));
	if (rule_hours(out, policy, "acknowledge", &acknowledge) && acknowledge > fix) {
		f = rule_fail(out, e, "fix", SEVERITY_MEDIUM,
			      "%s: to be fixed in %s, but reports are acknowledged in %s", rule_name(out, e),
			      entry_get(e, "fix"), entry_get(policy, "acknowledge"));
		finding_evidence(out, f, entry_fact(policy, "acknowledge"));
	}
	DECLARED_EACH (d, "VulnTypes", less) {
		int less_rank = severity_rank(entry_get(less, "severity"));

		if (less_rank <= rank || less_rank > 3 || rank > 3 || !rule_hours(out, less, "fix", &other) ||
		    other >= fix)
			continue;
		f = rule_fail(out, e, "fix", SEVERITY_MEDIUM, "%s (%s) may take longer than %s (%s)", rule_name(out, e),
			      entry_get(e, "severity"), rule_name(out, less), entry_get(less, "severity"));
		finding_evidence(out, f, entry_fact(less, "fix"));
	}
}

void rule_5_2_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	bool critical = false;

	DECLARED_EACH (d, "VulnTypes", e) {
		kind_of(out, d, e);
		critical |= entry_among(e, "severity", "critical any");
	}
	if (declared_count(d, "VulnTypes") && !critical)
		rule_open(out, declared_at(d, "VulnTypes", 0), "severity",
			  "No entry of VulnTypes is for critical vulnerabilities");
	rule_pass_table(out, "VulnTypes", "Every kind of vulnerability is to be fixed within 90 days, the worst first");
}

static bool describes(const struct declared *d, const char *table)
{
	DECLARED_EACH (d, table, e)
		if (!entry_has(e, "description") || (!rule_says_nothing(entry_get(e, "description")) &&
						     !said_elsewhere(bytes_str(entry_get(e, "description")))))
			return true;
	return false;
}

/* The unit is a check of the maker's own confirmation; it counts only for what is described. */
static void confirmed(const struct facts *facts, struct finding_sink *out, const char *key, const char *table)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *e = declared_one(d, "Conf");

	if (!declared_any(d))
		return;
	if (entry_no(e, key))
		rule_fail(out, e, key, SEVERITY_HIGH, "The maker does not confirm: %s", key);
	else if (rule_has(out, e, key) && !describes(d, table))
		rule_open(out, e, key, "%s is confirmed, but %s describes nothing", key, table);
	rule_pass(out, e, key, "The maker gives the %s", key);
}

void rule_5_2_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	confirmed(facts, out, "confirmation-of-vulnerability-actions", "VulnTypes");
}

void rule_5_2_3_1_d(const struct facts *facts, struct finding_sink *out)
{
	confirmed(facts, out, "confirmation-of-vulnerability-monitoring", "VulnMon");
}

void rule_5_3_8_1_b(const struct facts *facts, struct finding_sink *out)
{
	confirmed(facts, out, "confirmation-of-update-procedures", "UpdProc");
}

/* 5.2-3-1 a. Continuous means: published vulnerabilities (databases, suppliers or a match of the bill of materials) are
 * looked at every month (the frequency FedRAMP asks of vulnerability scans, NIST SP 800-53 RA-5), for the device and
 * for services where there are any. A round longer than the 90 days of 5.2-2 cannot keep them. */
#define WATCH_HOURS (31 * HOURS_DAY)
#define WATCH_HOURS_MAX (90 * HOURS_DAY)

/* What tells that there are associated services; NULL. */
static const struct fact *has_services(const struct declared *d)
{
	const struct declared_entry *p = declared_one(d, "product");

	if (entry_has(p, "services") && !rule_says_nothing(entry_get(p, "services")))
		return entry_fact(p, "services");
	DECLARED_EACH (d, "SecComMech", e)
		if (entry_is(e, "peer", "associated-service"))
			return entry_fact(e, "peer");
	return NULL;
}

/* The entry that looks most often at published vulnerabilities of the device or of the services; NULL. Others may take
 * their time: a penetration test each year beside a daily look is no fault. */
static const struct declared_entry *watching(const struct declared *d, const char *what, uint64_t *ret_hours)
{
	const struct declared_entry *ret = NULL;
	uint64_t hours;

	DECLARED_EACH (d, "VulnMon", e)
		if (entry_lists(e, "covers", what) &&
		    entry_among(e, "sources", "cve-database supplier-advisories sbom-matching") &&
		    value_duration(entry_get(e, "interval"), &hours) && (!ret || hours < *ret_hours)) {
			ret = e;
			*ret_hours = hours;
		}
	return ret;
}

static void watched(struct finding_sink *out, const struct declared *d, const char *what, const struct fact *why)
{
	uint64_t hours = 0;
	const struct declared_entry *e = watching(d, what, &hours);
	struct finding *f;

	if (!e) {
		f = rule_fail(out, declared_at(d, "VulnMon", 0), look_print(out, "covers/%s", what), SEVERITY_MEDIUM,
			      "No entry of VulnMon watches published vulnerabilities for the %s", what);
		if (why)
			finding_evidence(out, f, why);
		finding_remedy(
			out, f,
			"5.2-3: watch a vulnerability database, the suppliers' advisories or a match of the bill of "
			"materials for the %s; then declare it in VulnMon under sources and covers.",
			what);
	} else if (hours > WATCH_HOURS_MAX) {
		rule_fail(out, e, "interval", SEVERITY_MEDIUM, "%s: looking every %s is not continuous",
			  rule_name(out, e), entry_get(e, "interval"));
	} else if (hours > WATCH_HOURS || !hours) {
		rule_open(out, e, "interval", "%s: is looking every %s continuous?", rule_name(out, e),
			  entry_get(e, "interval"));
	}
}

void rule_5_2_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "VulnMon", SEVERITY_HIGH,
						     "Nobody watches for vulnerabilities: VulnMon is declared empty");
	bool said = true;
	uint64_t hours;

	if (!d)
		return;
	DECLARED_EACH (d, "VulnMon", e) {
		if (!rule_has(out, e, "sources") || !rule_has(out, e, "covers") ||
		    !rule_hours(out, e, "interval", &hours))
			said = false;
	}
	if (said)
		watched(out, d, "device", NULL);
	if (said && has_services(d))
		watched(out, d, "services", has_services(d));
	rule_pass_table(out, "VulnMon", "Published vulnerabilities are watched for, every month or more often");
}

/* Matching versions needs versions: a declared component without one cannot be matched by anybody. */
void rule_5_2_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *without = NULL;
	size_t versions = 0;
	bool matching = false;

	DECLARED_EACH (d, "SoftComp", c) {
		versions += entry_has(c, "version");
		/* an entry that stands for others is matched by theirs */
		if (!entry_has(c, "version") && !entry_has(c, "includes") && !entry_yes(c, "immutable-for-security") &&
		    !without)
			without = c;
	}
	DECLARED_EACH (d, "VulnMon", e) {
		struct finding *f;

		(void)rule_reason(out, e, "affected", SEVERITY_MEDIUM);
		if (!entry_lists(e, "sources", "sbom-matching"))
			continue;
		matching = true;
		if (!declared_count(d, "SoftComp") || versions)
			continue;
		f = rule_fail(out, e, "sources", SEVERITY_MEDIUM,
			      "%s matches a bill of materials, but no entry of SoftComp has a version",
			      rule_name(out, e));
		finding_evidence(out, f, entry_fact(declared_at(d, "SoftComp", 0), "id"));
	}
	if (declared_count(d, "VulnMon") && !matching)
		rule_open(out, declared_at(d, "VulnMon", 0), "affected",
			  "Without a match of versions, a person has to judge how it is told that the product is "
			  "affected");
	if (matching && versions && without)
		rule_open(out, without, "version", "%s has no version that could be matched", rule_name(out, without));
	if (matching && !declared_count(d, "SoftComp"))
		finding_missing(out, "IXIT table SoftComp in the product file");
	rule_pass_table(out, "VulnMon",
			"Vulnerabilities are matched with the product's components and their versions, and judged");
}

/* Putting it right needs a way out to the devices: a procedure with a time, and a mechanism, or replacement. */
void rule_5_2_3_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "VulnMon", e)
		(void)rule_reason(out, e, "rectification", SEVERITY_MEDIUM);
	if (declared_count(d, "VulnMon")) {
		bool mechanism = declared_count(d, "UpdMech"), procedure = declared_count(d, "UpdProc");
		const struct declared_entry *replace = declared_one(d, "ReplSup");

		if (!mechanism && declared_none(d, "UpdMech") && (procedure || entry_yes(replace, "replaceable")))
			rule_open(out, declared_at(d, "VulnMon", 0), "rectification",
				  "Nothing is updated: is it enough how vulnerabilities are put right? %s",
				  entry_get(declared_at(d, "VulnMon", 0), "rectification"));
		else if (!mechanism && declared_none(d, "UpdMech"))
			rule_fail(out, declared_at(d, "VulnMon", 0), "rectification", SEVERITY_HIGH,
				  "No way to put a vulnerability right: no update mechanism and no replacement");
		else if (!mechanism && !declared_none(d, "UpdMech"))
			rule_open(out, declared_at(d, "VulnMon", 0), "rectification", "UpdMech is not declared");
		else if (mechanism && !procedure)
			rule_open(out, declared_at(d, "VulnMon", 0), "rectification",
				  "UpdProc does not say how a fix gets to the devices");
		DECLARED_EACH (d, "SoftComp", c)
			if (mechanism && !entry_has(c, "update-mechanism") && !entry_yes(c, "immutable-for-security"))
				rule_open(out, c, "update-mechanism",
					  "%s has no update mechanism: how is a vulnerability in it put right?",
					  rule_name(out, c));
	}
	rule_pass_table(out, "VulnMon", "Fixes reach the devices by a described procedure");
}
