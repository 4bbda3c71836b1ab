#include "assess/formats/cpio_member.h"

#include "core/base/checked.h"
#include "core/base/reader.h"

#define NAME_MOST 4096

/* A field of digits to base 8 or 16; false on any other byte. */
static uint64_t read_digits(struct reader *r, size_t width, unsigned shift, bool *ok)
{
	struct bytes field = read_bytes(r, width, "number");
	uint64_t value = 0;

	for (size_t i = 0; i < field.len; i++) {
		uint8_t c = field.at[i];
		unsigned digit = c >= '0' && c <= '9'   ? (unsigned)(c - '0')
				 : c >= 'a' && c <= 'f' ? (unsigned)(c - 'a' + 10)
				 : c >= 'A' && c <= 'F' ? (unsigned)(c - 'A' + 10)
							: 99;

		if (digit >= 1u << shift)
			*ok = false;
		value = value << shift | digit;
	}
	return value;
}

/* "070701" and "070702": thirteen fields of eight hexadecimal digits, name and content padded to four. */
static bool read_newc(struct reader *r, struct cpio_member *m, uint64_t *name_len)
{
	uint32_t field[13];
	bool ok = true;

	for (size_t i = 0; i < 13; i++)
		field[i] = (uint32_t)read_digits(r, 8, 4, &ok);
	m->inode = field[0];
	m->mode = field[1];
	m->uid = field[2];
	m->gid = field[3];
	m->links = field[4];
	m->mtime = field[5];
	m->size = field[6];
	m->device = (uint64_t)field[7] << 32 | field[8];
	m->rdev_major = field[9];
	m->rdev_minor = field[10];
	*name_len = field[11];
	m->check = field[12];
	return ok && reader_ok(r);
}

static void old_rdev(struct cpio_member *m, uint32_t rdev)
{
	m->rdev_major = rdev >> 8 & 0xff;
	m->rdev_minor = rdev & 0xff;
}

/* "070707" (POSIX odc): octal digits, no padding. */
static bool read_odc(struct reader *r, struct cpio_member *m, uint64_t *name_len)
{
	bool ok = true;

	m->device = read_digits(r, 6, 3, &ok);
	m->inode = (uint32_t)read_digits(r, 6, 3, &ok);
	m->mode = (uint32_t)read_digits(r, 6, 3, &ok);
	m->uid = (uint32_t)read_digits(r, 6, 3, &ok);
	m->gid = (uint32_t)read_digits(r, 6, 3, &ok);
	m->links = (uint32_t)read_digits(r, 6, 3, &ok);
	old_rdev(m, (uint32_t)read_digits(r, 6, 3, &ok));
	m->mtime = (uint32_t)read_digits(r, 11, 3, &ok);
	*name_len = read_digits(r, 6, 3, &ok);
	m->size = read_digits(r, 11, 3, &ok);
	return ok && reader_ok(r);
}

/* The old binary header: 16-bit words of the writer's machine, long ones with the high word first; padded to two. */
static bool read_binary(struct reader *r, bool big, struct cpio_member *m, uint64_t *name_len)
{
	uint32_t high;

	m->device = read_u16(r, big, "device");
	m->inode = read_u16(r, big, "inode");
	m->mode = read_u16(r, big, "mode");
	m->uid = read_u16(r, big, "uid");
	m->gid = read_u16(r, big, "gid");
	m->links = read_u16(r, big, "links");
	old_rdev(m, read_u16(r, big, "rdev"));
	high = read_u16(r, big, "time");
	m->mtime = high << 16 | read_u16(r, big, "time");
	*name_len = read_u16(r, big, "name length");
	high = read_u16(r, big, "size");
	m->size = high << 16 | read_u16(r, big, "size");
	return reader_ok(r);
}

bool cpio_member_at(struct bytes in, uint64_t at, struct cpio_member *ret)
{
	struct bytes rest = bytes_part(in, at, UINT64_MAX), name;
	struct reader r = reader_of(rest, "cpio member");
	struct cpio_member m = {0};
	uint64_t name_len = 0, pad = 1;
	bool ok;

	if (rest.len < 26)
		return false;
	if (bytes_starts(rest, "070701") || bytes_starts(rest, "070702")) {
		m.has_check = rest.at[5] == '2';
		pad = 4;
		read_skip(&r, 6, "magic");
		ok = read_newc(&r, &m, &name_len);
	} else if (bytes_starts(rest, "070707")) {
		read_skip(&r, 6, "magic");
		ok = read_odc(&r, &m, &name_len);
	} else if (memcmp(rest.at, "\xc7\x71", 2) == 0 || memcmp(rest.at, "\x71\xc7", 2) == 0) {
		pad = 2;
		read_skip(&r, 2, "magic");
		ok = read_binary(&r, rest.at[0] == 0x71, &m, &name_len);
	} else {
		return false;
	}
	if (!ok || name_len < 2 || name_len > NAME_MOST)
		return false;
	name = read_bytes(&r, name_len, "name");
	if (!reader_ok(&r) || name.at[name.len - 1] != 0)
		return false;
	m.name = bytes_part(name, 0, strnlen((const char *)name.at, name.len));
	if (!m.name.len)
		return false;
	/* newc counts its padding from the archive's first byte, which is a multiple of four: the same as from here */
	m.offset = at + ((r.at + pad - 1) & ~(pad - 1));
	m.next = m.offset + ((m.size + pad - 1) & ~(pad - 1));
	*ret = m;
	return true;
}

bool cpio_is_trailer(const struct cpio_member *m)
{
	return m->size == 0 && bytes_is(m->name, "TRAILER!!!");
}

uint64_t cpio_length(struct bytes in, bool *ret_whole, uint64_t *ret_count)
{
	uint64_t at = 0, end;
	struct cpio_member m;

	*ret_whole = false;
	*ret_count = 0;
	/* each member is at least 26 bytes long: the loop ends */
	while (cpio_member_at(in, at, &m)) {
		if (cpio_is_trailer(&m)) {
			at = m.next < in.len ? m.next : in.len;
			end = (at + 511) & ~(uint64_t)511;
			for (uint64_t i = at; i < in.len && i < end && in.at[i] == 0; i++)
				at = i + 1;
			*ret_whole = true;
			return at;
		}
		++*ret_count;
		if (!range_ok(m.offset, m.size, in.len))
			return in.len;
		at = m.next < in.len ? m.next : in.len;
	}
	return at;
}
