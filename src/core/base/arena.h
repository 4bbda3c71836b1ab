/* Memory for one job (an image, a request, a report): everything in it is freed at once by arena_done().
 * Nothing allocated here may outlive it or be freed alone. Not for secrets. Not thread-safe: one arena, one thread. */
#ifndef HF_BASE_ARENA_H
#define HF_BASE_ARENA_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct arena_block;

struct arena {
	struct arena_block *blocks;
	size_t used; /* bytes handed out */
	size_t cap;  /* hard limit on bytes handed out; 0: none */
};

void arena_init(struct arena *a, size_t cap);
void arena_done(struct arena *a);
/* Zeroed, aligned for any type; NULL when memory or the cap is exhausted. len 0 gives a valid pointer. */
MUST_CHECK void *arena_alloc(struct arena *a, size_t len);
/* count items of size each; NULL also where the product overflows. */
MUST_CHECK void *arena_array(struct arena *a, size_t count, size_t size);
/* A copy with a NUL behind it (not counted); at is NULL on failure. */
MUST_CHECK struct bytes arena_copy(struct arena *a, struct bytes in);
/* A NUL-terminated copy; NULL on failure. Bytes after an embedded NUL are kept but not seen by string functions. */
MUST_CHECK char *arena_str(struct arena *a, struct bytes in);
MUST_CHECK char *arena_printf(struct arena *a, const char *fmt, ...) PRINTF(2, 3);

/* Makes room for one more item in a growing array inside the arena: doubles *cap and copies. The old array stays in the
 * arena until arena_done(). Returns false on exhausted memory, array untouched. */
MUST_CHECK bool arena_grow(struct arena *a, void *array_at, size_t count, size_t *cap, size_t size);

#endif
