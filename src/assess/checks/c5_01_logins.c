/* 5.1 declared against observed: logins that the image shows and AuthMech does not, passwords that lie in the image
 * although they are declared to be made per unit or set by the user, and schemes other than the declared ones. All of
 * it refutes only: that nothing is missing shows on the device. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"
#include "assess/checks/passwords.h"
#include "assess/checks/rule_look.h"
#include "core/base/text.h"

/* Of more accounts than this a hostile image's are left alone: each is compared with all. */
#define ACCOUNTS_MAX 2000

/* A password lets this account in: it has one (or an empty one), a shell, and stands in a file that is in use. */
static bool usable(const struct facts *facts, const struct fact *a)
{
	if (!look_among(a, ACCOUNT_STATE, "hash known empty") || !look_login(a) || look_unused_backup(facts, a) ||
	    !(look_among(a, ACCOUNT_SOURCE, "passwd shadow backup") || !fact_get(a, ACCOUNT_SOURCE).len))
		return false;
	if (facts_count(facts, FACT_ACCOUNT) > ACCOUNTS_MAX)
		return look_yes(a, ACCOUNT_LOGIN);
	FACTS_EACH (facts, FACT_ACCOUNT, other) /* shadow knows no shells; passwd does */
		if (facts_same_root(facts, a, other) &&
		    bytes_equal(fact_get(a, ACCOUNT_NAME), fact_get(other, ACCOUNT_NAME)) && !look_login(other))
			return false;
	return true;
}

static const struct fact *network_login(const struct facts *facts, const struct fact *account)
{
	FACTS_EACH (facts, FACT_LISTENER, l)
		if (look_listens(l) && facts_same_root(facts, l, account) &&
		    look_among(l, LISTENER_SERVICE, "telnet ssh ftp rlogin rsh"))
			return l;
	return NULL;
}

static bool admits(const struct declared_entry *e, struct bytes name)
{
	for (size_t i = 0; i < entry_count(e, "login"); i++)
		if (bytes_is(name, entry_at(e, "login", i)))
			return true;
	return false;
}

/* The mechanism that names the account and takes a password for it; `network`: one that is reached over a network. */
static const struct declared_entry *mechanism_of(const struct declared *d, struct bytes account, bool network)
{
	DECLARED_EACH (d, "AuthMech", e)
		if (password_used(e) && admits(e, account) && (!network || !entry_no(e, "network")))
			return e;
	return NULL;
}

/* What the table does say, beside what it does not. */
static void table_evidence(const struct declared *d, struct finding_sink *out, struct finding *f)
{
	const struct fact *none = declared_none(d, "AuthMech");

	if (none)
		finding_evidence(out, f, none);
	DECLARED_EACH (d, "AuthMech", e)
		finding_evidence(out, f, entry_fact(e, "id"));
}

static bool any_table(const struct declared *d, struct finding_sink *out)
{
	if (declared_count(d, "AuthMech") || declared_none(d, "AuthMech"))
		return true;
	if (declared_any(d))
		finding_missing(out, "IXIT table AuthMech in the product file, and a live device");
	return false;
}

static void undeclared_accounts(const struct facts *facts, const struct declared *d, struct finding_sink *out,
				bool network)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct fact *door;
		const char *name;
		struct finding *f;

		if (finding_full(out) || !usable(facts, a) || mechanism_of(d, fact_get(a, ACCOUNT_NAME), network))
			continue;
		door = network_login(facts, a);
		if (network && !door)
			continue;
		name = look_field(a, ACCOUNT_NAME, "(no name)", out);
		f = rule_fail_fact(out, a, look_print(out, "account %s", name), door ? SEVERITY_HIGH : SEVERITY_MEDIUM,
				   "%s can log in with a password in %s; no entry of AuthMech admits it", name,
				   look_path(facts, a, out));
		if (door)
			finding_evidence(out, f, door);
		table_evidence(d, out, f);
		finding_detail(out, f,
			       "The image holds a password (%s) for the account %s%s. None of the %zu entries of "
			       "AuthMech that "
			       "take a password names it under login%s.",
			       look_field(a, ACCOUNT_STATE, "", out), name,
			       door ? ", and a service that asks for accounts listens on the network" : "",
			       declared_count(d, "AuthMech"), network ? " and is reached over a network" : "");
		finding_remedy(
			out, f,
			"%s: lock %s ('!' in its password field), or declare the login: an AuthMech entry with its "
			"factor, how the password comes about, and login: [%s].",
			network ? "5.1-5" : "5.1-1", name, name);
	}
}

enum told { TOLD, TOLD_OTHERWISE, NOT_TOLD };

static bool same_port(const struct declared *d, const struct declared_entry *service, const struct fact *l)
{
	for (size_t i = 0; fact_get(l, LISTENER_PORT).len && i < entry_count(service, "interface"); i++) {
		const struct declared_entry *intf = rule_ref(d, service, "interface", i, "LogIntf");

		for (size_t j = 0; j < entry_count(intf, "port"); j++)
			if (bytes_is(fact_get(l, LISTENER_PORT), entry_at(intf, "port", j)))
				return true;
	}
	return false;
}

static bool same_service(const struct declared *d, const struct declared_entry *service, const struct fact *l)
{
	return (entry_has(service, "program") &&
		bytes_is(fact_get(l, LISTENER_PROGRAM), entry_get(service, "program"))) ||
	       same_port(d, service, l);
}

/* Whether the declaration knows that this listener asks for a password (or for what it asks). */
static enum told told(const struct declared *d, const struct fact *l, const struct declared_entry **ret_service)
{
	bool password = fact_is(l, LISTENER_AUTH, "password"), any = false;

	*ret_service = NULL;
	DECLARED_EACH (d, "SoftServ", s) {
		if (!same_service(d, s, l))
			continue;
		*ret_service = s;
		for (size_t i = 0; i < entry_count(s, "authentication"); i++) {
			const struct declared_entry *e = rule_ref(d, s, "authentication", i, "AuthMech");

			if (e && (!password || password_used(e)))
				return TOLD;
		}
	}
	if (*ret_service)
		return TOLD_OTHERWISE;
	DECLARED_EACH (d, "AuthMech", e)
		any |= entry_yes(e, "network") && (!password || password_used(e));
	return any ? NOT_TOLD : TOLD_OTHERWISE;
}

static void undeclared_listeners(const struct facts *facts, const struct declared *d, struct finding_sink *out,
				 const char *kinds, const char *provision)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		const struct declared_entry *service;
		const char *what;
		struct finding *f;
		enum told how;

		if (finding_full(out) || !look_listens(l) || !look_among(l, LISTENER_AUTH, kinds))
			continue;
		how = told(d, l, &service);
		if (how == TOLD)
			continue;
		what = look_listener(l, out);
		if (how == NOT_TOLD) {
			rule_open(out, NULL, look_print(out, "listener %s", what),
				  "%s asks for a %s; SoftServ does not say by which entry of AuthMech", what,
				  look_field(l, LISTENER_AUTH, "", out));
			continue;
		}
		f = rule_fail_fact(out, l, look_print(out, "listener %s", what), SEVERITY_HIGH,
				   "%s asks for a %s over the network; AuthMech does not declare it", what,
				   look_field(l, LISTENER_AUTH, "", out));
		if (service)
			finding_evidence(out, f, entry_fact(service, "authentication"));
		table_evidence(d, out, f);
		finding_detail(out, f, "The image starts %s, which lets in by %s. %s", what,
			       look_field(l, LISTENER_AUTH, "", out),
			       service ? "The entry of SoftServ for it refers to no mechanism of AuthMech that does so."
				       : "No entry of AuthMech is such a login over a network.");
		finding_remedy(
			out, f,
			"%s: switch the login off, or declare it in AuthMech and refer to it from SoftServ under "
			"authentication.",
			provision);
	}
}

void rule_5_1_1_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (!any_table(d, out))
		return;
	undeclared_accounts(facts, d, out, false);
	undeclared_listeners(facts, d, out, "password", "5.1-1");
}

void rule_5_1_5_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (!any_table(d, out))
		return;
	undeclared_accounts(facts, d, out, true);
	undeclared_listeners(facts, d, out, "password key", "5.1-5");
}

/* An account of a mechanism whose password lies in the image, the same on all units. */
static void in_image(const struct facts *facts, const struct declared *d, struct finding_sink *out, const char *key,
		     const char *value, const char *title)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct declared_entry *e = mechanism_of(d, fact_get(a, ACCOUNT_NAME), false);
		const char *name;
		struct finding *f;

		if (!e || !entry_is(e, key, value) || !usable(facts, a))
			continue;
		name = look_field(a, ACCOUNT_NAME, "", out);
		f = rule_fail_fact(out, a, look_print(out, "%s %s", e->id, name), SEVERITY_CRITICAL, title,
				   rule_name(out, e), name, look_path(facts, a, out));
		finding_evidence(out, f, entry_fact(e, key));
		finding_detail(
			out, f,
			"Declared: %s.%s is %s, and login names %s. The image holds a password for %s (%s), which is "
			"therefore the same on every unit.",
			rule_name(out, e), key, value, name, name, look_field(a, ACCOUNT_STATE, "", out));
		finding_remedy(
			out, f,
			"5.1-1: take the password of %s out of the image ('!' in its field) and let production or "
			"set-up write one per unit; or declare what is really done.",
			name);
	}
}

void rule_5_1_1_2_b(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	DECLARED_EACH (d, "AuthMech", e)
		if (password_used(e) && entry_is(e, "set-by", "user") && entry_no(e, "set-before-use"))
			rule_fail(out, e, "set-before-use", SEVERITY_HIGH,
				  "%s: it can be used before the user has set a password", rule_name(out, e));
	in_image(facts, d, out, "set-by", "user", "%s: users set it, but the image holds a password of %s in %s");
}

void rule_5_1_1_2_c(const struct facts *facts, struct finding_sink *out)
{
	in_image(facts, rule_begin(facts, out), out, "generation-unique", "yes",
		 "%s: made per unit, but the image holds a password of %s in %s");
}

/* A password that was guessed is a sample: is it one that the declared method would make? */
void rule_5_1_2_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct declared_entry *e = mechanism_of(d, fact_get(a, ACCOUNT_NAME), false);
		struct finding *f;
		uint64_t length;

		if (!e || !entry_yes(e, "generation-preinstalled") || !fact_is(a, ACCOUNT_STATE, "known") ||
		    !usable(facts, a) || !entry_number(e, "generation-length", &length) ||
		    fact_get(a, ACCOUNT_PASSWORD).len >= length)
			continue;
		f = rule_fail_fact(out, a, e->id, SEVERITY_CRITICAL,
				   "%s: %s characters are declared, the password of %s in %s has %zu",
				   rule_name(out, e), entry_get(e, "generation-length"),
				   look_field(a, ACCOUNT_NAME, "", out), look_path(facts, a, out),
				   fact_get(a, ACCOUNT_PASSWORD).len);
		finding_evidence(out, f, entry_fact(e, "generation-length"));
	}
}

/* A password of a program in the image: a login between machines. */
static bool machine_secret(const struct facts *facts, const struct fact *s)
{
	return fact_is(s, SECRET_CONFIDENCE, "high") && !look_example(facts, s) &&
	       (fact_is(s, SECRET_CLASS, "credential-url") ||
		(fact_is(s, SECRET_CLASS, "password") &&
		 look_among(s, SECRET_SERVICE,
			    "mqtt mosquitto ftp cloud smtp database mysql postgresql redis ppp vpn tr069 cwmp")));
}

void rule_5_1_2A_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	if (!any_table(d, out))
		return;
	DECLARED_EACH (d, "AuthMech", e)
		if (entry_is(e, "subject", "machine") && password_used(e))
			return; /* which of the two it is shows on the device */
	FACTS_EACH (facts, FACT_SECRET, s) {
		const char *what, *path;
		struct finding *f;

		if (finding_full(out) || !machine_secret(facts, s))
			continue;
		what = look_field(s, SECRET_SERVICE, "a service", out);
		path = look_path(facts, s, out);
		f = rule_fail_fact(out, s, look_print(out, "%s %s", path, what), SEVERITY_MEDIUM,
				   "The device logs in to %s with a password in %s; AuthMech declares no such login",
				   what, path);
		table_evidence(d, out, f);
		finding_remedy(out, f,
			       "5.1-2A: give each unit a key pair and a certificate instead of the password in %s; or "
			       "declare the login with subject: machine and give the reason in the ICS.",
			       path);
	}
}

/* 5.1-3-2: schemes that the image shows against those that are declared. */

struct scheme {
	const char *observed; /* as ACCOUNT_SCHEME has it */
	const char *name;     /* as declarations write it, without case and marks */
};
static const struct scheme schemes[] = {
	{"yescrypt", "yescrypt"},
	{"bcrypt", "bcrypt"},
	{"sha512crypt", "sha512crypt"},
	{"sha512crypt", "sha512-crypt"},
	{"sha512crypt", "sha-512-crypt"},
	{"sha256crypt", "sha256crypt"},
	{"sha256crypt", "sha256-crypt"},
	{"sha256crypt", "sha-256-crypt"},
	{"scrypt", "scrypt"},
	{"argon2", "argon2"},
	{"md5crypt", "md5crypt"},
	{"descrypt", "descrypt"},
	{"pbkdf2", "pbkdf2"},
};

/* The declared password scheme, and whether it is the observed one. */
static const char *declared_scheme(const struct declared_entry *e, const struct fact *a, bool *ret_same)
{
	const char *found = NULL;

	*ret_same = false;
	for (size_t i = 0; i < entry_count(e, "cryptography"); i++)
		for (size_t j = 0; j < ARRAY_LEN(schemes); j++) {
			const char *text = entry_at(e, "cryptography", i);

			if (bytes_find_nocase(bytes_str(text), schemes[j].name) == SIZE_MAX)
				continue;
			found = text;
			*ret_same |= bytes_starts(fact_get(a, ACCOUNT_SCHEME), schemes[j].observed);
		}
	return found;
}

static void other_schemes(const struct facts *facts, const struct declared *d, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct declared_entry *e = mechanism_of(d, fact_get(a, ACCOUNT_NAME), false);
		const char *scheme;
		struct finding *f;
		bool same;

		if (!e || !usable(facts, a) || !fact_get(a, ACCOUNT_SCHEME).len)
			continue;
		scheme = declared_scheme(e, a, &same);
		if (!scheme || same)
			continue;
		f = rule_fail_fact(out, a, e->id, SEVERITY_MEDIUM, "%s: %s is declared, %s holds a hash of %s",
				   rule_name(out, e), scheme, look_path(facts, a, out),
				   look_field(a, ACCOUNT_SCHEME, "", out));
		finding_evidence(out, f, entry_fact(e, "cryptography"));
	}
}

static bool protects_transport(const struct declared_entry *e)
{
	for (size_t i = 0; i < entry_count(e, "cryptography"); i++) {
		struct bytes text = bytes_str(entry_at(e, "cryptography", i));

		if (bytes_starts(text, "TLS") || bytes_starts(text, "DTLS") || bytes_starts(text, "SSH"))
			return true;
	}
	return false;
}

static void clear_transport(const struct facts *facts, const struct declared *d, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		if (!look_listens(l) || !look_cleartext(l))
			continue;
		DECLARED_EACH (d, "SoftServ", s) {
			if (!same_service(d, s, l))
				continue;
			for (size_t i = 0; i < entry_count(s, "authentication"); i++) {
				const struct declared_entry *e = rule_ref(d, s, "authentication", i, "AuthMech");
				struct finding *f;

				if (!protects_transport(e))
					continue;
				f = rule_fail_fact(out, l, look_print(out, "%s %s", e->id, look_listener(l, out)),
						   SEVERITY_HIGH, "%s: %s is declared, %s carries the login in clear",
						   rule_name(out, e), entry_get(e, "cryptography"),
						   look_listener(l, out));
				finding_evidence(out, f, entry_fact(e, "cryptography"));
				finding_evidence(out, f, entry_fact(s, "authentication"));
			}
		}
	}
}

void rule_5_1_3_2_a(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	other_schemes(facts, d, out);
	clear_transport(facts, d, out);
}
