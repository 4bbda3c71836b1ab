/* Android Verified Boot 2: the vbmeta structure that signs the partitions' hashes, and the footer at a partition's end
 * that says where it stands (AOSP external/avb, README and libavb's avb_vbmeta_image.h, avb_descriptor.h). All numbers
 * are big-endian. The signature is checked with the public key that stands inside: whether a device trusts that key
 * cannot be seen here. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"
#include "core/crypto/key.h"

#include <openssl/evp.h>
#include <openssl/rsa.h>

#define HEADER_LEN 256
#define FOOTER_LEN 64
#define BLOCK 64
#define VBMETA_MOST (1u << 20)
#define DESCRIPTORS_MOST 1024
#define KEY_MOST 1024 /* bytes of the modulus: RSA 8192 */

enum { FLAG_NO_HASHTREE = 1, FLAG_NO_VERIFICATION = 2 };
enum { DESCRIPTOR_PROPERTY, DESCRIPTOR_HASHTREE, DESCRIPTOR_HASH, DESCRIPTOR_CMDLINE, DESCRIPTOR_CHAIN };

static const struct {
	const char *name, *digest;
	unsigned bits;
} algorithms[] = {
	{"none", NULL, 0},
	{"rsa2048 sha256", "sha256", 2048},
	{"rsa4096 sha256", "sha256", 4096},
	{"rsa8192 sha256", "sha256", 8192},
	{"rsa2048 sha512", "sha512", 2048},
	{"rsa4096 sha512", "sha512", 4096},
	{"rsa8192 sha512", "sha512", 8192},
};

struct vbmeta {
	uint32_t major, minor, algorithm, flags, rollback_location;
	uint64_t rollback, len;
	struct bytes hash, signature, key, descriptors, release, authentication, auxiliary;
};

/* A field inside its block; fails the reader that read its place where it is not. */
static bool field(struct bytes block, uint64_t offset, uint64_t len, struct bytes *ret)
{
	*ret = bytes_part(block, offset, len);
	return range_ok(offset, len, block.len);
}

static bool parse(struct bytes in, struct vbmeta *ret, struct error *e)
{
	struct reader r = reader_of(in, "vbmeta header");
	uint64_t authentication, auxiliary, place[5][2];
	struct vbmeta t = {0};

	read_skip(&r, 4, "magic");
	t.major = read_u32be(&r, "major version");
	t.minor = read_u32be(&r, "minor version");
	authentication = read_u64be(&r, "size of the authentication block");
	auxiliary = read_u64be(&r, "size of the auxiliary block");
	t.algorithm = read_u32be(&r, "algorithm");
	for (size_t i = 0; i < ARRAY_LEN(place); i++) {
		place[i][0] = read_u64be(&r, "offset");
		place[i][1] = read_u64be(&r, "size");
	}
	t.rollback = read_u64be(&r, "rollback index");
	t.flags = read_u32be(&r, "flags");
	t.rollback_location = read_u32be(&r, "rollback index location");
	t.release = read_text(&r, 48, "release string");
	read_skip(&r, 80, "reserved");
	TRY(reader_done(&r, e));
	if (t.major != 1 || authentication % BLOCK || auxiliary % BLOCK || authentication > VBMETA_MOST ||
	    auxiliary > VBMETA_MOST || !text_is_printable(t.release))
		return error_set(e, ERROR_INPUT, "vbmeta header: version %u, or blocks that cannot be", t.major);
	t.len = HEADER_LEN + authentication + auxiliary;
	t.authentication = read_bytes(&r, authentication, "authentication block");
	t.auxiliary = read_bytes(&r, auxiliary, "auxiliary block");
	TRY(reader_done(&r, e));
	if (!field(t.authentication, place[0][0], place[0][1], &t.hash) ||
	    !field(t.authentication, place[1][0], place[1][1], &t.signature) ||
	    !field(t.auxiliary, place[2][0], place[2][1], &t.key) ||
	    !field(t.auxiliary, place[4][0], place[4][1], &t.descriptors))
		return error_set(e, ERROR_INPUT, "vbmeta header: a field lies outside its block");
	*ret = t;
	return true;
}

/* What the hash and the signature are made of: header and auxiliary block. False: out of memory. */
static bool covered(struct bytes in, const struct vbmeta *t, struct writer *w)
{
	write_bytes(w, bytes_part(in, 0, HEADER_LEN));
	write_bytes(w, t->auxiliary);
	return writer_ok(w);
}

/* The modulus and 65537 as RSAPublicKey of PKCS#1; the key stands in the file as bits, n0, modulus, r^2. */
static bool key_der(struct bytes key, struct writer *ret)
{
	static const uint8_t exponent[] = {1, 0, 1};
	struct reader r = reader_of(key, "public key");
	uint32_t bits = read_u32be(&r, "bits");
	struct writer inside = writer_of(4096, "key");
	struct bytes modulus;
	uint8_t number[KEY_MOST + 1] = {0};

	read_skip(&r, 4, "n0");
	modulus = read_bytes(&r, bits / 8, "modulus");
	if (!reader_ok(&r) || bits % 8 || modulus.len < 128 || modulus.len > KEY_MOST || !(modulus.at[0] & 0x80))
		return false;
	memcpy(number + 1, modulus.at, modulus.len);
	der_write(&inside, 2, bytes_of(number, modulus.len + 1));
	der_write(&inside, 2, bytes_of(exponent, sizeof exponent));
	if (writer_ok(&inside))
		der_write(ret, 0x30, writer_bytes(&inside));
	writer_free(&inside);
	return writer_ok(ret) && ret->len > 0;
}

static bool rsa_verifies(struct bytes der, const char *digest, struct bytes hash, struct bytes signature)
{
	const uint8_t *at = der.at;
	EVP_PKEY *key = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)der.len);
	EVP_PKEY_CTX *ctx = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
	bool ok = ctx && EVP_PKEY_verify_init(ctx) == 1 && EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_PADDING) == 1 &&
		  EVP_PKEY_CTX_set_signature_md(ctx, EVP_get_digestbyname(digest)) == 1 &&
		  EVP_PKEY_verify(ctx, signature.at, signature.len, hash.at, hash.len) == 1;

	EVP_PKEY_CTX_free(ctx);
	EVP_PKEY_free(key);
	return ok;
}

static void tell_key(const struct parts *p, const struct visitor *v, const char *key_name, struct bytes key)
{
	struct writer der = writer_of(4096, "key");
	struct key described;
	char hex[65];

	if (key_der(key, &der) && key_from_der(writer_bytes(&der), &described) && described.has_fingerprint) {
		text_hex(bytes_of(described.fingerprint, sizeof described.fingerprint), hex);
		visit_property_fmt(v, key_name, (uint64_t)(key.at - p->in.at), key.len, "%s", hex);
	}
	writer_free(&der);
}

static bool tell_signature(const struct parts *p, const struct visitor *v, const struct vbmeta *t, struct error *e)
{
	uint64_t at = HEADER_LEN, len = t->authentication.len;
	struct writer message = writer_of(HEADER_LEN + VBMETA_MOST, "vbmeta"), der = writer_of(4096, "key");
	uint8_t digest[PARTS_DIGEST_MAX];
	const char *status;
	size_t digest_len;
	bool hash_ok;

	if (t->algorithm == 0) {
		visit_property(v, "signature", bytes_str("none"), 28, 4);
		return true;
	}
	if (t->algorithm >= ARRAY_LEN(algorithms)) {
		visit_property_fmt(v, "signature", 28, 4, "algorithm %u", t->algorithm);
		visit_property(v, "signature.status", bytes_str("unverified (algorithm not known)"), 28, 4);
		return true;
	}
	visit_property(v, "signature", bytes_str(algorithms[t->algorithm].name), at, len);
	if (!covered(p->in, t, &message)) {
		writer_free(&message);
		return error_memory(e, "vbmeta");
	}
	digest_len = parts_digest(algorithms[t->algorithm].digest, writer_bytes(&message), digest);
	writer_free(&message);
	hash_ok = digest_len && bytes_equal(t->hash, bytes_of(digest, digest_len));
	visit_property_fmt(v, "integrity", at, len, "%s: %s", algorithms[t->algorithm].digest, hash_ok ? "ok" : "bad");
	if (!key_der(t->key, &der))
		status = der.failed == ERROR_ENVIRONMENT ? "unverified (out of memory)" : "unverified (no key inside)";
	else if (t->signature.len == algorithms[t->algorithm].bits / 8 && hash_ok &&
		 rsa_verifies(writer_bytes(&der), algorithms[t->algorithm].digest, t->hash, t->signature))
		status = "verified (with the key found inside)";
	else
		status = "bad";
	writer_free(&der);
	visit_property(v, "signature.status", bytes_str(status), at, len);
	tell_key(p, v, "signature.key-fingerprint", t->key);
	return true;
}

/* ------------------------------------------------------------------------------------------- descriptors */

static void hashtree(const struct parts *p, const struct visitor *v, struct reader *r, uint64_t at)
{
	uint64_t size;
	uint32_t name_len, salt_len, digest_len;
	struct bytes algorithm, name, salt;

	read_skip(r, 4, "verity version");
	size = read_u64be(r, "image size");
	read_skip(r, 44, "tree, blocks, error correction");
	algorithm = read_text(r, 32, "hash algorithm");
	name_len = read_u32be(r, "length of the name");
	salt_len = read_u32be(r, "length of the salt");
	digest_len = read_u32be(r, "length of the root hash");
	read_skip(r, 64, "flags, reserved");
	name = read_bytes(r, name_len, "name");
	salt = read_bytes(r, salt_len, "salt");
	visit_property_fmt(v, "partition", at, 0, "%s hashtree-%s 0x0 %llu", text_safe(p->arena, name, 64),
			   text_safe(p->arena, algorithm, 32), (unsigned long long)size);
	parts_hex(p, v, "verity.salt", salt);
	parts_hex(p, v, "verity.root-hash", read_bytes(r, digest_len, "root hash"));
}

static void hash(const struct parts *p, const struct visitor *v, struct reader *r, uint64_t at)
{
	uint64_t size = read_u64be(r, "image size");
	struct bytes algorithm = read_text(r, 32, "hash algorithm"), name;
	uint32_t name_len = read_u32be(r, "length of the name"), salt_len = read_u32be(r, "length of the salt"),
		 digest_len = read_u32be(r, "length of the digest");
	char hex[2 * PARTS_DIGEST_MAX + 1];

	read_skip(r, 64, "flags, reserved");
	name = read_bytes(r, name_len, "name");
	read_skip(r, salt_len, "salt");
	visit_property_fmt(v, "partition", at, 0, "%s hash-%s 0x0 %llu", text_safe(p->arena, name, 64),
			   text_safe(p->arena, algorithm, 32), (unsigned long long)size);
	text_hex(bytes_part(read_bytes(r, digest_len, "digest"), 0, PARTS_DIGEST_MAX), hex);
	visit_property_fmt(v, "integrity", at, 0, "%s %s: declared %s", text_safe(p->arena, name, 64),
			   text_safe(p->arena, algorithm, 32), hex);
}

static void chain(const struct parts *p, const struct visitor *v, struct reader *r, uint64_t at)
{
	uint32_t location = read_u32be(r, "rollback index location");
	uint32_t name_len = read_u32be(r, "length of the name"), key_len = read_u32be(r, "length of the key");
	struct bytes name;

	read_skip(r, 64, "flags, reserved");
	name = read_bytes(r, name_len, "name");
	visit_property_fmt(v, "partition", at, 0, "%s chained rollback-index-location %u",
			   text_safe(p->arena, name, 64), location);
	tell_key(p, v, "signature.key-hint", read_bytes(r, key_len, "key"));
}

static void plain_property(const struct parts *p, const struct visitor *v, struct reader *r, uint64_t at)
{
	uint64_t key_len = read_u64be(r, "length of the key"), value_len = read_u64be(r, "length of the value");
	struct bytes key = read_bytes(r, key_len, "key"), value;

	read_skip(r, 1, "end of the key");
	value = read_bytes(r, value_len, "value");
	/* values may be binary: a key, a table */
	if (reader_ok(r) && value.len < 512 && text_is_printable(key) && text_is_printable(value))
		visit_property_fmt(v, "meta", at, 0, "%s=%s", text_safe(p->arena, key, 256),
				   text_safe(p->arena, value, 512));
}

static void tell_descriptors(const struct parts *p, const struct visitor *v, const struct vbmeta *t)
{
	struct reader r = reader_of(t->descriptors, "descriptors");
	uint64_t base = (uint64_t)(t->descriptors.at - p->in.at);

	for (size_t i = 0; i < DESCRIPTORS_MOST && reader_left(&r); i++) {
		uint64_t at = base + r.at, tag = read_u64be(&r, "tag"), len = read_u64be(&r, "length");
		struct bytes body = read_bytes(&r, len, "descriptor");
		struct reader d = reader_of(body, "descriptor");

		if (!reader_ok(&r) || len % 8) {
			visit_unread(v, bytes_of("", 0), at, "vbmeta: a descriptor is damaged, and what follows it");
			return;
		}
		if (tag == DESCRIPTOR_PROPERTY)
			plain_property(p, v, &d, at);
		else if (tag == DESCRIPTOR_HASHTREE)
			hashtree(p, v, &d, at);
		else if (tag == DESCRIPTOR_HASH)
			hash(p, v, &d, at);
		else if (tag == DESCRIPTOR_CHAIN)
			chain(p, v, &d, at);
		else if (tag == DESCRIPTOR_CMDLINE) {
			read_skip(&d, 4, "flags");
			parts_text(p, v, "cmdline", read_bytes(&d, read_u32be(&d, "length"), "command line"));
		}
		if (!reader_ok(&d))
			visit_unread(v, bytes_of("", 0), at, "vbmeta: a descriptor is damaged");
	}
}

/* ------------------------------------------------------------------------------------------------ the row */

static bool is_footer(struct bytes in)
{
	return bytes_starts(in, "AVBf");
}

static bool parse_footer(struct bytes in, uint64_t *size, uint64_t *at, uint64_t *len)
{
	struct reader r = reader_of(in, "AVB footer");
	uint32_t major;
	struct bytes reserved;

	read_skip(&r, 4, "magic");
	major = read_u32be(&r, "major version");
	read_skip(&r, 4, "minor version");
	*size = read_u64be(&r, "image size");
	*at = read_u64be(&r, "offset of vbmeta");
	*len = read_u64be(&r, "size of vbmeta");
	reserved = read_bytes(&r, 28, "reserved");
	for (size_t i = 0; i < reserved.len; i++)
		if (reserved.at[i])
			return false;
	return reader_ok(&r) && major == 1 && *size <= *at && *len >= HEADER_LEN && *len <= 2 * VBMETA_MOST;
}

static bool avb_probe(struct bytes in, struct claim *ret)
{
	uint64_t size, at, len;
	struct vbmeta t;
	struct error e;

	if (is_footer(in)) {
		*ret = (struct claim){.len = FOOTER_LEN, .sure = 90};
		return parse_footer(in, &size, &at, &len);
	}
	if (!bytes_starts(in, "AVB0") || !parse(in, &t, &e))
		return false;
	*ret = (struct claim){.len = t.len, .sure = 95};
	return true;
}

static bool walk_footer(const struct parts *p, const struct visitor *v, struct error *e)
{
	uint64_t size, at, len;

	if (!parse_footer(p->in, &size, &at, &len))
		return error_set(e, ERROR_INPUT, "AVB footer: damaged");
	visit_property(v, "type", bytes_str("footer"), 0, 4);
	visit_property_fmt(v, "partition", 12, 24, "image original 0x0 %llu", (unsigned long long)size);
	visit_property_fmt(v, "partition", 12, 24, "vbmeta vbmeta 0x%llx %llu", (unsigned long long)at,
			   (unsigned long long)len);
	return true;
}

static bool avb_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct vbmeta t;

	if (is_footer(p->in))
		return walk_footer(p, v, e);
	TRY(parse(p->in, &t, e));
	visit_property(v, "type", bytes_str("vbmeta"), 0, 4);
	visit_property_fmt(v, "version", 4, 8, "%u.%u", t.major, t.minor);
	if (t.release.len)
		visit_property_fmt(v, "meta", 128, 48, "release=%s", text_safe(p->arena, t.release, 48));
	visit_property_fmt(v, "rollback-index", 112, 8, "%llu (location %u)", (unsigned long long)t.rollback,
			   t.rollback_location);
	if (t.flags & FLAG_NO_VERIFICATION)
		visit_property(v, "verification", bytes_str("disabled"), 120, 4);
	else if (t.flags & FLAG_NO_HASHTREE)
		visit_property(v, "verification", bytes_str("hashtree disabled"), 120, 4);
	TRY(tell_signature(p, v, &t, e));
	tell_descriptors(p, v, &t);
	return true;
}

static const struct magic avb_magics[] = {{"AVB0", 4, 0}, {"AVBf", 4, 0}};

const struct format format_avb = {
	.name = "avb",
	.title = "Android Verified Boot metadata",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = avb_magics,
	.magic_count = ARRAY_LEN(avb_magics),
	.probe = avb_probe,
	.open = parts_open,
	.walk = avb_walk,
};
