/* 5.3-4B, 5.3-6, 5.3-11 and 5.3-12 against the declaration: what users decide about updates and what they are told. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/updates.h"

static bool automatic(const struct declared_entry *e)
{
	return entry_among(e, "automatic", "always configurable");
}

static bool is_automatic(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return automatic(e);
}

static bool gives_notices(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return entry_yes(e, "notices");
}

static bool either(const struct declared *d, const struct declared_entry *e)
{
	return is_automatic(d, e) || gives_notices(d, e);
}

/* What users can configure has to be more than a placeholder. */
static void told(const struct declared *d, struct finding_sink *out, const char *key,
		 bool (*about)(const struct declared *, const struct declared_entry *))
{
	DECLARED_EACH (d, "UpdMech", e)
		if (about(d, e))
			update_reason(out, e, key);
}

/* "Identify the automatic mechanisms" is done when each says whether it is, its other keys agree, and the image shows
 * nothing else. */
static void identify(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *feature = declared_find(d, "features", "automatic-updates");
	bool any = false;

	DECLARED_EACH (d, "UpdMech", e) {
		any |= automatic(e);
		if (!rule_has(out, e, "automatic"))
			continue;
		if (automatic(e) && entry_is(e, "check-by", "none")) {
			struct finding *f = rule_fail(out, e, "automatic", SEVERITY_MEDIUM,
						      "%s is said to be automatic, but nothing looks for updates",
						      rule_name(out, e));

			finding_evidence(out, f, entry_fact(e, "check-by"));
		}
		if (entry_is(e, "automatic", "no") && entry_is(e, "default-automation", "on")) {
			struct finding *f = rule_fail(out, e, "automatic", SEVERITY_MEDIUM,
						      "%s is said not to be automatic, but its automation is on",
						      rule_name(out, e));

			finding_evidence(out, f, entry_fact(e, "default-automation"));
		}
		FACTS_EACH (facts, FACT_UPDATE, u) {
			struct finding *f;

			if (!entry_is(e, "automatic", "no") || !look_yes(u, UPDATE_AUTOMATIC) ||
			    !update_names(e, fact_get(u, UPDATE_AGENT)))
				continue;
			f = rule_fail_fact(out, u, e->id, SEVERITY_MEDIUM,
					   "%s is said not to be automatic, but in the image it runs by itself",
					   rule_name(out, e));
			finding_evidence(out, f, entry_fact(e, "automatic"));
		}
	}
	if (declared_count(d, "UpdMech") && !any && rule_edition(out) == EDITION_V3_1_3 && entry_yes(feature, "holds"))
		rule_open(out, feature, "holds",
			  "The features say that updates are automatic, and no mechanism of UpdMech is");
	rule_pass_table(out, "UpdMech", "Every mechanism says whether it is automatic, and nothing contradicts it");
}

void rule_5_3_4B_1_a(const struct facts *facts, struct finding_sink *out)
{
	identify(facts, out);
}

void rule_5_3_6_1_a(const struct facts *facts, struct finding_sink *out)
{
	identify(facts, out);
}

void rule_5_3_6A_1_a(const struct facts *facts, struct finding_sink *out)
{
	identify(facts, out);
}

/* Consent is a decision of the set-up with something to choose between. */
void rule_5_3_4B_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		const struct declared_entry *dec = rule_ref(d, e, "consent", 0, "UserDec");
		struct finding *f = NULL;

		if (!rule_has(out, e, "automatic") || !automatic(e))
			continue;
		if (!entry_has(e, "consent")) {
			rule_fail(out, e, "consent", SEVERITY_MEDIUM,
				  "%s: no decision of the user is named in which automatic updates are agreed to",
				  rule_name(out, e));
			continue;
		}
		if (!dec) {
			rule_open(out, e, "consent", "%s: the decision %s is not declared in UserDec",
				  rule_name(out, e), entry_get(e, "consent"));
			continue;
		}
		if (entry_is(dec, "stage", "maintenance"))
			f = rule_fail(out, e, "consent", SEVERITY_MEDIUM,
				      "%s: the user is asked later, not when the device is set up", rule_name(out, e));
		else if (rule_has(out, dec, "options") && entry_count(dec, "options") < 2)
			f = rule_fail(out, e, "consent", SEVERITY_MEDIUM, "%s: the decision leaves no choice (%s)",
				      rule_name(out, e), entry_get(dec, "options"));
		if (f)
			finding_evidence(out, f,
					 entry_fact(dec, entry_is(dec, "stage", "maintenance") ? "stage" : "options"));
		else if (!entry_is(dec, "necessary-as", "consent"))
			rule_open(out, dec, "necessary-as", "Does %s ask for consent to updates? It is needed as: %s",
				  rule_name(out, dec), entry_get(dec, "necessary-as"));
	}
	rule_pass_those(out, "UpdMech", is_automatic, "that is automatic",
			"Set-up asks the user to agree to automatic updates");
}

/* "on" and "asked" both say that agreeing turns it on where a decision comes before; "off" that it does not. */
void rule_5_3_4B_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		struct finding *f;

		if (!rule_has(out, e, "automatic") || !automatic(e))
			continue;
		if (!entry_has(e, "consent")) {
			rule_open(out, e, "consent", "%s: the user agrees to nothing, so nothing follows from it",
				  rule_name(out, e));
			continue;
		}
		if (!rule_has(out, e, "default-automation"))
			continue;
		if (entry_is(e, "default-automation", "off")) {
			rule_fail(out, e, "default-automation", SEVERITY_MEDIUM,
				  "%s: the user is asked, but automation stays off", rule_name(out, e));
			continue;
		}
		if (entry_is(e, "automatic", "always")) {
			f = rule_fail(out, e, "automatic", SEVERITY_MEDIUM,
				      "%s: the user is asked, but automation cannot be refused", rule_name(out, e));
			finding_evidence(out, f, entry_fact(e, "consent"));
			continue;
		}
		if (rule_has(out, e, "automation-if-refused") && !entry_is(e, "automation-if-refused", "off"))
			rule_fail(out, e, "automation-if-refused", SEVERITY_MEDIUM,
				  "%s: refusing leaves automatic updates on", rule_name(out, e));
	}
	told(d, out, "configuration", is_automatic);
	rule_pass_those(out, "UpdMech", is_automatic, "that is automatic",
			"Agreeing turns automatic updates on, refusing leaves them off");
}

/* V2.1.1 asks for one of enable, disable, postpone; V3.1.3 for all three. */
static void controls(const struct facts *facts, struct finding_sink *out, bool all, const char *passes)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, "automatic") || !automatic(e))
			continue;
		if (!all && ((entry_yes(e, "can-disable") && !entry_is(e, "automatic", "always")) ||
			     entry_yes(e, "can-postpone")))
			continue;
		if (!rule_has(out, e, "can-disable") || !rule_has(out, e, "can-postpone"))
			continue;
		if (entry_no(e, "can-disable"))
			rule_fail(out, e, "can-disable", SEVERITY_MEDIUM,
				  all ? "%s: users cannot switch automatic updates on and off"
				      : "%s: users can neither switch automatic updates off nor postpone them",
				  rule_name(out, e));
		else if (entry_is(e, "automatic", "always"))
			rule_fail(out, e, "automatic", SEVERITY_MEDIUM,
				  "%s: said to be always automatic, and yet to be switched off by users",
				  rule_name(out, e));
		else if (entry_no(e, "can-postpone"))
			rule_fail(out, e, "can-postpone", SEVERITY_MEDIUM, "%s: users cannot postpone an installation",
				  rule_name(out, e));
	}
	told(d, out, "configuration", is_automatic);
	rule_pass_those(out, "UpdMech", all ? is_automatic : either,
			all ? "that is automatic" : "that is automatic or gives notices", "%s", passes);
}

void rule_5_3_6_1_b(const struct facts *facts, struct finding_sink *out)
{
	controls(facts, out, false, "Users can switch automatic updates off or postpone them");
}

void rule_5_3_6A_1_b(const struct facts *facts, struct finding_sink *out)
{
	controls(facts, out, true, "Users can switch automatic updates on and off and postpone them");
}

static void state(const struct facts *facts, struct finding_sink *out, const char *key, const char *of,
		  const char *value, const char *what)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, of) || !entry_among(e, of, value) || !rule_has(out, e, key))
			continue;
		if (entry_is(e, key, "asked"))
			rule_open(out, e, key, "%s: the user is asked: are %s on in the initialized state?",
				  rule_name(out, e), what);
		else if (!entry_is(e, key, "on"))
			rule_fail(out, e, key, SEVERITY_MEDIUM, "%s: %s are off in the initialized state",
				  rule_name(out, e), what);
	}
	rule_pass_those(out, "UpdMech", either, "that is automatic or gives notices",
			"What there is of %s is on in the initialized state", what);
}

void rule_5_3_6_1_c(const struct facts *facts, struct finding_sink *out)
{
	state(facts, out, "default-automation", "automatic", "always configurable", "automatic updates");
}

void rule_5_3_6_1_e(const struct facts *facts, struct finding_sink *out)
{
	state(facts, out, "default-notices", "notices", "yes", "update notices");
}

void rule_5_3_6B_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, "notices") || !entry_yes(e, "notices"))
			continue;
		if (rule_has(out, e, "can-disable-notices") && !entry_yes(e, "can-disable-notices"))
			rule_fail(out, e, "can-disable-notices", SEVERITY_LOW,
				  "%s: users cannot switch update notices on and off", rule_name(out, e));
	}
	told(d, out, "configuration", gives_notices);
	rule_pass_those(out, "UpdMech", rule_edition(out) == EDITION_V2_1_1 ? either : gives_notices,
			"that gives notices", "Users can switch update notices on and off");
}

/* 5.3-11. EN 303 645 names user interface, push message, e-mail and SMS as ways that are apparent. A light or a sound
 * is noticed, but does not say that an update is needed, and for what. */
static bool tells(const struct declared_entry *e)
{
	return entry_among(e, "notifies-through", "app-push app web-page display e-mail sms");
}

static bool notified(struct finding_sink *out, const struct declared_entry *e)
{
	if (!rule_has(out, e, "notifies-security"))
		return false;
	if (!entry_yes(e, "notifies-security")) {
		rule_fail(out, e, "notifies-security", SEVERITY_MEDIUM,
			  "%s: users are not told that a security update is needed", rule_name(out, e));
		return false;
	}
	return rule_has(out, e, "notifies-through");
}

void rule_5_3_11_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		struct finding *f;

		if (!notified(out, e) || !rule_reason(out, e, "notification", SEVERITY_MEDIUM))
			continue;
		if (!tells(e)) {
			rule_fail(out, e, "notifies-through", SEVERITY_MEDIUM,
				  "%s: a %s does not tell users that a security update is needed", rule_name(out, e),
				  entry_get(e, "notifies-through"));
			continue;
		}
		if (!entry_no(e, "notices"))
			continue;
		f = rule_fail(out, e, "notices", SEVERITY_MEDIUM,
			      "%s: said to notify of security updates, and to give no notices", rule_name(out, e));
		finding_evidence(out, f, entry_fact(e, "notifies-security"));
	}
	rule_pass_table(out, "UpdMech", "Users are told of needed security updates by a notice they can read");
}

void rule_5_3_11_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!notified(out, e) || !rule_has(out, e, "notifies-risk"))
			continue;
		if (!entry_yes(e, "notifies-risk"))
			rule_fail(out, e, "notifies-risk", SEVERITY_MEDIUM,
				  "%s: users do not learn which risks an update removes", rule_name(out, e));
		else if (!tells(e))
			rule_fail(out, e, "notifies-through", SEVERITY_MEDIUM, "%s: a %s cannot name risks",
				  rule_name(out, e), entry_get(e, "notifies-through"));
	}
	DECLARED_EACH (d, "UpdMech", e)
		update_reason(out, e, "notification");
	rule_pass_table(out, "UpdMech", "Users learn which risks an update removes");
}

static bool disrupts(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return !entry_no(e, "disrupts");
}

/* V2.1.1 wants the device itself to warn: an e-mail or SMS alone comes from elsewhere; an app may pass on what the
 * device says. */
void rule_5_3_12_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "UpdMech", e) {
		if (!rule_has(out, e, "disrupts") || entry_no(e, "disrupts") ||
		    !rule_has(out, e, "notifies-disruption"))
			continue;
		if (!entry_yes(e, "notifies-disruption")) {
			rule_fail(out, e, "notifies-disruption", SEVERITY_MEDIUM,
				  "%s: users are not warned that an update interrupts basic functions",
				  rule_name(out, e));
			continue;
		}
		if (entry_has(e, "notifies-through") && !tells(e))
			rule_open(out, e, "notifies-through",
				  "%s: does a %s tell users that basic functions will stop?", rule_name(out, e),
				  entry_get(e, "notifies-through"));
		if (rule_edition(out) != EDITION_V2_1_1 || !rule_has(out, e, "notifies-through"))
			continue;
		if (entry_among(e, "notifies-through", "web-page display light sound"))
			continue;
		if (entry_among(e, "notifies-through", "app app-push"))
			rule_open(out, e, "notifies-through", "%s: is it the device that warns through the app?",
				  rule_name(out, e));
		else
			rule_fail(out, e, "notifies-through", SEVERITY_LOW,
				  "%s: not the device warns, but a message (%s)", rule_name(out, e),
				  entry_get(e, "notifies-through"));
	}
	told(d, out, "notification", disrupts);
	rule_pass_those(out, "UpdMech", disrupts, "whose updates interrupt basic functions, a restart included",
			"Users are warned of every update that interrupts basic functions");
}
