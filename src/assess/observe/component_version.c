#include "assess/observe/component_version.h"

#include "core/base/attributes.h"

static bool digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool letter(uint8_t c)
{
	return (c | 0x20) >= 'a' && (c | 0x20) <= 'z';
}

static size_t digits(struct bytes in, size_t at)
{
	while (at < in.len && digit(in.at[at]))
		at++;
	return at;
}

/* Letters and numbers behind the last number; `at` where there are none, SIZE_MAX where they are no part of a version.
 */
static size_t suffix(struct bytes in, size_t at)
{
	static const char *const words[] = {"rc", "RC", "beta", "alpha", "dev", "rel", "pre", "p", "b", "a"};
	struct bytes rest = bytes_part(in, at, 16);

	if (!rest.len || !letter(rest.at[0]))
		return at;
	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		size_t end = at + strlen(words[i]);

		if (!bytes_starts(rest, words[i]))
			continue;
		if (end < in.len && in.at[end] == '.' && end + 1 < in.len && digit(in.at[end + 1]))
			end++;
		if (end < in.len && digit(in.at[end])) {
			end = digits(in, end);
			return end < in.len && letter(in.at[end]) ? SIZE_MAX : end;
		}
	}
	/* one or two small letters: 1.0.2g, 0.9.8zg */
	for (size_t n = 1; n <= 2 && n <= rest.len; n++) {
		if (rest.at[n - 1] < 'a' || rest.at[n - 1] > 'z')
			break;
		if (n == rest.len || (!letter(rest.at[n]) && !digit(rest.at[n])))
			return at + n;
	}
	return SIZE_MAX;
}

struct bytes version_at_front(struct bytes in, unsigned numbers)
{
	size_t at = digits(in, 0), end;
	unsigned count = at > 0;

	if (at == 0 || at > 8)
		return bytes_part(in, 0, 0);
	while (at + 1 < in.len && in.at[at] == '.' && digit(in.at[at + 1]) && at < 96) {
		at = digits(in, at + 1);
		count++;
	}
	end = suffix(in, at);
	if (count < numbers || end == SIZE_MAX ||
	    (end < in.len && in.at[end] == '_' && end + 1 < in.len && letter(in.at[end + 1])))
		return bytes_part(in, 0, 0);
	return bytes_part(in, 0, end);
}

static bool too_common(struct bytes version)
{
	static const char *const common[] = {"1.0", "1.1", "0.0", "2.0", "0.0.0.0", "0.0.0"};

	for (size_t i = 0; i < ARRAY_LEN(common); i++)
		if (bytes_is(version, common[i]))
			return true;
	return bytes_starts(version, "127.0.") || bytes_starts(version, "255.") || bytes_starts(version, "192.168.") ||
	       bytes_starts(version, "224.0.") || bytes_starts(version, "239.255.");
}

struct bytes version_of_text(struct bytes text)
{
	static const char *const leads[] = {"%s version ", "version ", "Version ", "Version: ", "version: ", "v", "V"};
	struct bytes version, rest;

	/* a byte of something else may stand in front by chance */
	if (text.len > 4 && !digit(text.at[0]) && !letter(text.at[0]) && digit(text.at[1]) && text.at[0] != '-' &&
	    text.at[0] != '.')
		text = bytes_part(text, 1, text.len);
	for (size_t i = 0; i < ARRAY_LEN(leads); i++)
		if (bytes_starts(text, leads[i])) {
			text = bytes_part(text, strlen(leads[i]), text.len);
			break;
		}
	version = version_at_front(text, 2);
	rest = bytes_part(text, version.len, text.len);
	if (!version.len || too_common(version))
		return bytes_part(text, 0, 0);
	/* a packager's suffix, a date or a state may follow; a sentence may not */
	if (rest.len == 0 || rest.at[0] == '-' || rest.at[0] == '+' || rest.at[0] == '~')
		return rest.len <= 48 && !memchr(rest.at, ' ', rest.len) ? version : bytes_part(text, 0, 0);
	if (rest.len >= 6 && rest.len <= 32 && (rest.at[0] == ',' || rest.at[0] == ' ')) {
		struct bytes year = bytes_part(rest, rest.at[0] == ',' ? 2 : 1, rest.len);

		if (bytes_starts(year, "19") || bytes_starts(year, "20") || (year.len > 3 && digit(year.at[0])) ||
		    bytes_starts(year, "RELEASE"))
			return version;
	}
	return bytes_part(text, 0, 0);
}
