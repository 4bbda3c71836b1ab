/* TP-Link's header version 1 (512 bytes): vendor, hardware, the places of kernel, root file system and boot loader, and
 * an MD5 over the whole image in which the digest field holds a public constant. A checksum, then, and no protection.
 */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"
#include "core/crypto/hash.h"

#define HEADER_LEN 512
#define DIGEST_AT 0x4c

struct tplink {
	struct bytes vendor, version, digest;
	uint32_t hardware, revision, region, load, entry, len;
	uint32_t kernel_at, kernel_len, root_at, root_len, boot_at, boot_len;
};

static bool parse(struct bytes in, struct tplink *ret, struct error *e)
{
	struct reader r = reader_of(in, "TP-Link header");
	struct tplink t = {0};
	bool text;

	read_skip(&r, 4, "version");
	t.vendor = read_bytes(&r, 24, "vendor");
	t.version = read_bytes(&r, 36, "firmware version");
	t.hardware = read_u32be(&r, "hardware");
	t.revision = read_u32be(&r, "hardware revision");
	t.region = read_u32be(&r, "region");
	t.digest = read_bytes(&r, MD5_LEN, "digest");
	read_skip(&r, 4 + 16 + 4, "second digest");
	t.load = read_u32be(&r, "load address");
	t.entry = read_u32be(&r, "entry point");
	t.len = read_u32be(&r, "image size");
	t.kernel_at = read_u32be(&r, "kernel offset");
	t.kernel_len = read_u32be(&r, "kernel size");
	t.root_at = read_u32be(&r, "root file system offset");
	t.root_len = read_u32be(&r, "root file system size");
	t.boot_at = read_u32be(&r, "boot loader offset");
	t.boot_len = read_u32be(&r, "boot loader size");
	reader_seek(&r, HEADER_LEN, "end");
	TRY(reader_done(&r, e));
	text = parts_field_is_text(t.vendor) && t.vendor.at[0] && parts_field_is_text(t.version);
	if (!bytes_equal(bytes_part(in, 0, 4), bytes_of("\x01\0\0\0", 4)) || !text || t.hardware == 0 ||
	    t.len < HEADER_LEN || t.kernel_at < HEADER_LEN || !range_ok(t.kernel_at, t.kernel_len, t.len) ||
	    !range_ok(t.root_at, t.root_len, t.len) || !range_ok(t.boot_at, t.boot_len, t.len) ||
	    (t.kernel_len == 0 && t.boot_len == 0))
		return error_set(e, ERROR_INPUT, "TP-Link header: fields do not fit together");
	*ret = t;
	return true;
}

static bool tplink_probe(struct bytes in, struct claim *ret)
{
	struct tplink t;
	struct error e;

	if (!parse(in, &t, &e))
		return false;
	*ret = (struct claim){.len = t.len < in.len ? t.len : in.len, .sure = 80, .truncated = t.len > in.len};
	return true;
}

static bool digest_ok(struct bytes in, struct bytes stored)
{
	static const uint8_t salts[2][MD5_LEN] = {
		{0xdc, 0xd7, 0x3a, 0xa5, 0xc3, 0x95, 0x98, 0xfb, 0xdd, 0xf9, 0xe7, 0xf4, 0x0e, 0xae, 0x47, 0x38},
		{0x8c, 0xef, 0x33, 0x5b, 0xd5, 0xc5, 0xce, 0xfa, 0xa7, 0x9c, 0x28, 0xda, 0xb2, 0xe9, 0x0f, 0x42},
	};

	for (size_t i = 0; i < ARRAY_LEN(salts); i++) {
		struct hash h = hash_begin(HASH_MD5);
		uint8_t sum[MD5_LEN];

		hash_add(&h, bytes_part(in, 0, DIGEST_AT));
		hash_add(&h, bytes_of(salts[i], MD5_LEN));
		hash_add(&h, bytes_part(in, DIGEST_AT + MD5_LEN, in.len));
		hash_end(&h, sum);
		if (bytes_equal(bytes_of(sum, MD5_LEN), stored))
			return true;
	}
	return false;
}

static bool tplink_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct tplink t;
	struct reader r;

	TRY(parse(p->in, &t, e));
	r = reader_of(p->in, "TP-Link header");
	read_skip(&r, 4, "version");
	parts_text(p, v, "vendor", read_text(&r, 24, "vendor"));
	parts_text(p, v, "version", read_text(&r, 36, "version"));
	visit_property_fmt(v, "hardware", 0x40, 8, "%08x rev %u", (unsigned)t.hardware, (unsigned)t.revision);
	if (t.region)
		visit_property_fmt(v, "region", 0x48, 4, "%u", (unsigned)t.region);
	visit_property_fmt(v, "load-address", 0x74, 4, "0x%08x", (unsigned)t.load);
	visit_property_fmt(v, "entry", 0x78, 4, "0x%08x", (unsigned)t.entry);
	if (p->in.len < t.len)
		visit_property_fmt(v, "truncated", 0x7c, 4, "%zu of %u bytes", p->in.len, (unsigned)t.len);
	else
		parts_check(v, "checksum", "md5 (public salt)", digest_ok(bytes_part(p->in, 0, t.len), t.digest),
			    DIGEST_AT, MD5_LEN);
	visit_property(v, "signature", bytes_str("none"), 0, HEADER_LEN);
	if (t.boot_len)
		TRY(part_in_place(p, v, "bootloader", t.boot_at, t.boot_len, e));
	if (t.kernel_len)
		TRY(part_in_place(p, v, "kernel", t.kernel_at, t.kernel_len, e));
	if (t.root_len == 0)
		return true;
	/* OpenWrt puts the file system right behind the kernel whatever the header says; and behind it lies whatever
	 * else the image holds (an overlay, padding): all that follows the kernel goes with it */
	if (t.kernel_len && (uint64_t)t.kernel_at + t.kernel_len < t.root_at)
		t.root_at = t.kernel_at + t.kernel_len;
	return part_in_place(p, v, "rootfs", t.root_at, t.len - t.root_at, e);
}

static const struct magic tplink_magics[] = {
	{"\x01\0\0\0TP-LINK", 11, 0}, {"\x01\0\0\0OpenWrt", 11, 0}, {"\x01\0\0\0TP-Link", 11, 0}};

const struct format format_tplink = {
	.name = "tplink",
	.title = "TP-Link firmware header, version 1",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = tplink_magics,
	.magic_count = ARRAY_LEN(tplink_magics),
	.probe = tplink_probe,
	.open = parts_open,
	.walk = tplink_walk,
};
