/* Mender artifacts: a tar of version, manifest (SHA-256 sums), perhaps manifest.sig, header.tar and data/NNNN.tar, the
 * last ones compressed. Contents are views into the tar. */
#include "assess/formats/format.h"

#include "core/base/checked.h"
#include "core/base/text.h"

#include <openssl/sha.h>

#define BLOCK 512
#define MEMBERS_MOST 64

struct mender_member {
	struct bytes name, content;
	uint64_t offset;
	bool cut;
};

struct mender {
	struct mender_member member[MEMBERS_MOST];
	size_t count;
	uint64_t end;
	bool whole;
};

static bool octal(struct bytes field, uint64_t *ret)
{
	uint64_t value = 0;
	size_t i = 0;

	for (; i < field.len && field.at[i] >= '0' && field.at[i] <= '7'; i++)
		value = value << 3 | (uint64_t)(field.at[i] - '0');
	*ret = value;
	return i > 0 && (i == field.len || field.at[i] == 0 || field.at[i] == ' ');
}

static bool header_sum(struct bytes block)
{
	uint64_t want, sum = 0;

	if (block.len < BLOCK || !octal(text_trim(bytes_part(block, 148, 7)), &want))
		return false;
	for (size_t i = 0; i < BLOCK; i++)
		sum += i >= 148 && i < 156 ? ' ' : block.at[i];
	return sum == want;
}

/* Plain members only: that is what the artifact's writer makes. */
static void list_members(struct bytes in, struct mender *ret)
{
	uint64_t at = 0, size;

	*ret = (struct mender){.whole = true};
	while (ret->count < MEMBERS_MOST && header_sum(bytes_part(in, at, BLOCK))) {
		struct bytes block = bytes_part(in, at, BLOCK), name = bytes_part(block, 0, 100);
		struct mender_member *m = &ret->member[ret->count];

		if (!octal(bytes_part(block, 124, 12), &size) || (block.at[156] != '0' && block.at[156] != 0))
			break;
		*m = (struct mender_member){.name = bytes_part(name, 0, strnlen((const char *)name.at, name.len)),
					    .content = bytes_part(in, at + BLOCK, size),
					    .offset = at + BLOCK};
		m->cut = m->content.len < size;
		ret->count++;
		at += BLOCK + ((size + BLOCK - 1) & ~(uint64_t)(BLOCK - 1));
		if (m->cut) {
			ret->whole = false;
			at = in.len;
		}
	}
	for (size_t zero = 0; zero < 2 && at + BLOCK <= in.len && in.at[at] == 0; zero++)
		at += BLOCK;
	ret->end = at < in.len ? at : in.len;
}

static const struct mender_member *find(const struct mender *s, struct bytes name)
{
	for (size_t i = 0; i < s->count; i++)
		if (bytes_equal(s->member[i].name, name))
			return &s->member[i];
	return NULL;
}

/* The first member is the version file: JSON that names the format "mender". */
static bool is_artifact(const struct mender *s)
{
	return s->count >= 2 && bytes_is(s->member[0].name, "version") && s->member[0].content.len < 4096 &&
	       bytes_find_str(s->member[0].content, "\"mender\"") != SIZE_MAX && find(s, bytes_str("manifest"));
}

static bool mender_probe(struct bytes in, struct claim *ret)
{
	struct mender s;

	if (!bytes_starts(in, "version"))
		return false;
	list_members(in, &s);
	if (!is_artifact(&s))
		return false;
	*ret = (struct claim){.len = s.end, .sure = s.whole ? 98 : 60, .truncated = !s.whole};
	return true;
}

static bool mender_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
			struct error *e)
{
	struct mender *s = arena_alloc(arena, sizeof *s);

	(void)limits;
	if (!s)
		return error_memory(e, "mender artifact");
	list_members(in, s);
	if (!is_artifact(s))
		return error_set(e, ERROR_INPUT, "mender: no artifact");
	*ret_state = s;
	return true;
}

/* Each line of the manifest: 64 hex digits, two spaces, a name. A name may also mean a file inside a data tar, whose
 * sum is not looked at here. */
static void check_manifest(const struct mender *s, const struct visitor *v)
{
	const struct mender_member *manifest = find(s, bytes_str("manifest"));
	struct bytes text = manifest->content, line;

	for (size_t lines = 0; lines < MEMBERS_MOST && text_split(&text, '\n', &line); lines++) {
		struct bytes sum, name, rest = line;
		const struct mender_member *m;
		uint8_t want[32], got[32];

		if (!text_word(&rest, &sum) || !text_word(&rest, &name) || !text_unhex(sum, want, 32))
			continue;
		m = find(s, name);
		if (!m) {
			visit_property_fmt(v, "integrity", manifest->offset, manifest->content.len,
					   "sha256: declared (%.*s)", (int)(name.len < 200 ? name.len : 200),
					   (const char *)name.at);
			continue;
		}
		SHA256(m->content.at, m->content.len, got);
		visit_property_fmt(v, "integrity", m->offset, m->content.len, "sha256: %s (%.*s)",
				   memcmp(want, got, 32) == 0 ? "ok" : "bad", (int)name.len, (const char *)name.at);
	}
}

static bool mender_walk(void *state, const struct visitor *v, struct error *e)
{
	struct mender *s = state;
	const struct mender_member *signature = find(s, bytes_str("manifest.sig"));

	check_manifest(s, v);
	if (signature) {
		visit_property(v, "signature", bytes_str("mender"), signature->offset, signature->content.len);
		visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), signature->offset,
			       signature->content.len);
	} else {
		visit_property(v, "signature", bytes_str("none"), 0, s->end);
	}
	for (size_t i = 0; i < s->count; i++) {
		const struct mender_member *m = &s->member[i];
		struct node part = {.path = m->name,
				    .type = NODE_PART,
				    .offset = m->offset,
				    .bytes = m->content,
				    .size = m->content.len,
				    .kind = m->content.len ? CONTENT_IN_PLACE : CONTENT_NONE};

		if (m->cut)
			visit_unread(v, m->name, m->offset, "the artifact ends inside this member");
		TRY(visit_node(v, &part, e));
	}
	return s->whole || error_set(e, ERROR_INPUT, "mender: the artifact is cut");
}

static const struct magic magics[] = {{"version\0", 8, 0}};

extern const struct format format_mender;
const struct format format_mender = {
	.name = "mender",
	.title = "Mender artifact",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = mender_probe,
	.open = mender_open,
	.walk = mender_walk,
};
