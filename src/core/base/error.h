/* One error value, owned by the caller, of fixed size: no allocation on the failure path, safe to send over a pipe.
 * A function that can fail returns bool and writes *e only when it returns false.
 * Serves every provision: what could not be read has to be said (TS 103 701: INCONCLUSIVE names what is missing). */
#ifndef HF_BASE_ERROR_H
#define HF_BASE_ERROR_H

#include <stdbool.h>

#include "core/base/attributes.h"

enum error_code {
	ERROR_NONE,
	ERROR_INPUT,       /* hostile or damaged bytes: becomes a fact, the run goes on */
	ERROR_LIMIT,       /* a named budget was reached: becomes a fact */
	ERROR_ENVIRONMENT, /* memory, disk, permission, kernel feature */
	ERROR_USAGE,       /* the caller of the program asked for something impossible */
};

struct error {
	enum error_code code;
	char text[240]; /* UTF-8, lower case, no newline, always terminated */
};

/* Sets *e and returns false, so that a caller can write `return error_set(...)`. */
bool error_set(struct error *e, enum error_code code, const char *fmt, ...) PRINTF(3, 4);
/* Puts context in front of what *e says already; keeps the code; returns false. */
bool error_add(struct error *e, const char *fmt, ...) PRINTF(2, 3);
/* ERROR_ENVIRONMENT "out of memory: WHAT"; returns false. */
bool error_memory(struct error *e, const char *what);
/* ERROR_ENVIRONMENT "WHAT: strerror(errno)"; returns false. */
bool error_errno(struct error *e, const char *fmt, ...) PRINTF(2, 3);

/* A broken invariant of our own: prints file and line on stderr and aborts. Never for input. */
NORETURN void bug_at(const char *file, int line, const char *what);
#define BUG(what) bug_at(__FILE__, __LINE__, what)
#define ASSERT(cond) ((cond) ? (void)0 : bug_at(__FILE__, __LINE__, #cond))

/* The only macro that hides a return. */
#define TRY(call)                                                                                                      \
	do {                                                                                                           \
		if (!(call))                                                                                           \
			return false;                                                                                  \
	} while (0)

#endif
