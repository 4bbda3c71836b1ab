/* Arithmetic on numbers that came from input: true and *ret written, or false and *ret untouched.
 * Serves 5.13-1A, 5.13-1B (input validation), on ourselves. */
#ifndef HF_BASE_CHECKED_H
#define HF_BASE_CHECKED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/attributes.h"

static inline MUST_CHECK bool add_ok(uint64_t a, uint64_t b, uint64_t *ret)
{
	uint64_t sum;

	if (__builtin_add_overflow(a, b, &sum))
		return false;
	*ret = sum;
	return true;
}

static inline MUST_CHECK bool mul_ok(uint64_t a, uint64_t b, uint64_t *ret)
{
	uint64_t product;

	if (__builtin_mul_overflow(a, b, &product))
		return false;
	*ret = product;
	return true;
}

/* True where [offset, offset+len) lies inside a thing of `size` bytes; cannot overflow. */
static inline MUST_CHECK bool range_ok(uint64_t offset, uint64_t len, uint64_t size)
{
	return offset <= size && len <= size - offset;
}

#endif
