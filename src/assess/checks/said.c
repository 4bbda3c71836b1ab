#include "assess/checks/said.h"

#include "core/base/text.h"
#include "core/base/day.h"

#include <string.h>

static bool is_digit(uint8_t c)
{
	return c >= '0' && c <= '9';
}

static bool is_word(uint8_t c)
{
	return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
}

bool said_has(struct bytes text, struct bytes words)
{
	for (size_t i = 0; words.len && i + words.len <= text.len; i++) {
		size_t same = 0;

		while (same < words.len && (text.at[i + same] | 0x20) == (words.at[same] | 0x20))
			same++;
		if (same == words.len && (!i || !is_word(text.at[i - 1])) &&
		    (i + same == text.len || !is_word(text.at[i + same])))
			return true;
	}
	return false;
}

/* What is left for later, or answers nothing; any number of these words is no answer. */
static const char placeholders[] =
	"n a na none no not nothing nil null yes y ok done same as above below before applicable available relevant "
	"needed required necessary reason tbd tba tbc tbs todo to be do defined determined decided announced added "
	"confirmed "
	"completed filled written provided described later soon unknown known yet pending x dummy placeholder lorem "
	"ipsum dolor sit amet fixme wip draft text here insert your description asdf qwerty test foo bar blah bla";
static const char nones[] = "n a na none no not nothing nil applicable available relevant needed required necessary";
/* What points away, or hides; and what can stand around it without saying where in it. */
static const char pointers[] = "see refer refers referring cf consult confidential proprietary request ask contact "
			       "practice practices industry art described documented specified explained";
static const char around[] =
	"to the this our of in on at and or for with per from user users manual documentation document "
	"documents docs doc handbook guide website web site page internet data sheet datasheet internal upon "
	"please us supplier vendor manufacturer maker product device attached file files is are "
	"specification specifications spec specs technical standard standards best usual state secret";

static bool among(struct bytes word, const char *words)
{
	struct bytes rest = bytes_str(words), one;

	while (text_word(&rest, &one))
		if (one.len == word.len && said_has(word, one))
			return true;
	return false;
}

/* "x", "xxx" */
static bool one_letter(struct bytes word)
{
	for (size_t i = 0; i < word.len; i++)
		if (word.at[i] != word.at[0] || is_digit(word.at[i]) || word.at[i] >= 0x80)
			return false;
	return true;
}

/* Dashes and ellipses of Unicode, U+2010 to U+2015 and U+2026, are no words. */
static bool dashes(struct bytes word)
{
	for (size_t i = 0; i < word.len; i += 3)
		if (word.len - i < 3 || word.at[i] != 0xe2 || word.at[i + 1] != 0x80 ||
		    ((word.at[i + 2] < 0x90 || word.at[i + 2] > 0x95) && word.at[i + 2] != 0xa6))
			return false;
	return true;
}

/* True where each word of the text is among these, and one among the needed. */
static bool only(struct bytes text, const char *words, const char *more, const char *needed)
{
	bool found = !needed;

	for (size_t i = 0; i < text.len;) {
		struct bytes word;
		size_t from = i;

		while (i < text.len && is_word(text.at[i]))
			i++;
		word = bytes_part(text, from, i - from);
		i += i == from;
		if (dashes(word))
			continue;
		if (needed && among(word, needed))
			found = true;
		else if (!one_letter(word) && !among(word, words) && !(more && among(word, more)))
			return false;
	}
	return found;
}

bool said_nothing(struct bytes text)
{
	return only(text, placeholders, NULL, NULL);
}

bool said_none(struct bytes text)
{
	struct bytes mark = text_trim(text);

	return only(text, nones, NULL, nones) || bytes_is(mark, "-") || (mark.len && dashes(mark));
}

bool said_elsewhere(struct bytes text)
{
	return only(text, placeholders, around, pointers);
}

struct bytes said_host(const char *address)
{
	struct bytes rest = bytes_str(address), host;
	size_t at = bytes_find_str(rest, "://");

	if (at != SIZE_MAX)
		rest = bytes_part(rest, at + 3, rest.len);
	for (size_t i = 0; i < rest.len; i++)
		if (strchr("/?# ", rest.at[i]))
			rest.len = i;
	while (text_split(&rest, '@', &host))
		;
	for (size_t i = host.len; i-- > 0 && host.at[0] != '[';)
		if (host.at[i] == ':')
			host.len = i;
	return host;
}

static struct bytes bare(struct bytes host)
{
	return bytes_find_nocase(host, "www.") == 0 ? bytes_part(host, 4, host.len) : host;
}

bool said_names_host(const char *text, const char *page)
{
	struct bytes wanted = bare(said_host(page));

	for (const char *at = strstr(text, "://"); wanted.len && at; at = strstr(at + 3, "://")) {
		struct bytes host = bare(said_host(at + 3));

		while (host.len && strchr(".,;)\"'", host.at[host.len - 1]))
			host.len--;
		if (host.len == wanted.len && said_has(host, wanted))
			return true;
	}
	return false;
}

static bool ends_nocase(struct bytes in, const char *end)
{
	size_t len = strlen(end);

	return in.len >= len && text_equal_nocase(bytes_part(in, in.len - len, len), end);
}

/* RFC 1918, loopback, link-local; names without a dot and those set aside for local use (RFC 6762, RFC 8375). */
static bool local_host(struct bytes host)
{
	static const char *const ends[] = {".local", ".lan", ".internal", ".localhost", ".home.arpa", ".intranet"};
	static const char *const starts[] = {"10.", "127.", "192.168.", "169.254.", "[fe80", "[fd", "[fc", "[::1]"};
	struct bytes rest = host, part;
	uint64_t second;

	for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++)
		if (ends_nocase(host, ends[i]))
			return true;
	for (size_t i = 0; i < sizeof starts / sizeof starts[0]; i++)
		if (bytes_starts(host, starts[i]))
			return true;
	if (bytes_starts(host, "172.") && text_split(&rest, '.', &part) && text_split(&rest, '.', &part) &&
	    text_number(part, &second))
		return second >= 16 && second <= 31;
	return host.at[0] != '[' && bytes_find_str(host, ".") == SIZE_MAX;
}

const char *said_not_public(const char *url)
{
	static const char *const closed[] = {"login",   "signin",   "sign-in",  "logon",     "sso",
					     "members", "intranet", "extranet", "myaccount", "my-account"};
	struct bytes rest = bytes_str(url), authority, part, host = said_host(url);

	if (!bytes_starts(rest, "https://") && !bytes_starts(rest, "http://"))
		return "it is no web address";
	if (!host.len || local_host(host))
		return "its host is reached from inside a network only";
	rest = bytes_part(rest, bytes_find_str(rest, "://") + 3, rest.len);
	if (!text_split(&rest, '/', &authority))
		return NULL;
	if (bytes_find_str(authority, "@") != SIZE_MAX)
		return "it holds a login";
	while (text_split(&rest, '/', &part))
		for (size_t i = 0; i < sizeof closed / sizeof closed[0]; i++)
			if (text_equal_nocase(part, closed[i]) ||
			    (bytes_find_nocase(part, closed[i]) == 0 && part.len > strlen(closed[i]) &&
			     strchr("?.;", part.at[strlen(closed[i])])))
				return "its path leads to a login";
	return NULL;
}

bool said_date(const char *text, int32_t *ret_days)
{
	for (size_t len = strlen(text), i = 0; i + 10 <= len; i++) {
		char date[11];

		memcpy(date, text + i, 10);
		date[10] = '\0';
		if ((!i || !is_digit((uint8_t)text[i - 1])) && !is_digit((uint8_t)text[i + 10]) &&
		    day_parse(bytes_str(date), ret_days))
			return true;
	}
	return false;
}

/* Bit by bit: squaring a number between 1 and 2 doubles its logarithm. */
uint64_t said_log2(uint64_t value)
{
	uint64_t whole = 0, fraction = 0, y;

	if (!value)
		return 0;
	while (value >> whole > 1)
		whole++;
	y = whole > 31 ? value >> (whole - 31) : value << (31 - whole);
	for (unsigned bit = 0; bit < 16; bit++) {
		y = y * y >> 31;
		fraction <<= 1;
		if (y >> 32) {
			y >>= 1;
			fraction |= 1;
		}
	}
	return whole * 1000 + fraction * 1000 / 65536;
}
