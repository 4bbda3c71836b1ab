/* Just enough DER (X.690) to cut one element out of hostile bytes and to write a few small ones: what is inside an
 * element is left to OpenSSL, which only ever sees slices cut here. Also the base64 of PEM (RFC 7468), read from text
 * as it stands in files, scripts and C strings. Borrows; allocates only through the writer. */
#ifndef HF_CORE_CRYPTO_DER_H
#define HF_CORE_CRYPTO_DER_H

#include "core/base/attributes.h"
#include "core/base/bytes.h"
#include "core/base/writer.h"

#define DER_MAX (256u * 1024)

/* The element with this tag at the front of `in`, header included: definite, minimal length, at most DER_MAX. */
MUST_CHECK bool der_cut(struct bytes in, uint8_t tag, struct bytes *ret);
/* The content of such an element, without its header. */
struct bytes der_content(struct bytes element);
void der_write(struct writer *w, uint8_t tag, struct bytes content);

struct pem {
	struct bytes label;   /* "RSA PRIVATE KEY" */
	struct bytes headers; /* between the marks: lines with a colon ("Proc-Type: 4,ENCRYPTED"); may be empty */
	struct bytes body;    /* base64 with its line ends */
	size_t offset, len;   /* of the whole block in the input */
};
/* The block that begins at `offset`: "-----BEGIN label-----" to the matching end mark, at most DER_MAX long. Line ends
 * may be real ones or written "\n" as in strings of C and JSON. */
MUST_CHECK bool pem_cut(struct bytes in, size_t offset, struct pem *ret);
/* Decodes the body; false where it holds anything else or nothing. */
MUST_CHECK bool pem_decode(const struct pem *pem, struct writer *out);
/* Base64 without marks; blanks are skipped. False where it is none or empty. */
MUST_CHECK bool base64_decode(struct bytes in, struct writer *out);

#endif
