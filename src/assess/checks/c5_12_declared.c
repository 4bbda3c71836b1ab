/* 5.12 on the declaration: decisions asked of users (table UserDec) and guidance on them (UserInfo). */
#include "assess/checks/check_rows.h"
#include "assess/checks/rule_look.h"

#include <string.h>

static bool option(const struct declared_entry *e, const char *value)
{
	return entry_lists(e, "options", value);
}

/* Unit a. A decision is needed where the device cannot take it: only the user knows, the law asks for consent,
 * ownership has to be shown, or the place decides. A preference can wait in the settings with a secure default (EN 303
 * 645 5.12-1 wants decisions kept to a minimum). One option is no decision. */
void rule_5_12_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");

	if (!d)
		return;
	DECLARED_EACH (d, "UserDec", e) {
		if (!rule_reason(out, e, "necessary", SEVERITY_MEDIUM) || !rule_has(out, e, "necessary-as") ||
		    !rule_has(out, e, "stage") || !rule_has(out, e, "options"))
			continue;
		if (entry_is(e, "necessary-as", "preference") && entry_is(e, "stage", "set-up"))
			rule_fail(out, e, "necessary-as", SEVERITY_MEDIUM,
				  "%s asks for a preference during set-up: a secure default would do", e->id);
		else if (entry_count(e, "options") < 2)
			rule_fail(out, e, "options", SEVERITY_MEDIUM, "%s leaves nothing to decide: it has one option",
				  e->id);
	}
	rule_pass_table(out, "UserDec", "Every decision needs the user");
}

/* Automatic updates are the secure choice (5.3-4, 5.3-6). */
static void agrees_with_updates(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	DECLARED_EACH (d, "UpdMech", u)
		if (entry_lists(u, "consent", e->id) && entry_is(u, "default-automation", "off") &&
		    entry_yes(e, "default-secure"))
			rule_fail(out, e, "default", SEVERITY_MEDIUM,
				  "%s calls its default secure, but %s is not automatic by default", e->id, u->id);
}

/* Unit b: the default is the most secure option; which one that is, the maker names beside the options. */
void rule_5_12_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");

	if (!d)
		return;
	DECLARED_EACH (d, "UserDec", e) {
		const char *value = entry_get(e, "default"), *best = entry_get(e, "most-secure");

		if (!rule_has(out, e, "options") || !rule_has(out, e, "default") || !rule_has(out, e, "most-secure") ||
		    !rule_has(out, e, "default-secure"))
			continue;
		agrees_with_updates(out, d, e);
		if (!option(e, value))
			rule_fail(out, e, "default", SEVERITY_MEDIUM, "The default of %s is none of its options: '%s'",
				  e->id, value);
		else if (!option(e, best))
			rule_fail(out, e, "most-secure", SEVERITY_MEDIUM,
				  "The most secure choice of %s is none of its options: '%s'", e->id, best);
		else if (strcmp(value, best) == 0 && entry_no(e, "default-secure"))
			rule_fail(out, e, "default-secure", SEVERITY_LOW,
				  "%s says both that its default is the most secure option and that it is not", e->id);
		else if (strcmp(value, best) != 0 && entry_yes(e, "default-secure"))
			rule_fail(out, e, "default", SEVERITY_MEDIUM,
				  "The default of %s is '%s', but '%s' is the most secure option", e->id, value, best);
		else if (strcmp(value, best) != 0 && !entry_has(e, "default-reason"))
			rule_fail(out, e, "default-reason", SEVERITY_MEDIUM,
				  "The default of %s is not the most secure option, without a reason", e->id);
		else if (strcmp(value, best) != 0 && rule_reason(out, e, "default-reason", SEVERITY_MEDIUM))
			rule_open(out, e, "default-reason",
				  "A person judges why the default of %s is not the most secure option", e->id);
	}
	rule_pass_table(out, "UserDec", "Every default is the most secure of its options");
}

/* The decisions of a stage are among those that the guidance covers under `key`. */
static void covers(struct finding_sink *out, const struct declared *d, const struct declared_entry *info,
		   const char *key, const char *what, bool all)
{
	DECLARED_EACH (d, "UserDec", e)
		if ((all || entry_is(e, "stage", "set-up")) && !entry_lists(info, key, e->id))
			finding_evidence(
				out, rule_fail(out, e, "id", SEVERITY_MEDIUM, "%s leaves out decision %s", what, e->id),
				entry_fact(info, key));
}

/* 5.12-2, unit b: the guidance is said to cover every decision that set-up asks. */
void rule_5_12_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");
	const struct declared_entry *info = d ? declared_one(d, "UserInfo") : NULL;

	if (!d)
		return;
	if (rule_reason(out, info, "documentation-of-secure-setup", SEVERITY_MEDIUM) &&
	    rule_has(out, info, "setup-decisions"))
		covers(out, d, info, "setup-decisions", "The guidance on secure set-up", false);
	finding_missing(out, "the user manual");
}

/* Unit c: what is recommended has to be the secure option; where the default is another one, most of all. */
void rule_5_12_2_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");
	const struct declared_entry *info = d ? declared_one(d, "UserInfo") : NULL;

	if (!d)
		return;
	DECLARED_EACH (d, "UserDec", e)
		if (entry_no(e, "default-secure") && entry_has(info, "setup-decisions") &&
		    !entry_lists(info, "setup-decisions", e->id))
			rule_fail(out, e, "default-secure", SEVERITY_MEDIUM,
				  "%s has an insecure default and no recommendation in the guidance", e->id);
	finding_missing(out, "the user manual");
}

static bool steps(struct finding_sink *out, const struct declared_entry *info, const char *text, const char *key)
{
	bool ret = rule_reason(out, info, text, SEVERITY_MEDIUM) && rule_has(out, info, key);

	for (size_t i = 0; i < entry_count(info, key); i++)
		if (rule_says_nothing(entry_at(info, key, i)))
			rule_fail(out, info, key, SEVERITY_MEDIUM, "Step %zu of %s says nothing", i + 1, key);
	return ret;
}

/* 5.12-3-1: every step is there where every decision is checked again. In V1.1.1 unit b is about the documentation
 * itself: rules can refute it only. */
void rule_5_12_3_1_setup(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");
	const struct declared_entry *info = d ? declared_one(d, "UserInfo") : NULL;

	if (!d)
		return;
	if (steps(out, info, "documentation-of-setup-check", "setup-check-steps") &&
	    rule_has(out, info, "setup-check-decisions"))
		covers(out, d, info, "setup-check-decisions", "The check of a secure set-up", false);
	if (rule_edition(out) == EDITION_V2_1_1)
		finding_missing(out, "the user manual");
	rule_pass(out, info, "setup-check-steps", "The steps check every decision of the set-up");
}

void rule_5_12_3_1_maintenance(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "UserDec");
	const struct declared_entry *info = d ? declared_one(d, "UserInfo") : NULL;

	if (!d)
		return;
	if (steps(out, info, "documentation-of-maintenance-check", "maintenance-check-steps") &&
	    rule_has(out, info, "maintenance-check-decisions"))
		covers(out, d, info, "maintenance-check-decisions", "The check during maintenance", true);
	rule_pass(out, info, "maintenance-check-steps", "The steps check every decision of set-up and maintenance");
}
