/* Part of erofs.c. EROFS compressed content. A file is cut into logical clusters; for each the index says whether a run
 * of compressed blocks (a physical cluster) begins in it, where in it, and at which block. The index is read from front
 * to back. Layout after linux fs/erofs/erofs_fs.h and zmap.c's description of the compact index. */
#include "assess/formats/erofs.h"
#include "core/base/reader.h"

#include <lz4.h>

enum {
	TYPE_PLAIN,
	TYPE_HEAD,
	TYPE_NEXT, /* goes on what a cluster before it began */
	TYPE_HEAD2,

	ADVISE_COMPACT_2B = 1,
	ADVISE_BIG = 6, /* runs of several blocks, of the first or the second algorithm */
	ADVISE_INLINE_TAIL = 8,
	ADVISE_INTERLACED = 16,
	ADVISE_FRAGMENT = 32,

	RUN_LENGTH = 1 << 11, /* in a TYPE_NEXT: the rest is the number of blocks of the run, not the way back */
	PACK_MAX = 32,
	ALGORITHM_LZ4 = 0,
};

struct packed {
	struct bytes image;
	const struct erofs_inode *inode;
	unsigned block_bits, cluster_bits;
	uint16_t advise, tail_len;
	uint8_t algorithms;
	uint64_t index;     /* where it begins */
	uint64_t index_end; /* behind the last pack read */
	uint64_t clusters, first_4b, packed_2b;
};

struct cluster {
	uint8_t type;
	uint32_t offset; /* heads: in the logical cluster */
	uint32_t block;
	uint32_t run; /* TYPE_NEXT: blocks of the run, 0 not said */
};

static bool damaged(struct error *e, const char *what)
{
	return error_set(e, ERROR_INPUT, "erofs: %s", what);
}

static bool read_full(struct packed *p, uint64_t number, struct cluster *ret, struct error *e)
{
	struct reader r = reader_of(p->image, "erofs index");
	uint16_t advise, offset;
	uint32_t value;

	reader_seek(&r, p->index + number * 8, "entry");
	advise = read_u16le(&r, "type");
	offset = read_u16le(&r, "offset");
	value = read_u32le(&r, "block");
	TRY(reader_done(&r, e));
	p->index_end = r.at;
	*ret = (struct cluster){.type = advise & 3, .offset = offset, .block = value};
	if (ret->type == TYPE_NEXT && value & RUN_LENGTH)
		ret->run = value & (RUN_LENGTH - 1);
	return true;
}

/* One pack holds `count` entries of `bits` bits and the block number they count from. */
static uint32_t pack_entry(struct bytes pack, unsigned bits, unsigned low_bits, int index, uint8_t *ret_type)
{
	unsigned at = bits * (unsigned)index;
	uint32_t value = 0;

	for (unsigned i = 0; i < 4 && at / 8 + i < pack.len; i++)
		value |= (uint32_t)pack.at[at / 8 + i] << (8 * i);
	value >>= at & 7;
	*ret_type = value >> low_bits & 3;
	return value & ((1u << low_bits) - 1);
}

/* How many blocks the clusters of this pack before `index` take. */
static bool blocks_before(struct bytes pack, unsigned bits, unsigned low_bits, int index, bool big, uint32_t *ret)
{
	uint32_t blocks = big ? 0 : 1;
	uint8_t type;

	for (int i = index; i > 0;) {
		uint32_t low = pack_entry(pack, bits, low_bits, --i, &type);

		if (!big) {
			if (type == TYPE_NEXT)
				i -= (int)low;
			blocks += i >= 0;
		} else if (type != TYPE_NEXT) {
			blocks++;
		} else if (low & RUN_LENGTH) {
			i--;
			blocks += low & (RUN_LENGTH - 1);
		} else if (low <= 1) {
			return false;
		} else {
			i -= (int)low - 2;
		}
	}
	*ret = blocks;
	return true;
}

static bool read_compact(struct packed *p, uint64_t number, struct cluster *ret, struct error *e)
{
	unsigned shift = 2, count = 2, bits, low_bits = p->cluster_bits > 12 ? p->cluster_bits : 12;
	uint64_t at = p->index, start;
	struct bytes pack;
	struct reader r;
	uint32_t low, before;
	int index;

	if (number < p->first_4b) {
		at += number * 4;
	} else if (number - p->first_4b < p->packed_2b) {
		at += p->first_4b * 4 + (number - p->first_4b) * 2;
		shift = 1;
		count = 16;
	} else {
		at += p->first_4b * 4 + p->packed_2b * 2 + (number - p->first_4b - p->packed_2b) * 4;
	}
	start = at & ~(uint64_t)((count << shift) - 1);
	index = (int)((at - start) >> shift);
	pack = bytes_part(p->image, start, count << shift);
	if (pack.len != count << shift)
		return damaged(e, "the index is cut off");
	p->index_end = start + pack.len;
	bits = ((count << shift) - 4) * 8 / count;
	low = pack_entry(pack, bits, low_bits, index, &ret->type);
	ret->offset = low;
	ret->block = ret->run = 0;
	if (ret->type == TYPE_NEXT) {
		ret->run = low & RUN_LENGTH ? low & (RUN_LENGTH - 1) : 0;
		return true;
	}
	if (!blocks_before(pack, bits, low_bits, index, p->advise & ADVISE_BIG, &before))
		return damaged(e, "the index contradicts itself");
	r = reader_of(bytes_part(pack, pack.len - 4, 4), "base");
	ret->block = read_u32le(&r, "base") + before;
	return true;
}

/* One run of blocks, or the tail behind the index, into content[from..to). */
static bool unpack_run(const struct packed *p, const struct cluster *head, uint32_t blocks, bool tail, uint64_t from,
		       uint64_t to, uint8_t *content, struct error *e)
{
	uint64_t room = (uint64_t)blocks << p->block_bits, len = to - from;
	struct bytes in;
	size_t skip = 0;
	uint8_t algorithm = head->type == TYPE_HEAD2 ? p->algorithms >> 4 : p->algorithms & 15;

	if (tail)
		in = bytes_part(p->image, p->index_end, room = p->tail_len);
	else
		in = bytes_part(p->image, (uint64_t)head->block << p->block_bits, room);
	if (in.len != room)
		return damaged(e, "a compressed block lies outside the image");
	if (head->type == TYPE_PLAIN) {
		/* interlaced: the block's bytes stand where they would stand in the file's own block, turned around */
		size_t turn = p->advise & ADVISE_INTERLACED && !tail ? (size_t)(from & ((1u << p->block_bits) - 1)) : 0;
		size_t right;

		if (len > in.len)
			return damaged(e, "a plain block is shorter than what it stands for");
		right = in.len - turn < len ? in.len - turn : (size_t)len;
		memcpy(content + from, in.at + turn, right);
		memcpy(content + from + right, in.at, (size_t)len - right);
		return true;
	}
	if (algorithm != ALGORITHM_LZ4)
		return error_set(e, ERROR_INPUT, "erofs compression algorithm %u is not supported", algorithm);
	/* what the data does not fill of its first block are zeros in front of it */
	while (skip < in.len && skip < 1u << p->block_bits && !in.at[skip])
		skip++;
	if (len > INT32_MAX || in.len - skip > INT32_MAX ||
	    LZ4_decompress_safe_partial((const char *)in.at + skip, (char *)content + from, (int)(in.len - skip),
					(int)len, (int)len) != (int)len)
		return damaged(e, "lz4 data is damaged");
	return true;
}

static bool read_map_header(struct packed *p, struct error *e)
{
	struct reader r = reader_of(p->image, "erofs map header");
	uint64_t start = (p->inode->after + 7) & ~(uint64_t)7;
	uint8_t bits;

	reader_seek(&r, start, "header");
	read_skip(&r, 2, "fragment");
	p->tail_len = read_u16le(&r, "tail");
	p->advise = read_u16le(&r, "advise");
	p->algorithms = read_u8(&r, "algorithms");
	bits = read_u8(&r, "cluster bits");
	TRY(reader_done(&r, e));
	if (p->advise & ADVISE_FRAGMENT || bits & 0x80)
		return damaged(e, "content in fragments is not supported");
	p->cluster_bits = p->block_bits + (bits & 7);
	p->clusters = ((p->inode->size - 1) >> p->cluster_bits) + 1;
	p->index = start + 8;
	if (p->inode->layout == EROFS_PACKED_FULL) {
		p->index += 8;
		return true;
	}
	if (p->cluster_bits > 14 || p->cluster_bits < 12)
		return damaged(e, "compact index with unknown cluster size");
	/* entries of 4 bytes up to the first multiple of 32, then packs of 2-byte ones, then 4 bytes again */
	p->first_4b = (32 - p->index % 32) / 4 & 7;
	if (p->advise & ADVISE_COMPACT_2B && p->cluster_bits == 12 && p->clusters > p->first_4b)
		p->packed_2b = (p->clusters - p->first_4b) & ~(uint64_t)15;
	return true;
}

bool erofs_unpack(struct bytes image, unsigned block_bits, const struct erofs_inode *inode, uint8_t *content,
		  struct error *e)
{
	struct packed p = {.image = image, .inode = inode, .block_bits = block_bits};
	struct cluster head = {0}, one;
	uint64_t from = 0;
	uint32_t blocks = 1;
	bool open = false;

	if (!inode->size)
		return true;
	TRY(read_map_header(&p, e));
	for (uint64_t number = 0; number < p.clusters; number++) {
		uint64_t begins;

		if (inode->layout == EROFS_PACKED_FULL)
			TRY(read_full(&p, number, &one, e));
		else
			TRY(read_compact(&p, number, &one, e));
		if (one.type == TYPE_NEXT) {
			if (!open)
				return damaged(e, "the index goes on what nothing began");
			if (one.run && number == (from >> p.cluster_bits) + 1)
				blocks = one.run;
			continue;
		}
		begins = (number << p.cluster_bits) + one.offset;
		if (one.offset >= 1u << p.cluster_bits || begins > inode->size || (open ? begins <= from : begins != 0))
			return damaged(e, "the index does not rise");
		if (begins == inode->size)
			break; /* marks the end; the run before it may be the inlined tail */
		if (open)
			TRY(unpack_run(&p, &head, blocks, false, from, begins, content, e));
		head = one;
		from = begins;
		blocks = 1;
		open = true;
	}
	if (!open)
		return damaged(e, "an index without a beginning");
	return unpack_run(&p, &head, blocks, p.advise & ADVISE_INLINE_TAIL, from, inode->size, content, e);
}
