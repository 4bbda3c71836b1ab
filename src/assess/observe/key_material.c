/* Key material: whole files (DER, PKCS#12, dropbear, OpenPGP, usign), lines of SSH keys, and PEM blocks and DER keys at
 * any offset of any file, where the pattern engine points at one. Whatever does not parse as a key is not told.
 * Serves 5.4-1, 5.4-3, 5.4-4, 5.5-1 and the update provisions of 5.3. */
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "core/base/reader.h"
#include "core/base/text.h"
#include "core/crypto/key.h"
#include "core/crypto/x509.h"

#include "assess/observe/known_keys.h"

#define KEY_FILE_MAX (64u * 1024)
#define RANGES_MAX 1024

struct ranges {
	uint64_t from[RANGES_MAX], to[RANGES_MAX];
	size_t count;
};

static bool is_host_key(const struct file_view *f)
{
	return text_glob("dropbear_*_host_key", f->base) || text_glob("ssh_host_*_key", f->base);
}

static bool has_ssh_lines(const struct file_view *f)
{
	return text_glob("*.pub", f->base) || text_glob("authorized_keys*", f->base);
}

static bool is_usign(const struct file_view *f)
{
	return f->data.len < 512 && bytes_starts(f->data, "untrusted comment:");
}

static bool is_dropbear(const struct file_view *f)
{
	return f->data.len > 40 && f->data.len <= 8192 && bytes_starts(bytes_part(f->data, 3, 5), "\x07ssh-")
		       ? true
		       : f->data.len > 40 && f->data.len <= 8192 && f->data.at[0] == 0 && f->data.at[1] == 0 &&
				 (bytes_starts(bytes_part(f->data, 4, 11), "ecdsa-sha2-") ||
				  bytes_starts(bytes_part(f->data, 4, 11), "ssh-ed25519"));
}

/* OpenPGP key rings: an old-format public or secret key packet with a two-byte length, in a file named as one. */
static bool is_pgp(const struct file_view *f)
{
	return (text_glob("*.gpg", f->base) || text_glob("*.pgp", f->base)) && f->data.len > 32;
}

static bool key_wants(const struct file_view *f)
{
	const struct pattern_hit *hits;

	if (f->node->type != NODE_FILE && f->node->type != NODE_PART)
		return false;
	if (file_hits_between(f, PATTERN_KEYS_FIRST, PATTERN_KEYS_LAST, &hits))
		return true;
	return is_host_key(f) || has_ssh_lines(f) || is_usign(f) || is_dropbear(f) || is_pgp(f) ||
	       (f->data.len >= 32 && f->data.len <= KEY_FILE_MAX && f->data.at[0] == 0x30 && f->data.at[1] > 0x2c);
}

static bool path_has(const struct file_view *f, const char *word)
{
	return bytes_find_nocase(f->path, word) != SIZE_MAX;
}

/* What a key is for, as far as its place says. */
static const char *use_of(const struct file_view *f, bool is_private)
{
	static const char *const libraries[] = {"libgnutls*",  "libgcrypt*",  "libcrypto*",   "libssl*",     "libmbed*",
						"libwolfssl*", "libnettle*",  "libtomcrypt*", "libbear*",    "openssl",
						"libfreebl*",  "libsoftokn*", "libcyassl*",   "libpolarssl*"};
	static const char *const update[] = {"update",  "/opkg/keys", "/apt/", "/keyrings/", "rauc", "mender",
					     "upgrade", "signing",    "ota",   "apk/keys",   "fwkey"};
	static const char *const server[] = {"lighttpd", "nginx", "httpd",  "apache", "/ssl/",
					     "/certs",   "/tls",  "server", "web"};

	if (file_is_documentation(f))
		return "documentation";
	if (file_is_elf(f))
		for (size_t i = 0; i < ARRAY_LEN(libraries); i++)
			if (text_glob(libraries[i], f->base))
				return "test-vector"; /* self-tests of cryptographic libraries */
	if (is_host_key(f) || text_glob("*_host_*key*", f->base))
		return "ssh-host";
	if (text_glob("authorized_keys*", f->base))
		return "authorized-key";
	for (size_t i = 0; i < ARRAY_LEN(update); i++)
		if (path_has(f, update[i]))
			return "update-signing";
	for (size_t i = 0; is_private && i < ARRAY_LEN(server); i++)
		if (path_has(f, server[i]))
			return "tls-server";
	return NULL;
}

static void tell(const struct file_view *f, const struct key *k, uint64_t offset, uint64_t len, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_KEY, offset, len);
	char hex[2 * SHA256_LEN + 1];

	fact_put_str(&d, KEY_CLASS, k->is_private ? "private" : "public");
	if (k->algorithm[0])
		fact_put_str(&d, KEY_ALGORITHM, k->algorithm);
	if (k->bits)
		fact_put_number(&d, KEY_BITS, k->bits);
	if (k->curve[0])
		fact_put_str(&d, KEY_CURVE, k->curve);
	if (k->is_private)
		fact_put_bool(&d, KEY_ENCRYPTED, k->encrypted);
	fact_put_str(&d, KEY_FORMAT, k->format);
	if (k->has_fingerprint) {
		text_hex(bytes_of(k->fingerprint, SHA256_LEN), hex);
		fact_put_str(&d, KEY_FINGERPRINT, hex);
		for (size_t i = 0; i < ARRAY_LEN(known_keys); i++)
			if (strcmp(known_keys[i].fingerprint, hex) == 0)
				fact_put_str(&d, KEY_KNOWN, known_keys[i].name);
	}
	fact_put_str(&d, KEY_USE, use_of(f, k->is_private));
	fact_put_str(&d, KEY_STATE, "present");
	/* the mark of a PEM block only: an excerpt of a private key would be the key */
	if (strcmp(k->format, "pem") == 0 || strcmp(k->format, "openssh") == 0)
		fact_excerpt(&d, bytes_part(f->data, offset, 40));
	fact_end(&d);
}

static bool covered(const struct ranges *r, uint64_t at)
{
	for (size_t i = 0; i < r->count; i++)
		if (at >= r->from[i] && at < r->to[i])
			return true;
	return false;
}

static void cover(struct ranges *r, uint64_t from, uint64_t len)
{
	if (r->count == RANGES_MAX)
		return;
	r->from[r->count] = from;
	r->to[r->count++] = from + len;
}

static void ssh_lines(const struct file_view *f, struct fact_sink *out)
{
	static const char *const types[] = {"ssh-rsa AAAA", "ssh-dss AAAA", "ssh-ed25519 AAAA", "ecdsa-sha2-nistp"};
	struct reader r = reader_of(bytes_part(f->data, 0, KEY_FILE_MAX), "SSH keys");

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");
		struct key k;

		if (line.len == 0 || line.at[0] == '#')
			continue;
		for (size_t i = 0; i < ARRAY_LEN(types); i++) {
			size_t at = bytes_find_str(line, types[i]);

			if (at == SIZE_MAX || !key_from_ssh_line(bytes_part(line, at, line.len), &k))
				continue;
			tell(f, &k, (uint64_t)(line.at - f->data.at), line.len, out);
			break;
		}
	}
}

/* OpenBSD's signify and OpenWrt's usign: a comment line, then base64 of "Ed", 8 bytes of id, 32 bytes of Ed25519 key; a
 * secret key has more. */
static void usign_file(const struct file_view *f, struct fact_sink *out)
{
	static const uint8_t header[] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};
	struct reader r = reader_of(f->data, "usign");
	struct writer body = writer_of(256, "usign"), spki = writer_of(64, "key");
	struct bytes comment = read_line(&r, "comment"), line = read_line(&r, "key"), raw;
	struct key k;

	if (base64_decode(line, &body)) {
		raw = writer_bytes(&body);
		write_bytes(&spki, bytes_of(header, sizeof header));
		write_bytes(&spki, bytes_part(raw, 10, 32));
		if (raw.len == 42 && bytes_starts(raw, "Ed") && key_from_der(writer_bytes(&spki), &k)) {
			k.format = "usign";
			tell(f, &k, (uint64_t)(comment.at - f->data.at), f->data.len, out);
		}
	}
	writer_free(&body);
	writer_free(&spki);
}

static void placeholder(const struct file_view *f, struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_KEY, 0, 0);

	fact_put_str(&d, KEY_CLASS, "private");
	fact_put_str(&d, KEY_FORMAT, bytes_starts(f->base, "dropbear") ? "dropbear" : "openssh");
	fact_put_str(&d, KEY_USE, "ssh-host");
	fact_put_str(&d, KEY_STATE, "empty");
	fact_end(&d);
}

static void pem_block(const struct file_view *f, uint64_t to, struct ranges *r, struct fact_sink *out)
{
	uint64_t at = to > 80 ? to - 80 : 0;
	struct bytes before = bytes_part(f->data, at, to - at), mark = bytes_of("-----BEGIN ", 11);
	size_t found = SIZE_MAX, next = 0;
	struct pem pem;
	struct key k;

	/* the last begin mark before the end of the match */
	while ((next = bytes_find(bytes_part(before, found == SIZE_MAX ? 0 : found + 1, before.len), mark)) != SIZE_MAX)
		found = (found == SIZE_MAX ? 0 : found + 1) + next;
	if (found == SIZE_MAX || covered(r, at + found) || !pem_cut(f->data, (size_t)(at + found), &pem) ||
	    !key_from_pem(&pem, &k))
		return;
	tell(f, &k, pem.offset, pem.len, out);
	cover(r, pem.offset, pem.len);
}

/* The next distance of a pattern's column: "14,13,12". */
static bool next_back(struct bytes *column, uint64_t *ret)
{
	struct bytes cell;

	return text_split(column, ',', &cell) && text_number(cell, ret);
}

static void der_key(const struct file_view *f, const struct pattern_hit *hit, struct ranges *r, struct fact_sink *out)
{
	struct bytes column = pattern_column(hit->id, 0), element;
	uint64_t back;
	struct key k;

	while (next_back(&column, &back)) {
		if (hit->to < back || covered(r, hit->to - back) ||
		    !der_cut(bytes_part(f->data, hit->to - back, DER_MAX), 0x30, &element))
			continue;
		if (!key_from_der(element, &k))
			continue;
		tell(f, &k, hit->to - back, element.len, out);
		cover(r, hit->to - back, element.len);
		return;
	}
}

static void cover_certificates(const struct file_view *f, struct ranges *r)
{
	const struct pattern_hit *hits;
	size_t count = file_hits(f, PATTERN_KEYS_DER_CERT, &hits);

	for (size_t i = 0; i < count && r->count < RANGES_MAX; i++) {
		struct bytes column = pattern_column(hits[i].id, 0), element;
		uint64_t back;

		while (next_back(&column, &back))
			if (hits[i].to >= back &&
			    der_cut(bytes_part(f->data, hits[i].to - back, DER_MAX), 0x30, &element) &&
			    element.len > 64 && der_cut(der_content(element), 0x30, &element))
				cover(r, hits[i].to - back, element.len);
	}
}

static bool whole_file(const struct file_view *f, struct fact_sink *out)
{
	struct certificate ignored;
	struct key k;

	if (f->data.len > KEY_FILE_MAX)
		return false;
	if ((is_pgp(f) && key_from_pgp(f->data, &k)) || (is_dropbear(f) && key_from_dropbear(f->data, &k)) ||
	    key_from_pkcs12(f->data, &k) || key_from_der(f->data, &k)) {
		tell(f, &k, 0, f->data.len, out);
		return true;
	}
	return certificate_read(f->data, &ignored); /* the certificate's own key is told with it */
}

static void key_observe(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_KEYS_FIRST, PATTERN_KEYS_LAST, &hits);
	struct ranges r;

	r.count = 0;
	if (f->data.len == 0) {
		if (is_host_key(f))
			placeholder(f, out);
		return;
	}
	if (has_ssh_lines(f))
		ssh_lines(f, out);
	if (is_usign(f))
		usign_file(f, out);
	if (whole_file(f, out))
		return;
	cover_certificates(f, &r);
	for (size_t i = 0; i < count; i++) {
		if (hits[i].to > f->data.len || hits[i].id == PATTERN_KEYS_PEM_CERT ||
		    hits[i].id == PATTERN_KEYS_DER_CERT)
			continue;
		if (hits[i].id == PATTERN_KEYS_PEM_KEY)
			pem_block(f, hits[i].to, &r, out);
		else
			der_key(f, &hits[i], &r, out);
	}
}

const struct observer observer_key = {
	.name = "key",
	.wants = key_wants,
	.observe = key_observe,
};
