#include "core/base/arena.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_LEN = 64 * 1024 };

struct arena_block {
	struct arena_block *next;
	size_t len, used;
	alignas(max_align_t) uint8_t data[];
};

void arena_init(struct arena *a, size_t cap)
{
	*a = (struct arena){.cap = cap};
}

void arena_done(struct arena *a)
{
	struct arena_block *block = a->blocks;

	while (block) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	*a = (struct arena){0};
}

void *arena_alloc(struct arena *a, size_t len)
{
	struct arena_block *block = a->blocks;
	size_t room = alignof(max_align_t);
	void *ret;

	if (len > SIZE_MAX / 4)
		return NULL;
	len = (len + room - 1) / room * room;
	if (a->cap && (len > a->cap || a->used > a->cap - len))
		return NULL;
	if (!block || block->len - block->used < len) {
		size_t want = len > BLOCK_LEN / 4 ? len : BLOCK_LEN;
		struct arena_block *fresh = calloc(1, sizeof *fresh + want);

		if (!fresh)
			return NULL;
		fresh->len = want;
		if (block && want != BLOCK_LEN) {
			/* a large item gets a block of its own behind the current one, which stays in use */
			fresh->next = block->next;
			block->next = fresh;
		} else {
			fresh->next = block;
			a->blocks = fresh;
		}
		block = fresh;
	}
	ret = block->data + block->used;
	block->used += len;
	a->used += len;
	return ret;
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	size_t len;

	if (__builtin_mul_overflow(count, size, &len))
		return NULL;
	return arena_alloc(a, len);
}

struct bytes arena_copy(struct arena *a, struct bytes in)
{
	uint8_t *at = in.len < SIZE_MAX ? arena_alloc(a, in.len + 1) : NULL;

	if (!at)
		return (struct bytes){NULL, 0};
	if (in.len)
		memcpy(at, in.at, in.len);
	return bytes_of(at, in.len);
}

char *arena_str(struct arena *a, struct bytes in)
{
	return (char *)arena_copy(a, in).at;
}

char *arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list args, again;
	char *ret;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	ret = len < 0 ? NULL : arena_alloc(a, (size_t)len + 1);
	if (ret)
		vsnprintf(ret, (size_t)len + 1, fmt, again);
	va_end(again);
	return ret;
}

bool arena_grow(struct arena *a, void *array_at, size_t count, size_t *cap, size_t size)
{
	void **array = array_at;
	size_t want = *cap ? *cap * 2 : 16;
	void *fresh;

	if (count < *cap)
		return true;
	if (want < *cap)
		return false;
	fresh = arena_array(a, want, size);
	if (!fresh)
		return false;
	if (count)
		memcpy(fresh, *array, count * size);
	*array = fresh;
	*cap = want;
	return true;
}
