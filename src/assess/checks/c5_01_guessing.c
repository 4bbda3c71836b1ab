/* 5.1-5-1: can guessing over a network succeed? Computed from the guesses an attacker gets and from what there is to
 * guess, per mechanism.
 *
 * Keys and certificates are out of reach of guessing; their strength is 5.1-3's business.
 *
 * What a generator made: the probability that an attacker who guesses all through the support period hits. At most
 * 2^-14 passes and more than 2^-10 fails: the limits that NIST SP 800-63 (2006 to 2013, levels 2 and 1) set for
 * guessing over a password's life. Without dates five years count, the shortest support period of Regulation (EU)
 * 2024/2847, Article 13(8).
 *
 * What users choose comes from far fewer values than it could: the 100,000 commonest passwords (NCSC and Have I Been
 * Pwned published such a list in 2019) are tried first; ten times as many where these are refused or where 15
 * characters (NIST SP 800-63B-4, 2025) are the least; all values of a PIN where that is fewer. It passes where a lock
 * ends guessing after 1/1000 of them, 100 at most (NIST SP 800-63B, 2017, 5.2.2), or where trying them all takes a
 * year, and fails where a week is enough. What lies between is left to a person. */
#include "assess/checks/check_rows.h"
#include "assess/checks/passwords.h"
#include "assess/checks/rule_look.h"
#include "assess/checks/said.h"
#include "core/base/day.h"

#define COMMON_PASSWORDS 100000
#define UNCOMMON_LENGTH 15
#define LIMIT_MAX 100
#define PASS_MILLIBITS 14000
#define FAIL_MILLIBITS 10000
#define OFFLINE_MILLIBITS 64000 /* as for 5.1-2 */
#define HOURS_WEEK 168
#define HOURS_YEAR 8760

static uint64_t support_hours(const struct declared *d)
{
	const struct declared_entry *s = declared_one(d, "support"), *p = declared_one(d, "product");
	int32_t start, end;

	if (day_parse(bytes_str(entry_get(s, "end")), &end) &&
	    (day_parse(bytes_str(entry_get(s, "start")), &start) ||
	     day_parse(bytes_str(entry_get(p, "placed-on-market")), &start) ||
	     day_parse(bytes_str(entry_get(p, "statement-date")), &start)) &&
	    end > start)
		return (uint64_t)(end - start) * 24;
	return 5 * HOURS_YEAR;
}

static bool guessable(const struct declared_entry *e)
{
	return entry_among(e, "factor", "password pin passphrase token biometric pairing");
}

struct defence {
	bool limited, paced;
	uint64_t limit, per_hour;
};

static void generated(const struct declared *d, struct finding_sink *out, const struct declared_entry *e,
		      const struct defence *def, uint64_t bits)
{
	uint64_t guesses = UINT64_MAX, hours = support_hours(d), spent;
	struct finding *f;

	if (def->paced)
		guesses = def->per_hour > UINT32_MAX ? UINT64_MAX : def->per_hour * hours;
	if (def->limited && def->limit < guesses)
		guesses = def->limit;
	spent = guesses > 1 ? said_log2(guesses) : 0;
	if (spent + PASS_MILLIBITS <= bits)
		return;
	if (spent + FAIL_MILLIBITS <= bits) {
		rule_open(out, e, "guesses-per-hour",
			  "%s: %u bits against 2^%u guesses: chances better than 1 in 16,000", rule_name(out, e),
			  (unsigned)(bits / 1000), (unsigned)(spent / 1000));
		return;
	}
	f = rule_fail(out, e, "guesses-per-hour", SEVERITY_HIGH,
		      "%s: guessing pays: %u bits against 2^%u guesses in the support period", rule_name(out, e),
		      (unsigned)(bits / 1000), (unsigned)(spent / 1000));
	finding_evidence(out, f, entry_fact(e, "generation-length"));
	finding_detail(out, f,
		       "Declared: %s characters out of %s (%u bits), %s guesses an hour%s%s. Over %u years of support "
		       "an attacker "
		       "guesses right with a probability above 1 in 1,024.",
		       entry_get(e, "generation-length"), entry_get(e, "generation-alphabet"), (unsigned)(bits / 1000),
		       def->paced ? entry_get(e, "guesses-per-hour") : "any number of",
		       def->limited ? ", lock after " : "", def->limited ? entry_get(e, "guess-limit") : "",
		       (unsigned)(hours / HOURS_YEAR));
	finding_remedy(
		out, f,
		"5.1-5: lock the mechanism after some guesses until the owner acts, slow guesses down, or make the "
		"value longer.");
}

/* How many values an attacker tries first. */
static uint64_t tried_first(const struct declared_entry *e)
{
	uint64_t length = 0, all = 1, most = COMMON_PASSWORDS;
	bool said = entry_number(e, "minimum-length", &length);

	if (entry_lists(e, "factor", "pin")) {
		length = said ? length : 4; /* what PINs mostly have */
		for (uint64_t i = 0; i < length && all < most; i++)
			all *= 10;
		return all < most ? all : most;
	}
	return entry_yes(e, "common-refused") || length >= UNCOMMON_LENGTH ? most * 10 : most;
}

static void chosen(struct finding_sink *out, const struct declared_entry *e, const struct defence *def)
{
	uint64_t values = tried_first(e);
	struct finding *f;

	if (def->limited && def->limit <= values / 1000 && def->limit <= LIMIT_MAX)
		return;
	if (def->paced && def->per_hour <= values / HOURS_YEAR)
		return;
	if (def->limited && def->limit < values / 10) {
		rule_open(out, e, "guess-limit", "%s: are %s guesses few enough against what users choose?",
			  rule_name(out, e), entry_get(e, "guess-limit"));
		return;
	}
	if (!def->paced || def->per_hour < values / HOURS_WEEK) {
		rule_open(out, e, def->paced ? "guesses-per-hour" : "guess-limit",
			  "%s: is %s guesses an hour slow enough against what users choose?", rule_name(out, e),
			  def->paced ? entry_get(e, "guesses-per-hour") : "any number of");
		return;
	}
	f = rule_fail(out, e, "guesses-per-hour", SEVERITY_HIGH,
		      "%s: %s guesses an hour try the %u commonest values within a week", rule_name(out, e),
		      entry_get(e, "guesses-per-hour"), (unsigned)values);
	finding_remedy(
		out, f,
		"5.1-5: lock the mechanism after %u wrong guesses until the owner acts (then declare guess-limit), or "
		"let the pause grow with each wrong guess.",
		(unsigned)(values / 1000 ? values / 1000 : 1));
}

static void mechanism(const struct declared *d, struct finding_sink *out, const struct declared_entry *e)
{
	struct defence def = {0};
	uint64_t bits;

	if (!rule_has(out, e, "factor") || !guessable(e))
		return;
	if (!rule_reason(out, e, "brute-force", SEVERITY_HIGH))
		return;
	def.limited = entry_number(e, "guess-limit", &def.limit);
	def.paced = entry_number(e, "guesses-per-hour", &def.per_hour);
	if ((def.limited && !def.limit) || (def.paced && !def.per_hour)) {
		rule_open(out, e, def.limited && !def.limit ? "guess-limit" : "guesses-per-hour",
			  "%s: with no guess at all nobody could log in: how many are there?", rule_name(out, e));
		return;
	}
	if (!def.limited && !def.paced) {
		rule_open(out, e, "guesses-per-hour", "%s does not say how many guesses an attacker gets",
			  rule_name(out, e));
		return;
	}
	if (password_used(e) && password_offline(e) &&
	    (entry_is(e, "set-by", "user") || !password_millibits(e, &bits) || bits < OFFLINE_MILLIBITS))
		rule_open(
			out, e, "cryptography",
			"%s: what limits guessing at the device does not limit it where a WPA2 handshake was recorded",
			rule_name(out, e));
	else if (password_used(e) && entry_is(e, "set-by", "user"))
		chosen(out, e, &def);
	else if (password_millibits(e, &bits))
		generated(d, out, e, &def, bits);
	else
		rule_open(out, e, "factor", "%s: what there is to guess is not said: a person has to judge the defence",
			  rule_name(out, e));
}

/* Declared as not on a network, and yet it guards what is. */
bool password_over_network(const struct declared *d, const struct declared_entry *e)
{
	if (!entry_no(e, "network"))
		return true;
	DECLARED_EACH (d, "SoftServ", s)
		if (entry_yes(s, "network") && entry_lists(s, "authentication", e->id))
			return true;
	return false;
}

void rule_5_1_5_1_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e)
		if (password_over_network(d, e) && rule_has(out, e, "network"))
			mechanism(d, out, e);
	rule_pass_those(out, "AuthMech", password_over_network, "that is reached over a network",
			"Guessing over a network is impracticable for every mechanism");
}
