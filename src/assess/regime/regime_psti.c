/* UK PSTI: the three requirements of Schedule 1 of SI 2023/1007 with their sub-conditions, the conditions of Schedule 2
 * by which they count as met, the duties of Part 1 of the Act by role, the statement of compliance. */
#include "assess/regime/regime_rows.h"

#include "core/base/text.h"
#include "core/product/value.h"

#include <math.h>
#include <stdlib.h>

static const char passwords[] = "passwords", reporting[] = "reporting security issues", support[] = "support period",
		  deemed[] = "deemed compliance", duties[] = "duties", statement[] = "statement of compliance";
static const char labels_since[] = "2025-12-04";

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
	/* under a key the result no longer tells what went in */
	if (entry_lists(m, "generation-inputs", "device-key"))
		return look_inputs(m, ret_key, "");
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
	{"pw-scope", "AuthMech.id", EFFORT_SMALL, NULL},
	{"vr-contact", "disclosure.contact; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-ack", "disclosure.acknowledge; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-updates", "disclosure.status-updates; disclosure.url", EFFORT_SMALL, NULL},
	{"vr-access", "disclosure.open=yes; psti.reporting-english=yes", EFFORT_SMALL, NULL},
	{"sp-publish", "support.end; support.published=yes; support.url", EFFORT_SMALL, NULL},
	{"sp-access", "support.published=yes; psti.support-english=yes; psti.support-plain=yes", EFFORT_SMALL, NULL},
	{"sp-prominence", "psti.support-prominent=yes,not-sold-online", EFFORT_SMALL, NULL},
	{"sp-no-shorten", "psti.support-shortened=no", EFFORT_SMALL, NULL},
	/* duties */
	{"m-9", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"m-10", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"m-11-2", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"m-11-3", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"m-11-6", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"m-11-7", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"m-12", "psti.records=yes", EFFORT_MEDIUM, NULL},
	{"m-r8", "psti.statement-kept=yes", EFFORT_SMALL, NULL},
	{"dc-multi", "", EFFORT_SMALL, "One manufacturer is declared."},
	{"ar-13-2", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"ar-13-3", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"i-14", "", EFFORT_SMALL, "No security requirement is specified for importers."},
	{"i-15-2", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"i-15-3", "psti.statement-kept=yes", EFFORT_SMALL, NULL},
	{"i-16", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"i-17", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"i-18", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"i-19", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"i-20", "psti.records=yes", EFFORT_MEDIUM, NULL},
	{"d-21", "", EFFORT_SMALL, "No security requirement is specified for distributors."},
	{"d-22", "psti.statement=yes", EFFORT_SMALL, NULL},
	{"d-23", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"d-24", "psti.failure-process", EFFORT_MEDIUM, NULL},
	{"d-25", "psti.failure-process", EFFORT_MEDIUM, NULL},
	/* fields of the statement */
	{"soc-a", "product.type; product.batch", EFFORT_SMALL, NULL},
	{"soc-b", "maker.name; maker.address", EFFORT_SMALL, NULL},
	{"soc-c", "maker.name", EFFORT_SMALL, NULL},
	{"soc-e", "psti.support-first", EFFORT_SMALL, NULL},
	{"soc-f", "maker.signatory; maker.signatory-function", EFFORT_SMALL, NULL},
	{"soc-g", "psti.statement-place; psti.statement-date", EFFORT_SMALL, NULL},
};

/* What is published covers hardware and software of every kind there is. */
static void covers(struct regime_rows *r, struct regime_result_row *row, const char *key)
{
	static const char *const parts[] = {"hardware", "installed-software", "required-software", "other-software"};
	const struct declared_entry *psti = declared_one(r->d, "psti");
	bool phone = entry_lists(declared_one(r->d, "scope"), "category", "tablet-cellular");
	const char *rest = NULL;

	rows_fact(row, entry_has(psti, key) ? entry_fact(psti, key) : NULL);
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		if (entry_lists(psti, key, parts[i]) || (phone && i == 3))
			continue;
		rest = rest ? rest : parts[i];
		if (i >= 2 && entry_has(psti, key))
			continue; /* there need not be such software */
		rows_missing(row, strcmp(key, "support-covers") == 0 ? "psti.support-covers" : "psti.reporting-covers");
		rows_set(r, row, STATE_UNKNOWN, "Not said to cover %s.", parts[i]);
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
	if (strcmp(id, "vr-scope") == 0 || strcmp(id, "sp-scope") == 0) {
		covers(r, row, id[0] == 'v' ? "reporting-covers" : "support-covers");
		return;
	}
	if (strcmp(id, "pw-scope") == 0 &&
	    (declared_none(r->d, "AuthMech") || entry_yes(declared_one(r->d, "psti"), "no-passwords"))) {
		rows_fact(row, declared_none(r->d, "AuthMech"));
		rows_set(r, row, STATE_NOT_APPLICABLE, "Declared to have no passwords.");
		return;
	}
	if (strcmp(id, "sp-extend") == 0 && !entry_has(s, "extended")) {
		rows_set(r, row, s ? STATE_NOT_APPLICABLE : STATE_UNKNOWN, "%s",
			 s ? "No extension of the period is declared." : "Not declared: support.");
		rows_todo(r, row, EFFORT_SMALL, "Declare the support period.");
		return;
	}
	rows_by_keys(r, row, rule ? rule->needs : "support.published=yes");
	rows_todo(r, row, EFFORT_SMALL, "%s", row->row->requirement);
	/* the keys that are missing are why the provision fails, unless it does not look at them */
	if (rows_verdicts(r, row, row->row->ids_v2).fail && row->state == STATE_UNKNOWN &&
	    strcmp(id, "pw-scope") != 0 && !asks_for(row, "psti."))
		rows_by_provisions(r, row);
}

/* The label that the law accepts in place of the requirements and of the statement. */
static enum regime_state label_state(struct regime_rows *r, struct regime_result_row *row, const char *name)
{
	const struct declared_entry *psti = declared_one(r->d, "psti");
	const char *expires = entry_get(psti, "label-expires");
	int64_t days;

	if (!value_date(expires, &days))
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

static enum regime_state state_of(struct regime_rows *r, const char *id)
{
	const struct regime_result_row *row = rows_find(r, id);

	return row ? row->state : STATE_UNKNOWN;
}

static bool settled(struct regime_rows *r, const char *id)
{
	return state_of(r, id) == STATE_MET || state_of(r, id) == STATE_NOT_APPLICABLE;
}

/* Schedule 2; *ret_route per requirement: by what it counts as met. */
static void deemed_rows(struct regime_rows *r, const char *ret_route[3])
{
	static const struct {
		const char *row, *group;
	} ways[] = {{"dc-1", passwords}, {"dc-2a", reporting}, {"dc-2b", reporting}, {"dc-3", support}};
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
			bool wanted = entry_is(declared_one(r->d, "psti"), "reporting-route", "iso-29147");

			rows_set(r, row, wanted ? STATE_UNKNOWN : STATE_NOT_APPLICABLE,
				 wanted ? "A person has to hold ISO/IEC 29147:2018 6.2.2, 6.2.5 and 6.5 against the "
					  "handling."
					: "The maker does not declare this route.");
			rows_todo(r, row, EFFORT_MEDIUM, "%s", about->requirement);
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
			if (strcmp(ways[k].row, about->id) == 0 && row->state != STATE_MET &&
			    rows_state_of(r, ways[k].group) == STATE_MET)
				rows_set(r, row, STATE_NOT_APPLICABLE,
					 "Not needed: the requirement is met without it.");
		/* one way of several: nothing has to be done to take it */
		if (row->state == STATE_UNKNOWN || (row->state == STATE_NOT_MET && !row->todo[0]))
			row->todo = "";
	}
}

/* What a condition of Schedule 2 makes count as met. Declared values that break the requirement stay broken. */
static void apply_route(struct regime_rows *r, const char *group, const char *route)
{
	for (size_t i = 0; route[0] && i < r->count; i++)
		if (strcmp(r->rows[i].group, group) == 0 && r->rows[i].state == STATE_UNKNOWN)
			rows_set(r, &r->rows[i], STATE_MET, "Counts as met by %s.", route);
}

static void duty_row(struct regime_rows *r, struct regime_result_row *row, bool label)
{
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), row->row->id);
	const char *id = row->row->id;

	if (strcmp(id, "m-8") == 0) {
		enum regime_state states[] = {rows_state_of(r, passwords), rows_state_of(r, reporting),
					      rows_state_of(r, support)};
		size_t count[4] = {0};

		for (unsigned i = 0; i < 3; i++)
			count[states[i]]++;
		rows_set(r, row,
			 count[STATE_NOT_MET]   ? STATE_NOT_MET
			 : count[STATE_UNKNOWN] ? STATE_UNKNOWN
						: STATE_MET,
			 "Of the three requirements %zu are not met, %zu are not known.", count[STATE_NOT_MET],
			 count[STATE_UNKNOWN]);
		if (row->state == STATE_MET)
			rows_set(r, row, STATE_MET, "All three requirements are met, or count as met.");
		return; /* what to do stands at the requirements */
	}
	if (label && (strcmp(id, "m-9") == 0 || strcmp(id, "i-15-2") == 0 || strcmp(id, "d-22") == 0)) {
		rows_fact(row, entry_fact(declared_one(r->d, "psti"), "label"));
		rows_set(r, row, STATE_MET, "Counts as met by the label (reg. 4A).");
		return;
	}
	if (strcmp(id, "i-15-5") == 0) {
		rows_set(r, row, label ? STATE_MET : STATE_NOT_APPLICABLE, "%s",
			 label ? "A valid label is declared." : "The manufacturer relies on no label.");
		return;
	}
	if (!rule) {
		rows_set(r, row, STATE_UNKNOWN, "A person has to look.");
		rows_todo(r, row, EFFORT_MEDIUM, "%s", row->row->requirement);
	} else if (rule->reason) {
		rows_set(r, row, STATE_NOT_APPLICABLE, "%s", rule->reason);
	} else {
		rows_by_keys(r, row, rule->needs);
		rows_todo(r, row, rule->effort, "%s", row->row->requirement);
	}
}

static void statement_row(struct regime_rows *r, struct regime_result_row *row, bool standard)
{
	const struct key_rule *rule = key_rule_of(key_rules, ARRAY_LEN(key_rules), row->row->id);

	if (strcmp(row->row->id, "soc-d") == 0) {
		enum regime_state state = state_of(r, "m-8");

		rows_set(r, row, state, "%s",
			 state == STATE_MET ? "The requirements are met or count as met."
					    : "The requirements are not all shown to be met.");
		return;
	}
	if (strcmp(row->row->id, "soc-2") == 0) {
		rows_set(r, row, standard ? STATE_MET : STATE_NOT_APPLICABLE, "%s",
			 standard ? "EN 303 645 V2.1.1 of 19 June 2020 is the standard relied on."
				  : "No standard is relied on.");
		return;
	}
	rows_by_keys(r, row, rule ? rule->needs : "");
	if (strcmp(row->row->id, "soc-b") == 0 && declared_count(r->d, "representative"))
		rows_by_keys(r, row, "maker.name; maker.address; representative.name; representative.address");
	rows_todo(r, row, EFFORT_SMALL, "Needed in the statement: %s", row->row->requirement);
}

static void dates(struct regime_rows *r)
{
	const struct declared_entry *psti = declared_one(r->d, "psti"), *s = declared_one(r->d, "support");
	const char *issued = entry_get(psti, "statement-date"), *end = entry_get(s, "end");
	char *keep = arena_alloc(r->arena, 11);

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") == 0 && strcmp(row->kind, "date") == 0)
			rows_date(r, rows_iso_date(r, row->applies_from), row->ref, "%s", row->requirement);
	}
	rows_date(r, end, "declaration", "The declared support period ends.");
	rows_date(r, entry_get(psti, "label-expires"), "declaration",
		  "The %s label expires: requirements and statement no longer count as met by it.",
		  entry_get(psti, "label"));
	if (!keep) {
		r->failed = true;
		return;
	}
	/* ten years, or the support period in the statement, whichever is longer: reg. 8 */
	if (rows_later(r, issued, 10, keep))
		rows_date(r, strcmp(end, keep) > 0 ? end : keep, "SI 2023/1007 reg. 8",
			  "The statement of compliance need no longer be kept.");
}

void regime_psti(struct regime_rows *r)
{
	static const struct {
		const char *prefix, *group;
	} groups[] = {{"pw-", passwords}, {"vr-", reporting}, {"sp-", support}};
	const char *route[3] = {"", "", ""};
	bool label;

	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") != 0 || strcmp(row->kind, "security-requirement") != 0)
			continue;
		for (size_t k = 0; k < ARRAY_LEN(groups); k++)
			if (strncmp(row->id, groups[k].prefix, 3) == 0)
				requirement_row(r, rows_add(r, row, groups[k].group));
	}
	deemed_rows(r, route);
	for (size_t k = 0; k < ARRAY_LEN(groups); k++)
		apply_route(r, groups[k].group, route[k]);
	label = state_of(r, "dc-soc") == STATE_MET;
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") == 0 && strcmp(row->kind, "duty") == 0 && scope_falls_on(row, r->role))
			duty_row(r, rows_add(r, row, duties), label);
	}
	for (size_t i = 0; i < catalogue_regime_count; i++) {
		const struct regime_row *row = &catalogue_regimes[i];

		if (strcmp(row->regime, "PSTI") == 0 && strcmp(row->kind, "statement-field") == 0 && !label &&
		    strcmp(r->role, "manufacturer") == 0)
			statement_row(r, rows_add(r, row, statement),
				      strncmp(route[0], "EN", 2) == 0 || strncmp(route[1], "EN", 2) == 0 ||
					      strncmp(route[2], "EN", 2) == 0);
	}
	for (size_t k = 0; k < ARRAY_LEN(groups); k++)
		rows_group(r, groups[k].group, route[k]);
	rows_group(r, duties, "");
	if (rows_find(r, "soc-a"))
		rows_group(r, statement, "");
	dates(r);
}
