#include "core/base/writer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct writer writer_of(size_t cap, const char *what)
{
	return (struct writer){.cap = cap, .what = what};
}

void writer_free(struct writer *w)
{
	free(w->at);
	*w = (struct writer){.cap = w->cap, .what = w->what};
}

void writer_reset(struct writer *w)
{
	w->len = 0;
	w->failed = ERROR_NONE;
}

bool writer_ok(const struct writer *w)
{
	return w->failed == ERROR_NONE;
}

uint8_t *writer_reserve(struct writer *w, uint64_t len)
{
	if (w->failed)
		return NULL;
	if (w->len > w->cap || len > w->cap - w->len) {
		w->failed = ERROR_LIMIT;
		return NULL;
	}
	if (len > w->room - w->len || !w->at) {
		size_t want = w->room ? w->room : 256;
		uint8_t *fresh;

		while (want < w->len + len)
			want = want > w->cap / 2 ? w->cap : want * 2;
		fresh = realloc(w->at, want ? want : 1);
		if (!fresh) {
			w->failed = ERROR_ENVIRONMENT;
			return NULL;
		}
		w->at = fresh;
		w->room = want;
	}
	return w->at + w->len;
}

void writer_commit(struct writer *w, size_t len)
{
	ASSERT(len <= w->room - w->len);
	w->len += len;
}

void write_bytes(struct writer *w, struct bytes in)
{
	uint8_t *to = writer_reserve(w, in.len);

	if (!to)
		return;
	if (in.len)
		memcpy(to, in.at, in.len);
	w->len += in.len;
}

void write_str(struct writer *w, const char *s)
{
	write_bytes(w, bytes_str(s));
}

void write_fmt(struct writer *w, const char *fmt, ...)
{
	va_list args, again;
	uint8_t *to;
	int len;

	va_start(args, fmt);
	va_copy(again, args);
	len = vsnprintf(NULL, 0, fmt, args);
	va_end(args);
	/* vsnprintf needs room for its NUL, which is not counted */
	to = len < 0 ? NULL : writer_reserve(w, (uint64_t)len + 1);
	if (to) {
		vsnprintf((char *)to, (size_t)len + 1, fmt, again);
		w->len += (size_t)len;
	}
	va_end(again);
}

void write_fill(struct writer *w, uint8_t value, uint64_t count)
{
	uint8_t *to = writer_reserve(w, count);

	if (!to)
		return;
	memset(to, value, (size_t)count);
	w->len += (size_t)count;
}

static void write_number(struct writer *w, uint64_t value, size_t width, bool big_endian)
{
	uint8_t field[8];

	for (size_t i = 0; i < width; i++)
		field[big_endian ? width - 1 - i : i] = (uint8_t)(value >> (8 * i));
	write_bytes(w, bytes_of(field, width));
}

void write_u8(struct writer *w, uint8_t value)
{
	write_number(w, value, 1, false);
}

void write_u16le(struct writer *w, uint16_t value)
{
	write_number(w, value, 2, false);
}

void write_u32le(struct writer *w, uint32_t value)
{
	write_number(w, value, 4, false);
}

void write_u64le(struct writer *w, uint64_t value)
{
	write_number(w, value, 8, false);
}

void write_u32be(struct writer *w, uint32_t value)
{
	write_number(w, value, 4, true);
}

struct bytes writer_bytes(const struct writer *w)
{
	return bytes_of(w->at, w->len);
}

bool writer_done(const struct writer *w, struct error *e)
{
	if (w->failed == ERROR_LIMIT)
		return error_set(e, ERROR_LIMIT, "%s: more than %zu bytes", w->what, w->cap);
	if (w->failed)
		return error_memory(e, w->what);
	return true;
}

struct bytes writer_take(struct writer *w)
{
	struct bytes ret = bytes_of(w->at, w->len);

	*w = (struct writer){.cap = w->cap, .what = w->what};
	return ret;
}
