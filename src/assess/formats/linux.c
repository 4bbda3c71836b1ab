/* An uncompressed Linux kernel, known by its two banner texts (init/version.c of Linux). It is a program, not a
 * container: it claims its whole file or part, and gives out its own bytes as one file, and what is built into it: the
 * initial RAM file system, the configuration, device trees. It is never carved out of the middle of something else. */
#include "assess/formats/devtree.h"
#include "assess/formats/parts.h"

#include "core/base/text.h"

#define KERNEL_LEAST (256u << 10)
#define KERNEL_MOST (256u << 20)
#define BANNER "Linux version "
#define BANNER_MAX 512
#define PARTS_MAX 16
#define TRIES_MAX 256

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

/* "Linux version 3.10.14 (user@host) (gcc ...) #7 ...": the whole line. */
static bool banner_at(struct bytes in, size_t at, struct bytes *ret)
{
	struct bytes line = bytes_part(in, at, BANNER_MAX);
	size_t len = 0, i = strlen(BANNER);

	while (len < line.len && line.at[len] >= 0x20 && line.at[len] < 0x7f)
		len++;
	line.len = len;
	if (line.len < i + 16 || !digit(line.at[i]))
		return false;
	while (i < line.len && digit(line.at[i]))
		i++;
	if (i + 1 >= line.len || line.at[i] != '.' || !digit(line.at[i + 1]) ||
	    bytes_find_str(line, " (") == SIZE_MAX || bytes_find_str(line, " #") == SIZE_MAX)
		return false;
	*ret = line;
	return true;
}

static bool find_banner(struct bytes in, struct bytes *ret)
{
	struct bytes rest = in;
	size_t at;

	for (size_t tries = 0; tries < TRIES_MAX && (at = bytes_find_str(rest, BANNER)) != SIZE_MAX; tries++) {
		rest = bytes_part(rest, at, rest.len);
		if (banner_at(rest, 0, ret))
			return true;
		rest = bytes_part(rest, 1, rest.len);
	}
	return false;
}

/* A flash image with an uncompressed kernel somewhere in it is not a kernel: its other parts would be hidden. */
static bool holds_others(struct bytes in)
{
	static const char *const magics[] = {"hsqs", "sqsh", "UBI#", "\x27\x05\x19\x56", "ANDROID!", "-rom1fs-"};

	for (size_t at = 4096; at < in.len; at += 4096)
		for (size_t i = 0; i < ARRAY_LEN(magics); i++)
			if (bytes_starts(bytes_part(in, at, 16), magics[i]))
				return true;
	return false;
}

static bool linux_probe(struct bytes in, struct claim *ret)
{
	struct bytes banner;

	if (in.len < KERNEL_LEAST || in.len > KERNEL_MOST || !find_banner(in, &banner) ||
	    bytes_find_str(in, "%s version %s") == SIZE_MAX || holds_others(in))
		return false;
	*ret = (struct claim){.len = in.len, .sure = 60};
	return true;
}

/* The architecture whose source files the kernel's own messages name most often. */
static const char *guess_arch(struct bytes in)
{
	static const struct {
		const char *path, *name;
	} known[] = {
		{"arch/mips/", "mips"},     {"arch/arm64/", "arm64"},     {"arch/arm/", "arm"},
		{"arch/x86/", "x86"},       {"arch/powerpc/", "powerpc"}, {"arch/riscv/", "riscv"},
		{"arch/xtensa/", "xtensa"}, {"arch/arc/", "arc"},
	};
	const char *best = NULL;
	size_t most = 0;

	if (bytes_starts(bytes_part(in, 56, 4), "ARM\x64"))
		return "arm64";
	for (size_t i = 0; i < ARRAY_LEN(known); i++) {
		struct bytes rest = in;
		size_t count = 0, at;

		while (count < 64 && (at = bytes_find_str(rest, known[i].path)) != SIZE_MAX) {
			rest = bytes_part(rest, at + 1, rest.len);
			count++;
		}
		if (count > most) {
			most = count;
			best = known[i].name;
		}
	}
	return best;
}

static bool config_part(const struct parts *p, const struct visitor *v, struct error *e)
{
	size_t at = bytes_find_str(p->in, "IKCFG_ST\x1f\x8b"), end;
	struct bytes rest;

	if (at == SIZE_MAX)
		return true;
	rest = bytes_part(p->in, at, p->in.len);
	end = bytes_find_str(rest, "IKCFG_ED");
	if (end == SIZE_MAX)
		end = rest.len < (1u << 20) ? rest.len : 1u << 20;
	return part_in_place(p, v, "ikconfig", at, bytes_part(rest, 0, (uint64_t)end + 8).len, e);
}

/* A cpio header in the "new ASCII" format: the magic and 13 fields of eight hexadecimal digits. */
static bool cpio_header(struct bytes in)
{
	if (in.len < 110 || !(bytes_starts(in, "070701") || bytes_starts(in, "070702")))
		return false;
	for (size_t i = 6; i < 110; i++)
		if (!digit(in.at[i]) && !(in.at[i] >= 'a' && in.at[i] <= 'f') && !(in.at[i] >= 'A' && in.at[i] <= 'F'))
			return false;
	return true;
}

static bool cpio_part(const struct parts *p, const struct visitor *v, bool *found, struct error *e)
{
	struct bytes rest = p->in;
	size_t at, end;

	for (size_t tries = 0; tries < TRIES_MAX && (at = bytes_find_str(rest, "07070")) != SIZE_MAX; tries++) {
		rest = bytes_part(rest, at, rest.len);
		if (cpio_header(rest)) {
			end = bytes_find(rest, bytes_of("TRAILER!!!", 11));
			if (end == SIZE_MAX)
				return true;
			*found = true;
			return part_in_place(p, v, "initramfs", (uint64_t)(rest.at - p->in.at), end + 11, e);
		}
		rest = bytes_part(rest, 1, rest.len);
	}
	return true;
}

/* Streams that decode to a cpio archive. Other streams in a kernel are none of a reader's business. */
static bool packed_part(const struct parts *p, const struct visitor *v, struct error *e)
{
	static const struct {
		struct magic magic;
		enum codec codec;
	} streams[] = {
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

	for (size_t i = 0; i < ARRAY_LEN(streams); i++) {
		struct bytes rest = p->in, magic = bytes_of(streams[i].magic.bytes, streams[i].magic.len);
		size_t at;

		for (size_t tries = 0; tries < TRIES_MAX && (at = bytes_find(rest, magic)) != SIZE_MAX; tries++) {
			struct writer head = writer_of(4096, "head");
			struct error why;
			size_t used;
			bool cpio;

			rest = bytes_part(rest, at, rest.len);
			(void)!codec_stream(streams[i].codec, NULL, bytes_part(rest, 0, 65536), &head, &used, &why);
			cpio = cpio_header(writer_bytes(&head));
			writer_free(&head);
			if (cpio)
				return part_coded(p, v, "initramfs", streams[i].codec, (uint64_t)(rest.at - p->in.at),
						  rest.len, e);
			rest = bytes_part(rest, 1, rest.len);
		}
	}
	return true;
}

static bool tree_parts(const struct parts *p, const struct visitor *v, struct error *e)
{
	struct bytes rest = p->in;
	struct devtree tree;
	size_t at, found = 0;

	for (size_t tries = 0; tries < TRIES_MAX && found < PARTS_MAX; tries++) {
		struct error why;

		at = bytes_find_str(rest, DEVTREE_MAGIC);
		if (at == SIZE_MAX)
			break;
		rest = bytes_part(rest, at, rest.len);
		if (devtree_open(rest, &tree, &why) && devtree_sound(tree, 20000)) {
			TRY(part_in_place(p, v, "dtb", (uint64_t)(rest.at - p->in.at), tree.all.len, e));
			found++;
			rest = bytes_part(rest, tree.all.len, rest.len);
		} else {
			rest = bytes_part(rest, 1, rest.len);
		}
	}
	return true;
}

static bool linux_walk(void *state, const struct visitor *v, struct error *e)
{
	const struct parts *p = state;
	struct bytes banner, version;
	const char *arch;
	bool found = false;

	if (!find_banner(p->in, &banner))
		return error_set(e, ERROR_INPUT, "kernel: no banner");
	parts_text(p, v, "banner", banner);
	version = bytes_part(banner, strlen(BANNER), banner.len);
	version.len = bytes_find_str(version, " ");
	parts_text(p, v, "version", version);
	visit_property(v, "os", bytes_str("linux"), (uint64_t)(banner.at - p->in.at), banner.len);
	arch = guess_arch(p->in);
	if (arch)
		visit_property(v, "arch", bytes_str(arch), 0, 0);
	/* a program like any other: what it says of itself is for the observers */
	TRY(visit_node(v,
		       &(struct node){.path = bytes_str("/vmlinux"),
				      .type = NODE_FILE,
				      .size = p->in.len,
				      .kind = CONTENT_IN_PLACE,
				      .bytes = p->in},
		       e));
	TRY(config_part(p, v, e));
	TRY(cpio_part(p, v, &found, e));
	if (!found)
		TRY(packed_part(p, v, e));
	return tree_parts(p, v, e);
}

const struct format format_linux = {
	.name = "linux",
	.title = "Linux kernel",
	.flags = FORMAT_IN_FILES,
	.probe = linux_probe,
	.open = parts_open,
	.walk = linux_walk,
};
