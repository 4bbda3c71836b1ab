/* Accounts: lines of passwd, shadow and their backups, htpasswd, htdigest, smbpasswd, PPP secrets and busybox
 * httpd.conf, by the file's name; and such lines inside any other file, where the pattern engine points at one. A line
 * counts only when all of it is plausible: a wrong account is a wrong alarm. Serves 5.1-1, 5.1-2, 5.4-4 and 5.6-3. */
#include "assess/observe/account_line.h"
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "assess/observe/strings.h"
#include "core/base/reader.h"
#include "core/base/text.h"

#define ACCOUNT_FILE_MAX (1u << 20) /* a larger file is no account file, whatever its name */
#define ACCOUNT_LINE_MAX 1024

enum account_file { NOT_ACCOUNTS, SYSTEM_FILE, WEB_FILE, DIGEST_FILE, SAMBA_FILE, PPP_FILE, HTTPD_CONF };

static bool contains(struct bytes in, const char *word)
{
	return bytes_find_nocase(in, word) != SIZE_MAX;
}

static enum account_file kind_of(const struct file_view *f)
{
	static const char *const code[] = {"*.html", "*.htm", "*.js", "*.css",  "*.lua", "*.php",
					   "*.asp",  "*.c",   "*.h",  "*.list", "*.so*", "*.1",
					   "*.5",    "*.8",   "*.gz", "*.svg",  "*.png", "*.po"};

	if (f->data.len == 0 || f->data.len > ACCOUNT_FILE_MAX)
		return NOT_ACCOUNTS;
	for (size_t i = 0; i < ARRAY_LEN(code); i++)
		if (text_glob(code[i], f->base))
			return NOT_ACCOUNTS;
	if (bytes_ends(f->base, "p-secrets"))
		return PPP_FILE;
	if (bytes_is(f->base, "httpd.conf"))
		return HTTPD_CONF;
	if (contains(f->base, "smbpasswd"))
		return SAMBA_FILE;
	if (contains(f->base, "htpasswd") || contains(f->base, "lighttpd.user") || contains(f->base, "boa.passwd"))
		return WEB_FILE;
	if (contains(f->base, "htdigest") || contains(f->base, "digest.passwd"))
		return DIGEST_FILE;
	if (contains(f->base, "passwd") || (contains(f->base, "shadow") && !contains(f->base, "gshadow")) ||
	    bytes_is(f->base, "pwfile") || bytes_is(f->base, "mosquitto.pw"))
		return SYSTEM_FILE;
	return NOT_ACCOUNTS;
}

static bool has_hits(const struct file_view *f)
{
	const struct pattern_hit *hits;

	return file_hits_between(f, PATTERN_ACCOUNTS_FIRST, PATTERN_ACCOUNTS_LAST, &hits) > 0;
}

static bool account_wants(const struct file_view *f)
{
	if (f->node->type != NODE_FILE && f->node->type != NODE_PART)
		return false;
	return (has_hits(f) || kind_of(f) != NOT_ACCOUNTS) && !file_is_documentation(f);
}

static bool is_backup(struct bytes base)
{
	static const char *const marks[] = {"*-",        "*~",       "*.bak*", "*.old*",    "*.orig*",   "*.save*",
					    "*.backup*", "*.dpkg-*", "*_bak*", "*_backup*", "*.default*"};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (text_glob(marks[i], base))
			return true;
	return false;
}

/* True where every line of the file is "user:word" and a plain one at that: then the words are passwords in clear. */
static bool all_pairs(struct bytes data)
{
	struct reader r = reader_of(data, "users");
	bool any = false;

	while (reader_left(&r)) {
		struct bytes line = text_trim(read_line(&r, "line")), name;

		if (line.len == 0 || line.at[0] == '#')
			continue;
		if (!text_split(&line, ':', &name) || !account_name_ok(name) || line.len == 0 || line.len > 64 ||
		    !text_is_printable(line) || memchr(line.at, ':', line.len) || memchr(line.at, ' ', line.len))
			return false;
		any = true;
	}
	return any;
}

static void put_ppp(const struct file_view *f, struct bytes line, struct fact_sink *out)
{
	struct bytes rest = line, word[3];

	for (unsigned i = 0; i < 3; i++)
		if (!account_quoted_word(&rest, &word[i]))
			return;
	if (word[0].len == 0 || word[2].len == 0 || word[2].at[0] == '$' || word[2].at[0] == '@')
		return;
	account_put_plain(out, f->data, word[0], word[2], "config", line);
}

static void named_file(const struct file_view *f, enum account_file kind, struct fact_sink *out)
{
	struct reader r = reader_of(f->data, "accounts");
	bool shadow = contains(f->base, "shadow");
	const char *source = is_backup(f->base) ? "backup" : shadow ? "shadow" : "passwd";
	bool plain = kind == WEB_FILE && all_pairs(f->data);

	while (reader_left(&r)) {
		struct bytes line = read_line(&r, "line");

		if (line.len == 0 || line.len > ACCOUNT_LINE_MAX || line.at[0] == '#')
			continue;
		switch (kind) {
		case SYSTEM_FILE:
			if (!account_passwd_line(out, f->data, line, source) &&
			    !account_shadow_line(out, f->data, line, source) &&
			    !account_digest_line(out, f->data, line, source))
				account_web_line(out, f->data, line, false, source);
			break;
		case WEB_FILE:
			if (!account_digest_line(out, f->data, line, "htdigest"))
				account_web_line(out, f->data, line, plain, "htpasswd");
			break;
		case DIGEST_FILE:
			account_digest_line(out, f->data, line, "htdigest");
			break;
		case SAMBA_FILE:
			account_samba_line(out, f->data, line);
			break;
		case PPP_FILE:
			put_ppp(f, line, out);
			break;
		case HTTPD_CONF:
			account_httpd_line(out, f->data, line);
			break;
		case NOT_ACCOUNTS:
			return;
		}
	}
}

/* The line around a hit: what stands between newlines, quotes, NULs and other bytes no account holds. */
static struct bytes line_around(struct bytes data, uint64_t at)
{
	struct bytes run = strings_run(data, at, ACCOUNT_LINE_MAX);
	size_t from, to, hit;

	if (run.len == 0)
		return run;
	hit = (size_t)(data.at + at - run.at);
	for (from = hit; from > 0 && !strchr("\n\r\t\"'`|>\\", run.at[from - 1]); from--)
		;
	for (to = hit; to < run.len && !strchr("\n\r\t\"'`|>\\", run.at[to]); to++)
		;
	return bytes_part(run, from, to - from);
}

/* Without what a script puts in front: echo, -e, printf. */
static struct bytes without_command(struct bytes line)
{
	struct bytes first = line;
	const uint8_t *mark = memchr(line.at, ':', line.len);
	size_t from = mark ? (size_t)(mark - line.at) : 0;

	while (from > 0 && line.at[from - 1] != ' ')
		from--;
	first = bytes_part(line, from, line.len);
	return first;
}

static void hit_line(const struct file_view *f, uint64_t to, const char *source, struct fact_sink *out)
{
	struct bytes line = to ? line_around(f->data, to - 1) : bytes_of("", 0);

	if (line.len == 0)
		return;
	line = without_command(line);
	if (!account_passwd_line(out, f->data, line, source) && !account_shadow_line(out, f->data, line, source))
		account_embedded(out, f->data, line, source);
}

/* echo "user:password" | chpasswd */
static void chpasswd_line(const struct file_view *f, uint64_t to, struct fact_sink *out)
{
	struct bytes run = strings_run(f->data, to - 1, 256), name, word;
	size_t end = (size_t)(f->data.at + to - run.at), from = end;
	size_t at;

	while (from > 0 && run.at[from - 1] != '\n' && run.at[from - 1] != ';')
		from--;
	run = bytes_part(run, from, end - from);
	at = bytes_find_str(run, "echo ");
	if (at == SIZE_MAX || memchr(run.at, '#', at))
		return;
	run = bytes_part(run, at + 5, run.len);
	if (bytes_starts(run, "-e ") || bytes_starts(run, "-n "))
		run = bytes_part(run, 3, run.len);
	if (!account_quoted_word(&run, &word) || !text_split(&word, ':', &name))
		return;
	if (account_name_ok(name) && word.len && !memchr(word.at, '$', word.len) && !memchr(word.at, '`', word.len))
		account_put_plain(out, f->data, name, word, "script", bytes_of(name.at, name.len + 1 + word.len));
}

static void account_observe(const struct file_view *f, struct fact_sink *out)
{
	enum account_file kind = file_is_text(f) && !file_is_script(f) ? kind_of(f) : NOT_ACCOUNTS;
	const char *source = file_is_script(f) ? "script" : file_is_text(f) ? "config" : "binary";
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_ACCOUNTS_FIRST, PATTERN_ACCOUNTS_LAST, &hits);

	if (kind != NOT_ACCOUNTS) {
		size_t before = out->count;

		named_file(f, kind, out);
		if (out->count != before)
			return;
	}
	for (size_t i = 0; i < count; i++) {
		if (hits[i].to == 0 || hits[i].to > f->data.len)
			continue;
		if (hits[i].id == PATTERN_ACCOUNTS_CHPASSWD)
			chpasswd_line(f, hits[i].to, out);
		else
			hit_line(f, hits[i].to, source, out);
	}
}

const struct observer observer_account = {
	.name = "account",
	.wants = account_wants,
	.observe = account_observe,
};
