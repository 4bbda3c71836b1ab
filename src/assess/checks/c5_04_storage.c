/* 5.4, securely store sensitive security parameters. A private key or secret in an image is hard-coded and shared by
 * all units that run it. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"

static bool hard_coded(const struct fact *key)
{
	return look_among(key, KEY_CLASS, "private symmetric") && look_real_key(key);
}

/* "an RSA key of 2048 bits (tls-server)" */
static const char *key_text(const struct fact *key, struct finding_sink *out)
{
	bool bits = fact_get(key, KEY_BITS).len, use = fact_get(key, KEY_USE).len;

	return look_print(out, "%s key%s%s%s%s%s%s",
			  look_field(key, KEY_ALGORITHM, look_field(key, KEY_CLASS, "secret", out), out),
			  bits ? " of " : "", look_field(key, KEY_BITS, "", out), bits ? " bits" : "", use ? " (" : "",
			  look_field(key, KEY_USE, "", out), use ? ")" : "");
}

static const char *key_subject(const struct facts *facts, const struct fact *key, struct finding_sink *out)
{
	return fact_get(key, KEY_FINGERPRINT).len
		       ? look_field(key, KEY_FINGERPRINT, "", out)
		       : look_print(out, "%s %llu", look_path(facts, key, out), (unsigned long long)key->offset);
}

void check_5_4_3_private_key(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_KEY, k) {
		bool encrypted = look_yes(k, KEY_ENCRYPTED), known = fact_get(k, KEY_KNOWN).len > 0;
		const char *path;
		struct finding *f;

		if (!hard_coded(k))
			continue;
		path = look_path(facts, k, out);
		f = finding_add(out, encrypted && !known ? VERDICT_INCONCLUSIVE : VERDICT_FAIL,
				known || look_among(k, KEY_USE, "update-signing") ? SEVERITY_CRITICAL
				: encrypted                                       ? SEVERITY_MEDIUM
										  : SEVERITY_HIGH,
				k, key_subject(facts, k, out));
		if (known)
			finding_title(out, f, "Publicly known private key: %s is '%s'", path,
				      look_field(k, KEY_KNOWN, "", out));
		else
			finding_title(out, f, "Private %s hard-coded in %s", key_text(k, out), path);
		finding_detail(out, f,
			       "%s holds a private or secret %s%s. Everybody who has the image has the key, and it is "
			       "the same on every unit.%s",
			       path, key_text(k, out), encrypted ? " under a passphrase" : "",
			       encrypted ? " Whether the passphrase stands in the image too could not be told."
			       : known   ? " It has been published, so it protects nothing."
					 : "");
		finding_remedy(out, f,
			       "5.4-3: take %s out of the image and generate the key on the device at first start, or "
			       "write it per unit at "
			       "production into protected storage (OpenWrt: px5g or dropbearkey in a first-boot "
			       "script; systemd: "
			       "ssh-keygen -A before the service starts).",
			       path);
	}
}

/* The class of a secret as people say it. */
static const char *secret_kind(const struct fact *s)
{
	static const char *const rows[][2] = {{"password", "password"},
					      {"token", "token"},
					      {"api-key", "API key"},
					      {"cloud-key", "cloud key"},
					      {"credential-url", "login in an address"},
					      {"symmetric-key", "symmetric key"}};

	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (fact_is(s, SECRET_CLASS, rows[i][0]))
			return rows[i][1];
	return "secret";
}

/* "pass = 'flets'", "ftp://user", "for AWS, AKIA...": what tells it from others of its file. */
static const char *secret_label(const struct fact *s, struct finding_sink *out)
{
	struct bytes value = bytes_part(fact_get(s, SECRET_VALUE), 0, 24);
	const char *more = fact_get(s, SECRET_VALUE).len > value.len ? "..." : "";
	const char *text = finding_text(out, value);

	if (fact_is(s, SECRET_CLASS, "credential-url"))
		return look_print(out, "%s://%s", look_field(s, SECRET_NAME, "", out),
				  look_field(s, SECRET_USER, "", out));
	if (fact_get(s, SECRET_NAME).len)
		return look_print(out, "%s = '%s%s'", look_field(s, SECRET_NAME, "", out), text, more);
	if (fact_get(s, SECRET_SERVICE).len)
		return look_print(out, "for %s, '%s%s'", look_field(s, SECRET_SERVICE, "", out), text, more);
	return look_print(out, "'%s%s'", text, more);
}

void check_5_4_3_hard_coded_secret(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SECRET, s) {
		bool sure = fact_is(s, SECRET_CONFIDENCE, "high");
		const char *path, *name;
		struct finding *f;

		if (!look_among(s, SECRET_CLASS, "password token api-key cloud-key credential-url symmetric-key") ||
		    fact_is(s, SECRET_CONFIDENCE, "low") || look_example(facts, s))
			continue;
		path = look_path(facts, s, out);
		name = secret_label(s, out);
		f = finding_add(out, sure ? VERDICT_FAIL : VERDICT_INCONCLUSIVE, sure ? SEVERITY_HIGH : SEVERITY_MEDIUM,
				s, look_print(out, "%s %s %s", path, name, look_field(s, SECRET_VALUE, "", out)));
		finding_title(out, f, "Hard-coded %s in %s: %s", secret_kind(s), path, name);
		finding_detail(out, f,
			       "%s holds the %s '%s'%s%s. It is part of the software and the same on every unit; who "
			       "reads the image has it.%s",
			       path, secret_kind(s), look_field(s, SECRET_VALUE, "", out),
			       fact_get(s, SECRET_SERVICE).len ? ", used for " : "",
			       look_field(s, SECRET_SERVICE, "", out),
			       sure ? "" : " Whether it is in use could not be told.");
		finding_remedy(out, f,
			       "5.4-3: take the value out of %s, revoke it, and give each unit its own at production "
			       "or at registration with "
			       "the service.",
			       path);
	}
}

/* 5.4-4 speaks of keys for update checks and for communication with services. */
void check_5_4_4_shared_key(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_KEY, k) {
		/* A server's own key protects whoever logs in to the device, not always a service of the maker's. */
		bool own = look_among(k, KEY_USE, "tls-server server ssh-host");
		struct finding *f;
		const char *path;

		if (!hard_coded(k) || (look_yes(k, KEY_ENCRYPTED) && !fact_get(k, KEY_KNOWN).len) ||
		    !look_among(k, KEY_USE,
				"tls-server tls-client client server cloud vpn update-signing update mqtt ssh-host "
				"ssh-client"))
			continue;
		path = look_path(facts, k, out);
		f = finding_add(out, own ? VERDICT_INCONCLUSIVE : VERDICT_FAIL, own ? SEVERITY_MEDIUM : SEVERITY_HIGH,
				k, key_subject(facts, k, out));
		finding_title(out, f, "Every unit uses the same %s: %s", key_text(k, out), path);
		if (fact_get(k, KEY_FINGERPRINT).len && !finding_full(out))
			FACTS_EACH (facts, FACT_CERT, c)
				if (bytes_equal(fact_get(c, CERT_KEY_FINGERPRINT), fact_get(k, KEY_FINGERPRINT)))
					finding_evidence(out, f, c);
		finding_detail(out, f,
			       "The key in %s protects communication or updates and stands in the image. One unit "
			       "taken apart opens all: its "
			       "traffic can be read or its identity taken over everywhere.%s",
			       path,
			       own ? " Whether it also protects communication with a service of the maker\'s could not "
				     "be told."
				   : "");
		finding_remedy(out, f,
			       "5.4-4: generate the key of %s per unit, with the kernel's random generator, at first "
			       "start or at production.",
			       path);
	}
}

void check_5_4_1_readable_secret(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PERMISSION, p) {
		const char *path;
		struct finding *f;

		if (!fact_is(p, PERMISSION_ISSUE, "secret-readable"))
			continue;
		path = look_path(facts, p, out);
		f = finding_add(out, VERDICT_FAIL, SEVERITY_MEDIUM, p, path);
		finding_title(out, f, "Every program can read %s (mode %s)", path,
			      look_field(p, PERMISSION_MODE, "open", out));
		finding_detail(out, f,
			       "%s holds passwords or keys and its mode lets every user of the system read it. A hole "
			       "in any program gives "
			       "them away.",
			       path);
		finding_remedy(out, f,
			       "5.4-1: set the mode of %s to 0600 and its owner to the one program that needs it, in "
			       "the image's file list.",
			       path);
	}
}

void check_5_4_1_plain_password(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_ACCOUNT, a) {
		const char *path;
		struct finding *f;

		if (!fact_is(a, ACCOUNT_SCHEME, "plain") || !fact_get(a, ACCOUNT_PASSWORD).len)
			continue;
		path = look_path(facts, a, out);
		f = finding_add(out, VERDICT_FAIL, SEVERITY_MEDIUM, a,
				look_print(out, "%s %s", path, look_field(a, ACCOUNT_NAME, "", out)));
		finding_title(out, f, "Password of %s is stored in clear in %s",
			      look_field(a, ACCOUNT_NAME, "an account", out), path);
		finding_detail(
			out, f,
			"%s keeps a password as text, not as a salted hash. Whoever reads the file has the password.",
			path);
		finding_remedy(
			out, f,
			"5.4-1: store a salted hash of a slow scheme (yescrypt, Argon2id) in place of the text in %s.",
			path);
	}
}
