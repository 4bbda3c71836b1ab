#include "assess/declare/yaml_lines.h"

bool yaml_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

uint64_t yaml_line_start(struct bytes in, uint64_t at)
{
	while (at && in.at[at - 1] != '\n')
		at--;
	return at;
}

uint64_t yaml_next_line(struct bytes in, uint64_t at)
{
	while (at < in.len && in.at[at] != '\n')
		at++;
	return at + (at < in.len);
}

bool yaml_begins_line(struct bytes in, uint64_t at, unsigned dashes)
{
	for (uint64_t i = yaml_line_start(in, at); i < at; i++) {
		if (in.at[i] == '-' && dashes)
			dashes--;
		else if (in.at[i] != ' ')
			return false;
	}
	return dashes == 0;
}

uint32_t yaml_comments(struct bytes in, uint64_t from, uint64_t to)
{
	uint32_t ret = 0;
	uint8_t quote = 0;

	for (uint64_t i = from; i < to; i++) {
		uint8_t c = in.at[i], before = i ? in.at[i - 1] : '\n';

		if (c == '\n')
			quote = 0;
		else if (quote)
			quote = c == quote ? 0 : quote;
		else if ((c == '"' || c == '\'') && !(before >= 'a' && before <= 'z'))
			quote = c;
		if (c != '#' || quote || !yaml_blank(before))
			continue;
		ret++;
		while (i + 1 < to && in.at[i + 1] != '\n')
			i++;
	}
	return ret;
}
