/* UK PSTI: the three requirements of Schedule 1 of SI 2023/1007 with their sub-conditions, the conditions of Schedule 2
 * by which they count as met. Duties and the statement of compliance: regime_psti_duties.c. */
#include "assess/regime/regime_psti.h"

#include "core/base/text.h"
#include "core/base/day.h"

#include <math.h>
#include <stdlib.h>

static const char passwords[] = "passwords", reporting[] = "reporting security issues", support[] = "support period",
		  deemed[] = "deemed compliance";
static const char labels_since[] = "2025-12-04";
const char *const psti_groups[PSTI_REQUIREMENTS] = {passwords, reporting, support};

/* Bits of a generated password: below the first it can be guessed by hand, from the second on it withstands guessing
 * that is slowed down. Between them a person has to judge. Our own thresholds; the law names none. */
enum { BITS_GUESSABLE = 20, BITS_ENOUGH = 40 };

static bool is_password(const struct declared_entry *m)
{
	/* keys, pairing PINs and API keys are no passwords: Sch. 1 para. 1(4) */
	return entry_among(m, "factor", "password pin passphrase") && !entry_no(m, "used-when-initialised");
}

static bool is_generated(const struct declared_entry *m)
{
	return entry_among(m, "set-by", "maker device service");
}

static double bits_of(const struct declared_entry *m)
{
	uint64_t length, alphabet;

	if (!entry_number(m, "generation-length", &length) || !entry_number(m, "generation-alphabet", &alphabet) ||
	    length > 1024 || alphabet > 1 << 20 || alphabet < 2)
		return -1;
	return (double)length * log2((double)alphabet);
}

/* What one sub-condition says of one mechanism; *ret_key is the value behind it. */
typedef enum regime_state look(const struct declared_entry *m, const char **ret_key);

static enum regime_state look_unique(const struct declared_entry *m, const char **ret_key)
{
	*ret_key = "set-by";
	if (entry_is(m, "set-by", "user"))
		return STATE_MET;
	*ret_key = entry_has(m, "set-by") ? "generation-unique" : "set-by";
	if (!is_generated(m) || !entry_has(m, "generation-unique"))
		return STATE_UNKNOWN;
	return entry_yes(m, "generation-unique") ? STATE_MET : STATE_NOT_MET;
}

static enum regime_state look_inputs(const struct declared_entry *m, const char **ret_key, const char *bad)
{
	*ret_key = "generation-inputs";
	if (!entry_has(m, "generation-inputs"))
		return STATE_UNKNOWN;
	return entry_among(m, "generation-inputs", bad) ? STATE_NOT_MET : STATE_MET;
}

static enum regime_state look_counter(const struct declared_entry *m, const char **ret_key)
{
	return look_inputs(m, ret_key, "counter");
}

static enum regime_state look_public(const struct declared_entry *m, const char **ret_key)
{
	/* Sch. 1 para. 1(3)(c) lets identifiers under a key pass; (b), on what the public can find out, says no such
	 * thing */
	if (entry_lists(m, "generation-inputs", "device-key"))
		return look_inputs(m, ret_key, "ssid model date") == STATE_NOT_MET ? STATE_UNKNOWN
										   : look_inputs(m, ret_key, "");
	return look_inputs(m, ret_key, "ssid model date mac-address");
}

static enum regime_state look_serial(const struct declared_entry *m, const char **ret_key)
{
	if (entry_lists(m, "generation-inputs", "device-key"))
		return look_inputs(m, ret_key, "");
	return look_inputs(m, ret_key, "serial-number mac-address imei");
}

static enum regime_state look_guess(const struct declared_entry *m, const char **ret_key)
{
	double bits = bits_of(m);

	if (look_inputs(m, ret_key, "constant dictionary") != STATE_MET)
		return look_inputs(m, ret_key, "constant dictionary");
	if (bits >= 0 && bits < BITS_GUESSABLE) {
		*ret_key = "generation-length";
		return STATE_NOT_MET;
	}
	if (!entry_among(m, "generation-inputs", "csprng device-key"))
		return STATE_UNKNOWN;
	*ret_key = "generation-length";
	return bits >= BITS_ENOUGH ? STATE_MET : STATE_UNKNOWN;
}

static const struct password_rule {
	const char *row;
	look *look;
	bool generated; /* holds for passwords the user does not set */
	const char *todo;
} password_rules[] = {
	{"pw-unique", look_unique, false, "give each unit its own password, or have the user set one"},
	{"pw-counter", look_counter, true, "do not count passwords up"},
	{"pw-public", look_public, true, "do not make passwords of what others can find out, such as a network name"},
	{"pw-serial", look_serial, true, "do not make passwords of serial numbers or addresses, unless under a key"},
	{"pw-guess", look_guess, true, "draw passwords at random, long enough not to be guessed"},
};

/* One sub-condition over all mechanisms with a password. */
static void password_row(struct regime_rows *r, struct regime_result_row *row, const struct password_rule *rule)
{
	struct verdicts v = rows_verdicts(r, row, row->row->ids_v2);
	const char *key = "", *open_key = NULL, *open_id = "";
	size_t seen = 0, ok = 0;

	DECLARED_EACH (r->d, "AuthMech", m) {
		enum regime_state state;

		if (!is_password(m) || (rule->generated && entry_is(m, "set-by", "user")))
			continue;
		seen++;
		state = rule->look(m, &key);
		rows_fact(row, entry_fact(m, key));
		if (state == STATE_NOT_MET) {
			rows_set(r, row, STATE_NOT_MET, "%s: declared as %s %s.", m->id, key, entry_get(m, key));
			rows_todo(r, row, EFFORT_LARGE, "%s: %s", m->id, rule->todo);
			return;
		}
		ok += state == STATE_MET;
		if (state == STATE_UNKNOWN && !open_key) {
			open_key = key;
			open_id = m->id;
		}
	}
	/* what was seen in the image counts before what is declared */
	if (v.fail && strcmp(rule->row, "pw-unique") == 0) {
		rows_by_provisions(r, row);
		if (row->state != STATE_NOT_MET) {
			rows_set(r, row, STATE_NOT_MET, "EN 303 645 V2.1.1 %s FAILs.", v.first_fail->provision->id);
			rows_todo(r, row, EFFORT_LARGE, "%s", v.first_fail->provision->requirement);
		}
	} else if (open_key) {
		rows_missing(row, "AuthMech");
		rows_set(r, row, STATE_UNKNOWN, "%s: %s does not tell.", open_id, open_key);
		rows_todo(r, row, EFFORT_SMALL, "Declare %s of %s; %s.", open_key, open_id, rule->todo);
	} else if (ok) {
		rows_set(r, row, STATE_MET, "Declared so for %zu password%s%s.", ok, ok == 1 ? "" : "s",
			 v.pass && !v.open ? ", and EN 303 645 V2.1.1 bears it out" : "; not tested in the product");
	} else if (entry_yes(declared_one(r->d, "psti"), "no-passwords") || declared_none(r->d, "AuthMech") ||
		   declared_count(r->d, "AuthMech")) {
		rows_fact(row, declared_none(r->d, "AuthMech"));
		rows_set(r, row, STATE_NOT_APPLICABLE, "%s.",
			 rule->generated && !seen ? "No password is declared that the user does not set"
						  : "No password is declared");
	} else {
		rows_missing(row, "AuthMech");
		rows_set(r, row, STATE_UNKNOWN, "No password mechanism is declared, nor that there is none.");
		rows_todo(r, row, EFFORT_SMALL, "Declare every password under AuthMech; %s.", rule->todo);
	}
}

static const struct key_rule key_rules[] = {
	{"vr-contact", "disclosure.contact; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-ack", "disclosure.acknowledge; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-updates", "disclosure.status-updates; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-access", "disclosure.open=yes; psti.reporting-english=yes", EFFORT_SMALL, NULL},
	{"sp-publish", "support.end; support.published=yes; support.url", EFFORT_SMALL, NULL},
	{"sp-access", "support.published=yes; psti.support-english=yes; psti.support-plain=yes", EFFORT_SMALL, NULL},
	{"sp-prominence", "psti.support-prominent=yes,not-sold-online", EFFORT_SMALL, NULL},
	{"sp-no-shorten", "psti.support-shortened=no", EFFORT_SMALL, NULL},
};

/* A requirement covers hardware and software of every kind there is: Sch. 1 paras 1(1), 2(1), 3(1). */
static void covers(struct regime_rows *r, struct regime_result_row *row, const char *key, const char *name,
		   size_t part_count)
{
	static const char *const parts[] = {"hardware", "installed-software", "required-software", "other-software"};
	const struct declared_entry *psti = declared_one(r->d, "psti");
	bool phone = entry_lists(declared_one(r->d, "scope"), "category", "tablet-cellular");
	const char *rest = NULL;

	rows_fact(row, entry_has(psti, key) ? entry_fact(psti, key) : NULL);
	for (size_t i = 0; i < part_count; i++) {
		if (entry_lists(psti, key, parts[i]) || (phone && i == 3))
			continue;
		rest = rest ? rest : parts[i];
		if (i >= 2 && entry_has(psti, key))
			continue; /* there need not be such software */
		rows_missing(row, name);
		if (entry_has(psti, key))
			rows_set(r, row, STATE_UNKNOWN, "%s does not name %s.", name, parts[i]);
		else
			rows_set(r, row, STATE_UNKNOWN, "Not declared: %s.", name);
		rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
		return;
	}
	if (rest) {
		rows_set(r, row, STATE_MET,
			 "Declared to cover all but %s, which has to be covered where there is such.", rest);
		return;
	}
	rows_set(r, row, STATE_MET, "Declared to cover hardware and all software.");
}

/* A published period that was made shorter later breaks the requirement, whatever is ticked: Sch. 1 para. 3(6). */
static bool shortened(struct regime_rows *r, struct regime_result_row *row)
{
	const struct declared_entry *s = declared_one(r->d, "support"), *psti = declared_one(r->d, "psti");
	const char *end = entry_get(s, "end"), *first = entry_get(psti, "support-first");
	int32_t days;

	if (!day_parse(bytes_str(end), &days) || !day_parse(bytes_str(first), &days) || strcmp(end, first) >= 0)
		return false;
	rows_fact(row, entry_fact(s, "end"));
	rows_fact(row, entry_fact(psti, "support-first"));
	rows_set(r, row, STATE_NOT_MET, "The period ends on %s; on first supply it was to end on %s.", end, first);
	rows_todo(r, row, EFFORT_LARGE, "Provide security updates until %s at least, and publish that.", first);
	return true;
}

/* The period that is published now ends later than the one of first supply. */
static bool extended(const struct regime_rows *r)
{
	const char *end = entry_get(declared_one(r->d, "support"), "end");
	const char *first = entry_get(declared_one(r->d, "psti"), "support-first");
	int32_t days;

	return day_parse(bytes_str(end), &days) && day_parse(bytes_str(first), &days) && strcmp(end, first) > 0;
}

static bool not_updateable(const struct regime_rows *r)
{
	return declared_feature(r->d, "software-not-updateable") == FEATURE_YES;
}

static bool asks_for(const struct regime_result_row *row, const char *table)
{
	for (size_t i = 0; i < row->missing_count; i++)
		if (strncmp(row->missing[i], table, strlen(table)) == 0)
			return true;
	return false;
}

static void requirement_row(struct regime_rows *r, struct regime_result_row *row)
{
	const char *id = row->row->id;
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), id);
	const struct declared_entry *s = declared_one(r->d, "support");

	for (size_t i = 0; i < ARRAY_LEN(password_rules); i++) {
		if (strcmp(password_rules[i].row, id) == 0) {
			password_row(r, row, &password_rules[i]);
			return;
		}
	}
	if (strncmp(id, "sp-", 3) == 0 && not_updateable(r)) {
		rows_set(r, row, STATE_NOT_APPLICABLE,
			 "Nothing in the product can be updated, by declaration: the "
			 "requirement is about what can.");
		return;
	}
	if (strcmp(id, "vr-scope") == 0) {
		covers(r, row, "reporting-covers", "psti.reporting-covers", 4);
		return;
	}
	if (strcmp(id, "sp-scope") == 0) {
		covers(r, row, "support-covers", "psti.support-covers", 4);
		return;
	}
	if (strcmp(id, "pw-scope") == 0 &&
	    (declared_none(r->d, "AuthMech") || entry_yes(declared_one(r->d, "psti"), "no-passwords"))) {
		rows_fact(row, declared_none(r->d, "AuthMech"));
		rows_set(r, row, STATE_NOT_APPLICABLE, "Declared to have no passwords.");
		return;
	}
	if (strcmp(id, "pw-scope") == 0) {
		covers(r, row, "passwords-cover", "psti.passwords-cover", 3);
		return;
	}
	if (strcmp(id, "sp-no-shorten") == 0 && shortened(r, row))
		return;
	if (strcmp(id, "sp-extend") == 0 && !entry_has(s, "extended") && !extended(r)) {
		rows_set(r, row, s ? STATE_NOT_APPLICABLE : STATE_UNKNOWN, "%s",
			 s ? "No extension of the period is declared." : "Not declared: support.");
		rows_todo(r, row, EFFORT_SMALL, "Declare the support period.");
		return;
	}
	rows_by_keys(r, row, rule ? rule->needs : "support.published=yes");
	rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
	/* the keys that are missing are why the provision fails, unless it does not look at them */
	if (rows_verdicts(r, row, row->row->ids_v2).fail && row->state == STATE_UNKNOWN && !asks_for(row, "psti."))
		rows_by_provisions(r, row);
	if (strcmp(id, "sp-publish") == 0 && row->state == STATE_MET && strcmp(entry_get(s, "end"), r->in->today) < 0)
		rows_set(r, row, STATE_MET, "%s The period ended on %s: the law sets no least length.", row->reason,
			 entry_get(s, "end"));
}

/* The label that the law accepts in place of the requirements and of the statement. */
static enum regime_state label_state(struct regime_rows *r, struct regime_result_row *row, const char *name)
{
	const struct declared_entry *psti = declared_one(r->d, "psti");
	const char *expires = entry_get(psti, "label-expires");
	int32_t days;

	if (!day_parse(bytes_str(expires), &days))
		expires = "";
	if (!entry_is(psti, "label", name)) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "No label of this kind is declared.");
		return row->state;
	}
	rows_fact(row, entry_fact(psti, "label"));
	if (strcmp(r->in->today, labels_since) < 0)
		rows_set(r, row, STATE_NOT_APPLICABLE, "Labels count from %s.", labels_since);
	else if (expires[0] && strcmp(expires, r->in->today) < 0)
		rows_set(r, row, STATE_NOT_MET, "The label expired on %s.", expires);
	else if (!expires[0] || !entry_has(psti, "label-id"))
		rows_by_keys(r, row, "psti.label-id; psti.label-expires");
	else if (strcmp(name, "JC-STAR") == 0 && !strstr(entry_get(psti, "label-level"), "STAR-1"))
		rows_set(r, row, STATE_UNKNOWN, "The law names STAR-1; psti.label-level says '%s'.",
			 entry_get(psti, "label-level"));
	else
		rows_set(r, row, STATE_MET, "%s %s, valid until %s.", name, entry_get(psti, "label-id"), expires);
	rows_todo(r, row, EFFORT_MEDIUM, "Renew the label, or meet the requirements without it.");
	return row->state;
}

/* A condition of Schedule 2 that rests on provisions. */
static bool deemed_by(struct regime_rows *r, struct regime_result_row *row, const char *first, const char *second)
{
	const struct regime_row *about = row->row;
	struct verdicts v = rows_verdicts(r, row, about->ids_v2);
	bool ok = rows_verdict(r, first) == VERDICT_PASS && (!second || rows_verdict(r, second) == VERDICT_PASS ||
							     rows_verdict(r, second) == VERDICT_NOT_APPLICABLE);

	(void)v;
	if (ok)
		rows_set(r, row, STATE_MET, "EN 303 645 V2.1.1 %s%s%s.", first, second ? " and, where relevant, " : "",
			 second ? second : " PASSes");
	else
		rows_set(r, row, v.fail ? STATE_NOT_MET : STATE_UNKNOWN, "EN 303 645 V2.1.1 %s: %s.",
			 v.fail ? v.first_fail->provision->id : first, v.fail ? "FAILs" : "not yet shown to PASS");
	return ok;
}

enum regime_state psti_state_of(struct regime_rows *r, const char *id)
{
	const struct regime_result_row *row = rows_find(r, id);

	return row ? row->state : STATE_UNKNOWN;
}

static bool settled(struct regime_rows *r, const char *id)
{
	return psti_state_of(r, id) == STATE_MET || psti_state_of(r, id) == STATE_NOT_APPLICABLE;
}

static bool relies_on_label(const struct declared_entry *psti)
{
	return entry_is(psti, "passwords-route", "label") || entry_is(psti, "reporting-route", "label") ||
	       entry_is(psti, "support-route", "label");
}

/* Schedule 2; *ret_route per requirement: by what it counts as met. */
static void deemed_rows(struct regime_rows *r, const char *ret_route[3])
{
	static const struct {
		const char *row, *group, *key, *value;
	} ways[] = {{"dc-1", passwords, "passwords-route", "standard"},
		    {"dc-2a", reporting, "reporting-route", "standard"},
		    {"dc-2b", reporting, "reporting-route", "iso-29147"},
		    {"dc-3", support, "support-route", "standard"}};
	const struct declared_entry *psti = declared_one(r->d, "psti");
	bool label = false;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *about = &catalogue_regimes[i];
		struct regime_result_row *row;

		if (strcmp(about->regime, "PSTI") != 0 || strcmp(about->kind, "deemed-compliance") != 0)
			continue;
		row = rows_add(r, about, deemed);
		row->force = FORCE_SHOULD;
		if (strcmp(about->id, "dc-1") == 0) {
			if (deemed_by(r, row, "5.1-1", "5.1-2"))
				ret_route[0] = "EN 303 645 V2.1.1 5.1-1, 5.1-2 (Sch. 2 para. 1)";
		} else if (strcmp(about->id, "dc-2a") == 0) {
			if (deemed_by(r, row, "5.2-1", NULL))
				ret_route[1] = "EN 303 645 V2.1.1 5.2-1 (Sch. 2 para. 2)";
		} else if (strcmp(about->id, "dc-2b") == 0) {
			/* para. 2(3) and (4): access, acknowledgement and communication are published openly too */
			static const char needs[] = "psti.iso-29147-evidence; disclosure.contact; disclosure.url; "
						    "disclosure.acknowledge; disclosure.status-updates; "
						    "disclosure.open=yes; psti.reporting-english=yes";

			if (!entry_is(psti, "reporting-route", "iso-29147"))
				rows_set(r, row, STATE_NOT_APPLICABLE, "The maker does not declare this route.");
			else
				rows_by_keys(r, row, needs);
			rows_todo(r, row, EFFORT_MEDIUM, "%s", about->requirement);
			if (row->state == STATE_MET)
				ret_route[1] = "ISO/IEC 29147:2018 6.2.2, 6.2.5, 6.5 (Sch. 2 para. 2)";
		} else if (strcmp(about->id, "dc-3") == 0) {
			bool rest = settled(r, "sp-extend") && settled(r, "sp-access") && settled(r, "sp-prominence") &&
				    settled(r, "sp-no-shorten");

			if (deemed_by(r, row, "5.3-13", NULL) && rest)
				ret_route[2] = "EN 303 645 V2.1.1 5.3-13 (Sch. 2 para. 3)";
			else if (row->state == STATE_MET)
				rows_set(r, row, STATE_UNKNOWN,
					 "EN 303 645 V2.1.1 5.3-13 PASSes, but the points of "
					 "Schedule 1 that still hold are not all shown.");
		} else if (strcmp(about->id, "dc-soc") == 0) {
			rows_set(r, row, label ? STATE_MET : STATE_NOT_APPLICABLE, "%s",
				 label ? "A valid label is declared." : "No valid label is declared.");
		} else if (label_state(r, row, strcmp(about->id, "dc-cls") == 0 ? "Singapore-CLS" : "JC-STAR") ==
			   STATE_MET) {
			label = true;
			for (unsigned k = 0; k < 3; k++)
				ret_route[k] = strcmp(about->id, "dc-cls") == 0 ? "Singapore CLS label (Sch. 2)"
										: "JC-STAR STAR-1 label (Sch. 2)";
		}
		for (size_t k = 0; k < ARRAY_LEN(ways); k++)
			if (strcmp(ways[k].row, about->id) == 0 && row->state != STATE_MET) {
				bool relied = entry_is(psti, ways[k].key, ways[k].value);

				if (!relied && rows_state_of(r, ways[k].group) == STATE_MET)
					rows_set(r, row, STATE_NOT_APPLICABLE,
						 "Not needed: the requirement is met without it.");
				if (relied)
					rows_todo(r, row, EFFORT_MEDIUM,
						  "psti.%s relies on it: show it, or rely on what is shown.",
						  ways[k].key);
				else
					row->todo = ""; /* one way of several: nothing has to be done to take it */
			}
		if (row->state == STATE_UNKNOWN && entry_has(psti, "label") && !relies_on_label(psti))
			row->todo = "";
	}
}

/* What a condition of Schedule 2 makes count as met. Declared values that break the requirement contradict provisions
 * that PASS, and stay; those count "as if" they applied to all hardware and software of Schedule 1, which has to be
 * shown beside. A label (conditions B and C) is enough by itself: the reason says what it covers up. */
static void apply_route(struct regime_rows *r, const char *group, const char *route, bool label)
{
	for (size_t i = 0; route[0] && i < r->count; i++) {
		struct regime_result_row *row = &r->rows[i];

		bool broken = row->state == STATE_NOT_MET;

		if (strcmp(row->group, group) != 0 || (row->state != STATE_UNKNOWN && !(label && broken)) ||
		    (!label && strstr(row->row->id, "-scope")))
			continue;
		rows_set(r, row, STATE_MET, "Counts as met by %s.%s%s", route,
			 broken ? " Without the label it would not be: " : "", broken ? row->reason : "");
		row->deemed = true;
	}
}

void regime_psti(struct regime_rows *r)
{
	static const char *const prefixes[PSTI_REQUIREMENTS] = {"pw-", "vr-", "sp-"};
	const char *route[PSTI_REQUIREMENTS] = {"", "", ""};
	bool label;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") != 0 || strcmp(row->kind, "security-requirement") != 0)
			continue;
		for (size_t k = 0; k < PSTI_REQUIREMENTS; k++)
			if (strncmp(row->id, prefixes[k], 3) == 0)
				requirement_row(r, rows_add(r, row, psti_groups[k]));
	}
	deemed_rows(r, route);
	label = psti_state_of(r, "dc-soc") == STATE_MET;
	for (size_t k = 0; k < PSTI_REQUIREMENTS; k++)
		apply_route(r, psti_groups[k], route[k], label);
	psti_duties(r, label);
	for (size_t k = 0; k < PSTI_REQUIREMENTS; k++)
		rows_group(r, psti_groups[k], route[k]);
	rows_group(r, "duties", "");
	if (rows_find(r, "soc-a"))
		rows_group(r, "statement of compliance", "");
}
