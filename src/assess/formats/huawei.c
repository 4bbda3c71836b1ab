/* Huawei's HWNP upgrade package (optical network terminals): a header, a list of products, a table of items, and the
 * items. All numbers are little-endian except the size, which is the file's less 0x4c and big-endian. The header's
 * CRC-32 covers everything from the item count to the end of the table; the file's begins at the header size and goes
 * on over the items in their order; each item has its own. No specification is public: the layout is the one that tools
 * which unpack these files agree on. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"

#define HEADER_LEN 36
#define HEADER_SUM_FROM 20
#define FILE_SUM_FROM 12
#define ITEM_LEN 360
#define ITEM_MOST 4096
#define ITEMS_MOST 4096
#define SIZE_LESS 0x4c

struct huawei {
	uint32_t size, file_sum, header_sum, items, item_len;
	struct bytes products;
	uint64_t table, end; /* where the items' table begins and ends */
};

struct item {
	uint32_t sum, offset, len, policy;
	struct bytes path, section, version;
	uint64_t at;
};

static bool parse(struct bytes in, struct huawei *ret, struct error *e)
{
	struct reader r = reader_of(in, "HWNP header");
	struct huawei t = {0};
	uint16_t products;

	read_skip(&r, 4, "magic");
	t.size = read_u32be(&r, "size");
	t.file_sum = read_u32le(&r, "file crc32");
	read_skip(&r, 4, "header size");
	t.header_sum = read_u32le(&r, "header crc32");
	t.items = read_u32le(&r, "item count");
	read_skip(&r, 2, "unknown");
	products = read_u16le(&r, "size of the product list");
	t.item_len = read_u32le(&r, "item size");
	read_skip(&r, 4, "reserved");
	t.products = read_text(&r, products, "product list");
	t.table = r.at;
	TRY(reader_done(&r, e));
	if (t.item_len < ITEM_LEN || t.item_len > ITEM_MOST || t.items == 0 || t.items > ITEMS_MOST ||
	    !range_ok(t.table, (uint64_t)t.items * t.item_len, in.len))
		return error_set(e, ERROR_INPUT, "HWNP header: %u items of %u bytes do not fit", t.items, t.item_len);
	t.end = t.table + (uint64_t)t.items * t.item_len;
	*ret = t;
	return true;
}

static bool parse_item(struct bytes in, const struct huawei *t, uint32_t index, struct item *ret)
{
	struct reader r = reader_of(in, "HWNP item");
	struct item i = {.at = t->table + (uint64_t)index * t->item_len};

	reader_seek(&r, i.at + 4, "item");
	i.sum = read_u32le(&r, "crc32");
	i.offset = read_u32le(&r, "offset");
	i.len = read_u32le(&r, "size");
	i.path = read_text(&r, 256, "path");
	i.section = read_text(&r, 16, "section");
	i.version = read_text(&r, 64, "version");
	i.policy = read_u32le(&r, "policy");
	*ret = i;
	return reader_ok(&r);
}

static bool header_ok(struct bytes in, const struct huawei *t)
{
	return parts_crc32(0, bytes_part(in, HEADER_SUM_FROM, t->end - HEADER_SUM_FROM)) == t->header_sum;
}

static bool huawei_probe(struct bytes in, struct claim *ret)
{
	struct huawei t;
	struct error e;
	struct item item;
	uint64_t end, size;
	bool ok;

	if (!bytes_starts(in, "HWNP") || !parse(in, &t, &e))
		return false;
	end = t.end;
	ok = header_ok(in, &t);
	for (uint32_t i = 0; i < t.items; i++) {
		uint64_t item_end;

		if (!parse_item(in, &t, i, &item))
			return false;
		item_end = (uint64_t)item.offset + item.len;
		if (!ok && (item.path.len == 0 || !text_is_printable(item.path) ||
			    (item.len && (item.offset < t.end || item_end > in.len))))
			return false;
		end = item.len && item_end > end ? item_end : end;
	}
	size = (uint64_t)t.size + SIZE_LESS;
	if (size > end && size <= in.len)
		end = size;
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = ok ? 100 : 60, .truncated = end > in.len};
	return true;
}

/* "file:/var/x" is a file that is put at its path; anything else ("flash:rootfs") is what a flash partition gets. */
static bool give_item(const struct parts *p, const struct visitor *v, const struct item *item, struct error *e)
{
	struct bytes content = bytes_part(p->in, item->offset, item->len), path = item->path;
	struct node node = {.type = NODE_PART, .size = content.len, .offset = item->offset, .kind = CONTENT_IN_PLACE};
	bool escaped = false;
	size_t colon = bytes_find_str(path, ":");

	if (content.len < item->len)
		visit_unread(v, path, item->offset, "reaches beyond the end of the container");
	if (content.len == 0)
		return true;
	if (colon != SIZE_MAX)
		path = bytes_part(path, (uint64_t)colon + 1, path.len);
	node.path = path;
	node.bytes = content;
	if (bytes_starts(item->path, "file:")) {
		node.type = NODE_FILE;
		node.path = format_clean_path(p->arena, path, &escaped);
		if (!node.path.at)
			return error_memory(e, "path of an item");
	}
	return visit_node(v, &node, e);
}

/* False where the item's bytes are not all there, or more was summed up already than items that do not overlap have. */
static bool check_item(const struct parts *p, const struct visitor *v, const struct item *item, uint64_t *summed)
{
	struct bytes content = bytes_part(p->in, item->offset, item->len);
	const char *path = text_safe(p->arena, item->path, 256), *section = text_safe(p->arena, item->section, 16);

	visit_property_fmt(v, "partition", item->at, ITEM_LEN, "%s %s 0x%x %u", path, *section ? section : "-",
			   item->offset, item->len);
	if (item->version.len)
		visit_property_fmt(v, "meta", item->at, ITEM_LEN, "%s version=%s", path,
				   text_safe(p->arena, item->version, 64));
	if (item->policy)
		visit_property_fmt(v, "meta", item->at, ITEM_LEN, "%s policy=%u", path, item->policy);
	*summed += content.len;
	if (content.len < item->len || *summed > p->in.len)
		return false;
	visit_property_fmt(v, "checksum", item->at + 4, 4, "%s crc32: %s", path,
			   parts_crc32(0, content) == item->sum ? "ok" : "bad");
	return true;
}

static bool huawei_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct huawei t;
	struct item item;
	bool signature = false, whole = true;
	uint64_t summed = 0;
	uint32_t sum;

	TRY(parse(p->in, &t, e));
	parts_text(p, v, "hardware", t.products);
	parts_check(v, "checksum", "header crc32", header_ok(p->in, &t), 16, 4);
	sum = parts_crc32(0, bytes_part(p->in, FILE_SUM_FROM, t.end - FILE_SUM_FROM));
	for (uint32_t i = 0; i < t.items; i++) {
		if (!parse_item(p->in, &t, i, &item))
			return error_set(e, ERROR_INPUT, "HWNP item %u: cut", i);
		whole &= check_item(p, v, &item, &summed);
		signature |= bytes_is(item.section, "SIGNINFO") || bytes_is(item.section, "SIGNATURE");
		if (whole)
			sum = parts_crc32(sum, bytes_part(p->in, item.offset, item.len));
	}
	if (whole)
		parts_check(v, "checksum", "file crc32", sum == t.file_sum, 8, 4);
	if (signature) {
		visit_property(v, "signature", bytes_str("rsa"), 0, t.end);
		visit_property(v, "signature.status", bytes_str("unverified (no key at hand)"), 0, t.end);
	} else {
		visit_property(v, "signature", bytes_str("none"), 0, t.end);
	}
	for (uint32_t i = 0; i < t.items; i++) {
		if (!parse_item(p->in, &t, i, &item))
			break;
		TRY(give_item(p, v, &item, e));
	}
	return true;
}

static const struct magic huawei_magics[] = {{"HWNP", 4, 0}};

const struct format format_huawei = {
	.name = "huawei",
	.title = "HWNP upgrade package (Huawei)",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = huawei_magics,
	.magic_count = ARRAY_LEN(huawei_magics),
	.probe = huawei_probe,
	.open = parts_open,
	.walk = huawei_walk,
};
