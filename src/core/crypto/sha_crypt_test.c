#include "core/crypto/sha_crypt.h"

#include "core/base/attributes.h"

#include <crypt.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <cmocka.h>

static void what_openssl_passwd_says_comes_out(void **state)
{
	static const struct {
		enum hash_kind kind;
		uint32_t rounds;
		const char *salt, *word, *want;
	} rows[] = {
		{HASH_SHA256, 5000, "saltstring", "Hello world!", "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"},
		{HASH_SHA512, 5000, "saltstring", "Hello world!",
		 "svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		char text[SHA_CRYPT_TEXT_MAX];
		size_t len =
			sha_crypt(rows[i].kind, bytes_str(rows[i].word), bytes_str(rows[i].salt), rows[i].rounds, text);

		assert_int_equal(len, strlen(rows[i].want));
		assert_memory_equal(text, rows[i].want, len);
	}
}

static uint32_t next(uint32_t *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Every length of word, and salts and rounds of all lengths: as libcrypt says it. */
static void it_says_what_libcrypt_says(void **state)
{
	static const char letters[] = "./0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
	struct crypt_data *data = calloc(1, sizeof *data);
	uint32_t seed = 20261122;

	(void)state;
	assert_non_null(data);
	for (size_t len = 0; len <= SHA_CRYPT_WORD_MAX; len++) {
		enum hash_kind kind = len & 1 ? HASH_SHA256 : HASH_SHA512;
		uint32_t rounds = SHA_CRYPT_ROUNDS_MIN + next(&seed) % 300;
		size_t salt_len = 1 + next(&seed) % SHA_CRYPT_SALT_MAX;
		char word[SHA_CRYPT_WORD_MAX + 1] = {0}, salt[SHA_CRYPT_SALT_MAX + 1] = {0}, setting[64];
		char text[SHA_CRYPT_TEXT_MAX];
		const char *want;
		size_t got;

		for (size_t i = 0; i < len; i++)
			word[i] = (char)(1 + next(&seed) % 255);
		for (size_t i = 0; i < salt_len; i++)
			salt[i] = letters[next(&seed) % 64];
		snprintf(setting, sizeof setting, "$%d$rounds=%u$%s$", kind == HASH_SHA256 ? 5 : 6, rounds, salt);
		want = crypt_rn(word, setting, data, sizeof *data);
		assert_non_null(want);
		got = sha_crypt(kind, bytes_of(word, len), bytes_str(salt), rounds, text);
		assert_int_equal(strlen(want), strlen(setting) + got);
		assert_memory_equal(want + strlen(setting), text, got);
	}
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_openssl_passwd_says_comes_out),
		cmocka_unit_test(it_says_what_libcrypt_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
