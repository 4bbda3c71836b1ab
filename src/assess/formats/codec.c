#include "assess/formats/codec_stream.h"

#include <libdeflate.h>
#include <lz4.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zstd.h>

static const char *const names[] = {
	[CODEC_NONE] = "none",   [CODEC_ZLIB] = "zlib",         [CODEC_DEFLATE] = "deflate", [CODEC_GZIP] = "gzip",
	[CODEC_XZ] = "xz",       [CODEC_LZMA_ALONE] = "lzma",   [CODEC_LZMA_RAW] = "lzma",   [CODEC_LZO1X] = "lzo",
	[CODEC_LZOP] = "lzop",   [CODEC_LZ4_BLOCK] = "lz4",     [CODEC_LZ4_FRAME] = "lz4",   [CODEC_ZSTD] = "zstd",
	[CODEC_BZIP2] = "bzip2", [CODEC_COMPRESS] = "compress",
};

struct codec_context {
	struct libdeflate_decompressor *deflate;
	ZSTD_DCtx *zstd;
	lzma_stream lzma;
};

const char *codec_name(enum codec codec)
{
	return (size_t)codec < ARRAY_LEN(names) ? names[codec] : "unknown";
}

struct codec_context *codec_context_new(void)
{
	struct codec_context *context = calloc(1, sizeof *context);

	if (context)
		context->lzma = (lzma_stream)LZMA_STREAM_INIT;
	return context;
}

void codec_context_free(struct codec_context *context)
{
	if (!context)
		return;
	libdeflate_free_decompressor(context->deflate);
	ZSTD_freeDCtx(context->zstd);
	lzma_end(&context->lzma);
	free(context);
}

static bool damaged(enum codec codec, enum ending ending, struct error *e)
{
	switch (ending) {
	case ENDING_DONE:
		return true;
	case ENDING_FULL:
		return error_set(e, ERROR_INPUT, "%s: the block wants more room than it may have", codec_name(codec));
	case ENDING_SHORT:
		return error_set(e, ERROR_INPUT, "%s: the data ends too early", codec_name(codec));
	case ENDING_BAD:
		return error_set(e, ERROR_INPUT, "%s: the data is damaged", codec_name(codec));
	case ENDING_OTHER:
		break;
	}
	return false;
}

static enum ending block_deflate(struct codec_context *context, enum codec codec, struct bytes in, uint8_t *out,
				 size_t cap, size_t *ret_len, struct error *e)
{
	enum libdeflate_result ret;
	size_t used;

	if (!context->deflate)
		context->deflate = libdeflate_alloc_decompressor();
	if (!context->deflate)
		return error_memory(e, "inflate"), ENDING_OTHER;
	if (codec == CODEC_ZLIB)
		ret = libdeflate_zlib_decompress_ex(context->deflate, in.at, in.len, out, cap, &used, ret_len);
	else if (codec == CODEC_GZIP)
		ret = libdeflate_gzip_decompress_ex(context->deflate, in.at, in.len, out, cap, &used, ret_len);
	else
		ret = libdeflate_deflate_decompress_ex(context->deflate, in.at, in.len, out, cap, &used, ret_len);
	if (ret == LIBDEFLATE_SUCCESS)
		return ENDING_DONE;
	return ret == LIBDEFLATE_INSUFFICIENT_SPACE ? ENDING_FULL : ENDING_BAD;
}

static enum ending block_zstd(struct codec_context *context, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
			      struct error *e)
{
	size_t size, ret;

	if (!context->zstd)
		context->zstd = ZSTD_createDCtx();
	if (!context->zstd)
		return error_memory(e, "zstd"), ENDING_OTHER;
	size = ZSTD_findFrameCompressedSize(in.at, in.len);
	if (ZSTD_isError(size))
		return ENDING_BAD;
	ret = ZSTD_decompressDCtx(context->zstd, out, cap, in.at, size);
	if (ZSTD_isError(ret))
		return ENDING_BAD;
	*ret_len = ret;
	return ENDING_DONE;
}

static enum ending block_lzma_alone(struct codec_context *context, struct bytes in, uint8_t *out, size_t cap,
				    size_t *ret_len, struct error *e)
{
	enum ending ending;
	uint8_t properties;
	uint32_t dictionary;
	uint64_t size;

	if (!lzma_alone_header(in, &properties, &dictionary, &size))
		return ENDING_BAD;
	if (size != UINT64_MAX && size > cap)
		size = UINT64_MAX;
	in = bytes_part(in, 13, UINT64_MAX);
	ending = block_lzma1(&context->lzma, properties, dictionary, size, in, out, cap, ret_len, e);
	if (ending == ENDING_BAD && size != UINT64_MAX) {
		if (*ret_len == size)
			return ENDING_DONE;
		ending = block_lzma1(&context->lzma, properties, dictionary, UINT64_MAX, in, out, cap, ret_len, e);
	}
	return ending;
}

static enum ending block_xz(struct codec_context *context, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
			    struct error *e)
{
	lzma_stream *lzma = &context->lzma;
	lzma_ret ret = lzma_stream_decoder(lzma, CODEC_MEMORY, 0);

	if (ret == LZMA_OK) {
		lzma->next_in = in.at;
		lzma->avail_in = in.len;
		lzma->next_out = out;
		lzma->avail_out = cap;
		ret = lzma_code(lzma, LZMA_FINISH);
		*ret_len = cap - lzma->avail_out;
	}
	if (ret == LZMA_MEMLIMIT_ERROR)
		return error_set(e, ERROR_LIMIT, "xz: the dictionary needs more than %u MiB", CODEC_MEMORY >> 20),
		       ENDING_OTHER;
	if (ret == LZMA_MEM_ERROR)
		return error_memory(e, "xz"), ENDING_OTHER;
	if (ret == LZMA_STREAM_END)
		return ENDING_DONE;
	if (ret == LZMA_OK || ret == LZMA_BUF_ERROR)
		return lzma->avail_out ? ENDING_SHORT : ENDING_FULL;
	return ENDING_BAD;
}

static enum ending block_small(enum codec codec, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len)
{
	lzo_uint len = cap;
	int ret;

	if (codec == CODEC_NONE) {
		if (in.len > cap)
			return ENDING_FULL;
		if (in.len)
			memcpy(out, in.at, in.len);
		*ret_len = in.len;
		return ENDING_DONE;
	}
	if (codec == CODEC_LZO1X) {
		ret = lzo1x_decompress_safe(in.at, in.len, out, &len, NULL);
		if (ret == LZO_E_OUTPUT_OVERRUN)
			return ENDING_FULL;
		*ret_len = len;
		/* what stands behind the end mark is padding (file systems round blocks up) */
		return ret == LZO_E_OK || ret == LZO_E_INPUT_NOT_CONSUMED ? ENDING_DONE : ENDING_BAD;
	}
	if (in.len > LZ4_MAX_INPUT_SIZE || cap > LZ4_MAX_INPUT_SIZE)
		return ENDING_BAD;
	ret = LZ4_decompress_safe((const char *)in.at, (char *)out, (int)in.len, (int)cap);
	if (ret < 0)
		return ENDING_BAD;
	*ret_len = (size_t)ret;
	return ENDING_DONE;
}

/* Containers that only come as streams, into a fixed buffer. */
static bool block_by_stream(enum codec codec, struct bytes in, uint8_t *out, size_t cap, size_t *ret_len,
			    struct error *e)
{
	struct writer w = writer_of(cap, "block");
	size_t used;
	bool ok = codec_stream(codec, NULL, in, &w, &used, e);

	if (ok && w.len)
		memcpy(out, w.at, w.len);
	*ret_len = ok ? w.len : 0;
	writer_free(&w);
	if (!ok && e->code == ERROR_LIMIT)
		e->code = ERROR_INPUT;
	return ok;
}

bool codec_block_with(struct codec_context *context, enum codec codec, const struct codec_options *options,
		      struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e)
{
	uint8_t none[1];
	enum ending ending = ENDING_BAD;

	*ret_len = 0;
	if (!out) /* libraries want a pointer even for nothing */
		out = none;
	if (!in.at)
		in = bytes_of("", 0);
	switch (codec) {
	case CODEC_ZLIB:
	case CODEC_DEFLATE:
	case CODEC_GZIP:
		ending = block_deflate(context, codec, in, out, cap, ret_len, e);
		break;
	case CODEC_XZ:
		ending = block_xz(context, in, out, cap, ret_len, e);
		break;
	case CODEC_LZMA_ALONE:
		ending = block_lzma_alone(context, in, out, cap, ret_len, e);
		break;
	case CODEC_LZMA_RAW:
		ASSERT(options);
		ending = block_lzma1(&context->lzma, options->lzma_properties, options->lzma_dictionary, UINT64_MAX, in,
				     out, cap, ret_len, e);
		if ((*ret_len == cap && (ending == ENDING_FULL || ending == ENDING_SHORT)) ||
		    (*ret_len && ending == ENDING_SHORT && options->lzma_open_end))
			ending = ENDING_DONE;
		break;
	case CODEC_ZSTD:
		ending = block_zstd(context, in, out, cap, ret_len, e);
		break;
	case CODEC_NONE:
	case CODEC_LZO1X:
	case CODEC_LZ4_BLOCK:
		ending = block_small(codec, in, out, cap, ret_len);
		break;
	case CODEC_LZOP:
	case CODEC_LZ4_FRAME:
	case CODEC_BZIP2:
	case CODEC_COMPRESS:
		return block_by_stream(codec, in, out, cap, ret_len, e);
	}
	if (ending != ENDING_DONE)
		*ret_len = 0;
	return damaged(codec, ending, e);
}

bool codec_block(enum codec codec, const struct codec_options *options, struct bytes in, uint8_t *out, size_t cap,
		 size_t *ret_len, struct error *e)
{
	struct codec_context context = {.lzma = LZMA_STREAM_INIT};
	bool ok = codec_block_with(&context, codec, options, in, out, cap, ret_len, e);

	libdeflate_free_decompressor(context.deflate);
	ZSTD_freeDCtx(context.zstd);
	lzma_end(&context.lzma);
	return ok;
}

/* A block codec on a stream: the input is one block, its output has the writer's room; grown until it fits. */
static enum ending stream_of_block(enum codec codec, struct bytes in, struct writer *out, size_t *ret_used,
				   struct error *e)
{
	size_t left = out->cap - out->len, room = in.len < (64 << 10) ? 64 << 10 : in.len;

	for (;; room *= 2) {
		enum ending ending;
		uint8_t *to;
		size_t len = 0;

		if (room > left)
			room = left;
		to = writer_reserve(out, room);
		if (!to)
			return error_memory(e, "block"), ENDING_OTHER;
		ending = block_small(codec, in, to, room, &len);
		/* LZ4 does not say why it failed; it never makes more than 255 bytes of one */
		if (ending == ENDING_BAD && codec == CODEC_LZ4_BLOCK && room < in.len * 255 && room < left)
			continue;
		if (ending == ENDING_FULL && room < left)
			continue;
		if (ending != ENDING_DONE)
			return ending;
		writer_commit(out, len);
		*ret_used = in.len;
		return ENDING_DONE;
	}
}

static enum ending stream_any(enum codec codec, const struct codec_options *options, struct bytes in,
			      struct writer *out, size_t *ret_used, struct error *e)
{
	switch (codec) {
	case CODEC_ZLIB:
		return stream_zlib(15, in, out, ret_used, e);
	case CODEC_DEFLATE:
		return stream_zlib(-15, in, out, ret_used, e);
	case CODEC_GZIP:
		return stream_zlib(16 + 15, in, out, ret_used, e);
	case CODEC_XZ:
		return stream_xz(in, out, ret_used, e);
	case CODEC_LZMA_ALONE:
		return stream_lzma_alone(in, out, ret_used, e);
	case CODEC_LZMA_RAW:
		ASSERT(options);
		return stream_lzma_raw(options, in, out, ret_used, e);
	case CODEC_ZSTD:
		return stream_zstd(in, out, ret_used, e);
	case CODEC_BZIP2:
		return stream_bzip2(in, out, ret_used, e);
	case CODEC_LZ4_FRAME:
		return stream_lz4(in, out, ret_used, e);
	case CODEC_LZOP:
		return stream_lzop(in, out, ret_used, e);
	case CODEC_COMPRESS:
		return stream_compress(in, out, ret_used, e);
	case CODEC_NONE:
	case CODEC_LZO1X:
	case CODEC_LZ4_BLOCK:
		return stream_of_block(codec, in, out, ret_used, e);
	}
	return ENDING_BAD;
}

bool codec_stream(enum codec codec, const struct codec_options *options, struct bytes in, struct writer *out,
		  size_t *ret_used, struct error *e)
{
	enum ending ending;

	*ret_used = 0;
	TRY(writer_done(out, e));
	if (!in.at)
		in = bytes_of("", 0);
	ending = stream_any(codec, options, in, out, ret_used, e);
	if (ending == ENDING_FULL)
		return error_set(e, ERROR_LIMIT, "%s: %s of more than %zu bytes", codec_name(codec), out->what,
				 out->cap);
	return damaged(codec, ending, e);
}

bool codec_starts(enum codec codec, struct bytes in)
{
	struct writer out = writer_of(64 << 10, "start of a stream");
	struct codec_options options = {0};
	struct error ignored;
	size_t used = 0;
	enum ending ending = stream_any(codec, &options, in.at ? in : bytes_of("", 0), &out, &used, &ignored);
	bool ok = ending == ENDING_DONE || ending == ENDING_FULL || (ending == ENDING_SHORT && out.len);

	writer_free(&out);
	return ok;
}
