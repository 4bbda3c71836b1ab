/* Memory for passphrases and private keys: pages of its own that are locked (never swapped), left out of core dumps and
 * forks, and wiped when they are given back. Owned by whoever made it; secret_free() takes NULL and a zeroed struct.
 * Serves 5.4-1 and 5.13-1B on ourselves. */
#ifndef HF_SYS_SECRET_MEMORY_H
#define HF_SYS_SECRET_MEMORY_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct secret {
	uint8_t *at;
	size_t len;  /* bytes in use */
	size_t room; /* bytes mapped; 0: none */
};

void secret_free(struct secret *s); /* for SCOPED(secret_free) too */
static inline struct bytes secret_bytes(const struct secret *s)
{
	return bytes_of(s->at, s->len);
}

/* A whole file of at most `max` bytes: a private key. */
MUST_CHECK bool secret_read_file(const char *path, size_t max, struct secret *ret, struct error *e);
/* The first line, without its end, of a file, or of an open descriptor where `path` is a number ("3"). */
MUST_CHECK bool secret_read_line(const char *path, struct secret *ret, struct error *e);
/* Asks on the terminal of the process, without echo. ERROR_USAGE where there is none. A signal that comes meanwhile is
 * let through when the terminal is as it was. */
MUST_CHECK bool secret_ask(const char *prompt, struct secret *ret, struct error *e);

#endif
