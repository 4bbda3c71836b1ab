#include "core/base/text.h"
#include "core/crypto/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <cmocka.h>

static void hashes_of_known_inputs_are_right(void **state)
{
	uint8_t out[SHA512_LEN];
	char hex[2 * SHA512_LEN + 1];

	(void)state;
	/* FIPS 180-2 appendix B and RFC 1321 A.5 */
	hash_sha256(bytes_str("abc"), out);
	text_hex(bytes_of(out, SHA256_LEN), hex);
	assert_string_equal(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash_sha256(bytes_of(NULL, 0), out);
	text_hex(bytes_of(out, SHA256_LEN), hex);
	assert_string_equal(hex, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	hash_sha1(bytes_str("abc"), out);
	text_hex(bytes_of(out, SHA1_LEN), hex);
	assert_string_equal(hex, "a9993e364706816aba3e25717850c26c9cd0d89d");
	hash_md5(bytes_str("abc"), out);
	text_hex(bytes_of(out, MD5_LEN), hex);
	assert_string_equal(hex, "900150983cd24fb0d6963f7d28e17f72");
	hash_sha512(bytes_str("abc"), out);
	text_hex(bytes_of(out, SHA512_LEN), hex);
	assert_string_equal(hex,
			    "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a"
			    "3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

static void pieces_give_the_same_hash_as_the_whole(void **state)
{
	uint8_t data[1000], whole[SHA512_LEN], pieces[SHA512_LEN];

	(void)state;
	for (size_t i = 0; i < sizeof data; i++)
		data[i] = (uint8_t)(i * 7);
	for (enum hash_kind kind = HASH_SHA256; kind <= HASH_SHA512; kind++) {
		struct hash a = hash_begin(kind), b = hash_begin(kind);

		hash_add(&a, bytes_of(data, sizeof data));
		hash_end(&a, whole);
		for (size_t at = 0, len = 1; at < sizeof data; at += len, len = len * 2 + 1)
			hash_add(&b, bytes_part(bytes_of(data, sizeof data), at, len));
		hash_end(&b, pieces);
		assert_memory_equal(whole, pieces, hash_len(kind));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_of_known_inputs_are_right),
		cmocka_unit_test(pieces_give_the_same_hash_as_the_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
