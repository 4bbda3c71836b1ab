/* A borrowed view of bytes: never freed, never NULL-checked by callers (len 0 is empty).
 * The owner of what it points to is always somebody else. */
#ifndef HF_BASE_BYTES_H
#define HF_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct bytes {
	const uint8_t *at;
	size_t len;
};

static inline struct bytes bytes_of(const void *at, size_t len)
{
	return (struct bytes){at, len};
}

/* The bytes of a NUL-terminated string, without the NUL. */
static inline struct bytes bytes_str(const char *s)
{
	return (struct bytes){(const uint8_t *)s, strlen(s)};
}

/* The part of `in` that begins at `offset`, at most `len` long; empty where `in` is shorter. Never fails. */
static inline struct bytes bytes_part(struct bytes in, uint64_t offset, uint64_t len)
{
	if (offset >= in.len)
		return (struct bytes){in.len ? in.at + in.len : in.at, 0};
	in.at += offset;
	in.len -= (size_t)offset;
	if (len < in.len)
		in.len = (size_t)len;
	return in;
}

static inline bool bytes_equal(struct bytes a, struct bytes b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

static inline bool bytes_is(struct bytes a, const char *s)
{
	return bytes_equal(a, bytes_str(s));
}

static inline bool bytes_starts(struct bytes a, const char *s)
{
	size_t len = strlen(s);

	return a.len >= len && memcmp(a.at, s, len) == 0;
}

static inline bool bytes_ends(struct bytes a, const char *s)
{
	size_t len = strlen(s);

	return a.len >= len && (len == 0 || memcmp(a.at + a.len - len, s, len) == 0);
}

/* Where `needle` first stands in `in`, or SIZE_MAX. An empty needle is never found. */
size_t bytes_find(struct bytes in, struct bytes needle);
size_t bytes_find_str(struct bytes in, const char *needle);
/* Case-insensitive in ASCII. */
size_t bytes_find_nocase(struct bytes in, const char *needle);
/* Byte-wise order, shorter first on a tie: memcmp's convention. */
int bytes_compare(struct bytes a, struct bytes b);

#endif
