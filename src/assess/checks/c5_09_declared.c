/* 5.9 on the declaration: mechanisms against outages (table ResMech) and orderly connections (LogIntf; in V1.1.1 its
 * SecComMech). */
#include "assess/checks/check_rows.h"
#include "assess/checks/links.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"

#include <string.h>

#define NO_MECHANISM "The product file declares that nothing helps against outages"

static bool against(const struct declared_entry *e, const char *outage)
{
	return entry_is(e, "type", outage) || entry_is(e, "type", "both");
}

/* 5.9-1-1 a: together against both outages. That there is an entry for each is not that they suit: a person weighs what
 * is described, and finds nothing where it says nothing. */
static void both_outages(struct finding_sink *out, const struct declared *d)
{
	static const char *const outages[] = {"network", "power"};
	bool unsaid = false;

	DECLARED_EACH (d, "ResMech", e)
		unsaid |= !rule_has(out, e, "type");
	for (size_t i = 0; !unsaid && i < sizeof outages / sizeof outages[0]; i++) {
		bool found = false;

		DECLARED_EACH (d, "ResMech", e)
			found |= against(e, outages[i]);
		if (!found) {
			struct finding *f = rule_fail(out, declared_at(d, "ResMech", 0), "type", SEVERITY_MEDIUM,
						      "No mechanism in ResMech helps when the %s fails", outages[i]);

			DECLARED_EACH (d, "ResMech", e)
				finding_evidence(out, f, entry_fact(e, "type"));
		}
	}
}

/* Connections come back by themselves where a declared interface says how. */
static bool reconnects(const struct declared *d)
{
	DECLARED_EACH (d, "LogIntf", e)
		if (entry_among(e, "resilience", "back-off jitter retry-limit keep-alive"))
			return true;
	return false;
}

/* 5.9-1-1 b: what each has to deliver by its type. Availability is what resilience is about; after a power loss data
 * has to be whole (integrity) and the state no worse; without a network something goes on, or connections come back. */
static void delivers(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	if (rule_has(out, e, "guarantees") && !entry_lists(e, "guarantees", "availability"))
		rule_fail(out, e, "guarantees", SEVERITY_MEDIUM, "%s does not guarantee availability", e->id);
	else if (against(e, "power") && entry_has(e, "guarantees") && !entry_lists(e, "guarantees", "integrity"))
		rule_fail(out, e, "guarantees", SEVERITY_MEDIUM,
			  "%s does not guarantee that data is whole after a power loss", e->id);
	rule_reason(out, e, "description", SEVERITY_MEDIUM);
	if (against(e, "power") && rule_has(out, e, "resumes") && entry_is(e, "resumes", "worse"))
		rule_fail(out, e, "resumes", SEVERITY_MEDIUM, "%s: the state after a power loss is worse than before",
			  e->id);
	if (against(e, "network") && rule_has(out, e, "local-function") && entry_no(e, "local-function") &&
	    !reconnects(d))
		rule_fail(out, e, "local-function", SEVERITY_MEDIUM,
			  "%s: without a network nothing goes on and no interface says how it reconnects", e->id);
}

void rule_5_9_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "ResMech", SEVERITY_MEDIUM, NO_MECHANISM);

	if (!d)
		return;
	both_outages(out, d);
	DECLARED_EACH (d, "ResMech", e)
		rule_reason(out, e, "description", SEVERITY_MEDIUM);
	rule_pass_table(out, "ResMech", "Mechanisms help against outages of network and power");
}

void rule_5_9_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "ResMech", SEVERITY_MEDIUM, NO_MECHANISM);

	if (!d)
		return;
	DECLARED_EACH (d, "ResMech", e)
		delivers(out, d, e);
	rule_pass_table(out, "ResMech", "Every mechanism against outages delivers what its type asks");
}

/* 5.9-2-1 a runs 5.9-1-1 whole. */
void rule_5_9_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "ResMech", SEVERITY_MEDIUM, NO_MECHANISM);

	if (!d)
		return;
	both_outages(out, d);
	DECLARED_EACH (d, "ResMech", e)
		delivers(out, d, e);
	rule_pass_table(out, "ResMech", "The mechanisms against outages suit and deliver");
}

static void goes_on(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "ResMech", SEVERITY_MEDIUM, NO_MECHANISM);
	const struct declared_entry *without = NULL;
	bool local = false, unsaid = false, any = false;

	if (!d)
		return;
	DECLARED_EACH (d, "ResMech", e) {
		if (!against(e, "network"))
			continue;
		any = true;
		local |= entry_yes(e, "local-function");
		unsaid |= !rule_has(out, e, "local-function");
		if (entry_no(e, "local-function"))
			without = e;
	}
	if (!local && !unsaid && without)
		rule_fail(out, without, "local-function", SEVERITY_MEDIUM,
			  "No local function goes on without a network (%s)", without->id);
	else if (!any)
		rule_fail(out, declared_at(d, "ResMech", 0), "type", SEVERITY_MEDIUM,
			  "No mechanism in ResMech keeps local functions going without a network");
}

void rule_5_9_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	goes_on(facts, out);
	rule_pass_table(out, "ResMech", "Local functions go on without a network");
}

/* 5.9-2-2 a: what is declared lost is lost on the device. */
void rule_5_9_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	goes_on(facts, out);
	finding_missing(out, "a live device");
}

static void comes_back(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table_needed(facts, out, "ResMech", SEVERITY_MEDIUM, NO_MECHANISM);
	bool any = false;

	if (!d)
		return;
	DECLARED_EACH (d, "ResMech", e) {
		if (!against(e, "power"))
			continue;
		any = true;
		if (rule_has(out, e, "resumes") && entry_is(e, "resumes", "worse"))
			rule_fail(out, e, "resumes", SEVERITY_MEDIUM,
				  "%s: the state after a power loss is worse than before", e->id);
	}
	if (!any)
		rule_fail(out, declared_at(d, "ResMech", 0), "type", SEVERITY_MEDIUM,
			  "No mechanism in ResMech says how the device comes back after a power loss");
}

void rule_5_9_2_1_c(const struct facts *facts, struct finding_sink *out)
{
	comes_back(facts, out);
	rule_pass_table(out, "ResMech", "After a power loss the state is the same or better");
}

void rule_5_9_2_2_b(const struct facts *facts, struct finding_sink *out)
{
	comes_back(facts, out);
	finding_missing(out, "a live device");
}

static bool connects(const struct declared_entry *e)
{
	return !entry_among(e, "protocol", "udp icmp");
}

/* Start and end by a standard: both are in the state machines of TCP, TLS, Wi-Fi, Bluetooth, Zigbee; UDP and ICMP know
 * no connection. A standard that opens connections mostly closes them too, so an end that is only not listed is asked
 * about. V1.1.1 asks how connections are made, not how they end. */
static void orderly(struct finding_sink *out, const struct declared_entry *e)
{
	const char *lacks = connects(e) ? rule_lacks(out, e, "resilience", "standard-handshake graceful-close") : NULL;

	if (connects(e) || !said_none(bytes_str(entry_get(e, "resilience-measures"))))
		rule_reason(out, e, "resilience-measures", SEVERITY_MEDIUM);
	if (!rule_has(out, e, "resilience") || !lacks)
		return;
	if (strcmp(lacks, "graceful-close") != 0)
		rule_fail(out, e, "resilience", SEVERITY_MEDIUM, "Connections of %s: no %s is declared", e->id, lacks);
	else if (rule_edition(out) == EDITION_V3_1_3)
		rule_open(out, e, "resilience", "Connections of %s start by a standard: do they end by it (%s)?", e->id,
			  lacks);
}

/* Against mass reconnects: who opens connections waits longer each time or a random time (RFC 8085, 3.1.3; RFC 9293,
 * 3.8.1); who accepts them bounds their number or rate. */
static void stable(struct finding_sink *out, const struct declared_entry *e)
{
	bool opens = entry_among(e, "direction", "out both");

	if (!rule_has(out, e, "resilience") || !rule_has(out, e, "direction"))
		return;
	if (opens && !entry_among(e, "resilience", "back-off jitter"))
		rule_fail(out, e, "resilience", SEVERITY_MEDIUM,
			  "%s reconnects without back-off or random delay: all units come back at once", e->id);
	else if (!opens && !entry_among(e, "resilience", "rate-limit load-shedding retry-limit back-off jitter"))
		rule_fail(out, e, "resilience", SEVERITY_MEDIUM,
			  "%s bounds neither number nor rate of what connects to it", e->id);
}

static void interfaces(const struct facts *facts, struct finding_sink *out,
		       void (*look)(struct finding_sink *out, const struct declared_entry *e), const char *title)
{
	/* V1.1.1 asks of every secure communication mechanism; what it does stands with its interfaces */
	const char *table = rule_edition(out) == EDITION_V2_1_1 ? "SecComMech" : "LogIntf";
	const struct declared *d = rule_table(facts, out, table);
	size_t looked = 0;

	if (!d)
		return;
	DECLARED_EACH (d, table, e) {
		if (rule_edition(out) == EDITION_V3_1_3) {
			if (!links_networked(d, e))
				(void)rule_has(out, e, "network");
			if (!links_networked(d, e) || (entry_yes(e, "debug") && entry_is(e, "status", "disabled")))
				continue;
			look(out, e);
			looked++;
			continue;
		}
		rule_reason(out, e, "resilience-measures", SEVERITY_MEDIUM);
		if (!rule_has(out, e, "interface"))
			continue;
		for (size_t i = 0; i < entry_count(e, "interface"); i++) {
			const struct declared_entry *to = rule_ref(d, e, "interface", i, "LogIntf");

			if (to)
				look(out, to);
			else
				rule_open(out, e, "interface", "%s runs over %s, which LogIntf does not hold", e->id,
					  entry_at(e, "interface", i));
			looked++;
		}
	}
	if (looked)
		rule_pass_table(out, table, "%s", title);
	else if (rule_clean(out))
		rule_open(out, NULL, "LogIntf", "No network interface is declared");
}

void rule_5_9_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	interfaces(facts, out, orderly, "Connections start and end in order");
}

void rule_5_9_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	interfaces(facts, out, stable, "Every interface has measures that keep the network stable");
}
