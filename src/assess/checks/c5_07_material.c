/* 5.7 to 6, units that a person decides on the device or in the manual: what the declaration has about them, side by
 * side, so that nobody looks it up. One observation for each unit; it decides nothing. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "core/base/text.h"

#define MATERIAL_MAX 30 /* entries in one observation */

/* Which entries of a table, which keys of them, and what to do with them. */
struct material {
	const char *table, *keys; /* keys: words */
	const char *key, *value;  /* only entries where this holds; NULL: all */
	const char *todo;         /* title: what the person does */
};

static bool wanted(const struct material *m, const struct declared_entry *e)
{
	return !m->key || (m->value ? entry_among(e, m->key, m->value) : entry_has(e, m->key));
}

/* "DelFunc-Reset (initiation: Settings, Reset; user-steps: 2)" */
static const char *line_of(struct finding_sink *out, const struct material *m, const struct declared_entry *e)
{
	struct bytes rest = bytes_str(m->keys), word;
	const char *ret = "";

	while (text_word(&rest, &word)) {
		const char *key = arena_str(out->arena, word), *values = "";

		out->failed |= !key;
		if (!key || !entry_has(e, key))
			continue;
		for (size_t i = 0; i < entry_count(e, key) && i < MATERIAL_MAX; i++)
			values = look_print(out, "%s%s%s", values, i ? ", " : "",
					    finding_text(out, bytes_str(entry_at(e, key, i))));
		ret = look_print(out, "%s%s%s: %s", ret, ret[0] ? "; " : "", key, values);
	}
	return look_print(out, "%s%s%s%s", e->id[0] ? finding_text(out, bytes_str(e->id)) : e->table,
			  ret[0] ? " (" : "", ret, ret[0] ? ")" : "");
}

static void lay_out(const struct facts *facts, struct finding_sink *out, const struct material *m, const char *missing)
{
	const struct declared *d = rule_begin(facts, out);
	struct finding *f = NULL;
	const char *all = "", *ids = "";
	size_t count = 0;

	DECLARED_EACH (d, m->table, e) {
		if (!wanted(m, e) || count == MATERIAL_MAX)
			continue;
		if (!f)
			f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, entry_fact(e, "id"), m->table);
		else
			finding_evidence(out, f, entry_fact(e, "id"));
		all = look_print(out, "%s%s%s", all, count ? ". " : "", line_of(out, m, e));
		if (count < 3)
			ids = look_print(out, "%s%s%s", ids, count ? ", " : "",
					 e->id[0] ? finding_text(out, bytes_part(bytes_str(e->id), 0, 24)) : e->table);
		count++;
	}
	finding_missing(out, "%s", missing);
	if (!f)
		return;
	finding_title(out, f, "%s: %s%s", m->todo, ids, count > 3 ? " ..." : "");
	finding_detail(out, f, "Declared: %s.", all);
	finding_remedy(out, f, "Compare, and answer the unit's question.");
}

#define MATERIAL(function, missing, ...)                                                                               \
	void function(const struct facts *facts, struct finding_sink *out)                                             \
	{                                                                                                              \
		static const struct material m = {__VA_ARGS__};                                                        \
                                                                                                                       \
		lay_out(facts, out, &m, missing);                                                                      \
	}

#define DEVICE "a live device"
#define MANUAL "the user manual"

MATERIAL(material_alert, DEVICE, .table = "SecBoot", .keys = "notification notification-functions notification-tells",
	 .todo = "Change software and see what the network carries")
MATERIAL(material_sensors, MANUAL, .table = "ExtSens", .keys = "class description",
	 .todo = "See if a layman understands the documentation")
MATERIAL(material_network_outage, DEVICE, .table = "ResMech", .keys = "description local-function", .key = "type",
	 .value = "network both", .todo = "Cut the network and compare")
MATERIAL(material_power_outage, DEVICE, .table = "ResMech", .keys = "description resumes", .key = "type",
	 .value = "power both", .todo = "Cut the power and compare")
MATERIAL(material_reconnect, DEVICE, .table = "LogIntf", .keys = "resilience-measures resilience", .key = "network",
	 .value = "yes", .todo = "Take the other end away, bring it back, compare")
MATERIAL(material_data, DEVICE, .table = "PersData", .keys = "description stored-on",
	 .todo = "Create data of each kind")
MATERIAL(material_device_data, DEVICE, .table = "PersData", .keys = "description", .key = "stored-on",
	 .value = "device", .todo = "Create data of each kind on the device")
MATERIAL(material_service_data, DEVICE, .table = "PersData", .keys = "description services", .key = "stored-on",
	 .value = "service", .todo = "Create data of each kind on the services")
MATERIAL(material_aggregate_data, DEVICE, .table = "PersData", .keys = "description processing aggregation-where",
	 .key = "aggregation", .value = "yes", .todo = "Create data and see it aggregated")
MATERIAL(material_anonymised_data, DEVICE, .table = "PersData", .keys = "anonymization-how anonymization-techniques",
	 .key = "anonymization", .value = "yes", .todo = "See it anonymised as described")
MATERIAL(material_purposes, "a capture of the device's traffic", .table = "PersData", .keys = "description purpose",
	 .todo = "Look for data beyond these purposes")
MATERIAL(material_device_deletion, DEVICE, .table = "DelFunc", .keys = "initiation user-steps confirmation",
	 .key = "target", .value = "device both", .todo = "Run each function and compare")
MATERIAL(material_service_deletion, DEVICE, .table = "DelFunc", .keys = "services initiation user-steps confirmation",
	 .key = "target", .value = "service both", .todo = "Run each function and compare")
MATERIAL(material_deletion, DEVICE, .table = "DelFunc", .keys = "initiation user-steps",
	 .todo = "Run each function by its documentation")
MATERIAL(material_decisions, DEVICE, .table = "UserDec", .keys = "description triggered-by options default",
	 .todo = "Trigger each decision and compare")
MATERIAL(material_setup, MANUAL, .table = "UserInfo", .keys = "documentation-of-secure-setup setup-url",
	 .todo = "Set the device up by its documentation")
MATERIAL(material_setup_check, DEVICE, .table = "UserInfo", .keys = "setup-check-steps", .key = "setup-check-steps",
	 .todo = "Follow the steps of the set-up check")
MATERIAL(material_maintenance_check, DEVICE, .table = "UserInfo", .keys = "maintenance-check-steps",
	 .key = "maintenance-check-steps", .todo = "Follow the steps of the maintenance check")
MATERIAL(material_consent, DEVICE, .table = "PersData", .keys = "obtaining-consent", .key = "legal-basis",
	 .value = "consent", .todo = "See consent obtained as described")
MATERIAL(material_withdrawal, DEVICE, .table = "PersData", .keys = "withdrawing-consent", .key = "legal-basis",
	 .value = "consent", .todo = "Withdraw consent as described")
MATERIAL(material_consent_record, DEVICE, .table = "PersData", .keys = "storing-consent", .key = "legal-basis",
	 .value = "consent", .todo = "See the record of consent")
