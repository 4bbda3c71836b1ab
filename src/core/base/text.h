/* Text that came from outside, made safe to show, and small helpers on byte strings. Borrows; allocates only where
 * said. Serves 5.13-1A on ourselves: nothing from an image reaches a terminal, log or page unescaped. */
#ifndef HF_BASE_TEXT_H
#define HF_BASE_TEXT_H

#include "core/base/arena.h"
#include "core/base/writer.h"

/* Valid UTF-8 without control characters; other bytes become \xNN, and newline, tab, return \n, \t, \r. Bidirectional
 * control characters are escaped too, so that a path cannot read as another one. */
void text_print_safe(struct writer *w, struct bytes in);
/* The same, at most `max` input bytes, as a NUL-terminated copy in the arena; "" when memory is out. */
const char *text_safe(struct arena *a, struct bytes in, size_t max);

/* How many bytes a valid UTF-8 character at the front takes, 1 to 4; 0 where there is none. */
size_t text_utf8_len(struct bytes in);
/* The front of `in`, at most `max` bytes, not ending inside a character. */
struct bytes text_front(struct bytes in, size_t max);

struct bytes text_trim(struct bytes in);
/* Splits *rest at the next byte `mark`: returns what stands before it and moves *rest behind it. False when *rest was
 * used up already. "a,,b" gives "a", "", "b". */
bool text_split(struct bytes *rest, char mark, struct bytes *ret);
/* The next word between spaces and tabs; false when none is left. */
bool text_word(struct bytes *rest, struct bytes *ret);
/* What stands behind the last '/', or all of it. */
struct bytes text_basename(struct bytes path);
/* Everything before the last '/', without it; empty where there is none. */
struct bytes text_dirname(struct bytes path);
/* Decimal digits only; false on overflow, an empty string or any other byte. */
MUST_CHECK bool text_number(struct bytes in, uint64_t *ret);
/* "0x" hex, leading-0 octal or decimal. */
MUST_CHECK bool text_number_c(struct bytes in, uint64_t *ret);
/* Shell pattern with * and ? (no classes); '*' also matches '/'. Linear time in practice, bounded backtracking. */
bool text_glob(const char *pattern, struct bytes in);
bool text_is_printable(struct bytes in); /* all bytes 0x20..0x7e or \t \r \n */
bool text_equal_nocase(struct bytes a, const char *b);
/* Lower-case hex, 2 * len characters and a NUL, into `ret`. */
void text_hex(struct bytes in, char *ret);
/* The reverse; false unless in.len == 2 * len and all are hex digits. */
MUST_CHECK bool text_unhex(struct bytes in, uint8_t *ret, size_t len);

#endif
