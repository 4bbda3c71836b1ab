#include "assess/formats/verity.h"

#include "assess/formats/format.h"
#include "core/base/checked.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#include <openssl/evp.h>
#include <stdlib.h>

static const EVP_MD *digest_of(const struct verity *p)
{
	if (strcmp(p->algorithm, "sha256") == 0)
		return EVP_sha256();
	if (strcmp(p->algorithm, "sha512") == 0)
		return EVP_sha512();
	if (strcmp(p->algorithm, "sha1") == 0)
		return EVP_sha1();
	return NULL;
}

static bool block_size_ok(uint32_t size)
{
	return size >= 512 && size <= (1u << 19) && (size & (size - 1)) == 0;
}

/* The superblock that cryptsetup writes in front of the tree. */
static bool verity_superblock(struct bytes in, struct verity *ret)
{
	struct reader r = reader_of(in, "verity superblock");
	struct bytes magic = read_bytes(&r, 8, "magic"), name, salt;
	uint32_t version = read_u32le(&r, "version");
	struct verity p = {.type = read_u32le(&r, "hash type")};

	read_skip(&r, 16, "uuid");
	name = read_text(&r, 32, "algorithm");
	p.data_block = read_u32le(&r, "data block size");
	p.hash_block = read_u32le(&r, "hash block size");
	p.data_blocks = read_u64le(&r, "data blocks");
	p.salt_len = read_u16le(&r, "salt size");
	read_skip(&r, 6, "padding");
	salt = read_bytes(&r, 256, "salt");
	read_skip(&r, 168, "padding");
	if (!reader_ok(&r) || memcmp(magic.at, "verity\0\0", 8) != 0 || version != 1 || p.type > 1 ||
	    p.salt_len > 256 || name.len > 32 || !name.len || !block_size_ok(p.data_block) ||
	    !block_size_ok(p.hash_block))
		return false;
	memcpy(p.algorithm, name.at, name.len);
	memcpy(p.salt, salt.at, salt.len);
	if (!verity_tree_size(&p))
		return false;
	*ret = p;
	return true;
}

/* Digests are padded to a power of two in type 1, so that a block holds a power of two of them. */
static uint64_t per_block(const struct verity *p, size_t *ret_slot)
{
	const EVP_MD *md = digest_of(p);
	size_t slot = 1;

	if (!md)
		return 0;
	while (slot < (size_t)EVP_MD_get_size(md))
		slot *= 2;
	*ret_slot = slot;
	return p->hash_block / slot;
}

uint64_t verity_tree_size(const struct verity *p)
{
	size_t slot;
	uint64_t fan = per_block(p, &slot), blocks = 0, size;

	if (fan < 2 || !p->data_blocks || p->data_blocks > (uint64_t)1 << 40)
		return 0;
	for (uint64_t level = p->data_blocks; level > 1;) {
		level = (level + fan - 1) / fan;
		blocks += level;
	}
	return mul_ok(blocks, p->hash_block, &size) ? size : 0;
}

static bool hash_with(EVP_MD_CTX *md, const struct verity *p, struct bytes block, uint8_t *ret, unsigned *ret_len)
{
	return EVP_DigestInit_ex(md, digest_of(p), NULL) == 1 &&
	       (p->type != 1 || EVP_DigestUpdate(md, p->salt, p->salt_len) == 1) &&
	       EVP_DigestUpdate(md, block.at, block.len) == 1 &&
	       (p->type != 0 || EVP_DigestUpdate(md, p->salt, p->salt_len) == 1) &&
	       EVP_DigestFinal_ex(md, ret, ret_len) == 1;
}

/* The hash of one block, as the parameters say. */
static bool verity_hash(const struct verity *p, struct bytes block, uint8_t ret[VERITY_DIGEST_MOST], size_t *ret_len)
{
	EVP_MD_CTX *md = digest_of(p) ? EVP_MD_CTX_new() : NULL;
	unsigned len = 0;
	bool ok = md && hash_with(md, p, block, ret, &len);

	EVP_MD_CTX_free(md);
	*ret_len = len;
	return ok;
}

/* Hashes all blocks of one level into slots of the next, padded with zeros to whole hash blocks. */
static bool hash_level(EVP_MD_CTX *md, const struct verity *p, struct bytes level, uint32_t block, size_t slot,
		       struct bytes *ret)
{
	uint64_t count = level.len / block, room;
	uint8_t *next;

	if (!mul_ok(count, slot, &room))
		return false;
	room = (room + p->hash_block - 1) & ~(uint64_t)(p->hash_block - 1);
	next = calloc(1, (size_t)room);
	if (!next)
		return false;
	for (uint64_t i = 0; i < count; i++) {
		unsigned len;

		if (!hash_with(md, p, bytes_part(level, i * block, block), next + i * slot, &len)) {
			free(next);
			return false;
		}
	}
	*ret = bytes_of(next, (size_t)room);
	return true;
}

bool verity_root(const struct verity *p, struct bytes data, uint8_t ret[VERITY_DIGEST_MOST], size_t *ret_len,
		 struct error *e)
{
	EVP_MD_CTX *md = EVP_MD_CTX_new();
	struct bytes level = {0}, next;
	size_t slot;
	uint64_t size;
	bool ok;

	if (!per_block(p, &slot) || !verity_tree_size(p) || !mul_ok(p->data_blocks, p->data_block, &size) ||
	    size > data.len) {
		EVP_MD_CTX_free(md);
		return error_set(e, ERROR_INPUT, "verity: the data that the tree covers is not all there");
	}
	/* one block has no tree: its own hash is the root */
	ok = md && (p->data_blocks == 1 || hash_level(md, p, bytes_part(data, 0, size), p->data_block, slot, &level));
	while (ok && level.len > p->hash_block) {
		ok = hash_level(md, p, level, p->hash_block, slot, &next);
		free((void *)level.at);
		level = ok ? next : (struct bytes){0};
	}
	if (ok)
		ok = verity_hash(p, p->data_blocks == 1 ? bytes_part(data, 0, size) : level, ret, ret_len);
	free((void *)level.at);
	EVP_MD_CTX_free(md);
	return ok || error_memory(e, "verity tree");
}

bool verity_check(struct bytes whole, uint64_t superblock_at, bool *ret_ok, struct error *e)
{
	struct verity p;
	uint64_t size, tree_at;
	uint8_t want[VERITY_DIGEST_MOST], got[VERITY_DIGEST_MOST];
	size_t want_len, got_len;
	struct bytes top;

	if (!verity_superblock(bytes_part(whole, superblock_at, 512), &p))
		return error_set(e, ERROR_INPUT, "verity: no superblock");
	if (!mul_ok(p.data_blocks, p.data_block, &size) || size > superblock_at)
		return error_set(e, ERROR_INPUT, "verity: the data that the tree covers is not in front of it");
	tree_at = (superblock_at + 512 + p.hash_block - 1) & ~(uint64_t)(p.hash_block - 1);
	top = bytes_part(whole, tree_at, p.hash_block);
	if (p.data_blocks < 2 || top.len < p.hash_block)
		return error_set(e, ERROR_INPUT, "verity: the tree is not there");
	if (!verity_hash(&p, top, want, &want_len))
		return error_memory(e, "verity");
	TRY(verity_root(&p, bytes_part(whole, 0, superblock_at), got, &got_len, e));
	*ret_ok = want_len == got_len && memcmp(want, got, got_len) == 0;
	return true;
}

struct verity_state {
	struct bytes in;
	struct verity p;
};

static uint64_t tree_begins(const struct verity *p)
{
	return p->hash_block > 512 ? p->hash_block : 512;
}

static bool verity_probe(struct bytes in, struct claim *ret)
{
	struct verity p;
	uint64_t len;

	if (!verity_superblock(bytes_part(in, 0, 512), &p))
		return false;
	len = tree_begins(&p) + verity_tree_size(&p);
	*ret = (struct claim){.len = len < in.len ? len : in.len, .sure = 95, .truncated = len > in.len};
	return true;
}

static bool verity_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
			struct error *e)
{
	struct verity_state *s = arena_alloc(arena, sizeof *s);

	(void)limits;
	if (!s)
		return error_memory(e, "verity");
	s->in = in;
	if (!verity_superblock(bytes_part(in, 0, 512), &s->p))
		return error_set(e, ERROR_INPUT, "verity: no superblock");
	*ret_state = s;
	return true;
}

static bool verity_walk(void *state, const struct visitor *v, struct error *e)
{
	struct verity_state *s = state;
	struct bytes top = bytes_part(s->in, tree_begins(&s->p), s->p.hash_block);
	uint8_t root[VERITY_DIGEST_MOST];
	char hex[513];
	size_t len;

	(void)e;
	visit_property(v, "type", bytes_str(s->p.algorithm), 32, 32);
	text_hex(bytes_of(s->p.salt, s->p.salt_len), hex);
	visit_property(v, "verity.salt", bytes_str(hex), 88, s->p.salt_len);
	visit_property_fmt(v, "verity.data-blocks", 72, 8, "%llu", (unsigned long long)s->p.data_blocks);
	/* the tree's first block is its top: the root is that block's hash */
	if (s->p.data_blocks > 1 && top.len == s->p.hash_block && verity_hash(&s->p, top, root, &len)) {
		text_hex(bytes_of(root, len), hex);
		visit_property(v, "verity.root-hash", bytes_str(hex), tree_begins(&s->p), s->p.hash_block);
	} else {
		visit_unread(v, bytes_of("", 0), 0, "verity: the hash tree is not all there");
	}
	return true;
}

/* The data that the tree protects lies in front of it. */
static void verity_relate(void *state, struct bytes region, uint64_t start, const struct visitor *v)
{
	struct error e;
	bool ok;

	(void)state;
	if (verity_check(region, start, &ok, &e))
		visit_property(v, "verity.status", bytes_str(ok ? "ok" : "bad"), 0, 512);
	else
		visit_property_fmt(v, "verity.status", 0, 512, "not checked: %s", e.text);
}

static const struct magic magics[] = {{"verity\0\0\1\0\0\0", 12, 0}};

extern const struct format format_verity;
const struct format format_verity = {
	.name = "verity",
	.title = "dm-verity hash tree",
	.flags = FORMAT_CARVE,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = verity_probe,
	.open = verity_open,
	.walk = verity_walk,
	.relate = verity_relate,
};
