#include "assess/formats/codec_context.h"

#include "core/base/reader.h"

#include <libdeflate.h>
#include <limits.h>
#include <lz4.h>
#include <lzma.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zstd.h>

/* An .xz block names its dictionary itself and liblzma allocates it: more than this is refused. Block formats hold at most
 * 1 MiB in a block, so that a larger dictionary has no use. */
#define XZ_MEMORY (64u << 20)

struct codec_context {
	struct libdeflate_decompressor *deflate;
	ZSTD_DCtx *zstd;
	lzma_stream lzma; /* liblzma reuses its inner state where the same kind of decoder follows */
};

struct codec_context *codec_context_new(void)
{
	struct codec_context *c = calloc(1, sizeof *c);

	if (c)
		c->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return c;
}

void codec_context_free(struct codec_context *c)
{
	if (!c)
		return;
	libdeflate_free_decompressor(c->deflate);
	ZSTD_freeDCtx(c->zstd);
	lzma_end(&c->lzma);
	free(c);
}

static bool block_deflate(struct codec_context *c, bool zlib, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
			  struct error *e)
{
	enum libdeflate_result result;
	size_t len = 0;

	if (!c->deflate)
		c->deflate = libdeflate_alloc_decompressor();
	if (!c->deflate)
		return error_memory(e, "deflate");
	result = zlib ? libdeflate_zlib_decompress(c->deflate, in.at, in.len, out, cap, &len)
		      : libdeflate_deflate_decompress(c->deflate, in.at, in.len, out, cap, &len);
	if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
		return error_set(e, ERROR_INPUT, "deflate block is larger than %zu bytes", cap);
	if (result != LIBDEFLATE_SUCCESS)
		return error_set(e, ERROR_INPUT, "damaged deflate block");
	*ret_len = len;
	return true;
}

static bool block_zstd(struct codec_context *c, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
		       struct error *e)
{
	size_t len;

	if (!c->zstd)
		c->zstd = ZSTD_createDCtx();
	if (!c->zstd)
		return error_memory(e, "zstd");
	len = ZSTD_decompressDCtx(c->zstd, out, cap, in.at, in.len);
	if (ZSTD_isError(len))
		return error_set(e, ERROR_INPUT, "zstd block: %s", ZSTD_getErrorName(len));
	*ret_len = len;
	return true;
}

/* Runs a prepared liblzma decoder over the whole input. `open_end`: the stream may end without an end mark. */
static bool lzma_run(lzma_stream *s, bool open_end, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
		     struct error *e)
{
	lzma_ret result;

	s->next_in = in.at;
	s->avail_in = in.len;
	s->next_out = out;
	s->avail_out = cap;
	result = lzma_code(s, open_end ? LZMA_RUN : LZMA_FINISH);
	if (result == LZMA_OK && open_end && s->avail_out < cap)
		result = LZMA_STREAM_END;
	if (result == LZMA_MEM_ERROR)
		return error_memory(e, "lzma");
	if (result == LZMA_MEMLIMIT_ERROR)
		return error_set(e, ERROR_LIMIT, "xz block wants a dictionary of more than %u bytes", XZ_MEMORY);
	if (result == LZMA_OK || result == LZMA_BUF_ERROR)
		return error_set(e, ERROR_INPUT, "xz block is cut short or larger than %zu bytes", cap);
	if (result != LZMA_STREAM_END)
		return error_set(e, ERROR_INPUT, "damaged lzma block");
	*ret_len = cap - s->avail_out;
	return true;
}

static bool block_xz(struct codec_context *c, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
		     struct error *e)
{
	if (lzma_stream_decoder(&c->lzma, XZ_MEMORY, 0) != LZMA_OK)
		return error_memory(e, "xz");
	return lzma_run(&c->lzma, false, in, out, cap, ret_len, e);
}

static bool block_lzma_raw(struct codec_context *c, uint8_t properties, struct bytes in, uint8_t *out, size_t cap,
			   size_t *ret_len, struct error *e)
{
	lzma_options_lzma options = {.dict_size = cap < 4096 ? 4096 : cap > 1u << 30 ? 1u << 30 : (uint32_t)cap};
	lzma_filter filters[2] = {{.id = LZMA_FILTER_LZMA1, .options = &options}, {.id = LZMA_VLI_UNKNOWN}};
	lzma_ret result;

	options.lc = properties % 9;
	options.lp = properties / 9 % 5;
	options.pb = properties / 45;
	if (properties >= 225 || options.lc + options.lp > LZMA_LCLP_MAX)
		return error_set(e, ERROR_INPUT, "impossible lzma properties 0x%02x", properties);
	result = lzma_raw_decoder(&c->lzma, filters);
	if (result == LZMA_MEM_ERROR)
		return error_memory(e, "lzma");
	if (result != LZMA_OK)
		return error_set(e, ERROR_INPUT, "lzma properties 0x%02x not supported", properties);
	return lzma_run(&c->lzma, true, in, out, cap, ret_len, e);
}

static bool block_lzma_alone(struct codec_context *c, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
			     struct error *e)
{
	struct reader r = reader_of(in, "lzma header");
	uint8_t properties = read_u8(&r, "properties");
	uint64_t size;
	size_t len;

	read_skip(&r, 4, "dictionary");
	size = read_u64le(&r, "size");
	TRY(reader_done(&r, e));
	if (size != UINT64_MAX && size > cap)
		return error_set(e, ERROR_INPUT, "lzma block is larger than %zu bytes", cap);
	if (size == 0) {
		*ret_len = 0;
		return true;
	}
	TRY(block_lzma_raw(c, properties, read_bytes(&r, reader_left(&r), "data"), out,
			   size == UINT64_MAX ? cap : (size_t)size, &len, e));
	if (size != UINT64_MAX && len != size)
		return error_set(e, ERROR_INPUT, "lzma block ends after %zu of %llu bytes", len,
				 (unsigned long long)size);
	*ret_len = len;
	return true;
}

static bool block_lzo(struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e)
{
	lzo_uint len = cap;

	if (lzo1x_decompress_safe(in.at, in.len, out, &len, NULL) != LZO_E_OK)
		return error_set(e, ERROR_INPUT, "damaged lzo block");
	*ret_len = len;
	return true;
}

static bool block_lz4(struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e)
{
	int len = -1;

	if (in.len <= INT_MAX)
		len = LZ4_decompress_safe((const char *)in.at, (char *)out, (int)in.len, cap > INT_MAX ? INT_MAX : (int)cap);
	if (len < 0)
		return error_set(e, ERROR_INPUT, "damaged lz4 block");
	*ret_len = (size_t)len;
	return true;
}

bool codec_context_block(struct codec_context *c, enum codec codec, const struct codec_options *options,
			 struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e)
{
	if (in.len == 0 || cap == 0)
		return error_set(e, ERROR_INPUT, "empty block");
	switch (codec) {
	case CODEC_ZLIB:
	case CODEC_DEFLATE:
		return block_deflate(c, codec == CODEC_ZLIB, in, out, cap, ret_len, e);
	case CODEC_XZ:
		return block_xz(c, in, out, cap, ret_len, e);
	case CODEC_LZMA_ALONE:
		return block_lzma_alone(c, in, out, cap, ret_len, e);
	case CODEC_LZMA_RAW:
		return block_lzma_raw(c, options ? options->lzma_properties : 0x5d, in, out, cap, ret_len, e);
	case CODEC_LZO1X:
		return block_lzo(in, out, cap, ret_len, e);
	case CODEC_LZ4_BLOCK:
		return block_lz4(in, out, cap, ret_len, e);
	case CODEC_ZSTD:
		return block_zstd(c, in, out, cap, ret_len, e);
	default:
		return error_set(e, ERROR_INPUT, "no block codec %d", (int)codec);
	}
}
