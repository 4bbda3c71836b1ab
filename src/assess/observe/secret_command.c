/* Part of secret.c. */
#include "assess/observe/secret_command.h"

#include "assess/observe/setting.h"
#include "core/base/text.h"

bool is_sample_word(struct bytes w)
{
	static const char *const words[] = {"user", "username", "pass", "passwd", "foo", "bar",
					    "xxx",  "xxxx",     "...",  "login",  "name"};
	static const char *const parts[] = {"example", "xxxxx", "your_",       "your-",   "yourpass",
					    "<",       "****",  "placeholder", "somepass"};

	for (size_t i = 0; i < ARRAY_LEN(words); i++)
		if (text_equal_nocase(w, words[i]))
			return true;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++)
		if (bytes_find_nocase(w, parts[i]) != SIZE_MAX)
			return true;
	return false;
}

static struct bytes unquote(struct bytes w)
{
	if (w.len >= 2 && (w.at[0] == '"' || w.at[0] == '\'') && w.at[w.len - 1] == w.at[0])
		return bytes_part(w, 1, w.len - 2);
	return w;
}

/* The word behind one of the options, or joined to it ("-Psecret", "--password=secret"). */
static bool option(struct bytes line, const char *short_form, const char *long_form, struct bytes *ret)
{
	struct bytes rest = line, word;
	size_t len = strlen(short_form);

	while (text_word(&rest, &word)) {
		if (bytes_is(word, short_form) || (long_form && bytes_is(word, long_form))) {
			if (!text_word(&rest, ret))
				return false;
			*ret = unquote(*ret);
			return ret->len > 0;
		}
		if (word.len > len && bytes_starts(word, short_form) && word.at[1] != '-' && len == 2) {
			*ret = unquote(bytes_part(word, len, word.len));
			return true;
		}
	}
	return false;
}

/* NAME=`cat /path` or NAME=$(cat /path): the path; empty where the script has no such line. */
static struct bytes source_of(struct bytes script, struct bytes variable)
{
	struct bytes rest = bytes_part(script, 0, 65536), line;

	while (text_split(&rest, '\n', &line)) {
		struct bytes value = text_trim(line), name, word;

		if (!text_split(&value, '=', &name) || !bytes_equal(name, variable))
			continue;
		while (value.len && strchr("`$(\"", value.at[0]))
			value = bytes_part(value, 1, value.len);
		if (!text_word(&value, &word) || !bytes_is(word, "cat") || !text_word(&value, &word))
			continue;
		while (word.len && strchr("`)\"", word.at[word.len - 1]))
			word.len--;
		if (word.len && word.at[0] == '/')
			return word;
	}
	return bytes_of(NULL, 0);
}

static bool telnetd(struct bytes script, struct bytes command, struct secret *ret)
{
	struct secret s = {.class = "password", .service = "telnetd", .rule = "telnetd-login", .confidence = "high"};
	struct bytes login, variable;

	if (!option(command, "-u", NULL, &login) || !text_split(&login, ':', &s.user) || s.user.len == 0 ||
	    login.len == 0 || s.user.at[0] == '$')
		return false;
	s.value = login;
	s.name = bytes_str("telnetd -u");
	if (login.at[0] == '$') {
		variable = bytes_part(login, 1, login.len);
		if (variable.len > 2 && variable.at[0] == '{')
			variable = bytes_part(variable, 1, variable.len - 2);
		s.class = "credential";
		s.name = source_of(script, variable);
	}
	*ret = s;
	return true;
}

bool secret_in_command(struct bytes script, struct bytes line, struct secret *ret)
{
	struct secret s = {.class = "password", .rule = "command", .confidence = "high"};
	size_t at = bytes_find_str(line, "telnetd ");
	struct bytes word;

	if (at != SIZE_MAX)
		return telnetd(script, bytes_part(line, at, line.len), ret);
	if (bytes_find_str(line, "mosquitto_pub") != SIZE_MAX || bytes_find_str(line, "mosquitto_sub") != SIZE_MAX) {
		s.service = "mqtt";
		s.name = bytes_str("mosquitto -P");
		if (!option(line, "-P", "--pw", &s.value))
			return false;
		(void)!option(line, "-u", "--username", &s.user);
	} else if ((at = bytes_find_str(line, "sshpass -p")) != SIZE_MAX) {
		s.service = "ssh";
		s.name = bytes_str("sshpass -p");
		if (!option(bytes_part(line, at, line.len), "-p", NULL, &s.value))
			return false;
	} else if ((at = bytes_find_str(line, "curl ")) != SIZE_MAX) {
		s.service = "http";
		s.name = bytes_str("curl -u");
		if (!option(bytes_part(line, at, line.len), "-u", "--user", &word) || !text_split(&word, ':', &s.user))
			return false;
		s.value = word;
	} else {
		return false;
	}
	if (!setting_is_literal(s.value) || is_sample_word(s.value))
		return false;
	if (s.user.len && s.user.at[0] == '$')
		s.user.len = 0;
	*ret = s;
	return true;
}
