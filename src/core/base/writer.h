/* A growing buffer of bytes with a hard cap. The first write that does not fit fails the writer for good; writer_done()
 * reports it. Owns its memory (heap) until writer_free() or writer_take(). */
#ifndef HF_BASE_WRITER_H
#define HF_BASE_WRITER_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct writer {
	uint8_t *at;
	size_t len;
	size_t room;
	size_t cap; /* never longer than this */
	const char *what;
	enum error_code failed; /* ERROR_NONE while all went well */
};

struct writer writer_of(size_t cap, const char *what);
void writer_free(struct writer *w);
/* Keeps the memory for the next use. Clears a failure. */
void writer_reset(struct writer *w);
void write_bytes(struct writer *w, struct bytes in);
void write_str(struct writer *w, const char *s);
void write_fmt(struct writer *w, const char *fmt, ...) PRINTF(2, 3);
void write_fill(struct writer *w, uint8_t value, uint64_t count);
void write_u8(struct writer *w, uint8_t value);
void write_u16le(struct writer *w, uint16_t value);
void write_u32le(struct writer *w, uint32_t value);
void write_u64le(struct writer *w, uint64_t value);
void write_u32be(struct writer *w, uint32_t value);
/* Room for `len` bytes behind what is written, not yet counted; NULL where it does not fit. Commit with
 * writer_commit(). */
MUST_CHECK uint8_t *writer_reserve(struct writer *w, uint64_t len);
void writer_commit(struct writer *w, size_t len);
struct bytes writer_bytes(const struct writer *w);
bool writer_ok(const struct writer *w);
MUST_CHECK bool writer_done(const struct writer *w, struct error *e);
/* Ownership of the buffer moves to the caller, who free()s .at; NULL at where nothing was written. */
struct bytes writer_take(struct writer *w);

#endif
