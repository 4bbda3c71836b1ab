/* 5.6-4 (V2.1.1), 5.6-4A and 5.6-4B (V3.1.3), rules on declared debug interfaces, and consoles that the image starts.
 */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"
#include "core/base/text.h"

/* JTAG and SWD are nothing else, whatever is declared. */
static bool debug(const struct declared_entry *e)
{
	return entry_yes(e, "debug") || entry_among(e, "type", "jtag swd");
}

/* Off so that nothing but a new build, or not even that, brings it back. */
static bool for_good(const struct declared_entry *e)
{
	return entry_among(e, "debug-protection", "fused-off disabled removed") && entry_is(e, "status", "disabled");
}

/* `tables`: those that the unit was computed over. */
static void pass(struct finding_sink *out, const struct declared *d, size_t tables, const char *title)
{
	static const char *const all[] = {"PhyIntf", "LogIntf"};
	struct finding *f = NULL;

	if (!rule_clean(out))
		return;
	for (size_t i = 0; i < tables; i++)
		DECLARED_EACH (d, all[i], e) {
			if (!debug(e))
				continue;
			if (f) {
				finding_evidence(out, f, entry_fact(e, "debug"));
				continue;
			}
			rule_pass(out, e, "debug", "%s", title);
			if (out->count == out->first)
				return;
			f = out->findings[out->first];
		}
	if (!f)
		finding_missing(out, "the debug interfaces in IXIT table PhyIntf");
}

/* Debug interfaces that are not declared as such, and features that contradict. The tables' own consistency comes
 * before everything else. */
static void consistent(struct finding_sink *out, const struct declared *d)
{
	const char *feature = rule_edition(out) == EDITION_V2_1_1 ? "accessible-debug-interface" : "debug-interfaces";

	DECLARED_EACH (d, "PhyIntf", e) {
		if (entry_among(e, "type", "jtag swd") && entry_no(e, "debug"))
			(void)rule_fail(out, e, "debug", SEVERITY_MEDIUM, "%s is %s and declared as no debug interface",
					e->id, entry_get(e, "type"));
		else if (entry_is(e, "type", "uart") && entry_no(e, "debug") && !entry_is(e, "needed", "always"))
			(void)rule_open(out, e, "debug",
					"%s is a serial port and declared as no debug interface: what is it for?",
					e->id);
		if (debug(e) && declared_feature(d, feature) == FEATURE_NO &&
		    (rule_edition(out) != EDITION_V2_1_1 || entry_yes(e, "exposed")))
			finding_evidence(out,
					 rule_fail(out, e, "debug", SEVERITY_MEDIUM,
						   "%s is a debug interface, and feature %s says no", e->id, feature),
					 entry_fact(declared_find(d, "features", feature), "holds"));
	}
}

/* 5.6-4-1 a, 5.6-4A-1 b: software can switch it off, or it is off beyond recall. */
static void software(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "PhyIntf", e) {
		if (!debug(e))
			continue;
		if (entry_no(e, "software-disable") && for_good(e) && entry_is(e, "debug-protection", "fused-off"))
			(void)rule_open(out, e, "software-disable",
					"%s is off beyond recall, and not by software: is that enough?", e->id);
		else if (entry_no(e, "software-disable"))
			(void)rule_fail(out, e, "software-disable", SEVERITY_HIGH,
					"%s cannot be switched off by software", e->id);
		else if (!entry_has(e, "software-disable"))
			(void)rule_open(out, e, "software-disable",
					"%s does not say whether software can switch it off", e->id);
		else if (entry_is(e, "debug-protection", "none"))
			(void)rule_fail(out, e, "debug-protection", SEVERITY_HIGH,
					"%s can be switched off by software and nothing guards it", e->id);
	}
}

/* What is never needed is off for good. */
static void never(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "PhyIntf", e) {
		if (debug(e) && !entry_has(e, "needed"))
			(void)rule_open(out, e, "needed", "%s does not say when it is needed", e->id);
		if (!debug(e) || !entry_is(e, "needed", "never"))
			continue;
		if (!entry_has(e, "status") || !entry_has(e, "debug-protection"))
			(void)rule_open(out, e, entry_has(e, "status") ? "debug-protection" : "status",
					"%s does not say how it is kept off", e->id);
		else if (!for_good(e))
			(void)rule_fail(out, e, "status", SEVERITY_HIGH,
					"%s is a debug interface that nobody needs, and not off for good (%s, %s)",
					e->id, entry_get(e, "status"), entry_get(e, "debug-protection"));
	}
}

/* What is needed at times is off by default. */
static void at_times(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "PhyIntf", e) {
		if (!debug(e) || entry_is(e, "needed", "never"))
			continue;
		if (!entry_has(e, "status"))
			(void)rule_open(out, e, "status", "%s does not say whether it is on by default", e->id);
		else if (!entry_is(e, "status", "disabled"))
			(void)rule_fail(out, e, "status", SEVERITY_HIGH, "%s is a debug interface and on by default",
					e->id);
	}
}

void rule_5_6_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	consistent(out, d);
	software(out, d);
	pass(out, d, 1, "Software switches every debug interface off");
}

void rule_5_6_4_never(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	never(out, d);
	pass(out, d, 1, "Every debug interface that nobody needs is off for good");
}

void rule_5_6_4_at_times(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	at_times(out, d);
	pass(out, d, 1, "Every debug interface that is needed at times is off by default");
}

/* 5.6-4A-1 a: what is off needs no guard; a guard is judged by a person, its cryptography is not in the table. */
void rule_5_6_4A_1_a(const struct facts *facts, struct finding_sink *out)
{
	static const char *const tables[] = {"PhyIntf", "LogIntf"};
	const struct declared *d = rule_begin(facts, out);

	consistent(out, d);
	for (size_t i = 0; i < ARRAY_LEN(tables); i++)
		DECLARED_EACH (d, tables[i], e) {
			if (!debug(e))
				continue;
			if (!entry_has(e, "debug-protection"))
				(void)rule_open(out, e, "debug-protection", "%s does not say how it is guarded", e->id);
			else if (entry_is(e, "debug-protection", "none"))
				(void)rule_fail(out, e, "debug-protection", SEVERITY_HIGH,
						"%s is a debug interface that nothing guards", e->id);
			else if (entry_among(e, "debug-protection", "authenticated access-control"))
				(void)rule_open(out, e, "debug-protection",
						"%s is guarded (%s): is the guard best practice?", e->id,
						entry_get(e, "debug-protection"));
			else if (!entry_has(e, "status"))
				(void)rule_open(out, e, "status", "%s does not say whether it is off", e->id);
			else if (!entry_is(e, "status", "disabled"))
				(void)rule_fail(out, e, "status", SEVERITY_MEDIUM,
						"%s is enabled, and its protection says it is off (%s)", e->id,
						entry_get(e, "debug-protection"));
		}
	pass(out, d, 2, "Every debug interface is off");
}

void rule_5_6_4A_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	software(out, d);
	pass(out, d, 1, "Software switches every debug interface off");
}

/* 5.6-4B-1: physical ports are behind the casing. */
void rule_5_6_4B_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	size_t looked = 0;

	DECLARED_EACH (d, "PhyIntf", e) {
		if (!debug(e) || (entry_yes(e, "air") && !links_misdeclared(e)))
			continue;
		looked++;
		if (entry_yes(e, "exposed"))
			(void)rule_fail(out, e, "exposed", SEVERITY_MEDIUM,
					"%s is a debug port that can be reached without opening the casing", e->id);
		else if (!entry_has(e, "exposed") || !links_says(e, "protection"))
			(void)rule_open(out, e, entry_has(e, "exposed") ? "protection" : "exposed",
					"%s does not say what shields it", e->id);
	}
	if (looked)
		pass(out, d, 1, "Every physical debug port is shielded");
	else
		finding_missing(out, "the debug ports in IXIT table PhyIntf");
}

/* 5.6-4-2 a, 5.6-4A-2 a: a serial port is declared off, and the image starts a shell or log-in on it. */
void rule_5_6_4_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_CONSOLE, c) {
		if (finding_full(out))
			return;
		if (!look_console(c))
			continue;
		DECLARED_EACH (d, "PhyIntf", e)
			if (entry_is(e, "type", "uart") && entry_is(e, "status", "disabled"))
				finding_evidence(out,
						 rule_fail(out, e, "status", SEVERITY_HIGH,
							   "%s is declared off, and the image starts %s on %s", e->id,
							   fact_is(c, CONSOLE_LOGIN, "no") ? "a shell" : "a log-in",
							   look_field(c, CONSOLE_DEVICE, "it", out)),
						 c);
	}
}

/* b: an interface that the table omits. */
void rule_5_6_4_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *first = declared_count(d, "PhyIntf") ? declared_at(d, "PhyIntf", 0) : NULL;
	const struct fact *table = first ? entry_fact(first, "id") : declared_none(d, "PhyIntf");

	DECLARED_EACH (d, "PhyIntf", e)
		if (entry_is(e, "type", "uart"))
			return;
	FACTS_EACH (facts, FACT_CONSOLE, c) {
		struct finding *f;

		if (finding_full(out) || !table)
			return;
		if (!look_console(c))
			continue;
		f = rule_fail_fact(out, c, "uart", SEVERITY_HIGH,
				   "The image starts %s on %s, and PhyIntf lists no serial port",
				   fact_is(c, CONSOLE_LOGIN, "no") ? "a shell" : "a log-in",
				   look_field(c, CONSOLE_DEVICE, "a port", out));
		finding_evidence(out, f, table);
		finding_remedy(out, f,
			       "5.6-4: take the console out of the image, and list the serial port in PhyIntf with "
			       "debug: yes.");
	}
}
