/* Part of write.c: one value as YAML. */
#include "core/base/text.h"
#include "core/product/write.h"

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct bytes in, size_t at)
{
	size_t from = at;

	while (at < in.len && (digit(in.at[at]) || (at > from && in.at[at] == '_')))
		at++;
	return at - from;
}

/* What YAML 1.1 or 1.2 takes for a number, a time or a date: 7, -7.5, 1e9, 0x1f, 0o17, 12:30:00, 2031-12-31, .inf. */
static bool reads_as_number(struct bytes in)
{
	size_t at = in.len && (in.at[0] == '-' || in.at[0] == '+'), whole, part = 0;
	struct bytes rest = bytes_part(in, at, in.len);

	if (text_equal_nocase(rest, ".inf") || text_equal_nocase(rest, ".nan"))
		return true;
	if (rest.len > 2 && rest.at[0] == '0' && (rest.at[1] == 'x' || rest.at[1] == 'o' || rest.at[1] == 'b')) {
		for (size_t i = 2; i < rest.len; i++)
			if (!digit(rest.at[i]) && !(rest.at[i] >= 'a' && rest.at[i] <= 'f') &&
			    !(rest.at[i] >= 'A' && rest.at[i] <= 'F') && rest.at[i] != '_')
				return false;
		return true;
	}
	whole = digits(in, at);
	at += whole;
	/* a date, with or without a time; a time of day, or minutes and seconds */
	if (whole && at < in.len && (in.at[at] == ':' || (in.at[at] == '-' && whole == 4))) {
		for (size_t i = at; i < in.len; i++)
			if (!digit(in.at[i]) && !strchr(":-. TtZz+", in.at[i]))
				return false;
		return true;
	}
	if (at < in.len && in.at[at] == '.') {
		part = digits(in, at + 1);
		at += 1 + part;
	}
	if (whole + part && at < in.len && (in.at[at] == 'e' || in.at[at] == 'E')) {
		at++;
		at += at < in.len && (in.at[at] == '-' || in.at[at] == '+');
		at += digits(in, at);
	}
	return whole + part && at == in.len;
}

static bool reads_as_other_type(struct bytes in)
{
	static const char *const words[] = {"yes", "no", "true", "false", "on", "off", "y", "n"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal_nocase(in, words[i]))
			return true;
	return reads_as_number(in);
}

static bool needs_quotes(struct bytes in, bool flow)
{
	if (in.len == 0 || strchr("-?:,[]{}#&*!|>'\"%@` =", in.at[0]) || in.at[in.len - 1] == ':' ||
	    in.at[in.len - 1] == ' ')
		return true;
	if (bytes_is(in, "~") || text_equal_nocase(in, "null") || bytes_is(in, "<<") || bytes_starts(in, "..."))
		return true;
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i], after = i + 1 < in.len ? in.at[i + 1] : 0;

		if ((c == ':' && after == ' ') || (c == ' ' && after == '#'))
			return true;
		if (flow && (strchr(",[]{}", c) || (c == ':' && strchr(",[]{}\"'", after))))
			return true;
	}
	return false;
}

static bool has_control(struct bytes in)
{
	for (size_t i = 0; i < in.len; i++)
		if (in.at[i] < ' ' || in.at[i] == 0x7f)
			return true;
	return false;
}

static void double_quoted(struct writer *out, struct bytes in)
{
	write_str(out, "\"");
	for (size_t i = 0; i < in.len; i++) {
		uint8_t c = in.at[i];

		if (c == '\n')
			write_str(out, "\\n");
		else if (c == '\t')
			write_str(out, "\\t");
		else if (c == '"' || c == '\\')
			write_fmt(out, "\\%c", c);
		else if (c < ' ' || c == 0x7f)
			write_fmt(out, "\\x%02x", c);
		else
			write_u8(out, c);
	}
	write_str(out, "\"");
}

void yaml_value(struct writer *out, const char *value, bool text, bool flow)
{
	struct bytes in = bytes_str(value);

	if (has_control(in)) {
		double_quoted(out, in);
	} else if (!needs_quotes(in, flow) && !(text && reads_as_other_type(in))) {
		write_bytes(out, in);
	} else {
		write_str(out, "'");
		for (size_t i = 0; i < in.len; i++) {
			write_u8(out, in.at[i]);
			if (in.at[i] == '\'')
				write_u8(out, '\'');
		}
		write_str(out, "'");
	}
}
