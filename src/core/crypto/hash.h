/* SHA-256, SHA-512, SHA-1 and MD5, at once or piece by piece. The state lives in the caller's memory: nothing is
 * allocated, nothing can fail, so a hash of a file is never missing for want of memory. SHA-1 and MD5 are for naming
 * and old formats only. Serves the evidence of every provision (each fact names its file's SHA-256). */
#ifndef HF_CORE_CRYPTO_HASH_H
#define HF_CORE_CRYPTO_HASH_H

#include "core/base/bytes.h"

#define SHA256_LEN 32
#define SHA512_LEN 64
#define SHA1_LEN 20
#define MD5_LEN 16

enum hash_kind { HASH_SHA256, HASH_SHA1, HASH_MD5, HASH_SHA512 };

struct hash {
	enum hash_kind kind;
	/* room for the library's own state (216 bytes for SHA-512), checked in hash.c */
	_Alignas(8) uint8_t state[216];
};

void hash_sha256(struct bytes in, uint8_t ret[SHA256_LEN]);
void hash_sha512(struct bytes in, uint8_t ret[SHA512_LEN]);
void hash_sha1(struct bytes in, uint8_t ret[SHA1_LEN]);
void hash_md5(struct bytes in, uint8_t ret[MD5_LEN]);

struct hash hash_begin(enum hash_kind kind);
void hash_add(struct hash *h, struct bytes in);
/* Writes hash_len(kind) bytes. The hash is used up. */
void hash_end(struct hash *h, uint8_t *ret);
size_t hash_len(enum hash_kind kind);

#endif
