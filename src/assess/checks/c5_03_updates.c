/* 5.3, keep software updated: what the image's own updaters check, over what they fetch, and whether the input itself
 * can be verified. */
#include "assess/checks/check_rows.h"
#include "assess/checks/look.h"

static bool unverified(const struct fact *update)
{
	return look_among(update, UPDATE_VERIFY, "none checksum hash");
}

static bool over_network(const struct fact *update)
{
	return look_among(update, UPDATE_TRANSPORT, "https http ftp tftp mqtt");
}

/* What an updater checks, in words. */
static const char *checks_what(const struct fact *update)
{
	return fact_is(update, UPDATE_VERIFY, "checksum") ? "only a checksum, which anybody can recompute"
	       : fact_is(update, UPDATE_VERIFY, "hash")   ? "only a hash that comes with the update"
							  : "nothing, as far as was seen";
}

static void updaters(const struct facts *facts, struct finding_sink *out, bool network_only, const char *provision,
		     const char *why)
{
	FACTS_EACH (facts, FACT_UPDATE, u) {
		const char *agent, *path;
		struct finding *f;

		if (!unverified(u) || (network_only && !over_network(u)))
			continue;
		agent = look_field(u, UPDATE_AGENT, "the updater", out);
		f = finding_add(out, VERDICT_FAIL, SEVERITY_HIGH, u, agent);
		path = look_path(facts, f->evidence[0] ? f->evidence[0] : u, out);
		finding_title(out, f, "%s installs updates without verifying a signature: %s", agent, path);
		finding_detail(out, f, "Before installing, %s checks %s.%s%s%s %s", agent, checks_what(u),
			       over_network(u) ? " Updates come over " : "",
			       over_network(u) ? look_field(u, UPDATE_TRANSPORT, "", out) : "",
			       over_network(u) ? "." : "", why);
		finding_remedy(out, f,
			       "%s: sign updates at production and verify the signature in %s against a key in the "
			       "read-only part of the "
			       "image before anything is written (RAUC or SWUpdate with a CMS signature; OpenWrt: "
			       "ucert and usign, "
			       "and sysupgrade without -F).",
			       provision, path);
	}
}

void check_5_3_9_unverified_update(const struct facts *facts, struct finding_sink *out)
{
	updaters(facts, out, false, "5.3-9",
		 "An altered update would be installed: nothing shows the device who made it.");
}

void check_5_3_10_untrusted_network_update(const struct facts *facts, struct finding_sink *out)
{
	updaters(facts, out, true, "5.3-10",
		 "Whoever answers in the place of the update server decides what the device runs: no key ties updates "
		 "to the maker.");
}

void check_5_3_7_update_cryptography(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_UPDATE, u) {
		struct finding *f;

		if (!unverified(u))
			continue;
		f = finding_add(out, VERDICT_FAIL, SEVERITY_MEDIUM, u, "no signature");
		finding_title(out, f, "Updates are not protected by a signature: %s and %zu more",
			      look_path(facts, u, out), f->evidence_count - 1);
		if (f->evidence_count == 1)
			finding_title(out, f, "Updates are not protected by a signature: %s", look_path(facts, u, out));
		finding_detail(out, f,
			       "Secure updates need integrity and authenticity. The updaters of this image rely on a "
			       "checksum, a bare "
			       "hash or nothing; none of these gives authenticity.");
		finding_remedy(out, f,
			       "5.3-7: use a digital signature (Ed25519, ECDSA P-256 or RSA of 3072 bits with SHA-256) "
			       "over the whole "
			       "update, its version and the model it is for.");
	}
}

void check_5_3_2_no_secure_update(const struct facts *facts, struct finding_sink *out)
{
	const struct fact *first = NULL;
	struct finding *f;

	FACTS_EACH (facts, FACT_UPDATE, u) {
		if (!unverified(u))
			return; /* one mechanism that may be secure is enough for this provision */
		if (!first)
			first = u;
	}
	if (!first)
		return;
	f = finding_add(out, VERDICT_FAIL, SEVERITY_HIGH, first, "all updaters");
	FACTS_EACH (facts, FACT_UPDATE, u)
		finding_evidence(out, f, u);
	finding_title(out, f, "No update mechanism in the image verifies who made the update");
	finding_detail(out, f,
		       "All %zu update mechanisms that were seen install without a signature check, so each can be "
		       "misused by an "
		       "attacker of basic potential.",
		       facts_count(facts, FACT_UPDATE));
	finding_remedy(out, f,
		       "5.3-2: add a signature check to at least one update mechanism and remove the others, or add it "
		       "to all.");
}

void check_5_3_10_cleartext_update(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_UPDATE, u) {
		const char *path, *url;
		struct finding *f;

		if (!look_among(u, UPDATE_TRANSPORT, "http ftp tftp") || unverified(u))
			continue;
		if (fact_is(u, UPDATE_VERIFY, "signature"))
			continue; /* a signature makes the way it came irrelevant for this provision */
		path = look_path(facts, u, out);
		url = look_field(u, UPDATE_URL, look_field(u, UPDATE_TRANSPORT, "", out), out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, u, look_print(out, "%s %s", path, url));
		finding_title(out, f, "Updates are fetched without encryption: %s in %s", url, path);
		finding_detail(out, f,
			       "The transport gives neither authenticity nor integrity. Whether the update is verified "
			       "by a signature "
			       "after the download could not be told.");
		finding_remedy(out, f,
			       "5.3-10: verify a signature before installing and fetch over HTTPS with certificate "
			       "verification: change "
			       "the address in %s.",
			       path);
	}
	FACTS_EACH (facts, FACT_ENDPOINT, e) {
		struct finding *f;

		if (!fact_is(e, ENDPOINT_USE, "update") || !fact_is(e, ENDPOINT_SECURE, "no"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, e, "endpoints");
		finding_title(out, f, "Update address without encryption: %s", look_field(e, ENDPOINT_URL, "", out));
		finding_detail(out, f,
			       "The image names an update server that is reached without encryption. Whether what "
			       "comes from it is verified "
			       "could not be told from the address alone.");
		finding_remedy(out, f,
			       "5.3-10: use an https address, verify its certificate, and verify a signature over the "
			       "update; in %s.",
			       look_path(facts, e, out));
	}
}

void check_5_3_2_rollback(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_UPDATE, u) {
		struct finding *f;

		if (!fact_is(u, UPDATE_ROLLBACK, "no"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, u, "rollback");
		finding_title(out, f, "No protection against going back to an old version was seen in %s",
			      look_path(facts, u, out));
		finding_detail(out, f,
			       "An attacker who can offer an old, genuine update can bring back holes that newer "
			       "versions closed.");
		finding_remedy(out, f,
			       "5.3-2: compare a signed, rising version number with one kept in protected storage "
			       "before installing "
			       "(SWUpdate: no-downgrading; RAUC: a hook that compares versions).");
	}
}

void check_5_3_automatic_update(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_UPDATE, u) {
		struct finding *f;

		if (!fact_is(u, UPDATE_AUTOMATIC, "yes"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, u, "automatic");
		finding_title(out, f, "An automatic update mechanism is in the image: %s", look_path(facts, u, out));
		finding_detail(out, f,
			       "%s looks for updates by itself. It supports the provision; whether it also installs, "
			       "and for every component, "
			       "has to be stated.",
			       look_field(u, UPDATE_AGENT, "A program", out));
		finding_remedy(out, f, "Describe it in 7-UpdMech: Initiation and Interaction, and Configuration.");
	}
}

/* The input as an update file: does it carry what a device needs to verify it? */

/* Formats that are handed out as updates or images and can carry a signature. */
#define BOOT_FORMATS "uimage fit android_boot avb linux_boot dtb mcuboot"

/* "none", or "none (why)". */
static bool unsigned_value(const struct fact *property)
{
	return bytes_starts(fact_get(property, PROPERTY_VALUE), "none");
}

static bool is_boot_format(const struct facts *facts, const struct fact *property)
{
	const struct fact *c = look_container(facts, property);

	return c && look_among(c, CONTAINER_FORMAT, BOOT_FORMATS);
}

static const char *container_title(const struct facts *facts, const struct fact *property, struct finding_sink *out)
{
	const struct fact *c = look_container(facts, property);

	return c ? look_field(c, CONTAINER_TITLE, look_field(c, CONTAINER_FORMAT, "container", out), out) : "container";
}

/* What the format says of a signature that is not the standard's: "unknown: element 0xffbf has the size of one". */
static const struct fact *maybe_signature(const struct facts *facts, const struct fact *property)
{
	FACTS_EACH (facts, FACT_PROPERTY, p)
		if (p->node == property->node && fact_is(p, PROPERTY_KEY, "signature.status") &&
		    bytes_starts(fact_get(p, PROPERTY_VALUE), "unknown"))
			return p;
	return NULL;
}

/* A signature on what the container holds: an update file may be a bare wrapper around a signed one. */
static const struct fact *inner_signature(const struct facts *facts, const struct fact *property)
{
	struct bytes chain = fact_node_of(facts, property)->chain;

	FACTS_EACH (facts, FACT_PROPERTY, p) {
		struct bytes inner = fact_node_of(facts, p)->chain;

		if (fact_is(p, PROPERTY_KEY, "signature") && !unsigned_value(p) && inner.len > chain.len &&
		    bytes_equal(bytes_part(inner, 0, chain.len), chain) && inner.at[chain.len] == '!')
			return p;
	}
	return NULL;
}

static void signed_otherwise(const struct facts *facts, const struct fact *p, const char *what, const struct fact *seen,
			     struct finding_sink *out)
{
	struct finding *f =
		finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_LOW, p, look_print(out, "unsigned %s", what));

	finding_evidence(out, f, seen);
	if (fact_is(seen, PROPERTY_KEY, "signature"))
		finding_title(out, f, "The %s is signed only in what it holds (%s)", what,
			      container_title(facts, seen, out));
	else
		finding_title(out, f,
			      "The %s has no signature that its format defines, but perhaps one of its maker's own",
			      what);
	finding_detail(
		out, f,
		"%s: %s. The fields around it are not covered by a signature that the format defines. Whether the "
		"device verifies what is there, and against which key, cannot be seen in the file.",
		container_title(facts, seen, out), look_field(seen, PROPERTY_VALUE, "", out));
	finding_remedy(
		out, f,
		"5.3-9: state in 7-UpdMech which signature the device verifies, over which bytes, and with which "
		"key; sign the whole file where it does not.");
}

void check_5_3_9_unsigned_file(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p) {
		const struct fact *seen;
		const char *what;
		struct finding *f;
		bool bad = (fact_is(p, PROPERTY_KEY, "signature") || fact_is(p, PROPERTY_KEY, "signature.status")) &&
			   bytes_starts(fact_get(p, PROPERTY_VALUE), "bad");

		if (!bad && (!fact_is(p, PROPERTY_KEY, "signature") || !unsigned_value(p) || is_boot_format(facts, p)))
			continue;
		what = container_title(facts, p, out);
		if (bad) {
			f = finding_add(out, VERDICT_FAIL, SEVERITY_HIGH, p, look_print(out, "bad signature %s", what));
			finding_title(out, f, "The signature of this %s does not match its content", what);
			finding_detail(out, f,
				       "The file carries a signature that does not verify. A device that checks it "
				       "refuses the file, and one "
				       "that takes the file does not check.");
			finding_remedy(out, f,
				       "5.3-9: sign the final file again and verify it in the release process; make "
				       "sure the device rejects "
				       "this one.");
			continue;
		}
		seen = maybe_signature(facts, p);
		if (!seen)
			seen = inner_signature(facts, p);
		if (seen) {
			signed_otherwise(facts, p, what, seen, out);
			continue;
		}
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, p, look_print(out, "unsigned %s", what));
		finding_title(out, f, "The %s carries no signature", what);
		finding_detail(out, f,
			       "Nothing in the file lets a device verify who made it. Unless a signature comes apart "
			       "from the file, or a "
			       "boot loader finds one elsewhere, the device cannot check authenticity.");
		finding_remedy(out, f,
			       "5.3-9: sign the image and verify the signature on the device before it is written; if "
			       "a detached signature "
			       "is used, state it in 7-UpdMech.");
	}
}

void check_5_3_9_bad_integrity(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p) {
		struct bytes value = fact_get(p, PROPERTY_VALUE);
		bool integrity = fact_is(p, PROPERTY_KEY, "integrity"), checksum = fact_is(p, PROPERTY_KEY, "checksum");
		struct finding *f;
		const char *what;

		if ((!integrity && !checksum) ||
		    !(bytes_is(value, "bad") || bytes_find_str(value, ": bad") != SIZE_MAX))
			continue;
		what = container_title(facts, p, out);
		f = finding_add(out, integrity ? VERDICT_FAIL : VERDICT_INCONCLUSIVE,
				integrity ? SEVERITY_HIGH : SEVERITY_MEDIUM, p,
				look_print(out, "%s %s", what, finding_text(out, value)));
		if (integrity) {
			finding_title(out, f, "A hash stated in this %s does not match its content (%s)", what,
				      finding_text(out, value));
			finding_detail(
				out, f,
				"The file states a hash of a part and the part has another one: it was altered or "
				"damaged after the hash "
				"was made. A device that verifies refuses it; one that installs it does not verify.");
			finding_remedy(out, f,
				       "5.3-9: build the file again with the right hash, sign the list of hashes, and "
				       "make sure the device "
				       "rejects this one.");
			continue;
		}
		finding_title(out, f, "A checksum of this %s does not match (%s)", what, finding_text(out, value));
		finding_detail(out, f,
			       "The file is damaged, was altered after it was made, or its maker counts the checksum "
			       "in another way.");
		finding_remedy(out, f,
			       "5.3-9: get the file again from its source; if it is right there, tell the device to "
			       "refuse files whose "
			       "checksum is wrong and protect the header by a signature.");
	}
	FACTS_EACH (facts, FACT_CONTAINER, c) {
		struct finding *f;

		if (!fact_is(c, CONTAINER_STATUS, "truncated"))
			continue;
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_MEDIUM, c,
				look_print(out, "truncated %s", look_field(c, CONTAINER_FORMAT, "", out)));
		finding_title(out, f, "This %s is incomplete", look_field(c, CONTAINER_TITLE, "container", out));
		finding_detail(out, f,
			       "Its header announces more bytes than are there. A device that installs it without "
			       "noticing would not check "
			       "integrity.");
		finding_remedy(
			out, f,
			"5.3-9: assess the whole file; make sure the device refuses an incomplete one before writing.");
	}
}

void check_5_3_9_signed_file(const struct facts *facts, struct finding_sink *out)
{
	FACTS_EACH (facts, FACT_PROPERTY, p) {
		const char *what;
		struct finding *f;

		if (!fact_is(p, PROPERTY_KEY, "signature") || !fact_get(p, PROPERTY_VALUE).len || unsigned_value(p) ||
		    bytes_starts(fact_get(p, PROPERTY_VALUE), "bad"))
			continue;
		what = container_title(facts, p, out);
		f = finding_add(out, VERDICT_INCONCLUSIVE, SEVERITY_INFO, p,
				look_print(out, "%s %s", what, look_field(p, PROPERTY_VALUE, "", out)));
		finding_title(out, f, "The %s carries a signature (%s)", what, look_field(p, PROPERTY_VALUE, "", out));
		finding_detail(out, f,
			       "It supports the provision. Whether the device verifies it, and against which key, has "
			       "to be shown on the "
			       "device or stated.");
		finding_remedy(out, f,
			       "State algorithm, key and where it is verified in 7-UpdMech; show on a device that an "
			       "altered file is refused.");
	}
}
