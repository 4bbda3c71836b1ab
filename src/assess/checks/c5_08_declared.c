/* 5.8 on the declaration: personal data on its way (PersData, SecComMech) and sensors (ExtSens). */
#include "assess/checks/check_rows.h"
#include "assess/checks/cryptography_rule.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "core/base/text.h"

/* Telemetry is given to the maker: personal data in it goes to a service of theirs. */
static const struct declared_entry *in_telemetry(const struct declared *d, const struct declared_entry *data)
{
	DECLARED_EACH (d, "TelData", e)
		if (entry_lists(e, "personal-data", data->id))
			return e;
	return NULL;
}

/* What device and service both keep went from one to the other, or an app brought it to both. */
static bool kept_by_service(const struct declared_entry *data)
{
	return entry_lists(data, "stored-on", "service") && entry_lists(data, "stored-on", "device");
}

static bool to_service(const struct declared *d, const struct declared_entry *data)
{
	return entry_yes(data, "to-service") || in_telemetry(d, data);
}

/* Data that stays away from services, and that another key or table has there. */
static void contradicted(struct finding_sink *out, const struct declared *d, const struct declared_entry *data)
{
	const struct declared_entry *telemetry = in_telemetry(d, data);
	struct finding *f;

	if (!entry_no(data, "to-service"))
		return;
	if (telemetry) {
		f = rule_fail(out, data, "to-service", SEVERITY_HIGH,
			      "%s is declared to go to no service, and telemetry holds it", data->id);
		finding_evidence(out, f, entry_fact(telemetry, "personal-data"));
		finding_remedy(out, f,
			       "Say yes in PersData.%s.to-service of the product file and name what carries it in "
			       "communication; or keep it on the device.",
			       finding_text(out, bytes_str(data->id)));
	} else if (kept_by_service(data)) {
		f = rule_open(out, data, "to-service",
			      "%s is declared to go to no service, and device and service both keep it: who brings it "
			      "there?",
			      data->id);
		finding_evidence(out, f, entry_fact(data, "stored-on"));
	}
}

/* 5.8-1 in V2.1.1 is about data between device and any service, in V3.1.3 about associated services; 5.8-2 about
 * sensitive data and associated services. */
static bool on_its_way(const struct finding_sink *out, const struct declared *d, const struct declared_entry *data,
		       bool sensitive)
{
	if (sensitive)
		return entry_yes(data, "sensitive") && to_service(d, data);
	if (rule_edition(out) == EDITION_V3_1_3)
		return to_service(d, data);
	return to_service(d, data) || entry_has(data, "communication");
}

static bool carries(const struct finding_sink *out, const struct declared *d, const struct declared_entry *mechanism,
		    bool sensitive)
{
	DECLARED_EACH (d, "PersData", data)
		if (on_its_way(out, d, data, sensitive) && entry_lists(data, "communication", mechanism->id))
			return true;
	return false;
}

/* All units of 5.5-1-1 on one mechanism, with confidentiality as the least guarantee. Over a remotely reachable
 * interface there is none towards a peer that was not authenticated: whoever is in between can be that peer. */
static void confidential(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	if (rule_has(out, e, "guarantees") && !entry_lists(e, "guarantees", "confidentiality"))
		rule_fail(out, e, "guarantees", SEVERITY_HIGH,
			  "%s carries personal data, but does not guarantee confidentiality", e->id);
	/* a service, or what hands out updates and time, is somewhere else by its nature */
	if (!entry_among(e, "peer", "associated-service updater time-server"))
		(void)rule_has(out, e, "remote");
	if ((entry_yes(e, "remote") || entry_among(e, "peer", "associated-service updater time-server")) &&
	    rule_has(out, e, "verifies-peer") && entry_no(e, "verifies-peer"))
		rule_fail(out, e, "verifies-peer", SEVERITY_HIGH,
			  "%s carries personal data to a peer that it does not authenticate", e->id);
	if (!rule_has(out, e, "cryptography"))
		return;
	(void)crypto_rule(out, d, e, "cryptography");
	crypto_rule_goals(out, d, e, "cryptography", "guarantees");
	crypto_rule_attacks(out, d, e, "cryptography");
}

static void in_transit(const struct facts *facts, struct finding_sink *out, bool sensitive)
{
	const struct declared *d = rule_table(facts, out, "PersData");
	size_t looked = 0;

	if (!d)
		return;
	DECLARED_EACH (d, "PersData", e) {
		rule_has(out, e, "to-service");
		if (sensitive)
			rule_has(out, e, "sensitive");
		if (!sensitive || !entry_no(e, "sensitive"))
			contradicted(out, d, e);
		if (!on_its_way(out, d, e, sensitive))
			continue;
		looked++;
		if (!entry_has(e, "communication"))
			rule_fail(out, e, "communication", SEVERITY_HIGH,
				  "%s goes to a service, but no mechanism is declared that carries it", e->id);
		for (size_t i = 0; i < entry_count(e, "communication"); i++)
			if (!rule_ref(d, e, "communication", i, "SecComMech"))
				rule_open(out, e, "communication",
					  "%s is carried by %s, which SecComMech does not hold", e->id,
					  entry_at(e, "communication", i));
	}
	DECLARED_EACH (d, "SecComMech", m)
		if (carries(out, d, m, sensitive))
			confidential(out, d, m);
	if (looked)
		rule_pass_table(out, "SecComMech", "All mechanisms that carry %spersonal data keep it confidential",
				sensitive ? "sensitive " : "");
	else
		finding_missing(out, "personal data in PersData that goes to a service, or N/A in the ICS");
}

void rule_5_8_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	in_transit(facts, out, false);
}

void rule_5_8_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	in_transit(facts, out, true);
}

static bool unencrypted(const struct fact *endpoint)
{
	return fact_is(endpoint, ENDPOINT_SECURE, "no") && fact_get(endpoint, ENDPOINT_HOST).len;
}

static bool lists(const struct declared_entry *e, const char *key, struct bytes value)
{
	for (size_t i = 0; i < entry_count(e, key); i++)
		if (bytes_is(value, entry_at(e, key, i)))
			return true;
	return false;
}

/* An interface that is declared protected, and how the image shows it. */
static void shown_in_clear(const struct facts *facts, struct finding_sink *out, const struct declared_entry *mechanism,
			   const struct declared_entry *interface)
{
	FACTS_EACH (facts, FACT_LISTENER, l)
		if (look_listens(l) && look_cleartext(l) && lists(interface, "port", fact_get(l, LISTENER_PORT))) {
			struct finding *f = rule_fail(out, mechanism, "interface", SEVERITY_HIGH,
						      "%s protects personal data on %s, but %s is unencrypted",
						      mechanism->id, interface->id, look_listener(l, out));

			finding_evidence(out, f, l);
		}
	FACTS_EACH (facts, FACT_ENDPOINT, e) {
		struct finding *f;
		bool used = look_among(e, ENDPOINT_USE, "cloud telemetry");

		if (!unencrypted(e) || !lists(interface, "endpoints", fact_get(e, ENDPOINT_HOST)))
			continue;
		f = used ? rule_fail(out, mechanism, "cryptography", SEVERITY_HIGH,
				     "%s protects personal data for %s, but the image talks to it without encryption",
				     mechanism->id, look_field(e, ENDPOINT_HOST, "", out))
			 : rule_open(out, mechanism, "description", "%s: the image names an unencrypted address: %s",
				     mechanism->id, look_field(e, ENDPOINT_URL, "", out));
		finding_evidence(out, f, e);
	}
}

static void on_the_wire(const struct facts *facts, struct finding_sink *out, bool sensitive)
{
	const struct declared *d = rule_table(facts, out, "SecComMech");

	if (!d)
		return;
	DECLARED_EACH (d, "SecComMech", m)
		for (size_t i = 0; carries(out, d, m, sensitive) && i < entry_count(m, "interface"); i++) {
			const struct declared_entry *interface = rule_ref(d, m, "interface", i, "LogIntf");

			if (interface)
				shown_in_clear(facts, out, m, interface);
		}
	finding_missing(out, "a capture of the device's traffic");
}

void rule_5_8_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	on_the_wire(facts, out, false);
}

void rule_5_8_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	on_the_wire(facts, out, true);
}

/* 5.8-3-1 a: a sensor that is declared not to stand in the documentation does not. */
void rule_5_8_3_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "ExtSens");

	if (!d)
		return;
	DECLARED_EACH (d, "ExtSens", e)
		if (rule_has(out, e, "documented") && entry_no(e, "documented"))
			rule_fail(out, e, "documented", SEVERITY_HIGH, "Sensor %s (%s) is not documented for users",
				  e->id, entry_get(e, "class"));
	rule_reason(out, declared_one(d, "UserInfo"), "documentation-of-sensors", SEVERITY_HIGH);
	finding_missing(out, "the user manual");
}

static bool sensor_declared(const struct declared *d, const struct fact *sensor)
{
	const char *also = fact_is(sensor, SENSOR_CLASS, "environment") ? "temperature air-quality light other" : "";

	DECLARED_EACH (d, "ExtSens", e)
		if (bytes_is(fact_get(sensor, SENSOR_CLASS), entry_get(e, "class")) || entry_among(e, "class", also) ||
		    (entry_is(e, "class", "other") &&
		     bytes_find(bytes_str(entry_get(e, "description")), fact_get(sensor, SENSOR_CLASS)) != SIZE_MAX))
			return true;
	return false;
}

static void undeclared_sensor(const struct facts *facts, struct finding_sink *out, const struct declared *d,
			      const struct fact *s)
{
	const char *class = look_field(s, SENSOR_CLASS, "sensor", out);
	const struct fact *none = declared_none(d, "ExtSens");
	bool known = declared_count(d, "ExtSens") || none, fails = known && look_sensor(s);
	struct finding *f = finding_add(out, fails ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
					fails ? SEVERITY_MEDIUM : SEVERITY_INFO, s, class);

	if (fails)
		finding_evidence(out, f, none ? none : entry_fact(declared_at(d, "ExtSens", 0), "id"));
	finding_title(out, f, known ? "Sensor not declared: %s (%s)" : "Sensor seen in the image: %s (%s)", class,
		      look_path(facts, s, out));
	finding_detail(out, f, "%s shows support for a %s (%s). %s", look_path(facts, s, out), class,
		       look_field(s, SENSOR_HOW, "driver or program", out),
		       fails   ? "ExtSens of the product file does not list one."
		       : known ? "ExtSens of the product file does not list one; such a driver may be there for what "
				 "a user plugs in."
			       : "If the product has one, the user has to be told; a driver alone does not prove "
				 "that it has.");
	finding_remedy(out, f,
		       "5.8-3: describe the %s in ExtSens and in the manual, or leave its driver out of the image.",
		       class);
}

/* Unit c: observed against declared, both ways. */
void check_5_8_3_sensors(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_SENSOR, s) {
		if (finding_full(out))
			return;
		if (!sensor_declared(d, s))
			undeclared_sensor(facts, out, d, s);
	}
	finding_missing(out, "a live device");
}

/* A declared eye or ear of which a whole Linux system shows nothing. */
static void not_shown(const struct facts *facts, struct finding_sink *out, const struct declared *d)
{
	bool whole = false;

	FACTS_EACH (facts, FACT_SYSTEM, s)
		whole |= fact_is(s, SYSTEM_KIND, "linux-rootfs");
	DECLARED_EACH (d, "ExtSens", e) {
		bool shown = false;

		FACTS_EACH (facts, FACT_SENSOR, s)
			shown |= bytes_is(fact_get(s, SENSOR_CLASS), entry_get(e, "class"));
		if (whole && !shown && entry_among(e, "class", "camera microphone"))
			rule_open(out, e, "class", "%s: the image shows no driver or program for a %s", e->id,
				  entry_get(e, "class"));
	}
}

/* Data that is declared to be seen or heard needs something that sees or hears. */
void rule_5_8_3_1_c(const struct facts *facts, struct finding_sink *out)
{
	static const char *const senses[][2] = {{"video", "camera"},
						{"camera", "camera"},
						{"audio", "microphone"},
						{"voice", "microphone"},
						{"microphone", "microphone"}};
	const struct declared *d = rule_begin(facts, out);

	if (!declared_count(d, "ExtSens") && !declared_none(d, "ExtSens"))
		return;
	not_shown(facts, out, d);
	for (size_t i = 0; i < ARRAY_LEN(senses); i++) {
		bool has = false;

		DECLARED_EACH (d, "ExtSens", e)
			has |= entry_is(e, "class", senses[i][1]);
		DECLARED_EACH (d, "PersData", e)
			if (!has && bytes_find_nocase(bytes_str(entry_get(e, "description")), senses[i][0]) != SIZE_MAX)
				rule_open(out, e, "description",
					  "%s speaks of %s, but no %s is in ExtSens: a person has to look", e->id,
					  senses[i][0], senses[i][1]);
	}
	if (!declared_count(d, "ExtSens") && declared_feature(d, "external-sensing") == FEATURE_YES)
		finding_remedy(
			out,
			rule_fail_fact(out, declared_none(d, "ExtSens"), "ExtSens", SEVERITY_MEDIUM,
				       "The features say that the device senses, but ExtSens is declared empty"),
			"List each sensor in ExtSens of the product file, or say no in features.external-sensing.");
	finding_missing(out, "a live device");
}
