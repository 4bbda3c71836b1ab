/* Finds every format's magic bytes anywhere in raw bytes, in one pass. Made from the formats' rows when the program
 * starts (microseconds); immutable and shared by threads afterwards. The caller owns it; memory only, no system calls.
 */
#ifndef HF_ASSESS_MAGIC_H
#define HF_ASSESS_MAGIC_H

#include "assess/formats/format.h"

struct magic_scanner;

/* Takes the magics of those formats that have one of `flags` (FORMAT_CARVE); `list` outlives the scanner. NULL: *e. */
struct magic_scanner *magic_scanner_new(const struct format *const *list, size_t count, unsigned flags,
					struct error *e);
void magic_scanner_free(struct magic_scanner *m);
/* Calls found() for each place `at` in `region` where the magic list[format]->magics[magic] stands: offsets rise,
 * except among hits less than 16 bytes apart; each hit once. The container itself begins at `at` less the magic's own
 * .at, or where format->locate() says. found() returns false to stop; then magic_scan() is false too. */
bool magic_scan(const struct magic_scanner *m, struct bytes region,
		bool (*found)(void *ctx, uint64_t at, uint32_t format, uint32_t magic), void *ctx);

#endif
