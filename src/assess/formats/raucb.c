/* RAUC update bundles: a SquashFS, for the verity and crypt formats its hash tree, a CMS signature, and that
 * signature's length as 8 bytes with the high one first. In the plain format the CMS signs the SquashFS; in the others
 * it holds the manifest, which names the tree's root hash. */
#include "assess/formats/cms.h"
#include "assess/formats/verity.h"

#include "core/base/checked.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#define SIGNATURE_MOST ((uint64_t)1 << 20)
#define MANIFEST_MOST ((size_t)1 << 20)

struct raucb {
	struct bytes in;
	uint64_t cms_at, cms_len;
};

static bool find_signature(struct bytes in, uint64_t *ret_at, uint64_t *ret_len)
{
	struct reader r = reader_of(bytes_part(in, in.len - (in.len < 8 ? in.len : 8), 8), "raucb");
	uint64_t len = read_u64be(&r, "signature size"), own;

	if (!reader_ok(&r) || len < 64 || len > SIGNATURE_MOST || len + 8 + 4096 > in.len || (in.len - 8 - len) % 4096)
		return false;
	*ret_at = in.len - 8 - len;
	*ret_len = len;
	return cms_starts(bytes_part(in, *ret_at, len), &own) && own == len;
}

static bool raucb_probe(struct bytes in, struct claim *ret)
{
	uint64_t at, len;

	if (!find_signature(in, &at, &len))
		return false;
	*ret = (struct claim){.len = in.len, .sure = 100};
	return true;
}

static bool raucb_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		       struct error *e)
{
	struct raucb *s = arena_alloc(arena, sizeof *s);

	(void)limits;
	if (!s)
		return error_memory(e, "raucb");
	s->in = in;
	if (!find_signature(in, &s->cms_at, &s->cms_len))
		return error_set(e, ERROR_INPUT, "raucb: no signature at the end");
	*ret_state = s;
	return true;
}

struct manifest {
	struct bytes format, hash, salt;
	uint64_t tree;
	bool encrypted;
};

/* The manifest is a key file: "[group]" lines and "key=value" lines. */
static struct manifest read_manifest(struct bytes text, uint64_t offset, const struct visitor *v)
{
	struct manifest m = {0};
	struct bytes line, group = {0};

	while (text_split(&text, '\n', &line)) {
		struct bytes key, value = text_trim(line);

		if (value.len > 2 && value.at[0] == '[' && value.at[value.len - 1] == ']') {
			group = bytes_part(value, 1, value.len - 2);
			continue;
		}
		if (!value.len || value.at[0] == '#' || !text_split(&value, '=', &key))
			continue;
		key = text_trim(key);
		value = text_trim(value);
		if (bytes_is(group, "update") && bytes_is(key, "compatible"))
			visit_property(v, "hardware", value, offset, 0);
		else if (bytes_is(group, "update") && bytes_is(key, "version"))
			visit_property(v, "version", value, offset, 0);
		else if (bytes_is(group, "update") && bytes_is(key, "build"))
			visit_property(v, "created", value, offset, 0);
		else if (bytes_is(group, "bundle") && bytes_is(key, "format"))
			m.format = value;
		else if (bytes_is(group, "bundle") && bytes_is(key, "verity-hash"))
			m.hash = value;
		else if (bytes_is(group, "bundle") && bytes_is(key, "verity-salt"))
			m.salt = value;
		else if (bytes_is(group, "bundle") && bytes_is(key, "crypt-key"))
			m.encrypted = true;
		else if (bytes_is(group, "bundle") && bytes_is(key, "verity-size") && !text_number(value, &m.tree))
			m.tree = 0;
		else if (bytes_starts(group, "image.") && bytes_is(key, "sha256"))
			visit_property_fmt(v, "integrity", offset, 0, "sha256: declared (%.*s)", (int)group.len,
					   (const char *)group.at);
	}
	return m;
}

/* The tree's root hash over the SquashFS, against the one the signed manifest names. */
static void check_tree(const struct raucb *s, const struct manifest *m, uint64_t data_len, const struct visitor *v)
{
	struct verity p = {.type = 1,
			   .algorithm = "sha256",
			   .data_block = 4096,
			   .hash_block = 4096,
			   .data_blocks = data_len / 4096};
	uint8_t root[VERITY_DIGEST_MOST], want[32];
	struct error ignored;
	size_t len;

	visit_property(v, "verity.root-hash", m->hash, s->cms_at, s->cms_len);
	visit_property(v, "verity.salt", m->salt, s->cms_at, s->cms_len);
	visit_property_fmt(v, "verity.data-blocks", 0, data_len, "%llu", (unsigned long long)p.data_blocks);
	p.salt_len = (uint16_t)(m->salt.len / 2);
	if (m->salt.len > 512 || !text_unhex(m->salt, p.salt, p.salt_len) || !text_unhex(m->hash, want, 32) ||
	    verity_tree_size(&p) != m->tree || !verity_root(&p, bytes_part(s->in, 0, data_len), root, &len, &ignored)) {
		visit_property(v, "verity.status", bytes_str("not checked"), data_len, m->tree);
		return;
	}
	visit_property(v, "verity.status", bytes_str(memcmp(root, want, 32) == 0 ? "ok" : "bad"), 0, data_len);
}

static bool raucb_walk(void *state, const struct visitor *v, struct error *e)
{
	struct raucb *s = state;
	struct bytes cms = bytes_part(s->in, s->cms_at, s->cms_len), data = bytes_part(s->in, 0, s->cms_at);
	struct writer text = writer_of(MANIFEST_MOST, "manifest");
	struct node part = {.path = bytes_str("bundle"), .type = NODE_PART, .offset = 0, .kind = CONTENT_IN_PLACE};
	struct manifest m = {0};
	bool ok = cms_report(cms, data, s->cms_at, v, &text, e);

	if (ok && text.len) {
		m = read_manifest(writer_bytes(&text), s->cms_at, v);
		if (m.tree && m.tree < data.len) {
			data.len -= (size_t)m.tree;
			check_tree(s, &m, data.len, v);
		}
		visit_property(v, "type", m.format.len ? m.format : bytes_str("plain"), s->cms_at, s->cms_len);
	} else if (ok) {
		visit_property(v, "type", bytes_str("plain"), s->cms_at, s->cms_len);
	}
	if (ok && (m.encrypted || bytes_is(m.format, "crypt"))) {
		visit_property(v, "encrypted", bytes_str("the bundle's content, with dm-crypt"), 0, data.len);
		visit_unread(v, part.path, 0, "encrypted");
	}
	part.bytes = data;
	part.size = data.len;
	if (ok)
		ok = visit_node(v, &part, e);
	writer_free(&text);
	return ok;
}

static const struct magic magics[] = {{"hsqs", 4, 0}};

extern const struct format format_raucb;
const struct format format_raucb = {
	.name = "raucb",
	.title = "RAUC update bundle",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = raucb_probe,
	.open = raucb_open,
	.walk = raucb_walk,
};
