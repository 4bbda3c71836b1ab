#include "core/base/text.h"

#include <strings.h>

static bool is_continuation(uint8_t c)
{
	return (c & 0xc0) == 0x80;
}

size_t text_utf8_len(struct bytes in)
{
	uint8_t c;

	if (in.len == 0)
		return 0;
	c = in.at[0];
	if (c < 0x80)
		return 1;
	if (c >= 0xc2 && c < 0xe0)
		return in.len >= 2 && is_continuation(in.at[1]) ? 2 : 0;
	if (c >= 0xe0 && c < 0xf0) {
		if (in.len < 3 || !is_continuation(in.at[1]) || !is_continuation(in.at[2]))
			return 0;
		if ((c == 0xe0 && in.at[1] < 0xa0) || (c == 0xed && in.at[1] >= 0xa0))
			return 0;
		return 3;
	}
	if (c >= 0xf0 && c < 0xf5) {
		if (in.len < 4 || !is_continuation(in.at[1]) || !is_continuation(in.at[2]) ||
		    !is_continuation(in.at[3]))
			return 0;
		if ((c == 0xf0 && in.at[1] < 0x90) || (c == 0xf4 && in.at[1] >= 0x90))
			return 0;
		return 4;
	}
	return 0;
}

/* C1 controls and characters that reorder or hide the text around them (Unicode UAX 9). */
static bool is_deceptive(const uint8_t *at, size_t len)
{
	if (len == 2)
		return (at[0] == 0xc2 && at[1] < 0xa0) || (at[0] == 0xd8 && at[1] == 0x9c);
	if (len != 3 || at[0] != 0xe2)
		return len == 3 && at[0] == 0xef && at[1] == 0xbb && at[2] == 0xbf;
	if (at[1] == 0x80)
		return (at[2] >= 0x8b && at[2] <= 0x8f) || (at[2] >= 0xa8 && at[2] <= 0xae);
	return at[1] == 0x81 && at[2] >= 0xa0 && at[2] <= 0xaf;
}

void text_print_safe(struct writer *w, struct bytes in)
{
	while (in.len) {
		size_t len = text_utf8_len(in);

		if (len == 1 && in.at[0] == '\n') {
			write_str(w, "\\n");
		} else if (len == 1 && in.at[0] == '\t') {
			write_str(w, "\\t");
		} else if (len == 1 && in.at[0] == '\r') {
			write_str(w, "\\r");
		} else if (len == 0 || (len == 1 && (in.at[0] < 0x20 || in.at[0] == 0x7f))) {
			write_fmt(w, "\\x%02x", in.at[0]);
			len = 1;
		} else if (is_deceptive(in.at, len)) {
			for (size_t i = 0; i < len; i++)
				write_fmt(w, "\\x%02x", in.at[i]);
		} else {
			write_bytes(w, bytes_of(in.at, len));
		}
		in.at += len;
		in.len -= len;
	}
}

const char *text_safe(struct arena *a, struct bytes in, size_t max)
{
	struct writer w = writer_of(SIZE_MAX / 2, "text");
	const char *ret;

	if (in.len > max)
		in.len = max;
	text_print_safe(&w, in);
	ret = writer_ok(&w) ? arena_str(a, writer_bytes(&w)) : NULL;
	writer_free(&w);
	return ret ? ret : "";
}

static bool is_space(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

struct bytes text_front(struct bytes in, size_t max)
{
	size_t len = max;

	if (in.len <= max)
		return in;
	while (len && max - len < 3 && (in.at[len] & 0xc0) == 0x80)
		len--;
	return bytes_of(in.at, len);
}

struct bytes text_trim(struct bytes in)
{
	while (in.len && is_space(in.at[0])) {
		in.at++;
		in.len--;
	}
	while (in.len && is_space(in.at[in.len - 1]))
		in.len--;
	return in;
}

bool text_split(struct bytes *rest, char mark, struct bytes *ret)
{
	const uint8_t *hit;

	if (!rest->at)
		return false;
	hit = rest->len ? memchr(rest->at, mark, rest->len) : NULL;
	if (!hit) {
		*ret = *rest;
		*rest = (struct bytes){NULL, 0};
		return true;
	}
	*ret = bytes_of(rest->at, (size_t)(hit - rest->at));
	rest->len -= ret->len + 1;
	rest->at = hit + 1;
	return true;
}

bool text_word(struct bytes *rest, struct bytes *ret)
{
	size_t len = 0;

	while (rest->len && is_space(rest->at[0])) {
		rest->at++;
		rest->len--;
	}
	while (len < rest->len && !is_space(rest->at[len]))
		len++;
	if (len == 0)
		return false;
	*ret = bytes_of(rest->at, len);
	rest->at += len;
	rest->len -= len;
	return true;
}

struct bytes text_basename(struct bytes path)
{
	size_t i = path.len;

	while (i && path.at[i - 1] != '/')
		i--;
	/* an empty view may have no address at all */
	return i ? bytes_of(path.at + i, path.len - i) : path;
}

struct bytes text_dirname(struct bytes path)
{
	size_t i = path.len;

	while (i && path.at[i - 1] != '/')
		i--;
	return bytes_of(path.at, i ? i - 1 : 0);
}

static int digit_of(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 99;
}

static bool number_in(struct bytes in, unsigned base, uint64_t *ret)
{
	uint64_t value = 0;

	if (in.len == 0)
		return false;
	for (size_t i = 0; i < in.len; i++) {
		unsigned digit = (unsigned)digit_of(in.at[i]);

		if (digit >= base || value > (UINT64_MAX - digit) / base)
			return false;
		value = value * base + digit;
	}
	*ret = value;
	return true;
}

bool text_number(struct bytes in, uint64_t *ret)
{
	return number_in(in, 10, ret);
}

bool text_number_c(struct bytes in, uint64_t *ret)
{
	if (bytes_starts(in, "0x") || bytes_starts(in, "0X"))
		return number_in(bytes_part(in, 2, SIZE_MAX), 16, ret);
	if (in.len > 1 && in.at[0] == '0')
		return number_in(in, 8, ret);
	return number_in(in, 10, ret);
}

/* A pattern without stars against the end of a text. */
static bool ends_as(const char *pattern, struct bytes in)
{
	size_t len = strlen(pattern);

	if (len > in.len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (pattern[i] != '?' && (uint8_t)pattern[i] != in.at[in.len - len + i])
			return false;
	return true;
}

bool text_glob(const char *pattern, struct bytes in)
{
	const char *star = NULL;
	size_t star_at = 0, i = 0;

	for (;;) {
		if (*pattern == '*') {
			star = ++pattern;
			star_at = i;
			if (!strchr(star, '*'))
				return ends_as(star, bytes_part(in, i, in.len));
		} else if (i < in.len && (*pattern == '?' || (uint8_t)*pattern == in.at[i]) && *pattern) {
			pattern++;
			i++;
		} else if (i == in.len && !*pattern) {
			return true;
		} else if (star && star_at + 1 < in.len) {
			/* on to where what stands behind the star may begin */
			const uint8_t *next = in.at + star_at + 1;

			if (*star != '?')
				next = memchr(next, *star, in.len - star_at - 1);
			if (!next)
				return false;
			pattern = star;
			i = star_at = (size_t)(next - in.at);
		} else {
			return false;
		}
	}
}

static bool is_printable(uint8_t c)
{
	return (c >= 0x20 && c <= 0x7e) || c == '\t' || c == '\r' || c == '\n';
}

bool text_is_printable(struct bytes in)
{
	enum { AT_ONCE = 32 };
	size_t i = 0;

	/* without a way out of the inner loop, so that the compiler takes many bytes at once */
	for (; in.len - i >= AT_ONCE; i += AT_ONCE) {
		bool all = true;

		for (size_t k = 0; k < AT_ONCE; k++)
			all &= is_printable(in.at[i + k]);
		if (!all)
			return false;
	}
	for (; i < in.len; i++)
		if (!is_printable(in.at[i]))
			return false;
	return true;
}

bool text_equal_nocase(struct bytes a, const char *b)
{
	return a.len == strlen(b) && strncasecmp((const char *)a.at, b, a.len) == 0;
}

void text_hex(struct bytes in, char *ret)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < in.len; i++) {
		ret[2 * i] = digits[in.at[i] >> 4];
		ret[2 * i + 1] = digits[in.at[i] & 15];
	}
	ret[2 * in.len] = '\0';
}

bool text_unhex(struct bytes in, uint8_t *ret, size_t len)
{
	if (in.len % 2 || in.len / 2 != len)
		return false;
	for (size_t i = 0; i < in.len; i++)
		if (digit_of(in.at[i]) > 15)
			return false;
	for (size_t i = 0; i < len; i++)
		ret[i] = (uint8_t)(digit_of(in.at[2 * i]) << 4 | digit_of(in.at[2 * i + 1]));
	return true;
}
