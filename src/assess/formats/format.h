/* The contract of a container format: a row that finds, opens and walks one kind of container in memory.
 * A format never touches the host: it sees bytes, yields nodes. All functions are re-entrant; `load` may run on several
 * threads at once on one opened container. Formats run only inside the sandboxed worker (STYLE 8).
 * Serves all provisions: what is not unpacked cannot be judged. */
#ifndef HF_ASSESS_FORMAT_H
#define HF_ASSESS_FORMAT_H

#include "assess/formats/limits.h"
#include "core/base/arena.h"
#include "core/base/bytes.h"
#include "core/base/error.h"
#include "core/base/writer.h"

enum node_type {
	NODE_FILE, /* a regular file of a file system or archive */
	NODE_DIR,
	NODE_SYMLINK,  /* target in .link */
	NODE_HARDLINK, /* another name of .link, an absolute path in the same container; content not repeated */
	NODE_CHAR,
	NODE_BLOCK,
	NODE_FIFO,
	NODE_SOCKET,
	NODE_PART, /* no file: a partition, payload, kernel, decompressed stream; searched for containers at any offset
		    */
};

enum content_kind {
	CONTENT_NONE,      /* directories, links, devices, empty files */
	CONTENT_IN_PLACE,  /* a view into the container's own input: valid while the container is open */
	CONTENT_TRANSIENT, /* valid only during the visit; who wants it longer copies it */
	CONTENT_LAZY,      /* call format->load(state, cookie, size, ...) on any thread while the container is open */
};

struct node {
	/* FS members: absolute, '/'-separated, no '.', '..' or doubled '/' ("/etc/passwd"); see format_clean_path().
	 * Parts: a short name ("kernel", "rootfs_a"). Bytes as found: not necessarily UTF-8. Valid during the visit. */
	struct bytes path;
	enum node_type type;
	uint32_t mode; /* permission bits incl. 07000; meaningless where !has_owner */
	uint32_t uid, gid;
	bool has_owner; /* false: the format stores no mode and owner (romfs) or this one has none */
	uint64_t size;  /* of the content in bytes; 0 for anything without content */
	int64_t mtime;  /* seconds since 1970; 0 unknown */
	uint32_t rdev_major, rdev_minor;
	struct bytes link;
	uint64_t offset; /* where the content begins in the container's input; OFFSET_UNKNOWN where it is packed */
	enum content_kind kind;
	struct bytes bytes; /* IN_PLACE, TRANSIENT */
	uint64_t cookie;    /* LAZY: means something to the format only */
};
#define OFFSET_UNKNOWN UINT64_MAX

/* What a walk reports to. All pointers it passes are valid during the call only. */
struct visitor {
	void *ctx;
	/* false: stop the walk, *e says why (a budget). The walk then returns false with the same error. */
	bool (*node)(void *ctx, const struct node *n, struct error *e);
	/* Something that could not be read: `path` (may be empty) and why. The walk goes on where it can. */
	void (*unread)(void *ctx, struct bytes path, uint64_t offset, const char *why);
	/* A fact about the container itself: see the list of keys below. offset/len locate it in the container's input.
	 */
	void (*property)(void *ctx, const char *key, struct bytes value, uint64_t offset, uint64_t len);
};
/* Property keys in use (add new ones here):
 *   name, version, compression, arch, os, type, load-address, entry, created, hardware, region, vendor, model
 *   cmdline              kernel command line found in a header, device tree or boot environment
 *   console              the console a device tree names
 *   configuration        a configuration of an update image; "(default)" behind the one that boots
 *   meta                 a KEY=VALUE text of a vendor header
 *   origin               where properties came from, where that is not plain ("compiled-in default")
 *   banner               version text of a kernel or boot loader
 *   checksum             ok | bad | absent, value "WHAT: ok" (for example "header crc32: ok")
 *   integrity            a hash that covers content: "sha256: ok", "sha256: bad", "sha256: declared"
 *   signature            "none", or "cms", "rsa2048", "ecdsa-p256", ... ; signature.key-hint, signature.status
 *   signature.status     verified (key found inside, which one) | unverified (no key at hand) | bad
 *   signature.required   what a boot loader's own device tree demands to be signed; signature.covers: what one covers
 *   signature.cert       subject of a certificate that came with the signature
 *   signature.algorithm  of a key that a device tree holds for verifying
 *   signature.key-fingerprint  SHA-256 of the SubjectPublicKeyInfo of the key that came with the signature
 *   verification         "disabled", "hashtree disabled": a header's flag that switches verified boot off
 *   rollback-index, rollback-counter   the number below which a boot loader refuses an image
 *   encrypted            what is encrypted and how
 *   verity.root-hash, verity.salt, verity.data-blocks, verity.status (ok | bad | not checked)
 *   partition.held       "NAME: N of M bytes": a partition that the file holds only the front of
 *   truncated            "N of M bytes"
 *   journal              none | clean | "needs recovery, not replayed"
 *   partition            "NAME TYPE OFFSET LENGTH", as far as the header tells them
 *   env.KEY              a U-Boot environment variable
 *   config.KEY           a kernel configuration option (y, m, n, or a value)
 *   size, backing-file   a disk image's virtual size, and the file it builds on
 *   used                 bytes of its claim that a stream really took; for the engine, becomes no fact
 *   trailing             bytes behind the container that it does not claim
 */

static inline bool visit_node(const struct visitor *v, const struct node *n, struct error *e)
{
	return v->node(v->ctx, n, e);
}
static inline void visit_unread(const struct visitor *v, struct bytes path, uint64_t offset, const char *why)
{
	v->unread(v->ctx, path, offset, why);
}
static inline void visit_property(const struct visitor *v, const char *key, struct bytes value, uint64_t offset,
				  uint64_t len)
{
	v->property(v->ctx, key, value, offset, len);
}
/* printf-style value, at most 1 KiB. */
void visit_property_fmt(const struct visitor *v, const char *key, uint64_t offset, uint64_t len, const char *fmt, ...)
	PRINTF(5, 6);

struct magic {
	const char *bytes; /* literal, may hold NULs */
	uint8_t len;       /* 3 to 16 */
	uint32_t at;       /* where it stands counted from the container's first byte */
};

/* A probe's answer. It must be strict: header fields consistent, sizes inside `in`, checksums where the format has
 * them. A wrong claim hides what really lies there. */
struct claim {
	uint64_t len;   /* bytes claimed from the container's first byte, > 0, at most in.len */
	uint8_t sure;   /* 1..100: 100 checksum or structure verified; 60 plausible header; < 50 is never carved, only
			 * tried   at the start of a file or part */
	bool truncated; /* the header says more than is there */
};

enum format_flags {
	FORMAT_CARVE = 1,       /* searched for at any offset of raw bytes by its magics */
	FORMAT_IN_FILES = 2,    /* tried at the start of regular files too (archives, compressed files, images) */
	FORMAT_FILE_SYSTEM = 4, /* yields absolute paths of a root */
	FORMAT_STREAM = 8,      /* one compressed stream: yields one NODE_PART named "data" (or the stored name) */
	FORMAT_NAMED = 16,      /* recognised and named, content not opened: walk says so with unread() */
};

struct format {
	const char *name;  /* as it stands in path chains: "squashfs" */
	const char *title; /* for people: "SquashFS file system" */
	unsigned flags;
	const struct magic *magics;
	size_t magic_count;
	/* `in` begins at the container's first byte and goes to the end of what holds it. Cheap: no allocation that
	 * grows with claimed sizes, no decompression of more than 64 KiB. */
	bool (*probe)(struct bytes in, struct claim *ret);
	/* For magics that do not stand at a fixed place: the container's first byte for a magic hit at `hit` in
	 * `region`, or OFFSET_UNKNOWN. NULL: hit - magic.at. */
	uint64_t (*locate)(struct bytes region, uint64_t hit);
	/* `in` is cut to the claim. State lives in `arena` (heap parts are freed in close). */
	bool (*open)(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e);
	bool (*walk)(void *state, const struct visitor *v, struct error *e);
	/* NULL, or called after the walk with all that holds the container and where it begins in there: for what
	 * protects or describes the bytes in front of it (a hash tree behind its data). */
	void (*relate)(void *state, struct bytes region, uint64_t start, const struct visitor *v);
	/* Appends the node's whole content to *out. Thread-safe: reads *state only. NULL where no node is LAZY. */
	bool (*load)(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e);
	void (*close)(void *state); /* NULL: nothing to free */
};

/* All formats, in the order they are tried at one offset (more specific first). */
extern const struct format *const formats[];
extern const size_t formats_count;
const struct format *format_by_name(const char *name);

/* Makes a member name a clean absolute path: leading '/', no '.', empty or '..' parts ('..' goes up, never above the
 * root: the result cannot leave it). `escaped` is set true where the name tried to. at is NULL when memory is out. */
struct bytes format_clean_path(struct arena *a, struct bytes name, bool *escaped);

#endif
