/* Compressed streams: gzip (RFC 1952), xz, lzma alone, bzip2, zstd (RFC 8878), lz4 frame and legacy frame, lzop, Unix
 * compress. A stream's length is known only after decoding: the claim goes to the end of what is there, and the walk
 * emits how much of it was the stream's own as property "used". Decoded once, in open; the part points into that. */
#include "assess/formats/codec.h"
#include "assess/formats/format.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <stdlib.h>

struct stream {
	struct bytes in;
	enum codec codec;
	struct writer out;
	size_t used;
	struct error failed; /* ERROR_NONE where the stream was read to its end */
	uint64_t cap;        /* most bytes that may be decoded */
	bool by_ratio;       /* limits->ratio set it, not limits->node_bytes */
};

/* Budgets: limits->ratio counts above this. */
#define FREE_OF_RATIO ((uint64_t)64 << 20)

static bool stream_open(enum codec codec, struct bytes in, const struct limits *limits, struct arena *arena,
			void **ret_state, struct error *e)
{
	struct stream *s = arena_alloc(arena, sizeof *s);
	uint64_t cap = limits->node_bytes, by_ratio;
	bool ratio = false;

	if (!s)
		return error_memory(e, "stream");
	if (mul_ok(in.len, limits->ratio, &by_ratio)) {
		if (by_ratio < FREE_OF_RATIO)
			by_ratio = FREE_OF_RATIO;
		if (cap > by_ratio) {
			cap = by_ratio;
			ratio = true;
		}
	}
	*s = (struct stream){
		.in = in, .codec = codec, .out = writer_of((size_t)cap, "stream"), .cap = cap, .by_ratio = ratio};
	if (!codec_stream(codec, NULL, in, &s->out, &s->used, &s->failed) && s->out.len == 0) {
		*e = s->failed;
		writer_free(&s->out);
		return false;
	}
	*ret_state = s;
	return true;
}

static void stream_close(void *state)
{
	writer_free(&((struct stream *)state)->out);
}

/* What a gzip header stores beside the data (RFC 1952 2.3). */
static void gzip_header(struct bytes in, struct bytes *ret_name, uint32_t *ret_time, uint64_t *ret_at)
{
	struct reader r = reader_of(in, "gzip header");
	uint8_t flags;

	*ret_name = (struct bytes){NULL, 0};
	read_skip(&r, 3, "magic");
	flags = read_u8(&r, "flags");
	*ret_time = read_u32le(&r, "time");
	read_skip(&r, 2, "flags and system");
	if (flags & 4)
		read_skip(&r, read_u16le(&r, "extra length"), "extra");
	*ret_at = r.at;
	if (flags & 8)
		*ret_name = read_cstr(&r, "name");
}

/* The build of Linux appends the decoded size to a packed kernel, 4 bytes, the low one first. */
static bool size_follows(const struct stream *s)
{
	struct reader r = reader_of(bytes_part(s->in, s->used, 4), "appended size");
	uint32_t size = read_u32le(&r, "size");

	return reader_ok(&r) && !s->failed.code && s->out.len && size == s->out.len;
}

static bool stream_walk(void *state, const struct visitor *v, struct error *e)
{
	struct stream *s = state;
	struct node part = {
		.path = bytes_str("data"),
		.type = NODE_PART,
		.size = s->out.len,
		.offset = OFFSET_UNKNOWN,
		.kind = s->out.len ? CONTENT_IN_PLACE : CONTENT_NONE,
		.bytes = writer_bytes(&s->out),
	};

	visit_property(v, "compression", bytes_str(codec_name(s->codec)), 0, s->used);
	if (s->codec == CODEC_GZIP) {
		struct bytes name;
		uint64_t at;
		uint32_t time;

		gzip_header(s->in, &name, &time, &at);
		part.mtime = time;
		if (name.len)
			visit_property(v, "name", name, at, name.len);
	}
	if (!s->failed.code && (s->codec == CODEC_GZIP || s->codec == CODEC_BZIP2))
		visit_property(v, "checksum", bytes_str("content crc32: ok"), 0, s->used);
	if (size_follows(s)) {
		visit_property(v, "checksum", bytes_str("appended size: ok"), s->used, 4);
		s->used += 4;
	}
	visit_property_fmt(v, "used", 0, s->used, "%zu", s->used);
	if (s->used < s->in.len)
		visit_property_fmt(v, "trailing", s->used, s->in.len - s->used, "%zu bytes", s->in.len - s->used);
	TRY(visit_node(v, &part, e));
	if (!s->failed.code)
		return true;
	*e = s->failed;
	if (e->code == ERROR_LIMIT && s->out.len >= s->cap)
		return error_add(e, "limit '%s', after %zu decoded bytes", s->by_ratio ? "ratio" : "node_bytes",
				 s->out.len);
	return error_add(e, "after %zu decoded bytes", s->out.len);
}

static bool claim_all(struct bytes in, uint8_t sure, struct claim *ret)
{
	*ret = (struct claim){.len = in.len, .sure = sure};
	return true;
}

static bool gzip_probe(struct bytes in, struct claim *ret)
{
	/* deflate; reserved flags clear; extra flags and system as RFC 1952 lists them (and 0: unset) */
	if (in.len < 18 || memcmp(in.at, "\x1f\x8b\x08", 3) != 0 || in.at[3] > 0x1f ||
	    (in.at[8] != 0 && in.at[8] != 2 && in.at[8] != 4) || (in.at[9] > 19 && in.at[9] != 255))
		return false;
	return codec_starts(CODEC_GZIP, in) && claim_all(in, 90, ret);
}

static bool xz_probe(struct bytes in, struct claim *ret)
{
	/* the stream header has its own CRC32, which the decoder checks */
	return in.len >= 32 && memcmp(in.at, "\xfd\x37zXZ\0\0", 7) == 0 && in.at[7] < 16 &&
	       codec_starts(CODEC_XZ, in) && claim_all(in, 95, ret);
}

/* LZMA alone has no magic and no checksum: every field must be one that encoders make, the range coder's first byte is
 * always 0, and 64 KiB (or the whole) must decode. */
static bool lzma_probe(struct bytes in, struct claim *ret)
{
	struct reader r = reader_of(in, "lzma");
	uint8_t properties = read_u8(&r, "properties");
	uint32_t dictionary = read_u32le(&r, "dictionary"), top;
	uint64_t size = read_u64le(&r, "size");
	uint8_t first = read_u8(&r, "range coder");

	if (!reader_ok(&r) || in.len < 32 || properties >= 225 || properties % 9 + properties / 9 % 5 > 4 || first != 0)
		return false;
	if (dictionary < 4096 || dictionary > (256u << 20) || size == 0 ||
	    (size != UINT64_MAX && (size < 32 || size > ((uint64_t)1 << 32))))
		return false;
	top = 1u << (31 - __builtin_clz(dictionary));
	if (dictionary != top && dictionary != top + top / 2)
		return false;
	return codec_starts(CODEC_LZMA_ALONE, in) && claim_all(in, 80, ret);
}

static bool bzip2_probe(struct bytes in, struct claim *ret)
{
	/* the first block's magic is pi, an empty stream's end magic the square root of pi, both in decimal digits */
	if (in.len < 14 || memcmp(in.at, "BZh", 3) != 0 || in.at[3] < '1' || in.at[3] > '9')
		return false;
	if (memcmp(in.at + 4, "\x31\x41\x59\x26\x53\x59", 6) != 0 &&
	    memcmp(in.at + 4, "\x17\x72\x45\x38\x50\x90", 6) != 0)
		return false;
	return claim_all(in, 90, ret);
}

static bool zstd_probe(struct bytes in, struct claim *ret)
{
	return in.len >= 9 && memcmp(in.at, "\x28\xb5\x2f\xfd", 4) == 0 && !(in.at[4] & 0x08) &&
	       codec_starts(CODEC_ZSTD, in) && claim_all(in, 90, ret);
}

static bool lz4_probe(struct bytes in, struct claim *ret)
{
	if (in.len < 11 || (memcmp(in.at, "\x04\x22\x4d\x18", 4) != 0 && memcmp(in.at, "\x02\x21\x4c\x18", 4) != 0))
		return false;
	return codec_starts(CODEC_LZ4_FRAME, in) && claim_all(in, 90, ret);
}

static bool lzop_probe(struct bytes in, struct claim *ret)
{
	return in.len >= 38 && memcmp(in.at, "\x89LZO\0\r\n\x1a\n", 9) == 0 && codec_starts(CODEC_LZOP, in) &&
	       claim_all(in, 95, ret);
}

static bool compress_probe(struct bytes in, struct claim *ret)
{
	return in.len >= 5 && memcmp(in.at, "\x1f\x9d", 2) == 0 && codec_starts(CODEC_COMPRESS, in) &&
	       claim_all(in, 70, ret);
}

static const struct magic gzip_magics[] = {{"\x1f\x8b\x08", 3, 0}};
static const struct magic xz_magics[] = {{"\xfd\x37zXZ\0", 6, 0}};
/* lc/lp/pb as encoders for firmware set them, and a dictionary of at least 64 KiB */
static const struct magic lzma_magics[] = {
	{"\x5d\0\0", 3, 0}, {"\x6d\0\0", 3, 0}, {"\x6c\0\0", 3, 0}, {"\x6e\0\0", 3, 0},
	{"\x5a\0\0", 3, 0}, {"\x5b\0\0", 3, 0}, {"\x5c\0\0", 3, 0}, {"\x5e\0\0", 3, 0},
};
static const struct magic bzip2_magics[] = {{"BZh", 3, 0}};
static const struct magic zstd_magics[] = {{"\x28\xb5\x2f\xfd", 4, 0}};
static const struct magic lz4_magics[] = {{"\x04\x22\x4d\x18", 4, 0}, {"\x02\x21\x4c\x18", 4, 0}};
static const struct magic lzop_magics[] = {{"\x89LZO\0\r\n\x1a\n", 9, 0}};
static const struct magic compress_magics[] = {{"\x1f\x9d\x90", 3, 0}, {"\x1f\x9d\x8c", 3, 0}};

#define STREAM(word, people, kind, extra)                                                                              \
	static bool word##_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,   \
				struct error *e)                                                                       \
	{                                                                                                              \
		return stream_open(kind, in, limits, arena, ret_state, e);                                             \
	}                                                                                                              \
	extern const struct format format_##word;                                                                      \
	const struct format format_##word = {                                                                          \
		.name = #word,                                                                                         \
		.title = people,                                                                                       \
		.flags = FORMAT_STREAM | FORMAT_IN_FILES | (extra),                                                    \
		.magics = word##_magics,                                                                               \
		.magic_count = ARRAY_LEN(word##_magics),                                                               \
		.probe = word##_probe,                                                                                 \
		.open = word##_open,                                                                                   \
		.walk = stream_walk,                                                                                   \
		.close = stream_close,                                                                                 \
	};

STREAM(gzip, "gzip stream", CODEC_GZIP, FORMAT_CARVE)
STREAM(xz, "xz stream", CODEC_XZ, FORMAT_CARVE)
STREAM(lzma, "LZMA stream", CODEC_LZMA_ALONE, FORMAT_CARVE)
STREAM(bzip2, "bzip2 stream", CODEC_BZIP2, FORMAT_CARVE)
STREAM(zstd, "Zstandard stream", CODEC_ZSTD, FORMAT_CARVE)
STREAM(lz4, "LZ4 stream", CODEC_LZ4_FRAME, FORMAT_CARVE)
STREAM(lzop, "lzop stream", CODEC_LZOP, FORMAT_CARVE)
STREAM(compress, "Unix compress stream", CODEC_COMPRESS, 0)
