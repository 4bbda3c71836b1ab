/* 5.5, communicate securely. */
#include "assess/checks/check_rows.h"
#include "assess/checks/links.h"
#include "assess/checks/look.h"
#include "assess/checks/rule.h"

/* Services that are in the clear by their nature and carry nothing of the user's. */
static bool harmless(const struct fact *l)
{
	return look_among(l, LISTENER_SERVICE, "dns dhcp ntp upnp ssdp mdns igmp syslog");
}

static bool secure_twin(const struct facts *facts, const struct fact *l, const struct finding_sink *out)
{
	if (finding_full(out))
		return false;
	FACTS_EACH (facts, FACT_LISTENER, other)
		if (fact_is(other, LISTENER_SERVICE, "https") && look_listens(other) &&
		    facts_same_root(facts, other, l))
			return true;
	return false;
}

/* Plain HTTP can be a redirect to HTTPS, and what stands behind it may be public; telnet and ftp have no such excuse.
 */
static bool certainly_clear(const struct facts *facts, const struct fact *l, const struct finding_sink *out)
{
	if (look_among(l, LISTENER_SERVICE, "telnet ftp tftp rsh rlogin rexec") ||
	    look_among(l, LISTENER_PROGRAM, "telnetd utelnetd"))
		return true;
	return fact_is(l, LISTENER_SERVICE, "http") && fact_is(l, LISTENER_AUTH, "password") &&
	       !secure_twin(facts, l, out);
}

void check_5_5_1_cleartext_service(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		bool conditional = fact_is(l, LISTENER_ENABLED, "conditional"), certain;
		const char *what;
		struct finding *f;

		if ((!look_listens(l) && !conditional) || !look_cleartext(l) || harmless(l))
			continue;
		certain = !conditional && certainly_clear(facts, l, out);
		what = look_listener(l, out);
		f = finding_add(out, certain ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				certain && look_debug(l) ? SEVERITY_HIGH : SEVERITY_MEDIUM, l, what);
		finding_title(out, f, "%s talks without encryption%s", what, conditional ? " when it is started" : "");
		finding_detail(out, f,
			       "%s is started by %s%s%s. Everything it carries, logins included, can be read and "
			       "changed by others on the network.%s",
			       what, look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out),
			       fact_get(l, LISTENER_CONDITION).len ? " under the condition: " : "",
			       look_field(l, LISTENER_CONDITION, "", out),
			       certain ? ""
				       : " Whether it carries anything that needs protection could not be told from "
					 "the image.");
		finding_remedy(out, f,
			       "5.5-1: remove %s, or put it behind TLS or SSH: %s (telnet: dropbear with keys; ftp: "
			       "sftp; http: the "
			       "server's TLS listener with a key made per unit; mqtt: port 8883 with TLS).",
			       what, look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out));
	}
}

/* Passwords over those services. `remote`: 5.5-7 speaks of interfaces reachable from outside the local network, which
 * an image does not show. */
static void clear_password(const struct facts *facts, struct finding_sink *out, bool remote)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		const char *what;
		struct finding *f;

		if (!look_listens(l) || !look_cleartext(l) || !fact_is(l, LISTENER_AUTH, "password") || harmless(l))
			continue;
		if (!certainly_clear(facts, l, out))
			continue;
		what = look_listener(l, out);
		f = finding_add(out, remote ? VERDICT_INCONCLUSIVE : VERDICT_FAIL, SEVERITY_MEDIUM, l, what);
		finding_title(out, f, "Passwords for %s cross the network in clear", what);
		finding_detail(out, f, "%s asks for a password on a connection without encryption.%s", what,
			       remote ? " This provision fails where the interface can be reached from outside the "
					"local network, which depends on "
					"the firewall and the set-up."
				      : " Everybody on the same network can read it.");
		finding_remedy(out, f,
			       "5.5-%c: replace %s by its encrypted counterpart, or bind it to an interface that only "
			       "the owner reaches.",
			       remote ? '7' : '6', what);
	}
}

void check_5_5_6_clear_password(const struct facts *facts, struct finding_sink *out)
{
	clear_password(facts, out, false);
}

void check_5_5_7_clear_password(const struct facts *facts, struct finding_sink *out)
{
	clear_password(facts, out, true);
}

static const struct fact *open_root(const struct facts *facts, const struct fact *l, const struct finding_sink *out)
{
	if (finding_full(out))
		return NULL;
	FACTS_EACH (facts, FACT_ACCOUNT, a)
		if (fact_is(a, ACCOUNT_STATE, "empty") && look_root(a) && look_login(a) && facts_same_root(facts, a, l))
			return a;
	return NULL;
}

/* A shell or debugger that lets anybody in can change every security setting. */
void check_5_5_5_open_shell(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		bool conditional = fact_is(l, LISTENER_ENABLED, "conditional"),
		     none = fact_is(l, LISTENER_AUTH, "none");
		const struct fact *root = NULL;
		const char *what;
		struct finding *f;

		if ((!look_listens(l) && !conditional) || !(look_debug(l) || fact_is(l, LISTENER_SERVICE, "ssh")))
			continue;
		root = open_root(facts, l, out);
		if (!none && !root)
			continue;
		/* Most SSH servers refuse an empty password unless told otherwise. */
		if (!none && fact_is(l, LISTENER_SERVICE, "ssh"))
			continue;
		what = look_listener(l, out);
		f = finding_add(out, conditional ? VERDICT_INCONCLUSIVE : VERDICT_FAIL,
				conditional ? SEVERITY_HIGH : SEVERITY_CRITICAL, l,
				look_print(out, "%s %s", what, look_field(l, LISTENER_STARTED_BY, "", out)));
		if (root)
			finding_evidence(out, f, root);
		finding_title(out, f, "%s, started by %s, gives a shell without authentication%s", what,
			      look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out),
			      conditional ? " under a condition" : "");
		finding_detail(
			out, f,
			"%s, started by %s%s%s, %s. Whoever reaches the port can change everything on the device.",
			what, look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out),
			fact_get(l, LISTENER_CONDITION).len ? " under the condition " : "",
			look_field(l, LISTENER_CONDITION, "", out),
			root ? "asks for a login, and root has an empty password" : "asks for nothing");
		finding_remedy(out, f,
			       "5.5-5: do not start %s: take its line out of %s. Where remote maintenance is needed, "
			       "use SSH with a key per unit "
			       "that the owner switches on.",
			       look_field(l, LISTENER_PROGRAM, "it", out),
			       look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out));
	}
}

void check_5_5_4_open_service(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_LISTENER, l) {
		const char *what;
		struct finding *f;
		bool sure;

		if (!look_listens(l) || !fact_is(l, LISTENER_AUTH, "none") || look_debug(l) || harmless(l))
			continue;
		sure = look_among(l, LISTENER_SERVICE, "ftp tftp mqtt rtsp nfs smb");
		what = look_listener(l, out);
		f = finding_add(out, sure ? VERDICT_FAIL : VERDICT_INCONCLUSIVE, sure ? SEVERITY_MEDIUM : SEVERITY_LOW,
				l, what);
		finding_title(out, f, "%s serves without authentication", what);
		finding_detail(out, f, "%s, started by %s, was not seen to ask for authentication.%s", what,
			       look_field(l, LISTENER_STARTED_BY, look_path(facts, l, out), out),
			       sure ? "" : " A login may stand behind it, in a web page for example.");
		finding_remedy(out, f,
			       "5.5-4: set a login for %s in its configuration (mosquitto: allow_anonymous false; "
			       "vsftpd: anonymous_enable=NO).",
			       what);
	}
	FACTS_EACH (facts, FACT_CONFIG, c) {
		struct finding *f;
		const char *path;

		if (!fact_is(c, CONFIG_MEANING, "anonymous") || !fact_is(c, CONFIG_RISK, "weak"))
			continue;
		path = look_path(facts, c, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, c,
				look_print(out, "%s %s", path, look_field(c, CONFIG_KEY, "", out)));
		finding_title(out, f, "%s lets anybody in without a login: %s",
			      look_field(c, CONFIG_SERVICE, "A service", out), path);
		finding_detail(
			out, f,
			"%s sets %s to %s. Where the service runs, its functions are open to everybody on the network.",
			path, look_field(c, CONFIG_KEY, "the option", out), look_field(c, CONFIG_VALUE, "", out));
		finding_remedy(out, f, "5.5-4: forbid anonymous access in %s.", path);
	}
}

void check_5_5_4_authorized_key(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_KEY, k) {
		const char *path;
		struct finding *f;

		if (!fact_is(k, KEY_USE, "authorized-key") || fact_is(k, KEY_CLASS, "private"))
			continue;
		path = look_path(facts, k, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, k, path);
		finding_title(out, f, "The owner of a key in %s can log in to every unit", path);
		finding_detail(out, f,
			       "%s lists a public key as entitled to log in. It is the same on every unit; whether the "
			       "user knows and agreed is "
			       "not to be seen.",
			       path);
		finding_remedy(
			out, f,
			"5.5-4: take the key out of %s, or describe it in 1-AuthMech and let the user switch it on.",
			path);
	}
}

void check_5_5_1_weak_setting(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CONFIG, c) {
		const char *path, *service;
		struct finding *f;
		bool off;

		if (!fact_is(c, CONFIG_RISK, "weak") || !look_among(c, CONFIG_MEANING,
								    "protocol-version cipher verify-off hash mac "
								    "key-exchange key-size wifi-open wifi-encryption"))
			continue;
		path = look_path(facts, c, out);
		service = look_field(c, CONFIG_SERVICE, "a service", out);
		off = fact_is(c, CONFIG_MEANING, "verify-off");
		f = finding_add(out, VERDICT_FAIL, off ? SEVERITY_HIGH : SEVERITY_MEDIUM, c,
				look_print(out, "%s %s", path, look_field(c, CONFIG_KEY, "", out)));
		finding_title(out, f, "%s: %s is %s in %s", service, look_field(c, CONFIG_KEY, "a setting", out),
			      look_field(c, CONFIG_VALUE, "weak", out), path);
		finding_detail(out, f, "%s sets %s of %s to '%s' (%s). %s", path,
			       look_field(c, CONFIG_KEY, "a setting", out), service,
			       look_field(c, CONFIG_VALUE, "", out), look_field(c, CONFIG_MEANING, "", out),
			       off ? "The other side of the connection can be anybody."
				   : "It is not best practice: attacks on it are published.");
		finding_remedy(out, f,
			       "5.5-1: in %s allow TLS 1.2 and 1.3 with AEAD ciphers only (SSH: curve25519, "
			       "chacha20-poly1305 or AES-GCM) and "
			       "verify certificates.",
			       path);
	}
}

void check_5_5_1_unverified_connection(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SCRIPT, s) {
		const char *path;
		struct finding *f;

		if (!look_among(s, SCRIPT_PATTERN, "curl-insecure no-verify"))
			continue;
		path = look_path(facts, s, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, s, path);
		finding_title(out, f, "%s connects without verifying the certificate", path);
		finding_detail(out, f,
			       "Line %s of %s: %s. Whoever stands in between can answer in the place of the server. "
			       "Whether the script runs in "
			       "normal use could not be told.",
			       look_field(s, SCRIPT_LINE, "?", out), path, look_field(s, SCRIPT_CODE, "", out));
		finding_remedy(out, f,
			       "5.5-1: take out -k, --insecure or --no-check-certificate in %s and put the CA's "
			       "certificate into the image.",
			       path);
	}
}

void check_5_5_1_open_wifi(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_SECRET, s) {
		const char *path;
		struct finding *f;

		if (!fact_is(s, SECRET_CLASS, "wifi-open"))
			continue;
		path = look_path(facts, s, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, s, path);
		finding_title(out, f, "Wi-Fi without encryption in the defaults: %s", path);
		finding_detail(out, f,
			       "%s sets %s to '%s'. A device that starts with it carries all traffic in clear, set-up "
			       "included, unless the file "
			       "is replaced at first start.",
			       path, look_field(s, SECRET_NAME, "the mode", out),
			       look_field(s, SECRET_VALUE, "open", out));
		finding_remedy(out, f, "5.5-1: set WPA3 or WPA2 with CCMP and a key per unit as the default in %s.",
			       path);
	}
}

void check_5_5_1_weak_certificate(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_CERT, c) {
		uint64_t bits = 0;
		bool short_key, old_hash;
		const char *path;
		struct finding *f;

		if (!look_among(c, CERT_USE, "server client update") || fact_is(c, CERT_CA, "yes"))
			continue;
		short_key = look_among(c, CERT_ALGORITHM, "rsa dsa RSA DSA rsaEncryption") &&
			    fact_number(c, CERT_BITS, &bits) && bits && bits < 2048;
		old_hash = bytes_find_nocase(fact_get(c, CERT_SIGNATURE), "md5") != SIZE_MAX ||
			   bytes_find_nocase(fact_get(c, CERT_SIGNATURE), "sha1") != SIZE_MAX;
		if (!short_key && !old_hash)
			continue;
		path = look_path(facts, c, out);
		f = finding_add(out, VERDICT_FAIL, SEVERITY_MEDIUM, c,
				look_print(out, "%s %s", path, look_field(c, CERT_FINGERPRINT, "", out)));
		finding_title(out, f, "Weak certificate in %s: %s", path,
			      short_key ? look_print(out, "%s bits", look_field(c, CERT_BITS, "", out))
					: look_field(c, CERT_SIGNATURE, "", out));
		finding_detail(out, f,
			       "The certificate of %s in %s has a %s key of %s bits and is signed with %s. No current "
			       "catalogue accepts it.",
			       look_field(c, CERT_SUBJECT, "(no subject)", out), path,
			       look_field(c, CERT_ALGORITHM, "", out), look_field(c, CERT_BITS, "?", out),
			       look_field(c, CERT_SIGNATURE, "an unknown algorithm", out));
		finding_remedy(out, f,
			       "5.5-1: issue a new certificate with ECDSA P-256 or RSA of 3072 bits and SHA-256 in the "
			       "place of %s.",
			       path);
	}
}

static void clear_endpoints(const struct facts *facts, struct finding_sink *out, const char *uses,
			    const char *provision)
{
	FACTS_EACH (facts, FACT_ENDPOINT, e) {
		struct finding *f;

		if (!fact_is(e, ENDPOINT_SECURE, "no") || !look_among(e, ENDPOINT_USE, uses))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, e,
				look_field(e, ENDPOINT_HOST, look_field(e, ENDPOINT_URL, "", out), out));
		finding_title(out, f, "Address without encryption: %s in %s",
			      look_field(e, ENDPOINT_URL, look_field(e, ENDPOINT_HOST, "", out), out),
			      look_path(facts, e, out));
		finding_detail(out, f,
			       "%s names a server (%s) that is reached without encryption. What is sent there, and "
			       "whether it is sent at all, "
			       "shows in a capture.",
			       look_path(facts, e, out), look_field(e, ENDPOINT_USE, "", out));
		finding_remedy(out, f,
			       "%s: use the encrypted scheme (https, mqtts, wss) and verify the certificate, in %s.",
			       provision, look_path(facts, e, out));
	}
}

void check_5_5_1_clear_endpoint(const struct facts *facts, struct finding_sink *out)
{
	clear_endpoints(facts, out, "cloud", "5.5-1");
}

void check_5_8_2_clear_endpoint(const struct facts *facts, struct finding_sink *out)
{
	clear_endpoints(facts, out, "cloud telemetry", "5.8-2");
}

/* Its review is declared: rule_5_5_2_2_a compares the versions. */
static bool reviewed(const struct declared *d, const struct fact *component)
{
	DECLARED_EACH (d, "SoftComp", c)
		if (links_component(c, fact_get(component, COMPONENT_NAME)) &&
		    links_from(d, "NetSecImpl", "component", c->id))
			return true;
	return false;
}

void check_5_5_2_crypto_components(const struct facts *facts, struct finding_sink *out)
{
	const struct declared *d = rule_begin(facts, out);

	FACTS_EACH (facts, FACT_COMPONENT, c) {
		struct finding *f;

		if (look_among(c, COMPONENT_RELATION, "links built-with") ||
		    !look_among(c, COMPONENT_NAME,
				"openssl libopenssl libssl libcrypto mbedtls polarssl wolfssl cyassl axtls gnutls "
				"libgcrypt nettle "
				"libsodium libtomcrypt dropbear openssh wpa_supplicant wpa-supplicant wpad wpad-mini "
				"hostapd strongswan openvpn "
				"wireguard-tools matrixssl"))
			continue;
		if (!finding_full(out) && reviewed(d, c))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, c, "implementations");
		finding_title(out, f, "Security implementations in the image: %s %s%s",
			      look_field(c, COMPONENT_NAME, "", out), look_field(c, COMPONENT_VERSION, "", out),
			      f->evidence_count > 1 ? " and others" : "");
		finding_detail(out, f,
			       "These components carry out cryptography or network security. Compare their names and "
			       "versions with the review "
			       "reports in 12-NetSecImpl.");
		finding_remedy(
			out, f,
			"5.5-2: name the evaluation of each in 12-NetSecImpl, for the version that is in the image.");
	}
}
