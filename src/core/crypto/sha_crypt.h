/* SHA-crypt, the "$5$" and "$6$" of password files (Ulrich Drepper, "Unix crypt using SHA-256 and SHA-512", 2008), over
 * the library's digests, which use what the processor has for them: with libcrypt a list of words takes half as long
 * again for SHA-512 and three times as long for SHA-256. Serves 5.1-1 and 5.1-4 on images. */
#ifndef HF_CORE_CRYPTO_SHA_CRYPT_H
#define HF_CORE_CRYPTO_SHA_CRYPT_H

#include "core/crypto/hash.h"

enum {
	SHA_CRYPT_WORD_MAX = 128,
	SHA_CRYPT_SALT_MAX = 16,
	SHA_CRYPT_ROUNDS = 5000, /* where a hash names none */
	SHA_CRYPT_ROUNDS_MIN = 1000,
	SHA_CRYPT_ROUNDS_MAX = 999999999,
	SHA_CRYPT_TEXT_MAX = 86,
};

/* The last part of the hash, behind the salt: 43 characters for HASH_SHA256, 86 for HASH_SHA512; returns how many.
 * `word` and `salt` are at most as long as above. */
size_t sha_crypt(enum hash_kind kind, struct bytes word, struct bytes salt, uint32_t rounds,
		 char ret[SHA_CRYPT_TEXT_MAX]);

#endif
