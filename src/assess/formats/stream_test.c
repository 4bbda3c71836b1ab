#include "assess/formats/format_testkit.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

extern const struct format format_gzip, format_xz, format_lzma, format_bzip2, format_zstd, format_lz4, format_lzop,
	format_compress;

#define SAMPLE "seq 1 20000 > $2/plain && cd $2 && "
static const struct {
	const struct format *format;
	const char *make;
} samples[] = {
	{&format_gzip, SAMPLE "gzip -c plain > $1"},
	{&format_xz, SAMPLE "xz -c plain > $1"},
	{&format_lzma, SAMPLE "xz --format=lzma -c plain > $1"},
	{&format_bzip2, SAMPLE "bzip2 -c plain > $1"},
	{&format_zstd, SAMPLE "zstd -c plain > $1"},
	{&format_lz4, SAMPLE "lz4 -c plain > $1"},
	{&format_lz4, SAMPLE "lz4 -l -c plain > $1"},
	{&format_lzop, SAMPLE "lzop -c plain > $1"},
};
/* of `seq 1 20000` */
static const char content[] = "P - - - 108894 f6351f5ead9a700e34275480b3856ea738122a7c57bdeb744a631251c069587a data";

static struct bytes with_tail(struct bytes in, size_t tail)
{
	uint8_t *at = malloc(in.len + tail);

	memcpy(at, in.at, in.len);
	memset(at + in.len, 0xff, tail);
	free((void *)in.at);
	return bytes_of(at, in.len + tail);
}

static void a_stream_yields_its_content_and_its_true_length_behind_which_lies_something_else(void **state)
{
	size_t tried = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct bytes in = testkit_make(samples[i].make);
		char *listing, used[64];

		if (!in.at) {
			print_message("# cannot make %s\n", samples[i].make);
			continue;
		}
		tried++;
		snprintf(used, sizeof used, "property used = %zu\n", in.len);
		in = with_tail(in, 5000);
		listing = testkit_listing(samples[i].format, in);
		if (!strstr(listing, used) || !strstr(listing, content) || strstr(listing, "error") ||
		    !strstr(listing, "property trailing = 5000 bytes"))
			fail_msg("%s: %s", samples[i].format->name, listing);
		free(listing);
		free((void *)in.at);
	}
	if (!tried)
		skip();
}

static void the_size_that_a_kernels_build_appends_belongs_to_the_stream(void **state)
{
	struct bytes in = testkit_make("printf 12345678 | xz -c > $1");
	struct bytes longer;
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	longer = with_tail(in, 4);
	memcpy((void *)(longer.at + longer.len - 4), "\x08\0\0\0", 4);
	listing = testkit_listing(&format_xz, longer);
	if (!strstr(listing, "property checksum = appended size: ok") || strstr(listing, "trailing"))
		fail_msg("%s", listing);
	free(listing);
	free((void *)longer.at);
}

static void a_cut_stream_yields_what_there_is_and_says_that_it_is_cut(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		struct bytes in = testkit_make(samples[i].make);
		char *listing;

		if (!in.at)
			continue;
		in.len -= 3;
		listing = testkit_listing(samples[i].format, in);
		if (!strstr(listing, "ends too early") && !strstr(listing, "damaged"))
			fail_msg("%s: %s", samples[i].format->name, listing);
		/* lz4's legacy frame and the lzop sample are one block: nothing of it is left when it is cut */
		if (samples[i].format != &format_lz4 && samples[i].format != &format_bzip2 &&
		    !strstr(listing, " data\n"))
			fail_msg("%s: %s", samples[i].format->name, listing);
		free(listing);
		assert_true(testkit_all_prefixes(samples[i].format, in, 80, 3001) > 80);
		free((void *)in.at);
	}
}

static void the_name_in_a_gzip_header_is_a_property(void **state)
{
	struct bytes in = testkit_make("cd $2 && echo hello > stored.txt && gzip stored.txt && cp stored.txt.gz $1");
	char *listing;

	(void)state;
	if (!in.at)
		skip();
	listing = testkit_listing(&format_gzip, in);
	assert_non_null(strstr(listing, "property name = stored.txt\n"));
	assert_non_null(strstr(listing, "property checksum = content crc32: ok\n"));
	free(listing);
	free((void *)in.at);
}

static bool no_node(void *ctx, const struct node *n, struct error *e)
{
	(void)e;
	*(uint64_t *)ctx = n->size;
	return true;
}
static void no_property(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len)
{
	(void)ctx, (void)key, (void)value, (void)offset, (void)len;
}

static void a_budget_that_is_hit_is_a_limit_error_after_what_fits(void **state)
{
	struct bytes in = testkit_make(SAMPLE "gzip -c plain > $1");
	struct limits limits = limits_default();
	struct arena arena;
	void *opened;
	struct error e = {0};
	uint64_t size = 0;
	struct visitor v = {&size, no_node, NULL, no_property};

	(void)state;
	if (!in.at)
		skip();
	arena_init(&arena, 0);
	limits.node_bytes = 65536;
	assert_true(format_gzip.open(in, &limits, &arena, &opened, &e));
	assert_false(format_gzip.walk(opened, &v, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_int_equal(size, 65536);
	format_gzip.close(opened);
	arena_done(&arena);
	free((void *)in.at);
}

static void a_bomb_stops_at_the_ratio(void **state)
{
	struct bytes in = testkit_make("head -c 150000000 /dev/zero | gzip -9 > $1");
	struct limits limits = limits_default();
	struct arena arena;
	void *opened;
	struct error e = {0};
	uint64_t size = 0;
	struct visitor v = {&size, no_node, NULL, no_property};

	(void)state;
	if (!in.at)
		skip();
	arena_init(&arena, 0);
	limits.ratio = 500;
	assert_true(format_gzip.open(in, &limits, &arena, &opened, &e));
	assert_false(format_gzip.walk(opened, &v, &e));
	assert_int_equal(e.code, ERROR_LIMIT);
	assert_int_equal(size, in.len * 500);
	format_gzip.close(opened);
	arena_done(&arena);
	free((void *)in.at);
}

static void known_files_are_read(void **state)
{
	static const struct {
		const struct format *format;
		const char *name, *want;
	} rows[] = {
		{&format_gzip, "signatures/gzip.bin", " data\n"},
		{&format_bzip2, "signatures/bzip2.bin", " data\n"},
		{&format_xz, "formats/rootfs.newc.cpio.xz", " data\n"},
		{&format_zstd, "formats/rootfs.newc.cpio.zst", " data\n"},
		{&format_compress, "robust/libarchive/test_read_format_tar_pax_large_attr.tar.Z", " data\n"},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct bytes in = testkit_corpus(rows[i].name);
		char *listing;

		if (!in.at)
			skip();
		listing = testkit_listing(rows[i].format, in);
		if (!strstr(listing, rows[i].want) || strstr(listing, "error"))
			fail_msg("%s: %s", rows[i].name, listing);
		free(listing);
		free((void *)in.at);
	}
}

static void what_only_looks_like_a_stream_is_refused(void **state)
{
	static const struct {
		const struct format *format;
		const char *in;
		size_t len;
	} rows[] = {
		{&format_gzip, "\x1f\x8b\x08\0\0\0\0\0\0\3\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", 20},
		{&format_gzip, "\x1f\x8b\x08\xe0\0\0\0\0\0\3\x03\0\0\0\0\0\0\0\0\0", 20},
		{&format_xz, "\xfd\x37zXZ\0\0\4\0\0\0\0\2\0\x21\1\x16\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 33},
		{&format_lzma, "\x5d\0\0\x80\0\x10\0\0\0\0\0\0\0\xff\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3\4\5\6\7", 35},
		{&format_lzma, "\x5d\0\0\x81\1\xff\xff\xff\xff\xff\xff\xff\xff\0\1\2\3\4\5\6\7\1\2\3\4\5\6\7\1\2\3\4",
		 32},
		{&format_bzip2, "BZh91AY&SZ\0\0\0\0\0\0", 16},
		{&format_lz4, "\x04\x22\x4d\x18\x64\x40\x00\0\0\0\0\0\0", 13},
		{&format_lzop,
		 "\x89LZO\0\r\n\x1a\n\x10\x40\x20\xa0\x09\x40\1\5\3\0\0\1\0\0\x81\xa4\0\0\0\0\0\0\0\0\0\0\0\0\1", 38},
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct claim claim;

		if (rows[i].format->probe(bytes_of(rows[i].in, rows[i].len), &claim))
			fail_msg("row %zu: %s claims", i, rows[i].format->name);
	}
}

static void failing_allocations_are_errors(void **state)
{
	struct bytes in = testkit_make(SAMPLE "gzip -c plain > $1");

	(void)state;
	if (!in.at)
		skip();
	assert_true(testkit_failing_allocations(&format_gzip, in, 100) >= 2);
	free((void *)in.at);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_stream_yields_its_content_and_its_true_length_behind_which_lies_something_else),
		cmocka_unit_test(the_size_that_a_kernels_build_appends_belongs_to_the_stream),
		cmocka_unit_test(a_cut_stream_yields_what_there_is_and_says_that_it_is_cut),
		cmocka_unit_test(the_name_in_a_gzip_header_is_a_property),
		cmocka_unit_test(a_budget_that_is_hit_is_a_limit_error_after_what_fits),
		cmocka_unit_test(a_bomb_stops_at_the_ratio),
		cmocka_unit_test(known_files_are_read),
		cmocka_unit_test(what_only_looks_like_a_stream_is_refused),
		cmocka_unit_test(failing_allocations_are_errors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
