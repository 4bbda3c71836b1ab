/* Writes small SquashFS images of versions 1 to 3 in both byte orders, from the documented layouts; no tool in Debian
 * makes them any more. Tests only. Content: /big (10000 bytes "abc..."), /d/f ("hello\n"), /l -> d/f, /tty (char 5,1),
 * /p (fifo); in version 3 /h is a second name of /d/f. */
#ifndef HF_ASSESS_SQUASHFS_TESTIMAGE_H
#define HF_ASSESS_SQUASHFS_TESTIMAGE_H

#include "core/base/writer.h"

#include <lzma.h>
#include <stdlib.h>
#include <zlib.h>

enum testimage_packing { TESTIMAGE_STORED, TESTIMAGE_ZLIB, TESTIMAGE_LZMA_BARE };

struct testimage {
	unsigned major;
	bool big_endian;
	enum testimage_packing packing;
	struct writer out, inodes, listing, table;
	uint8_t bits[64];
	unsigned at; /* bits written */
};

static void put(struct testimage *t, uint64_t value, unsigned width)
{
	for (unsigned i = 0; i < width; i++, t->at++) {
		unsigned bit = value >> (t->big_endian ? width - 1 - i : i) & 1;

		t->bits[t->at / 8] |= (uint8_t)(bit << (t->big_endian ? 7 - t->at % 8 : t->at % 8));
	}
}

static void flush(struct testimage *t, struct writer *to)
{
	write_bytes(to, bytes_of(t->bits, (t->at + 7) / 8));
	memset(t->bits, 0, sizeof t->bits);
	t->at = 0;
}

/* Packs a block as the image's vendor would; the length it has, 0 where it is to be stored. */
static size_t testimage_pack(const struct testimage *t, struct bytes in, uint8_t *out, size_t room)
{
	uLongf zlen = (uLongf)room;
	size_t len = 0;

	if (t->packing == TESTIMAGE_ZLIB && compress(out, &zlen, in.at, (uLong)in.len) == Z_OK)
		return (size_t)zlen;
	if (t->packing == TESTIMAGE_LZMA_BARE) {
		lzma_options_lzma options;
		lzma_filter filters[] = {{LZMA_FILTER_LZMA1, &options}, {LZMA_VLI_UNKNOWN, NULL}};

		lzma_lzma_preset(&options, 6);
		options.lc = 0;
		options.lp = 2;
		options.pb = 1;
		if (lzma_raw_buffer_encode(filters, NULL, in.at, in.len, out, &len, room) == LZMA_OK)
			return len;
	}
	return 0;
}

/* Appends a block of content; its stored length with the mark for unpacked ones. */
static uint32_t testimage_block(struct testimage *t, struct bytes in)
{
	uint8_t packed[16384];
	size_t len = testimage_pack(t, in, packed, sizeof packed);

	write_bytes(&t->out, len ? bytes_of(packed, len) : in);
	if (len)
		return (uint32_t)len;
	return (uint32_t)in.len | (t->major == 1 ? 0x8000u : 0x1000000u);
}

static void testimage_metadata(struct testimage *t, struct bytes in)
{
	uint8_t packed[16384];
	size_t len = testimage_pack(t, in, packed, sizeof packed);

	put(t, len ? len : in.len | 0x8000u, 16);
	flush(t, &t->out);
	write_bytes(&t->out, len ? bytes_of(packed, len) : in);
}

static void testimage_head(struct testimage *t, unsigned type, unsigned mode, unsigned number)
{
	put(t, type, 4);
	put(t, mode, 12);
	put(t, 0, t->major == 1 ? 4 : 8);                        /* the only user */
	put(t, t->major == 1 ? 15 : 255, t->major == 1 ? 4 : 8); /* group as user */
	if (t->major == 3) {
		put(t, 1000, 32);
		put(t, number, 32);
	}
}

static size_t testimage_file(struct testimage *t, unsigned number, unsigned links, uint64_t start, uint32_t offset,
			     bool fragment, uint32_t size, const uint32_t *blocks, size_t count)
{
	size_t at = t->inodes.len;

	testimage_head(t, links > 1 ? 9 : 2, 0644, number);
	if (t->major < 3)
		put(t, 1000, 32);
	if (links > 1)
		put(t, links, 32);
	put(t, start, t->major == 3 ? 64 : 32);
	if (t->major > 1) {
		put(t, fragment ? 0 : UINT32_MAX, 32);
		put(t, offset, 32);
	}
	put(t, size, links > 1 ? 64 : 32);
	flush(t, &t->inodes);
	for (size_t i = 0; i < count; i++) {
		put(t, blocks[i], t->major == 1 ? 16 : 32);
		flush(t, &t->inodes);
	}
	return at;
}

static size_t testimage_special(struct testimage *t, unsigned number, unsigned type, unsigned mode, const char *link,
				unsigned device)
{
	size_t at = t->inodes.len;

	/* version 1 keeps pipes and sockets under type 0 */
	testimage_head(t, t->major == 1 && type == 6 ? 0 : type, mode, number);
	if (t->major == 1 && type == 6) {
		put(t, type, 4);
		put(t, 0, 4);
	}
	if (t->major == 3)
		put(t, 1, 32);
	if (link)
		put(t, strlen(link), 16);
	if (device)
		put(t, device, 16);
	flush(t, &t->inodes);
	if (link)
		write_str(&t->inodes, link);
	return at;
}

static void testimage_name(struct testimage *t, const char *name, size_t inode, unsigned type, unsigned number)
{
	put(t, inode, 13);
	put(t, type, 3);
	put(t, strlen(name) - 1, 8);
	if (t->major == 3)
		put(t, number, 16); /* counted from the header's, which is 0 */
	flush(t, &t->listing);
	write_str(&t->listing, name);
}

static size_t testimage_names(struct testimage *t, unsigned count)
{
	size_t at = t->listing.len;

	put(t, count - 1, 8);
	put(t, 0, t->major == 3 ? 32 : 24);
	if (t->major == 3)
		put(t, 0, 32);
	flush(t, &t->listing);
	return at;
}

static size_t testimage_dir(struct testimage *t, unsigned number, size_t listing)
{
	size_t at = t->inodes.len, size = t->listing.len - listing + (t->major == 3 ? 3 : 0);

	testimage_head(t, 1, 0755, number);
	if (t->major == 3)
		put(t, 2, 32);
	put(t, size, 19);
	put(t, listing, 13);
	if (t->major < 3)
		put(t, 1000, 32);
	put(t, 0, t->major < 3 ? 24 : 32);
	if (t->major == 3)
		put(t, 0, 32);
	flush(t, &t->inodes);
	return at;
}

static struct bytes testimage_make(unsigned major, bool big_endian, enum testimage_packing packing)
{
	struct testimage t = {.major = major, .big_endian = big_endian, .packing = packing};
	size_t header = major == 1 ? 51 : major == 2 ? 63 : 119, big, f, l, tty, p, d, root, names;
	uint64_t inode_table, directory_table, fragment_table = 0, uid_table, used, fragment_at = 0;
	uint32_t sizes[3], fragment = 0, small = 0;
	uint8_t content[10000], tail[1814];
	struct writer super;

	t.out = t.inodes = t.listing = writer_of(1 << 20, "test image");
	super = writer_of(1 << 10, "superblock");
	for (size_t i = 0; i < sizeof content; i++)
		content[i] = (uint8_t)('a' + i * 7 / 3 % 26);
	write_fill(&t.out, 0, header);
	sizes[0] = testimage_block(&t, bytes_of(content, 4096));
	sizes[1] = testimage_block(&t, bytes_of(content + 4096, 4096));
	memcpy(tail, content + 8192, 1808);
	memcpy(tail + 1808, "hello\n", 6);
	fragment_at = t.out.len;
	if (major == 1) {
		sizes[2] = testimage_block(&t, bytes_of(tail, 1808));
		fragment_at = t.out.len;
		small = testimage_block(&t, bytes_of(tail + 1808, 6));
	} else {
		fragment = testimage_block(&t, bytes_of(tail, 1814));
	}
	big = testimage_file(&t, 1, 1, header, 0, true, 10000, sizes, major == 1 ? 3 : 2);
	f = testimage_file(&t, 2, major == 3 ? 2 : 1, fragment_at, 1808, true, 6, &small, major == 1);
	l = testimage_special(&t, 3, 3, 0777, "d/f", 0);
	tty = testimage_special(&t, 4, 5, 0620, NULL, 5 << 8 | 1);
	p = testimage_special(&t, 5, 6, 0600, NULL, 0);
	names = testimage_names(&t, 1);
	testimage_name(&t, "f", f, 2, 2);
	d = testimage_dir(&t, 6, names);
	names = testimage_names(&t, major == 3 ? 6 : 5);
	testimage_name(&t, "big", big, 2, 1);
	testimage_name(&t, "d", d, 1, 6);
	if (major == 3)
		testimage_name(&t, "h", f, 2, 2);
	testimage_name(&t, "l", l, 3, 3);
	testimage_name(&t, "p", p, 6, 5);
	testimage_name(&t, "tty", tty, 5, 4);
	root = testimage_dir(&t, 7, names);
	inode_table = t.out.len;
	testimage_metadata(&t, writer_bytes(&t.inodes));
	directory_table = t.out.len;
	testimage_metadata(&t, writer_bytes(&t.listing));
	if (major > 1) {
		uint64_t block = t.out.len;
		struct writer entry = writer_of(64, "fragment entry");

		put(&t, fragment_at, major == 3 ? 64 : 32);
		put(&t, fragment, 32);
		if (major == 3)
			put(&t, 0, 32);
		flush(&t, &entry);
		testimage_metadata(&t, writer_bytes(&entry));
		writer_free(&entry);
		fragment_table = t.out.len;
		put(&t, block, major == 3 ? 64 : 32);
		flush(&t, &t.out);
	}
	uid_table = t.out.len;
	put(&t, 70000, 32);
	flush(&t, &t.out);
	used = t.out.len;
#define FIELD(value, width) put(&t, value, width), flush(&t, &super)
	FIELD(0x73717368, 32);
	FIELD(7, 32);
	FIELD(major == 3 ? 0 : used, 32);
	FIELD(major == 3 ? 0 : uid_table, 32);
	FIELD(major == 3 ? 0 : used, 32); /* no groups */
	FIELD(major == 3 ? 0 : inode_table, 32);
	FIELD(major == 3 ? 0 : directory_table, 32);
	FIELD(major, 16);
	FIELD(0, 16);
	FIELD(4096, 16);
	FIELD(12, 16);
	FIELD(0, 8);
	FIELD(1, 8);
	FIELD(0, 8);
	FIELD(1000, 32);
	FIELD(root, 64);
	if (major > 1) {
		FIELD(4096, 32);
		FIELD(1, 32);
		FIELD(major == 3 ? 0 : fragment_table, 32);
	}
	if (major == 3) {
		FIELD(used, 64);
		FIELD(uid_table, 64);
		FIELD(used, 64);
		FIELD(inode_table, 64);
		FIELD(directory_table, 64);
		FIELD(fragment_table, 64);
		FIELD(UINT64_MAX, 64);
	}
#undef FIELD
	if (super.len != header)
		abort();
	memcpy(t.out.at, super.at, header);
	writer_free(&super);
	writer_free(&t.inodes);
	writer_free(&t.listing);
	return writer_take(&t.out);
}

#endif
