#include "core/base/error.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool error_set(struct error *e, enum error_code code, const char *fmt, ...)
{
	va_list args;

	e->code = code;
	va_start(args, fmt);
	vsnprintf(e->text, sizeof e->text, fmt, args);
	va_end(args);
	return false;
}

bool error_add(struct error *e, const char *fmt, ...)
{
	char old[sizeof e->text];
	va_list args;
	int len;

	memcpy(old, e->text, sizeof old);
	old[sizeof old - 1] = '\0';
	va_start(args, fmt);
	len = vsnprintf(e->text, sizeof e->text, fmt, args);
	va_end(args);
	if (len >= 0 && (size_t)len < sizeof e->text)
		snprintf(e->text + len, sizeof e->text - (size_t)len, ": %s", old);
	return false;
}

bool error_memory(struct error *e, const char *what)
{
	return error_set(e, ERROR_ENVIRONMENT, "out of memory: %s", what);
}

bool error_errno(struct error *e, const char *fmt, ...)
{
	int saved = errno;
	char what[160];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof what, fmt, args);
	va_end(args);
	return error_set(e, ERROR_ENVIRONMENT, "%s: %s", what, strerror(saved));
}

void bug_at(const char *file, int line, const char *what)
{
	fprintf(stderr, "holdfast: bug at %s:%d: %s\n", file, line, what);
	abort();
}
