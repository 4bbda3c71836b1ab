#include "core/crypto/hash.h"

/* The direct functions, deprecated in OpenSSL 3 in favour of EVP: an EVP digest costs a fetch and three allocations for
 * each of many thousand small files and can fail; these are the same code (SHA instructions included) without that. */
#define OPENSSL_SUPPRESS_DEPRECATED
#include <openssl/md5.h>
#include <openssl/sha.h>

_Static_assert(sizeof(SHA256_CTX) <= sizeof((struct hash){0}.state), "SHA-256 state");
_Static_assert(sizeof(SHA512_CTX) <= sizeof((struct hash){0}.state), "SHA-512 state");
_Static_assert(sizeof(SHA_CTX) <= sizeof((struct hash){0}.state), "SHA-1 state");
_Static_assert(sizeof(MD5_CTX) <= sizeof((struct hash){0}.state), "MD5 state");

struct hash hash_begin(enum hash_kind kind)
{
	struct hash h = {.kind = kind};

	switch (kind) {
	case HASH_SHA256:
		SHA256_Init((SHA256_CTX *)(void *)h.state);
		break;
	case HASH_SHA1:
		SHA1_Init((SHA_CTX *)(void *)h.state);
		break;
	case HASH_MD5:
		MD5_Init((MD5_CTX *)(void *)h.state);
		break;
	case HASH_SHA512:
		SHA512_Init((SHA512_CTX *)(void *)h.state);
		break;
	}
	return h;
}

void hash_add(struct hash *h, struct bytes in)
{
	if (in.len == 0)
		return;
	switch (h->kind) {
	case HASH_SHA256:
		SHA256_Update((SHA256_CTX *)(void *)h->state, in.at, in.len);
		break;
	case HASH_SHA1:
		SHA1_Update((SHA_CTX *)(void *)h->state, in.at, in.len);
		break;
	case HASH_MD5:
		MD5_Update((MD5_CTX *)(void *)h->state, in.at, in.len);
		break;
	case HASH_SHA512:
		SHA512_Update((SHA512_CTX *)(void *)h->state, in.at, in.len);
		break;
	}
}

void hash_end(struct hash *h, uint8_t *ret)
{
	switch (h->kind) {
	case HASH_SHA256:
		SHA256_Final(ret, (SHA256_CTX *)(void *)h->state);
		break;
	case HASH_SHA1:
		SHA1_Final(ret, (SHA_CTX *)(void *)h->state);
		break;
	case HASH_MD5:
		MD5_Final(ret, (MD5_CTX *)(void *)h->state);
		break;
	case HASH_SHA512:
		SHA512_Final(ret, (SHA512_CTX *)(void *)h->state);
		break;
	}
}

size_t hash_len(enum hash_kind kind)
{
	static const size_t len[] = {
		[HASH_SHA256] = SHA256_LEN, [HASH_SHA1] = SHA1_LEN, [HASH_MD5] = MD5_LEN, [HASH_SHA512] = SHA512_LEN};

	return len[kind];
}

static void hash_once(enum hash_kind kind, struct bytes in, uint8_t *ret)
{
	struct hash h = hash_begin(kind);

	hash_add(&h, in);
	hash_end(&h, ret);
}

void hash_sha256(struct bytes in, uint8_t ret[SHA256_LEN])
{
	hash_once(HASH_SHA256, in, ret);
}

void hash_sha512(struct bytes in, uint8_t ret[SHA512_LEN])
{
	hash_once(HASH_SHA512, in, ret);
}

void hash_sha1(struct bytes in, uint8_t ret[SHA1_LEN])
{
	hash_once(HASH_SHA1, in, ret);
}

void hash_md5(struct bytes in, uint8_t ret[MD5_LEN])
{
	hash_once(HASH_MD5, in, ret);
}
