/* Android sparse images: chunks that are raw, one repeated word, or not there. Expanded once, in open; and QCOW2 disk
 * images, of which header and backing file are named. */
#include "assess/formats/format.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <stdlib.h>
#include <zlib.h>

enum chunk_type {
	CHUNK_RAW = 0xcac1,
	CHUNK_FILL = 0xcac2,
	CHUNK_NONE = 0xcac3,
	CHUNK_CRC = 0xcac4,
};

struct sparse_header {
	uint16_t header_size, chunk_size;
	uint32_t block, blocks, chunks, sum;
};

static bool sparse_header(struct bytes in, struct sparse_header *ret)
{
	struct reader r = reader_of(in, "sparse image");
	uint32_t magic = read_u32le(&r, "magic");
	uint16_t major = read_u16le(&r, "major version");
	struct sparse_header h = {0};

	read_skip(&r, 2, "minor version");
	h.header_size = read_u16le(&r, "header size");
	h.chunk_size = read_u16le(&r, "chunk header size");
	h.block = read_u32le(&r, "block size");
	h.blocks = read_u32le(&r, "blocks");
	h.chunks = read_u32le(&r, "chunks");
	h.sum = read_u32le(&r, "crc32");
	if (!reader_ok(&r) || magic != 0xed26ff3a || major != 1 || h.header_size < 28 || h.header_size > 4096 ||
	    h.chunk_size < 12 || h.chunk_size > 4096 || h.block < 512 || h.block > (1u << 20) || h.block % 4 ||
	    !h.blocks || !h.chunks)
		return false;
	*ret = h;
	return true;
}

struct chunk {
	uint16_t type;
	uint32_t blocks;
	struct bytes data;
};

/* False: cut or damaged there. */
static bool read_chunk(struct reader *r, const struct sparse_header *h, struct chunk *ret)
{
	uint32_t total;

	ret->type = read_u16le(r, "chunk type");
	read_skip(r, 2, "reserved");
	ret->blocks = read_u32le(r, "chunk blocks");
	total = read_u32le(r, "chunk size");
	if (!reader_ok(r) || total < h->chunk_size)
		return false;
	read_skip(r, h->chunk_size - 12u, "chunk header");
	ret->data = read_bytes(r, total - h->chunk_size, "chunk");
	if (!reader_ok(r))
		return false;
	switch (ret->type) {
	case CHUNK_RAW:
		return ret->data.len == (uint64_t)ret->blocks * h->block;
	case CHUNK_FILL:
	case CHUNK_CRC:
		return ret->data.len == 4;
	case CHUNK_NONE:
		return ret->data.len == 0;
	default:
		return false;
	}
}

static bool sparse_probe(struct bytes in, struct claim *ret)
{
	struct sparse_header h;
	struct reader r = reader_of(in, "sparse image");
	struct chunk c;
	uint64_t end;
	uint32_t i;

	if (!sparse_header(in, &h))
		return false;
	reader_seek(&r, h.header_size, "chunks");
	end = h.header_size;
	for (i = 0; i < h.chunks && read_chunk(&r, &h, &c); i++)
		end = r.at;
	if (i == 0)
		return false;
	*ret = (struct claim){
		.len = i < h.chunks ? in.len : end, .sure = i < h.chunks ? 60 : 95, .truncated = i < h.chunks};
	return true;
}

struct sparse {
	struct bytes in;
	struct sparse_header h;
	struct writer out;
	const char *cut;      /* why the expansion stopped; NULL: whole */
	const char *checksum; /* NULL: the image has none */
	enum error_code code;
};

static void fill(struct writer *out, struct bytes word, uint64_t len)
{
	uint8_t *to = writer_reserve(out, len);

	for (uint64_t i = 0; to && i < len; i++)
		to[i] = word.len ? word.at[i % 4] : 0;
	if (to)
		writer_commit(out, (size_t)len);
}

static void expand(struct sparse *s)
{
	struct reader r = reader_of(s->in, "sparse image");

	reader_seek(&r, s->h.header_size, "chunks");
	for (uint32_t i = 0; i < s->h.chunks && !s->cut; i++) {
		struct chunk c;
		uint64_t len;

		if (!read_chunk(&r, &s->h, &c)) {
			s->cut = "a chunk is cut or damaged";
			s->code = ERROR_INPUT;
			return;
		}
		len = (uint64_t)c.blocks * s->h.block;
		if (c.type == CHUNK_RAW) {
			write_bytes(&s->out, c.data);
		} else if (c.type != CHUNK_CRC) {
			fill(&s->out, c.data, len);
		} else {
			struct reader sum = reader_of(c.data, "crc32");

			s->checksum = crc32_z(0, s->out.at, s->out.len) == read_u32le(&sum, "sum")
					      ? "content crc32: ok"
					      : "content crc32: bad";
		}
		if (!writer_ok(&s->out)) {
			s->cut = s->out.failed == ERROR_LIMIT ? "more bytes than limits 'node_bytes' and 'ratio' allow"
							      : "out of memory";
			s->code = s->out.failed;
		}
	}
	if (!s->cut && s->h.sum && !s->checksum)
		s->checksum =
			crc32_z(0, s->out.at, s->out.len) == s->h.sum ? "content crc32: ok" : "content crc32: bad";
	if (!s->cut && s->out.len != (uint64_t)s->h.blocks * s->h.block) {
		s->cut = "the chunks do not add up to the image's size";
		s->code = ERROR_INPUT;
	}
}

static bool sparse_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
			struct error *e)
{
	struct sparse *s = arena_alloc(arena, sizeof *s);
	uint64_t cap = limits->node_bytes, by_ratio;

	if (!s)
		return error_memory(e, "sparse image");
	*s = (struct sparse){.in = in};
	if (!sparse_header(in, &s->h))
		return error_set(e, ERROR_INPUT, "sparse image: no header");
	if (mul_ok(in.len, limits->ratio, &by_ratio)) {
		if (by_ratio < (uint64_t)64 << 20)
			by_ratio = (uint64_t)64 << 20;
		if (cap > by_ratio)
			cap = by_ratio;
	}
	s->out = writer_of((size_t)cap, "sparse image");
	expand(s);
	*ret_state = s;
	return true;
}

static bool sparse_walk(void *state, const struct visitor *v, struct error *e)
{
	struct sparse *s = state;
	struct node part = {
		.path = bytes_str("data"),
		.type = NODE_PART,
		.size = s->out.len,
		.offset = OFFSET_UNKNOWN,
		.kind = s->out.len ? CONTENT_IN_PLACE : CONTENT_NONE,
		.bytes = writer_bytes(&s->out),
	};

	if (s->checksum)
		visit_property(v, "checksum", bytes_str(s->checksum), 0, s->in.len);
	if (s->cut)
		visit_property_fmt(v, "truncated", 0, s->in.len, "%zu of %llu bytes", s->out.len,
				   (unsigned long long)s->h.blocks * s->h.block);
	TRY(visit_node(v, &part, e));
	return !s->cut || error_set(e, s->code, "sparse image: %s", s->cut);
}

static void sparse_close(void *state)
{
	writer_free(&((struct sparse *)state)->out);
}

struct qcow2 {
	struct bytes in;
	uint32_t version, cluster_bits, encryption;
	uint64_t backing_at, size;
	uint32_t backing_len;
};

static bool qcow2_header(struct bytes in, struct qcow2 *ret)
{
	struct reader r = reader_of(in, "qcow2");
	struct bytes magic = read_bytes(&r, 4, "magic");
	struct qcow2 q = {.in = in, .version = read_u32be(&r, "version")};

	q.backing_at = read_u64be(&r, "backing file");
	q.backing_len = read_u32be(&r, "backing file length");
	q.cluster_bits = read_u32be(&r, "cluster bits");
	q.size = read_u64be(&r, "size");
	q.encryption = read_u32be(&r, "encryption");
	read_skip(&r, 36, "tables");
	if (!reader_ok(&r) || memcmp(magic.at, "QFI\xfb", 4) != 0 || q.version < 2 || q.version > 3 ||
	    q.cluster_bits < 9 || q.cluster_bits > 21 || q.encryption > 2 || q.backing_len > 1023 ||
	    q.backing_at > (1u << 21))
		return false;
	*ret = q;
	return true;
}

static bool qcow2_probe(struct bytes in, struct claim *ret)
{
	struct qcow2 q;

	if (!qcow2_header(in, &q))
		return false;
	*ret = (struct claim){.len = in.len, .sure = 90};
	return true;
}

static bool qcow2_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct qcow2 *s = arena_alloc(arena, sizeof *s);

	(void)limits;
	if (!s)
		return error_memory(e, "qcow2");
	if (!qcow2_header(in, s))
		return error_set(e, ERROR_INPUT, "qcow2: no header");
	*ret_state = s;
	return true;
}

static bool qcow2_walk(void *state, const struct visitor *v, struct error *e)
{
	struct qcow2 *q = state;

	(void)e;
	visit_property_fmt(v, "version", 4, 4, "%u", q->version);
	visit_property_fmt(v, "size", 24, 8, "%llu", (unsigned long long)q->size);
	if (q->backing_at && q->backing_len)
		visit_property(v, "backing-file", bytes_part(q->in, q->backing_at, q->backing_len), q->backing_at,
			       q->backing_len);
	if (q->encryption)
		visit_property(v, "encrypted", bytes_str(q->encryption == 1 ? "AES-CBC" : "LUKS"), 32, 4);
	visit_unread(v, bytes_of("", 0), 0, "QCOW2 disk images are recognised but not opened");
	return true;
}

static const struct magic sparse_magics[] = {{"\x3a\xff\x26\xed\1\0", 6, 0}};
static const struct magic qcow2_magics[] = {{"QFI\xfb\0\0\0", 7, 0}};

extern const struct format format_sparse, format_qcow2;
const struct format format_sparse = {
	.name = "sparse",
	.title = "Android sparse image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = sparse_magics,
	.magic_count = ARRAY_LEN(sparse_magics),
	.probe = sparse_probe,
	.open = sparse_open,
	.walk = sparse_walk,
	.close = sparse_close,
};
const struct format format_qcow2 = {
	.name = "qcow2",
	.title = "QCOW2 disk image",
	.flags = FORMAT_IN_FILES | FORMAT_NAMED,
	.magics = qcow2_magics,
	.magic_count = ARRAY_LEN(qcow2_magics),
	.probe = qcow2_probe,
	.open = qcow2_open,
	.walk = qcow2_walk,
};
