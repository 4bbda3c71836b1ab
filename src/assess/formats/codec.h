/* Block and stream decompression behind one interface. In memory only, bounded output, no state kept between calls.
 * Libraries: libdeflate and zlib, liblzma, libzstd, lz4, lzo2, bzip2. Thread-safe. */
#ifndef HF_ASSESS_CODEC_H
#define HF_ASSESS_CODEC_H

#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/writer.h"

enum codec {
	CODEC_NONE,
	CODEC_ZLIB,       /* RFC 1950 */
	CODEC_DEFLATE,    /* RFC 1951, raw */
	CODEC_GZIP,       /* RFC 1952; one or more members */
	CODEC_XZ,         /* .xz container */
	CODEC_LZMA_ALONE, /* 13-byte header: properties, dictionary, size */
	CODEC_LZMA_RAW,   /* no header: properties byte given by the caller */
	CODEC_LZO1X,      /* one block, no header */
	CODEC_LZOP,       /* .lzo container */
	CODEC_LZ4_BLOCK,
	CODEC_LZ4_FRAME, /* frame and legacy (kernel) magic */
	CODEC_ZSTD,
	CODEC_BZIP2,
	CODEC_COMPRESS, /* .Z */
};

struct codec_options {
	uint8_t lzma_properties;  /* LZMA_RAW: (pb * 5 + lp) * 9 + lc */
	uint32_t lzma_dictionary; /* LZMA_RAW: bytes */
	bool lzma_open_end; /* LZMA_RAW blocks: the end of the input is an end too, for writers of neither mark nor size
			     */
};

/* Decodes one block of known maximal size into out[0..cap). *ret_len: bytes written. ERROR_INPUT where the data is
 * damaged or wants more room than cap; bytes behind the block's end are ignored. LZMA_RAW has no end of its own: it
 * ends when `cap` bytes are there (or at its end marker). LZMA_ALONE: a wrong size in the header is forgiven where the
 * data says otherwise. */
MUST_CHECK bool codec_block(enum codec codec, const struct codec_options *options, struct bytes in, uint8_t *out,
			    size_t cap, size_t *ret_len, struct error *e);

/* What decoders can keep between blocks, so that a file system of ten thousand blocks does not allocate as many
 * decoders. One context, one thread. new: NULL when memory is out; free takes NULL. */
struct codec_context;
struct codec_context *codec_context_new(void);
void codec_context_free(struct codec_context *context);
MUST_CHECK bool codec_block_with(struct codec_context *context, enum codec codec, const struct codec_options *options,
				 struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e);

/* Decodes a stream of unknown size, appending to *out up to its cap. *ret_used: input bytes consumed (the stream's own
 * length; what follows is trailing data). On failure what was decoded before stays in *out, and *ret_used says how far
 * the input was good. */
MUST_CHECK bool codec_stream(enum codec codec, const struct codec_options *options, struct bytes in, struct writer *out,
			     size_t *ret_used, struct error *e);
/* True where the first bytes of a stream decode without error (at most 64 KiB of output): for probes. */
bool codec_starts(enum codec codec, struct bytes in);
const char *codec_name(enum codec codec);

#endif
