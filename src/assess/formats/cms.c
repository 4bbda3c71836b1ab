/* Part of raucb.c. The signature of a bundle or of an update archive. */
#include "assess/formats/cms.h"

#include "core/base/reader.h"
#include "core/crypto/cms.h"

bool cms_starts(struct bytes der, uint64_t *ret_len)
{
	struct reader r = reader_of(der, "cms");
	uint8_t tag = read_u8(&r, "tag"), first = read_u8(&r, "length");
	uint64_t len = first;
	struct bytes oid;

	if (first & 0x80) {
		size_t count = first & 0x7f;

		if (count < 1 || count > 4)
			return false;
		for (len = 0; count; count--)
			len = len << 8 | read_u8(&r, "length");
	}
	len += r.at;
	/* pkcs7: signedData is 2, envelopedData 3; 1.2.840.113549.1.9.16.1.23 is authEnvelopedData */
	oid = read_bytes(&r, 11, "content type");
	if (!reader_ok(&r) || tag != 0x30 || memcmp(oid.at, "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07", 10) != 0)
		return false;
	*ret_len = len;
	return oid.at[10] == 2 || oid.at[10] == 3;
}

static const char *status_of(enum cms_fit fit)
{
	switch (fit) {
	case CMS_FIT_NO_SIGNER:
		return "unverified (a cms without signers)";
	case CMS_FIT_NO_CERTIFICATE:
		return "unverified (the signer's certificate did not come with it)";
	case CMS_FIT_NO_CONTENT:
		return "unverified (the signed content is not at hand)";
	case CMS_FIT_NO_MEMORY:
		return "unverified (out of memory)";
	case CMS_FITS_NOT:
		return "bad";
	case CMS_FITS:
		return "verified against the certificate that came with it (trust not established)";
	}
	return "unverified";
}

static void report_signer(const struct cms_outline_signer *s, uint64_t offset, uint64_t len, const struct visitor *v)
{
	visit_property_fmt(v, "signature", offset, len, "cms, %s, %s", s->key[0] ? s->key : "key unknown",
			   s->digest[0] ? s->digest : "digest unknown");
	if (s->key[0])
		visit_property_fmt(v, "signature.key-hint", offset, len, "%s %u bits", s->key, s->bits);
	if (s->subject[0])
		visit_property(v, "signature.cert", bytes_str(s->subject), offset, len);
}

bool cms_report(struct bytes der, struct bytes detached, uint64_t offset, const struct visitor *v,
		struct writer *ret_content, struct error *e)
{
	struct cms_outline o;

	TRY(cms_outline(der, detached, ret_content, &o, e));
	if (!o.is_signed) {
		visit_property_fmt(v, "encrypted", offset, der.len, "cms %s", o.type);
		return true;
	}
	for (size_t i = 0; i < o.count; i++)
		report_signer(&o.signers[i], offset, der.len, v);
	if (o.count == 0)
		visit_property(v, "signature", bytes_str("none"), offset, der.len);
	visit_property(v, "signature.status", bytes_str(status_of(o.fit)), offset, der.len);
	return true;
}
