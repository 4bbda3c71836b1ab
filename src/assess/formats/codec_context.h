/* Block decompression for formats that decode thousands of blocks: keeps each library's state between blocks, so that a
 * block costs no allocation. One context, one thread at a time. codec.h is the simple interface for everything else.
 * Serves all provisions: what is not unpacked cannot be judged. */
#ifndef HF_ASSESS_CODEC_CONTEXT_H
#define HF_ASSESS_CODEC_CONTEXT_H

#include "assess/formats/codec.h"

struct codec_context;

/* NULL when memory is out. free takes NULL. */
MUST_CHECK struct codec_context *codec_context_new(void);
void codec_context_free(struct codec_context *c);

/* Decodes one block into out[0..cap). ZLIB, DEFLATE, XZ, LZMA_ALONE, LZMA_RAW, LZO1X, LZ4_BLOCK and ZSTD.
 * The LZMA kinds stop silently where `out` is full or the input ends, since their block writers leave out the end mark;
 * the dictionary a block claims is ignored beyond what `cap` needs, so that it costs no memory.
 * *ret_len is written only on success. ERROR_INPUT where the data is damaged or wants more room than cap. */
MUST_CHECK bool codec_context_block(struct codec_context *c, enum codec codec, const struct codec_options *options,
				    struct bytes in, uint8_t *out, size_t cap, size_t *ret_len, struct error *e);

#endif
