/* Part of squashfs.c. How blocks are packed, whatever the superblock says. */
#include "assess/formats/squashfs_parts.h"

#include "core/base/reader.h"

/* What vendors did to the codec of SquashFS, in the order of trial behind what the header says. LZMA blocks exist with
 * the 13-byte header of .lzma files, with its first 5 bytes only (properties and dictionary) and without any, the
 * properties being built into the vendor's kernel. */
static const struct squashfs_packing packings[] = {
	{.codec = CODEC_ZLIB, .note = "gzip"},
	{.codec = CODEC_LZMA_ALONE, .note = "lzma"},
	{.codec = CODEC_LZMA_RAW, .skip = 5, .properties_inside = true, .note = "lzma, 5-byte headers"},
	{.codec = CODEC_XZ, .note = "xz"},
	{.codec = CODEC_ZSTD, .note = "zstd"},
	{.codec = CODEC_LZMA_RAW, .properties = 0x5d, .note = "lzma, no headers"},
	{.codec = CODEC_LZO1X, .note = "lzo"},
	{.codec = CODEC_LZ4_BLOCK, .note = "lz4"},
};
/* Those that tell by themselves that they are not what they were taken for: tried again for a block that fails. */
enum { SELF_EVIDENT = 4 };

static enum codec declared_codec(uint16_t compression)
{
	static const enum codec codecs[] = {
		CODEC_NONE, CODEC_ZLIB, CODEC_LZMA_ALONE, CODEC_LZO1X, CODEC_XZ, CODEC_LZ4_BLOCK, CODEC_ZSTD,
	};

	return compression < ARRAY_LEN(codecs) ? codecs[compression] : CODEC_NONE;
}

static bool unpack_as(struct codec_context *codecs, const struct squashfs_packing *p, struct bytes in, uint8_t *out,
		      size_t cap, size_t *ret_len, struct error *e)
{
	struct codec_options options = {.lzma_properties = p->properties,
					.lzma_dictionary = cap < 4096 ? 4096 : (uint32_t)cap,
					.lzma_open_end = true};

	if (in.len <= p->skip)
		return error_set(e, ERROR_INPUT, "block is too short");
	if (p->codec == CODEC_LZMA_ALONE) {
		struct reader r = reader_of(in, "lzma header");
		uint64_t size;

		read_skip(&r, 5, "properties");
		size = read_u64le(&r, "size");
		if (!reader_ok(&r) || (size > cap && size != UINT64_MAX))
			return error_set(e, ERROR_INPUT, "no lzma header");
	}
	if (p->properties_inside)
		options.lzma_properties = in.at[0];
	return codec_block_with(codecs, p->codec, &options, bytes_part(in, p->skip, SIZE_MAX), out, cap, ret_len, e);
}

bool squashfs_unpack(struct codec_context *codecs, const struct squashfs_packing *p, struct bytes in, uint8_t *out,
		     size_t cap, size_t *ret_len, struct error *e)
{
	struct error ignored;

	if (unpack_as(codecs, p, in, out, cap, ret_len, e))
		return true;
	if (e->code != ERROR_INPUT || p->exact)
		return false;
	/* some old LZMA patches store each block in the codec that made it smaller */
	for (size_t i = 0; i < SELF_EVIDENT; i++)
		if (packings[i].codec != p->codec && unpack_as(codecs, &packings[i], in, out, cap, ret_len, &ignored))
			return true;
	return false;
}

/* True where the block that should hold the root directory does, unpacked this way. */
static bool leads_to_root(const struct squashfs *s, struct codec_context *codecs, const struct squashfs_packing *p)
{
	uint64_t at = s->super.inode_table + (s->super.root >> 16), next;
	uint32_t offset = s->super.root & 0xffff;
	uint8_t block[SQUASHFS_METADATA];
	struct squashfs_inode root;
	struct error ignored;
	size_t len;

	if (!squashfs_metadata(s, codecs, p, at, block, &len, &next, &ignored) || offset >= len)
		return false;
	if (!squashfs_inode_read(&s->super, bytes_of(block + offset, len - offset), &root, &ignored))
		return false;
	if (root.type != NODE_DIR || root.offset >= SQUASHFS_METADATA)
		return false;
	if (s->super.major >= 3 && (root.number == 0 || root.number > s->super.inodes))
		return false;
	return root.start <= s->super.used - s->super.directory_table;
}

bool squashfs_find_packing(const struct squashfs *s, struct codec_context *codecs, struct squashfs_packing *ret)
{
	struct squashfs_packing p = {.codec = declared_codec(s->super.compression), .exact = true};
	size_t tried = 0;
	bool found = leads_to_root(s, codecs, &p);

	while (!found && tried < ARRAY_LEN(packings)) {
		p = packings[tried++];
		p.exact = true;
		found = leads_to_root(s, codecs, &p);
	}
	for (unsigned properties = 0; !found && properties < 225; properties++) {
		p = (struct squashfs_packing){.codec = CODEC_LZMA_RAW,
					      .properties = (uint8_t)properties,
					      .exact = true,
					      .note = "lzma, no headers, unusual properties"};
		found = leads_to_root(s, codecs, &p);
	}
	p.exact = false;
	*ret = p;
	return found;
}
