/* Part of account.c. */
#include "assess/observe/account_line.h"

#include "core/base/text.h"
#include "core/crypto/password.h"

bool account_name_ok(struct bytes name)
{
	if (name.len == 0 || name.len > 32)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		uint8_t c = name.at[i];
		bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
		bool more =
			(c >= '0' && c <= '9') || c == '-' || c == '.' || c == '@' || (c == '$' && i + 1 == name.len);

		if (!letter && !(i && more) && !(c >= '0' && c <= '9'))
			return false;
	}
	return true;
}

static bool split_all(struct bytes line, struct bytes *field, size_t count)
{
	struct bytes rest = line;
	size_t n = 0;

	while (n < count && text_split(&rest, ':', &field[n]))
		n++;
	/* an empty last field is not given by text_split() when the line ends with its colon */
	if (n + 1 == count && line.len && line.at[line.len - 1] == ':' && rest.len == 0)
		field[n++] = bytes_part(line, line.len, 0);
	return n == count && rest.len == 0;
}

static bool is_number(struct bytes in)
{
	uint64_t value;

	return in.len <= 10 && text_number(in, &value) && value <= UINT32_MAX;
}

enum field_state { FIELD_WRONG, FIELD_EMPTY, FIELD_LOCKED, FIELD_ELSEWHERE, FIELD_HASH };

/* What a password field says. Text that is no hash can match no password: that locks too, but only "x" and the usual
 * marks are believed here, anything else makes the line implausible. */
static enum field_state field_of(struct bytes field, struct password_hash *hash, bool *has_hash)
{
	struct bytes rest = field;

	*has_hash = false;
	if (field.len == 0)
		return FIELD_EMPTY;
	if (bytes_is(field, "x") || bytes_is(field, "X") || bytes_is(field, "##"))
		return FIELD_ELSEWHERE;
	while (rest.len && (rest.at[0] == '!' || rest.at[0] == '*'))
		rest = bytes_part(rest, 1, rest.len);
	*has_hash = password_hash_read(rest, hash);
	if (rest.len == field.len)
		return *has_hash ? FIELD_HASH : FIELD_WRONG;
	/* "!" and a hash: locked for now, the password is still there; "!" alone; "*LK*", "*NP*" and other words */
	return *has_hash || rest.len <= 16 ? FIELD_LOCKED : FIELD_WRONG;
}

static struct fact_draft begin(struct fact_sink *out, struct bytes data, struct bytes line, const char *source)
{
	struct fact_draft d = fact_begin(out, FACT_ACCOUNT, (uint64_t)(line.at - data.at), line.len);

	fact_put_str(&d, ACCOUNT_SOURCE, source);
	fact_excerpt(&d, line);
	return d;
}

static void put_hash(struct fact_draft *d, const struct password_hash *hash)
{
	fact_put_str(d, ACCOUNT_SCHEME, password_scheme_name(hash->scheme));
	fact_put(d, ACCOUNT_HASH, hash->text);
	fact_put_str(d, ACCOUNT_SALT, hash->salt.len ? "yes" : "no");
}

static void put_state(struct fact_draft *d, enum field_state state, const struct password_hash *hash, bool has_hash,
		      bool shadow)
{
	static const char *const words[] = {[FIELD_EMPTY] = "empty",
					    [FIELD_LOCKED] = "locked",
					    [FIELD_ELSEWHERE] = "elsewhere",
					    [FIELD_HASH] = "hash"};

	/* there is nowhere else to look from a shadow file: "x" is a hash that no password has */
	fact_put_str(d, ACCOUNT_STATE, shadow && state == FIELD_ELSEWHERE ? "locked" : words[state]);
	if (has_hash)
		put_hash(d, hash);
	if (state == FIELD_EMPTY)
		fact_put_str(d, ACCOUNT_PASSWORD, "");
}

/* Shells that end a session at once. An empty field means /bin/sh (passwd(5)). */
static bool shell_lets_in(struct bytes shell)
{
	static const char *const closed[] = {"false", "nologin", "sync", "halt", "shutdown", "null", "true", "noshell"};

	for (size_t i = 0; i < ARRAY_LEN(closed); i++)
		if (bytes_is(text_basename(shell), closed[i]))
			return false;
	return true;
}

bool account_passwd_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source)
{
	struct bytes f[7];
	struct password_hash hash;
	struct fact_draft d;
	enum field_state state;
	bool has_hash;

	if (!split_all(line, f, 7) || !account_name_ok(f[0]) || !is_number(f[2]) || !is_number(f[3]) ||
	    f[4].len > 128 || !text_is_printable(f[4]))
		return false;
	f[6] = text_trim(f[6]);
	for (unsigned i = 5; i < 7; i++)
		if (f[i].len > 128 || (f[i].len && f[i].at[0] != '/') || memchr(f[i].at, ' ', f[i].len) ||
		    !text_is_printable(f[i]))
			return false;
	if (f[5].len == 0 && f[6].len == 0)
		return false;
	state = field_of(f[1], &hash, &has_hash);
	if (state == FIELD_WRONG)
		return false;
	d = begin(out, data, line, source);
	fact_put(&d, ACCOUNT_NAME, f[0]);
	fact_put(&d, ACCOUNT_UID, f[2]);
	fact_put(&d, ACCOUNT_GID, f[3]);
	fact_put(&d, ACCOUNT_HOME, f[5]);
	fact_put(&d, ACCOUNT_SHELL, f[6]);
	fact_put_bool(&d, ACCOUNT_LOGIN, shell_lets_in(f[6]));
	put_state(&d, state, &hash, has_hash, false);
	fact_end(&d);
	return true;
}

bool account_shadow_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source)
{
	struct bytes f[9];
	struct password_hash hash;
	struct fact_draft d;
	enum field_state state;
	bool has_hash;

	if (!split_all(line, f, 9) || !account_name_ok(f[0]))
		return false;
	f[8] = text_trim(f[8]);
	for (unsigned i = 2; i < 9; i++)
		if (f[i].len && !is_number(f[i]) && !bytes_is(f[i], "-1"))
			return false;
	state = field_of(f[1], &hash, &has_hash);
	if (state == FIELD_WRONG)
		return false;
	d = begin(out, data, line, source);
	fact_put(&d, ACCOUNT_NAME, f[0]);
	put_state(&d, state, &hash, has_hash, true);
	fact_end(&d);
	return true;
}

void account_put_plain(struct fact_sink *out, struct bytes data, struct bytes name, struct bytes password,
		       const char *source, struct bytes evidence)
{
	struct fact_draft d = begin(out, data, evidence, source);

	fact_put(&d, ACCOUNT_NAME, name);
	fact_put_str(&d, ACCOUNT_STATE, "known");
	fact_put_str(&d, ACCOUNT_SCHEME, "plain");
	fact_put(&d, ACCOUNT_PASSWORD, password);
	fact_end(&d);
}

bool account_web_line(struct fact_sink *out, struct bytes data, struct bytes line, bool plain, const char *source)
{
	struct bytes rest = text_trim(line), name;
	struct password_hash hash;
	struct fact_draft d;

	if (!text_split(&rest, ':', &name) || !account_name_ok(name))
		return false;
	if (password_hash_read(rest, &hash)) {
		d = begin(out, data, line, source);
		fact_put(&d, ACCOUNT_NAME, name);
		fact_put_str(&d, ACCOUNT_STATE, "hash");
		put_hash(&d, &hash);
		fact_end(&d);
		return true;
	}
	if (plain && rest.len)
		account_put_plain(out, data, name, rest, source, line);
	return plain && rest.len;
}

bool account_digest_line(struct fact_sink *out, struct bytes data, struct bytes line, const char *source)
{
	struct bytes f[3];
	struct password_hash hash;
	struct fact_draft d;

	if (!split_all(text_trim(line), f, 3) || !account_name_ok(f[0]) || f[1].len == 0 || f[1].len > 64 ||
	    !text_is_printable(f[1]) || !password_hash_hex(f[2], PASSWORD_HTDIGEST, f[1], &hash))
		return false;
	d = begin(out, data, line, source);
	fact_put(&d, ACCOUNT_NAME, f[0]);
	fact_put_str(&d, ACCOUNT_STATE, "hash");
	fact_put_str(&d, ACCOUNT_SCHEME, password_scheme_name(PASSWORD_HTDIGEST));
	fact_put(&d, ACCOUNT_HASH,
		 text_trim(line)); /* user and realm go into the digest: a hash without them says nothing */
	fact_put_str(&d, ACCOUNT_SALT, "fixed");
	fact_end(&d);
	return true;
}

/* smbpasswd(5): name:uid:LM hash:NT hash:[flags]:LCT-time: */
bool account_samba_line(struct fact_sink *out, struct bytes data, struct bytes line)
{
	struct bytes rest = line, f[5];
	struct password_hash hash;
	struct fact_draft d;
	bool empty, none;

	for (unsigned i = 0; i < 5; i++)
		if (!text_split(&rest, ':', &f[i]))
			return false;
	if (!account_name_ok(f[0]) || !is_number(f[1]) || f[2].len != 32 || f[3].len != 32 || f[4].len < 2 ||
	    f[4].at[0] != '[')
		return false;
	empty = bytes_starts(f[3], "NO PASSWORD") || memchr(f[4].at, 'N', f[4].len);
	none = bytes_starts(f[3], "XXXX") || memchr(f[4].at, 'D', f[4].len);
	if (!empty && !none && !password_hash_hex(f[3], PASSWORD_NTLM, bytes_of("", 0), &hash))
		return false;
	d = begin(out, data, line, "config");
	fact_put(&d, ACCOUNT_NAME, f[0]);
	fact_put(&d, ACCOUNT_UID, f[1]);
	fact_put_str(&d, ACCOUNT_STATE, empty ? "empty" : none ? "locked" : "hash");
	if (empty)
		fact_put_str(&d, ACCOUNT_PASSWORD, "");
	else if (!none)
		put_hash(&d, &hash);
	fact_end(&d);
	return true;
}

/* busybox httpd and uhttpd: /path:user:password; "$p$user" means the system's own password of that user. */
bool account_httpd_line(struct fact_sink *out, struct bytes data, struct bytes line)
{
	struct bytes rest = text_trim(line), path, name;
	struct password_hash hash;
	struct fact_draft d;
	bool is_hash;

	if (rest.len == 0 || rest.at[0] != '/' || !text_split(&rest, ':', &path) || !text_split(&rest, ':', &name) ||
	    !account_name_ok(name) || rest.len > 128 || !text_is_printable(rest) || memchr(rest.at, ' ', rest.len))
		return false;
	is_hash = password_hash_read(rest, &hash);
	d = begin(out, data, line, "config");
	fact_put(&d, ACCOUNT_NAME, name);
	if (is_hash) {
		fact_put_str(&d, ACCOUNT_STATE, "hash");
		put_hash(&d, &hash);
	} else if (bytes_starts(rest, "$p$") || bytes_is(rest, "*")) {
		fact_put_str(&d, ACCOUNT_STATE, "elsewhere");
	} else {
		fact_put_str(&d, ACCOUNT_STATE, rest.len ? "known" : "empty");
		fact_put_str(&d, ACCOUNT_SCHEME, "plain");
		fact_put(&d, ACCOUNT_PASSWORD, rest);
	}
	fact_end(&d);
	return true;
}

bool account_embedded(struct fact_sink *out, struct bytes data, struct bytes line, const char *source)
{
	for (size_t at = 1; at + 13 < line.len; at++) {
		struct bytes rest = bytes_part(line, at, line.len), name;
		struct password_hash hash;
		struct fact_draft d;
		size_t from = at - 1, len = 0;

		if (line.at[at - 1] != ':' || (rest.at[0] != '$' && rest.at[0] != '{'))
			continue;
		while (from > 0 && account_name_ok(bytes_part(line, from - 1, at - from)))
			from--;
		name = bytes_part(line, from, at - 1 - from);
		while (len < rest.len && rest.at[len] != ':' && rest.at[len] > ' ')
			len++;
		if (!account_name_ok(name) || !password_hash_read(bytes_part(rest, 0, len), &hash))
			continue;
		d = begin(out, data, bytes_part(line, from, at - from + len), source);
		fact_put(&d, ACCOUNT_NAME, name);
		fact_put_str(&d, ACCOUNT_STATE, "hash");
		put_hash(&d, &hash);
		fact_end(&d);
		return true;
	}
	return false;
}

bool account_quoted_word(struct bytes *rest, struct bytes *ret)
{
	size_t from = 0, to;
	char mark;

	while (from < rest->len && (rest->at[from] == ' ' || rest->at[from] == '\t'))
		from++;
	if (from == rest->len)
		return false;
	mark = rest->at[from] == '"' || rest->at[from] == '\'' ? (char)rest->at[from++] : 0;
	for (to = from; to < rest->len; to++)
		if (mark ? rest->at[to] == mark : rest->at[to] == ' ' || rest->at[to] == '\t' || rest->at[to] == '|')
			break;
	*ret = bytes_part(*rest, from, to - from);
	*rest = bytes_part(*rest, to + (mark != 0), rest->len);
	return true;
}
