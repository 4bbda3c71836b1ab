/* U-Boot's legacy image: a 64-byte header (include/image.h of U-Boot) with a CRC over itself and one over the data.
 * Multi-file images begin their data with a list of lengths that ends in zero; each part is padded to four bytes. */
#include "assess/formats/parts.h"

#define UIMAGE_MULTI 4
#define HEADER_LEN 64

struct uimage {
	uint32_t header_crc, time, size, load, entry, data_crc;
	uint8_t os, arch, type, compression;
	struct bytes name;
	bool header_ok;
};

static const char *const os_names[] = {
	"invalid",  "openbsd",
	"netbsd",   "freebsd",
	"4_4bsd",   "linux",
	"svr4",     "esix",
	"solaris",  "irix",
	"sco",      "dell",
	"ncr",      "lynxos",
	"vxworks",  "psos",
	"qnx",      "u-boot",
	"rtems",    "artos",
	"unity",    "integrity",
	"ose",      "plan9",
	"openrtos", "arm-trusted-firmware",
	"tee",      "opensbi",
	"efi",
};
static const char *const arch_names[] = {
	"invalid", "alpha",   "arm",     "x86",  "ia64",  "mips",       "mips64", "ppc",      "s390",
	"sh",      "sparc",   "sparc64", "m68k", "nios",  "microblaze", "nios2",  "blackfin", "avr32",
	"st200",   "sandbox", "nds32",   "or1k", "arm64", "arc",        "x86_64", "xtensa",   "riscv",
};
static const char *const type_names[] = {
	"invalid", "standalone", "kernel", "ramdisk", "multi", "firmware", "script", "filesystem", "flat_dt",
};
static const struct {
	const char *name;
	enum codec codec;
} compressions[] = {
	{"none", CODEC_NONE}, {"gzip", CODEC_GZIP},     {"bzip2", CODEC_BZIP2}, {"lzma", CODEC_LZMA_ALONE},
	{"lzo", CODEC_LZOP},  {"lz4", CODEC_LZ4_FRAME}, {"zstd", CODEC_ZSTD},
};

static const char *name_of(const char *const *names, size_t count, uint8_t value)
{
	return value < count ? names[value] : "unknown";
}

static bool parse(struct bytes in, struct uimage *ret, struct error *e)
{
	static const uint8_t zero[4];
	struct reader r = reader_of(in, "uImage header");
	struct uimage u = {0};
	uint32_t crc;

	read_skip(&r, 4, "magic");
	u.header_crc = read_u32be(&r, "header crc");
	u.time = read_u32be(&r, "time");
	u.size = read_u32be(&r, "size");
	u.load = read_u32be(&r, "load address");
	u.entry = read_u32be(&r, "entry point");
	u.data_crc = read_u32be(&r, "data crc");
	u.os = read_u8(&r, "os");
	u.arch = read_u8(&r, "arch");
	u.type = read_u8(&r, "type");
	u.compression = read_u8(&r, "compression");
	u.name = read_text(&r, 32, "name");
	TRY(reader_done(&r, e));
	crc = parts_crc32(0, bytes_part(in, 0, 4));
	crc = parts_crc32(crc, bytes_of(zero, 4)); /* the field counts as zero */
	crc = parts_crc32(crc, bytes_part(in, 8, HEADER_LEN - 8));
	u.header_ok = crc == u.header_crc;
	*ret = u;
	return true;
}

/* Vendors change the magic but keep the layout, so the header's own CRC decides, not the magic. A header whose CRC is
 * wrong is still claimed where all its fields make sense: its payload is worth naming, and the damage worth saying. */
static bool uimage_probe(struct bytes in, struct claim *ret)
{
	struct uimage u;
	struct error e;

	if (!parse(in, &u, &e) || u.size == 0)
		return false;
	if (!u.header_ok) {
		if (!bytes_starts(in, "\x27\x05\x19\x56") || u.os == 0 || u.os >= ARRAY_LEN(os_names) || u.arch == 0 ||
		    u.arch >= ARRAY_LEN(arch_names) || u.type == 0 || u.type >= ARRAY_LEN(type_names) ||
		    u.compression >= ARRAY_LEN(compressions) || !parts_field_is_text(bytes_part(in, 32, 32)) ||
		    u.size > in.len - HEADER_LEN)
			return false;
	}
	*ret = (struct claim){.len = in.len, .sure = u.header_ok ? 100 : 60, .truncated = u.size > in.len - HEADER_LEN};
	if (!ret->truncated)
		ret->len = HEADER_LEN + (uint64_t)u.size;
	return true;
}

static bool walk_multi(const struct parts *p, const struct uimage *u, const struct visitor *v, struct error *e)
{
	struct reader r = reader_of(bytes_part(p->in, HEADER_LEN, u->size), "list of parts");
	uint32_t lens[64];
	size_t count = 0;
	uint64_t at;

	for (; count < ARRAY_LEN(lens); count++) {
		lens[count] = read_u32be(&r, "length");
		if (lens[count] == 0)
			break;
	}
	if (!reader_ok(&r) || count == ARRAY_LEN(lens)) {
		visit_unread(v, bytes_str(""), HEADER_LEN, "the list of parts has no end");
		return part_in_place(p, v, "data", HEADER_LEN, u->size, e);
	}
	at = HEADER_LEN + r.at;
	for (size_t i = 0; i < count; i++) {
		char name[16] = {'p', 'a', 'r', 't', (char)('0' + i / 10), (char)('0' + i % 10)};

		/* U-Boot decompresses the first part only: that is the kernel */
		TRY(part_coded(p, v, name,
			       i == 0 && u->compression < ARRAY_LEN(compressions) ? compressions[u->compression].codec
										  : CODEC_NONE,
			       at, lens[i], e));
		at += ((uint64_t)lens[i] + 3) & ~UINT64_C(3);
	}
	return true;
}

static bool uimage_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct uimage u;
	struct bytes data;
	enum codec codec = CODEC_NONE;
	const char *type;

	TRY(parse(p->in, &u, e));
	data = bytes_part(p->in, HEADER_LEN, u.size);
	type = name_of(type_names, ARRAY_LEN(type_names), u.type);
	parts_text(p, v, "name", u.name);
	visit_property_fmt(v, "os", 28, 1, "%s", name_of(os_names, ARRAY_LEN(os_names), u.os));
	visit_property_fmt(v, "arch", 29, 1, "%s", name_of(arch_names, ARRAY_LEN(arch_names), u.arch));
	visit_property_fmt(v, "type", 30, 1, "%s", type);
	visit_property_fmt(v, "compression", 31, 1, "%s",
			   u.compression < ARRAY_LEN(compressions) ? compressions[u.compression].name : "unknown");
	visit_property_fmt(v, "load-address", 16, 4, "0x%08x", (unsigned)u.load);
	visit_property_fmt(v, "entry", 20, 4, "0x%08x", (unsigned)u.entry);
	visit_property_fmt(v, "created", 8, 4, "%u", (unsigned)u.time);
	parts_check(v, "checksum", "header crc32", u.header_ok, 4, 4);
	if (data.len == u.size)
		parts_check(v, "checksum", "data crc32", parts_crc32(0, data) == u.data_crc, 24, 4);
	else
		visit_property_fmt(v, "truncated", 12, 4, "%zu of %llu bytes", p->in.len,
				   HEADER_LEN + (unsigned long long)u.size);
	visit_property(v, "signature", bytes_str("none"), 0, HEADER_LEN);
	if (u.type == UIMAGE_MULTI)
		return walk_multi(p, &u, v, e);
	if (u.compression < ARRAY_LEN(compressions))
		codec = compressions[u.compression].codec;
	/* a RAM disk says "gzip" although the kernel, not U-Boot, unpacks it: it is decoded all the same */
	return part_coded(p, v, u.type < ARRAY_LEN(type_names) ? type : "data", codec, HEADER_LEN, u.size, e);
}

static const struct magic uimage_magics[] = {{"\x27\x05\x19\x56", 4, 0}};

const struct format format_uimage = {
	.name = "uimage",
	.title = "U-Boot legacy image",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = uimage_magics,
	.magic_count = ARRAY_LEN(uimage_magics),
	.probe = uimage_probe,
	.open = parts_open,
	.walk = uimage_walk,
};
