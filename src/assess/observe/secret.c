/* Secrets in clear: tokens of known shape in any file, passwords set in configuration files and scripts, and
 * credentials in command lines. The pattern engine points at the places; every one is confirmed, and a value counts
 * only where it stands for itself. Serves 5.1-1, 5.4-1, 5.4-3 and 5.4-4. */
#include "assess/observe/observer.h"
#include "assess/observe/patterns.h"
#include "assess/observe/secret_command.h"
#include "assess/observe/setting.h"
#include "core/base/text.h"

#define SECRET_FILE_MAX (512u * 1024)
#define SHAPES_LAST PATTERN_SECRETS_AZURE_SHARED

static bool is_small_value(const struct file_view *f)
{
	static const char *const names[] = {"*_sign",      "*.pwd",    "*password", "*password.txt", "*secret",
					    "*secret.txt", "*.secret", "*apikey*",  "*.psk",         "*token.txt"};

	if (f->data.len == 0 || f->data.len > 256 || bytes_starts(f->path, "/usr/"))
		return false;
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (text_glob(names[i], f->base))
			return true;
	return false;
}

static bool secret_wants(const struct file_view *f)
{
	const struct pattern_hit *hits;

	if (f->node->type != NODE_FILE && f->node->type != NODE_PART)
		return false;
	return (file_hits_between(f, PATTERN_SECRETS_FIRST, PATTERN_SECRETS_LAST, &hits) || is_small_value(f)) &&
	       !file_is_documentation(f);
}

/* Words, translations, package lists and code of others: what looks like a setting there is none of the product's. */
static bool is_prose(const struct file_view *f)
{
	static const char *const marks[] = {
		"*.pas",
		"*.pp",
		"*.inc",
		"*.go",
		"*.rs",
		"*.java",
		"*.cpp",
		"*.hpp",
		"*.ts",
		"*.tcl",
		"*.el",
		"*.m4",
		"*.am",
		"*.htm",
		"*.html",
		"*.js",
		"*.css",
		"*.po",
		"*.mo",
		"*.list",
		"*.control",
		"*.md",
		"*.txt.gz",
		"*.svg",
		"*.rst",
		"*.1",
		"*.5",
		"*.8",
		"*/locale/*",
		"*/i18n/*",
		"*/lang/*",
		"*/language*",
		"*/help/*",
		"*/perl*",
		"*/python*",
		"*/vim/*",
		"*bash-completion*",
		"*/zsh/*",
		"/usr/share/debconf/*",
		"*/dpkg/*",
		"*/opkg/*",
		"*/apt/*",
		"*/include/*",
		"*.h",
		"*.c",
		"*.pm",
		"*.pl",
		"*.mib",
		"*nsswitch.conf*",
		"*/pam.d/*",
		"*/licenses/*",
		"*/mime*",
		"*.desktop",
		"*/services",
		"*.map",
		"*/terminfo/*",
		"*.dtd",
		"*.xsd",
		"*.wsdl",
		"*.ipk",
		"*data_model*",
		"*/node_modules/*",
	};

	for (size_t i = 0; i < ARRAY_LEN(marks); i++)
		if (text_glob(marks[i], f->path))
			return true;
	return false;
}

static void tell(const struct file_view *f, struct fact_sink *out, struct bytes evidence, const struct secret *s)
{
	struct fact_draft d = fact_begin(out, FACT_SECRET, (uint64_t)(evidence.at - f->data.at), evidence.len);

	fact_put_str(&d, SECRET_CLASS, s->class);
	if (s->name.len)
		fact_put(&d, SECRET_NAME, s->name);
	fact_put(&d, SECRET_VALUE, s->value);
	if (s->user.len)
		fact_put(&d, SECRET_USER, s->user);
	fact_put_str(&d, SECRET_SERVICE, s->service);
	fact_put_str(&d, SECRET_RULE, s->rule);
	fact_put_str(&d, SECRET_CONFIDENCE, s->confidence);
	fact_excerpt(&d, evidence);
	fact_end(&d);
}

static bool is_word_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* Samples of manuals: AKIAIOSFODNN7EXAMPLE, xxxxxxxx, 1234567890...: fewer than six different characters is no token.
 */
static bool is_sample(struct bytes token)
{
	bool seen[256] = {false};
	unsigned count = 0;

	for (size_t i = 0; i < token.len; i++) {
		count += !seen[token.at[i]];
		seen[token.at[i]] = true;
	}
	return count < 6 || bytes_find_nocase(token, "example") != SIZE_MAX ||
	       bytes_find_nocase(token, "xxxxx") != SIZE_MAX || bytes_find_str(token, "0123456789") != SIZE_MAX ||
	       bytes_find_str(token, "ABCDEFGH") != SIZE_MAX || bytes_find_nocase(token, "your") != SIZE_MAX;
}

static void shapes(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_SECRETS_FIRST, SHAPES_LAST, &hits);
	const uint8_t *last = NULL;

	for (size_t i = 0; i < count && i < 256; i++) {
		struct secret s = {.confidence = "high"};
		struct bytes match[1], class, service;
		char class_text[32], service_text[32];

		if (!pattern_confirm(f->data, &hits[i], 2000, 2000, match, 1) || match[0].len == 0 ||
		    match[0].at == last)
			continue;
		/* the engine gives a hit for each length: the first of a place is confirmed to the full one */
		last = match[0].at;
		if (match[0].at > f->data.at && is_word_char(match[0].at[-1]))
			continue;
		if (match[0].at + match[0].len < f->data.at + f->data.len && is_word_char(match[0].at[match[0].len]))
			continue;
		s.value = match[0];
		if (memchr(s.value.at, '=', s.value.len) && hits[i].id >= PATTERN_SECRETS_AZURE_ACCOUNT)
			(void)text_split(&s.value, '=', &s.name);
		if (is_sample(s.value))
			continue;
		class = bytes_part(pattern_column(hits[i].id, 0), 0, sizeof class_text - 1);
		service = bytes_part(pattern_column(hits[i].id, 1), 0, sizeof service_text - 1);
		memcpy(class_text, class.at, class.len);
		class_text[class.len] = 0;
		memcpy(service_text, service.at, service.len);
		service_text[service.len] = 0;
		s.class = class_text;
		s.service = service_text;
		s.rule = pattern_name(hits[i].id);
		tell(f, out, match[0], &s);
	}
}

/* "https://host:8080/a@b" cut by something else than a slash: a number that can be a port is not taken for a password.
 */
static bool is_port(struct bytes v)
{
	uint64_t number;

	return v.len <= 5 && text_number(v, &number) && number < 65536;
}

/* "***" stands for a word that was taken out. */
static bool has_word(struct bytes v)
{
	for (size_t i = 0; i < v.len; i++)
		if (is_word_char(v.at[i]) && v.at[i] != '_')
			return true;
	return false;
}

/* scheme://user:password@host */
static void urls(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits(f, PATTERN_SECRETS_URL, &hits);
	const uint8_t *last = NULL;

	for (size_t i = 0; i < count && i < 64; i++) {
		struct secret s = {.class = "credential-url", .rule = "SECRETS_URL", .confidence = "high"};
		struct bytes match[1], rest;
		uint64_t from;

		if (!pattern_confirm(f->data, &hits[i], 100, 1, match, 1) || match[0].len < 7 || match[0].at == last)
			continue;
		last = match[0].at;
		rest = bytes_part(match[0], 3, match[0].len);
		if (!text_split(&rest, ':', &s.user) || !text_split(&rest, '@', &s.value) ||
		    (is_port(s.value) && memchr(s.user.at, '.', s.user.len)) || bytes_is(s.value, "password") ||
		    !has_word(s.user) || !has_word(s.value) || is_sample_word(s.user) || is_sample_word(s.value) ||
		    setting_is_comment(setting_line(f->data, (uint64_t)(match[0].at - f->data.at))))
			continue;
		from = (uint64_t)(match[0].at - f->data.at);
		while (from > 0 && is_word_char(f->data.at[from - 1]) &&
		       (uint64_t)(match[0].at - f->data.at) - from < 12)
			from--;
		s.name = bytes_part(f->data, from, (uint64_t)(match[0].at - f->data.at) - from);
		if (s.name.len)
			tell(f, out, match[0], &s);
	}
}

static bool ends_with_nocase(struct bytes in, const char *end)
{
	size_t len = strlen(end);

	return in.len >= len && text_equal_nocase(bytes_part(in, in.len - len, len), end);
}

/* What a key's last word says it holds; NULL: no secret. */
static const char *class_of(struct bytes key)
{
	static const char *const rows[][2] = {
		{"password", "password"},
		{"passwd", "password"},
		{"passphrase", "password"},
		{"_pass", "password"},
		{"userpass", "password"},
		{"adminpass", "password"},
		{"rootpass", "password"},
		{"pwd", "password"},
		{"secret", "token"},
		{"apikey", "api-key"},
		{"api_key", "api-key"},
		{"api-key", "api-key"},
		{"token", "token"},
		{"community", "snmp-community"},
		{"secretkey", "api-key"},
		{"secret_key", "api-key"},
		{"secret_access_key", "cloud-key"},
		{"access_key", "api-key"},
		{"private_token", "token"},
		{"authkey", "api-key"},
		{"auth_key", "api-key"},
		{"rocommunity", "snmp-community"},
		{"rwcommunity", "snmp-community"},
	};

	while (key.len && key.at[key.len - 1] >= '0' && key.at[key.len - 1] <= '9')
		key.len--;
	if (text_equal_nocase(key, "pass") || text_equal_nocase(key, "psk"))
		return "password";
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (ends_with_nocase(key, rows[i][0]))
			return rows[i][1];
	return NULL;
}

/* PASS_CHANGE = 'PassChange': a name of itself. */
static bool names_itself(struct bytes key, struct bytes value)
{
	size_t at = 0;

	for (size_t i = 0; i < key.len; i++) {
		if (!is_word_char(key.at[i]) || key.at[i] == '_')
			continue;
		while (at < value.len && strchr("_- ", value.at[at]) && value.at[at])
			at++;
		if (at == value.len || (key.at[i] | 0x20) != (value.at[at] | 0x20))
			return false;
		at++;
	}
	return at == value.len;
}

static bool is_constant(struct bytes v)
{
	bool line = false;

	for (size_t i = 0; i < v.len; i++) {
		if (!(v.at[i] >= 'A' && v.at[i] <= 'Z') && v.at[i] != '_' && !(v.at[i] >= '0' && v.at[i] <= '9'))
			return false;
		line |= v.at[i] == '_';
	}
	return line;
}

/* Letters and digits both, and no word of its own: what a generator makes. */
static bool is_mixed(struct bytes v)
{
	bool letter = false, digit = false;

	for (size_t i = 0; i < v.len; i++) {
		digit |= v.at[i] >= '0' && v.at[i] <= '9';
		letter |= (v.at[i] | 0x20) >= 'a' && (v.at[i] | 0x20) <= 'z';
	}
	return letter && digit && !is_sample(v);
}

/* NULL: the value is none. */
static const char *confidence_of(const struct setting *set, const char *class, bool code)
{
	static const char *const words[] = {
		"none",  "null",   "nil",    "true",      "false",    "yes",      "no",      "on",
		"off",   "string", "text",   "hidden",    "required", "optional", "prompt",  "ask",
		"files", "file",   "compat", "undefined", "enabled",  "disabled", "auto",    "default_value",
		"input", "stdin",  "env",    "int",       "str",      "bool",     "varchar", "n/a",
		"empty", "unset",  "sha256", "md5",       "plain",    "encrypt",  "systemd"};

	if (!setting_is_literal(set->value) || is_sample_word(set->value) || set->value.len < 2)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal_nocase(set->value, words[i]))
			return NULL;
	if (code && !set->quoted)
		return NULL;
	/* the name of a constant or of another setting, not a value */
	if (names_itself(set->key, set->value) || (!set->quoted && is_constant(set->value)))
		return NULL;
	/* a token is long and mixed; a word there is a type, a name or a path */
	if (strcmp(class, "token") == 0 || strcmp(class, "api-key") == 0 || strcmp(class, "cloud-key") == 0)
		return set->value.len >= 16 && set->value.len <= 128 && is_mixed(set->value) ? "medium" : NULL;
	if (text_equal_nocase(set->value, "password") || text_equal_nocase(set->value, "changeme") ||
	    text_equal_nocase(set->value, "change_me") || text_equal_nocase(set->value, "secret") ||
	    text_equal_nocase(set->value, "notasecret"))
		return "low";
	return "medium";
}

static bool has_extension(const struct file_view *f, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (text_glob(names[i], f->base))
			return true;
	return false;
}

/* True where the last mark of a comment before the line opens one. */
static bool in_xml_comment(struct bytes data, struct bytes line)
{
	size_t at = (size_t)(line.at - data.at), least = at > 8192 ? at - 8192 : 0;

	for (; at > least; at--) {
		struct bytes here = bytes_part(data, at - 1, 4);

		if (bytes_starts(here, "-->"))
			return false;
		if (bytes_starts(here, "<!--"))
			return true;
	}
	return false;
}

static void setting_hit(const struct file_view *f, struct bytes line, struct fact_sink *out)
{
	static const char *const code[] = {"*.lua", "*.php", "*.py", "*.cgi", "*.rb", "*.asp"};
	static const char *const pairs[] = {"*.json", "*.yml", "*.yaml", "*.properties", "*.conf", "*.cfg"};
	static const char *const sheets[] = {"*.xml", "*.plist"};
	struct secret s = {.rule = "setting"};
	struct setting set;

	if (!setting_read(line, &set))
		return;
	if (set.mark == ':' &&
	    (!has_extension(f, pairs, ARRAY_LEN(pairs)) || (!set.quoted && !text_glob("*.y*ml", f->base))))
		return;
	if (set.mark == '>' && (!has_extension(f, sheets, ARRAY_LEN(sheets)) || in_xml_comment(f->data, line)))
		return;
	s.class = class_of(set.key);
	if (!s.class)
		return;
	s.confidence = confidence_of(
		&set, s.class,
		has_extension(f, code, ARRAY_LEN(code)) ||
			(file_is_script(f) && bytes_find_str(setting_line(f->data, 0), "sh") == SIZE_MAX));
	if (!s.confidence)
		return;
	s.name = set.key;
	s.value = set.value;
	tell(f, out, line, &s);
}

/* snmpd.conf: rocommunity public, com2sec local default private */
static void community_hit(const struct file_view *f, struct bytes line, struct fact_sink *out)
{
	struct secret s = {
		.class = "snmp-community", .service = "snmp", .rule = "snmp-community", .confidence = "high"};
	struct bytes rest = line, word;

	if (setting_is_comment(line) || !text_word(&rest, &word))
		return;
	if (!(bytes_starts(word, "rocommunity") || bytes_starts(word, "rwcommunity")) || !text_word(&rest, &s.value) ||
	    !setting_is_literal(s.value))
		return;
	s.name = word;
	tell(f, out, line, &s);
}

/* A token of known shape stands in the line: it was told, or is a manual's sample. */
static bool has_shape(const struct file_view *f, struct bytes line)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, PATTERN_SECRETS_FIRST, SHAPES_LAST, &hits);
	uint64_t from = (uint64_t)(line.at - f->data.at);

	for (size_t i = 0; i < count; i++)
		if (hits[i].to > from && hits[i].to <= from + line.len)
			return true;
	return false;
}

static void settings(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits_between(f, SHAPES_LAST + 1, PATTERN_SECRETS_LAST, &hits);
	const uint8_t *last = NULL;

	for (size_t i = 0; i < count; i++) {
		struct secret s = {0};
		struct bytes line;

		if (hits[i].id == PATTERN_SECRETS_URL || hits[i].to == 0 || hits[i].to > f->data.len)
			continue;
		line = setting_line(f->data, hits[i].to - 1);
		/* one line is read once for each kind of hit; the same facts twice are one fact later */
		if (line.len == 0 || line.at == last || setting_is_comment(line))
			continue;
		last = line.at;
		if (hits[i].id >= PATTERN_SECRETS_TELNETD) {
			if (secret_in_command(f->data, line, &s))
				tell(f, out, line, &s);
		} else if (hits[i].id == PATTERN_SECRETS_COMMUNITY && bytes_find_str(line, "=") == SIZE_MAX) {
			community_hit(f, line, out);
		} else if (!has_shape(f, line)) {
			setting_hit(f, line, out);
		}
	}
}

/* A program that will start dropbear with a file of passwords in clear, as some vendors' versions take one. */
static void binaries(const struct file_view *f, struct fact_sink *out)
{
	const struct pattern_hit *hits;
	size_t count = file_hits(f, PATTERN_SECRETS_DROPBEAR_FILE, &hits);

	for (size_t i = 0; i < count && i < 8; i++) {
		struct secret s = {.class = "password-file",
				   .service = "dropbear",
				   .rule = "dropbear-password-file",
				   .confidence = "medium"};
		struct bytes line = setting_line(f->data, hits[i].to - 1);

		s.name = bytes_str("dropbear -A");
		s.value = line;
		if (text_is_printable(line) && bytes_starts(line, "dropbear"))
			tell(f, out, line, &s);
	}
}

static void small_value(const struct file_view *f, struct fact_sink *out)
{
	struct secret s = {.rule = "small-file", .confidence = "low", .name = f->path};
	bool sign = bytes_ends(f->base, "_sign");

	s.class = sign ? "value" : "password";
	s.value = text_trim(f->data);
	if (s.value.len >= 4 && setting_is_literal(s.value) && !memchr(s.value.at, '\n', s.value.len) &&
	    !is_sample_word(s.value))
		tell(f, out, s.value, &s);
}

static void secret_observe(const struct file_view *f, struct fact_sink *out)
{
	bool text = file_is_text(f);

	shapes(f, out);
	urls(f, out);
	if (is_small_value(f) && text)
		small_value(f, out);
	if (!text)
		binaries(f, out);
	else if (f->data.len <= SECRET_FILE_MAX && !is_prose(f))
		settings(f, out);
}

const struct observer observer_secret = {
	.name = "secret",
	.wants = secret_wants,
	.observe = secret_observe,
};
