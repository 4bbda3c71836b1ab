/* Part of squashfs.c. File content: blocks and fragments. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#include <pthread.h>
#include <stdlib.h>

/* Many small files share one fragment block. Threads that load different files share the unpacked ones; a thread that
 * wants what another is unpacking waits for it. */
enum { SLOTS = 8, CONTEXTS = 16 };

struct slot {
	uint32_t fragment; /* whose bytes are, or will be, in `at` */
	unsigned users;    /* copying from it or unpacking into it: must stay */
	bool used, busy;   /* busy: being unpacked */
	uint64_t stamp;    /* of the last use */
	uint8_t *at;
	size_t len;
};

struct squashfs_pool {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct codec_context *idle[CONTEXTS];
	size_t idle_count;
	struct slot slots[SLOTS];
	uint64_t clock;
};

struct squashfs_pool *squashfs_pool_new(void)
{
	struct squashfs_pool *p = calloc(1, sizeof *p);

	if (!p)
		return NULL;
	if (pthread_mutex_init(&p->lock, NULL)) {
		free(p);
		return NULL;
	}
	if (pthread_cond_init(&p->changed, NULL)) {
		pthread_mutex_destroy(&p->lock);
		free(p);
		return NULL;
	}
	return p;
}

void squashfs_pool_free(struct squashfs_pool *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->idle_count; i++)
		codec_context_free(p->idle[i]);
	for (size_t i = 0; i < SLOTS; i++)
		free(p->slots[i].at);
	pthread_cond_destroy(&p->changed);
	pthread_mutex_destroy(&p->lock);
	free(p);
}

struct codec_context *squashfs_pool_take(struct squashfs_pool *p)
{
	struct codec_context *c = NULL;

	pthread_mutex_lock(&p->lock);
	if (p->idle_count)
		c = p->idle[--p->idle_count];
	pthread_mutex_unlock(&p->lock);
	return c ? c : codec_context_new();
}

void squashfs_pool_give(struct squashfs_pool *p, struct codec_context *codecs)
{
	pthread_mutex_lock(&p->lock);
	if (p->idle_count < CONTEXTS) {
		p->idle[p->idle_count++] = codecs;
		codecs = NULL;
	}
	pthread_mutex_unlock(&p->lock);
	codec_context_free(codecs);
}

static bool fragment_entry(const struct squashfs *s, uint32_t fragment, struct bytes *ret, bool *packed,
			   uint64_t *ret_at, struct error *e)
{
	bool wide = s->super.major >= 3;
	struct reader r = reader_of(writer_bytes(&s->fragments), "fragment table");
	uint64_t at;
	uint32_t size;

	read_skip(&r, (uint64_t)fragment * (wide ? 16 : 8), "entry");
	at = wide ? read_u64(&r, s->super.big_endian, "start") : read_u32(&r, s->super.big_endian, "start");
	size = read_u32(&r, s->super.big_endian, "size");
	TRY(reader_done(&r, e));
	if (!range_ok(at, size & 0xffffff, s->in.len))
		return error_set(e, ERROR_INPUT, "fragment block at 0x%llx lies beyond the end",
				 (unsigned long long)at);
	*ret = bytes_part(s->in, at, size & 0xffffff);
	*packed = !(size & 0x1000000);
	*ret_at = at;
	return true;
}

static bool copy_part(struct bytes block, uint32_t offset, size_t len, struct writer *out, struct error *e)
{
	if (!range_ok(offset, len, block.len))
		return error_set(e, ERROR_INPUT, "file end lies beyond its fragment block");
	write_bytes(out, bytes_part(block, offset, len));
	return writer_done(out, e);
}

/* The slot that holds the fragment, kept for the caller (users + 1), *ret_fill set where the caller has to unpack it.
 * NULL where all slots are in use. Called with the lock held. */
static struct slot *slot_take(struct squashfs_pool *p, uint32_t fragment, bool *ret_fill)
{
	struct slot *oldest = NULL;

	*ret_fill = false;
	for (size_t i = 0; i < SLOTS; i++) {
		struct slot *slot = &p->slots[i];

		if (slot->used && slot->fragment == fragment) {
			slot->users++;
			slot->stamp = ++p->clock;
			while (slot->busy)
				pthread_cond_wait(&p->changed, &p->lock);
			return slot;
		}
		if (slot->users == 0 && (!oldest || slot->stamp < oldest->stamp))
			oldest = slot;
	}
	if (!oldest)
		return NULL;
	oldest->fragment = fragment;
	oldest->used = oldest->busy = *ret_fill = true;
	oldest->users = 1;
	oldest->stamp = ++p->clock;
	oldest->len = 0;
	return oldest;
}

static bool load_fragment(const struct squashfs *s, struct codec_context *codecs, const struct squashfs_inode *i,
			  size_t len, struct writer *out, struct error *e)
{
	struct squashfs_pool *p = s->pool;
	struct bytes stored;
	struct slot *slot;
	bool packed, fill, ok = true;
	uint64_t at;

	TRY(fragment_entry(s, i->fragment, &stored, &packed, &at, e));
	if (!packed)
		return copy_part(stored, i->offset, len, out, e);
	pthread_mutex_lock(&p->lock);
	while (!(slot = slot_take(p, i->fragment, &fill)))
		pthread_cond_wait(&p->changed, &p->lock); /* more threads than slots */
	pthread_mutex_unlock(&p->lock);
	if (fill) {
		size_t got = 0;

		if (!slot->at)
			slot->at = malloc(s->super.block_size);
		ok = slot->at ? squashfs_unpack(codecs, &s->packing, stored, slot->at, s->super.block_size, &got, e)
			      : error_memory(e, "fragment block");
		pthread_mutex_lock(&p->lock);
		slot->len = got;
		slot->busy = false;
		slot->used =
			ok; /* a failure is not kept: who waited finds an empty block, who comes later tries again */
		pthread_cond_broadcast(&p->changed);
		pthread_mutex_unlock(&p->lock);
	}
	ok = ok && copy_part(bytes_of(slot->at, slot->len), i->offset, len, out, e);
	pthread_mutex_lock(&p->lock);
	if (--slot->users == 0)
		pthread_cond_broadcast(&p->changed);
	pthread_mutex_unlock(&p->lock);
	return ok;
}

static bool load_block(const struct squashfs *s, struct codec_context *codecs, struct squashfs_data_block block,
		       size_t want, struct writer *out, struct error *e)
{
	struct bytes stored = bytes_part(s->in, block.at, block.len);
	size_t len = 0;
	uint8_t *to;

	if (block.len == 0) {
		write_fill(out, 0, want);
		return writer_done(out, e);
	}
	if (!range_ok(block.at, block.len, s->in.len))
		return error_set(e, ERROR_INPUT, "block at 0x%llx lies beyond the end", (unsigned long long)block.at);
	if (!block.packed) {
		if (stored.len < want)
			return error_set(e, ERROR_INPUT, "block at 0x%llx is short", (unsigned long long)block.at);
		write_bytes(out, bytes_part(stored, 0, want));
		return writer_done(out, e);
	}
	to = writer_reserve(out, want);
	if (!to)
		return writer_done(out, e);
	if (!squashfs_unpack(codecs, &s->packing, stored, to, want, &len, e))
		return error_add(e, "block at 0x%llx", (unsigned long long)block.at);
	if (len != want)
		return error_set(e, ERROR_INPUT, "block at 0x%llx gives %zu of %zu bytes", (unsigned long long)block.at,
				 len, want);
	writer_commit(out, len);
	return true;
}

bool squashfs_data_load(const struct squashfs *s, const struct squashfs_inode *i, struct writer *out, struct error *e)
{
	size_t count = squashfs_block_count(&s->super, i);
	uint32_t block_size = s->super.block_size;
	uint64_t left = i->size, stored = 0, at = i->start;
	struct codec_context *codecs;
	bool ok = true;

	if (left > out->cap)
		return error_set(e, ERROR_LIMIT, "file of %llu bytes", (unsigned long long)left);
	for (size_t n = 0; n < count; n++)
		stored += squashfs_block(&s->super, i, n, 0).len;
	/* One allocation instead of a doubling buffer, where the bytes present make the claimed size believable. */
	if (left / 256 <= stored + block_size && !writer_reserve(out, left))
		return writer_done(out, e);
	codecs = squashfs_pool_take(s->pool);
	if (!codecs)
		return error_memory(e, "squashfs");
	for (size_t n = 0; ok && n < count; n++) {
		struct squashfs_data_block block = squashfs_block(&s->super, i, n, at);
		size_t want = left < block_size ? (size_t)left : block_size;

		ok = load_block(s, codecs, block, want, out, e) &&
		     (add_ok(at, block.len, &at) || error_set(e, ERROR_INPUT, "impossible block address"));
		left -= want;
	}
	if (ok && left && i->fragment != SQUASHFS_NO_FRAGMENT)
		ok = load_fragment(s, codecs, i, (size_t)left, out, e);
	squashfs_pool_give(s->pool, codecs);
	return ok;
}

bool squashfs_data_in_place(const struct squashfs *s, const struct squashfs_inode *i, uint64_t *ret_offset)
{
	size_t count = squashfs_block_count(&s->super, i);
	uint64_t left = i->size, tail, fragment_at;
	struct bytes stored;
	struct error ignored;
	bool packed;

	if (left == 0 || !range_ok(i->start, 0, s->in.len))
		return false;
	for (size_t n = 0; n < count; n++) {
		struct squashfs_data_block block = squashfs_block(&s->super, i, n, 0);
		uint64_t want = left < s->super.block_size ? left : s->super.block_size;

		if (block.packed || block.len != want)
			return false;
		left -= want;
	}
	tail = left;
	if (tail) {
		if (count || !fragment_entry(s, i->fragment, &stored, &packed, &fragment_at, &ignored) || packed ||
		    !range_ok(i->offset, tail, stored.len))
			return false;
		*ret_offset = fragment_at + i->offset;
		return true;
	}
	if (!range_ok(i->start, i->size, s->in.len))
		return false;
	*ret_offset = i->start;
	return true;
}
