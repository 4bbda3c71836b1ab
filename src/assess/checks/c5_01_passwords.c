/* 5.1, no universal default passwords. Whatever stands in an image stands in every unit that runs it: a password there
 * is neither unique per device nor set by the user. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"

/* True where somebody can reach a login prompt of this root: a service or a console. */
static const struct fact *login_of(const struct facts *facts, const struct fact *account,
				   const struct finding_sink *out)
{
	if (finding_full(out))
		return NULL;
	FACTS_EACH (facts, FACT_LISTENER, l)
		if (look_listens(l) && facts_same_root(facts, l, account) &&
		    look_among(l, LISTENER_SERVICE, "telnet ssh ftp http https rlogin rsh"))
			return l;
	FACTS_EACH (facts, FACT_CONSOLE, c)
		if (facts_same_root(facts, c, account))
			return c;
	return NULL;
}

void check_5_1_1_empty_password(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct fact *login;
		struct finding *f;
		const char *name, *path;
		bool counts;

		if (!fact_is(a, ACCOUNT_STATE, "empty"))
			continue;
		counts = look_login(a) && !look_unused_backup(facts, a);
		login = login_of(facts, a, out);
		name = look_field(a, ACCOUNT_NAME, "(no name)", out);
		path = look_path(facts, a, out);
		f = finding_add(out, counts ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				!counts                 ? SEVERITY_LOW
				: login && look_root(a) ? SEVERITY_CRITICAL
							: SEVERITY_HIGH,
				a, look_print(out, "empty %s", name));
		finding_title(out, f, "%s has an empty password in %s", name, path);
		finding_detail(
			out, f,
			"The password field of account %s is empty, so anybody is let in without one, on every unit "
			"alike. %s",
			name,
			!counts ? "The account has no login shell, or the file is a copy that is not in use as far as "
				  "was seen."
			: login ? "A login can be reached: a service or a console of this image asks for accounts."
				: "No service or console that asks for it was seen to start; local programs can still "
				  "use it.");
		finding_remedy(out, f,
			       "5.1-1: in %s put '!' or '*' into the password field of %s, or let set-up refuse to "
			       "finish until "
			       "the user has chosen a password, or give every unit its own.",
			       path, name);
		if (login && counts)
			finding_evidence(out, f, login);
	}
}

void check_5_1_1_shared_password_hash(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const char *name, *path;
		struct finding *f;
		bool counts;

		if (!fact_is(a, ACCOUNT_STATE, "hash"))
			continue;
		counts = look_login(a) && !look_unused_backup(facts, a);
		name = look_field(a, ACCOUNT_NAME, "(no name)", out);
		path = look_path(facts, a, out);
		f = finding_add(out, counts ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				counts ? SEVERITY_HIGH : SEVERITY_LOW, a,
				look_print(out, "hash %s %s", name, look_field(a, ACCOUNT_HASH, "", out)));
		finding_title(out, f, "%s has the same password on every unit: hash in %s", name, path);
		finding_detail(out, f,
			       "A %s hash of the password of %s stands in the image, so the password behind it is the "
			       "same on every "
			       "unit. Whoever finds it out once can log in everywhere. It was not among the known "
			       "passwords.%s",
			       look_field(a, ACCOUNT_SCHEME, "password", out), name,
			       counts ? ""
				      : " The account has no login shell, or the file is a copy that is not in use as "
					"far as was seen.");
		finding_remedy(out, f,
			       "5.1-1: lock %s in %s ('!' in the password field) and let set-up write a password that "
			       "the user "
			       "chose, or one generated per unit at production.",
			       name, path);
	}
}

void check_5_1_1_known_password(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const struct fact *login;
		const char *name, *path, *password;
		struct finding *f;
		bool counts;

		if (!fact_is(a, ACCOUNT_STATE, "known"))
			continue;
		counts = look_login(a) && !look_unused_backup(facts, a);
		login = login_of(facts, a, out);
		name = look_field(a, ACCOUNT_NAME, "(no name)", out);
		path = look_path(facts, a, out);
		password = look_field(a, ACCOUNT_PASSWORD, "", out);
		f = finding_add(out, counts ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				!counts                 ? SEVERITY_MEDIUM
				: look_root(a) || login ? SEVERITY_CRITICAL
							: SEVERITY_HIGH,
				a, look_print(out, "known %s %s", name, look_field(a, ACCOUNT_HASH, password, out)));
		finding_title(out, f, "Password of %s is known: '%s', in %s", name, password, path);
		finding_detail(out, f,
			       "The password of %s%s stands in the image as %s and is '%s'. It is the same on every "
			       "unit, and attackers "
			       "try such passwords first.%s%s",
			       name, look_root(a) ? " (uid 0)" : "", look_field(a, ACCOUNT_SCHEME, "text", out),
			       password,
			       look_among(a, ACCOUNT_SALT, "no fixed") ? " The hash has no salt of its own." : "",
			       counts ? ""
				      : " The account has no login shell, or the file is a copy that is not in use as "
					"far as was seen.");
		finding_remedy(out, f,
			       "5.1-1: lock %s in %s ('!' in the password field) and let set-up write a password that "
			       "the user "
			       "chose, or one generated per unit at production.",
			       name, path);
		if (login && counts)
			finding_evidence(out, f, login);
	}
}

/* Passwords in clear that let somebody in: Wi-Fi, WPS, SNMP communities, service logins. */
void check_5_1_1_default_secret(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SECRET, s) {
		bool wireless = look_among(s, SECRET_CLASS, "wifi-psk wps-pin"),
		     login = look_among(s, SECRET_CLASS, "password snmp-community"),
		     sure = fact_is(s, SECRET_CONFIDENCE, "high");
		const char *path, *value, *what;
		struct finding *f;

		if ((!wireless && !login) || look_example(facts, s))
			continue;
		path = look_path(facts, s, out);
		value = look_field(s, SECRET_VALUE, "", out);
		what = fact_is(s, SECRET_CLASS, "wifi-psk")         ? "Wi-Fi key"
		       : fact_is(s, SECRET_CLASS, "wps-pin")        ? "WPS PIN"
		       : fact_is(s, SECRET_CLASS, "snmp-community") ? "SNMP community"
								    : "password";
		f = finding_add(out, sure ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				!sure ? SEVERITY_MEDIUM
				: look_among(s, SECRET_SERVICE, "telnet telnetd ssh sshd dropbear utelnetd")
					? SEVERITY_CRITICAL
					: SEVERITY_HIGH,
				s, look_print(out, "%s %s %s", path, look_field(s, SECRET_NAME, "", out), value));
		finding_title(out, f, "Same %s on every unit: '%s' in %s", what, value, path);
		finding_detail(
			out, f,
			"%s%s%s holds the %s '%s'%s%s%s%s. A value in the image is the same on every unit and can be "
			"read by "
			"anybody who has the image.%s",
			path, fact_get(s, SECRET_NAME).len ? ": " : "", look_field(s, SECRET_NAME, "", out), what,
			value, fact_get(s, SECRET_USER).len ? " of user " : "", look_field(s, SECRET_USER, "", out),
			fact_get(s, SECRET_SERVICE).len ? " for " : "", look_field(s, SECRET_SERVICE, "", out),
			sure ? "" : " Whether this value is in use, or replaced at first start, could not be told.");
		finding_remedy(out, f,
			       wireless ? "5.1-1: take the value out of %s and write one per unit at production "
					  "(printed on its "
					  "label, from a random generator, not from MAC or serial number), or let the "
					  "user choose it."
					: "5.1-1: take the value out of %s; let the user choose it at set-up or "
					  "generate it per unit.",
			       path);
	}
}

static bool weak_scheme(const struct fact *a)
{
	return look_among(a, ACCOUNT_SCHEME,
			  "descrypt bsdicrypt md5crypt apr1 ntlm lm md5 sha1 sha256 mysql plain digest-md5") ||
	       look_among(a, ACCOUNT_SALT, "no fixed");
}

void check_5_1_3_weak_password_hash(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const char *scheme = look_field(a, ACCOUNT_SCHEME, "unsalted", out);
		struct finding *f;

		if (!look_among(a, ACCOUNT_STATE, "hash known") || !weak_scheme(a) || !look_login(a) ||
		    look_unused_backup(facts, a))
			continue;
		/* One finding per scheme. */
		f = finding_add(out, VERDICT_FAIL, SEVERITY_MEDIUM, a, scheme);
		finding_title(out, f, "Passwords are stored as %s%s", scheme,
			      look_among(a, ACCOUNT_SALT, "no fixed") ? " without a salt of their own" : "");
		finding_detail(out, f,
			       "The login checks passwords against %s, for example of %s in %s. It is not best "
			       "practice: a common graphics card "
			       "tries billions of guesses against the oldest of these schemes and millions against "
			       "md5crypt in a second.",
			       scheme, look_field(a, ACCOUNT_NAME, "(no name)", out), look_path(facts, a, out));
		finding_remedy(
			out, f,
			"5.1-3: hash passwords with yescrypt, Argon2id or at least sha512crypt with a random salt: set "
			"ENCRYPT_METHOD in /etc/login.defs, or CONFIG_FEATURE_DEFAULT_PASSWD_ALGO=\"sha512\" in "
			"BusyBox, and "
			"link against a C library that knows the scheme.");
	}
}

/* A login server told to read passwords from a file of plain text, as dropbear with '-A FILE' on some routers. */
void check_5_1_3_plain_password_file(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SECRET, s) {
		const char *service, *path;
		struct finding *f;

		if (!fact_is(s, SECRET_CLASS, "password-file") || look_example(facts, s))
			continue;
		service = look_field(s, SECRET_SERVICE, "a login server", out);
		path = look_path(facts, s, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, s, look_print(out, "%s %s", service, path));
		finding_title(out, f, "%s takes passwords from a plain text file: %s", service, path);
		finding_detail(
			out, f,
			"%s starts it as '%s'. The option names a file that holds the password itself, so whoever "
			"reads the file can log in.",
			path, look_field(s, SECRET_VALUE, "", out));
		finding_remedy(
			out, f,
			"5.1-3: let %s check hashes (yescrypt or sha512crypt in /etc/shadow) or keys; drop the option "
			"in %s.",
			service, path);
	}
}

void check_5_1_1_empty_password_allowed(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONFIG, c) {
		const char *service, *path;
		struct finding *f;

		if (!fact_is(c, CONFIG_MEANING, "empty-password") || !fact_is(c, CONFIG_RISK, "weak"))
			continue;
		service = look_field(c, CONFIG_SERVICE, "a service", out);
		path = look_path(facts, c, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, c, look_print(out, "%s %s", service, path));
		finding_title(out, f, "%s lets accounts without a password in: %s", service, path);
		finding_detail(out, f,
			       "%s sets %s to %s. An account whose password was never set can be used over the network "
			       "then, so nothing makes "
			       "the user set one.",
			       path, look_field(c, CONFIG_KEY, "the option", out),
			       look_field(c, CONFIG_VALUE, "yes", out));
		finding_remedy(
			out, f,
			"5.1-1: in %s refuse empty passwords (OpenSSH: PermitEmptyPasswords no; Dropbear: no -B).",
			path);
	}
}

void check_5_1_5_password_login_over_network(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		struct finding *f;

		if (!look_listens(l) || !fact_is(l, LISTENER_AUTH, "password"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, l, "network logins");
		finding_title(out, f, "Password logins over the network: %s%s", look_listener(l, out),
			      f->evidence_count > 1 ? " and others" : "");
		finding_detail(out, f,
			       "Programs that ask for a password listen on the network. Whether guessing is slowed "
			       "down or stopped "
			       "can be tried on a running device; the image does not show it.");
		finding_remedy(out, f,
			       "5.1-5: state the defence of each login in 1-AuthMech (Dropbear: -T tries; OpenSSH: "
			       "MaxAuthTries with "
			       "a firewall rate limit; web pages: a growing delay that survives a restart).");
	}
}

void check_5_1_2A_machine_password(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SECRET, s) {
		const char *path, *what;
		struct finding *f;

		if (!look_among(s, SECRET_CLASS, "credential-url") &&
		    !(fact_is(s, SECRET_CLASS, "password") &&
		      look_among(s, SECRET_SERVICE,
				 "mqtt mosquitto ftp cloud smtp database mysql postgresql redis ppp vpn tr069 cwmp")))
			continue;
		path = look_path(facts, s, out);
		what = look_field(s, SECRET_SERVICE, "a service", out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, s,
				look_print(out, "%s %s", path, look_field(s, SECRET_NAME, what, out)));
		finding_title(out, f, "The device logs in to %s with a password: %s", what, path);
		finding_detail(out, f,
			       "%s holds a password that a program, not a person, uses. Machine-to-machine logins "
			       "should do without.",
			       path);
		finding_remedy(out, f,
			       "5.1-2A: give each unit its own key pair and certificate and use mutual TLS instead of "
			       "the password in %s.",
			       path);
	}
}
