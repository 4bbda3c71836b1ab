/* X.509 certificates: PEM blocks and DER at any offset of any file, where the pattern engine points at one.
 * Serves 5.5-1, 5.5-3 and the update provisions of 5.3. */
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "core/base/text.h"
#include "core/crypto/x509.h"

static bool cert_wants(const struct file_view *f)
{
	const struct pattern_hit *hits;

	if (f->node->type != NODE_FILE && f->node->type != NODE_PART)
		return false;
	return file_hits(f, PATTERN_KEYS_PEM_CERT, &hits) || file_hits(f, PATTERN_KEYS_DER_CERT, &hits);
}

static const char *use_of(const struct file_view *f, const struct certificate *c, bool many)
{
	static const char *const update[] = {"rauc", "swupdate", "mender", "update", "upgrade", "/ota"};

	if (file_is_documentation(f))
		return "documentation";
	for (size_t i = 0; !many && i < ARRAY_LEN(update); i++)
		if (bytes_find_nocase(f->path, update[i]) != SIZE_MAX)
			return "update";
	if (c->ca)
		return many || text_glob("*/ca-certificates/*", f->path) || text_glob("/etc/ssl/certs/*", f->path)
			       ? "ca-bundle"
			       : "ca";
	return c->server ? "server" : c->client ? "client" : NULL;
}

static void tell(const struct file_view *f, const struct certificate *c, uint64_t offset, uint64_t len, bool many,
		 struct fact_sink *out)
{
	struct fact_draft d = fact_begin(out, FACT_CERT, offset, len);
	char hex[2 * SHA256_LEN + 1];

	fact_put_str(&d, CERT_SUBJECT, c->subject);
	fact_put_str(&d, CERT_ISSUER, c->issuer);
	fact_put_str(&d, CERT_ALGORITHM, c->algorithm);
	if (c->bits)
		fact_put_number(&d, CERT_BITS, c->bits);
	fact_put_str(&d, CERT_SIGNATURE, c->signature);
	fact_put_str(&d, CERT_NOT_BEFORE, c->not_before);
	fact_put_str(&d, CERT_NOT_AFTER, c->not_after);
	fact_put_bool(&d, CERT_CA, c->ca);
	fact_put_bool(&d, CERT_SELF_SIGNED, c->self_signed);
	text_hex(bytes_of(c->fingerprint, SHA256_LEN), hex);
	fact_put_str(&d, CERT_FINGERPRINT, hex);
	if (c->has_key_fingerprint) {
		text_hex(bytes_of(c->key_fingerprint, SHA256_LEN), hex);
		fact_put_str(&d, CERT_KEY_FINGERPRINT, hex);
	}
	fact_put_str(&d, CERT_USE, use_of(f, c, many));
	fact_excerpt(&d, bytes_part(f->data, offset, 64));
	fact_end(&d);
}

static void pem_cert(const struct file_view *f, uint64_t to, bool many, struct writer *der, struct fact_sink *out)
{
	static const char *const marks[] = {"-----BEGIN CERTIFICATE-----", "-----BEGIN TRUSTED CERTIFICATE-----",
					    "-----BEGIN X509 CERTIFICATE-----"};
	struct certificate c;
	struct bytes element;
	struct pem pem;

	for (size_t i = 0; i < ARRAY_LEN(marks); i++) {
		uint64_t len = strlen(marks[i]);

		if (to < len || !bytes_starts(bytes_part(f->data, to - len, len), marks[i]))
			continue;
		writer_reset(der);
		/* a trusted certificate has more behind the certificate itself */
		if (pem_cut(f->data, (size_t)(to - len), &pem) && pem_decode(&pem, der) &&
		    der_cut(writer_bytes(der), 0x30, &element) && certificate_read(element, &c))
			tell(f, &c, pem.offset, pem.len, many, out);
		return;
	}
}

static bool der_cert(const struct file_view *f, uint64_t to, bool many, struct fact_sink *out)
{
	struct bytes column = pattern_column(PATTERN_KEYS_DER_CERT, 0), cell, element;
	struct certificate c;
	uint64_t back;

	while (text_split(&column, ',', &cell)) {
		if (!text_number(cell, &back) || to < back ||
		    !der_cut(bytes_part(f->data, to - back, DER_MAX), 0x30, &element) || !certificate_read(element, &c))
			continue;
		tell(f, &c, to - back, element.len, many, out);
		return true;
	}
	return false;
}

static void cert_observe(const struct file_view *f, struct fact_sink *out)
{
	struct writer der = writer_of(DER_MAX, "certificate");
	const struct pattern_hit *hits;
	size_t count = file_hits(f, PATTERN_KEYS_PEM_CERT, &hits);
	bool many = count > 20;

	for (size_t i = 0; i < count; i++)
		pem_cert(f, hits[i].to, many, &der, out);
	writer_free(&der);
	count = file_hits(f, PATTERN_KEYS_DER_CERT, &hits);
	for (size_t i = 0; i < count; i++)
		if (hits[i].to <= f->data.len)
			(void)der_cert(f, hits[i].to, count > 20, out);
}

const struct observer observer_cert = {
	.name = "cert",
	.wants = cert_wants,
	.observe = cert_observe,
};
