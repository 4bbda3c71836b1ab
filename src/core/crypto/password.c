#include "core/crypto/password.h"

#include "core/base/text.h"
#include "core/crypto/hash.h"
#include "core/crypto/sha_crypt.h"

#include <crypt.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <stdlib.h>

#define WORD_MAX SHA_CRYPT_WORD_MAX
#define HASH_MAX 384 /* CRYPT_OUTPUT_SIZE of libxcrypt */

struct password_verifier {
	struct crypt_data data; /* 32 KiB */
	char word[WORD_MAX + 1], setting[HASH_MAX];
};

static const char *const names[PASSWORD_SCHEME_COUNT] = {
#define SCHEME(id, name) name,
	PASSWORD_SCHEMES(SCHEME)
#undef SCHEME
};

const char *password_scheme_name(enum password_scheme scheme)
{
	return names[scheme];
}

bool password_scheme_by_name(struct bytes name, enum password_scheme *ret)
{
	for (unsigned i = 0; i < PASSWORD_SCHEME_COUNT; i++) {
		if (bytes_is(name, names[i])) {
			*ret = (enum password_scheme)i;
			return true;
		}
	}
	return false;
}

/* The value of a character in crypt's alphabet ./0-9A-Za-z, or -1. */
static int crypt_value(uint8_t c)
{
	if (c == '.' || c == '/')
		return c - '.';
	if (c >= '0' && c <= '9')
		return c - '0' + 2;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 12;
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 38;
	return -1;
}

static bool all_crypt(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (crypt_value(in.at[i]) < 0)
			return false;
	return true;
}

static bool all_base64(struct bytes in)
{
	while (in.len && in.at[in.len - 1] == '=')
		in.len--;
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] == '.' || (in.at[i] != '+' && crypt_value(in.at[i]) < 0))
			return false;
	return true;
}

/* Salts hold anything printable but the marks of the file they stand in. */
static bool is_salt(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] <= ' ' || in.at[i] > '~' || strchr(":$*!\\\"'", in.at[i]))
			return false;
	return true;
}

static bool read_des(struct bytes t, struct password_hash *ret)
{
	bool extended = t.len == 20 && t.at[0] == '_';
	int count = 0;

	if (t.len != 13 && !extended)
		return false;
	/* 64 bits in 11 characters: the last one's low two bits are always zero */
	if (!all_crypt(bytes_part(t, extended, t.len)) || crypt_value(t.at[t.len - 1]) % 4)
		return false;
	for (int i = 4; extended && i >= 1; i--)
		count = count << 6 | crypt_value(t.at[i]);
	ret->scheme = extended ? PASSWORD_BSDICRYPT : PASSWORD_DESCRYPT;
	ret->salt = extended ? bytes_part(t, 5, 4) : bytes_part(t, 0, 2);
	ret->cost = extended ? (uint64_t)count / 7 + 5 : 5;
	return true;
}

/* $id$salt$hash with `len` characters of hash whose last one carries `bits` bits. */
static bool read_modular(struct bytes rest, size_t salt_max, size_t len, unsigned bits, struct password_hash *ret)
{
	struct bytes salt;

	if (!text_split(&rest, '$', &salt) || salt.len > salt_max || !is_salt(salt))
		return false;
	if (rest.len != len || !all_crypt(rest) || crypt_value(rest.at[len - 1]) >= 1 << bits)
		return false;
	ret->salt = salt;
	return true;
}

static bool read_rounds(struct bytes *rest, const char *mark, uint64_t *rounds)
{
	struct bytes number;

	if (!bytes_starts(*rest, mark))
		return true;
	*rest = bytes_part(*rest, strlen(mark), rest->len);
	return text_split(rest, '$', &number) && number.len <= 10 && text_number(number, rounds);
}

static bool read_sha(struct bytes t, struct password_hash *ret)
{
	bool wide = t.at[1] == '6';
	uint64_t rounds = 5000;
	struct bytes rest = bytes_part(t, 3, t.len), salt;

	ret->scheme = wide ? PASSWORD_SHA512CRYPT : PASSWORD_SHA256CRYPT;
	if (!read_rounds(&rest, "rounds=", &rounds))
		return false;
	ret->cost = rounds / 3 + 10;
	if (read_modular(rest, 16, wide ? 86 : 43, wide ? 2 : 4, ret))
		return true;
	/* mosquitto before 2.0: $6$BASE64(salt)$BASE64(SHA-512(password, salt)) */
	if (!wide || !text_split(&rest, '$', &salt) || rest.len != 88 || !bytes_ends(rest, "==") || !all_base64(rest) ||
	    !all_base64(salt) || salt.len == 0 || salt.len > 64)
		return false;
	ret->scheme = PASSWORD_MOSQUITTO_SHA512;
	ret->salt = salt;
	ret->cost = 1;
	return true;
}

static bool read_bcrypt(struct bytes t, struct password_hash *ret)
{
	unsigned cost;

	if (t.len != 60 || !memchr("abxy", t.at[2], 4) || t.at[3] != '$' || t.at[6] != '$' ||
	    !all_crypt(bytes_part(t, 7, 53)))
		return false;
	if (t.at[4] < '0' || t.at[4] > '3' || t.at[5] < '0' || t.at[5] > '9')
		return false;
	cost = (unsigned)(t.at[4] - '0') * 10 + (t.at[5] - '0');
	if (cost < 4 || cost > 31)
		return false;
	ret->scheme = PASSWORD_BCRYPT;
	ret->salt = bytes_part(t, 7, 22);
	ret->cost = UINT64_C(55) << cost;
	return true;
}

/* $y$PARAMS$salt$hash; PARAMS: flavour, log2 N - 1, r - 1, then rare ones. The cost of what is not understood is
 * unknown, and such a hash is never tried: its memory would be unknown too. */
static bool read_yescrypt(struct bytes t, size_t mark, enum password_scheme scheme, struct password_hash *ret)
{
	struct bytes rest = bytes_part(t, mark, t.len), params;
	int n, r;

	if (!text_split(&rest, '$', &params) || params.len < 3 || !all_crypt(params) ||
	    !read_modular(rest, 86, 43, 4, ret) || !all_crypt(ret->salt))
		return false;
	ret->scheme = scheme;
	n = crypt_value(params.at[1]) + 1;
	r = crypt_value(params.at[2]) + 1;
	ret->cost = params.len == 3 && n <= 16 && r <= 32 ? (((uint64_t)r << n) / 8 + 100) : UINT64_MAX;
	return true;
}

static bool read_seven(struct bytes t, struct password_hash *ret)
{
	struct bytes rest = bytes_part(t, 3, t.len), count;
	uint64_t rounds;
	int n;

	/* scrypt: $7$ N rrrrr ppppp salt $ hash */
	if (rest.len > 11 && all_crypt(bytes_part(rest, 0, 11)) &&
	    read_modular(bytes_part(rest, 11, rest.len), 86, 43, 4, ret)) {
		n = crypt_value(rest.at[0]);
		ret->scheme = PASSWORD_SCRYPT;
		/* r and p as crypt_gensalt() writes them, 32 and 1; anything else is not tried */
		ret->cost = n <= 16 && bytes_starts(bytes_part(rest, 1, 10), "U..../....") ? (UINT64_C(32) << n) / 4
											   : UINT64_MAX;
		return true;
	}
	/* mosquitto 2: $7$iterations$BASE64(salt)$BASE64(PBKDF2-HMAC-SHA512) */
	if (!text_split(&rest, '$', &count) || count.len > 9 || !text_number(count, &rounds) || rounds == 0 ||
	    !text_split(&rest, '$', &ret->salt) || ret->salt.len == 0 || ret->salt.len > 88 || !all_base64(ret->salt) ||
	    rest.len != 88 || !all_base64(rest))
		return false;
	ret->scheme = PASSWORD_MOSQUITTO_PBKDF2;
	ret->cost = rounds + 5;
	return true;
}

static bool read_sha1crypt(struct bytes t, struct password_hash *ret)
{
	struct bytes rest = bytes_part(t, 6, t.len), count;
	uint64_t rounds;

	if (!text_split(&rest, '$', &count) || count.len > 9 || !text_number(count, &rounds) ||
	    !text_split(&rest, '$', &ret->salt) || ret->salt.len > 64 || !is_salt(ret->salt) || rest.len != 28 ||
	    !all_crypt(rest))
		return false;
	ret->scheme = PASSWORD_SHA1CRYPT;
	ret->cost = rounds * 7 / 10 + 10;
	return true;
}

static bool read_sunmd5(struct bytes t, struct password_hash *ret)
{
	size_t last = t.len;

	while (last && t.at[last - 1] != '$')
		last--;
	if (last < 8 || t.len - last != 22 || !all_crypt(bytes_part(t, last, 22)))
		return false;
	ret->scheme = PASSWORD_SUNMD5;
	ret->salt = bytes_part(t, 5, last - 5);
	/* 4096 rounds and more; a number of rounds above the base is not worth understanding */
	ret->cost = bytes_starts(t, "$md5$") ? 5500 : UINT64_MAX;
	return true;
}

bool password_hash_read(struct bytes t, struct password_hash *ret)
{
	struct password_hash h = {.text = t};
	bool ok = false;

	if (t.len < 13 || t.len >= HASH_MAX)
		return false;
	if (t.at[0] != '$' && t.at[0] != '{')
		ok = read_des(t, &h);
	else if (bytes_starts(t, "$1$") || bytes_starts(t, "$apr1$")) {
		h.scheme = t.at[1] == '1' ? PASSWORD_MD5CRYPT : PASSWORD_APR1;
		h.cost = 110;
		ok = read_modular(bytes_part(t, t.at[1] == '1' ? 3 : 6, t.len), 8, 22, 2, &h);
	} else if (bytes_starts(t, "$5$") || bytes_starts(t, "$6$"))
		ok = read_sha(t, &h);
	else if (bytes_starts(t, "$2"))
		ok = read_bcrypt(t, &h);
	else if (bytes_starts(t, "$y$"))
		ok = read_yescrypt(t, 3, PASSWORD_YESCRYPT, &h);
	else if (bytes_starts(t, "$gy$"))
		ok = read_yescrypt(t, 4, PASSWORD_GOST_YESCRYPT, &h);
	else if (bytes_starts(t, "$7$"))
		ok = read_seven(t, &h);
	else if (bytes_starts(t, "$sha1$"))
		ok = read_sha1crypt(t, &h);
	else if (bytes_starts(t, "$md5"))
		ok = read_sunmd5(t, &h);
	else if (bytes_starts(t, "{SHA}")) {
		h.scheme = PASSWORD_SHA1_BASE64;
		h.cost = 1;
		ok = t.len == 33 && t.at[32] == '=' && all_base64(bytes_part(t, 5, 27));
	}
	if (ok) {
		h.text = t;
		*ret = h;
	}
	return ok;
}

bool password_hash_hex(struct bytes text, enum password_scheme scheme, struct bytes salt, struct password_hash *ret)
{
	uint8_t digest[MD5_LEN];

	if (text.len != 32 || !text_unhex(text, digest, sizeof digest))
		return false;
	*ret = (struct password_hash){.scheme = scheme, .text = text, .salt = salt, .cost = 1};
	return true;
}

struct password_verifier *password_verifier_new(void)
{
	return calloc(1, sizeof(struct password_verifier));
}

void password_verifier_free(struct password_verifier *v)
{
	free(v);
}

/* Apache's apr1: Poul-Henning Kamp's md5crypt with another mark (its own description: FreeBSD's crypt.c, 1994). */
static void apr1_digest(struct bytes word, struct bytes salt, uint8_t ret[MD5_LEN])
{
	uint8_t inner[MD5_LEN];
	struct hash h = hash_begin(HASH_MD5);

	hash_add(&h, word);
	hash_add(&h, salt);
	hash_add(&h, word);
	hash_end(&h, inner);
	h = hash_begin(HASH_MD5);
	hash_add(&h, word);
	hash_add(&h, bytes_str("$apr1$"));
	hash_add(&h, salt);
	for (size_t left = word.len; left; left -= left < MD5_LEN ? left : MD5_LEN)
		hash_add(&h, bytes_of(inner, left < MD5_LEN ? left : MD5_LEN));
	for (size_t bit = word.len; bit; bit >>= 1)
		hash_add(&h, bit & 1 ? bytes_of("", 1) : bytes_of(word.at, 1));
	hash_end(&h, ret);
	for (unsigned round = 0; round < 1000; round++) {
		h = hash_begin(HASH_MD5);
		hash_add(&h, round & 1 ? word : bytes_of(ret, MD5_LEN));
		if (round % 3)
			hash_add(&h, salt);
		if (round % 7)
			hash_add(&h, word);
		hash_add(&h, round & 1 ? bytes_of(ret, MD5_LEN) : word);
		hash_end(&h, ret);
	}
}

static bool apr1_matches(const struct password_hash *hash, struct bytes word)
{
	static const uint8_t order[5][3] = {{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}};
	static const char alphabet[] = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	uint8_t digest[MD5_LEN];
	char text[23], *at = text;

	apr1_digest(word, hash->salt, digest);
	for (unsigned i = 0; i < 6; i++) {
		uint32_t value = i < 5 ? (uint32_t)digest[order[i][0]] << 16 | (uint32_t)digest[order[i][1]] << 8 |
						 digest[order[i][2]]
				       : digest[11];

		for (unsigned k = 0; k < (i < 5 ? 4 : 2); k++, value >>= 6)
			*at++ = alphabet[value & 63];
	}
	return memcmp(hash->text.at + hash->text.len - 22, text, 22) == 0;
}

static size_t unbase64(struct bytes in, uint8_t *ret, size_t max)
{
	int len;
	size_t pad = 0;

	while (pad < in.len && pad < 2 && in.at[in.len - 1 - pad] == '=')
		pad++;
	if (in.len % 4 || in.len / 4 * 3 > max)
		return 0;
	len = EVP_DecodeBlock(ret, in.at, (int)in.len);
	return len > (int)pad ? (size_t)len - pad : 0;
}

static bool mosquitto_matches(const struct password_hash *hash, struct bytes word)
{
	uint8_t salt[72], want[72], got[64];
	struct bytes rest = hash->text, part;
	size_t salt_len = unbase64(hash->salt, salt, sizeof salt);
	uint64_t rounds = 0;

	while (text_split(&rest, '$', &part))
		if (part.len < 10 && rest.len > 88)
			(void)!text_number(part, &rounds);
	if (unbase64(bytes_part(hash->text, hash->text.len - 88, 88), want, sizeof want) != 64)
		return false;
	if (hash->scheme == PASSWORD_MOSQUITTO_PBKDF2) {
		if (PKCS5_PBKDF2_HMAC((const char *)word.at, (int)word.len, salt, (int)salt_len, (int)rounds,
				      EVP_sha512(), sizeof got, got) != 1)
			return false;
	} else {
		uint8_t joined[WORD_MAX + sizeof salt];

		if (word.len)
			memcpy(joined, word.at, word.len);
		memcpy(joined + word.len, salt, salt_len);
		SHA512(joined, word.len + salt_len, got);
	}
	return memcmp(want, got, sizeof got) == 0;
}

static bool digest_matches(const struct password_hash *hash, struct bytes word)
{
	uint8_t want[SHA1_LEN + 1], got[SHA1_LEN];
	struct hash h = hash_begin(HASH_MD5);

	if (hash->scheme == PASSWORD_SHA1_BASE64) {
		hash_sha1(word, got);
		return unbase64(bytes_part(hash->text, 5, 28), want, sizeof want) == SHA1_LEN &&
		       memcmp(want, got, SHA1_LEN) == 0;
	}
	hash_add(&h, hash->salt);
	hash_add(&h, word);
	hash_end(&h, got);
	return text_unhex(hash->text, want, MD5_LEN) && memcmp(want, got, MD5_LEN) == 0;
}

static bool crypt_matches(struct password_verifier *v, const struct password_hash *hash, struct bytes word)
{
	const char *got;
	struct bytes text = hash->text;
	size_t mark = 0;

	if (text.len + 5 > sizeof v->setting)
		return false;
	if (hash->scheme == PASSWORD_NTLM) {
		memcpy(v->setting, "$3$$", 4);
		mark = 4;
	}
	for (size_t i = 0; i < text.len; i++) {
		uint8_t c = text.at[i];

		v->setting[mark + i] = (char)(mark && c >= 'A' && c <= 'F' ? c + 32 : c);
	}
	v->setting[mark + text.len] = 0;
	if (word.len)
		memcpy(v->word, word.at, word.len);
	v->word[word.len] = 0;
	/* not crypt_r(): sanitizers replace that one, and then the library is not linked at all */
	got = crypt_rn(v->word, v->setting, &v->data, (int)sizeof v->data);
	return got && strcmp(got, v->setting) == 0;
}

/* *ret_same: whether it matches. False where the hash is not spelt as crypt() spells it: that one decides. */
static bool sha_crypt_matches(const struct password_hash *hash, struct bytes word, bool *ret_same)
{
	enum hash_kind kind = hash->scheme == PASSWORD_SHA512CRYPT ? HASH_SHA512 : HASH_SHA256;
	struct bytes rest = bytes_part(hash->text, 3, hash->text.len);
	uint64_t rounds = SHA_CRYPT_ROUNDS;
	char text[SHA_CRYPT_TEXT_MAX];
	size_t len;

	if (hash->salt.len > SHA_CRYPT_SALT_MAX || bytes_starts(rest, "rounds=0") ||
	    !read_rounds(&rest, "rounds=", &rounds) || rounds < SHA_CRYPT_ROUNDS_MIN || rounds > SHA_CRYPT_ROUNDS_MAX)
		return false;
	len = sha_crypt(kind, word, hash->salt, (uint32_t)rounds, text);
	*ret_same = bytes_equal(bytes_part(hash->text, hash->text.len - len, len), bytes_of(text, len));
	return true;
}

bool password_matches(struct password_verifier *v, const struct password_hash *hash, struct bytes word)
{
	bool same;

	if (word.len > WORD_MAX || hash->cost == UINT64_MAX || (word.len && memchr(word.at, 0, word.len)))
		return false;
	switch (hash->scheme) {
	case PASSWORD_APR1:
		return apr1_matches(hash, word);
	case PASSWORD_SHA1_BASE64:
	case PASSWORD_HTDIGEST:
	case PASSWORD_MD5_HEX:
		return digest_matches(hash, word);
	case PASSWORD_MOSQUITTO_SHA512:
	case PASSWORD_MOSQUITTO_PBKDF2:
		return mosquitto_matches(hash, word);
	case PASSWORD_SHA256CRYPT:
	case PASSWORD_SHA512CRYPT:
		return sha_crypt_matches(hash, word, &same) ? same : crypt_matches(v, hash, word);
	default:
		return crypt_matches(v, hash, word);
	}
}
