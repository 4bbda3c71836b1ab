/* One multi-pattern engine for all observers: every row of observe/patterns/NAME.tsv, compiled at build time into one
 * vectorscan database, matched in one pass over a file. Columns of a row, tab-separated: name, flags, expression, note,
 * then whatever the row's observer wants; flags are i (caseless), s (dot matches newline), m (^ and $ match at lines),
 * 1 (the first hit of a file is enough), c (the hit only hints: confirm it), - (none). The expression is PCRE as far as
 * vectorscan goes: begin it with a literal of four bytes or more, or the whole engine gets slower.
 * `struct patterns` is shared by threads; a `struct pattern_scan` belongs to one. Both use memory only, no system
 * calls. Serves every provision that is judged from files. */
#ifndef HF_ASSESS_PATTERNS_H
#define HF_ASSESS_PATTERNS_H

#include "assess/observe/observer.h"
#include "assess/observe/patterns/ids.h"
#include "core/base/error.h"

/* More hits of one pattern in one file are dropped, and the pattern is marked capped for that file. */
#define PATTERN_HITS_MAX 4096

struct patterns;
struct pattern_scan;

struct patterns *patterns_new(struct error *e); /* NULL: *e says why */
void patterns_free(struct patterns *p);
/* `p` outlives the scan. */
struct pattern_scan *pattern_scan_new(const struct patterns *p, struct error *e);
void pattern_scan_free(struct pattern_scan *s);
/* seen() is told how many bytes were read, every 32 MiB of a run: their pages may go. */
void pattern_scan_tell(struct pattern_scan *s, void (*seen)(void *ctx, uint64_t bytes), void *ctx);
/* Matches all patterns. *ret_hits, sorted by id, then by to, no doubles, is valid until the next run or free. False
 * where memory ran out or the bytes are made to match without end (ERROR_LIMIT): what was found until then is still
 * given. */
MUST_CHECK bool pattern_scan_run(struct pattern_scan *s, struct bytes data, const struct pattern_hit **ret_hits,
				 size_t *ret_count, struct error *e);
/* True where the last run dropped hits of this pattern. */
bool pattern_scan_capped(const struct pattern_scan *s, uint32_t id);

/* The row itself; NULL where the id or column does not exist. Column 0 is the one behind the note. */
const char *pattern_name(uint32_t id);
const char *pattern_expression(uint32_t id);
struct bytes pattern_column(uint32_t id, unsigned column);

/* Runs the pattern's own expression (PCRE2 without JIT, under match limits) over the `before` bytes in front of hit->to
 * and the `behind` bytes after it. True where a match reaches hit->to (greedily, perhaps beyond); captures[0] is the
 * whole match, then its groups; those that took no part are empty. Some 10 us: for hits that are rare. */
MUST_CHECK bool pattern_confirm(struct bytes data, const struct pattern_hit *hit, size_t before, size_t behind,
				struct bytes *captures, size_t count);

#endif
