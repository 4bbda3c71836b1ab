#include "core/crypto/der.h"

#include "core/base/reader.h"

bool der_cut(struct bytes in, uint8_t tag, struct bytes *ret)
{
	struct reader r = reader_of(in, "DER");
	uint8_t got = read_u8(&r, "tag"), first = read_u8(&r, "length");
	uint64_t len = first;

	if (first & 0x80) {
		unsigned count = first & 0x7f;

		if (count == 0 || count > 3)
			return false;
		for (len = 0; count; count--)
			len = len << 8 | read_u8(&r, "length");
		/* DER wants the shortest form */
		if (len < 0x80 || (first == 0x82 && len < 0x100) || (first == 0x83 && len < 0x10000))
			return false;
	}
	(void)read_bytes(&r, len, "content");
	if (!reader_ok(&r) || got != tag || len > DER_MAX)
		return false;
	*ret = bytes_part(in, 0, r.at);
	return true;
}

struct bytes der_content(struct bytes element)
{
	size_t header = element.len < 2 ? element.len : element.at[1] & 0x80 ? 2 + (element.at[1] & 0x7fu) : 2;

	return bytes_part(element, header, element.len);
}

void der_write(struct writer *w, uint8_t tag, struct bytes content)
{
	write_u8(w, tag);
	if (content.len >= 0x10000) {
		write_u8(w, 0x83);
		write_u8(w, (uint8_t)(content.len >> 16));
		write_u8(w, (uint8_t)(content.len >> 8));
	} else if (content.len >= 0x100) {
		write_u8(w, 0x82);
		write_u8(w, (uint8_t)(content.len >> 8));
	} else if (content.len >= 0x80) {
		write_u8(w, 0x81);
	}
	write_u8(w, (uint8_t)content.len);
	write_bytes(w, content);
}

/* How many bytes a line end takes at the front: "\n", "\r\n" or the two written out, with quotes and a comma or plus
 * around as in source text. 0: none. */
static size_t line_end(struct bytes in)
{
	size_t at = 0;

	while (at < in.len) {
		uint8_t c = in.at[at];

		if (c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == '"' || c == '\'' || c == ',' ||
		    (c == '+' && at && in.at[at - 1] == ' '))
			at++;
		else if (c == '\\' && at + 1 < in.len && (in.at[at + 1] == 'n' || in.at[at + 1] == 'r'))
			at += 2;
		else if (c == '\\' && at + 1 < in.len && in.at[at + 1] == '\n')
			at += 2;
		else
			break;
	}
	return at;
}

static bool is_label(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (!(in.at[i] == ' ' || (in.at[i] >= '0' && in.at[i] <= '9') || (in.at[i] >= 'A' && in.at[i] <= 'Z')))
			return false;
	return in.len > 0;
}

bool pem_cut(struct bytes in, size_t offset, struct pem *ret)
{
	static const char begin[] = "-----BEGIN ";
	struct bytes all = bytes_part(in, offset, DER_MAX * 2), rest, end;
	struct pem pem = {.offset = offset};
	char mark[96] = "-----END ";
	size_t at, stop;

	if (!bytes_starts(all, begin))
		return false;
	rest = bytes_part(all, strlen(begin), all.len);
	at = bytes_find_str(bytes_part(rest, 0, 64), "-----");
	if (at == SIZE_MAX)
		return false;
	pem.label = bytes_part(rest, 0, at);
	if (!is_label(pem.label))
		return false;
	memcpy(mark + 9, pem.label.at, pem.label.len);
	memcpy(mark + 9 + pem.label.len, "-----", 6);
	rest = bytes_part(rest, at + 5, rest.len);
	end = bytes_str(mark);
	stop = bytes_find(rest, end);
	if (stop == SIZE_MAX || line_end(rest) == 0)
		return false;
	pem.len = (size_t)(rest.at + stop + end.len - all.at);
	rest = bytes_part(rest, 0, stop);
	pem.body = bytes_part(rest, line_end(rest), rest.len);
	/* RFC 1421 headers: lines with a colon, up to an empty line */
	if (memchr(pem.body.at, ':', pem.body.len)) {
		const uint8_t *last = pem.body.at + pem.body.len;

		while (last > pem.body.at && last[-1] != ':')
			last--;
		pem.headers = bytes_part(pem.body, 0, (size_t)(last - pem.body.at));
		rest = bytes_part(pem.body, pem.headers.len, pem.body.len);
		for (at = 0; at < rest.len && rest.at[at] != '\n' && rest.at[at] != '\\'; at++)
			;
		pem.headers.len += at;
		pem.body = bytes_part(rest, at, rest.len);
	}
	*ret = pem;
	return true;
}

static int value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	return c == '+' ? 62 : c == '/' ? 63 : -1;
}

bool base64_decode(struct bytes in, struct writer *out)
{
	uint32_t bits = 0;
	unsigned count = 0, pad = 0;

	for (size_t i = 0; i < in.len;) {
		size_t blank = value_of(in.at[i]) < 0 ? line_end(bytes_part(in, i, in.len)) : 0;
		int value;

		if (blank) {
			i += blank;
			continue;
		}
		if (in.at[i] == '=') {
			if (++pad > 2)
				return false;
			i++;
			continue;
		}
		value = value_of(in.at[i++]);
		if (value < 0 || pad)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (++count % 4 == 0) {
			write_u8(out, (uint8_t)(bits >> 16));
			write_u8(out, (uint8_t)(bits >> 8));
			write_u8(out, (uint8_t)bits);
		}
	}
	if (count == 0 || count % 4 == 1 || (pad && (count + pad) % 4))
		return false;
	if (count % 4 == 2)
		write_u8(out, (uint8_t)(bits >> 4));
	if (count % 4 == 3) {
		write_u8(out, (uint8_t)(bits >> 10));
		write_u8(out, (uint8_t)(bits >> 2));
	}
	return writer_ok(out);
}

bool pem_decode(const struct pem *pem, struct writer *out)
{
	struct bytes body = pem->body;
	size_t at = body.len;

	/* the checksum line of OpenPGP's armour: "=XXXX" alone */
	while (at && (body.at[at - 1] == '\n' || body.at[at - 1] == '\r' || body.at[at - 1] == ' '))
		at--;
	if (at > 6 && body.at[at - 5] == '=' && body.at[at - 6] == '\n')
		body.len = at - 5;
	return base64_decode(body, out);
}
