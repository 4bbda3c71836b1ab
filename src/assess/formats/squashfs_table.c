/* Part of squashfs.c. The tables behind the superblock and the metadata blocks they point to. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <stdlib.h>

/* 1.x to 3.x images may be made with a marker byte behind each metadata block's length. */
#define FLAG_MARKERS 4u
#define STORED 0x8000u /* in the length: the block is not compressed */

bool squashfs_metadata(const struct squashfs *s, struct codec_context *codecs, const struct squashfs_packing *p,
		       uint64_t at, uint8_t out[SQUASHFS_METADATA], size_t *ret_len, uint64_t *ret_next,
		       struct error *e)
{
	struct reader r = reader_of(s->in, "metadata block");
	struct bytes data;
	uint16_t head;
	uint32_t len;

	*ret_next = 0;
	reader_seek(&r, at, "address");
	head = read_u16(&r, s->super.big_endian, "length");
	if (s->super.major < 4 && s->super.flags & FLAG_MARKERS)
		read_skip(&r, 1, "marker");
	len = head & (STORED - 1);
	if (len == 0)
		len = STORED;
	if (reader_ok(&r) && len > SQUASHFS_METADATA)
		return error_set(e, ERROR_INPUT, "metadata block at 0x%llx claims %u bytes", (unsigned long long)at,
				 len);
	data = read_bytes(&r, len, "content");
	TRY(reader_done(&r, e));
	*ret_next = r.at;
	if (head & STORED) {
		memcpy(out, data.at, data.len);
		*ret_len = data.len;
		return true;
	}
	if (!squashfs_unpack(codecs, p, data, out, SQUASHFS_METADATA, ret_len, e))
		return error_add(e, "metadata block at 0x%llx", (unsigned long long)at);
	return true;
}

static bool table_add(struct squashfs_table *t, struct squashfs_table_block block, struct error *e)
{
	if (t->count == t->room) {
		size_t room = t->room ? t->room * 2 : 64;
		struct squashfs_table_block *fresh = realloc(t->blocks, room * sizeof *fresh);

		if (!fresh)
			return error_memory(e, "metadata table");
		t->blocks = fresh;
		t->room = room;
	}
	t->blocks[t->count++] = block;
	t->bad += block.bad;
	return true;
}

void squashfs_table_free(struct squashfs_table *t)
{
	writer_free(&t->data);
	free(t->blocks);
	*t = (struct squashfs_table){0};
}

bool squashfs_table_read(struct squashfs *s, uint64_t start, uint64_t end, struct squashfs_table *ret, struct error *e)
{
	struct codec_context *codecs = squashfs_pool_take(s->pool);
	uint64_t at = start, next;
	size_t run_end;

	if (!codecs)
		return error_memory(e, "squashfs");
	*ret = (struct squashfs_table){.data = writer_of((size_t)s->limits->memory, "squashfs metadata")};
	while (at < end) {
		struct squashfs_table_block block = {.disk = at - start, .at = ret->data.len};
		uint8_t *to = writer_reserve(&ret->data, SQUASHFS_METADATA);
		struct error damage;
		size_t len = 0;

		if (!to || at >= s->in.len)
			break;
		block.bad = !squashfs_metadata(s, codecs, &s->packing, at, to, &len, &next, &damage) || len == 0;
		if (block.bad)
			memset(to, 0, len = SQUASHFS_METADATA);
		writer_commit(&ret->data, len);
		if (!table_add(ret, block, e)) {
			squashfs_pool_give(s->pool, codecs);
			return false;
		}
		if (next == 0)
			break; /* the chain of lengths is lost */
		at = next;
	}
	squashfs_pool_give(s->pool, codecs);
	run_end = ret->data.len;
	for (size_t i = ret->count; i-- > 0;) {
		struct squashfs_table_block *block = &ret->blocks[i];

		block->end = run_end;
		if (block->bad)
			run_end = block->end = block->at;
	}
	return writer_done(&ret->data, e);
}

bool squashfs_table_find(const struct squashfs_table *t, uint64_t block, uint32_t offset, size_t *ret_at,
			 struct bytes *ret)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->blocks[mid].disk < block)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == t->count || t->blocks[low].disk != block || t->blocks[low].bad ||
	    offset >= t->blocks[low].end - t->blocks[low].at)
		return false;
	*ret_at = t->blocks[low].at + offset;
	*ret = bytes_part(writer_bytes(&t->data), *ret_at, t->blocks[low].end - *ret_at);
	return true;
}

struct bytes squashfs_table_at(const struct squashfs_table *t, size_t at)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (t->blocks[mid].at <= at)
			low = mid + 1;
		else
			high = mid;
	}
	if (low == 0 || t->blocks[low - 1].bad || at >= t->blocks[low - 1].end)
		return bytes_of(t->data.at, 0);
	return bytes_part(writer_bytes(&t->data), at, t->blocks[low - 1].end - at);
}

static uint64_t read_address(const struct squashfs *s, struct reader *r)
{
	return s->super.major >= 3 ? read_u64(r, s->super.big_endian, "block address")
				   : read_u32(r, s->super.big_endian, "block address");
}

uint64_t squashfs_indexed_first(const struct squashfs *s, uint64_t index, uint64_t none)
{
	struct reader r = reader_of(s->in, "block addresses");
	uint64_t first;

	reader_seek(&r, index, "table");
	first = read_address(s, &r);
	return reader_ok(&r) && first < index ? first : none;
}

bool squashfs_indexed_read(struct squashfs *s, uint64_t index, uint64_t entries, size_t entry_len, struct writer *ret,
			   struct error *e)
{
	struct codec_context *codecs = squashfs_pool_take(s->pool);
	struct reader r = reader_of(s->in, "block addresses");
	uint64_t wanted = entries * entry_len;
	bool ok = true;

	if (!codecs)
		return error_memory(e, "squashfs");
	reader_seek(&r, index, "table");
	while (ok && ret->len < wanted) {
		uint64_t at = read_address(s, &r), next;
		uint64_t expected = wanted - ret->len < SQUASHFS_METADATA ? wanted - ret->len : SQUASHFS_METADATA;
		uint8_t *to = writer_reserve(ret, SQUASHFS_METADATA);
		size_t len;

		ok = reader_done(&r, e) && (to || writer_done(ret, e)) &&
		     squashfs_metadata(s, codecs, &s->packing, at, to, &len, &next, e);
		if (ok && len < expected)
			ok = error_set(e, ERROR_INPUT, "table block at 0x%llx is short", (unsigned long long)at);
		if (ok)
			writer_commit(ret, (size_t)expected);
	}
	squashfs_pool_give(s->pool, codecs);
	return ok;
}
