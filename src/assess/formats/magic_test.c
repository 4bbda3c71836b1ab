#include "assess/formats/magic.h"

#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <cmocka.h>

static const struct magic first_magics[] = {{"hsqs", 4, 0}, {"sqs", 3, 0}};
static const struct magic second_magics[] = {{"\x00\x00\x01\x00\x00\x00", 6, 4}, {"0123456789abcdef", 16, 0}};
static const struct magic named_magics[] = {{"NAME", 4, 0}};
static const struct format first = {.name = "first", .flags = FORMAT_CARVE, .magics = first_magics, .magic_count = 2};
static const struct format second = {
	.name = "second", .flags = FORMAT_CARVE, .magics = second_magics, .magic_count = 2};
static const struct format unwanted = {
	.name = "named", .flags = FORMAT_IN_FILES, .magics = named_magics, .magic_count = 1};
static const struct format *const list[] = {&first, &unwanted, &second};

struct seen {
	uint64_t sum, count, stop_at;
};

static bool count_hit(void *ctx, uint64_t at, uint32_t format, uint32_t magic)
{
	struct seen *s = ctx;

	s->count++;
	s->sum += (at + 1) * (format * 2 + magic + 1);
	return s->count != s->stop_at;
}

static struct seen plain_search(struct bytes in)
{
	struct seen s = {0};

	for (uint32_t f = 0; f < ARRAY_LEN(list); f++)
		for (uint32_t k = 0; list[f]->flags & FORMAT_CARVE && k < list[f]->magic_count; k++)
			for (size_t at = 0; at + list[f]->magics[k].len <= in.len; at++)
				if (memcmp(in.at + at, list[f]->magics[k].bytes, list[f]->magics[k].len) == 0)
					count_hit(&s, at, f, k);
	return s;
}

static void every_hit_is_found_once_at_every_place(void **state)
{
	struct error e;
	struct magic_scanner *m = magic_scanner_new(list, ARRAY_LEN(list), FORMAT_CARVE, &e);

	(void)state;
	assert_non_null(m);
	for (uint32_t f = 0; f < ARRAY_LEN(list); f++)
		for (uint32_t k = 0; k < list[f]->magic_count; k++)
			for (size_t len = 0; len < 50; len++)
				for (size_t at = 0; at + list[f]->magics[k].len <= len; at++) {
					uint8_t *data = malloc(len);
					struct seen s = {0}, plain;

					memset(data, 0xee, len);
					memcpy(data + at, list[f]->magics[k].bytes, list[f]->magics[k].len);
					assert_true(magic_scan(m, bytes_of(data, len), count_hit, &s));
					plain = plain_search(bytes_of(data, len));
					assert_int_equal(s.count, plain.count);
					assert_int_equal(s.sum, plain.sum);
					assert_true(f == 1 ? s.count == 0 : s.count >= 1);
					free(data);
				}
	magic_scanner_free(m);
}

static void hits_that_overlap_are_all_found(void **state)
{
	static const char alphabet[] = "hsq\0\1";
	struct error e;
	struct magic_scanner *m = magic_scanner_new(list, ARRAY_LEN(list), FORMAT_CARVE, &e);
	size_t len = 200001;
	uint8_t *data = malloc(len);
	uint32_t random = 1;
	struct seen s = {0}, plain;

	(void)state;
	for (size_t i = 0; i < len; i++) {
		random = random * 1664525 + 1013904223;
		data[i] = (uint8_t)alphabet[(random >> 16) % 5];
	}
	assert_true(magic_scan(m, bytes_of(data, len), count_hit, &s));
	plain = plain_search(bytes_of(data, len));
	assert_true(plain.count > 1000);
	assert_int_equal(s.count, plain.count);
	assert_int_equal(s.sum, plain.sum);
	free(data);
	magic_scanner_free(m);
}

static void a_caller_may_stop(void **state)
{
	struct error e;
	struct magic_scanner *m = magic_scanner_new(list, ARRAY_LEN(list), FORMAT_CARVE, &e);
	struct seen s = {.stop_at = 2};

	(void)state;
	assert_false(magic_scan(m, bytes_str("hsqs....hsqs....hsqs"), count_hit, &s));
	assert_int_equal(s.count, 2);
	magic_scanner_free(m);
}

static void no_formats_find_nothing(void **state)
{
	struct error e;
	struct magic_scanner *m = magic_scanner_new(list, 0, FORMAT_CARVE, &e);
	struct seen s = {0};

	(void)state;
	assert_true(magic_scan(m, bytes_str("hsqs....hsqs....hsqs"), count_hit, &s));
	assert_true(magic_scan(m, bytes_of(NULL, 0), count_hit, &s));
	assert_int_equal(s.count, 0);
	magic_scanner_free(m);
}

static void make_one(void *ctx)
{
	struct error e = {0};
	struct magic_scanner *m = magic_scanner_new(list, ARRAY_LEN(list), FORMAT_CARVE, &e);

	*(int *)ctx += !m && e.code == ERROR_ENVIRONMENT;
	magic_scanner_free(m);
}

static void a_failing_allocation_is_an_error(void **state)
{
	int failed = 0;

	(void)state;
	assert_true(testkit_failing_each(make_one, &failed, 10) >= 1);
	assert_int_equal(failed, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_hit_is_found_once_at_every_place),
		cmocka_unit_test(hits_that_overlap_are_all_found),
		cmocka_unit_test(a_caller_may_stop),
		cmocka_unit_test(no_formats_find_nothing),
		cmocka_unit_test(a_failing_allocation_is_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
