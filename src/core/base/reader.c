#include "core/base/reader.h"

struct reader reader_of(struct bytes in, const char *what)
{
	return (struct reader){.in = in, .what = what};
}

static void reader_fail(struct reader *r, const char *name)
{
	if (!r->failed_name) {
		r->failed_name = name;
		r->failed_at = r->at;
	}
}

bool reader_ok(const struct reader *r)
{
	return !r->failed_name;
}

size_t reader_left(const struct reader *r)
{
	return r->failed_name ? 0 : r->in.len - r->at;
}

struct bytes read_bytes(struct reader *r, uint64_t len, const char *name)
{
	struct bytes ret = {r->in.at, 0};

	if (r->failed_name)
		return ret;
	if (len > r->in.len - r->at) {
		reader_fail(r, name);
		return ret;
	}
	ret.at = r->in.at + r->at;
	ret.len = (size_t)len;
	r->at += (size_t)len;
	return ret;
}

static uint64_t read_number(struct reader *r, size_t width, bool big_endian, const char *name)
{
	struct bytes field = read_bytes(r, width, name);
	uint64_t value = 0;

	for (size_t i = 0; i < field.len; i++) {
		size_t index = big_endian ? i : field.len - 1 - i;

		value = value << 8 | field.at[index];
	}
	return value;
}

uint8_t read_u8(struct reader *r, const char *name)
{
	return (uint8_t)read_number(r, 1, false, name);
}

uint16_t read_u16le(struct reader *r, const char *name)
{
	return (uint16_t)read_number(r, 2, false, name);
}

uint16_t read_u16be(struct reader *r, const char *name)
{
	return (uint16_t)read_number(r, 2, true, name);
}

uint32_t read_u24le(struct reader *r, const char *name)
{
	return (uint32_t)read_number(r, 3, false, name);
}

uint32_t read_u32le(struct reader *r, const char *name)
{
	return (uint32_t)read_number(r, 4, false, name);
}

uint32_t read_u32be(struct reader *r, const char *name)
{
	return (uint32_t)read_number(r, 4, true, name);
}

uint64_t read_u64le(struct reader *r, const char *name)
{
	return read_number(r, 8, false, name);
}

uint64_t read_u64be(struct reader *r, const char *name)
{
	return read_number(r, 8, true, name);
}

uint16_t read_u16(struct reader *r, bool big_endian, const char *name)
{
	return (uint16_t)read_number(r, 2, big_endian, name);
}

uint32_t read_u32(struct reader *r, bool big_endian, const char *name)
{
	return (uint32_t)read_number(r, 4, big_endian, name);
}

uint64_t read_u64(struct reader *r, bool big_endian, const char *name)
{
	return read_number(r, 8, big_endian, name);
}

void read_skip(struct reader *r, uint64_t len, const char *name)
{
	(void)read_bytes(r, len, name);
}

void reader_seek(struct reader *r, uint64_t offset, const char *name)
{
	if (r->failed_name)
		return;
	r->at = 0;
	(void)read_bytes(r, offset, name);
}

struct bytes read_text(struct reader *r, uint64_t len, const char *name)
{
	struct bytes field = read_bytes(r, len, name);
	const uint8_t *end = field.len ? memchr(field.at, 0, field.len) : NULL;

	if (end)
		field.len = (size_t)(end - field.at);
	return field;
}

struct bytes read_cstr(struct reader *r, const char *name)
{
	size_t left = reader_left(r);
	const uint8_t *at = r->in.at + r->at;
	const uint8_t *end = left ? memchr(at, 0, left) : NULL;
	struct bytes ret;

	if (!end) {
		reader_fail(r, name);
		return bytes_of(r->in.at, 0);
	}
	ret = read_bytes(r, (uint64_t)(end - at), name);
	read_skip(r, 1, name);
	return ret;
}

struct bytes read_line(struct reader *r, const char *name)
{
	size_t left = reader_left(r);
	const uint8_t *at = r->in.at + r->at;
	const uint8_t *end;
	struct bytes ret;

	if (left == 0) {
		reader_fail(r, name);
		return bytes_of(r->in.at, 0);
	}
	end = memchr(at, '\n', left);
	ret = read_bytes(r, end ? (uint64_t)(end - at) : left, name);
	if (end)
		read_skip(r, 1, name);
	if (ret.len && ret.at[ret.len - 1] == '\r')
		ret.len--;
	return ret;
}

bool reader_done(const struct reader *r, struct error *e)
{
	if (!r->failed_name)
		return true;
	return error_set(e, ERROR_INPUT, "%s: '%s' does not fit at offset 0x%zx", r->what, r->failed_name,
			 r->failed_at);
}
