/* Android boot images, versions 0 to 4, and vendor_boot 3 and 4 (AOSP, include/bootimg): a header page, then kernel,
 * RAM disk and further parts, each beginning on a page. */
#include "assess/formats/parts.h"

#include "core/crypto/hash.h"

#define PARTS_MAX 8

struct piece {
	const char *name;
	uint32_t len;
};

struct boot {
	struct piece pieces[PARTS_MAX];
	size_t count, hashed; /* how many pieces the id covers */
	uint32_t version, page, os_version, header_len, kernel_address;
	struct bytes name, cmdline, more_cmdline, id;
	bool vendor;
};

/* mkbootimg itself got the size of its header wrong by a few bytes for years */
static bool size_plausible(uint32_t stated, size_t real)
{
	return stated + UINT64_C(16) >= real && stated <= real + 16;
}

static bool parse_old(struct reader *r, struct boot *b)
{
	b->pieces[0] = (struct piece){"kernel", read_u32le(r, "kernel size")};
	b->kernel_address = read_u32le(r, "kernel address");
	b->pieces[1] = (struct piece){"ramdisk", read_u32le(r, "ramdisk size")};
	read_skip(r, 4, "ramdisk address");
	b->pieces[2] = (struct piece){"second", read_u32le(r, "second size")};
	read_skip(r, 8, "addresses");
	b->page = read_u32le(r, "page size");
	read_skip(r, 4, "version");
	b->os_version = read_u32le(r, "os version");
	b->name = read_text(r, 16, "name");
	b->cmdline = read_text(r, 512, "command line");
	b->id = read_bytes(r, 32, "id");
	b->more_cmdline = read_text(r, 1024, "command line");
	b->count = 3;
	if (b->version >= 1) {
		b->pieces[b->count++] = (struct piece){"recovery_dtbo", read_u32le(r, "dtbo size")};
		read_skip(r, 8, "dtbo offset");
		b->header_len = read_u32le(r, "header size");
	}
	if (b->version >= 2) {
		b->pieces[b->count++] = (struct piece){"dtb", read_u32le(r, "dtb size")};
		read_skip(r, 8, "dtb address");
	}
	b->hashed = b->count;
	return b->version == 0 || b->header_len == r->at;
}

static bool parse_new(struct reader *r, struct boot *b)
{
	b->pieces[0] = (struct piece){"kernel", read_u32le(r, "kernel size")};
	b->pieces[1] = (struct piece){"ramdisk", read_u32le(r, "ramdisk size")};
	b->os_version = read_u32le(r, "os version");
	b->header_len = read_u32le(r, "header size");
	read_skip(r, 16 + 4, "reserved");
	b->cmdline = read_text(r, 1536, "command line");
	b->count = 2;
	b->page = 4096;
	if (b->version >= 4)
		b->pieces[b->count++] = (struct piece){"signature", read_u32le(r, "signature size")};
	return size_plausible(b->header_len, r->at);
}

static bool parse_vendor(struct reader *r, struct boot *b)
{
	b->vendor = true;
	b->version = read_u32le(r, "version");
	b->page = read_u32le(r, "page size");
	b->kernel_address = read_u32le(r, "kernel address");
	read_skip(r, 4, "ramdisk address");
	b->pieces[0] = (struct piece){"vendor_ramdisk", read_u32le(r, "ramdisk size")};
	b->cmdline = read_text(r, 2048, "command line");
	read_skip(r, 4, "tags address");
	b->name = read_text(r, 16, "name");
	b->header_len = read_u32le(r, "header size");
	b->pieces[1] = (struct piece){"dtb", read_u32le(r, "dtb size")};
	read_skip(r, 8, "dtb address");
	b->count = 2;
	if (b->version == 4) {
		b->pieces[b->count++] = (struct piece){"ramdisk_table", read_u32le(r, "table size")};
		read_skip(r, 8, "table entries");
		b->pieces[b->count++] = (struct piece){"bootconfig", read_u32le(r, "bootconfig size")};
	}
	return (b->version == 3 || b->version == 4) && size_plausible(b->header_len, r->at);
}

static bool parse(struct bytes in, struct boot *ret, struct error *e)
{
	struct reader r = reader_of(in, "Android boot header");
	struct boot b = {0};
	bool ok;

	if (bytes_starts(in, "VNDRBOOT")) {
		read_skip(&r, 8, "magic");
		ok = parse_vendor(&r, &b);
	} else {
		reader_seek(&r, 40, "version");
		b.version = read_u32le(&r, "version");
		reader_seek(&r, 8, "header");
		if (b.version > 4) /* Qualcomm's old layout keeps the size of a device tree table here */
			b.version = 0;
		ok = b.version >= 3 ? parse_new(&r, &b) : parse_old(&r, &b);
	}
	TRY(reader_done(&r, e));
	if (!ok || b.page < 1024 || b.page > 65536 || b.page & (b.page - 1) ||
	    b.pieces[0].len + (uint64_t)b.pieces[1].len == 0)
		return error_set(e, ERROR_INPUT, "Android boot header: fields do not fit together");
	*ret = b;
	return true;
}

static uint64_t page_up(const struct boot *b, uint64_t len)
{
	return (len + b->page - 1) & ~((uint64_t)b->page - 1);
}

static uint64_t first_piece(const struct boot *b)
{
	return page_up(b, b->vendor && b->header_len > b->page ? b->header_len : b->page);
}

static bool android_boot_probe(struct bytes in, struct claim *ret)
{
	struct boot b;
	struct error e;
	uint64_t end, last = 0;

	if ((!bytes_starts(in, "ANDROID!") && !bytes_starts(in, "VNDRBOOT")) || !parse(in, &b, &e))
		return false;
	end = first_piece(&b);
	for (size_t i = 0; i < b.count; i++) {
		if (b.pieces[i].len)
			last = end + b.pieces[i].len;
		end += page_up(&b, b.pieces[i].len);
	}
	*ret = (struct claim){.len = end < in.len ? end : in.len, .sure = 90, .truncated = last > in.len};
	return true;
}

/* The id is commonly the SHA-1 of all parts, each followed by its size. It need not be: a mismatch proves nothing. */
static bool id_matches(const struct parts *p, const struct boot *b)
{
	struct hash h = hash_begin(HASH_SHA1);
	uint64_t at = first_piece(b);
	uint8_t sum[SHA1_LEN];

	for (size_t i = 0; i < b->hashed; i++) {
		uint32_t len = b->pieces[i].len;
		uint8_t size[4] = {(uint8_t)len, (uint8_t)(len >> 8), (uint8_t)(len >> 16), (uint8_t)(len >> 24)};

		hash_add(&h, bytes_part(p->in, at, len));
		hash_add(&h, bytes_of(size, 4));
		at += page_up(b, len);
	}
	hash_end(&h, sum);
	return bytes_equal(bytes_of(sum, SHA1_LEN), bytes_part(b->id, 0, SHA1_LEN));
}

static void report_header(const struct parts *p, const struct boot *b, const struct visitor *v)
{
	visit_property_fmt(v, "version", 40, 4, "%s header version %u", b->vendor ? "vendor boot" : "boot",
			   (unsigned)b->version);
	parts_text(p, v, "name", b->name);
	if (b->more_cmdline.len)
		visit_property_fmt(v, "cmdline", (uint64_t)(b->cmdline.at - p->in.at), b->cmdline.len, "%.*s%.*s",
				   (int)b->cmdline.len, (const char *)b->cmdline.at,
				   (int)(b->more_cmdline.len < 480 ? b->more_cmdline.len : 480),
				   (const char *)b->more_cmdline.at);
	else
		parts_text(p, v, "cmdline", b->cmdline);
	if (b->kernel_address)
		visit_property_fmt(v, "load-address", 12, 4, "0x%08x", (unsigned)b->kernel_address);
	if (b->os_version)
		visit_property_fmt(v, "os", 44, 4, "Android %u.%u.%u, patch level %u-%02u",
				   (unsigned)(b->os_version >> 25), (unsigned)(b->os_version >> 18 & 127),
				   (unsigned)(b->os_version >> 11 & 127), (unsigned)(2000 + (b->os_version >> 4 & 127)),
				   (unsigned)(b->os_version & 15));
	if (b->id.len)
		visit_property(v, "integrity", bytes_str(id_matches(p, b) ? "sha1 id: ok" : "id: declared"),
			       (uint64_t)(b->id.at - p->in.at), b->id.len);
}

static bool android_boot_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct boot b;
	uint64_t at;
	bool is_signed = false;

	TRY(parse(p->in, &b, e));
	report_header(p, &b, v);
	at = first_piece(&b);
	for (size_t i = 0; i < b.count; i++) {
		is_signed |= strcmp(b.pieces[i].name, "signature") == 0 && b.pieces[i].len;
		if (b.pieces[i].len)
			TRY(part_in_place(p, v, b.pieces[i].name, at, b.pieces[i].len, e));
		at += page_up(&b, b.pieces[i].len);
	}
	if (!b.vendor)
		visit_property(v, "signature",
			       bytes_str(is_signed ? "boot signature (AVB)" : "none (in the boot image itself)"), 0, 8);
	return true;
}

static const struct magic android_boot_magics[] = {{"ANDROID!", 8, 0}, {"VNDRBOOT", 8, 0}};

const struct format format_android_boot = {
	.name = "android_boot",
	.title = "Android boot image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = android_boot_magics,
	.magic_count = ARRAY_LEN(android_boot_magics),
	.probe = android_boot_probe,
	.open = parts_open,
	.walk = android_boot_walk,
};
