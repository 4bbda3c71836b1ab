#include "assess/formats/devtree.h"

#include "core/base/checked.h"
#include "core/base/text.h"

enum token { TOKEN_BEGIN = 1, TOKEN_END = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4, TOKEN_LAST = 9 };
#define HEADER_V16 36
#define HEADER_V17 40

bool devtree_open(struct bytes in, struct devtree *ret, struct error *e)
{
	struct reader r = reader_of(in, "device tree");
	uint32_t total, tree_at, strings_at, reserved_at, version, compatible, strings_len, tree_len;
	bool magic = bytes_starts(bytes_part(in, 0, 4), DEVTREE_MAGIC);

	read_skip(&r, 4, "magic");
	total = read_u32be(&r, "total size");
	tree_at = read_u32be(&r, "structure offset");
	strings_at = read_u32be(&r, "strings offset");
	reserved_at = read_u32be(&r, "reservations offset");
	version = read_u32be(&r, "version");
	compatible = read_u32be(&r, "compatible version");
	read_skip(&r, 4, "boot processor");
	strings_len = read_u32be(&r, "strings size");
	tree_len = version >= 17 ? read_u32be(&r, "structure size") : 0;
	TRY(reader_done(&r, e));
	if (!magic || version < 16 || version > 32 || compatible > 17 || compatible > version)
		return error_set(e, ERROR_INPUT, "device tree: not version 16 or 17");
	if (total > in.len)
		return error_set(e, ERROR_INPUT, "device tree: %u bytes, only %zu present", (unsigned)total, in.len);
	if (version == 16) /* no size stored: the block ends with its own token */
		tree_len = strings_at > tree_at && strings_at <= total ? strings_at - tree_at
								       : total - (tree_at < total ? tree_at : total);
	if (tree_at % 4 || tree_at < HEADER_V16 || reserved_at < HEADER_V16 || reserved_at >= total || tree_len < 16 ||
	    !range_ok(tree_at, tree_len, total) || !range_ok(strings_at, strings_len, total))
		return error_set(e, ERROR_INPUT, "device tree: blocks outside its size");
	*ret = (struct devtree){bytes_part(in, 0, total), bytes_part(in, tree_at, tree_len),
				bytes_part(in, strings_at, strings_len)};
	return true;
}

struct devtree_cursor devtree_begin(struct devtree tree)
{
	return (struct devtree_cursor){.tree = tree, .r = reader_of(tree.tree, "device tree structure")};
}

/* Names of nodes and properties: Devicetree Specification 2.2.1 and 2.2.4; vendors also use a few more marks. */
static bool name_ok(struct bytes name)
{
	for (size_t i = 0; i < name.len; i++)
		if (name.at[i] <= 0x20 || name.at[i] >= 0x7f || name.at[i] == '/')
			return false;
	return name.len < 128;
}

static void align(struct reader *r)
{
	read_skip(r, (4 - r->at % 4) % 4, "padding");
}

static enum devtree_step begin_node(struct devtree_cursor *c)
{
	struct bytes name = read_cstr(&c->r, "node name");

	align(&c->r);
	if (!reader_ok(&c->r) || c->depth == DEVTREE_DEPTH || !name_ok(name) || (c->depth == 0) != (name.len == 0))
		return DEVTREE_DAMAGED;
	c->path[c->depth++] = name;
	return DEVTREE_NODE;
}

static enum devtree_step property(struct devtree_cursor *c)
{
	uint32_t len = read_u32be(&c->r, "property size");
	uint32_t name_at = read_u32be(&c->r, "property name");
	struct bytes value = read_bytes(&c->r, len, "property value");
	struct bytes name = bytes_part(c->tree.strings, name_at, 128);
	size_t end = 0;

	align(&c->r);
	while (end < name.len && name.at[end])
		end++;
	if (!reader_ok(&c->r) || c->depth == 0 || end == 0 || end == name.len || !name_ok(bytes_of(name.at, end)))
		return DEVTREE_DAMAGED;
	c->name = bytes_of(name.at, end);
	c->value = value;
	return DEVTREE_PROPERTY;
}

enum devtree_step devtree_next(struct devtree_cursor *c)
{
	for (;;) {
		uint32_t token = read_u32be(&c->r, "token");

		c->steps++;
		if (!reader_ok(&c->r))
			return DEVTREE_DAMAGED;
		switch (token) {
		case TOKEN_BEGIN:
			return begin_node(c);
		case TOKEN_END:
			if (c->depth == 0)
				return DEVTREE_DAMAGED;
			c->depth--;
			return DEVTREE_END_NODE;
		case TOKEN_PROPERTY:
			return property(c);
		case TOKEN_NOP:
			continue;
		case TOKEN_LAST:
			return c->depth == 0 ? DEVTREE_END : DEVTREE_DAMAGED;
		default:
			return DEVTREE_DAMAGED;
		}
	}
}

bool devtree_sound(struct devtree tree, size_t max)
{
	struct devtree_cursor c = devtree_begin(tree);
	size_t nodes = 0;

	while (c.steps < max) {
		enum devtree_step step = devtree_next(&c);

		if (step == DEVTREE_END)
			return nodes > 0;
		if (step == DEVTREE_DAMAGED)
			return false;
		nodes += step == DEVTREE_NODE;
	}
	return true;
}

bool devtree_in(const struct devtree_cursor *c, const char *path, bool exact)
{
	struct bytes rest = bytes_str(path), part;
	size_t depth = 1;

	if (c->depth == 0)
		return false;
	if (rest.len == 0)
		return !exact || c->depth == 1;
	while (text_split(&rest, '/', &part)) {
		if (depth >= c->depth || !bytes_equal(c->path[depth], part))
			return false;
		depth++;
	}
	return !exact || depth == c->depth;
}

struct bytes devtree_text(struct bytes value)
{
	const uint8_t *end = value.len ? memchr(value.at, 0, value.len) : NULL;

	return end ? bytes_of(value.at, (size_t)(end - value.at)) : value;
}

uint32_t devtree_cell(struct bytes value, bool *ok)
{
	struct reader r = reader_of(value, "cell");
	uint32_t cell = read_u32be(&r, "cell");

	*ok = value.len == 4;
	return *ok ? cell : 0;
}
