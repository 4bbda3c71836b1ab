#include "assess/formats/verity.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_verity;

static void the_tree_behind_a_real_image_has_the_root_that_veritysetup_printed(void **state)
{
	struct bytes in = testkit_corpus("formats/verity.img");
	size_t at;
	char *listing;
	bool ok = false;
	struct error e = {0};
	uint8_t *copy;

	(void)state;
	if (!in.at)
		skip();
	at = bytes_find(in, bytes_of("verity\0\0\1", 9));
	assert_int_equal(at % 4096, 0);
	listing = testkit_listing(&format_verity, bytes_part(in, at, in.len));
	if (!strstr(listing, "property verity.root-hash = "
			     "9c83abbae15b612644b1bc2751c3f356b99ce43258d06cfe180d5060c5ec8474\n") ||
	    !strstr(listing, "property verity.salt = 00112233445566778899aabbccddeeff\n") ||
	    !strstr(listing, "property verity.data-blocks = 308\n"))
		fail_msg("%s", listing);
	free(listing);
	assert_true(verity_check(in, at, &ok, &e));
	assert_true(ok);
	copy = malloc(in.len);
	memcpy(copy, in.at, in.len);
	copy[300 * 4096 + 17] ^= 1;
	assert_true(verity_check(bytes_of(copy, in.len), at, &ok, &e));
	assert_false(ok);
	assert_false(verity_check(bytes_part(in, 4096, in.len), at - 4096, &ok, &e));
	free(copy);
	assert_true(testkit_all_prefixes(&format_verity, bytes_part(in, at, in.len), 600, 509) > 600);
	free((void *)in.at);
}

static void trees_of_several_levels_and_of_one_fit_what_veritysetup_makes(void **state)
{
	static const char *const commands[] = {
		"seq 1 100000 | head -c 409600 > $1 && /usr/sbin/veritysetup format $1 $1 --hash-offset 409600 "
		"--data-blocks 100 --salt - --uuid 12345678-1234-1234-1234-123456789012",
		"seq 1 9000000 | head -c 16777216 > $1 && /usr/sbin/veritysetup format $1 $1 --hash-offset 16777216 "
		"--data-block-size 1024 --hash-block-size 1024 --data-blocks 16384 --hash sha512",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		struct bytes in = testkit_make(commands[i]);
		struct error e = {0};
		bool ok = false;

		if (!in.at)
			skip();
		if (!verity_check(in, i ? 16777216 : 409600, &ok, &e))
			fail_msg("%s", e.text);
		assert_true(ok);
		free((void *)in.at);
	}
}

static void a_superblock_with_impossible_numbers_is_refused(void **state)
{
	uint8_t block[8192] = "verity\0\0\1\0\0\0\1";
	struct claim claim = {0};

	(void)state;
	memcpy(block + 32, "sha256", 6);
	block[65] = block[69] = 0x10; /* 4096 */
	block[72] = 2;
	assert_true(format_verity.probe(bytes_of(block, sizeof block), &claim));
	assert_int_equal(claim.len, 8192);
	block[65] = 0x11;
	assert_false(format_verity.probe(bytes_of(block, sizeof block), &claim));
	block[65] = 0x10;
	memset(block + 72, 0xff, 8);
	assert_false(format_verity.probe(bytes_of(block, sizeof block), &claim));
	block[32] = 'x';
	assert_false(format_verity.probe(bytes_of(block, sizeof block), &claim));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_tree_behind_a_real_image_has_the_root_that_veritysetup_printed),
		cmocka_unit_test(trees_of_several_levels_and_of_one_fit_what_veritysetup_makes),
		cmocka_unit_test(a_superblock_with_impossible_numbers_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
