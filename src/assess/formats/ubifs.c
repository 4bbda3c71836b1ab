/* UBIFS: a log-structured file system over the logical erase blocks of one UBI volume. The committed state is what the
 * index tree names; what was written after the last commit lies in the journal, whose blocks the log names. Where the
 * index cannot be read whole, every node of the volume is taken instead, the newest sequence number winning.
 * Layout after linux fs/ubifs/ubifs-media.h. */
#include "assess/formats/codec.h"
#include "assess/formats/format.h"
#include "assess/formats/fstree.h"
#include "core/base/reader.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
	MAGIC = 0x06101831,
	COMMON_LEN = 24,
	DATA_LEN = 48,
	INODE_LEN = 160,
	INDEX_LEN = 28,
	BRANCH_MIN = 20, /* block, offset, length and an 8-byte key; authenticated ones have a hash behind it */
	SUPER_LEN = 4096,
	BLOCK = 4096,
	NODE_MAX = 16 << 10, /* the longest hold a page of content */
	LEB_MIN = 4096,
	LEB_MAX = 16 << 20,
	LOG_FIRST = 3,
	LEVELS_MAX = 32,
	ROOT_INODE = 1,
	FLAG_ENCRYPTED = 0x10,
	FLAG_AUTHENTICATED = 0x20,
	INODE_ENCRYPTED = 0x40,
	COMPR_COUNT = 4,
};

enum node_kind { N_INODE, N_DATA, N_DENT, N_XENT, N_TRUN, N_PAD, N_SUPER, N_MASTER, N_REF, N_INDEX, N_COMMIT };

struct ubifs_node {
	struct bytes whole; /* its length as it says */
	uint64_t at, seq;
	uint8_t kind;
};

struct place {
	uint32_t leb, offset, len;
};

struct ubifs {
	struct bytes in;
	struct limits limits;
	struct fstree tree;
	uint32_t leb_size, leb_count, log_lebs, format;
	uint32_t flags;
	uint64_t commit;
	uint32_t log_first;
	struct place root;
	bool master_found, scanned, journal_lost;
	uint64_t index_budget;
	size_t bad_nodes;
	uint64_t bad_at;
	bool seen[COMPR_COUNT];
};

static bool read_node(struct bytes in, uint64_t at, struct ubifs_node *ret)
{
	struct bytes rest = bytes_part(in, at, UINT64_MAX);
	struct reader r = reader_of(rest, "ubifs node");
	uint32_t crc, len;

	if (read_u32le(&r, "magic") != MAGIC)
		return false;
	crc = read_u32le(&r, "crc");
	ret->seq = read_u64le(&r, "sequence");
	len = read_u32le(&r, "length");
	ret->kind = read_u8(&r, "type");
	if (!reader_ok(&r) || len < COMMON_LEN || len > NODE_MAX || len > rest.len)
		return false;
	ret->whole = bytes_part(rest, 0, len);
	ret->at = at;
	return fstree_crc_ok(UINT32_MAX, bytes_part(ret->whole, 8, NODE_MAX), crc);
}

static bool read_super(struct bytes in, struct ubifs *ret)
{
	struct ubifs_node n;
	struct reader r;
	uint32_t lpt, orphan;

	if (!read_node(bytes_part(in, 0, SUPER_LEN), 0, &n) || n.kind != N_SUPER || n.whole.len != SUPER_LEN)
		return false;
	r = reader_of(n.whole, "ubifs superblock");
	read_skip(&r, 28, "keys");
	ret->flags = read_u32le(&r, "flags");
	read_skip(&r, 4, "write unit");
	ret->leb_size = read_u32le(&r, "block size");
	ret->leb_count = read_u32le(&r, "block count");
	read_skip(&r, 12, "limits");
	ret->log_lebs = read_u32le(&r, "log blocks");
	lpt = read_u32le(&r, "property tree blocks");
	orphan = read_u32le(&r, "orphan blocks");
	read_skip(&r, 12, "heads");
	ret->format = read_u32le(&r, "version");
	return reader_ok(&r) && ret->leb_size >= LEB_MIN && ret->leb_size <= LEB_MAX && ret->leb_size % 8 == 0 &&
	       ret->log_lebs >= 1 && ret->leb_count >= LOG_FIRST && ret->log_lebs < ret->leb_count &&
	       lpt < ret->leb_count && orphan < ret->leb_count;
}

static bool ubifs_probe(struct bytes in, struct claim *ret)
{
	struct ubifs fs = {0};
	uint64_t want;

	if (!read_super(in, &fs))
		return false;
	want = (uint64_t)fs.leb_size * fs.leb_count;
	/* blocks at the end that were never written are missing from a volume without harm */
	*ret = (struct claim){.len = want < in.len ? want : in.len,
			      .sure = 100,
			      .truncated = in.len < want && in.len % fs.leb_size != 0};
	return true;
}

static uint64_t leb_at(const struct ubifs *fs, uint32_t leb)
{
	return (uint64_t)leb * fs->leb_size;
}

/* The next node of a block at or behind *at (8-byte steps); false at the block's end. */
static bool next_node(struct ubifs *fs, uint64_t end, uint64_t *at, struct ubifs_node *ret)
{
	struct bytes leb = bytes_part(fs->in, 0, end);

	for (; *at + COMMON_LEN <= leb.len; *at += 8)
		if (read_node(leb, *at, ret))
			return true;
	return false;
}

static uint64_t behind(const struct ubifs_node *n)
{
	return n->at + ((n->whole.len + 7) & ~(uint64_t)7);
}

static bool read_key(struct bytes key, uint32_t *ret_inode, uint8_t *ret_kind, uint32_t *ret_block)
{
	struct reader r = reader_of(key, "key");
	uint32_t second;

	*ret_inode = read_u32le(&r, "inode");
	second = read_u32le(&r, "type and block");
	*ret_kind = (uint8_t)(second >> 29);
	*ret_block = second & 0x1fffffff;
	return reader_ok(&r);
}

static void read_device(struct fstree_inode *inode, struct bytes data)
{
	struct reader r = reader_of(data, "device number");

	/* Linux' 32-bit and 64-bit device numbers */
	if (data.len == 4) {
		uint32_t dev = read_u32le(&r, "device");

		inode->rdev_major = dev >> 8 & 0xfff;
		inode->rdev_minor = (dev & 0xff) | (dev >> 12 & 0xfff00);
	} else if (data.len == 8) {
		uint64_t dev = read_u64le(&r, "device");

		inode->rdev_major = (uint32_t)((dev >> 8 & 0xfff) | (dev >> 32 & ~(uint64_t)0xfff));
		inode->rdev_minor = (uint32_t)((dev & 0xff) | (dev >> 12 & ~(uint64_t)0xff));
	}
}

static bool add_inode(struct ubifs *fs, const struct ubifs_node *n, uint32_t id)
{
	struct reader r = reader_of(n->whole, "ubifs inode");
	struct fstree_inode *inode = fstree_inode(&fs->tree, id), fresh;
	uint32_t links, flags, data_len;
	unsigned kind;
	struct bytes data;

	if (!inode)
		return false;
	if (inode->known && inode->seq > n->seq)
		return true;
	fresh = *inode;
	fresh.known = fresh.has_owner = true;
	fresh.seq = n->seq;
	fresh.offset = n->at;
	read_skip(&r, 48, "keys");
	fresh.size = read_u64le(&r, "size");
	read_skip(&r, 16, "times");
	fresh.mtime = (int64_t)read_u64le(&r, "mtime");
	read_skip(&r, 12, "nanoseconds");
	links = read_u32le(&r, "links");
	fresh.uid = read_u32le(&r, "uid");
	fresh.gid = read_u32le(&r, "gid");
	fresh.mode = read_u32le(&r, "mode");
	flags = read_u32le(&r, "flags");
	data_len = read_u32le(&r, "data length");
	read_skip(&r, INODE_LEN - 116, "rest");
	data = read_bytes(&r, data_len, "data");
	if (!reader_ok(&r)) {
		fs->bad_nodes++;
		return true;
	}
	kind = fresh.mode & S_IFMT;
	fresh.dead = links == 0;
	if (kind != S_IFREG)
		fresh.size = 0;
	if (flags & INODE_ENCRYPTED) {
		fresh.sealed = true;
		fresh.damage = kind == S_IFDIR ? "names in this directory are encrypted (fscrypt)"
					       : "content is encrypted (fscrypt)";
	} else if (kind == S_IFLNK) {
		fresh.link = data;
	} else if (kind == S_IFCHR || kind == S_IFBLK) {
		read_device(&fresh, data);
	}
	*inode = fresh;
	return true;
}

static bool add_entry(struct ubifs *fs, const struct ubifs_node *n, uint32_t parent)
{
	struct reader r = reader_of(n->whole, "ubifs entry");
	struct fstree_entry entry = {.parent = parent, .seq = n->seq, .offset = n->at};
	uint16_t len;

	read_skip(&r, 40, "key");
	entry.child = read_u64le(&r, "inode");
	read_skip(&r, 2, "type");
	len = read_u16le(&r, "name length");
	read_skip(&r, 4, "cookie");
	entry.name = read_bytes(&r, len, "name");
	if (!reader_ok(&r)) {
		fs->bad_nodes++;
		return true;
	}
	return fstree_add_entry(&fs->tree, entry) && (!entry.child || fstree_inode(&fs->tree, entry.child));
}

static bool add_data(struct ubifs *fs, const struct ubifs_node *n, uint32_t id, uint32_t block)
{
	struct reader r = reader_of(n->whole, "ubifs data");
	uint32_t size;
	uint16_t compression;

	read_skip(&r, 40, "key");
	size = read_u32le(&r, "size");
	compression = read_u16le(&r, "compression");
	read_skip(&r, 2, "compressed size");
	if (!reader_ok(&r) || size > BLOCK) {
		fs->bad_nodes++;
		return true;
	}
	if (compression < COMPR_COUNT)
		fs->seen[compression] = true;
	return fstree_add_extent(
		&fs->tree,
		(struct fstree_extent){
			.inode = id, .at = (uint64_t)block * BLOCK, .len = size, .seq = n->seq, .where = n->at});
}

static bool add_truncation(struct ubifs *fs, const struct ubifs_node *n)
{
	struct reader r = reader_of(n->whole, "ubifs truncation");
	struct fstree_extent x = {.len = UINT64_MAX, .seq = n->seq, .where = FSTREE_HOLE};

	read_skip(&r, COMMON_LEN, "header");
	x.inode = read_u32le(&r, "inode");
	read_skip(&r, 20, "old size");
	x.at = read_u64le(&r, "new size");
	return !reader_ok(&r) || fstree_add_extent(&fs->tree, x);
}

/* False: out of memory. */
static bool add_node(struct ubifs *fs, const struct ubifs_node *n)
{
	uint32_t id, block;
	uint8_t kind;

	if (n->kind == N_TRUN)
		return add_truncation(fs, n);
	if (n->kind > N_DENT || !read_key(bytes_part(n->whole, COMMON_LEN, 8), &id, &kind, &block) || kind != n->kind)
		return true;
	if (kind == N_INODE)
		return add_inode(fs, n, id);
	return kind == N_DATA ? add_data(fs, n, id, block) : add_entry(fs, n, id);
}

static void bad_node(struct ubifs *fs, uint64_t at)
{
	if (!fs->bad_nodes++)
		fs->bad_at = at;
}

static bool node_at(const struct ubifs *fs, const struct place *p, struct ubifs_node *ret)
{
	return p->leb < fs->leb_count && p->offset < fs->leb_size &&
	       read_node(fs->in, leb_at(fs, p->leb) + p->offset, ret) && ret->whole.len == p->len;
}

static struct place read_place(struct reader *r)
{
	struct place p;

	p.leb = read_u32le(r, "block");
	p.offset = read_u32le(r, "offset");
	p.len = read_u32le(r, "length");
	return p;
}

enum index_answer { INDEX_WHOLE, INDEX_DAMAGED, INDEX_NO_MEMORY };

static enum index_answer add_leaf(struct ubifs *fs, const struct place *p, struct bytes key)
{
	struct ubifs_node n;
	struct fstree_inode *inode;
	uint32_t id, block;
	uint8_t kind;

	if (!read_key(key, &id, &kind, &block))
		return INDEX_DAMAGED;
	if (kind == N_XENT)
		return INDEX_WHOLE;
	if (node_at(fs, p, &n) && n.kind == kind)
		return add_node(fs, &n) ? INDEX_WHOLE : INDEX_NO_MEMORY;
	bad_node(fs, leb_at(fs, p->leb) + p->offset);
	inode = fstree_inode(&fs->tree, id);
	if (!inode)
		return INDEX_NO_MEMORY;
	if (!inode->damage)
		inode->damage = kind == N_DENT ? "a name in this directory is damaged"
					       : "part of its content is damaged: zeros stand for it";
	return INDEX_WHOLE;
}

/* Levels fall from parent to child, so the walk ends; the budget stops trees that name one child many times. */
static enum index_answer walk_index(struct ubifs *fs, const struct place *place, int above)
{
	enum index_answer answer = INDEX_WHOLE;
	struct ubifs_node n;
	struct reader r;
	uint16_t children, level;
	size_t stride;

	if (!node_at(fs, place, &n) || n.kind != N_INDEX || n.whole.len < INDEX_LEN)
		return INDEX_DAMAGED;
	r = reader_of(n.whole, "ubifs index");
	read_skip(&r, COMMON_LEN, "header");
	children = read_u16le(&r, "children");
	level = read_u16le(&r, "level");
	if (!children || (above >= 0 ? level != above - 1 : level > LEVELS_MAX))
		return INDEX_DAMAGED;
	stride = (n.whole.len - INDEX_LEN) / children;
	if (stride < BRANCH_MIN)
		return INDEX_DAMAGED;
	for (uint16_t i = 0; i < children; i++) {
		struct reader b = reader_of(bytes_part(n.whole, INDEX_LEN + i * stride, stride), "ubifs branch");
		struct place p = read_place(&b);
		struct bytes key = read_bytes(&b, 8, "key");
		enum index_answer one;

		if (!fs->index_budget)
			return INDEX_DAMAGED;
		fs->index_budget--;
		one = level ? walk_index(fs, &p, level) : add_leaf(fs, &p, key);
		if (one == INDEX_NO_MEMORY)
			return one;
		if (one == INDEX_DAMAGED)
			answer = one;
	}
	return answer;
}

static bool scan_leb(struct ubifs *fs, uint32_t leb, uint64_t from)
{
	uint64_t at = leb_at(fs, leb) + from, end = leb_at(fs, leb) + fs->leb_size;
	struct ubifs_node n;

	for (; next_node(fs, end, &at, &n); at = behind(&n))
		if (!add_node(fs, &n))
			return false;
	return true;
}

static void read_master(struct ubifs *fs)
{
	uint64_t newest = 0;

	for (uint32_t leb = 1; leb <= 2; leb++) {
		uint64_t at = leb_at(fs, leb), end = at + fs->leb_size;
		struct ubifs_node n;

		for (; next_node(fs, end, &at, &n); at = behind(&n)) {
			struct reader r = reader_of(n.whole, "ubifs master");
			struct place root;
			uint64_t commit;
			uint32_t log;

			read_skip(&r, COMMON_LEN + 8, "header");
			commit = read_u64le(&r, "commit");
			read_skip(&r, 4, "flags");
			log = read_u32le(&r, "log");
			root = read_place(&r);
			if (n.kind != N_MASTER || !reader_ok(&r) || (fs->master_found && n.seq <= newest))
				continue;
			fs->master_found = true;
			newest = n.seq;
			fs->commit = commit;
			fs->log_first = log;
			fs->root = root;
		}
	}
}

/* The sequence number at which the last commit began. */
static bool commit_start(struct ubifs *fs, uint64_t *ret)
{
	uint64_t at = leb_at(fs, fs->log_first), end = at + fs->leb_size;
	struct ubifs_node n;

	for (; next_node(fs, end, &at, &n); at = behind(&n)) {
		struct reader r = reader_of(bytes_part(n.whole, COMMON_LEN, 8), "commit");

		if (n.kind == N_COMMIT && read_u64le(&r, "commit") == fs->commit && reader_ok(&r)) {
			*ret = n.seq;
			return true;
		}
	}
	return false;
}

/* Takes the nodes written since the last commit; false: out of memory. */
static bool replay(struct ubifs *fs, struct arena *arena)
{
	uint32_t count = (uint32_t)(fs->in.len / fs->leb_size) + 1, *from = arena_array(arena, count, sizeof *from);
	uint64_t since;

	if (!from)
		return false;
	if (!commit_start(fs, &since)) {
		fs->journal_lost = true;
		return true;
	}
	for (uint32_t i = 0; i < fs->log_lebs && i < count; i++) {
		uint64_t at = leb_at(fs, LOG_FIRST + i), end = at + fs->leb_size;
		struct ubifs_node n;

		for (; next_node(fs, end, &at, &n); at = behind(&n)) {
			struct reader r = reader_of(bytes_part(n.whole, COMMON_LEN, 8), "reference");
			uint32_t leb = read_u32le(&r, "block"), offset = read_u32le(&r, "offset");

			/* kept plus one: 0 means none */
			if (n.kind == N_REF && n.seq > since && reader_ok(&r) && leb < count && offset < fs->leb_size &&
			    (!from[leb] || offset + 1 < from[leb]))
				from[leb] = offset + 1;
		}
	}
	for (uint32_t leb = 0; leb < count; leb++)
		if (from[leb] && !scan_leb(fs, leb, (from[leb] - 1) & ~7u))
			return false;
	return true;
}

static bool scan_all(struct ubifs *fs)
{
	fs->scanned = true;
	for (uint32_t leb = LOG_FIRST; leb < fs->leb_count && leb_at(fs, leb) < fs->in.len; leb++)
		TRY(scan_leb(fs, leb, 0));
	return true;
}

static bool ubifs_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct ubifs *fs = arena_alloc(arena, sizeof *fs);
	enum index_answer answer = INDEX_DAMAGED;

	if (!fs)
		return error_memory(e, "ubifs");
	if (!read_super(in, fs))
		return error_set(e, ERROR_INPUT, "ubifs: no valid superblock");
	fs->in = in;
	fs->limits = *limits;
	fs->index_budget = in.len / 16; /* no leaf and its branch take less */
	fstree_init(&fs->tree, arena, in);
	read_master(fs);
	if (fs->master_found && fs->root.len)
		answer = walk_index(fs, &fs->root, -1);
	if (answer == INDEX_WHOLE ? !replay(fs, arena) : answer == INDEX_NO_MEMORY || !scan_all(fs))
		return error_memory(e, "ubifs tree");
	fstree_finish(&fs->tree);
	*ret_state = fs;
	return true;
}

static bool ubifs_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const names[COMPR_COUNT] = {"none", "lzo", "zlib", "zstd"};
	struct ubifs *fs = state;
	char why[96];

	visit_property_fmt(v, "version", 80, 4, "%u", fs->format);
	for (size_t i = 0; i < COMPR_COUNT; i++)
		if (fs->seen[i])
			visit_property(v, "compression", bytes_str(names[i]), 0, 0);
	if (fs->flags & FLAG_ENCRYPTED)
		visit_property(v, "encrypted", bytes_str("fscrypt: content and names of some directories"), 28, 4);
	if (fs->flags & FLAG_AUTHENTICATED)
		visit_property(v, "integrity", bytes_str("hmac: declared"), 28, 4);
	if (fs->bad_nodes) {
		snprintf(why, sizeof why, "%zu damaged nodes, the first here", fs->bad_nodes);
		visit_unread(v, bytes_str(""), fs->bad_at, why);
	}
	if (fs->scanned)
		visit_unread(v, bytes_str(""), OFFSET_UNKNOWN,
			     "the index is damaged: all nodes were taken, deleted files may show again");
	if (fs->journal_lost)
		visit_unread(v, bytes_str(""), leb_at(fs, fs->log_first),
			     "the log is damaged: what was written after the last commit is not seen");
	return fstree_walk(&fs->tree, ROOT_INODE, v, e);
}

static bool decode(struct bytes packed, uint16_t compression, uint8_t *block, uint32_t size, struct error *e)
{
	static const enum codec codecs[COMPR_COUNT] = {CODEC_NONE, CODEC_LZO1X, CODEC_DEFLATE, CODEC_ZSTD};
	size_t len = 0;

	if (compression >= COMPR_COUNT)
		return error_set(e, ERROR_INPUT, "ubifs compression %u is not supported", compression);
	if (compression == 0) {
		len = packed.len < size ? packed.len : size;
		memcpy(block, packed.at, len);
	} else {
		TRY(codec_block(codecs[compression], NULL, packed, block, size, &len, e));
	}
	return len == size ? true
			   : error_set(e, ERROR_INPUT, "a block holds %zu bytes where %u were announced", len, size);
}

static bool apply(const void *format, const struct fstree_extent *x, uint8_t *content, uint64_t size, struct error *e)
{
	const struct ubifs *fs = format;
	struct ubifs_node n;
	struct reader r;
	uint8_t block[BLOCK];
	uint32_t len;
	uint16_t compression;
	struct bytes packed;

	if (!read_node(fs->in, x->where, &n))
		return error_set(e, ERROR_INPUT, "node at 0x%llx changed", (unsigned long long)x->where);
	r = reader_of(n.whole, "ubifs data");
	read_skip(&r, 40, "key");
	len = read_u32le(&r, "size");
	compression = read_u16le(&r, "compression");
	read_skip(&r, 2, "compressed size");
	packed = read_bytes(&r, reader_left(&r), "data");
	TRY(reader_done(&r, e));
	if (len > sizeof block || !decode(packed, compression, block, len, e))
		return error_add(e, "node at 0x%llx", (unsigned long long)x->where);
	/* a block replaces the one before it whole: what is behind its end is a hole */
	memset(block + len, 0, sizeof block - len);
	memcpy(content + x->at, block, (size_t)(size - x->at < sizeof block ? size - x->at : sizeof block));
	return true;
}

static bool ubifs_load(const void *state, uint64_t cookie, uint64_t size, struct writer *out, struct error *e)
{
	const struct ubifs *fs = state;

	return fstree_load(&fs->tree, cookie, size, fs->limits.node_bytes, apply, fs, out, e);
}

static const struct magic ubifs_magics[] = {{"\x31\x18\x10\x06", 4, 0}};

const struct format format_ubifs = {
	.name = "ubifs",
	.title = "UBIFS file system",
	.flags = FORMAT_CARVE | FORMAT_FILE_SYSTEM,
	.magics = ubifs_magics,
	.magic_count = ARRAY_LEN(ubifs_magics),
	.probe = ubifs_probe,
	.open = ubifs_open,
	.walk = ubifs_walk,
	.load = ubifs_load,
};
