#include "assess/formats/format.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void cleans(const char *name, const char *expected, bool leaves)
{
	struct arena arena;
	bool escaped = false;

	arena_init(&arena, 0);
	assert_string_equal((const char *)format_clean_path(&arena, bytes_str(name), &escaped).at, expected);
	assert_int_equal(escaped, leaves);
	arena_done(&arena);
}

static void no_name_leaves_its_container(void **state)
{
	(void)state;
	cleans("etc/passwd", "/etc/passwd", false);
	cleans("./etc//passwd/", "/etc/passwd", false);
	cleans("/etc/../etc/./passwd", "/etc/passwd", false);
	cleans("../../etc/passwd", "/etc/passwd", true);
	cleans("a/../../b", "/b", true);
	cleans("", "/", false);
	cleans("..", "/", true);
	cleans("a/..", "/", false);
}

static void every_row_is_whole(void **state)
{
	(void)state;
	assert_true(formats_count > 40);
	for (size_t i = 0; i < formats_count; i++) {
		const struct format *f = formats[i];

		assert_true(f->name[0] && f->title[0]);
		assert_non_null(f->probe);
		assert_non_null(f->open);
		assert_non_null(f->walk);
		/* found somehow: by its magics in raw bytes, or at the start of a file or part */
		assert_true(!(f->flags & FORMAT_CARVE) || f->magic_count > 0);
		for (size_t k = 0; k < f->magic_count; k++)
			assert_in_range(f->magics[k].len, 3, 16);
		assert_ptr_equal(format_by_name(f->name), f);
	}
	assert_null(format_by_name("no such format"));
}

static void nothing_claims_noise_or_nothing(void **state)
{
	static uint8_t noise[1 << 16];
	uint32_t seed = 7;

	(void)state;
	for (size_t i = 0; i < sizeof noise; i++) {
		seed = seed * 1664525u + 1013904223u;
		noise[i] = (uint8_t)(seed >> 24);
	}
	for (size_t i = 0; i < formats_count; i++) {
		struct claim claim = {0};

		assert_false(formats[i]->probe(bytes_of("", 0), &claim));
		if (formats[i]->probe(bytes_of(noise, sizeof noise), &claim))
			fail_msg("%s claims noise", formats[i]->name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_name_leaves_its_container),
		cmocka_unit_test(every_row_is_whole),
		cmocka_unit_test(nothing_claims_noise_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
