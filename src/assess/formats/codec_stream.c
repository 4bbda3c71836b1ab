/* Part of codec.c. */
#include "assess/formats/codec_stream.h"

#include "core/base/reader.h"

#include <bzlib.h>
#include <libdeflate.h>
#include <limits.h>
#include <stdlib.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define ROOM_LEAST ((size_t)64 << 10)
#define ROOM_MOST ((size_t)16 << 20)

bool codec_room_next(struct codec_room *room, struct writer *out, struct error *e)
{
	size_t left = out->cap - out->len, want = out->room - out->len;

	if (!left) {
		room->at = &room->spill;
		room->len = 1;
		return true;
	}
	if (want < ROOM_LEAST)
		want = ROOM_LEAST;
	if (want > ROOM_MOST)
		want = ROOM_MOST;
	if (want > left)
		want = left;
	room->at = writer_reserve(out, want);
	room->len = want;
	return room->at || error_memory(e, "decoded stream");
}

bool codec_room_took(struct codec_room *room, struct writer *out, size_t len)
{
	if (room->at == &room->spill)
		return len == 0;
	writer_commit(out, len);
	return true;
}

/* zlib counts input in 32 bits: given in slices. */
static unsigned slice_of(size_t len)
{
	return len > (1u << 30) ? 1u << 30 : (unsigned)len;
}

/* One zlib, gzip member or raw deflate stream. */
static enum ending inflate_one(z_stream *z, struct bytes in, struct writer *out, size_t *used, struct error *e)
{
	struct codec_room room = {0};
	int ret = Z_OK;

	while (ret != Z_STREAM_END) {
		unsigned slice = slice_of(in.len - *used);

		if (!codec_room_next(&room, out, e))
			return ENDING_OTHER;
		z->next_in = (Bytef *)(uintptr_t)(in.at + *used);
		z->avail_in = slice;
		z->next_out = room.at;
		z->avail_out = (unsigned)room.len;
		ret = inflate(z, Z_NO_FLUSH);
		*used += slice - z->avail_in;
		if (!codec_room_took(&room, out, room.len - z->avail_out))
			return ENDING_FULL;
		if (ret == Z_BUF_ERROR || (ret == Z_OK && z->avail_out && *used == in.len))
			return ENDING_SHORT;
		if (ret == Z_MEM_ERROR)
			return error_memory(e, "inflate"), ENDING_OTHER;
		if (ret != Z_OK && ret != Z_STREAM_END)
			return ENDING_BAD;
	}
	return ENDING_DONE;
}

/* A gzip member whose length stands at the end of the input, as it does where one file was compressed: libdeflate wants
 * to know the length beforehand and takes half the time. False: nothing was done. */
static bool gunzip_at_once(struct bytes in, struct writer *out, size_t *used)
{
	struct libdeflate_decompressor *d;
	enum libdeflate_result ret;
	size_t got = 0, want;
	uint8_t *at;

	if (in.len < 18)
		return false;
	want = (size_t)in.at[in.len - 4] | (size_t)in.at[in.len - 3] << 8 | (size_t)in.at[in.len - 2] << 16 |
	       (size_t)in.at[in.len - 1] << 24;
	/* deflate makes at most 1032 bytes of one (RFC 1951: a match of 258 bytes takes two bits) */
	if (!want || want > ROOM_MOST || want / 1032 > in.len || want > out->cap - out->len)
		return false;
	at = writer_reserve(out, want);
	d = at ? libdeflate_alloc_decompressor() : NULL;
	if (!d)
		return false;
	ret = libdeflate_gzip_decompress_ex(d, in.at, in.len, at, want, used, &got);
	libdeflate_free_decompressor(d);
	if (ret != LIBDEFLATE_SUCCESS)
		return *used = 0, false;
	writer_commit(out, got);
	return true;
}

enum ending stream_zlib(int window_bits, struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	bool gzip = window_bits > 15;
	z_stream z = {0};
	size_t used = 0;
	enum ending ending;

	if (gzip && gunzip_at_once(in, out, &used) && used == in.len) {
		*ret_used = used;
		return ENDING_DONE;
	}
	if (inflateInit2(&z, window_bits) != Z_OK)
		return error_memory(e, "inflate"), ENDING_OTHER;
	ending = used ? ENDING_DONE : inflate_one(&z, in, out, &used, e);
	/* RFC 1952 2.2: members follow each other. One that does not decode is no member: it is trailing data. */
	while (ending == ENDING_DONE && gzip && in.len - used >= 18 && memcmp(in.at + used, "\x1f\x8b\x08", 3) == 0 &&
	       in.at[used + 3] < 0x20 && inflateReset(&z) == Z_OK) {
		size_t before = used, length = out->len;

		ending = inflate_one(&z, in, out, &used, e);
		if (ending == ENDING_BAD || ending == ENDING_SHORT) {
			used = before;
			out->len = length;
			ending = ENDING_DONE;
			break;
		}
	}
	inflateEnd(&z);
	*ret_used = used;
	return ending;
}

static enum ending lzma_ending(lzma_ret ret, struct error *e)
{
	switch (ret) {
	case LZMA_STREAM_END:
		return ENDING_DONE;
	case LZMA_BUF_ERROR:
		return ENDING_SHORT;
	case LZMA_MEM_ERROR:
		return error_memory(e, "lzma"), ENDING_OTHER;
	case LZMA_MEMLIMIT_ERROR:
		return error_set(e, ERROR_LIMIT, "lzma: the dictionary needs more than %u MiB", CODEC_MEMORY >> 20),
		       ENDING_OTHER;
	default:
		return ENDING_BAD;
	}
}

/* Runs a prepared decoder to its end. */
static enum ending lzma_run(lzma_stream *lzma, struct bytes in, struct writer *out, size_t *used, struct error *e)
{
	struct codec_room room = {0};
	lzma_ret ret = LZMA_OK;

	lzma->next_in = in.at + *used;
	lzma->avail_in = in.len - *used;
	while (ret == LZMA_OK) {
		if (!codec_room_next(&room, out, e))
			return ENDING_OTHER;
		lzma->next_out = room.at;
		lzma->avail_out = room.len;
		ret = lzma_code(lzma, LZMA_RUN);
		*used = in.len - lzma->avail_in;
		if (!codec_room_took(&room, out, room.len - lzma->avail_out))
			return ENDING_FULL;
		if (ret == LZMA_OK && lzma->avail_in == 0 && lzma->avail_out)
			ret = LZMA_BUF_ERROR;
	}
	return lzma_ending(ret, e);
}

enum ending stream_xz(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	size_t used = 0, next;
	enum ending ending;
	lzma_ret ret = lzma_stream_decoder(&lzma, CODEC_MEMORY, 0);

	if (ret != LZMA_OK)
		return lzma_ending(ret, e);
	ending = lzma_run(&lzma, in, out, &used, e);
	while (ending == ENDING_DONE) {
		size_t before = used, length = out->len;

		/* .xz 2.2: stream padding is a multiple of four zero bytes; a next stream must follow to count it */
		for (next = used; next + 4 <= in.len && memcmp(in.at + next, "\0\0\0\0", 4) == 0; next += 4)
			;
		if (in.len - next < 12 ||
		    memcmp(in.at + next,
			   "\xfd"
			   "7zXZ\0",
			   6) != 0 ||
		    lzma_stream_decoder(&lzma, CODEC_MEMORY, 0) != LZMA_OK)
			break;
		used = next;
		ending = lzma_run(&lzma, in, out, &used, e);
		if (ending == ENDING_BAD || ending == ENDING_SHORT) {
			used = before;
			out->len = length;
			ending = ENDING_DONE;
			break;
		}
	}
	lzma_end(&lzma);
	*ret_used = used;
	return ending;
}

bool lzma_alone_header(struct bytes in, uint8_t *ret_properties, uint32_t *ret_dictionary, uint64_t *ret_size)
{
	struct reader r = reader_of(in, "lzma header");

	*ret_properties = read_u8(&r, "properties");
	*ret_dictionary = read_u32le(&r, "dictionary");
	*ret_size = read_u64le(&r, "size");
	/* liblzma wants lc + lp <= 4; what encoders in firmware make keeps to it */
	return reader_ok(&r) && *ret_properties < 225 && *ret_properties % 9 + *ret_properties / 9 % 5 <= LZMA_LCLP_MAX;
}

/* Prepares LZMA1 without a header. The dictionary is never larger than what may come out: a distance cannot go further
 * back than the first byte. */
static lzma_ret lzma1_begin(lzma_stream *lzma, uint8_t properties, uint32_t dictionary, uint64_t size, uint64_t most)
{
	lzma_options_lzma options = {
		.lc = properties % 9,
		.lp = properties / 9 % 5,
		.pb = properties / 45,
		.ext_flags = size != UINT64_MAX ? LZMA_LZMA1EXT_ALLOW_EOPM : 0,
	};
	lzma_filter filters[2] = {{LZMA_FILTER_LZMA1EXT, &options}, {LZMA_VLI_UNKNOWN, NULL}};

	if (properties >= 225 || options.lc + options.lp > LZMA_LCLP_MAX)
		return LZMA_DATA_ERROR;
	if (most > UINT32_MAX)
		most = UINT32_MAX;
	if (dictionary > most)
		dictionary = (uint32_t)most;
	options.dict_size = dictionary < LZMA_DICT_SIZE_MIN ? LZMA_DICT_SIZE_MIN : dictionary;
	if (options.dict_size > CODEC_MEMORY)
		return LZMA_MEMLIMIT_ERROR;
	lzma_set_ext_size(options, size);
	return lzma_raw_decoder(lzma, filters);
}

static enum ending lzma1_stream(uint8_t properties, uint32_t dictionary, uint64_t size, struct bytes in,
				struct writer *out, size_t *used, struct error *e)
{
	lzma_stream lzma = LZMA_STREAM_INIT;
	lzma_ret ret = lzma1_begin(&lzma, properties, dictionary, size, out->cap - out->len);
	enum ending ending = ret == LZMA_OK ? lzma_run(&lzma, in, out, used, e) : lzma_ending(ret, e);

	lzma_end(&lzma);
	return ending;
}

enum ending stream_lzma_alone(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	size_t start = out->len, used = 13, length, far;
	uint8_t properties;
	uint32_t dictionary;
	uint64_t size;
	enum ending ending;

	*ret_used = 0;
	if (!lzma_alone_header(in, &properties, &dictionary, &size))
		return in.len < 13 ? ENDING_SHORT : ENDING_BAD;
	ending = lzma1_stream(properties, dictionary, size, in, out, &used, e);
	*ret_used = used;
	if (ending != ENDING_BAD || size == UINT64_MAX)
		return ending;
	/* Some encoders leave bytes in the range coder that only a strict end check minds: the size was reached. */
	if (out->len - start == size)
		return ENDING_DONE;
	/* Or the header's size is too large and the stream ends itself with a marker. */
	length = out->len;
	far = used;
	used = 13;
	out->len = start;
	ending = lzma1_stream(properties, dictionary, UINT64_MAX, in, out, &used, e);
	*ret_used = used > far || ending == ENDING_DONE ? used : far;
	if (ending != ENDING_DONE && out->len < length)
		out->len = length; /* the same bytes as before: decoding is deterministic */
	return ending;
}

enum ending stream_lzma_raw(const struct codec_options *options, struct bytes in, struct writer *out, size_t *ret_used,
			    struct error *e)
{
	*ret_used = 0;
	return lzma1_stream(options->lzma_properties, options->lzma_dictionary, UINT64_MAX, in, out, ret_used, e);
}

enum ending block_lzma1(lzma_stream *lzma, uint8_t properties, uint32_t dictionary, uint64_t size, struct bytes in,
			uint8_t *out, size_t cap, size_t *ret_len, struct error *e)
{
	lzma_ret ret = lzma1_begin(lzma, properties, dictionary, size, cap);

	*ret_len = 0;
	if (ret != LZMA_OK)
		return lzma_ending(ret, e);
	lzma->next_in = in.at;
	lzma->avail_in = in.len;
	lzma->next_out = out;
	lzma->avail_out = cap;
	ret = lzma_code(lzma, LZMA_FINISH);
	*ret_len = cap - lzma->avail_out;
	if (ret == LZMA_OK)
		return lzma->avail_out ? ENDING_SHORT : ENDING_FULL;
	return lzma_ending(ret, e);
}

static enum ending zstd_failed(size_t ret, struct error *e)
{
	switch (ZSTD_getErrorCode(ret)) {
	case ZSTD_error_memory_allocation:
		return error_memory(e, "zstd"), ENDING_OTHER;
	case ZSTD_error_frameParameter_windowTooLarge:
		return error_set(e, ERROR_LIMIT, "zstd: the window needs more than %u MiB",
				 (1u << CODEC_WINDOW_LOG) >> 20),
		       ENDING_OTHER;
	default:
		return ENDING_BAD;
	}
}

/* Frames follow each other; skippable ones (RFC 8878 3.1.2) only count in front of or between data frames. */
static enum ending zstd_run(ZSTD_DCtx *context, struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	ZSTD_inBuffer from = {in.at, in.len, 0};
	struct codec_room room = {0};

	for (;;) {
		ZSTD_outBuffer to;
		size_t ret;

		if (!codec_room_next(&room, out, e))
			return ENDING_OTHER;
		to = (ZSTD_outBuffer){room.at, room.len, 0};
		ret = ZSTD_decompressStream(context, &to, &from);
		*ret_used = from.pos;
		if (!codec_room_took(&room, out, to.pos))
			return ENDING_FULL;
		if (ZSTD_isError(ret))
			return zstd_failed(ret, e);
		if (ret == 0 && (in.len - from.pos < 8 || memcmp(in.at + from.pos, "\x28\xb5\x2f\xfd", 4) != 0))
			return ENDING_DONE;
		if (ret && from.pos == in.len && to.pos < to.size)
			return ENDING_SHORT;
	}
}

enum ending stream_zstd(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	ZSTD_DCtx *context = ZSTD_createDCtx();
	enum ending ending;

	*ret_used = 0;
	if (!context)
		return error_memory(e, "zstd"), ENDING_OTHER;
	ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, CODEC_WINDOW_LOG);
	ending = zstd_run(context, in, out, ret_used, e);
	ZSTD_freeDCtx(context);
	return ending;
}

static enum ending bzip2_one(struct bytes in, struct writer *out, size_t *used, struct error *e)
{
	struct codec_room room = {0};
	enum ending ending = ENDING_DONE;
	bz_stream bz = {0};
	int ret = BZ2_bzDecompressInit(&bz, 0, 0);

	if (ret != BZ_OK)
		return error_memory(e, "bzip2"), ENDING_OTHER;
	while (ret == BZ_OK && ending == ENDING_DONE) {
		unsigned slice = slice_of(in.len - *used);

		if (!codec_room_next(&room, out, e)) {
			ending = ENDING_OTHER;
			break;
		}
		bz.next_in = (char *)(uintptr_t)(in.at + *used);
		bz.avail_in = slice;
		bz.next_out = (char *)room.at;
		bz.avail_out = (unsigned)room.len;
		ret = BZ2_bzDecompress(&bz);
		*used += slice - bz.avail_in;
		if (!codec_room_took(&room, out, room.len - bz.avail_out))
			ending = ENDING_FULL;
		else if (ret == BZ_OK && *used == in.len && bz.avail_out)
			ending = ENDING_SHORT;
		else if (ret == BZ_MEM_ERROR)
			ending = (error_memory(e, "bzip2"), ENDING_OTHER);
		else if (ret != BZ_OK && ret != BZ_STREAM_END)
			ending = ENDING_BAD;
	}
	BZ2_bzDecompressEnd(&bz);
	return ending;
}

enum ending stream_bzip2(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	size_t used = 0;
	enum ending ending = bzip2_one(in, out, &used, e);

	while (ending == ENDING_DONE && in.len - used >= 14 && memcmp(in.at + used, "BZh", 3) == 0) {
		size_t before = used, length = out->len;

		ending = bzip2_one(in, out, &used, e);
		if (ending == ENDING_BAD || ending == ENDING_SHORT) {
			used = before;
			out->len = length;
			ending = ENDING_DONE;
			break;
		}
	}
	*ret_used = used;
	return ending;
}
