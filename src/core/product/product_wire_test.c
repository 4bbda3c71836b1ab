#include "core/product/product_wire.h"

#include "core/product/product_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static void what_was_written_is_read_again(void **state)
{
	struct writer wire = writer_of(1 << 20, "wire");
	struct product p, again = {0};
	struct arena arena;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(product_parse(bytes_str(kit_small), "p.yaml", &arena, &p, &e));
	product_wire_write(&wire, &p);
	assert_true(product_wire_read(writer_bytes(&wire), &arena, &again, &e));
	assert_string_equal(again.profile, "smart-lock");
	assert_int_equal(again.count, p.count);
	for (size_t i = 0; i < p.count; i++) {
		assert_string_equal(again.items[i].table, p.items[i].table);
		assert_string_equal(again.items[i].id, p.items[i].id);
		assert_string_equal(again.items[i].key, p.items[i].key);
		assert_string_equal(again.items[i].value, p.items[i].value);
		assert_int_equal(again.items[i].line, p.items[i].line);
		assert_int_equal(again.items[i].offset, p.items[i].offset);
	}
	assert_true(p.gap_count > 0);
	assert_int_equal(again.gap_count, p.gap_count);
	assert_string_equal(again.gaps[0].text, p.gaps[0].text);
	writer_free(&wire);
	arena_done(&arena);
}

static void every_prefix_and_every_damaged_byte_is_refused_or_read(void **state)
{
	struct writer wire = writer_of(1 << 20, "wire");
	struct product p, again = {0};
	struct bytes all;
	struct arena arena;
	struct error e;

	(void)state;
	arena_init(&arena, 0);
	assert_true(product_parse(bytes_str(kit_small), "p.yaml", &arena, &p, &e));
	product_wire_write(&wire, &p);
	all = writer_bytes(&wire);
	for (size_t len = 0; len < all.len; len++) {
		uint8_t *copy = malloc(len ? len : 1);

		assert_non_null(copy);
		memcpy(copy, all.at, len);
		assert_false(product_wire_read(bytes_of(copy, len), &arena, &again, &e));
		free(copy);
	}
	for (size_t i = 0; i < all.len; i++) {
		uint8_t kept = wire.at[i];

		wire.at[i] = 0xff;
		if (product_wire_read(all, &arena, &again, &e))
			assert_int_equal(again.count, p.count);
		wire.at[i] = kept;
	}
	writer_free(&wire);
	arena_done(&arena);
}

static void more_items_than_bytes_are_refused_before_anything_is_allocated(void **state)
{
	static const uint8_t many[12] = {0, 0, 0, 0, 0x9f, 0x86, 0x01, 0x00};
	struct product p = {0};
	struct arena arena;
	struct error e;

	(void)state;
	arena_init(&arena, 4096);
	assert_false(product_wire_read(bytes_of(many, sizeof many), &arena, &p, &e));
	assert_int_equal(e.code, ERROR_INPUT);
	assert_true(arena.used < 64);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_again),
		cmocka_unit_test(every_prefix_and_every_damaged_byte_is_refused_or_read),
		cmocka_unit_test(more_items_than_bytes_are_refused_before_anything_is_allocated),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
