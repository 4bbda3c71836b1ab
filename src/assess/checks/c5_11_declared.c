/* 5.11 on the declaration: functions that delete user data (table DelFunc), against what is kept (PersData, SecParam,
 * AuthMech). */
#include "assess/checks/check_rows.h"
#include "assess/checks/finding.h"
#include "assess/checks/look.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"

/* The standards give no number for "simple". Ours: a layman follows five steps from start to end without a manual;
 * beyond ten nobody calls it simple; what lies between a person judges. docs/criteria.md */
enum { STEPS_SIMPLE = 5, STEPS_TOO_MANY = 10 };

static bool reaches(const struct declared_entry *e, const char *target)
{
	return entry_is(e, "target", target) || entry_is(e, "target", "both");
}

/* The data of somebody that is kept there; NULL: nothing declared. */
static const struct declared_entry *kept(const struct declared *d, const char *where)
{
	DECLARED_EACH (d, "PersData", e)
		if (entry_lists(e, "stored-on", where))
			return e;
	return NULL;
}

static const struct declared_entry *user_secret(const struct declared *d)
{
	DECLARED_EACH (d, "SecParam", e)
		if (entry_is(e, "provisioned-by", "user"))
			return e;
	DECLARED_EACH (d, "AuthMech", e)
		if (entry_is(e, "set-by", "user"))
			return e;
	return NULL;
}

/* The declaration where functions of this target are there to look at. Where there are none although data is kept, the
 * unit fails. */
static const struct declared *functions(const struct facts *facts, struct finding_sink *out, const char *target,
					enum severity severity)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *what = kept(d, target);

	DECLARED_EACH (d, "DelFunc", e)
		if (reaches(e, target))
			return d;
	if (!what && target[0] == 'd')
		what = user_secret(d);
	if (what && (declared_none(d, "DelFunc") || declared_count(d, "DelFunc")))
		rule_fail(out, what, "id", severity, "%s keeps %s, but no function in DelFunc deletes it",
			  target[0] == 'd' ? "The device" : "A service", rule_name(out, what));
	else if (declared_any(d))
		finding_missing(out, "an entry for the %s in IXIT table DelFunc of the product file", target);
	return NULL;
}

/* Ways that take more than a user knows, or somebody else, however few steps are counted. */
static const char *laborious(const struct declared_entry *e)
{
	static const char *const words[] = {"ssh",
					    "telnet",
					    "adb",
					    "terminal",
					    "command line",
					    "command-line",
					    "serial",
					    "script",
					    "root shell",
					    "rest api",
					    "api call",
					    "curl",
					    "reflash",
					    "flash tool",
					    "open a ticket",
					    "write to",
					    "e-mail to",
					    "email to",
					    "send an e-mail",
					    "send an email",
					    "by e-mail",
					    "by email",
					    "call the",
					    "call our",
					    "contact our",
					    "contact the",
					    "support team",
					    "customer service",
					    "hotline"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (said_has(bytes_str(entry_get(e, "initiation")), bytes_str(words[i])))
			return words[i];
	return NULL;
}

/* At least one function has few steps and starts where the user is. */
static void simple(struct finding_sink *out, const struct declared *d, const char *target, enum severity severity)
{
	const struct declared_entry *best = NULL;
	uint64_t least = UINT64_MAX, steps;

	DECLARED_EACH (d, "DelFunc", e) {
		if (!reaches(e, target))
			continue;
		if (!rule_has(out, e, "user-steps") || !rule_has(out, e, "from-device") ||
		    !rule_reason(out, e, "initiation", severity))
			return;
		if (!best)
			best = e;
		/* of equally short ways the one that a layman can take */
		if (entry_yes(e, "from-device") && entry_number(e, "user-steps", &steps) &&
		    (steps < least || (steps == least && laborious(best) && !laborious(e)))) {
			least = steps;
			best = e;
		}
	}
	if (least == UINT64_MAX)
		rule_fail(out, best, "from-device", severity,
			  "No function that deletes data from the %s can be started from the device or its app",
			  target);
	else if (!least)
		rule_open(out, best, "user-steps",
			  "Deleting data from the %s takes no step at all (%s): who starts it?", target, best->id);
	else if (least > STEPS_TOO_MANY)
		rule_fail(out, best, "user-steps", severity, "Deleting data from the %s takes %u steps at least (%s)",
			  target, (unsigned)least, best->id);
	else if (least > STEPS_SIMPLE)
		rule_open(out, best, "user-steps",
			  "Deleting data from the %s takes %u steps at least (%s): a person judges if that is simple",
			  target, (unsigned)least, best->id);
	else if (laborious(best))
		rule_open(out, best, "initiation", "%s is started by '%s': a person judges if that is simple", best->id,
			  laborious(best));
}

void rule_5_11_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "device", SEVERITY_HIGH);

	if (!d)
		return;
	simple(out, d, "device", SEVERITY_HIGH);
	rule_pass_table(out, "DelFunc", "A simple function erases user data from the device");
}

/* Cryptographic erase needs a key under which the data was encrypted all along. */
static bool storage_key(const struct declared *d)
{
	DECLARED_EACH (d, "SecParam", e)
		if (!entry_is(e, "type", "public") && entry_among(e, "protects", "storage personal-data"))
			return true;
	return false;
}

/* Unit b. NIST SP 800-88 rev. 1: clearing overwrites, cryptographic erase destroys the key; taking a
 * file's name away leaves its content. */
static void adequate(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "DelFunc", e) {
		if (!reaches(e, "device") || !rule_has(out, e, "erases-by") ||
		    !rule_reason(out, e, "description", SEVERITY_HIGH))
			continue;
		if (entry_is(e, "erases-by", "crypto-erase") && !storage_key(d))
			rule_open(out, e, "erases-by",
				  "%s destroys a key, and SecParam lists none that protects storage", e->id);
		if (entry_is(e, "erases-by", "account-deletion"))
			rule_fail(out, e, "erases-by", SEVERITY_HIGH,
				  "%s deletes an account, which erases nothing on the device", e->id);
		else if (entry_is(e, "erases-by", "file-deletion") &&
			 entry_among(e, "covers", "personal-data user-secrets"))
			rule_fail(out, e, "erases-by", SEVERITY_HIGH,
				  "%s only deletes files: their content stays in the memory and can be read", e->id);
	}
}

void rule_5_11_1_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "device", SEVERITY_HIGH);

	if (!d)
		return;
	adequate(out, d);
	rule_pass_table(out, "DelFunc", "Every erase function overwrites the data or destroys its key");
}

static bool covered(const struct declared *d, const char *kind)
{
	DECLARED_EACH (d, "DelFunc", e)
		if (reaches(e, "device") && entry_lists(e, "covers", kind))
			return true;
	return false;
}

/* The data's own list of functions has to name one of this target that erases personal data. */
static bool deleted_by(const struct declared *d, const struct declared_entry *data, const char *target)
{
	for (size_t i = 0; i < entry_count(data, "deletion"); i++) {
		const struct declared_entry *f = rule_ref(d, data, "deletion", i, "DelFunc");

		if (reaches(f, target) && (!entry_has(f, "covers") || entry_lists(f, "covers", "personal-data")))
			return true;
	}
	return false;
}

static void erased(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "PersData", e) {
		struct finding *f;

		if (entry_is(e, "stored-on", "none") && entry_has(e, "deletion"))
			rule_open(out, e, "stored-on", "%s is kept nowhere, and %s deletes it: what does it delete?",
				  e->id, entry_get(e, "deletion"));
		if (!rule_has(out, e, "stored-on") || !entry_lists(e, "stored-on", "device") ||
		    deleted_by(d, e, "device"))
			continue;
		f = rule_fail(out, e, "deletion", SEVERITY_HIGH,
			      "%s is kept on the device, but names no function that erases it there", e->id);
		finding_remedy(out, f,
			       "Name in PersData.%s.deletion of the product file a function of DelFunc with target "
			       "device or both that covers personal-data; build it where there is none.",
			       finding_text(out, bytes_str(e->id)));
	}
}

/* 5.11-1-2 c: data remains where no function reaches it, or where only its file's name goes. */
void rule_5_11_1_2_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "device", SEVERITY_HIGH);

	if (d) {
		adequate(out, d);
		erased(out, d);
	}
	finding_missing(out, "a live device");
}

void rule_5_11_1_1_c(const struct facts *facts, struct finding_sink *out)
{
	static const char *const kinds[] = {"personal-data", "configuration", "user-secrets"};
	const struct declared *d = functions(facts, out, "device", SEVERITY_HIGH);

	if (!d || !rule_stated(out, d, "PersData") || !rule_stated(out, d, "SecParam"))
		return;
	DECLARED_EACH (d, "DelFunc", e)
		if (reaches(e, "device") && !rule_has(out, e, "covers"))
			return;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct declared_entry *what = i == 0   ? kept(d, "device")
						    : i == 1 ? declared_at(d, "DelFunc", 0)
							     : user_secret(d);

		/* every device has settings of the user's */
		if (what && !covered(d, kinds[i]))
			rule_fail(out, what, "id", SEVERITY_HIGH, "No erase function of the device covers %s (%s)",
				  i == 0   ? "personal data"
				  : i == 1 ? "the user's configuration"
					   : "the user's secrets",
				  rule_name(out, what));
	}
	erased(out, d);
	rule_pass_table(out, "DelFunc",
			"The erase functions cover personal data, configuration and secrets of the user");
}

void rule_5_11_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "service", SEVERITY_MEDIUM);

	if (!d)
		return;
	simple(out, d, "service", SEVERITY_MEDIUM);
	rule_pass_table(out, "DelFunc", "A simple function deletes personal data from services");
}

/* True where a function that the data names covers this service. */
static bool service_covered(const struct declared *d, const struct declared_entry *data, const char *service)
{
	for (size_t i = 0; i < entry_count(data, "deletion"); i++) {
		const struct declared_entry *to = rule_ref(d, data, "deletion", i, "DelFunc");

		if (reaches(to, "service") && entry_lists(to, "services", service))
			return true;
	}
	return false;
}

/* What telemetry holds lies with the maker's service, for as long as that keeps it. */
static bool in_telemetry(const struct declared *d, const struct declared_entry *data)
{
	DECLARED_EACH (d, "TelData", e)
		if (entry_lists(e, "personal-data", data->id))
			return true;
	return false;
}

/* Returns how many kinds of data services keep. */
static size_t service_erased(struct finding_sink *out, const struct declared *d)
{
	size_t ret = 0;

	DECLARED_EACH (d, "PersData", e) {
		if (!rule_has(out, e, "stored-on"))
			continue;
		if (!entry_lists(e, "stored-on", "service")) {
			if (in_telemetry(d, e))
				rule_open(out, e, "stored-on",
					  "Telemetry holds %s, and no service is said to keep it: where does it go?",
					  e->id);
			continue;
		}
		ret++;
		if (!deleted_by(d, e, "service")) {
			rule_fail(out, e, "deletion", SEVERITY_MEDIUM,
				  "%s is kept by a service, but names no function that deletes it there", e->id);
			continue;
		}
		if (!rule_has(out, e, "services"))
			continue;
		for (size_t i = 0; i < entry_count(e, "services"); i++)
			if (!service_covered(d, e, entry_at(e, "services", i)))
				rule_fail(out, e, "services", SEVERITY_MEDIUM,
					  "%s is kept by '%s', which no function it names covers", e->id,
					  entry_at(e, "services", i));
	}
	return ret;
}

void rule_5_11_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "service", SEVERITY_MEDIUM);

	if (!d)
		return;
	if (service_erased(out, d))
		rule_pass_table(out, "PersData",
				"Every service that keeps personal data is covered by a deletion function");
	else
		finding_missing(out, "personal data in PersData that a service keeps, or N/A in the ICS");
}

/* 5.11-2-2 c: data remains on services that no function covers. */
void rule_5_11_2_2_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = functions(facts, out, "service", SEVERITY_MEDIUM);

	if (d)
		(void)service_erased(out, d);
	finding_missing(out, "an account on the associated services");
}

/* 5.11-3, units b and c: what the documentation is said to cover. Whether it is concise is for a reader. */
void rule_5_11_3_1_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "DelFunc");
	const struct declared_entry *info;

	if (!d)
		return;
	info = declared_one(d, "UserInfo");
	if (rule_reason(out, info, "documentation-of-deletion", SEVERITY_MEDIUM) &&
	    rule_has(out, info, "deletion-functions"))
		DECLARED_EACH (d, "DelFunc", e)
			if (!entry_lists(info, "deletion-functions", e->id))
				finding_evidence(out,
						 rule_fail(out, e, "id", SEVERITY_MEDIUM,
							   "The documentation of deletion leaves out %s", e->id),
						 entry_fact(info, "deletion-functions"));
	finding_missing(out, "the user manual");
}

/* 5.11-4: a function without a confirmation gives none. */
void rule_5_11_4_1_confirmation(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_table(facts, out, "DelFunc");

	if (!d)
		return;
	DECLARED_EACH (d, "DelFunc", e)
		rule_reason(out, e, "confirmation", SEVERITY_MEDIUM);
	finding_missing(out, "a live device");
}
