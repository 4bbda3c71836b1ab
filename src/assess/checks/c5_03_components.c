/* 5.3-1 and 5.3-3 to 5.3-5 against the declaration: every component with its update mechanism, easy, automatic, looked
 * for. */
#include "assess/checks/check_rows.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/updates.h"

#define HOURS_DAY 24u

/* What must not change for security's sake is a boot ROM or a secure element, not a program: nothing that package
 * databases have a name for or that stands for what was observed, and not all there is. Else a person reads the reason.
 */
static bool ordinary(const struct declared *d, const struct declared_entry *e)
{
	bool others = false;

	DECLARED_EACH (d, "SoftComp", c)
		others |= entry_has(c, "update-mechanism");
	return !others || entry_has(e, "name") || entry_has(e, "includes");
}

/* V3.1.3 leaves out what must not change for security's sake. Whether another reason is sound is for a person. */
void rule_5_3_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "SoftComp", e) {
		struct finding *f;

		if (entry_has(e, "update-mechanism"))
			continue;
		if (!rule_reason(out, e, "no-update-reason", SEVERITY_MEDIUM))
			continue;
		if (rule_edition(out) == EDITION_V3_1_3 && entry_yes(e, "immutable-for-security") && !ordinary(d, e))
			continue;
		f = rule_open(out, e, "no-update-reason", "%s is never updated: is the reason sound?",
			      rule_name(out, e));
		finding_remedy(
			out, f,
			"5.3-1: let an update mechanism cover it; else answer the unit's question with what speaks "
			"for the reason: what happens when a hole is found in it.");
	}
	rule_pass_table(out, "SoftComp", "Every component is updated or must not change");
}

/* Every component that is updated has a mechanism that fits. */
static void every_component(const struct facts *facts, struct finding_sink *out,
			    bool (*fits)(enum edition, const struct declared_entry *), const char *key,
			    const char *fails, const char *passes)
{
	const struct declared *d = rule_begin(facts, out);
	size_t with = 0;

	DECLARED_EACH (d, "SoftComp", c)
		with += entry_has(c, "update-mechanism");
	if (declared_count(d, "SoftComp") && !with)
		finding_missing(out, "a component in SoftComp that has an update mechanism");
	DECLARED_EACH (d, "SoftComp", c) {
		const struct declared_entry *first = NULL;
		bool covered = false;
		struct finding *f;

		for (size_t i = 0; i < entry_count(c, "update-mechanism"); i++) {
			const struct declared_entry *m = rule_ref(d, c, "update-mechanism", i, "UpdMech");

			first = first ? first : m;
			covered |= m && fits(rule_edition(out), m);
		}
		if (covered || !entry_has(c, "update-mechanism"))
			continue;
		if (!first) {
			rule_open(out, c, "update-mechanism", "%s: its update mechanism is not declared in UpdMech",
				  rule_name(out, c));
			continue;
		}
		/* One finding for a mechanism, not one for each of its components. */
		f = rule_fail(out, first, key, SEVERITY_MEDIUM, "%s: %s (%s)", rule_name(out, first), fails,
			      rule_name(out, c));
		finding_evidence(out, f, entry_fact(c, "update-mechanism"));
	}
	rule_pass_table(out, "SoftComp", "%s", passes);
}

/* Three steps or fewer at the device count as comparably easy: find the update, start it, confirm. */
#define EASY_STEPS 3

static bool looks_by_itself(const struct declared_entry *m)
{
	return !entry_is(m, "check-by", "none");
}

static bool automatic(const struct declared_entry *m)
{
	return entry_among(m, "automatic", "always configurable") && looks_by_itself(m);
}

static bool is_automatic(const struct declared *d, const struct declared_entry *m)
{
	(void)d;
	return entry_among(m, "automatic", "always configurable");
}

/* Said to be always automatic, and to take steps of the user: which of the two? And is there more than a placeholder
 * under `key`? */
static void hangs_together(const struct declared *d, struct finding_sink *out, const char *key)
{
	uint64_t steps;

	DECLARED_EACH (d, "UpdMech", m) {
		update_reason(out, m, key);
		if (entry_is(m, "automatic", "always") && entry_number(m, "user-steps", &steps) && steps > 1)
			finding_evidence(out,
					 rule_open(out, m, "user-steps",
						   "%s: said to be always automatic, and to take the user %s steps",
						   rule_name(out, m), entry_get(m, "user-steps")),
					 entry_fact(m, "automatic"));
	}
}

static bool easy(enum edition edition, const struct declared_entry *m)
{
	uint64_t steps;

	(void)edition;
	if (automatic(m))
		return true;
	if (!entry_number(m, "user-steps", &steps))
		return false;
	return entry_among(m, "started-from", "app web service")
		       ? steps <= 3 * EASY_STEPS
		       : entry_among(m, "started-from", "device") && steps <= EASY_STEPS;
}

void rule_5_3_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	hangs_together(rule_begin(facts, out), out, "initiation");
	every_component(facts, out, easy, "started-from", "no easy way to update",
			"Every component is updated automatically, from an app or web page, or in a few steps");
}

/* What says it is automatic has to look for updates, and to install without steps of the user. */
static bool hands_off(enum edition edition, const struct declared_entry *m)
{
	(void)edition;
	return automatic(m);
}

void rule_5_3_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	hangs_together(rule_begin(facts, out), out, "initiation");
	every_component(facts, out, hands_off, "automatic", "it does not look for updates and install them by itself",
			"Every component has a mechanism that looks for updates and installs them by itself");
}

void rule_5_3_4_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *off = NULL, *on = NULL;

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, "automatic"))
			continue;
		if (entry_is(e, "automatic", "always") && !entry_is(e, "default-automation", "off"))
			on = e;
		else if (!automatic(e) || !rule_has(out, e, "default-automation"))
			continue;
		else if (entry_is(e, "default-automation", "on"))
			on = e;
		else
			off = off ? off : e;
	}
	if (off && !on) {
		if (entry_is(off, "default-automation", "asked"))
			rule_open(out, off, "default-automation", "%s: the user is asked: is it on by default?",
				  rule_name(out, off));
		else
			rule_fail(out, off, "default-automation", SEVERITY_MEDIUM,
				  "%s: automatic updates are off by default, and no other mechanism has them on",
				  rule_name(out, off));
	}
	rule_pass_those(out, "UpdMech", is_automatic, "that is automatic",
			"Where automation can be configured, it is on by default");
}

void rule_5_3_4A_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "UpdMech", SEVERITY_MEDIUM,
						     "Nothing can be automated: UpdMech is declared empty");
	const struct declared_entry *good = NULL;

	if (!d)
		return;
	hangs_together(d, out, "configuration");
	DECLARED_EACH (d, "UpdMech", e) {
		(void)rule_has(out, e, "automatic");
		if (automatic(e) && !good)
			good = e;
	}
	if (!good)
		DECLARED_EACH (d, "UpdMech", e)
			if (entry_has(e, "automatic"))
				rule_fail(out, e, looks_by_itself(e) ? "automatic" : "check-by", SEVERITY_MEDIUM,
					  "%s cannot be set to check, fetch and install by itself%s", rule_name(out, e),
					  looks_by_itself(e) ? "" : ": nothing looks for updates");
	if (good)
		rule_pass(out, good, "automatic", "%s can check, fetch and install by itself", rule_name(out, good));
}

/* V2.1.1 wants the device itself to look, and again and again; V3.1.3 lets a service look. A round above 90 days, the
 * time EN 303 645 (5.2-2) gives the whole handling of a vulnerability, is not looking for security updates. */
#define CHECK_HOURS_MAX (90 * HOURS_DAY)

static bool looked_for(enum edition edition, const struct declared_entry *m)
{
	return edition == EDITION_V2_1_1 ? entry_is(m, "check-by", "device")
					 : entry_among(m, "check-by", "device service");
}

void rule_5_3_5_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	hangs_together(d, out, "update-checking");
	DECLARED_EACH (d, "UpdMech", e) {
		uint64_t hours;

		if (!rule_has(out, e, "check-by") || entry_is(e, "check-by", "none") ||
		    !rule_hours(out, e, "check-interval", &hours))
			continue;
		if (!hours || hours > CHECK_HOURS_MAX)
			rule_fail(out, e, "check-interval", SEVERITY_MEDIUM,
				  "%s: looking for updates every %s does not find security updates in time",
				  rule_name(out, e), entry_get(e, "check-interval"));
	}
	every_component(facts, out, looked_for, "check-by",
			rule_edition(out) == EDITION_V2_1_1 ? "the device does not look for updates by itself"
							    : "nobody looks for updates",
			"Updates of every component are looked for after initialization, again and again");
}
