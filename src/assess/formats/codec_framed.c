/* Part of codec.c. Containers around block codecs: LZ4 frames and the kernel's legacy frame, .lzo, and .Z (LZW). */
#include "assess/formats/codec_stream.h"

#include "core/base/reader.h"

#include <lz4.h>
#include <lz4frame.h>
#include <lzo/lzo1x.h>
#include <stdlib.h>
#include <zlib.h>

#define LZ4_LEGACY_BLOCK ((size_t)8 << 20)

/* The legacy frame has no end mark: a block that makes less than 8 MiB is the last one. */
static enum ending lz4_legacy(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	struct reader r = reader_of(in, "lz4 legacy frame");
	size_t blocks = 0;

	read_skip(&r, 4, "magic");
	while (reader_left(&r) >= 4) {
		uint32_t size = read_u32le(&r, "block size");
		size_t left = out->cap - out->len, room = left < LZ4_LEGACY_BLOCK ? left : LZ4_LEGACY_BLOCK;
		struct bytes block;
		uint8_t *to;
		int len;

		/* a whole number of 8 MiB blocks ends where no block size can be */
		if (size == 0 || size > (uint32_t)LZ4_COMPRESSBOUND(LZ4_LEGACY_BLOCK))
			return blocks ? ENDING_DONE : ENDING_BAD;
		if (size > reader_left(&r))
			return ENDING_SHORT;
		block = read_bytes(&r, size, "block");
		if (!room)
			return ENDING_FULL;
		to = writer_reserve(out, room);
		if (!to)
			return error_memory(e, "lz4 block"), ENDING_OTHER;
		len = LZ4_decompress_safe((const char *)block.at, (char *)to, (int)block.len, (int)room);
		if (len < 0 && room < LZ4_LEGACY_BLOCK) {
			len = LZ4_decompress_safe_partial((const char *)block.at, (char *)to, (int)block.len, (int)room,
							  (int)room);
			if (len == (int)room) {
				writer_commit(out, room);
				return ENDING_FULL;
			}
			len = -1;
		}
		if (len < 0)
			return ENDING_BAD;
		writer_commit(out, (size_t)len);
		*ret_used = r.at;
		blocks++;
		if ((size_t)len < LZ4_LEGACY_BLOCK)
			return ENDING_DONE;
	}
	return blocks ? ENDING_DONE : ENDING_SHORT;
}

static enum ending lz4_frame(LZ4F_dctx *context, struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	struct codec_room room = {0};

	for (;;) {
		size_t from = in.len - *ret_used, to, ret;

		if (!codec_room_next(&room, out, e))
			return ENDING_OTHER;
		to = room.len;
		ret = LZ4F_decompress(context, room.at, &to, in.at + *ret_used, &from, NULL);
		if (LZ4F_isError(ret))
			return ENDING_BAD;
		*ret_used += from;
		if (!codec_room_took(&room, out, to))
			return ENDING_FULL;
		if (ret == 0)
			return ENDING_DONE;
		if (*ret_used == in.len && to < room.len)
			return ENDING_SHORT;
	}
}

enum ending stream_lz4(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	LZ4F_dctx *context;
	enum ending ending;

	*ret_used = 0;
	if (in.len < 4)
		return ENDING_SHORT;
	if (memcmp(in.at, "\x02\x21\x4c\x18", 4) == 0)
		return lz4_legacy(in, out, ret_used, e);
	if (LZ4F_isError(LZ4F_createDecompressionContext(&context, LZ4F_VERSION)))
		return error_memory(e, "lz4"), ENDING_OTHER;
	ending = lz4_frame(context, in, out, ret_used, e);
	LZ4F_freeDecompressionContext(context);
	return ending;
}

enum lzop_flags {
	LZOP_ADLER_D = 0x1,
	LZOP_ADLER_C = 0x2,
	LZOP_EXTRA = 0x40,
	LZOP_CRC_D = 0x100,
	LZOP_CRC_C = 0x200,
	LZOP_MULTIPART = 0x400,
	LZOP_FILTER = 0x800,
	LZOP_HEADER_CRC = 0x1000,
};
#define LZOP_BLOCK_MOST ((uint32_t)64 << 20)

static bool lzop_header(struct reader *r, uint32_t *ret_flags)
{
	size_t from = 9;
	uint16_t version;
	uint32_t flags, sum, want;
	uint8_t method;
	struct bytes covered;

	if (memcmp(read_bytes(r, 9, "magic").len == 9 ? r->in.at : (const uint8_t *)"         ", "\x89LZO\0\r\n\x1a\n",
		   9) != 0)
		return false;
	version = read_u16be(r, "version");
	read_skip(r, 2, "library version");
	if (version >= 0x940)
		read_skip(r, 2, "version needed");
	method = read_u8(r, "method");
	if (version >= 0x940)
		read_skip(r, 1, "level");
	flags = read_u32be(r, "flags");
	if (flags & LZOP_FILTER)
		read_skip(r, 4, "filter");
	read_skip(r, version >= 0x940 ? 12 : 8, "mode and time");
	read_skip(r, read_u8(r, "name length"), "name");
	covered = bytes_part(r->in, from, r->at - from);
	want = read_u32be(r, "header checksum");
	if (!reader_ok(r) || version < 0x900 || method < 1 || method > 3 || (flags & (LZOP_MULTIPART | LZOP_FILTER)))
		return false;
	sum = flags & LZOP_HEADER_CRC ? (uint32_t)crc32(0, covered.at, (unsigned)covered.len)
				      : (uint32_t)adler32(1, covered.at, (unsigned)covered.len);
	if (flags & LZOP_EXTRA)
		read_skip(r, (uint64_t)read_u32be(r, "extra length") + 4, "extra");
	*ret_flags = flags;
	return reader_ok(r) && sum == want;
}

static bool lzop_sums(struct bytes data, bool adler, uint32_t want_adler, bool crc, uint32_t want_crc)
{
	return (!adler || adler32(1, data.at, (unsigned)data.len) == want_adler) &&
	       (!crc || crc32(0, data.at, (unsigned)data.len) == want_crc);
}

/* One block of .lzo; DONE at the end mark, SHORT or BAD, FULL where the writer is full; -1: go on. */
static int lzop_block(struct reader *r, uint32_t flags, struct writer *out, struct error *e)
{
	uint32_t len = read_u32be(r, "length"), packed, adler, crc, packed_adler = 0, packed_crc = 0;
	size_t start = out->len;
	lzo_uint got = len;
	struct bytes data;
	uint8_t *to;

	if (!reader_ok(r))
		return ENDING_SHORT;
	if (len == 0)
		return ENDING_DONE;
	packed = read_u32be(r, "packed length");
	adler = flags & LZOP_ADLER_D ? read_u32be(r, "adler32") : 0;
	crc = flags & LZOP_CRC_D ? read_u32be(r, "crc32") : 0;
	if (packed < len) {
		packed_adler = flags & LZOP_ADLER_C ? read_u32be(r, "packed adler32") : 0;
		packed_crc = flags & LZOP_CRC_C ? read_u32be(r, "packed crc32") : 0;
	}
	if (reader_ok(r) && (len > LZOP_BLOCK_MOST || packed > len || packed == 0))
		return ENDING_BAD;
	data = read_bytes(r, packed, "block");
	if (!reader_ok(r))
		return ENDING_SHORT;
	if (len > out->cap - out->len)
		return ENDING_FULL;
	to = writer_reserve(out, len);
	if (!to)
		return error_memory(e, "lzo block"), ENDING_OTHER;
	if (packed == len)
		memcpy(to, data.at, len);
	else if (!lzop_sums(data, flags & LZOP_ADLER_C, packed_adler, flags & LZOP_CRC_C, packed_crc) ||
		 lzo1x_decompress_safe(data.at, data.len, to, &got, NULL) != LZO_E_OK || got != len)
		return ENDING_BAD;
	writer_commit(out, len);
	if (!lzop_sums(bytes_of(out->at + start, len), flags & LZOP_ADLER_D, adler, flags & LZOP_CRC_D, crc)) {
		out->len = start;
		return ENDING_BAD;
	}
	return -1;
}

enum ending stream_lzop(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	struct reader r = reader_of(in, "lzop");
	uint32_t flags;
	int ret = -1;

	*ret_used = 0;
	if (!lzop_header(&r, &flags))
		return reader_ok(&r) ? ENDING_BAD : ENDING_SHORT;
	while (ret < 0) {
		*ret_used = r.at;
		ret = lzop_block(&r, flags, out, e);
	}
	if (ret == ENDING_DONE)
		*ret_used = r.at;
	return (enum ending)ret;
}

#define LZW_CODES 65536

struct lzw {
	uint16_t prefix[LZW_CODES];
	uint8_t suffix[LZW_CODES];
	uint8_t stack[LZW_CODES];
};

/* Codes come least significant bit first, in groups of eight; when the width changes or the table is cleared the rest
 * of the group is padding. */
struct lzw_bits {
	struct bytes in;
	size_t at;    /* first byte of the current group */
	unsigned bit; /* bits used of the group */
};

static bool lzw_code(struct lzw_bits *b, unsigned width, unsigned *ret)
{
	size_t byte = b->at + b->bit / 8;
	uint32_t word = 0;

	if (byte > b->in.len || (b->in.len - byte) * 8 < b->bit % 8 + width)
		return false;
	for (size_t i = 0; i < 3 && byte + i < b->in.len; i++)
		word |= (uint32_t)b->in.at[byte + i] << (8 * i);
	*ret = (word >> (b->bit % 8)) & ((1u << width) - 1);
	b->bit += width;
	if (b->bit == width * 8) {
		b->at += width;
		b->bit = 0;
	}
	return true;
}

static void lzw_align(struct lzw_bits *b, unsigned width)
{
	if (b->bit)
		b->at += width;
	b->bit = 0;
}

static enum ending lzw_run(struct lzw *t, struct bytes in, struct writer *out)
{
	unsigned most = in.at[2] & 0x1f, width = 9, next, code, last, first;
	bool block = in.at[2] & 0x80;
	struct lzw_bits bits = {in, 3, 0};

	if (most < 9 || most > 16 || (in.at[2] & 0x60) || !lzw_code(&bits, width, &last) || last > 255)
		return ENDING_BAD;
	next = block ? 257 : 256;
	first = last;
	write_u8(out, (uint8_t)first);
	while (writer_ok(out)) {
		unsigned count = 0, walk;

		/* the table is full for this width: the next code is one bit wider */
		if (next > (1u << width) - 1 && width < most) {
			lzw_align(&bits, width);
			width++;
		}
		if (!lzw_code(&bits, width, &code))
			return ENDING_DONE;
		if (code == 256 && block) {
			lzw_align(&bits, width);
			width = 9;
			next = 257;
			if (!lzw_code(&bits, width, &last))
				return ENDING_DONE;
			if (last > 255)
				return ENDING_BAD;
			first = last;
			write_u8(out, (uint8_t)first);
			continue;
		}
		if (code > next || (code == next && next >= 1u << most))
			return ENDING_BAD;
		walk = code;
		if (code == next) {
			t->stack[count++] = (uint8_t)first;
			walk = last;
		}
		/* every prefix is smaller than its code, so this ends */
		for (; walk > 255; walk = t->prefix[walk])
			t->stack[count++] = t->suffix[walk];
		first = walk;
		t->stack[count++] = (uint8_t)first;
		if (next < 1u << most) {
			t->prefix[next] = (uint16_t)last;
			t->suffix[next++] = (uint8_t)first;
		}
		last = code;
		while (count)
			write_u8(out, t->stack[--count]);
	}
	return ENDING_FULL;
}

/* .Z has no end of its own: it goes to the end of the input. */
enum ending stream_compress(struct bytes in, struct writer *out, size_t *ret_used, struct error *e)
{
	enum ending ending;
	struct lzw *table;

	*ret_used = 0;
	if (in.len < 3)
		return ENDING_SHORT;
	if (memcmp(in.at, "\x1f\x9d", 2) != 0)
		return ENDING_BAD;
	table = malloc(sizeof *table);
	if (!table)
		return error_memory(e, "lzw table"), ENDING_OTHER;
	ending = lzw_run(table, in, out);
	free(table);
	if (ending == ENDING_FULL && out->failed == ERROR_ENVIRONMENT)
		return error_memory(e, "decoded stream"), ENDING_OTHER;
	out->failed = ERROR_NONE;
	*ret_used = in.len;
	return ending;
}
