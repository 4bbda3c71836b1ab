#include "assess/observe/setting.h"

#include "core/base/text.h"

#define LINE_MAX_LEN 1024

static bool is_key_char(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
	       c == '.' || c == '@';
}

static struct bytes skip(struct bytes in, const char *set)
{
	while (in.len && strchr(set, in.at[0]) && in.at[0])
		in = bytes_part(in, 1, in.len);
	return in;
}

struct bytes setting_line(struct bytes data, uint64_t at)
{
	uint64_t from, to;

	if (at > data.len)
		at = data.len;
	from = to = at;
	while (from > 0 && at - from < LINE_MAX_LEN && data.at[from - 1] != '\n' && data.at[from - 1] != 0)
		from--;
	while (to < data.len && to - at < LINE_MAX_LEN && data.at[to] != '\n' && data.at[to] != 0)
		to++;
	return text_trim(bytes_part(data, from, to - from));
}

bool setting_is_comment(struct bytes line)
{
	static const char *const marks[] = {"#", ";", "//", "--", "*", "/*", "<!--", "%", "rem ", "REM "};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (bytes_starts(line, marks[i]))
			return true;
	return false;
}

bool setting_is_literal(struct bytes v)
{
	static const char *const marks[] = {"$(", "${", "{{", "<?",  "%s", "%d",  "%1", "()",
					    "<%", "*",  " ",  "\\n", "\t", "://", ".$", "$."};

	if (v.len == 0 || v.len > 128 || !text_is_printable(v) || strchr("$%@{<(`&[/", v.at[0]))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (bytes_find_str(v, marks[i]) != SIZE_MAX)
			return false;
	return true;
}

/* The value at the front of `rest`: quoted up to the same quote, else one word. */
static bool read_value(struct bytes rest, struct setting *ret)
{
	size_t to = 0;
	char quote;

	rest = skip(rest, " \t");
	if (rest.len == 0)
		return false;
	quote = rest.at[0] == '"' || rest.at[0] == '\'' ? (char)rest.at[0] : 0;
	if (quote) {
		rest = bytes_part(rest, 1, rest.len);
		while (to < rest.len && rest.at[to] != quote)
			to++;
		if (to == rest.len)
			return false;
		/* a call's or expression's first part is no literal: "a" . $b, "a" + b */
		struct bytes behind = skip(bytes_part(rest, to + 1, rest.len), " \t");

		if (behind.len && strchr(".+$%[(", behind.at[0]))
			return false;
	} else {
		while (to < rest.len && !strchr(" \t;,#<>&|)", rest.at[to]))
			to++;
		/* more words behind an unquoted one: a sentence or a command, not a value */
		struct bytes behind = skip(bytes_part(rest, to, rest.len), " \t;,");

		if (behind.len && behind.at[0] != '#' && behind.at[0] != '<' && behind.at[0] != '}' &&
		    behind.at[0] != '/' && ret->mark != '>')
			return false;
	}
	ret->value = bytes_part(rest, 0, to);
	ret->quoted = quote != 0;
	return true;
}

/* <Key>value</Key> and <x key="value">: the latter is left to the '=' form. */
static bool read_xml(struct bytes line, struct setting *ret)
{
	size_t to = 1, end;

	while (to < line.len && is_key_char(line.at[to]))
		to++;
	ret->key = bytes_part(line, 1, to - 1);
	if (to == line.len || line.at[to] != '>' || ret->key.len == 0)
		return false;
	line = bytes_part(line, to + 1, line.len);
	end = bytes_find_str(line, "</");
	if (end == SIZE_MAX)
		return false;
	ret->value = bytes_part(line, 0, end);
	ret->mark = '>';
	ret->quoted = true;
	return true;
}

bool setting_read(struct bytes line, struct setting *ret)
{
	struct setting s = {.mark = '='};
	struct bytes rest = text_trim(line), word;
	uint8_t quote;
	size_t to = 0;

	if (rest.len == 0 || setting_is_comment(rest))
		return false;
	if (rest.at[0] == '<') {
		if (!read_xml(rest, &s))
			return false;
		*ret = s;
		return true;
	}
	word = rest;
	if (text_word(&word, &s.key)) {
		static const char *const words[] = {"option", "set", "list"};

		for (size_t i = 0; i < ARRAY_LEN(words); i++) {
			if (!bytes_is(s.key, words[i]))
				continue;
			if (!text_word(&word, &s.key))
				return false;
			if (memchr(s.key.at, '=', s.key.len)) { /* uci set x.y.key=value */
				rest = bytes_part(rest, (size_t)(s.key.at - rest.at), rest.len);
				break;
			}
			s.mark = ' ';
			s.key = text_trim(s.key);
			if (!read_value(word, &s))
				return false;
			*ret = s;
			return true;
		}
	}
	if (bytes_starts(rest, "define("))
		rest = bytes_part(rest, 7, rest.len);
	if (bytes_starts(rest, "export "))
		rest = bytes_part(rest, 7, rest.len);
	if (bytes_starts(rest, "local "))
		rest = bytes_part(rest, 6, rest.len);
	if (bytes_starts(rest, "uci set "))
		rest = bytes_part(rest, 8, rest.len);
	/* "key=" is the text of a program that writes a setting, and what follows is its code */
	quote = rest.at[0] == '"' || rest.at[0] == '\'' ? rest.at[0] : 0;
	rest = skip(rest, " \t\"'${,[-");
	while (to < rest.len && is_key_char(rest.at[to]))
		to++;
	s.key = bytes_part(rest, 0, to);
	rest = skip(bytes_part(rest, to, rest.len), " \t\"']");
	if (s.key.len == 0 || rest.len == 0)
		return false;
	/* => of PHP arrays; ',' of define() */
	if (rest.at[0] == ',' && !bytes_starts(text_trim(line), "define("))
		return false;
	if (rest.at[0] != '=' && rest.at[0] != ':' && rest.at[0] != ',')
		return false;
	s.mark = rest.at[0] == ',' ? '=' : (char)rest.at[0];
	if (bytes_starts(rest, "==") || bytes_starts(rest, "=~"))
		return false;
	if (quote && rest.len > 1 && rest.at[0] == '=' && rest.at[1] == quote && s.key.at + s.key.len == rest.at)
		return false;
	rest = bytes_part(rest, bytes_starts(rest, "=>") || bytes_starts(rest, ":=") ? 2 : 1, rest.len);
	if (!read_value(rest, &s))
		return false;
	*ret = s;
	return true;
}
