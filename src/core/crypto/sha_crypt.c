#include "core/crypto/sha_crypt.h"

#include "core/base/error.h"

#include <string.h>

struct message {
	uint8_t at[SHA512_LEN + 2 * SHA_CRYPT_WORD_MAX + SHA_CRYPT_SALT_MAX];
	size_t len;
};

static void add(struct message *m, const uint8_t *at, size_t len)
{
	memcpy(m->at + m->len, at, len);
	m->len += len;
}

/* `len` bytes of a digest, over and over. */
static void spread(uint8_t *to, size_t len, const uint8_t *digest, size_t digest_len)
{
	for (size_t i = 0; i < len; i++)
		to[i] = digest[i % digest_len];
}

static void repeated(enum hash_kind kind, struct bytes in, size_t times, uint8_t *ret)
{
	struct hash h = hash_begin(kind);

	while (times--)
		hash_add(&h, in);
	hash_end(&h, ret);
}

/* The digest the rounds begin with. */
static void first(enum hash_kind kind, struct bytes word, struct bytes salt, uint8_t *ret)
{
	size_t len = hash_len(kind);
	uint8_t other[SHA512_LEN];
	struct hash h = hash_begin(kind);

	hash_add(&h, word);
	hash_add(&h, salt);
	hash_add(&h, word);
	hash_end(&h, other);
	h = hash_begin(kind);
	hash_add(&h, word);
	hash_add(&h, salt);
	for (size_t left = word.len; left; left -= left < len ? left : len)
		hash_add(&h, bytes_of(other, left < len ? left : len));
	for (size_t bit = word.len; bit; bit >>= 1)
		hash_add(&h, bit & 1 ? bytes_of(other, len) : word);
	hash_end(&h, ret);
}

/* Bits of three bytes at a time in crypt's alphabet, the lowest six first. */
static char *put(char *to, unsigned high, unsigned middle, unsigned low, unsigned characters)
{
	static const char alphabet[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	unsigned bits = high << 16 | middle << 8 | low;

	for (; characters; characters--, bits >>= 6)
		*to++ = alphabet[bits & 63];
	return to;
}

/* The bytes of a group lie a third of the digest apart; which of the three is the highest goes round, one way for
 * SHA-256 and the other for SHA-512. */
static size_t print(enum hash_kind kind, const uint8_t *digest, char *ret)
{
	unsigned third = kind == HASH_SHA512 ? 21 : 10, turn = kind == HASH_SHA512 ? 1 : 2;
	char *to = ret;

	for (unsigned i = 0; i < third; i++) {
		unsigned at = i * turn % 3;

		to = put(to, digest[i + at * third], digest[i + (at + 1) % 3 * third], digest[i + (at + 2) % 3 * third],
			 4);
	}
	to = kind == HASH_SHA512 ? put(to, 0, 0, digest[63], 2) : put(to, 0, digest[31], digest[30], 3);
	return (size_t)(to - ret);
}

size_t sha_crypt(enum hash_kind kind, struct bytes word, struct bytes salt, uint32_t rounds,
		 char ret[SHA_CRYPT_TEXT_MAX])
{
	uint8_t digest[SHA512_LEN], other[SHA512_LEN], words[SHA_CRYPT_WORD_MAX], salts[SHA_CRYPT_SALT_MAX];
	size_t len = hash_len(kind);
	struct message m;

	ASSERT(word.len <= sizeof words && salt.len <= sizeof salts);
	first(kind, word, salt, digest);
	repeated(kind, word, word.len, other);
	spread(words, word.len, other, len);
	repeated(kind, salt, 16 + (size_t)digest[0], other);
	spread(salts, salt.len, other, len);
	for (uint32_t round = 0; round < rounds; round++) {
		struct hash h = hash_begin(kind);

		m.len = 0;
		add(&m, round & 1 ? words : digest, round & 1 ? word.len : len);
		if (round % 3)
			add(&m, salts, salt.len);
		if (round % 7)
			add(&m, words, word.len);
		add(&m, round & 1 ? digest : words, round & 1 ? len : word.len);
		hash_add(&h, bytes_of(m.at, m.len));
		hash_end(&h, digest);
	}
	return print(kind, digest, ret);
}
