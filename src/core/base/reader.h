/* The only way to read untrusted bytes. The first read that does not fit fails the reader for good: later reads give
 * zero or empty, reader_left() is 0, and reader_done() reports the first failure by name and offset.
 * Borrows its input; holds no memory. Serves 5.13-1A and 5.13-1B on ourselves. */
#ifndef HF_BASE_READER_H
#define HF_BASE_READER_H

#include "core/base/bytes.h"
#include "core/base/error.h"

struct reader {
	struct bytes in;
	size_t at;               /* bytes consumed so far */
	const char *what;        /* what is being read, for messages */
	const char *failed_name; /* NULL while all reads did fit */
	size_t failed_at;
};

struct reader reader_of(struct bytes in, const char *what);

/* The one function that compares a length with what is left. Empty on failure. */
struct bytes read_bytes(struct reader *r, uint64_t len, const char *name);
uint8_t read_u8(struct reader *r, const char *name);
uint16_t read_u16le(struct reader *r, const char *name);
uint16_t read_u16be(struct reader *r, const char *name);
uint32_t read_u24le(struct reader *r, const char *name);
uint32_t read_u32le(struct reader *r, const char *name);
uint32_t read_u32be(struct reader *r, const char *name);
uint64_t read_u64le(struct reader *r, const char *name);
uint64_t read_u64be(struct reader *r, const char *name);
/* By run-time byte order, for formats that come in both. */
uint16_t read_u16(struct reader *r, bool big_endian, const char *name);
uint32_t read_u32(struct reader *r, bool big_endian, const char *name);
uint64_t read_u64(struct reader *r, bool big_endian, const char *name);
void read_skip(struct reader *r, uint64_t len, const char *name);
/* Moves to an absolute offset inside the input (forwards or back). */
void reader_seek(struct reader *r, uint64_t offset, const char *name);
/* A field of `len` bytes holding text that ends at the first NUL or the field's end. */
struct bytes read_text(struct reader *r, uint64_t len, const char *name);
/* Text up to and without a NUL; consumes the NUL; fails where none comes. */
struct bytes read_cstr(struct reader *r, const char *name);
/* One line without its "\n" or "\r\n"; the last line needs no newline. Fails only at the end of input. */
struct bytes read_line(struct reader *r, const char *name);

size_t reader_left(const struct reader *r);
bool reader_ok(const struct reader *r);
/* True where every read did fit. Says nothing of bytes left over. */
MUST_CHECK bool reader_done(const struct reader *r, struct error *e);

#endif
