#include "assess/formats/parts.h"

#include "core/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

/* What a walk was told, as text. */
struct seen {
	struct writer text;
};

static bool on_node(void *ctx, const struct node *node, struct error *e)
{
	struct seen *s = ctx;

	(void)e;
	write_str(&s->text, "node ");
	write_bytes(&s->text, node->path);
	write_str(&s->text, "=");
	write_bytes(&s->text, node->bytes);
	write_str(&s->text, ";");
	return true;
}

static void on_unread(void *ctx, struct bytes path, uint64_t offset, const char *why)
{
	struct seen *s = ctx;

	(void)offset;
	(void)why;
	write_str(&s->text, "unread ");
	write_bytes(&s->text, path);
	write_str(&s->text, ";");
}

static void on_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	struct seen *s = ctx;

	(void)offset;
	(void)len;
	write_fmt(&s->text, "%s=", key);
	write_bytes(&s->text, value);
	write_str(&s->text, ";");
}

#define WITH_PARTS(content)                                                                                            \
	struct seen seen = {writer_of(4096, "seen")};                                                                  \
	const struct visitor v = {&seen, on_node, on_unread, on_property};                                             \
	struct arena arena;                                                                                            \
	struct parts p = {bytes_str(content), limits_default(), &arena};                                               \
	struct error e;                                                                                                \
	arena_init(&arena, 0)
#define DONE_PARTS                                                                                                     \
	writer_free(&seen.text);                                                                                       \
	arena_done(&arena)

static void a_part_in_place_is_cut_at_the_end_and_that_is_said(void **state)
{
	WITH_PARTS("0123456789");

	(void)state;
	assert_true(part_in_place(&p, &v, "whole", 2, 3, &e));
	assert_true(part_in_place(&p, &v, "cut", 8, 100, &e));
	assert_true(part_in_place(&p, &v, "beyond", UINT64_MAX, UINT64_MAX, &e));
	assert_true(part_in_place(&p, &v, "empty", 3, 0, &e));
	assert_true(bytes_is(writer_bytes(&seen.text), "node whole=234;unread cut;node cut=89;unread beyond;"));
	DONE_PARTS;
}

static void what_cannot_be_decoded_is_given_as_it_stands(void **state)
{
	WITH_PARTS("this is no gzip stream");

	(void)state;
	assert_true(part_coded(&p, &v, "x", CODEC_GZIP, 0, 4, &e));
	assert_true(part_coded(&p, &v, "y", CODEC_NONE, 0, 4, &e));
	assert_true(bytes_is(writer_bytes(&seen.text), "unread x;node x=this;node y=this;"));
	DONE_PARTS;
}

static void digests_are_known_by_name(void **state)
{
	static const struct {
		const char *name, *hex;
	} rows[] = {
		{"crc32", "352441c2"},
		{"md5", "900150983cd24fb0d6963f7d28e17f72"},
		{"sha1", "a9993e364706816aba3e25717850c26c9cd0d89d"},
		{"sha256", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	};
	uint8_t sum[PARTS_DIGEST_MAX];

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		size_t len = parts_digest(rows[i].name, bytes_str("abc"), sum);
		char hex[2 * PARTS_DIGEST_MAX + 1];

		assert_int_equal(len, strlen(rows[i].hex) / 2);
		text_hex(bytes_of(sum, len), hex);
		assert_string_equal(hex, rows[i].hex);
	}
	assert_int_equal(parts_digest("sha257", bytes_str("abc"), sum), 0);
	assert_int_equal(parts_crc32(0, bytes_of(NULL, 0)), 0);
}

static void a_text_field_ends_in_zeros_or_erased_bytes(void **state)
{
	(void)state;
	assert_true(parts_field_is_text(bytes_of("name\0\0\0\0", 8)));
	assert_true(parts_field_is_text(bytes_of("name\0\xff\xff\xff", 8)));
	assert_false(parts_field_is_text(bytes_of("name\0x\0\0", 8)));
	assert_false(parts_field_is_text(bytes_of("na\x01me\0\0\0", 8)));
}

static void checks_are_told_as_ok_or_bad(void **state)
{
	WITH_PARTS("x");

	(void)state;
	(void)e;
	parts_check(&v, "checksum", "header crc32", true, 0, 4);
	parts_check(&v, "checksum", "data crc32", false, 4, 4);
	parts_text(&p, &v, "version", bytes_str("1.2"));
	parts_text(&p, &v, "name", bytes_str(""));
	assert_true(
		bytes_is(writer_bytes(&seen.text), "checksum=header crc32: ok;checksum=data crc32: bad;version=1.2;"));
	DONE_PARTS;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_part_in_place_is_cut_at_the_end_and_that_is_said),
		cmocka_unit_test(what_cannot_be_decoded_is_given_as_it_stands),
		cmocka_unit_test(digests_are_known_by_name),
		cmocka_unit_test(a_text_field_ends_in_zeros_or_erased_bytes),
		cmocka_unit_test(checks_are_told_as_ok_or_bad),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
