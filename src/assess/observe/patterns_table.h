/* What patterns_build.c makes and patterns.c reads; nobody else includes it. */
#ifndef HF_ASSESS_PATTERNS_TABLE_H
#define HF_ASSESS_PATTERNS_TABLE_H

#include <stddef.h>
#include <stdint.h>

struct pattern_row {
	const char *name;
	const char *flags;
	const char *expression;
	const char *columns; /* behind the note, tab-separated */
};

extern const struct pattern_row pattern_rows[];
extern const uint8_t pattern_database[], pattern_database_end[];

#endif
