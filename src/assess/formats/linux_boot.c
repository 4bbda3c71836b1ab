/* Kernels that unpack themselves: x86 bzImage (Documentation/arch/x86/boot.rst of Linux), ARM zImage, and the EFI
 * "zboot" image of arm64, riscv and loongarch. Where the header says where the packed kernel lies, exactly that is
 * given out; zImage does not say, so all of it behind the header is. */
#include "assess/formats/parts.h"

#include "core/base/checked.h"
#include "core/base/text.h"

enum boot_kind { BOOT_X86, BOOT_ARM, BOOT_EFI };

struct linux_boot {
	enum boot_kind kind;
	uint64_t payload_at, payload_len, len;
	struct bytes version, compression;
	uint16_t protocol;
};

static bool parse_x86(struct bytes in, struct linux_boot *ret)
{
	struct reader r = reader_of(in, "bzImage");
	uint8_t setup;
	uint16_t version_at;
	uint32_t paragraphs, at, len;
	uint64_t start;

	reader_seek(&r, 0x1f1, "setup sectors");
	setup = read_u8(&r, "setup sectors");
	read_skip(&r, 2, "root flags");
	paragraphs = read_u32le(&r, "size");
	reader_seek(&r, 0x1fe, "boot flag");
	if (read_u16le(&r, "boot flag") != 0xaa55)
		return false;
	reader_seek(&r, 0x206, "protocol");
	ret->protocol = read_u16le(&r, "protocol");
	reader_seek(&r, 0x20e, "version");
	version_at = read_u16le(&r, "version");
	reader_seek(&r, 0x248, "payload");
	at = read_u32le(&r, "payload offset");
	len = read_u32le(&r, "payload length");
	if (!reader_ok(&r) || ret->protocol < 0x0208 || ret->protocol > 0x02ff || paragraphs == 0 || len < 1024)
		return false;
	start = ((uint64_t)(setup ? setup : 4) + 1) * 512;
	ret->kind = BOOT_X86;
	ret->payload_at = start + at;
	ret->payload_len = len;
	ret->len = start + (uint64_t)paragraphs * 16;
	if (version_at) {
		struct reader text = reader_of(bytes_part(in, 0, in.len), "version");

		reader_seek(&text, 0x200u + (uint64_t)version_at, "version");
		ret->version = read_text(&text, reader_left(&text) < 256 ? reader_left(&text) : 256, "version");
	}
	return ret->payload_at + ret->payload_len <= ret->len;
}

static bool parse_arm(struct bytes in, struct linux_boot *ret)
{
	struct reader r = reader_of(in, "zImage");
	uint32_t start, end;

	reader_seek(&r, 0x28, "start");
	start = read_u32le(&r, "start");
	end = read_u32le(&r, "end");
	if (!reader_ok(&r) || end <= start || end - start < 4096 || end - start > (64u << 20))
		return false;
	ret->kind = BOOT_ARM;
	ret->payload_at = 0x30;
	ret->len = (uint64_t)end - start;
	ret->payload_len = ret->len - 0x30;
	return true;
}

static bool parse_efi(struct bytes in, struct linux_boot *ret)
{
	struct reader r = reader_of(in, "zboot image");
	uint32_t at, len;

	reader_seek(&r, 8, "payload");
	at = read_u32le(&r, "payload offset");
	len = read_u32le(&r, "payload size");
	read_skip(&r, 8, "reserved");
	ret->compression = read_text(&r, 16, "compression");
	if (!reader_ok(&r) || at < 64 || len < 1024 || ret->compression.len < 3 || !text_is_printable(ret->compression))
		return false;
	ret->kind = BOOT_EFI;
	ret->payload_at = at;
	ret->payload_len = len;
	ret->len = (uint64_t)at + len;
	return true;
}

static bool parse(struct bytes in, struct linux_boot *ret)
{
	struct linux_boot boot = {0};
	bool ok = false;

	if (bytes_starts(bytes_part(in, 0x202, 4), "HdrS"))
		ok = parse_x86(in, &boot);
	else if (bytes_starts(bytes_part(in, 0x24, 4), "\x18\x28\x6f\x01"))
		ok = parse_arm(in, &boot);
	else if (bytes_starts(in, "MZ") && bytes_starts(bytes_part(in, 4, 4), "zimg"))
		ok = parse_efi(in, &boot);
	if (ok)
		*ret = boot;
	return ok;
}

static enum codec codec_at(struct bytes in)
{
	static const struct {
		struct magic magic;
		enum codec codec;
	} known[] = {
		{{"\x1f\x8b\x08", 3, 0}, CODEC_GZIP},
		{{"\xfd"
		  "7zXZ\0",
		  6, 0},
		 CODEC_XZ},
		{{"\x5d\0\0", 3, 0}, CODEC_LZMA_ALONE},
		{{"BZh", 3, 0}, CODEC_BZIP2},
		{{"\x28\xb5\x2f\xfd", 4, 0}, CODEC_ZSTD},
		{{"\x02\x21\x4c\x18", 4, 0}, CODEC_LZ4_FRAME},
		{{"\x89LZO\0", 5, 0}, CODEC_LZOP},
	};

	for (size_t i = 0; i < ARRAY_LEN(known); i++)
		if (bytes_equal(bytes_part(in, 0, known[i].magic.len),
				bytes_of(known[i].magic.bytes, known[i].magic.len)))
			return known[i].codec;
	return CODEC_NONE;
}

static bool linux_boot_probe(struct bytes in, struct claim *ret)
{
	struct linux_boot boot;
	struct bytes payload;

	if (!parse(in, &boot))
		return false;
	payload = bytes_part(in, boot.payload_at, boot.payload_len);
	/* a packed kernel must begin where the header says; zImage's magic is all there is, and it is long enough */
	if (boot.kind != BOOT_ARM && codec_at(payload) == CODEC_NONE)
		return false;
	if (boot.kind == BOOT_ARM && boot.len > in.len)
		return false;
	*ret = (struct claim){.len = boot.len < in.len ? boot.len : in.len,
			      .sure = boot.kind == BOOT_ARM ? 70 : 90,
			      .truncated = boot.payload_at + boot.payload_len > in.len};
	return true;
}

static bool linux_boot_walk(void *state, const struct visitor *v, struct error *e)
{
	static const char *const kinds[] = {[BOOT_X86] = "x86", [BOOT_ARM] = "arm", [BOOT_EFI] = NULL};
	const struct parts *p = state;
	struct linux_boot boot;
	enum codec codec;

	if (!parse(p->in, &boot))
		return error_set(e, ERROR_INPUT, "kernel image: damaged header");
	visit_property(v, "os", bytes_str("linux"), 0, 0);
	if (kinds[boot.kind])
		visit_property(v, "arch", bytes_str(kinds[boot.kind]), 0, 0);
	if (boot.version.len && text_is_printable(boot.version)) {
		struct bytes rest = boot.version, word;

		parts_text(p, v, "banner", boot.version);
		if (text_word(&rest, &word))
			parts_text(p, v, "version", word);
	}
	parts_text(p, v, "compression", boot.compression);
	if (boot.kind == BOOT_ARM)
		return part_in_place(p, v, "payload", boot.payload_at, boot.payload_len, e);
	codec = codec_at(bytes_part(p->in, boot.payload_at, boot.payload_len));
	return part_coded(p, v, "kernel", codec, boot.payload_at, boot.payload_len, e);
}

static const struct magic linux_boot_magics[] = {
	{"HdrS", 4, 0x202},
	{"\x18\x28\x6f\x01", 4, 0x24},
	{"zimg", 4, 4},
};

const struct format format_linux_boot = {
	.name = "linux_boot",
	.title = "Self-unpacking Linux kernel",
	.flags = FORMAT_CARVE | FORMAT_IN_FILES,
	.magics = linux_boot_magics,
	.magic_count = ARRAY_LEN(linux_boot_magics),
	.probe = linux_boot_probe,
	.open = parts_open,
	.walk = linux_boot_walk,
};
