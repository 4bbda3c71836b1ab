/* Stored passwords: recognising the scheme of a hash, strictly, and trying a word against it. crypt(3) schemes go to
 * libxcrypt; the ones web servers and brokers use (apr1, {SHA}, htdigest, mosquitto) are done here.
 * A hash is a borrowed view; a verifier is heap memory of one thread. Serves 5.1-1, 5.1-2 and 5.4-4 (shared passwords).
 */
#ifndef HF_CORE_CRYPTO_PASSWORD_H
#define HF_CORE_CRYPTO_PASSWORD_H

#include "core/base/attributes.h"
#include "core/base/bytes.h"

/*     scheme            name */
#define PASSWORD_SCHEMES(SCHEME)                                                                                       \
	SCHEME(DESCRYPT, "descrypt")                                                                                   \
	SCHEME(BSDICRYPT, "bsdicrypt")                                                                                 \
	SCHEME(MD5CRYPT, "md5crypt")                                                                                   \
	SCHEME(APR1, "apr1")                                                                                           \
	SCHEME(BCRYPT, "bcrypt")                                                                                       \
	SCHEME(SHA256CRYPT, "sha256crypt")                                                                             \
	SCHEME(SHA512CRYPT, "sha512crypt")                                                                             \
	SCHEME(YESCRYPT, "yescrypt")                                                                                   \
	SCHEME(GOST_YESCRYPT, "gost-yescrypt")                                                                         \
	SCHEME(SCRYPT, "scrypt")                                                                                       \
	SCHEME(SUNMD5, "sunmd5")                                                                                       \
	SCHEME(SHA1CRYPT, "sha1crypt")                                                                                 \
	SCHEME(NTLM, "ntlm")                                                                                           \
	SCHEME(SHA1_BASE64, "sha1-base64")                                                                             \
	SCHEME(MOSQUITTO_SHA512, "mosquitto-sha512")                                                                   \
	SCHEME(MOSQUITTO_PBKDF2, "mosquitto-pbkdf2")                                                                   \
	SCHEME(HTDIGEST, "htdigest")                                                                                   \
	SCHEME(MD5_HEX, "md5")

enum password_scheme {
#define SCHEME(id, name) PASSWORD_##id,
	PASSWORD_SCHEMES(SCHEME)
#undef SCHEME
		PASSWORD_SCHEME_COUNT
};

struct password_hash {
	enum password_scheme scheme;
	struct bytes text; /* as it stands in the file */
	struct bytes salt; /* len 0: none */
	uint64_t cost;     /* work of one try, about microseconds of one core; UINT64_MAX: never tried */
};

/* Recognises a whole password field: alphabet, length and the unused bits of the last character must be right.
 * NTLM, htdigest and bare MD5 have no mark of their own and are not found here: the caller names them. */
MUST_CHECK bool password_hash_read(struct bytes text, struct password_hash *ret);
/* For schemes without a mark: 32 hex digits. htdigest: `text` is the digest, `salt` is "user:realm:". */
MUST_CHECK bool password_hash_hex(struct bytes text, enum password_scheme scheme, struct bytes salt,
				  struct password_hash *ret);
const char *password_scheme_name(enum password_scheme scheme);
MUST_CHECK bool password_scheme_by_name(struct bytes name, enum password_scheme *ret);

struct password_verifier;
struct password_verifier *password_verifier_new(void); /* NULL when memory is out */
void password_verifier_free(struct password_verifier *v);
/* True where `word` is the password. False also where the library refuses the hash. */
MUST_CHECK bool password_matches(struct password_verifier *v, const struct password_hash *hash, struct bytes word);

#endif
