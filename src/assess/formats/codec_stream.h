/* The decoders behind codec.h, one function for each library. Internal to codec*.c. Own nothing between calls. */
#ifndef HF_ASSESS_CODEC_STREAM_H
#define HF_ASSESS_CODEC_STREAM_H

#include "assess/formats/codec.h"

#include <lzma.h>

/* How a stream ended. */
enum ending {
	ENDING_DONE,  /* its own end was seen */
	ENDING_FULL,  /* it has more than the writer may hold */
	ENDING_SHORT, /* the input ended first */
	ENDING_BAD,   /* damaged */
	ENDING_OTHER, /* memory, or a window beyond the bound: *e says */
};

/* No decoder may hold more than this, whatever a header asks for. */
#define CODEC_MEMORY (256u << 20)
#define CODEC_WINDOW_LOG 28

/* Where the next output goes: room in the writer, or one byte beside it that shows whether a stream wants more. */
struct codec_room {
	uint8_t *at;
	size_t len;
	uint8_t spill;
};
bool codec_room_next(struct codec_room *room, struct writer *out, struct error *e);
/* False: the stream wanted more than the writer's cap. */
bool codec_room_took(struct codec_room *room, struct writer *out, size_t len);

enum ending stream_zlib(int window_bits, struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_xz(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_lzma_alone(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_lzma_raw(const struct codec_options *options, struct bytes in, struct writer *out, size_t *ret_used,
			    struct error *e);
enum ending stream_zstd(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_bzip2(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_lz4(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_lzop(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);
enum ending stream_compress(struct bytes in, struct writer *out, size_t *ret_used, struct error *e);

/* One LZMA1 block into out[0..cap) with a stream that is used again. `size`: UINT64_MAX where only the end marker (or
 * cap) ends it. `exact`: ending at cap without a marker is the end. */
enum ending block_lzma1(lzma_stream *lzma, uint8_t properties, uint32_t dictionary, uint64_t size, struct bytes in,
			uint8_t *out, size_t cap, size_t *ret_len, struct error *e);
/* The 13 bytes in front of LZMA alone; false where they cannot be any. */
bool lzma_alone_header(struct bytes in, uint8_t *ret_properties, uint32_t *ret_dictionary, uint64_t *ret_size);

#endif
