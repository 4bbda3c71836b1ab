/* What headers with payloads share: one state for formats that parse while they walk, parts yielded in place or
 * decompressed, and digests by name. Owns nothing. Serves all provisions: what is not unpacked cannot be judged. */
#ifndef HF_ASSESS_PARTS_H
#define HF_ASSESS_PARTS_H

#include "assess/formats/codec.h"
#include "assess/formats/format.h"
#include "core/base/reader.h"

/* The state of a format whose walk parses its header again: cheap, and nothing can go stale. */
struct parts {
	struct bytes in;
	struct limits limits;
	struct arena *arena;
};

/* A format's `open` where there is nothing to prepare; the state is a struct parts. */
bool parts_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state, struct error *e);

/* A part that lies in the container as it is. What reaches beyond the container's end is cut and reported as unread;
 * a part that begins beyond it, or is empty, yields no node. */
MUST_CHECK bool part_in_place(const struct parts *p, const struct visitor *v, const char *name, uint64_t offset,
			      uint64_t len, struct error *e);
/* A part that is one compressed stream: decoded where that works (what was good is kept, the rest reported as unread),
 * else yielded in place. CODEC_NONE: in place. */
MUST_CHECK bool part_coded(const struct parts *p, const struct visitor *v, const char *name, enum codec codec,
			   uint64_t offset, uint64_t len, struct error *e);
/* Bytes made during the walk (decoded, put together). */
MUST_CHECK bool part_bytes(const struct visitor *v, const char *name, struct bytes content, struct error *e);

/* zlib's CRC-32 (IEEE 802.3). */
uint32_t parts_crc32(uint32_t crc, struct bytes in);

#define PARTS_DIGEST_MAX 64
/* "crc32" (big-endian), "md5", "sha1", "sha256", "sha384", "sha512": the length of the digest written to ret, 0 where
 * the name is unknown or the digest failed. */
size_t parts_digest(const char *name, struct bytes in, uint8_t ret[PARTS_DIGEST_MAX]);

/* "WHAT: ok" or "WHAT: bad" under `checksum` or `integrity`. */
void parts_check(const struct visitor *v, const char *key, const char *what, bool ok, uint64_t offset, uint64_t len);
/* A text field under `key`; nothing where it is empty. */
void parts_text(const struct parts *p, const struct visitor *v, const char *key, struct bytes value);
/* The same shape for hexadecimal. At most 64 bytes are shown. */
void parts_hex(const struct parts *p, const struct visitor *v, const char *key, struct bytes value);

/* True where every byte of a fixed field is printable ASCII up to a NUL, and zero or 0xff behind it. */
bool parts_field_is_text(struct bytes field);

#endif
