/* SWUpdate packages: a cpio archive (crc) whose first member is sw-description, with its signature as second member,
 * and the images it names with their SHA-256. */
#include "assess/formats/cms.h"
#include "assess/formats/cpio_member.h"

#include "core/base/text.h"

#include <openssl/sha.h>

#define DEPTH_MOST 32
#define MEMBERS_MOST 10000
#define IMAGES_MOST 200 /* each costs a search and a hash */

struct swu {
	struct bytes in;
	struct bytes description, signature; /* .at NULL: absent */
	uint64_t description_at, signature_at;
};

static bool swu_probe(struct bytes in, struct claim *ret)
{
	struct cpio_member m;
	bool whole;
	uint64_t count, len;

	if (!cpio_member_at(in, 0, &m) || !bytes_is(m.name, "sw-description") ||
	    bytes_part(in, m.offset, m.size).len < m.size)
		return false;
	len = cpio_length(in, &whole, &count);
	*ret = (struct claim){.len = len, .sure = whole ? 98 : 60, .truncated = !whole};
	return len > 0;
}

static bool find_member(struct bytes in, struct bytes name, struct cpio_member *ret)
{
	struct cpio_member m;
	uint64_t at = 0;

	for (size_t i = 0; i < MEMBERS_MOST && cpio_member_at(in, at, &m) && !cpio_is_trailer(&m); i++, at = m.next)
		if (bytes_equal(m.name, name)) {
			*ret = m;
			return true;
		}
	return false;
}

static bool swu_open(struct bytes in, const struct limits *limits, struct arena *arena, void **ret_state,
		     struct error *e)
{
	struct swu *s = arena_alloc(arena, sizeof *s);
	struct cpio_member m;

	(void)limits;
	if (!s)
		return error_memory(e, "swu");
	s->in = in;
	if (!find_member(in, bytes_str("sw-description"), &m))
		return error_set(e, ERROR_INPUT, "swu: no sw-description");
	s->description = bytes_part(in, m.offset, m.size);
	s->description_at = m.offset;
	if (find_member(in, bytes_str("sw-description.sig"), &m)) {
		s->signature = bytes_part(in, m.offset, m.size);
		s->signature_at = m.offset;
	}
	*ret_state = s;
	return true;
}

/* What one { } group of sw-description says. */
struct image {
	struct bytes filename, sha256;
	bool encrypted;
};

static void report_image(const struct swu *s, const struct image *image, const struct visitor *v)
{
	struct cpio_member m;
	struct bytes content;
	uint8_t want[32], got[32];

	if (!image->filename.len)
		return;
	if (!find_member(s->in, image->filename, &m)) {
		visit_unread(v, image->filename, s->description_at, "named in sw-description, not in the package");
		return;
	}
	if (image->encrypted) {
		visit_property(v, "encrypted", image->filename, m.offset, m.size);
		visit_unread(v, image->filename, m.offset, "encrypted");
	}
	content = bytes_part(s->in, m.offset, m.size);
	if (!image->sha256.len) {
		visit_property_fmt(v, "integrity", m.offset, m.size, "sha256: absent (%.*s)", (int)m.name.len,
				   (const char *)m.name.at);
		return;
	}
	SHA256(content.at, content.len, got);
	visit_property_fmt(v, "integrity", m.offset, m.size, "sha256: %s (%.*s)",
			   text_unhex(image->sha256, want, 32) && content.len == m.size && memcmp(want, got, 32) == 0
				   ? "ok"
				   : "bad",
			   (int)m.name.len, (const char *)m.name.at);
}

/* The next token of libconfig text: a word, a string (without quotes, *string set) or one mark. Empty at the end. */
static struct bytes next_token(struct bytes *text, bool *string)
{
	size_t len = 0;
	struct bytes ret;

	*string = false;
	for (;;) {
		while (text->len && (text->at[0] <= ' ' || text->at[0] == ',' || text->at[0] == ';'))
			*text = bytes_part(*text, 1, UINT64_MAX);
		if (bytes_starts(*text, "#") || bytes_starts(*text, "//")) {
			struct bytes line;

			if (!text_split(text, '\n', &line))
				break;
		} else if (bytes_starts(*text, "/*")) {
			size_t end = bytes_find_str(*text, "*/");

			*text = bytes_part(*text, end == SIZE_MAX ? text->len : end + 2, UINT64_MAX);
		} else {
			break;
		}
	}
	if (!text->len)
		return *text;
	if (text->at[0] == '"') {
		*string = true;
		for (len = 1; len < text->len && text->at[len] != '"'; len++)
			if (text->at[len] == '\\' && len + 1 < text->len)
				len++;
		ret = bytes_part(*text, 1, len - 1);
		*text = bytes_part(*text, len + 1, UINT64_MAX);
		return ret;
	}
	while (len < text->len && !memchr("{}()[]=:,;\"# \t\r\n", text->at[len], 16))
		len++;
	if (!len)
		len = 1;
	ret = bytes_part(*text, 0, len);
	*text = bytes_part(*text, len, UINT64_MAX);
	return ret;
}

static void read_description(const struct swu *s, const struct visitor *v)
{
	struct image stack[DEPTH_MOST] = {0};
	struct bytes text = s->description, key = {0}, token;
	size_t depth = 0, images = 0;
	bool assigned = false, string, list = false;

	while ((token = next_token(&text, &string)).len || string) {
		if (!string && bytes_is(token, "{")) {
			if (++depth >= DEPTH_MOST) {
				visit_unread(v, bytes_str("sw-description"), s->description_at, "nested too deeply");
				return;
			}
			stack[depth] = (struct image){0};
			assigned = false;
		} else if (!string && bytes_is(token, "}")) {
			if (stack[depth].filename.len && ++images > IMAGES_MOST) {
				visit_unread(v, bytes_str("sw-description"), s->description_at,
					     "names too many images");
				return;
			}
			report_image(s, &stack[depth], v);
			if (depth)
				depth--;
			assigned = false;
		} else if (!string && (bytes_is(token, "[") || bytes_is(token, "(") || bytes_is(token, "]") ||
				       bytes_is(token, ")"))) {
			list = bytes_is(token, "[");
			assigned = list;
		} else if (!string && (bytes_is(token, "=") || bytes_is(token, ":"))) {
			assigned = true;
		} else if (!assigned) {
			key = token;
		} else {
			if (depth == 1 && bytes_is(key, "version"))
				visit_property(v, "version", token, s->description_at, s->description.len);
			else if (bytes_is(key, "hardware-compatibility"))
				visit_property(v, "hardware", token, s->description_at, s->description.len);
			else if (bytes_is(key, "filename"))
				stack[depth].filename = token;
			else if (bytes_is(key, "sha256"))
				stack[depth].sha256 = token;
			else if (bytes_is(key, "encrypted"))
				stack[depth].encrypted = bytes_is(token, "true") || string;
			assigned = list;
		}
	}
	if (depth)
		visit_unread(v, bytes_str("sw-description"), s->description_at, "ends inside a group");
}

static bool report_signature(const struct swu *s, const struct visitor *v, struct error *e)
{
	uint64_t len;

	if (!s->signature.len) {
		visit_property(v, "signature", bytes_str("none"), s->description_at, s->description.len);
		return true;
	}
	if (cms_starts(s->signature, &len))
		return cms_report(s->signature, s->description, s->signature_at, v, NULL, e);
	/* SWUpdate's other kind is a bare RSA signature, as long as the modulus */
	if (s->signature.len >= 128 && s->signature.len <= 1024 && s->signature.len % 64 == 0)
		visit_property_fmt(v, "signature", s->signature_at, s->signature.len, "rsa%zu", s->signature.len * 8);
	else
		visit_property(v, "signature", bytes_str("unknown"), s->signature_at, s->signature.len);
	visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), s->signature_at,
		       s->signature.len);
	return true;
}

static bool swu_walk(void *state, const struct visitor *v, struct error *e)
{
	struct swu *s = state;
	struct cpio_member m;
	struct error signature = {0};
	uint64_t at = 0;

	read_description(s, v);
	if (!report_signature(s, v, &signature)) {
		visit_property(v, "signature", bytes_str("unknown"), s->signature_at, s->signature.len);
		visit_unread(v, bytes_str("sw-description.sig"), s->signature_at, signature.text);
	}
	while (cpio_member_at(s->in, at, &m)) {
		/* the description and its signature were read here; images hold more */
		struct node part = {.path = m.name,
				    .type = bytes_starts(m.name, "sw-description") ? NODE_FILE : NODE_PART,
				    .offset = m.offset,
				    .mtime = m.mtime,
				    .bytes = bytes_part(s->in, m.offset, m.size)};

		if (cpio_is_trailer(&m))
			return true;
		part.size = part.bytes.len;
		part.kind = part.size ? CONTENT_IN_PLACE : CONTENT_NONE;
		if (part.size < m.size)
			visit_unread(v, m.name, m.offset, "the package ends inside this member");
		TRY(visit_node(v, &part, e));
		at = m.next;
	}
	return error_set(e, ERROR_INPUT, "swu: no trailer at 0x%llx", (unsigned long long)at);
}

static const struct magic magics[] = {{"070701", 6, 0}, {"070702", 6, 0}};

extern const struct format format_swu;
const struct format format_swu = {
	.name = "swu",
	.title = "SWUpdate package",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = magics,
	.magic_count = ARRAY_LEN(magics),
	.probe = swu_probe,
	.open = swu_open,
	.walk = swu_walk,
};
