/* Compiler attributes under portable names; the only place that names GNU extensions.
 * Owns nothing. Serves no provision by itself. */
#ifndef HF_BASE_ATTRIBUTES_H
#define HF_BASE_ATTRIBUTES_H

#define MUST_CHECK __attribute__((warn_unused_result))
#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define SCOPED(done) __attribute__((cleanup(done)))
#define NORETURN __attribute__((noreturn))
#define NO_SANITIZE_OVERFLOW __attribute__((no_sanitize("integer")))
#define ARRAY_LEN(array) (sizeof(array) / sizeof((array)[0]))

#endif
