/* Part of product.c: one value, by the type its row has. */
#include "core/base/text.h"
#include "core/product/parts.h"
#include "core/product/suggest.h"
#include "core/base/day.h"
#include "core/product/value.h"

enum { ID_MAX = 64, NUMBER_DIGITS_MAX = 18, CHOICES_SHOWN_MAX = 600 };

bool field_is_list(const struct declaration_key *row)
{
	return row->type == TYPE_LIST || row->type == TYPE_CHOICES || row->type == TYPE_REFS ||
	       row->type == TYPE_NUMBERS;
}

static bool letter_or_digit(uint8_t c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool id_ok(struct bytes id)
{
	if (id.len == 0 || id.len > ID_MAX || !letter_or_digit(id.at[0]))
		return false;
	for (size_t i = 0; i < id.len; i++)
		if (!letter_or_digit(id.at[i]) && id.at[i] != '-' && id.at[i] != '_' && id.at[i] != '.')
			return false;
	return true;
}

const char *field_choices(struct loader *l, const struct declaration_key *row)
{
	char text[CHOICES_SHOWN_MAX];
	size_t len = 0;
	const char *ret;

	for (const char *c = row->values; *c && len + 1 < sizeof text; c++)
		text[len++] = *c == ';' ? ',' : *c;
	text[len] = '\0';
	ret = arena_str(l->arena, bytes_of(text, len));
	return ret ? ret : "";
}

static bool wrong(struct loader *l, const struct node *n, const char *path, const char *expected)
{
	return problem_add(l->problems, n->line, n->column, "%s: '%s' is %s", path, problem_quote(l->problems, n->text),
			   expected);
}

/* What other programs make of a plain yes, no, on or off when they write YAML again: true and false. NULL: no such word
 * is among the choices. */
static const char *choice_again(const struct declaration_key *row, const struct node *n)
{
	static const struct {
		const char *written, *meant;
	} words[] = {{"true", "yes"}, {"true", "on"}, {"false", "no"}, {"false", "off"}};

	for (size_t i = 0; n->plain && i < ARRAY_LEN(words); i++)
		if (bytes_is(n->text, words[i].written) && id_list_has(row->values, words[i].meant))
			return words[i].meant;
	return NULL;
}

static bool read_choice(struct loader *l, const struct declaration_key *row, const char *path, const struct node *n,
			const char **ret)
{
	struct suggestion near = suggestion_of(n->text);
	struct bytes rest = bytes_str(row->values), value;
	const char *again = choice_again(row, n);

	if (again) {
		*ret = again;
		return true;
	}
	while (text_split(&rest, ';', &value)) {
		value = text_trim(value);
		if (bytes_equal(value, n->text)) {
			*ret = (const char *)n->text.at;
			return true;
		}
		suggestion_offer(&near, value);
	}
	return problem_add(l->problems, n->line, n->column, "%s: '%s' is none of %s%s", path,
			   problem_quote(l->problems, n->text), field_choices(l, row),
			   field_is_list(row) && memchr(n->text.at, ',', n->text.len)
				   ? "; several are written as a list: [a, b]"
				   : suggestion_text(&near, l->arena));
}

static bool read_yes_no(struct loader *l, const char *path, const struct node *n, const char **ret)
{
	if (text_equal_nocase(n->text, "yes") || text_equal_nocase(n->text, "true"))
		*ret = "yes";
	else if (text_equal_nocase(n->text, "no") || text_equal_nocase(n->text, "false"))
		*ret = "no";
	else
		return wrong(l, n, path, "neither yes nor no");
	return true;
}

static bool read_number(struct loader *l, const char *path, const struct node *n, const char **ret)
{
	uint64_t number;

	if (n->text.len > NUMBER_DIGITS_MAX || !text_number(n->text, &number))
		return wrong(l, n, path, "no number: write digits only, without sign, unit or separator");
	*ret = arena_printf(l->arena, "%llu", (unsigned long long)number);
	return true;
}

static bool has_host(struct bytes url)
{
	struct bytes rest;

	if (bytes_starts(url, "https://"))
		rest = bytes_part(url, 8, url.len);
	else if (bytes_starts(url, "http://"))
		rest = bytes_part(url, 7, url.len);
	else
		return false;
	return rest.len && (letter_or_digit(rest.at[0]) || rest.at[0] == '[');
}

static bool url_ok(struct bytes url)
{
	for (size_t i = 0; i < url.len; i++)
		if (url.at[i] <= ' ' || url.at[i] == '"' || url.at[i] == '<' || url.at[i] == '>' || url.at[i] == '\\' ||
		    url.at[i] == '`')
			return false;
	return has_host(url);
}

static bool email_ok(struct bytes mail)
{
	const uint8_t *at = mail.len ? memchr(mail.at, '@', mail.len) : NULL;
	struct bytes host;

	if (!at || at == mail.at)
		return false;
	host = bytes_part(mail, (uint64_t)(at - mail.at) + 1, mail.len);
	for (size_t i = 0; i < mail.len; i++)
		if (mail.at[i] <= ' ' || strchr("\"(),:;<>[\\]", mail.at[i]))
			return false;
	return host.len && letter_or_digit(host.at[0]) && !memchr(host.at, '@', host.len) &&
	       memchr(host.at, '.', host.len) && host.at[host.len - 1] != '.';
}

/* A line of `holdfast init` whose # was taken away and nothing else: "Postal address. (text)". */
static bool is_hint(const struct declaration_key *row, struct bytes text)
{
	size_t len = strlen(row->meaning);

	return text.len > len + 2 && bytes_starts(text, row->meaning) && text.at[len] == ' ' &&
	       text.at[len + 1] == '(' && text.at[text.len - 1] == ')';
}

/* Only a text may go over several lines; what ends it with a newline is YAML, not the maker. */
static bool read_text(struct loader *l, const struct declaration_key *row, const char *path, const struct node *n,
		      const char **ret)
{
	struct bytes text = text_trim(n->text);

	while (text.len && (text.at[text.len - 1] == '\n' || text.at[text.len - 1] == ' '))
		text.len--;
	if (row->type == TYPE_LIST && text.len && memchr(text.at, '\n', text.len))
		return wrong(l, n, path, "several lines; a member of a list is one");
	if (is_hint(row, text))
		return problem_add(l->problems, n->line, n->column,
				   "%s: this is the hint of the draft: write the value in its place", path);
	if (text.len == 0)
		return problem_add(l->problems, n->line, n->column, "%s: an empty text; leave the key out instead",
				   path);
	*ret = text.at == n->text.at && text.len == n->text.len ? (const char *)text.at : arena_str(l->arena, text);
	return true;
}

bool field_read(struct loader *l, const struct declaration_key *row, const char *path, const struct node *n,
		const char **ret)
{
	const char *text = NULL;
	uint64_t hours;
	int32_t days;
	bool ok = false;

	if (n->kind != NODE_TEXT)
		return problem_add(l->problems, n->line, n->column, "%s: a %s stands where one value is expected", path,
				   n->kind == NODE_LIST ? "list" : "mapping");
	text = (const char *)n->text.at;
	switch (row->type) {
	case TYPE_CHOICE:
	case TYPE_CHOICES:
		ok = read_choice(l, row, path, n, &text);
		break;
	case TYPE_YES_NO:
		ok = read_yes_no(l, path, n, &text);
		break;
	case TYPE_NUMBER:
	case TYPE_NUMBERS:
		ok = read_number(l, path, n, &text);
		break;
	case TYPE_DURATION:
		ok = value_duration(text, &hours) || wrong(l, n, path,
							   "no duration: write a number and a unit, as in '90 "
							   "minutes', '12 hours', '30 days', '2 weeks', "
							   "'6 months', '5 years'");
		break;
	case TYPE_DATE:
		ok = day_parse(bytes_str(text), &days) || wrong(l, n, path, "no date: write it as 2031-12-31");
		break;
	case TYPE_URL:
		ok = url_ok(n->text) || wrong(l, n, path, "no address: https://host/path is expected");
		break;
	case TYPE_EMAIL:
		ok = email_ok(n->text) || wrong(l, n, path, "no e-mail address: name@host.example is expected");
		break;
	case TYPE_ID:
	case TYPE_REFS:
		ok = id_ok(n->text) ||
		     wrong(l, n, path, "no id: letters, digits, '-', '_' and '.', 64 at most, a letter or digit first");
		break;
	case TYPE_TEXT:
	case TYPE_LIST:
		ok = read_text(l, row, path, n, &text);
		break;
	}
	if (ok && !text)
		l->problems->out_of_memory = true;
	if (ok)
		*ret = text;
	return ok && text;
}
