/* 5.6-1 to 5.6-4, rules on declared interfaces (15-PhyIntf and 28-LogIntf; one table, 15-Intf, in V1.1.1). */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "core/base/text.h"

#include <string.h>

static bool enabled(const struct declared_entry *e)
{
	return entry_is(e, "status", "enabled");
}

/* Some enabled service stands behind a logical interface, or no service is declared at all. What only connects out
 * serves nobody: behind it stands what its protected connection is for, an update or a time server. */
static bool served(const struct declared *d, const struct declared_entry *logical)
{
	if (!declared_count(d, "SoftServ"))
		return true;
	DECLARED_EACH (d, "SoftServ", s)
		if (enabled(s) && entry_lists(s, "interface", logical->id))
			return true;
	DECLARED_EACH (d, "SecComMech", m)
		if (entry_is(logical, "direction", "out") && entry_lists(m, "interface", logical->id))
			return true;
	return false;
}

static bool reached(const struct declared *d, const struct declared_entry *physical)
{
	DECLARED_EACH (d, "LogIntf", e)
		if (enabled(e) && entry_lists(e, "access", physical->id))
			return true;
	return declared_count(d, "LogIntf") == 0;
}

static void reason(struct finding_sink *out, const struct declared_entry *e)
{
	if (!entry_has(e, "status"))
		(void)rule_open(out, e, "status", "%s does not say whether it is enabled", e->id);
	else if (!entry_has(e, "status-reason"))
		(void)rule_fail(out, e, "status-reason", SEVERITY_MEDIUM, "%s is enabled, and no reason is given",
				e->id);
	else if (rule_says_nothing(entry_get(e, "status-reason")))
		(void)rule_fail(out, e, "status-reason", SEVERITY_MEDIUM,
				"%s is enabled, and the reason says nothing: '%s'", e->id,
				entry_get(e, "status-reason"));
	else if (!links_says(e, "status-reason"))
		(void)rule_open(out, e, "status-reason", "%s: the reason for being enabled says nothing", e->id);
}

/* What an interface is called against what it is said to be: a radio that is "no air interface" would be looked at by
 * no unit that asks of radios. */
static void consistent(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "PhyIntf", e) {
		const char *wrong = links_misdeclared(e);
		struct finding *f;

		if (!wrong)
			continue;
		f = rule_fail(out, e, wrong, SEVERITY_MEDIUM, "%s is of type %s and declared with %s: %s", e->id,
			      entry_get(e, "type"), wrong, entry_get(e, wrong));
		finding_evidence(out, f, entry_fact(e, "type"));
		finding_remedy(out, f, "Put PhyIntf.%s.%s or its type right in the product file: one of them is wrong.",
			       finding_text(out, bytes_str(e->id)), wrong);
	}
}

/* A network interface is justified where it is needed, a reason is given, and something enabled runs over it. */
static void physical(struct finding_sink *out, const struct declared *d)
{
	consistent(out, d);
	DECLARED_EACH (d, "PhyIntf", e) {
		if (!entry_yes(e, "network") || entry_is(e, "status", "disabled"))
			continue;
		if (entry_is(e, "needed", "never"))
			(void)rule_fail(out, e, "needed", SEVERITY_MEDIUM, "%s is enabled and never needed", e->id);
		reason(out, e);
		if (enabled(e) && !reached(d, e))
			(void)rule_fail(out, e, "id", SEVERITY_LOW,
					"%s is enabled, and no enabled logical interface uses it", e->id);
	}
}

/* The same for a logical one: an enabled service has to stand behind it, and a way to reach it. */
static void logical(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "LogIntf", e) {
		bool way = false;

		if (!links_networked(d, e) || entry_is(e, "status", "disabled"))
			continue;
		if (entry_no(e, "network"))
			(void)rule_fail(out, e, "network", SEVERITY_MEDIUM,
					"%s is declared out of reach of networks, and the interface under it is one's",
					e->id);
		reason(out, e);
		for (size_t i = 0; i < entry_count(e, "access"); i++)
			way |= !entry_is(declared_find(d, "PhyIntf", entry_at(e, "access", i)), "status", "disabled");
		if (enabled(e) && entry_has(e, "access") && !way)
			(void)rule_fail(out, e, "access", SEVERITY_LOW,
					"%s is enabled, and every interface it is reached over is disabled", e->id);
		if (enabled(e) && !served(d, e))
			(void)rule_fail(out, e, "id", SEVERITY_MEDIUM,
					"%s is enabled, and no enabled service of SoftServ names it as its interface",
					e->id);
		if (enabled(e) && entry_yes(e, "debug") &&
		    !entry_among(e, "debug-protection", "removed disabled authenticated access-control"))
			(void)rule_fail(out, e, "debug", SEVERITY_HIGH, "%s is enabled, and it is for debugging",
					e->id);
	}
}

void rule_5_6_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	physical(out, d);
	if (rule_edition(out) == EDITION_V2_1_1)
		logical(out, d);
	if (!declared_count(d, "LogIntf") && !declared_none(d, "LogIntf"))
		finding_missing(out, "IXIT table LogIntf in the product file");
	rule_pass_table(out, "PhyIntf",
			rule_edition(out) == EDITION_V2_1_1
				? "Every enabled network or logical interface is needed by something that is on"
				: "Every enabled network interface is needed by something that is on");
}

void rule_5_6_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	logical(out, d);
	rule_pass_table(out, "LogIntf", "Every enabled logical interface is needed by a service that is on");
}

/* Programs that drive a radio or a line, and the kind of interface they cannot do without. */
static const struct driver {
	const char *programs, *type, *what;
} drivers[] = {
	{"wpa_supplicant hostapd iwd", "wifi", "Wi-Fi"},
	{"bluetoothd hcid bluealsa", "bluetooth", "Bluetooth"},
	{"ModemManager qmi_wwan uqmi pppd", "cellular", "a mobile network"},
	{"otbr-agent wpantund ot-daemon", "thread", "Thread"},
	{"zigbee2mqtt Z3Gateway zigbeed", "zigbee", "Zigbee"},
};

static bool starts(const struct fact *s)
{
	return look_yes(s, START_ENABLED) && look_among(s, START_WHEN, "boot respawn inetd socket") &&
	       !fact_get(s, START_CONDITION).len;
}

static const struct driver *driver_of(const struct fact *s)
{
	for (size_t i = 0; i < ARRAY_LEN(drivers); i++)
		if (look_among(s, START_PROGRAM, drivers[i].programs))
			return &drivers[i];
	return NULL;
}

static const struct declared_entry *of_type(const struct declared *d, const char *type)
{
	const struct declared_entry *ret = NULL;

	DECLARED_EACH (d, "PhyIntf", e)
		if (entry_is(e, "type", type) && (!ret || enabled(e)))
			ret = e;
	return ret;
}

/* Declared disabled, and the image starts what drives it. */
static void radios(const struct facts *facts, struct finding_sink *out, const struct declared *d)
{
	FACTS_EACH (facts, FACT_START, s) {
		const struct driver *driver = driver_of(s);
		const struct declared_entry *e = driver ? of_type(d, driver->type) : NULL;

		if (finding_full(out))
			return;
		if (e && starts(s) && entry_is(e, "status", "disabled"))
			finding_evidence(out,
					 rule_fail(out, e, "status", SEVERITY_MEDIUM,
						   "%s is declared disabled, and %s starts at boot", e->id,
						   look_field(s, START_PROGRAM, "its program", out)),
					 s);
	}
}

/* 5.6-1-2 a: state against table, as far as an image shows states. */
void rule_5_6_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *e = look_listens(l) ? links_interface(d, l) : NULL;

		if (finding_full(out))
			return;
		if (e && entry_is(e, "status", "disabled"))
			finding_evidence(out,
					 rule_fail(out, e, "status", SEVERITY_HIGH,
						   "%s is declared disabled, and %s listens", e->id,
						   look_listener(l, out)),
					 l);
	}
	radios(facts, out, d);
}

/* 5.6-1-2 b of V3: network interfaces that the table omits, known by the programs that drive them. */
void rule_5_6_1_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "PhyIntf") ? declared_at(d, "PhyIntf", 0) : NULL;
	const struct fact *table = first ? entry_fact(first, "id") : declared_none(d, "PhyIntf");

	FACTS_EACH (facts, FACT_START, s) {
		const struct driver *driver = driver_of(s);
		struct finding *f;

		if (finding_full(out) || !table)
			return;
		if (!driver || !starts(s) || of_type(d, driver->type))
			continue;
		f = rule_fail_fact(out, s, driver->type, SEVERITY_MEDIUM,
				   "The image starts %s for %s, and PhyIntf lists no such interface",
				   look_field(s, START_PROGRAM, "a program", out), driver->what);
		finding_evidence(out, f, table);
		finding_remedy(out, f,
			       "5.6-1: declare the interface in PhyIntf with the reason it is needed, or leave the "
			       "program out.");
	}
}

/* 5.6-1-2, an observation: declared as a listener and enabled, and the image was read whole without one. */
void rule_5_6_1_2_unseen(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (!facts_count(facts, FACT_LISTENER))
		return;
	DECLARED_EACH (d, "LogIntf", e) {
		bool seen = false;

		if (!enabled(e) || !entry_yes(e, "network") || !entry_is(e, "direction", "in") ||
		    !entry_among(e, "protocol", "tcp udp") || !entry_has(e, "port"))
			continue;
		FACTS_EACH (facts, FACT_LISTENER, l)
			seen = seen || (!finding_full(out) && links_interface(d, l) == e);
		if (!seen)
			(void)rule_open(out, e, "port",
					"%s is declared as listening, and the image shows no program that does", e->id);
	}
}

/* "1.18", "v2.3.1": a version, whatever is in front of it. */
static bool versioned(const char *text)
{
	for (size_t i = 1; text[0] && text[i]; i++)
		if (text[i] == '.' && text[i - 1] >= '0' && text[i - 1] <= '9' && text[i + 1] >= '0' &&
		    text[i + 1] <= '9')
			return true;
	return false;
}

/* 5.6-2-1 a: what is called harmless is searched for words that never are. EN 303 645 names configuration and versions
 * of kernel and software as examples of security-relevant information. */
static bool relevant(const char *text, const char **ret)
{
	static const char *const words[] = {
		"version",          "firmware",    "kernel",           "build",       "configuration",
		"serial number",    "password",    "passphrase",       "private key", "token",
		"credential",       "user name",   "username",         "account",     "location",
		"software release", "patch level", "operating system", "e-mail",      "session"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (bytes_find_nocase(bytes_str(text), words[i]) != SIZE_MAX) {
			*ret = words[i];
			return true;
		}
	*ret = "version";
	return versioned(text);
}

/* "TBD" is not said; "none" is. */
static bool unsaid(const struct declared_entry *e)
{
	static const char *const nothing[] = {"none", "nothing", "no"};

	for (size_t i = 0; i < entry_count(e, "disclosed"); i++) {
		bool stated = false;

		for (size_t k = 0; k < ARRAY_LEN(nothing); k++)
			stated |= text_equal_nocase(text_trim(bytes_str(entry_at(e, "disclosed", i))), nothing[k]);
		if (!stated && rule_says_nothing(entry_at(e, "disclosed", i)))
			return true;
	}
	return !entry_has(e, "disclosed") && !entry_is(e, "direction", "out");
}

void rule_5_6_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "LogIntf", e) {
		const char *word;

		if (!links_networked(d, e) || entry_is(e, "status", "disabled"))
			continue;
		if (!entry_has(e, "disclosed-relevant"))
			(void)rule_open(out, e, "disclosed-relevant",
					"%s does not say whether what it discloses matters", e->id);
		for (size_t i = 0; entry_no(e, "disclosed-relevant") && i < entry_count(e, "disclosed"); i++)
			if (relevant(entry_at(e, "disclosed", i), &word))
				(void)rule_fail(out, e, "disclosed", SEVERITY_LOW,
						"%s discloses '%s' and calls it harmless: %s", e->id,
						entry_at(e, "disclosed", i), word);
		if (unsaid(e))
			(void)rule_open(out, e, "disclosed", "%s does not say what it discloses before a log-in",
					e->id);
	}
}

/* b: what is relevant is needed; where nothing relevant is disclosed there is nothing to justify. What is disclosed has
 * to be said for that: "nothing of it is relevant" alone is not. */
void rule_5_6_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t looked = 0;

	DECLARED_EACH (d, "LogIntf", e) {
		const char *word;

		if (!links_networked(d, e))
			(void)rule_has(out, e, "network");
		if (!links_networked(d, e) || entry_is(e, "status", "disabled"))
			continue;
		looked++;
		if (entry_yes(e, "disclosed-relevant") && !entry_has(e, "disclosed-reason"))
			(void)rule_fail(out, e, "disclosed-reason", SEVERITY_LOW,
					"%s discloses what is security-relevant, and no reason is given", e->id);
		else if (entry_yes(e, "disclosed-relevant") && rule_says_nothing(entry_get(e, "disclosed-reason")))
			(void)rule_fail(out, e, "disclosed-reason", SEVERITY_LOW,
					"%s discloses what is security-relevant, and the reason says nothing: '%s'",
					e->id, entry_get(e, "disclosed-reason"));
		else if (!entry_no(e, "disclosed-relevant"))
			(void)rule_open(out, e, "disclosed-reason", "%s: does operation need what it discloses?",
					e->id);
		else if (unsaid(e))
			(void)rule_open(out, e, "disclosed", "%s does not say what it discloses before a log-in",
					e->id);
		else
			for (size_t i = 0; i < entry_count(e, "disclosed"); i++)
				if (relevant(entry_at(e, "disclosed", i), &word))
					(void)rule_open(out, e, "disclosed",
							"%s: does operation need that it discloses '%s'?", e->id,
							entry_at(e, "disclosed", i));
	}
	if (looked)
		rule_pass_table(out, "LogIntf", "No interface discloses security-relevant information before a log-in");
	else if (declared_count(d, "LogIntf"))
		finding_missing(out, "the enabled interface in IXIT table LogIntf that a network reaches");
}

/* 5.6-3-1 a: what needs no exposure is behind the casing. What is exposed is on, for a reason; what is off needs none.
 */
void rule_5_6_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t looked = 0;

	consistent(out, d);
	DECLARED_EACH (d, "PhyIntf", e) {
		if (entry_yes(e, "air") && !links_misdeclared(e))
			continue; /* b and c: no casing holds them back */
		looked++;
		if (!entry_has(e, "exposed") || !entry_has(e, "needed"))
			(void)rule_open(out, e, entry_has(e, "needed") ? "exposed" : "needed",
					"%s does not say whether it is exposed or needed", e->id);
		else if (entry_yes(e, "exposed") && entry_is(e, "needed", "never"))
			(void)rule_fail(out, e, "exposed", SEVERITY_MEDIUM,
					"%s is never needed and can be reached without opening the casing", e->id);
		else if (entry_yes(e, "exposed") && (entry_among(e, "type", "jtag swd") || entry_yes(e, "debug")))
			(void)rule_fail(out, e, "exposed", SEVERITY_HIGH,
					"%s (%s) can be reached without opening the casing", e->id,
					entry_get(e, "type"));
		else if (entry_yes(e, "exposed") && entry_is(e, "type", "uart"))
			(void)rule_open(out, e, "exposed", "%s, a serial port, can be reached: who needs it there?",
					e->id);
		else if (entry_yes(e, "exposed") && entry_is(e, "status", "disabled"))
			(void)rule_open(out, e, "exposed", "%s is off and can be reached: what needs its exposure?",
					e->id);
		else if (entry_yes(e, "exposed") && !entry_among(e, "type", "power button display") &&
			 !links_says(e, "status-reason"))
			(void)rule_open(out, e, "status-reason", "%s can be reached, and what it is for says nothing",
					e->id);
		else if (!links_says(e, "protection"))
			(void)rule_open(out, e, "protection", "%s does not say what %s", e->id,
					entry_yes(e, "exposed") ? "limits its exposure"
								: "keeps it from being reached");
	}
	if (!looked && declared_count(d, "PhyIntf"))
		finding_missing(out, "ports, contacts and test pads in IXIT table PhyIntf, or a person who sees none");
	rule_pass_table(out, "PhyIntf", "Every physical interface that needs no exposure is shielded");
}

/* A table without the interface that connects the product is not filled in yet: it says nothing of all interfaces. */
static void connected(struct finding_sink *out, const struct declared *d)
{
	consistent(out, d);
	DECLARED_EACH (d, "PhyIntf", e)
		if (entry_yes(e, "network") || entry_yes(e, "air"))
			return;
	if (declared_count(d, "PhyIntf"))
		finding_missing(out, "the interface in IXIT table PhyIntf that connects the product");
}

/* b: what is not needed is off; V1.1.1 asks that of air interfaces, V2.1.1 of all. */
void rule_5_6_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "PhyIntf", e) {
		if (rule_edition(out) == EDITION_V2_1_1 && !entry_has(e, "air"))
			(void)rule_open(out, e, "air", "%s does not say whether it works through the air", e->id);
		if (rule_edition(out) == EDITION_V2_1_1 && !entry_yes(e, "air"))
			continue;
		if (!entry_has(e, "needed") || !entry_has(e, "status"))
			(void)rule_open(out, e, entry_has(e, "needed") ? "status" : "needed",
					"%s does not say whether it is needed or enabled", e->id);
		else if (entry_is(e, "needed", "never") && enabled(e))
			(void)rule_fail(out, e, "status", SEVERITY_MEDIUM, "%s is never needed and enabled", e->id);
	}
	connected(out, d);
	rule_pass_table(out, "PhyIntf", "Every interface that is not needed is disabled");
}

/* c of V1.1.1: air interfaces that are needed at times are off in between. */
void rule_5_6_3_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "PhyIntf", e) {
		if (!entry_has(e, "air"))
			(void)rule_open(out, e, "air", "%s does not say whether it works through the air", e->id);
		if (!entry_yes(e, "air") || entry_is(e, "status", "disabled"))
			continue;
		if (!entry_has(e, "needed") || !entry_has(e, "status"))
			(void)rule_open(out, e, entry_has(e, "needed") ? "status" : "needed",
					"%s does not say when it is needed or enabled", e->id);
		if (!entry_is(e, "needed", "at-times"))
			continue;
		if (entry_no(e, "off-when-unused"))
			(void)rule_fail(out, e, "off-when-unused", SEVERITY_MEDIUM,
					"%s is needed at times and stays on in between", e->id);
		else if (!entry_yes(e, "off-when-unused"))
			(void)rule_open(out, e, "off-when-unused",
					"%s is needed at times; whether it is off in between is not declared", e->id);
	}
	connected(out, d);
	rule_pass_table(out, "PhyIntf", "Every air interface that is needed at times is off in between");
}

/* 5.6-3-2, state of physical interfaces, as far as an image shows it. */
void rule_5_6_3_2_c(const struct facts *facts, struct finding_sink *out)
{
	radios(facts, out, rule_begin(facts, out));
}
