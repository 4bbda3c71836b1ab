/* Netgear's CHK: a header with Fletcher-like sums over header, kernel and root file system, and the board's name. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"

#define FIXED_LEN 40
#define SUM_AT 36

struct chk {
	uint32_t header_len, kernel_sum, root_sum, kernel_len, root_len, image_sum, header_sum;
	struct bytes region, board;
};

/* Two 32-bit sums, each folded to 16 bits at the end. */
static uint32_t chk_sum(struct bytes in, bool skip_own)
{
	uint32_t a = 0, b = 0;

	for (size_t i = 0; i < in.len; i++) {
		a += skip_own && i >= SUM_AT && i < SUM_AT + 4 ? 0 : in.at[i];
		b += a;
	}
	a = (a & 0xffff) + (a >> 16);
	a = ((a >> 16) + a) & 0xffff;
	b = (b & 0xffff) + (b >> 16);
	b = ((b >> 16) + b) & 0xffff;
	return b << 16 | a;
}

static bool parse(struct bytes in, struct chk *ret, struct error *e)
{
	struct reader r = reader_of(in, "CHK header");
	struct chk t = {0};

	read_skip(&r, 4, "magic");
	t.header_len = read_u32be(&r, "header size");
	t.region = read_bytes(&r, 8, "region");
	t.kernel_sum = read_u32be(&r, "kernel sum");
	t.root_sum = read_u32be(&r, "root file system sum");
	t.kernel_len = read_u32be(&r, "kernel size");
	t.root_len = read_u32be(&r, "root file system size");
	t.image_sum = read_u32be(&r, "image sum");
	t.header_sum = read_u32be(&r, "header sum");
	if (t.header_len > FIXED_LEN && t.header_len <= FIXED_LEN + 64)
		t.board = read_bytes(&r, t.header_len - FIXED_LEN, "board");
	TRY(reader_done(&r, e));
	if (t.board.len == 0 || !parts_field_is_text(t.board) || t.kernel_len == 0)
		return error_set(e, ERROR_INPUT, "CHK header: no board name, or no kernel");
	*ret = t;
	return true;
}

static bool chk_probe(struct bytes in, struct claim *ret)
{
	struct chk t;
	struct error e;
	uint64_t end;
	bool ok;

	if (!bytes_starts(in, "*#$^") || !parse(in, &t, &e))
		return false;
	ok = chk_sum(bytes_part(in, 0, t.header_len), true) == t.header_sum;
	end = (uint64_t)t.header_len + t.kernel_len + t.root_len;
	if (!ok && end > in.len)
		return false;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = ok ? 100 : 60, .truncated = end > in.len};
	return true;
}

static bool chk_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct chk t;
	struct bytes kernel, root;
	struct reader r;

	TRY(parse(p->in, &t, e));
	kernel = bytes_part(p->in, t.header_len, t.kernel_len);
	root = bytes_part(p->in, (uint64_t)t.header_len + t.kernel_len, t.root_len);
	r = reader_of(t.board, "board");
	parts_text(p, v, "hardware", read_text(&r, t.board.len, "board"));
	visit_property_fmt(v, "region", 8, 1, "%u", t.region.at[0]);
	visit_property_fmt(v, "version", 9, 7, "%u.%u.%u.%u_%u.%u.%u", t.region.at[1], t.region.at[2], t.region.at[3],
			   t.region.at[4], t.region.at[5], t.region.at[6], t.region.at[7]);
	parts_check(v, "checksum", "header sum", chk_sum(bytes_part(p->in, 0, t.header_len), true) == t.header_sum,
		    SUM_AT, 4);
	if (kernel.len < t.kernel_len || root.len < t.root_len)
		visit_property_fmt(v, "truncated", 24, 8, "%zu of %llu bytes", p->in.len,
				   (unsigned long long)t.header_len + t.kernel_len + t.root_len);
	if (kernel.len == t.kernel_len)
		parts_check(v, "checksum", "kernel sum", chk_sum(kernel, false) == t.kernel_sum, 16, 4);
	if (t.root_len && root.len == t.root_len)
		parts_check(v, "checksum", "root file system sum", chk_sum(root, false) == t.root_sum, 20, 4);
	visit_property(v, "signature", bytes_str("none"), 0, t.header_len);
	TRY(part_in_place(p, v, "kernel", t.header_len, t.kernel_len, e));
	return t.root_len ? part_in_place(p, v, "rootfs", (uint64_t)t.header_len + t.kernel_len, t.root_len, e) : true;
}

static const struct magic chk_magics[] = {{"*#$^", 4, 0}};

const struct format format_chk = {
	.name = "chk",
	.title = "CHK firmware image (Netgear)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = chk_magics,
	.magic_count = ARRAY_LEN(chk_magics),
	.probe = chk_probe,
	.open = parts_open,
	.walk = chk_walk,
};
