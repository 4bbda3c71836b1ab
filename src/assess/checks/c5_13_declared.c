/* 5.13 on the declaration: which input is validated (table InpVal), against the interfaces it comes from (UserIntf,
 * LogIntf) and against what the image listens with. */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"

/* Answers to what the device itself asked are input too, and what is off by default can be switched on; a debug
 * interface that is off is not there. */
static bool takes_input(const struct declared *d, const struct declared_entry *e)
{
	return links_networked(d, e) && !(entry_yes(e, "debug") && entry_is(e, "status", "disabled"));
}

/* Returns how many interfaces of the table take input. */
static size_t covered(struct finding_sink *out, const struct declared *d, const char *table)
{
	size_t ret = 0;

	DECLARED_EACH (d, table, e) {
		bool network = table[0] == 'L';
		struct finding *f;

		if (network && !links_networked(d, e))
			(void)rule_has(out, e, "network");
		if (network && !takes_input(d, e))
			continue;
		ret++;
		if (rule_referred(d, "InpVal", "source", e->id))
			continue;
		f = rule_fail(out, e, "id", SEVERITY_HIGH, "No method in InpVal covers %s %s",
			      network ? "network interface" : "user interface", e->id);
		DECLARED_EACH (d, "InpVal", method)
			finding_evidence(out, f, entry_fact(method, "source"));
		finding_remedy(out, f,
			       "5.13: check what comes in over %s before it is used, and name %s in the source of that "
			       "method in InpVal of the product file.",
			       finding_text(out, bytes_str(e->id)), finding_text(out, bytes_str(e->id)));
	}
	return ret;
}

static bool serves(const struct declared *d, const struct declared_entry *method, const char *tables)
{
	for (size_t i = 0; i < entry_count(method, "source"); i++)
		if (rule_ref(d, method, "source", i, tables))
			return true;
	return false;
}

/* Presses and gestures have no length; what they may be is a closed list. */
static bool only_buttons(const struct declared *d, const struct declared_entry *method)
{
	for (size_t i = 0; i < entry_count(method, "source"); i++) {
		const struct declared_entry *from = rule_ref(d, method, "source", i, "UserIntf LogIntf");

		if (!from || !entry_is(from, "type", "buttons"))
			return false;
	}
	return entry_count(method, "source") > 0;
}

/* Effective: input that is not expected goes no further, and what is expected is said by form (type, syntax, schema,
 * encoding), by length and by value (range, allow-list, schema, state): OWASP ASVS 4.0.3, 5.1.3 and 5.1.4; CWE-20. */
static void effective(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	const char *lacks;

	if (rule_has(out, e, "unexpected") && entry_is(e, "unexpected", "processed"))
		rule_fail(out, e, "unexpected", SEVERITY_HIGH, "%s processes unexpected input", e->id);
	else if (entry_is(e, "unexpected", "logged"))
		rule_open(out, e, "unexpected", "%s logs unexpected input: a person judges if it goes further", e->id);
	if (!rule_reason(out, e, "description", SEVERITY_HIGH) || !rule_has(out, e, "checks") || only_buttons(d, e))
		return;
	lacks = !entry_among(e, "checks", "type syntax schema encoding")            ? "form"
		: !entry_among(e, "checks", "length schema")                        ? "length"
		: !entry_among(e, "checks", "range allow-list schema state syntax") ? "value"
										    : NULL;
	if (lacks)
		rule_fail(out, e, "checks", SEVERITY_HIGH, "%s does not check the %s of what comes in", e->id, lacks);
}

static void effective_for(const struct facts *facts, struct finding_sink *out, const char *tables)
{
	const struct declared *d = rule_table(facts, out, "InpVal");
	size_t looked = 0;

	if (!d)
		return;
	DECLARED_EACH (d, "InpVal", e)
		if (serves(d, e, tables)) {
			effective(out, d, e);
			looked++;
		}
	if (looked)
		rule_pass_table(out, "InpVal",
				"Every method checks form, length and value and stops what is unexpected");
	else
		finding_missing(out, "a method in InpVal of the product file for these interfaces");
}

static void covers(const struct facts *facts, struct finding_sink *out, const char *first, const char *second)
{
	const struct declared *d = rule_table(facts, out, first);
	size_t looked;

	if (!d)
		return;
	looked = covered(out, d, first);
	if (second)
		looked += covered(out, d, second);
	(void)(rule_stated(out, d, "InpVal") && second && rule_stated(out, d, second));
	if (looked)
		rule_pass_table(out, "InpVal", "Input from every interface is validated");
	else
		finding_missing(out, "the interfaces in IXIT table %s that take input", first);
}

void rule_5_13_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	covers(facts, out, "LogIntf", "UserIntf");
}

void rule_5_13_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	effective_for(facts, out, "UserIntf LogIntf");
}

void rule_5_13_1A_1_a(const struct facts *facts, struct finding_sink *out)
{
	covers(facts, out, "UserIntf", NULL);
}

void rule_5_13_1A_1_b(const struct facts *facts, struct finding_sink *out)
{
	effective_for(facts, out, "UserIntf");
}

void rule_5_13_1B_1_a(const struct facts *facts, struct finding_sink *out)
{
	covers(facts, out, "LogIntf", NULL);
}

void rule_5_13_1B_1_b(const struct facts *facts, struct finding_sink *out)
{
	effective_for(facts, out, "LogIntf");
}

static bool user_interface(const struct declared *d, const char *types)
{
	DECLARED_EACH (d, "UserIntf", e)
		if (entry_among(e, "type", types))
			return true;
	return false;
}

/* An interface for programs is none for users: a declared API explains a web server. */
static bool api(const struct declared *d, const struct fact *listener)
{
	DECLARED_EACH (d, "LogIntf", e)
		for (size_t i = 0; entry_yes(e, "external-api") && i < entry_count(e, "port"); i++)
			if (fact_is(listener, LISTENER_PORT, entry_at(e, "port", i)))
				return true;
	return false;
}

/* User interfaces that the image shows and the table omits: web pages, command lines. */
void rule_5_13_interfaces(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	finding_missing(out, "a live device");
	if (!declared_count(d, "UserIntf") && !declared_none(d, "UserIntf"))
		return;
	FACTS_EACH (facts, FACT_LISTENER, l) {
		bool web = look_among(l, LISTENER_SERVICE, "http https"),
		     line = look_among(l, LISTENER_SERVICE, "ssh telnet");
		const struct fact *none = declared_none(d, "UserIntf");
		struct finding *f;

		if (finding_full(out))
			return;
		if (!look_listens(l) || (!web && !line) || (web && (user_interface(d, "web-page app") || api(d, l))) ||
		    (line && user_interface(d, "command-line")))
			continue;
		f = rule_fail_fact(out, l, look_listener(l, out), SEVERITY_MEDIUM, "%s serves %s, which UserIntf omits",
				   look_listener(l, out), web ? "web pages" : "a command line");
		finding_evidence(out, f, none ? none : entry_fact(declared_at(d, "UserIntf", 0), "id"));
		finding_remedy(out, f,
			       "5.13-1: declare it in UserIntf and how its input is validated in InpVal, or take it "
			       "out of the image.");
	}
}

/* Unexpected input is processed where the declaration says so. */
static void processed(const struct facts *facts, struct finding_sink *out, const char *tables)
{
	const struct declared *d = rule_table(facts, out, "InpVal");

	if (!d)
		return;
	DECLARED_EACH (d, "InpVal", e)
		if (serves(d, e, tables) && rule_has(out, e, "unexpected") && entry_is(e, "unexpected", "processed"))
			rule_fail(out, e, "unexpected", SEVERITY_HIGH, "%s processes unexpected input", e->id);
	finding_missing(out, "a live device");
}

void rule_5_13_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	processed(facts, out, "UserIntf LogIntf");
}

void rule_5_13_1A_2_b(const struct facts *facts, struct finding_sink *out)
{
	processed(facts, out, "UserIntf");
}

void rule_5_13_1B_2_a(const struct facts *facts, struct finding_sink *out)
{
	processed(facts, out, "LogIntf");
}

static bool port_declared(const struct declared *d, const struct fact *l)
{
	DECLARED_EACH (d, "LogIntf", e)
		for (size_t i = 0; i < entry_count(e, "port"); i++)
			if (fact_is(l, LISTENER_PORT, entry_at(e, "port", i)) &&
			    (!fact_get(l, LISTENER_PROTOCOL).len || !entry_has(e, "protocol") ||
			     fact_is(l, LISTENER_PROTOCOL, entry_get(e, "protocol"))))
				return true;
	return false;
}

/* Network interfaces that the image opens and LogIntf omits. Where the port could not be told, neither can this. */
void rule_5_13_network(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct fact *none = declared_none(d, "LogIntf");

	finding_missing(out, "a live device");
	if (!declared_count(d, "LogIntf") && !none)
		return;
	FACTS_EACH (facts, FACT_LISTENER, l) {
		struct finding *f;

		if (finding_full(out))
			return;
		if (!look_listens(l) || !fact_get(l, LISTENER_PORT).len || port_declared(d, l))
			continue;
		f = rule_fail_fact(out, l, look_listener(l, out), SEVERITY_HIGH, "LogIntf omits %s",
				   look_listener(l, out));
		finding_evidence(out, f, none ? none : entry_fact(declared_at(d, "LogIntf", 0), "id"));
		finding_remedy(out, f,
			       "5.13-1B: declare it in LogIntf and how its input is validated in InpVal, or take it "
			       "out of the image.");
	}
}
