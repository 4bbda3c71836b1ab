#include "assess/formats/codec.h"
#include "assess/formats/format_testkit.h"

#include <bzlib.h>
#include <lz4.h>
#include <lz4frame.h>
#include <lzma.h>
#include <lzo/lzo1x.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>

#include <cmocka.h>

#define PLAIN 200000
#define ROOM (PLAIN * 2 + 100000)

/* Text that packs well and still has many codes in it. */
static void fill_plain(uint8_t *plain)
{
	uint32_t seed = 1;

	for (size_t i = 0; i < PLAIN; i++) {
		seed = seed * 1664525 + 1013904223;
		if (i % 1000 < 700 && i >= 1000)
			plain[i] = plain[i - 900];
		else
			plain[i] = (uint8_t)("etaoin shrdlu\n"[(seed >> 24) % 14] ^ (i % 4096 < 40 ? seed >> 16 : 0));
	}
}

static size_t pack_lzma(enum codec codec, uint8_t *plain, uint8_t *ret)
{
	lzma_options_lzma options;
	lzma_filter filters[2] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, NULL}};
	lzma_stream s = LZMA_STREAM_INIT;
	size_t len = 0;

	if (lzma_lzma_preset(&options, 6))
		return 0;
	options.dict_size = 1 << 20;
	if (codec == CODEC_XZ)
		return lzma_easy_buffer_encode(6, LZMA_CHECK_CRC64, NULL, plain, PLAIN, ret, &len, ROOM) ? 0 : len;
	if ((codec == CODEC_LZMA_ALONE ? lzma_alone_encoder(&s, &options) : lzma_raw_encoder(&s, filters)) != LZMA_OK)
		return 0;
	s.next_in = plain;
	s.avail_in = PLAIN;
	s.next_out = ret;
	s.avail_out = ROOM;
	if (lzma_code(&s, LZMA_FINISH) == LZMA_STREAM_END)
		len = ROOM - s.avail_out;
	lzma_end(&s);
	return len;
}

static size_t pack_zlib(int window_bits, uint8_t *plain, uint8_t *ret)
{
	z_stream z = {.next_in = plain, .avail_in = PLAIN, .next_out = ret, .avail_out = ROOM};

	deflateInit2(&z, 9, Z_DEFLATED, window_bits, 8, Z_DEFAULT_STRATEGY);
	deflate(&z, Z_FINISH);
	deflateEnd(&z);
	return ROOM - z.avail_out;
}

static void put(uint8_t *at, uint64_t value, size_t width, bool big)
{
	for (size_t i = 0; i < width; i++)
		at[big ? width - 1 - i : i] = (uint8_t)(value >> (8 * i));
}

static size_t pack_lzo(uint8_t *plain, size_t plain_len, uint8_t *ret)
{
	static lzo_align_t work[LZO1X_1_MEM_COMPRESS / sizeof(lzo_align_t) + 1];
	lzo_uint len = 0;

	lzo_init();
	lzo1x_1_compress(plain, plain_len, ret, &len, work);
	return len;
}

/* A .lzo as lzop writes it: version 0x1030, adler32 of the plain data, two blocks. */
static size_t pack_lzop(uint8_t *plain, uint8_t *ret)
{
	static const uint8_t head[] =
		"\x89LZO\0\r\n\x1a\n\x10\x30\x20\xa0\x09\x40\x01\x05\0\0\0\x01\0\0\x81\xa4\0\0\0\0\0\0\0\0";
	size_t at = sizeof head - 1, half = PLAIN / 2;

	memcpy(ret, head, at);
	ret[at++] = 4;
	memcpy(ret + at, "name", 4);
	at += 4;
	put(ret + at, adler32(1, ret + 9, (unsigned)at - 9), 4, true);
	at += 4;
	for (int i = 0; i < 2; i++) {
		size_t len = pack_lzo(plain + i * half, half, ret + at + 12);

		put(ret + at, half, 4, true);
		put(ret + at + 4, len, 4, true);
		put(ret + at + 8, adler32(1, plain + i * half, (unsigned)half), 4, true);
		at += 12 + len;
	}
	put(ret + at, 0, 4, true);
	return at + 4;
}

static size_t pack(enum codec codec, uint8_t *plain, uint8_t *ret)
{
	unsigned len = ROOM;

	switch (codec) {
	case CODEC_NONE:
		memcpy(ret, plain, PLAIN);
		return PLAIN;
	case CODEC_ZLIB:
		return pack_zlib(15, plain, ret);
	case CODEC_DEFLATE:
		return pack_zlib(-15, plain, ret);
	case CODEC_GZIP:
		return pack_zlib(31, plain, ret);
	case CODEC_XZ:
	case CODEC_LZMA_ALONE:
	case CODEC_LZMA_RAW:
		return pack_lzma(codec, plain, ret);
	case CODEC_LZO1X:
		return pack_lzo(plain, PLAIN, ret);
	case CODEC_LZOP:
		return pack_lzop(plain, ret);
	case CODEC_LZ4_BLOCK:
		return (size_t)LZ4_compress_default((char *)plain, (char *)ret, PLAIN, ROOM);
	case CODEC_LZ4_FRAME:
		return LZ4F_compressFrame(ret, ROOM, plain, PLAIN, NULL);
	case CODEC_ZSTD:
		return ZSTD_compress(ret, ROOM, plain, PLAIN, 9);
	case CODEC_BZIP2:
		BZ2_bzBuffToBuffCompress((char *)ret, &len, (char *)plain, PLAIN, 9, 0, 0);
		return len;
	case CODEC_COMPRESS:
		break;
	}
	return 0;
}

static const struct codec_options raw = {.lzma_properties = 93, .lzma_dictionary = 1 << 20};

struct fixture {
	uint8_t plain[PLAIN], packed[ROOM], out[PLAIN + 16];
};

static int set_up(void **state)
{
	struct fixture *f = malloc(sizeof *f);

	fill_plain(f->plain);
	*state = f;
	return 0;
}
static int tear_down(void **state)
{
	free(*state);
	return 0;
}

static bool is_stream(enum codec codec)
{
	return codec != CODEC_NONE && codec != CODEC_LZO1X && codec != CODEC_LZ4_BLOCK && codec != CODEC_DEFLATE &&
	       codec != CODEC_LZMA_RAW;
}

static void every_codec_decodes_a_block(void **state)
{
	struct fixture *f = *state;
	struct codec_context *context = codec_context_new();

	for (enum codec c = CODEC_NONE; c < CODEC_COMPRESS; c++) {
		size_t packed = pack(c, f->plain, f->packed), len = 0;
		struct error e = {0};

		assert_true(packed > 0);
		for (int again = 0; again < 3; again++) {
			memset(f->out, 0, sizeof f->out);
			if (again)
				assert_true(codec_block_with(context, c, &raw, bytes_of(f->packed, packed), f->out,
							     PLAIN, &len, &e));
			else
				assert_true(codec_block(c, &raw, bytes_of(f->packed, packed), f->out, PLAIN, &len, &e));
			assert_int_equal(len, PLAIN);
			assert_memory_equal(f->out, f->plain, PLAIN);
		}
		/* less room than the block needs is an error (raw LZMA has no end of its own) */
		if (c != CODEC_LZMA_RAW) {
			assert_false(codec_block_with(context, c, &raw, bytes_of(f->packed, packed), f->out, PLAIN - 1,
						      &len, &e));
			assert_int_equal(e.code, ERROR_INPUT);
			assert_int_equal(len, 0);
		}
	}
	codec_context_free(context);
}

static void every_codec_decodes_a_stream_and_tells_its_length(void **state)
{
	struct fixture *f = *state;

	for (enum codec c = CODEC_NONE; c < CODEC_COMPRESS; c++) {
		size_t packed = pack(c, f->plain, f->packed), used = 0;
		struct writer out = writer_of(PLAIN, "test");
		struct error e = {0};

		if (is_stream(c) || c == CODEC_DEFLATE)
			memset(f->packed + packed, 0x55, 100);
		assert_true(codec_stream(c, &raw, bytes_of(f->packed, is_stream(c) ? packed + 100 : packed), &out,
					 &used, &e));
		assert_int_equal(out.len, PLAIN);
		assert_memory_equal(out.at, f->plain, PLAIN);
		assert_int_equal(used, packed);
		writer_free(&out);
		if (is_stream(c))
			assert_true(codec_starts(c, bytes_of(f->packed, packed)));
	}
}

static void a_stream_larger_than_its_budget_is_a_limit_and_keeps_what_fits(void **state)
{
	struct fixture *f = *state;

	for (enum codec c = CODEC_ZLIB; c < CODEC_COMPRESS; c++) {
		size_t packed = pack(c, f->plain, f->packed), used;
		struct writer out = writer_of(PLAIN - 1, "test");
		struct error e = {0};

		if (!is_stream(c))
			continue;
		assert_false(codec_stream(c, &raw, bytes_of(f->packed, packed), &out, &used, &e));
		assert_int_equal(e.code, ERROR_LIMIT);
		assert_true(out.len <= PLAIN - 1);
		if (c != CODEC_LZOP) /* by whole blocks */
			assert_int_equal(out.len, PLAIN - 1);
		assert_memory_equal(out.at, f->plain, out.len);
		writer_free(&out);
	}
}

static void a_cut_stream_is_an_error_that_keeps_what_came_before(void **state)
{
	struct fixture *f = *state;

	for (enum codec c = CODEC_ZLIB; c < CODEC_COMPRESS; c++) {
		size_t packed = pack(c, f->plain, f->packed), used;

		if (!is_stream(c))
			continue;
		for (size_t len = 0; len < packed; len += len < 64 ? 1 : 4999) {
			struct writer out = writer_of(1 << 20, "test");
			uint8_t *copy = malloc(len ? len : 1);
			struct error e = {0};

			memcpy(copy, f->packed, len);
			assert_false(codec_stream(c, &raw, bytes_of(copy, len), &out, &used, &e));
			assert_int_equal(e.code, ERROR_INPUT);
			assert_true(used <= len && out.len <= PLAIN);
			if (out.len)
				assert_memory_equal(out.at, f->plain, out.len);
			writer_free(&out);
			free(copy);
		}
	}
}

static void lzma_alone_forgives_every_kind_of_wrong_size(void **state)
{
	struct fixture *f = *state;
	size_t packed = pack(CODEC_LZMA_ALONE, f->plain, f->packed), len, used;
	struct error e = {0};
	struct writer out;

	/* liblzma writes size -1 and an end marker; the known size, then one too large */
	for (int i = 0; i < 3; i++) {
		put(f->packed + 5, i == 0 ? UINT64_MAX : i == 1 ? PLAIN : PLAIN + 77, 8, false);
		out = writer_of(1 << 20, "test");
		assert_true(codec_stream(CODEC_LZMA_ALONE, NULL, bytes_of(f->packed, packed), &out, &used, &e));
		assert_int_equal(out.len, PLAIN);
		assert_int_equal(used, packed);
		writer_free(&out);
		assert_true(codec_block(CODEC_LZMA_ALONE, NULL, bytes_of(f->packed, packed), f->out, sizeof f->out,
					&len, &e));
		assert_int_equal(len, PLAIN);
	}
	/* no end marker but a known size: cut the marker off a raw stream's tail is not possible byte-exactly, so a
	 * smaller size stands for it */
	put(f->packed + 5, 1000, 8, false);
	out = writer_of(1 << 20, "test");
	assert_true(codec_stream(CODEC_LZMA_ALONE, NULL, bytes_of(f->packed, packed), &out, &used, &e));
	assert_int_equal(out.len, 1000);
	assert_true(used < packed);
	writer_free(&out);
}

static void a_huge_lzma_dictionary_allocates_no_more_than_the_output_may_be(void **state)
{
	struct fixture *f = *state;
	size_t packed = pack(CODEC_LZMA_ALONE, f->plain, f->packed), len;
	struct error e = {0};

	put(f->packed + 1, UINT32_MAX, 4, false);
	assert_true(codec_block(CODEC_LZMA_ALONE, NULL, bytes_of(f->packed, packed), f->out, PLAIN, &len, &e));
	assert_int_equal(len, PLAIN);
}

static void gzip_members_follow_each_other_and_garbage_behind_is_not_one(void **state)
{
	struct fixture *f = *state;
	size_t packed = pack(CODEC_GZIP, f->plain, f->packed), used;
	struct writer out = writer_of(PLAIN * 3, "test");
	struct error e = {0};

	memcpy(f->packed + packed, f->packed, packed);
	memcpy(f->packed + 2 * packed, f->packed, 40);
	assert_true(codec_stream(CODEC_GZIP, NULL, bytes_of(f->packed, 2 * packed + 40), &out, &used, &e));
	assert_int_equal(out.len, 2 * PLAIN);
	assert_int_equal(used, 2 * packed);
	writer_free(&out);
}

static void the_kernels_legacy_lz4_frame_is_read(void **state)
{
	struct fixture *f = *state;
	struct writer out = writer_of(1 << 20, "test");
	struct error e = {0};
	size_t used;
	int len;

	memcpy(f->packed, "\x02\x21\x4c\x18", 4);
	len = LZ4_compress_default((char *)f->plain, (char *)f->packed + 8, PLAIN, ROOM - 8);
	put(f->packed + 4, (uint64_t)len, 4, false);
	put(f->packed + 8 + len, PLAIN, 4, false);
	assert_true(codec_stream(CODEC_LZ4_FRAME, NULL, bytes_of(f->packed, (size_t)len + 12), &out, &used, &e));
	assert_int_equal(used, len + 8);
	assert_int_equal(out.len, PLAIN);
	assert_memory_equal(out.at, f->plain, PLAIN);
	writer_free(&out);
}

static void a_lzop_block_whose_checksum_is_wrong_is_refused(void **state)
{
	struct fixture *f = *state;
	size_t packed = pack(CODEC_LZOP, f->plain, f->packed), used;
	struct writer out = writer_of(1 << 20, "test");
	struct error e = {0};

	f->packed[42 + 8 + 3] ^= 1; /* header 42 bytes, then lengths, then the first block's adler32 */
	assert_false(codec_stream(CODEC_LZOP, NULL, bytes_of(f->packed, packed), &out, &used, &e));
	assert_int_equal(e.code, ERROR_INPUT);
	assert_int_equal(out.len, 0);
	writer_free(&out);
}

static void unix_compress_is_read(void **state)
{
	struct bytes in = testkit_corpus("robust/libarchive/test_read_format_tar_pax_large_attr.tar.Z");
	struct bytes iso = testkit_corpus("robust/libarchive/test_read_format_iso_rockridge_ce_loop.iso.Z");
	struct writer out = writer_of(1 << 24, "test");
	struct error e = {0};
	size_t used;

	(void)state;
	if (!in.at || !iso.at)
		skip();
	assert_true(codec_stream(CODEC_COMPRESS, NULL, in, &out, &used, &e));
	assert_int_equal(out.len % 512, 0);
	assert_memory_equal(out.at + 257, "ustar", 5);
	writer_reset(&out);
	assert_true(codec_stream(CODEC_COMPRESS, NULL, iso, &out, &used, &e));
	assert_true(out.len > 0x8006);
	assert_memory_equal(out.at + 0x8001, "CD001", 5);
	writer_free(&out);
	free((void *)in.at);
	free((void *)iso.at);
}

static void flipped_bits_never_crash(void **state)
{
	struct fixture *f = *state;
	struct codec_context *context = codec_context_new();

	for (enum codec c = CODEC_ZLIB; c < CODEC_COMPRESS; c++) {
		size_t packed = pack(c, f->plain, f->packed), len, bad = 0;

		for (size_t i = 0; i < packed; i += packed / 23) {
			struct error e = {0};

			f->packed[i] ^= 0x40;
			if (!codec_block_with(context, c, &raw, bytes_of(f->packed, packed), f->out, PLAIN, &len, &e)) {
				assert_int_not_equal(e.code, ERROR_NONE);
				bad++;
			}
			f->packed[i] ^= 0x40;
		}
		if (c == CODEC_XZ || c == CODEC_GZIP || c == CODEC_BZIP2)
			assert_true(bad > 15);
	}
	codec_context_free(context);
}

static void fail_run(void *ctx)
{
	struct fixture *f = ctx;
	struct codec_context *context = codec_context_new();

	codec_context_free(context);
	for (enum codec c = CODEC_GZIP; c <= CODEC_ZSTD; c++) {
		struct writer out = writer_of(1 << 20, "test");
		struct error e = {0};
		size_t packed = pack(c, f->plain, f->packed), used;

		if (!codec_stream(c, &raw, bytes_of(f->packed, packed), &out, &used, &e) && e.code == ERROR_NONE)
			fail_msg("no error for %s", codec_name(c));
		writer_free(&out);
	}
}

static void failing_allocations_are_errors(void **state)
{
	assert_true(testkit_failing_each(fail_run, *state, 40) >= 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_codec_decodes_a_block),
		cmocka_unit_test(every_codec_decodes_a_stream_and_tells_its_length),
		cmocka_unit_test(a_stream_larger_than_its_budget_is_a_limit_and_keeps_what_fits),
		cmocka_unit_test(a_cut_stream_is_an_error_that_keeps_what_came_before),
		cmocka_unit_test(lzma_alone_forgives_every_kind_of_wrong_size),
		cmocka_unit_test(a_huge_lzma_dictionary_allocates_no_more_than_the_output_may_be),
		cmocka_unit_test(gzip_members_follow_each_other_and_garbage_behind_is_not_one),
		cmocka_unit_test(the_kernels_legacy_lz4_frame_is_read),
		cmocka_unit_test(a_lzop_block_whose_checksum_is_wrong_is_refused),
		cmocka_unit_test(unix_compress_is_read),
		cmocka_unit_test(flipped_bits_never_crash),
		cmocka_unit_test(failing_allocations_are_errors),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
