/* 5.1-1, 5.1-2, 5.1-2A and 5.1-4 against the declaration: how passwords come about, and that they can be changed. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/passwords.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/text.h"

/* What a random source needs at least for units to differ: among 1,000 units, two share one of 2^20 values with a
 * probability of 0.38 (birthday bound); with fewer values, units of a mass product do share passwords. */
#define UNIQUE_MILLIBITS 20000

bool password_used(const struct declared_entry *e)
{
	return entry_among(e, "factor", "password pin passphrase");
}

/* Said to be of no use outside the factory default, and yet all that guards a service that is on then. */
static const struct declared_entry *guarded_alone(const struct declared *d, const struct declared_entry *e)
{
	DECLARED_EACH (d, "SoftServ", s)
		if (entry_is(s, "status", "enabled") && entry_count(s, "authentication") == 1 &&
		    entry_is(s, "authentication", e->id))
			return s;
	return NULL;
}

/* A password that users do not choose and that is used outside the factory default. Says what is missing to tell. */
static bool generated(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	const struct declared_entry *s;

	if (!rule_has(out, e, "factor") || !password_used(e))
		return false;
	if (entry_is(e, "set-by", "user") &&
	    (entry_yes(e, "generation-preinstalled") || entry_has(e, "generation-inputs")))
		finding_evidence(out,
				 rule_open(out, e, "set-by",
					   "%s: said to be set by the user, and to be %s: who sets it?",
					   rule_name(out, e),
					   entry_yes(e, "generation-preinstalled") ? "pre-installed" : "generated"),
				 entry_fact(e, entry_yes(e, "generation-preinstalled") ? "generation-preinstalled"
										       : "generation-inputs"));
	s = entry_no(e, "used-when-initialised") ? guarded_alone(d, e) : NULL;
	if (s)
		finding_evidence(out,
				 rule_open(out, e, "used-when-initialised",
					   "%s: said not to be used once initialised, but it is all that guards %s",
					   rule_name(out, e), s->id),
				 entry_fact(s, "authentication"));
	if ((!s && entry_no(e, "used-when-initialised")) || !rule_has(out, e, "set-by") ||
	    entry_is(e, "set-by", "user"))
		return false;
	if (entry_has(e, "generation"))
		(void)rule_reason(out, e, "generation", SEVERITY_MEDIUM);
	return true;
}

/* The same, per unit and set at the factory: what 5.1-2 is about. */
static bool preinstalled(struct finding_sink *out, const struct declared *d, const struct declared_entry *e)
{
	if (!generated(out, d, e) || !rule_has(out, e, "generation-preinstalled"))
		return false;
	if (entry_is(e, "set-by", "maker") && entry_no(e, "generation-preinstalled"))
		rule_open(out, e, "generation-preinstalled",
			  "%s: set by the maker, and yet not set at the factory: when does it come about?",
			  rule_name(out, e));
	return entry_yes(e, "generation-preinstalled");
}

static bool is_preinstalled(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return password_used(e) && entry_yes(e, "generation-preinstalled");
}

/* 5.1-2 over every pre-installed password. The features say that there are some: then one has to be declared. */
static void pass_preinstalled(struct finding_sink *out, const struct declared *d, const char *title)
{
	const struct declared_entry *feature = declared_find(d, "features", "preinstalled-passwords-used");
	bool any = false;

	DECLARED_EACH (d, "AuthMech", e)
		any |= is_preinstalled(d, e);
	if (!any && entry_yes(feature, "holds"))
		rule_open(out, feature, "holds",
			  "The features say that passwords are pre-installed, and AuthMech declares none");
	rule_pass_those(out, "AuthMech", is_preinstalled, "for a pre-installed password", "%s", title);
}

bool password_millibits(const struct declared_entry *e, uint64_t *ret)
{
	uint64_t length, alphabet;

	if (!entry_number(e, "generation-length", &length) || !entry_number(e, "generation-alphabet", &alphabet))
		return false;
	/* more characters than a keypad or a keyboard (printable ASCII) has, only a list of words can offer */
	if (!entry_lists(e, "factor", "passphrase")) {
		uint64_t most = entry_lists(e, "factor", "pin") ? 10 : 95;

		alphabet = alphabet > most ? most : alphabet;
	}
	*ret = (length > 1000 ? 1000 : length) * said_log2(alphabet);
	return true;
}

/* The first input that is among the words; NULL: none. */
static const char *input_among(const struct declared_entry *e, const char *words)
{
	for (size_t i = 0; i < entry_count(e, "generation-inputs"); i++) {
		struct bytes rest = bytes_str(words), word;

		while (text_word(&rest, &word))
			if (bytes_is(word, entry_at(e, "generation-inputs", i)))
				return entry_at(e, "generation-inputs", i);
	}
	return NULL;
}

static void unique(struct finding_sink *out, const struct declared_entry *e)
{
	uint64_t bits;
	struct finding *f;

	if (entry_no(e, "generation-unique")) {
		f = rule_fail(out, e, "generation-unique", SEVERITY_CRITICAL,
			      "%s: the password is declared to be the same on several units", rule_name(out, e));
		finding_remedy(out, f,
			       "5.1-1: draw a password for each unit from a random generator at production, or let "
			       "set-up wait until the user has set one.");
		return;
	}
	if (!rule_has(out, e, "generation-unique") || !rule_has(out, e, "generation-inputs"))
		return;
	if (!input_among(e, "csprng device-key mac-address serial-number imei counter ssid")) {
		f = rule_fail(out, e, "generation-inputs", SEVERITY_CRITICAL,
			      "%s: declared unique per unit, but made only of what units share: %s", rule_name(out, e),
			      entry_get(e, "generation-inputs"));
		finding_evidence(out, f, entry_fact(e, "generation-unique"));
		finding_remedy(out, f,
			       "5.1-1: take the password from a random generator (csprng), per unit; then correct "
			       "generation-inputs.");
		return;
	}
	if (!input_among(e, "csprng device-key mac-address serial-number imei counter")) {
		rule_open(out, e, "generation-inputs", "%s: whether network names differ from unit to unit is not said",
			  rule_name(out, e));
		return;
	}
	if (input_among(e, "mac-address serial-number imei counter"))
		return;
	if (!rule_has(out, e, "generation-length") || !rule_has(out, e, "generation-alphabet") ||
	    !password_millibits(e, &bits))
		return;
	if (bits < UNIQUE_MILLIBITS)
		rule_fail(out, e, "generation-length", SEVERITY_HIGH,
			  "%s: %s characters out of %s are too few for every unit to differ", rule_name(out, e),
			  entry_get(e, "generation-length"), entry_get(e, "generation-alphabet"));
}

/* Before its user has set it a password is empty or the maker's: which one, and is it shared? */
static void before_the_user(struct finding_sink *out, const struct declared_entry *e)
{
	if (password_used(e) && entry_is(e, "set-by", "user") && entry_no(e, "set-before-use"))
		rule_open(out, e, "set-before-use",
			  "%s can be used before the user has set it: what is the password until then?",
			  rule_name(out, e));
}

/* The value itself stands in SecParam: what is said of it there has to agree. */
static void stored(struct finding_sink *out, const struct declared *d)
{
	DECLARED_EACH (d, "SecParam", p) {
		bool same = entry_no(p, "unique-per-device");

		if (entry_is(p, "kind", "password") && entry_lists(p, "protects", "user-login") &&
		    !entry_is(p, "generation-by", "user") && !entry_is(p, "provisioned-by", "user") &&
		    (same || entry_is(p, "generation-by", "constant")))
			rule_fail(out, p, same ? "unique-per-device" : "generation-by", SEVERITY_CRITICAL,
				  "%s: a password of logins that is the same on every device", rule_name(out, p));
	}
}

static bool uses_password(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return password_used(e);
}

void rule_5_1_1_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);
	const struct declared_entry *feature = declared_find(d, "features", "passwords-used");
	bool any = false;

	DECLARED_EACH (d, "AuthMech", e) {
		any |= password_used(e);
		if (generated(out, d, e))
			unique(out, e);
		before_the_user(out, e);
	}
	stored(out, d);
	if (!any && entry_yes(feature, "holds"))
		rule_open(out, feature, "holds",
			  "The features say that passwords are used, and AuthMech declares none");
	rule_pass_those(out, "AuthMech", uses_password, "for a password, PIN or passphrase",
			"Every password that users do not choose is made to differ from unit to unit");
}

/* Units a to c of 5.1-2-1: what must not go into a pre-installed password. */
static void inputs(const struct facts *facts, struct finding_sink *out, const char *bad, const char *what,
		   const char *passes)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e) {
		const char *input;
		struct finding *f;

		if (!preinstalled(out, d, e) || !rule_has(out, e, "generation-inputs"))
			continue;
		input = input_among(e, bad);
		if (!input)
			continue;
		/* words drawn at random are a passphrase like any other: its strength is unit d's */
		if (strcmp(input, "dictionary") == 0 && entry_lists(e, "factor", "passphrase") &&
		    entry_lists(e, "generation-inputs", "csprng") && !entry_lists(e, "generation-inputs", "model") &&
		    !entry_lists(e, "generation-inputs", "constant"))
			continue;
		f = rule_fail(out, e, "generation-inputs", SEVERITY_HIGH, "%s: %s: %s goes into the password",
			      rule_name(out, e), what, input);
		finding_remedy(
			out, f,
			"5.1-2: make the password from a random generator alone; whoever knows one unit's %s must "
			"learn nothing about its password or the next unit's.",
			input);
	}
	pass_preinstalled(out, d, passes);
}

void rule_5_1_2_1_a(const struct facts *facts, struct finding_sink *out)
{
	/* Serial numbers are counted up, dates run on, a constant part is the same for all. */
	inputs(facts, out, "counter date serial-number constant", "a regularity",
	       "No counter, date or fixed part goes into pre-installed passwords");
}

void rule_5_1_2_1_b(const struct facts *facts, struct finding_sink *out)
{
	inputs(facts, out, "dictionary model constant", "a common string or pattern",
	       "No words, names or fixed strings go into pre-installed passwords");
}

/* What the prose says goes into the password, and the list of inputs leaves out; NULL. Prose that denies anything is
 * not read. */
static const char *told_input(const struct declared_entry *e)
{
	static const char *const data[][2] = {
		{"mac address", "mac-address"},
		{"mac", "mac-address"},
		{"hardware address", "mac-address"},
		{"serial", "serial-number"},
		{"serial number", "serial-number"},
		{"ssid", "ssid"},
		{"network name", "ssid"},
		{"imei", "imei"},
		{"model", "model"},
	};
	static const char *const denials[] = {"no",      "not",     "nothing",     "never",
					      "neither", "without", "independent", "unlike"};
	struct bytes text = bytes_str(entry_get(e, "generation"));

	for (size_t i = 0; i < ARRAY_LEN(denials); i++)
		if (said_has(text, bytes_str(denials[i])))
			return NULL;
	for (size_t i = 0; i < ARRAY_LEN(data); i++)
		if (said_has(text, bytes_str(data[i][0])) && !entry_lists(e, "generation-inputs", data[i][1]))
			return data[i][1];
	return NULL;
}

/* Public data behind a key of the device's own cannot be computed back; whether it enters that way is for a person. */
void rule_5_1_2_1_c(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e) {
		const char *input;

		if (!preinstalled(out, d, e) || !rule_has(out, e, "generation-inputs"))
			continue;
		input = told_input(e);
		if (input)
			finding_evidence(
				out,
				rule_open(out, e, "generation",
					  "%s: generation speaks of the %s, generation-inputs does not name it",
					  rule_name(out, e), input),
				entry_fact(e, "generation-inputs"));
		input = input_among(e, "mac-address serial-number ssid imei model");
		if (!input)
			continue;
		if (entry_lists(e, "generation-inputs", "device-key")) {
			rule_open(out, e, "generation-inputs",
				  "%s: does %s enter only through a function keyed with the device's secret?",
				  rule_name(out, e), input);
			continue;
		}
		rule_fail(out, e, "generation-inputs", SEVERITY_HIGH,
			  "%s: the password is tied to public data: %s goes into it", rule_name(out, e), input);
	}
	pass_preinstalled(out, d, "No pre-installed password is tied to data that is public or on the label");
}

/* Complexity. The attacks meant are automated and against many units at once (EN 303 645, 5.1-2). Criterion: fewer than
 * 20 bits are too few in any case (NIST SP 800-63B, 2017, 5.1.2: the least for a secret drawn at random, and that only
 * with guesses limited to 100); 40 bits are enough where guesses have to go over the device: against a million units
 * with a hundred guesses each, one in ten thousand such campaigns hits one unit (10^8 / 2^40). A WPA or WPA2 passphrase
 * is guessed away from the device, from one recorded handshake: it takes 64 bits (10^7 guesses a second would need
 * 50,000 years). Between the limits a person decides. */
#define LEAST_MILLIBITS 20000
#define ENOUGH_MILLIBITS 40000
#define OFFLINE_MILLIBITS 64000

bool password_offline(const struct declared_entry *e)
{
	for (size_t i = 0; i < entry_count(e, "cryptography"); i++) {
		struct bytes text = bytes_str(entry_at(e, "cryptography", i));

		if (said_has(text, bytes_str("WPA2")) || said_has(text, bytes_str("WPA")))
			return true;
	}
	return false;
}

void rule_5_1_2_1_d(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e) {
		struct finding *f;
		uint64_t bits;

		if (!preinstalled(out, d, e) || !rule_has(out, e, "generation-length") ||
		    !rule_has(out, e, "generation-alphabet") || !password_millibits(e, &bits))
			continue;
		if (bits >= (password_offline(e) ? OFFLINE_MILLIBITS : ENOUGH_MILLIBITS))
			continue;
		if (bits >= LEAST_MILLIBITS) {
			rule_open(out, e, "generation-length", "%s: %u bits (%s characters out of %s) may be too few",
				  rule_name(out, e), (unsigned)(bits / 1000), entry_get(e, "generation-length"),
				  entry_get(e, "generation-alphabet"));
			continue;
		}
		f = rule_fail(out, e, "generation-length", SEVERITY_HIGH,
			      "%s: %u bits are too few: %s characters out of %s", rule_name(out, e),
			      (unsigned)(bits / 1000), entry_get(e, "generation-length"),
			      entry_get(e, "generation-alphabet"));
		finding_remedy(out, f,
			       "5.1-2: 40 bits or more resist bulk guessing: 8 characters out of 32, or 13 digits; 12 "
			       "characters out of 32 resist guessing away from the device too.");
	}
	pass_preinstalled(out, d,
			  "Every pre-installed password has 40 bits or more, 64 where it can be guessed offline");
}

static bool of_machines(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return entry_is(e, "subject", "machine");
}

/* Not only AuthMech tells of machine passwords: a parameter of the kind password that protects the way to a service is
 * one too. */
void rule_5_1_2A_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e)
		if (!rule_has(out, e, "subject") || (entry_is(e, "subject", "machine") && !rule_has(out, e, "factor")))
			continue;
		else if (entry_is(e, "subject", "machine") && password_used(e))
			rule_fail(out, e, "factor", SEVERITY_MEDIUM, "%s: machines log in with a %s", rule_name(out, e),
				  entry_lists(e, "factor", "pin")          ? "PIN"
				  : entry_lists(e, "factor", "passphrase") ? "passphrase"
									   : "password");
	DECLARED_EACH (d, "SecParam", p)
		if (entry_is(p, "kind", "password") && entry_among(p, "protects", "service-communication updates"))
			rule_fail(out, p, "protects", SEVERITY_MEDIUM,
				  "%s is a password, and it guards communication between machines", rule_name(out, p));
	rule_pass_those(out, "AuthMech", of_machines, "for a login between machines",
			"No login between machines uses a password");
}

static bool of_users(const struct declared *d, const struct declared_entry *e)
{
	(void)d;
	return entry_is(e, "subject", "user") && !(entry_count(e, "factor") == 1 && entry_is(e, "factor", "none"));
}

/* 5.1-4-1. V2.1.1 asks in unit a for the documentation of each mechanism; V3.1.3 asks for the mechanism in a and for
 * the documentation in b. Whether a layman understands the words is for a person. */
static void changeable(const struct declared *d, struct finding_sink *out)
{
	DECLARED_EACH (d, "AuthMech", e) {
		struct finding *f;

		if (!rule_has(out, e, "subject") || !of_users(d, e))
			continue;
		if (entry_no(e, "change")) {
			f = rule_fail(out, e, "change", SEVERITY_HIGH, "%s: nobody can change the value",
				      rule_name(out, e));
			finding_remedy(
				out, f,
				"5.1-4: give the user or an administrator a simple way to change the value: a new "
				"password or PIN, a new pairing, a fingerprint enrolled again.");
			continue;
		}
		if (rule_has(out, e, "change"))
			(void)rule_reason(out, e, "change-how", SEVERITY_MEDIUM);
	}
}

void rule_5_1_4_1_a(const struct facts *facts, struct finding_sink *out)
{
	changeable(rule_begin(facts, out), out);
	rule_pass_those(out, "AuthMech", of_users, "for a login of users",
			"Every login of users has a way to change its value");
}

static void change_documented(const struct declared *d, struct finding_sink *out)
{
	const struct declared_entry *info = declared_one(d, "UserInfo");

	if (!declared_any(d) || !rule_reason(out, info, "documentation-of-change-mechanisms", SEVERITY_MEDIUM))
		return;
	if (rule_clean(out))
		rule_open(out, info, "documentation-of-change-mechanisms",
			  "A person has to read whether laymen understand: %s",
			  entry_get(info, "documentation-of-change-mechanisms"));
}

void rule_5_1_4_1_a_v2(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	changeable(d, out);
	change_documented(d, out);
}

void rule_5_1_4_1_b(const struct facts *facts, struct finding_sink *out)
{
	change_documented(rule_begin(facts, out), out);
}
