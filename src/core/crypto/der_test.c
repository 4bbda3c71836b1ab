#include "core/crypto/der.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void an_element_is_cut_with_its_header(void **state)
{
	static const uint8_t in[] = {0x30, 0x03, 0x02, 0x01, 0x05, 0xff, 0xff};
	struct bytes element = {0};

	(void)state;
	assert_true(der_cut(bytes_of(in, sizeof in), 0x30, &element));
	assert_int_equal(element.len, 5);
	assert_int_equal(der_content(element).len, 3);
	assert_int_equal(der_content(element).at[2], 5);
	assert_false(der_cut(bytes_of(in, sizeof in), 0x31, &element));
}

static void lengths_that_der_forbids_are_refused(void **state)
{
	static const uint8_t indefinite[] = {0x30, 0x80, 0x02, 0x01, 0x05, 0x00, 0x00};
	static const uint8_t not_minimal[] = {0x30, 0x81, 0x03, 0x02, 0x01, 0x05};
	static const uint8_t too_long[] = {0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x02};
	struct bytes element;

	(void)state;
	assert_false(der_cut(bytes_of(indefinite, sizeof indefinite), 0x30, &element));
	assert_false(der_cut(bytes_of(not_minimal, sizeof not_minimal), 0x30, &element));
	assert_false(der_cut(bytes_of(too_long, sizeof too_long), 0x30, &element));
}

static void what_is_written_is_cut_again_and_no_prefix_of_it_is(void **state)
{
	static const size_t lengths[] = {0, 1, 127, 128, 255, 256, 40000};
	uint8_t *content = calloc(1, 40000);

	(void)state;
	assert_non_null(content);
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct writer w = writer_of(1 << 20, "der");
		struct bytes element, whole;

		der_write(&w, 0x04, bytes_of(content, lengths[i]));
		assert_true(writer_ok(&w));
		whole = writer_bytes(&w);
		assert_true(der_cut(whole, 0x04, &element));
		assert_int_equal(element.len, whole.len);
		assert_int_equal(der_content(element).len, lengths[i]);
		for (size_t len = 0; len < whole.len; len += 1 + len / 8) {
			uint8_t *exact = malloc(len ? len : 1);

			assert_non_null(exact);
			memcpy(exact, whole.at, len);
			assert_false(der_cut(bytes_of(exact, len), 0x04, &element));
			free(exact);
		}
		writer_free(&w);
	}
	free(content);
}

static void base64_is_decoded_and_nothing_else(void **state)
{
	static const struct {
		const char *text, *plain;
	} rows[] = {{"aG9sZGZhc3Q=", "holdfast"}, {"aG9s ZGZh\nc3Q=", "holdfast"}, {"YQ==", "a"}};
	static const char *const bad[] = {"", "    ", "!!!!", "aG9s?GZhc3Q="};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct writer w = writer_of(100, "base64");

		assert_true(base64_decode(bytes_str(rows[i].text), &w));
		assert_true(bytes_is(writer_bytes(&w), rows[i].plain));
		writer_free(&w);
	}
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct writer w = writer_of(100, "base64");

		if (base64_decode(bytes_str(bad[i]), &w))
			fail_msg("decoded: '%s'", bad[i]);
		writer_free(&w);
	}
}

static void a_pem_block_is_cut_from_text_and_from_strings_of_c(void **state)
{
	static const char *const texts[] = {
		"x\n-----BEGIN TEST-----\naG9s\nZGZhc3Q=\n-----END TEST-----\ny",
		"\"-----BEGIN TEST-----\\naG9sZGZhc3Q=\\n-----END TEST-----\\n\"",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct writer w = writer_of(100, "pem");
		struct bytes in = bytes_str(texts[i]);
		struct pem pem;

		assert_true(pem_cut(in, bytes_find_str(in, "-----BEGIN"), &pem));
		assert_true(bytes_is(pem.label, "TEST"));
		assert_true(pem_decode(&pem, &w));
		assert_true(bytes_is(writer_bytes(&w), "holdfast"));
		writer_free(&w);
	}
}

static void a_pem_block_without_its_end_is_none(void **state)
{
	struct bytes whole = bytes_str("-----BEGIN TEST-----\naG9sZGZhc3Q=\n-----END TEST-----");
	struct pem pem;

	(void)state;
	assert_true(pem_cut(whole, 0, &pem));
	for (size_t len = 0; len < whole.len; len++)
		assert_false(pem_cut(bytes_part(whole, 0, len), 0, &pem));
	assert_false(pem_cut(bytes_str("-----BEGIN TEST-----\naG9s\n-----END OTHER-----\n"), 0, &pem));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_element_is_cut_with_its_header),
		cmocka_unit_test(lengths_that_der_forbids_are_refused),
		cmocka_unit_test(what_is_written_is_cut_again_and_no_prefix_of_it_is),
		cmocka_unit_test(base64_is_decoded_and_nothing_else),
		cmocka_unit_test(a_pem_block_is_cut_from_text_and_from_strings_of_c),
		cmocka_unit_test(a_pem_block_without_its_end_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
