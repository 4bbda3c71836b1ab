#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "assess/formats/parts_testkit.h"
#include "core/base/writer.h"

extern const struct format format_uf2;

static void add(struct writer *w, uint32_t flags, uint32_t address, uint32_t number, uint32_t count, const char *text)
{
	write_str(w, "UF2\n");
	write_u32le(w, 0x9e5d5157);
	write_u32le(w, 0x2000 | flags);
	write_u32le(w, address);
	write_u32le(w, (uint32_t)strlen(text));
	write_u32le(w, number);
	write_u32le(w, count);
	write_u32le(w, 0xe48bff56);
	write_str(w, text);
	write_fill(w, 0, 476 - strlen(text));
	write_u32le(w, 0x0ab16f30);
}

static struct bytes image(void)
{
	struct writer w = writer_of(1 << 16, "uf2");

	add(&w, 0, 0x10000000, 0, 4, "first ");
	add(&w, 0, 0x10000006, 1, 4, "second");
	add(&w, 1, 0x20000000, 2, 4, "a comment");
	add(&w, 0, 0x10001000, 3, 4, "elsewhere");
	write_str(&w, "behind");
	return writer_take(&w);
}

static void blocks_that_follow_one_another_are_one_part(void **state)
{
	(void)state;
	struct bytes in = image(), member;
	struct claim claim = {0};

	assert_true(format_uf2.probe(in, &claim));
	assert_int_equal(claim.len, 4 * 512);
	assert_false(claim.truncated);
	in.len = 4 * 512;
	kit_lists(&format_uf2, in, "property hardware = RP2040 0xe48bff56\nproperty load-address = 0x10000000\n");
	kit_lists(&format_uf2, in, "property signature = none (of the container; the payload may carry its own)\n");
	member = testkit_member(&format_uf2, in, "0x10000000");
	assert_true(bytes_is(member, "first second"));
	KIT_FREE(member);
	member = testkit_member(&format_uf2, in, "0x10001000");
	assert_true(bytes_is(member, "elsewhere"));
	KIT_FREE(member);
	kit_lists_not(&format_uf2, in, "0x20000000");
	kit_survives(&format_uf2, in);
	KIT_FREE(in);
}

static void what_is_cut_is_said_and_noise_is_refused(void **state)
{
	(void)state;
	struct bytes in = image();
	struct claim claim = {0};

	assert_true(format_uf2.probe(bytes_part(in, 0, 1200), &claim));
	assert_true(claim.truncated);
	assert_int_equal(claim.len, 1024);
	kit_lists(&format_uf2, bytes_part(in, 0, 1024), "property truncated = 2 of 4 blocks\n");
	((uint8_t *)in.at)[511] ^= 1;
	kit_refuses(&format_uf2, in);
	kit_refuses_noise(&format_uf2);
	KIT_FREE(in);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks_that_follow_one_another_are_one_part),
		cmocka_unit_test(what_is_cut_is_said_and_noise_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
